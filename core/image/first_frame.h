// SPDX-License-Identifier: Apache-2.0
// What OpenCV cannot decode and people's folders hold: GIF files, and WebP files that move. Their first frame
// is the image. Used by image.cpp alone.
#pragma once

#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "core/image/header.h"

namespace cloc::image {

// The whole canvas, CV_8UC4 (BGRA, what the frame leaves free is transparent); empty when `file` is neither.
// Throws Error{Corrupt} when it is damaged before the frame's end, Error{Unsupported} above 2^30 pixels, both
// naming `name`; std::bad_alloc or cv::Exception when there is no memory for it.
std::optional<cv::Mat> first_frame(Bytes file, const std::string& name);

}  // namespace cloc::image
