// SPDX-License-Identifier: Apache-2.0
// What an image file says about itself before its pixels: size, EXIF orientation, whether the file is whole.
// Used by image.cpp alone. It decodes nothing: OpenCV does that, but it hides truncation and needs the whole
// file for a size.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace cloc::image {

enum class Format { Jpeg, Png, WebP, Gif, Other };

using Bytes = std::span<const std::uint8_t>;

Format format_of(Bytes file);

struct Header {
  int width = 0, height = 0;  // stored pixels, before the EXIF turn
  int orientation = 1;        // EXIF, 1 to 8
};

// Of a JPEG or PNG file, or of its beginning. Empty for other formats and when `file` ends before the size
// comes.
std::optional<Header> read_header(Bytes file);

// EXIF orientation, 1 to 8, of a whole JPEG, PNG or WebP file; 1 when there is none. Of a PNG only an eXIf
// chunk in front of the pixels counts, so that a probe of the file's beginning says the same.
int read_orientation(Bytes file);

// Whether a JPEG goes on to its end-of-image marker, or a PNG to its IEND chunk. Other formats: true (not
// known).
bool is_whole(Bytes file);

}  // namespace cloc::image
