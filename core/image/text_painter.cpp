// SPDX-License-Identifier: Apache-2.0
#include "core/image/text_painter.h"

#include <QList>
#include <QString>
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <unordered_map>

#include <ft2build.h>
#include <opencv2/imgproc.hpp>
#include FT_FREETYPE_H

namespace cloc::image {
namespace {

// A label never shows more; keeps captions of 10,000 characters cheap to measure.
constexpr qsizetype kMaxCharacters = 400;

QList<uint> characters(std::string_view text) {
  const auto bytes =
      static_cast<qsizetype>(std::min(text.size(), static_cast<std::size_t>(4 * kMaxCharacters)));
  QList<uint> all = QString::fromUtf8(text.data(), bytes).toUcs4();
  if (all.size() > kMaxCharacters) all.resize(kMaxCharacters);
  for (uint& c : all) {
    if (c < 32 || c == 127) c = ' ';
  }
  return all;
}

std::string utf8(const QList<uint>& all) {
  const QString text = QString::fromUcs4(reinterpret_cast<const char32_t*>(all.data()), all.size());
  return text.toUtf8().toStdString();
}

// Where Debian and the other large distributions put DejaVu.
std::filesystem::path font_file(bool bold) {
  const std::string name = bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf";
  for (const char* folder : {"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts",
                             "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu"}) {
    std::error_code ignored;
    if (auto file = std::filesystem::path(folder) / name; std::filesystem::exists(file, ignored)) return file;
  }
  return {};
}

void blend(cv::Mat& rgb, const FT_Bitmap& glyph, cv::Point corner, const cv::Scalar& colour) {
  for (int row = 0; row < static_cast<int>(glyph.rows); ++row) {
    const int y = corner.y + row;
    if (y < 0 || y >= rgb.rows) continue;
    for (int column = 0; column < static_cast<int>(glyph.width); ++column) {
      const int x = corner.x + column;
      if (x < 0 || x >= rgb.cols) continue;
      const int cover = glyph.buffer[row * glyph.pitch + column];
      auto& pixel = rgb.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = static_cast<std::uint8_t>(
            (pixel[c] * (255 - cover) + static_cast<int>(colour[c]) * cover + 127) / 255);
      }
    }
  }
}

}  // namespace

struct TextPainter::Font {
  FT_Library library = nullptr;
  FT_Face face = nullptr;

  ~Font() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
  }

  bool open(const std::filesystem::path& file, int size) {
    return !file.empty() && FT_Init_FreeType(&library) == 0 &&
           FT_New_Face(library, file.c_str(), 0, &face) == 0 &&
           FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(size)) == 0;
  }

  // Pixels to the next character; 0 for one that cannot be loaded. Kept, since eliding measures texts again
  // and again.
  int advance(uint character) {
    const auto [known, is_new] = advances.try_emplace(character, 0);
    if (is_new && FT_Load_Char(face, character, FT_LOAD_DEFAULT) == 0) {
      known->second = static_cast<int>(face->glyph->advance.x >> 6);
    }
    return known->second;
  }

 private:
  std::unordered_map<uint, int> advances;
};

TextPainter::TextPainter(int size, Weight weight)
    : size_(size), bold_(weight == Weight::Bold), font_(std::make_unique<Font>()) {
  if (!font_->open(font_file(bold_), size)) font_.reset();
}

TextPainter::~TextPainter() = default;

int TextPainter::ascent() const {
  return font_ ? static_cast<int>((font_->face->size->metrics.ascender + 32) >> 6) : size_;
}

int TextPainter::descent() const {
  return font_ ? static_cast<int>((-font_->face->size->metrics.descender + 32) >> 6) : size_ / 4;
}

int TextPainter::width(std::string_view text) const {
  const auto all = characters(text);
  if (!font_)
    return cv::getTextSize(utf8(all), cv::FONT_HERSHEY_SIMPLEX, size_ / 30.0, bold_ ? 2 : 1, nullptr).width;
  int sum = 0;
  for (const uint c : all) sum += font_->advance(c);
  return sum;
}

void TextPainter::draw(cv::Mat& rgb, cv::Point baseline, std::string_view text,
                       const cv::Scalar& colour) const {
  const auto all = characters(text);
  if (!font_) {
    cv::putText(rgb, utf8(all), baseline, cv::FONT_HERSHEY_SIMPLEX, size_ / 30.0, colour, bold_ ? 2 : 1,
                cv::LINE_AA);
    return;
  }
  for (const uint c : all) {
    const FT_GlyphSlot glyph = font_->face->glyph;
    if (FT_Load_Char(font_->face, c, FT_LOAD_RENDER) == 0 && glyph->bitmap.pixel_mode == FT_PIXEL_MODE_GRAY) {
      blend(rgb, glyph->bitmap, {baseline.x + glyph->bitmap_left, baseline.y - glyph->bitmap_top}, colour);
    }
    baseline.x += font_->advance(c);
  }
}

std::string TextPainter::elide(std::string_view text, int max_width) const {
  QList<uint> all = characters(text);
  std::string shown = utf8(all);
  if (shown.size() >= text.size() && width(shown) <= max_width) return shown;
  const QString ellipsis = font_ ? QStringLiteral("\u2026") : QStringLiteral("...");
  while (!all.isEmpty()) {
    all.removeLast();
    while (!all.isEmpty() && all.last() == ' ') all.removeLast();
    shown = utf8(all) + ellipsis.toStdString();
    if (width(shown) <= max_width) return shown;
  }
  return {};
}

std::vector<std::string> TextPainter::wrap(std::string_view text, int max_width, int max_lines) const {
  std::vector<std::string> lines;
  std::string rest =
      utf8(characters(text)) + (text.size() > 4 * static_cast<std::size_t>(kMaxCharacters) ? "\u2026" : "");
  while (!rest.empty() && static_cast<int>(lines.size()) + 1 < max_lines && width(rest) > max_width) {
    std::size_t end = 0;  // of the longest beginning that fits and stops before a space
    for (auto space = rest.find(' '); space != std::string::npos; space = rest.find(' ', space + 1)) {
      if (width(std::string_view(rest).substr(0, space)) > max_width) break;
      end = space;
    }
    if (end == 0) break;  // one word that is wider than the line
    lines.push_back(rest.substr(0, end));
    rest.erase(0, end + 1);
  }
  if (!rest.empty()) lines.push_back(elide(rest, max_width));
  return lines;
}

}  // namespace cloc::image
