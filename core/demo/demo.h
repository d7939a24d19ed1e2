// SPDX-License-Identifier: Apache-2.0
// Makes the demo data: scenes of emoji with boxes and captions, written as COCO JSON, so that they go through
// the very reader that real data uses. `cloc-cli demo create` and the studio's first start call it; it trains
// and reads nothing.
//
//   DIR/images/000000.jpg ...
//   DIR/instances.json   COCO instances; each annotation also has "caption", the region's text. "bbox" is x,
//   y, width,
//                        height of the object's visible pixels, "area" their number; category ids count from
//                        1
//   DIR/captions.json    COCO captions, two an image
//   DIR/demo.json        generator version, options, counts
//
// The three JSON files are written last, demo.json the very last: where it is, the data is whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/progress.h"
#include "core/demo/glyphs.h"

namespace cloc::demo {

// Goes up whenever the same options would give other data.
inline constexpr int kGeneratorVersion = 2;

struct DemoOptions {
  std::filesystem::path directory;
  int scenes = 1000;  // 1 to 1,000,000
  std::uint64_t seed =
      1;  // scenes of different seeds come from different random streams: validation takes another one
  int size = 224;       // long side in pixels, 64 to 2,048
  int threads = 0;      // 0: one for each processor
  int min_objects = 1;  // 1 to max_objects
  int max_objects = 7;  // at most 20
  int names = 0;        // so many of the object names, evenly over the list; 0: all. Fewer are learned sooner
  int jpeg_quality = 92;  // 1 to 100; one scene in five is stored worse
  std::filesystem::path font = kDefaultFont;
  // How the scenes are photographed once they are drawn: one of photo_settings(). What captions say is true
  // of the scene as it was drawn.
  std::string photo = "none";
  bool overwrite = false;  // replace demo data (or what a killed run left) that is in the directory
};

struct DemoReport {
  std::int64_t scenes = 0;
  std::int64_t objects = 0;  // regions
  std::int64_t classes = 0;  // object names that occur
  double seconds = 0;
};

// The data depend on the options alone, not on `threads`. When it fails or is cancelled, everything it wrote
// is removed again, and the directory too if it made it. Throws Error: InvalidInput (an option out of range;
// a directory that is not empty, or, with overwrite, holds something that is not demo data), NotFound /
// Corrupt / Unsupported (the font, with what to install), Io (naming the path), Cancelled.
DemoReport create_demo(const DemoOptions& options, const ProgressSink& progress = {},
                       const CancelToken& cancel = {});

}  // namespace cloc::demo
