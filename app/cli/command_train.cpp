// SPDX-License-Identifier: GPL-3.0-or-later
// train, eval.
#include <cstdio>
#include <memory>
#include <sstream>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/cli/commands.h"
#include "app/cli/evaluation.h"
#include "app/cli/terminal.h"
#include "app/cli/training_output.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/indexing/shards.h"
#include "training/ablation.h"
#include "training/trainer.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct TrainCommand {
  fs::path recipe, run, resume;
  std::vector<std::string> settings;
  bool show = false;
};

struct AblateCommand {
  fs::path recipe;
  std::vector<std::string> settings;
  training::AblationOptions options;
  std::string shard;
};

struct EvalCommand {
  EvaluationTask task;
  fs::path report;
  std::string templates, prompt = "box";
};

const std::map<std::string, training::RegionPrompt> kPrompts{
    {"box", training::RegionPrompt::Box},
    {"point", training::RegionPrompt::Point},
    {"pair", training::RegionPrompt::Pair},
    {"mean-of-pair", training::RegionPrompt::MeanOfPair}};

void train(const TrainCommand& command, bool as_json) {
  training::Recipe recipe;
  if (!command.recipe.empty()) recipe = training::load_recipe(command.recipe);
  for (const auto& setting : command.settings) training::set_value(recipe, setting);
  if (command.show) {
    if (as_json) return print_json(training::describe(recipe));
    std::printf("%s", training::to_toml(recipe).c_str());
    return;
  }
  if (command.run.empty() == command.resume.empty()) {
    throw Error(ErrorKind::InvalidInput,
                "Give either --run FOLDER for a new run or --resume FOLDER to go on with one.");
  }
  if (!command.resume.empty() && (!command.recipe.empty() || !command.settings.empty())) {
    throw Error(ErrorKind::InvalidInput,
                "--resume goes on by the recipe.toml of the run; leave out RECIPE and --set.");
  }
  // A run that goes on does so where its recipe says.
  if (!command.resume.empty()) recipe = training::load_recipe(command.resume / "recipe.toml");
  const auto processes = training::processes_of(recipe);
  const auto summary = command.resume.empty()
                           ? training::start_training(recipe, command.run, training_observer(),
                                                      interrupt_token(), processes.get())
                           : training::resume_training(command.resume, training_observer(), interrupt_token(),
                                                       processes.get());
  if (processes && !processes->is_first()) return;  // the first speaks
  std::fprintf(stderr, "\n");
  print_issues(summary.issues);
  const auto path_text = [](const auto& path) { return path ? path->string() : std::string(); };
  if (as_json) {
    const json out{{"step", summary.step},
                   {"cancelled", summary.cancelled},
                   {"latest", path_text(summary.latest)},
                   {"best", path_text(summary.best)},
                   {"validation", summary.last_evaluation ? summary.last_evaluation->to_json() : json()}};
    print_json(out);
  } else {
    std::printf("%s at step %lld. Model: %s\n", summary.cancelled ? "Stopped" : "Finished",
                static_cast<long long>(summary.step),
                path_text(summary.best ? summary.best : summary.latest).c_str());
  }
  if (summary.cancelled) {
    throw Error(ErrorKind::Cancelled, "Stopped. Go on with: cloc-cli train --resume " +
                                          (command.resume.empty() ? command.run : command.resume).string());
  }
}

void ablate(AblateCommand command, bool as_json) {
  auto recipe = training::load_recipe(command.recipe);
  for (const auto& setting : command.settings) training::set_value(recipe, setting);
  if (!command.shard.empty()) {
    const auto shard = indexing::Shard::parse(command.shard);
    command.options.part = shard.number - 1;
    command.options.parts = shard.of;
  }
  training::AblationObserver seen{
      [](const std::string& message) { std::fprintf(stderr, "\n%s\n", message.c_str()); },
      training_observer()};
  seen.training.on_evaluation = {};  // each row is measured when it is done
  const auto results = training::run_ablation(recipe, command.options, seen, interrupt_token());
  if (as_json) {
    print_json(json::parse(read_text_file(command.options.folder / "ablation.json")));
  } else {
    std::printf("%s", training::ablation_table(results).c_str());
  }
}

void run_eval(const EvalCommand& command, bool as_json) {
  auto task = command.task;
  if (!command.templates.empty()) task.options.templates = templates_from(command.templates);
  task.options.prompt = kPrompts.at(command.prompt);
  const auto evaluated = evaluate(task, progress_line(), interrupt_token());
  if (!command.report.empty()) evaluated.write(command.report);
  if (as_json) return print_json(evaluated.document());
  const auto& report = evaluated.report;
  print_issues(report.issues);
  std::printf("%lld images, %lld regions\n%s", static_cast<long long>(report.images),
              static_cast<long long>(report.regions), report.to_table().c_str());
}

void add_ablate(CLI::App& train, Context& context) {
  auto command = std::make_shared<AblateCommand>();
  auto* sub = train.add_subcommand(
      "ablate", "Train and measure the recipe with parts of the method left out, each with several seeds");
  sub->add_option("RECIPE", command->recipe, "TOML file; with data.train and data.validation")->required();
  sub->add_option("--folder", command->options.folder,
                  "For the runs and the tables; what is finished in it is not done again")
      ->required();
  sub->add_option("--set", command->settings, "section.name=value, in place of the recipe's, in all rows");
  std::string names;
  for (const auto& row : training::ablation_rows()) names.append(names.empty() ? "" : ", ").append(row.name);
  sub->add_option("--row", command->options.rows,
                  "Which; may be given several times; all without it: " + names);
  sub->add_option("--seeds", command->options.seeds, "One run for each")
      ->delimiter(',')
      ->capture_default_str();
  sub->add_option("--shard", command->shard, "I/N: every N-th run, for N commands in the same folder");
  sub->callback(
      [&context, command] { context.run = [&context, command] { ablate(*command, context.json); }; });
}

}  // namespace

void add_train(CLI::App& app, Context& context) {
  auto command = std::make_shared<TrainCommand>();
  auto* sub = app.add_subcommand("train", "Train a model by a recipe");
  sub->add_option("RECIPE", command->recipe, "TOML file; the values of the paper's Table A without it");
  sub->add_option("--set", command->settings,
                  "section.name=value, in place of the recipe's; may be given several times");
  sub->add_option("--run", command->run, "New folder for checkpoints, metrics and the recipe");
  sub->add_option("--resume", command->resume, "Folder of a run to go on with");
  sub->add_flag("--show-recipe", command->show, "Print every setting with its help and value, and stop");
  sub->callback([&context, command, sub] {
    if (!sub->get_subcommands().empty()) return;
    context.run = [&context, command] { train(*command, context.json); };
  });
  add_ablate(*sub, context);
}

void add_eval(CLI::App& app, Context& context) {
  auto command = std::make_shared<EvalCommand>();
  auto* sub = app.add_subcommand("eval", "Measure a model on a labelled data set");
  sub->add_option("DATA", command->task.data, "A demo folder, a COCO .json, a project")->required();
  sub->add_option("--model", command->task.model, "Model folder; the demo model without it");
  sub->add_option("--templates", command->templates,
                  "Also classify by sentences around the names: a file with one a line, {} for the name, or "
                  "\"default\"");
  sub->add_option(
         "--prompt", command->prompt,
         "What regions are asked for by: their box, its middle, two boxes at once (\"this and that\"), or "
         "the mean of their embeddings")
      ->check(CLI::IsMember(kPrompts))
      ->capture_default_str();
  sub->add_option("--proposals", command->task.options.proposals,
                  "Also measure so many boxes an image that the model proposes by itself; 0: none")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  sub->add_option("--report", command->report,
                  "Also write the figures, classes and worst groundings as JSON");
  sub->add_option("--max-images", command->task.options.max_images, "The first so many; 0: all")
      ->capture_default_str();
  sub->add_option("--batch", command->task.options.batch_size, "Images at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  sub->add_option("--threads", command->task.threads, "That compute; 0: one for each processor")
      ->capture_default_str();
  sub->callback(
      [&context, command] { context.run = [&context, command] { run_eval(*command, context.json); }; });
}

}  // namespace cloc::cli
