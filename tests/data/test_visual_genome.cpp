// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <string>
#include <vector>

#include "tests/data/round_trip.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::Dataset;
using test::CocoFolder;
using test::quoted;

namespace {

const std::string kImages = quoted(
    "[{'width': 100, 'url': 'https://cs.stanford.edu/people/rak248/VG_100K_2/1.jpg', 'height': 80, "
    "'image_id': 1, "
    "'coco_id': null, 'flickr_id': 5}, {'width': 100, 'url': "
    "'https://cs.stanford.edu/people/rak248/VG_100K/2.jpg', "
    "'height': 80, 'image_id': 2, 'coco_id': 77, 'flickr_id': null}]");

}  // namespace

class TestVisualGenome : public QObject {
  Q_OBJECT
 private:
  // A folder with two images, in the places that the archives have them.
  struct Genome {
    Genome() {
      folder.write_image("VG_100K_2/1.jpg");
      folder.write_image("VG_100K/2.jpg");
      folder.write("image_data.json", kImages);
    }
    Dataset read(const data::ReadOptions& options = {}) {
      const auto& format = data::recognised_format(folder.path());
      if (format.id != "visual_genome") qFatal("taken for another format");
      return data::read_all(*format.read(folder.path(), options, {report}));
    }
    Dataset regions(const std::string& json) {
      folder.write("region_descriptions.json", quoted(json));
      return read();
    }
    CocoFolder folder;
    IssueReport report;
  };

 private slots:
  void filesOfVersion14AreRead() {
    Genome genome;
    genome.folder.write("region_descriptions.json",
                        quoted("[{'regions': [{'region_id': 1382, 'width': 82, 'height': 40, 'image_id': 1, "
                               "'phrase': 'the clock "
                               "is green', 'y': 7, 'x': 12}], 'id': 1}, {'regions': [], 'id': 2}]"));
    genome.folder.write(
        "objects.json",
        quoted(
            "[{'image_id': 1, 'objects': [{'synsets': ['tree.n.01'], 'h': 57, 'object_id': 1058549, "
            "'merged_object_ids': [], 'names': ['trees', 'wood'], 'w': 99, 'y': 0, 'x': 0}, {'synsets': [], "
            "'h': 5, 'object_id': 5046, 'names': ['sidewalk'], 'w': 9, 'y': 3, 'x': 7}], 'image_url': "
            "'u'}]"));
    genome.folder.write(
        "attributes.json",
        quoted("[{'image_id': 1, 'attributes': [{'synsets': ['tree.n.01'], 'h': 57, 'object_id': "
               "1058549, 'names': ['trees'], 'w': 99, 'attributes': ['green', 'tall'], 'y': 0, "
               "'x': 0}, {'object_id': 4, 'attributes': ['x']}]}]"));
    genome.folder.write(
        "relationships.json",
        quoted(
            "[{'relationships': [{'predicate': 'ON', 'object': {'h': 5, 'object_id': 5046, 'name': "
            "'sidewalk', 'x': 7}, 'relationship_id': 15927, 'synsets': ['along.r.01'], 'subject': {'name': "
            "'trees', 'object_id': 1058549}}], 'image_id': 1}]"));
    const auto dataset = genome.read();
    QCOMPARE(genome.report.total(), 1);
    QCOMPARE(genome.report.count("attributes of an unknown object"), 1);
    QCOMPARE(dataset.labels, (std::vector<std::string>{"trees", "sidewalk"}));
    QCOMPARE(dataset.images.size(), 2u);
    const auto& image = dataset.images[0];
    QCOMPARE(image.path, genome.folder / "VG_100K_2/1.jpg");
    QVERIFY(*dataset.images[1].attributes.find("coco_id") == data::AttributeValue(77.0));
    QCOMPARE(image.regions.size(), 3u);
    QVERIFY(image.regions[0].box == (PixelBox{0, 0, 99, 57}));
    QCOMPARE(image.regions[0].label, 0);
    using Words = std::vector<std::string>;
    QVERIFY(*image.regions[0].attributes.find("attributes") == data::AttributeValue(Words{"green", "tall"}));
    QVERIFY(*image.regions[0].attributes.find("names") == data::AttributeValue(Words{"trees", "wood"}));
    QVERIFY(*image.regions[0].attributes.find("relationships") ==
            data::AttributeValue(Words{"on sidewalk #5046"}));
    QVERIFY(image.regions[2].box == (PixelBox{12, 7, 94, 47}));
    QCOMPARE(image.regions[2].label, -1);
    QCOMPARE(image.regions[2].caption, std::string("the clock is green"));
    QCOMPARE(image.regions[2].source_id, 1382);
  }

  void filesOfVersion10AndVersionedNamesAreRead() {
    CocoFolder folder;
    folder.write_image("1.jpg");
    folder.write("image_data.json",
                 quoted("[{'id': 1, 'url': 'http://x/1.jpg', 'width': 100, 'height': 80}]"));
    folder.write(
        "region_descriptions.json",
        quoted("[{'id': 1, 'regions': [{'id': 3, 'image': 1, 'phrase': 'a cat', 'x': 1, 'y': 2, 'width': "
               "3, 'height': 4}]}]"));
    folder.write("objects_v1_2_0.json",
                 quoted("[{'id': 1, 'objects': [{'id': 8, 'name': 'cat', 'x': 1, 'y': 2, "
                        "'w': 3, 'h': 4}]}]"));
    IssueReport report;
    const auto dataset =
        data::read_all(*data::recognised_format(folder.path()).read(folder.path(), {}, {report}));
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.region_count(), 2);
    QCOMPARE(dataset.labels, std::vector<std::string>{"cat"});
    QCOMPARE(dataset.images[0].regions[1].source_id, 3);
  }

  void withoutImageDataTheIdsNameTheFiles() {
    Genome genome;
    std::filesystem::remove(genome.folder / "image_data.json");
    const auto dataset = genome.regions(
        "[{'id': 2, 'regions': [{'x': 90, 'y': 1, 'width': 50, 'height': 4, "
        "'phrase': 'p', 'region_id': 1}]}]");
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(dataset.images[0].width, 100);
    QVERIFY(dataset.images[0].regions[0].box == (PixelBox{90, 1, 100, 5}));
    QCOMPARE(genome.report.count("box clipped to the image"), 1);
  }

  void badRecordsAreLeftOutCountedAndNamed() {
    Genome genome;
    const auto dataset = genome.regions(
        "[{'id': 1, 'regions': [{'region_id': 1, 'x': 1, 'y': 2, 'width': -3, 'height': 4, 'phrase': 'p'}, "
        "{'region_id': 2, 'x': 'a', 'y': 2, 'width': 3, 'height': 4, 'phrase': 'p'}, {'region_id': 3, 'x': "
        "1, "
        "'y': 2, 'width': 3, 'height': 4}, {'region_id': 4, 'x': 1, 'y': 2, 'width': 0, 'height': 4}, 5]}, "
        "{'id': 2, 'regions': [{'x': NaN}]}, {'id': 1, 'regions': []}, {'id': 9, 'regions': []}, {'regions': "
        "[]}, "
        "3, {'id': 2, 'regions': [{'region_id': 7, 'x': 1, 'y': 2, 'width': 3, 'height': 4, 'phrase': "
        "'last'}]}]");
    const auto& report = genome.report;
    QCOMPARE(report.count("box of negative size"), 1);
    QCOMPARE(report.count("box that is not numbers"), 2);
    QCOMPARE(report.count("box without area"), 1);
    QCOMPARE(report.count("region without phrase"), 1);
    QCOMPARE(report.count("record that cannot be read"), 1);
    QCOMPARE(report.count("record without image id"), 2);
    QCOMPARE(report.count("duplicate image id"), 1);
    QCOMPARE(report.count("annotation of an unknown image"), 1);
    QCOMPARE(report.total(), 10);
    QVERIFY_CONTAINS(test::issue_of(report, "box of negative size").where, "image id 1, region id 1");
    QVERIFY_CONTAINS(test::issue_of(report, "record that cannot be read").where, "record 2");
    QCOMPARE(dataset.images[0].regions.size(), 1u);
    QCOMPARE(dataset.images[1].regions.at(0).caption, std::string("last"));  // what follows damage is kept
  }

  void missingImagesAreReportedAndNoneAtAllIsNotFound() {
    Genome genome;
    std::filesystem::remove(genome.folder / "VG_100K/2.jpg");
    QCOMPARE(genome.regions("[]").images.size(), 1u);
    QCOMPARE(genome.report.count("missing image file"), 1);
    std::filesystem::remove(genome.folder / "VG_100K_2/1.jpg");
    const auto message = test::expect_error(ErrorKind::NotFound, [&] { genome.regions("[]"); });
    QVERIFY_CONTAINS(message, "1.jpg");
    QVERIFY_CONTAINS(message, "Give the folder that holds them");
  }

  void cutAndForeignFilesAreCorrupt() {
    Genome genome;
    const std::string json =
        "[{'id': 1, 'regions': [{'region_id': 1, 'x': 1, 'y': 2, 'width': 3, 'height': 4, "
        "'phrase': 'p'}]}]";
    QCOMPARE(genome.regions(json).region_count(), 1);
    for (std::size_t length = 0; length < json.size(); ++length) {
      QVERIFY_CONTAINS(
          test::expect_error(ErrorKind::Corrupt, [&] { genome.regions(json.substr(0, length)); }),
          "region_descriptions.json");
    }
    test::expect_error(ErrorKind::Corrupt, [&] { genome.regions("{'id': 1}"); });
  }

  void exportAndImportGiveTheSame() {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CocoFolder folder;
      auto dataset = test::random_dataset(
          folder, seed, {.image_captions = false, .attributes = false, .label_details = false});
      dataset.images[0].split = "val";
      for (auto& image : dataset.images) {
        // Objects come before descriptions.
        std::stable_partition(image.regions.begin(), image.regions.end(),
                              [](const data::Region& region) { return region.label >= 0; });
        for (auto& region : image.regions) {
          if (region.label >= 0 && region.source_id % 2 == 0)
            region.attributes.set("attributes", std::vector<std::string>{"green", "very \"tall\""});
        }
      }
      IssueReport report;
      const auto& format = data::format_named("visual_genome");
      test::write_dataset(format, folder / "out", dataset, {.images = data::WriteOptions::Images::Copy},
                          report);
      QVERIFY(&data::recognised_format(folder / "out") == &format);
      const auto again = data::read_all(*format.read(folder / "out", {}, {report}));
      for (const auto& [category, count] : report.counts())
        QCOMPARE(category, std::string("region without phrase"));
      QVERIFY_SAME(dataset, again, 0.f);
      QCOMPARE(again.images[2].source_id, dataset.images[2].source_id);
    }
  }

  void whatItCannotHoldIsSaid() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 2, {});
    const auto lost =
        data::left_out(data::contents_of(*reader_of(dataset)), data::format_named("visual_genome").holds);
    QCOMPARE(lost.size(), 3u);
    QVERIFY_CONTAINS(lost[0], "image captions");
    QVERIFY_CONTAINS(lost[1], "attributes");
    QVERIFY_CONTAINS(lost[2], "colours, parents");
  }
};

QTEST_GUILESS_MAIN(TestVisualGenome)
#include "test_visual_genome.moc"
