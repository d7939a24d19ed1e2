// SPDX-License-Identifier: Apache-2.0
#include "core/data/mask_box.h"

#include <algorithm>
#include <limits>

namespace cloc::data {

std::optional<FileBox> box_of_polygon(std::span<const double> points) {
  if (points.size() < 6) return std::nullopt;
  constexpr double kFar = std::numeric_limits<double>::infinity();
  FileBox box{kFar, kFar, -kFar, -kFar};
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    box.x1 = std::min(box.x1, points[i]);
    box.y1 = std::min(box.y1, points[i + 1]);
    box.x2 = std::max(box.x2, points[i]);
    box.y2 = std::max(box.y2, points[i + 1]);
  }
  return box;
}

FileBox hull(const FileBox& a, const FileBox& b) {
  return {std::min(a.x1, b.x1), std::min(a.y1, b.y1), std::max(a.x2, b.x2), std::max(a.y2, b.y2)};
}

std::optional<FileBox> box_of_runs(std::span<const std::uint64_t> counts, std::int64_t height,
                                   std::int64_t width) {
  constexpr std::int64_t kMaxSide = 1 << 20;
  if (height <= 0 || width <= 0 || height > kMaxSide || width > kMaxSide) return std::nullopt;
  const auto column = static_cast<std::uint64_t>(height);
  const std::uint64_t area = column * static_cast<std::uint64_t>(width);
  std::optional<FileBox> box;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > area - at) return std::nullopt;
    const std::uint64_t end = at + counts[i];
    if (i % 2 == 1 && end > at) {
      const std::uint64_t first = at / column, last = (end - 1) / column;
      const bool one_column = first == last;
      const FileBox run{
          static_cast<double>(first), one_column ? static_cast<double>(at % column) : 0.0,
          static_cast<double>(last + 1),
          one_column ? static_cast<double>((end - 1) % column + 1) : static_cast<double>(height)};
      box = box ? hull(*box, run) : run;
    }
    at = end;
  }
  return box;
}

std::optional<std::vector<std::uint64_t>> runs_of_text(std::string_view text) {
  // Five bits a character, least first, bit 5 says that more follow; from the third number on they are
  // differences to the one two before.
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i < text.size();) {
    std::int64_t value = 0;
    for (int shift = 0;; shift += 5) {
      if (i >= text.size() || shift > 55) return std::nullopt;
      const int bits = static_cast<unsigned char>(text[i++]) - 48;
      if (bits < 0 || bits > 63) return std::nullopt;
      value |= static_cast<std::int64_t>(bits & 0x1f) << shift;
      if ((bits & 0x20) != 0) continue;
      if ((bits & 0x10) != 0) value |= -(std::int64_t{1} << (shift + 5));
      break;
    }
    if (counts.size() > 2) value += static_cast<std::int64_t>(counts[counts.size() - 2]);
    if (value < 0) return std::nullopt;
    counts.push_back(static_cast<std::uint64_t>(value));
  }
  return counts;
}

}  // namespace cloc::data
