// SPDX-License-Identifier: Apache-2.0
// index and index merge as processes: several workers, Ctrl-C, kills, progress, and what they say when the
// input or the disk is bad. The demo model encodes.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/resource.h>

#include "core/base/atomic_file.h"
#include "core/base/file_lock.h"
#include "tests/cli/run_cli.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using nlohmann::json;
using test::cli;
namespace fs = std::filesystem;

class TestCliIndex : public QObject {
  Q_OBJECT

  static constexpr int kImages = 12, kMany = 150;

  QTemporaryDir dir_;
  QString project_;
  QString at(const QString& name) const { return dir_.filePath(name); }
  fs::path index_folder() const { return fs::path(project_.toStdString()) / "index"; }
  fs::path generation() const {
    auto name = read_text_file(index_folder() / "current");
    return index_folder() / name.substr(0, name.find('\n'));
  }

  json json_of(const QStringList& arguments) const {
    const auto answer = cli(QStringList{"--json"} + arguments);
    if (answer.code != 0) QTest::qFail(answer.out.c_str(), __FILE__, __LINE__);
    return json::parse(answer.out, nullptr, false);
  }
  test::Answer search() const { return cli({"search", project_, "--text", "red apple", "--json"}); }
  // Search works, and finds as many as there are.
  void answers(int entries) const {
    const auto found = cli({"search", project_, "--text", "red apple", "--top", "100000", "--json"});
    QVERIFY2(found.code == 0, found.out.c_str());
    QCOMPARE(static_cast<int>(json::parse(found.out).size()), entries);
  }
  void add_images(const QString& folder) const {
    QCOMPARE(json_of({"index", project_, "--data", at(folder), "--import-only"}).at("images").get<int>(),
             folder == "many" ? kMany : kImages);
  }

 private slots:
  void initTestCase() {
    // Plain folders of images: no boxes.
    for (const auto& [name, count] : {std::pair("few", kImages), std::pair("many", kMany)}) {
      const auto demo = at(QString(name) + "-demo");
      QCOMPARE(cli({"demo", "create", demo, "--scenes", QString::number(count), "--size", "96"}).code, 0);
      QVERIFY(QDir().rename(demo + "/images", at(name)));
    }
  }
  void init() {
    project_ = at(QString(QTest::currentTestFunction()) + QTest::currentDataTag() + ".clocproj");
  }

  void workersAtOnceAndAMergeMakeTheIndexOfAPlainRun() {
    add_images("few");
    std::array<QProcess, 3> workers;
    for (int i = 0; i < 3; ++i) {
      workers[static_cast<std::size_t>(i)].start(
          QStringLiteral(CLOC_CLI),
          {"--json", "index", project_, "--shard", QString("%1/3").arg(i + 1), "--threads", "1"});
    }
    int encoded = 0;
    for (auto& worker : workers) {
      const auto answer = test::finished(worker);
      QVERIFY2(answer.code == 0, answer.out.c_str());
      encoded += json::parse(answer.out).at("encoded").get<int>();
    }
    QCOMPARE(encoded, kImages);
    QCOMPARE(search().code, 3);  // not before the merge
    const auto merged = json_of({"index", "merge", project_});
    QCOMPARE(merged.at("merged").get<int>(), kImages);
    const auto found = search();
    QVERIFY2(found.code == 0, found.out.c_str());

    const auto plain = project_;
    project_ = at("plain.clocproj");
    const auto indexed = json_of({"index", project_, "--data", at("few")});
    QCOMPARE(indexed.at("entries").get<int>(), merged.at("entries").get<int>());
    const auto truth = json::parse(search().out), hits = json::parse(found.out);
    QCOMPARE(hits.size(), truth.size());
    for (std::size_t i = 0; i < hits.size(); ++i) {
      QVERIFY(hits[i].at("image") == truth[i].at("image"));
      // The model proposes the boxes: with other threads they differ in the last digits.
      for (int side = 0; side < 4; ++side)
        QVERIFY(std::abs(hits[i].at("box")[side].get<double>() - truth[i].at("box")[side].get<double>()) <
                0.01);
      QVERIFY(std::abs(hits[i].at("score").get<double>() - truth[i].at("score").get<double>()) < 2e-3);
    }
  }

  void nearDuplicatesAreCountedAndKeptWhenAsked() {
    const auto thinned = json_of({"index", project_, "--data", at("few"), "--duplicate-cosine", "0.9"});
    const auto proposals = thinned.at("proposals").get<int>(),
               left_out = thinned.at("near_duplicates").get<int>();
    QVERIFY(left_out > 0 && left_out < proposals);
    QCOMPARE(thinned.at("entries").get<int>(), kImages + proposals - left_out);
    const auto all = json_of({"index", project_, "--keep-duplicates"});
    QCOMPARE(all.at("near_duplicates").get<int>(), 0);
    QCOMPARE(all.at("entries").get<int>(), kImages + proposals);
    const auto said = cli({"index", project_, "--duplicate-cosine", "0.9"});
    QVERIFY_CONTAINS(said.out, std::to_string(left_out) + " of " + std::to_string(proposals) + " proposals");
  }

  void ctrlCWhileEncodingKeepsWhatIsDone_data() {
    QTest::addColumn<QStringList>("how");
    QTest::newRow("alone") << QStringList{};
    QTest::newRow("worker") << QStringList{"--shard", "1/1"};
  }
  void ctrlCWhileEncodingKeepsWhatIsDone() {
    QFETCH(QStringList, how);
    add_images("many");
    const auto index = QStringList{"index", project_, "--batch", "1", "--threads", "1"} + how;
    {
      test::CliInTerminal running(index);
      QTRY_VERIFY_WITH_TIMEOUT(running.shows("encoding images  1"), 60000);
      // Stage, done and total, rate, time left.
      QVERIFY_CONTAINS(running.shown(), " / " + std::to_string(kMany) + "  ");
      QVERIFY_CONTAINS(running.shown(), "/s  ");
      QVERIFY_CONTAINS(running.shown(), " left");
      running.signal(SIGINT);
      const auto stopped = running.end();
      QCOMPARE(stopped.code, 130);
      QVERIFY_CONTAINS(stopped.err, "Stopped after ");
      QVERIFY_CONTAINS(stopped.err, "run this again to go on");
    }
    const auto rest = json_of(index);
    QVERIFY(rest.at("encoded").get<int>() > 0 && rest.at("unchanged").get<int>() > 0);
    QCOMPARE(rest.at("encoded").get<int>() + rest.at("unchanged").get<int>(), kMany);
    if (!how.isEmpty()) json_of({"index", "merge", project_});
    answers(rest.at("entries").get<int>() - kMany);
  }

  void ctrlCWhileReadingDataAddsNothing() {
    json coco = {{"images", json::array()}, {"annotations", json::array()}, {"categories", json::array()}};
    for (int i = 1; i <= 150000; ++i) {
      coco["images"].push_back(
          {{"id", i}, {"file_name", std::to_string(i) + ".png"}, {"width", 64}, {"height", 64}});
    }
    write_text_file(at("large.json").toStdString(), coco.dump());
    QVERIFY(QFile::copy(QDir(at("few")).entryInfoList(QDir::Files).first().filePath(), at("1.png")));
    const QStringList import{"index", project_, "--data", at("large.json"), "--import-only"};
    {
      test::CliInTerminal running(import);
      QTRY_VERIFY_WITH_TIMEOUT(running.shows("looking for images"), 60000);
      running.signal(SIGINT);
      const auto stopped = running.end();
      QCOMPARE(stopped.code, 130);
    }
    QCOMPARE(json_of({"info", project_}).at("images").get<int>(), 0);
    QCOMPARE(json_of(import).at("images_added").get<int>(), 1);
  }

  void aKilledWorkerIsStartedAgain() {
    add_images("many");
    const QStringList worker{"index", project_, "--shard", "2/2", "--batch", "1", "--threads", "1"};
    {
      test::CliInTerminal running(worker);
      QTRY_VERIFY_WITH_TIMEOUT(running.shows("encoding images  1"), 60000);
      // While it is there, another is refused.
      running.signal(SIGSTOP);
      const auto second = cli(worker);
      QCOMPARE(second.code, 2);
      QVERIFY_CONTAINS(second.err, "Another worker is encoding shard 2/2");
      running.signal(SIGKILL);
      QCOMPARE(running.end().code, -1);
    }
    QCOMPARE(cli({"index", project_, "--shard", "1/2"}).code, 0);
    const auto early = cli({"index", "merge", project_});
    QCOMPARE(early.code, 3);
    QVERIFY_CONTAINS(early.err, "2/2");
    QCOMPARE(cli(worker).code, 0);
    QCOMPARE(json_of({"index", "merge", project_}).at("merged").get<int>(), kMany);
  }

  void wrongCallsSayWhatToDo_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    const QStringList worker{"index", "PROJECT", "--shard", "1/2"};
    QTest::newRow("data") << worker + QStringList{"--data", "x"} << 2 << "--import-only";
    QTest::newRow("no shard") << QStringList{"index", "PROJECT", "--shard", "3/2"} << 2
                              << "'3/2' is no shard";
    QTest::newRow("no images") << worker << 2 << "--import-only";
    QTest::newRow("no project") << QStringList{"index", "/nonexistent.clocproj", "--shard", "1/2"} << 3
                                << "no project";
    QTest::newRow("nothing to merge") << QStringList{"index", "merge", "PROJECT"} << 3 << "--shard 1/2";
    QTest::newRow("merge what") << QStringList{"index", "merge"} << 2 << "PROJECT";
    QTest::newRow("index what") << QStringList{"index"} << 2 << "PROJECT";
    QTest::newRow("cosine") << QStringList{"index", "PROJECT", "--duplicate-cosine", "7"} << 2 << "up to 1";
    QTest::newRow("kind") << QStringList{"index", "PROJECT", "--kind", "tree"} << 2
                          << "exact, graph or lists";
  }
  void wrongCallsSayWhatToDo() {
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, says);
    QCOMPARE(cli({"index", project_, "--import-only"}).code, 0);
    arguments.replaceInStrings("PROJECT", project_);
    const auto answer = cli(arguments);
    QCOMPARE(answer.code, code);
    QVERIFY_CONTAINS(answer.err, says.toStdString());
  }

  // A bad index: searching says so and names the command, and that command mends it.
  void aBadIndexIsNamedAndMadeAgain_data() {
    QTest::addColumn<QString>("says");
    QTest::newRow("truncated") << "is cut";
    QTest::newRow("newer version") << "newer CLOC Studio";
    QTest::newRow("other model") << "another model";
    QTest::newRow("no pointer") << "no index";
  }
  void aBadIndexIsNamedAndMadeAgain() {
    QFETCH(QString, says);
    const std::string tag = QTest::currentDataTag();
    const auto entries = json_of({"index", project_, "--data", at("few")}).at("entries").get<int>();
    const auto embeddings = generation() / "embeddings.f16", manifest = generation() / "manifest.json";
    const auto change = [&](const fs::path& path, const std::string& from, const std::string& to) {
      auto text = read_text_file(path);
      QVERIFY(text.find(from) != std::string::npos);
      write_text_file(path, text.replace(text.find(from), from.size(), to));
    };
    if (tag == "truncated") fs::resize_file(embeddings, fs::file_size(embeddings) - 1);
    if (tag == "newer version") change(manifest, "\"version\": 2", "\"version\": 3");
    if (tag == "no pointer") fs::remove(index_folder() / "current");
    if (tag == "other model") {
      const auto hash = json::parse(read_text_file(manifest)).at("model_hash").get<std::string>();
      change(manifest, "\"model_hash\": \"" + hash, "\"model_hash\": \"f00d" + hash.substr(4));
    }
    const auto found = cli({"search", project_, "--text", "red apple"});
    QVERIFY(found.code > 0);
    QVERIFY_CONTAINS(found.err, says.toStdString());
    QVERIFY_CONTAINS(found.err, "cloc-cli index");
    const auto again = json_of({"index", project_});
    QCOMPARE(again.at("encoded").get<int>(), kImages);
    QCOMPARE(again.at("entries").get<int>(), entries);
    answers(entries - kImages);
  }

  void anEmptyIndexAndMoreThanThereIsAreAnswered() {
    QCOMPARE(json_of({"index", project_}).at("entries").get<int>(), 0);
    const auto none = search();
    QVERIFY2(none.code == 0, none.out.c_str());
    QVERIFY(json::parse(none.out).empty());
    const auto entries = json_of({"index", project_, "--data", at("few")}).at("entries").get<int>();
    answers(entries - kImages);
  }

  void aFullDiskIsSaidAndTheOldIndexAnswers() {
    const auto entries = json_of({"index", project_, "--data", at("few")}).at("entries").get<int>();
    QProcess process;
    process.setChildProcessModifier([] {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit full{100'000, 100'000};
      ::setrlimit(RLIMIT_FSIZE, &full);
    });
    process.start(QStringLiteral(CLOC_CLI), {"index", project_, "--keep-duplicates"});
    const auto answer = test::finished(process);
    QCOMPARE(answer.code, 5);
    QVERIFY_CONTAINS(answer.err, "embeddings.f16");
    answers(entries - kImages);
    QVERIFY(json_of({"index", project_, "--keep-duplicates"}).at("entries").get<int>() >= entries);
  }

  void twoThatSaveAtOnceAreToldApart() {
    json_of({"index", project_, "--data", at("few")});
    const auto saving = FileLock::try_acquire(index_folder() / "write.lock");
    QVERIFY(saving);
    const auto answer = cli({"index", project_, "--kind", "graph"});
    QCOMPARE(answer.code, 5);
    QVERIFY_CONTAINS(answer.err, "another program is saving");
    QCOMPARE(search().code, 0);
  }

  void killedAtAnyMomentTheOldIndexAnswers() {
    const auto entries = json_of({"index", project_, "--data", at("few")}).at("entries").get<int>();
    for (int round = 0; round < 3; ++round) {
      QProcess process;
      process.start(QStringLiteral(CLOC_CLI),
                    {"index", project_, "--kind", round % 2 == 0 ? "graph" : "exact", "--keep-duplicates"});
      QVERIFY(process.waitForStarted());
      QTest::qSleep(900 + 350 * round);
      process.kill();
      process.waitForFinished();
      const auto found = cli({"search", project_, "--text", "red apple", "--top", "100000", "--json"});
      QVERIFY2(found.code == 0, found.out.c_str());
      QVERIFY(static_cast<int>(json::parse(found.out).size()) >= entries - kImages);
    }
    json_of({"index", project_});
    answers(entries - kImages);
  }
};

QTEST_GUILESS_MAIN(TestCliIndex)
#include "test_cli_index.moc"
