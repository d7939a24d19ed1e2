// SPDX-License-Identifier: Apache-2.0
// What tokens are to learn of objects, against a search of all boxes; the loss against a plain float64 loop,
// its gradients against central differences.
#include <torch/torch.h>

#include <QTest>
#include <cmath>
#include <functional>
#include <vector>

#include "core/geometry/box.h"
#include "training/losses/proposals.h"

using namespace cloc;
using namespace cloc::training;

namespace {

constexpr std::int64_t kRows = 5, kColumns = 4, kTokens = kRows * kColumns;

at::Tensor random_boxes(std::int64_t count) {
  const auto corner = 0.5 * torch::rand({count, 2});
  return torch::cat({corner, corner + 0.02 + 0.48 * torch::rand({count, 2})}, 1);
}

NormBox box_of(const at::Tensor& row) {
  const auto c = row.to(torch::kFloat).contiguous();
  const auto* v = c.data_ptr<float>();
  return {v[0], v[1], v[2], v[3]};
}

// The object of a token: of those that hold its centre, or whose own centre lies in its cell, the smallest.
int object_of(const std::vector<NormBox>& boxes, std::int64_t token) {
  const double x1 = static_cast<double>(token % kColumns) / kColumns, x2 = x1 + 1.0 / kColumns;
  const double y1 = static_cast<double>(token / kColumns) / kRows, y2 = y1 + 1.0 / kRows;
  const double x = (x1 + x2) / 2, y = (y1 + y2) / 2;
  int best = -1;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& b = boxes[i];
    const bool holds = x >= b.x1 && x <= b.x2 && y >= b.y1 && y <= b.y2;
    const double mx = (b.x1 + b.x2) / 2, my = (b.y1 + b.y2) / 2;
    const bool lies = mx >= x1 && mx < x2 && my >= y1 && my < y2;
    if ((holds || lies) && (best < 0 || b.area() < boxes[static_cast<std::size_t>(best)].area()))
      best = static_cast<int>(i);
  }
  return best;
}

}  // namespace

class TestProposalLoss : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { torch::manual_seed(3); }

  void aTokenBelongsToTheSmallestBoxThatHoldsIt() {
    const auto boxes = random_boxes(40);
    const auto image = torch::randint(0, 5, {40}, torch::kInt64);
    const auto targets = token_targets(boxes, image, 6, kRows, kColumns);  // the last has none
    int objects = 0;
    for (std::int64_t n = 0; n < 6; ++n) {
      std::vector<NormBox> own;
      for (std::int64_t o = 0; o < 40; ++o) {
        if (image[o].item<std::int64_t>() == n) own.push_back(box_of(boxes[o]));
      }
      QCOMPARE(targets.labelled[n].item<bool>(), !own.empty());
      for (std::int64_t token = 0; token < kTokens; ++token) {
        const int expected = object_of(own, token);
        QCOMPARE(targets.object[n][token].item<bool>(), expected >= 0);
        if (expected < 0) continue;
        ++objects;
        QVERIFY(box_of(targets.boxes[n][token]) == own[static_cast<std::size_t>(expected)]);
      }
    }
    QVERIFY(objects > 25);
    QVERIFY(!targets.labelled[5].item<bool>());
  }

  void aBoxBetweenAllCentresHasOneToken() {
    const auto targets = token_targets(torch::tensor({{0.26, 0.21, 0.28, 0.23}}),
                                       torch::zeros({1}, torch::kInt64), 1, kRows, kColumns);
    QCOMPARE(targets.object.sum().item<std::int64_t>(), 1);
    QVERIFY(targets.object[0][kColumns + 1].item<bool>());
  }

  void theLossEqualsTheLoop() {
    const std::int64_t images = 3;
    const auto truth = random_boxes(6);
    const auto targets =
        token_targets(truth, torch::tensor({0, 0, 0, 1, 1, 1}, torch::kInt64), images, kRows, kColumns);
    auto boxes =
        random_boxes(images * kTokens).to(torch::kDouble).view({images, kTokens, 4}).requires_grad_(true);
    auto logits = torch::randn({images, kTokens}, torch::kDouble).requires_grad_(true);
    TokenTargets in_double{targets.boxes.to(torch::kDouble), targets.object, targets.share.to(torch::kDouble),
                           targets.labelled, targets.objects};
    const auto loss = proposal_loss({boxes, logits}, in_double, 2 * kTokens, targets.objects);
    QVERIFY(targets.objects > 2);
    // Of how many tokens the object is that a token belongs to.
    const auto tokens_of = [&](std::int64_t i) {
      int same = 0;
      for (std::int64_t other = i / kTokens * kTokens; other < (i / kTokens + 1) * kTokens; ++other)
        same += targets.object.view(-1)[other].item<bool>() &&
                torch::equal(targets.boxes.view({-1, 4})[other], targets.boxes.view({-1, 4})[i]);
      return static_cast<double>(same);
    };
    loss.backward();

    auto b = boxes.detach().clone();
    auto l = logits.detach().clone();
    std::vector<double> fits(static_cast<std::size_t>(images * kTokens), 0);
    const auto overlap = [&](const double* p, const double* t, double& hull, double& joined) {
      const auto side = [](double low, double high) { return std::max(0.0, high - low); };
      const double common =
          side(std::max(p[0], t[0]), std::min(p[2], t[2])) * side(std::max(p[1], t[1]), std::min(p[3], t[3]));
      joined = (p[2] - p[0]) * (p[3] - p[1]) + (t[2] - t[0]) * (t[3] - t[1]) - common;
      hull = (std::max(p[2], t[2]) - std::min(p[0], t[0])) * (std::max(p[3], t[3]) - std::min(p[1], t[1]));
      return common / joined;
    };
    const auto* t = in_double.boxes.data_ptr<double>();
    const auto loop = [&](bool judge) {
      double score = 0, box = 0;
      for (std::int64_t i = 0; i < images * kTokens; ++i) {
        const auto n = i / kTokens, token = i % kTokens;
        if (!targets.labelled[n].item<bool>()) continue;
        if (targets.object[n][token].item<bool>()) {
          double hull = 0, joined = 0;
          const double iou = overlap(b.data_ptr<double>() + 4 * i, t + 4 * i, hull, joined);
          if (judge) fits[static_cast<std::size_t>(i)] = iou;  // without gradient: as it was
          box += (1 - (iou - (hull - joined) / hull)) / tokens_of(i) / static_cast<double>(targets.objects);
        }
        const double x = l.data_ptr<double>()[i], q = fits[static_cast<std::size_t>(i)];
        score += (q * std::log1p(std::exp(-x)) + (1 - q) * std::log1p(std::exp(x))) /
                 static_cast<double>(2 * kTokens);
      }
      return score + box;
    };
    QVERIFY(std::abs(loss.item<double>() - loop(true)) < 1e-7);
    const auto check = [&](at::Tensor values, const at::Tensor& gradient) {
      auto* v = values.data_ptr<double>();
      for (std::int64_t i = 0; i < values.numel(); ++i) {
        const double kept = v[i];
        v[i] = kept + 1e-6;
        const double above = loop(false);
        v[i] = kept - 1e-6;
        const double below = loop(false);
        v[i] = kept;
        if (std::abs((above - below) / 2e-6 - gradient.view(-1)[i].item<double>()) > 1e-6) return false;
      }
      return true;
    };
    QVERIFY(check(l, logits.grad()));
    QVERIFY(check(b, boxes.grad()));
    // Of the image without a box nothing is learned.
    QCOMPARE(logits.grad()[2].abs().max().item<double>(), 0.0);
  }

  void noBoxAtAllGivesZeroAndKeepsTheGraph() {
    const auto targets =
        token_targets(torch::zeros({0, 4}), torch::zeros({0}, torch::kInt64), 2, kRows, kColumns);
    auto logits = torch::randn({2, kTokens}).requires_grad_(true);
    const auto loss = proposal_loss({torch::rand({2, kTokens, 4}), logits}, targets, 0, 0);
    QCOMPARE(loss.item<float>(), 0.f);
    loss.backward();
    QCOMPARE(logits.grad().abs().max().item<float>(), 0.f);
  }
};

QTEST_APPLESS_MAIN(TestProposalLoss)
#include "test_proposal_loss.moc"
