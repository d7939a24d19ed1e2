// SPDX-License-Identifier: Apache-2.0
// Pictures of results: boxes with labels on an image, and a sheet of captioned tiles in titled rows. Used by
// cloc-cli (search --picture, ground --picture) and by reports. It is not how the window draws: that is Qt's,
// on screen.
#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "core/geometry/box.h"

namespace cloc::image {

// The i-th of eight colours (RGB, 0 to 255) that are told apart on photos; repeats.
cv::Scalar palette_colour(std::size_t i);

// Draws the outline of `box` on `rgb` [H, W, 3] uint8, with `label` (UTF-8, may be empty) on a chip of the
// same colour above it, or inside it where there is no room. Line and text grow with the image. Parts outside
// the image are left out; a box that is not valid() or lies outside it draws nothing. Throws
// Error{InvalidInput} for another image type.
void draw_box(cv::Mat& rgb, const PixelBox& box, const std::string& label, const cv::Scalar& rgb_colour);

struct TileBox {
  PixelBox box;  // pixels of the tile's image
  std::string label;
  cv::Scalar colour;  // RGB
};

struct Tile {
  cv::Mat rgb;          // [h, w, 3] uint8, any size; empty draws a grey square
  std::string caption;  // UTF-8, shown in at most two lines
  std::vector<TileBox>
      boxes;  // drawn after the image is resized, so that lines are equally thick in every tile
};

struct TileRow {
  std::string title;
  std::vector<Tile> tiles;  // more than max_columns go on in another line
};

struct SheetStyle {
  int tile_size = 240;  // pixels, long side of an image
  int max_columns = 6;
};

// The sheet as an image [H, W, 3] uint8: dark text on white, `title` on top, then the rows. A sheet without
// rows has its title alone. Throws Error{InvalidInput} for a tile of another type or a style below 16 pixels
// or 1 column.
cv::Mat contact_sheet(const std::string& title, const std::vector<TileRow>& rows,
                      const SheetStyle& style = {});

}  // namespace cloc::image
