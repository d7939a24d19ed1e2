// SPDX-License-Identifier: Apache-2.0
// What the demo's JSON files say, written record by record (a million scenes as one JSON document would not
// fit in memory). The layout is described in core/demo/demo.h.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/progress.h"
#include "core/demo/captions.h"
#include "core/demo/demo.h"
#include "core/demo/scene.h"

namespace cloc::demo {

// One scene without its picture.
struct SceneRecord {
  cv::Size size;
  std::vector<PlacedObject> objects;
  SceneCaptions captions;
};

// Each file appears whole or not at all. Throw Error{Io} naming the path, Error{Cancelled}.
void write_instances(const DemoOptions& options, const std::vector<DemoObject>& objects,
                     const std::vector<SceneRecord>& records, const CancelToken& cancel);
void write_captions(const DemoOptions& options, const std::vector<SceneRecord>& records,
                    const CancelToken& cancel);
void write_summary(const DemoOptions& options, const DemoReport& report);

}  // namespace cloc::demo
