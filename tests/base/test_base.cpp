// SPDX-License-Identifier: Apache-2.0
#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/base/random.h"
#include "tests/support/expect_error.h"

using namespace cloc;

class TestBase : public QObject {
  Q_OBJECT
 private slots:
  void uncommittedFileLeavesTheOldOneAndNoTemporary() {
    QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath("a.txt").toStdString();
    write_text_file(path, "old");
    {
      AtomicFile file(path);
      file.write("half of the new");
    }
    QCOMPARE(read_text_file(path), std::string("old"));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(dir.path().toStdString()), {}), 1);
  }

  void fullDiskIsAnIoErrorThatNamesThePath() {
    // /dev/full takes the bytes into the buffer and refuses them at the flush; renaming onto it is never
    // reached.
    QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath("a.bin").toStdString();
    const auto temporary = path.string() + ".tmp" + std::to_string(::getpid());
    std::filesystem::create_symlink("/dev/full", temporary);
    const auto message = test::expect_error(ErrorKind::Io, [&] {
      AtomicFile file(path);
      file.write(std::string(1 << 20, 'x'));
      file.commit();
    });
    QVERIFY_CONTAINS(message, path.string());
    QVERIFY_CONTAINS(message, "Free some space");
    QVERIFY(!std::filesystem::exists(path));
  }

  void missingFolderIsAnIoErrorThatSaysWhatToDo() {
    const auto message =
        test::expect_error(ErrorKind::Io, [] { write_text_file("/nonexistent-folder/a.txt", "x"); });
    QVERIFY_CONTAINS(message, "Create the folder first");
  }

  void digestIsSha256() {
    QCOMPARE(sha256("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  void digestOfPiecesAndOfAFileIsThatOfTheWhole() {
    Random random(11);
    std::string bytes((std::size_t{3} << 20) + 17, ' ');  // more than sha256_file reads at once
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    const auto expected =
        QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256);
    QCOMPARE(QByteArray::fromStdString(sha256(bytes)), expected.toHex());
    Sha256 hash;
    for (std::size_t at = 0, size = 1; at < bytes.size(); at += size, size = size * 3 % 100'003) {
      hash.add(std::as_bytes(std::span(bytes).subspan(at, std::min(size, bytes.size() - at))));
    }
    QCOMPARE(hash.hex(), sha256(bytes));
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "bytes";
    write_text_file(path, bytes);
    QCOMPARE(sha256_file(path), sha256(bytes));
    test::expect_error(ErrorKind::Io, [&] { sha256_file(folder.path().toStdString()); });  // a folder
  }

  void randomIsUniformAndStateRestores() {
    Random random(7);
    std::vector<int> counts(10);
    for (int i = 0; i < 100000; ++i) ++counts[random.below(10)];
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    QVERIFY(*least > 9600 && *most < 10400);  // 4 sigma of a binomial with p = 0.1 is 380

    const auto state = random.state();
    const auto first = random.next();
    random.next();
    random.set_state(state);
    QCOMPARE(random.next(), first);
  }

  void streamsOfDifferentKeysDiffer() {
    QVERIFY(Random(1, 2, 3).next() != Random(1, 3, 2).next());
    QVERIFY(Random(1, 2, 3).next() == Random(1, 2, 3).next());
  }

  void shuffleIsAPermutation() {
    std::vector<int> items(100);
    std::iota(items.begin(), items.end(), 0);
    auto shuffled = items;
    Random(3).shuffle(shuffled);
    QVERIFY(shuffled != items);
    std::sort(shuffled.begin(), shuffled.end());
    QCOMPARE(shuffled, items);
  }

  void reportCountsAllAndKeepsTheFirstExamples() {
    IssueReport report, other;
    for (int i = 0; i < 30; ++i) report.add("a", std::to_string(i), "w");
    other.add("a", "later", "w");
    other.add("b", "x", "w");
    report.merge(other);
    QCOMPARE(report.count("a"), 31);
    QCOMPARE(report.total(), 32);
    QCOMPARE(report.examples().size(), IssueReport::kMaxExamples + 1);
  }

  void progressReportsTheEndAndAnEstimate() {
    std::vector<Progress> seen;
    ProgressMeter meter("work", 3, [&](const Progress& p) { seen.push_back(p); });
    for (int i = 0; i < 3; ++i) meter.advance(1);
    QCOMPARE(seen.front().done, 0);
    QVERIFY(!seen.front().time_left);
    QCOMPARE(seen.back().done, 3);
    QVERIFY(seen.back().time_left && seen.back().time_left->count() == 0);
  }

  void cancelledTokenThrowsFromEveryCopy() {
    const CancelToken token;
    const CancelToken copy = token;
    copy.throw_if_cancelled();
    token.cancel();
    test::expect_error(ErrorKind::Cancelled, [&] { copy.throw_if_cancelled(); });
  }
};

QTEST_GUILESS_MAIN(TestBase)
#include "test_base.moc"
