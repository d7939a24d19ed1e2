// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_panel.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/jobs/job_delegate.h"

namespace cloc::ui {
namespace {

using store::JobState;

struct NewJob {
  const char* kind;
  const char* icon;
  const char* title;
  const char* what;
};
constexpr NewJob kNewJobs[] = {
    {"index", "grid", QT_TRANSLATE_NOOP("cloc::ui::JobsPanel", "Index images"),
     QT_TRANSLATE_NOOP("cloc::ui::JobsPanel", "makes regions searchable, by drawing and by words")},
    {"train", "train", QT_TRANSLATE_NOOP("cloc::ui::JobsPanel", "Train a model"),
     QT_TRANSLATE_NOOP("cloc::ui::JobsPanel", "from scratch, or fine-tunes one on your labels")},
    {"eval", "evaluate", QT_TRANSLATE_NOOP("cloc::ui::JobsPanel", "Evaluate a model"),
     QT_TRANSLATE_NOOP("cloc::ui::JobsPanel", "measures it on a labelled data set")},
};

}  // namespace

JobsPanel::JobsPanel(JobsService* service, QWidget* parent)
    : QWidget(parent),
      service_(service),
      model_(new JobsModel(this)),
      list_(new QListView(this)),
      details_(new JobDetails(*model_, this)),
      pages_(new QStackedWidget(this)),
      summary_(new QLabel(this)) {
  auto* delegate = new JobDelegate(*model_, this);
  list_->setObjectName(QStringLiteral("jobsList"));
  list_->setModel(model_);
  list_->setItemDelegate(delegate);
  list_->setMouseTracking(true);
  list_->setUniformItemSizes(true);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setAccessibleName(tr("Jobs"));
  list_->installEventFilter(this);

  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(list_);
  splitter->addWidget(details_);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 4);
  splitter->setHandleWidth(1);
  splitter->setChildrenCollapsible(false);
  pages_->addWidget(buildEmpty());
  pages_->addWidget(splitter);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildHeader());
  layout->addWidget(buildNotice());
  layout->addWidget(pages_, 1);

  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, &JobsPanel::currentChanged);
  connect(list_, &QListView::doubleClicked, this,
          [this](const QModelIndex& index) { open(model_->job(index.row()).id); });
  connect(delegate, &JobDelegate::toggled, this, &JobsPanel::toggle);
  connect(details_, &JobDetails::openAsked, this, &JobsPanel::open);
  connect(model_, &JobsModel::logChanged, this, [this](qint64 id, bool fromStart, int lines) {
    if (id == selected_) details_->updateLog(fromStart, lines);
  });
  clock_.setInterval(1000);
  connect(&clock_, &QTimer::timeout, details_, &JobDetails::refresh);
  if (service_) connectService();
}

void JobsPanel::connectService() {
  connect(service_, &JobsService::jobsChanged, this, &JobsPanel::update);
  connect(service_, &JobsService::queueChanged, this, [this](const JobQueue& queue) {
    model_->setQueue(queue);
    details_->refresh();
    updateSummary();
  });
  connect(service_, &JobsService::logEvents, model_, &JobsModel::addEvents);
  connect(service_, &JobsService::added, this, [this](qint64 id) { selected_ = id; });
  connect(service_, &JobsService::failed, this,
          [this](const QString& text) { showMessage(text, Tone::Bad); });
  connect(service_, &JobsService::jobInterrupted, this, [this](const store::Job& job) {
    showMessage(tr("%1 (job %2) stopped without a word. Resume goes on from what it saved.")
                    .arg(jobTitle(job))
                    .arg(job.id),
                Tone::Warning);
  });
  connect(details_, &JobDetails::startAsked, service_, &JobsService::start);
  connect(details_, &JobDetails::pauseAsked, service_, &JobsService::pause);
  connect(details_, &JobDetails::cancelAsked, service_, &JobsService::cancel);
  connect(details_, &JobDetails::removeAsked, service_, &JobsService::remove);
}

QWidget* JobsPanel::buildHeader() {
  auto* header = new QWidget(this);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(12, 4, 6, 4);
  summary_->setForegroundRole(QPalette::PlaceholderText);
  row->addWidget(summary_, 1);

  auto* add = new QToolButton(header);
  add->setIcon(icon(QStringLiteral("add")));
  add->setToolTip(tr("New job"));
  add->setAccessibleName(tr("New job"));
  add->setPopupMode(QToolButton::InstantPopup);
  auto* addMenu = new QMenu(add);
  for (const auto& job : kNewJobs) {
    addMenu->addAction(icon(QString::fromLatin1(job.icon)), tr(job.title), this,
                       [this, kind = QString::fromLatin1(job.kind)] { emit newJobAsked(kind); });
  }
  add->setMenu(addMenu);
  row->addWidget(add);

  auto* settings = new QToolButton(header);
  settings->setIcon(icon(QStringLiteral("settings")));
  settings->setToolTip(tr("How many jobs run at a time"));
  settings->setAccessibleName(tr("How many jobs run at a time"));
  settings->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(settings);
  auto* group = new QActionGroup(menu);
  for (int count = 1; count <= 4; ++count) {
    auto* action = menu->addAction(count == 1 ? tr("One job at a time") : tr("%1 jobs at a time").arg(count));
    action->setCheckable(true);
    action->setChecked(service_ ? count == service_->mostRunning() : count == 1);
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, count] {
      if (service_) service_->setMostRunning(count);
    });
  }
  settings->setMenu(menu);
  row->addWidget(settings);
  for (auto* button : {add, settings}) {
    // The arrow says nothing that the menu does not.
    button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
  }
  return header;
}

QWidget* JobsPanel::buildNotice() {
  notice_ = new QWidget(this);
  notice_->setObjectName(QStringLiteral("jobsNotice"));
  notice_->setAttribute(Qt::WA_StyledBackground);
  notice_text_ = new QLabel(notice_);
  notice_text_->setWordWrap(true);
  notice_text_->setTextFormat(Qt::PlainText);
  notice_text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(notice_);
  close->setIcon(icon(QStringLiteral("close")));
  close->setToolTip(tr("Close this message"));
  close->setAccessibleName(tr("Close this message"));
  connect(close, &QToolButton::clicked, notice_, &QWidget::hide);
  auto* row = new QHBoxLayout(notice_);
  row->setContentsMargins(12, 6, 6, 6);
  row->addWidget(notice_text_, 1);
  row->addWidget(close, 0, Qt::AlignTop);
  notice_->hide();
  return notice_;
}

QWidget* JobsPanel::buildEmpty() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(24, 12, 24, 12);
  layout->setSpacing(8);
  layout->addStretch(1);
  auto* title = new QLabel(tr("No jobs yet"), page);
  QFont large = title->font();
  large.setPointSizeF(large.pointSizeF() * 1.25);
  large.setWeight(QFont::DemiBold);
  title->setFont(large);
  title->setAlignment(Qt::AlignCenter);
  layout->addWidget(title);
  auto* text = new QLabel(
      tr("Long work runs beside the window: close it, and the work goes on.\nStart with one of these:"),
      page);
  text->setForegroundRole(QPalette::PlaceholderText);
  text->setAlignment(Qt::AlignCenter);
  text->setWordWrap(true);
  layout->addWidget(text);
  // Side by side: the panel is wide and low where it is delivered.
  auto* row = new QHBoxLayout;
  row->setSpacing(16);
  row->addStretch(1);
  for (const auto& job : kNewJobs) {
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    auto* button = new QPushButton(icon(QString::fromLatin1(job.icon)), tr(job.title), page);
    button->setObjectName(QString::fromLatin1(job.kind));
    button->setToolTip(tr(job.what));
    button->setMinimumWidth(150);
    connect(button, &QPushButton::clicked, this,
            [this, kind = QString::fromLatin1(job.kind)] { emit newJobAsked(kind); });
    column->addWidget(button, 0, Qt::AlignHCenter);
    auto* what = new QLabel(tr(job.what), page);
    what->setForegroundRole(QPalette::PlaceholderText);
    what->setAlignment(Qt::AlignCenter);
    what->setWordWrap(true);
    what->setMinimumWidth(170);
    column->addWidget(what);
    row->addLayout(column);
  }
  row->addStretch(1);
  layout->addLayout(row);
  layout->addStretch(2);
  auto* scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(page);
  return scroll;
}

void JobsPanel::select(std::int64_t id) {
  const int row = model_->rowOf(id);
  if (row >= 0) list_->setCurrentIndex(model_->index(row));
}

void JobsPanel::update(const std::vector<store::Job>& jobs) {
  const auto wanted = selected_;
  model_->setJobs(jobs);
  pages_->setCurrentIndex(jobs.empty() ? 0 : 1);
  if (!jobs.empty()) {
    const int row = std::max(0, model_->rowOf(wanted));
    // After a reset the view has no current row.
    if (list_->currentIndex().row() != row) list_->setCurrentIndex(model_->index(row));
  }
  currentChanged();
  details_->refresh();
  updateSummary();
  const bool runs = std::any_of(jobs.begin(), jobs.end(),
                                [](const store::Job& job) { return job.state == JobState::Running; });
  runs ? clock_.start() : clock_.stop();
}

void JobsPanel::currentChanged() {
  const auto index = list_->currentIndex();
  const auto id = index.isValid() && index.row() < model_->rowCount() ? model_->job(index.row()).id : 0;
  const bool another = id != selected_;
  // The model drops its selection while it is reset; update() brings it back.
  if (id == 0 && model_->rowCount() > 0) return;
  selected_ = id;
  details_->showJob(id);
  if (service_ && (another || model_->log(id).empty())) service_->follow(id);
}

void JobsPanel::updateSummary() {
  int running = 0, waiting = 0;
  for (int row = 0; row < model_->rowCount(); ++row) {
    const auto& job = model_->job(row);
    if (job.state == JobState::Running) ++running;
    if (model_->standing(job.id) == JobStanding::Waiting) ++waiting;
  }
  QStringList parts;
  if (running > 0) parts << tr("%n running", nullptr, running);
  if (waiting > 0) parts << tr("%n waiting", nullptr, waiting);
  if (parts.isEmpty()) parts << tr("Nothing is running");
  summary_->setText(parts.join(QStringLiteral("  ·  ")));
}

void JobsPanel::toggle(std::int64_t id) {
  const int row = model_->rowOf(id);
  if (row < 0 || !service_) return;
  switch (jobToggle(model_->job(row), model_->standing(id))) {
    case JobToggle::Start:
      service_->start(id);
      break;
    case JobToggle::Pause:
      service_->pause(id);
      break;
    case JobToggle::None:
      break;
  }
}

void JobsPanel::open(std::int64_t id) {
  const int row = model_->rowOf(id);
  if (row < 0) return;
  const auto& job = model_->job(row);
  if (jobOutcome(job) != JobOutcome::None) emit runOpened(job);
}

void JobsPanel::showMessage(const QString& text, Tone messageTone) {
  notice_tone_ = messageTone;
  notice_text_->setText(text);
  tintNotice();
  notice_->show();
}

void JobsPanel::tintNotice() {
  const QColor colour = tone(notice_tone_);
  notice_->setStyleSheet(
      QStringLiteral("#jobsNotice { background: rgba(%1, %2, %3, 36); border-left: 3px solid %4; }")
          .arg(colour.red())
          .arg(colour.green())
          .arg(colour.blue())
          .arg(colour.name()));
}

void JobsPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    details_->refresh();
    tintNotice();
  }
  QWidget::changeEvent(event);
}

bool JobsPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == list_ && event->type() == QEvent::KeyPress && selected_ != 0) {
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
      case Qt::Key_Space:
        toggle(selected_);
        return true;
      case Qt::Key_Delete:
        if (service_) service_->remove(selected_);
        return true;
      case Qt::Key_Return:
      case Qt::Key_Enter:
        open(selected_);
        return true;
      default:
        break;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace cloc::ui
