// SPDX-License-Identifier: GPL-3.0-or-later
// Data sets into projects and out of them: what `cloc-cli data import`, `export` and `convert` do at once and
// the jobs "import" and "export" do for the window. Prints nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/data/format.h"
#include "core/store/project_reader.h"

namespace cloc::cli {

// The format of this id; the one that recognises `path` when `id` is empty. Throws as format_named() and
// recognised_format() do.
const data::Format& format_of(const std::string& id, const std::filesystem::path& path);

struct ImportTask {
  std::filesystem::path data;      // file or folder
  std::string format;              // id; empty: what is recognised
  std::string existing = "leave";  // or "add" or "replace": store::ImportOptions::Existing
  std::string split;               // of images for which the data names none
  data::ReadOptions read;
};

struct Imported {
  const data::Format* format = nullptr;
  store::ImportReport report;  // its issues are those of the reader too
};

// `open` gives the project, and is called when the data could be opened: what cannot be read makes no
// project. Throws Error{InvalidInput} for another word of `existing`, and what reader and
// Project::import() throw: nothing was added.
Imported import_data(const ImportTask& task, const std::function<store::Project&()>& open,
                     const ProgressSink& progress, const CancelToken& cancel);

struct ExportTask {
  std::filesystem::path target;  // the file or folder to write
  std::string format;            // id
  std::string images = "leave";  // or "copy" or "link": data::WriteOptions::Images
  data::WriteOptions write;      // its `images` is set from the above
  bool dry_run = false;          // counts, and writes nothing
};

struct Exported {
  const data::Format* format = nullptr;
  data::Contents contents;
  std::vector<data::Loss> losses;  // what the format has no place for
  IssueReport issues;
};

// `open`: a new reader of what is to be written; called twice, for what there is and for writing it.
// `counted`: called between the two, when the losses are known. Throws Error{Unsupported} for a format that
// is only read, Error{InvalidInput} for another word of `images`, and what reader and writer throw: nothing
// is left behind.
Exported write_data(const ExportTask& task, const std::function<std::unique_ptr<data::DatasetReader>()>& open,
                    const std::function<void(const Exported&)>& counted, const ProgressSink& progress,
                    const CancelToken& cancel);
// Names of images that stay where they are begin, unless `task` says otherwise, at the folder that the
// project is in. `project` is not written to meanwhile (project_reader.h).
Exported export_project(const store::Project& project, const store::ReadFilter& filter, ExportTask task,
                        const std::function<void(const Exported&)>& counted, const ProgressSink& progress,
                        const CancelToken& cancel);

// {"images_added", ..., "issues": {category: number}}: what --json prints, and the result of a job.
nlohmann::json to_json(const Imported& imported);
nlohmann::json to_json(const Exported& exported);
// [{"category", "where", "what"}]
nlohmann::json examples_json(const IssueReport& issues);

}  // namespace cloc::cli
