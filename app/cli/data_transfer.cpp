// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/data_transfer.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

[[noreturn]] void refuse(const char* option, const std::string& word, const char* known) {
  std::string message = "There is no '" + word;
  message.append("' for ").append(option).append(". There are: ").append(known).append(".");
  throw Error(ErrorKind::InvalidInput, message);
}

store::ImportOptions::Existing existing_of(const std::string& word) {
  using Existing = store::ImportOptions::Existing;
  if (word == "leave") return Existing::Leave;
  if (word == "add") return Existing::Add;
  if (word == "replace") return Existing::Replace;
  refuse("images that the project has", word, "leave, add, replace");
}

data::WriteOptions::Images images_of(const std::string& word) {
  using Images = data::WriteOptions::Images;
  if (word == "leave") return Images::Leave;
  if (word == "copy") return Images::Copy;
  if (word == "link") return Images::Link;
  refuse("the images' files", word, "leave, copy, link");
}

const data::Format& writable_format(const std::string& id) {
  const auto& format = data::format_named(id);
  if (format.write != nullptr) return format;
  std::string ids;
  for (const auto* other : data::formats()) {
    if (other->write != nullptr) ids += (ids.empty() ? "" : ", ") + other->id;
  }
  throw Error(ErrorKind::Unsupported, format.name + " is only read. These are written: " + ids + ".");
}

}  // namespace

const data::Format& format_of(const std::string& id, const fs::path& path) {
  return id.empty() ? data::recognised_format(path) : data::format_named(id);
}

Imported import_data(const ImportTask& task, const std::function<store::Project&()>& open,
                     const ProgressSink& progress, const CancelToken& cancel) {
  const auto existing = existing_of(task.existing);
  Imported imported;
  imported.format = &format_of(task.format, task.data);
  IssueReport issues;
  const auto reader = imported.format->read(task.data, task.read, {issues, progress, cancel});
  // A folder may be given with a slash at its end.
  const auto source = task.data.has_filename() ? task.data.filename() : task.data.parent_path().filename();
  imported.report = open().import(
      *reader, {.source = source.string(), .existing = existing, .split = task.split}, progress, cancel);
  issues.merge(imported.report.issues);
  imported.report.issues = std::move(issues);
  return imported;
}

Exported write_data(const ExportTask& task, const std::function<std::unique_ptr<data::DatasetReader>()>& open,
                    const std::function<void(const Exported&)>& counted, const ProgressSink& progress,
                    const CancelToken& cancel) {
  Exported exported;
  exported.format = &writable_format(task.format);
  auto options = task.write;
  options.images = images_of(task.images);
  const auto first = open();
  exported.contents = data::contents_of(*first, progress, cancel);
  exported.losses = data::losses(exported.contents, exported.format->holds);
  counted(exported);
  if (task.dry_run) return exported;
  const data::Context context{exported.issues, progress, cancel};
  // Labels that are learned while reading are all known to the reader that has counted.
  const auto writer =
      exported.format->write(task.target, first->labels(), first->label_details(), options, context);
  const auto reader = open();
  data::copy_all(*reader, *writer, "writing images", context);
  return exported;
}

Exported export_project(const store::Project& project, const store::ReadFilter& filter, ExportTask task,
                        const std::function<void(const Exported&)>& counted, const ProgressSink& progress,
                        const CancelToken& cancel) {
  if (task.write.image_root.empty()) task.write.image_root = project.folder().parent_path();
  return write_data(
      task, [&] { return store::read_project(project, filter); }, counted, progress, cancel);
}

json to_json(const Imported& imported) {
  const auto& report = imported.report;
  return {{"format", imported.format->id},
          {"images_added", report.images_added},
          {"images_already_there", report.images_already_there},
          {"images_changed", report.images_changed},
          {"regions_added", report.regions_added},
          {"regions_removed", report.regions_removed},
          {"captions_added", report.captions_added},
          {"labels_added", report.labels_added},
          {"issues", report.issues.counts()}};
}

json to_json(const Exported& exported) {
  json losses = json::object();
  for (const auto& loss : exported.losses) losses[data::to_string(loss.kind)] = loss.number;
  return {{"format", exported.format->id},
          {"images", exported.contents.images},
          {"regions", exported.contents.regions},
          {"left_out", data::left_out(exported.contents, exported.format->holds)},
          {"losses", losses},
          {"issues", exported.issues.counts()}};
}

json examples_json(const IssueReport& issues) {
  json examples = json::array();
  for (const auto& issue : issues.examples())
    examples.push_back({{"category", issue.category}, {"where", issue.where}, {"what", issue.what}});
  return examples;
}

}  // namespace cloc::cli
