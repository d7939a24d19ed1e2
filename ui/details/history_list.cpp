// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/details/history_list.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <chrono>
#include <utility>

#include "ui/project/step_text.h"

namespace cloc::ui {
namespace {

using Kind = store::Change::Kind;
using Moment = store::Edits::Moment;

bool thereBefore(const store::RegionEvent& event) {
  return event.change.kind != Kind::Insert;
}
bool thereAfter(const store::RegionEvent& event) {
  return event.change.kind != Kind::Remove;
}

QString timeText(std::chrono::system_clock::time_point time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::ShortFormat);
}

}  // namespace

HistoryList::HistoryList(QWidget* parent)
    : QWidget(parent),
      text_(new QLabel(this)),
      list_(new QListWidget(this)),
      before_(new QPushButton(tr("As before it"), this)),
      after_(new QPushButton(tr("As after it"), this)) {
  list_->setObjectName(QStringLiteral("details.history"));
  list_->setAccessibleName(tr("History of the region"));
  list_->setFixedHeight(6 * (list_->fontMetrics().lineSpacing() + 4));
  list_->setTextElideMode(Qt::ElideRight);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  before_->setObjectName(QStringLiteral("details.before"));
  before_->setToolTip(tr("Makes the region what it was before this step: a new step, which can be undone"));
  after_->setObjectName(QStringLiteral("details.after"));
  after_->setToolTip(tr("Makes the region what it was after this step: a new step, which can be undone"));
  text_->setForegroundRole(QPalette::PlaceholderText);
  text_->setWordWrap(true);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(before_);
  buttons->addWidget(after_);
  buttons->addStretch(1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(text_);
  layout->addWidget(list_);
  layout->addLayout(buttons);
  connect(list_, &QListWidget::currentRowChanged, this, &HistoryList::showState);
  connect(before_, &QPushButton::clicked, this, [this] { revert(Moment::Before); });
  connect(after_, &QPushButton::clicked, this, [this] { revert(Moment::After); });
  setText({});
}

void HistoryList::setEvents(std::vector<store::RegionEvent> events) {
  if (events.empty()) {
    setText(tr("Nobody has changed it since it was imported."));
    return;
  }
  events_ = std::move(events);
  list_->clear();
  for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
    const QString what = stepText(event->edit.text);
    auto* item = new QListWidgetItem(
        QStringLiteral("%1 · %2 · %3")
            .arg(what, timeText(event->edit.time), QString::fromStdString(event->edit.user)));
    item->setToolTip(item->text());
    list_->addItem(item);
  }
  text_->hide();
  list_->show();
  before_->show();
  after_->show();
  showState();
}

void HistoryList::setText(const QString& text) {
  events_.clear();
  list_->clear();
  list_->hide();
  before_->hide();
  after_->hide();
  text_->setText(text);
  text_->setVisible(!text.isEmpty());
}

void HistoryList::setEditable(bool editable) {
  editable_ = editable;
  showState();
}

const store::RegionEvent* HistoryList::current() const {
  const int row = list_->currentRow();
  if (row < 0 || row >= static_cast<int>(events_.size())) return nullptr;
  return &events_[events_.size() - 1 - static_cast<std::size_t>(row)];
}

void HistoryList::showState() {
  const auto* event = current();
  before_->setEnabled(editable_ && event != nullptr && thereBefore(*event));
  after_->setEnabled(editable_ && event != nullptr && thereAfter(*event));
}

void HistoryList::revert(Moment moment) {
  if (const auto* event = current()) emit revertRequested(store::RegionEvent(*event), moment);
}

}  // namespace cloc::ui
