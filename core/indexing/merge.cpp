// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/indexing/contents.h"
#include "core/indexing/kept_model.h"
#include "core/indexing/project_index.h"
#include "core/indexing/shards.h"

namespace cloc::indexing {
namespace {

namespace fs = std::filesystem;

std::string name_of(const Shard& shard) {
  return std::to_string(shard.number) + "/" + std::to_string(shard.of);
}

// A shard that a worker has left, not written to while this lives.
class FinishedShard {
 public:
  FinishedShard(fs::path folder, FileLock lock, index::SavedIndex saved, SeenImages seen)
      : folder_(std::move(folder)), lock_(std::move(lock)), saved_(std::move(saved)), seen_(std::move(seen)) {
    // An image's entries were added together, and stay together.
    const auto& all = saved_.entries.all();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto place = places_.try_emplace(all[i].image_id, Place{i, 0}).first;
      ++place->second.count;
    }
  }

  std::span<const index::Entry> entries_of(store::ImageId image) const {
    const auto found = places_.find(image);
    if (found == places_.end()) return {};
    return std::span(saved_.entries.all()).subspan(found->second.first, found->second.count);
  }

  EncodedEntries read(store::Image image, std::span<const index::Entry> entries) const {
    EncodedEntries out{std::move(image), {entries.begin(), entries.end()}, {}};
    for (const auto& entry : entries) {
      const auto row = saved_.index.embedding(entry.id);
      out.embeddings.insert(out.embeddings.end(), row.begin(), row.end());
    }
    return out;
  }

  const fs::path& folder() const { return folder_; }
  const index::Origin& origin() const { return saved_.manifest.origin; }
  int dim() const { return saved_.manifest.dim; }
  const SeenImages& seen() const { return seen_; }

 private:
  struct Place {
    std::size_t first = 0, count = 0;
  };

  fs::path folder_;
  FileLock lock_;
  index::SavedIndex saved_;
  SeenImages seen_;
  std::unordered_map<store::ImageId, Place> places_;
};

// Of how many the shards in the project are: several numbers when they were begun in several ways.
std::vector<int> shard_counts(const fs::path& project) {
  std::vector<int> counts;
  std::error_code none;
  for (const auto& item : fs::directory_iterator(project / "index" / "shards", none)) {
    if (const auto shard = shard_of(item.path())) counts.push_back(shard->of);
  }
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

int choose_count(const fs::path& project, const MergeOptions& options) {
  const auto counts = shard_counts(project);
  const auto found = options.of ? std::count(counts.begin(), counts.end(), *options.of) : 0;
  if (counts.empty() || (options.of && found == 0)) {
    std::string of;
    if (options.of) of = " of " + std::to_string(*options.of);
    throw Error(ErrorKind::NotFound, project.string() + " has no shards" + of +
                                         " to merge. Make them first: cloc-cli index " + project.string() +
                                         " --shard 1/" + std::to_string(options.of.value_or(2)) +
                                         ", and so on.");
  }
  if (options.of) return *options.of;
  if (counts.size() == 1) return counts[0];
  std::string all;
  for (const int count : counts) {
    if (!all.empty()) all += ", ";
    all += std::to_string(count);
  }
  throw Error(ErrorKind::InvalidInput, project.string() + " has shards of several numbers of workers (" +
                                           all + "). Say which to merge: --of " +
                                           std::to_string(counts.back()) +
                                           ". Folders in index/shards that are not wanted may be removed.");
}

struct Opened {
  std::vector<FinishedShard> shards;
  std::string missing, unfinished;  // for the message: "2/4, 3/4"
};

void check_alike(const FinishedShard& first, const FinishedShard& other) {
  const auto& a = first.origin();
  const auto& b = other.origin();
  std::string difference;
  if (a.model_hash != b.model_hash)
    difference = "were encoded by different models";
  else if (first.dim() != other.dim())
    difference = "hold embeddings of different sizes";
  else if (a.duplicate_cosine != b.duplicate_cosine)
    difference = "were made with different --duplicate-cosine";
  if (difference.empty()) return;
  throw Error(ErrorKind::Mismatch, first.folder().string() + " and " + other.folder().string() + " " +
                                       difference + ". Run the workers again with the same options.");
}

FinishedShard open_shard(const store::Project& project, const Shard& shard, FileLock lock) {
  const auto folder = shard_folder(project.folder(), shard);
  try {
    auto seen = SeenImages::load(folder);
    return {folder, std::move(lock), index::open_generation(folder, {.project_id = project.id()}),
            std::move(seen)};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Corrupt) throw;
    throw Error(ErrorKind::Corrupt, "Shard " + name_of(shard) + " is damaged: " + error.what() +
                                        " Encode it again: cloc-cli index " + project.folder().string() +
                                        " --shard " + name_of(shard));
  }
}

Opened open_shards(const store::Project& project, int of, const ProgressSink& progress,
                   const CancelToken& cancel) {
  Opened opened;
  std::string running;
  ProgressMeter meter("opening shards", of, progress);
  for (Shard shard{1, of}; shard.number <= of; ++shard.number) {
    cancel.throw_if_cancelled();
    const auto note = [&](std::string& where) {
      if (!where.empty()) where += ", ";
      where += name_of(shard);
    };
    const auto folder = shard_folder(project.folder(), shard);
    if (!fs::exists(folder)) {
      note(opened.missing);
      meter.advance(1);
      continue;
    }
    auto lock = FileLock::try_acquire(folder / "worker.lock");
    if (!lock) {
      note(running);
      continue;
    }
    if (!index::current_manifest(folder)) {
      note(opened.missing);  // it was stopped before it had saved anything
      meter.advance(1);
      continue;
    }
    opened.shards.push_back(open_shard(project, shard, std::move(*lock)));
    if (!opened.shards.back().seen().complete) note(opened.unfinished);
    check_alike(opened.shards.front(), opened.shards.back());
    meter.advance(1);
  }
  if (running.empty()) return opened;
  throw Error(ErrorKind::InvalidInput, "Shards of " + project.folder().string() +
                                           " are being encoded still: " + running +
                                           ". Merge when their workers are done.");
}

void check_whole(const store::Project& project, const Opened& opened, bool partial) {
  if (opened.missing.empty() && opened.unfinished.empty()) return;
  if (partial && !opened.shards.empty()) return;
  std::string what;
  if (!opened.missing.empty()) what = "missing: " + opened.missing;
  if (!what.empty() && !opened.unfinished.empty()) what += "; ";
  if (!opened.unfinished.empty()) what += "unfinished: " + opened.unfinished;
  const auto& first = opened.missing.empty() ? opened.unfinished : opened.missing;
  throw Error(ErrorKind::NotFound, "Not all shards are there (" + what + "). Run cloc-cli index " +
                                       project.folder().string() + " --shard " +
                                       first.substr(0, first.find(',')) +
                                       " and so on, or merge what there is: --partial.");
}

// Where the model of the shards can be copied from.
fs::path find_model(const store::Project& project, const FinishedShard& shard, const MergeOptions& options) {
  const auto& hash = shard.origin().model_hash;
  const auto is_it = [&](const fs::path& folder) {
    const auto weights = folder / "model.safetensors";
    return fs::exists(weights) && sha256_file(weights) == hash;
  };
  if (!options.model.empty()) {
    if (is_it(options.model)) return options.model;
    throw Error(ErrorKind::Mismatch, options.model.string() +
                                         " is not the model that the shards were encoded with (" +
                                         hash.substr(0, 12) + "). Give the folder of that model.");
  }
  for (const auto& folder : {project.models_folder() / hash, fs::path(shard.seen().model)}) {
    if (is_it(folder)) return folder;
  }
  throw Error(ErrorKind::NotFound, "The model that the shards were encoded with (" + hash.substr(0, 12) +
                                       ") is not in " + shard.seen().model +
                                       " any more. Say where it is: --model FOLDER");
}

// Up to where the merged index knows the project.
store::IndexMark mark_of(const Opened& opened, const std::optional<store::IndexMark>& before) {
  auto mark = opened.shards.front().seen().mark;
  for (const auto& shard : opened.shards) {
    mark.image = std::min(mark.image, shard.seen().mark.image);
    mark.region = std::min(mark.region, shard.seen().mark.region);
  }
  // Parts that are not there may hold any image.
  if (!opened.missing.empty() || !opened.unfinished.empty()) mark = {};
  if (before) {
    mark.image = std::max(mark.image, before->image);
    mark.region = std::max(mark.region, before->region);
  }
  return mark;
}

void remove_shards(const fs::path& project, std::vector<FinishedShard> shards) {
  std::error_code ignored;  // a merge of what is left finds all of it in the index
  for (const auto& shard : shards) fs::remove_all(shard.folder(), ignored);
  fs::remove(project / "index" / "shards", ignored);  // only when it is empty
}

}  // namespace

MergeReport merge_shards(store::Project& project, const MergeOptions& options, const ProgressSink& progress,
                         const CancelToken& cancel) {
  auto opened = open_shards(project, choose_count(project.folder(), options), progress, cancel);
  check_whole(project, opened, options.partial);
  const auto& first = opened.shards.front();
  const auto model = find_model(project, first, options);

  MergeReport report;
  report.shards = static_cast<int>(opened.shards.size());
  ProjectIndex index(project, first.origin(), first.dim(), options.kind, report.issues);
  const auto mark = mark_of(opened, index.goes_on() ? store::index_mark(project) : std::nullopt);
  const auto images = project.images();
  index.take_out_others(images);
  report.images = static_cast<std::int64_t>(images.size());
  ProgressMeter meter("merging shards", report.images, progress);
  for (const auto& image : images) {
    cancel.throw_if_cancelled();
    meter.advance(1);
    if (index.up_to_date(image)) {
      ++report.unchanged;
      continue;
    }
    const auto regions = region_entries(project.regions_of(image.id));
    const auto holder = std::find_if(opened.shards.begin(), opened.shards.end(), [&](const auto& shard) {
      return freshness(shard.seen().seen(image), shard.entries_of(image.id), regions) == Freshness::Current;
    });
    if (holder == opened.shards.end()) {
      ++report.left;
      continue;
    }
    index.keep(holder->read(holder->seen().seen(image), holder->entries_of(image.id)));
    ++report.merged;
  }
  index.settle(progress, cancel);
  cancel.throw_if_cancelled();
  keep_model(project, model, first.origin().model_hash);
  const bool whole = opened.missing.empty() && opened.unfinished.empty();
  report.in_use = whole || !index.beside_the_one_in_use();
  if (report.in_use) {
    index.finish(mark);
  } else {
    index.save();
  }
  remove_shards(project.folder(), std::move(opened.shards));
  report.entries = index.index().count();
  report.index = index.index().info();
  return report;
}

}  // namespace cloc::indexing
