// SPDX-License-Identifier: Apache-2.0
#include "training/objective.h"

#include <torch/torch.h>

#include <utility>
#include <vector>

#include "training/losses/losses.h"

namespace cloc::training {
namespace {

struct ImageSide {
  at::Tensor image, region, predicted;
};

at::Tensor embed_texts(model::Cloc& model, const at::Tensor& ids, const at::Tensor& lengths) {
  if (ids.size(0) == 0)
    return torch::zeros({0, model->config().embed_dim}, ids.options().dtype(torch::kFloat));
  return model->embed_text(ids, lengths);
}

// phrase: [U, D], the embeddings that the text prompts are made of.
ImageSide embed_images(model::Cloc& model, const Batch& batch, const at::Tensor& phrase,
                       const Recipe& recipe) {
  ImageSide out;
  const auto tokens = model->encode_tokens(model::normalise_images(batch.images, model->config()));
  out.image = model->embed_image(tokens);
  const auto images = model->prepare(tokens);
  out.region = model->embed_boxes(images, batch.boxes, batch.region_image);
  const bool grounding =
      recipe.grounding_weight > 0 && model->config().region_encoder == model::RegionEncoder::Prompter;
  if (grounding) {
    out.predicted = model->ground(images, phrase.index_select(0, batch.region_phrase), batch.region_image);
  }
  return out;
}

double share_ranked_first(const at::Tensor& region, const at::Tensor& phrase, const at::Tensor& own) {
  if (region.size(0) == 0) return 0;
  return torch::mm(region, phrase.t()).argmax(1).eq(own).to(torch::kFloat).mean().item<double>();
}

}  // namespace

BatchEmbeddings embed(model::Cloc& model, const Batch& batch, const Recipe& recipe) {
  BatchEmbeddings out;
  out.caption = embed_texts(model, batch.caption_ids, batch.caption_lengths);
  out.phrase = embed_texts(model, batch.phrase_ids, batch.phrase_lengths);
  auto side = embed_images(model, batch, out.phrase, recipe);
  out.image = std::move(side.image);
  out.region = std::move(side.region);
  out.predicted = std::move(side.predicted);
  return out;
}

StepResult compute_losses(model::Cloc& model, const BatchEmbeddings& embeddings, const Batch& batch,
                          const Recipe& recipe) {
  const auto scale = model->temperature_scale();
  const auto image = model::normalise(embeddings.image.index_select(0, batch.caption_image));
  const auto region = model::normalise(embeddings.region);
  const auto phrase = model::normalise(embeddings.phrase);

  StepResult result;
  result.images = batch.size();
  result.regions = region.size(0);
  result.lambda = recipe.region_weight * region_weight(batch.images_with_regions, batch.size());
  const auto clip = clip_loss(image, model::normalise(embeddings.caption), scale);
  const auto text =
      region_text_loss(region, phrase.index_select(0, batch.region_phrase), scale, recipe.text_filter);
  auto grounding = torch::zeros({}, clip.options());
  if (embeddings.predicted.defined()) {
    grounding = recipe.grounding_weight * grounding_loss(embeddings.predicted, batch.boxes);
  }
  result.total = total_loss(clip, text.loss, grounding, result.lambda);
  result.clip = clip.item<double>();
  result.region_text = text.loss.item<double>();
  result.grounding = grounding.item<double>();
  result.filtered_share = text.filtered_share;
  const torch::NoGradGuard no_grad;
  result.region_accuracy = share_ranked_first(region, phrase, batch.region_phrase);
  return result;
}

StepResult backward(model::Cloc& model, const Batch& batch, const Recipe& recipe) {
  const auto parts = std::min(recipe.accumulation, batch.size());
  if (parts == 1) {
    auto result = compute_losses(model, embed(model, batch, recipe), batch, recipe);
    result.total.backward();
    return result;
  }

  // The texts of a batch are small beside its images: they keep their graph, and only the images are
  // recomputed.
  BatchEmbeddings whole;
  whole.caption = embed_texts(model, batch.caption_ids, batch.caption_lengths);
  whole.phrase = embed_texts(model, batch.phrase_ids, batch.phrase_lengths);
  const auto phrase = whole.phrase.detach().requires_grad_(true);
  std::vector<Batch> pieces;
  for (std::int64_t p = 0; p < parts; ++p) {
    pieces.push_back(batch.slice(p * batch.size() / parts, (p + 1) * batch.size() / parts));
  }

  // First pass: embeddings without a graph, as leaves of the loss. Regions keep the batch's order: it is by
  // image.
  std::vector<at::Tensor> image, region, predicted;
  {
    const torch::NoGradGuard no_grad;
    for (const auto& piece : pieces) {
      auto side = embed_images(model, piece, phrase, recipe);
      image.push_back(side.image);
      region.push_back(side.region);
      if (side.predicted.defined()) predicted.push_back(side.predicted);
    }
  }
  whole.image = torch::cat(image).requires_grad_(true);
  whole.region = torch::cat(region).requires_grad_(true);
  if (!predicted.empty()) whole.predicted = torch::cat(predicted).requires_grad_(true);
  auto result = compute_losses(model, whole, batch, recipe);
  result.total.backward({}, /*retain_graph=*/true);

  // Second pass: each part's graph is given the gradients that its embeddings received.
  std::int64_t first_image = 0, first_region = 0;
  for (const auto& piece : pieces) {
    auto side = embed_images(model, piece, phrase, recipe);
    const auto images = piece.size(), regions = piece.boxes.size(0);
    std::vector<at::Tensor> outputs{side.image},
        gradients{whole.image.grad().slice(0, first_image, first_image + images)};
    const auto add = [&](const at::Tensor& output, const at::Tensor& leaf) {
      outputs.push_back(output);
      gradients.push_back(leaf.grad().slice(0, first_region, first_region + regions));
    };
    add(side.region, whole.region);
    if (side.predicted.defined()) add(side.predicted, whole.predicted);
    // What a frozen encoder gave alone needs none.
    std::vector<at::Tensor> learning, received;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (!outputs[i].requires_grad()) continue;
      learning.push_back(outputs[i]);
      received.push_back(gradients[i]);
    }
    if (!learning.empty()) torch::autograd::backward(learning, received);
    first_image += images;
    first_region += regions;
  }
  // What the text prompts sent back to the phrases goes on into the text encoder.
  if (phrase.grad().defined() && whole.phrase.requires_grad()) whole.phrase.backward(phrase.grad());
  return result;
}

}  // namespace cloc::training
