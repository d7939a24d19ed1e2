// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <optional>
#include <vector>

#include "core/onnx/layers.h"
#include "core/onnx/towers.h"

namespace cloc::onnx {
namespace {

using model::ImagePool;
using model::RegionEncoder;

// The size of the first dimension of x, and `rest` behind it: a shape.
Value shape_of_batch(Graph& graph, const Value& x, const std::vector<std::int64_t>& rest) {
  const auto first = graph.op("Gather", {graph.op("Shape", {x}), graph.integers({0})});
  return graph.op("Concat", {first, graph.integers(rest)}, {{"axis", std::int64_t{0}}});
}

// Patches, class token, positions, the norm in front. Returns [images, tokens, width].
Value embedded_patches(Graph& graph, const Value& pixels, const model::VisionConfig& vision) {
  std::vector<Value> inputs{pixels, graph.parameter("visual.conv1.weight")};
  if (vision.patch_bias) inputs.push_back(graph.parameter("visual.conv1.bias"));
  const std::vector side{vision.patch_size, vision.patch_size};
  const auto patches = graph.op("Conv", inputs, {{"kernel_shape", side}, {"strides", side}});
  const auto count = vision.grid() * vision.grid();
  const auto flat = graph.op("Reshape", {patches, graph.integers({0, vision.width, count})});
  auto x = graph.op("Transpose", {flat}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
  const auto positions = graph.parameters().take("visual.positional_embedding");
  const std::int64_t before = vision.has_class_token() ? 1 : 0;
  x = graph.op("Add", {x, graph.constant(positions.slice(0, before))});
  if (before > 0) {
    const auto token = graph.parameters().take("visual.class_embedding") + positions[0];
    const auto repeated = graph.op(
        "Expand", {graph.constant(token.view({1, 1, -1})), shape_of_batch(graph, pixels, {1, vision.width})});
    x = graph.op("Concat", {repeated, x}, {{"axis", std::int64_t{1}}});
  }
  return vision.pre_norm ? layer_norm(graph, x, "visual.ln_pre", vision.norm_eps) : x;
}

// [images, tokens, width] -> [images, width]
Value mean_of_tokens(Graph& graph, const Value& x, bool keep) {
  return graph.op("ReduceMean", {x},
                  {{"axes", std::vector<std::int64_t>{1}}, {"keepdims", std::int64_t{keep ? 1 : 0}}});
}

Value squeezed(Graph& graph, const Value& x) {
  return graph.op("Squeeze", {x, graph.integers({1})});
}

// model::AttentionPool
Value attention_pool(Graph& graph, const Value& tokens, const model::VisionConfig& vision) {
  const auto mean = mean_of_tokens(graph, tokens, /*keep=*/true);
  const auto all = graph.op("Concat", {mean, tokens}, {{"axis", std::int64_t{1}}});
  const auto heads = [&](const Value& x, const char* name) {
    return split_heads(graph, linear(graph, x, std::string("attn_pool.") + name), vision.width, vision.heads);
  };
  const auto pooled = attention(graph, heads(mean, "q_proj"), heads(all, "k_proj"), heads(all, "v_proj"),
                                vision.width, vision.heads);
  return linear(graph, squeezed(graph, pooled), "attn_pool.c_proj");
}

// model::AttentionPool::values
Value attention_values(Graph& graph, const Value& tokens) {
  return linear(graph, linear(graph, tokens, "attn_pool.v_proj"), "attn_pool.c_proj");
}

// model::ProbePool
class ProbePool {
 public:
  ProbePool(Graph& graph, const model::ClocConfig& config) : graph_(graph), config_(config) {
    const auto weights = graph.parameters().take("probe_pool.in_proj_weight").chunk(3);
    const auto biases = graph.parameters().take("probe_pool.in_proj_bias").chunk(3);
    const auto probe = graph.parameters().take("probe_pool.probe").view({1, 1, -1});
    query_ = graph.constant(torch::linear(probe, weights[0], biases[0]));
    key_ = {graph.constant(weights[1].t()), graph.constant(biases[1])};
    value_ = {graph.constant(weights[2].t()), graph.constant(biases[2])};
  }

  Value pooled(const Value& tokens) {
    const auto width = config_.vision.width;
    const auto heads = config_.vision.pool_heads > 0 ? config_.vision.pool_heads : config_.vision.heads;
    const auto mixed = attention(graph_, split_heads(graph_, query_, width, heads),
                                 split_heads(graph_, projected(tokens, key_), width, heads),
                                 split_heads(graph_, projected(tokens, value_), width, heads), width, heads);
    return finished(squeezed(graph_, mixed));
  }

  // Of each token as if the query attended to it alone.
  Value values(const Value& tokens) { return finished(projected(tokens, value_)); }

 private:
  struct Projection {
    Value weight, bias;
  };

  Value projected(const Value& x, const Projection& by) {
    return graph_.op("Add", {graph_.op("MatMul", {x, by.weight}), by.bias});
  }

  Value finished(const Value& attended) {
    const auto x = linear(graph_, attended, "probe_pool.out_proj");
    const auto normed = layer_norm(graph_, x, "probe_pool.ln", config_.vision.norm_eps);
    const auto sum = graph_.op("Add", {x, mlp(graph_, normed, "probe_pool.mlp", config_.activation)});
    return config_.vision.pool_projection ? linear(graph_, sum, "probe_pool.proj") : sum;
  }

  Graph& graph_;
  const model::ClocConfig& config_;
  Value query_;
  Projection key_, value_;
};

}  // namespace

void image_tower(Graph& graph, const model::ClocConfig& config) {
  const auto& vision = config.vision;
  const auto count = vision.grid() * vision.grid();
  const std::int64_t before = vision.has_class_token() ? 1 : 0;
  const auto pixels =
      graph.input("pixels", ElementType::Float, {"images", 3, vision.input_size, vision.input_size});
  TransformerLayout layout{{vision.width, vision.heads, vision.mlp_width, config.activation, vision.norm_eps},
                           vision.layers};
  if (vision.rotary)
    layout.rotation = model::rotary_positions(
        vision.grid(), vision.grid(), before, vision.width / vision.heads,
        vision.rotary_grid > 0 ? vision.rotary_grid : vision.grid(), vision.rotary_offset, torch::kFloat);
  const auto norm = [&](const Value& x) { return layer_norm(graph, x, "visual.ln_post", vision.norm_eps); };
  // The class token, or [] when there is none, and the grid's tokens.
  const auto parts = [&](const Value& x) {
    return before > 0 ? graph.split(x, {before, count}, 1) : std::vector<Value>{Value(), x};
  };
  const auto project = [&](const Value& x) {
    return graph.op("MatMul", {x, graph.parameter("visual.proj")});
  };
  std::optional<ProbePool> probe_pool;
  if (vision.pool == ImagePool::Probe) probe_pool.emplace(graph, config);
  const auto patches = embedded_patches(graph, pixels, vision);
  Value x, dense;
  if (config.region_encoder == RegionEncoder::ValueRoi) {
    const auto both = transformer_with_values(graph, patches, "visual.transformer", layout);
    x = both.tokens;
    dense = norm(parts(both.values)[1]);
  } else {
    x = transformer(graph, patches, "visual.transformer", layout);
  }
  const auto normed = norm(x);
  const auto split = parts(normed);
  const auto& grid = split[1];

  Value pooled;
  switch (vision.pool) {
    case ImagePool::Attention:
      pooled = attention_pool(graph, grid, vision);
      break;
    case ImagePool::ClassToken:
      pooled = project(squeezed(graph, split[0]));
      break;
    case ImagePool::Average:
      pooled = project(vision.norm_after_pool ? norm(mean_of_tokens(graph, parts(x)[1], /*keep=*/false))
                                              : mean_of_tokens(graph, grid, /*keep=*/false));
      break;
    case ImagePool::Probe:
      pooled = probe_pool->pooled(normed);
      break;
  }
  graph.output("image_embedding", normalise(graph, pooled), {"images", config.embed_dim});

  switch (config.region_encoder) {
    case RegionEncoder::Prompter:
    case RegionEncoder::RoiAlign:
      return graph.output("tokens", grid, {"images", count, vision.width});
    case RegionEncoder::ValueRoi: {
      const auto values = vision.pool == ImagePool::Attention ? attention_values(graph, dense)
                          : probe_pool                        ? probe_pool->values(dense)
                                                              : project(dense);
      return graph.output("tokens", normalise(graph, values), {"images", count, config.embed_dim});
    }
    case RegionEncoder::Crops:
      return;  // each box is an image of its own
  }
}

}  // namespace cloc::onnx
