// SPDX-License-Identifier: Apache-2.0
#include "training/evaluation/collect.h"

#include <torch/torch.h>

#include <cstring>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/index/proposals.h"
#include "core/inference/box_tensor.h"
#include "core/inference/image_input.h"
#include "core/inference/text_tensors.h"
#include "core/inference/token_proposals.h"
#include "training/region_pairs.h"

namespace cloc::training {

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

namespace {

struct PreparedRegion {
  NormBox box;
  NormBox second;  // of a pair
  PixelBox original;
  std::int64_t label = -1;
  std::string caption;
  bool grounds = false;  // its caption names it alone
};

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

}  // namespace

class Collector::Content {
 public:
  Content(model::Cloc& model, const text::Tokenizer& tokenizer, const EvaluationOptions& options,
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
    std::vector<NormBox> boxes;
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
        boxes.push_back(prompt);
        if (pairs()) boxes.push_back(region.second);
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

  void run(const BatchInput& pixels, const std::vector<NormBox>& boxes,
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
    const auto corners = inference::to_tensor(boxes).to(device_);
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
    const auto tokens = model_->config().proposal_head ? model_->propose(prepared) : model::TokenProposals();
    const auto first = out.read.size() - static_cast<std::size_t>(prepared.images());
    const index::ProposalChoice choice{.most = options_.proposals};
    std::vector<NormBox> boxes;
    std::vector<std::int64_t> image_index;
    for (std::int64_t i = 0; i < prepared.images(); ++i) {
      const auto& image = out.read[first + static_cast<std::size_t>(i)];
      auto& proposed = out.proposed[first + static_cast<std::size_t>(i)].proposed;
      for (const auto& one :
           inference::proposals_of(tokens, i, {image.frame, image.original.width, image.original.height},
                                   {.whole_image = false}, choice)) {
        if (proposed.size() == choice.most) break;  // of a grid
        proposed.push_back(one.box);
        boxes.push_back(image.frame.to_normalised(one.box));
        image_index.push_back(i);
      }
    }
    const auto corners = inference::to_tensor(boxes).to(device_);
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

Collector::Collector(model::Cloc& model, const text::Tokenizer& tokenizer, const EvaluationOptions& options,
                     IssueReport& issues)
    : content_(std::make_unique<Content>(model, tokenizer, options, issues)) {}
Collector::~Collector() = default;

void Collector::batch(std::span<const data::ImageRecord> records, Collected& out) {
  content_->batch(records, out);
}

}  // namespace cloc::training
