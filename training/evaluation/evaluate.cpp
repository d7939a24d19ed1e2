// SPDX-License-Identifier: Apache-2.0
#include "training/evaluation/evaluate.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/geometry/letterbox.h"
#include "core/image/image.h"
#include "core/index/proposals.h"
#include "core/inference/image_input.h"
#include "core/inference/text_tensors.h"
#include "core/inference/token_proposals.h"
#include "training/evaluation/templates.h"
#include "training/region_pairs.h"

namespace cloc::training {
namespace {

// An image that could be read, and how its pixels lie in the model's input.
struct ReadImage {
  const data::ImageRecord* record = nullptr;
  Letterbox frame;
  image::ImageSize original;
};

// What was read of the data set: one row for each item, embeddings unnormalised.
struct Collected {
  std::vector<at::Tensor> image, region, predicted, grounding_score;
  std::vector<ReadImage> read;
  std::vector<std::string> captions;
  std::vector<std::int64_t> image_of_caption, image_label;
  std::vector<std::int64_t> region_label;
  std::vector<std::string> region_caption;
  std::vector<std::size_t> region_image;  // into `read`
  std::vector<PixelBox> region_box;
  std::vector<NormBox> grounded_truth;
  std::vector<std::size_t> grounded_region;  // the region of each
  std::vector<ProposedImage> proposed;       // as `read`, with options.proposals
  std::vector<at::Tensor> proposal;          // their embeddings
  std::int64_t images = 0, ambiguous_phrases = 0;

  RegionPlace place_of(std::size_t row) const {
    const auto& path = read[region_image[row]].record->path;
    return {std::filesystem::absolute(path).lexically_normal(), region_box[row]};
  }
};

struct PreparedRegion {
  NormBox box;
  NormBox second;  // of a pair
  PixelBox original;
  std::int64_t label = -1;
  std::string caption;
  bool grounds = false;  // its caption names it alone
};

at::Tensor embed_texts(model::Cloc& model, const text::Tokenizer& tokenizer,
                       const std::vector<std::string>& texts, const at::Device& device,
                       std::int64_t batch_size) {
  std::vector<at::Tensor> parts;
  const auto step = static_cast<std::size_t>(batch_size) * 8;
  for (std::size_t first = 0; first < texts.size(); first += step) {
    const auto count = std::min(step, texts.size() - first);
    const auto tokens = inference::tokenise(tokenizer, std::span(texts).subspan(first, count));
    parts.push_back(model->embed_text(tokens.ids.to(device), tokens.lengths.to(device)));
  }
  return torch::cat(parts);
}

std::vector<PreparedRegion> prepare_regions(const data::ImageRecord& record, const Letterbox& frame,
                                            std::int64_t& ambiguous) {
  std::map<std::string, int> uses;
  for (const auto& region : record.regions) ++uses[region.caption];
  std::vector<PreparedRegion> prepared;
  for (const auto& region : record.regions) {
    PreparedRegion out{frame.to_normalised(region.box), {}, region.box, region.label, region.caption, false};
    if (!out.box.valid()) continue;
    out.grounds = !region.caption.empty() && uses[region.caption] == 1;
    ambiguous += !region.caption.empty() && !out.grounds ? 1 : 0;
    prepared.push_back(std::move(out));
  }
  return prepared;
}

// Every two captioned regions of an image, in their order, as one.
std::vector<PreparedRegion> as_pairs(const std::vector<PreparedRegion>& regions) {
  std::vector<PreparedRegion> pairs;
  const PreparedRegion* first = nullptr;
  for (const auto& region : regions) {
    if (region.caption.empty()) continue;
    if (first == nullptr) {
      first = &region;
      continue;
    }
    pairs.push_back({first->box, region.box, around(first->original, region.original), -1,
                     pair_caption(first->caption, region.caption), false});
    first = nullptr;
  }
  return pairs;
}

NormBox middle(const NormBox& box) {
  const auto x = (box.x1 + box.x2) / 2, y = (box.y1 + box.y2) / 2;
  return {x, y, x, y};
}

// The label that all regions of an image share, or -1.
std::int64_t sole_label(const data::ImageRecord& record) {
  std::set<std::int64_t> labels;
  for (const auto& region : record.regions) labels.insert(region.label);
  return labels.size() == 1 ? *labels.begin() : -1;
}

// The pixels of a batch as the model takes them, [count, side, side, 3] uint8.
struct BatchInput {
  at::Tensor whole;    // images as they are embedded
  at::Tensor regions;  // where boxes are read; undefined where `whole` serves both, or boxes are crops
  std::vector<at::Tensor> crops;  // each box, for RegionEncoder::Crops
};

class Collector {
 public:
  Collector(model::Cloc& model, const text::Tokenizer& tokenizer, const EvaluationOptions& options,
            IssueReport& issues)
      : model_(model),
        tokenizer_(tokenizer),
        options_(options),
        issues_(issues),
        input_(model->config()),
        crops_(model->config().region_encoder == model::RegionEncoder::Crops),
        device_(model->parameters().front().device()) {}

  void batch(std::span<const data::ImageRecord> records, Collected& out) {
    const auto count = static_cast<std::int64_t>(records.size());
    const bool apart = !crops_ && model_->config().image_fit == model::ImageFit::CentreCrop;
    BatchInput pixels{empty_input(count), apart ? empty_input(count) : at::Tensor(), {}};
    std::int64_t read = 0;
    std::vector<float> boxes;
    std::vector<std::int64_t> image_index, grounded;
    std::vector<std::string> phrases;
    for (const auto& record : records) {
      image::ImageSize original;
      cv::Mat rgb;
      try {
        original = load(record, read, pixels, rgb);
      } catch (const Error& error) {
        issues_.add("unreadable image", record.path.string(), std::string(error.what()) + " Left out.");
        continue;
      }
      const auto frame = input_.frame(original.width, original.height);
      auto regions = prepare_regions(record, frame, out.ambiguous_phrases);
      if (options_.proposals > 0) {
        out.proposed.emplace_back();
        for (const auto& region : regions) out.proposed.back().truth.push_back(region.original);
      }
      if (pairs()) regions = as_pairs(regions);
      for (auto& region : regions) {
        if (crops_) {
          pixels.crops.push_back(empty_input(1));
          input_.of_crop(rgb, region.original, pixels.crops.back().data_ptr<std::uint8_t>());
        }
        const auto prompt = options_.prompt == RegionPrompt::Point ? middle(region.box) : region.box;
        boxes.insert(boxes.end(), {prompt.x1, prompt.y1, prompt.x2, prompt.y2});
        if (pairs())
          boxes.insert(boxes.end(), {region.second.x1, region.second.y1, region.second.x2, region.second.y2});
        image_index.push_back(read);
        if (region.grounds) {
          grounded.push_back(read);
          phrases.push_back(region.caption);
          out.grounded_truth.push_back(region.box);
          out.grounded_region.push_back(out.region_label.size());
        }
        out.region_image.push_back(out.read.size());
        out.region_box.push_back(region.original);
        out.region_label.push_back(region.label);
        out.region_caption.push_back(std::move(region.caption));
      }
      for (const auto& caption : record.captions) {
        out.captions.push_back(caption);
        out.image_of_caption.push_back(out.images);
      }
      out.image_label.push_back(sole_label(record));
      out.read.push_back({&record, frame, original});
      ++out.images;
      ++read;
    }
    if (read == 0) return;
    pixels.whole = pixels.whole.slice(0, 0, read);
    if (apart) pixels.regions = pixels.regions.slice(0, 0, read);
    run(pixels, boxes, image_index, phrases, grounded, out);
  }

 private:
  bool pairs() const {
    return options_.prompt == RegionPrompt::Pair || options_.prompt == RegionPrompt::MeanOfPair;
  }

  at::Tensor empty_input(std::int64_t count) const {
    const auto side = std::int64_t{input_.side()};
    return torch::empty({count, side, side, 3}, torch::kByte);
  }

  // Into the batch's place `row`; `rgb` gets the image's pixels where crops are to be made of them.
  image::ImageSize load(const data::ImageRecord& record, std::int64_t row, const BatchInput& pixels,
                        cv::Mat& rgb) const {
    auto* whole = pixels.whole[row].data_ptr<std::uint8_t>();
    // Ours are trained on images that were decoded smaller where that is faster.
    if (!crops_ && model_->config().resampling == model::Resampling::Area) {
      const auto pixels_there = options_.pixels ? options_.pixels->load(record, input_.side())
                                                : FilePixels().load(record, input_.side());
      const auto bytes = std::size_t{3} * static_cast<std::size_t>(input_.side() * input_.side());
      std::memcpy(whole, pixels_there.data.get(), bytes);
      return {pixels_there.width, pixels_there.height};
    }
    rgb = image::load_image(record.path);
    input_.of_whole(rgb, whole);
    if (pixels.regions.defined()) input_.of_regions(rgb, pixels.regions[row].data_ptr<std::uint8_t>());
    return {rgb.cols, rgb.rows};
  }

  model::ImageTokens encode(const at::Tensor& pixels) {
    return model_->encode_tokens(model::normalise_images(pixels.to(device_), model_->config()));
  }

  at::Tensor embed_crops(const std::vector<at::Tensor>& crops) {
    std::vector<at::Tensor> parts;
    for (const auto& some : torch::cat(crops).split(options_.batch_size))
      parts.push_back(model_->embed_image(encode(some)));
    return torch::cat(parts);
  }

  void run(const BatchInput& pixels, const std::vector<float>& boxes,
           const std::vector<std::int64_t>& image_index, const std::vector<std::string>& phrases,
           const std::vector<std::int64_t>& grounded, Collected& out) {
    const auto whole = [&](const std::vector<std::int64_t>& values) {
      return torch::tensor(at::ArrayRef<std::int64_t>(values), torch::kInt64).to(device_);
    };
    auto tokens = encode(pixels.whole);
    out.image.push_back(model_->embed_image(tokens));
    if (image_index.empty() && options_.proposals == 0) return;
    if (crops_) {
      if (!image_index.empty()) out.region.push_back(embed_crops(pixels.crops));
      return;
    }
    if (pixels.regions.defined()) tokens = encode(pixels.regions);
    const auto prepared = model_->prepare(tokens);
    if (options_.proposals > 0) propose(prepared, out);
    if (image_index.empty()) return;
    const auto corners = torch::tensor(at::ArrayRef<float>(boxes), torch::kFloat).view({-1, 4}).to(device_);
    out.region.push_back(embed_prompts(prepared, corners, whole(image_index)));
    if (phrases.empty() || model_->config().region_encoder != model::RegionEncoder::Prompter) return;
    const auto text = embed_texts(model_, tokenizer_, phrases, device_, options_.batch_size);
    const auto predicted = model_->ground(prepared, text, whole(grounded));
    out.predicted.push_back(predicted.to(torch::kCPU));
    out.grounding_score.push_back(score(prepared, predicted, text, whole(grounded)).to(torch::kCPU));
  }

  // corners: [R, 4], or of pairs [2 R, 4].
  at::Tensor embed_prompts(const model::EncodedImages& prepared, const at::Tensor& corners,
                           const at::Tensor& index) {
    if (options_.prompt == RegionPrompt::Pair)
      return model_->embed_boxes(prepared, corners.view({-1, 2, 4}), index);
    if (options_.prompt != RegionPrompt::MeanOfPair) return model_->embed_boxes(prepared, corners, index);
    const auto each = model::normalise(model_->embed_boxes(prepared, corners, index.repeat_interleave(2)));
    return each.view({index.size(0), 2, -1}).mean(1);
  }

  // Of the batch's images, which are the last that were read.
  void propose(const model::EncodedImages& prepared, Collected& out) {
    const bool head = model_->config().proposal_head;
    const auto tokens = head ? model_->propose(prepared) : model::TokenProposals();
    const auto first = out.read.size() - static_cast<std::size_t>(prepared.images());
    std::vector<float> boxes;
    std::vector<std::int64_t> image_index;
    for (std::int64_t i = 0; i < prepared.images(); ++i) {
      const auto& image = out.read[first + static_cast<std::size_t>(i)];
      auto& proposed = out.proposed[first + static_cast<std::size_t>(i)].proposed;
      const index::ProposalChoice choice{.most = static_cast<std::size_t>(options_.proposals)};
      if (head) {
        for (const auto& one : index::best_proposals(inference::token_proposals(tokens, i, image.frame),
                                                     image.original.width, image.original.height, choice))
          proposed.push_back(one.box);
      } else {
        proposed = index::grid_proposals(image.original.width, image.original.height, {.whole_image = false});
        if (proposed.size() > choice.most) proposed.resize(choice.most);
      }
      for (const auto& box : proposed) {
        const auto normalised = image.frame.to_normalised(box);
        boxes.insert(boxes.end(), {normalised.x1, normalised.y1, normalised.x2, normalised.y2});
        image_index.push_back(i);
      }
    }
    const auto corners = torch::tensor(at::ArrayRef<float>(boxes), torch::kFloat).view({-1, 4}).to(device_);
    const auto index = torch::tensor(at::ArrayRef<std::int64_t>(image_index), torch::kInt64).to(device_);
    out.proposal.push_back(model_->embed_boxes(prepared, corners, index));
  }

  // [R], the cosine of each phrase with the box that it was given.
  at::Tensor score(const model::EncodedImages& prepared, const at::Tensor& predicted, const at::Tensor& text,
                   const at::Tensor& index) {
    const auto a = predicted.slice(1, 0, 2), b = predicted.slice(1, 2, 4);  // corners in any order
    const auto boxes = torch::cat({torch::minimum(a, b), torch::maximum(a, b)}, 1).to(torch::kFloat);
    const auto region = model_->embed_boxes(prepared, boxes, index);
    return (model::normalise(region.to(torch::kFloat)) * model::normalise(text.to(torch::kFloat))).sum(1);
  }

  model::Cloc& model_;
  const text::Tokenizer& tokenizer_;
  const EvaluationOptions& options_;
  IssueReport& issues_;
  const inference::ImageInput input_;
  const bool crops_;
  at::Device device_;
};

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
