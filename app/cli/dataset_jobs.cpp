// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dataset_jobs.h"

#include <nlohmann/json.hpp>

#include "app/cli/data_transfer.h"
#include "app/cli/job_params.h"
#include "core/base/atomic_file.h"

namespace cloc::cli {

using nlohmann::json;

namespace {

// report.json: what the job was asked, its result, and the first issues of each sort.
void write_report(const jobs::JobContext& job, const char* kind, const data::Format& format,
                  const json& result, const IssueReport& issues) {
  const json report{{"kind", kind},
                    {"params", job.params},
                    {"format_name", format.name},
                    {"result", result},
                    {"examples", examples_json(issues)}};
  // Names of files need not be UTF-8.
  write_text_file(job.folder / "report.json", report.dump(1, ' ', false, json::error_handler_t::replace));
}

}  // namespace

json import_dataset(jobs::JobContext& job) {
  allow_only(job.params, "import", {"data", "format", "existing", "split", "images_in", "unpack_to"});
  ImportTask task;
  task.data = required(job.params, "data");
  task.format = parameter<std::string>(job.params, "format", "");
  task.existing = parameter<std::string>(job.params, "existing", task.existing);
  task.split = parameter<std::string>(job.params, "split", "");
  task.read.image_root = parameter<std::string>(job.params, "images_in", "");
  task.read.unpack_folder = parameter<std::string>(job.params, "unpack_to", "");
  const auto imported = import_data(
      task, [&]() -> store::Project& { return job.project; }, job.progress, job.cancel);
  auto result = to_json(imported);
  write_report(job, "import", *imported.format, result, imported.report.issues);
  return result;
}

json export_dataset(jobs::JobContext& job) {
  allow_only(job.params, "export",
             {"out", "format", "images", "image_root", "overwrite", "splits", "labels", "verified"});
  ExportTask task;
  task.target = required(job.params, "out");
  task.format = required(job.params, "format");
  task.images = parameter<std::string>(job.params, "images", task.images);
  task.write.image_root = parameter<std::string>(job.params, "image_root", "");
  task.write.overwrite = parameter<bool>(job.params, "overwrite", false);
  store::ReadFilter filter;
  filter.splits = parameter<std::vector<std::string>>(job.params, "splits", {});
  filter.labels = parameter<std::vector<std::string>>(job.params, "labels", {});
  filter.verified_only = parameter<bool>(job.params, "verified", false);
  // A connection of its own: that of the job is written to by its progress.
  const auto project = store::Project::open(job.project.folder(), {.access = store::Access::ReadOnly});
  const auto exported = export_project(
      project, filter, task, [](const Exported&) {}, job.progress, job.cancel);
  auto result = to_json(exported);
  write_report(job, "export", *exported.format, result, exported.issues);
  return result;
}

}  // namespace cloc::cli
