// SPDX-License-Identifier: Apache-2.0
// From the numbers of a file to a region's box, and what is said when they make no sense: the same words for
// every format. Used by the readers.
#pragma once

#include <optional>
#include <string>

#include "core/base/issue_report.h"
#include "core/geometry/box.h"

namespace cloc::data {

// Corners as they stand in a file, in original pixels.
struct FileBox {
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

// What to do with corners in the wrong order.
enum class Swapped {
  Mend,     // formats of two corners: people draw from any corner
  LeaveOut  // formats of place and size: a negative size is damage
};

// The part of `box` that lies in an image of `width` x `height` pixels (0: not known, nothing is clipped
// above); absent when it is to be left out. Reports, naming `where` (file and record): left out "box that is
// not numbers" (NaN, infinity), "box of negative size", "box without area", "box outside the image"; kept
// "box with swapped corners", "box clipped to the image" (overshoot above 0.05 pixels, or 1 for formats of
// whole pixels).
std::optional<PixelBox> box_in_image(const FileBox& box, int width, int height, const std::string& where,
                                     IssueReport& report, Swapped swapped = Swapped::LeaveOut,
                                     double tolerance = 0.05);

}  // namespace cloc::data
