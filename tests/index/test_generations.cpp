// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/index/generations.h"
#include "core/index/lists.h"
#include "tests/index/vectors.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::index;
namespace fs = std::filesystem;

namespace {

constexpr int kDim = 16;

struct Pair {
  RegionIndex index;
  EntryTable entries;
};

Pair make_pair_of(std::int64_t count, std::uint64_t seed = 1, Kind kind = Kind::Exact) {
  Pair pair{RegionIndex(kDim, count, kind), {}};
  std::vector<std::int64_t> ids;
  for (std::int64_t i = 0; i < count; ++i) {
    Entry entry{0, 100 + i / 3, {}, {1, 2.5f, 30, 40}, EntryKind::Proposal};
    if (i % 3 == 0) entry.kind = EntryKind::Image;
    if (i % 3 == 1) {
      entry.kind = EntryKind::Region;
      entry.region_id = 7 * i;
    }
    ids.push_back(pair.entries.add(entry));
  }
  pair.index.add(ids, test::random_vectors(count, kDim, seed));
  pair.index.settle();
  return pair;
}

const Origin kOrigin{"0123456789abcdef0123", "demo model", "project-1"};

fs::path generation(const fs::path& folder) {
  auto name = read_text_file(folder / "current");
  name.pop_back();
  return folder / name;
}

}  // namespace

class TestGenerations : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  int next_ = 0;
  fs::path folder_;

 private slots:
  void init() { folder_ = fs::path(dir_.path().toStdString()) / std::to_string(next_++) / "index"; }

  void savedPairOpensTheSame() {
    const auto pair = make_pair_of(100);
    QVERIFY(!current_manifest(folder_));
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    auto saved =
        open_generation(folder_, {.model_hash = kOrigin.model_hash, .dim = kDim, .project_id = "project-1"});
    QCOMPARE(saved.entries.all(), pair.entries.all());
    QCOMPARE(saved.index.ids(), pair.index.ids());
    QCOMPARE(saved.index.reason(), pair.index.reason());
    QCOMPARE(saved.manifest.count, 100);
    QCOMPARE(current_manifest(folder_)->origin.model_name, kOrigin.model_name);
    QVERIFY(current_manifest(folder_)->created.ends_with("Z"));
    // The next id is kept too: a removed entry's is not given again.
    QCOMPARE(saved.entries.add({}), 101);
  }

  void nextSaveReplacesTheLastAndCleansUp() {
    for (std::int64_t count : {10, 20, 30}) {
      const auto pair = make_pair_of(count);
      save_generation(folder_, pair.index, pair.entries, kOrigin);
      QCOMPARE(open_generation(folder_).index.count(), count);
    }
    int generations = 0;
    for (const auto& item : fs::directory_iterator(folder_)) generations += item.is_directory();
    QCOMPARE(generations, 1);
  }

  void otherModelIsAMismatchThatNamesTheMaker() {
    const auto pair = make_pair_of(10);
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    auto message =
        test::expect_error(ErrorKind::Mismatch, [&] { open_generation(folder_, {.model_hash = "ffff"}); });
    QVERIFY_CONTAINS(message, "demo model");
    QVERIFY_CONTAINS(message, "0123456789ab");
    QVERIFY_CONTAINS(message, "cloc-cli index");
    message = test::expect_error(ErrorKind::Mismatch, [&] { open_generation(folder_, {.dim = 512}); });
    QVERIFY_CONTAINS(message, "512");
    QVERIFY_CONTAINS(message, "demo model");
    test::expect_error(ErrorKind::Mismatch, [&] { open_generation(folder_, {.project_id = "project-2"}); });
  }

  void cutOrChangedFilesAreCorrupt_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QStringList>("files");
    QTest::newRow("exact") << "exact" << QStringList{"embeddings.f16", "entries.bin"};
    QTest::newRow("graph") << "graph" << QStringList{"embeddings.f16", "graph.faiss", "entries.bin"};
    QTest::newRow("lists") << "lists" << QStringList{"embeddings.f16", "lists.faiss", "entries.bin"};
  }
  void cutOrChangedFilesAreCorrupt() {
    QFETCH(QString, kind);
    QFETCH(QStringList, files);
    const std::int64_t count = kind == "lists" ? Lists::kLeastRows : 50;
    const auto pair = make_pair_of(count, 1, kind_from(kind.toStdString()));
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    QStringList saved;
    const auto manifest = current_manifest(folder_);
    for (const auto& file : manifest->files) saved << QString::fromStdString(file.name);
    QCOMPARE(saved, files);
    for (const auto& each : files) {
      const auto name = each.toStdString();
      const auto path = generation(folder_) / name;
      const auto good = read_text_file(path);
      auto flipped = good;
      flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
      for (const auto& bad : {good.substr(0, good.size() - 1), std::string(), flipped}) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
        const auto message = test::expect_error(ErrorKind::Corrupt, [&] { open_generation(folder_); });
        QVERIFY_CONTAINS(message, name);
        QVERIFY_CONTAINS(message, "cloc-cli index");
      }
      fs::remove(path);
      test::expect_error(ErrorKind::Corrupt, [&] { open_generation(folder_); });
      std::ofstream(path, std::ios::binary) << good;
    }
    QCOMPARE(open_generation(folder_).index.count(), count);
    QCOMPARE(open_generation(folder_).index.kind(), pair.index.kind());
  }

  void entriesCutAnywhereAreCorruptWithoutAChecksum() {
    const auto pair = make_pair_of(20);
    fs::create_directories(folder_);
    const auto path = folder_ / "entries.bin";
    pair.entries.save(path);
    const auto good = read_text_file(path);
    for (std::size_t length = 0; length < good.size(); ++length) {
      std::ofstream(path, std::ios::binary | std::ios::trunc) << good.substr(0, length);
      test::expect_error(ErrorKind::Corrupt, [&] { EntryTable::load(path); });
    }
    for (const std::size_t at : {0u, 8u, 17u, 24u, 64u}) {  // magic, next id, count, an id, a kind
      auto bad = good;
      bad[at + 7 - (at == 0 ? 7 : 0)] = '\x7f';
      if (at == 8) bad.replace(8, 8, std::string(8, '\0'));
      std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
      test::expect_error(ErrorKind::Corrupt, [&] { EntryTable::load(path); });
    }
  }

  void brokenManifestsAndPointersAreNamed() {
    const auto pair = make_pair_of(5);
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    const auto path = generation(folder_) / "manifest.json";
    const auto good = read_text_file(path);
    for (const std::string bad : {"", "{", "[]", "{\"version\": \"x\"}", "{\"version\": 1}"}) {
      write_text_file(path, bad);
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { open_generation(folder_); }),
                       "manifest.json");
    }
    auto newer = good;
    newer.replace(newer.find("\"version\": 2"), 12, "\"version\": 9");
    write_text_file(path, newer);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { open_generation(folder_); }), "Update");
    auto older = good;
    older.replace(older.find("\"version\": 2"), 12, "\"version\": 1");
    write_text_file(path, older);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { open_generation(folder_); }), "older");
    auto outside = good;
    outside.replace(outside.find("entries.bin"), 11, "../../../etc");
    write_text_file(path, outside);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { open_generation(folder_); }), "etc");
    for (const std::string bad : {"", "../../etc", "g", "gx1", "g000001/.."}) {
      write_text_file(folder_ / "current", bad);
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { open_generation(folder_); }), "current");
    }
    write_text_file(folder_ / "current", "g999999\n");
    test::expect_error(ErrorKind::Corrupt, [&] { open_generation(folder_); });
  }

  void missingIndexSaysHowToMakeIt() {
    const auto message = test::expect_error(ErrorKind::NotFound, [&] { open_generation(folder_); });
    QVERIFY_CONTAINS(message, "cloc-cli index");
  }

  void pairThatDoesNotFitIsNotSaved() {
    auto pair = make_pair_of(5);
    pair.entries.add({});
    test::expect_error(ErrorKind::Internal,
                       [&] { save_generation(folder_, pair.index, pair.entries, kOrigin); });
    QVERIFY(!current_manifest(folder_));
  }

  void fullDiskWhileSavingLeavesTheOldGeneration() {
    const auto pair = make_pair_of(10);
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    // The last step, the pointer, hits the full disk.
    fs::create_symlink("/dev/full", (folder_ / "current").string() + ".tmp" + std::to_string(::getpid()));
    const auto newer = make_pair_of(20);
    test::expect_error(ErrorKind::Io, [&] { save_generation(folder_, newer.index, newer.entries, kOrigin); });
    QCOMPARE(open_generation(folder_).index.count(), 10);
    save_generation(folder_, newer.index, newer.entries, kOrigin);
    QCOMPARE(open_generation(folder_).index.count(), 20);
  }

  void writeThatFailsAnywhereLeavesTheOldGeneration() {
    const auto old = make_pair_of(10);
    save_generation(folder_, old.index, old.entries, kOrigin);
    const auto newer = make_pair_of(Lists::kLeastRows, 1, Kind::Lists),
               graph = make_pair_of(2000, 1, Kind::Graph);
    // Files may not grow beyond a limit, so that each of them is the one that fails.
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto failing_file = [&](const Pair& pair, rlim_t limit) {
      const rlimit low{limit, before.rlim_max};
      ::setrlimit(RLIMIT_FSIZE, &low);
      std::string message;
      try {
        save_generation(folder_, pair.index, pair.entries, kOrigin);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io) message = error.what();
      }
      ::setrlimit(RLIMIT_FSIZE, &before);
      for (const char* name : {"embeddings.f16", "graph.faiss", "lists.faiss", "entries.bin"}) {
        if (message.find(name) != std::string::npos) return std::string(name);
      }
      return message;
    };
    QCOMPARE(failing_file(newer, 1'000), std::string("embeddings.f16"));
    QCOMPARE(failing_file(newer, 400'000), std::string("embeddings.f16"));
    QCOMPARE(failing_file(newer, 450'000), std::string("entries.bin"));
    QCOMPARE(failing_file(graph, 100'000), std::string("graph.faiss"));
    QCOMPARE(open_generation(folder_).index.count(), 10);
    save_generation(folder_, newer.index, newer.entries, kOrigin);
    QCOMPARE(open_generation(folder_).index.count(), Lists::kLeastRows);
    int generations = 0;
    for (const auto& item : fs::directory_iterator(folder_)) generations += item.is_directory();
    QCOMPARE(generations, 1);
  }

  void openedIndexSearchesOnWhenItsGenerationIsReplaced() {
    const auto pair = make_pair_of(200), newer = make_pair_of(5);
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    auto saved = open_generation(folder_);
    save_generation(folder_, newer.index, newer.entries, kOrigin);  // removes the files that are mapped
    const auto rows = test::random_vectors(200, kDim, 1);
    for (std::size_t i = 0; i < 200; i += 37) {
      const auto query = std::span(rows).subspan(i * kDim, kDim);
      QCOMPARE(saved.index.search(query, {.k = 1})[0][0].id, static_cast<std::int64_t>(i) + 1);
    }
  }

  void killedWhileSavingLeavesAPairThatFits() {
    const auto first = make_pair_of(3000);
    save_generation(folder_, first.index, first.entries, kOrigin);
    // All that the child needs, made before the fork: OpenMP's threads do not survive one.
    std::vector<Pair> pairs;
    for (std::int64_t count = 3001; count < 3005; ++count) pairs.push_back(make_pair_of(count));
    for (int round = 0; round < 25; ++round) {
      const pid_t child = ::fork();
      if (child == 0) {
        for (std::size_t i = 0;; ++i) {
          const auto& pair = pairs[i % pairs.size()];
          try {
            save_generation(folder_, pair.index, pair.entries, kOrigin);
          } catch (...) {
            ::_exit(1);
          }
        }
      }
      std::this_thread::sleep_for(std::chrono::microseconds(3000 + 1700 * round));
      ::kill(child, SIGKILL);
      int status = 0;
      ::waitpid(child, &status, 0);
      QVERIFY(WIFSIGNALED(status));
      const auto saved = open_generation(folder_);  // checks checksums and that ids and entries are the same
      QVERIFY(saved.index.count() >= 3000);
    }
    save_generation(folder_, first.index, first.entries, kOrigin);  // the dead child's lock is not in the way
    int generations = 0;
    for (const auto& item : fs::directory_iterator(folder_)) generations += item.is_directory();
    QCOMPARE(generations, 1);
  }

  void openingWhileAnotherSavesAlwaysSucceeds() {
    std::vector<Pair> pairs;
    for (std::int64_t count = 500; count < 504; ++count) pairs.push_back(make_pair_of(count));
    save_generation(folder_, pairs[0].index, pairs[0].entries, kOrigin);
    std::atomic<bool> done{false};
    std::thread saver([&] {
      for (std::size_t i = 0; i < 40; ++i) {
        save_generation(folder_, pairs[i % 4].index, pairs[i % 4].entries, kOrigin);
      }
      done = true;
    });
    int opened = 0;
    std::string failed;
    while (!done) {
      try {
        open_generation(folder_);
        ++opened;
      } catch (const std::exception& error) {
        failed = error.what();
      }
    }
    saver.join();
    QVERIFY2(failed.empty(), failed.c_str());
    QVERIFY(opened > 0);
  }

  void twoProgramsDoNotSaveAtOnce() {
    const auto pair = make_pair_of(5);
    save_generation(folder_, pair.index, pair.entries, kOrigin);
    const int other = ::open((folder_ / "write.lock").c_str(), O_RDWR | O_CLOEXEC);
    QCOMPARE(::flock(other, LOCK_EX | LOCK_NB), 0);
    const auto message = test::expect_error(
        ErrorKind::Io, [&] { save_generation(folder_, pair.index, pair.entries, kOrigin); });
    QVERIFY_CONTAINS(message, "another program is saving");
    QCOMPARE(open_generation(folder_).index.count(), 5);
    ::close(other);
    save_generation(folder_, pair.index, pair.entries, kOrigin);
  }
};

QTEST_GUILESS_MAIN(TestGenerations)
#include "test_generations.moc"
