// SPDX-License-Identifier: GPL-3.0-or-later
// Regions to look at, as small pictures cut out of their images. The pictures are decoded on pool threads
// when they come into sight; one that cannot be shown says why. Used by EvaluationView.
#pragma once

#include <QAbstractListModel>
#include <QListView>
#include <QPixmap>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "ui/evaluation/report.h"

namespace cloc::ui {

struct ShownRegion {
  QString image;
  PixelBox box;                       // of the region
  std::optional<PixelBox> predicted;  // drawn beside it, where the model looked instead
  QString text;
};

class ExamplesModel : public QAbstractListModel {
  Q_OBJECT

 public:
  static constexpr int kSide = 112;  // pixels of a picture's long side, at a device pixel ratio of 1

  using QAbstractListModel::QAbstractListModel;
  void setRegions(std::vector<ShownRegion> regions);
  const ShownRegion& at(int row) const { return regions_[static_cast<std::size_t>(row)]; }
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  void load(int row);
  void loaded(int generation, int row, const QImage& image, const QString& problem);

  std::vector<ShownRegion> regions_;
  std::map<int, QPixmap> pictures_;
  std::map<int, QString> problems_;
  std::set<int> asked_;
  int generation_ = 0;  // answers for regions that are gone are dropped
};

class ExamplesList : public QListView {
  Q_OBJECT

 public:
  explicit ExamplesList(QWidget* parent = nullptr);
  void setRegions(std::vector<ShownRegion> regions) { model_->setRegions(std::move(regions)); }
  ExamplesModel* examples() const { return model_; }

 signals:
  // Enter, or a double click.
  void regionActivated(const QString& path, const cloc::PixelBox& box);

 private:
  ExamplesModel* model_;
};

}  // namespace cloc::ui
