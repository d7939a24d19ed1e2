// SPDX-License-Identifier: GPL-3.0-or-later
// info.
#include <algorithm>
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/engine/index_report.h"
#include "core/index/region_index.h"
#include "core/model/compute.h"
#include "core/store/project.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

void print_rows(const ordered_json& info, bool as_json) {
  if (as_json) return print_json(info);
  std::size_t width = 0;
  for (const auto& [name, value] : info.items()) width = std::max(width, name.size());
  for (const auto& [name, value] : info.items()) {
    const auto text = value.is_string() ? value.get<std::string>() : value.dump();
    std::printf("%-*s  %s\n", static_cast<int>(width), name.c_str(), text.c_str());
  }
}

void program_info(bool as_json) {
  model::set_threads(0);
  const auto compute = model::compute_info();
  const auto faiss = index::RegionIndex(8, 0).info();
  print_rows({{"libtorch", compute.libtorch},
              {"blas", compute.blas},
              {"threads", compute.threads},
              {"blas threads", compute.blas_threads},
              {"model device", compute.device},
              {"faiss", faiss.faiss_version},
              {"faiss build", faiss.faiss_options},
              {"index device", faiss.device},
              {"exact scan", faiss.arithmetic}},
             as_json);
}

// Of an index that can be opened: how good it is, measured now, and what it does not hold as it is now.
void add_index_rows(ordered_json& info, const engine::IndexStatus& status, const fs::path& folder) {
  const auto cancel = interrupt_token();
  const auto checker = engine::new_index_checker();
  const auto stale = checker->count_stale(folder, progress_line(), cancel);
  const auto measured = checker->measure_recall(folder, {}, progress_line(), cancel);
  info.update({{"index", status.reason},
               {"index model", status.model_name},
               {"index made", status.created},
               {"index entries", status.entries},
               {"index images", status.images},
               {"index regions", status.regions},
               {"index proposals", status.proposals},
               {"index bytes", status.bytes_on_disk},
               {"index bytes in memory", status.bytes_in_memory},
               {"index bytes mapped", status.bytes_mapped},
               {"index device", measured.device},
               {"index recall@10", measured.recall},
               {"index search, ms", measured.milliseconds},
               {"index exact search, ms", measured.exact_milliseconds},
               {"images newer than the index", status.new_images},
               {"regions newer than the index", status.new_regions},
               {"images that the index has as they are", stale.current},
               {"images not in the index", stale.not_indexed},
               {"images whose file has changed", stale.file_changed},
               {"images whose file is gone", stale.file_gone},
               {"images whose regions have changed", stale.regions_changed},
               {"images that left the project", stale.left_project}});
  if (!measured.device_problem.empty()) info["index device problem"] = measured.device_problem;
}

void project_info(const fs::path& folder, bool as_json) {
  const auto project = store::Project::open(folder, {.access = store::Access::ReadOnly});
  const auto counts = project.counts();
  ordered_json info = {{"images", counts.images},
                       {"images verified", counts.verified},
                       {"regions", counts.regions},
                       {"labels", counts.labels},
                       {"captions", counts.captions}};
  const auto status = engine::read_index_status(project);
  switch (status.state) {
    case engine::IndexState::None:
      info["index"] = "none yet: cloc-cli index " + folder.string();
      break;
    case engine::IndexState::Unreadable:
      info["index"] = status.message;
      break;
    case engine::IndexState::OtherModel:
    case engine::IndexState::Ready:
      add_index_rows(info, status, folder);
      break;
  }
  print_rows(info, as_json);
}

}  // namespace

void add_info(CLI::App& app, Context& context) {
  auto project = std::make_shared<fs::path>();
  auto* command = app.add_subcommand(
      "info", "Versions, devices, threads, FAISS and LibTorch builds; or what a project and its index hold");
  command->add_option("PROJECT", *project, "Folder NAME.clocproj");
  command->callback([&context, project] {
    context.run = [&context, project] {
      project->empty() ? program_info(context.json) : project_info(*project, context.json);
    };
  });
}

}  // namespace cloc::cli
