// SPDX-License-Identifier: Apache-2.0
// The index of a project while it is brought up to date, by encoding or by merging shards: where the next
// generation is kept until all images are in it, and which files it was made from. Private to core/indexing.
//
// It goes on from the index in use when that is of the same model, and saves in its place. While another
// model's index is in use, or one whose proposals were thinned by another threshold, what is made lies beside
// it, in index/next, and takes its place in finish().
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/indexing/seen_images.h"
#include "core/indexing/working_index.h"

namespace cloc::indexing {

class ProjectIndex {
 public:
  ProjectIndex(store::Project& project, const index::Origin& origin, int dim, std::optional<index::Kind> kind,
               IssueReport& issues);

  // What is known of images that have left the project.
  void take_out_others(const std::vector<store::Image>& images) { working_.take_out_others(images); }
  bool up_to_date(const store::Image& image) const;
  void keep(EncodedEntries encoded);
  void leave_out(const store::Image& image);

  // What there is so far, where it is kept until finish(). Throws Error{Io}: the last one stays.
  void save();
  // Brings it into its kind. Throws Error{Cancelled}: it can be saved all the same.
  void settle(const ProgressSink& progress, const CancelToken& cancel);
  // Takes the place of the index in use, with all images up to `mark` in it. Throws Error{Io}.
  void finish(const store::IndexMark& mark);

  bool beside_the_one_in_use() const { return folder_ != project_.index_folder(); }
  // Whether it goes on from the index in use, in its place.
  bool goes_on() const { return !beside_the_one_in_use() && !begun_with_nothing_; }
  const index::RegionIndex& index() const { return working_.index(); }

 private:
  std::filesystem::path next_folder() const { return project_.index_folder() / "next"; }
  void open(IssueReport& issues);
  std::optional<ErrorKind> open_next(IssueReport& issues);
  void remove_next() const;

  store::Project& project_;
  std::filesystem::path folder_;  // where it is saved
  WorkingIndex working_;
  std::optional<SeenImages> seen_;     // beside the index in use; else the database says it
  std::vector<store::Image> unsaved_;  // kept, and not yet said to be known
  bool begun_with_nothing_ = false;
};

// Images of `all` for which `known` is false, with progress ("comparing images"): the disk is asked for each.
// Throws Error{Cancelled}.
std::vector<store::Image> images_to_encode(const std::vector<store::Image>& all,
                                           const std::function<bool(const store::Image&)>& known,
                                           const ProgressSink& progress, const CancelToken& cancel);

}  // namespace cloc::indexing
