// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/working_index.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace cloc::indexing {
namespace {

bool is_proposal(const index::Entry& entry) {
  return entry.kind == index::EntryKind::Proposal;
}

}  // namespace

WorkingIndex::WorkingIndex(index::Origin origin, int dim, std::int64_t expected_count,
                           std::optional<index::Kind> kind)
    : origin_(std::move(origin)),
      opened_duplicate_cosine_(origin_.duplicate_cosine),
      kind_(kind),
      index_(dim, expected_count, kind) {}

std::optional<ErrorKind> WorkingIndex::open(const std::filesystem::path& folder, IssueReport& issues,
                                            bool verify_checksums) {
  try {
    auto saved = index::open_generation(folder, {.model_hash = origin_.model_hash,
                                                 .dim = index_.dim(),
                                                 .project_id = origin_.project_id,
                                                 .verify_checksums = verify_checksums});
    index_ = std::move(saved.index);
    entries_ = std::move(saved.entries);
    opened_duplicate_cosine_ = saved.manifest.origin.duplicate_cosine;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Corrupt) {
      issues.add("damaged index", folder.string(),
                 std::string(error.what()) + " Everything is encoded again.");
    } else if (error.kind() != ErrorKind::NotFound && error.kind() != ErrorKind::Mismatch &&
               error.kind() != ErrorKind::Unsupported) {
      throw;
    }
    // A newer program's index is as good as another model's: it stays until there is one of ours.
    return error.kind() == ErrorKind::Unsupported ? ErrorKind::Mismatch : error.kind();
  }
  known_.clear();
  removed_.clear();
  for (const auto& entry : entries_.all()) known_[entry.image_id].push_back(entry);
  return std::nullopt;
}

bool WorkingIndex::other_proposals() const {
  return opened_duplicate_cosine_ != origin_.duplicate_cosine &&
         std::any_of(entries_.all().begin(), entries_.all().end(), is_proposal);
}

template <class Chosen>
void WorkingIndex::take_out_if(Chosen&& chosen) {
  std::vector<store::ImageId> images;
  for (const auto& [image, entries] : known_) {
    if (chosen(image, entries)) images.push_back(image);
  }
  for (const auto image : images) take_out(image);
}

void WorkingIndex::take_out_proposals() {
  take_out_if([](store::ImageId, const std::vector<index::Entry>& entries) {
    return std::any_of(entries.begin(), entries.end(), is_proposal);
  });
}

void WorkingIndex::take_out_others(const std::vector<store::Image>& images) {
  std::unordered_set<store::ImageId> present;
  for (const auto& image : images) present.insert(image.id);
  take_out_if([&](store::ImageId image, const auto&) { return !present.contains(image); });
}

std::span<const index::Entry> WorkingIndex::known(store::ImageId image) const {
  const auto found = known_.find(image);
  return found == known_.end() ? std::span<const index::Entry>() : found->second;
}

void WorkingIndex::take_out(store::ImageId image) {
  const auto found = known_.find(image);
  if (found == known_.end()) return;
  std::vector<std::int64_t> ids;
  ids.reserve(found->second.size());
  for (const auto& entry : found->second) ids.push_back(entry.id);
  index_.remove(ids);
  removed_.insert(removed_.end(), ids.begin(), ids.end());
  known_.erase(found);
  changed_ = true;
}

void WorkingIndex::put(const EncodedEntries& encoded) {
  take_out(encoded.image.id);
  std::vector<std::int64_t> ids;
  ids.reserve(encoded.entries.size());
  for (const auto& entry : encoded.entries) ids.push_back(entries_.add(entry));
  index_.add(ids, encoded.embeddings);
  changed_ = true;
}

void WorkingIndex::settle(const ProgressSink& progress, const CancelToken& cancel) {
  const auto kind = kind_ ? *kind_ : index::RegionIndex(index_.dim(), index_.count()).kind();
  const auto info = index_.info();
  // Places of removed entries are searched and saved too: from a quarter of all on, a new index is the
  // cheaper one.
  if (kind != info.kind || 4 * info.removed > info.count) {
    index_ = index_.rebuilt(kind_, progress, cancel);
    changed_ = true;
  } else if (info.unsettled > 0) {
    index_.settle(progress, cancel);
    changed_ = true;
  }
}

const index::EntryTable& WorkingIndex::entries() {
  if (!removed_.empty()) entries_.remove(removed_);
  removed_.clear();
  return entries_;
}

void WorkingIndex::save(const std::filesystem::path& folder) {
  if (!changed_) return;
  index::save_generation(folder, index_, entries(), origin_);
  changed_ = false;
}

}  // namespace cloc::indexing
