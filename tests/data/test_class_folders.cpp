// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

class TestClassFolders : public QObject {
  Q_OBJECT
 private slots:
  void imageNetsFoldersGiveEachImageOneLabel() {
    CocoFolder folder;
    folder.write_image("set/train/n01440764/a.JPEG");
    folder.write_image("set/train/n01443537/b.JPEG", 30, 20);
    folder.write_image("set/val/n01443537/c.JPEG");
    folder.write_image("set/val/n01440764/d.JPEG");
    folder.write("LOC_synset_mapping.txt", "n01440764 tench, Tinca tinca\nn01443537 goldfish\n");
    QCOMPARE(data::recognised_format(folder / "set").id, std::string("classfolders"));
    QCOMPARE(data::recognised_format(folder / "set/train").id, std::string("classfolders"));
    IssueReport report;
    const auto dataset = read_format("classfolders", folder / "set", report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.labels, (std::vector<std::string>{"tench, Tinca tinca", "goldfish"}));
    QCOMPARE(dataset.label_details.at(0).attributes.text("wordnet"), std::string("n01440764"));
    QCOMPARE(dataset.images.size(), 4u);
    QCOMPARE(dataset.images[0].split, std::string("train"));
    QCOMPARE(dataset.images[2].split, std::string("val"));
    const auto& region = dataset.images[1].regions.at(0);
    QCOMPARE(box_text(region), std::string("0 0 30 20"));
    QCOMPARE(region.caption, std::string("goldfish"));
    QVERIFY(region.attributes.flag(data::kWholeImage));
  }

  void albumsOfPhotosStayPlainImagesUnlessTheFormatIsNamed() {
    CocoFolder folder;
    folder.write_image("set/holiday/a.jpg");
    folder.write_image("set/garden/b.jpg");
    QCOMPARE(data::recognised_format(folder / "set").id, std::string("images"));
    IssueReport report;
    QCOMPARE(read_format("classfolders", folder / "set", report).labels,
             (std::vector<std::string>{"garden", "holiday"}));
  }

  void splitFoldersAreRecognisedOnlyWhenTheyHoldClasses_data() {
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<bool>("recognised");
    QTest::newRow("classes") << QStringList{"train/cat/a.jpg", "train/dog/b.jpg", "valid/cat/c.jpg",
                                            "valid/dog/d.jpg"}
                             << true;
    QTest::newRow("other folders") << QStringList{"train/images/a.jpg", "train/x/b.jpg", "val/images/c.jpg",
                                                  "val/x/d.jpg"}
                                   << false;
    QTest::newRow("other classes") << QStringList{"train/cat/a.jpg", "train/dog/b.jpg", "val/cow/c.jpg",
                                                  "val/dog/d.jpg"}
                                   << false;
    QTest::newRow("one class") << QStringList{"train/cat/a.jpg", "val/cat/c.jpg"} << false;
    QTest::newRow("deeper") << QStringList{"train/cat/x/a.jpg", "train/dog/b.jpg", "val/cat/c.jpg",
                                           "val/dog/d.jpg"}
                            << false;
    QTest::newRow("loose images") << QStringList{"train/cat/a.jpg", "train/dog/b.jpg", "train/e.jpg",
                                                 "val/cat/c.jpg", "val/dog/d.jpg"}
                                  << false;
  }
  void splitFoldersAreRecognisedOnlyWhenTheyHoldClasses() {
    QFETCH(QStringList, files);
    QFETCH(bool, recognised);
    CocoFolder folder;
    for (const auto& file : files) folder.write_image("set/" + file.toStdString());
    QCOMPARE(data::recognised_format(folder / "set").id, std::string(recognised ? "classfolders" : "images"));
    if (!recognised) return;
    IssueReport report;
    const auto dataset = read_format("classfolders", folder / "set", report);
    QCOMPARE(dataset.images.back().split, std::string("val"));
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 2, {.images = 30, .most_regions = 0, .splits = true},
                                        {"cat", "a/b", "..", "train", "\xf0\x9f\x8d\x8e", ".hidden", "a_b"});
    for (std::size_t i = 0; i < dataset.images.size(); ++i) {
      auto& image = dataset.images[i];
      if (i % 6 == 5) image.split = "";
      data::Region region;
      region.label = static_cast<int>(i % dataset.labels.size());
      region.caption = dataset.labels[i % dataset.labels.size()];
      region.box = {0, 0, static_cast<float>(image.width), static_cast<float>(image.height)};
      region.attributes.set(data::kWholeImage, true);
      image.regions.push_back(region);
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      IssueReport said;
      const auto writer =
          data::format_named("classfolders")
              .write(folder / "out", dataset.labels, {},
                     {.images = mode, .image_root = folder / "source", .overwrite = true}, {said});
      for (const auto& image : dataset.images) writer->add(image);
      writer->finish();
      QCOMPARE(said.count("label written otherwise"), 5);
      IssueReport report;
      const auto again = read_format("classfolders", folder / "out", report);
      QVERIFY_NO_ISSUES(report);
      auto wanted = dataset;
      wanted.labels = {"cat", "a_b", "_..", "_train", "\xf0\x9f\x8d\x8e", "_.hidden", "a_b_2"};
      QVERIFY_SAME(wanted, again, {.splits = true, .captions = false, .attributes = true, .order = false});
    }
  }

  void whatFoldersCannotHoldIsSaid() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 8, {.images = 12}, {"cat", "dog"});
    IssueReport report;
    const auto writer =
        data::format_named("classfolders").write(folder / "out", dataset.labels, {}, {}, {report});
    std::int64_t empty = 0;
    for (const auto& image : dataset.images) {
      writer->add(image);
      empty += image.regions.empty() ? 1 : 0;
    }
    writer->finish();
    QVERIFY(empty > 0);
    QCOMPARE(report.count("image without class folder"), empty);
    QCOMPARE(report.count("regions left out"), static_cast<std::int64_t>(dataset.images.size()) - empty);
    const auto& holds = data::format_named("classfolders").holds;
    QVERIFY(!holds.regions && !holds.images_without_regions && !holds.unlabelled_regions &&
            !holds.attributes && holds.splits);
  }

  void badFilesAreLeftOutAndNamed() {
    CocoFolder folder;
    folder.write_image("train/cat/a.jpg");
    folder.write("train/dog/b.jpg", "no image");
    folder.write_image("train/c.jpg");
    folder.write_image("d.jpg");
    IssueReport report;
    const auto dataset = read_format("classfolders", folder.path(), report);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(report.count("image of unknown size"), 1);
    QCOMPARE(report.count("image without class folder"), 2);
    const std::string none = folder / "none";
    test::expect_error(ErrorKind::NotFound, [&] { read_format("classfolders", none, report); });
  }
};

QTEST_GUILESS_MAIN(TestClassFolders)
#include "test_class_folders.moc"
