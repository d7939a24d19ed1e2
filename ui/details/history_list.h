// SPDX-License-Identifier: GPL-3.0-or-later
// What was done to one region, by whom and when, the newest first, and the way back to any of it. It is told
// the events and asks for a way back; it does nothing itself.
#pragma once

#include <QWidget>
#include <vector>

#include "core/store/edits.h"

class QLabel;
class QListWidget;
class QPushButton;

namespace cloc::ui {

class HistoryList : public QWidget {
  Q_OBJECT

 public:
  explicit HistoryList(QWidget* parent = nullptr);

  // The oldest first, as the store gives them.
  void setEvents(std::vector<store::RegionEvent> events);
  // There is none, and why.
  void setText(const QString& text);
  void setEditable(bool editable);

 signals:
  // The region is to be what it was before the event, or after it. Events that made or removed the region
  // are offered only with the moment at which it was there.
  void revertRequested(const cloc::store::RegionEvent& event, cloc::store::Edits::Moment moment);

 private:
  void showState();
  void revert(store::Edits::Moment moment);
  const store::RegionEvent* current() const;

  std::vector<store::RegionEvent> events_;
  QLabel* text_;
  QListWidget* list_;
  QPushButton *before_, *after_;
  bool editable_ = false;
};

}  // namespace cloc::ui
