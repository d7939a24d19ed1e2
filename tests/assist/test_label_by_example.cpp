// SPDX-License-Identifier: Apache-2.0
// Label by example: the ranking against every pair in float64, what is a candidate, feedback, and one step
// that undo takes back.
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/assist/assist_fixture.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::assist;
using cloc::assist::test::AssistFixture;

class TestLabelByExample : public QObject {
  Q_OBJECT

 private slots:
  void rankingEqualsComparingEveryRegion() {
    AssistFixture fixture;
    std::vector<std::pair<double, store::RegionId>> truth;
    const auto asked = fixture.look(0, 0.3);
    for (int i = 0; i < 300; ++i) {
      const auto row = fixture.look(i % AssistFixture::kLabels, 0.5);
      const auto id = fixture.add_region(fixture.add_image(), {0, 0, 10, 10}, {}, row);
      double cosine = 0;
      for (std::size_t d = 0; d < row.size(); ++d) cosine += static_cast<double>(row[d]) * asked[d];
      if (cosine >= 0.3) truth.emplace_back(-cosine, id);
    }
    std::sort(truth.begin(), truth.end());
    const auto found = find_like(fixture.project(), *fixture.index(), {.start = asked}, {.least = 0.3f});
    QVERIFY(std::abs(static_cast<int>(found.found.size()) - static_cast<int>(truth.size())) <= 1);
    for (std::size_t i = 0; i < found.found.size() && i < truth.size(); ++i)
      QVERIFY(std::abs(found.found[i].score + truth[i].first) < 2e-3);  // fp16
    QCOMPARE(*found.found[0].region_id, truth[0].second);
    QVERIFY(!found.more);
  }

  void limitIsKeptAndSaid() {
    AssistFixture fixture;
    for (int i = 0; i < 50; ++i)
      fixture.add_region(fixture.add_image(), {0, 0, 10, 10}, {}, fixture.look(0, 0.1));
    const auto found =
        find_like(fixture.project(), *fixture.index(), {.start = fixture.look(0, 0.1)}, {.limit = 10});
    QCOMPARE(found.found.size(), std::size_t{10});
    QVERIFY(found.more);
  }

  void labelledLockedAndCoveredAreNoCandidates() {
    AssistFixture fixture;
    const auto like = [&] { return fixture.look(0, 0.1); };
    const auto image = fixture.add_image();
    fixture.add_region(image, {0, 0, 100, 100}, fixture.label(0), like());
    const auto other = fixture.add_region(image, {200, 0, 300, 100}, fixture.label(1), like());
    const auto locked = fixture.add_region(image, {400, 0, 500, 100}, {}, like());
    fixture.project().set_locked(std::span(&locked, 1), true);
    fixture.add_proposal(image, {5, 5, 105, 100}, like());      // over a region
    fixture.add_proposal(image, {0, 200, 100, 300}, like());    // free
    fixture.add_proposal(image, {10, 205, 110, 300}, like());   // over the proposal before
    fixture.add_proposal(image, {300, 200, 400, 300}, like());  // free
    const auto found =
        find_like(fixture.project(), *fixture.index(), {.start = like()}, {.label = fixture.label(0)});
    QCOMPARE(found.labelled, std::int64_t{1});
    QCOMPARE(found.locked, std::int64_t{1});
    QCOMPARE(found.covered, std::int64_t{2});
    QCOMPARE(found.found.size(), std::size_t{3});
    const auto shown = std::find_if(found.found.begin(), found.found.end(),
                                    [&](const Candidate& one) { return one.region_id == other; });
    QVERIFY(shown != found.found.end());
    QCOMPARE(shown->label_name, std::string("label 1"));
  }

  void rejectedOnesSinkAndAcceptedOnesPull() {
    AssistFixture fixture;
    std::vector<store::RegionId> bad;
    for (int i = 0; i < 60; ++i) {
      const auto id =
          fixture.add_region(fixture.add_image(), {0, 0, 10, 10}, {}, fixture.look(i % 2 == 0 ? 0 : 1, 0.3));
      if (i % 2 == 1) bad.push_back(id);
    }
    // Between the two labels.
    std::vector<float> start(AssistFixture::kDim);
    for (std::size_t d = 0; d < start.size(); ++d) start[d] = fixture.centre(0)[d] + fixture.centre(1)[d];
    const auto index = fixture.index();
    const auto bad_among_30 = [&](const ExampleQuery& query) {
      const auto found = find_like(fixture.project(), *index, query, {.least = -1});
      return std::count_if(found.found.begin(), found.found.begin() + 30, [&](const Candidate& one) {
        return std::find(bad.begin(), bad.end(), *one.region_id) != bad.end();
      });
    };
    ExampleQuery query{.start = example_vector(start, 1, {}, {}, 0)};
    const auto before = bad_among_30(query);
    for (int i = 0; i < 3; ++i) query.rejected.push_back(fixture.entry_of(bad[static_cast<std::size_t>(i)]));
    query.rejected.push_back(987654);  // of an older index
    const auto after = bad_among_30(query);
    QVERIFY2(before >= 8 && after <= 2, qPrintable(QStringLiteral("%1 -> %2").arg(before).arg(after)));
    QVERIFY_CONTAINS(cloc::test::expect_error(ErrorKind::InvalidInput,
                                              [&] {
                                                const std::vector<std::vector<float>> same = {query.start};
                                                example_vector(query.start, 1, {}, same, 1);
                                              }),
                     "rejected");
  }

  void thousandsAreOneStepThatUndoTakesBack() {
    AssistFixture fixture;
    constexpr int kRegions = 3000;
    std::vector<store::RegionId> ids;
    const auto image = fixture.add_image();
    for (int i = 0; i < kRegions; ++i) {
      const auto x = static_cast<float>(i % 50 * 12), y = static_cast<float>(i / 50 * 12);
      ids.push_back(fixture.add_region(image, {x, y, x + 10, y + 10},
                                       i % 10 == 0 ? std::optional(fixture.label(1)) : std::nullopt,
                                       fixture.look(0, 0.1)));
    }
    const auto empty = fixture.add_image();
    fixture.add_proposal(empty, {0, 0, 50, 50}, fixture.look(0, 0.1));
    const auto query = ExampleQuery{.start = fixture.look(0, 0.05)};
    const auto found = find_like(fixture.project(), *fixture.index(), query, {.label = fixture.label(0)});
    QCOMPARE(found.found.size(), std::size_t{kRegions + 1});

    LabelOutcome outcome;
    auto changes = label_changes(fixture.project(), found.found, fixture.label(0), false, 0.5f, outcome);
    QCOMPARE(outcome.labelled, std::int64_t{kRegions - kRegions / 10});
    QCOMPARE(outcome.other_label, std::int64_t{kRegions / 10});
    QCOMPARE(outcome.made, std::int64_t{1});
    store::Edits edits(fixture.project());
    const auto step = edits.apply("label by example", changes);
    QCOMPARE(fixture.project().region(ids[1]).label_id, std::optional(fixture.label(0)));
    QCOMPARE(fixture.project().region(ids[0]).label_id, std::optional(fixture.label(1)));
    QCOMPARE(fixture.project().regions_of(empty).size(), std::size_t{1});
    QCOMPARE(fixture.project().regions_of(empty)[0].source, std::string("example"));
    QCOMPARE(edits.done(10).size(), std::size_t{1});

    // The proposal has a region by now: it is not made twice.
    LabelOutcome again;
    const auto rest = label_changes(fixture.project(), found.found, fixture.label(0), true, 0.5f, again);
    QCOMPARE(again.covered, std::int64_t{1});
    QCOMPARE(again.relabelled, std::int64_t{kRegions / 10});
    QCOMPARE(rest.size(), std::size_t{kRegions / 10});

    edits.undo(step);
    QVERIFY(!fixture.project().region(ids[1]).label_id);
    QVERIFY(fixture.project().regions_of(empty).empty());
  }

  void whatWasRemovedMeanwhileIsCountedNotWritten() {
    AssistFixture fixture;
    const auto image = fixture.add_image();
    const auto id = fixture.add_region(image, {0, 0, 10, 10}, {}, fixture.look(0, 0.1));
    const auto found = find_like(fixture.project(), *fixture.index(), {.start = fixture.look(0, 0.1)}, {});
    QCOMPARE(found.found.size(), std::size_t{1});
    fixture.project().remove_region(id);
    LabelOutcome outcome;
    QVERIFY(label_changes(fixture.project(), found.found, fixture.label(0), false, 0.5f, outcome).empty());
    QCOMPARE(outcome.gone, std::int64_t{1});
  }

  void cancelStopsIt() {
    AssistFixture fixture;
    fixture.add_region(fixture.add_image(), {0, 0, 10, 10}, {}, fixture.look(0, 0.1));
    CancelToken cancel;
    cancel.cancel();
    cloc::test::expect_error(ErrorKind::Cancelled, [&] {
      find_like(fixture.project(), *fixture.index(), {.start = fixture.look(0, 0.1)}, {}, cancel);
    });
  }
};

QTEST_GUILESS_MAIN(TestLabelByExample)
#include "test_label_by_example.moc"
