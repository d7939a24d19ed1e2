// SPDX-License-Identifier: GPL-3.0-or-later
// The fields above the gallery: together they are a GalleryQuery. Knows nothing of the model; GalleryPanel
// gives it the entries of its lists and takes its query.
#pragma once

#include <QWidget>
#include <functional>

#include "ui/gallery/check_list_button.h"
#include "ui/gallery/gallery_query.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;

namespace cloc::ui {

class GalleryFilterBar : public QWidget {
  Q_OBJECT

 public:
  using Entries = std::function<std::vector<CheckListEntry>()>;
  // Asked when a list opens. A label's key is its number, a folder's its path.
  GalleryFilterBar(Entries labels, Entries folders, QWidget* parent = nullptr);

  GalleryQuery query() const;
  void setQuery(const GalleryQuery& query);
  // Everything but the order.
  void clearFilter();
  // With scores there, they may be filtered and sorted by.
  void setScored(bool scored);
  void focusName();

 signals:
  void queryChanged();
  // Enter or Down in the name field: to the images.
  void left();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void changed();
  void showDirection();

  QLineEdit* name_;
  CheckListButton* labels_;
  QComboBox* state_;
  QComboBox* verified_;
  CheckListButton* folders_;
  QDoubleSpinBox* score_;
  QComboBox* sort_;
  QToolButton* direction_;
  bool descending_ = false;
  bool setting_ = false;  // setQuery() changes several fields and speaks once
};

}  // namespace cloc::ui
