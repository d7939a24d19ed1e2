// SPDX-License-Identifier: GPL-3.0-or-later
// How the regions of each label are spread over the parts of the data (train, val, test), and how far that is
// from how all regions are spread: a table of labels and parts. Shown by the statistics view for the splits
// as they are, and by the split editor for those that would come.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>
#include <vector>

namespace cloc::ui {

struct Balance {
  struct Row {
    QString label;
    qint64 regions = 0;
    std::vector<qint64> byPart;  // as many as parts
  };
  QStringList parts;           // "" for images of none
  std::vector<qint64> images;  // in each part
  std::vector<Row> rows;

  qint64 regions() const;
  // The share of all regions that lies in the part.
  double share(std::size_t part) const;
  // Of each label, how far its share in some part is from that of all regions, at most, in percent points;
  // the mean of that over all regions.
  double meanDeviation() const;
  // How many labels with regions have none in some part that has images.
  int missing() const;
};

class BalanceModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  // Columns before those of the parts, and the one behind them.
  enum { LabelColumn, RegionsColumn, kFirstPart };
  using QAbstractTableModel::QAbstractTableModel;

  void setBalance(Balance balance);
  const Balance& balance() const { return balance_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  int parts() const { return static_cast<int>(balance_.parts.size()); }

  double deviation(const Balance::Row& row, int part) const;

  Balance balance_;
  std::vector<double> shares_;  // of all regions, of each part
};

}  // namespace cloc::ui
