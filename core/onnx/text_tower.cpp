// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <limits>

#include "core/onnx/layers.h"
#include "core/onnx/towers.h"

namespace cloc::onnx {
namespace {

using model::TextPool;

// TextTransformer::padded: ids [texts, length] -> [texts, context], what is behind `lengths` is padding.
Value padded(Graph& graph, const Value& ids, const Value& length, const Value& lengths,
             const model::TextConfig& text) {
  const auto missing = graph.op("Sub", {graph.integers({text.context_length}), length});
  const auto pads = graph.op("Concat", {graph.integers({0, 0, 0}), missing}, {{"axis", std::int64_t{0}}});
  const auto pad = graph.constant(torch::tensor(text.pad_id, torch::kLong));
  const auto whole = graph.op("Pad", {ids, pads, pad});
  const auto places = graph.constant(torch::arange(text.context_length, torch::kLong));
  const auto read = graph.op("Less", {places, graph.op("Unsqueeze", {lengths, graph.integers({1})})});
  return graph.op("Where", {read, whole, pad});
}

}  // namespace

void text_tower(Graph& graph, const model::ClocConfig& config) {
  const auto& text = config.text;
  const auto ids = graph.input("ids", ElementType::Int64, {"texts", "length"});
  const auto lengths = graph.input("lengths", ElementType::Int64, {"texts"});
  const auto length = graph.op("Gather", {graph.op("Shape", {ids}), graph.integers({1})});  // [1]
  const bool last = text.pool == TextPool::LastPlace, whole = last || !text.causal;

  const auto words = whole ? padded(graph, ids, length, lengths, text) : ids;
  auto positions = graph.parameter("text.positional_embedding");
  const auto zero = graph.integers({0});
  if (!whole) positions = graph.op("Slice", {positions, zero, length, zero});
  auto x = graph.op("Gather", {graph.parameter("text.token_embedding.weight"), words});
  x = graph.op("Add", {x, positions});

  TransformerLayout layout{
      {text.width, text.heads, text.mlp_width, text.activation.value_or(config.activation), text.norm_eps},
      text.layers};
  if (text.causal) {
    const auto hidden =
        torch::full({text.context_length, text.context_length}, -std::numeric_limits<float>::infinity())
            .triu(1);
    layout.mask = graph.constant(hidden);
    if (!whole) {
      const auto ends = graph.op("Concat", {length, length}, {{"axis", std::int64_t{0}}});
      layout.mask = graph.op("Slice", {*layout.mask, graph.integers({0, 0}), ends, graph.integers({0, 1})});
    }
  }
  x = transformer(graph, x, "text.transformer", layout);

  if (last) {
    const auto place = graph.constant(torch::tensor(text.context_length - 1, torch::kLong));
    x = graph.op("Gather", {x, place}, {{"axis", std::int64_t{1}}});
  } else {
    const auto place = graph.op("Sub", {lengths, graph.integers({1})});
    x = graph.op("GatherND", {x, graph.op("Unsqueeze", {place, graph.integers({1})})},
                 {{"batch_dims", std::int64_t{1}}});
  }
  x = layer_norm(graph, x, "text.ln_final", text.norm_eps);
  x = graph.op("MatMul", {x, graph.parameter("text.text_projection")});
  if (text.projection_bias) x = graph.op("Add", {x, graph.parameter("text.text_projection_bias")});
  graph.output("text_embedding", normalise(graph, x), {"texts", config.embed_dim});
}

}  // namespace cloc::onnx
