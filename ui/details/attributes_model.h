// SPDX-License-Identifier: GPL-3.0-or-later
// Attributes as a table of names and values, with an empty last row to write a new one into. Shows what it is
// given; what the user types comes as signals.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <optional>
#include <vector>

#include "ui/details/common_notes.h"

namespace cloc::ui {

class AttributesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { NameColumn, ValueColumn, kColumnCount };
  using QAbstractTableModel::QAbstractTableModel;

  void setEntries(std::vector<CommonNotes::Entry> entries);
  void setEditable(bool editable);
  // Empty for the last row.
  QString nameAt(const QModelIndex& index) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 signals:
  // `value` absent: it is to go.
  void setRequested(const QString& name, const std::optional<cloc::data::AttributeValue>& value);
  void renameRequested(const QString& from, const QString& to);

 private:
  bool isNew(int row) const { return row == static_cast<int>(entries_.size()); }

  std::vector<CommonNotes::Entry> entries_;
  QString newName_;  // typed, while it has no value
  bool editable_ = false;
};

}  // namespace cloc::ui
