// SPDX-License-Identifier: Apache-2.0
#include "training/evaluation/evaluate.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "training/evaluation/collect.h"
#include "training/evaluation/templates.h"

namespace cloc::training {
namespace {

std::vector<NormBox> to_boxes(const std::vector<at::Tensor>& parts) {
  const auto all = torch::cat(parts).to(torch::kFloat).contiguous();
  std::vector<NormBox> boxes;
  const auto* c = all.data_ptr<float>();
  for (std::int64_t i = 0; i < all.size(0); ++i, c += 4) {
    boxes.push_back(spanned(NormBox{c[0], c[1], c[2], c[3]}));
  }
  return boxes;
}

bool any_label(const std::vector<std::int64_t>& labels) {
  return std::any_of(labels.begin(), labels.end(), [](auto label) { return label >= 0; });
}

std::vector<Confusion> confusion_of(const ClassificationResult& result, const Collected& data,
                                    const std::vector<std::string>& names) {
  std::vector<Confusion> all;
  const auto name = [&](std::int64_t index) { return names[static_cast<std::size_t>(index)]; };
  for (const auto& pair : confused_classes(data.region_label, result.predicted, Confusion::kMostWrong,
                                           Confusion::kMostExamples)) {
    Confusion confusion{name(pair.truth), name(pair.predicted), pair.count, {}};
    for (const auto region : pair.examples) {
      confusion.examples.push_back(data.place_of(static_cast<std::size_t>(region)));
    }
    all.push_back(std::move(confusion));
  }
  return all;
}

std::vector<WorstGrounding> worst_of(const std::vector<NormBox>& predicted, const Collected& data) {
  const auto scores = torch::cat(data.grounding_score).contiguous();
  const std::span score(scores.data_ptr<float>(), static_cast<std::size_t>(scores.numel()));
  std::vector<WorstGrounding> all;
  for (const auto row : worst_groundings(predicted, data.grounded_truth, score, WorstGrounding::kMost)) {
    const auto region = data.grounded_region[row];
    const auto& image = data.read[data.region_image[region]];
    const auto box = clip(image.frame.to_pixels(predicted[row]), static_cast<float>(image.original.width),
                          static_cast<float>(image.original.height));
    all.push_back({data.region_caption[region], data.place_of(region), box,
                   iou(predicted[row], data.grounded_truth[row]), score[row]});
  }
  return all;
}

// text: [regions, D], each captioned region's; caption: which of the different ones it is. Right is a
// proposal that overlaps any region of the same caption by an IoU of 0.5.
RetrievalResult text_to_proposal(const at::Tensor& text, const std::vector<std::int64_t>& regions,
                                 const std::vector<std::int64_t>& caption, const Collected& data,
                                 const RankingOptions& ranking) {
  std::vector<std::int64_t> first_row{0};  // of each image's proposals
  for (const auto& image : data.proposed)
    first_row.push_back(first_row.back() + static_cast<std::int64_t>(image.proposed.size()));
  std::map<std::int64_t, std::set<std::int64_t>> right;  // of each caption
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const auto region = static_cast<std::size_t>(regions[i]);
    const auto image = data.region_image[region];
    const auto& proposed = data.proposed[image].proposed;
    for (std::size_t p = 0; p < proposed.size(); ++p) {
      if (iou(proposed[p], data.region_box[region]) >= 0.5f)
        right[caption[i]].insert(first_row[image] + static_cast<std::int64_t>(p));
    }
  }
  std::vector<std::vector<std::int64_t>> positives;
  for (const auto number : caption) positives.emplace_back(right[number].begin(), right[number].end());
  auto result = retrieval_recall(text, torch::cat(data.proposal), positives, {1, 10}, ranking);
  // What no proposal shows cannot be found.
  const auto all = result.queries + result.queries_without_positive;
  for (auto& recall : result.recall)
    recall =
        result.queries == 0 ? 0 : recall * static_cast<double>(result.queries) / static_cast<double>(all);
  result.queries = all;
  result.queries_without_positive = 0;
  return result;
}

void measure(model::Cloc& model, const text::Tokenizer& tokenizer, const data::Dataset& dataset,
             const EvaluationOptions& options, const Collected& data, const CancelToken& cancel,
             EvaluationReport& report) {
  const auto device = model->parameters().front().device();
  const auto texts = [&](const std::vector<std::string>& words) {
    return embed_texts(model, tokenizer, words, device, options.batch_size);
  };
  // [labels, D], each label's templates averaged; undefined without templates or labels.
  at::Tensor by_templates;
  if (!options.templates.empty() && !dataset.labels.empty()) {
    std::vector<std::string> sentences;
    for (const auto& label : dataset.labels) {
      for (const auto& sentence : options.templates) sentences.push_back(filled(sentence, label));
    }
    by_templates = ensembled(texts(sentences), static_cast<std::int64_t>(options.templates.size()));
  }
  RankingOptions ranking;
  ranking.cancel = cancel;
  const auto image = torch::cat(data.image);
  if (!data.captions.empty()) {
    report.image_text =
        image_text_recall(image, texts(data.captions), data.image_of_caption, {1, 5, 10}, ranking);
  }
  if (!dataset.labels.empty() && any_label(data.image_label)) {
    std::vector<std::string> prompts;
    for (const auto& label : dataset.labels) prompts.push_back(filled(options.image_prompt, label));
    report.image_classification = zero_shot_classification(image, texts(prompts), data.image_label, ranking);
    if (by_templates.defined())
      report.image_templates = zero_shot_classification(image, by_templates, data.image_label, ranking);
  }
  if (data.region.empty()) return;
  const auto region = torch::cat(data.region);
  if (!dataset.labels.empty() && any_label(data.region_label)) {
    report.region_classification =
        zero_shot_classification(region, texts(dataset.labels), data.region_label, ranking);
    if (by_templates.defined())
      report.region_templates = zero_shot_classification(region, by_templates, data.region_label, ranking);
    report.class_names = dataset.labels;
    report.confusion = confusion_of(*report.region_classification, data, dataset.labels);
  }
  // A region without a caption asks nothing and answers nothing.
  std::vector<std::int64_t> captioned;
  std::vector<std::string> captions;
  for (std::size_t i = 0; i < data.region_caption.size(); ++i) {
    if (data.region_caption[i].empty()) continue;
    captioned.push_back(static_cast<std::int64_t>(i));
    captions.push_back(data.region_caption[i]);
  }
  report.regions_without_caption = static_cast<std::int64_t>(data.region_caption.size() - captions.size());
  if (!captions.empty()) {
    const auto rows = torch::tensor(at::ArrayRef<std::int64_t>(captioned), torch::kInt64).to(device);
    const auto unique = unique_captions(captions);
    report.region_text = region_text_recall(region.index_select(0, rows), texts(unique.texts), unique.index,
                                            {1, 5, 10}, ranking);
  }
  if (!data.proposal.empty()) {
    report.proposals = proposal_recall(data.proposed);
    if (!captions.empty()) {
      const auto unique = unique_captions(captions);
      const auto index = torch::tensor(at::ArrayRef<std::int64_t>(unique.index), torch::kInt64).to(device);
      report.text_to_proposal = text_to_proposal(texts(unique.texts).index_select(0, index), captioned,
                                                 unique.index, data, ranking);
    }
  }
  if (!data.predicted.empty()) {
    const auto predicted = to_boxes(data.predicted);
    report.grounding = grounding_accuracy(predicted, data.grounded_truth);
    report.worst_groundings = worst_of(predicted, data);
  }
}

}  // namespace

EvaluationReport evaluate(model::Cloc& model, const text::Tokenizer& tokenizer, const data::Dataset& dataset,
                          const EvaluationOptions& options, const ProgressSink& progress,
                          const CancelToken& cancel) {
  const torch::NoGradGuard no_grad;
  EvaluationReport report;
  auto records = std::span(dataset.images);
  if (options.max_images > 0) {
    records = records.first(std::min(records.size(), static_cast<std::size_t>(options.max_images)));
  }
  Collected data;
  Collector collector(model, tokenizer, options, report.issues);
  ProgressMeter meter("evaluating", static_cast<std::int64_t>(records.size()), progress);
  while (!records.empty()) {
    cancel.throw_if_cancelled();
    const auto count = std::min(records.size(), static_cast<std::size_t>(options.batch_size));
    collector.batch(records.first(count), data);
    meter.advance(static_cast<std::int64_t>(count));
    records = records.subspan(count);
  }
  report.images = data.images;
  report.regions = static_cast<std::int64_t>(data.region_label.size());
  report.ambiguous_phrases = data.ambiguous_phrases;
  if (data.images == 0) {
    throw Error(ErrorKind::InvalidInput,
                "None of the data set's images could be read; there is nothing to evaluate.");
  }
  measure(model, tokenizer, dataset, options, data, cancel, report);
  return report;
}

}  // namespace cloc::training
