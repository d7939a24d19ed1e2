// SPDX-License-Identifier: Apache-2.0
#include "training/objective.h"

#include <torch/torch.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "training/losses/losses.h"
#include "training/losses/proposals.h"

namespace cloc::training {
namespace {

// As BatchEmbeddings.
struct ImageSide {
  at::Tensor image, region, predicted, proposals;
};

at::Tensor embed_texts(model::Cloc& model, const at::Tensor& ids, const at::Tensor& lengths) {
  if (ids.size(0) == 0)
    return torch::zeros({0, model->config().embed_dim}, ids.options().dtype(torch::kFloat));
  return model->embed_text(ids, lengths);
}

at::Tensor embed_phrases(model::Cloc& model, const Batch& batch, const Recipe& recipe) {
  const auto count = recipe.learns_regions() ? batch.phrase_ids.size(0) : 0;
  return embed_texts(model, batch.phrase_ids.slice(0, 0, count), batch.phrase_lengths.slice(0, 0, count));
}

at::Tensor embed_captions(model::Cloc& model, const Batch& batch, const Recipe& recipe) {
  const auto count = recipe.learns_proposals_alone() ? 0 : batch.caption_ids.size(0);
  return embed_texts(model, batch.caption_ids.slice(0, 0, count), batch.caption_lengths.slice(0, 0, count));
}

// phrase: [U, D], the embeddings that the text prompts are made of.
ImageSide embed_images(model::Cloc& model, const Batch& batch, const at::Tensor& phrase,
                       const Recipe& recipe) {
  ImageSide out;
  const auto tokens = model->encode_tokens(model::normalise_images(batch.images, model->config()));
  out.image = model->embed_image(tokens);
  out.region = out.image.slice(0, 0, 0);
  if (!recipe.learns_regions() && recipe.proposal_weight <= 0) return out;
  const auto images = model->prepare(tokens);
  if (recipe.proposal_weight > 0) {
    const auto proposals = model->propose(images);
    out.proposals = torch::cat({proposals.boxes, proposals.logits.unsqueeze(-1)}, -1);
  }
  if (!recipe.learns_regions()) return out;
  out.region = model->embed_boxes(images, batch.prompts, batch.region_image,
                                  batch.prompts.size(1) > 1 ? batch.prompt_present : at::Tensor());
  const bool grounding = recipe.grounding_weight + recipe.box_l1_weight + recipe.box_giou_weight > 0 &&
                         model->config().region_encoder == model::RegionEncoder::Prompter;
  if (grounding) {
    out.predicted = model->ground(images, phrase.index_select(0, batch.region_phrase), batch.region_image);
  }
  return out;
}

// How much of the batch each process holds; of one process its own alone.
struct Counts {
  std::vector<std::int64_t> captions, regions;  // by rank
  std::int64_t images = 0, images_with_regions = 0;
  std::int64_t labelled_tokens = 0, objects = 0;  // as proposal_loss

  Counts(const Batch& batch, const at::Tensor& region, const std::optional<TokenTargets>& targets,
         Processes* processes) {
    const auto labelled =
        targets ? targets->labelled.sum().item<std::int64_t>() * targets->object.size(1) : 0;
    const auto own = torch::tensor({batch.caption_image.size(0), region.size(0), batch.size(),
                                    batch.images_with_regions, labelled, targets ? targets->objects : 0},
                                   torch::kInt64);
    const auto all = (processes ? processes->all_gather(own.to(region.device())) : own)
                         .view({-1, own.size(0)})
                         .to(torch::kCPU);
    const auto rows = all.accessor<std::int64_t, 2>();
    for (std::int64_t i = 0; i < all.size(0); ++i) {
      captions.push_back(rows[i][0]);
      regions.push_back(rows[i][1]);
      images += rows[i][2];
      images_with_regions += rows[i][3];
      labelled_tokens += rows[i][4];
      objects += rows[i][5];
    }
  }
};

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

// The rows of all processes behind one another. They are sent padded to the longest, so that all send alike.
Gathered gather(const at::Tensor& own, const std::vector<std::int64_t>& rows, Processes* processes) {
  if (processes == nullptr) return own;
  const auto longest = std::max<std::int64_t>(1, *std::max_element(rows.begin(), rows.end()));
  auto padding = own.sizes().vec();
  padding[0] = longest - own.size(0);
  const auto sent = torch::cat({own, torch::zeros(padding, own.options().requires_grad(false))});
  const auto all = processes->all_gather_with_gradient(sent);
  std::vector<at::Tensor> parts;
  std::int64_t first = 0;
  for (std::size_t rank = 0; rank < rows.size(); ++rank) {
    if (static_cast<int>(rank) < processes->rank()) first += rows[rank];
    parts.push_back(all.narrow(0, static_cast<std::int64_t>(rank) * longest, rows[rank]));
  }
  return {own, torch::cat(parts), first};
}

// How many of the first thousand regions have no caption before their own; and of how many.
std::pair<double, double> ranked_first(const Gathered& region, const Gathered& caption) {
  constexpr std::int64_t kMost = 1000;
  constexpr double kTie = 1e-6;  // the same caption, of another region
  const torch::NoGradGuard no_grad;
  const auto count = std::min(kMost, region.own.size(0));
  if (count == 0) return {0, 0};
  const auto scores =
      torch::mm(region.own.slice(0, 0, count).to(torch::kFloat), caption.all.t().to(torch::kFloat));
  const auto own = scores.diagonal(region.first).slice(0, 0, count);
  return {own.ge(std::get<0>(scores.max(1)) - kTie).sum().item<double>(), static_cast<double>(count)};
}

// What the recipe makes of equation 3.
at::Tensor box_loss(const at::Tensor& predicted, const at::Tensor& boxes, std::int64_t regions,
                    const Recipe& recipe) {
  auto loss = recipe.grounding_weight * grounding_loss(predicted, boxes, regions);
  if (recipe.box_l1_weight > 0) loss = loss + recipe.box_l1_weight * box_l1_loss(predicted, boxes, regions);
  if (recipe.box_giou_weight > 0)
    loss = loss + recipe.box_giou_weight * box_giou_loss(predicted, boxes, regions);
  return loss;
}

// Nothing when the recipe has no proposals.
std::optional<TokenTargets> targets_of(const model::Cloc& model, const BatchEmbeddings& embeddings,
                                       const Batch& batch) {
  if (!embeddings.proposals.defined()) return std::nullopt;
  const auto device = embeddings.proposals.device();
  const auto grid = model->config().vision.grid();
  auto targets = token_targets(batch.object_boxes, batch.object_image, batch.size(), grid, grid);
  for (auto* tensor : {&targets.boxes, &targets.object, &targets.share, &targets.labelled})
    *tensor = tensor->to(device);
  return targets;
}

}  // namespace

BatchEmbeddings embed(model::Cloc& model, const Batch& batch, const Recipe& recipe) {
  BatchEmbeddings out;
  out.caption = embed_captions(model, batch, recipe);
  out.phrase = embed_phrases(model, batch, recipe);
  auto side = embed_images(model, batch, out.phrase, recipe);
  out.image = std::move(side.image);
  out.region = std::move(side.region);
  out.predicted = std::move(side.predicted);
  out.proposals = std::move(side.proposals);
  return out;
}

StepResult compute_losses(model::Cloc& model, const BatchEmbeddings& embeddings, const Batch& batch,
                          const Recipe& recipe, Processes* processes) {
  const auto targets = targets_of(model, embeddings, batch);
  const Counts counts(batch, embeddings.region, targets, processes);
  const auto all = [&](const at::Tensor& own, const std::vector<std::int64_t>& rows) {
    return gather(model::normalise(own), rows, processes);
  };
  const LogitScale logits(model->temperature_scale(), model->logit_bias());
  auto total = torch::zeros({}, embeddings.image.options().dtype(torch::kFloat).requires_grad(false));
  if (!recipe.learns_proposals_alone()) {
    const auto image = all(embeddings.image.index_select(0, batch.caption_image), counts.captions);
    const auto caption = all(embeddings.caption, counts.captions);
    total = clip_loss(image, caption, logits);
  }

  StepResult result;
  result.images = counts.images;
  result.regions = sum_of(counts.regions);
  result.lambda = recipe.region_weight * region_weight(counts.images_with_regions, counts.images);
  RegionLoss text;
  auto grounding = torch::zeros({}, total.options()), push = grounding, proposals = grounding,
       clip = total.detach();
  std::pair<double, double> first;
  if (recipe.learns_regions()) {
    const auto region = all(embeddings.region, counts.regions);
    const auto phrase = all(embeddings.phrase.index_select(0, batch.region_phrase), counts.regions);
    text = region_text_loss(region, phrase, logits, recipe.text_filter);
    if (embeddings.predicted.defined())
      grounding = box_loss(embeddings.predicted, batch.boxes, result.regions, recipe);
    if (recipe.text_push > 0)
      push = recipe.text_push * text_push_loss(phrase, logits.scale, recipe.text_filter);
    total = total_loss(total, text.loss + push, grounding, result.lambda);
    first = ranked_first(region, phrase);
  } else {
    text.loss = grounding;
  }
  if (targets) {
    proposals = recipe.proposal_weight *
                proposal_loss({embeddings.proposals.slice(-1, 0, 4), embeddings.proposals.select(-1, 4)},
                              *targets, counts.labelled_tokens, counts.objects);
    total = total + proposals;
  }
  result.total = total;

  const auto seen =
      torch::stack({total.detach().to(torch::kDouble), clip.to(torch::kDouble),
                    text.loss.detach().to(torch::kDouble), grounding.detach().to(torch::kDouble),
                    push.detach().to(torch::kDouble), proposals.detach().to(torch::kDouble),
                    torch::tensor(text.filtered_share, torch::kDouble).to(total.device()),
                    torch::tensor(first.first, torch::kDouble).to(total.device()),
                    torch::tensor(first.second, torch::kDouble).to(total.device())});
  if (processes) processes->add_up({seen});
  const auto values = seen.to(torch::kCPU);
  const auto* value = values.data_ptr<double>();
  result.loss = value[0];
  result.clip = value[1];
  result.region_text = value[2];
  result.grounding = value[3];
  result.text_push = value[4];
  result.proposals = value[5];
  result.filtered_share = value[6];
  result.region_accuracy = value[8] > 0 ? value[7] / value[8] : 0;
  return result;
}

StepResult backward(model::Cloc& model, const Batch& batch, const Recipe& recipe, Processes* processes) {
  const auto parts = std::min(recipe.accumulation, batch.size());
  if (parts == 1) {
    auto result = compute_losses(model, embed(model, batch, recipe), batch, recipe, processes);
    result.total.backward();
    return result;
  }

  // The texts of a batch are small beside its images: they keep their graph, and only the images are
  // recomputed.
  BatchEmbeddings whole;
  whole.caption = embed_captions(model, batch, recipe);
  whole.phrase = embed_phrases(model, batch, recipe);
  const auto phrase = whole.phrase.detach().requires_grad_(true);
  std::vector<Batch> pieces;
  for (std::int64_t p = 0; p < parts; ++p) {
    pieces.push_back(batch.slice(p * batch.size() / parts, (p + 1) * batch.size() / parts));
  }

  // First pass: embeddings without a graph, as leaves of the loss. Regions keep the batch's order: it is by
  // image.
  std::vector<at::Tensor> image, region, predicted, proposals;
  {
    const torch::NoGradGuard no_grad;
    for (const auto& piece : pieces) {
      auto side = embed_images(model, piece, phrase, recipe);
      image.push_back(side.image);
      region.push_back(side.region);
      if (side.predicted.defined()) predicted.push_back(side.predicted);
      if (side.proposals.defined()) proposals.push_back(side.proposals);
    }
  }
  whole.image = torch::cat(image).requires_grad_(true);
  whole.region = torch::cat(region).requires_grad_(true);
  if (!predicted.empty()) whole.predicted = torch::cat(predicted).requires_grad_(true);
  if (!proposals.empty()) whole.proposals = torch::cat(proposals).requires_grad_(true);
  auto result = compute_losses(model, whole, batch, recipe, processes);
  result.total.backward({}, /*retain_graph=*/true);

  // Second pass: each part's graph is given the gradients that its embeddings received.
  std::int64_t first_image = 0, first_region = 0;
  for (const auto& piece : pieces) {
    auto side = embed_images(model, piece, phrase, recipe);
    const auto images = piece.size(), regions = side.region.size(0);
    std::vector<at::Tensor> outputs, gradients;
    const auto add = [&](const at::Tensor& output, const at::Tensor& leaf, std::int64_t first,
                         std::int64_t count) {
      if (!output.defined() || !leaf.grad().defined()) return;  // the loss does not look at it
      outputs.push_back(output);
      gradients.push_back(leaf.grad().slice(0, first, first + count));
    };
    add(side.image, whole.image, first_image, images);
    add(side.region, whole.region, first_region, regions);
    add(side.predicted, whole.predicted, first_region, regions);
    add(side.proposals, whole.proposals, first_image, images);
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
