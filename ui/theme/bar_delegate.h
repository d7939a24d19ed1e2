// SPDX-License-Identifier: GPL-3.0-or-later
// A table cell with its number over a bar as long as the cell's ShareRole says. Used by the
// tables of evaluation, labels and statistics.
#pragma once

#include <QStyledItemDelegate>

namespace cloc::ui {

// Roles of such tables, beside Qt's.
enum TableRole {
  SortRole = Qt::UserRole,  // what a column sorts by
  ShareRole,                // 0 to 1: the length of a bar; absent where there is none
};

class BarDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace cloc::ui
