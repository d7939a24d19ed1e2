// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <cmath>

#include "core/base/error.h"
#include "core/model/positions.h"
#include "core/onnx/layers.h"
#include "core/onnx/towers.h"

namespace cloc::onnx {
namespace {

using model::RegionEncoder;

constexpr std::int64_t kLast = -1;

Value sum_over_tokens(Graph& graph, const Value& x) {
  return graph.op("ReduceSum", {x, graph.integers({1})}, {{"keepdims", std::int64_t{0}}});
}

Value swapped(Graph& graph, const Value& x) {
  return graph.op("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
}

// model::Prompter, image side and prompt in one graph. The names of values are those of
// core/model/prompter.cpp.
class Prompter {
 public:
  Prompter(Graph& graph, const model::ClocConfig& config, Value tokens, Value image_index)
      : graph_(graph), config_(config), width_(config.vision.width), image_index_(std::move(image_index)) {
    const auto grid = config.vision.grid();
    const auto places =
        model::sinusoidal_encoding(model::grid_centres(grid, grid, torch::kFloat), width_, grid);
    const auto gain = graph.parameters().take("prompter.position_gain");
    tokens_ = graph.op("Add", {tokens, graph.constant(gain * places)});
    image_ = project(tokens_);
  }

  // boxes: [R, 4]. Returns [R, 2, W].
  Value box_tokens(const Value& boxes) {
    const auto points = graph_.op("Reshape", {boxes, graph_.integers({0, 2, 2, 1})});
    const auto frequencies = model::sinusoidal_frequencies(width_, config_.vision.grid(), torch::kFloat);
    const auto angles = graph_.op("Mul", {points, graph_.constant(frequencies)});
    const auto encoded =
        graph_.op("Concat", {graph_.op("Sin", {angles}), graph_.op("Cos", {angles})}, {{"axis", kLast}});
    const auto corners = graph_.op("Reshape", {encoded, graph_.integers({0, 2 * width_})});
    const auto both =
        graph_.op("Reshape", {linear(graph_, corners, "prompter.box_proj"), graph_.integers({0, 2, width_})});
    return graph_.op("Add", {both, graph_.parameter("prompter.box_embedding")});
  }

  // text: [R, embed_dim]. Returns [R, 1, W].
  Value text_tokens(const Value& text) {
    const double length = std::sqrt(static_cast<double>(config_.embed_dim));
    const auto scaled = graph_.op("Mul", {normalise(graph_, text), graph_.number(length)});
    return graph_.op("Unsqueeze", {linear(graph_, scaled, "prompter.text_proj"), graph_.integers({1})});
  }

  // prompts: [R, count, W]. Returns [R, embed_dim], not normalised.
  Value embed(const Value& prompts, std::int64_t count) {
    const auto prompt = project(prompts);
    const auto keys = concat(own(image_.k), prompt.k, 1);
    const auto read = graph_.op("MatMul", {softmax(graph_.op("MatMul", {prompt.q, swapped(graph_, keys)})),
                                           concat(own(image_.v), prompt.v, 1)});
    const auto prompt_out = graph_.op("Add", {prompts, linear(graph_, read, "prompter.attn.out_proj")});
    auto residual_sum = sum_over_tokens(graph_, prompt_out);
    auto hidden_sum = sum_over_tokens(graph_, hidden(prompt_out));
    auto pooled = count;
    switch (config_.prompt_pool) {
      case model::PromptPool::PromptTokens:
        break;
      case model::PromptPool::AllTokens: {
        const auto out = image_out(prompt, count);
        residual_sum = graph_.op("Add", {residual_sum, sum_over_tokens(graph_, out)});
        hidden_sum = graph_.op("Add", {hidden_sum, sum_over_tokens(graph_, hidden(out))});
        pooled += config_.vision.grid() * config_.vision.grid();
      }
    }
    const auto number = graph_.number(static_cast<double>(pooled));
    const auto residual = graph_.op("Div", {residual_sum, number});
    const auto mixed = linear(graph_, graph_.op("Div", {hidden_sum, number}), "prompter.mlp.c_proj");
    const auto normed = layer_norm(graph_, graph_.op("Add", {residual, mixed}), "prompter.ln_post", kEps);
    return linear(graph_, normed, "prompter.proj");
  }

 private:
  static constexpr double kEps = 1e-5;
  struct Projected {
    Value q, k, v;
  };

  Projected project(const Value& x) {
    const auto normed = layer_norm(graph_, x, "prompter.ln_1", kEps);
    const auto product = graph_.op("MatMul", {normed, graph_.transposed("prompter.attn.in_proj_weight")});
    const auto packed = graph_.op("Add", {product, graph_.parameter("prompter.attn.in_proj_bias")});
    const auto parts = graph_.split(packed, {width_, width_, width_}, kLast);
    const double scale = 1.0 / std::sqrt(static_cast<double>(width_));
    return {graph_.op("Mul", {parts[0], graph_.number(scale)}), parts[1], parts[2]};
  }

  // The image tokens after attention to each other and to the prompt, [R, N, W]. The first depends on the
  // image alone; the prompt's keys join its softmax by the log-sum-exp.
  Value image_out(const Projected& prompt, std::int64_t count) {
    const auto scores = graph_.op("MatMul", {image_.q, swapped(graph_, image_.k)});
    const auto own_lse =
        graph_.op("ReduceLogSumExp", {scores}, {{"axes", std::vector{kLast}}, {"keepdims", std::int64_t{1}}});
    const auto own_value = out_projected(graph_.op("MatMul", {softmax(scores), image_.v}));
    const auto to_prompt = graph_.op("MatMul", {own(image_.q), swapped(graph_, prompt.k)});
    const auto joint = graph_.split(softmax(concat(to_prompt, own(own_lse), kLast)), {count, 1}, kLast);
    const auto from_image = graph_.op("Mul", {own(own_value), joint[1]});
    const auto from_prompt = graph_.op("MatMul", {joint[0], out_projected(prompt.v)});
    const auto biased = graph_.op("Add", {own(tokens_), graph_.parameter("prompter.attn.out_proj.bias")});
    return graph_.op("Add", {graph_.op("Add", {biased, from_image}), from_prompt});
  }

  // Without the bias.
  Value out_projected(const Value& x) {
    return graph_.op("MatMul", {x, graph_.transposed("prompter.attn.out_proj.weight")});
  }
  Value hidden(const Value& x) {
    return mlp_hidden(graph_, layer_norm(graph_, x, "prompter.ln_2", kEps), "prompter.mlp",
                      config_.activation);
  }
  // Rows of x for each prompt.
  Value own(const Value& x) { return graph_.op("Gather", {x, image_index_}); }
  Value softmax(const Value& x) { return graph_.op("Softmax", {x}, {{"axis", kLast}}); }
  Value concat(const Value& a, const Value& b, std::int64_t axis) {
    return graph_.op("Concat", {a, b}, {{"axis", axis}});
  }

  Graph& graph_;
  const model::ClocConfig& config_;
  std::int64_t width_;
  Value image_index_, tokens_;
  Projected image_;
};

// The mean weight that each of `cells` cells gets from readings between low and high, [R, 1] each: see
// core/model/roi_align.cpp. Returns [R, cells].
Value axis_weights(Graph& graph, const Value& low, const Value& high, std::int64_t cells) {
  constexpr std::int64_t kSamples = 8;  // roi_align's
  const auto steps = (torch::arange(kSamples, torch::kFloat) + 0.5) / static_cast<double>(kSamples);
  const auto span = graph.op("Mul", {graph.op("Sub", {high, low}), graph.constant(steps)});
  const auto places =
      graph.op("Mul", {graph.op("Add", {low, span}), graph.number(static_cast<double>(cells))});
  const auto clamped = graph.op("Clip", {graph.op("Sub", {places, graph.number(0.5)}), graph.number(0),
                                         graph.number(static_cast<double>(cells - 1))});
  const auto centres = graph.constant(torch::arange(cells, torch::kFloat));
  const auto distance =
      graph.op("Abs", {graph.op("Sub", {graph.op("Unsqueeze", {clamped, graph.integers({2})}), centres})});
  const auto weights = graph.op("Relu", {graph.op("Sub", {graph.number(1), distance})});
  return graph.op("ReduceMean", {weights},
                  {{"axes", std::vector<std::int64_t>{1}}, {"keepdims", std::int64_t{0}}});
}

// model::roi_align. Returns [R, width of the tokens].
Value roi_align(Graph& graph, const Value& tokens, const Value& boxes, const Value& image_index,
                std::int64_t grid) {
  const auto corners = graph.split(boxes, {1, 1, 1, 1}, 1);
  const auto x = axis_weights(graph, corners[0], corners[2], grid);
  const auto y = axis_weights(graph, corners[1], corners[3], grid);
  const auto product = graph.op("Mul", {graph.op("Unsqueeze", {y, graph.integers({2})}),
                                        graph.op("Unsqueeze", {x, graph.integers({1})})});
  const auto weights = graph.op("Reshape", {product, graph.integers({0, 1, grid * grid})});
  const auto own = graph.op("Gather", {tokens, image_index});
  return graph.op("Squeeze", {graph.op("MatMul", {weights, own}), graph.integers({1})});
}

Value tokens_input(Graph& graph, const model::ClocConfig& config) {
  const auto& vision = config.vision;
  const auto width = config.region_encoder == RegionEncoder::ValueRoi ? config.embed_dim : vision.width;
  return graph.input("tokens", ElementType::Float, {"images", vision.grid() * vision.grid(), width});
}

}  // namespace

void region_tower(Graph& graph, const model::ClocConfig& config) {
  const auto tokens = tokens_input(graph, config);
  const auto boxes = graph.input("boxes", ElementType::Float, {"boxes", 4});
  const auto image_index = graph.input("image_index", ElementType::Int64, {"boxes"});
  Value embedding;
  switch (config.region_encoder) {
    case RegionEncoder::Prompter: {
      Prompter prompter(graph, config, tokens, image_index);
      embedding = prompter.embed(prompter.box_tokens(boxes), 2);
      break;
    }
    case RegionEncoder::RoiAlign:
      embedding =
          linear(graph, roi_align(graph, tokens, boxes, image_index, config.vision.grid()), "roi_proj");
      break;
    case RegionEncoder::ValueRoi:
      embedding = roi_align(graph, tokens, boxes, image_index, config.vision.grid());
      break;
    case RegionEncoder::Crops:
      throw Error(ErrorKind::Internal, "Boxes that are cut out of the image have no graph of their own.");
  }
  graph.output("region_embedding", normalise(graph, embedding), {"boxes", config.embed_dim});
}

void grounding_tower(Graph& graph, const model::ClocConfig& config) {
  const auto tokens = tokens_input(graph, config);
  const auto text = graph.input("text_embedding", ElementType::Float, {"phrases", config.embed_dim});
  const auto image_index = graph.input("image_index", ElementType::Int64, {"phrases"});
  Prompter prompter(graph, config, tokens, image_index);
  const auto z = prompter.embed(prompter.text_tokens(text), 1);
  // model::BoxHead
  const auto hidden = activate(graph, linear(graph, z, "box_head.c_fc"), model::Activation::Gelu);
  graph.output("boxes", graph.op("Sigmoid", {linear(graph, hidden, "box_head.c_proj")}), {"phrases", 4});
}

}  // namespace cloc::onnx
