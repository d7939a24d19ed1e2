// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <string>
#include <vector>

#include "core/data/open_dataset.h"
#include "tests/data/coco_folder.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::open_dataset;
using test::CocoFolder;

namespace {

std::string instances_of(const std::string& file_name) {
  return "{\"images\": [{\"id\": 1, \"file_name\": \"" + file_name +
         "\", \"width\": 100, \"height\": 80}], \"annotations\": [{\"id\": 1, \"image_id\": 1, \"bbox\": [1, "
         "2, 3, 4], "
         "\"caption\": \"a red apple\"}]}";
}

std::string captions_of(const std::string& file_name) {
  return "{\"images\": [{\"id\": 1, \"file_name\": \"" + file_name +
         "\"}], \"annotations\": [{\"id\": 1, \"image_id\": 1, \"caption\": \"a scene\"}]}";
}

}  // namespace

class TestOpenDataset : public QObject {
  Q_OBJECT
 private slots:
  void demoFolderOpensWithCaptions_data() {
    QTest::addColumn<QString>("file_name");
    QTest::newRow("bare name") << "000000.jpg";
    QTest::newRow("with its folder") << "images/000000.jpg";
  }
  void demoFolderOpensWithCaptions() {
    QFETCH(QString, file_name);
    CocoFolder folder;
    folder.write_image("images/000000.jpg");
    folder.write("instances.json", instances_of(file_name.toStdString()));
    folder.write("captions.json", captions_of(file_name.toStdString()));
    folder.write("demo.json", "{}");
    IssueReport report;
    for (const auto& path : {folder.path(), folder / "instances.json"}) {
      const auto dataset = open_dataset(path, report);
      QVERIFY(report.empty());
      QCOMPARE(dataset.images.size(), 1u);
      QVERIFY(std::filesystem::equivalent(dataset.images[0].path, folder / "images/000000.jpg"));
      QCOMPARE(dataset.images[0].captions, std::vector<std::string>{"a scene"});
      QCOMPARE(dataset.images[0].regions.at(0).caption, std::string("a red apple"));
    }
  }

  void imagesAreFoundInEveryUsualPlace_data() {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("image");
    QTest::newRow("beside") << "boxes.json"
                            << "a.jpg";
    QTest::newRow("images") << "boxes.json"
                            << "images/a.jpg";
    QTest::newRow("split folder beside") << "instances_val2017.json"
                                         << "val2017/a.jpg";
    QTest::newRow("images above") << "annotations/instances_val2017.json"
                                  << "images/a.jpg";
    QTest::newRow("split folder above") << "annotations/instances_val2017.json"
                                        << "val2017/a.jpg";
    QTest::newRow("split folder in images above") << "annotations/instances_val2017.json"
                                                  << "images/val2017/a.jpg";
    QTest::newRow("above") << "annotations/boxes.json"
                           << "a.jpg";
  }
  void imagesAreFoundInEveryUsualPlace() {
    QFETCH(QString, json);
    QFETCH(QString, image);
    CocoFolder folder;
    folder.write_image(image.toStdString());
    folder.write(json.toStdString(), instances_of("a.jpg"));
    IssueReport report;
    const auto dataset = open_dataset(folder / json.toStdString(), report);
    QVERIFY(report.empty());
    QVERIFY(std::filesystem::equivalent(dataset.images.at(0).path, folder / image.toStdString()));
  }

  void imagesInNoUsualPlaceNameTheFoldersTried() {
    CocoFolder folder;
    folder.write("boxes.json", instances_of("a.jpg"));
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { open_dataset(folder / "boxes.json", report); });
    QVERIFY_CONTAINS(message, "a.jpg");
    QVERIFY_CONTAINS(message, (folder / "images").string());
  }

  void cocoFolderWithOneAnnotationFileOpens() {
    CocoFolder folder;
    folder.write_image("val2017/a.jpg");
    folder.write("annotations/instances_val2017.json", instances_of("a.jpg"));
    folder.write("annotations/captions_val2017.json", captions_of("a.jpg"));
    IssueReport report;
    const auto dataset = open_dataset(folder.path(), report);
    QCOMPARE(dataset.region_count(), 1);
    QCOMPARE(dataset.images[0].captions.size(), 1u);
  }

  void severalAnnotationFilesAreAskedAbout() {
    CocoFolder folder;
    folder.write("annotations/instances_val2017.json", instances_of("a.jpg"));
    folder.write("annotations/instances_train2017.json", instances_of("a.jpg"));
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { open_dataset(folder.path(), report); });
    QVERIFY_CONTAINS(message, "instances_val2017.json");
    QVERIFY_CONTAINS(message, "instances_train2017.json");
  }

  void folderOfImagesOpensSortedAndRecursively() {
    CocoFolder folder;
    for (const char* name :
         {"b.PNG", "a.jpg", "sub/c.jpeg", "sub/deeper/d.png", ".hidden/e.png", "sub/._f.png"}) {
      folder.write_image(name, 10, 10);
    }
    for (const char* name : {"g.webp", "h.tif", "i.TIFF", "j.bmp", "notes.txt", "k.gif"})
      folder.write(name, "");
    std::filesystem::create_directory(folder / "folder.png");
    IssueReport report;
    const auto dataset = open_dataset(folder.path(), report);
    std::vector<std::string> names;
    for (const auto& image : dataset.images) {
      names.push_back(std::filesystem::relative(image.path, folder.path()).string());
      QCOMPARE(image.width, 0);
      QVERIFY(image.regions.empty());
    }
    QCOMPARE(names, (std::vector<std::string>{"a.jpg", "b.PNG", "g.webp", "h.tif", "i.TIFF", "j.bmp", "k.gif",
                                              "sub/c.jpeg", "sub/deeper/d.png"}));
    QVERIFY(report.empty());
    QCOMPARE(dataset.images[3].source_id, 3);
  }

  void linkedFolderThatContainsItselfEnds() {
    CocoFolder folder;
    folder.write_image("a.jpg");
    std::filesystem::create_directory_symlink(folder.path(), folder / "loop");
    IssueReport report;
    QCOMPARE(open_dataset(folder.path(), report).images.size(), 1u);
  }

  void oneImageIsADataset() {
    CocoFolder folder;
    folder.write_image("a.jpg");
    IssueReport report;
    QCOMPARE(open_dataset(folder / "a.jpg", report).images.size(), 1u);
  }

  void nothingSuitableSaysWhatWasExpected() {
    CocoFolder folder;
    folder.write("notes.txt", "x");
    IssueReport report;
    for (const auto& message :
         {test::expect_error(ErrorKind::NotFound, [&] { open_dataset(folder.path(), report); }),
          test::expect_error(ErrorKind::NotFound, [&] { open_dataset(folder / "none", report); }),
          test::expect_error(ErrorKind::InvalidInput, [&] { open_dataset(folder / "notes.txt", report); })}) {
      QVERIFY_CONTAINS(message, "a folder with instances.json");
      QVERIFY_CONTAINS(message, folder.path().string());
    }
  }

  void cancelStopsTheSearchForImages() {
    CocoFolder folder;
    folder.write_image("a.jpg");
    IssueReport report;
    const CancelToken cancel;
    cancel.cancel();
    test::expect_error(ErrorKind::Cancelled, [&] { open_dataset(folder.path(), report, {}, cancel); });
  }
};

QTEST_GUILESS_MAIN(TestOpenDataset)
#include "test_open_dataset.moc"
