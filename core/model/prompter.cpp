// SPDX-License-Identifier: Apache-2.0
#include "core/model/prompter.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "core/model/positions.h"

namespace cloc::model {
namespace {

// Rows of x for each region: a view when there is one image, a copy otherwise.
at::Tensor per_region(const at::Tensor& x, const at::Tensor& image_index, std::int64_t regions) {
  if (x.size(0) != 1) return x.index_select(0, image_index);
  auto sizes = x.sizes().vec();
  sizes[0] = regions;
  return x.expand(sizes);
}

// [W, W]: turns each pair (sine, cosine) of an encoding by a quarter, for both axes.
at::Tensor quarter_turn(std::int64_t width) {
  const auto one = torch::eye(width / 4), none = torch::zeros_like(one);
  const auto turn = torch::cat({torch::cat({none, -one}, 1), torch::cat({one, none}, 1)}, 0);
  return torch::block_diag({turn, turn});
}

}  // namespace

PreparedImages PreparedImages::select(std::int64_t index) const {
  const auto one = [index](const at::Tensor& x) { return x.slice(0, index, index + 1); };
  return {one(tokens), one(q), one(k), one(v), one(own_value), one(own_lse)};
}

PrompterImpl::PrompterImpl(const ClocConfig& config)
    : width_(config.vision.width), grid_(config.vision.grid()), pool_(config.prompt_pool) {
  const auto layer_norm = [&] { return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width_})); };
  position_gain_ = register_parameter("position_gain", torch::ones({}));
  box_embedding_ = register_parameter("box_embedding", 0.02 * torch::randn({2, width_}));
  box_proj_ = register_module("box_proj", torch::nn::Linear(2 * width_, 2 * width_));
  text_proj_ = register_module("text_proj", torch::nn::Linear(config.embed_dim, width_));
  ln_1_ = register_module("ln_1", layer_norm());
  attn_ = register_module("attn", SelfAttention(width_, 1));
  ln_2_ = register_module("ln_2", layer_norm());
  mlp_ = register_module("mlp", Mlp(width_, 4 * width_, config.activation));
  ln_post_ = register_module("ln_post", layer_norm());
  proj_ = register_module("proj",
                          torch::nn::Linear(torch::nn::LinearOptions(width_, config.embed_dim).bias(false)));
  {  // a box attends to the tokens inside it: see the header
    const torch::NoGradGuard no_grad;
    const auto same = torch::eye(width_);
    // Small: ln_1 makes queries of any length alike, and what is read from the image should outweigh the
    // prompt in the sum of the two.
    box_proj_->weight.copy_(0.1 * torch::cat({-same, same}, 1).repeat({2, 1}));
    const auto query = quarter_turn(width_);
    attn_->in_proj_weight.slice(0, 0, 2 * width_).copy_(std::sqrt(2.0) * torch::cat({query, same}, 0));
  }
  torch::nn::init::zeros_(box_proj_->bias);
  for (auto* weight : {&attn_->out_proj->weight, &proj_->weight}) {
    torch::nn::init::normal_(*weight, 0.0, 1.0 / std::sqrt(static_cast<double>(width_)));
  }
}

PrompterImpl::Projected PrompterImpl::project(const at::Tensor& x) {
  const auto parts = torch::linear(ln_1_(x), attn_->in_proj_weight, attn_->in_proj_bias).chunk(3, -1);
  return {parts[0] * (1.0 / std::sqrt(static_cast<double>(width_))), parts[1], parts[2]};
}

PreparedImages PrompterImpl::prepare(const at::Tensor& tokens, std::int64_t rows, std::int64_t columns) {
  PreparedImages images;
  const auto places =
      sinusoidal_encoding(grid_centres(rows, columns, tokens.options().requires_grad(false)), width_, grid_);
  images.tokens = tokens + position_gain_ * places;
  const auto projected = project(images.tokens);
  images.q = projected.q;
  images.k = projected.k;
  images.v = projected.v;
  if (pool_ == PromptPool::AllTokens) {
    const auto scores = torch::bmm(images.q, images.k.transpose(1, 2));
    images.own_lse = scores.logsumexp(-1);
    images.own_value = torch::linear(torch::bmm(scores.softmax(-1), images.v), attn_->out_proj->weight);
  } else {
    images.own_lse = images.q.select(-1, 0);  // never read: image tokens are not pooled
    images.own_value = images.q;
  }
  return images;
}

at::Tensor PrompterImpl::box_tokens(const at::Tensor& boxes) {
  const auto corners = sinusoidal_encoding(boxes.view({-1, 2, 2}), width_, grid_).flatten(1);  // [R, 2W]
  return box_proj_(corners).view({-1, 2, width_}) + box_embedding_;
}

at::Tensor PrompterImpl::text_tokens(const at::Tensor& text) {
  // Unit vectors times sqrt(dim) have entries of order one, as every other token has.
  const auto scaled =
      torch::nn::functional::normalize(text, torch::nn::functional::NormalizeFuncOptions().dim(-1)) *
      std::sqrt(static_cast<double>(text.size(-1)));
  return text_proj_(scaled).unsqueeze(1);
}

at::Tensor PrompterImpl::embed_boxes(const PreparedImages& images, const at::Tensor& boxes,
                                     const at::Tensor& image_index, const at::Tensor& present) {
  if (boxes.dim() == 2) return embed(images, box_tokens(boxes), image_index);
  const auto tokens = box_tokens(boxes.reshape({-1, 4})).view({boxes.size(0), 2 * boxes.size(1), width_});
  return embed(images, tokens, image_index, present.defined() ? present.repeat_interleave(2, 1) : present);
}

at::Tensor PrompterImpl::embed_texts(const PreparedImages& images, const at::Tensor& text,
                                     const at::Tensor& image_index) {
  return embed(images, text_tokens(text), image_index);
}

at::Tensor PrompterImpl::embed(const PreparedImages& images, const at::Tensor& prompts,
                               const at::Tensor& image_index, const at::Tensor& present) {
  const auto regions = prompts.size(0), prompt_count = prompts.size(1), token_count = images.tokens.size(1);
  const auto own = [&](const at::Tensor& x) { return per_region(x, image_index, regions); };
  const auto prompt = project(prompts);
  const auto without_absent = [&](const at::Tensor& scores) {  // [R, ..., P]
    return present.defined() ? scores.masked_fill(present.logical_not().unsqueeze(1),
                                                  -std::numeric_limits<float>::infinity())
                             : scores;
  };
  const auto sum_of_present = [&](const at::Tensor& x) {  // [R, P, W] -> [R, W]
    return (present.defined() ? x * present.unsqueeze(-1) : x).sum(1);
  };

  // Prompt tokens: their attention to the image and to each other.
  const auto scores = torch::cat({torch::bmm(prompt.q, own(images.k).transpose(1, 2)),
                                  without_absent(torch::bmm(prompt.q, prompt.k.transpose(1, 2)))},
                                 -1)
                          .softmax(-1);
  const auto read = torch::bmm(scores.slice(-1, 0, token_count), own(images.v)) +
                    torch::bmm(scores.slice(-1, token_count), prompt.v);
  const auto prompt_out = prompts + attn_->out_proj(read);  // [R, P, W]
  auto residual_sum = sum_of_present(prompt_out);
  auto hidden_sum = sum_of_present(mlp_->hidden(ln_2_(prompt_out)));
  auto count = present.defined() ? present.sum(1, /*keepdim=*/true).to(torch::kFloat)
                                 : torch::full({}, static_cast<double>(prompt_count), torch::kFloat);

  if (pool_ == PromptPool::AllTokens) {
    // Image tokens: `own_value` is their attention without the prompt; the prompt's keys join the softmax.
    const auto prompt_value = torch::linear(prompt.v, attn_->out_proj->weight);                  // [R, P, W]
    const auto to_prompt = without_absent(torch::bmm(own(images.q), prompt.k.transpose(1, 2)));  // [R, N, P]
    const auto own_lse = own(images.own_lse).unsqueeze(-1);                                      // [R, N, 1]
    const auto joint = torch::cat({to_prompt, own_lse}, -1).softmax(-1);  // [R, N, P + 1]
    const auto out = own(images.tokens) + attn_->out_proj->bias +
                     own(images.own_value) * joint.slice(-1, prompt_count) +
                     torch::bmm(joint.slice(-1, 0, prompt_count), prompt_value);  // [R, N, W]
    residual_sum = residual_sum + out.sum(1);
    hidden_sum = hidden_sum + mlp_->hidden(ln_2_(out)).sum(1);
    count = count + static_cast<double>(token_count);
  }
  return proj_(ln_post_(residual_sum / count + mlp_->c_proj(hidden_sum / count)));
}

}  // namespace cloc::model
