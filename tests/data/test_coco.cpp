// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/data/coco.h"
#include "tests/data/coco_folder.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::Dataset;
using test::CocoFolder;

namespace {

// JSON written with ' for ", to be readable here (raw strings confuse moc).
std::string quoted(std::string json) {
  std::replace(json.begin(), json.end(), '\'', '"');
  return json;
}

const std::string kImages = quoted(
    "'images': [{'id': 1, 'file_name': 'a.png', 'width': 100, 'height': 80}, {'id': 2, 'file_name': 'b.png', "
    "'width': 100, 'height': 80}]");
const std::string kCategories = quoted("'categories': [{'id': 7, 'name': 'cat'}, {'id': 9, 'name': 'dog'}]");

// One instances file on two images of 100 x 80 pixels.
class OneFile {
 public:
  OneFile() {
    folder_.write_image("images/a.png");
    folder_.write_image("images/b.png");
  }

  Dataset read(const std::string& json) {
    folder_.write("instances.json", json);
    report = {};
    return data::read_coco(
        {.instances = folder_ / "instances.json", .captions = {}, .image_root = folder_ / "images"}, report);
  }
  Dataset read_annotations(const std::string& annotations) {
    return read("{" + kImages + ", " + kCategories + ", \"annotations\": [" + annotations + "]}");
  }
  // The message of the error of `kind` that reading `json` must throw.
  std::string error(ErrorKind kind, const std::string& json) {
    return test::expect_error(kind, [&] { read(json); });
  }

  // The first report of the category; empty texts when there is none.
  Issue issue(const std::string& category) const {
    for (const auto& example : report.examples()) {
      if (example.category == category) return example;
    }
    return {};
  }

  const CocoFolder& folder() const { return folder_; }
  IssueReport report;

 private:
  CocoFolder folder_;
};

std::string annotation(int id, const std::string& bbox, const std::string& more = "") {
  return "{\"id\": " + std::to_string(id) + ", \"image_id\": 1, \"category_id\": 7, \"bbox\": " + bbox +
         more + "}";
}

const std::string kGood = annotation(1000, "[10, 20, 30, 40]");

}  // namespace

class TestCoco : public QObject {
  Q_OBJECT
 private slots:
  void regionsCaptionsAndLabelsComeAsTheyAreInTheFiles() {
    OneFile file;
    file.folder().write("captions.json",
                        "{" + kImages +
                            quoted(", 'annotations': [ {'id': 1, 'image_id': 2, 'caption': 'first'}, {'id': "
                                   "2, 'image_id': 2, 'caption': 'second'}]}"));
    file.folder().write(
        "instances.json",
        "{\"info\": {\"a\": [1, {}]}, \"annotations\": [" +
            annotation(5, "[10.5, 20, 30, 40]", ", \"caption\": \"a sleeping cat\"") + "," +
            annotation(6, "[0, 0, 100, 80]", ", \"segmentation\": [[1, 2, 3]], \"iscrowd\": 0") + "], " +
            kImages + ", " + kCategories + "}");
    const auto dataset = data::read_coco(
        {file.folder() / "instances.json", file.folder() / "captions.json", file.folder() / "images"},
        file.report);
    QVERIFY(file.report.empty());
    QCOMPARE(dataset.labels, (std::vector<std::string>{"cat", "dog"}));
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(dataset.region_count(), 2);
    const auto& image = dataset.images[0];
    QCOMPARE(image.source_id, 1);
    QCOMPARE(image.path, file.folder() / "images" / "a.png");
    QCOMPARE(image.width, 100);
    QCOMPARE(image.height, 80);
    QVERIFY(image.regions[0].box == (PixelBox{10.5f, 20, 40.5f, 60}));
    QCOMPARE(image.regions[0].caption, std::string("a sleeping cat"));
    QCOMPARE(image.regions[0].label, 0);
    QCOMPARE(image.regions[0].source_id, 5);
    QCOMPARE(image.regions[1].caption, std::string("cat"));  // the label, for want of a caption
    QCOMPARE(dataset.images[1].captions, (std::vector<std::string>{"first", "second"}));
  }

  void captionsAloneAreADataset() {
    OneFile file;
    file.folder().write(
        "captions.json",
        "{" + kImages + quoted(", 'annotations': [{'id': 1, 'image_id': 2, 'caption': 'x'}]}"));
    const auto dataset =
        data::read_coco({{}, file.folder() / "captions.json", file.folder() / "images"}, file.report);
    QCOMPARE(dataset.images[1].captions.size(), 1u);
    test::expect_error(ErrorKind::InvalidInput, [&] { data::read_coco({}, file.report); });
  }

  void filesThatDoNotBelongTogetherAreAMismatch() {
    OneFile file;
    file.folder().write("captions.json",
                        quoted("{'images': [{'id': 1, 'file_name': 'z.png'}], 'annotations': []}"));
    file.folder().write("instances.json", "{" + kImages + ", \"annotations\": []}");
    const auto message = test::expect_error(ErrorKind::Mismatch, [&] {
      data::read_coco(
          {file.folder() / "instances.json", file.folder() / "captions.json", file.folder() / "images"},
          file.report);
    });
    QVERIFY_CONTAINS(message, "image id 1");
    QVERIFY_CONTAINS(message, "z.png");
  }

  void badBoxIsLeftOutCountedAndNamed_data() {
    QTest::addColumn<QString>("bbox");
    QTest::addColumn<QString>("category");
    const auto row = [](const char* bbox, const char* category) { QTest::newRow(bbox) << bbox << category; };
    row("[1, 2, 3]", "box of wrong length");
    row("[1, 2, 3, 4, 5]", "box of wrong length");
    row("[]", "box of wrong length");
    row("[1, \"2\", 3, 4]", "box that is not numbers");
    row("[1, null, 3, 4]", "box that is not numbers");
    row("[1, [2], 3, 4]", "box that is not numbers");
    row("[1, {\"a\": [2]}, 3, 4]", "box that is not numbers");
    row("[NaN, 2, 3, 4]", "box that is not numbers");
    row("[1, 2, 3, NaN]", "box that is not numbers");
    row("[1, 2, Infinity, 4]", "box that is not numbers");
    row("[-Infinity, 2, 3, 4]", "box that is not numbers");
    row("[1, 2, 1e999, 4]", "box that is not numbers");
    row("\"1 2 3 4\"", "box that is not numbers");
    row("null", "box that is not numbers");
    row("{\"x\": 1}", "box that is not numbers");
    row("[10, 10, -5, 5]", "box of negative size");
    row("[10, 10, 5, -5]", "box of negative size");
    row("[10, 10, 0, 5]", "box without area");
    row("[10, 10, 5, 0]", "box without area");
    row("[100, 10, 5, 5]", "box outside the image");
    row("[-50, 10, 20, 20]", "box outside the image");
    row("[10, 900, 20, 20]", "box outside the image");
    row("[1e300, 10, 1e300, 20]", "box outside the image");
    row("[10, 10, 1e-30, 20]", "box without area");
  }
  void badBoxIsLeftOutCountedAndNamed() {
    QFETCH(QString, bbox);
    QFETCH(QString, category);
    OneFile file;
    const auto dataset = file.read_annotations(kGood + "," + annotation(17, bbox.toStdString()) + "," +
                                               annotation(18, "[1, 1, 5, 5]"));
    QCOMPARE(file.report.total(), 1);
    QCOMPARE(file.report.count(category.toStdString()), 1);
    QVERIFY_CONTAINS(file.report.examples()[0].where, "instances.json, annotation id 17");
    QCOMPARE(dataset.images[0].regions.size(), 2u);  // its neighbours are kept
    QCOMPARE(dataset.images[0].regions[1].source_id, 18);
  }

  void nanInABoxNamesItsByte() {
    OneFile file;
    const std::string json = "{" + kImages + ", \"annotations\": [" + annotation(17, "[1, 2, NaN, 4]") + "]}";
    for (const std::string mark : {"", "\xef\xbb\xbf"}) {
      file.read(mark + json);
      QVERIFY_CONTAINS(file.issue("box that is not numbers").what,
                       "byte " + std::to_string((mark + json).find("NaN")));
    }
  }

  void boxPartlyOutsideIsClippedAndCounted() {
    OneFile file;
    const auto dataset = file.read_annotations(annotation(3, "[-10, 70, 50, 50]") + "," +
                                               annotation(4, "[90, 70, 10.01, 10.01]"));
    QCOMPARE(file.report.count("box clipped to the image"), 1);  // not the one that is out by COCO's rounding
    QVERIFY_CONTAINS(file.issue("box clipped to the image").where, "annotation id 3");
    QVERIFY(dataset.images[0].regions[0].box == (PixelBox{0, 70, 40, 80}));
    QVERIFY(dataset.images[0].regions[1].box == (PixelBox{90, 70, 100, 80}));
  }

  void recordsThatReferToNothingAreCounted() {
    OneFile file;
    const auto dataset = file.read_annotations(
        kGood +
        quoted(", {'id': 2, 'image_id': 55, 'category_id': 7, 'bbox': [1, 1, 5, 5]}, {'id': 3, 'image_id': "
               "1, 'category_id': 77, 'bbox': [1, 1, 5, 5]}, {'id': 4, 'image_id': 1, 'category_id': 77, "
               "'bbox': [1, 1, 5, 5], 'caption': 'a bird'}, {'id': 5, 'category_id': 7, 'bbox': [1, 1, 5, "
               "5]}, {'id': 6, 'image_id': 'x', 'category_id': 7, 'bbox': [1, 1, 5, 5]}, {'id': 7, "
               "'image_id': 1, 'category_id': 7}, 12, null, 'x', [1]"));
    QCOMPARE(file.report.count("annotation of an unknown image"), 1);
    QCOMPARE(file.report.count("unknown category"), 2);
    QCOMPARE(file.report.count("annotation without image id"), 2);
    QCOMPARE(file.report.count("annotation without box or caption"), 1);
    QCOMPARE(file.report.count("annotation that is no object"), 4);
    QVERIFY_CONTAINS(file.issue("annotation that is no object").where, "number 8");
    QCOMPARE(file.report.total(), 10);
    const auto& regions = dataset.images[0].regions;
    QCOMPARE(regions.size(), 3u);
    QCOMPARE(regions[1].label, -1);
    QVERIFY(regions[1].caption.empty());
    QCOMPARE(regions[2].caption, std::string("a bird"));
  }

  void ofDuplicateIdsTheFirstIsKept() {
    OneFile file;
    const auto dataset = file.read(
        quoted("{'images': [{'id': 1, 'file_name': 'a.png', 'width': 100, 'height': 80}, {'id': 1, "
               "'file_name': 'b.png', 'width': 100, 'height': 80}], 'categories': [{'id': 7, 'name': 'cat'}, "
               "{'id': 7, 'name': 'dog'}, {'id': 8, 'name': 'cat'}], 'annotations': [") +
        annotation(1, "[1, 1, 5, 5]") + "," + annotation(1, "[2, 2, 5, 5]") +
        quoted(", {'image_id': 1, 'category_id': 8, 'bbox': [3, 3, 5, 5]}, {'image_id': 1, 'category_id': 8, "
               "'bbox': [4, 4, 5, 5]}]}"));
    QCOMPARE(file.report.count("duplicate image id"), 1);
    QCOMPARE(file.report.count("duplicate annotation id"), 1);
    QCOMPARE(file.report.count("duplicate category id"), 1);
    QCOMPARE(file.report.count("category name used twice"), 1);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(dataset.images[0].path.filename(), std::filesystem::path("a.png"));
    QCOMPARE(dataset.labels, std::vector<std::string>{"cat"});
    QCOMPARE(dataset.images[0].regions.size(), 3u);  // without an id nothing is a duplicate
    QVERIFY(dataset.images[0].regions[0].box.x1 == 1);
    QCOMPARE(dataset.images[0].regions[2].label, 0);
  }

  void crowdsAreLeftOutAndCounted() {
    OneFile file;
    const auto dataset =
        file.read_annotations(kGood + "," + annotation(2, "[1, 1, 5, 5]", ", \"iscrowd\": 1") + "," +
                              annotation(3, "[1, 1, 5, 5]", ", \"iscrowd\": true") + "," +
                              annotation(4, "[1, 1, 5, 5]", ", \"iscrowd\": false"));
    QCOMPARE(file.report.count("crowd annotation"), 2);
    QCOMPARE(dataset.region_count(), 2);
  }

  void longNulAndEmojiCaptionsAreKept() {
    OneFile file;
    const auto dataset = file.read_annotations(
        annotation(1, "[1, 1, 5, 5]", ", \"caption\": \"" + std::string(10000, 'x') + "\"") + "," +
        annotation(2, "[1, 1, 5, 5]", quoted(", 'caption': 'a\\u0000b'")) + "," +
        annotation(3, "[1, 1, 5, 5]", ", \"caption\": \"\xF0\x9F\x8D\x8E \\ud83c\\udf4e\""));
    QCOMPARE(file.report.count("long caption"), 1);
    QCOMPARE(file.report.total(), 1);
    QVERIFY_CONTAINS(file.issue("long caption").where, "annotation id 1");
    const auto& regions = dataset.images[0].regions;
    QCOMPARE(regions[0].caption.size(), 10000u);
    QCOMPARE(regions[1].caption, std::string("a\0b", 3));
    QCOMPARE(regions[2].caption, std::string("\xF0\x9F\x8D\x8E \xF0\x9F\x8D\x8E"));
  }

  void captionThatIsNoTextIsReportedAndTheLabelTakesItsPlace() {
    OneFile file;
    const auto dataset =
        file.read_annotations(annotation(1, "[1, 1, 5, 5]", ", \"caption\": 12") + "," +
                              annotation(2, "[1, 1, 5, 5]", ", \"caption\": null") + "," +
                              annotation(3, "[1, 1, 5, 5]", ", \"caption\": \"\"") + "," +
                              annotation(4, "[1, 1, 5, 5]", quoted(", 'caption': '\\ud83c'")) + "," +
                              annotation(5, "[1, 1, 5, 5]", quoted(", 'caption': ['x']")));
    QCOMPARE(file.report.count("text that cannot be read"), 3);
    QCOMPARE(file.report.total(), 3);
    for (const auto& region : dataset.images[0].regions) QCOMPARE(region.caption, std::string("cat"));
    QCOMPARE(dataset.region_count(), 5);
  }

  void missingImageFilesAreReportedAndLeftOut() {
    OneFile file;
    const auto dataset = file.read(quoted(
        "{'images': [{'id': 1, 'file_name': 'a.png', 'width': 100, 'height': 80}, {'id': 2, 'file_name': "
        "'gone.png', 'width': 100, 'height': 80}, {'id': 3}, {'file_name': 'b.png'}, {'id': 4, 'file_name': "
        "'x\\u0000y'}], 'annotations': [{'id': 1, 'image_id': 2, 'bbox': [1, 1, 5, 5]}]}"));
    QCOMPARE(file.report.count("missing image file"), 2);
    QVERIFY_CONTAINS(file.issue("missing image file").where, "image id 2");
    QVERIFY_CONTAINS(file.issue("missing image file").what, "gone.png");
    QCOMPARE(file.report.count("annotation of an image left out"), 1);
    QCOMPARE(file.report.count("image without id or file name"), 2);
    QCOMPARE(dataset.images.size(), 1u);
  }

  void noImageAtAllIsNotFoundAndNamesTheFolder() {
    OneFile file;
    const auto message =
        file.error(ErrorKind::NotFound, quoted("{'images': [{'id': 2, 'file_name': 'gone.png'}]}"));
    QVERIFY_CONTAINS(message, "gone.png");
    QVERIFY_CONTAINS(message, (file.folder() / "images").string());
  }

  void missingSizesAreReadFromTheImage() {
    OneFile file;
    file.folder().write("images/broken.png", "no image");
    const auto dataset =
        file.read(quoted("{'images': [{'id': 1, 'file_name': 'a.png'}, {'id': 2, 'file_name': 'b.png', "
                         "'width': NaN, 'height': -3}, {'id': 3, 'file_name': 'broken.png'}], 'annotations': "
                         "[{'id': 1, 'image_id': 1, 'bbox': [90, 70, 50, 50]}]}"));
    QCOMPARE(dataset.images.size(), 2u);
    for (const auto& image : dataset.images) {
      QCOMPARE(image.width, 100);
      QCOMPARE(image.height, 80);
    }
    QVERIFY(dataset.images[0].regions[0].box == (PixelBox{90, 70, 100, 80}));
    QCOMPARE(file.report.count("image of unknown size"), 1);
  }

  void idsMayBeWholeFractionsOrQuotedDigits() {
    OneFile file;
    const auto dataset =
        file.read(quoted("{'images': [{'id': '12', 'file_name': 'a.png', 'width': 100.0, 'height': '80'}], "
                         "'annotations': [{'id': 1, 'image_id': 12.0, 'bbox': [1, 1, 5, 5]}, {'id': 2, "
                         "'image_id': 12.5, 'bbox': [1, 1, 5, 5]}]}"));
    QCOMPARE(dataset.images[0].height, 80);
    QCOMPARE(dataset.region_count(), 1);
    QCOMPARE(file.report.count("annotation without image id"), 1);
  }

  void lvisImagesAreFoundByTheirAddress() {
    OneFile file;
    file.folder().write_image("images/val2017/000000000139.png");
    const auto dataset = file.read(quoted(
        "{'images': [{'id': 139, 'width': 100, 'height': 80, 'coco_url': "
        "'http://images.example.org/val2017/000000000139.png', 'not_exhaustive_category_ids': [1]}]}"));
    QCOMPARE(dataset.images[0].path, file.folder() / "images" / "val2017" / "000000000139.png");
  }

  void cutJsonIsCorruptAtEveryLengthAndNamesFileAndByte() {
    OneFile file;
    const std::string json = "{" + kImages + ", " + kCategories + ", \"annotations\": [" + kGood + ", " +
                             annotation(2, "[1, 2, 3, 4.5]", ", \"caption\": \"\xF0\x9F\x8D\x8E x\"") + "]}";
    QCOMPARE(file.read(json).region_count(), 2);
    for (std::size_t length = 0; length < json.size(); ++length) {
      const auto message = file.error(ErrorKind::Corrupt, json.substr(0, length));
      QVERIFY_CONTAINS(message, (file.folder() / "instances.json").string());
      QVERIFY_CONTAINS(message, "byte");
    }
  }

  void brokenJsonNamesTheByte_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("byte");
    QTest::newRow("raw control character")
        << QByteArray("{\"images\": [{\"id\": 1, \"file_name\": \"a\nb\"}]}") << 37;
    QTest::newRow("invalid UTF-8") << QByteArray("{\"images\": [{\"id\": 1, \"file_name\": \"a\xff\"}]}")
                                   << 37;
    QTest::newRow("missing comma") << QByteArray("{\"images\": [{\"id\": 1 \"file_name\": \"a\"}]}") << 21;
    QTest::newRow("missing colon") << QByteArray("{\"images\" [{\"id\": 1}]}") << 10;
    QTest::newRow("second object") << QByteArray("{\"images\": []} {}") << 15;
  }
  void brokenJsonNamesTheByte() {
    QFETCH(QByteArray, json);
    QFETCH(int, byte);
    OneFile file;
    const auto message = file.error(ErrorKind::Corrupt, json.toStdString());
    QVERIFY_CONTAINS(message, "at byte " + std::to_string(byte) + " ");
  }

  void whatIsNotCocoIsCorruptAndSaysWhatWasExpected() {
    OneFile file;
    QVERIFY_CONTAINS(file.error(ErrorKind::Corrupt, ""), "0 bytes");
    QVERIFY_CONTAINS(file.error(ErrorKind::Corrupt, " \n "), "empty");
    QVERIFY_CONTAINS(file.error(ErrorKind::Corrupt, "{}"), "\"images\"");
    QVERIFY_CONTAINS(file.error(ErrorKind::Corrupt, "{\"annotations\": []}"), "\"images\"");
    for (const std::string json :
         {"[]", "12", "null", "\"x\"", "hello", "{\"images\": 3}", "{\"images\": {}}"}) {
      QVERIFY_CONTAINS(file.error(ErrorKind::Corrupt, json), "instances.json");
    }
  }

  void byteOrderMarkIsPassedOverAndUtf16Refused() {
    OneFile file;
    QCOMPARE(file.read("\xef\xbb\xbf{" + kImages + "}").images.size(), 2u);
    std::string little = "\xff\xfe", big;
    for (const char c : "{" + kImages + "}") {
      little += {c, '\0'};
      big += {'\0', c};
    }
    for (const auto& json : {little, "\xfe\xff" + big, little.substr(2), big}) {
      QVERIFY_CONTAINS(file.error(ErrorKind::Corrupt, json), "Save it as UTF-8");
    }
  }

  void missingFilesAndFoldersAreNamed() {
    OneFile file;
    const auto root = file.folder() / "images";
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::NotFound,
                           [&] {
                             data::read_coco({file.folder() / "none.json", {}, root}, file.report);
                           }),
        "none.json");
    test::expect_error(ErrorKind::Io, [&] { data::read_coco({root, {}, root}, file.report); });
    file.read("{" + kImages + "}");
    QVERIFY_CONTAINS(
        test::expect_error(
            ErrorKind::NotFound,
            [&] {
              data::read_coco({file.folder() / "instances.json", {}, file.folder() / "nowhere"}, file.report);
            }),
        "nowhere");
  }

  void randomDamageIsNeverACrash() {
    OneFile file;
    const std::string json =
        "{" + kImages + ", " + kCategories + ", \"annotations\": [" + kGood + ", " +
        annotation(2, "[1, 2, 3, 4.5]", quoted(", 'caption': 'x\\u00e9', 'iscrowd': 0")) + "]}";
    Random random(9);
    const std::string letters = "{}[]:,\"\\0123456789.eE+-ntfu \n\xc3\xa9";
    for (int i = 0; i < 1000; ++i) {
      auto bad = json;
      const auto changes = 1 + random.below(4);
      for (std::uint64_t k = 0; k < changes; ++k)
        bad[random.below(bad.size())] = letters[random.below(letters.size())];
      try {
        const auto dataset = file.read(bad);
        for (const auto& image : dataset.images) {
          for (const auto& region : image.regions) QVERIFY(region.box.valid());
        }
      } catch (const Error& error) {
        QVERIFY(error.kind() != ErrorKind::Internal);
      }
    }
  }

  void cancelStopsAndProgressComes() {
    OneFile file;
    file.read("{" + kImages + "}");
    std::vector<std::string> stages;
    const data::CocoPaths paths{file.folder() / "instances.json", {}, file.folder() / "images"};
    data::read_coco(paths, file.report, [&](const Progress& p) { stages.push_back(p.stage); });
    QVERIFY(std::find(stages.begin(), stages.end(), "reading instances.json") != stages.end());
    const CancelToken cancel;
    cancel.cancel();
    test::expect_error(ErrorKind::Cancelled, [&] { data::read_coco(paths, file.report, {}, cancel); });
  }

  // 200,000 annotations with segmentations, as COCO has them: about 80 MB.
  void largeFileIsReadInSeconds() {
    constexpr int kImageCount = 2000, kAnnotationCount = 200000;
    OneFile file;
    std::string json = "{\"images\": [";
    for (int i = 0; i < kImageCount; ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      file.folder().write("images/" + name, "");
      json += (i > 0 ? ", " : "") + std::string("{\"id\": ") + std::to_string(i) + ", \"file_name\": \"" +
              name + "\", \"width\": 640, \"height\": 480}";
    }
    json += "], " + kCategories + ", \"annotations\": [";
    Random random(1);
    for (int i = 0; i < kAnnotationCount; ++i) {
      json += (i > 0 ? ", " : "") + std::string("{\"segmentation\": [[");
      for (int k = 0; k < 40; ++k) json += (k > 0 ? ", " : "") + std::to_string(random.below(640)) + ".25";
      char rest[200];
      std::snprintf(rest, sizeof rest,
                    "]], \"area\": 12.5, \"iscrowd\": 0, \"image_id\": %d, \"bbox\": [%.2f, %.2f, 100.25, "
                    "80.5], \"category_id\": 7, \"id\": %d}",
                    static_cast<int>(random.below(kImageCount)), random.uniform(0, 500),
                    random.uniform(0, 390), i);
      json += rest;
    }
    json += "]}";
    file.folder().write("instances.json", json);
    QElapsedTimer timer;
    timer.start();
    const auto dataset =
        data::read_coco({file.folder() / "instances.json", {}, file.folder() / "images"}, file.report);
    const auto milliseconds = timer.elapsed();
    qInfo("%d annotations, %.0f MB: %lld ms", kAnnotationCount, static_cast<double>(json.size()) / 1e6,
          milliseconds);
    QCOMPARE(dataset.region_count(), kAnnotationCount);
    QVERIFY(file.report.empty());
    QVERIFY(milliseconds < 10000);  // far above what it takes, for sanitizers and busy machines
  }
};

QTEST_GUILESS_MAIN(TestCoco)
#include "test_coco.moc"
