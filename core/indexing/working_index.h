// SPDX-License-Identifier: Apache-2.0
// An index and its entries while they are brought up to date: by image, opened from a generation or begun
// with nothing, saved as the next generation. It knows nothing of projects and models. Private to
// core/indexing.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/issue_report.h"
#include "core/index/generations.h"
#include "core/indexing/image_encoder.h"

namespace cloc::indexing {

class WorkingIndex {
 public:
  // Without `kind` it is chosen by the number of entries.
  WorkingIndex(index::Origin origin, int dim, std::int64_t expected_count, std::optional<index::Kind> kind);

  // Goes on from the generation in `folder` when it is of the same model, project and dimension and whole;
  // else stays as it is, and says why. A damaged one is an issue. Throws the other errors of open_generation.
  std::optional<ErrorKind> open(const std::filesystem::path& folder, IssueReport& issues,
                                bool verify_checksums = true);
  // Whether proposals were left out by another threshold than this index's origin names; then
  // take_out_proposals() makes the images that have any unknown again.
  bool other_proposals() const;
  void take_out_proposals();

  // Of the image, as they were when opened; none when it is not known.
  std::span<const index::Entry> known(store::ImageId image) const;
  void take_out(store::ImageId image);
  // What is known of other images than these: they have left the project.
  void take_out_others(const std::vector<store::Image>& images);
  // Replaces what is known of the image.
  void put(const EncodedEntries& encoded);

  // Brings it into its kind, settled. Throws Error{Cancelled}: it can be searched and saved as before.
  void settle(const ProgressSink& progress, const CancelToken& cancel);
  // Unless nothing has changed since it was opened or saved. Throws as save_generation.
  void save(const std::filesystem::path& folder);
  void must_be_saved() { changed_ = true; }

  const index::RegionIndex& index() const { return index_; }
  // Brings the entries up to the index first.
  const index::EntryTable& entries();
  const index::Origin& origin() const { return origin_; }

 private:
  // Those whose entries `chosen` accepts.
  template <class Chosen>
  void take_out_if(Chosen&& chosen);

  index::Origin origin_;
  float opened_duplicate_cosine_;  // of the generation that was opened
  std::optional<index::Kind> kind_;
  index::RegionIndex index_;
  index::EntryTable entries_;
  // Taken out of the index and still in entries_: each removal there reads all of them, so it waits for
  // others.
  std::vector<std::int64_t> removed_;
  std::unordered_map<store::ImageId, std::vector<index::Entry>> known_;
  bool changed_ = false;
};

}  // namespace cloc::indexing
