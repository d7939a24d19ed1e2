// SPDX-License-Identifier: Apache-2.0
#include "core/image/draw.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/text_painter.h"

namespace cloc::image {
namespace {

using Weight = TextPainter::Weight;

constexpr int kMargin = 24;  // around the sheet
constexpr int kGap = 14;     // between tiles
constexpr int kRowGap = 22;  // between rows
const cv::Scalar kPaper(255, 255, 255), kInk(28, 30, 36), kSoftInk(90, 95, 105), kFrame(238, 240, 243);

void check_rgb(const cv::Mat& rgb) {
  if (rgb.type() != CV_8UC3) {
    throw Error(ErrorKind::InvalidInput,
                "Can only draw on 8-bit RGB images, got " + cv::typeToString(rgb.type()) + ".");
  }
}

cv::Scalar text_colour_on(const cv::Scalar& c) {
  return 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2] > 150 ? kInk : kPaper;
}

void draw_label(cv::Mat& rgb, const cv::Rect& box, int line, const std::string& label,
                const cv::Scalar& colour) {
  const int size = std::clamp(std::max(rgb.cols, rgb.rows) / 22, 11, 40);
  const TextPainter painter(size, Weight::Bold);
  const int padding = std::max(2, size / 4);
  const std::string text = painter.elide(label, rgb.cols - 2 * padding);
  if (text.empty()) return;
  const int width = painter.width(text) + 2 * padding;
  const int height = painter.ascent() + painter.descent() + padding / 2;
  const int left = std::clamp(box.x - line / 2, 0, std::max(0, rgb.cols - width));
  int top = box.y - line / 2 - height;
  if (top < 0) top = std::clamp(box.y + line / 2, 0, std::max(0, rgb.rows - height));
  cv::rectangle(rgb, cv::Rect(left, top, width, height), colour, cv::FILLED);
  painter.draw(rgb, {left + padding, top + painter.ascent() + padding / 4}, text, text_colour_on(colour));
}

// Scaled to fit a square of `size` pixels, with its boxes.
cv::Mat fitted(const Tile& tile, int size) {
  if (tile.rgb.empty()) return cv::Mat(size, size, CV_8UC3, cv::Scalar(205, 208, 212));
  check_rgb(tile.rgb);
  const double scale = static_cast<double>(size) / std::max(tile.rgb.cols, tile.rgb.rows);
  const cv::Size fit(std::max(1, static_cast<int>(std::lround(tile.rgb.cols * scale))),
                     std::max(1, static_cast<int>(std::lround(tile.rgb.rows * scale))));
  cv::Mat image;
  cv::resize(tile.rgb, image, fit, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  for (const auto& [box, label, colour] : tile.boxes) {
    const auto x = static_cast<float>(fit.width) / static_cast<float>(tile.rgb.cols);
    const auto y = static_cast<float>(fit.height) / static_cast<float>(tile.rgb.rows);
    draw_box(image, {box.x1 * x, box.y1 * y, box.x2 * x, box.y2 * y}, label, colour);
  }
  return image;
}

// What one sheet is drawn with: fonts and the measures that follow from them.
struct Sheet {
  SheetStyle style;
  TextPainter title_font{26, Weight::Bold}, row_font{17, Weight::Bold}, caption_font{13, Weight::Regular};
  int columns = 1;

  int caption_height() const { return 6 + 2 * caption_font.line_height(); }
  int line_height() const { return style.tile_size + caption_height(); }
  int width() const { return 2 * kMargin + columns * style.tile_size + (columns - 1) * kGap; }
  int title_height() const { return title_font.line_height() + 14; }
  int row_title_height(const TileRow& row) const {
    return row.title.empty() ? 0 : row_font.line_height() + 8;
  }

  int lines_of(const TileRow& row) const {
    return (static_cast<int>(row.tiles.size()) + columns - 1) / columns;
  }
  int row_height(const TileRow& row) const {
    return row_title_height(row) + lines_of(row) * (line_height() + kGap) + kRowGap;
  }

  void draw_tile(cv::Mat& rgb, cv::Point corner, const Tile& tile) const {
    const int size = style.tile_size;
    rgb(cv::Rect(corner.x, corner.y, size, size)).setTo(kFrame);
    const cv::Mat image = fitted(tile, size);
    const cv::Point at(corner.x + (size - image.cols) / 2, corner.y + (size - image.rows) / 2);
    image.copyTo(rgb(cv::Rect(at, image.size())));
    int baseline = corner.y + size + 6 + caption_font.ascent();
    for (const auto& line : caption_font.wrap(tile.caption, size, 2)) {
      caption_font.draw(rgb, {corner.x, baseline}, line, kSoftInk);
      baseline += caption_font.line_height();
    }
  }

  void draw_row(cv::Mat& rgb, int top, const TileRow& row) const {
    if (!row.title.empty()) {
      row_font.draw(rgb, {kMargin, top + row_font.ascent()},
                    row_font.elide(row.title, rgb.cols - 2 * kMargin), kInk);
    }
    top += row_title_height(row);
    for (std::size_t i = 0; i < row.tiles.size(); ++i) {
      const int column = static_cast<int>(i) % columns, line = static_cast<int>(i) / columns;
      draw_tile(rgb, {kMargin + column * (style.tile_size + kGap), top + line * (line_height() + kGap)},
                row.tiles[i]);
    }
  }
};

}  // namespace

cv::Scalar palette_colour(std::size_t i) {
  static const std::array<cv::Scalar, 8> colours = {
      cv::Scalar(235, 64, 52),  cv::Scalar(30, 136, 229), cv::Scalar(67, 160, 71),  cv::Scalar(255, 179, 0),
      cv::Scalar(142, 36, 170), cv::Scalar(0, 172, 193),  cv::Scalar(216, 27, 120), cv::Scalar(109, 76, 65)};
  return colours[i % colours.size()];
}

void draw_box(cv::Mat& rgb, const PixelBox& box, const std::string& label, const cv::Scalar& rgb_colour) {
  check_rgb(rgb);
  const PixelBox inside = clip(box, static_cast<float>(rgb.cols), static_cast<float>(rgb.rows));
  if (!box.valid() || !inside.valid()) return;
  const int line = std::clamp(std::max(rgb.cols, rgb.rows) / 200, 2, 8);
  const cv::Rect outline(
      cv::Point(static_cast<int>(std::lround(inside.x1)), static_cast<int>(std::lround(inside.y1))),
      cv::Point(static_cast<int>(std::lround(inside.x2)), static_cast<int>(std::lround(inside.y2))));
  const cv::Point last(std::max(outline.x, outline.br().x - 1), std::max(outline.y, outline.br().y - 1));
  // A dark rim keeps the outline visible on a background of its own colour.
  cv::rectangle(rgb, outline.tl(), last, cv::Scalar(20, 20, 20), line + 2, cv::LINE_AA);
  cv::rectangle(rgb, outline.tl(), last, rgb_colour, line, cv::LINE_AA);
  if (!label.empty()) draw_label(rgb, outline, line, label, rgb_colour);
}

cv::Mat contact_sheet(const std::string& title, const std::vector<TileRow>& rows, const SheetStyle& style) {
  if (style.tile_size < 16 || style.max_columns < 1) {
    throw Error(ErrorKind::InvalidInput,
                "A contact sheet needs tiles of at least 16 pixels and at least 1 column.");
  }
  Sheet sheet{.style = style};
  for (const auto& row : rows) {
    sheet.columns = std::max(sheet.columns, std::min(static_cast<int>(row.tiles.size()), style.max_columns));
  }
  int height = 2 * kMargin + sheet.title_height();
  for (const auto& row : rows) height += sheet.row_height(row);
  const int width = std::max(sheet.width(), 480);  // room for the title above a single tile
  cv::Mat rgb(height, width, CV_8UC3, kPaper);

  int top = kMargin;
  sheet.title_font.draw(rgb, {kMargin, top + sheet.title_font.ascent()},
                        sheet.title_font.elide(title, rgb.cols - 2 * kMargin), kInk);
  top += sheet.title_height();
  for (const auto& row : rows) {
    sheet.draw_row(rgb, top, row);
    top += sheet.row_height(row);
  }
  return rgb;
}

}  // namespace cloc::image
