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
          features.defined() ? features.slice(0, index, index + 1) : at::Tensor(), tokens.select(index), rows,
          columns};
}

ClocImpl::ClocImpl(const ClocConfig& config) : config_(config) {
  config_.validate();
  const auto& vision = config_.vision;
  visual_ = register_module("visual", VisionTransformer(config_));
  if (vision.pool == ImagePool::Attention) {
    attn_pool_ = register_module("attn_pool", AttentionPool(vision.width, vision.heads, config_.embed_dim));
  } else if (vision.pool == ImagePool::Probe) {
    probe_pool_ = register_module("probe_pool", ProbePool(config_));
  }
  text_ = register_module("text", TextTransformer(config_));
  if (config_.region_encoder == RegionEncoder::Prompter) {
    prompter_ = register_module("prompter", Prompter(config_));
    box_head_ = register_module("box_head", BoxHead(config_.embed_dim));
  } else if (config_.region_encoder == RegionEncoder::RoiAlign) {
    roi_proj_ = register_module(
        "roi_proj", torch::nn::Linear(torch::nn::LinearOptions(vision.width, config_.embed_dim).bias(false)));
  }
  if (config_.proposal_head) proposal_head_ = register_module("proposal_head", ProposalHead(vision));
  // As CLIP's and SigLIP's training begin.
  logit_scale_ =
      register_parameter("logit_scale", torch::full({}, std::log(config_.logit_bias ? 10.0 : 1.0 / 0.07)));
  if (config_.logit_bias) logit_bias_ = register_parameter("logit_bias", torch::full({}, -10.0));
}

ImageTokens ClocImpl::encode_tokens(const at::Tensor& images) {
  return visual_(images);
}

at::Tensor ClocImpl::embed_image(const ImageTokens& tokens) {
  if (attn_pool_) return attn_pool_(tokens.grid);
  if (probe_pool_ && tokens.class_token.defined())
    return probe_pool_(torch::cat({tokens.class_token.unsqueeze(1), tokens.grid}, 1));
  if (probe_pool_) return probe_pool_(tokens.grid);
  return visual_->project(tokens.class_token);
}

at::Tensor ClocImpl::embed_text(const at::Tensor& ids, const at::Tensor& lengths) {
  return text_(ids, lengths);
}

EncodedImages ClocImpl::prepare(const ImageTokens& tokens) {
  const auto count = tokens.grid.size(1);
  const auto grid = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(count))));
  if (grid * grid != count) {
    throw Error(ErrorKind::InvalidInput, "Image tokens must form a square grid; got " +
                                             std::to_string(count) + ". Letterbox the images to a square.");
  }
  EncodedImages images{{}, {}, tokens, grid, grid};
  if (prompter_) {
    images.prepared = prompter_->prepare(tokens.grid, grid, grid);
  } else if (roi_proj_) {
    images.features = tokens.grid;
  } else if (config_.region_encoder == RegionEncoder::ValueRoi) {
    // Of one length each, as CLIPSelf reads them, so that no token outweighs the others in its box.
    images.features = normalise(attn_pool_    ? attn_pool_->values(tokens.dense)
                                : probe_pool_ ? probe_pool_->values(tokens.dense)
                                              : visual_->project(tokens.dense));
  }
  return images;
}

at::Tensor ClocImpl::embed_boxes(const EncodedImages& images, const at::Tensor& boxes,
                                 const at::Tensor& image_index, const at::Tensor& present) {
  if (prompter_) return prompter_->embed_boxes(images.prepared, boxes, image_index, present);
  if (!images.features.defined()) {
    throw Error(
        ErrorKind::Unsupported,
        "This model embeds boxes by cutting them out of the image (region_encoder = \"crops\"), which "
        "needs the image's pixels.");
  }
  const auto together = boxes.dim() == 3 ? boxes.size(1) : 1;
  auto read = roi_align(
      images.features, images.rows, images.columns, boxes.reshape({-1, 4}),
      together > 1 && image_index.defined() ? image_index.repeat_interleave(together) : image_index);
  if (together > 1) {
    read = read.view({boxes.size(0), together, -1});
    const auto weight = present.defined() ? present.to(read.scalar_type()).unsqueeze(-1)
                                          : torch::ones({boxes.size(0), together, 1}, read.options());
    read = (read * weight).sum(1) / weight.sum(1);
  }
  return roi_proj_ ? roi_proj_(read) : read;
}

TokenProposals ClocImpl::propose(const EncodedImages& images) {
  if (!proposal_head_) {
    throw Error(
        ErrorKind::Unsupported,
        "This model has no proposal head; it cannot find objects that nobody asks for. Train one with "
        "loss.proposal_weight.");
  }
  return proposal_head_->forward(images.tokens.grid, images.rows, images.columns);
}

at::Tensor ClocImpl::ground(const EncodedImages& images, const at::Tensor& text,
                            const at::Tensor& image_index) {
  if (!prompter_) {
    throw Error(
        ErrorKind::Unsupported,
        "This model has no Prompter; it cannot find the box of a phrase. Use a model with region_encoder = "
        "\"prompter\", or add one by training.");
  }
  return box_head_(prompter_->embed_texts(images.prepared, text, image_index));
}

void ClocImpl::set_recompute(bool on) {
  visual_->set_recompute(on);
  text_->set_recompute(on);
}

void ClocImpl::clamp_logit_scale() {
  const torch::NoGradGuard no_grad;
  logit_scale_.clamp_(0.0, kMaxLogitScale);
}

}  // namespace cloc::model
