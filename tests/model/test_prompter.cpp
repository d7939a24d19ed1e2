// SPDX-License-Identifier: Apache-2.0
// The Prompter's shortcuts against the plain layer: prompt tokens put before the image tokens, full
// self-attention, full MLP on every token, average of all. In float64, values and gradients.
#include <torch/torch.h>

#include <QTest>
#include <array>
#include <cmath>

#include "core/model/cloc.h"
#include "core/model/positions.h"
#include "core/model/prompter.h"

using namespace cloc::model;

namespace {

constexpr std::int64_t kGrid = 8;  // 128 px in patches of 16: the demo preset

ClocConfig small_config(PromptPool pool) {
  auto config = preset("demo");
  config.vision.width = 16;
  config.embed_dim = 12;
  config.prompt_pool = pool;
  return config;
}

// Reads the module's parameters by name; shares no code with it.
at::Tensor plain_layer(Prompter& prompter, const at::Tensor& tokens, const at::Tensor& prompts,
                       std::int64_t rows, std::int64_t columns, PromptPool pool) {
  const auto p = prompter->named_parameters();
  const auto width = tokens.size(1);
  const auto norm = [&](const at::Tensor& x, const std::string& name) {
    const auto mean = x.mean(-1, true);
    const auto variance = (x - mean).pow(2).mean(-1, true);
    return (x - mean) / (variance + 1e-5).sqrt() * p[name + ".weight"] + p[name + ".bias"];
  };
  const auto places = sinusoidal_encoding(grid_centres(rows, columns, tokens.options()), width, kGrid);
  auto x = torch::cat({prompts, tokens + p["position_gain"] * places}, 0);  // [P + N, W]
  const auto qkv = torch::matmul(norm(x, "ln_1"), p["attn.in_proj_weight"].t()) + p["attn.in_proj_bias"];
  const auto q = qkv.slice(1, 0, width), k = qkv.slice(1, width, 2 * width), v = qkv.slice(1, 2 * width);
  const auto scores = torch::matmul(q, k.t()) / std::sqrt(static_cast<double>(width));
  const auto exponentials = scores.exp();
  const auto mixed = torch::matmul(exponentials / exponentials.sum(1, true), v);
  x = x + torch::matmul(mixed, p["attn.out_proj.weight"].t()) + p["attn.out_proj.bias"];
  const auto h = torch::matmul(norm(x, "ln_2"), p["mlp.c_fc.weight"].t()) + p["mlp.c_fc.bias"];
  const auto gelu = 0.5 * h * (1 + torch::erf(h / std::sqrt(2.0)));
  x = x + torch::matmul(gelu, p["mlp.c_proj.weight"].t()) + p["mlp.c_proj.bias"];
  const auto pooled = pool == PromptPool::AllTokens ? x.mean(0) : x.slice(0, 0, prompts.size(0)).mean(0);
  return torch::matmul(norm(pooled, "ln_post"), p["proj.weight"].t());
}

}  // namespace

class TestPrompter : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { torch::manual_seed(5); }

  void equalsThePlainLayer_data() {
    QTest::addColumn<bool>("all_tokens");
    QTest::newRow("average of all tokens") << true;
    QTest::newRow("average of prompt tokens") << false;
  }
  void equalsThePlainLayer() {
    QFETCH(bool, all_tokens);
    const auto pool = all_tokens ? PromptPool::AllTokens : PromptPool::PromptTokens;
    Prompter prompter(small_config(pool));
    prompter->to(torch::kDouble);
    {
      const torch::NoGradGuard
          no_grad;  // biases and gains start at 0 and 1: give every parameter a part to play
      for (auto& parameter : prompter->parameters()) parameter.add_(0.3 * torch::randn_like(parameter));
    }
    const std::int64_t rows = 3, columns = 5;
    auto tokens = torch::randn({4, rows * columns, 16}, torch::kDouble).requires_grad_(true);
    const auto boxes =
        torch::tensor({{0.1, 0.2, 0.5, 0.6}, {0.0, 0.0, 1.0, 1.0}, {0.3, 0.3, 0.4, 0.9}}, torch::kDouble);
    const auto texts = torch::randn({3, 12}, torch::kDouble);
    const auto image = torch::tensor({2, 0, 2}, torch::kInt64);

    const auto prepared = prompter->prepare(tokens, rows, columns);
    for (const auto& prompts : {prompter->box_tokens(boxes), prompter->text_tokens(texts)}) {
      const auto fast = prompter->embed(prepared, prompts, image);
      std::vector<at::Tensor> one_by_one;
      for (std::int64_t r = 0; r < 3; ++r) {
        one_by_one.push_back(
            plain_layer(prompter, tokens[image[r].item<std::int64_t>()], prompts[r], rows, columns, pool));
      }
      const auto slow = torch::stack(one_by_one);
      QVERIFY((fast - slow).abs().max().item<double>() < 1e-12);

      // Gradients of a random functional, with respect to the tokens and every parameter.
      const auto weight = torch::randn_like(fast);
      auto inputs = prompter->parameters();
      inputs.push_back(tokens);
      const auto fast_gradients =
          torch::autograd::grad({(fast * weight).sum()}, inputs, {}, true, false, true);
      const auto slow_gradients =
          torch::autograd::grad({(slow * weight).sum()}, inputs, {}, true, false, true);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        QCOMPARE(fast_gradients[i].defined(), slow_gradients[i].defined());
        if (!fast_gradients[i].defined()) continue;
        QVERIFY((fast_gradients[i] - slow_gradients[i]).abs().max().item<double>() < 1e-10);
      }
    }
  }

  // Each of K boxes at once is there or not; what is not there is as if it had not been given.
  void severalBoxesAtOnceAreTheirTokensTogether_data() { equalsThePlainLayer_data(); }
  void severalBoxesAtOnceAreTheirTokensTogether() {
    QFETCH(bool, all_tokens);
    const auto pool = all_tokens ? PromptPool::AllTokens : PromptPool::PromptTokens;
    Prompter prompter(small_config(pool));
    prompter->to(torch::kDouble);
    const std::int64_t rows = 3, columns = 4;
    const auto tokens = torch::randn({2, rows * columns, 16}, torch::kDouble);
    const auto prepared = prompter->prepare(tokens, rows, columns);
    const auto boxes = torch::rand({3, 3, 4}, torch::kDouble);
    const auto image = torch::tensor({1, 0, 1}, torch::kInt64);
    const auto present = torch::tensor({{1, 1, 1}, {0, 1, 1}, {1, 0, 0}}, torch::kBool);
    const auto together = prompter->embed_boxes(prepared, boxes, image, present);
    for (std::int64_t r = 0; r < 3; ++r) {
      const auto own = boxes[r].index({present[r]});
      const auto plain = plain_layer(prompter, tokens[image[r].item<std::int64_t>()],
                                     prompter->box_tokens(own).view({-1, 16}), rows, columns, pool);
      QVERIFY((together[r] - plain).abs().max().item<double>() < 1e-12);
    }
    // In any order, and a box that is not there may be anything.
    auto other = boxes.flip({1}).clone();
    other[1][2].fill_(0.5);
    const auto flipped = prompter->embed_boxes(prepared, other, image, present.flip({1}));
    QVERIFY((together - flipped).abs().max().item<double>() < 1e-12);
    QVERIFY((prompter->embed_boxes(prepared, boxes.slice(1, 0, 1), image) -
             prompter->embed_boxes(prepared, boxes.select(1, 0), image))
                .abs()
                .max()
                .item<double>() < 1e-12);
    QVERIFY((together[0] - prompter->embed_boxes(prepared, boxes[0].slice(0, 0, 1), image[0].view({1}))[0])
                .abs()
                .max()
                .item<double>() > 1e-4);
  }

  // Before any training a box attends to the tokens inside it, and little to itself: what the start of the
  // weights is for.
  void aFreshBoxAttendsToItsInside() {
    const auto config = preset("demo");
    Prompter prompter(config);
    const auto width = config.vision.width;
    const auto p = prompter->named_parameters();
    const auto norm = [](const at::Tensor& x) {
      return (x - x.mean(-1, true)) / (x.var(-1, false, true) + 1e-5).sqrt();
    };
    const auto centres = grid_centres(kGrid, kGrid, torch::kFloat);
    const auto content = norm(torch::randn({kGrid * kGrid, width}));
    const auto image = norm(content + sinusoidal_encoding(centres, width, kGrid));
    const auto weight = p["attn.in_proj_weight"];
    for (const auto& corners : {std::array{0.25f, 0.25f, 0.5f, 0.5f}, std::array{0.5f, 0.1f, 0.9f, 0.4f},
                                std::array{0.1f, 0.4f, 0.9f, 0.8f}}) {
      const auto box = torch::tensor({{corners[0], corners[1], corners[2], corners[3]}}, torch::kFloat);
      const auto prompts = norm(prompter->box_tokens(box)[0]);
      const auto all = torch::cat({prompts, image});
      const auto q = torch::matmul(prompts, weight.slice(0, 0, width).t());
      const auto k = torch::matmul(all, weight.slice(0, width, 2 * width).t());
      const auto share = (torch::matmul(q, k.t()) / std::sqrt(static_cast<double>(width))).softmax(-1);
      const auto inside = ((centres > box.slice(1, 0, 2)).all(1))
                              .logical_and((centres < box.slice(1, 2, 4)).all(1))
                              .to(torch::kFloat);
      const auto attended = torch::matmul(share.slice(1, 2), inside);
      QVERIFY2(attended.min().item<double>() > 0.6,
               qPrintable(QString::number(attended.min().item<double>())));
      QVERIFY(inside.mean().item<double>() < 0.3);
    }
  }

  void oneImageNeedsNoIndex() {
    Prompter prompter(small_config(PromptPool::AllTokens));
    const auto tokens = torch::randn({1, 9, 16});
    const auto boxes = torch::rand({4, 4});
    const auto prepared = prompter->prepare(tokens, 3, 3);
    const auto without = prompter->embed_boxes(prepared, boxes, {});
    const auto with = prompter->embed_boxes(prompter->prepare(tokens.repeat({2, 1, 1}), 3, 3), boxes,
                                            torch::tensor({1, 0, 1, 0}, torch::kInt64));
    QVERIFY(torch::allclose(without, with, 1e-5, 1e-6));
    QVERIFY(torch::allclose(without, prompter->embed_boxes(prepared.select(0), boxes, {}), 1e-6, 1e-7));
  }

  void noPromptsGiveNoRowsAndKeepTheGraph() {
    Prompter prompter(small_config(PromptPool::AllTokens));
    const auto prepared = prompter->prepare(torch::randn({2, 9, 16}), 3, 3);
    const auto none = prompter->embed_boxes(prepared, torch::zeros({0, 4}), torch::zeros({0}, torch::kInt64));
    QCOMPARE(none.size(0), 0);
    QCOMPARE(none.size(1), 12);
    none.sum().backward();
  }

  void boxesOfDifferentPlacesGetDifferentEmbeddings() {
    Prompter prompter(small_config(PromptPool::AllTokens));
    const auto prepared = prompter->prepare(torch::randn({1, 9, 16}), 3, 3);
    const auto z = prompter->embed_boxes(
        prepared, torch::tensor({{0.0, 0.0, 0.5, 0.5}, {0.5, 0.5, 1.0, 1.0}}, torch::kFloat), {});
    QVERIFY((z[0] - z[1]).abs().max().item<double>() > 1e-3);
  }
};

QTEST_APPLESS_MAIN(TestPrompter)
#include "test_prompter.moc"
