// SPDX-License-Identifier: Apache-2.0
// Which kind RegionIndex takes, how lists settle, what selections and the device change, and how quality is
// measured.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include "core/index/lists.h"
#include "core/index/region_index.h"
#include "tests/index/hits.h"
#include "tests/index/vectors.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::index;
using test::ids_of;
using test::recall;

class TestRegionKinds : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  std::filesystem::path folder() const { return dir_.path().toStdString(); }

 private slots:
  void kindIsChosenBySizeAndSaysWhy() {
    const RegionIndex small(512, 10'000), asked(512, 10, Kind::Graph);
    QCOMPARE(small.kind(), Kind::Exact);
    QVERIFY_CONTAINS(small.reason(), "10 MB");
    const auto large = choose_kind(1'000'000, 512), huge = choose_kind(10'000'000, 512);
    QCOMPARE(large.kind, Kind::Lists);
    QVERIFY_CONTAINS(large.reason, "1024 MB");
    QVERIFY_CONTAINS(large.reason, "72 MB of memory");
    QCOMPARE(huge.kind, Kind::Lists);
    QVERIFY_CONTAINS(huge.reason, "10 GB");
    QCOMPARE(choose_kind(10'000'000, 8).kind, Kind::Exact);
    QVERIFY_CONTAINS(asked.reason(), "asked for");
    const auto info = small.info();
    QVERIFY_CONTAINS(info.device, "CPU: ");
    QVERIFY(!info.faiss_version.empty() && !info.faiss_options.empty());
  }

  void listsFindNineteenOfTwentyNeighboursOnceTheyAreSettled() {
    constexpr std::int64_t kRows = 12'000;
    constexpr int kDim = 32;
    const auto rows = test::clustered_vectors(kRows, kDim, 60, 0.8, 1);
    RegionIndex index(kDim, kRows, Kind::Lists);
    index.add(test::ids_from(0, kRows), rows);
    QCOMPARE(index.info().unsettled, kRows);
    const auto queries = test::clustered_vectors(100, kDim, 60, 0.8, 2);
    QCOMPARE(recall(index, queries, {.k = 10}), 1.0);  // compared one by one
    std::vector<std::string> stages;
    index.settle([&](const Progress& progress) {
      if (stages.empty() || stages.back() != progress.stage) stages.push_back(progress.stage);
    });
    QVERIFY(stages.size() >= 1);
    QCOMPARE(index.info().unsettled, 0);
    const double all = recall(index, queries, {.k = 10});
    QVERIFY2(all >= 0.95, qPrintable(QString::number(all)));
    // Few candidates find less: the lists are at work.
    const double fewer = recall(index, queries, {.k = 10, .effort = 2});
    QVERIFY2(fewer < all, qPrintable(QString::number(fewer)));

    // Added since: found at once, and no worse for the lists.
    const auto more = test::clustered_vectors(500, kDim, 60, 0.8, 3);
    index.add(test::ids_from(kRows, 500), more);
    QCOMPARE(index.info().unsettled, 500);
    for (std::size_t i = 0; i < 500; i += 50) {
      QCOMPARE(index.search(std::span(more).subspan(i * kDim, kDim), {.k = 1})[0][0].id,
               kRows + static_cast<std::int64_t>(i));
    }
    index.remove(std::vector<std::int64_t>{kRows});
    index.settle();
    QCOMPARE(index.info().unsettled, 0);
    QVERIFY(index.search(std::span(more).first(kDim), {.k = 1})[0][0].id != kRows);
    QCOMPARE(index.search(std::span(more).subspan(kDim, kDim), {.k = 1})[0][0].id, kRows + 1);

    index.write(folder());
    const auto opened = RegionIndex::read(folder(), Kind::Lists);
    QCOMPARE(opened.info().unsettled, 0);
    const auto before = index.search(queries), after = opened.search(queries);
    for (std::size_t q = 0; q < before.size(); ++q) {
      for (std::size_t i = 0; i < before[q].size(); ++i) {
        QCOMPARE(after[q][i].id, before[q][i].id);
        QCOMPARE(after[q][i].score, before[q][i].score);
      }
    }
    const CancelToken cancel;
    cancel.cancel();
    RegionIndex cancelled(kDim, kRows, Kind::Lists);
    cancelled.add(test::ids_from(0, kRows), rows);
    test::expect_error(ErrorKind::Cancelled, [&] { cancelled.settle({}, cancel); });
    QCOMPARE(recall(cancelled, queries, {.k = 10}), 1.0);
  }

  // More queries than one thread takes at once, some rows in no list yet, all and among a selection.
  void manyQueriesAtOnceFindWhatEachFindsAlone() {
    constexpr int kDim = 24;
    constexpr std::int64_t kRows = 12'000, kMore = 300;
    const auto rows = test::clustered_vectors(kRows + kMore, kDim, 40, 0.8, 1);
    const auto queries = test::clustered_vectors(50, kDim, 40, 0.8, 2);
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      RegionIndex index(kDim, kRows, kind);
      index.add(test::ids_from(0, kRows), std::span(rows).first(kRows * kDim));
      index.settle();
      index.add(test::ids_from(kRows, kMore), std::span(rows).subspan(kRows * kDim));
      std::vector<std::int64_t> most;
      for (std::int64_t id = 0; id < kRows + kMore; ++id) {
        if (id % 7 != 0) most.push_back(id);
      }
      const SearchOptions among{.k = 15, .selection = index.select(most)};
      for (const auto& how : {SearchOptions{.k = 15}, SearchOptions{.k = 15, .effort = 20}, among}) {
        const auto together = index.search(queries, how);
        QCOMPARE(together.size(), 50u);
        for (std::size_t q = 0; q < together.size(); ++q) {
          const auto alone = index.search(std::span(queries).subspan(q * kDim, kDim), how)[0];
          QCOMPARE(together[q].size(), alone.size());
          for (std::size_t i = 0; i < alone.size(); ++i) {
            QCOMPARE(together[q][i].id, alone[i].id);
            QVERIFY(std::abs(together[q][i].score - alone[i].score) < 1e-5f);
            QVERIFY(!how.selection || alone[i].id % 7 != 0);
          }
        }
      }
    }
  }

  // Everything is replaced twice, at last by what points the other way: lists that were learned from what is
  // gone must not be worse at what came.
  void listsStayGoodWhileEntriesComeAndGo() {
    constexpr int kDim = 32;
    constexpr std::int64_t kRows = 12'000, kRound = 3'000;
    RegionIndex index(kDim, kRows, Kind::Lists);
    index.add(test::ids_from(0, kRows), test::clustered_vectors(kRows, kDim, 60, 0.8, 1));
    index.settle();
    for (std::int64_t round = 0; round < 8; ++round) {
      auto more = test::clustered_vectors(kRound, kDim, 60, 0.8, 10 + static_cast<std::uint64_t>(round));
      auto queries = test::clustered_vectors(60, kDim, 60, 0.8, 30 + static_cast<std::uint64_t>(round));
      if (round >= 4) {
        for (auto* values : {&more, &queries})
          for (float& value : *values) value = -value;
      }
      QCOMPARE(index.remove(test::ids_from(round * kRound, kRound)), kRound);
      index.add(test::ids_from(kRows + round * kRound, kRound), more);
      index.settle();
      QCOMPARE(index.count(), kRows);
      QCOMPARE(index.info().unsettled, 0);
      const double found = recall(index, queries, {.k = 10});
      QVERIFY2(found >= 0.95, qPrintable(QStringLiteral("round %1: %2").arg(round).arg(found)));
      for (const auto& hits : index.search(queries, {.k = 50})) {
        QCOMPARE(hits.size(), 50u);
        for (const auto& hit : hits) QVERIFY(hit.id >= (round + 1) * kRound);  // none that was removed
      }
    }
    const auto fresh = index.rebuilt(Kind::Lists);
    QCOMPARE(fresh.info().removed, 0);
    QCOMPARE(fresh.ids(), index.ids());
  }

  void listsThatAreOutgrownAreLearnedAnew() {
    constexpr int kDim = 16;
    constexpr std::int64_t kRows = Lists::kLeastRows;
    RegionIndex index(kDim, kRows, Kind::Lists);
    index.add(test::ids_from(0, kRows), test::clustered_vectors(kRows, kDim, 60, 0.8, 1));
    const auto learns = [&index] {
      bool learned = false;
      index.settle(
          [&](const Progress& progress) { learned |= progress.stage.find("learning") != std::string::npos; });
      return learned;
    };
    QVERIFY(learns());
    index.add(test::ids_from(kRows, kRows), test::clustered_vectors(kRows, kDim, 60, 0.8, 2));
    QVERIFY(!learns());  // twice as many still suit the lists
    index.add(test::ids_from(2 * kRows, 2 * kRows), test::clustered_vectors(2 * kRows, kDim, 60, 0.8, 3));
    QVERIFY(learns());
    const auto queries = test::clustered_vectors(100, kDim, 60, 0.8, 4);
    QVERIFY(recall(index, queries, {.k = 10}) >= 0.95);
  }

  void selectionsAreSubsetsThatCanBeUsedAgain() {
    constexpr int kDim = 16;
    constexpr std::int64_t kRows = 30'000;
    const auto rows = test::clustered_vectors(kRows, kDim, 50, 0.8, 1);
    const auto queries = test::clustered_vectors(5, kDim, 50, 0.8, 2);
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      RegionIndex index(kDim, kRows, kind);
      index.add(test::ids_from(100, kRows), rows);
      index.settle();
      std::vector<std::int64_t> even, thirds{-1, 55};  // unknown ones are passed over
      for (std::int64_t id = 100; id < 100 + kRows; ++id) {
        if (id % 2 == 0) even.push_back(id);
        if (id % 3 == 0) thirds.push_back(id);
      }
      const auto evens = index.select(even), threes = index.select(thirds), all = index.select_all();
      QCOMPARE(evens.count(), kRows / 2);
      QCOMPARE(all.count(), kRows);
      QCOMPARE((evens & threes).count(), kRows / 6);
      QCOMPARE((all - evens).count(), kRows / 2);
      const auto same = [&](const std::vector<std::vector<Hit>>& a, const std::vector<std::vector<Hit>>& b) {
        for (std::size_t q = 0; q < a.size(); ++q) {
          if (ids_of(a[q]) != ids_of(b[q]) || a[q].empty()) return false;
        }
        return true;
      };
      QVERIFY(same(index.search(queries, {.selection = evens}), index.search(queries, {.subset = even})));
      QVERIFY(same(index.search(queries, {.subset = thirds, .selection = evens}),
                   index.search(queries, {.selection = threes & evens})));
      for (const auto& hits : index.search(queries, {.k = 50, .selection = all - evens - threes})) {
        QCOMPARE(hits.size(), 50u);
        for (const auto& hit : hits) QVERIFY(hit.id % 2 != 0 && hit.id % 3 != 0);
      }
      for (const auto& hits : index.range_search(queries, 0.f, {.k = 20'000, .selection = evens})) {
        for (const auto& hit : hits) QVERIFY(hit.id % 2 == 0);
      }
      // So many that they are not compared whole.
      const auto nearly_all = all - (evens & index.select(test::ids_from(100, kRows / 5)));
      for (const auto& hits : index.search(queries, {.k = 50, .selection = nearly_all})) {
        QCOMPARE(hits.size(), 50u);
        for (const auto& hit : hits) QVERIFY(hit.id % 2 != 0 || hit.id >= 100 + kRows / 5);
      }
      // Removed entries leave it, added ones are not in it.
      const auto best = index.search(std::span(queries).first(kDim), {.k = 1, .selection = evens})[0][0].id;
      index.remove(std::vector{best});
      index.add(std::vector{best}, std::span(queries).first(kDim));
      QVERIFY(index.search(std::span(queries).first(kDim), {.k = 1, .selection = evens})[0][0].id != best);
      QCOMPARE(index.search(std::span(queries).first(kDim), {.k = 1})[0][0].id, best);
      const RegionIndex other(kDim, 10);
      test::expect_error(ErrorKind::Internal, [&] { (void)(evens & other.select_all()); });
      RegionIndex moved = std::move(index);  // still the index that they were made of
      QVERIFY(!moved.search(queries, {.selection = evens})[0].empty());
    }
    RegionIndex small(kDim, 10);
    small.add(test::ids_from(0, 3), std::span(rows).first(3 * kDim));
    const RegionIndex other(kDim, 10);
    test::expect_error(ErrorKind::Internal,
                       [&] { (void)small.search(queries, {.selection = other.select_all()}); });
  }

  void qualityIsTheRecallThatTheNaiveCountGives() {
    const auto rows = test::clustered_vectors(12'000, 32, 40, 0.8, 1);
    RegionIndex exact(32, 12'000, Kind::Exact), graph(32, 12'000, Kind::Graph);
    exact.add(test::ids_from(0, 12'000), rows);
    graph.add(test::ids_from(0, 12'000), rows);
    const auto truth = exact.measure_quality(30, 10), found = graph.measure_quality(30, 10);
    QCOMPARE(truth.recall, 1.0);
    QCOMPARE(truth.queries, 30);
    QVERIFY(found.recall > 0.9 && found.recall <= 1.0);
    QVERIFY(found.milliseconds > 0 && found.exact_milliseconds > 0);
    QCOMPARE(RegionIndex(8, 0).measure_quality().queries, 0);
  }

  void deviceAnswersAsTheProcessorDoes() {
    constexpr int kDim = 64;
    constexpr std::int64_t kRows = 30'000;
    const auto rows = test::clustered_vectors(kRows + 100, kDim, 100, 0.8, 1);
    RegionIndex index(kDim, kRows, Kind::Exact);
    index.add(test::ids_from(0, kRows), std::span(rows).first(kRows * kDim));
    const auto queries = test::clustered_vectors(20, kDim, 100, 0.8, 2);
    const auto most = index.select_all() - index.select(test::ids_from(0, kRows / 10));
    const auto few = index.select(test::ids_from(100, 50));
    const std::vector<SearchOptions> cases = {
        {.k = 100}, {.k = 100, .selection = most}, {.k = 30, .selection = few}, {.k = 5000}};
    std::vector<std::vector<std::vector<Hit>>> expected;
    for (const auto& options : cases) expected.push_back(index.search(queries, options));
    if (!index.use_device()) {
      QVERIFY_CONTAINS(index.info().device, "CPU: ");
      QSKIP(index.info().device.c_str());
    }
    QVERIFY_CONTAINS(index.info().device, "GPU ");
    for (std::size_t c = 0; c < cases.size(); ++c) {
      const auto found = index.search(queries, cases[c]);
      for (std::size_t q = 0; q < found.size(); ++q) {
        QCOMPARE(found[q].size(), expected[c][q].size());
        for (std::size_t i = 0; i < found[q].size(); ++i) {
          QCOMPARE(found[q][i].id, expected[c][q][i].id);
          QVERIFY(std::abs(found[q][i].score - expected[c][q][i].score) < 1e-5);
        }
      }
    }
    index.add(test::ids_from(kRows, 100), std::span(rows).subspan(kRows * kDim));
    QCOMPARE(index.search(std::span(rows).subspan((kRows + 7) * kDim, kDim), {.k = 1})[0][0].id, kRows + 7);
  }
};

QTEST_GUILESS_MAIN(TestRegionKinds)
#include "test_region_kinds.moc"
