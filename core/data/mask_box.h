// SPDX-License-Identifier: Apache-2.0
// The boxes around COCO's masks: polygons and run lengths, plain and compressed. Used by the COCO reader for
// annotations that have no box of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/data/record_box.h"

namespace cloc::data {

// Around x, y, x, y, ... in pixels. Absent with fewer than three points.
std::optional<FileBox> box_of_polygon(std::span<const double> points);
// Around both.
FileBox hull(const FileBox& a, const FileBox& b);

// `counts`: lengths of runs without and with the mask in turn, column after column of a mask of `height` x
// `width`. Pixels are whole: a mask of one pixel has a box of 1 x 1. Absent when the mask is empty or the
// runs are longer than it.
std::optional<FileBox> box_of_runs(std::span<const std::uint64_t> counts, std::int64_t height,
                                   std::int64_t width);
// pycocotools' text form of `counts`. Absent for what is none.
std::optional<std::vector<std::uint64_t>> runs_of_text(std::string_view text);

}  // namespace cloc::data
