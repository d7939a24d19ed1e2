// SPDX-License-Identifier: Apache-2.0
#include "core/onnx/layers.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

namespace cloc::onnx {
namespace {

constexpr std::int64_t kLast = -1;

// x * factor
Value scaled(Graph& graph, const Value& x, double factor) {
  return graph.op("Mul", {x, graph.number(factor)});
}

// model::rotated: what x's neighbouring numbers (a, b) become in (-b, a) is read by their places, the sign
// goes into the sines.
Value rotated(Graph& graph, const Value& x, const model::Rotation& rotation) {
  const auto width = rotation.sine.size(-1);
  const auto places = torch::arange(width, torch::kLong);
  const auto partners = places + 1 - 2 * (places % 2);
  const auto signs = (places % 2 * 2 - 1).to(torch::kFloat);
  const auto turned = graph.op("Gather", {x, graph.constant(partners)}, {{"axis", kLast}});
  return graph.op("Add", {graph.op("Mul", {x, graph.constant(rotation.cosine)}),
                          graph.op("Mul", {turned, graph.constant(rotation.sine * signs)})});
}

Value self_attention(Graph& graph, const Value& x, const std::string& name, const TransformerLayout& layout) {
  const auto width = layout.block.width, heads = layout.block.heads;
  const auto product = graph.op("MatMul", {x, graph.transposed(name + ".in_proj_weight")});
  const auto packed = graph.op("Add", {product, graph.parameter(name + ".in_proj_bias")});
  auto parts = graph.split(packed, {width, width, width}, kLast);
  for (auto& part : parts) part = split_heads(graph, part, width, heads);
  if (layout.rotation) {
    parts[0] = rotated(graph, parts[0], *layout.rotation);
    parts[1] = rotated(graph, parts[1], *layout.rotation);
  }
  const auto mixed = attention(graph, parts[0], parts[1], parts[2], width, heads, layout.mask);
  return linear(graph, mixed, name + ".out_proj");
}

std::string block_name(const std::string& transformer, std::int64_t layer) {
  return transformer + ".resblocks." + std::to_string(layer);
}

// model::ResidualBlock, by attention or by the value path.
Value block(Graph& graph, const Value& x, const std::string& name, const TransformerLayout& layout,
            bool by_values) {
  const auto& config = layout.block;
  const auto normed = layer_norm(graph, x, name + ".ln_1", config.norm_eps);
  const auto attended = by_values ? self_attention_values(graph, normed, name + ".attn", config.width)
                                  : self_attention(graph, normed, name + ".attn", layout);
  const auto mixed = graph.op("Add", {x, attended});
  const auto hidden = layer_norm(graph, mixed, name + ".ln_2", config.norm_eps);
  return graph.op("Add", {mixed, mlp(graph, hidden, name + ".mlp", config.activation)});
}

}  // namespace

Value linear(Graph& graph, const Value& x, const std::string& name) {
  const auto product = graph.op("MatMul", {x, graph.transposed(name + ".weight")});
  if (!graph.parameters().has(name + ".bias")) return product;
  return graph.op("Add", {product, graph.parameter(name + ".bias")});
}

Value layer_norm(Graph& graph, const Value& x, const std::string& name, double eps) {
  return graph.op("LayerNormalization",
                  {x, graph.parameter(name + ".weight"), graph.parameter(name + ".bias")},
                  {{"axis", kLast}, {"epsilon", static_cast<float>(eps)}});
}

Value activate(Graph& graph, const Value& x, model::Activation activation) {
  switch (activation) {
    case model::Activation::QuickGelu:
      return graph.op("Mul", {x, graph.op("Sigmoid", {scaled(graph, x, 1.702)})});
    case model::Activation::Gelu: {
      const auto erf = graph.op("Erf", {graph.op("Div", {x, graph.number(std::numbers::sqrt2)})});
      const auto product = graph.op("Mul", {x, graph.op("Add", {erf, graph.number(1)})});
      return scaled(graph, product, 0.5);
    }
    case model::Activation::TanhGelu: {
      const auto cube = graph.op("Mul", {graph.op("Mul", {x, x}), x});
      const auto inner = graph.op("Add", {x, scaled(graph, cube, 0.044715)});
      const auto tanh = graph.op("Tanh", {scaled(graph, inner, std::sqrt(2 / std::numbers::pi))});
      return scaled(graph, graph.op("Mul", {x, graph.op("Add", {tanh, graph.number(1)})}), 0.5);
    }
  }
  return {};
}

Value normalise(Graph& graph, const Value& x) {
  const auto length =
      graph.op("ReduceL2", {x}, {{"axes", std::vector{kLast}}, {"keepdims", std::int64_t{1}}});
  return graph.op("Div", {x, graph.op("Max", {length, graph.number(1e-12)})});  // as torch's normalize
}

Value mlp_hidden(Graph& graph, const Value& x, const std::string& name, model::Activation activation) {
  return activate(graph, linear(graph, x, name + ".c_fc"), activation);
}

Value mlp(Graph& graph, const Value& x, const std::string& name, model::Activation activation) {
  return linear(graph, mlp_hidden(graph, x, name, activation), name + ".c_proj");
}

Value split_heads(Graph& graph, const Value& x, std::int64_t width, std::int64_t heads) {
  const auto split = graph.op("Reshape", {x, graph.integers({0, 0, heads, width / heads})});
  return graph.op("Transpose", {split}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
}

Value attention(Graph& graph, const Value& q, const Value& k, const Value& v, std::int64_t width,
                std::int64_t heads, const std::optional<Value>& mask) {
  const double scale = 1.0 / std::sqrt(static_cast<double>(width / heads));
  const auto keys = graph.op("Transpose", {k}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2}}});
  auto scores = graph.op("MatMul", {scaled(graph, q, scale), keys});
  if (mask) scores = graph.op("Add", {scores, *mask});
  const auto mixed = graph.op("MatMul", {graph.op("Softmax", {scores}, {{"axis", kLast}}), v});
  const auto placed = graph.op("Transpose", {mixed}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
  return graph.op("Reshape", {placed, graph.integers({0, 0, width})});
}

Value self_attention_values(Graph& graph, const Value& x, const std::string& name, std::int64_t width) {
  const auto weight = graph.parameters().take(name + ".in_proj_weight").slice(0, 2 * width).t();
  const auto bias = graph.parameters().take(name + ".in_proj_bias").slice(0, 2 * width);
  const auto values =
      graph.op("Add", {graph.op("MatMul", {x, graph.constant(weight)}), graph.constant(bias)});
  return linear(graph, values, name + ".out_proj");
}

Value transformer(Graph& graph, Value x, const std::string& name, const TransformerLayout& layout) {
  for (std::int64_t i = 0; i < layout.layers; ++i)
    x = block(graph, x, block_name(name, i), layout, /*by_values=*/false);
  return x;
}

WithValues transformer_with_values(Graph& graph, Value x, const std::string& name,
                                   const TransformerLayout& layout) {
  auto before = layout;
  before.layers = layout.layers - 1;
  x = transformer(graph, x, name, before);
  const auto last = block_name(name, before.layers);
  return {block(graph, x, last, layout, /*by_values=*/false),
          block(graph, x, last, layout, /*by_values=*/true)};
}

}  // namespace cloc::onnx
