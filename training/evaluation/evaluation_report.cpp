// SPDX-License-Identifier: Apache-2.0
// What an evaluation found, as numbers, JSON and table.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <nlohmann/json.hpp>

#include "training/evaluation/evaluate.h"

namespace cloc::training {
namespace {

struct Line {
  std::string name;
  double value = 0;  // in [0, 1]
  std::int64_t items = 0;
  bool is_share = true;  // of items, shown as percent; an IoU is not
};

std::vector<Line> lines(const EvaluationReport& r) {
  std::vector<Line> all;
  const auto recalls = [&](const std::string& name, const RetrievalResult& result) {
    for (std::size_t i = 0; i < result.ks.size(); ++i) {
      all.push_back({name + "_r" + std::to_string(result.ks[i]), result.recall[i], result.queries});
    }
  };
  const auto classes = [&](const std::string& name, const std::optional<ClassificationResult>& result) {
    if (!result) return;
    all.push_back({name + "_macc", result->mean_class_accuracy, result->items});
    all.push_back({name + "_top1", result->top1, result->items});
    all.push_back({name + "_top5", result->top5, result->items});
  };
  classes("image_classification", r.image_classification);
  classes("image_templates", r.image_templates);
  if (r.image_text) {
    recalls("image_to_text", r.image_text->image_to_text);
    recalls("text_to_image", r.image_text->text_to_image);
  }
  classes("region_classification", r.region_classification);
  classes("region_templates", r.region_templates);
  if (r.region_text) {
    recalls("region_to_text", r.region_text->region_to_unique_text);
    recalls("text_to_region", r.region_text->text_to_region);
  }
  if (r.grounding) {
    all.push_back({"grounding_acc50", r.grounding->accuracy_50, r.grounding->items});
    all.push_back({"grounding_acc75", r.grounding->accuracy_75, r.grounding->items});
    all.push_back({"grounding_mean_iou", r.grounding->mean_iou, r.grounding->items, false});
  }
  if (r.proposals) {
    all.push_back({"proposal_recall50", r.proposals->recall_50, r.proposals->objects});
    all.push_back({"proposal_average_recall", r.proposals->average_recall, r.proposals->objects});
  }
  if (r.text_to_proposal) recalls("text_to_proposal", *r.text_to_proposal);
  return all;
}

nlohmann::json corners(const PixelBox& box) {
  return {box.x1, box.y1, box.x2, box.y2};
}

nlohmann::json to_json(const Confusion& confusion) {
  auto examples = nlohmann::json::array();
  for (const auto& [image, box] : confusion.examples) {
    examples.push_back({{"image", image.string()}, {"box", corners(box)}});
  }
  return {{"truth", confusion.truth},
          {"predicted", confusion.predicted},
          {"count", confusion.count},
          {"examples", std::move(examples)}};
}

nlohmann::json to_json(const WorstGrounding& worst) {
  nlohmann::json fields{{"image", worst.truth.image.string()},
                        {"phrase", worst.phrase},
                        {"box", corners(worst.truth.box)},
                        {"predicted", corners(worst.predicted)},
                        {"iou", worst.iou}};
  if (std::isfinite(worst.score)) fields["score"] = worst.score;
  return fields;
}

template <class Part>
nlohmann::json to_array(const std::vector<Part>& parts) {
  auto all = nlohmann::json::array();
  for (const auto& part : parts) all.push_back(to_json(part));
  return all;
}

}  // namespace

double EvaluationReport::score() const {
  if (region_classification && std::isfinite(region_classification->mean_class_accuracy)) {
    return region_classification->mean_class_accuracy;
  }
  const double recall = image_text ? image_text->image_to_text.at(1) : 0;
  return std::isfinite(recall) ? recall : 0;
}

std::vector<std::pair<std::string, double>> EvaluationReport::scalars() const {
  std::vector<std::pair<std::string, double>> all;
  for (const auto& line : lines(*this)) all.emplace_back(line.name, line.value);
  return all;
}

nlohmann::json EvaluationReport::figures_to_json() const {
  nlohmann::json measures = nlohmann::json::object();
  for (const auto& line : lines(*this)) {
    measures[line.name] = {
        {"value", std::isfinite(line.value) ? nlohmann::json(line.value) : nlohmann::json()},
        {"items", line.items}};
  }
  nlohmann::json skipped = issues.counts();
  skipped["ambiguous phrases"] = ambiguous_phrases;
  skipped["regions without a caption"] = regions_without_caption;
  if (region_classification) {
    skipped["region classes without items"] = region_classification->classes_without_items;
    skipped["regions without a label"] = region_classification->unlabelled;
    skipped["tied regions (counted as wrong)"] = region_classification->tied;
    skipped["embeddings that are not finite"] = region_classification->non_finite;
  }
  if (grounding) {
    skipped["true boxes that are not valid"] = grounding->invalid_truth;
    skipped["predicted boxes that are not finite (IoU 0)"] = grounding->non_finite;
    skipped["predicted boxes without area (IoU 0)"] = grounding->without_area;
  }
  return {{"images", images}, {"regions", regions}, {"measures", measures}, {"skipped", skipped}};
}

nlohmann::json EvaluationReport::to_json() const {
  auto all = figures_to_json();
  if (region_classification) {
    auto classes = nlohmann::json::array();
    for (std::size_t i = 0; i < class_names.size(); ++i) {
      const auto& count = region_classification->per_class[i];
      classes.push_back(
          {{"name", class_names[i]}, {"items", count.items}, {"top1", count.top1}, {"top5", count.top5}});
    }
    all["classes"] = std::move(classes);
  }
  if (confusion) all["confusion"] = to_array(*confusion);
  if (worst_groundings) all["worst_groundings"] = to_array(*worst_groundings);
  return all;
}

std::string EvaluationReport::to_table() const {
  std::string table = "measure                        value      items\n";
  char row[128];
  for (const auto& line : lines(*this)) {
    char value[24] = "n/a";  // nothing to score
    if (std::isfinite(line.value)) {
      line.is_share ? std::snprintf(value, sizeof value, "%.2f %%", 100 * line.value)
                    : std::snprintf(value, sizeof value, "%.4f", line.value);
    }
    std::snprintf(row, sizeof row, "%-28s %8s %10lld\n", line.name.c_str(), value,
                  static_cast<long long>(line.items));
    table += row;
  }
  const auto json = figures_to_json();
  for (const auto& [what, count] : json["skipped"].items()) {
    if (count.get<std::int64_t>() > 0) table += "skipped: " + what + ": " + count.dump() + "\n";
  }
  return table;
}

}  // namespace cloc::training
