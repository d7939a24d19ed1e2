// SPDX-License-Identifier: Apache-2.0
// English for a demo scene: what people might say of each object and of the whole picture. Every word is true
// by a documented measure, so that training on it teaches no lies. Used by create_demo.
//
// Words and what makes them true (of the object's visible box, the scene's long side and width / height):
//   small, large        longer side of the box under 20 %, over 38 % of the scene's long side
//   tilted, sideways, upside-down, blurry, "blue tinted" ...   see Turn and PlacedObject
//   red, grey, ...      the dominant colour of the glyph, where neither the name says a colour nor a tint
//   left, right, top, bottom, middle   after the name: the box's middle in the first or the last 36 % of the
//                       width or the height; middle: in neither
//   left of, above ...  between the middles of two boxes, along the axis on which they are farther apart
// Of two objects of one class, a region caption says left, right, upper or lower before the name, or an
// attribute that is clearly not true of the other: a size that differs by 1.4, a dye, a turn, blur.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "core/demo/scene.h"

namespace cloc::demo {

struct SceneCaptions {
  std::vector<std::string> regions;  // one for each object of the scene; all different
  std::vector<std::string> image;    // two, at most 60 words each
};

SceneCaptions make_captions(const Scene& scene, const std::vector<DemoObject>& objects,
                            const GlyphSet& glyphs, Random random);

// "a" or "an", by the sound that `phrase` begins with.
std::string_view article_for(std::string_view phrase);

}  // namespace cloc::demo
