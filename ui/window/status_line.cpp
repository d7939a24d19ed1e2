// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_line.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>

namespace cloc::ui {
namespace {

constexpr int kTellFor = 6000;  // ms

void colour(QWidget* widget, Tone which) {
  QPalette palette = widget->palette();
  palette.setColor(QPalette::WindowText, tone(which));
  palette.setColor(QPalette::ButtonText, tone(which));
  widget->setPalette(palette);
}

QProgressBar* smallBar(QWidget* parent) {
  auto* bar = new QProgressBar(parent);
  bar->setTextVisible(false);
  bar->setFixedSize(70, 6);
  bar->hide();
  return bar;
}

}  // namespace

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent),
      latency_(new QLabel(this)),
      pointer_(new QLabel(this)),
      saved_(new QLabel(this)),
      progress_(part(tr("Progress"))),
      jobs_(part(tr("Jobs"))),
      jobBar_(smallBar(this)),
      index_(part(tr("Index"))),
      model_(part(tr("Model"))),
      busy_(smallBar(this)) {
  setSizeGripEnabled(false);
  latency_->setObjectName(QStringLiteral("latency"));
  saved_->setObjectName(QStringLiteral("saved"));
  addWidget(latency_);
  busy_->setRange(0, 0);
  for (auto* widget :
       std::initializer_list<QWidget*>{pointer_, progress_, saved_, jobBar_, jobs_, index_, busy_, model_})
    addPermanentWidget(widget);
  progress_->setObjectName(QStringLiteral("progress"));
  progress_->hide();
  connect(progress_, &QToolButton::clicked, this, &StatusLine::progressClicked);
  connect(jobs_, &QToolButton::clicked, this, &StatusLine::jobsClicked);
  connect(index_, &QToolButton::clicked, this, &StatusLine::indexClicked);
  connect(model_, &QToolButton::clicked, this, &StatusLine::modelClicked);
  jobs_->hide();
}

QToolButton* StatusLine::part(const QString& name) {
  auto* button = new QToolButton(this);
  button->setAutoRaise(true);
  button->setAccessibleName(name);
  button->setFocusPolicy(Qt::NoFocus);
  button->setStyleSheet(QStringLiteral("QToolButton { padding: 1px 6px; }"));
  return button;
}

void StatusLine::clearProject() {
  for (auto* label : {latency_, pointer_, saved_}) label->clear();
  setJobs({}, -1);
  setProgress(0, 0, 0);
}

void StatusLine::setLatency(const QString& text) {
  latency_->setText(text);
}

void StatusLine::setPointer(const QString& text) {
  pointer_->setText(text);
}

void StatusLine::tell(const QString& text) {
  showMessage(text, kTellFor);
}

void StatusLine::warn(const QString& text) {
  if (text.isEmpty()) return clearMessage();
  showMessage(QStringLiteral("⚠ ") + text);
}

void StatusLine::setPending(int edits, bool readOnly) {
  if (readOnly) {
    saved_->setText(tr("Read only"));
    saved_->setToolTip(tr("The project's folder cannot be written: changes are not kept"));
    colour(saved_, Tone::Warning);
  } else if (edits > 0) {
    saved_->setText(tr("Saving…"));
    colour(saved_, Tone::Warning);
  } else {
    saved_->setText(tr("Saved"));
    saved_->setToolTip(tr("Every change is written as it is made"));
    colour(saved_, Tone::Muted);
  }
}

void StatusLine::setSaveFailed() {
  saved_->setText(tr("Not saved"));
  colour(saved_, Tone::Bad);
}

void StatusLine::setProgress(qint64 verified, qint64 labelled, qint64 images) {
  progress_->setVisible(images > 0);
  if (images <= 0) return;
  const QLocale locale;
  const auto line = [&](qint64 done) {
    return tr("%1 of %2 images (%3 %)")
        .arg(locale.toString(done), locale.toString(images))
        .arg(100 * done / images);
  };
  progress_->setText(tr("%1 of %2 verified").arg(locale.toString(verified), locale.toString(images)));
  progress_->setToolTip(tr("Verified: %1\nWith regions: %2\nClick to see those that are not verified")
                            .arg(line(verified), line(labelled)));
  colour(progress_, verified == images ? Tone::Good : Tone::Muted);
}

void StatusLine::setModel(const QString& text, Tone which, bool busy, const QString& note) {
  model_->setText(note.isEmpty() ? text : text + QStringLiteral(" · ") + note);
  model_->setToolTip(text);
  colour(model_, which);
  busy_->setVisible(busy);
}

void StatusLine::setIndex(const QString& text, Tone which, const QString& toolTip) {
  index_->setText(text);
  index_->setToolTip(toolTip);
  index_->setVisible(!text.isEmpty());
  colour(index_, which);
}

void StatusLine::setJobs(const QString& text, double share) {
  jobs_->setText(text);
  jobs_->setVisible(!text.isEmpty());
  jobBar_->setVisible(!text.isEmpty());
  jobBar_->setRange(0, share < 0 ? 0 : 1000);
  if (share >= 0) jobBar_->setValue(static_cast<int>(share * 1000));
}

}  // namespace cloc::ui
