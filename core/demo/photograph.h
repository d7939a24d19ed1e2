// SPDX-License-Identifier: Apache-2.0
// A scene as a camera sees its print: at an angle, out of focus, stored with strong JPEG compression. For
// data on which to measure, and from which to learn, what a model loses by it. Used by create_demo.
#pragma once

#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/demo/scene.h"

namespace cloc::demo {

struct Photo {
  double angle = 0;      // 0: none; 1: turned by up to 12 degrees and tilted by up to 35 about both axes
  double blur = 0;       // sigma as a share of the long side
  int jpeg_quality = 0;  // 0: as the scene says
};

// The settings' names: "none", "angle", "blur", "jpeg", "all" (the three at their full strength, with which
// figures are measured), "mixed" (half of the scenes as they are, the others with a chance choice of effects
// and strengths, to learn from).
const std::vector<std::string>& photo_settings();
// One scene's share of a setting. Throws Error{InvalidInput} for another name.
Photo photo_of(const std::string& setting, Random& random);

// Changes image, ids, boxes, visible pixels and JPEG quality; the objects and their order stay: a tilt that
// would make one vanish is made less. The ground around the print is another background.
void photograph(Scene& scene, const Photo& photo, Random& random);

}  // namespace cloc::demo
