// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statistics/balance_model.h"

#include <QColor>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "ui/theme/bar_delegate.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

// Percent points.
constexpr double kNoticeable = 5, kLarge = 15;

QString points(double deviation) {
  const auto rounded = std::lround(deviation);
  return rounded > 0 ? QStringLiteral("+%1").arg(rounded) : QString::number(rounded);
}

}  // namespace

qint64 Balance::regions() const {
  return std::accumulate(rows.begin(), rows.end(), qint64{0},
                         [](qint64 sum, const Row& row) { return sum + row.regions; });
}

double Balance::share(std::size_t part) const {
  const auto all = regions();
  if (all == 0) return 0;
  const auto here = std::accumulate(rows.begin(), rows.end(), qint64{0},
                                    [part](qint64 sum, const Row& row) { return sum + row.byPart[part]; });
  return static_cast<double>(here) / static_cast<double>(all);
}

double Balance::meanDeviation() const {
  const auto all = regions();
  if (all == 0) return 0;
  std::vector<double> shares;
  for (std::size_t part = 0; part < static_cast<std::size_t>(parts.size()); ++part)
    shares.push_back(share(part));
  double sum = 0;
  for (const auto& row : rows) {
    double largest = 0;
    for (std::size_t part = 0; part < shares.size() && row.regions > 0; ++part) {
      const double own = static_cast<double>(row.byPart[part]) / static_cast<double>(row.regions);
      largest = std::max(largest, std::abs(own - shares[part]));
    }
    sum += largest * static_cast<double>(row.regions);
  }
  return 100 * sum / static_cast<double>(all);
}

int Balance::missing() const {
  return static_cast<int>(std::count_if(rows.begin(), rows.end(), [this](const Row& row) {
    if (row.regions == 0) return false;
    for (std::size_t part = 0; part < row.byPart.size(); ++part) {
      if (row.byPart[part] == 0 && images[part] > 0) return true;
    }
    return false;
  }));
}

void BalanceModel::setBalance(Balance balance) {
  beginResetModel();
  balance_ = std::move(balance);
  shares_.clear();
  for (int part = 0; part < parts(); ++part)
    shares_.push_back(balance_.share(static_cast<std::size_t>(part)));
  endResetModel();
}

double BalanceModel::deviation(const Balance::Row& row, int part) const {
  if (row.regions == 0) return 0;
  const auto at = static_cast<std::size_t>(part);
  return 100 * (static_cast<double>(row.byPart[at]) / static_cast<double>(row.regions) - shares_[at]);
}

int BalanceModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(balance_.rows.size());
}

int BalanceModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kFirstPart + parts() + (parts() > 0 ? 1 : 0);
}

QVariant BalanceModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto& row = balance_.rows[static_cast<std::size_t>(index.row())];
  const QLocale locale;
  const int part = index.column() - kFirstPart;
  if (role == Qt::TextAlignmentRole)
    return index.column() == LabelColumn ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (index.column() == LabelColumn)
    return role == Qt::DisplayRole || role == SortRole || role == Qt::ToolTipRole ? row.label : QVariant();
  if (index.column() == RegionsColumn) {
    if (role == Qt::DisplayRole) return locale.toString(row.regions);
    return role == SortRole ? QVariant(row.regions) : QVariant();
  }
  if (part < parts()) {
    const auto count = row.byPart[static_cast<std::size_t>(part)];
    const double off = deviation(row, part);
    switch (role) {
      case Qt::DisplayRole:
        if (row.regions == 0) return QStringLiteral("0");
        return QStringLiteral("%1 · %2 % (%3)")
            .arg(locale.toString(count))
            .arg(100 * count / row.regions)
            .arg(points(off));
      case Qt::ToolTipRole:
        return tr("%1 of %2 regions; %3 % of all regions are in this part")
            .arg(locale.toString(count), locale.toString(row.regions))
            .arg(std::lround(100 * shares_[static_cast<std::size_t>(part)]));
      case Qt::ForegroundRole:
        if (row.regions > 0 && count == 0 && balance_.images[static_cast<std::size_t>(part)] > 0)
          return tone(Tone::Bad);
        if (std::abs(off) >= kLarge) return tone(Tone::Bad);
        return std::abs(off) >= kNoticeable ? QVariant(tone(Tone::Warning)) : QVariant();
      case ShareRole:
        return row.regions == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(row.regions);
      case SortRole:
        return count;
      default:
        return {};
    }
  }
  double largest = 0;
  for (int other = 0; other < parts(); ++other) largest = std::max(largest, std::abs(deviation(row, other)));
  if (role == Qt::DisplayRole) return row.regions == 0 ? QString() : locale.toString(largest, 'f', 1);
  return role == SortRole ? QVariant(largest) : QVariant();
}

QVariant BalanceModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) return {};
  const bool toolTip = role == Qt::ToolTipRole;
  if (section == LabelColumn) return tr("Label");
  if (section == RegionsColumn) return tr("Regions");
  const int part = section - kFirstPart;
  if (part < parts()) {
    const QString name = balance_.parts[part].isEmpty() ? tr("(none)") : balance_.parts[part];
    const auto images = balance_.images[static_cast<std::size_t>(part)];
    if (toolTip)
      return tr("%1: %Ln image(s). In brackets: percent points more or less than of all regions", nullptr,
                static_cast<int>(images))
          .arg(name);
    return name;
  }
  return toolTip ? tr("The largest difference of any part, in percent points") : tr("Deviation");
}

}  // namespace cloc::ui
