// SPDX-License-Identifier: Apache-2.0
// create_demo: the directory it makes, and what it leaves when something is in the way.
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fstream>
#include <map>
#include <set>

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <sys/resource.h>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/demo/demo.h"
#include "core/demo/objects.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"

using namespace cloc;
using namespace cloc::demo;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

DemoOptions small_demo(const fs::path& directory) {
  DemoOptions options;
  options.directory = directory;
  options.scenes = 24;
  options.size = 96;
  options.threads = 2;
  return options;
}

std::map<std::string, std::string> digests(const fs::path& directory) {
  std::map<std::string, std::string> all;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) all[fs::relative(entry.path(), directory)] = sha256_file(entry.path());
  }
  return all;
}

}  // namespace

class TestDemo : public QObject {
  Q_OBJECT
 private slots:
  void filesAreTheSameForAnyNumberOfThreads() {
    QTemporaryDir dir;
    auto options = small_demo(dir.filePath("one").toStdString());
    options.threads = 1;
    create_demo(options);
    const auto one = digests(options.directory);
    options.directory = dir.filePath("three").toStdString();
    options.threads = 3;
    create_demo(options);
    QCOMPARE(digests(options.directory), one);
    QCOMPARE(one.size(), std::size_t{24 + 3});
  }

  void scenesOfTwoSeedsNeverCoincide() {
    QTemporaryDir dir;
    std::set<std::string> seen;
    std::size_t images = 0;
    for (const std::uint64_t seed : {1, 2, 3}) {
      auto options = small_demo(dir.filePath(QString::number(seed)).toStdString());
      options.seed = seed;
      create_demo(options);
      for (const auto& [name, digest] : digests(options.directory / "images")) {
        seen.insert(digest);
        ++images;
      }
    }
    QCOMPARE(seen.size(), images);
  }

  void jsonIsConsistentWithItselfAndTheImages() {
    QTemporaryDir dir;
    const auto options = small_demo(dir.filePath("a/b/demo").toStdString());
    const auto report = create_demo(options);
    const json instances = json::parse(read_text_file(options.directory / "instances.json"));
    const json captions = json::parse(read_text_file(options.directory / "captions.json"));
    std::map<std::int64_t, cv::Size> images;
    for (const auto& image : instances["images"]) {
      const cv::Mat picture =
          cv::imread(options.directory / "images" / image["file_name"].get<std::string>());
      QCOMPARE(picture.cols, image["width"].get<int>());
      QCOMPARE(picture.rows, image["height"].get<int>());
      images[image["id"]] = picture.size();
    }
    QCOMPARE(images.size(), std::size_t{24});
    QVERIFY(captions["images"] == instances["images"]);
    std::set<std::int64_t> categories, ids;
    for (const auto& category : instances["categories"])
      categories.insert(category["id"].get<std::int64_t>());
    for (const auto& region : instances["annotations"]) {
      QVERIFY(ids.insert(region["id"].get<std::int64_t>()).second);
      QVERIFY(categories.contains(region["category_id"]));
      QVERIFY(!region["caption"].get<std::string>().empty());
      QCOMPARE(region["iscrowd"].get<int>(), 0);
      const auto size = images.at(region["image_id"]);
      const auto box = region["bbox"].get<std::array<double, 4>>();
      QVERIFY(box[0] >= 0 && box[1] >= 0 && box[2] > 0 && box[3] > 0);
      QVERIFY(box[0] + box[2] <= size.width && box[1] + box[3] <= size.height);
      QVERIFY(region["area"] > 0 && region["area"] <= box[2] * box[3]);
    }
    QCOMPARE(static_cast<std::int64_t>(ids.size()), report.objects);
    std::map<std::int64_t, int> captions_of;
    for (const auto& caption : captions["annotations"])
      ++captions_of[caption["image_id"].get<std::int64_t>()];
    QCOMPARE(captions_of.size(), images.size());
    for (const auto& [image, count] : captions_of) QVERIFY(images.contains(image) && count == 2);
    const json summary = json::parse(read_text_file(options.directory / "demo.json"));
    QCOMPARE(summary["seed"].get<std::uint64_t>(), options.seed);
    QCOMPARE(summary["version"].get<int>(), kGeneratorVersion);
    QCOMPARE(summary["regions"].get<std::int64_t>(), report.objects);
  }

  void progressReachesTheEnd() {
    QTemporaryDir dir;
    Progress last;
    create_demo(small_demo(dir.filePath("demo").toStdString()), [&](const Progress& p) { last = p; });
    QCOMPARE(last.done, 24);
    QCOMPARE(last.total, 24);
  }

  void cancelledRunLeavesNothing() {
    QTemporaryDir dir;
    auto options = small_demo(dir.filePath("a/b/demo").toStdString());
    options.scenes = 100000;
    const CancelToken cancel;
    const auto stop_at_work = [&](const Progress& p) {
      if (p.done > 0) cancel.cancel();
    };
    test::expect_error(ErrorKind::Cancelled, [&] { create_demo(options, stop_at_work, cancel); });
    QVERIFY(fs::is_empty(dir.path().toStdString()));

    options.directory = dir.filePath("was there").toStdString();  // not ours to remove
    fs::create_directory(options.directory);
    test::expect_error(ErrorKind::Cancelled, [&] { create_demo(options, {}, cancel); });
    QVERIFY(fs::is_empty(options.directory));
  }

  void throwingProgressSinkLeavesNothingAndJoinsItsThreads() {
    QTemporaryDir dir;
    auto options = small_demo(dir.filePath("demo").toStdString());
    options.scenes = 100000;
    const auto sink = [](const Progress& p) {
      if (p.done > 0) throw Error(ErrorKind::Internal, "the sink broke");
    };
    test::expect_error(ErrorKind::Internal, [&] { create_demo(options, sink); });
    QVERIFY(!fs::exists(options.directory));
  }

  void fullDiskNamesTheFileAndLeavesNothing_data() {
    QTest::addColumn<int>("bytes");
    QTest::addColumn<QString>("name");
    QTest::newRow("at an image") << 500 << ".jpg";
    QTest::newRow("at the annotations") << 20000 << "instances.json";  // the images are smaller
  }
  void fullDiskNamesTheFileAndLeavesNothing() {
    QFETCH(int, bytes);
    QFETCH(QString, name);
    QTemporaryDir dir;
    const auto options = small_demo(dir.filePath("demo").toStdString());
    std::string message;
    {
      const test::FileSizeLimit limit(static_cast<rlim_t>(bytes));
      message = test::expect_error(ErrorKind::Io, [&] { create_demo(options); });
    }
    QVERIFY_CONTAINS(message, options.directory.string());
    QVERIFY_CONTAINS(message, name.toStdString());
    QVERIFY(!fs::exists(options.directory));
  }

  void directoryThatCannotBeMadeIsAnIoErrorThatNamesIt() {
    QTemporaryDir dir;
    const fs::path file = dir.filePath("file").toStdString();
    write_text_file(file, "x");
    const auto message =
        test::expect_error(ErrorKind::Io, [&] { create_demo(small_demo(file / "below" / "demo")); });
    QVERIFY_CONTAINS(message, (file / "below" / "demo").string());
    QVERIFY_CONTAINS(message, "may write to");
    test::expect_error(ErrorKind::InvalidInput, [&] { create_demo(small_demo(file)); });
    QCOMPARE(read_text_file(file), std::string("x"));
  }

  void directoryThatIsNotEmptyIsRefused() {
    QTemporaryDir dir;
    const auto options = small_demo(dir.filePath("demo").toStdString());
    create_demo(options);
    const auto before = digests(options.directory);
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { create_demo(options); });
    QVERIFY_CONTAINS(message, options.directory.string());
    QVERIFY_CONTAINS(message, "overwrite");
    QCOMPARE(digests(options.directory), before);
  }

  void overwriteReplacesDemoDataAndItsRemains() {
    QTemporaryDir dir;
    auto options = small_demo(dir.filePath("demo").toStdString());
    create_demo(options);
    const auto whole = digests(options.directory);
    fs::remove(options.directory / "demo.json");  // as after a crash
    write_text_file(options.directory / "images" / "000099.jpg", "stale");
    std::ofstream(options.directory / "instances.json.tmp17") << "half";
    options.overwrite = true;
    create_demo(options);
    QCOMPARE(digests(options.directory), whole);
  }

  void overwriteTouchesNothingWhereSomethingElseLies() {
    for (const char* stranger : {"thesis.txt", "images/holiday.jpg"}) {
      QTemporaryDir dir;
      auto options = small_demo(dir.filePath("demo").toStdString());
      create_demo(options);
      write_text_file(options.directory / stranger, "mine");
      const auto before = digests(options.directory);
      options.overwrite = true;
      const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { create_demo(options); });
      QVERIFY_CONTAINS(message, stranger);
      QCOMPARE(digests(options.directory), before);
    }
  }

  void missingFontSaysWhatToInstall() {
    QTemporaryDir dir;
    auto options = small_demo(dir.filePath("demo").toStdString());
    options.font = "/nonexistent/emoji.ttf";
    const auto message = test::expect_error(ErrorKind::NotFound, [&] { create_demo(options); });
    QVERIFY_CONTAINS(message, "/nonexistent/emoji.ttf");
    QVERIFY_CONTAINS(message, "fonts-noto-color-emoji");
    QVERIFY(!fs::exists(options.directory));
  }

  void brokenFontIsCorrupt() {
    QTemporaryDir dir;
    auto options = small_demo(dir.filePath("demo").toStdString());
    const std::string whole = read_text_file(kDefaultFont);
    for (const std::size_t keep : {std::size_t{0}, std::size_t{100}, whole.size() / 2}) {
      options.font = dir.filePath("font.ttf").toStdString();
      write_text_file(options.font, whole.substr(0, keep));
      try {
        create_demo(options);
        QFAIL("a font cut short was taken");
      } catch (const Error& error) {
        QVERIFY(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::Unsupported);
        QVERIFY_CONTAINS(std::string(error.what()), options.font.string());
      }
      QVERIFY(!fs::exists(options.directory));
    }
  }

  void optionsOutOfRangeAreRefusedByName() {
    const auto refused = [](auto change, const std::string& name) {
      auto options = small_demo("/nonexistent/demo");
      change(options);
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { create_demo(options); }), name);
    };
    refused([](DemoOptions& o) { o.scenes = 0; }, "scenes");
    refused([](DemoOptions& o) { o.size = 10; }, "size");
    refused([](DemoOptions& o) { o.threads = -1; }, "threads");
    refused([](DemoOptions& o) { o.min_objects = 8; }, "min_objects");
    refused([](DemoOptions& o) { o.max_objects = 21; }, "max_objects");
    refused([](DemoOptions& o) { o.jpeg_quality = 0; }, "jpeg_quality");
    refused([](DemoOptions& o) { o.directory.clear(); }, "directory");
  }

  void wrongObjectListNamesTheLine_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    QTest::newRow("columns") << "# c\n1F34E\tred apple\ta\n"
                             << "line 2 has 3 columns";
    QTest::newRow("code point") << "apple\tred apple\ta\tfood\n"
                                << "line 1 does not begin";
    QTest::newRow("article") << "1F34E\tred apple\tthe\tfood\n"
                             << "line 1 has an article";
    QTest::newRow("twice") << "1F34E\tapple\ta\tfood\n1F34F\tapple\ta\tfood\n"
                           << "line 2 repeats";
    QTest::newRow("empty") << ""
                           << "names no objects";
  }
  void wrongObjectListNamesTheLine() {
    QFETCH(QString, text);
    QFETCH(QString, said);
    QTemporaryDir dir;
    const fs::path path = dir.filePath("objects.tsv").toStdString();
    write_text_file(path, text.toStdString());
    const auto message = test::expect_error(ErrorKind::Corrupt, [&] { read_objects(path); });
    QVERIFY_CONTAINS(message, path.string());
    QVERIFY_CONTAINS(message, said.toStdString());
  }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "test_demo.moc"
