// SPDX-License-Identifier: Apache-2.0
// Indexing by several workers over a folder that they share: each encodes its part of a project's images into
// a folder of its own, and merge_shards joins them into the project's index. For a cluster's scheduler, which
// runs the workers in any order, kills them, and starts them again.
//
//   worker i of n:   indexing::encode_shard("cats.clocproj", session, {i, n}, options, progress, cancel);
//   then, once:      indexing::merge_shards(project, {}, progress, cancel);
//
// On the disk: index/shards/2-of-4/ with a generation (index/generations.h) of this part alone, images.txt
// (which files it was made from) and worker.lock. A worker writes nothing else, and only reads the database.
// Images that the project's index holds as they are, made by the same model, are in no shard.
#pragma once

#include <filesystem>
#include <optional>

#include "core/indexing/indexing.h"

namespace cloc::indexing {

struct Shard {
  int number = 1, of = 1;
  // An image stays in its shard whatever comes and goes: ids are never given again.
  bool holds(store::ImageId image) const { return image % of == number - 1; }
  // "2/4" to {2, 4}. Throws Error{InvalidInput}.
  static Shard parse(const std::string& text);
};

std::filesystem::path shard_folder(const std::filesystem::path& project, const Shard& shard);
// The other way round; absent for any other folder.
std::optional<Shard> shard_of(const std::filesystem::path& folder);

// What was in the project when it began; goes on from what an earlier run of the shard left, when it was of
// the same model and threshold. options.kind is for the merge and ignored here. Throws as update_index;
// Error{InvalidInput} when another worker encodes this shard, or when the project has no images.
IndexingReport encode_shard(const std::filesystem::path& project, inference::Session& session,
                            const Shard& shard, const IndexingOptions& options,
                            const ProgressSink& progress = {}, const CancelToken& cancel = {});

struct MergeOptions {
  std::optional<index::Kind> kind = {};  // of the project's index, as in IndexingOptions
  std::optional<int> of = {};            // the shards of this many; needed when there are those of several
  bool partial = false;                  // what there is, though shards are missing or unfinished
  // The model that the shards were made with, to be copied into the project; where the workers had it without
  // it.
  std::filesystem::path model = {};
};

struct MergeReport {
  int shards = 0;
  std::int64_t images = 0;     // of the project
  std::int64_t merged = 0;     // of these, taken from the shards
  std::int64_t unchanged = 0;  // of these, in the index already, as they are
  // The others: changed since, or came since, or cannot be read. The next update_index encodes them.
  std::int64_t left = 0;
  std::int64_t entries = 0;
  // False when a partial merge is kept beside another model's index (index/next), which stays in use until
  // update_index has completed it.
  bool in_use = true;
  index::IndexInfo index;
  IssueReport issues;
};

// Joins the shards of one number into the project's index, as a new generation: what update_index would have
// made of the same images. The old one answers until it is there; the shards are removed after. Embeddings
// are read from their mapped files; the new ones are in memory once, as when they are encoded. Throws
// Error{NotFound} and Error{InvalidInput} naming the shards that are missing, unfinished or still being
// encoded, Error{Mismatch} when they are of several models, and Error{Cancelled}: nothing has changed then.
MergeReport merge_shards(store::Project& project, const MergeOptions& options,
                         const ProgressSink& progress = {}, const CancelToken& cancel = {});

}  // namespace cloc::indexing
