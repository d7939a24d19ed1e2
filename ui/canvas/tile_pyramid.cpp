// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tile_pyramid.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace cloc::ui {
namespace {

constexpr std::int64_t kSampledPixels = 4'000'000;
constexpr double kTail = 0.005;

template <class Value>
const Value* rowOf(const std::uint8_t* bytes, std::int64_t stride, int row) {
  return reinterpret_cast<const Value*>(bytes + stride * row);
}

// One row of the next level out of two rows (the same one twice at an odd bottom edge).
template <class Value, int Channels>
void halveRow(const Value* upper, const Value* lower, int width, Value* out) {
  const int pairs = width / 2;
  for (int x = 0; x < pairs; ++x) {
    for (int c = 0; c < Channels; ++c) {
      const int at = 2 * x * Channels + c;
      const std::uint32_t sum =
          static_cast<std::uint32_t>(upper[at]) + upper[at + Channels] + lower[at] + lower[at + Channels];
      out[x * Channels + c] = static_cast<Value>((sum + 2) / 4);
    }
  }
  if (width % 2 != 0) {
    for (int c = 0; c < Channels; ++c) {
      const int at = (width - 1) * Channels + c;
      out[pairs * Channels + c] =
          static_cast<Value>((static_cast<std::uint32_t>(upper[at]) + lower[at] + 1) / 2);
    }
  }
}

int channelsOf(image::PixelFormat format) {
  return format == image::PixelFormat::Grey16 ? 1 : 3;
}

}  // namespace

std::shared_ptr<const TilePyramid> TilePyramid::build(const image::Picture& picture,
                                                      const CancelToken& cancel) {
  if (picture.width < 1 || picture.height < 1 || !picture.bytes) {
    throw Error(ErrorKind::InvalidInput, "The picture has no pixels. Check the file in another program.");
  }
  std::shared_ptr<TilePyramid> pyramid(new TilePyramid);
  pyramid->format_ = picture.format;
  pyramid->originalSize_ = picture.original_width > 0 && picture.original_height > 0
                               ? QSize(picture.original_width, picture.original_height)
                               : QSize(picture.width, picture.height);
  pyramid->levels_.push_back({picture.width, picture.height, picture.bytes_per_row, picture.bytes});
  switch (picture.format) {
    case image::PixelFormat::Rgb8:
      pyramid->measureRange<std::uint8_t, 3>();
      pyramid->addLevels<std::uint8_t, 3>(cancel);
      break;
    case image::PixelFormat::Grey16:
      pyramid->measureRange<std::uint16_t, 1>();
      pyramid->addLevels<std::uint16_t, 1>(cancel);
      break;
    case image::PixelFormat::Rgb16:
      pyramid->measureRange<std::uint16_t, 3>();
      pyramid->addLevels<std::uint16_t, 3>(cancel);
      break;
  }
  return pyramid;
}

template <class Value, int Channels>
void TilePyramid::addLevels(const CancelToken& cancel) {
  while (std::max(levels_.back().width, levels_.back().height) > kTileSize) {
    const Level from = levels_.back();
    Level to;
    to.width = (from.width + 1) / 2;
    to.height = (from.height + 1) / 2;
    to.stride = static_cast<std::int64_t>(to.width) * Channels * static_cast<std::int64_t>(sizeof(Value));
    const auto size = static_cast<std::size_t>(to.stride * to.height);
    // Not a vector: its zeros would cost another pass over the memory.
    std::shared_ptr<std::uint8_t[]> bytes(new std::uint8_t[size]);
    for (int y = 0; y < to.height; ++y) {
      if (y % 64 == 0) cancel.throw_if_cancelled();
      const int lower = std::min(2 * y + 1, from.height - 1);
      halveRow<Value, Channels>(rowOf<Value>(from.bytes.get(), from.stride, 2 * y),
                                rowOf<Value>(from.bytes.get(), from.stride, lower), from.width,
                                reinterpret_cast<Value*>(bytes.get() + to.stride * y));
    }
    to.bytes = std::shared_ptr<const std::uint8_t>(bytes, bytes.get());
    levels_.push_back(std::move(to));
  }
}

template <class Value, int Channels>
void TilePyramid::measureRange() {
  const Level& level = levels_.front();
  const std::int64_t pixels = static_cast<std::int64_t>(level.width) * level.height;
  // The same step in both directions; odd, so that it does not fall in with a pattern of even period.
  int step = 1;
  while (pixels / (static_cast<std::int64_t>(step) * step) > kSampledPixels) step += 2;
  std::vector<std::int64_t> histogram(std::size_t{1} << (8 * sizeof(Value)));
  std::int64_t total = 0;
  for (int y = 0; y < level.height; y += step) {
    const Value* row = rowOf<Value>(level.bytes.get(), level.stride, y);
    for (int x = 0; x < level.width; x += step) {
      for (int c = 0; c < Channels; ++c) ++histogram[row[x * Channels + c]];
      total += Channels;
    }
  }
  const auto percentile = [&](double share) {
    const auto wanted = static_cast<std::int64_t>(std::floor(share * static_cast<double>(total - 1)));
    std::int64_t seen = 0;
    for (std::size_t value = 0; value < histogram.size(); ++value) {
      seen += histogram[value];
      if (seen > wanted) return static_cast<double>(value) / static_cast<double>(histogram.size() - 1);
    }
    return 1.0;
  };
  valueRange_ = {percentile(kTail), percentile(1 - kTail)};
}

QSizeF TilePyramid::pixelSize() const {
  return {static_cast<double>(originalSize_.width()) / levels_.front().width,
          static_cast<double>(originalSize_.height()) / levels_.front().height};
}

std::int64_t TilePyramid::bytes() const {
  std::int64_t sum = 0;
  for (const auto& level : levels_) sum += level.stride * level.height;
  return sum;
}

QSize TilePyramid::levelSize(int level) const {
  const auto& at = levels_[static_cast<std::size_t>(level)];
  return {at.width, at.height};
}

int TilePyramid::levelFor(double zoom) const {
  const double scale = zoom * pixelSize().width();
  if (!(scale < 1)) return 0;
  // A hair above, so that a zoom of exactly 1/2^n takes level n whatever the rounding.
  const int level = static_cast<int>(std::floor(-std::log2(scale) + 1e-9));
  return std::clamp(level, 0, levelCount() - 1);
}

int TilePyramid::columns(int level) const {
  return (levelSize(level).width() + kTileSize - 1) / kTileSize;
}

int TilePyramid::rows(int level) const {
  return (levelSize(level).height() + kTileSize - 1) / kTileSize;
}

QRect TilePyramid::tileRect(const TileKey& key) const {
  return QRect(key.column * kTileSize, key.row * kTileSize, kTileSize, kTileSize)
      .intersected(QRect(QPoint(0, 0), levelSize(key.level)));
}

template <class Value, int Channels>
QImage TilePyramid::makeTile(const Level& level, const QRect& rect, const ToneCurve& curve) const {
  QImage image(rect.size(), QImage::Format_RGB32);
  if (image.isNull()) return image;
  for (int y = 0; y < rect.height(); ++y) {
    const Value* in = rowOf<Value>(level.bytes.get(), level.stride, rect.y() + y) +
                      static_cast<std::ptrdiff_t>(rect.x()) * Channels;
    auto* out = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < rect.width(); ++x) {
      if constexpr (Channels == 1) {
        const int grey = curve[in[x]];
        out[x] = qRgb(grey, grey, grey);
      } else {
        const auto* pixel = in + std::ptrdiff_t{3} * x;
        out[x] = qRgb(curve[pixel[0]], curve[pixel[1]], curve[pixel[2]]);
      }
    }
  }
  return image;
}

QImage TilePyramid::tile(const TileKey& key, const ToneCurve& curve) const {
  const auto& level = levels_[static_cast<std::size_t>(key.level)];
  const QRect rect = tileRect(key);
  switch (format_) {
    case image::PixelFormat::Rgb8:
      return makeTile<std::uint8_t, 3>(level, rect, curve);
    case image::PixelFormat::Grey16:
      return makeTile<std::uint16_t, 1>(level, rect, curve);
    case image::PixelFormat::Rgb16:
      return makeTile<std::uint16_t, 3>(level, rect, curve);
  }
  return {};
}

std::vector<int> TilePyramid::valuesAt(int x, int y) const {
  const auto& level = levels_.front();
  const int channels = channelsOf(format_);
  std::vector<int> values;
  for (int c = 0; c < channels; ++c) {
    const int at = x * channels + c;
    values.push_back(sixteenBit() ? rowOf<std::uint16_t>(level.bytes.get(), level.stride, y)[at]
                                  : rowOf<std::uint8_t>(level.bytes.get(), level.stride, y)[at]);
  }
  return values;
}

}  // namespace cloc::ui
