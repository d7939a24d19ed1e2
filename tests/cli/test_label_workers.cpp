// SPDX-License-Identifier: Apache-2.0
// Two workers that label one project at the same time, each its part of the images, into one folder of
// shards: on a file and on a server, and while somebody else writes.
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "core/assist/machine_labels.h"
#include "core/data/open_dataset.h"
#include "core/store/edits.h"
#include "tests/cli/run_cli.h"
#include "tests/support/postgres_server.h"

using namespace cloc;
using nlohmann::json;
namespace fs = std::filesystem;

class TestLabelWorkers : public QObject {
  Q_OBJECT

  static constexpr int kImages = 600;  // so many that both write for seconds
  QTemporaryDir dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  static QString text(const fs::path& path) { return QString::fromStdString(path.string()); }

  fs::path project(const std::string& name) const {
    const auto folder = at(name + ".clocproj");
    auto made = store::Project::create(folder, name);
    for (int i = 0; i < kImages; ++i) {
      const auto id = made.add_image({0, at("images") / (std::to_string(i) + ".png"), 20, 16, {}});
      made.set_captions(id, std::vector{"a dog, a cat and picture " + std::to_string(i)});
    }
    return folder;
  }

  // Every box of the random weights is kept, so that there is much to write.
  static QStringList worker(const fs::path& folder, const std::string& part, const fs::path& shards) {
    auto arguments =
        QStringLiteral("--json label --detector owl --threshold 0 --threads 1 --images-in-shard 100")
            .split(QLatin1Char(' '));
    arguments << "--model" << QStringLiteral(CLOC_OWL_MODEL) << "--shard" << QString::fromStdString(part)
              << "--shards" << text(shards) << text(folder);
    return arguments;
  }

 private slots:
  void initTestCase() {
    fs::create_directories(at("images"));
    for (int i = 0; i < kImages; ++i) {
      const auto path = at("images") / (std::to_string(i) + ".png");
      QVERIFY(cv::imwrite(path.string(), cv::Mat(16, 20, CV_8UC3, cv::Scalar(i % 256, 20, 200))));
    }
  }

  void bothFinishAndEachImageIsLabelledOnce_data() {
    QTest::addColumn<bool>("shared");
    QTest::newRow("file") << false;
    QTest::newRow("server") << true;
  }
  void bothFinishAndEachImageIsLabelledOnce() {
    QFETCH(bool, shared);
    std::unique_ptr<test::PostgresServer> server;
    const auto folder = project(shared ? "shared" : "plain"), shards = at(shared ? "s-shards" : "shards");
    if (shared) {
      SKIP_WITHOUT_POSTGRES
      server = std::make_unique<test::PostgresServer>();
      const auto url = QString::fromStdString(server->address("workers").url());
      const auto answer = test::cli({"data", "share", text(folder), url});
      QVERIFY2(answer.code == 0, answer.err.c_str());
    }
    QProcess first, second;
    first.start(QStringLiteral(CLOC_CLI), worker(folder, "1/2", shards));
    second.start(QStringLiteral(CLOC_CLI), worker(folder, "2/2", shards));
    std::int64_t boxes = 0;
    for (auto* process : {&first, &second}) {
      const auto answer = test::finished(*process, 240'000);
      QVERIFY2(answer.code == 0, (answer.out + answer.err).c_str());
      const auto figures = json::parse(answer.out);
      QCOMPARE(figures.at("images").get<int>(), kImages / 2);
      QCOMPARE(figures.at("labelled").get<int>(), kImages / 2);
      QCOMPARE(figures.at("replaced").get<int>(), 0);
      QCOMPARE(figures.at("issues").size(), std::size_t{0});
      boxes += figures.at("boxes").get<std::int64_t>();
    }
    QVERIFY(boxes >= kImages);

    // Once: each image has its boxes, and is in one step, which is of one worker.
    auto made = store::Project::open(folder);
    QCOMPARE(made.counts().regions, boxes);
    std::map<store::ImageId, int> times;
    std::map<store::RegionId, store::ImageId> order;  // as they were written
    const auto steps = store::Edits(made).done(kImages);
    QVERIFY2(steps.size() <= 4, std::to_string(steps.size()).c_str());  // though they wrote by turns
    for (const auto& step : steps) {
      store::ImageId image = 0;
      for (const auto& change : store::Edits(made).changes(step.id)) {
        if (change.image() != image) ++times[change.image()];
        QVERIFY(image == 0 || image % 2 == change.image() % 2);
        image = change.image();
        if (change.of_region()) order[change.region()] = image;
      }
    }
    int turns = 0;
    store::ImageId before = order.begin()->second;
    for (const auto& [region, image] : order) turns += image % 2 == std::exchange(before, image) % 2 ? 0 : 1;
    QVERIFY2(turns > 1, "the workers did not work at the same time");
    QCOMPARE(times.size(), std::size_t{kImages});
    for (const auto& image : made.images()) {
      QCOMPARE(times[image.id], 1);
      QVERIFY(image.attributes.find(assist::kPipeline) != nullptr);
      QVERIFY(!made.regions_of(image.id).empty());
    }

    IssueReport issues;
    const auto data = data::open_dataset(shards, issues);
    QCOMPARE(issues.total(), 0);
    QCOMPARE(data.images.size(), std::size_t{kImages});
    QCOMPARE(data.region_count(), boxes);
    std::map<std::string, int> in_shards;  // by caption, which each image has its own
    for (const auto& image : data.images) ++in_shards[image.captions.at(0)];
    QCOMPARE(in_shards.size(), std::size_t{kImages});
  }

  // A window that takes over a hundred thousand labels, an import: more than the five seconds that a project
  // waits by itself.
  void aWriterThatTakesItsTimeIsWaitedFor() {
    const auto folder = project("patient");
    QProcess first, second;
    first.start(QStringLiteral(CLOC_CLI), worker(folder, "1/2", at("p-shards")));
    second.start(QStringLiteral(CLOC_CLI), worker(folder, "2/2", at("p-shards")));
    {
      auto writer = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("writer"));
      writer.setDatabaseName(text(folder / store::Project::kDatabaseName));
      QVERIFY(writer.open());
      QSqlQuery query(writer);
      const auto begun = [&] {
        return query.exec(QStringLiteral("SELECT count(*) FROM edits")) && query.next() &&
               query.value(0).toInt() > 0;
      };
      QVERIFY(QTest::qWaitFor(begun, 60'000));
      query.finish();
      QVERIFY(query.exec(QStringLiteral("BEGIN IMMEDIATE")));
      QTest::qWait(7000);
      QVERIFY(query.exec(QStringLiteral("COMMIT")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("writer"));
    for (auto* process : {&first, &second}) {
      const auto answer = test::finished(*process, 240'000);
      QVERIFY2(answer.code == 0, (answer.out + answer.err).c_str());
      QCOMPARE(json::parse(answer.out).at("labelled").get<int>(), kImages / 2);
    }
  }
};

QTEST_GUILESS_MAIN(TestLabelWorkers)
#include "test_label_workers.moc"
