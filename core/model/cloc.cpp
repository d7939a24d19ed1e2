// SPDX-License-Identifier: Apache-2.0
#include "core/model/cloc.h"

#include <torch/torch.h>

#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/model/roi_align.h"

namespace cloc::model {

at::Tensor normalise(const at::Tensor& x) {
  return torch::nn::functional::normalize(x, torch::nn::functional::NormalizeFuncOptions().dim(-1));
}

BoxHeadImpl::BoxHeadImpl(std::int64_t embed_dim) {
  c_fc_ = register_module("c_fc", torch::nn::Linear(embed_dim, embed_dim));
  c_proj_ = register_module("c_proj", torch::nn::Linear(embed_dim, 4));
}

at::Tensor BoxHeadImpl::forward(const at::Tensor& z) {
  return torch::sigmoid(c_proj_(at::gelu(c_fc_(z))));
}

EncodedImages EncodedImages::select(std::int64_t index) const {
  return {prepared.tokens.defined() ? prepared.select(index) : PreparedImages{},
          tokens.slice(0, index, index + 1), rows, columns};
}

ClocImpl::ClocImpl(const ClocConfig& config) : config_(config) {
  config_.validate();
  const auto& vision = config_.vision;
  visual_ = register_module("visual", VisionTransformer(config_));
  attn_pool_ = register_module("attn_pool", AttentionPool(vision.width, vision.heads, config_.embed_dim));
  text_ = register_module("text", TextTransformer(config_));
  if (config_.region_encoder == RegionEncoder::Prompter) {
    prompter_ = register_module("prompter", Prompter(config_));
    box_head_ = register_module("box_head", BoxHead(config_.embed_dim));
  } else {
    roi_proj_ = register_module(
        "roi_proj", torch::nn::Linear(torch::nn::LinearOptions(vision.width, config_.embed_dim).bias(false)));
  }
  logit_scale_ = register_parameter("logit_scale", torch::full({}, std::log(1.0 / 0.07)));
}

at::Tensor ClocImpl::encode_tokens(const at::Tensor& images) {
  return visual_(images);
}

at::Tensor ClocImpl::embed_image(const at::Tensor& tokens) {
  return attn_pool_(tokens);
}

at::Tensor ClocImpl::embed_text(const at::Tensor& ids, const at::Tensor& lengths) {
  return text_(ids, lengths);
}

EncodedImages ClocImpl::prepare(const at::Tensor& tokens) {
  const auto grid = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(tokens.size(1)))));
  if (grid * grid != tokens.size(1)) {
    throw Error(ErrorKind::InvalidInput, "Image tokens must form a square grid; got " +
                                             std::to_string(tokens.size(1)) +
                                             ". Letterbox the images to a square.");
  }
  EncodedImages images{{}, tokens, grid, grid};
  if (prompter_) images.prepared = prompter_->prepare(tokens, grid, grid);
  return images;
}

at::Tensor ClocImpl::embed_boxes(const EncodedImages& images, const at::Tensor& boxes,
                                 const at::Tensor& image_index) {
  if (prompter_) return prompter_->embed_boxes(images.prepared, boxes, image_index);
  return roi_proj_(roi_align(images.tokens, images.rows, images.columns, boxes, image_index));
}

at::Tensor ClocImpl::ground(const EncodedImages& images, const at::Tensor& text,
                            const at::Tensor& image_index) {
  if (!prompter_) {
    throw Error(
        ErrorKind::Unsupported,
        "This model was trained with RoI-Align in the Prompter's place; it cannot find the box of a phrase. "
        "Use a model with region_encoder = \"prompter\".");
  }
  return box_head_(prompter_->embed_texts(images.prepared, text, image_index));
}

void ClocImpl::clamp_logit_scale() {
  const torch::NoGradGuard no_grad;
  logit_scale_.clamp_(0.0, kMaxLogitScale);
}

}  // namespace cloc::model
