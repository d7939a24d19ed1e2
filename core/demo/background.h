// SPDX-License-Identifier: Apache-2.0
// What is behind the objects of a demo scene: a textured ground and unlabelled clutter on it. Used by
// core/demo/scene.
#pragma once

#include <string>

#include <opencv2/core.hpp>

#include "core/base/random.h"
#include "core/demo/glyphs.h"

namespace cloc::demo {

struct Background {
  cv::Mat image;     // CV_8UC3, blue, green, red
  std::string kind;  // an adjective that is true of it: "plain", "striped", "dotted", ...
};

Background paint_background(cv::Size size, Random& random);

// Shapes, lines and soft blobs, some half transparent, that no caption speaks of.
void paint_clutter(cv::Mat& image, Random& random);

// Two to six blurred fragments of glyphs, each too little of its picture to be named: what no label speaks of
// and yet has the font's colours and edges.
void paint_fragments(cv::Mat& image, const GlyphSet& glyphs, Random& random);

// A random colour, blue green red, each 0..255; one in four is close to grey.
cv::Vec3b random_colour(Random& random);

}  // namespace cloc::demo
