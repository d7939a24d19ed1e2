// SPDX-License-Identifier: GPL-3.0-or-later
// label: machine labels of a project's images; label accept, clear and compare: what is done with all of
// them; label self-train: rounds of labelling and training.
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/data_transfer.h"
#include "app/cli/labelling_task.h"
#include "app/cli/self_training.h"
#include "app/cli/terminal.h"
#include "app/cli/training_output.h"
#include "core/base/error.h"
#include "training/labelling/label_review.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct LabelCommand {
  fs::path project;
  LabellingTask task;
  std::string phrases = "grammar", shard;
  std::vector<store::ImageId> images;
  labelling::CaptionerOptions captioner;
  int captioner_timeout = 120;  // seconds
};

struct ReviewCommand {
  fs::path project;
  double above = 0.5;
  std::vector<double> thresholds{0.1, 0.3, 0.5};
};

std::string decimals(double value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string number(std::int64_t value) {
  return std::to_string(value);
}

void print(const Labelled& done, const fs::path& project) {
  const auto& report = done.report;
  print_issues(report.issues);
  std::printf("%s images: %s labelled, %s were before", number(report.images).c_str(),
              number(report.labelled).c_str(), number(report.already).c_str());
  const std::pair<std::int64_t, const char*> left_out[] = {
      {report.without_caption, "without a caption"},
      {report.other_language, "not captioned in English"},
      {report.unreadable, "not readable"},
      {report.failed, "failed"},
      {report.left, "not reached"}};
  for (const auto& [count, what] : left_out) {
    if (count > 0) std::printf(", %s %s", number(count).c_str(), what);
  }
  std::printf(".\n");
  std::printf(
      "%s phrases looked for, %s boxes (%s with a label); %s images have none; %s phrases were stop "
      "words alone.\n",
      number(report.phrases.phrases).c_str(), number(report.written.boxes).c_str(),
      number(report.written.with_label).c_str(), number(report.without_boxes).c_str(),
      number(report.phrases.stop_word_phrases).c_str());
  std::printf("An image has %.1f boxes, a caption %.1f words, a box's phrase %.1f words.\n",
              report.boxes_per_image(), report.words_per_caption(), report.words_per_box());
  std::vector<std::vector<std::string>> rows;
  for (const auto& stage : report.stages) {
    if (stage.images == 0) continue;
    rows.push_back({stage.name, number(stage.images), number(stage.workers),
                    decimals(stage.images_per_second(), "%.1f"),
                    stage.name == report.bottleneck ? "the bottleneck" : ""});
  }
  if (!rows.empty()) std::printf("%s", table({"stage", "images", "workers", "images/s", ""}, rows).c_str());
  if (done.shards) {
    std::printf("Shards: %s written, %s there already; %s images, %s regions.\n",
                number(done.shards->written).c_str(), number(done.shards->kept).c_str(),
                number(done.shards->images).c_str(), number(done.shards->regions).c_str());
  }
  if (report.stopped.empty() && report.written.boxes > 0) {
    std::printf("Take them over: cloc-cli label accept %s --above 0.5\n", project.c_str());
  }
}

void label(LabelCommand command, Context& context) {
  auto& options = command.task.options;
  options.phrases = phrase_source_from(command.phrases);
  if (!command.shard.empty()) options.selection.shard = indexing::Shard::parse(command.shard);
  if (!command.images.empty()) options.selection.images = command.images;
  if (!command.captioner.address.empty()) {
    command.captioner.limits.total_timeout = std::chrono::seconds(command.captioner_timeout);
    command.captioner.keep_other_language = options.keep_other_language;
    options.captioner = command.captioner;
  }
  auto project = store::Project::open(command.project);
  const auto done = label_project(project, command.task, progress_line(), interrupt_token());
  if (!context.json) {
    print(done, command.project);
    return done.throw_if_stopped();
  }
  auto document = done.figures();
  document["examples"] = examples_json(done.report.issues);
  // One document, also of a run that ended early: as errors are printed, with the figures beside.
  if (!done.report.stopped.empty()) {
    document["error"] = {{"kind", to_string(done.report.stop_kind)}, {"message", done.report.stopped}};
  }
  print_json(document);
  if (!done.report.stopped.empty()) context.exit_code = exit_code(done.report.stop_kind);
}

void say(const labelling::ReviewedLabels& changed, const char* what, bool as_json) {
  if (as_json) return print_json({{"images", changed.images}, {"regions", changed.regions}});
  std::printf("%s machine labels of %s images %s.\n", number(changed.regions).c_str(),
              number(changed.images).c_str(), what);
}

void accept(const ReviewCommand& command, bool as_json) {
  auto project = store::Project::open(command.project);
  say(labelling::accept_labels(project, command.above, progress_line(), interrupt_token()), "accepted",
      as_json);
}

void clear(const ReviewCommand& command, bool as_json) {
  auto project = store::Project::open(command.project);
  say(labelling::clear_labels(project, progress_line(), interrupt_token()), "removed", as_json);
}

json to_json(const std::vector<labelling::Agreement>& all) {
  json entries = json::array();
  for (const auto& one : all) {
    entries.push_back({{"threshold", one.threshold},
                       {"boxes", one.boxes},
                       {"truths", one.truths},
                       {"right", one.right},
                       {"named", one.named},
                       {"precision", one.precision()},
                       {"recall", one.recall()},
                       {"named_precision", one.named_precision()},
                       {"named_recall", one.named_recall()}});
  }
  return entries;
}

std::string to_table(const std::vector<labelling::Agreement>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : all) {
    rows.push_back({decimals(one.threshold, "%.2f"), number(one.boxes), number(one.truths),
                    decimals(100 * one.precision(), "%.1f"), decimals(100 * one.recall(), "%.1f"),
                    decimals(100 * one.named_precision(), "%.1f"),
                    decimals(100 * one.named_recall(), "%.1f")});
  }
  return table(
      {"score from", "boxes", "regions", "precision %", "recall %", "with its name %", "recall with name %"},
      rows);
}

void compare(const ReviewCommand& command, bool as_json) {
  const auto project = store::Project::open(command.project, {.access = store::Access::ReadOnly});
  const auto all = labelling::compare_labels(project, command.thresholds, progress_line(), interrupt_token());
  if (as_json) return print_json(to_json(all));
  std::printf("%s", to_table(all).c_str());
}

struct SelfTrainCommand {
  fs::path project, recipe;
  std::vector<std::string> settings;
  std::string phrases = "grammar";
  SelfTraining what;
};

void self_train_project(SelfTrainCommand command, bool as_json) {
  auto& what = command.what;
  what.task.options.phrases = phrase_source_from(command.phrases);
  what.recipe = training::load_recipe(command.recipe);
  for (const auto& setting : command.settings) training::set_value(what.recipe, setting);
  auto project = store::Project::open(command.project);
  const auto rounds = self_train(project, what, training_observer(), progress_line(), interrupt_token());
  json all = json::array();
  for (const auto& round : rounds) {
    all.push_back({{"model", round.model.string()}, {"agreement", to_json(round.agreement)}});
    if (as_json) continue;
    std::printf("Labelled by %s\n%s", round.model.c_str(),
                round.agreement.empty() ? "The project has no regions of its own to compare with.\n"
                                        : to_table(round.agreement).c_str());
  }
  if (as_json) print_json(all);
}

void add_captioner_options(CLI::App* command, LabelCommand& options) {
  auto& captioner = options.captioner;
  command->add_option(
      "--captioner", captioner.address,
      "Have a vision-language server (OpenAI-compatible chat) caption the images: its address");
  command->add_option("--captioner-model", captioner.question.model, "As the server calls it");
  command->add_option("--captioner-prompt", captioner.question.prompt, "What it is asked")
      ->capture_default_str();
  command->add_option("--captioner-key", captioner.api_key_variable,
                      "Name of the environment variable that holds the server's key");
  command->add_option("--captioner-parallel", captioner.parallel, "Requests at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--captioner-rate", captioner.requests_a_minute, "Requests a minute; 0: no limit")
      ->capture_default_str();
  command->add_option("--captioner-timeout", options.captioner_timeout, "Seconds that an answer may take")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  command->add_flag("--only-missing", options.task.options.ask_only_missing,
                    "Ask it only for images that have no caption");
  command->add_flag("--store-captions", options.task.options.store_captions,
                    "Keep what it wrote as the image's first caption");
}

void add_detector_options(CLI::App* command, LabellingTask& task) {
  command->add_option("--detector", task.detector, "cloc or owl")
      ->check(CLI::IsMember({"cloc", "owl"}))
      ->capture_default_str();
  command->add_option("--model", task.model,
                      "The detector's folder; for cloc the demo model without it, for owl Hugging Face's");
  command->add_option("--threshold", task.threshold, "Least score of a box")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      ->add_option("--suppression", task.suppression,
                   "Boxes over each other: class-aware, class-free or off; chosen by detector without it")
      ->check(CLI::IsMember({"class-aware", "class-free", "off"}));
  command->add_option("--input-size", task.input_size, "Of owl: pixels a side; 0: as trained")
      ->capture_default_str();
  command
      ->add_option("--candidates", task.candidates,
                   "Of cloc: boxes that phrases are grounded in, one for each; that the model sees objects "
                   "in; or both, which finds several objects of one phrase, and more that are none")
      ->check(CLI::IsMember({"grounded", "proposed", "both"}))
      ->capture_default_str();
  command->add_option(
      "--background", task.background,
      "Of cloc: what phrases compete with: labels, or a file of phrases; everyday words without "
      "it");
  command->add_option("--threads", task.threads, "That compute; 0: one for each processor")
      ->capture_default_str();
  command->add_option("--batch", task.options.batch, "Images that the detector gets at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
}

void add_selection_options(CLI::App* command, LabelCommand& options) {
  command->add_option("--image", options.images, "Only the image of this number; may be given several times");
  command->add_option("--split", options.task.options.selection.splits,
                      "Only images of this split; may be given several times");
  command->add_option("--shard", options.shard, "i/n: the i-th of n parts, beside other workers");
  command->add_flag("--again", options.task.options.again,
                    "Label also what the same pipeline has labelled; what was accepted stays");
  command->add_option("--shards", options.task.shards,
                      "Write the labelled images as WebDataset shards into this folder, to train on");
  command->add_option("--images-in-shard", options.task.images_in_shard, "At most")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

}  // namespace

void add_label(CLI::App& app, Context& context) {
  auto options = std::make_shared<LabelCommand>();
  auto* command = app.add_subcommand(
      "label", "Find what captions name and keep it as machine labels (VESL): caption, phrases, detector");
  command->add_option("PROJECT", options->project, "Folder NAME.clocproj");
  command->add_option("--phrases", options->phrases, "Of captions: grammar (noun phrases) or ngrams")
      ->check(CLI::IsMember({"grammar", "ngrams"}))
      ->capture_default_str();
  command->add_flag("--any-language", options->task.options.keep_other_language,
                    "Use captions that do not read as English too");
  add_selection_options(command, *options);
  add_detector_options(command, options->task);
  add_captioner_options(command, *options);

  const auto review = [&](const char* name, const char* help, auto body) {
    auto chosen = std::make_shared<ReviewCommand>();
    auto* sub = command->add_subcommand(name, help);
    sub->add_option("PROJECT", chosen->project, "Folder NAME.clocproj")->required();
    sub->callback([&context, chosen, body] {
      context.run = [&context, chosen, body] { body(*chosen, context.json); };
    });
    return std::pair(sub, chosen);
  };
  const auto [accepting, accepted] =
      review("accept", "Make machine labels the project's own, by their score; can be undone", accept);
  accepting->add_option("--above", accepted->above, "Least score")->check(CLI::Range(0.0, 1.0))->required();
  review("clear", "Remove the machine labels that nobody has accepted; can be undone", clear);
  const auto [comparing, compared] = review(
      "compare", "Precision and recall of machine labels against the project's other regions", compare);
  comparing->add_option("--threshold", compared->thresholds, "Least score; may be given several times");

  auto rounds = std::make_shared<SelfTrainCommand>();
  auto* training = command->add_subcommand(
      "self-train", "Label, train on what was found, label again by the model that came out of it");
  training->add_option("PROJECT", rounds->project, "Folder NAME.clocproj")->required();
  training
      ->add_option("RECIPE", rounds->recipe,
                   "TOML file; with model.preset \"start_from\" from the labelling model on")
      ->required();
  training->add_option("--folder", rounds->what.folder, "For shards and runs; the same folder goes on")
      ->required();
  training->add_option("--rounds", rounds->what.rounds, "Of training")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  training->add_option("--set", rounds->settings, "section.name=value, over the recipe's")
      ->allow_extra_args(false);
  training->add_option("--phrases", rounds->phrases, "Of captions: grammar (noun phrases) or ngrams")
      ->check(CLI::IsMember({"grammar", "ngrams"}))
      ->capture_default_str();
  add_detector_options(training, rounds->what.task);
  training->callback([&context, rounds] {
    context.run = [&context, rounds] { self_train_project(*rounds, context.json); };
  });

  command->callback([&context, command, options] {
    if (!command->get_subcommands().empty()) return;
    if (options->project.empty()) throw CLI::RequiredError("PROJECT");
    context.run = [&context, options] { label(*options, context); };
  });
}

}  // namespace cloc::cli
