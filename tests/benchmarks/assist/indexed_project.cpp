// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/assist/indexed_project.h"

#include "core/base/random.h"

namespace cloc::benchmark {

namespace fs = std::filesystem;

IndexedProject::IndexedProject(const fs::path& folder)
    : project(store::Project::open(folder)), engine(engine::new_engine()) {
  engine->open({.project = folder});
  index = engine->saved_index();
  for (const auto& label : project.labels()) {
    texts.labels.push_back(label.id);
    names.push_back(label.name);
  }
  texts.rows = engine->embed_texts(names);
  labelled = assist::LabelledEntries::read(project, index);
}

fs::path copy_project(const fs::path& from, const std::string& name) {
  const auto to = from.parent_path() / (name + ".clocproj");
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
  return to;
}

std::set<store::RegionId> swap_labels(const fs::path& folder, double chance, std::uint64_t seed) {
  auto project = store::Project::open(folder);
  const auto labels = project.labels();
  Random random(seed);
  std::set<store::RegionId> swapped;
  auto all = project.transaction();
  for (const auto& image : project.images()) {
    for (auto region : project.regions_of(image.id)) {
      if (!region.label_id || !random.chance(chance)) continue;
      auto label = *region.label_id;
      while (label == *region.label_id) label = labels[random.below(labels.size())].id;
      region.label_id = label;
      project.update_region(region);
      swapped.insert(region.id);
    }
  }
  all.commit();
  return swapped;
}

std::vector<store::Region> remove_regions(const fs::path& folder, double chance, std::uint64_t seed) {
  auto project = store::Project::open(folder);
  Random random(seed);
  std::vector<store::Region> removed;
  auto all = project.transaction();
  for (const auto& image : project.images()) {
    for (const auto& region : project.regions_of(image.id)) {
      if (!random.chance(chance)) continue;
      project.remove_region(region.id);
      removed.push_back(region);
    }
  }
  all.commit();
  return removed;
}

}  // namespace cloc::benchmark
