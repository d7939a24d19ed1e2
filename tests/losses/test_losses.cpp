// SPDX-License-Identifier: Apache-2.0
// Equations 1 to 4 against plain float64 loops over std::vector, values and gradients; the gradients of the
// loops are taken by central differences, so that nothing of LibTorch is trusted on the reference's side.
#include <torch/torch.h>

#include <QTest>
#include <cmath>
#include <functional>
#include <tuple>
#include <vector>

#include "core/geometry/box.h"
#include "training/losses/contrastive.h"
#include "training/losses/losses.h"
#include "training/losses/sigmoid.h"

using namespace cloc::training;

namespace {

using Matrix = std::vector<std::vector<double>>;

Matrix to_matrix(const at::Tensor& t) {
  Matrix m(static_cast<std::size_t>(t.size(0)), std::vector<double>(static_cast<std::size_t>(t.size(1))));
  for (std::size_t i = 0; i < m.size(); ++i) {
    for (std::size_t j = 0; j < m[i].size(); ++j) {
      m[i][j] = t[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)].item<double>();
    }
  }
  return m;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Both directions, a pair at a time; `filter` above 1 filters nothing.
double contrastive_loop(const Matrix& a, const Matrix& b, double scale, double filter) {
  const auto n = a.size();
  double loss = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double row = 0, column = 0;
    for (std::size_t j = 0; j < n; ++j) {
      if (i != j && dot(b[i], b[j]) > filter) continue;
      row += std::exp(scale * dot(a[i], b[j]));
      column += std::exp(scale * dot(a[j], b[i]));
    }
    const double positive = scale * dot(a[i], b[i]);
    loss += (std::log(row) - positive + std::log(column) - positive) / (2.0 * static_cast<double>(n));
  }
  return loss;
}

Matrix differences(Matrix& at, const std::function<double()>& f) {
  constexpr double step = 1e-6;
  Matrix gradient = at;
  for (std::size_t i = 0; i < at.size(); ++i) {
    for (std::size_t j = 0; j < at[i].size(); ++j) {
      const double kept = at[i][j];
      at[i][j] = kept + step;
      const double above = f();
      at[i][j] = kept - step;
      const double below = f();
      at[i][j] = kept;
      gradient[i][j] = (above - below) / (2 * step);
    }
  }
  return gradient;
}

double largest_difference(const Matrix& expected, const at::Tensor& actual) {
  const auto found = to_matrix(actual);
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (std::size_t j = 0; j < expected[i].size(); ++j) {
      largest = std::max(largest, std::abs(expected[i][j] - found[i][j]));
    }
  }
  return largest;
}

at::Tensor unit_rows(std::int64_t n, std::int64_t dim) {
  const auto x = torch::randn({n, dim}, torch::kDouble);
  return x / x.norm(2, 1, true);
}

}  // namespace

class TestLosses : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { torch::manual_seed(11); }

  void clipLossEqualsTheLoop() {
    for (const std::int64_t n : {1, 2, 7, 16}) {
      auto image = unit_rows(n, 5).requires_grad_(true), text = unit_rows(n, 5).requires_grad_(true);
      auto scale = torch::tensor(9.0, torch::kDouble).requires_grad_(true);
      const auto loss = clip_loss(image, text, scale);
      loss.backward();
      Matrix a = to_matrix(image), b = to_matrix(text);
      double s = 9.0;
      const auto f = [&] { return contrastive_loop(a, b, s, 2.0); };
      QVERIFY(std::abs(loss.item<double>() - f()) < 1e-12);
      QVERIFY(largest_difference(differences(a, f), image.grad()) < 1e-7);
      QVERIFY(largest_difference(differences(b, f), text.grad()) < 1e-7);
      s = 9.0 + 1e-6;
      const double above = f();
      s = 9.0 - 1e-6;
      QVERIFY(std::abs((above - f()) / 2e-6 - scale.grad().item<double>()) < 1e-7);
    }
  }

  void regionLossEqualsTheLoopWithTheTextFilter() {
    const std::int64_t n = 12;
    auto region = unit_rows(n, 6).requires_grad_(true);
    auto caption = unit_rows(n, 6);
    caption[3].copy_(caption[8]);  // the same caption twice
    caption[5].copy_(caption[1] + 0.05 * caption[2]);
    caption[5].div_(caption[5].norm());
    caption.requires_grad_(true);
    const auto scale = torch::tensor(14.0, torch::kDouble);
    const auto result = region_text_loss(region, caption, scale, 0.9);
    result.loss.backward();

    Matrix a = to_matrix(region), b = to_matrix(caption);
    const Matrix judged = b;  // the filter carries no gradient: it keeps judging the captions as they were
    const auto f = [&] {
      double loss = 0;
      for (std::size_t i = 0; i < a.size(); ++i) {
        double row = 0, column = 0;
        for (std::size_t j = 0; j < a.size(); ++j) {
          if (i != j && dot(judged[i], judged[j]) > 0.9) continue;
          row += std::exp(14.0 * dot(a[i], b[j]));
          column += std::exp(14.0 * dot(a[j], b[i]));
        }
        loss += (std::log(row) + std::log(column)) / 2 - 14.0 * dot(a[i], b[i]);
      }
      return loss / static_cast<double>(a.size());
    };
    QVERIFY(std::abs(result.loss.item<double>() - f()) < 1e-12);
    QVERIFY(std::abs(f() - contrastive_loop(a, b, 14.0, 0.9)) < 1e-12);
    QVERIFY(std::abs(f() - contrastive_loop(a, b, 14.0, 2.0)) > 1e-3);  // the filter matters on this input
    QVERIFY(largest_difference(differences(a, f), region.grad()) < 1e-7);
    QVERIFY(largest_difference(differences(b, f), caption.grad()) < 1e-7);
    int filtered = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      for (std::size_t j = 0; j < b.size(); ++j) filtered += i != j && dot(b[i], b[j]) > 0.9;
    }
    QVERIFY(filtered >= 4);
    QVERIFY(std::abs(result.filtered_share - filtered / (12.0 * 11.0)) < 1e-12);
  }

  void positivePairsAreNeverFiltered() {
    const auto captions = unit_rows(1, 4).repeat({5, 1});  // all the same caption
    const auto masked = similar_captions(captions, 0.9);
    QCOMPARE(masked.sum().item<std::int64_t>(), 20);
    QVERIFY(!masked.diagonal().any().item<bool>());
    // Nothing but the positive is left in each denominator: no loss, and no NaN.
    const auto loss =
        region_text_loss(unit_rows(5, 4), captions, torch::tensor(50.0, torch::kDouble), 0.9).loss;
    QVERIFY(std::abs(loss.item<double>()) < 1e-12);
  }

  void permutingRegionsChangesNothing() {
    const auto region = unit_rows(9, 5), caption = unit_rows(9, 5), order = torch::randperm(9);
    const auto scale = torch::tensor(20.0, torch::kDouble);
    const auto before = region_text_loss(region, caption, scale, 0.9).loss;
    const auto after = region_text_loss(region.index({order}), caption.index({order}), scale, 0.9).loss;
    QVERIFY(std::abs((before - after).item<double>()) < 1e-12);
  }

  void groundingLossIsTheMeanOverRegionsAndCoordinates() {
    auto predicted = torch::rand({6, 4}, torch::kDouble).requires_grad_(true);
    const auto boxes = torch::rand({6, 4}, torch::kDouble);
    const auto loss = grounding_loss(predicted, boxes);
    loss.backward();
    const auto p = to_matrix(predicted), b = to_matrix(boxes), g = to_matrix(predicted.grad());
    double expected = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        expected += (p[i][j] - b[i][j]) * (p[i][j] - b[i][j]) / 24;
        QVERIFY(std::abs(g[i][j] - 2 * (p[i][j] - b[i][j]) / 24) < 1e-12);
      }
    }
    QVERIFY(std::abs(loss.item<double>() - expected) < 1e-12);
  }

  void noRegionsGiveZeroLossAndZeroGradient() {
    auto region = torch::zeros({0, 4}).requires_grad_(true);
    auto scale = torch::tensor(10.0).requires_grad_(true);
    const auto text = region_text_loss(region, torch::zeros({0, 4}), scale, 0.9);
    const auto grounding = grounding_loss(region, torch::zeros({0, 4}));
    QCOMPARE(text.loss.item<float>(), 0.f);
    (text.loss + grounding).backward();
    QCOMPARE(text.filtered_share, 0.0);
  }

  void lambdaIsTheShareOfImagesWithRegions() {
    QCOMPARE(region_weight(3, 4), 0.75);
    QCOMPARE(region_weight(0, 4), 0.0);
    QCOMPARE(region_weight(0, 0), 0.0);
    const auto one = [](double v) { return torch::tensor(v, torch::kDouble); };
    QCOMPARE(total_loss(one(2), one(3), one(5), 0.25).item<double>(), 4.0);
  }

  // Chunks of any size, the last one uneven, give the whole matrix's loss and gradients; filtered pairs stay
  // out.
  void chunksOfRowsGiveTheWholeMatrix_data() {
    QTest::addColumn<int>("rows");
    for (const int rows : {1, 5, 36, 37, 100}) QTest::addRow("%d", rows) << rows;
  }
  void chunksOfRowsGiveTheWholeMatrix() {
    QFETCH(int, rows);
    torch::manual_seed(4);
    constexpr std::int64_t n = 37;
    const auto unit = [](const at::Tensor& x) { return x / x.norm(2, {1}, true); };
    auto captions = unit(torch::randn({n, 8}, torch::kDouble));
    captions[7] = captions[3];  // of the same phrase
    captions[30] = unit(captions[11].unsqueeze(0) + 0.05)[0];
    const auto regions = unit(torch::randn({n, 8}, torch::kDouble));
    const double threshold = 0.6;
    const auto run = [&](bool whole) {
      const auto a = regions.clone().requires_grad_(true), b = captions.clone().requires_grad_(true);
      const auto scale = torch::full({}, 14.0, torch::kDouble).requires_grad_(true);
      const auto masked = similar_captions(captions, threshold);
      std::int64_t filtered = masked.sum().item<std::int64_t>();
      at::Tensor loss;
      if (whole) {
        loss = symmetric_cross_entropy(scale * torch::mm(a, b.t()), masked);
      } else {
        const auto parts = contrastive_loss(a, b, scale, {captions, threshold}, rows);
        loss = parts.loss;
        filtered = parts.filtered;
      }
      (3 * loss).backward();
      return std::tuple(loss.detach(), a.grad(), b.grad(), scale.grad(), filtered);
    };
    const auto [loss, a, b, scale, filtered] = run(true);
    const auto [got, got_a, got_b, got_scale, got_filtered] = run(false);
    QVERIFY(filtered > 2 && filtered < n * (n - 1));
    QCOMPARE(got_filtered, filtered);
    QVERIFY(std::abs(got.item<double>() - loss.item<double>()) < 1e-12);
    for (const auto& [x, y] : {std::pair(got_a, a), std::pair(got_b, b), std::pair(got_scale, scale)})
      QVERIFY((x - y).abs().max().item<double>() < 1e-12);
  }

  // As several processes compute them: rows of the matrix, whose sums are the whole loss.
  void sharesOfTheLossAddUp() {
    const std::int64_t n = 11;
    for (const bool sigmoid : {false, true}) {
      const auto run = [&](const std::vector<std::int64_t>& parts) {
        torch::manual_seed(7);
        auto a = unit_rows(n, 5).requires_grad_(true), b = unit_rows(n, 5).requires_grad_(true);
        auto scale = torch::tensor(8.0, torch::kDouble).requires_grad_(true);
        auto bias = torch::tensor(-3.0, torch::kDouble).requires_grad_(true);
        const LogitScale logits(scale, sigmoid ? bias : at::Tensor());
        auto loss = torch::zeros({}, torch::kDouble);
        double filtered = 0;
        if (parts.empty()) {
          const auto whole = region_text_loss(a, b, logits, 0.3);
          loss = whole.loss;
          filtered = whole.filtered_share;
        }
        std::int64_t first = 0;
        for (const auto count : parts) {
          const auto share = region_text_loss(Gathered(a.narrow(0, first, count), a, first),
                                              Gathered(b.narrow(0, first, count), b, first), logits, 0.3);
          loss = loss + share.loss;
          filtered += share.filtered_share;
          first += count;
        }
        loss.backward();
        return std::tuple(loss.detach(), a.grad(), b.grad(), scale.grad(), filtered);
      };
      const auto [loss, a, b, scale, filtered] = run({});
      QVERIFY(filtered > 0);
      for (const auto& parts : std::vector<std::vector<std::int64_t>>{{11}, {5, 6}, {3, 0, 7, 1}}) {
        const auto [got, got_a, got_b, got_scale, got_filtered] = run(parts);
        QVERIFY(std::abs(got_filtered - filtered) < 1e-12);
        QVERIFY(std::abs((got - loss).item<double>()) < 1e-12);
        for (const auto& [x, y] : {std::pair(got_a, a), std::pair(got_b, b), std::pair(got_scale, scale)})
          QVERIFY((x - y).abs().max().item<double>() < 1e-12);
      }
    }
  }

  void sigmoidLossEqualsTheLoop() {
    const std::int64_t n = 9;
    auto a = unit_rows(n, 4).requires_grad_(true), b = unit_rows(n, 4).requires_grad_(true);
    auto scale = torch::tensor(6.0, torch::kDouble).requires_grad_(true);
    auto bias = torch::tensor(-2.0, torch::kDouble).requires_grad_(true);
    const auto result = region_text_loss(a, b, {scale, bias}, 0.4);
    result.loss.backward();
    Matrix x = to_matrix(a), y = to_matrix(b);
    const Matrix captions = y;
    double s = 6.0, t = -2.0;
    int filtered = 0;
    const auto f = [&] {
      double loss = 0;
      filtered = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j < y.size(); ++j) {
          // The filter carries no gradient, so it sees the captions as they were.
          if (i != j && dot(captions[i], captions[j]) > 0.4) {
            ++filtered;
            continue;
          }
          const double logit = s * dot(x[i], y[j]) + t;
          loss += std::log1p(std::exp(i == j ? -logit : logit)) / static_cast<double>(n);
        }
      }
      return loss;
    };
    QVERIFY(std::abs(result.loss.item<double>() - f()) < 1e-12);
    QVERIFY(filtered > 0);
    QVERIFY(std::abs(result.filtered_share - filtered / static_cast<double>(n * (n - 1))) < 1e-12);
    QVERIFY(largest_difference(differences(x, f), a.grad()) < 1e-7);
    QVERIFY(largest_difference(differences(y, f), b.grad()) < 1e-7);
    const auto slope = [&](double& of) {
      of += 1e-6;
      const double above = f();
      of -= 2e-6;
      const double below = f();
      of += 1e-6;
      return (above - below) / 2e-6;
    };
    QVERIFY(std::abs(slope(s) - scale.grad().item<double>()) < 1e-7);
    QVERIFY(std::abs(slope(t) - bias.grad().item<double>()) < 1e-7);
  }

  void sigmoidLossBySomeRowsAtATimeIsTheSame() {
    const auto a = unit_rows(10, 4), b = unit_rows(10, 4), captions = unit_rows(10, 3);
    const auto scale = torch::tensor(6.0, torch::kDouble), bias = torch::tensor(-2.0, torch::kDouble);
    const auto whole = sigmoid_loss_sum(a, b, 0, scale, bias, {captions, 0.5}, 10);
    const auto parts = sigmoid_loss_sum(a, b, 0, scale, bias, {captions, 0.5}, 3);
    QCOMPARE(parts.filtered, whole.filtered);
    QVERIFY(std::abs((parts.loss - whole.loss).item<double>()) < 1e-12);
  }

  void textPushEqualsTheLoopAndLeavesTheScaleAlone() {
    auto captions = unit_rows(8, 3).requires_grad_(true);
    auto scale = torch::tensor(5.0, torch::kDouble).requires_grad_(true);
    const auto loss = text_push_loss(captions, scale, 0.6);
    loss.backward();
    QVERIFY(!scale.grad().defined());
    const Matrix c = to_matrix(captions);
    QVERIFY(std::abs(loss.item<double>() - contrastive_loop(c, c, 5.0, 0.6)) < 1e-12);
    QVERIFY(captions.grad().abs().max().item<double>() > 1e-3);
  }

  void boxLossesEqualTheLoop() {
    const auto predicted = torch::rand({20, 4}, torch::kDouble);  // corners in any order
    auto boxes = torch::rand({20, 4}, torch::kDouble);
    boxes = torch::cat({torch::minimum(boxes.slice(1, 0, 2), boxes.slice(1, 2, 4)),
                        torch::maximum(boxes.slice(1, 0, 2), boxes.slice(1, 2, 4))},
                       1);
    double absolute = 0, overlap = 0;
    for (std::int64_t i = 0; i < 20; ++i) {
      const auto corners = [&](const at::Tensor& t) {
        return cloc::NormBox{t[i][0].item<float>(), t[i][1].item<float>(), t[i][2].item<float>(),
                             t[i][3].item<float>()};
      };
      for (std::int64_t k = 0; k < 4; ++k)
        absolute += std::abs(predicted[i][k].item<double>() - boxes[i][k].item<double>()) / 80;
      overlap += (1 - giou(cloc::spanned(corners(predicted)), corners(boxes))) / 20;
    }
    QVERIFY(std::abs(box_l1_loss(predicted, boxes, 20).item<double>() - absolute) < 1e-12);
    QVERIFY(std::abs(box_giou_loss(predicted, boxes, 20).item<double>() - overlap) < 1e-5);
    // This process's half of a batch of twice as many regions.
    QVERIFY(std::abs(box_giou_loss(predicted, boxes, 40).item<double>() - overlap / 2) < 1e-5);
    QVERIFY(box_giou_loss(boxes, boxes, 20).item<double>() < 1e-6);
  }

  // More pairs than are in memory together: the two losses go on by chunks, with the same numbers.
  void largeBatchesAreComputedByChunks() {
    torch::manual_seed(5);
    constexpr std::int64_t n = 2500;
    const auto unit = [](const at::Tensor& x) { return x / x.norm(2, {1}, true); };
    const auto a = unit(torch::randn({n, 16})), b = unit(torch::randn({n, 16}));
    const auto scale = torch::full({}, 20.0);
    const auto logits = scale * torch::mm(a, b.t());
    const auto plain = symmetric_cross_entropy(logits, {}).item<double>();
    QVERIFY(std::abs(clip_loss(a, b, scale).item<double>() - plain) < 1e-5 * plain);
    const auto masked = similar_captions(b, 0.5);
    const auto filtered = symmetric_cross_entropy(logits, masked).item<double>();
    const auto result = region_text_loss(a, b, scale, 0.5);
    QVERIFY(std::abs(result.loss.item<double>() - filtered) < 1e-5 * filtered);
    QCOMPARE(result.filtered_share,
             static_cast<double>(masked.sum().item<std::int64_t>()) / static_cast<double>(n * (n - 1)));
    QVERIFY(result.filtered_share > 0);
  }
};

QTEST_APPLESS_MAIN(TestLosses)
#include "test_losses.moc"
