// SPDX-License-Identifier: GPL-3.0-or-later
// job add, run, start, pause, cancel, list.
#include <cstdio>
#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/job_kinds.h"
#include "app/cli/terminal.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/jobs/launch.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct JobCommand {
  fs::path project, recipe;
  std::int64_t id = 0;
  std::string kind;
  std::vector<std::string> params;
};

// name=value; a value that is JSON (a number, true) is taken as such, any other as text.
json params_of(const JobCommand& command) {
  json params = json::object();
  for (const auto& assignment : command.params) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(ErrorKind::InvalidInput,
                  "--param " + assignment + ": write name=value, e.g. --param threads=1.");
    }
    const auto text = assignment.substr(equals + 1);
    const auto value = json::parse(text, nullptr, /*allow_exceptions=*/false);
    params[assignment.substr(0, equals)] = value.is_discarded() ? json(text) : value;
  }
  if (!command.recipe.empty()) params["recipe"] = read_text_file(command.recipe);
  return params;
}

void add(const JobCommand& command, bool as_json) {
  if (!job_kinds().contains(command.kind)) {
    std::string known;
    for (const auto& [name, work] : job_kinds()) known += (known.empty() ? "" : ", ") + name;
    throw Error(ErrorKind::InvalidInput,
                "There are no jobs of the kind '" + command.kind + "'; choose one of: " + known + ".");
  }
  auto project = store::Project::open(command.project);
  const auto id = project.jobs().create(command.kind, params_of(command).dump());
  if (as_json) return print_json({{"job", id}});
  std::printf("Job %lld. Run it with: cloc-cli job run %s %lld\n", static_cast<long long>(id),
              command.project.c_str(), static_cast<long long>(id));
}

void list(const JobCommand& command, bool as_json) {
  auto project = store::Project::open(command.project);
  jobs::mark_interrupted(project);
  json all = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& job : project.jobs().list()) {
    const auto progress = json::parse(job.progress, nullptr, /*allow_exceptions=*/false);
    all.push_back({{"id", job.id},
                   {"kind", job.kind},
                   {"state", store::to_string(job.state)},
                   {"progress", progress},
                   {"message", job.message}});
    std::string where;
    if (progress.is_object() && progress.contains("done")) {
      where = progress.value("stage", "") + " " + std::to_string(progress.value("done", 0LL)) + " / " +
              std::to_string(progress.value("total", 0LL));
    }
    rows.push_back({std::to_string(job.id), job.kind, store::to_string(job.state), where, job.message});
  }
  if (as_json) return print_json(all);
  std::printf("%s", table({"id", "kind", "state", "progress", "message"}, rows).c_str());
}

// With --json the protocol itself is printed; without it the progress line and, at the end, the result.
void run(const JobCommand& command, bool as_json) {
  const auto result =
      jobs::run_job(command.project, command.id, job_kinds(), as_json ? stdout : nullptr, interrupt_token());
  if (!as_json) print_json(result);
}

// Runs `action` on the opened project and says what became of the job.
template <class Action>
void change(const JobCommand& command, bool as_json, Action&& action) {
  auto project = store::Project::open(command.project);
  action(project);
  const auto state = store::to_string(project.jobs().get(command.id).state);
  if (as_json) return print_json({{"job", command.id}, {"state", state}});
  std::printf("Job %lld is %s.\n", static_cast<long long>(command.id), state);
}

}  // namespace

void add_job(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand(
      "job", "Long work of a project: index, train, eval, import, export, label, as worker processes");
  group->require_subcommand(1);
  const auto subcommand = [&](const char* name, const char* help, bool takes_id, auto body) {
    auto command = std::make_shared<JobCommand>();
    auto* sub = group->add_subcommand(name, help);
    sub->add_option("PROJECT", command->project, "Folder NAME.clocproj")->required();
    if (takes_id) sub->add_option("JOB", command->id, "Number of the job, see job list")->required();
    sub->callback([&context, command, body] {
      context.run = [&context, command, body] { body(*command, context.json); };
    });
    return std::pair(sub, command);
  };
  auto [adding, command] = subcommand("add", "Put a job into the queue", false, add);
  adding->add_option("KIND", command->kind, "index, train, eval, convert, import, export or label")
      ->required();
  adding->add_option(
      "--param", command->params,
      "name=value: model, data, kind, batch, threads, max_images, format, out, existing, split, ...");
  adding->add_option("--recipe", command->recipe, "TOML file, for train");
  subcommand("list", "Every job with its state", false, list);
  subcommand("run", "Do the work here; --json prints its progress as JSON lines", true, run);
  subcommand("start", "Do the work in a process of its own, which goes on by itself", true,
             [](const JobCommand& c, bool as_json) {
               change(c, as_json, [&](store::Project& project) {
                 jobs::start_worker(fs::canonical("/proc/self/exe"), project, c.id);
               });
             });
  subcommand("pause", "Save and stop; run or start goes on from there", true,
             [](const JobCommand& c, bool as_json) {
               change(c, as_json, [&](store::Project& project) { jobs::pause_job(project, c.id); });
             });
  subcommand("cancel", "Stop for good", true, [](const JobCommand& c, bool as_json) {
    change(c, as_json, [&](store::Project& project) { jobs::cancel_job(project, c.id); });
  });
}

}  // namespace cloc::cli
