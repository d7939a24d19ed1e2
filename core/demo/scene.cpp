// SPDX-License-Identifier: Apache-2.0
#include "core/demo/scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/demo/background.h"

namespace cloc::demo {
namespace {

constexpr double kLeastBlurred = 20;  // pixels: a smaller object out of focus only looks smaller
constexpr uchar kSolid = 128;         // alpha from which a pixel is the object's

struct Tint {
  const char* name;
  cv::Vec3f colour;  // blue, green, red, 0..1
};
constexpr int kTints = 7;
const std::array<Tint, kTints> kTintTable = {{{"red", {0.15f, 0.15f, 1.f}},
                                              {"orange", {0.05f, 0.55f, 1.f}},
                                              {"yellow", {0.1f, 0.95f, 1.f}},
                                              {"green", {0.2f, 0.9f, 0.2f}},
                                              {"blue", {1.f, 0.4f, 0.15f}},
                                              {"purple", {0.95f, 0.2f, 0.65f}},
                                              {"pink", {0.75f, 0.45f, 1.f}}}};

// An object drawn for its place: picture, and what will be known of it.
struct Sprite {
  cv::Mat picture;  // CV_8UC4, premultiplied
  cv::Rect tight;   // of its solid pixels
  PlacedObject truth;
  bool overlaps = false;  // may cover others
  bool shadow = false;
};

double random_turn(Random& random) {
  const double draw = random.uniform();
  double degrees = 0;
  if (draw < 0.15) return 0;
  if (draw < 0.78) return random.uniform(-25, 25);
  if (draw < 0.88) {
    degrees = 180 + random.uniform(-20, 20);
  } else {
    degrees = random.uniform(-180, 180);
  }
  return degrees > 180 ? degrees - 360 : degrees;
}

// Grey value of each pixel times the tint, mixed with the pixel: a dye that keeps light and dark.
// Premultiplied colours stay premultiplied, as every step is linear in them.
void dye(cv::Mat& picture, const cv::Vec3f& colour) {
  constexpr float keep = 0.2f, gain = 1.25f;
  for (int y = 0; y < picture.rows; ++y) {
    auto* row = picture.ptr<cv::Vec4b>(y);
    for (int x = 0; x < picture.cols; ++x) {
      auto& p = row[x];
      const float grey = gain * (0.114f * p[0] + 0.587f * p[1] + 0.299f * p[2]);
      for (int c = 0; c < 3; ++c) {
        p[c] = std::min(p[3], cv::saturate_cast<uchar>(keep * p[c] + (1 - keep) * grey * colour[c]));
      }
    }
  }
}

void brighten(cv::Mat& picture, double gain) {
  for (int y = 0; y < picture.rows; ++y) {
    auto* row = picture.ptr<cv::Vec4b>(y);
    for (int x = 0; x < picture.cols; ++x) {
      for (int c = 0; c < 3; ++c) row[x][c] = std::min(row[x][3], cv::saturate_cast<uchar>(row[x][c] * gain));
    }
  }
}

// The glyph with its longer side `side` pixels, turned about its middle, with `margin` empty pixels around.
cv::Mat draw_glyph(const Glyph& glyph, double side, double degrees, bool mirrored, int margin) {
  const cv::Mat& full = glyph.levels.front();
  const double scale = side / std::max(full.cols, full.rows);
  std::size_t level = 0;
  while (level + 1 < glyph.levels.size() && scale * static_cast<double>(2u << level) <= 1) ++level;
  cv::Mat source = glyph.levels[level];
  if (mirrored) {
    cv::Mat flipped;  // never in place: the glyph is shared between threads
    cv::flip(source, flipped, 1);
    source = flipped;
  }
  const double source_scale = side / std::max(source.cols, source.rows);
  const double radians = degrees * std::numbers::pi / 180;
  const double c = std::abs(std::cos(radians)), s = std::abs(std::sin(radians));
  const cv::Size target(
      static_cast<int>(std::ceil(source_scale * (source.cols * c + source.rows * s))) + 2 * margin,
      static_cast<int>(std::ceil(source_scale * (source.cols * s + source.rows * c))) + 2 * margin);
  const cv::Point2f middle((source.cols - 1) / 2.f, (source.rows - 1) / 2.f);
  cv::Mat transform = cv::getRotationMatrix2D(middle, degrees, source_scale);
  transform.at<double>(0, 2) += (target.width - 1) / 2.0 - middle.x;
  transform.at<double>(1, 2) += (target.height - 1) / 2.0 - middle.y;
  cv::Mat picture;
  cv::warpAffine(source, picture, transform, target, cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar());
  return picture;
}

// What is decided of an object before it is drawn.
struct Choice {
  enum class Dye { ByChance, Always, Never };
  std::size_t object = 0;
  Dye dye = Dye::ByChance;
};

Sprite make_sprite(const SceneOptions& options, const GlyphSet& glyphs, const Choice& choice, double side,
                   Random& random) {
  const std::size_t object = choice.object;
  Sprite sprite;
  sprite.truth.object = object;
  sprite.truth.degrees = random_turn(random);
  sprite.truth.mirrored = random.chance(0.3);
  sprite.truth.blurry = random.chance(options.blur_chance) && side >= kLeastBlurred;
  const double sigma = sprite.truth.blurry ? std::max(1.3, side * random.uniform(0.035, 0.06)) : 0;
  const int margin = 2 + static_cast<int>(std::ceil(3 * sigma));
  sprite.picture = draw_glyph(glyphs[object], side, sprite.truth.degrees, sprite.truth.mirrored, margin);
  const bool by_chance = choice.dye == Choice::Dye::ByChance && random.chance(options.tint_chance);
  if (glyphs[object].may_be_dyed && (by_chance || choice.dye == Choice::Dye::Always)) {
    const auto& tint = kTintTable[random.below(kTints)];
    sprite.truth.tint = tint.name;
    dye(sprite.picture, tint.colour);
  }
  if (random.chance(0.5)) brighten(sprite.picture, random.uniform(0.7, 1.2));
  if (sigma > 0) cv::GaussianBlur(sprite.picture, sprite.picture, {}, sigma);
  cv::Mat alpha;
  cv::extractChannel(sprite.picture, alpha, 3);
  alpha = alpha >= kSolid;
  sprite.tight = cv::boundingRect(alpha);
  sprite.truth.whole_pixels = cv::countNonZero(alpha);
  sprite.overlaps = random.chance(0.35);
  sprite.shadow = random.chance(0.3);
  return sprite;
}

// Where the sprite's picture would have its top-left corner; may leave the image by `outside` of the object's
// size.
cv::Point random_corner(const Sprite& sprite, cv::Size size, double outside, Random& random) {
  const auto place = [&](int room, int length) {
    const double over = outside * length;
    return static_cast<int>(std::floor(random.uniform(-over, std::max(1.0, room - length + 1 + over))));
  };
  return cv::Point(place(size.width, sprite.tight.width), place(size.height, sprite.tight.height)) -
         sprite.tight.tl();
}

// A corner that puts the sprite at the side of `box`, so that the two are likely to overlap.
cv::Point corner_beside(const Sprite& sprite, const PixelBox& box, Random& random) {
  const double angle = random.uniform(0, 2 * std::numbers::pi), reach = random.uniform(0.3, 0.5);
  const double x = (box.x1 + box.x2) / 2 + reach * std::cos(angle) * (box.width() + sprite.tight.width);
  const double y = (box.y1 + box.y2) / 2 + reach * std::sin(angle) * (box.height() + sprite.tight.height);
  return cv::Point(static_cast<int>(std::lround(x)) - sprite.tight.width / 2,
                   static_cast<int>(std::lround(y)) - sprite.tight.height / 2) -
         sprite.tight.tl();
}

// The part of the sprite's picture that falls on an image of `size`, in the picture's pixels.
cv::Rect visible_part(const Sprite& sprite, cv::Size size, cv::Point corner) {
  return cv::Rect(-corner, size) & cv::Rect({0, 0}, sprite.picture.size());
}

// Whether the sprite can stand there with enough of it and of the objects behind it visible.
bool fits(const Sprite& sprite, cv::Point corner, const Scene& scene, double least_visible) {
  const cv::Rect part = visible_part(sprite, scene.ids.size(), corner);
  std::vector<int> covered(scene.objects.size() + 1);
  int inside = 0;
  for (int y = part.y; y < part.y + part.height; ++y) {
    const auto* row = sprite.picture.ptr<cv::Vec4b>(y);
    const uchar* ids = scene.ids[y + corner.y] + corner.x;
    for (int x = part.x; x < part.x + part.width; ++x) {
      if (row[x][3] < kSolid) continue;
      ++covered[ids[x]];
      ++inside;
    }
  }
  if (inside < least_visible * sprite.truth.whole_pixels || inside == 0) return false;
  if (!sprite.overlaps) return covered[0] == inside;
  for (std::size_t i = 0; i < scene.objects.size(); ++i) {
    const auto& other = scene.objects[i];
    if (other.visible_pixels - covered[i + 1] < least_visible * other.whole_pixels) return false;
  }
  return true;
}

void drop_shadow(cv::Mat& image, const Sprite& sprite, cv::Point corner) {
  const int reach = std::max(2, sprite.tight.height / 12);
  cv::Mat shadow;
  cv::extractChannel(sprite.picture, shadow, 3);
  cv::blur(shadow, shadow, {2 * reach + 1, 2 * reach + 1});
  const cv::Point at = corner + cv::Point(reach / 2, reach);
  const cv::Rect part = visible_part(sprite, image.size(), at);
  for (int y = part.y; y < part.y + part.height; ++y) {
    const uchar* dark = shadow.ptr<uchar>(y);
    auto* pixels = image.ptr<cv::Vec3b>(y + at.y) + at.x;
    for (int x = part.x; x < part.x + part.width; ++x) {
      const int light = 255 - dark[x] * 2 / 5;
      for (int c = 0; c < 3; ++c) pixels[x][c] = static_cast<uchar>(pixels[x][c] * light / 255);
    }
  }
}

void put(Scene& scene, const Sprite& sprite, cv::Point corner) {
  if (sprite.shadow) drop_shadow(scene.image, sprite, corner);
  const cv::Rect part = visible_part(sprite, scene.image.size(), corner);
  const auto id = static_cast<uchar>(scene.objects.size() + 1);
  scene.objects.push_back(sprite.truth);
  const cv::Rect tight = sprite.tight + corner;  // until find_boxes
  scene.objects.back().box = {static_cast<float>(tight.x), static_cast<float>(tight.y),
                              static_cast<float>(tight.br().x), static_cast<float>(tight.br().y)};
  for (int y = part.y; y < part.y + part.height; ++y) {
    const auto* row = sprite.picture.ptr<cv::Vec4b>(y);
    auto* pixels = scene.image.ptr<cv::Vec3b>(y + corner.y) + corner.x;
    uchar* ids = scene.ids[y + corner.y] + corner.x;
    for (int x = part.x; x < part.x + part.width; ++x) {
      const int through = 255 - row[x][3];
      if (through == 255) continue;
      for (int c = 0; c < 3; ++c) {
        pixels[x][c] = static_cast<uchar>(std::min(255, row[x][c] + (pixels[x][c] * through + 127) / 255));
      }
      if (row[x][3] < kSolid) continue;
      if (ids[x] != 0) --scene.objects[ids[x] - 1].visible_pixels;
      ids[x] = id;
      ++scene.objects.back().visible_pixels;
    }
  }
}

// Which objects the scene shows: of different classes, but for twins; look-alikes and twins come first, so
// that they find room.
std::vector<Choice> choose_objects(const SceneOptions& options, std::size_t count, const GlyphSet& glyphs,
                                   Random& random) {
  std::vector<Choice> chosen;
  const auto add = [&](std::size_t object) {
    const bool there =
        std::any_of(chosen.begin(), chosen.end(), [&](const Choice& c) { return c.object == object; });
    if (!there) chosen.push_back({object, Choice::Dye::ByChance});
  };
  const bool twins = count >= 2 && random.chance(options.twins_chance);
  const bool look_alikes = count >= 2 && random.chance(options.look_alike_chance);
  add(random.below(glyphs.size()));
  if (twins) {
    chosen.push_back(chosen.front());
    if (random.chance(options.twin_change_chance)) {
      chosen[0].dye = Choice::Dye::Always;
      chosen[1].dye = Choice::Dye::Never;
    }
  } else if (look_alikes) {
    // Few objects have none; then another begins.
    for (int attempt = 0; attempt < 100 && glyphs[chosen.front().object].look_alikes.empty(); ++attempt) {
      chosen.front().object = random.below(glyphs.size());
    }
    const auto& others = glyphs[chosen.front().object].look_alikes;
    if (!others.empty()) add(others[random.below(others.size())]);
  }
  while (chosen.size() < std::min(count, glyphs.size())) add(random.below(glyphs.size()));
  return chosen;
}

// How a whole scene is arranged.
struct Arrangement {
  bool crowded = false;
  double least_visible = 0;
};

// Tries places, then smaller sizes. False when there is no room.
bool place(Scene& scene, const SceneOptions& options, const Arrangement& arrangement, const GlyphSet& glyphs,
           const Choice& choice, Random& random) {
  const double longer = std::max(scene.image.cols, scene.image.rows);
  double share = options.least_share *
                 std::pow(options.most_share / options.least_share, std::pow(random.uniform(), 0.75));
  const double outside = random.chance(0.1) ? 0.2 : 0;
  for (int size = 0; size < 4; ++size) {
    Sprite sprite = make_sprite(options, glyphs, choice, share * longer, random);
    sprite.overlaps = sprite.overlaps || arrangement.crowded;
    for (int attempt = 0; attempt < 12; ++attempt) {
      const bool beside = arrangement.crowded && !scene.objects.empty() && random.chance(0.6);
      const cv::Point corner =
          beside ? corner_beside(sprite, scene.objects[random.below(scene.objects.size())].box, random)
                 : random_corner(sprite, scene.image.size(), outside, random);
      if (!fits(sprite, corner, scene, arrangement.least_visible)) continue;
      put(scene, sprite, corner);
      return true;
    }
    share = std::max(options.least_share, share * 0.7);
  }
  return false;
}

// Light, lens and sensor: shading, contrast, colour cast, a little blur, noise.
void expose(cv::Mat& image, Random& random) {
  cv::Mat table(1, 256, CV_8UC3);
  const double contrast = random.uniform(0.7, 1.15), brightness = random.uniform(-28, 28);
  const double cast = random.chance(0.4) ? 0.12 : 0.03;
  for (int c = 0; c < 3; ++c) {
    const double gain = contrast * (1 + random.uniform(-cast, cast));
    for (int i = 0; i < 256; ++i) {
      table.at<cv::Vec3b>(0, i)[c] = cv::saturate_cast<uchar>((i - 128) * gain + 128 + brightness);
    }
  }
  cv::LUT(image, table, image);
  if (random.chance(0.3)) {  // light from one side
    cv::Mat corners(2, 2, CV_8U), light, three;
    for (int i = 0; i < 4; ++i)
      corners.at<uchar>(i / 2, i % 2) = static_cast<uchar>(random.uniform(120, 255));
    cv::resize(corners, light, image.size(), 0, 0, cv::INTER_LINEAR);
    cv::cvtColor(light, three, cv::COLOR_GRAY2BGR);
    cv::multiply(image, three, image, 1.0 / 225);
  }
  if (random.chance(0.15)) cv::GaussianBlur(image, image, {3, 3}, random.uniform(0.4, 0.8));
  if (random.chance(0.5)) {
    cv::Mat noise(image.size(), CV_16SC3);
    const double sigma = random.uniform(1, 9);
    cv::RNG(random.next()).fill(noise, cv::RNG::NORMAL, 0, sigma);
    cv::add(image, noise, image, cv::noArray(), CV_8U);
  }
}

// One try; it may hold fewer objects than the least asked for.
Scene draw_scene(const SceneOptions& options, const GlyphSet& glyphs, Random random) {
  const int shorter = std::max(1, static_cast<int>(std::lround(options.size * random.uniform(0.75, 1.0))));
  const bool wide = random.chance(0.5);
  const cv::Size size(wide ? options.size : shorter, wide ? shorter : options.size);
  Scene scene;
  auto background = paint_background(size, random);
  scene.image = std::move(background.image);
  scene.background = std::move(background.kind);
  scene.ids = cv::Mat_<uchar>::zeros(size);
  paint_clutter(scene.image, random);
  if (random.chance(options.fragments_chance)) paint_fragments(scene.image, glyphs, random);
  const auto range = static_cast<std::uint64_t>(options.max_objects - options.min_objects) + 1;
  const auto count = static_cast<std::size_t>(options.min_objects) + random.below(range);
  Arrangement arrangement;
  arrangement.crowded = random.chance(options.crowded_chance);
  arrangement.least_visible = arrangement.crowded ? options.crowded_visible : options.least_visible;
  for (const Choice& choice : choose_objects(options, count, glyphs, random)) {
    place(scene, options, arrangement, glyphs, choice, random);
  }
  find_boxes(scene);
  expose(scene.image, random);
  const int worse = static_cast<int>(random.uniform(40, 90));
  scene.jpeg_quality = random.chance(0.2) ? std::min(worse, options.jpeg_quality) : options.jpeg_quality;
  return scene;
}

}  // namespace

void find_boxes(Scene& scene) {
  for (auto& object : scene.objects) {
    object.box = {1e9f, 1e9f, 0, 0};
    object.visible_pixels = 0;
  }
  for (int y = 0; y < scene.ids.rows; ++y) {
    for (int x = 0; x < scene.ids.cols; ++x) {
      if (scene.ids(y, x) == 0) continue;
      auto& object = scene.objects[scene.ids(y, x) - 1];
      auto& box = object.box;
      box = {std::min(box.x1, static_cast<float>(x)), std::min(box.y1, static_cast<float>(y)),
             std::max(box.x2, static_cast<float>(x + 1)), std::max(box.y2, static_cast<float>(y + 1))};
      ++object.visible_pixels;
    }
  }
}

Turn turn_of(double degrees) {
  const double turned = std::abs(std::remainder(degrees, 360.0));
  if (turned < 10) return Turn::Upright;
  if (turned < 15) return Turn::Leaning;
  if (turned < 65) return Turn::Tilted;
  if (turned < 115) return Turn::Sideways;
  if (turned < 155) return Turn::Odd;
  return Turn::UpsideDown;
}

Scene make_scene(const SceneOptions& options, const GlyphSet& glyphs, std::uint64_t seed,
                 std::uint64_t index) {
  for (std::uint64_t attempt = 0; attempt < 100; ++attempt) {
    Scene scene = draw_scene(options, glyphs, Random(seed, index, attempt));
    if (scene.objects.size() >= static_cast<std::size_t>(options.min_objects)) return scene;
  }
  throw Error(ErrorKind::InvalidInput,
              "A scene has no room for " + std::to_string(options.min_objects) + " objects. Ask for fewer.");
}

}  // namespace cloc::demo
