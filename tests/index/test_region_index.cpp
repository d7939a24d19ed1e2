// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/index/lists.h"
#include "core/index/region_index.h"
#include "tests/index/hits.h"
#include "tests/index/vectors.h"
#include "tests/support/expect_error.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

using namespace cloc;
using namespace cloc::index;
using test::ids_of;
using test::recall;
namespace fs = std::filesystem;

namespace {

// Of a product of two unit vectors, one of them rounded to 11 bits: well above what 64 to 512 roundings add
// up to.
constexpr double kHalfTolerance = 1e-3;

// The hits are the naive search's: same scores in the same order, where ids may differ only between equal
// scores.
void verify_same(const std::vector<Hit>& hits, const std::vector<test::NaiveHit>& naive,
                 std::span<const float> rows, int dim, std::span<const float> query, std::int64_t first_id) {
  const auto width = static_cast<std::size_t>(dim);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    QVERIFY(std::abs(hits[i].score - naive[i].score) < kHalfTolerance);
    const auto own =
        test::cosine(rows.subspan(static_cast<std::size_t>(hits[i].id - first_id) * width, width), query);
    QVERIFY(std::abs(hits[i].score - own) < kHalfTolerance);
    QVERIFY(i == 0 || hits[i - 1].score >= hits[i].score);
  }
  QCOMPARE(ids_of(hits).size(), hits.size());
}

}  // namespace

class TestRegionIndex : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path folder() const { return dir_.path().toStdString(); }

 private slots:
  void exactSearchEqualsTheNaiveDoubleLoop() {
    for (const int dim : {1, 7, 64, 100, 512}) {
      const auto rows = test::random_vectors(1500, dim, static_cast<std::uint64_t>(dim));
      RegionIndex index(dim, 1500, Kind::Exact);
      index.add(test::ids_from(1000, 700), std::span(rows).first(static_cast<std::size_t>(700 * dim)));
      index.add(test::ids_from(1700, 800), std::span(rows).subspan(static_cast<std::size_t>(700 * dim)));
      QCOMPARE(index.count(), 1500);
      for (const int query_count : {1, 2, 5, 33}) {
        auto queries = test::random_vectors(query_count, dim, 1000);
        for (auto& value : queries) value *= 17;  // length does not matter
        const auto found = index.search(queries, {.k = 25});
        QCOMPARE(found.size(), static_cast<std::size_t>(query_count));
        for (int q = 0; q < query_count; ++q) {
          const auto query =
              std::span(queries).subspan(static_cast<std::size_t>(q * dim), static_cast<std::size_t>(dim));
          const auto naive = test::naive_search(rows, dim, query, [](auto) { return true; });
          QCOMPARE(found[static_cast<std::size_t>(q)].size(), 25u);
          verify_same(found[static_cast<std::size_t>(q)], naive, rows, dim, query, 1000);
        }
      }
    }
  }

  void graphFindsNineteenOfTwentyNeighbours() {
    const auto rows = test::clustered_vectors(6000, 64, 60, 0.8, 1);
    RegionIndex index(64, 6000, Kind::Graph);
    index.add(test::ids_from(0, 6000), rows);
    const auto queries = test::clustered_vectors(100, 64, 60, 0.8, 2);
    const double all = recall(index, queries, {.k = 10});
    QVERIFY2(all >= 0.95, qPrintable(QString::number(all)));
    const double more = recall(index, queries, {.k = 10, .effort = 1000});
    QVERIFY2(more >= 0.99, qPrintable(QString::number(more)));
  }

  void graphScoresAreTheCosines() {
    const auto rows = test::random_vectors(500, 48, 1);
    RegionIndex index(48, 500, Kind::Graph);
    index.add(test::ids_from(0, 500), rows);
    const auto query = test::random_vectors(1, 48, 2);
    const auto hits = index.search(query, {.k = 10})[0];
    QCOMPARE(hits.size(), 10u);
    const auto naive = test::naive_search(rows, 48, query, [](auto) { return true; });
    verify_same(hits, naive, rows, 48, query, 0);
  }

  void subsetNeverReturnsAnOutsiderAndEqualsTheNaiveLoop_data() {
    QTest::addColumn<QString>("kind");
    QTest::newRow("exact") << "exact";
    QTest::newRow("graph") << "graph";
  }
  void subsetNeverReturnsAnOutsiderAndEqualsTheNaiveLoop() {
    QFETCH(QString, kind);
    constexpr int kDim = 32;
    const auto rows = test::clustered_vectors(3000, kDim, 30, 0.7, 1);
    RegionIndex index(kDim, 3000, kind_from(kind.toStdString()));
    index.add(test::ids_from(0, 3000), rows);
    Random random(3);
    const auto queries = test::clustered_vectors(4, kDim, 30, 0.7, 2);
    for (const double part : {0.001, 0.01, 0.2, 0.8}) {
      std::vector<std::int64_t> subset = {999'999, -4};  // unknown ids are passed over
      for (std::int64_t id = 2999; id >= 0; --id) {
        if (random.chance(part)) subset.insert(subset.end(), {id, id});
      }
      const std::set<std::int64_t> inside(subset.begin(), subset.end());
      const auto found = index.search(queries, {.k = 20, .subset = subset});
      for (int q = 0; q < 4; ++q) {
        const auto query = std::span(queries).subspan(static_cast<std::size_t>(q * kDim), kDim);
        const auto naive =
            test::naive_search(rows, kDim, query, [&](auto row) { return inside.contains(row); });
        QCOMPARE(found[static_cast<std::size_t>(q)].size(), std::min<std::size_t>(20, naive.size()));
        for (const auto& hit : found[static_cast<std::size_t>(q)]) QVERIFY(inside.contains(hit.id));
        verify_same(found[static_cast<std::size_t>(q)], naive, rows, kDim, query, 0);
      }
    }
    QVERIFY(index.search(queries, {.subset = std::span<const std::int64_t>{}})[0].empty());
  }

  void largeSubsetOfAGraphIsWalkedAndStaysInside() {
    // More than the rows that are compared whole, so that the graph's own selection is at work.
    constexpr int kDim = 16;
    constexpr std::int64_t kRows = 22'000;
    const auto rows = test::clustered_vectors(kRows, kDim, 100, 0.8, 1);
    RegionIndex index(kDim, kRows, Kind::Graph);
    index.add(test::ids_from(0, kRows), rows);
    std::vector<std::int64_t> subset;
    for (std::int64_t id = 0; id < kRows; ++id) {
      if (id % 5 != 0) subset.push_back(id);
    }
    const auto queries = test::clustered_vectors(50, kDim, 100, 0.8, 2);
    const auto found = index.search(queries, {.k = 10, .subset = subset});
    for (const auto& hits : found) {
      QCOMPARE(hits.size(), 10u);
      for (const auto& hit : hits) QVERIFY(hit.id % 5 != 0);
    }
    const double inside = recall(index, queries, {.k = 10, .subset = subset});
    QVERIFY2(inside >= 0.95, qPrintable(QString::number(inside)));
    const double few = recall(index, queries, {.k = 10, .subset = subset, .effort = 10});
    QVERIFY2(few < inside, qPrintable(QString::number(few)));  // it was walked
    // None of the query's neighbourhood: the walk meets nothing for long, and finds or leaves it to
    // comparing.
    const auto query = std::span(queries).first(kDim);
    const auto near_ids = ids_of(index.search(query, {.k = 3'000, .exact = true})[0]);
    std::vector<std::int64_t> far;
    for (std::int64_t id = 0; id < kRows; ++id) {
      if (!near_ids.contains(id)) far.push_back(id);
    }
    const auto hits = index.search(query, {.k = 10, .subset = far})[0];
    QCOMPARE(hits.size(), 10u);
    for (const auto& hit : hits) QVERIFY(!near_ids.contains(hit.id));
  }

  void rangeSearchReturnsAllAboveTheScoreAndNoOther() {
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      const auto rows = test::clustered_vectors(2000, 32, 20, 0.7, 1);
      RegionIndex index(32, 2000, kind);
      index.add(test::ids_from(0, 2000), rows);
      index.remove(test::ids_from(100, 50));
      const auto queries = test::clustered_vectors(3, 32, 20, 0.7, 2);
      const auto found = index.range_search(queries, 0.4f, {.k = 100'000});
      for (std::size_t q = 0; q < 3; ++q) {
        const auto query = std::span(queries).subspan(q * 32, 32);
        const auto naive =
            test::naive_search(rows, 32, query, [](auto row) { return row < 100 || row >= 150; });
        std::size_t surely = 0, perhaps = 0;
        for (const auto& hit : naive) {
          surely += hit.score >= 0.4 + kHalfTolerance;
          perhaps += hit.score >= 0.4 - kHalfTolerance;
        }
        QVERIFY(surely > 20);
        QVERIFY(found[q].size() >= surely && found[q].size() <= perhaps);
        verify_same(found[q], naive, rows, 32, query, 0);
        for (const auto& hit : found[q]) QVERIFY(hit.score >= 0.4f);
      }
      QCOMPARE(index.range_search(queries, 0.4f, {.k = 7})[0].size(), 7u);
      QVERIFY(index.range_search(queries, 1.1f, {.k = 7})[0].empty());
    }
  }

  void removedEntriesAreNeverFoundAndMayComeBack() {
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      const auto rows = test::random_vectors(400, 24, 1);
      RegionIndex index(24, 400, kind);
      index.add(test::ids_from(0, 400), rows);
      std::vector<std::int64_t> gone;
      for (std::int64_t id = 0; id < 400; id += 3) gone.push_back(id);
      QCOMPARE(index.remove(gone), static_cast<std::int64_t>(gone.size()));
      QCOMPARE(index.remove(gone), 0);
      QCOMPARE(index.count(), 400 - static_cast<std::int64_t>(gone.size()));
      const auto query = std::span(rows).first(24);  // the embedding of a removed one
      const auto kept = [](std::int64_t row) { return row % 3 != 0; };
      const auto hits = index.search(query, {.k = 1000})[0];
      QCOMPARE(hits.size(), 400 - gone.size());
      for (const auto& hit : hits) QVERIFY(kept(hit.id));
      verify_same(index.search(query, {.k = 10, .exact = true})[0], test::naive_search(rows, 24, query, kept),
                  rows, 24, query, 0);
      QVERIFY(!index.contains(0));
      test::expect_error(ErrorKind::NotFound, [&] { (void)index.embedding(0); });
      index.add(std::vector<std::int64_t>{0}, query);
      QCOMPARE(index.search(query, {.k = 1})[0][0].id, 0);

      index.write(folder());
      const auto read = RegionIndex::read(folder(), kind);
      QCOMPARE(read.count(), index.count());
      QVERIFY(!read.contains(3));
      QCOMPARE(ids_of(read.search(query, {.k = 1000})[0]), ids_of(index.search(query, {.k = 1000})[0]));

      QCOMPARE(index.info().removed, static_cast<std::int64_t>(gone.size()));
      const auto fresh = index.rebuilt(Kind::Graph);
      QCOMPARE(fresh.info().removed, 0);
      QCOMPARE(ids_of(fresh.search(query, {.k = 1000})[0]), ids_of(index.search(query, {.k = 1000})[0]));
    }
  }

  void savedAndOpenedIndexAnswersTheSame() {
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      const auto rows = test::random_vectors(1000, 40, 1);
      RegionIndex index(40, 1000, kind);
      auto ids = test::ids_from(0, 1000);
      Random(1).shuffle(ids);  // any order will do
      index.add(ids, rows);
      index.write(folder());
      auto opened = RegionIndex::read(folder(), kind);
      QCOMPARE(opened.kind(), kind);
      QCOMPARE(opened.count(), 1000);
      QCOMPARE(opened.dim(), 40);
      const auto queries = test::random_vectors(20, 40, 2);
      const auto before = index.search(queries), after = opened.search(queries);
      for (std::size_t q = 0; q < before.size(); ++q) {
        QCOMPARE(after[q].size(), before[q].size());
        for (std::size_t i = 0; i < before[q].size(); ++i) {
          QCOMPARE(after[q][i].id, before[q][i].id);
          QCOMPARE(after[q][i].score, before[q][i].score);
        }
      }
      // and goes on growing
      opened.add(std::vector<std::int64_t>{5000}, std::span(queries).first(40));
      QCOMPARE(opened.search(std::span(queries).first(40), {.k = 1})[0][0].id, 5000);
    }
  }

  void cutFileIsCorruptWhereverItIsCut() {
#if defined(__SANITIZE_ADDRESS__)
    // FAISS 1.7.3 forgets what it had made of a file when it finds the end too early.
    const __lsan::ScopedDisabler faiss_leaks;
#endif
    struct Case {
      Kind kind;
      const char* file;
      std::int64_t count;
      std::size_t cuts;
    };
    for (const auto& [kind, file, count, cuts] :
         {Case{Kind::Exact, "embeddings.f16", 300, 97}, Case{Kind::Graph, "graph.faiss", 300, 97},
          Case{Kind::Lists, "lists.faiss", Lists::kLeastRows, 23}}) {
      RegionIndex index(16, count, kind);
      index.add(test::ids_from(0, count), test::random_vectors(count, 16, 1));
      index.settle();
      index.write(folder());
      const auto path = folder() / file;
      const auto whole = read_text_file(path);
      for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / cuts) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.substr(0, length);
        const auto message =
            test::expect_error(ErrorKind::Corrupt, [&] { RegionIndex::read(folder(), kind); });
        QVERIFY_CONTAINS(message, file);
        QVERIFY_CONTAINS(message, "cloc-cli index");
      }
      write_text_file(path, "this is no index at all, but long enough to be taken for one by its length");
      test::expect_error(ErrorKind::Corrupt, [&] { RegionIndex::read(folder(), kind); });
      write_text_file(path, whole);
      QCOMPARE(RegionIndex::read(folder(), kind).count(), count);
    }
    test::expect_error(ErrorKind::NotFound, [&] { RegionIndex::read(folder() / "none", Kind::Exact); });
  }

  void flippedBytesNeverLeadASearchAstray_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("file");
    QTest::newRow("graph") << "graph"
                           << "graph.faiss";
    QTest::newRow("lists") << "lists"
                           << "lists.faiss";
    QTest::newRow("embeddings") << "exact"
                                << "embeddings.f16";
  }
  // Checksums are not compared for large indexes: whatever the bytes are, opening throws Error{Corrupt} or
  // searching stays within the memory (seen with the address sanitizer) and returns ids of the index.
  void flippedBytesNeverLeadASearchAstray() {
#if defined(__SANITIZE_ADDRESS__)
    const __lsan::ScopedDisabler faiss_leaks;
#endif
    QFETCH(QString, kind);
    QFETCH(QString, file);
    constexpr int kDim = 8;
    const auto count = kind == "lists" ? Lists::kLeastRows : 600;
    const auto rows = test::random_vectors(count, kDim, 1);
    RegionIndex index(kDim, count, kind_from(kind.toStdString()));
    index.add(test::ids_from(0, count), rows);
    index.settle();
    index.write(folder());
    const auto path = folder() / file.toStdString();
    const auto whole = read_text_file(path);
    Random random(11);
    int opened = 0, refused = 0;
    for (int round = 0; round < 90; ++round) {
      auto bad = whole;
      // The lengths and settings at both ends, and anywhere.
      const std::size_t reach = round % 3 == 2 ? bad.size() : std::min<std::size_t>(bad.size(), 600);
      const std::size_t from_front = random.below(reach);
      const std::size_t at = round % 3 == 1 ? bad.size() - 1 - from_front : from_front;
      bad[at] = static_cast<char>(random.below(256));
      std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
      try {
        const auto damaged = RegionIndex::read(folder(), index.kind());
        const auto found = damaged.search(std::span(rows).first(kDim), {.k = 20});
        for (const auto& hit : found[0]) QVERIFY(damaged.contains(hit.id));
        ++opened;
      } catch (const Error& error) {
        QVERIFY2(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::OutOfMemory ||
                     error.kind() == ErrorKind::InvalidInput,
                 error.what());
        ++refused;
      }
    }
    QVERIFY(opened > 0 && refused > 0);
  }

  void fullDiskWhileSavingLeavesTheOldFile() {
    RegionIndex index(64, 5000, Kind::Exact);
    index.add(test::ids_from(0, 5000), test::random_vectors(5000, 64, 1));
    const auto path = folder() / "embeddings.f16";
    write_text_file(path, "old");
    fs::create_symlink("/dev/full", path.string() + ".tmp" + std::to_string(::getpid()));
    const auto message = test::expect_error(ErrorKind::Io, [&] { index.write(folder()); });
    QVERIFY_CONTAINS(message, "embeddings.f16");
    QVERIFY_CONTAINS(message, "Free some space");
    QCOMPARE(read_text_file(path), std::string("old"));
  }

  void embeddingsThatAreNoNumbersAreRefusedByName() {
    for (const float bad : {NAN, INFINITY, -INFINITY}) {
      RegionIndex index(8, 10, Kind::Exact);
      auto rows = test::random_vectors(3, 8, 1);
      rows[8 + 5] = bad;
      const auto message = test::expect_error(ErrorKind::Numeric, [&] {
        index.add(std::vector<std::int64_t>{10, 4711, 12}, rows);
      });
      QVERIFY_CONTAINS(message, "4711");
      QCOMPARE(index.count(), 0);  // nothing of that call
    }
    RegionIndex index(8, 10);
    const auto message = test::expect_error(
        ErrorKind::Numeric, [&] { index.add(std::vector<std::int64_t>{3}, std::vector<float>(8)); });
    QVERIFY_CONTAINS(message, "all zero");
    std::vector<float> query(8, NAN);
    test::expect_error(ErrorKind::Numeric, [&] { (void)index.search(query); });
    // Tiny and huge ones have a direction all the same.
    index.add(std::vector<std::int64_t>{1}, std::vector<float>(8, 1e-30f));
    index.add(std::vector<std::int64_t>{2}, std::vector<float>(8, -1e30f));
    QVERIFY(std::abs(index.search(std::vector<float>(8, 1.f), {.k = 2})[0][1].score + 1) < kHalfTolerance);
  }

  void arraysThatDoNotFitAreRefused() {
    RegionIndex index(8, 10);
    const auto rows = test::random_vectors(2, 8, 1);
    const auto add = [&](std::vector<std::int64_t> ids, std::size_t numbers) {
      return test::expect_error(ErrorKind::InvalidInput,
                                [&] { index.add(ids, std::span(rows).first(numbers)); });
    };
    QVERIFY_CONTAINS(add({1, 2}, 15), "8");
    QVERIFY_CONTAINS(add({1, 1}, 16), "Entry 1 is in the index already");
    QVERIFY_CONTAINS(add({-3, 1}, 16), "negative");
    index.add(std::vector<std::int64_t>{1}, std::span(rows).first(8));
    QVERIFY_CONTAINS(add({2, 1}, 16), "Entry 1 is in the index already");
    QCOMPARE(index.count(), 1);
    test::expect_error(ErrorKind::InvalidInput, [&] { (void)index.search(std::span(rows).first(7)); });
    test::expect_error(ErrorKind::InvalidInput, [&] { RegionIndex bad(0, 10); });
    test::expect_error(ErrorKind::InvalidInput, [] { (void)kind_from("fast"); });
  }

  void emptyIndexAndTooLargeKAreAnswered() {
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      RegionIndex index(8, 0, kind);
      const auto rows = test::random_vectors(3, 8, 1);
      QCOMPARE(index.search(rows, {.k = 5}).size(), 3u);
      QVERIFY(index.search(rows, {.k = 5})[2].empty());
      QVERIFY(index.range_search(rows, 0, {.k = 5})[2].empty());
      index.write(folder());
      auto read = RegionIndex::read(folder(), kind);
      QCOMPARE(read.count(), 0);
      read.add(test::ids_from(0, 3), rows);
      QCOMPARE(read.search(rows, {.k = 2})[1][0].id, 1);
      index.add(test::ids_from(0, 3), rows);
      QCOMPARE(index.search(rows, {.k = 1'000'000})[0].size(), 3u);
      QVERIFY(index.search(rows, {.k = 0})[0].empty());
      QVERIFY(index.search({}).empty());
      index.remove(test::ids_from(0, 3));
      QVERIFY(index.search(rows, {.k = 5})[0].empty());
    }
  }

  void manySearchWhileOneAddsAndRemoves() {
    for (const Kind kind : {Kind::Exact, Kind::Graph, Kind::Lists}) {
      constexpr int kDim = 32;
      const auto rows = test::random_vectors(4000, kDim, 1);
      RegionIndex index(kDim, 4000, kind);
      index.add(test::ids_from(0, 500), std::span(rows).first(500 * kDim));
      std::atomic<bool> done{false};
      std::atomic<int> wrong{0}, searches{0};
      std::vector<std::thread> searchers;
      for (int t = 0; t < 3; ++t) {
        searchers.emplace_back([&, t] {
          for (std::size_t i = static_cast<std::size_t>(t); !done; i = (i + 7) % 400) {
            // Entries below 400 stay: each must find itself, whatever is going on.
            const auto hits = index.search(std::span(rows).subspan(i * kDim, kDim), {.k = 5})[0];
            if (hits.size() != 5 || hits[0].id != static_cast<std::int64_t>(i)) ++wrong;
            ++searches;
          }
        });
      }
      // The writer may be done before a thread has begun, so each round waits for a search that follows it.
      bool searched_every_round = true;
      const auto wait_for_a_search = [&] {
        const int before = searches;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (searches == before && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        searched_every_round = searched_every_round && searches > before;
      };
      wait_for_a_search();
      for (std::int64_t first = 500; first < 4000; first += 250) {
        index.add(test::ids_from(first, 250),
                  std::span(rows).subspan(static_cast<std::size_t>(first * kDim), 250 * kDim));
        if (first >= 1000) index.remove(test::ids_from(first - 500, 20));
        wait_for_a_search();
      }
      done = true;
      for (auto& searcher : searchers) searcher.join();
      QCOMPARE(wrong.load(), 0);
      QVERIFY(searches > 0);
      QVERIFY(searched_every_round);
      QCOMPARE(index.count(), 4000 - 12 * 20);
    }
  }

  void cancelledRebuildThrowsAndLeavesTheIndex() {
    RegionIndex index(8, 5000, Kind::Exact);
    index.add(test::ids_from(0, 5000), test::random_vectors(5000, 8, 1));
    const CancelToken cancel;
    test::expect_error(ErrorKind::Cancelled, [&] {
      (void)index.rebuilt(
          {}, [&](const Progress&) { cancel.cancel(); }, cancel);
    });
    QCOMPARE(index.count(), 5000);
  }
};

QTEST_GUILESS_MAIN(TestRegionIndex)
#include "test_region_index.moc"
