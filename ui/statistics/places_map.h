// SPDX-License-Identifier: GPL-3.0-or-later
// Where in their images the centres of boxes lie: a grid of cells, the fuller the stronger.
#pragma once

#include <QWidget>
#include <array>
#include <cstdint>

#include "core/data/statistics.h"

namespace cloc::ui {

class PlacesMap : public QWidget {
  Q_OBJECT

 public:
  using Places = std::array<std::int64_t, data::Statistics::kPlaces * data::Statistics::kPlaces>;

  explicit PlacesMap(QWidget* parent = nullptr);
  void setPlaces(const Places& places);
  // Of a cell: its boxes, and what they are of all.
  QString textOf(int row, int column) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  QSize sizeHint() const override { return {260, 240}; }

 private:
  QRectF grid() const;

  Places places_{};
};

}  // namespace cloc::ui
