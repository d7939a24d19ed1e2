// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <fstream>

#include "core/base/atomic_file.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

namespace {

constexpr const char* kYaml =
    "path: ../nowhere/coco8 # as Ultralytics ships it\ntrain: images/train\nval: images/val\n"
    "test:\n\nnames:\n  0: person\n  1: 'traffic light'\n";

// Images of 100 x 80.
void write_usual(const CocoFolder& folder, const std::string& labels) {
  folder.write("data.yaml", kYaml);
  folder.write_image("images/train/a.jpg");
  folder.write_image("images/val/b.png");
  folder.write("labels/train/a.txt", labels);
}

}  // namespace

class TestYolo : public QObject {
  Q_OBJECT
 private slots:
  void ultralyticsFolderReadsBoxesNamesAndSplits() {
    CocoFolder folder;
    write_usual(folder, "1 0.5 0.5 0.2 0.1\r\n0 0.25 0.25 0.5 0.5 0.875\n\n");
    for (const auto& path : {folder.path(), folder / "data.yaml"}) {
      IssueReport report;
      QCOMPARE(data::recognised_format(path).id, std::string("yolo"));
      const auto dataset = read_format("yolo", path, report);
      QVERIFY_NO_ISSUES(report);
      QCOMPARE(dataset.labels, (std::vector<std::string>{"person", "traffic light"}));
      QCOMPARE(dataset.images.size(), 2u);
      const auto& image = dataset.images[0];
      QCOMPARE(image.split, std::string("train"));
      QCOMPARE(dataset.images[1].split, std::string("val"));
      QCOMPARE(image.width, 100);
      QCOMPARE(image.regions.size(), 2u);
      QCOMPARE(box_text(image.regions[0]), std::string("40 36 60 44"));
      QCOMPARE(image.regions[0].caption, std::string("traffic light"));
      QCOMPARE(box_text(image.regions[1]), std::string("0 0 50 40"));
      QCOMPARE(std::get<double>(*image.regions[1].attributes.find(data::kScore)), 0.875);
      QVERIFY(image.regions[0].attributes.empty());
    }
  }

  void everySpellingOfDataYamlFindsTheSame_data() {
    QTest::addColumn<QString>("yaml");
    QTest::newRow("list") << "names: [cat, dog]\ntrain: images/train\nval: images/train\nnc: 2\n";
    QTest::newRow("dashes") << "train: images/train\nnames:\n- cat\n- dog\n";
    QTest::newRow("map out of order") << "names: {1: dog, 0: cat}\ntrain: [images/train]\n";
    QTest::newRow("Roboflow")
        << "train: ../images/train\nval: ../images/train\n\nnc: 2\nnames: ['cat', 'dog']\n"
           "roboflow:\n  workspace: w\n  license: CC BY 4.0\n";
    QTest::newRow("text list")
        << "path: .\ntrain: list.txt\nnames: [cat, dog]\ndownload: |\n  import os\n  x: y\n";
    QTest::newRow("byte order mark") << "\xEF\xBB\xBFnames: [cat, dog]\r\ntrain: images/train\r\n";
    QTest::newRow("quoted") << "names: [\"cat\", 'dog']\ntrain: \"images/train\"\n";
  }
  void everySpellingOfDataYamlFindsTheSame() {
    QFETCH(QString, yaml);
    CocoFolder folder;
    folder.write("set/data.yaml", yaml.toStdString());
    folder.write("set/list.txt", "./images/train/a.jpg\n\nimages/train/sub/b.jpg\n");
    folder.write_image("set/images/train/a.jpg");
    folder.write_image("set/images/train/sub/b.jpg");
    folder.write("set/labels/train/a.txt", "1 0.5 0.5 0.2 0.2");
    folder.write("set/labels/train/sub/b.txt", "0 0.5 0.5 0.2 0.2");
    IssueReport report;
    const auto dataset = read_format("yolo", folder / "set", report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.labels, (std::vector<std::string>{"cat", "dog"}));
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(dataset.images[0].regions.at(0).label, 1);
    QCOMPARE(dataset.images[1].regions.at(0).label, 0);
  }

  void roboflowsFolderBySplitIsRead() {
    CocoFolder folder;
    folder.write("data.yaml", "train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['cat']\n");
    folder.write_image("train/images/a.jpg");
    folder.write("train/labels/a.txt", "0 0.5 0.5 0.2 0.2");
    folder.write_image("valid/images/b.jpg");
    IssueReport report;
    const auto dataset = read_format("yolo", folder.path(), report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.region_count(), 1);
    QCOMPARE(dataset.images.at(1).split, std::string("val"));
  }

  void polygonsTurnedBoxesAndPosesBecomeBoxesAndAreReported() {
    CocoFolder folder;
    write_usual(folder, "0 0.1 0.1 0.3 0.2 0.2 0.5\n1 0.5 0.5 0.6 0.4 0.7 0.5 0.6 0.6\n");
    IssueReport report;
    auto dataset = read_format("yolo", folder.path(), report);
    QCOMPARE(report.count("box made from a mask or polygon"), 2);
    QCOMPARE(report.total(), 2);
    QCOMPARE(box_text(dataset.images[0].regions.at(0)), std::string("10 8 30 40"));
    QCOMPARE(box_text(dataset.images[0].regions.at(1)), std::string("50 32 70 48"));

    folder.write("data.yaml", std::string(kYaml) + "kpt_shape: [2, 3]\n");
    folder.write("labels/train/a.txt", "0 0.5 0.5 0.2 0.1 0.5 0.5 2 0.4 0.4 1\n");
    IssueReport pose_report;
    dataset = read_format("yolo", folder.path(), pose_report);
    QCOMPARE(pose_report.count("keypoints left out"), 1);
    QCOMPARE(box_text(dataset.images[0].regions.at(0)), std::string("40 36 60 44"));
  }

  void darknetFilesAreRead() {
    CocoFolder folder;
    folder.write(
        "obj.data",
        "classes = 2\ntrain = data/train.txt\nvalid = data/valid.txt\nnames = data/obj.names\nbackup = b/\n");
    folder.write("obj.names", "cat\r\ndog\r\n");
    folder.write("train.txt", "data/obj_train_data/a.jpg\n");
    folder.write("valid.txt", "data/obj_train_data/b.jpg\n");
    folder.write_image("obj_train_data/a.jpg");
    folder.write_image("obj_train_data/b.jpg");
    folder.write("obj_train_data/a.txt", "1 0.5 0.5 0.2 0.1\n");
    IssueReport report;
    const auto dataset = read_format("yolo", folder.path(), report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(dataset.images[0].regions.at(0).caption, std::string("dog"));
    QCOMPARE(dataset.images[1].split, std::string("val"));
  }

  void labelImgsFolderIsRead() {
    CocoFolder folder;
    folder.write("classes.txt", "cat\ndog\n");
    folder.write_image("a.jpg");
    folder.write("a.txt", "1 0.500000 0.500000 0.200000 0.100000\n");
    IssueReport report;
    QCOMPARE(data::recognised_format(folder.path()).id, std::string("yolo"));
    const auto dataset = read_format("yolo", folder.path(), report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.images.at(0).regions.at(0).caption, std::string("dog"));
  }

  void plainImagesAreNoYolo() {
    CocoFolder folder;
    folder.write_image("images/a.jpg");
    folder.write("labels/readme.md", "");
    folder.write("config.yaml", "name: x\ntrainer: y\n");
    folder.write("cache.data", std::string("\x01\x02=train", 8));
    folder.write("names.txt", "Ann\nBob\n");
    QCOMPARE(data::recognised_format(folder.path()).id, std::string("images"));
  }

  void exportedAndReadAgainIsTheSame_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("copy") << static_cast<int>(data::WriteOptions::Images::Copy);
    QTest::newRow("link") << static_cast<int>(data::WriteOptions::Images::Link);
    QTest::newRow("leave") << static_cast<int>(data::WriteOptions::Images::Leave);
  }
  void exportedAndReadAgainIsTheSame() {
    QFETCH(int, mode);
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 7, {.images = 20, .splits = true});
    test::write_format(
        "yolo", dataset, folder / "out",
        {.images = static_cast<data::WriteOptions::Images>(mode), .image_root = folder / "source"});
    IssueReport report;
    const auto again = read_format("yolo", folder / "out", report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(again.labels, dataset.labels);
    QVERIFY_SAME(dataset, again, {.tolerance = 1e-4f, .splits = true, .order = false});
    const auto first = read_text_file(folder / "out/data.yaml");
    test::write_format("yolo", dataset, folder / "out",
                       {.images = static_cast<data::WriteOptions::Images>(mode),
                        .image_root = folder / "source",
                        .overwrite = true});
    QCOMPARE(read_text_file(folder / "out/data.yaml"), first);
  }

  void writingDoesNotTouchWhatIsThereUntilItIsWhole() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 3);
    folder.write("out/data.yaml", "old");
    test::expect_error(ErrorKind::InvalidInput, [&] { test::write_format("yolo", dataset, folder / "out"); });
    IssueReport report;
    {
      const auto writer =
          data::format_named("yolo").write(folder / "out", dataset.labels, {}, {.overwrite = true}, {report});
      writer->add(dataset.images[0]);
    }
    QCOMPARE(read_text_file(folder / "out/data.yaml"), std::string("old"));
  }

  void imagesOfOneStemGetLabelFilesOfTheirOwn() {
    CocoFolder folder;
    data::Dataset dataset;
    dataset.labels = {"cat"};
    for (const char* name : {"a.jpg", "a.png", "a_2.png"}) {
      folder.write_image(name);
      data::ImageRecord image;
      image.path = folder / name;
      image.width = 100;
      image.height = 80;
      data::Region region;
      region.box = {0, 0, 10.f + static_cast<float>(dataset.images.size()), 10};
      region.label = 0;
      image.regions.push_back(region);
      dataset.images.push_back(image);
    }
    test::write_format("yolo", dataset, folder / "out");
    IssueReport report;
    const auto again = read_format("yolo", folder / "out", report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(again.images.size(), 3u);
    QCOMPARE(again.region_count(), 3);
    QCOMPARE(again.images[0].regions[0].box.x2, 10.f);
    QCOMPARE(again.images[1].regions[0].box.x2, 11.f);
    QCOMPARE(again.images[2].regions[0].box.x2, 12.f);
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("yolo").holds;
    const auto lost = data::left_out({.images = 5,
                                      .empty_images = 1,
                                      .regions = 9,
                                      .unlabelled_regions = 2,
                                      .region_captions = 3,
                                      .more_captions = 1,
                                      .image_captions = 4,
                                      .attributes = 5,
                                      .splits = 5,
                                      .label_details = 6},
                                     holds);
    QCOMPARE(lost.size(), 6u);
    QCOMPARE(lost[0], std::string("2 regions without a label"));
  }

  void badLinesAreLeftOutAndNamed_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("kept");
    QTest::newRow("letters") << QByteArray("cat 0.5 0.5 0.2 0.2") << "line that is not numbers" << 0;
    QTest::newRow("too few") << QByteArray("0 0.5 0.5 0.2") << "line of wrong length" << 0;
    QTest::newRow("empty class") << QByteArray("0") << "line of wrong length" << 0;
    QTest::newRow("nan") << QByteArray("0 nan 0.5 0.2 0.2") << "box that is not numbers" << 0;
    QTest::newRow("infinite") << QByteArray("0 0.5 0.5 inf 0.2") << "box that is not numbers" << 0;
    QTest::newRow("huge") << QByteArray("0 0.5 0.5 1e999 0.2") << "line that is not numbers" << 0;
    QTest::newRow("negative") << QByteArray("0 0.5 0.5 -0.2 0.2") << "box of negative size" << 0;
    QTest::newRow("flat") << QByteArray("0 0.5 0.5 0 0.2") << "box without area" << 0;
    QTest::newRow("outside") << QByteArray("0 2.5 0.5 0.2 0.2") << "box outside the image" << 0;
    QTest::newRow("over the edge") << QByteArray("0 0.95 0.5 0.2 0.2") << "box clipped to the image" << 1;
    QTest::newRow("no such class") << QByteArray("7 0.5 0.5 0.2 0.2") << "unknown category" << 1;
    QTest::newRow("negative class") << QByteArray("-1 0.5 0.5 0.2 0.2") << "unknown category" << 1;
    QTest::newRow("half a class") << QByteArray("0.5 0.5 0.5 0.2 0.2") << "unknown category" << 1;
    QTest::newRow("twice") << QByteArray("1 0.5 0.5 0.2 0.2") << "duplicate annotation" << 0;
    QTest::newRow("bytes") << QByteArray("\xff\xfa 0.5 0.5 0.2 0.2") << "line that is not numbers" << 0;
    QTest::newRow("zero byte") << QByteArray("0\0 0.5 0.5 0.2 0.2", 18) << "line that is not numbers" << 0;
  }
  void badLinesAreLeftOutAndNamed() {
    QFETCH(QByteArray, line);
    QFETCH(QString, category);
    QFETCH(int, kept);
    CocoFolder folder;
    write_usual(folder, "1 0.5 0.5 0.2 0.2\n" + line.toStdString() + "\n0 0.1 0.1 0.1 0.1\n");
    IssueReport report;
    const auto dataset = read_format("yolo", folder.path(), report);
    QCOMPARE(report.count(category.toStdString()), 1);
    const std::string text = test::text_of(report);
    QVERIFY_CONTAINS(text, "a.txt, line 2");
    QCOMPARE(dataset.images[0].regions.size(), static_cast<std::size_t>(2 + kept));
  }

  void namesThatRepeatOrAreEmptyAreReported() {
    CocoFolder folder;
    folder.write("data.yaml", "train: images\nnames: [cat, '', cat]\n");
    folder.write_image("images/a.jpg");
    folder.write("labels/a.txt", "0 0.5 0.5 0.2 0.2\n1 0.5 0.5 0.2 0.3\n2 0.5 0.5 0.2 0.4\n");
    IssueReport report;
    const auto dataset = read_format("yolo", folder.path(), report);
    QCOMPARE(report.count("category name used twice"), 1);
    QCOMPARE(report.count("category without name"), 1);
    QCOMPARE(dataset.labels, std::vector<std::string>{"cat"});
    QCOMPARE(dataset.images[0].regions.at(1).label, -1);
    QCOMPARE(dataset.images[0].regions.at(2).label, 0);
  }

  void missingImagesAreCounted() {
    CocoFolder folder;
    folder.write("data.yaml", "train: list.txt\nval: images/none\nnames: [cat]\n");
    folder.write("list.txt", "./images/a.jpg\n./images/gone.jpg\n./images/a.jpg\n");
    folder.write_image("images/a.jpg");
    folder.write("labels/orphan.txt", "0 0.5 0.5 0.2 0.2\n");
    IssueReport report;
    const auto dataset = read_format("yolo", folder.path(), report);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(report.count("missing image file"), 2);
    QCOMPARE(report.count("missing folder"), 1);
    QCOMPARE(report.count("duplicate image"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "list.txt, line 2");
    QVERIFY_CONTAINS(test::text_of(report), "orphan.txt");
  }

  void noImageAtAllSaysWhereItLooked() {
    CocoFolder folder;
    folder.write("data.yaml", kYaml);
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { read_format("yolo", folder.path(), report); });
    QVERIFY_CONTAINS(message, "images/train");
    QVERIFY_CONTAINS(message, "Give the folder");
  }

  void imageThatIsNoneIsLeftOut() {
    CocoFolder folder;
    write_usual(folder, "");
    folder.write("images/train/c.jpg", "no image");
    IssueReport report;
    QCOMPARE(read_format("yolo", folder.path(), report).images.size(), 2u);
    QCOMPARE(report.count("image of unknown size"), 1);
  }

  void yamlThatCannotBeReadNamesTheLine_data() {
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("place");
    QTest::newRow("open bracket") << "train: images\nnames: [cat,\n"
                                  << "line 3";
    QTest::newRow("tab") << "train: images\nnames:\n\t- cat\n"
                         << "line 3";
    QTest::newRow("list") << "- names\n- train\n"
                          << "expected names";
    QTest::newRow("deep") << "train: images\nnames: " + QString(100000, '[') << "line 2";
  }
  void yamlThatCannotBeReadNamesTheLine() {
    QFETCH(QString, yaml);
    QFETCH(QString, place);
    CocoFolder folder;
    folder.write("data.yaml", yaml.toStdString());
    folder.write_image("images/a.jpg");
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::Corrupt, [&] { read_format("yolo", folder / "data.yaml", report); });
    QVERIFY_CONTAINS(message, place.toStdString());
  }

  void classNumbersBeyondReasonTakeNoMemory() {
    CocoFolder folder;
    folder.write("data.yaml", "train: images\nnames: {0: cat, 2000000000: dog}\nnc: 2000000000\n");
    folder.write_image("images/a.jpg");
    IssueReport report;
    QCOMPARE(read_format("yolo", folder.path(), report).labels.size(), 1u);
    QCOMPARE(report.count("category without id or name"), 1);
  }

  void aliasesThatUnfoldWithoutEndAreHarmless() {
    std::string yaml = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'm'; ++c) {
      yaml += std::string(1, c) + ": &" + c + " [";
      for (int i = 0; i < 9; ++i) yaml += std::string(i > 0 ? ", *" : "*") + static_cast<char>(c - 1);
      yaml += "]\n";
    }
    CocoFolder folder;
    folder.write("data.yaml", yaml + "train: images\nnames: [cat]\n");
    folder.write_image("images/a.jpg");
    IssueReport report;
    QCOMPARE(read_format("yolo", folder / "data.yaml", report).images.size(), 1u);
  }

  void cancelStopsReading() {
    CocoFolder folder;
    write_usual(folder, "");
    IssueReport report;
    const CancelToken cancel;
    const auto reader = data::format_named("yolo").read(folder.path(), {}, {report, {}, cancel});
    cancel.cancel();
    data::ImageRecord image;
    test::expect_error(ErrorKind::Cancelled, [&] { reader->next(image); });
  }
};

QTEST_GUILESS_MAIN(TestYolo)
#include "test_yolo.moc"
