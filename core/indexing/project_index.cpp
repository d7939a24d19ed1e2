// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/project_index.h"

#include <system_error>
#include <utility>

#include "core/indexing/contents.h"

namespace cloc::indexing {

namespace fs = std::filesystem;

ProjectIndex::ProjectIndex(store::Project& project, const index::Origin& origin, int dim,
                           std::optional<index::Kind> kind, IssueReport& issues)
    : project_(project),
      folder_(project.index_folder()),
      working_(origin, dim, project.counts().images + project.counts().regions, kind) {
  open(issues);
}

void ProjectIndex::open(IssueReport& issues) {
  auto failure = working_.open(folder_, issues);
  const bool other_proposals = !failure && working_.other_proposals();
  if (failure != ErrorKind::Mismatch && !other_proposals) {
    begun_with_nothing_ = failure.has_value();
    if (failure) working_.must_be_saved();
    return;
  }
  folder_ = next_folder();
  working_.must_be_saved();  // it becomes the index in use
  seen_.emplace();
  if (open_next(issues)) {
    begun_with_nothing_ = !other_proposals;
    // Regions and whole images are the same whatever the threshold is.
    if (other_proposals) {
      for (const auto& image : project_.images()) seen_->add(image);
    }
  }
  if (working_.other_proposals()) working_.take_out_proposals();
}

std::optional<ErrorKind> ProjectIndex::open_next(IssueReport& issues) {
  try {
    auto seen = SeenImages::load(folder_);
    if (const auto failure = working_.open(folder_, issues)) return failure;
    seen_ = std::move(seen);
    return std::nullopt;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Corrupt && error.kind() != ErrorKind::Unsupported) throw;
    return error.kind();
  }
}

bool ProjectIndex::up_to_date(const store::Image& image) const {
  const auto known = working_.known(image.id);
  if (known.empty()) return false;
  return freshness(seen_ ? seen_->seen(image) : image, known,
                   region_entries(project_.regions_of(image.id))) == Freshness::Current;
}

void ProjectIndex::keep(EncodedEntries encoded) {
  working_.put(encoded);
  unsaved_.push_back(std::move(encoded.image));
}

void ProjectIndex::leave_out(const store::Image& image) {
  working_.take_out(image.id);
  if (seen_) seen_->remove(image.id);
}

void ProjectIndex::save() {
  working_.save(folder_);
  // Only now: an image counts as known by its stamp, and what is not saved is not known.
  if (seen_) {
    for (const auto& image : unsaved_) seen_->add(image);
    if (!unsaved_.empty()) seen_->save(folder_);
  } else {
    auto transaction = project_.transaction();
    for (const auto& image : unsaved_) project_.update_image(image);
    if (begun_with_nothing_) store::set_index_mark(project_, {});  // until all is in it
    transaction.commit();
  }
  unsaved_.clear();
}

void ProjectIndex::settle(const ProgressSink& progress, const CancelToken& cancel) {
  working_.settle(progress, cancel);
}

void ProjectIndex::finish(const store::IndexMark& mark) {
  if (seen_) {
    // From here on the database says it, also of what earlier runs have encoded beside the index in use.
    for (const auto& image : unsaved_) seen_->add(image);
    unsaved_.clear();
    for (const auto& image : project_.images()) {
      if (auto seen = seen_->seen(image); seen.stamp) unsaved_.push_back(std::move(seen));
    }
    seen_.reset();
  }
  folder_ = project_.index_folder();
  save();
  remove_next();
  store::set_index_mark(project_, mark);
}

void ProjectIndex::remove_next() const {
  std::error_code ignored;  // a later run removes it
  fs::remove_all(next_folder(), ignored);
}

std::vector<store::Image> images_to_encode(const std::vector<store::Image>& all,
                                           const std::function<bool(const store::Image&)>& known,
                                           const ProgressSink& progress, const CancelToken& cancel) {
  std::vector<store::Image> wanted;
  ProgressMeter meter("comparing images", static_cast<std::int64_t>(all.size()), progress);
  for (const auto& image : all) {
    if (cancel.cancelled())
      throw Error(ErrorKind::Cancelled, "Stopped before anything was encoded. Nothing has changed.");
    if (!known(image)) wanted.push_back(image);
    meter.advance(1);
  }
  return wanted;
}

}  // namespace cloc::indexing
