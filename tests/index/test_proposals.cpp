// SPDX-License-Identifier: Apache-2.0
// Which proposals are left out as near duplicates.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

#include "core/index/proposals.h"

using namespace cloc;
using namespace cloc::index;

namespace {

// Unit vectors in the plane: their cosine is that of the angle between them.
std::vector<float> at_degrees(const std::vector<double>& degrees) {
  std::vector<float> rows;
  for (const double degree : degrees) {
    rows.push_back(static_cast<float>(std::cos(degree * M_PI / 180)));
    rows.push_back(static_cast<float>(std::sin(degree * M_PI / 180)));
  }
  return rows;
}

using Places = std::vector<std::size_t>;

}  // namespace

class TestProposals : public QObject {
  Q_OBJECT

 private slots:
  void theFirstOfTwoThatLookTheSameIsKept() {
    const std::vector<PixelBox> boxes{{0, 0, 20, 20}, {0, 0, 10, 10}};
    QCOMPARE(without_near_duplicates(boxes, at_degrees({0, 5}), 0.95f), (Places{0}));
    QCOMPARE(without_near_duplicates(boxes, at_degrees({0, 25}), 0.95f), (Places{0, 1}));  // cosine 0.906
  }

  void equalsAreKeptInTheirOrder() {
    const std::vector<PixelBox> boxes{{0, 0, 20, 20}, {10, 0, 30, 20}, {20, 0, 40, 20}};
    // The third looks like the first and does not lie over it.
    QCOMPARE(without_near_duplicates(boxes, at_degrees({0, 0, 0}), 0.95f), (Places{0, 2}));
  }

  void whatIsLeftOutLeavesOutNoOther() {
    const std::vector<PixelBox> boxes{{0, 0, 20, 20}, {10, 0, 30, 20}, {20, 0, 40, 20}};
    // Each is 15 degrees from the next (0.966), the outer ones 30.
    QCOMPARE(without_near_duplicates(boxes, at_degrees({0, 15, 30}), 0.95f), (Places{0, 2}));
  }

  void aBoxThatIsHardlyCoveredIsKept() {
    const std::vector<PixelBox> boxes{{0, 0, 20, 20}, {10, 10, 30, 30}};  // a quarter
    QCOMPARE(without_near_duplicates(boxes, at_degrees({0, 0}), 0.95f), (Places{0, 1}));
  }

  void theBestProposalsDoNotLieOverEachOther() {
    const std::vector<Proposal> given{
        {{0, 0, 10, 10}, 0.5f},    {{0, 0, 10, 9}, 0.9f},    {{20, 0, 30, 10}, 0.3f}, {{50, 50, 51, 60}, 1},
        {{-5, 90, 15, 120}, 0.2f}, {{40, 0, 60, 10}, 0.01f}, {{60, 0, 80, 10}, 0.02f}};
    const auto best = best_proposals(given, 100, 100, {.most = 9, .least = 4, .vote = 1});
    QCOMPARE(best.size(), std::size_t{4});
    QCOMPARE(best[0].box, (PixelBox{0, 0, 10, 9}));  // and not the first, which it overlaps by 0.9
    QCOMPARE(best[1].box, (PixelBox{20, 0, 30, 10}));
    QCOMPARE(best[2].box, (PixelBox{0, 90, 15, 100}));  // clipped to the image; the thin one is gone
    QCOMPARE(best[3].score, 0.02f);                     // below the least score, to make up four
    QCOMPARE(best_proposals(given, 100, 100, {.most = 2}).size(), std::size_t{2});
    QCOMPARE(best_proposals(given, 100, 100, {.most = 9, .least = 4, .overlap = 0.95f}).size(),
             std::size_t{4});
    QVERIFY(best_proposals({}, 10, 10).empty());
    // The mean, by score, of those that overlap it by 0.9: 9 and 10 high.
    const auto voted = best_proposals(given, 100, 100, {.most = 9, .least = 4, .vote = 0.8f});
    QVERIFY(std::abs(voted[0].box.y2 - (0.9f * 9 + 0.5f * 10) / 1.4f) < 1e-5f);
    QCOMPARE(voted[1].box, best[1].box);
  }

  void aThresholdOfOneKeepsAll() {
    const std::vector<PixelBox> boxes{{0, 0, 20, 20}, {0, 0, 20, 20}};
    QCOMPARE(without_near_duplicates(boxes, at_degrees({0, 0}), 1), (Places{0, 1}));
    QCOMPARE(without_near_duplicates({}, {}, 0.5f), Places{});
  }

  // By its definition, on grids of random embeddings: a place is kept exactly when no larger kept one, or
  // equal and earlier one, that covers it by half looks the same.
  void everyPlaceIsKeptOrRepeatsAKeptOne() {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> degree(0, 120);
    for (int round = 0; round < 200; ++round) {
      const auto boxes = grid_proposals(640, 480, {.whole_image = round % 2 == 0});
      std::vector<double> degrees(boxes.size());
      for (auto& value : degrees) value = degree(random);
      const auto kept = without_near_duplicates(boxes, at_degrees(degrees), 0.9f);
      for (std::size_t i = 0; i < boxes.size(); ++i) {
        const bool repeats = std::any_of(kept.begin(), kept.end(), [&](std::size_t other) {
          return other < i && intersection_area(boxes[i], boxes[other]) >= 0.45f * boxes[i].area() &&
                 std::cos((degrees[i] - degrees[other]) * M_PI / 180) > 0.9;
        });
        QCOMPARE(std::binary_search(kept.begin(), kept.end(), i), !repeats);
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestProposals)
#include "test_proposals.moc"
