// SPDX-License-Identifier: Apache-2.0
// Anti-aliased text on an RGB image, through FreeType and DejaVu Sans (OpenCV's own fonts are strokes without
// lower-case shapes worth reading). Used by draw.cpp alone, for pictures; the window has Qt for its text.
// Without the font file it draws with OpenCV's fonts: less pretty, ASCII only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core.hpp>

namespace cloc::image {

class TextPainter {
 public:
  enum class Weight { Regular, Bold };

  // `size`: pixels of the em square.
  TextPainter(int size, Weight weight);
  ~TextPainter();
  TextPainter(const TextPainter&) = delete;
  TextPainter& operator=(const TextPainter&) = delete;

  // Pixels above and below the baseline, and from one baseline to the next.
  int ascent() const;
  int descent() const;
  int line_height() const { return ascent() + descent() + size_ / 6; }

  // Texts are UTF-8; line breaks and control characters count as spaces.
  int width(std::string_view text) const;
  // `baseline` is the left end of the baseline; what reaches outside the image is left out.
  void draw(cv::Mat& rgb, cv::Point baseline, std::string_view text, const cv::Scalar& colour) const;

  // The text, or its beginning and an ellipsis, in at most `max_width` pixels.
  std::string elide(std::string_view text, int max_width) const;
  // Broken at spaces into at most `max_lines` lines of at most `max_width` pixels, the last one elided.
  std::vector<std::string> wrap(std::string_view text, int max_width, int max_lines) const;

 private:
  struct Font;
  int size_;
  bool bold_;
  std::unique_ptr<Font> font_;  // null without a font file
};

}  // namespace cloc::image
