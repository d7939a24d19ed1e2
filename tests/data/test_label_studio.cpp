// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;
using test::with_quotes;

namespace {

// As Label Studio 1.8 exports JSON.
const std::string kExport = with_quotes(R"([
{'id': 41, 'annotations': [
   {'id': 7, 'completed_by': 1, 'was_cancelled': true, 'ground_truth': false, 'result': []},
   {'id': 8, 'completed_by': 1, 'was_cancelled': false, 'ground_truth': false, 'lead_time': 4.5, 'result': [
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'x': 10, 'y': 25, 'width': 20, 'height': 50, 'rotation': 0, 'rectanglelabels': ['Car', 'Red thing']},
      'id': 'JQyYZZ7', 'from_name': 'label', 'to_name': 'image', 'type': 'rectanglelabels', 'origin': 'manual',
      'meta': {'text': ['look again']}},
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'x': 10, 'y': 25, 'width': 20, 'height': 50, 'rotation': 0, 'choices': ['parked']},
      'id': 'JQyYZZ7', 'from_name': 'state', 'to_name': 'image', 'type': 'choices'},
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'x': 10, 'y': 25, 'width': 20, 'height': 50, 'rotation': 0, 'text': ['a parked car', 'one more']},
      'id': 'JQyYZZ7', 'from_name': 'words', 'to_name': 'image', 'type': 'textarea'},
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'x': 50, 'y': 50, 'width': 20, 'height': 10, 'rotation': 90, 'rectanglelabels': ['Car']},
      'id': 'r2', 'from_name': 'label', 'to_name': 'image', 'type': 'rectanglelabels'},
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'points': [[10, 10], [20, 20], [5, 30]], 'closed': true, 'polygonlabels': ['Tree']},
      'id': 'r3', 'from_name': 'poly', 'to_name': 'image', 'type': 'polygonlabels'},
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'x': 50, 'y': 50, 'radiusX': 10, 'radiusY': 5, 'rotation': 0, 'ellipselabels': ['Pond']},
      'id': 'r4', 'from_name': 'ellipse', 'to_name': 'image', 'type': 'ellipselabels'},
     {'original_width': 100, 'original_height': 80, 'image_rotation': 0,
      'value': {'x': 50, 'y': 50, 'width': 0.5, 'keypointlabels': ['Nose']},
      'id': 'r5', 'from_name': 'kp', 'to_name': 'image', 'type': 'keypointlabels'},
     {'value': {'format': 'rle', 'rle': [0, 1], 'brushlabels': ['Fog']},
      'id': 'r6', 'from_name': 'brush', 'to_name': 'image', 'type': 'brushlabels'},
     {'from_id': 'r3', 'to_id': 'r4', 'type': 'relation', 'direction': 'right'},
     {'value': {'text': ['A street.', 'Cars.']}, 'id': 't1', 'from_name': 'caption', 'to_name': 'image', 'type': 'textarea'},
     {'value': {'choices': ['day']}, 'id': 't2', 'from_name': 'light', 'to_name': 'image', 'type': 'choices'},
     {'value': {'rating': 4}, 'id': 't3', 'from_name': 'quality', 'to_name': 'image', 'type': 'rating'}]},
   {'id': 9, 'was_cancelled': false, 'result': []}],
 'file_upload': '8f2c1a3d-a.jpg', 'drafts': [], 'predictions': [], 'meta': {},
 'data': {'image': '/data/upload/3/8f2c1a3d-a.jpg'}, 'project': 3},
{'id': 42, 'annotations': [], 'predictions': [{'id': 1, 'model_version': 'x', 'score': 0.5, 'result': [
     {'value': {'x': 0, 'y': 0, 'width': 50, 'height': 50, 'rectanglelabels': ['Car']}, 'id': 'p',
      'score': 0.75, 'type': 'rectanglelabels', 'from_name': 'label', 'to_name': 'image'}]}],
 'data': {'image': '/data/local-files/?d=photos/set%201/b.jpg'}}
])");

std::string task_of(const std::string& results, const std::string& image = "a.jpg") {
  return with_quotes("{'id': 1, 'annotations': [{'result': [" + results +
                     "]}], 'data': {'image': 's3://bucket/x/" + image + "?sig=1'}}");
}

std::string result_of(const std::string& value) {
  return "{'type': 'rectanglelabels', 'value': " + value + "}";
}

const std::string kGood =
    result_of("{'x': 10, 'y': 10, 'width': 10, 'height': 10, 'rectanglelabels': ['dog']}");

}  // namespace

class TestLabelStudio : public QObject {
  Q_OBJECT
 private slots:
  void exportIsReadWithAllItsResults() {
    CocoFolder folder;
    folder.write("project-1.json", kExport);
    folder.write_image("a.jpg");  // the user's own folder: without the server's prefix
    folder.write_image("images/set 1/b.jpg");
    QCOMPARE(data::recognised_format(folder / "project-1.json").id, std::string("labelstudio"));
    IssueReport report;
    const auto dataset = read_format("labelstudio", folder / "project-1.json", report);
    QCOMPARE(dataset.images.size(), 2u);
    const auto& image = dataset.images[0];
    QCOMPARE(image.source_id, 41);
    QCOMPARE(image.captions, (std::vector<std::string>{"A street.", "Cars."}));
    QCOMPARE(image.attributes.to_json(), std::string(R"({"light":"day","quality":4.0})"));
    QCOMPARE(image.regions.size(), 4u);
    const auto& car = image.regions[0];
    QCOMPARE(box_text(car), std::string("10 20 30 60"));
    QCOMPARE(dataset.labels.at(static_cast<std::size_t>(car.label)), std::string("Car"));
    QCOMPARE(car.caption, std::string("a parked car"));
    QCOMPARE(car.more_captions, std::vector<std::string>{"one more"});
    QCOMPARE(car.attributes.to_json(),
             std::string(R"({"comment":"look again","state":"parked","more_labels":["Red thing"]})"));
    // 20 x 8 pixels, turned by a quarter around (50, 40).
    QCOMPARE(box_text(image.regions[1]), std::string("42 40 50 60"));
    QCOMPARE(box_text(image.regions[2]), std::string("5 8 20 24"));
    QCOMPARE(box_text(image.regions[3]), std::string("40 36 60 44"));
    QCOMPARE(box_text(dataset.images[1].regions.at(0)), std::string("0 0 50 40"));
    QCOMPARE(dataset.images[1].regions[0].attributes.to_json(), std::string(R"({"score":0.75})"));
    for (const char* category :
         {"rotated box made straight", "keypoints left out", "mask without box", "relation left out",
          "further annotation of a task", "prediction taken as annotation"}) {
      QVERIFY2(report.count(category) == 1, category);
    }
    QCOMPARE(report.count("box made from a mask or polygon"), 2);
    QCOMPARE(report.total(), 8);
  }

  void minimalExportIsRead() {
    CocoFolder folder;
    folder.write("min.json", with_quotes(R"([{'image': '/data/upload/1/0123abcd-a.jpg', 'id': 5,
      'label': [{'x': 10, 'y': 25, 'width': 20, 'height': 50, 'rotation': 0, 'rectanglelabels': ['Car'],
                 'original_width': 100, 'original_height': 80}],
      'caption': 'A street.', 'light': 'day', 'weather': {'choices': ['rain', 'wind']},
      'annotator': 1, 'annotation_id': 6, 'created_at': '2024', 'updated_at': '2024', 'lead_time': 8.1}])"));
    folder.write_image("images/a.jpg");
    QCOMPARE(data::recognised_format(folder / "min.json").id, std::string("labelstudio"));
    IssueReport report;
    const auto dataset = read_format("labelstudio", folder / "min.json", report);
    QVERIFY_NO_ISSUES(report);
    const auto& image = dataset.images.at(0);
    QCOMPARE(image.captions, std::vector<std::string>{"A street."});
    QCOMPARE(image.attributes.to_json(), std::string(R"({"light":"day","weather":["rain","wind"]})"));
    QCOMPARE(box_text(image.regions.at(0)), std::string("10 20 30 60"));
  }

  void groundTruthComesBeforeOtherAnnotations() {
    CocoFolder folder;
    const auto annotation = [](const char* label, const char* truth) {
      return std::string("{'ground_truth': ") + truth +
             ", 'result': [{'type': 'rectanglelabels', 'value': {'x': 1, 'y': 1, "
             "'width': 9, 'height': 9, 'rectanglelabels': ['" +
             label + "']}}]}";
    };
    folder.write("a.json",
                 with_quotes("[{'data': {'image': 'a.jpg'}, 'annotations': [" + annotation("one", "false") +
                             ", " + annotation("two", "true") + "]}]"));
    folder.write_image("a.jpg");
    IssueReport report;
    QCOMPARE(read_format("labelstudio", folder / "a.json", report).labels, std::vector<std::string>{"two"});
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset = test::random_dataset(
        folder, 9, {.images = 25, .unlabelled = true, .region_captions = true, .image_captions = true});
    for (auto& image : dataset.images) {
      for (std::size_t i = 0; i < image.regions.size(); ++i) {
        if (i % 2 == 0) image.regions[i].more_captions = {"another, \"one\"", "third"};
        if (i % 3 == 0) image.regions[i].attributes.set(data::kScore, 0.125);
        if (i % 4 == 0) image.regions[i].attributes.set(data::kComment, "look\nhere");
      }
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      test::write_format("labelstudio", dataset, folder / "out.json",
                         {.images = mode, .image_root = folder / "source", .overwrite = true});
      QCOMPARE(data::recognised_format(folder / "out.json").id, std::string("labelstudio"));
      IssueReport report;
      data::ReadOptions options;
      if (mode == data::WriteOptions::Images::Leave) options.image_root = folder / "source";
      const auto again = read_format("labelstudio", folder / "out.json", report, options);
      QVERIFY_NO_ISSUES(report);
      // Percent and back in floats.
      QVERIFY_SAME(dataset, again, {.tolerance = 2e-5f, .image_captions = true, .attributes = true});
    }
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("labelstudio").holds;
    QVERIFY(holds.region_captions && holds.more_captions && holds.image_captions && holds.unlabelled_regions);
    QVERIFY(!holds.attributes && !holds.splits && !holds.label_details);
  }

  void badResultsAreLeftOutOrMendedAndNamed_data() {
    QTest::addColumn<QString>("bad");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("kept");
    const auto row = [](const char* name, const std::string& bad, const char* category, int kept) {
      QTest::newRow(name) << QString::fromStdString(bad) << category << kept;
    };
    row("no object", "3", "annotation that is no object", 0);
    row("no value", "{'type': 'rectanglelabels'}", "annotation that is no object", 0);
    row("no width", result_of("{'x': 1, 'y': 2, 'height': 3}"), "box that is not numbers", 0);
    row("NaN", result_of("{'x': NaN, 'y': 2, 'width': 3, 'height': 3}"), "box that is not numbers", 0);
    row("negative", result_of("{'x': 10, 'y': 2, 'width': -3, 'height': 3}"), "box of negative size", 0);
    row("negative and turned", result_of("{'x': 10, 'y': 2, 'width': -3, 'height': 3, 'rotation': 5}"),
        "box of negative size", 0);
    row("flat", result_of("{'x': 1, 'y': 2, 'width': 0, 'height': 3}"), "box without area", 0);
    row("outside", result_of("{'x': 150, 'y': 2, 'width': 10, 'height': 3}"), "box outside the image", 0);
    row("over the edge", result_of("{'x': 90, 'y': 2, 'width': 30, 'height': 3}"), "box clipped to the image",
        1);
    row("broken polygon", result_of("{'points': [[1, 2], [3], [4, 5]]}"), "box that is not numbers", 0);
  }
  void badResultsAreLeftOutOrMendedAndNamed() {
    QFETCH(QString, bad);
    QFETCH(QString, category);
    QFETCH(int, kept);
    CocoFolder folder;
    folder.write("t.json", "[" + task_of(kGood + ", " + bad.toStdString() + ", " + kGood) + "]");
    folder.write_image("x/a.jpg");
    IssueReport report;
    const auto dataset = read_format("labelstudio", folder / "t.json", report);
    QCOMPARE(report.count(category.toStdString()), 1);
    QCOMPARE(report.total(), 1);
    QVERIFY_CONTAINS(test::text_of(report), "task id 1, result number 2");
    QCOMPARE(dataset.images.at(0).regions.size(), static_cast<std::size_t>(2 + kept));
  }

  void damagedRecordsAreLeftOutAndTheOthersRead() {
    CocoFolder folder;
    folder.write_image("x/a.jpg");
    folder.write_image("x/b.jpg");
    folder.write("t.json", "[" + task_of(kGood) +
                               ", {\"id\": 2, oops}, 7, \"text\", {\"data\": {\"text\": \"no image\"}}, " +
                               task_of(kGood, "gone.jpg") + "," + task_of(kGood) + ",\n" +
                               task_of(kGood, "b.jpg") + "]");
    IssueReport report;
    const auto dataset = read_format("labelstudio", folder / "t.json", report);
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(report.count("record that cannot be read"), 1);
    QCOMPARE(report.count("annotation that is no object"), 2);
    QCOMPARE(report.count("task without image"), 1);
    QCOMPARE(report.count("missing image file"), 1);
    QCOMPARE(report.count("duplicate image"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "task number 2");
  }

  void fileCutInTheMiddleKeepsWhatIsBefore() {
    CocoFolder folder;
    folder.write_image("x/a.jpg");
    const std::string whole = "[" + task_of(kGood) + ", " + task_of(kGood, "b.jpg") + "]";
    folder.write("t.json", whole.substr(0, whole.size() - 20));
    IssueReport report;
    QCOMPARE(read_format("labelstudio", folder / "t.json", report).images.size(), 1u);
    QCOMPARE(report.count("file that ends too early"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "byte " + std::to_string(whole.size() - 20));
    for (const std::string& text : {whole.substr(0, 40), std::string("["), std::string()}) {
      folder.write("t.json", text);
      const auto message = test::expect_error(ErrorKind::Corrupt,
                                              [&] { read_format("labelstudio", folder / "t.json", report); });
      QVERIFY_CONTAINS(message, "t.json");
      QVERIFY_CONTAINS(message, "at byte " + std::to_string(text.size()));
    }
  }

  void hostileTextNeitherCrashesNorHangs() {
    CocoFolder folder;
    folder.write_image("x/a.jpg");
    IssueReport report;
    folder.write("t.json",
                 "[" + task_of(kGood) + "," + std::string(1000000, '[') + std::string(1000000, ']') + "]");
    QCOMPARE(read_format("labelstudio", folder / "t.json", report).images.size(), 1u);
    QCOMPARE(report.count("record that cannot be read"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "200 deep");
    folder.write("t.json", std::string("\xff\xfe[\0{\0", 6));
    test::expect_error(ErrorKind::Corrupt, [&] { read_format("labelstudio", folder / "t.json", report); });
    folder.write(
        "t.json",
        "[" +
            task_of("{'type': 'rectanglelabels', 'value': {'x': 10, 'y': 10, 'width': 10, 'height': 10, "
                    "'rectanglelabels': ['d\xff"
                    "g']}}") +
            "]");
    QCOMPARE(read_format("labelstudio", folder / "t.json", report).labels.at(0),
             std::string("d\xEF\xBF\xBDg"));
  }

  void noImageFoundSaysWhatToDo() {
    CocoFolder folder;
    folder.write("t.json", "[" + task_of(kGood) + "]");
    IssueReport report;
    const auto message = test::expect_error(ErrorKind::NotFound,
                                            [&] { read_format("labelstudio", folder / "t.json", report); });
    QVERIFY_CONTAINS(message, "a.jpg");
    QVERIFY_CONTAINS(message, "Give the folder");
  }
};

QTEST_GUILESS_MAIN(TestLabelStudio)
#include "test_label_studio.moc"
