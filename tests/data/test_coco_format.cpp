// SPDX-License-Identifier: Apache-2.0
// What COCO and LVIS hold beside plain boxes, and what is written of it.
#include <QTest>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/data/coco.h"
#include "tests/data/round_trip.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::Dataset;
using test::CocoFolder;
using test::quoted;

namespace {

const std::string kImage = "'images': [{'id': 1, 'file_name': 'a.png', 'width': 100, 'height': 80}]";

Dataset read(const data::Format& format, const std::filesystem::path& path, IssueReport& report,
             const data::ReadOptions& options = {}) {
  return data::read_all(*format.read(path, options, {report}));
}

class TestCocoFormat : public QObject {
  Q_OBJECT
 private:
  // What one annotation with `fields` on an image of 100 x 80 becomes.
  static Dataset annotated(const std::string& fields, IssueReport& report) {
    CocoFolder folder;
    folder.write_image("images/a.png");
    folder.write("instances.json",
                 quoted("{" + kImage +
                        ", 'categories': [{'id': 1, 'name': 'cat'}], 'annotations': [{'id': 5, "
                        "'image_id': 1, 'category_id': 1, " +
                        fields + "}]}"));
    return read(data::format_named("coco"), folder.path(), report);
  }

 private slots:
  void exportAndImportGiveTheSame_data() {
    QTest::addColumn<QString>("id");
    QTest::newRow("coco") << "coco";
    QTest::newRow("lvis") << "lvis";
  }
  void exportAndImportGiveTheSame() {
    QFETCH(QString, id);
    const auto& format = data::format_named(id.toStdString());
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CocoFolder folder;
      auto dataset = test::random_dataset(folder, seed, {});
      data::Region crowd{{1, 2, 3.25f, 4}, 0, dataset.labels[0], 1000};
      crowd.attributes.set(data::kCrowd, true);
      crowd.attributes.set(data::kScore, 0.125);
      dataset.images[2].regions.push_back(crowd);
      dataset.images[0].split = "val";
      dataset.images[1].split = "my own";
      if (id == "lvis") {
        // LVIS says of every label how frequent it is.
        for (auto& details : dataset.label_details) details.attributes.set("frequency", std::string("c"));
        dataset.images[0].attributes.set(data::kImageAddress, std::string("http://x.org/val2017/1.jpg"));
        dataset.images[0].attributes.set(data::kNegativeLabels,
                                         std::vector<std::string>{dataset.labels[1], dataset.labels[4]});
        dataset.images[0].attributes.set(data::kNotExhaustiveLabels,
                                         std::vector<std::string>{dataset.labels[2]});
      }
      IssueReport report;
      const auto target = folder / "out";
      test::write_dataset(format, target, dataset, {.image_root = folder / "images"}, report);
      QVERIFY(&data::recognised_format(target) == &format);
      const auto again = read(format, target, report, {.image_root = folder / "images"});
      QVERIFY_NO_ISSUES(report);
      QVERIFY_SAME(dataset, again, 0.f);
      QCOMPARE(again.labels, dataset.labels);
      for (std::size_t i = 0; i < dataset.images.size(); ++i) {
        QCOMPARE(again.images[i].source_id, dataset.images[i].source_id);
        for (std::size_t k = 0; k < dataset.images[i].regions.size(); ++k)
          QCOMPARE(again.images[i].regions[k].source_id, dataset.images[i].regions[k].source_id);
      }
    }
  }

  void copiesStandAloneAndIdsAreMadeWhereThereAreNone() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 3, {});
    for (auto& image : dataset.images) {
      image.source_id = 0;
      for (auto& region : image.regions) region.source_id = 0;
    }
    std::filesystem::create_directory(folder / "sub");
    std::filesystem::rename(dataset.images[1].path, folder / "sub/picture 0.png");
    dataset.images[1].path = folder / "sub/picture 0.png";  // the same name as another's
    IssueReport report;
    const auto& format = data::format_named("coco");
    test::write_dataset(format, folder / "out", dataset, {.images = data::WriteOptions::Images::Copy},
                        report);
    std::filesystem::rename(folder / "out", folder / "moved");
    std::filesystem::remove_all(folder / "images");
    std::filesystem::remove_all(folder / "sub");
    const auto again = read(format, folder / "moved", report);
    QVERIFY(report.empty());
    QCOMPARE(again.images.size(), dataset.images.size());
    QCOMPARE(again.images[1].path.filename(), std::filesystem::path("picture 0_2.png"));
    QCOMPARE(again.region_count(), dataset.region_count());
    QCOMPARE(again.images[0].source_id, 0);
    QCOMPARE(again.images[5].source_id, 5);
  }

  void nothingIsLeftOfAnExportThatIsNotFinishedAndNothingIsReplacedUnasked() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 1, {});
    IssueReport report;
    const auto& format = data::format_named("coco");
    {
      const auto writer = format.write(folder / "out", dataset.labels, {}, {}, {report});
      writer->add(dataset.images[0]);
    }
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++entries;
    QCOMPARE(entries, 1u);  // the images
    test::write_dataset(format, folder / "out", dataset, {}, report);
    const auto before = read_text_file(folder / "out/instances.json");
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { format.write(folder / "out", dataset.labels, {}, {}, {report}); });
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { format.write(folder / "out.json", dataset.labels, {}, {}, {report}); });
    test::write_dataset(format, folder / "out", dataset, {.overwrite = true}, report);
    QCOMPARE(read_text_file(folder / "out/instances.json"), before);  // the same bytes each time
  }

  void whatCocoCannotHoldIsSaid() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 2, {.more_captions = true});
    data::Region region{{1, 1, 5, 5}, 0, "x"};
    region.more_captions = {"y"};
    dataset.images[0].regions.push_back(region);
    for (const char* id : {"coco", "lvis"}) {
      const auto lost = data::left_out(data::contents_of(*reader_of(dataset)), data::format_named(id).holds);
      QCOMPARE(lost.size(), 1u);
      QVERIFY_CONTAINS(lost[0], "further captions");
    }
  }

  void maskWithoutABoxGetsTheBoxAroundIt_data() {
    QTest::addColumn<QString>("mask");
    // What pycocotools' toBbox gives for the same masks.
    QTest::newRow("polygon") << "'segmentation': [[10, 20, 40.5, 20, 40.5, 60, 10, 60]]";
    QTest::newRow("two polygons") << "'segmentation': [[10, 20, 20, 20, 20, 30], [30, 50, 40.5, 60, 30, 60]]";
    QTest::newRow("empty box") << "'bbox': [], 'segmentation': [[10, 20, 40.5, 20, 40.5, 60, 10, 60]]";
    QTest::newRow("null box") << "'bbox': null, 'segmentation': [[10, 20, 40.5, 20, 40.5, 60, 10, 60]]";
  }
  void maskWithoutABoxGetsTheBoxAroundIt() {
    QFETCH(QString, mask);
    IssueReport report;
    const auto dataset = annotated(mask.toStdString(), report);
    QCOMPARE(report.count("box made from a mask or polygon"), 1);
    QCOMPARE(report.total(), 1);
    QVERIFY(dataset.images[0].regions.at(0).box == (PixelBox{10, 20, 40.5f, 60}));
  }

  void runLengthsGetTheBoxOfPycocotools_data() {
    QTest::addColumn<QString>("mask");
    QTest::addColumn<QList<float>>("box");
    // Made with pycocotools: a rectangle, one pixel, an L, a run over columns. toBbox() of each beside.
    QTest::newRow("rectangle")
        << "{'size': [80, 100], 'counts': "
           "'j<"
           "d0l1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000fl3'}"
        << QList<float>{5, 10, 45, 20};
    QTest::newRow("rectangle, plain")
        << "{'size': [80, 100], 'counts': [410, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, "
           "60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, "
           "60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, "
           "60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, 60, 20, "
           "60, 20, 4050]}"
        << QList<float>{5, 10, 45, 20};
    QTest::newRow("one pixel") << "{'size': [80, 100], 'counts': 'oi71'}" << QList<float>{99, 79, 1, 1};
    QTest::newRow("one pixel, plain")
        << "{'size': [80, 100], 'counts': [7999, 1]}" << QList<float>{99, 79, 1, 1};
    QTest::newRow("L") << "{'size': [80, 100], 'counts': "
                          "'Pb1l1d00j1VN000000000000000000000000000000000000000000000000000000000000000000000"
                          "0000000000000000000000000VY2'}"
                       << QList<float>{20, 0, 50, 60};
    QTest::newRow("L, plain")
        << "{'size': [80, 100], 'counts': [1600, 60, 20, 60, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, "
           "2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, "
           "78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, "
           "2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, 78, 2, "
           "78, 2, 2420]}"
        << QList<float>{20, 0, 50, 60};
    QTest::newRow("over columns") << "{'size': [80, 100], 'counts': 'V]2=]\\\\5'}"
                                  << QList<float>{30, 0, 2, 80};
    QTest::newRow("over columns, plain")
        << "{'size': [80, 100], 'counts': [2470, 13, 5517]}" << QList<float>{30, 0, 2, 80};
  }
  void runLengthsGetTheBoxOfPycocotools() {
    QFETCH(QString, mask);
    QFETCH(QList<float>, box);
    IssueReport report;
    const auto dataset = annotated("'iscrowd': 1, 'segmentation': " + mask.toStdString(), report);
    QCOMPARE(report.total(), 1);
    const auto& region = dataset.images[0].regions.at(0);
    QVERIFY(region.box == (PixelBox{box[0], box[1], box[0] + box[2], box[1] + box[3]}));
    QVERIFY(region.attributes.flag(data::kCrowd));
  }

  void maskThatMakesNoSenseIsLeftOut_data() {
    QTest::addColumn<QString>("mask");
    for (const char* mask :
         {"[[1, 2]]", "[[1, 2, 'x', 3, 4, 5]]", "[['a']]",
          "{'counts': 'zzzzzzzzzzzzzzzzzzzz', 'size': [80, 100]}",
          "{'counts': [1, 99999999], 'size': [80, 100]}", "{'counts': [1, -5], 'size': [80, 100]}",
          "{'counts': [8000], 'size': [80, 100]}", "{'counts': [1, 5], 'size': [0, 100]}",
          "{'counts': [1, 5], 'size': [80]}", "{'counts': [1, 5], 'size': [9999999999, 9999999999]}",
          "{'counts': 'o', 'size': [80, 100]}", "{'size': [80, 100]}", "[[NaN, 1, 2, 3, 4, 5]]",
          "[[[[1]]]]"}) {
      QTest::newRow(mask) << mask;
    }
  }
  void maskThatMakesNoSenseIsLeftOut() {
    QFETCH(QString, mask);
    IssueReport report;
    const auto dataset = annotated("'segmentation': " + mask.toStdString(), report);
    QCOMPARE(report.count("mask that cannot be read"), 1);
    QVERIFY_CONTAINS(report.examples()[0].where, "annotation id 5");
    QCOMPARE(dataset.region_count(), 0);
  }

  void attributesScoreAndParentAreKept() {
    CocoFolder folder;
    folder.write_image("images/a.png");
    folder.write(
        "instances_val2017.json",
        quoted("{" + kImage +
               ", 'categories': [{'id': 3, 'name': 'cat', 'supercategory': 'animal'}], 'annotations': "
               "[{'id': 5, 'image_id': 1, 'category_id': 3, 'bbox': [1, 2, 3, 4], 'score': 0.5, "
               "'attributes': {'occluded': true, 'n': 3, 'who': 'me', 'deep': {'a': [1]}}}, {'id': 6, "
               "'image_id': 1, 'category_id': 3, 'bbox': [1, 2, 3, 4], 'attributes': [1]}]}"));
    IssueReport report;
    const auto dataset = read(data::format_named("coco"), folder.path(), report);
    const auto& region = dataset.images[0].regions[0];
    QVERIFY(region.attributes.flag(data::kOccluded));
    QVERIFY(*region.attributes.find("n") == data::AttributeValue(3.0));
    QCOMPARE(region.attributes.text("who"), std::string("me"));
    QCOMPARE(region.attributes.text("deep"), std::string("{\"a\":[1]}"));
    QVERIFY(*region.attributes.find(data::kScore) == data::AttributeValue(0.5));
    QCOMPARE(report.count("attributes that cannot be read"), 1);
    QCOMPARE(dataset.images[0].regions.size(), 2u);
    QCOMPARE(dataset.label_details.at(0).parent, std::string("animal"));
    QVERIFY(*dataset.label_details[0].attributes.find(data::kCategoryId) == data::AttributeValue(3.0));
    QCOMPARE(dataset.images[0].split, std::string("val"));
  }

  void categoryIdsWithHolesAreWrittenAgain() {
    CocoFolder folder;
    folder.write_image("images/a.png");
    folder.write("instances.json", quoted("{" + kImage +
                                          ", 'categories': [{'id': 17, 'name': 'cat'}, {'id': 90, "
                                          "'name': 'dog'}], 'annotations': [{'id': 5, 'image_id': 1, "
                                          "'category_id': 90, 'bbox': [1, 2, 3, 4]}]}"));
    IssueReport report;
    const auto dataset = read(data::format_named("coco"), folder.path(), report);
    test::write_dataset(data::format_named("coco"), folder / "out", dataset, {}, report);
    const auto written = read_text_file(folder / "out/instances.json");
    QVERIFY_CONTAINS(written, "\"category_id\": 90");
    QVERIFY(!test::contains(written, "attributes"));  // an id is no attribute of theirs
    QVERIFY_SAME(dataset, read(data::format_named("coco"), folder / "out", report), 0.f);
  }

  // As panopticapi writes it: a segment's id is its colour in the image, so images share ids.
  void panopticSegmentsAreRegions() {
    CocoFolder folder;
    folder.write_image("val2017/000000000139.png");
    folder.write_image("val2017/000000000285.png");
    folder.write(
        "annotations/panoptic_val2017.json",
        quoted(
            "{'images': [{'id': 139, 'file_name': '000000000139.png', 'width': 100, 'height': 80}, {'id': "
            "285, 'file_name': '000000000285.png', 'width': 100, 'height': 80}], 'annotations': "
            "[{'segments_info': [{'id': 3226956, 'category_id': 1, 'iscrowd': 0, 'bbox': [41, 15, 30, 51], "
            "'area': 2840}, {'id': 6979964, 'category_id': 184, 'iscrowd': 1, 'bbox': [0, 9, 64, 20], "
            "'area': 5}], 'file_name': '000000000139.png', 'image_id': 139}, {'segments_info': [{'id': "
            "3226956, 'category_id': 1, 'iscrowd': 0, 'bbox': [1, 1, 5, 5], 'area': 2}, 3], 'file_name': "
            "'000000000285.png', 'image_id': 285}], 'categories': [{'supercategory': 'person', 'color': "
            "[220, "
            "20, 60], 'isthing': 1, 'id': 1, 'name': 'person'}, {'supercategory': 'plant', 'color': [1, 2, "
            "3], 'isthing': 0, 'id': 184, 'name': 'tree-merged'}]}"));
    IssueReport report;
    const auto dataset =
        read(data::format_named("coco"), folder / "annotations/panoptic_val2017.json", report);
    QCOMPARE(report.total(), 1);
    QCOMPARE(report.count("annotation that is no object"), 1);
    QCOMPARE(dataset.region_count(), 3);
    QVERIFY(dataset.images[0].regions[0].box == (PixelBox{41, 15, 71, 66}));
    QCOMPARE(dataset.images[0].regions[1].caption, std::string("tree-merged"));
    QVERIFY(dataset.images[0].regions[1].attributes.flag(data::kCrowd));
    QCOMPARE(dataset.label_details[0].colour, std::string("#dc143c"));
    QVERIFY(dataset.label_details[0].attributes.flag("isthing"));
    QVERIFY(!dataset.label_details[1].attributes.flag("isthing"));
  }

  void lvisFieldsAreKept() {
    CocoFolder folder;
    folder.write_image("val2017/000000000139.png");
    folder.write(
        "lvis_v1_val.json",
        quoted("{'info': {}, 'images': [{'id': 139, 'width': 100, 'height': 80, 'coco_url': "
               "'http://images.cocodataset.org/val2017/000000000139.png', "
               "'not_exhaustive_category_ids': [2], 'neg_category_ids': [1, 2, 77]}], 'annotations': "
               "[{'area': 12.0, 'id': 1, 'segmentation': [[1, 2, 4, 2, 4, 6]], 'image_id': 139, 'bbox': "
               "[1.0, 2.0, 3.0, 4.0], 'category_id': 1}], 'categories': [{'frequency': 'c', 'synset': "
               "'aerosol.n.02', 'synonyms': ['aerosol_can', 'spray_can'], 'def': 'a dispenser', 'id': "
               "1, 'name': 'aerosol_can', 'image_count': 64, 'instance_count': 109}, {'frequency': 'f', "
               "'id': 2, 'name': 'air/conditioner'}]}"));
    IssueReport report;
    const auto& format = data::recognised_format(folder / "lvis_v1_val.json");
    QCOMPARE(format.id, std::string("lvis"));
    const auto dataset = read(format, folder / "lvis_v1_val.json", report);
    QCOMPARE(report.count("unknown category"), 1);  // 77
    const auto& image = dataset.images.at(0);
    QCOMPARE(image.split, std::string("val"));
    QVERIFY(*image.attributes.find(data::kNegativeLabels) ==
            data::AttributeValue(std::vector<std::string>{"aerosol_can", "air/conditioner"}));
    QVERIFY(*image.attributes.find(data::kNotExhaustiveLabels) ==
            data::AttributeValue(std::vector<std::string>{"air/conditioner"}));
    const auto& label = dataset.label_details.at(0).attributes;
    QCOMPARE(label.text("synset"), std::string("aerosol.n.02"));
    QCOMPARE(label.text("def"), std::string("a dispenser"));
    QCOMPARE(label.text("frequency"), std::string("c"));
    QVERIFY(*label.find("synonyms") ==
            data::AttributeValue(std::vector<std::string>{"aerosol_can", "spray_can"}));
    QVERIFY(image.regions[0].box == (PixelBox{1, 2, 4, 6}));
    IssueReport writing;
    test::write_dataset(format, folder / "out", dataset, {}, writing);
    QVERIFY(writing.empty());
    const auto written = read_text_file(folder / "out/lvis_v1.json");
    for (const char* part : {"\"neg_category_ids\": [1, 2]", "\"not_exhaustive_category_ids\": [2]",
                             "\"image_count\": 1", "\"frequency\": \"c\"", "val2017/000000000139.png"}) {
      QVERIFY_CONTAINS(written, part);
    }
  }

  void hostileNestingIsRefused() {
    CocoFolder folder;
    folder.write("deep.json", "{\"info\": " + std::string(1000000, '['));
    IssueReport report;
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::Corrupt,
                           [&] { read(data::format_named("coco"), folder / "deep.json", report); }),
        "nested too deeply");
  }

  // Blocks are read a megabyte at a time: every record must come whole over their borders.
  void recordsOverTheBordersOfBlocksAreWhole() {
    CocoFolder folder;
    folder.write_image("images/a.png");
    std::string json =
        "{\"x\": \"" + std::string(3000001, 'y') + "\", " + quoted(kImage) + ", \"annotations\": [";
    constexpr int kCount = 30000;
    for (int i = 0; i < kCount; ++i) {
      json += (i > 0 ? "," : "");
      json += "{\"id\": " + std::to_string(i + 1) +
              ", \"image_id\": 1, \"bbox\": [1, 2, 3, 4], \"caption\": \"" +
              std::string(static_cast<std::size_t>(i % 61), 'z') + " \\\"" + std::to_string(i) + "]}\"}";
    }
    folder.write("instances.json", json + "]}");
    IssueReport report;
    const auto dataset = read(data::format_named("coco"), folder.path(), report);
    QVERIFY(report.empty());
    QCOMPARE(dataset.region_count(), kCount);
    for (int i = 0; i < kCount; ++i) {
      const auto& caption = dataset.images[0].regions[static_cast<std::size_t>(i)].caption;
      QVERIFY(caption.ends_with(" \"" + std::to_string(i) + "]}"));
    }
  }
};

}  // namespace

QTEST_GUILESS_MAIN(TestCocoFormat)
#include "test_coco_format.moc"
