// SPDX-License-Identifier: Apache-2.0
// The pictures of the demo's objects, decoded once from Noto Color Emoji with FreeType and then only read:
// any number of threads may draw from one GlyphSet. FreeType rather than QPainter, because cloc-cli then
// needs no window platform and its worker threads no QGuiApplication. It lays out no text and knows bitmap
// colour fonts (CBDT) alone.
#pragma once

#include <filesystem>
#include <vector>

#include <opencv2/core.hpp>

#include "core/demo/objects.h"

namespace cloc::demo {

// Where Debian's fonts-noto-color-emoji puts the font.
inline constexpr const char* kDefaultFont = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";

struct Glyph {
  // CV_8UC4 in the order blue, green, red, alpha; colours premultiplied by alpha; cut to the pixels with any
  // alpha. levels[0] is the font's own size (at most 136 x 128), each next one half of it: the source for
  // shrinking.
  std::vector<cv::Mat> levels;
  // The colour that most of it has ("red", "grey", ...); empty when no one colour covers 60 % of it.
  std::string colour;
  bool may_be_dyed = true;  // false where the object's name says a colour
  // Objects that it could be taken for: of its group, with the same last word ("red apple", "green apple") or
  // the same colour. Ascending, without itself; often empty.
  std::vector<std::size_t> look_alikes;
};

class GlyphSet {
 public:
  // One glyph for each object. Throws Error{NotFound} when there is no font (with the package to install),
  // Error{Corrupt} when it cannot be read, Error{Unsupported} when it has no colour bitmaps or lacks an
  // object.
  GlyphSet(const std::filesystem::path& font, const std::vector<DemoObject>& objects);

  const Glyph& operator[](std::size_t object) const { return glyphs_[object]; }
  std::size_t size() const { return glyphs_.size(); }

 private:
  std::vector<Glyph> glyphs_;
};

}  // namespace cloc::demo
