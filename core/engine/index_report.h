// SPDX-License-Identifier: Apache-2.0
// What a project's index is, in figures for people: what it holds and takes, which model made it and when,
// what of the project it does not hold as it is now, and how much of the truth it finds. The engine tells the
// first of these of the index that it searches; the window and `cloc-cli info` ask for the rest. Nothing here
// changes an index.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/progress.h"
#include "core/engine/search_device.h"

namespace cloc::index {
struct Manifest;
struct SavedIndex;
}  // namespace cloc::index
namespace cloc::store {
class Project;
}

namespace cloc::engine {

enum class IndexState {
  None,        // the project has none yet
  Unreadable,  // damaged, or written by a newer program: the message says what and what to do
  OtherModel,  // made by another model than the one that is open, or in another way: not searched
  Ready
};

struct IndexStatus {
  IndexState state = IndexState::None;
  std::int64_t entries = 0;
  // Of these; all 0 until it was opened.
  std::int64_t images = 0, regions = 0, proposals = 0;
  // Of the project, and newer than the index: they are not found yet. Told by their numbers alone; what was
  // changed in place is in Staleness.
  std::int64_t new_images = 0, new_regions = 0;
  std::string model_name = {};       // that made it
  std::string created = {};          // ISO 8601, UTC
  std::string kind = {};             // "exact", "graph", "lists"
  std::string reason = {};           // one sentence: why this kind
  int dim = 0;                       // numbers of an embedding
  std::int64_t bytes_on_disk = 0;    // of its files
  std::int64_t bytes_in_memory = 0;  // of the program's own; 0 until it was opened
  std::int64_t bytes_mapped = 0;     // besides these, in a mapped file: the system may take them back
  std::int64_t removed = 0;          // places of removed entries that are still carried
  std::int64_t unsettled = 0;        // entries of no list yet, which are compared one by one
  std::string device = {};           // where the engine searches it: see SearchDevice; else empty
  std::string device_problem = {};
  // Of OtherModel: it is of the model that is open, and was saved by another version of the program.
  bool other_version = false;
  std::string message = {};  // for people: what to do when it is not Ready; empty when it is
  bool operator==(const IndexStatus&) const = default;
};

// What the manifest tells without opening the index: state Ready, no figures of entries and memory.
IndexStatus status_of(const index::Manifest& manifest);
// The others, of an index that was opened.
void add_figures(IndexStatus& status, const index::SavedIndex& saved);
// Opens the index of `project`, of whatever model, to tell all of it but where it is searched. None and
// Unreadable are states here and not errors. Errors as of Project.
IndexStatus read_index_status(const store::Project& project);

// The images of a project by what an update of the index would find of them. Each counts once.
struct Staleness {
  std::int64_t images = 0;           // of the project: the sum of the next five
  std::int64_t current = 0;          // in the index as they are
  std::int64_t not_indexed = 0;      // added since, or could not be read
  std::int64_t file_changed = 0;     // since it was encoded
  std::int64_t file_gone = 0;        // there is no such file
  std::int64_t regions_changed = 0;  // drawn, moved, removed or brought back
  std::int64_t left_project = 0;     // in the index, and not in the project any more

  // What an update would do something about; gone files are not to be had by any.
  std::int64_t to_update() const { return not_indexed + file_changed + regions_changed + left_project; }
  bool operator==(const Staleness&) const = default;
};

// How much of the truth the index finds, against comparing every entry.
struct Recall {
  double recall = 1;                                // of the k nearest, the part that is found
  double milliseconds = 0, exact_milliseconds = 0;  // median of one search; of one exact search
  std::int64_t queries = 0, k = 0;
  std::string device = {}, device_problem = {};  // that searched: see SearchDevice
  bool operator==(const Recall&) const = default;
};

struct RecallOptions {
  std::int64_t queries = 100;  // entries drawn by chance, always the same ones of an index; at least 1
  std::int64_t k = 10;
  DeviceChoice device = DeviceChoice::Auto;
};

// The two that take a while. Both open project and index for themselves and may run in any thread, beside an
// engine that answers meanwhile; an index that is replaced meanwhile is read to the end. They throw
// Error{Cancelled}; as index::open_generation and Project::open; count_stale looks at every image's file and
// regions (some 15,000 a second), measure_recall takes `queries` exact searches and as many of the index's
// kind.
class IndexChecker {
 public:
  virtual ~IndexChecker() = default;
  virtual Staleness count_stale(const std::filesystem::path& project, const ProgressSink& progress,
                                const CancelToken& cancel) const = 0;
  virtual Recall measure_recall(const std::filesystem::path& project, const RecallOptions& options,
                                const ProgressSink& progress, const CancelToken& cancel) const = 0;
};

std::unique_ptr<IndexChecker> new_index_checker();
// For the window: as load_engine_module(), from the same module.
std::unique_ptr<IndexChecker> load_index_checker_module();

}  // namespace cloc::engine
