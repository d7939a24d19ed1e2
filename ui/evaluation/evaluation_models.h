// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of EvaluationView as models. They hold pointers into no report: each copies what it shows.
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <vector>

#include "ui/evaluation/report.h"
#include "ui/theme/bar_delegate.h"

namespace cloc::ui {

// A row a measure, a column a report; with several reports, the difference to the first beside each value.
class MeasuresModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setReports(const std::vector<Report>& reports);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  // In percent points or IoU; absent when one of the two has no value. `report` from 1.
  std::optional<double> difference(int row, int report) const;

 private:
  std::vector<Report> reports_;
  std::vector<QString> names_;  // of the measures, of all reports
};

// A row a class: items, top-1 and top-5, of each report.
class ClassesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setReports(const std::vector<Report>& reports);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  struct Row {
    QString name;
    std::vector<std::optional<ClassAccuracy>> of;  // one a report
  };
  std::vector<QString> names_;
  std::vector<Row> rows_;
};

// A row a pair of classes that were taken for one another, the most frequent first.
class ConfusionModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setConfusion(std::vector<Confusion> confusion);
  const Confusion& at(int row) const { return confusion_[static_cast<std::size_t>(row)]; }
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<Confusion> confusion_;
  std::int64_t most_ = 1;
};

// What was left out of the figures, and why.
class SkippedModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;
  void setReports(const std::vector<Report>& reports);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  std::vector<QString> names_, reasons_;
  std::vector<std::vector<std::int64_t>> counts_;  // [reason][report]
};

}  // namespace cloc::ui
