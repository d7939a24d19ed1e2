// SPDX-License-Identifier: Apache-2.0
// One small network of each kind that core/model computes, for exports to be held against.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "core/model/cloc.h"

namespace cloc::test {

struct NetworkKind {
  const char* name;
  model::ClocConfig config;
};

inline const std::vector<NetworkKind>& network_kinds() {
  using namespace model;
  static const auto kinds = [] {
    ClocConfig base;
    base.name = "small";
    base.embed_dim = 12;
    base.vision = {32, 8, 16, 2, 2, 24};
    base.text = {60, 9, 16, 2, 2, 24};
    std::vector<NetworkKind> all;
    const auto add = [&](const char* name, auto change) {
      all.push_back({name, base});
      change(all.back().config);
      all.back().config.validate();
    };
    add("CLOC", [](ClocConfig&) {});
    add("CLOC, prompt tokens pooled, quick GELU", [](ClocConfig& c) {
      c.prompt_pool = PromptPool::PromptTokens;
      c.activation = Activation::QuickGelu;
    });
    add("CLOC with a proposal head, which stays behind", [](ClocConfig& c) { c.proposal_head = true; });
    add("CLOC on a CLIP", [](ClocConfig& c) {
      c.vision.pool = ImagePool::ClassToken;
      c.text.activation = Activation::TanhGelu;
    });
    add("RoI-Align", [](ClocConfig& c) { c.region_encoder = RegionEncoder::RoiAlign; });
    add("attention pooling, boxes by the value path",
        [](ClocConfig& c) { c.region_encoder = RegionEncoder::ValueRoi; });
    add("CLIP, boxes by the value path", [](ClocConfig& c) {
      c.vision.pool = ImagePool::ClassToken;
      c.region_encoder = RegionEncoder::ValueRoi;
      c.activation = Activation::QuickGelu;
    });
    add("CLIP, boxes as crops", [](ClocConfig& c) {
      c.vision.pool = ImagePool::ClassToken;
      c.region_encoder = RegionEncoder::Crops;
    });
    add("SigLIP", [](ClocConfig& c) {
      c.vision.pool = ImagePool::Probe;
      c.vision.patch_bias = true;
      c.vision.pre_norm = false;
      c.vision.norm_eps = c.text.norm_eps = 1e-6;
      c.embed_dim = c.vision.width;
      c.activation = Activation::TanhGelu;
      c.text.pool = TextPool::LastPlace;
      c.text.causal = false;
      c.text.projection_bias = true;
      c.text.pad_id = 1;
      c.logit_bias = true;
      c.region_encoder = RegionEncoder::ValueRoi;
    });
    add("Perception Encoder", [](ClocConfig& c) {
      c.vision.pool = ImagePool::Probe;
      c.vision.rotary = true;
      c.vision.rotary_offset = 1;
      c.vision.pool_heads = 4;
      c.vision.pool_mlp_width = 20;
      c.vision.pool_class_token = true;
      c.vision.pool_projection = true;
      c.region_encoder = RegionEncoder::ValueRoi;
    });
    add("CLIPA", [](ClocConfig& c) {
      c.vision.pool = ImagePool::Average;
      c.vision.norm_after_pool = true;
      c.region_encoder = RegionEncoder::ValueRoi;
    });
    add("average pooling, CLOC", [](ClocConfig& c) { c.vision.pool = ImagePool::Average; });
    return all;
  }();
  return kinds;
}

// Random weights, biases and norms too: two zeros that are mixed up would not be seen.
inline model::Cloc make_network(const model::ClocConfig& config) {
  torch::manual_seed(11);
  model::Cloc net(config);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : net->parameters()) {
    if (parameter.dim() <= 1) parameter.add_(0.2 * torch::randn_like(parameter));
  }
  net->eval();
  return net;
}

}  // namespace cloc::test
