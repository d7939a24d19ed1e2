// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/labelling_task.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "app/cli/data_transfer.h"
#include "app/cli/job_params.h"
#include "app/cli/search_output.h"
#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "training/labelling/cloc_detector.h"
#include "training/labelling/owl_detector.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using labelling::Suppression;
using labelling::SuppressionMode;
using nlohmann::json;

[[noreturn]] void refuse(const char* what, const std::string& word, const char* choices) {
  std::string message = what;
  message.append(" '").append(word).append("' is not known; choose ");
  message += choices;
  message += ".";
  throw Error(ErrorKind::InvalidInput, message);
}

// CLOC gives a box for each phrase, also where two mean the same thing: the better one stays. OWL's boxes
// have their best phrase already, and of one phrase they suppress each other.
Suppression suppression_of(const LabellingTask& task) {
  if (task.suppression == "off") return {.mode = SuppressionMode::Off};
  if (task.suppression == "class-aware") return {.mode = SuppressionMode::ClassAware};
  if (task.suppression == "class-free") return {.mode = SuppressionMode::ClassFree};
  if (!task.suppression.empty())
    refuse("The suppression", task.suppression, "class-aware, class-free or off");
  return {.mode = task.detector == "cloc" ? SuppressionMode::ClassFree : SuppressionMode::ClassAware};
}

labelling::ClocCandidates candidates_of(const LabellingTask& task) {
  using labelling::ClocCandidates;
  if (task.candidates == "grounded") return ClocCandidates::Grounded;
  if (task.candidates == "proposed") return ClocCandidates::Proposed;
  if (task.candidates == "both") return ClocCandidates::Both;
  refuse("The candidates", task.candidates, "grounded, proposed or both");
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::istringstream text(read_text_file(file));
  for (std::string line; std::getline(text, line);) {
    const auto end = line.find_last_not_of(" \t\r");
    if (end != std::string::npos) lines.push_back(line.substr(0, end + 1));
  }
  if (lines.empty())
    throw Error(ErrorKind::InvalidInput, file.string() + " holds no phrase. Write one in each line.");
  return lines;
}

void add_setting(LabellingTask& task, const std::string& setting) {
  auto& all = task.options.detector_settings;
  all.append(all.empty() ? "" : ", ").append(setting);
}

std::vector<std::string> background_of(LabellingTask& task, const store::Project& project) {
  std::vector<std::string> words;
  if (task.background.empty()) return words;
  if (task.background == "labels") {
    for (const auto& label : project.labels()) {
      if (label.name.find_first_not_of(" \t\r\n") != std::string::npos) words.push_back(label.name);
    }
    if (words.empty()) {
      throw Error(
          ErrorKind::InvalidInput,
          "The project has no labels for phrases to compete with. Leave the background out, or name a "
          "file.");
    }
  } else {
    words = lines_of(task.background);
  }
  std::string all;
  for (const auto& word : words) all += word + '\n';
  add_setting(task, "background " + sha256(all).substr(0, 8));
  return words;
}

}  // namespace

labelling::PhraseSource phrase_source_from(const std::string& word) {
  if (word == "grammar") return labelling::PhraseSource::NounPhrases;
  if (word == "ngrams") return labelling::PhraseSource::Ngrams;
  refuse("The source of phrases", word, "grammar or ngrams");
}

std::unique_ptr<labelling::RegionDetector> open_detector(LabellingTask& task, const store::Project& project) {
  const labelling::DetectionFilter filter{.threshold = task.threshold, .suppression = suppression_of(task)};
  if (task.detector == "cloc") {
    const auto folder = task.model.empty() ? default_model() : task.model;
    if (task.candidates != LabellingTask().candidates) add_setting(task, task.candidates);
    return labelling::ClocDetector::open(folder, {.filter = filter,
                                                  .candidates = candidates_of(task),
                                                  .background = background_of(task, project),
                                                  .threads = task.threads});
  }
  if (task.detector != "owl") refuse("The detector", task.detector, "cloc or owl");
  if (task.model.empty()) {
    throw Error(
        ErrorKind::InvalidInput,
        "Name the folder of OWL-ViT's or OWLv2's weights as Hugging Face has them; none ship with the "
        "program.");
  }
  if (task.input_size != 0) add_setting(task, "input " + std::to_string(task.input_size));
  return labelling::OwlDetector::open(
      task.model, {.filter = filter, .input_size = task.input_size, .threads = task.threads});
}

json Labelled::figures() const {
  json stages = json::array();
  for (const auto& stage : report.stages) {
    stages.push_back({{"name", stage.name},
                      {"images", stage.images},
                      {"seconds", stage.seconds},
                      {"workers", stage.workers},
                      {"images_per_second", stage.images_per_second()}});
  }
  json all{{"pipeline", report.pipeline},
           {"images", report.images},
           {"already", report.already},
           {"labelled", report.labelled},
           {"without_boxes", report.without_boxes},
           {"without_caption", report.without_caption},
           {"other_language", report.other_language},
           {"unreadable", report.unreadable},
           {"failed", report.failed},
           {"left", report.left},
           {"phrases", report.phrases.phrases},
           {"captions_without_phrase", report.phrases.captions_without},
           {"captions_cut", report.phrases.captions_cut},
           {"stop_word_phrases", report.phrases.stop_word_phrases},
           {"repeated_phrases", report.phrases.repeated_phrases},
           {"other_script_words", report.phrases.other_script_words},
           {"boxes", report.written.boxes},
           {"boxes_with_label", report.written.with_label},
           {"replaced", report.written.replaced},
           {"accepted_already", report.written.accepted_already},
           {"boxes_per_image", report.boxes_per_image()},
           {"words_per_caption", report.words_per_caption()},
           {"words_per_box", report.words_per_box()},
           {"stages", std::move(stages)},
           {"bottleneck", report.bottleneck},
           {"seconds", report.seconds},
           {"stopped", report.stopped},
           {"issues", report.issues.counts()}};
  if (const auto& captions = report.captioner) {
    all["captioner"] = {{"asked", captions->images},          {"captioned", captions->captioned},
                        {"from_cache", captions->from_cache}, {"failed", captions->failed},
                        {"not_tried", captions->not_tried},   {"requests", captions->requests},
                        {"retries", captions->retries},       {"seconds", captions->seconds}};
  }
  if (shards) {
    all["shards"] = {{"written", shards->written},
                     {"kept", shards->kept},
                     {"images", shards->images},
                     {"regions", shards->regions}};
  }
  return all;
}

void Labelled::throw_if_stopped() const {
  if (!report.stopped.empty()) throw Error(report.stop_kind, report.stopped);
}

Labelled label_project(store::Project& project, LabellingTask task, const ProgressSink& progress,
                       const CancelToken& cancel) {
  // The run goes for hours beside other workers and a window: it waits for a step of theirs that is large.
  project.set_busy_timeout(std::chrono::minutes(1));
  if (auto& captioner = task.options.captioner) captioner->cache = project.folder() / "captions";
  auto& images = task.options.selection.images;
  if (images) std::sort(images->begin(), images->end());
  Labelled done;
  {
    const auto detector = open_detector(task, project);
    done.report = labelling::label_images(project, *detector, task.options, progress, cancel);
  }
  if (task.shards.empty() || !done.report.stopped.empty()) return done;
  try {
    done.shards = labelling::write_label_shards(project.folder(),
                                                {.folder = task.shards,
                                                 .pipeline = done.report.pipeline,
                                                 .selection = task.options.selection,
                                                 .images_in_shard = task.images_in_shard},
                                                progress, cancel);
    done.report.issues.merge(done.shards->issues);
  } catch (const Error& error) {
    done.report.stop_kind = error.kind();
    done.report.stopped = error.what();
    done.report.stopped += " The labels and the shards that are whole are kept: run it again to go on.";
  }
  return done;
}

json label_job(jobs::JobContext& job) {
  const auto& params = job.params;
  allow_only(params, "label",
             {"detector",
              "model",
              "threshold",
              "suppression",
              "input_size",
              "background",
              "candidates",
              "threads",
              "phrases",
              "images",
              "splits",
              "shard",
              "again",
              "batch",
              "captioner",
              "captioner_model",
              "captioner_key",
              "captioner_prompt",
              "captioner_parallel",
              "captioner_rate",
              "captioner_timeout",
              "only_missing",
              "store_captions",
              "any_language",
              "shards",
              "images_in_shard"});
  LabellingTask task;
  task.detector = parameter<std::string>(params, "detector", task.detector);
  task.model = parameter<std::string>(params, "model", "");
  task.threshold = parameter<float>(params, "threshold", task.threshold);
  task.suppression = parameter<std::string>(params, "suppression", "");
  task.input_size = whole_number(params, "input_size", 0, 0);
  task.background = parameter<std::string>(params, "background", "");
  task.candidates = parameter<std::string>(params, "candidates", task.candidates);
  task.threads = whole_number(params, "threads", 0, 0);
  task.shards = parameter<std::string>(params, "shards", "");
  task.images_in_shard = whole_number(params, "images_in_shard", task.images_in_shard, 1);
  auto& options = task.options;
  options.phrases = phrase_source_from(parameter<std::string>(params, "phrases", "grammar"));
  if (params.contains("images"))
    options.selection.images = parameter<std::vector<store::ImageId>>(params, "images", {});
  options.selection.splits = parameter<std::vector<std::string>>(params, "splits", {});
  if (const auto shard = parameter<std::string>(params, "shard", ""); !shard.empty())
    options.selection.shard = indexing::Shard::parse(shard);
  options.again = parameter<bool>(params, "again", false);
  options.batch = whole_number(params, "batch", options.batch, 1);
  options.ask_only_missing = parameter<bool>(params, "only_missing", false);
  options.store_captions = parameter<bool>(params, "store_captions", false);
  options.keep_other_language = parameter<bool>(params, "any_language", false);
  if (const auto address = parameter<std::string>(params, "captioner", ""); !address.empty()) {
    labelling::CaptionerOptions captioner;
    captioner.address = address;
    captioner.question.model = parameter<std::string>(params, "captioner_model", "");
    captioner.question.prompt = parameter<std::string>(params, "captioner_prompt", captioner.question.prompt);
    captioner.api_key_variable = parameter<std::string>(params, "captioner_key", "");
    captioner.parallel = whole_number(params, "captioner_parallel", captioner.parallel, 1);
    captioner.requests_a_minute = parameter<double>(params, "captioner_rate", 0);
    captioner.limits.total_timeout = std::chrono::seconds(whole_number(params, "captioner_timeout", 120, 1));
    captioner.keep_other_language = options.keep_other_language;
    options.captioner = std::move(captioner);
  }
  const auto labelled = label_project(job.project, std::move(task), job.progress, job.cancel);
  const auto result = labelled.figures();
  const json report{{"kind", "label"},
                    {"params", params},
                    {"result", result},
                    {"examples", examples_json(labelled.report.issues)}};
  // Names of files need not be UTF-8.
  write_text_file(job.folder / "report.json", report.dump(1, ' ', false, json::error_handler_t::replace));
  if (!labelled.report.stopped.empty()) throw Error(ErrorKind::Cancelled, labelled.report.stopped);
  return result;
}

}  // namespace cloc::cli
