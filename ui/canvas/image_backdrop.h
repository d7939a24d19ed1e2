// SPDX-License-Identifier: GPL-3.0-or-later
// The image as CanvasView and LinkedView show it, without boxes: a picture of the viewport put together from
// tiles. It is kept from frame to frame: panning moves it and draws the strips that come into sight, a tile
// that arrives draws its own place. Used in the window's thread; never makes a tile.
#pragma once

#include <QImage>
#include <QRegion>
#include <optional>
#include <vector>

#include "ui/canvas/heat_map.h"
#include "ui/canvas/tile_loader.h"
#include "ui/canvas/view_transform.h"

class QPainter;

namespace cloc::ui {

class ImageBackdrop {
 public:
  // All of it, or a tile's place, is drawn anew at the next update().
  void invalidate();
  void invalidate(const TileKey& key, const TilePyramid& pyramid);
  // Over the image; false when there was none and is none. Colouring takes milliseconds; a new opacity alone,
  // while its slider is dragged, needs none.
  bool setHeatMap(const std::optional<HeatMap>& map);
  const QImage& heat() const { return heat_; }         // the map's colours; null without one
  double heatOpacity() const { return heatOpacity_; }  // 0 .. 1

  // Brings the picture up to date and says which tiles the loader should make. Returns it with its device
  // pixel ratio set; its top left corner is at transform.viewport().
  const QImage& update(const ViewTransform& transform, TileLoader& loader);
  // Nothing is to be made for it any more: its view is hidden or ends before the loader does.
  void release(TileLoader& loader) const;

 private:
  void scroll(const QPoint& delta);
  void draw(const QRect& dirty, const ViewTransform& transform, TileLoader& loader);
  void drawMagnified(const QRect& dirty, const TileKey& key, const QImage& tile, const TilePyramid& pyramid);
  void drawParent(QPainter& painter, const QRect& target, const TileLoader::Parent& parent,
                  const TilePyramid& pyramid);
  void drawHeat(QPainter& painter, const QRect& dirty);
  void wantVisible(const ViewTransform& transform, TileLoader& loader) const;
  // In pixels of frame_. Neighbours share their edge, whatever the rounding.
  QRect targetOf(const QRect& levelRect, int level, const TilePyramid& pyramid) const;

  QImage frame_;
  ViewTransform drawn_;  // what frame_ shows
  QPoint corner_;        // of the viewport, in device pixels of the widget
  QPoint origin_;        // of the image, in pixels of frame_
  QRegion dirty_;        // in pixels of frame_
  bool valid_ = false;
  std::optional<HeatMap> heatMap_;
  QImage heat_;
  double heatOpacity_ = 0;
};

// The tiles of `level` that meet `area` (level-0 pixels), nearest to its middle first.
std::vector<TileKey> tilesIn(const QRectF& area, int level, const TilePyramid& pyramid);

}  // namespace cloc::ui
