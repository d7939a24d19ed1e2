// SPDX-License-Identifier: Apache-2.0
// Brings a project's index up to date: encodes the images and regions that the index does not know yet, or
// that have changed, and saves the result as a new generation. The command, the job and the window all call
// it. Several processes share the work through shards.h.
//
//   auto project = store::Project::open("cats.clocproj");
//   auto session = inference::Session::open(model_folder);
//   const auto report = indexing::update_index(project, session, {}, progress, cancel);
//
// What an image brings into the index: itself; then its regions, whoever made them, or, when it has none, a
// boxes that the model proposes (Session::propose) without those that look like one that is kept. An image is
// encoded again when its file or its regions differ from those that the index holds; what belongs to images
// that have left the project is taken out. The index of another model stays in use until all images are in
// the new one, which is kept beside it (index/next) until then; the same when another duplicate_cosine is
// asked for.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/index/region_index.h"
#include "core/inference/session.h"
#include "core/store/project.h"

namespace cloc::indexing {

struct IndexingOptions {
  std::optional<index::Kind> kind = {};  // chosen by the number of entries without it
  int batch_size = 16;                   // images encoded at once
  // Of two proposals of an image that lie over each other the smaller is left out when their cosine is above
  // this; 1 keeps all (index::without_near_duplicates).
  // On demo scenes without boxes 0.95 left out 4 % of the proposals and 0.9 32 %; the best answer to an
  // object's caption lay as well on the object with 0.95, and by 0.005 of IoU worse with 0.9.
  float duplicate_cosine = 0.95f;
  // So often is unfinished work saved: what a crash can cost.
  std::chrono::seconds save_every{300};

  // Throws Error{InvalidInput} naming the value that makes no sense.
  void check() const;
};

struct IndexingReport {
  std::int64_t images = 0;           // of the project; of the shard
  std::int64_t encoded = 0;          // of these, in this run
  std::int64_t unchanged = 0;        // found in the index as they are
  std::int64_t entries = 0;          // in the index: images, regions, proposals
  std::int64_t proposals = 0;        // made in this run
  std::int64_t near_duplicates = 0;  // of these, left out
  index::IndexInfo index;
  IssueReport issues;  // images that cannot be read or encoded are left out of the index
};

// Keeps a copy of the session's model in the project's models folder, so that the project can be moved, and
// searched when the original has changed or gone. Throws Error{Cancelled} when cancelled: what was encoded
// until then has been saved, and the next call goes on from there. Throws Error{Io} when the disk refuses:
// the index in use stays. Throws Error{Numeric} when the model gives no image an embedding that is finite.
IndexingReport update_index(store::Project& project, inference::Session& session,
                            const IndexingOptions& options, const ProgressSink& progress = {},
                            const CancelToken& cancel = {});

}  // namespace cloc::indexing
