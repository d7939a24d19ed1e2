// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/index/index_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/gallery/empty_state.h"
#include "ui/index/index_text.h"

namespace cloc::ui {
namespace {

using engine::IndexState;

constexpr int kMargin = 16, kSpacing = 8;
constexpr int kPerMille = 1000;

void colour(QWidget* widget, Tone which) {
  QPalette palette = widget->palette();
  palette.setColor(QPalette::WindowText, tone(which));
  widget->setPalette(palette);
}

QLabel* wrapped(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QFont demiBold(QFont font) {
  font.setWeight(QFont::DemiBold);
  return font;
}

QPushButton* makeButton(const QString& name, const QString& text, const QString& toolTip, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setObjectName(QStringLiteral("index.") + name);
  button->setToolTip(toolTip);
  button->setAutoDefault(false);  // in a dialog Enter would press it from anywhere
  return button;
}

QProgressBar* makeBar(const QString& name, QWidget* parent) {
  auto* bar = new QProgressBar(parent);
  bar->setTextVisible(false);
  bar->setFixedHeight(6);
  bar->setAccessibleName(name);
  bar->hide();
  return bar;
}

// As high as its texts are at its width: a scroll area asks a layout only how high it would like to be.
class Page : public QWidget {
 public:
  using QWidget::QWidget;

 protected:
  bool event(QEvent* event) override {
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
      setMinimumHeight(layout()->heightForWidth(width()));
    return done;
  }
};

void setShare(QProgressBar* bar, double share) {
  bar->setRange(0, share < 0 ? 0 : kPerMille);
  if (share >= 0) bar->setValue(static_cast<int>(std::lround(share * kPerMille)));
}

}  // namespace

IndexPanel::IndexPanel(QWidget* parent)
    : QWidget(parent),
      title_(wrapped(this)),
      text_(wrapped(this)),
      jobText_(wrapped(this)),
      jobProblemText_(wrapped(this)),
      jobBar_(makeBar(tr("Progress of the update"), this)),
      update_(makeButton(QStringLiteral("update"), {}, {}, this)),
      jobs_(makeButton(QStringLiteral("jobs"), tr("Show jobs"), tr("The list of jobs, with the log"), this)),
      pages_(new QStackedWidget(this)),
      empty_(new EmptyState(pages_)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildTop());
  auto* scroll = new QScrollArea(pages_);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(buildFigures());
  pages_->addWidget(empty_);
  pages_->addWidget(scroll);
  layout->addWidget(pages_, 1);
  connect(update_, &QPushButton::clicked, this, &IndexPanel::updateRequested);
  connect(empty_, &EmptyState::clicked, this, &IndexPanel::updateRequested);
  connect(jobs_, &QPushButton::clicked, this, &IndexPanel::jobsRequested);
  setLoading();
}

QWidget* IndexPanel::buildTop() {
  auto* top = new QWidget(this);
  auto* layout = new QVBoxLayout(top);
  layout->setContentsMargins(kMargin, kMargin, kMargin, 8);
  layout->setSpacing(6);
  title_->setObjectName(QStringLiteral("index.title"));
  QFont large = demiBold(title_->font());
  large.setPointSizeF(large.pointSizeF() * 1.15);
  title_->setFont(large);
  text_->setObjectName(QStringLiteral("index.text"));
  jobText_->setObjectName(QStringLiteral("index.job"));
  jobProblemText_->setObjectName(QStringLiteral("index.jobProblem"));
  for (QWidget* each : std::initializer_list<QWidget*>{title_, text_, jobProblemText_, jobText_, jobBar_})
    layout->addWidget(each);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(kSpacing);
  buttons->addWidget(update_);
  buttons->addWidget(jobs_);
  buttons->addStretch(1);
  layout->addSpacing(2);
  layout->addLayout(buttons);
  return top;
}

void IndexPanel::addHeading(QFormLayout* form, const QString& text) {
  auto* label = new QLabel(text, this);
  label->setFont(demiBold(label->font()));
  label->setContentsMargins(0, form->rowCount() > 0 ? 12 : 0, 0, 0);
  form->addRow(label);
}

QLabel* IndexPanel::addRow(QFormLayout* form, const QString& name, const QString& label,
                           const QString& help) {
  auto* value = wrapped(this);
  value->setObjectName(QStringLiteral("index.") + name);
  value->setToolTip(help);
  auto* title = new QLabel(label, this);
  title->setToolTip(help);
  title->setForegroundRole(QPalette::PlaceholderText);
  // Beside the first line of a long value.
  title->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  title->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
  form->addRow(title, value);
  return value;
}

QWidget* IndexPanel::buildFigures() {
  auto* page = new Page(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(kMargin, 8, kMargin, kMargin);
  form_ = new QFormLayout;
  auto* form = form_;
  column->addLayout(form);
  column->addStretch(1);
  form->setHorizontalSpacing(20);
  form->setVerticalSpacing(6);
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);

  addHeading(form, tr("Up to date?"));
  made_ = addRow(form, QStringLiteral("made"), tr("Made"));
  current_ = addRow(form, QStringLiteral("current"), tr("Images"),
                    tr("Every image's file and regions are compared with what was indexed"));
  changes_ = addRow(form, QStringLiteral("changes"), tr("Of the others"));
  count_ = makeButton(QStringLiteral("count"), tr("&Check again"),
                      tr("Look at every image's file and regions once more"), page);
  auto* countRow = new QHBoxLayout;
  countRow->addWidget(count_);
  countRow->addStretch(1);
  form->addRow(QString(), countRow);

  addHeading(form, tr("How much it finds"));
  found_ =
      addRow(form, QStringLiteral("found"), tr("Recall"),
             tr("Entries drawn by chance are searched for with the index, and once more by comparing all: "
                "the part of the nearest that the index finds"));
  speed_ = addRow(form, QStringLiteral("speed"), tr("One search"), tr("Median of the same searches"));
  measure_ = makeButton(QStringLiteral("measure"), tr("&Measure recall"),
                        tr("Searches go on meanwhile; takes minutes for millions of entries"), page);
  cancel_ = makeButton(QStringLiteral("cancel"), tr("C&ancel"), tr("Stop measuring"), page);
  measureBar_ = makeBar(tr("Progress of the measurement"), page);
  auto* measureRow = new QHBoxLayout;
  measureRow->setSpacing(kSpacing);
  measureRow->addWidget(measure_);
  measureRow->addWidget(measureBar_, 1);
  measureRow->addWidget(cancel_);
  measureRow->addStretch(1);
  form->addRow(QString(), measureRow);

  addHeading(form, tr("What it holds"));
  images_ = addRow(form, QStringLiteral("images"), tr("Images"), tr("Each as a whole"));
  regions_ = addRow(form, QStringLiteral("regions"), tr("Regions"), tr("That were drawn or imported"));
  proposals_ = addRow(form, QStringLiteral("proposals"), tr("Proposals"),
                      tr("A grid of boxes on each image that has no regions"));
  entries_ = addRow(form, QStringLiteral("entries"), tr("In all"));

  addHeading(form, tr("How it is searched"));
  kind_ = addRow(form, QStringLiteral("kind"), tr("Kind"));
  device_ = addRow(form, QStringLiteral("device"), tr("Searched on"));
  deviceChoice_ = new QComboBox(page);
  deviceChoice_->setObjectName(QStringLiteral("index.deviceChoice"));
  deviceChoice_->setAccessibleName(tr("Device that searches"));
  deviceChoice_->addItem(tr("the GPU when there is one"), static_cast<int>(engine::DeviceChoice::Auto));
  deviceChoice_->addItem(tr("always the CPU"), static_cast<int>(engine::DeviceChoice::Cpu));
  auto* deviceRow = new QHBoxLayout;
  deviceRow->addWidget(deviceChoice_);
  deviceRow->addStretch(1);
  auto* use = new QLabel(tr("U&se"), page);
  use->setForegroundRole(QPalette::PlaceholderText);
  use->setBuddy(deviceChoice_);
  form->addRow(use, deviceRow);
  disk_ = addRow(form, QStringLiteral("disk"), tr("On disk"));
  memory_ = addRow(form, QStringLiteral("memory"), tr("In memory"));

  connect(count_, &QPushButton::clicked, this, &IndexPanel::countRequested);
  connect(measure_, &QPushButton::clicked, this, &IndexPanel::measureRequested);
  connect(cancel_, &QPushButton::clicked, this, &IndexPanel::measureCancelled);
  connect(deviceChoice_, &QComboBox::activated, this, [this] {
    emit deviceChosen(static_cast<engine::DeviceChoice>(deviceChoice_->currentData().toInt()));
  });
  return page;
}

void IndexPanel::setLoading() {
  shown_ = Shown::Loading;
  stale_.reset();
  recall_.reset();
  counting_.reset();
  measuring_ = false;
  jobProblem_.clear();
  showAll();
}

void IndexPanel::setFailed(const QString& message) {
  shown_ = Shown::Failed;
  failure_ = message;
  showAll();
}

void IndexPanel::setStatus(const engine::IndexStatus& status) {
  const bool same = shown_ == Shown::Status && status_.created == status.created &&
                    status_.entries == status.entries && status_.state == status.state;
  shown_ = Shown::Status;
  status_ = status;
  if (!same) {
    stale_.reset();
    recall_.reset();
    countFailure_.clear();
    measureFailure_.clear();
  }
  showAll();
}

void IndexPanel::setCounting(double share) {
  counting_ = share;
  countFailure_.clear();
  showChanges();
}

void IndexPanel::setStaleness(const engine::Staleness& stale) {
  stale_ = stale;
  counting_.reset();
  showAll();
}

void IndexPanel::setCountFailed(const QString& message) {
  counting_.reset();
  stale_.reset();
  countFailure_ = message;
  showAll();
}

void IndexPanel::clearCount() {
  stale_.reset();
  counting_.reset();
  showAll();
}

void IndexPanel::setMeasuring(qint64 done, qint64 total) {
  measuring_ = true;
  measureFailure_.clear();
  setShare(measureBar_, total > 0 ? static_cast<double>(done) / static_cast<double>(total) : -1);
  showRecall();
}

void IndexPanel::setRecall(const engine::Recall& recall) {
  measuring_ = false;
  recall_ = recall;
  showRecall();
}

void IndexPanel::setNotMeasured(const QString& message) {
  measuring_ = false;
  measureFailure_ = message;
  showRecall();
}

void IndexPanel::setJob(const QString& text, double share) {
  job_ = text;
  setShare(jobBar_, share);
  showAll();
}

void IndexPanel::setJobProblem(const QString& message) {
  jobProblem_ = message;
  showAll();
}

void IndexPanel::setDeviceChoice(engine::DeviceChoice choice) {
  deviceChoice_->setCurrentIndex(std::max(0, deviceChoice_->findData(static_cast<int>(choice))));
}

void IndexPanel::setUpdateKey(const QString& key) {
  updateKey_ = key.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(key);
  showAll();
}

void IndexPanel::showAll() {
  showHeadline();
  const bool figures = shown_ == Shown::Status &&
                       (status_.state == IndexState::Ready || status_.state == IndexState::OtherModel);
  pages_->setCurrentIndex(figures ? 1 : 0);
  if (!figures) return;
  showFigures();
  showChanges();
  showRecall();
}

void IndexPanel::setHeadline(const QString& title, Tone which, const QString& text) {
  title_->setText(title);
  title_->setVisible(!title.isEmpty());
  colour(title_, which);
  text_->setText(text);
  text_->setVisible(!text.isEmpty());
}

// Where there are no figures, the page below says what is so and has the button.
void IndexPanel::showHeadline() {
  const bool working = !job_.isEmpty();
  jobText_->setText(job_);
  jobText_->setVisible(working);
  jobBar_->setVisible(working);
  jobs_->setVisible(working || !jobProblem_.isEmpty());
  jobProblemText_->setText(jobProblem_);
  jobProblemText_->setVisible(!jobProblem_.isEmpty() && !working);
  colour(jobProblemText_, Tone::Bad);
  update_->setVisible(false);
  update_->setEnabled(!working);
  const QString busy = tr("It is being made. You can go on working meanwhile; this says when it is there.");
  setHeadline({}, Tone::Muted, {});
  if (shown_ == Shown::Loading) {
    empty_->show(QStringLiteral("search"), tr("Opening the index"),
                 tr("The model and the index are being opened."));
    return;
  }
  if (shown_ == Shown::Failed) {
    empty_->show(QStringLiteral("warning"), tr("The model cannot be opened"), failure_);
    return;
  }
  switch (status_.state) {
    case IndexState::None:
      empty_->show(QStringLiteral("search"), tr("No index yet"),
                   working ? busy
                           : tr("With an index, a box or words find what is like them in all images of the "
                                "project. It is made once and brought up to date when images change."),
                   working ? QString() : tr("&Build the index"));
      return;
    case IndexState::Unreadable:
      empty_->show(QStringLiteral("warning"), tr("The index cannot be read"),
                   working ? busy : QString::fromStdString(status_.message),
                   working ? QString() : tr("&Rebuild the index"));
      return;
    case IndexState::OtherModel:
      update_->setText(tr("&Rebuild the index"));
      update_->setToolTip(tr("Encodes all images with the model that is open") + updateKey_);
      if (status_.other_version) {
        setHeadline(tr("Saved by another version"), Tone::Warning, indexProblem(status_));
        break;
      }
      setHeadline(
          tr("Made by another model"), Tone::Warning,
          tr("This index answers for the model %1, not for the one that is open. Choose that model to "
             "search with it, or rebuild the index; the old one is kept until the new one is whole.")
              .arg(modelText(status_)));
      break;
    case IndexState::Ready:
      update_->setText(tr("&Update the index"));
      update_->setToolTip(tr("Encodes what is new or has changed") + updateKey_);
      if (stale_ && stale_->to_update() == 0) {
        setHeadline(tr("Up to date"), Tone::Good, {});
      } else if (stale_) {
        setHeadline(tr("%Ln image(s) differ from the index", nullptr, static_cast<int>(stale_->to_update())),
                    Tone::Warning, tr("Searches answer from how they were until the index is updated."));
      } else if (status_.new_images + status_.new_regions > 0) {
        setHeadline(tr("Something is newer than the index"), Tone::Warning,
                    tr("Searches do not find it until the index is updated."));
      } else {
        setHeadline(tr("Ready to be searched"), Tone::Good, {});
      }
      break;
  }
  update_->setVisible(true);
}

void IndexPanel::showFigures() {
  // Another model's is not opened: its sorts are not known.
  const bool opened = status_.state == IndexState::Ready;
  const QString unknown = QStringLiteral("–");
  const auto figure = [&](std::int64_t value) { return opened ? countText(value) : unknown; };
  images_->setText(figure(status_.images));
  regions_->setText(figure(status_.regions));
  proposals_->setText(figure(status_.proposals));
  QString all = tr("%Ln entries", nullptr, static_cast<int>(status_.entries));
  if (status_.dim > 0) all += tr(", %1 numbers each").arg(countText(status_.dim));
  if (status_.removed > 0) all += tr(", and places of %1 removed ones").arg(countText(status_.removed));
  entries_->setText(all);
  QString kind = kindText(status_);
  if (status_.unsettled > 0)
    kind +=
        tr(" (%1 entries are in no list yet and are compared one by one)").arg(countText(status_.unsettled));
  kind_->setText(kind + QStringLiteral(". ") + kindReason(status_));
  device_->setText(!opened ? tr("It is not searched")
                   : status_.device_problem.empty()
                       ? deviceText(status_.device) + QStringLiteral(" — ") + deviceReason(status_.device)
                       : QString::fromStdString(status_.device_problem));
  device_->setPalette({});
  if (!status_.device_problem.empty()) colour(device_, Tone::Warning);
  disk_->setText(bytesText(status_.bytes_on_disk));
  memory_->setText(opened ? memoryText(status_) : unknown);
  made_->setText(tr("%1, by the model %2").arg(createdText(status_), modelText(status_)));
}

void IndexPanel::showChanges() {
  QString text;
  if (counting_) {
    text = *counting_ < 0 ? tr("Checking…") : tr("Checking… %1 %").arg(std::lround(100 * *counting_));
  } else if (stale_) {
    text = tr("%1 of %Ln are in the index as they are", nullptr, static_cast<int>(stale_->images))
               .arg(countText(stale_->current));
  } else {
    text = countFailure_.isEmpty() ? tr("Not checked yet") : countFailure_;
  }
  current_->setText(text);
  const auto lines = stale_ ? changesText(*stale_) : QStringList();
  changes_->setText(lines.join(QLatin1Char('\n')));
  form_->setRowVisible(changes_, !lines.isEmpty());
  colour(changes_, Tone::Warning);
  count_->setEnabled(!counting_);
}

void IndexPanel::showRecall() {
  measure_->setEnabled(!measuring_);
  measureBar_->setVisible(measuring_);
  cancel_->setVisible(measuring_);
  QString found = recall_ ? recallText(*recall_) + tr(", by %Ln search(es) for entries drawn by chance",
                                                      nullptr, static_cast<int>(recall_->queries))
                          : tr("Not measured yet");
  if (!measureFailure_.isEmpty()) found = measureFailure_;
  found_->setText(found);
  speed_->setText(recall_ ? speedText(*recall_) : QStringLiteral("–"));
}

void IndexPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  // Some colours are set by hand; when the new style has been given to all widgets, for it takes them back.
  if (event->type() == QEvent::PaletteChange) QTimer::singleShot(0, this, &IndexPanel::showAll);
}

}  // namespace cloc::ui
