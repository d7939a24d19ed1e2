// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <vector>

#include "core/base/random.h"
#include "tests/support/expect_error.h"
#include "training/labelling/suppression.h"

using namespace cloc;
using namespace cloc::labelling;

namespace {

// Written out once more: the best of what is left, and all that it overlaps goes.
std::vector<Detection> naive(std::vector<Detection> left, const Suppression& suppression) {
  std::vector<Detection> kept;
  while (!left.empty()) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < left.size(); ++i) {
      if (left[i].score > left[best].score) best = i;
    }
    const auto one = left[best];
    kept.push_back(one);
    std::vector<Detection> rest;
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (i == best) continue;
      const auto& other = left[i];
      const double w = std::min(one.box.x2, other.box.x2) - std::max(one.box.x1, other.box.x1);
      const double h = std::min(one.box.y2, other.box.y2) - std::max(one.box.y1, other.box.y1);
      const double common = w > 0 && h > 0 ? w * h : 0;
      const double a = one.box.area(), b = other.box.area();
      const bool inside = suppression.covered < 1 && common / std::min(a, b) > suppression.covered;
      const bool over = common > 0 && (common / (a + b - common) > suppression.iou || inside);
      const bool meets = suppression.mode == SuppressionMode::ClassFree ||
                         (suppression.mode == SuppressionMode::ClassAware && one.phrase == other.phrase);
      if (!(over && meets)) rest.push_back(other);
    }
    left = rest;
  }
  return kept;
}

// Boxes whose overlaps are no round numbers, so that no rounding decides.
std::vector<Detection> random_detections(int count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Detection> all;
  for (int i = 0; i < count; ++i) {
    const auto x = static_cast<float>(random.uniform(0, 80)), y = static_cast<float>(random.uniform(0, 80));
    const auto w = static_cast<float>(random.uniform(1, 40)), h = static_cast<float>(random.uniform(1, 40));
    // Few scores, so that many are equal.
    all.push_back({{x, y, x + w, y + h},
                   static_cast<std::size_t>(random.below(3)),
                   static_cast<float>(random.below(20)) / 20});
  }
  return all;
}

}  // namespace

class TestSuppression : public QObject {
  Q_OBJECT
 private slots:
  void equalsANaiveLoop_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<float>("iou");
    QTest::addColumn<float>("covered");
    for (const auto mode : {SuppressionMode::Off, SuppressionMode::ClassAware, SuppressionMode::ClassFree}) {
      for (const float iou : {0.f, 0.3f, 0.7f, 1.f}) {
        for (const float covered : {0.6f, 1.f})
          QTest::addRow("mode %d, IoU %.1f, covered %.1f", static_cast<int>(mode), static_cast<double>(iou),
                        static_cast<double>(covered))
              << static_cast<int>(mode) << iou << covered;
      }
    }
  }
  void equalsANaiveLoop() {
    QFETCH(int, mode);
    QFETCH(float, iou);
    QFETCH(float, covered);
    const Suppression suppression{static_cast<SuppressionMode>(mode), iou, covered};
    for (const int count : {0, 1, 2, 300}) {
      const auto all = random_detections(count, 5);
      const auto fast = suppressed(all, suppression), slow = naive(all, suppression);
      QCOMPARE(fast.size(), slow.size());
      for (std::size_t i = 0; i < fast.size(); ++i) {
        QCOMPARE(fast[i].box, slow[i].box);
        QCOMPARE(fast[i].phrase, slow[i].phrase);
        QCOMPARE(fast[i].score, slow[i].score);
      }
      if (count == 300 && suppression.mode != SuppressionMode::Off && iou < 0.5f) QVERIFY(fast.size() < 250);
    }
  }

  void modesDifferWherePhrasesDo() {
    const std::vector<Detection> pair = {{{0, 0, 10, 10}, 0, 0.5f}, {{1, 0, 11, 10}, 1, 0.9f}};
    const auto aware = suppressed(pair, {SuppressionMode::ClassAware, 0.5f});
    QCOMPARE(aware.size(), std::size_t{2});
    QCOMPARE(aware[0].phrase, std::size_t{1});  // best first
    const auto free = suppressed(pair, {SuppressionMode::ClassFree, 0.5f});
    QCOMPARE(free.size(), std::size_t{1});
    QCOMPARE(free[0].score, 0.9f);
    QCOMPARE(suppressed(pair, {SuppressionMode::ClassFree, 0.9f}).size(), std::size_t{2});
  }

  void aBoxInsideABetterOneGoesByTheCoveredPart() {
    const std::vector<Detection> pair = {{{0, 0, 100, 100}, 0, 0.9f}, {{10, 10, 30, 30}, 0, 0.5f}};
    QCOMPARE(suppressed(pair, {SuppressionMode::ClassAware, 0.5f, 1.f}).size(), std::size_t{2});
    QCOMPARE(suppressed(pair, {SuppressionMode::ClassAware, 0.5f, 0.8f}).size(), std::size_t{1});
  }

  void numbersOutsideOfZeroToOneAreRefused() {
    for (const float wrong : {-0.1f, 1.5f, std::numeric_limits<float>::quiet_NaN()}) {
      test::expect_error(ErrorKind::InvalidInput, [&] {
        suppressed({}, {SuppressionMode::ClassFree, wrong});
      });
      test::expect_error(ErrorKind::InvalidInput, [&] {
        suppressed({}, {SuppressionMode::Off, 0.5f, wrong});
      });
    }
  }
};

QTEST_GUILESS_MAIN(TestSuppression)
#include "test_suppression.moc"
