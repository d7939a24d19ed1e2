// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

namespace {

// The first lines of the benchmark's own files have this form.
constexpr const char* kLabels =
    "Truck 0.00 0 -1.57 19.29 12.41 27.49 33.73 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n"
    "Car 0.50 3 1.85 38.63 18.94 42.41 20.37 1.67 1.87 3.69 -16.53 2.39 58.49 1.57\r\n"
    "DontCare -1 -1 -10 50.59 19.13 52.63 20.31 -1 -1 -1 -1000 -1000 -1000 -10\n"
    "Pedestrian 0.00 1 -10 1 2 3 4 -1 -1 -1 -1000 -1000 -1000 -10 0.75\n";

}  // namespace

class TestKitti : public QObject {
  Q_OBJECT
 private slots:
  void benchmarkFolderIsReadWithItsValues() {
    CocoFolder folder;
    folder.write("training/label_2/000007.txt", kLabels);
    folder.write("training/label_2/000000.txt", "");
    folder.write_image("training/image_2/000000.png");
    folder.write_image("training/image_2/000007.png");
    for (const auto& path : {folder.path(), folder / "training", folder / "training/label_2"}) {
      QCOMPARE(data::recognised_format(path).id, std::string("kitti"));
      IssueReport report;
      const auto dataset = read_format("kitti", path, report);
      QCOMPARE(report.count("DontCare region"), 1);
      QVERIFY_CONTAINS(test::text_of(report), "000007.txt, line 3");
      QCOMPARE(report.total(), 1);
      QCOMPARE(dataset.images.size(), 2u);
      const auto& image = dataset.images[1];
      QCOMPARE(image.split, std::string("train"));
      QCOMPARE(dataset.labels, (std::vector<std::string>{"Truck", "Car", "Pedestrian"}));
      QCOMPARE(box_text(image.regions.at(0)), std::string("19.29 12.41 27.49 33.73"));
      QCOMPARE(
          image.regions[1].attributes.to_json(),
          std::string(
              R"({"truncated":0.5,"occluded":3.0,"kitti_alpha":1.85,"kitti_height":1.67,"kitti_width":1.87,)"
              R"("kitti_length":3.69,"kitti_x":-16.53,"kitti_y":2.39,"kitti_z":58.49,"kitti_rotation_y":1.57})"));
      QCOMPARE(image.regions[2].attributes.to_json(), std::string(R"({"occluded":1.0,"score":0.75})"));
    }
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 21, {.images = 20},
                                        {"Car", "Person_sitting",
                                         "\xc3\x9c"
                                         "ber",
                                         "a/b", "#1"});
    for (std::size_t i = 0; i < dataset.images.size(); ++i) {
      dataset.images[i].split = "train";  // where KITTI has its labels
      for (auto& region : dataset.images[i].regions) {
        if (i % 2 == 0) region.attributes.set(data::kTruncated, 0.25);
        if (i % 3 == 0) region.attributes.set(data::kOccluded, 2.0);
        if (i % 3 == 1) region.attributes.set("kitti_rotation_y", -1.23456789);
        if (i % 4 == 0) region.attributes.set("kitti_z", 1e6);
        if (i % 5 == 0) region.attributes.set(data::kScore, 0.5);
      }
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      test::write_format("kitti", dataset, folder / "out",
                         {.images = mode, .image_root = folder / "source", .overwrite = true});
      IssueReport report;
      const auto again = read_format("kitti", folder / "out", report);
      QVERIFY_NO_ISSUES(report);
      // Two digits after the point.
      QVERIFY_SAME(dataset, again, {.tolerance = 0.006f, .splits = true, .attributes = true, .order = false});
    }
  }

  void labelsLoseTheirBlanksAndItIsSaid() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 4, {.images = 12}, {"traffic light", "12", "DontCare"});
    IssueReport report;
    const auto writer = data::format_named("kitti").write(
        folder / "out", dataset.labels, {}, {.images = data::WriteOptions::Images::Copy}, {report});
    for (const auto& image : dataset.images) writer->add(image);
    writer->finish();
    QCOMPARE(report.count("label written otherwise"), 3);
    IssueReport none;
    auto again = read_format("kitti", folder / "out", none);
    QVERIFY_NO_ISSUES(none);
    std::sort(again.labels.begin(), again.labels.end());
    QCOMPARE(again.labels, (std::vector<std::string>{"12_", "DontCare_", "traffic_light"}));
    data::Dataset alike;
    alike.labels = {"a b", "a_b"};
    const auto message = test::expect_error(ErrorKind::InvalidInput,
                                            [&] { test::write_format("kitti", alike, folder / "alike"); });
    QVERIFY_CONTAINS(message, "a_b");
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("kitti").holds;
    QVERIFY(!holds.unlabelled_regions && !holds.region_captions && !holds.image_captions &&
            !holds.attributes);
    QVERIFY(!holds.splits && !holds.label_details && holds.images_without_regions);
  }

  void badLinesAreLeftOutAndNamed_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("category");
    const auto row = [](const char* name, const char* line, const char* category) {
      QTest::newRow(name) << QByteArray(line) << category;
    };
    row("short", "Car 0 0 0 1 2 3", "line of wrong length");
    row("words", "Car 0 0 0 1 2 3 four 1 1 1 1 1 1 1", "line that is not numbers");
    row("nan", "Car 0 0 0 1 2 nan 4 1 1 1 1 1 1 1", "box that is not numbers");
    row("swapped", "Car 0 0 0 30 2 3 4 1 1 1 1 1 1 1", "box of negative size");
    row("flat", "Car 0 0 0 3 2 3 4 1 1 1 1 1 1 1", "box without area");
    row("outside", "Car 0 0 0 300 2 400 4 1 1 1 1 1 1 1", "box outside the image");
  }
  void badLinesAreLeftOutAndNamed() {
    QFETCH(QByteArray, line);
    QFETCH(QString, category);
    CocoFolder folder;
    const std::string good = "Car 0 0 0 1 2 3 4 1 1 1 1 1 1 1\n";
    folder.write("label_2/a.txt", good + line.toStdString() + "\n" + good);
    folder.write_image("image_2/a.png");
    IssueReport report;
    const auto dataset = read_format("kitti", folder.path(), report);
    QCOMPARE(report.count(category.toStdString()), 1);
    QCOMPARE(report.total(), 1);
    QVERIFY_CONTAINS(test::text_of(report), "a.txt, line 2");
    QCOMPARE(dataset.images.at(0).regions.size(), 2u);
  }

  void missingImagesAreCounted() {
    CocoFolder folder;
    folder.write("label_2/a.txt", kLabels);
    folder.write("label_2/b.txt", kLabels);
    folder.write_image("image_2/a.png");
    IssueReport report;
    QCOMPARE(read_format("kitti", folder.path(), report).images.size(), 1u);
    QCOMPARE(report.count("missing image file"), 1);
    std::filesystem::remove(folder / "image_2/a.png");
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { read_format("kitti", folder.path(), report); });
    QVERIFY_CONTAINS(message, "Give the folder");
  }

  void yoloFoldersAreNotTakenForKitti() {
    CocoFolder folder;
    folder.write("labels/a.txt", "0 0.5 0.5 0.2 0.2\n");
    folder.write_image("images/a.png");
    QCOMPARE(data::recognised_format(folder.path()).id, std::string("yolo"));
  }
};

QTEST_GUILESS_MAIN(TestKitti)
#include "test_kitti.moc"
