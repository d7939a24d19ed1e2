// SPDX-License-Identifier: GPL-3.0-or-later
// The image with everything that the canvas draws over it, as a value: for exporting a figure, on any thread.
// Made by CanvasView::snapshot().
#pragma once

#include <QImage>
#include <QSize>
#include <QString>
#include <filesystem>
#include <memory>
#include <vector>

#include "ui/canvas/box_painter.h"
#include "ui/canvas/tile_pyramid.h"

namespace cloc::ui {

struct CanvasSnapshot {
  QSize imageSize;                             // original pixels
  std::shared_ptr<const TilePyramid> pyramid;  // may be null: the image is then blank
  std::shared_ptr<const ToneCurve> curve;
  std::vector<PaintedBox> boxes;  // bottom first
  std::vector<CanvasOverlayBox> overlays;
  QImage heat;
  double heatOpacity = 0;
};

// The whole image with boxes, chips, overlays and heat map, as large as fits into `size`. Null when the image
// or `size` is empty. Takes as long as its pixels: not for the window's thread when large.
QImage renderPicture(const CanvasSnapshot& snapshot, const QSize& size);

// The same as a vector drawing: boxes and texts stay editable, in original pixels; the image is embedded with
// its long side at most `imageSide`. Throws Error{Io} naming the path, Error{InvalidInput} without an image.
void writeSvg(const CanvasSnapshot& snapshot, const std::filesystem::path& path, int imageSide = 2048);

// Views of one image, to be written beside each other, each below its title.
struct TitledSnapshot {
  QString title;
  CanvasSnapshot snapshot;
};

// Each as renderPicture() draws it, as large as fits into `size` and no larger than the image; a single one
// comes without title. Null when the first has no image.
QImage renderSideBySide(const std::vector<TitledSnapshot>& snapshots, const QSize& size);
// Throws as the function for one does.
void writeSvg(const std::vector<TitledSnapshot>& snapshots, const std::filesystem::path& path,
              int imageSide = 2048);

}  // namespace cloc::ui
