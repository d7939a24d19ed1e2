// SPDX-License-Identifier: Apache-2.0
// An indexed project as core/assist works on it, and copies of it in which annotations are spoilt: what the
// measurements of assist_benchmark.cpp begin with.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <vector>

#include "core/assist/label_scores.h"
#include "core/assist/labelled_entries.h"
#include "core/engine/engine.h"
#include "core/index/generations.h"
#include "core/store/project.h"

namespace cloc::benchmark {

struct IndexedProject {
  explicit IndexedProject(const std::filesystem::path& folder);

  store::Project project;
  std::unique_ptr<engine::Engine> engine;
  std::shared_ptr<const index::SavedIndex> index;
  std::vector<std::string> names;  // of the labels
  assist::LabelTexts texts;
  assist::LabelledEntries labelled;
};

// A copy of the project, its index with it; an earlier one of this name is removed.
std::filesystem::path copy_project(const std::filesystem::path& from, const std::string& name);

// Each with this chance: another label of the project in place of its own. Returns which.
std::set<store::RegionId> swap_labels(const std::filesystem::path& project, double chance,
                                      std::uint64_t seed);

// Each with this chance: removed. Returns them.
std::vector<store::Region> remove_regions(const std::filesystem::path& project, double chance,
                                          std::uint64_t seed);

}  // namespace cloc::benchmark
