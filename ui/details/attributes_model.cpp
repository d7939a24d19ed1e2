// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/details/attributes_model.h"

#include <QColor>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {

void AttributesModel::setEntries(std::vector<CommonNotes::Entry> entries) {
  beginResetModel();
  entries_ = std::move(entries);
  newName_.clear();
  endResetModel();
}

void AttributesModel::setEditable(bool editable) {
  if (editable == editable_) return;
  beginResetModel();
  editable_ = editable;
  endResetModel();
}

QString AttributesModel::nameAt(const QModelIndex& index) const {
  if (!index.isValid() || isNew(index.row())) return {};
  return QString::fromStdString(entries_[static_cast<std::size_t>(index.row())].name);
}

int AttributesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size()) + (editable_ ? 1 : 0);
}

int AttributesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumnCount;
}

QVariant AttributesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const bool shown = role == Qt::DisplayRole || role == Qt::EditRole;
  if (isNew(index.row())) {
    if (role == Qt::ForegroundRole && newName_.isEmpty()) return tone(Tone::Muted);
    if (!shown || index.column() == ValueColumn) return {};
    return role == Qt::DisplayRole && newName_.isEmpty() ? tr("New…") : newName_;
  }
  const auto& entry = entries_[static_cast<std::size_t>(index.row())];
  if (index.column() == NameColumn) return shown || role == Qt::ToolTipRole ? nameAt(index) : QVariant();
  if (role == Qt::ForegroundRole && !entry.value) return tone(Tone::Muted);
  if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
    return entry.value ? attributeText(*entry.value) : tr("(different)");
  if (role == Qt::EditRole) return entry.value ? attributeText(*entry.value) : QString();
  return {};
}

QVariant AttributesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == NameColumn ? tr("Attribute") : tr("Value");
}

bool AttributesModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !editable_) return false;
  const QString text = value.toString().trimmed();
  if (isNew(index.row())) {
    if (index.column() == NameColumn) {
      newName_ = text;
      emit dataChanged(index, index);
    } else if (!newName_.isEmpty() && !text.isEmpty()) {
      emit setRequested(newName_, attributeValue(text));
    }
    return true;
  }
  const QString name = nameAt(index);
  if (index.column() == NameColumn) {
    if (text.isEmpty()) {
      emit setRequested(name, std::nullopt);
    } else if (text != name) {
      emit renameRequested(name, text);
    }
  } else if (text != data(index, Qt::EditRole).toString()) {
    emit setRequested(name, text.isEmpty() ? std::nullopt : std::optional(attributeValue(text)));
  }
  return true;
}

Qt::ItemFlags AttributesModel::flags(const QModelIndex& index) const {
  auto flags = QAbstractTableModel::flags(index);
  if (!editable_) return flags;
  if (index.column() == ValueColumn && isNew(index.row()) && newName_.isEmpty()) return flags;
  return flags | Qt::ItemIsEditable;
}

}  // namespace cloc::ui
