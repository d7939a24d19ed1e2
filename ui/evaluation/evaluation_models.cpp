// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_models.h"

#include <QColor>
#include <QHash>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr Qt::Alignment kRight = Qt::AlignRight | Qt::AlignVCenter;

std::vector<QString> namesOf(const std::vector<Report>& reports) {
  std::vector<QString> names;
  names.reserve(reports.size());
  for (const auto& report : reports) names.push_back(report.name);
  return names;
}

QString percent(double share) {
  return QStringLiteral("%1 %").arg(100 * share, 0, 'f', 1);
}

}  // namespace

// --- measures: the title, then for each report its value and, but for the first, the difference; then items.

void MeasuresModel::setReports(const std::vector<Report>& reports) {
  beginResetModel();
  reports_ = reports;
  names_.clear();
  for (const auto& report : reports_) {
    for (const auto& measure : report.measures) {
      if (std::find(names_.begin(), names_.end(), measure.name) == names_.end())
        names_.push_back(measure.name);
    }
  }
  endResetModel();
}

int MeasuresModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(names_.size());
}

int MeasuresModel::columnCount(const QModelIndex& parent) const {
  if (parent.isValid() || reports_.empty()) return 0;
  return 2 * static_cast<int>(reports_.size()) + 1;
}

std::optional<double> MeasuresModel::difference(int row, int report) const {
  const auto& name = names_[static_cast<std::size_t>(row)];
  const auto* first = reports_.front().measure(name);
  const auto* other = reports_[static_cast<std::size_t>(report)].measure(name);
  if (first == nullptr || other == nullptr || !first->value || !other->value) return std::nullopt;
  const double difference = *other->value - *first->value;
  return first->isShare() ? 100 * difference : difference;
}

QVariant MeasuresModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& name = names_[static_cast<std::size_t>(index.row())];
  if (index.column() == 0) {
    if (role == Qt::DisplayRole) return measureTitle(name);
    if (role == Qt::ToolTipRole) return name;
    return {};
  }
  if (role == Qt::TextAlignmentRole) return QVariant(kRight);
  // Columns 1, 2, 4, 6, ...: values of report 0, 1, 2, 3; 3, 5, 7: differences; the last: items.
  if (index.column() == columnCount() - 1) {
    if (role != Qt::DisplayRole) return {};
    for (const auto& report : reports_) {
      if (const auto* measure = report.measure(name))
        return QLocale().toString(static_cast<qint64>(measure->items));
    }
    return {};
  }
  const int report = index.column() / 2;
  if (index.column() % 2 == 1 && index.column() > 1) {
    const auto change = difference(index.row(), report);
    if (!change) return {};
    const bool isShare = reports_.front().measure(name)->isShare();
    const double noticed = isShare ? 0.005 : 0.00005;
    if (role == Qt::ForegroundRole) {
      return tone(std::abs(*change) < noticed ? Tone::Muted : *change > 0 ? Tone::Good : Tone::Bad);
    }
    if (role != Qt::DisplayRole) return {};
    if (std::abs(*change) < noticed) return QStringLiteral("±0");
    const QString sign = *change > 0 ? QStringLiteral("+") : QStringLiteral("−");
    return sign + QString::number(std::abs(*change), 'f', isShare ? 2 : 4);
  }
  const auto* measure = reports_[static_cast<std::size_t>(report)].measure(name);
  if (role == Qt::DisplayRole) return measure == nullptr ? QStringLiteral("–") : measureText(*measure);
  if (role == ShareRole && measure != nullptr && measure->value) return *measure->value;
  return {};
}

QVariant MeasuresModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(section == 0 ? Qt::AlignLeft | Qt::AlignVCenter : kRight);
  if (role != Qt::DisplayRole) return {};
  if (section == 0) return tr("Measure");
  if (section == columnCount() - 1) return tr("Items");
  if (section % 2 == 1 && section > 1) return tr("vs. first");
  return reports_[static_cast<std::size_t>(section / 2)].name;
}

// --- classes: name, then for each report items, top-1, top-5.

void ClassesModel::setReports(const std::vector<Report>& reports) {
  beginResetModel();
  names_ = namesOf(reports);
  rows_.clear();
  QHash<QString, std::size_t> places;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    if (!reports[i].classes) continue;
    for (const auto& one : *reports[i].classes) {
      if (!places.contains(one.name)) {
        places.insert(one.name, rows_.size());
        rows_.push_back({one.name, std::vector<std::optional<ClassAccuracy>>(reports.size())});
      }
      rows_[places.value(one.name)].of[i] = one;
    }
  }
  endResetModel();
}

int ClassesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int ClassesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 1 + 3 * static_cast<int>(names_.size());
}

QVariant ClassesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& row = rows_[static_cast<std::size_t>(index.row())];
  if (index.column() == 0) {
    return role == Qt::DisplayRole || role == SortRole || role == Qt::ToolTipRole ? QVariant(row.name)
                                                                                  : QVariant();
  }
  if (role == Qt::TextAlignmentRole) return QVariant(kRight);
  const auto& one = row.of[static_cast<std::size_t>((index.column() - 1) / 3)];
  const int figure = (index.column() - 1) % 3;
  if (!one)
    return role == Qt::DisplayRole ? QVariant(QStringLiteral("–")) : role == SortRole ? -1.0 : QVariant();
  const double share = figure == 1 ? one->share1() : one->share5();
  if (figure == 0) {
    if (role == Qt::DisplayRole) return QLocale().toString(static_cast<qint64>(one->items));
    if (role == SortRole) return static_cast<double>(one->items);
    return {};
  }
  if (one->items == 0)
    return role == Qt::DisplayRole ? QVariant(tr("n/a")) : role == SortRole ? -1.0 : QVariant();
  if (role == Qt::DisplayRole) return percent(share);
  if (role == SortRole || role == ShareRole) return share;
  if (role == Qt::ToolTipRole) return tr("%1 of %2").arg(figure == 1 ? one->top1 : one->top5).arg(one->items);
  return {};
}

QVariant ClassesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(section == 0 ? Qt::AlignLeft | Qt::AlignVCenter : kRight);
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  if (section == 0) return tr("Class");
  const QString figure = QStringList{tr("Items"), tr("Top-1"), tr("Top-5")}[(section - 1) % 3];
  const auto& report = names_[static_cast<std::size_t>((section - 1) / 3)];
  return names_.size() == 1 ? figure : tr("%1, %2").arg(figure, report);
}

// --- confusion

void ConfusionModel::setConfusion(std::vector<Confusion> confusion) {
  beginResetModel();
  confusion_ = std::move(confusion);
  std::erase_if(confusion_, [](const Confusion& pair) { return pair.truth == pair.predicted; });
  std::stable_sort(confusion_.begin(), confusion_.end(),
                   [](const Confusion& a, const Confusion& b) { return a.count > b.count; });
  most_ = confusion_.empty() ? 1 : std::max<std::int64_t>(1, confusion_.front().count);
  endResetModel();
}

int ConfusionModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(confusion_.size());
}

int ConfusionModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 3;
}

QVariant ConfusionModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& pair = at(index.row());
  if (role == Qt::TextAlignmentRole && index.column() == 2) return QVariant(kRight);
  if (role == ShareRole && index.column() == 2) {
    return static_cast<double>(pair.count) / static_cast<double>(most_);
  }
  if (role == SortRole && index.column() == 2) return static_cast<double>(pair.count);
  if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) return {};
  switch (index.column()) {
    case 0:
      return pair.truth;
    case 1:
      return pair.predicted;
    default:
      return QLocale().toString(static_cast<qint64>(pair.count));
  }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(section == 2 ? kRight : Qt::AlignLeft | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  return QStringList{tr("Is"), tr("Taken for"), tr("Regions")}[section];
}

// --- skipped

void SkippedModel::setReports(const std::vector<Report>& reports) {
  beginResetModel();
  names_ = namesOf(reports);
  reasons_.clear();
  counts_.clear();
  for (std::size_t i = 0; i < reports.size(); ++i) {
    for (const auto& [what, count] : reports[i].skipped) {
      auto place = std::find(reasons_.begin(), reasons_.end(), what) - reasons_.begin();
      if (place == static_cast<std::ptrdiff_t>(reasons_.size())) {
        reasons_.push_back(what);
        counts_.emplace_back(reports.size(), 0);
      }
      counts_[static_cast<std::size_t>(place)][i] = count;
    }
  }
  endResetModel();
}

int SkippedModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(reasons_.size());
}

int SkippedModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 1 + static_cast<int>(names_.size());
}

QVariant SkippedModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto row = static_cast<std::size_t>(index.row());
  if (index.column() == 0) return role == Qt::DisplayRole ? QVariant(reasons_[row]) : QVariant();
  if (role == Qt::TextAlignmentRole) return QVariant(kRight);
  const auto count = counts_[row][static_cast<std::size_t>(index.column() - 1)];
  if (role == Qt::ForegroundRole && count == 0) return tone(Tone::Muted);
  return role == Qt::DisplayRole ? QVariant(QLocale().toString(static_cast<qint64>(count))) : QVariant();
}

QVariant SkippedModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(section == 0 ? Qt::AlignLeft | Qt::AlignVCenter : kRight);
  if (role != Qt::DisplayRole) return {};
  return section == 0 ? tr("Left out of the figures") : names_[static_cast<std::size_t>(section - 1)];
}

}  // namespace cloc::ui
