// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/mistakes_panel.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>
#include <utility>

#include "ui/assist/mistake_list.h"
#include "ui/gallery/empty_state.h"
#include "ui/project/project_service.h"
#include "ui/theme/progress_bar.h"

namespace cloc::ui {

using assist::Judgement;
using assist::Mistake;
using assist::MistakeKind;

namespace {

// By which a list is filtered: the label that it has, or would get.
std::optional<store::LabelId> labelOf(const Mistake& mistake) {
  return mistake.label ? mistake.label : mistake.suggested;
}

}  // namespace

MistakesPanel::MistakesPanel(const Parts& parts, DecoderSource decoder, QWidget* parent)
    : QWidget(parent),
      parts_(parts),
      review_(parts.project, parts.document, nullptr),
      missing_(parts.project, parts.engine, parts.assist, nullptr),
      list_(new MistakeList(review_, text_, std::move(decoder), this)),
      soon_(new QTimer(this)) {
  soon_->setSingleShot(true);
  soon_->setInterval(1000);
  empty_ = new EmptyState(this);
  stack_ = new QStackedWidget(this);
  stack_->addWidget(list_);
  stack_->addWidget(empty_);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(makeHeader());
  layout->addWidget(makeFilters());
  layout->addWidget(stack_, 1);
  layout->addWidget(makeFooter());
  connectParts();
  kindChanged();
}

void MistakesPanel::connectParts() {
  connect(search_, &QPushButton::clicked, this, &MistakesPanel::search);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    cancel_->setEnabled(false);
    parts_.assist.cancelMistakes();
    missing_.cancel();
  });
  connect(look_->menu(), &QMenu::aboutToShow, this, &MistakesPanel::fillLookMenu);
  connect(&missing_, &MissingSearch::progress, this,
          [this](qint64 done, qint64 total) { showProgress(tr("Looking into images"), done, total); });
  connect(&missing_, &MissingSearch::found, this, [this](const std::vector<Mistake>& missing) {
    found_.insert(found_.end(), missing.begin(), missing.end());
    if (!soon_->isActive()) soon_->start();
  });
  connect(soon_, &QTimer::timeout, this, &MistakesPanel::takeMissing);
  connect(&missing_, &MissingSearch::finished, this, &MistakesPanel::missingEnded);
  connect(tabs_, &QTabBar::currentChanged, this, &MistakesPanel::kindChanged);
  connect(labels_, &CheckListButton::checkedChanged, this, &MistakesPanel::refilter);
  connect(score_, &QDoubleSpinBox::valueChanged, this, &MistakesPanel::refilter);
  connect(openOnly_, &QCheckBox::toggled, this, &MistakesPanel::refilter);
  connect(empty_, &EmptyState::clicked, this, &MistakesPanel::emptyClicked);
  connect(list_, &MistakeList::judged, this, &MistakesPanel::judge);
  connect(list_, &GridView::selectionChanged, this, &MistakesPanel::showButtons);
  connect(list_, &GridView::currentPositionChanged, this, &MistakesPanel::showButtons);
  const auto openImage = [this](int position) {
    if (position < 0) return;
    const auto& mistake = list_->mistake(position);
    emit activated(mistake.image_id, mistake.box);
  };
  connect(list_, &GridView::activated, this, openImage);
  connect(open_, &QPushButton::clicked, this, [this, openImage] { openImage(list_->current()); });
  connect(accept_, &QPushButton::clicked, this, [this] { judge(Judgement::Accept); });
  connect(keep_, &QPushButton::clicked, this, [this] { judge(Judgement::Keep); });
  connect(remove_, &QPushButton::clicked, this, [this] { judge(Judgement::Remove); });
  connect(next_, &QPushButton::clicked, list_, &MistakeList::goOn);

  connect(&review_, &MistakeReview::told, this, &MistakesPanel::told);
  connect(&review_, &MistakeReview::listsChanged, this, &MistakesPanel::kindChanged);
  connect(&review_, &MistakeReview::missingAdded, this, [this](const std::vector<int>& moved) {
    if (kind() == MistakeKind::Missing) {
      list_->move(moved);
      fitScores();
      refilter();
    }
    showTabs();
    showSummary();
  });
  connect(&review_, &MistakeReview::statesChanged, this, [this] {
    showTabs();
    if (openOnly_->isChecked()) {
      refilter();
    } else {
      showButtons();
    }
  });
  connect(&parts_.project, &ProjectService::labelsChanged, this,
          [this](const std::vector<store::Label>& labels) {
            text_.setLabels(labels);
            list_->viewport()->update();
            showButtons();
          });
  connect(&parts_.project, &ProjectService::closed, this, [this] { searchEnded({}); });
  connect(&parts_.engine, &EngineService::stateChanged, this, &MistakesPanel::showEmpty);
  connect(&parts_.engine, &EngineService::indexChanged, this, &MistakesPanel::showEmpty);
  connect(&parts_.assist, &AssistService::mistakesProgress, this,
          [this](const QString& stage, qint64 done, qint64 total) {
            if (searching_ != 0) showProgress(MistakeText::stage(stage), done, total);
          });
  connect(&parts_.assist, &AssistService::mistakesFound, this,
          [this](quint64 request, const assist::MistakeReport& report) {
            if (request != searching_) return;
            searchEnded({});
            review_.setReport(report);
            list_->setFocus();
          });
  connect(&parts_.assist, &AssistService::mistakesCancelled, this, [this] {
    searchEnded({});
    emit told(tr("The search for mistakes was cancelled; what was found before is still here."));
  });
  connect(&parts_.assist, &AssistService::failed, this, [this](quint64 request, const QString& message) {
    if (request == searching_ && searching_ != 0) searchEnded(message);
  });
}

MistakeKind MistakesPanel::kind() const {
  return static_cast<MistakeKind>(std::max(0, tabs_->currentIndex()));
}

void MistakesPanel::setKind(MistakeKind kind) {
  tabs_->setCurrentIndex(static_cast<int>(kind));
}

void MistakesPanel::search() {
  if (!parts_.project.isOpen() || searching()) return;
  if (!parts_.assist.ready() || parts_.engine.index().state != engine::IndexState::Ready) {
    showEmpty();
    return;
  }
  searching_ = parts_.assist.findMistakes({});
  lookedForMissing_ = false;
  showProgress(MistakeText::stage(QStringLiteral("reading regions")), 0, 0);
  searchStarted();
}

void MistakesPanel::lookForMissing(const std::vector<store::ImageId>& images) {
  if (!parts_.project.isOpen() || searching() || !search_->isEnabled()) return;
  missingFound_ = 0;
  found_.clear();
  missing_.start(images);
  searchStarted();
}

// Not image by image: each time the list is ranked anew under the user's eyes.
void MistakesPanel::takeMissing() {
  soon_->stop();
  if (!found_.empty()) missingFound_ += review_.addMissing(std::exchange(found_, {}));
}

void MistakesPanel::fillLookMenu() {
  auto* menu = look_->menu();
  menu->clear();
  const auto add = [this, menu](const QString& text, const std::vector<store::ImageId>& images,
                                bool enabled) {
    auto* action = menu->addAction(text, this, [this, images] { lookForMissing(images); });
    action->setEnabled(enabled);
  };
  const auto open = parts_.openImage(), selected = parts_.selectedImages();
  add(tr("The open image"), open, !open.empty());
  add(tr("%Ln image(s) selected in the gallery", nullptr, static_cast<int>(selected.size())), selected,
      !selected.empty());
  add(tr("All images"), {}, true);
}

void MistakesPanel::missingEnded(qint64 looked, qint64 unreadable, const QString& problem) {
  takeMissing();
  lookedForMissing_ = lookedForMissing_ || looked > 0;
  searchEnded({});
  const QString images = tr("%Ln image(s) looked into", nullptr, static_cast<int>(looked));
  QString text = tr("%1: %2").arg(images, tr("%Ln box(es) may be missing", nullptr, missingFound_));
  if (unreadable > 0) {
    text += QStringLiteral(". ");
    text += tr("%Ln could not be read: %1", nullptr, static_cast<int>(unreadable)).arg(problem);
  } else if (!problem.isEmpty()) {
    text += QStringLiteral(". ");
    text += problem;
  }
  emit told(text);
}

void MistakesPanel::showProgress(const QString& stage, qint64 done, qint64 total) {
  ui::showProgress(*progress_, done, total);
  const QString part = tr("%1 %").arg(QLocale().toString(total > 0 ? 100 * done / total : 0));
  summary_->setText(total > 0 ? QStringLiteral("%1 · %2").arg(stage, part) : stage);
}

void MistakesPanel::searchStarted() {
  progress_->show();
  cancel_->setEnabled(true);
  cancel_->show();
  search_->hide();
  look_->hide();
  summary_->setToolTip({});
  showEmpty();
}

void MistakesPanel::searchEnded(const QString& problem) {
  searching_ = 0;
  progress_->hide();
  cancel_->hide();
  search_->show();
  look_->setVisible(kind() == MistakeKind::Missing);
  showSummary();
  if (!problem.isEmpty()) summary_->setText(problem);
  showEmpty();
}

void MistakesPanel::showSummary() {
  if (searching()) return;  // says what is being done
  const auto& report = review_.report();
  QStringList parts;
  if (review_.hasReport()) {
    const auto count = [](std::int64_t number) { return static_cast<int>(number); };
    parts << tr("%Ln region(s) looked at", nullptr, count(report.regions));
    if (report.not_indexed > 0) parts << tr("%Ln not in the index", nullptr, count(report.not_indexed));
  }
  summary_->setText(parts.join(QStringLiteral(" · ")));
  summary_->setToolTip(report.not_indexed > 0
                           ? tr("Build the index (Ctrl+I) and search again to have them looked at too.")
                           : QString());
  search_->setText(review_.hasReport() ? tr("Search again") : tr("Find mistakes"));
}

void MistakesPanel::kindChanged() {
  about_->setText(MistakeText::about(kind()));
  look_->setVisible(kind() == MistakeKind::Missing && !searching());
  {
    const QSignalBlocker quiet(score_), none(labels_);
    score_->setValue(score_->minimum());
    labels_->setChecked({});
  }
  fitScores();
  showSummary();
  showTabs();
  refilter();
}

void MistakesPanel::fitScores() {
  const auto& all = review_.list(kind());
  const float best = all.empty() ? 1 : all.front().score, least = all.empty() ? 0 : all.back().score;
  const bool any = score_->value() <= score_->minimum();
  const QSignalBlocker quiet(score_);
  // Rounded down, so that the lowest value means all of them.
  const double floor = std::floor(least * 100.0) / 100;
  score_->setRange(floor, std::max(floor, std::ceil(best * 100.0) / 100));
  score_->setSingleStep(best - least > 2 ? 0.5 : 0.05);
  if (any) score_->setValue(score_->minimum());
}

std::vector<CheckListEntry> MistakesPanel::labelEntries() const {
  std::map<QString, CheckListEntry> counts;
  for (const auto& mistake : review_.list(kind())) {
    const QString name = text_.name(labelOf(mistake));
    auto& entry = counts[name];
    entry.key = entry.text = name;
    ++entry.count;
  }
  std::vector<CheckListEntry> entries;
  for (auto& one : counts) entries.push_back(std::move(one.second));
  return entries;
}

void MistakesPanel::refilter() {
  const auto& all = review_.list(kind());
  const auto names = labels_->checked();
  const std::unordered_set<QString> wanted(names.begin(), names.end());
  const bool any = score_->value() <= score_->minimum();
  std::vector<int> entries;
  for (int i = 0; i < static_cast<int>(all.size()); ++i) {
    const auto& mistake = all[std::size_t(i)];
    if (!any && mistake.score < static_cast<float>(score_->value())) continue;
    if (!wanted.empty() && !wanted.contains(text_.name(labelOf(mistake)))) continue;
    if (openOnly_->isChecked() && review_.state(kind(), i) != ReviewState::Open) continue;
    entries.push_back(i);
  }
  list_->setEntries(kind(), std::move(entries));
  showEmpty();
  showButtons();
}

void MistakesPanel::showTabs() {
  for (int kind = 0; kind < assist::kMistakeKinds; ++kind) {
    QString text = MistakeText::kind(static_cast<MistakeKind>(kind));
    if (review_.hasReport())
      text = tr("%1 (%2)").arg(text, QLocale().toString(review_.openCount(static_cast<MistakeKind>(kind))));
    tabs_->setTabText(kind, text);
  }
}

// What to do where nothing is to be seen.
void MistakesPanel::showEmpty() {
  const bool filled = !list_->entries().empty();
  stack_->setCurrentWidget(filled ? static_cast<QWidget*>(list_) : empty_);
  const bool model = parts_.assist.ready();
  const bool index = parts_.engine.index().state == engine::IndexState::Ready;
  search_->setEnabled(model && index);
  look_->setEnabled(model && index);
  if (filled) return;
  const auto& all = review_.list(kind());
  todo_ = Todo::None;
  if (!all.empty()) {
    todo_ = Todo::ClearFilter;
    const bool settled = review_.openCount(kind()) == 0;
    empty_->show(settled ? QStringLiteral("check") : QStringLiteral("filter"),
                 settled ? tr("All of this list is settled") : tr("Nothing with these filters"), {},
                 tr("Show all"));
  } else if (searching()) {
    empty_->show(QStringLiteral("search"), tr("Looking for mistakes…"),
                 tr("You can go on working: this goes on beside it."));
  } else if (!model) {
    empty_->show(QStringLiteral("warning"), tr("The model is not ready"), parts_.engine.stateText());
  } else if (!index) {
    todo_ = Todo::BuildIndex;
    empty_->show(QStringLiteral("refresh"), tr("There is no index of this model yet"),
                 tr("Mistakes are found by comparing regions, and the index holds what they look like."),
                 tr("Build the index"));
  } else if (!review_.hasReport()) {
    todo_ = Todo::Search;
    empty_->show(
        QStringLiteral("search"), tr("Nobody has looked for mistakes yet"),
        tr("The model compares all labelled regions with each other and with the names of the labels. "
           "Nothing is changed until you say so."),
        tr("Find mistakes"));
  } else if (review_.report().regions == 0) {
    empty_->show(QStringLiteral("label"), tr("No labelled region is in the index"),
                 tr("Label some regions, build the index (Ctrl+I), and search again."));
  } else if (kind() == MistakeKind::Missing) {
    empty_->show(
        QStringLiteral("check"), tr("No missing boxes found"),
        lookedForMissing_
            ? QString()
            : tr("Only images without regions have been looked into so far. “Look in images” lets the "
                 "model propose boxes in the others too; that takes longer."));
  } else {
    empty_->show(QStringLiteral("check"), tr("Nothing doubtful found"), MistakeText::about(kind()));
  }
}

void MistakesPanel::emptyClicked() {
  switch (todo_) {
    case Todo::BuildIndex:
      emit buildIndexRequested();
      break;
    case Todo::Search:
      search();
      break;
    case Todo::ClearFilter: {
      const QSignalBlocker quiet(labels_), still(score_), calm(openOnly_);
      labels_->setChecked({});
      score_->setValue(score_->minimum());
      openOnly_->setChecked(false);
      refilter();
      break;
    }
    case Todo::None:
      break;
  }
}

void MistakesPanel::showButtons() {
  const int position = list_->current();
  const bool any = position >= 0;
  const auto chosen = static_cast<int>(list_->chosen().size());
  const bool missing = kind() == MistakeKind::Missing;
  QString proposal = any ? text_.proposal(list_->mistake(position)) : QString();
  const bool proposed = !proposal.isEmpty();
  if (chosen > 1) {
    proposal = tr("Accept %Ln proposal(s)", nullptr, chosen);
  } else if (!proposed) {
    proposal = tr("Nothing proposed");
  }
  accept_->setText(tr("%1 (A)").arg(proposal));
  accept_->setEnabled(any && (proposed || chosen > 1));
  QString keep = missing ? tr("Nothing is missing") : tr("It is right");
  if (chosen > 1)
    keep = missing ? tr("Nothing is missing at %Ln", nullptr, chosen) : tr("%Ln are right", nullptr, chosen);
  keep_->setText(tr("%1 (K)").arg(keep));
  keep_->setEnabled(any);
  remove_->setVisible(!missing);
  remove_->setEnabled(any);
  next_->setEnabled(any);
  open_->setEnabled(any);
  const auto all = static_cast<int>(review_.list(kind()).size());
  QStringList parts;
  if (all > 0) {
    const auto shown = static_cast<int>(list_->entries().size());
    parts << (shown == all ? tr("%Ln entries", nullptr, all)
                           : tr("%1 of %2 entries").arg(QLocale().toString(shown), QLocale().toString(all)));
    parts << tr("%Ln settled", nullptr, all - review_.openCount(kind()));
    if (chosen > 1) parts << tr("%Ln selected", nullptr, chosen);
  }
  counts_->setText(parts.join(QStringLiteral(" · ")));
}

void MistakesPanel::judge(Judgement judgement) {
  auto chosen = list_->chosen();
  if (chosen.empty()) return;
  if (kind() == MistakeKind::Missing && judgement == Judgement::Remove) judgement = Judgement::Keep;
  const bool one = chosen.size() == 1 && review_.state(kind(), chosen[0]) == ReviewState::Open;
  review_.judge(kind(), chosen, judgement);
  // What is hidden has given its place to the next already. Where nothing could be done the entry stays
  // before the user's eyes.
  if (openOnly_->isChecked()) return;
  if (!one || review_.state(kind(), chosen[0]) != ReviewState::Open) list_->goOn();
}

}  // namespace cloc::ui
