// SPDX-License-Identifier: GPL-3.0-or-later
// A table cell with its number over a bar as long as the cell's ShareRole says. Used by EvaluationView's
// tables.
#pragma once

#include <QStyledItemDelegate>

namespace cloc::ui {

class BarDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace cloc::ui
