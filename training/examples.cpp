// SPDX-License-Identifier: Apache-2.0
#include "training/examples.h"

#include <algorithm>
#include <utility>

#include "core/data/open_dataset.h"
#include "core/store/project.h"
#include "training/pack/pack.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;

data::Dataset from_project(const fs::path& folder, IssueReport& report) {
  auto dataset = store::Project::open(folder, {.access = store::Access::ReadOnly}).dataset();
  for (auto& image : dataset.images) {
    for (auto& region : image.regions) {
      if (region.caption.empty() && region.label >= 0)
        region.caption = dataset.labels[static_cast<std::size_t>(region.label)];
    }
  }
  std::erase_if(dataset.images, [&](const data::ImageRecord& image) {
    const bool said = !image.captions.empty() ||
                      std::any_of(image.regions.begin(), image.regions.end(),
                                  [](const data::Region& region) { return !region.caption.empty(); });
    if (!said) {
      report.add("unlabelled image", image.path.string(),
                 "It has no caption and no labelled region. Left out.");
    }
    return !said;
  });
  return dataset;
}

}  // namespace

data::Dataset open_examples(const fs::path& path, IssueReport& report, const ProgressSink& progress,
                            const CancelToken& cancel) {
  if ((path / "").parent_path().extension() == ".clocproj")  // with a '/' at its end or without
    return from_project(path, report);
  if (Pack::is_pack(path)) return Pack(path).dataset();
  return data::open_dataset(path, report, progress, cancel);
}

std::unique_ptr<PixelSource> pixels_of(const fs::path& path) {
  if (Pack::is_pack(path)) return std::make_unique<Pack>(path);
  return std::make_unique<FilePixels>();
}

}  // namespace cloc::training
