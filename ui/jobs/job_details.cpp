// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_details.h"

#include <QClipboard>
#include <QDateTime>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/jobs/job_delegate.h"

namespace cloc::ui {
namespace {

using store::JobState;

double now() {
  return static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000.0;
}

QString lineText(const JobEvent& event) {
  const QString time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(event.time * 1000))
                           .toString(QStringLiteral("HH:mm:ss"));
  QString what;
  switch (event.kind) {
    case JobEvent::Kind::Started:
      what = JobDetails::tr("started");
      break;
    case JobEvent::Kind::Stage:
    case JobEvent::Kind::Message:
      what = event.text;
      break;
    case JobEvent::Kind::Finished:
      what = JobDetails::tr("finished");
      break;
    case JobEvent::Kind::Failed:
      what = JobDetails::tr("failed: %1").arg(event.text);
      break;
    case JobEvent::Kind::Interrupted:
      what = JobDetails::tr("paused: %1").arg(event.text);
      break;
  }
  return time + QStringLiteral("  ") + what;
}

QToolButton* makeButton(const QString& iconName, const QString& text, const QString& tip, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(iconName));
  button->setText(text);
  button->setToolTip(tip);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

JobDetails::JobDetails(const JobsModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      title_(new QLabel(this)),
      figures_(new QLabel(this)),
      message_(new QLabel(this)),
      log_(new QPlainTextEdit(this)) {
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  title_->setFont(bold);
  title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  figures_->setForegroundRole(QPalette::PlaceholderText);
  figures_->setWordWrap(true);
  figures_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  message_->setWordWrap(true);
  message_->setTextFormat(Qt::PlainText);
  message_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  message_->setContentsMargins(10, 8, 10, 8);
  message_->setObjectName(QStringLiteral("jobMessage"));

  log_->setObjectName(QStringLiteral("jobLog"));
  log_->setReadOnly(true);
  log_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  log_->setLineWrapMode(QPlainTextEdit::NoWrap);
  log_->setMaximumBlockCount(static_cast<int>(JobsModel::kMostLines));
  log_->setAccessibleName(tr("Log of the job"));
  log_->setPlaceholderText(tr("The job's log appears here once it runs."));
  log_->setFrameShape(QFrame::NoFrame);

  auto* buttons = new QHBoxLayout;
  buildButtons(buttons);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 10, 12, 10);
  layout->setSpacing(6);
  layout->addWidget(title_);
  layout->addWidget(figures_);
  layout->addLayout(buttons);
  layout->addWidget(message_);
  layout->addWidget(log_, 1);
  showJob(0);
}

void JobDetails::buildButtons(QHBoxLayout* row) {
  start_ = makeButton(QStringLiteral("play"), tr("Start"), tr("Start, or wait for a turn (Space)"), this);
  pause_ = makeButton(QStringLiteral("pause"), tr("Pause"),
                      tr("Save and stop; it goes on from there later (Space)"), this);
  cancel_ = makeButton(QStringLiteral("stop"), tr("Stop"), tr("Save and end for good"), this);
  open_ = makeButton(QStringLiteral("train"), tr("Open run"), tr("Show the run's charts (Enter)"), this);
  remove_ = makeButton(QStringLiteral("delete"), tr("Remove…"), tr("Take it off the list (Delete)"), this);
  start_->setObjectName(QStringLiteral("start"));
  pause_->setObjectName(QStringLiteral("pause"));
  cancel_->setObjectName(QStringLiteral("cancel"));
  open_->setObjectName(QStringLiteral("open"));
  remove_->setObjectName(QStringLiteral("remove"));
  auto* menu = new QMenu(remove_);
  menu->addAction(tr("Remove from the list, keep its files"), this, [this] { emit removeAsked(id_, false); });
  menu->addAction(tr("Remove and delete its files"), this, [this] { emit removeAsked(id_, true); });
  remove_->setMenu(menu);
  remove_->setPopupMode(QToolButton::InstantPopup);
  remove_->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
  auto* copy = makeButton(QStringLiteral("copy"), {}, tr("Copy the log"), this);
  copy->setToolButtonStyle(Qt::ToolButtonIconOnly);
  copy->setAccessibleName(tr("Copy the log"));
  connect(start_, &QToolButton::clicked, this, [this] { emit startAsked(id_); });
  connect(pause_, &QToolButton::clicked, this, [this] { emit pauseAsked(id_); });
  connect(cancel_, &QToolButton::clicked, this, [this] { emit cancelAsked(id_); });
  connect(open_, &QToolButton::clicked, this, [this] { emit openAsked(id_); });
  connect(copy, &QToolButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(log_->toPlainText()); });
  row->setSpacing(2);
  for (auto* button : {start_, pause_, cancel_, open_, remove_}) row->addWidget(button);
  row->addStretch();
  row->addWidget(copy);
}

void JobDetails::showJob(std::int64_t id) {
  if (id == id_ && id != 0) return;
  id_ = id;
  setEnabled(id != 0);
  log_->clear();
  refresh();
  if (id != 0) appendLines(0);
}

void JobDetails::refresh() {
  const int row = id_ == 0 ? -1 : model_.rowOf(id_);
  if (row < 0) {
    title_->setText(tr("No job selected"));
    figures_->clear();
    message_->hide();
    for (auto* button : {start_, pause_, cancel_, open_, remove_}) button->hide();
    return;
  }
  const auto& job = model_.job(row);
  const auto standing = model_.standing(id_);
  const auto toggle = jobToggle(job, standing);
  start_->setVisible(toggle == JobToggle::Start);
  start_->setText(job.state == JobState::Interrupted ? tr("Resume") : tr("Start"));
  pause_->setVisible(toggle == JobToggle::Pause);
  pause_->setText(standing == JobStanding::Waiting ? tr("Do not start") : tr("Pause"));
  cancel_->setVisible(!store::is_final(job.state) && standing != JobStanding::Stopping);
  remove_->setVisible(job.state != JobState::Running && standing != JobStanding::Starting);
  const auto outcome = jobOutcome(job);
  open_->setVisible(outcome != JobOutcome::None);
  open_->setText(outcome == JobOutcome::Report ? tr("Open report") : tr("Open run"));
  open_->setToolTip(outcome == JobOutcome::Report ? tr("Show what it found or did (Enter)")
                                                  : tr("Show the run's charts (Enter)"));
  open_->setIcon(icon(outcome == JobOutcome::Report ? QStringLiteral("evaluate") : QStringLiteral("train")));

  title_->setText(jobTitle(job));
  const auto progress = jobProgress(job);
  QStringList parts{jobStateText(job, standing)};
  if (!progress.stage.isEmpty() && job.state == JobState::Running) parts << progress.stage;
  if (const auto amount = jobAmountText(job); !amount.isEmpty()) parts << amount;
  if (job.state == JobState::Running) {
    if (const auto rate = jobRateText(job); !rate.isEmpty()) parts << rate;
    if (progress.seconds_left) parts << tr("%1 left").arg(durationText(*progress.seconds_left));
  }
  if (const auto ran = model_.runningTime(id_, now())) parts << tr("ran %1").arg(durationText(*ran));
  for (auto& part : parts) part.replace(QLatin1Char(' '), QChar::Nbsp);  // a line breaks between figures only
  figures_->setText(parts.join(QStringLiteral("  ·  ")));

  const bool speaks = !job.message.empty() && job.state != JobState::Running;
  message_->setVisible(speaks);
  if (!speaks) return;
  message_->setText(QString::fromStdString(job.message));
  const QColor colour = tone(jobStateTone(job, standing));
  message_->setStyleSheet(
      QStringLiteral("QLabel { background: rgba(%1, %2, %3, 30); border-left: 3px solid %4; }")
          .arg(colour.red())
          .arg(colour.green())
          .arg(colour.blue())
          .arg(colour.name()));
}

void JobDetails::appendLines(std::size_t from) {
  const auto& lines = model_.log(id_);
  QStringList text;
  for (std::size_t i = from; i < lines.size(); ++i) text << lineText(lines[i]);
  if (text.isEmpty()) return;
  auto* bar = log_->verticalScrollBar();
  const bool atEnd = bar->value() == bar->maximum();
  log_->appendPlainText(text.join(QLatin1Char('\n')));
  if (atEnd) bar->setValue(bar->maximum());
}

void JobDetails::updateLog(bool fromStart, int newLines) {
  const auto size = model_.log(id_).size();
  if (fromStart) log_->clear();
  const auto count = static_cast<std::size_t>(newLines);
  appendLines(fromStart || count > size ? 0 : size - count);
}

}  // namespace cloc::ui
