// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

namespace {

// As labelme 5.4.1 writes it.
constexpr const char* kVersion5 = R"({
  "version": "5.4.1",
  "flags": {"night": true, "blurred": false},
  "shapes": [
    {"label": "dog", "points": [[30.5, 40.0], [10.0, 20.25]], "group_id": 7, "description": "a small dog",
     "shape_type": "rectangle", "flags": {"occluded": true}, "mask": null},
    {"label": "cat", "points": [[10, 10], [20, 15], [12, 30]], "group_id": null, "description": "",
     "shape_type": "polygon", "flags": {}, "mask": null},
    {"label": "ball", "points": [[50, 40], [53, 44]], "group_id": null, "description": null,
     "shape_type": "circle", "flags": {}},
    {"label": "leash", "points": [[1, 2], [3, 4], [5, 3]], "group_id": null, "shape_type": "linestrip", "flags": {}},
    {"label": "nose", "points": [[1, 2]], "group_id": null, "shape_type": "point", "flags": {}},
    {"label": "fur", "points": [[60, 50], [70, 55]], "group_id": null, "shape_type": "mask", "flags": {},
     "mask": "iVBORw0KGgo="}
  ],
  "imagePath": "a.jpg",
  "imageData": null,
  "imageHeight": 80,
  "imageWidth": 100
})";

// As labelme 3.5 wrote it: no shape types, no sizes, colours of lines.
constexpr const char* kVersion3 = R"({
  "flags": {},
  "shapes": [
    {"label": "person", "line_color": null, "fill_color": null, "points": [[10, 20], [30, 20], [30, 40]]}
  ],
  "lineColor": [0, 255, 0, 128],
  "fillColor": [255, 0, 0, 128],
  "imagePath": "..\\photos\\a.jpg",
  "imageData": null
})";

std::string with_shapes(const std::string& shapes, const std::string& name = "a.jpg") {
  return test::with_quotes("{'version': '5.0.1', 'flags': {}, 'shapes': [" + shapes + "], 'imagePath': '" +
                           name + "', 'imageData': null, 'imageHeight': 80, 'imageWidth': 100}");
}

std::string rectangle(const std::string& label, const std::string& points) {
  return test::with_quotes("{'label': " + label + ", 'points': " + points +
                           ", 'group_id': null, 'shape_type': 'rectangle', 'flags': {}}");
}

const std::string kGood = rectangle("\"dog\"", "[[1, 2], [30, 40]]");

}  // namespace

class TestLabelme : public QObject {
  Q_OBJECT
 private slots:
  void everyShapeOfVersion5BecomesABox() {
    CocoFolder folder;
    folder.write("a.json", kVersion5);
    folder.write_image("a.jpg");
    for (const auto& path : {folder.path(), folder / "a.json"}) {
      QCOMPARE(data::recognised_format(path).id, std::string("labelme"));
      IssueReport report;
      const auto dataset = read_format("labelme", path, report);
      const auto& image = dataset.images.at(0);
      QCOMPARE(image.attributes.to_json(), std::string(R"({"blurred":false,"night":true})"));
      QCOMPARE(image.regions.size(), 5u);
      QCOMPARE(box_text(image.regions[0]), std::string("10 20.25 30.5 40"));
      QCOMPARE(image.regions[0].caption, std::string("a small dog"));
      QCOMPARE(image.regions[0].attributes.to_json(), std::string(R"({"group":"7","occluded":true})"));
      QCOMPARE(box_text(image.regions[1]), std::string("10 10 20 30"));
      QCOMPARE(image.regions[1].caption, std::string("cat"));
      QCOMPARE(box_text(image.regions[2]), std::string("45 35 55 45"));
      QCOMPARE(box_text(image.regions[3]), std::string("1 2 5 4"));
      QCOMPARE(box_text(image.regions[4]), std::string("60 50 70 55"));
      QCOMPARE(report.count("box made from a mask or polygon"), 4);
      QCOMPARE(report.count("box without area"), 1);          // the point
      QCOMPARE(report.count("box with swapped corners"), 0);  // any two corners are right
      QCOMPARE(report.total(), 5);
    }
  }

  void version3WithWindowsPathsIsRead() {
    CocoFolder folder;
    folder.write("set/json/a.json", kVersion3);
    folder.write_image("set/photos/a.jpg");
    IssueReport report;
    QCOMPARE(data::recognised_format(folder / "set").id, std::string("labelme"));
    const auto dataset = read_format("labelme", folder / "set", report);
    QCOMPARE(report.total(), 1);
    QCOMPARE(box_text(dataset.images.at(0).regions.at(0)), std::string("10 20 30 40"));
    QCOMPARE(dataset.images[0].width, 100);
  }

  void imageThatIsOnlyEmbeddedIsWrittenOut() {
    CocoFolder folder;
    folder.write_image("source.png", 30, 20);
    const std::string bytes = read_text_file(folder / "source.png");
    const std::string base64 = QByteArray::fromStdString(bytes).toBase64().toStdString();
    const auto document = [&](const std::string& data) {
      return test::with_quotes("{'version': '4.5.6', 'flags': {}, 'shapes': [" +
                               rectangle("'dog'", "[[1, 2], [20, 10]]") +
                               "], 'imagePath': '../../../../gone.png', 'imageData': '" + data + "'}");
    };
    folder.write("set/sub/a.json", document(base64));
    folder.write("set/sub/b.json", document("!!!"));
    folder.write("set/c.json", document("AAAA"));
    IssueReport report;
    const auto dataset = read_format("labelme", folder / "set", report);
    QCOMPARE(dataset.images.size(), 1u);
    QVERIFY(std::filesystem::equivalent(dataset.images[0].path, folder / "set-images/sub/a.png"));
    QCOMPARE(read_text_file(dataset.images[0].path), bytes);
    QCOMPARE(report.count("embedded image that cannot be decoded"), 1);
    QCOMPARE(report.count("image of unknown size"), 1);
    const auto elsewhere = read_format("labelme", folder / "set", report, {.unpack_folder = folder / "u"});
    QVERIFY(std::filesystem::equivalent(elsewhere.images.at(0).path, folder / "u/sub/a.png"));
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset =
        test::random_dataset(folder, 5, {.images = 20, .unlabelled = true, .region_captions = true});
    for (std::size_t i = 0; i < dataset.images.size(); ++i) {
      auto& image = dataset.images[i];
      if (i % 3 == 0) image.attributes.set("odd \"name\", {\xf0\x9f\x8d\x8e}", i % 2 == 0);
      for (auto& region : image.regions) {
        if (i % 2 == 0) region.attributes.set(data::kGroup, i % 4 == 0 ? "12" : "pair 1");
        if (i % 3 == 0) region.attributes.set(data::kOccluded, true);
        if (i % 5 == 0) region.attributes.set(data::kScore, 0.25);
      }
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      test::write_format("labelme", dataset, folder / "out",
                         {.images = mode, .image_root = folder / "source", .overwrite = true});
      IssueReport report;
      data::ReadOptions options;
      if (mode == data::WriteOptions::Images::Leave) options.image_root = folder / "source";
      const auto again = read_format("labelme", folder / "out", report, options);
      QCOMPARE(report.total(), report.count("object without name"));
      QVERIFY_SAME(dataset, again, {.attributes = true, .order = false});
    }
  }

  void imagesOfOneNameInTwoFoldersStayApart() {
    CocoFolder folder;
    folder.write_image("x/a.jpg", 30, 30);
    folder.write_image("y/a.jpg", 40, 40);
    folder.write_image("y/a.png", 50, 50);
    data::Dataset dataset;
    for (const char* name : {"x/a.jpg", "y/a.jpg", "y/a.png"}) {
      data::ImageRecord image;
      image.path = folder / name;
      dataset.images.push_back(image);
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      test::write_format("labelme", dataset, folder / "out", {.images = mode, .overwrite = true});
      IssueReport report;
      const auto again = read_format("labelme", folder / "out", report);
      QVERIFY_NO_ISSUES(report);
      QCOMPARE(again.images.size(), 3u);
      QCOMPARE(again.images[0].width + again.images[1].width + again.images[2].width, 120);
    }
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("labelme").holds;
    QVERIFY(holds.region_captions && holds.unlabelled_regions && holds.images_without_regions);
    QVERIFY(!holds.image_captions && !holds.attributes && !holds.splits && !holds.label_details &&
            !holds.more_captions);
  }

  void badShapesAreLeftOutOrMendedAndNamed_data() {
    QTest::addColumn<QString>("bad");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("kept");
    const auto row = [](const char* name, const std::string& bad, const char* category, int kept) {
      QTest::newRow(name) << QString::fromStdString(bad) << category << kept;
    };
    row("no object", "3", "annotation that is no object", 0);
    row("no points", R"({"label": "x", "shape_type": "rectangle"})", "box that is not numbers", 0);
    row("NaN", rectangle("\"x\"", "[[NaN, 2], [30, 40]]"), "box that is not numbers", 0);
    row("Infinity", rectangle("\"x\"", "[[1, 2], [-Infinity, 40]]"), "box that is not numbers", 0);
    row("texts", rectangle("\"x\"", "[[\"1\", 2], [30, 40]]"), "box that is not numbers", 0);
    row("short point", rectangle("\"x\"", "[[1], [30, 40]]"), "box that is not numbers", 0);
    row("flat", rectangle("\"x\"", "[[1, 2], [1, 40]]"), "box without area", 0);
    row("outside", rectangle("\"x\"", "[[200, 2], [300, 40]]"), "box outside the image", 0);
    row("over the edge", rectangle("\"x\"", "[[50, 2], [300, 40]]"), "box clipped to the image", 1);
    row("null label", rectangle("null", "[[50, 2], [60, 40]]"), "object without name", 1);
    row("empty label", rectangle("\" \"", "[[50, 2], [60, 40]]"), "object without name", 1);
  }
  void badShapesAreLeftOutOrMendedAndNamed() {
    QFETCH(QString, bad);
    QFETCH(QString, category);
    QFETCH(int, kept);
    CocoFolder folder;
    folder.write("a.json", with_shapes(kGood + ", " + bad.toStdString() + ", " + kGood));
    folder.write_image("a.jpg");
    IssueReport report;
    const auto dataset = read_format("labelme", folder.path(), report);
    QCOMPARE(report.count(category.toStdString()), 1);
    QCOMPARE(report.total(), 1);
    QVERIFY_CONTAINS(test::text_of(report), "a.json, shape 2");
    QCOMPARE(dataset.images.at(0).regions.size(), static_cast<std::size_t>(2 + kept));
  }

  void damagedFilesAreLeftOutAndTheOthersRead_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    const std::string whole = with_shapes(kGood, "b.jpg");
    QTest::newRow("cut") << QByteArray::fromStdString(whole.substr(0, whole.size() - 30)) << "ends too early";
    QTest::newRow("shapes no list") << QByteArray(R"({"shapes": 3, "flags": {}})") << "no list";
    QTest::newRow("extra") << QByteArray::fromStdString(whole + "}")
                           << "at byte " + QString::number(whole.size());
    QTest::newRow("deep") << R"({"flags": {}, "shapes": )" + QByteArray(1000000, '[') << "200 deep";
  }
  void damagedFilesAreLeftOutAndTheOthersRead() {
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    CocoFolder folder;
    folder.write("a.json", with_shapes(kGood));
    folder.write("b.json", text.toStdString());
    folder.write_image("a.jpg");
    folder.write_image("b.jpg");
    IssueReport report;
    const auto dataset = read_format("labelme", folder.path(), report);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(report.count("annotation file that cannot be read"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "b.json");
    QVERIFY_CONTAINS(test::text_of(report), place.toStdString());
  }

  void missingAndRepeatedImagesAreCounted() {
    CocoFolder folder;
    folder.write("a.json", with_shapes(kGood));
    folder.write("b.json", with_shapes(kGood, "gone.jpg"));
    folder.write("c.json", with_shapes(kGood));
    folder.write_image("a.jpg");
    IssueReport report;
    QCOMPARE(read_format("labelme", folder.path(), report).images.size(), 1u);
    QCOMPARE(report.count("missing image file"), 1);
    QCOMPARE(report.count("duplicate image"), 1);
    std::filesystem::remove(folder / "a.jpg");
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { read_format("labelme", folder.path(), report); });
    QVERIFY_CONTAINS(message, "Give the folder");
  }

  void brokenUtf8IsKeptAndSaid() {
    CocoFolder folder;
    folder.write("a.json", with_shapes(rectangle("\"d\xff"
                                                 "g\"",
                                                 "[[1, 2], [30, 40]]")));
    folder.write_image("a.jpg");
    IssueReport report;
    QCOMPARE(read_format("labelme", folder.path(), report).labels.at(0), std::string("d\xEF\xBF\xBDg"));
    QCOMPARE(report.count("bytes that are not UTF-8"), 1);
  }
};

QTEST_GUILESS_MAIN(TestLabelme)
#include "test_labelme.moc"
