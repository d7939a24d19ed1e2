// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/example_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ui/assist/review_grid.h"
#include "ui/canvas/region_document.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

constexpr int kSteps = 1000;  // of the slider: cosines of 0 to 1
constexpr float kFirstThreshold = 0.7f;

}  // namespace

ExamplePanel::ExamplePanel(const Parts& parts, DecoderSource decoder, QWidget* parent)
    : QWidget(parent),
      parts_(parts),
      label_(new QComboBox(this)),
      threshold_(new QSlider(Qt::Horizontal, this)),
      counts_(new QLabel(this)),
      notice_(new QLabel(this)),
      keys_(new QLabel(this)),
      relabel_(new QCheckBox(tr("Also those with another label"), this)),
      acceptAbove_(new QPushButton(tr("Accept all above"), this)),
      rank_(new QPushButton(tr("Rank again"), this)),
      apply_(new QPushButton(this)),
      grid_(new ReviewGrid(std::move(decoder), this)) {
  label_->setEditable(true);
  label_->setObjectName(QStringLiteral("example.label"));
  label_->setMinimumContentsLength(16);
  label_->setToolTip(tr("What fits its name comes first too, as far as the name fits the example"));
  threshold_->setObjectName(QStringLiteral("example.threshold"));
  threshold_->setRange(0, kSteps);
  threshold_->setAccessibleName(tr("Threshold"));
  acceptAbove_->setObjectName(QStringLiteral("example.acceptAbove"));
  rank_->setObjectName(QStringLiteral("example.rank"));
  rank_->setToolTip(tr("What was accepted draws others near, what was rejected pushes them away"));
  apply_->setObjectName(QStringLiteral("example.apply"));
  relabel_->setObjectName(QStringLiteral("example.relabel"));
  counts_->setObjectName(QStringLiteral("example.counts"));
  keys_->setObjectName(QStringLiteral("example.keys"));
  keys_->setForegroundRole(QPalette::PlaceholderText);
  notice_->setWordWrap(true);
  notice_->hide();

  auto* top = new QHBoxLayout;
  top->addWidget(new QLabel(tr("Label"), this));
  top->addWidget(label_);
  top->addSpacing(12);
  top->addWidget(new QLabel(tr("Threshold"), this));
  top->addWidget(threshold_, 1);
  top->addWidget(acceptAbove_);
  top->addWidget(rank_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(counts_, 1);
  bottom->addWidget(relabel_);
  bottom->addWidget(apply_);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(notice_);
  layout->addWidget(keys_);
  layout->addWidget(grid_, 1);
  layout->addLayout(bottom);

  connect(threshold_, &QSlider::valueChanged, this, &ExamplePanel::thresholdMoved);
  connect(grid_, &ReviewGrid::verdictsChanged, this, &ExamplePanel::showCounts);
  connect(relabel_, &QCheckBox::toggled, this, &ExamplePanel::showCounts);
  connect(acceptAbove_, &QPushButton::clicked, this, &ExamplePanel::acceptAbove);
  connect(rank_, &QPushButton::clicked, this, &ExamplePanel::find);
  connect(apply_, &QPushButton::clicked, this, &ExamplePanel::apply);
  connect(label_, &QComboBox::currentTextChanged, this, &ExamplePanel::showCounts);
  connect(grid_, &GridView::activated, this, [this](int position) {
    const auto& candidate = grid_->candidates()[static_cast<std::size_t>(position)];
    emit activated(candidate.image_id, candidate.box);
  });
  connect(&parts_.project, &ProjectService::labelsChanged, this,
          [this](const std::vector<store::Label>& labels) {
            const QString text = label_->currentText();
            QStringList names;
            for (const auto& label : labels) names << QString::fromStdString(label.name);
            label_->clear();
            label_->addItems(names);  // at once: ten thousand one by one hold the window
            label_->setEditText(text);
          });
  connect(&parts_.project, &ProjectService::closed, this, &ExamplePanel::clear);
  connect(&parts_.engine, &EngineService::embedded, this,
          [this](quint64 request, const std::vector<float>& embedding) {
            if (request != embedding_) return;
            query_ = {.start = embedding, .examples = static_cast<float>(examples_)};
            find();
          });
  connect(&parts_.engine, &EngineService::requestFailed, this,
          [this](quint64 request, EngineService::Channel, const QString& message) {
            if (request == embedding_ && embedding_ != 0) showProblem(message);
          });
  connect(&parts_.assist, &AssistService::found, this,
          [this](quint64 request, const assist::Candidates& candidates) {
            if (request == finding_) take(candidates);
          });
  connect(&parts_.assist, &AssistService::changesReady, this,
          [this](quint64 request, const store::Changes& changes, const assist::LabelOutcome& outcome) {
            if (request == changing_) write(changes, outcome);
          });
  connect(&parts_.assist, &AssistService::failed, this, [this](quint64 request, const QString& message) {
    if (request != finding_ && request != changing_) return;
    showProblem(message);
    apply_->setEnabled(!grid_->entries(Verdict::Accepted).empty());
  });
  clear();
}

void ExamplePanel::clear() {
  embedding_ = finding_ = changing_ = 0;
  labelled_ = covered_ = locked_ = 0;
  more_ = false;
  query_ = {};
  grid_->setCandidates({});
  grid_->forgetVerdicts();
  grid_->setEmptyText(
      tr("Select one or more regions on an image and choose \"Find all like this and label "
         "them\"."));
  notice_->hide();
  showCounts();
}

void ExamplePanel::showProblem(const QString& message) {
  notice_->setText(message);
  notice_->show();
  grid_->setEmptyText(tr("Nothing could be searched for."));
}

void ExamplePanel::start(const std::vector<engine::BoxTerm>& examples, const QString& label) {
  clear();
  label_->setEditText(label);
  threshold_->setValue(static_cast<int>(kFirstThreshold * kSteps));
  if (examples.empty()) return;
  grid_->setEmptyText(tr("Searching…"));
  examples_ = examples.size();
  engine::Query query;
  query.boxes = examples;
  embedding_ = parts_.engine.embed(EngineService::Channel::Example, query);
}

std::optional<store::LabelId> ExamplePanel::labelId() const {
  const auto name = label_->currentText().trimmed().toStdString();
  for (const auto& label : parts_.project.labels()) {
    if (label.name == name) return label.id;
  }
  return std::nullopt;
}

void ExamplePanel::find() {
  if (query_.start.empty()) return;
  notice_->hide();
  query_.accepted = grid_->entries(Verdict::Accepted);
  query_.rejected = grid_->entries(Verdict::Rejected);
  assist::FindOptions options;
  options.label = labelId();
  finding_ = parts_.assist.findLike(query_, options);
}

void ExamplePanel::take(const assist::Candidates& candidates) {
  labelled_ = candidates.labelled;
  covered_ = candidates.covered;
  locked_ = candidates.locked;
  more_ = candidates.more;
  grid_->setEmptyText(tr("Nothing is like it that has not the label already."));
  grid_->setCandidates(candidates.found);
  thresholdMoved();
  grid_->setFocus();
}

void ExamplePanel::thresholdMoved() {
  grid_->setThreshold(static_cast<float>(threshold_->value()) / kSteps);
  showCounts();
}

void ExamplePanel::showCounts() {
  const QLocale locale;
  const int above = grid_->countFrom(grid_->threshold());
  const bool all = more_ && above == static_cast<int>(grid_->candidates().size());
  const auto accepted = grid_->entries(Verdict::Accepted).size(),
             rejected = grid_->entries(Verdict::Rejected).size();
  QStringList parts{tr("%1%2 above %3")
                        .arg(all ? tr("at least ") : QString(), locale.toString(above),
                             locale.toString(grid_->threshold(), 'f', 3)),
                    tr("%Ln accepted", nullptr, static_cast<int>(accepted)),
                    tr("%Ln rejected", nullptr, static_cast<int>(rejected))};
  if (labelled_ > 0) parts << tr("%Ln labelled so already", nullptr, static_cast<int>(labelled_));
  if (covered_ > 0) parts << tr("%Ln box(es) over others left out", nullptr, static_cast<int>(covered_));
  if (locked_ > 0) parts << tr("%Ln locked", nullptr, static_cast<int>(locked_));
  counts_->setText(grid_->candidates().empty() ? QString() : parts.join(QStringLiteral(" · ")));
  keys_->setText(grid_->candidates().empty() ? QString()
                 : above == 0
                     ? tr("Nothing scores above the threshold: move it to the left to take more.")
                     : tr("A accepts, X rejects, U takes back, Enter opens the image. Pale: below the "
                          "threshold, or rejected."));
  acceptAbove_->setEnabled(above > 0);
  rank_->setEnabled(accepted + rejected > 0);
  apply_->setText(tr("Label %Ln accepted", nullptr, static_cast<int>(accepted)));
  apply_->setEnabled(accepted > 0 && !label_->currentText().trimmed().isEmpty() && changing_ == 0);
}

void ExamplePanel::acceptAbove() {
  const auto own = labelId();
  std::vector<int> positions;
  const int above = grid_->countFrom(grid_->threshold());
  for (int position = 0; position < above; ++position) {
    const auto& candidate = grid_->candidates()[static_cast<std::size_t>(position)];
    const bool other = candidate.label && candidate.label != own;
    if (grid_->verdict(position) == Verdict::None && (!other || relabel_->isChecked()))
      positions.push_back(position);
  }
  grid_->judge(positions, Verdict::Accepted);
}

// The label is there before the step that uses it is written: both go through the store's thread in order.
void ExamplePanel::apply() {
  const QString name = label_->currentText().trimmed();
  if (name.isEmpty()) return;
  if (const auto label = labelId()) {
    giveLabel(*label);
    return;
  }
  auto made = std::make_shared<store::LabelId>(0);
  parts_.project.addLabel(name);
  parts_.project.post(
      [made, text = name.toStdString()](store::Project& project) { *made = project.label(text); }, this,
      [this, made] { giveLabel(*made); });
}

void ExamplePanel::giveLabel(store::LabelId label) {
  std::vector<assist::Candidate> chosen;
  for (int position = 0; position < static_cast<int>(grid_->candidates().size()); ++position) {
    if (grid_->verdict(position) == Verdict::Accepted)
      chosen.push_back(grid_->candidates()[static_cast<std::size_t>(position)]);
  }
  apply_->setEnabled(false);
  changing_ = parts_.assist.labelChanges(chosen, label, relabel_->isChecked(), assist::FindOptions().overlap);
}

// The assistant has decided with the store's numbers; the window's own keys are asked for.
void ExamplePanel::write(const store::Changes& changes, const assist::LabelOutcome& outcome) {
  changing_ = 0;
  auto made = std::make_shared<store::Changes>();
  std::vector<store::RegionId> ids;
  std::optional<store::LabelId> label;
  for (const auto& change : changes) {
    label = change.after.label_id;
    if (change.kind == store::Change::Kind::Insert) {
      made->push_back(change);
      made->back().after.id = parts_.project.newKey();
    } else {
      ids.push_back(change.after.id);
    }
  }
  if (changes.empty()) {
    emit told(tr("Nothing to label: all of it has a label, is locked, or has gone."));
    showCounts();
    return;
  }
  parts_.project.findRegions(
      ids, this, [this, made, label, outcome](const std::vector<store::Region>& regions) {
        for (const auto& before : regions) {
          if (before.label_id == label) continue;
          auto after = before;
          after.label_id = label;
          made->push_back({store::Change::Kind::Update, before, after});
        }
        const int count = static_cast<int>(made->size());
        parts_.document.edit(std::move(*made), tr("Label %n region(s) by example", nullptr, count));
        QString text = tr("%n region(s) labelled. Ctrl+Z takes it back.", nullptr, count);
        if (outcome.other_label > 0) {
          text += QLatin1Char(' ');
          text +=
              tr("%Ln with another label left as they are.", nullptr, static_cast<int>(outcome.other_label));
        }
        emit told(text);
        // What is written now is an example by now, and no candidate any more.
        std::vector<assist::Candidate> rest;
        for (int position = 0; position < static_cast<int>(grid_->candidates().size()); ++position) {
          if (grid_->verdict(position) != Verdict::Accepted)
            rest.push_back(grid_->candidates()[static_cast<std::size_t>(position)]);
        }
        grid_->setCandidates(std::move(rest));
        grid_->forgetVerdicts();
      });
}

}  // namespace cloc::ui
