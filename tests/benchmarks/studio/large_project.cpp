// SPDX-License-Identifier: Apache-2.0
// large_project PROJECT REGIONS: fills an indexed project up to so many regions, with random boxes and random
// embeddings of the same model: what a large project costs to search, without the hours of encoding one.
#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "core/base/error.h"
#include "core/index/generations.h"
#include "core/store/project.h"

using namespace cloc;

namespace {

void fill(const std::filesystem::path& folder, std::int64_t wanted) {
  auto project = store::Project::open(folder);
  auto saved = index::open_generation(project.index_folder());
  const auto images = project.images();
  const auto label = project.label("random");
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  const auto between = [&](float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random);
  };
  const auto missing = wanted - project.counts().regions;
  const auto each = missing / static_cast<std::int64_t>(images.size()) + 1;
  for (const auto& image : images) {
    std::vector<store::Region> regions;
    for (std::int64_t i = 0; i < each; ++i) {
      const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
      const float x = between(0, width * 0.8f), y = between(0, height * 0.8f);
      regions.push_back({0,
                         image.id,
                         {x, y, x + between(4, width * 0.2f), y + between(4, height * 0.2f)},
                         label,
                         "",
                         "random"});
    }
    const auto ids = project.add_regions(image.id, regions);
    std::vector<std::int64_t> entries;
    std::vector<float> embeddings;
    for (std::size_t i = 0; i < regions.size(); ++i) {
      entries.push_back(saved.entries.add({0, image.id, ids[i], regions[i].box, index::EntryKind::Region}));
      for (int d = 0; d < saved.index.dim(); ++d) embeddings.push_back(normal(random));
    }
    saved.index.add(entries, embeddings);
  }
  index::save_generation(project.index_folder(), saved.index, saved.entries, saved.manifest.origin);
  std::printf("%lld regions\n", static_cast<long long>(project.counts().regions));
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  if (argc != 3) {
    std::fprintf(stderr, "Use: large_project PROJECT REGIONS\n");
    return 2;
  }
  try {
    fill(argv[1], std::atoll(argv[2]));
  } catch (const Error& error) {
    std::fprintf(stderr, "large_project: %s\n", error.what());
    return 1;
  }
  return 0;
}
