// SPDX-License-Identifier: Apache-2.0
// The layers of core/model as ONNX operators, one function for each kind. `name` is the layer's in the
// model's parameters ("text.ln_final"); x is a value of the graph, [..., width], and so is what comes back.
#pragma once

#include <optional>

#include "core/model/transformer.h"
#include "core/onnx/graph.h"

namespace cloc::onnx {

// torch::nn::Linear; without a bias where the model has none.
Value linear(Graph& graph, const Value& x, const std::string& name);
Value layer_norm(Graph& graph, const Value& x, const std::string& name, double eps);
Value activate(Graph& graph, const Value& x, model::Activation activation);
// model::normalise: x / |x| over the last dimension, safe at zero.
Value normalise(Graph& graph, const Value& x);

// model::Mlp, and its hidden layer alone.
Value mlp_hidden(Graph& graph, const Value& x, const std::string& name, model::Activation activation);
Value mlp(Graph& graph, const Value& x, const std::string& name, model::Activation activation);

// x: [batch, tokens, width]. Returns [batch, heads, tokens, width / heads].
Value split_heads(Graph& graph, const Value& x, std::int64_t width, std::int64_t heads);
// softmax(q k^T / sqrt(head width) + mask) v. q, k, v: from split_heads. Returns [batch, queries, width].
Value attention(Graph& graph, const Value& q, const Value& k, const Value& v, std::int64_t width,
                std::int64_t heads, const std::optional<Value>& mask = {});

struct TransformerLayout {
  model::BlockConfig block;
  std::int64_t layers;
  std::optional<Value> mask = {};                // added to the scores: 0 or -infinity, [tokens, tokens]
  std::optional<model::Rotation> rotation = {};  // of the tokens
};
// model::SelfAttention by its value path.
Value self_attention_values(Graph& graph, const Value& x, const std::string& name, std::int64_t width);
// model::Transformer. x: [batch, tokens, width].
Value transformer(Graph& graph, Value x, const std::string& name, const TransformerLayout& layout);
// Transformer::forward_with_values: what comes out, and what the last layer gives by its value path.
struct WithValues {
  Value tokens, values;
};
WithValues transformer_with_values(Graph& graph, Value x, const std::string& name,
                                   const TransformerLayout& layout);

}  // namespace cloc::onnx
