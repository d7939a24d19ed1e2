// SPDX-License-Identifier: GPL-3.0-or-later
// A picture at 1/1, 1/2, 1/4, ... of its size, cut into tiles that the canvas draws. Built once on a pool
// thread and never changed, so any thread may read it. It caches no tile: that is TileLoader.
//
// Frames: level-0 pixels are the picture's; pixel (x, y) of level L covers 2^L x 2^L of them, fewer at the
// right and bottom edge of a picture whose sides are no powers of two. A picture that was decoded smaller
// than its file has pixelSize() original pixels in each level-0 pixel.
//
// There is no limit on the sides: only tiles are QImages.
#pragma once

#include <QImage>
#include <QRect>
#include <QSize>
#include <QSizeF>
#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/progress.h"
#include "core/image/decoder.h"
#include "ui/canvas/tone_curve.h"

namespace cloc::ui {

struct TileKey {
  int level = 0, column = 0, row = 0;
  auto operator<=>(const TileKey&) const =
      default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 means the 0 of <=>
};

class TilePyramid {
 public:
  static constexpr int kTileSize = 512;  // pixels; tiles at the right and bottom edge are smaller

  // Takes as long as reading every pixel a few times: not for the window's thread. Throws Error{Cancelled},
  // and Error{InvalidInput} for a picture without pixels.
  static std::shared_ptr<const TilePyramid> build(const image::Picture& picture,
                                                  const CancelToken& cancel = {});

  QSize originalSize() const { return originalSize_; }
  // Original pixels in a level-0 pixel.
  QSizeF pixelSize() const;
  bool sixteenBit() const { return format_ != image::PixelFormat::Rgb8; }
  // 0.5 % and 99.5 % of all values; of a sample above four million pixels.
  const ValueRange& valueRange() const { return valueRange_; }
  // Memory held, with the picture's own.
  std::int64_t bytes() const;

  int levelCount() const { return static_cast<int>(levels_.size()); }
  QSize levelSize(int level) const;
  // The level to draw at `zoom` device pixels per original pixel: drawn at a scale in (0.5, 1], or magnified
  // from level 0.
  int levelFor(double zoom) const;
  int columns(int level) const;
  int rows(int level) const;
  // In pixels of the level.
  QRect tileRect(const TileKey& key) const;
  // Format_RGB32. The last level is one tile.
  QImage tile(const TileKey& key, const ToneCurve& curve) const;
  // The values of level-0 pixel (x, y), which must be inside: one, or red, green and blue.
  std::vector<int> valuesAt(int x, int y) const;

 private:
  struct Level {
    int width = 0, height = 0;
    std::int64_t stride = 0;  // bytes
    std::shared_ptr<const std::uint8_t> bytes;
  };

  TilePyramid() = default;
  template <class Value, int Channels>
  void addLevels(const CancelToken& cancel);
  template <class Value, int Channels>
  void measureRange();
  template <class Value, int Channels>
  QImage makeTile(const Level& level, const QRect& rect, const ToneCurve& curve) const;

  image::PixelFormat format_ = image::PixelFormat::Rgb8;
  QSize originalSize_;
  std::vector<Level> levels_;
  ValueRange valueRange_;
};

}  // namespace cloc::ui
