// SPDX-License-Identifier: Apache-2.0
// One demo scene: a picture and what is truly in it. Drawn by create_demo (core/demo/demo.h); captions come
// from core/demo/captions.h. No files here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "core/demo/glyphs.h"
#include "core/geometry/box.h"

namespace cloc::demo {

// How an object is turned from the way the font draws it.
enum class Turn {
  Upright,     // less than 10 degrees
  Leaning,     // 10 to 15: no caption speaks of it
  Tilted,      // 15 to 65
  Sideways,    // 65 to 115
  UpsideDown,  // 155 to 180
  Odd          // 115 to 155: no caption speaks of it
};

// `degrees` counter-clockwise, any value.
Turn turn_of(double degrees);

struct PlacedObject {
  std::size_t object = 0;  // index into the objects and the GlyphSet
  PixelBox box;  // around its visible pixels (half or more opaque, not covered, inside the image), tight
  int visible_pixels = 0;
  int whole_pixels = 0;  // of the object were nothing in front of it and the image unbounded
  double degrees = 0;    // turned counter-clockwise, -180 .. 180
  bool mirrored = false;
  bool blurry = false;
  std::string tint;  // "blue", ...: the colour it was dyed with; empty for its own colours
};

struct Scene {
  cv::Mat image;        // CV_8UC3, blue, green, red
  cv::Mat_<uchar> ids;  // for each pixel the object in front, 1 + index into `objects`; 0 for the background
  std::vector<PlacedObject> objects;  // from back to front
  std::string background;             // adjective, see Background::kind
  int jpeg_quality = 92;              // some scenes are stored worse than asked for
};

struct SceneOptions {
  int size = 224;  // long side in pixels; the short side is 0.75 to 1 of it
  int min_objects = 1;
  int max_objects = 7;
  int jpeg_quality = 92;
  // Longer side of an object before turning, as a share of the scene's long side: log-uniform between these,
  // leaning to the larger. 0 < least <= most <= 1.
  double least_share = 0.08, most_share = 0.55;
  double least_visible = 0.6;       // share of each object's pixels that stays visible, 0..1
  double crowded_chance = 0.3;      // of a scene whose objects are put close and may hide more of each other:
  double crowded_visible = 0.45;    // this share stays visible there
  double look_alike_chance = 0.35;  // of a scene with two objects that could be taken for one another
  double twins_chance = 0.12;       // of a scene with two objects of one class
  double twin_change_chance = 0.6;  // of twins of which one is dyed and the other has its own colours
  double tint_chance = 0.12;        // of an object dyed in one colour (see Glyph::may_be_dyed)
  double blur_chance = 0.12;        // of an object out of focus; never one under 20 pixels
  double fragments_chance = 0.35;   // of a background with unlabelled fragments of glyphs
};

// A pure function of its arguments: it draws from the random stream of (seed, index) alone. (On another CPU
// or OpenCV the last bits of pixels may differ.) No class comes more than
// twice. Throws Error{InvalidInput} when min_objects find no room.
Scene make_scene(const SceneOptions& options, const GlyphSet& glyphs, std::uint64_t seed,
                 std::uint64_t index);

// Boxes and visible pixels of the objects as `ids` says.
void find_boxes(Scene& scene);

}  // namespace cloc::demo
