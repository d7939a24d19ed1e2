// SPDX-License-Identifier: GPL-3.0-or-later
// data mistakes: what the window's search for mistakes finds, as a table or JSON. Changes nothing.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/search_output.h"
#include "app/cli/terminal.h"
#include "core/assist/assistant.h"
#include "core/base/error.h"
#include "core/store/project.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using assist::Mistake;
using assist::MistakeKind;
using nlohmann::json;

constexpr const char* kKinds[] = {"labels", "outliers", "duplicates", "missing"};

struct MistakesCommand {
  fs::path project;
  std::vector<std::string> kinds;
  std::int64_t top = 50;
  float least_score = 0;
  bool look_in_images = false;
  int threads = 0;

  bool wants(int kind) const {
    return kinds.empty() || std::find(kinds.begin(), kinds.end(), kKinds[kind]) != kinds.end();
  }
};

using Names = std::map<store::LabelId, std::string>;

std::string name(const Names& names, const std::optional<store::LabelId>& label) {
  const auto found = label ? names.find(*label) : names.end();
  return found == names.end() ? std::string() : found->second;
}

// Boxes that the model proposes in every image that is not verified; what cannot be read is told and counted.
void look_in_images(const MistakesCommand& command, engine::Engine& engine, assist::Assistant& assistant,
                    const std::vector<std::string>& names, const assist::LabelTexts& texts,
                    const assist::MistakeOptions& options, std::vector<Mistake>& list, IssueReport& issues) {
  const auto project = store::Project::open(command.project, {.access = store::Access::ReadOnly});
  const auto images = project.images();
  const auto cancel = interrupt_token();
  list.clear();  // of the index's proposals: looked at again
  ProgressMeter meter("looking into images", std::ssize(images), progress_line());
  for (const auto& image : images) {
    cancel.throw_if_cancelled();
    meter.advance(1);
    if (image.verified) continue;
    try {
      const auto proposals = engine.propose(image.path, names);
      const auto found =
          assistant.missing_boxes(image.id, proposals.boxes, proposals.rows, texts, options, cancel);
      list.insert(list.end(), found.begin(), found.end());
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Cancelled) throw;
      issues.add("image that could not be looked into", image.path.string(), error.what());
    }
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const Mistake& a, const Mistake& b) { return a.score > b.score; });
}

json to_json(const Mistake& mistake, const Names& names) {
  json fields = {{"score", mistake.score}, {"image", mistake.path.string()}, {"box", box_json(mistake.box)}};
  if (mistake.region_id) fields["region"] = *mistake.region_id;
  if (mistake.label) fields["label"] = name(names, mistake.label);
  if (mistake.suggested) fields["suggested"] = name(names, mistake.suggested);
  switch (mistake.kind) {
    case MistakeKind::Label:
      fields["votes"] = mistake.votes;
      fields["own_votes"] = mistake.own_votes;
      fields["neighbours"] = mistake.asked;
      break;
    case MistakeKind::Outlier:
      fields["similarity"] = mistake.similarity;
      fields["usual"] = mistake.usual;
      break;
    case MistakeKind::Duplicate:
      fields["other"] = {{"region", mistake.other_region.value_or(0)},
                         {"image", mistake.other_path.string()},
                         {"box", box_json(mistake.other_box)},
                         {"label", name(names, mistake.other_label)}};
      break;
    case MistakeKind::Missing:
      fields["votes"] = mistake.votes;
      fields["neighbours"] = mistake.asked;
      fields["similarity"] = mistake.similarity;
      break;
  }
  return fields;
}

std::string becomes(const Mistake& mistake, const Names& names) {
  if (mistake.kind == MistakeKind::Duplicate) {
    std::string text = mistake.other_image == mistake.image_id ? "the same box as " : "looks like ";
    text += mistake.other_path.filename().string();
    text += ' ';
    text += to_text(mistake.other_box);
    return text;
  }
  return name(names, mistake.suggested);
}

void print(int kind, const std::vector<Mistake>& list, std::size_t shown, const Names& names) {
  std::printf("%s: %zu\n", kKinds[kind], list.size());
  if (list.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& mistake = list[i];
    rows.push_back({std::to_string(i + 1), score_text(mistake.score), mistake.path.filename().string(),
                    to_text(mistake.box), name(names, mistake.label), becomes(mistake, names)});
  }
  std::printf("%s", table({"#", "score", "image", "box", "label", "rather"}, rows).c_str());
}

void mistakes(const MistakesCommand& command, bool as_json) {
  const auto engine = open_indexed(command.project, command.threads);
  const auto assistant = assist::new_assistant();
  assistant->open(command.project, engine->saved_index());
  assist::LabelTexts texts;
  std::vector<std::string> label_names;
  Names names;
  for (const auto& label :
       store::Project::open(command.project, {.access = store::Access::ReadOnly}).labels()) {
    texts.labels.push_back(label.id);
    label_names.push_back(label.name);
    names[label.id] = label.name;
  }
  texts.rows = engine->embed_texts(label_names);
  const assist::MistakeOptions options;
  auto report = assistant->find_mistakes(texts, options, progress_line(), interrupt_token());
  IssueReport issues;
  if (command.look_in_images && command.wants(static_cast<int>(MistakeKind::Missing))) {
    look_in_images(command, *engine, *assistant, label_names, texts, options,
                   report.lists[static_cast<int>(MistakeKind::Missing)], issues);
  }
  json fields = {{"regions", report.regions},
                 {"not_indexed", report.not_indexed},
                 {"proposals", report.proposals},
                 {"issues", issues.counts()}};
  print_issues(issues);
  for (int kind = 0; kind < assist::kMistakeKinds; ++kind) {
    if (!command.wants(kind)) continue;
    auto& list = report.lists[kind];
    std::erase_if(list, [&](const Mistake& one) { return one.score < command.least_score; });
    const auto shown = std::min(list.size(), static_cast<std::size_t>(command.top));
    if (!as_json) {
      print(kind, list, shown, names);
      continue;
    }
    json entries = json::array();
    for (std::size_t i = 0; i < shown; ++i) entries.push_back(to_json(list[i], names));
    fields[kKinds[kind]] = {{"found", list.size()}, {"entries", std::move(entries)}};
  }
  if (as_json) return print_json(fields);
  std::printf("%lld labelled regions looked at", static_cast<long long>(report.regions));
  if (report.not_indexed > 0) {
    std::printf("; %lld are not in the index (run: cloc-cli index %s)",
                static_cast<long long>(report.not_indexed), command.project.string().c_str());
  }
  std::printf(".\n");
}

}  // namespace

void add_mistakes(CLI::App& data, Context& context) {
  auto command = std::make_shared<MistakesCommand>();
  auto* sub = data.add_subcommand(
      "mistakes",
      "List annotations that may be wrong: labels that the looks speak against, outliers, duplicates and "
      "missing boxes");
  sub->add_option("PROJECT", command->project, "Folder NAME.clocproj, indexed")->required();
  sub->add_option("--kind", command->kinds, "Only this list; may be given several times")
      ->check(CLI::IsMember({"labels", "outliers", "duplicates", "missing"}));
  sub->add_option("--top", command->top, "How many of each list")
      ->check(CLI::Range(1, 5000))
      ->capture_default_str();
  sub->add_option("--least-score", command->least_score, "Leave out what scores less")->capture_default_str();
  sub->add_flag("--look-in-images", command->look_in_images,
                "Missing boxes: let the model propose boxes in every image, also in those that have regions");
  sub->add_option("--threads", command->threads, "That compute; 0: one for each processor")
      ->capture_default_str();
  sub->callback(
      [&context, command] { context.run = [&context, command] { mistakes(*command, context.json); }; });
}

}  // namespace cloc::cli
