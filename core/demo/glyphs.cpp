// SPDX-License-Identifier: Apache-2.0
#include "core/demo/glyphs.h"

#include <array>
#include <memory>
#include <string_view>

#include <ft2build.h>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include FT_FREETYPE_H

namespace cloc::demo {
namespace {

constexpr int kLevels = 5;
constexpr double kDominantShare = 0.6;

struct LibraryDeleter {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
struct FaceDeleter {
  void operator()(FT_Face face) const { FT_Done_Face(face); }
};
using Library = std::unique_ptr<FT_LibraryRec_, LibraryDeleter>;
using Face = std::unique_ptr<FT_FaceRec_, FaceDeleter>;

constexpr const char* kAdvice =
    " Install the Debian package fonts-noto-color-emoji, or name the font's file.";

Library open_library() {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) throw Error(ErrorKind::Internal, "FreeType does not start.");
  return Library(library);
}

Face open_face(FT_Library library, const std::filesystem::path& font) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(font, ignored)) {
    throw Error(ErrorKind::NotFound, "The emoji font " + font.string() + " is not there." + kAdvice);
  }
  FT_Face face = nullptr;
  if (FT_New_Face(library, font.c_str(), 0, &face) != 0) {
    throw Error(ErrorKind::Corrupt, font.string() + " cannot be read as a font." + kAdvice);
  }
  Face owned(face);
  if (!FT_HAS_COLOR(face) || face->num_fixed_sizes < 1) {
    throw Error(ErrorKind::Unsupported, font.string() + " holds no colour bitmaps." + kAdvice);
  }
  if (FT_Select_Size(face, face->num_fixed_sizes - 1) != 0) {
    throw Error(ErrorKind::Corrupt, "The bitmap size of " + font.string() + " cannot be used." + kAdvice);
  }
  return owned;
}

cv::Mat decode(FT_Face face, const DemoObject& object, const std::filesystem::path& font) {
  const FT_UInt index = FT_Get_Char_Index(face, object.code_point);
  const FT_Bitmap& bitmap = face->glyph->bitmap;
  if (index == 0 || FT_Load_Glyph(face, index, FT_LOAD_COLOR) != 0 ||
      bitmap.pixel_mode != FT_PIXEL_MODE_BGRA) {
    throw Error(ErrorKind::Unsupported,
                font.string() + " has no colour picture of '" + object.name + "': it is too old." + kAdvice);
  }
  const cv::Mat view(static_cast<int>(bitmap.rows), static_cast<int>(bitmap.width), CV_8UC4, bitmap.buffer,
                     static_cast<std::size_t>(bitmap.pitch));
  cv::Mat alpha;
  cv::extractChannel(view, alpha, 3);
  return view(cv::boundingRect(alpha)).clone();
}

// clang-format off
enum Colour {
  Red, Orange, Yellow, Green, Blue, Purple, Pink, Brown, Beige, Black, White, Grey, Unnamed, kColours
};
// clang-format on
constexpr std::array<const char*, kColours> kColourNames = {"red",    "orange", "yellow", "green", "blue",
                                                            "purple", "pink",   "brown",  "beige", "black",
                                                            "white",  "grey",   ""};

// Unnamed counts for no colour. Names by hue (OpenCV's half degrees), saturation and value (0..255), as
// people would say them.
Colour name_colour(int hue, int saturation, int value) {
  if (value < 60) return Black;
  if (saturation < 45) return value > 215 ? White : Grey;
  // The font's metal and stone: some call it grey, some blue.
  if (hue >= 85 && hue < 126 && saturation < 110) return Unnamed;
  if (saturation < 120 && value > 190 && (hue < 8 || hue >= 155)) return Pink;
  if (saturation < 120 && value > 190 && hue < 30) return Beige;
  if (hue >= 4 && hue < 22 && value < 190) return Brown;
  if (hue < 9 && value < 215 && saturation < 190) return Brown;
  if (hue < 9 || hue >= 170) return Red;
  if (hue < 19) return Orange;
  if (hue < 34) return Yellow;
  if (hue < 85) return Green;
  if (hue < 126) return Blue;
  if (hue < 155) return Purple;
  return Pink;
}

std::string dominant_colour(const cv::Mat& glyph) {
  cv::Mat bgr, hsv;
  cv::cvtColor(glyph, bgr, cv::COLOR_BGRA2BGR);
  cv::cvtColor(bgr, hsv, cv::COLOR_BGR2HSV);
  std::array<int, kColours> counts{};
  int total = 0;
  for (int y = 0; y < glyph.rows; ++y) {
    for (int x = 0; x < glyph.cols; ++x) {
      if (glyph.at<cv::Vec4b>(y, x)[3] < 250) continue;  // premultiplied: a soft edge looks darker than it is
      const auto& pixel = hsv.at<cv::Vec3b>(y, x);
      ++counts[name_colour(pixel[0], pixel[1], pixel[2])];
      ++total;
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most < kDominantShare * total) return {};
  return kColourNames[static_cast<std::size_t>(most - counts.begin())];
}

std::string_view last_word(std::string_view name) {
  return name.substr(name.rfind(' ') + 1);  // npos + 1 is 0
}

}  // namespace

GlyphSet::GlyphSet(const std::filesystem::path& font, const std::vector<DemoObject>& objects) {
  const Library library = open_library();
  const Face face = open_face(library.get(), font);
  glyphs_.reserve(objects.size());
  for (const auto& object : objects) {
    Glyph glyph;
    glyph.levels.push_back(decode(face.get(), object, font));
    glyph.colour = dominant_colour(glyph.levels.front());
    while (glyph.levels.size() < kLevels) {
      cv::Mat half;
      cv::resize(glyph.levels.back(), half, {}, 0.5, 0.5, cv::INTER_AREA);
      glyph.levels.push_back(half);
    }
    glyph.may_be_dyed = !names_a_colour(object.name);
    glyphs_.push_back(std::move(glyph));
  }
  for (std::size_t i = 0; i < objects.size(); ++i) {
    for (std::size_t j = 0; j < objects.size(); ++j) {
      if (i == j || objects[i].group != objects[j].group) continue;
      const bool same_colour = !glyphs_[i].colour.empty() && glyphs_[i].colour == glyphs_[j].colour;
      if (!same_colour && last_word(objects[i].name) != last_word(objects[j].name)) continue;
      glyphs_[i].look_alikes.push_back(j);
    }
  }
}

}  // namespace cloc::demo
