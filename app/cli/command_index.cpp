// SPDX-License-Identifier: GPL-3.0-or-later
// index: alone, as one worker of several (--shard), and what joins their work (index merge).
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/project_place.h"
#include "app/cli/search_output.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/data/format.h"
#include "core/indexing/shards.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct IndexCommand {
  fs::path project, data, model;
  std::string kind, shard, database;
  indexing::IndexingOptions how;
  int threads = 0;
  bool keep_duplicates = false, import_only = false;
};

struct MergeCommand {
  fs::path project, model;
  std::string kind;
  int of = 0;
  bool partial = false;
};

inference::Session open_model(const IndexCommand& command) {
  return inference::Session::open(command.model.empty() ? default_model() : command.model, command.threads);
}

json to_json(const indexing::IndexingReport& report) {
  return {{"images", report.images},
          {"encoded", report.encoded},
          {"unchanged", report.unchanged},
          {"entries", report.entries},
          {"proposals", report.proposals},
          {"near_duplicates", report.near_duplicates},
          {"kind", index::to_string(report.index.kind)},
          {"reason", report.index.reason}};
}

void print(const indexing::IndexingReport& report, const IssueReport& issues, const std::string& outcome) {
  print_issues(issues);
  if (report.near_duplicates > 0) {
    std::printf("%lld of %lld proposals were left out as near duplicates (--keep-duplicates keeps them).\n",
                static_cast<long long>(report.near_duplicates), static_cast<long long>(report.proposals));
  }
  std::printf("%lld entries of %lld images (%lld encoded now). %s\n", static_cast<long long>(report.entries),
              static_cast<long long>(report.images), static_cast<long long>(report.encoded), outcome.c_str());
}

void encode_shard(const IndexCommand& command, bool as_json) {
  if (!command.data.empty() || command.import_only) {
    throw Error(ErrorKind::InvalidInput,
                "A worker with --shard only reads the project: several would add the same images. Add them "
                "first, once: cloc-cli index " +
                    command.project.string() + " --data FOLDER --import-only");
  }
  const auto shard = indexing::Shard::parse(command.shard);
  const auto cancel = interrupt_token();
  auto session = open_model(command);
  const auto report =
      indexing::encode_shard(command.project, session, shard, command.how, progress_line(), cancel);
  if (!as_json) {
    return print(report, report.issues,
                 "When all workers are done: cloc-cli index merge " + command.project.string());
  }
  auto document = to_json(report);
  document["shard"] = command.shard;
  document["issues"] = report.issues.counts();
  print_json(document);
}

void build_index(const IndexCommand& command, bool as_json) {
  const auto cancel = interrupt_token();
  IssueReport issues;
  auto project = open_or_create(command.project, command.database);
  store::ImportReport imported;
  if (!command.data.empty()) {
    const auto reader =
        data::recognised_format(command.data).read(command.data, {}, {issues, progress_line(), cancel});
    imported = project.import(*reader, {.source = command.data.filename().string()}, progress_line(), cancel);
    issues.merge(imported.issues);
  }
  if (command.import_only) {
    const auto counts = project.counts();
    if (as_json) {
      return print_json(
          {{"images", counts.images}, {"images_added", imported.images_added}, {"issues", issues.counts()}});
    }
    print_issues(issues);
    std::printf("%lld images added; the project has %lld.\n", static_cast<long long>(imported.images_added),
                static_cast<long long>(counts.images));
    return;
  }
  auto session = open_model(command);
  const auto report = indexing::update_index(project, session, command.how, progress_line(), cancel);
  issues.merge(report.issues);
  if (!as_json) return print(report, issues, "Index: " + report.index.reason);
  auto document = to_json(report);
  document["issues"] = issues.counts();
  print_json(document);
}

void merge(const MergeCommand& command, bool as_json) {
  const auto cancel = interrupt_token();
  auto project = store::Project::open(command.project);
  indexing::MergeOptions how;
  if (!command.kind.empty()) how.kind = index::kind_from(command.kind);
  if (command.of > 0) how.of = command.of;
  how.partial = command.partial;
  how.model = command.model;
  const auto report = indexing::merge_shards(project, how, progress_line(), cancel);
  if (as_json) {
    return print_json({{"shards", report.shards},
                       {"images", report.images},
                       {"merged", report.merged},
                       {"unchanged", report.unchanged},
                       {"left", report.left},
                       {"entries", report.entries},
                       {"in_use", report.in_use},
                       {"kind", index::to_string(report.index.kind)},
                       {"reason", report.index.reason},
                       {"issues", report.issues.counts()}});
  }
  print_issues(report.issues);
  std::printf("%d shards: %lld images merged, %lld were in the index already. %lld entries. Index: %s\n",
              report.shards, static_cast<long long>(report.merged), static_cast<long long>(report.unchanged),
              static_cast<long long>(report.entries), report.index.reason.c_str());
  if (report.left > 0 || !report.in_use) {
    std::printf("%lld images are in no shard, or have changed since%s: cloc-cli index %s\n",
                static_cast<long long>(report.left),
                report.in_use ? "" : "; the index in use stays until they are in the new one",
                command.project.c_str());
  }
}

}  // namespace

void add_index(CLI::App& app, Context& context) {
  auto options = std::make_shared<IndexCommand>();
  auto* command =
      app.add_subcommand("index", "Encode a project's images and regions and make them searchable");
  command->add_option("PROJECT", options->project, "Folder NAME.clocproj; made when it does not exist");
  command->add_option("--database", options->database, kDatabaseHelp);
  command->add_option("--data", options->data, "Images or a data set to add first: a folder, a COCO .json");
  command->add_flag("--import-only", options->import_only, "Add the data and encode nothing yet");
  command->add_option("--model", options->model, "Model folder; the demo model without it");
  command->add_option("--kind", options->kind, "exact, graph or lists; chosen by size and memory without it");
  command->add_option("--shard", options->shard,
                      "i/n: encode the i-th of n parts, beside other workers; `index merge` joins them");
  command
      ->add_option("--duplicate-cosine", options->how.duplicate_cosine,
                   "Where an image has no regions: proposals more alike than this are left out")
      ->capture_default_str();
  command->add_flag("--keep-duplicates", options->keep_duplicates, "Leave out no proposals");
  command->add_option("--batch", options->how.batch_size, "Images encoded at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "That compute; 0: one for each processor")
      ->capture_default_str();

  auto merge_options = std::make_shared<MergeCommand>();
  auto* merging = command->add_subcommand("merge", "Join what the workers of --shard have encoded");
  merging->add_option("PROJECT", merge_options->project, "Folder NAME.clocproj")->required();
  merging->add_flag("--partial", merge_options->partial,
                    "Merge what there is, though shards are missing or unfinished");
  merging
      ->add_option("--of", merge_options->of, "The shards of this many workers, when there are several kinds")
      ->check(CLI::PositiveNumber);
  merging->add_option("--model", merge_options->model,
                      "Where the shards' model is now; where the workers had it without it");
  merging->add_option("--kind", merge_options->kind,
                      "exact, graph or lists; chosen by size and memory without it");

  command->callback([&context, command, merging, options] {
    if (command->got_subcommand(merging)) return;
    if (options->project.empty()) throw CLI::RequiredError("PROJECT");
    context.run = [&context, options] {
      if (!options->kind.empty()) options->how.kind = index::kind_from(options->kind);
      if (options->keep_duplicates) options->how.duplicate_cosine = 1;
      options->shard.empty() ? build_index(*options, context.json) : encode_shard(*options, context.json);
    };
  });
  merging->callback([&context, merge_options] {
    context.run = [&context, merge_options] { merge(*merge_options, context.json); };
  });
}

}  // namespace cloc::cli
