// SPDX-License-Identifier: Apache-2.0
// Label by example: which regions and proposals of a project look like some examples, in an order that
// follows what the user accepts and rejects, and what is written when their label is given to them all. No
// widgets and no model in here: examples are embeddings.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/index/generations.h"
#include "core/store/changes.h"
#include "core/store/project.h"

namespace cloc::assist {

struct ExampleQuery {
  // The mean direction of the examples, [dim], of unit length, and how many they are.
  std::vector<float> start = {};
  float examples = 1;
  // The embedding of the label's name, [dim], and how much it counts beside the examples (name_weight);
  // empty: not at all.
  std::vector<float> name = {};
  float name_weight = 0;
  // Entries of the index that the user has judged.
  std::vector<std::int64_t> accepted = {}, rejected = {};
};

struct FindOptions {
  std::int64_t limit = 20000;  // candidates
  float least = 0;             // cosine
  // The label that is to be given: regions that have it are no candidates.
  std::optional<store::LabelId> label = {};
  // A proposal that overlaps a region of the store, or a better proposal, by at least this IoU is none.
  float overlap = 0.5f;
  // How hard the rejected ones push away: see example_vector.
  float push = 0.5f;
};

struct Candidate {
  std::int64_t entry = 0;  // of the index
  store::ImageId image_id = 0;
  std::optional<store::RegionId> region_id = {};  // absent for a proposal
  PixelBox box;
  float score = 0;  // cosine to example_vector
  std::filesystem::path path = {};
  std::optional<store::LabelId> label = {};  // that the region has now
  std::string label_name = {};
};

struct Candidates {
  std::vector<Candidate> found;  // best first
  std::int64_t labelled = 0;     // as good, and labelled so already
  std::int64_t covered = 0;      // proposals where there is a region, or a better proposal
  std::int64_t locked = 0;       // regions that the user has locked
  bool more = false;             // there were more than the limit
};

// What is searched for (Rocchio's feedback): the direction of
//   mean(examples and accepted) + name_weight * name - push * mean(rejected).
// Throws Error{InvalidInput} when that has no length, or when the lengths of rows differ.
std::vector<float> example_vector(std::span<const float> start, float examples,
                                  const std::vector<std::vector<float>>& accepted,
                                  const std::vector<std::vector<float>>& rejected, float push,
                                  std::span<const float> name = {}, float name_weight = 0);

// Reads the store for what is found as it is now; what has left it is passed over. A judged entry that the
// index does not have any more is passed over. Exact in every kind of index. Throws Error{Cancelled}.
Candidates find_like(const store::Project& project, const index::SavedIndex& index, const ExampleQuery& query,
                     const FindOptions& options, const CancelToken& cancel = {});

struct LabelOutcome {
  std::int64_t labelled = 0;  // regions that had none
  std::int64_t relabelled = 0;
  std::int64_t made = 0;  // proposals that become regions
  // Passed over: another label and not asked for, locked, covered by a region by now, gone.
  std::int64_t other_label = 0, locked = 0, covered = 0, gone = 0;
};

// What gives `label` to all of `chosen`, as one step for store::Edits, from what the store holds now. New
// regions have the ids -1, -2, ... and the source "example". `relabel`: those with another label too.
// `overlap` as FindOptions.
store::Changes label_changes(const store::Project& project, std::span<const Candidate> chosen,
                             store::LabelId label, bool relabel, float overlap, LabelOutcome& outcome);

}  // namespace cloc::assist
