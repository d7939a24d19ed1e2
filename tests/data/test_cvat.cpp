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

// As CVAT 2 dumps "CVAT for images 1.1".
const std::string kImages = with_quotes(R"(<?xml version='1.0' encoding='utf-8'?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <id>3</id><name>street</name><size>2</size><mode>annotation</mode>
      <labels>
        <label><name>car</name><color>#c06060</color><type>any</type>
          <attributes><attribute><name>parked</name><mutable>False</mutable><input_type>checkbox</input_type>
            <default_value>false</default_value><values>false</values></attribute></attributes></label>
        <label><name>person</name><color>#2080c0</color><type>skeleton</type><attributes></attributes></label>
        <label><name>head</name><color>#d12345</color><type>points</type><attributes></attributes><parent>person</parent></label>
      </labels>
      <owner><username>admin</username><email></email></owner>
    </task>
    <dumped>2024-01-01 00:00:00.000000+00:00</dumped>
  </meta>
  <image id='0' name='a.jpg' subset='Train' task_id='3' width='100' height='80'>
    <box label='car' source='manual' occluded='1' xtl='10.50' ytl='20.00' xbr='30.00' ybr='40.25' z_order='0' group_id='4'>
      <attribute name='parked'>true</attribute>
      <attribute name='plate'>AB &amp; C</attribute>
      <attribute name='doors'>4</attribute>
    </box>
    <box label='car' source='auto' occluded='0' rotation='90' xtl='40' ytl='30' xbr='60' ybr='40' z_order='0'></box>
    <polygon label='car' source='manual' occluded='0' points='1.00,2.00;30.00,5.00;7.00,40.00' z_order='0'></polygon>
    <polyline label='car' occluded='0' points='1,2;3,4' z_order='0'/>
    <points label='car' occluded='0' points='1,2' z_order='0'/>
    <ellipse label='car' occluded='0' cx='50' cy='40' rx='10' ry='5' z_order='0'/>
    <mask label='car' occluded='0' rle='3, 5' left='5' top='6' width='10' height='12' z_order='0'/>
    <cuboid label='car' occluded='0' xtl1='1' ytl1='2' xbl1='1' ybl1='10' xtr1='8' ytr1='2' xbr1='8' ybr1='10' xtl2='3'
      ytl2='1' xbl2='3' ybl2='9' xtr2='10' ytr2='1' xbr2='10' ybr2='9' z_order='0'/>
    <skeleton label='person' source='manual' z_order='0'>
      <points label='head' occluded='0' outside='0' points='20,30'/>
      <points label='foot' occluded='0' outside='1' points='0,0'/>
      <points label='hand' occluded='0' outside='0' points='25,35'/>
    </skeleton>
    <tag label='person' source='manual'><attribute name='weather'>rain</attribute></tag>
  </image>
  <image id='1' name='sub/b.jpg' width='100' height='80'>
  </image>
</annotations>
)");

// As "CVAT for video 1.1".
const std::string kVideo = with_quotes(R"(<?xml version='1.0' encoding='utf-8'?>
<annotations>
  <version>1.1</version>
  <meta><task><mode>interpolation</mode><labels><label><name>car</name><color>#c06060</color></label></labels></task></meta>
  <track id='0' label='car' source='manual'>
    <box frame='3' keyframe='1' outside='0' occluded='0' xtl='1' ytl='2' xbr='11' ybr='12' z_order='0'>
      <attribute name='parked'>false</attribute></box>
    <box frame='4' keyframe='0' outside='0' occluded='1' xtl='2' ytl='2' xbr='12' ybr='12' z_order='0'/>
    <box frame='5' keyframe='1' outside='1' occluded='0' xtl='2' ytl='2' xbr='12' ybr='12' z_order='0'/>
  </track>
  <track id='1' label='car' source='manual'>
    <box frame='4' keyframe='1' outside='0' occluded='0' xtl='20' ytl='20' xbr='30' ybr='30' z_order='0'/>
    <box frame='90' keyframe='1' outside='0' occluded='0' xtl='20' ytl='20' xbr='30' ybr='30' z_order='0'/>
  </track>
</annotations>
)");

std::string with_boxes(const std::string& boxes, const std::string& name = "a.jpg") {
  return with_quotes("<annotations>\n<image id='0' name='" + name + "' width='100' height='80'>\n" + boxes +
                     "</image>\n</annotations>\n");
}

std::string box(const std::string& x1, const std::string& y1, const std::string& x2, const std::string& y2,
                const std::string& label = "car") {
  return "<box label='" + label + "' occluded='0' xtl='" + x1 + "' ytl='" + y1 + "' xbr='" + x2 + "' ybr='" +
         y2 + "'/>\n";
}

}  // namespace

class TestCvat : public QObject {
  Q_OBJECT
 private slots:
  void imagesAreReadWithLabelsAttributesAndTags() {
    CocoFolder folder;
    folder.write("annotations.xml", kImages);
    folder.write_image("images/Train/a.jpg");
    folder.write_image("images/sub/b.jpg");
    for (const auto& path : {folder.path(), folder / "annotations.xml"}) {
      QCOMPARE(data::recognised_format(path).id, std::string("cvat"));
      IssueReport report;
      const auto dataset = read_format("cvat", path, report);
      QCOMPARE(dataset.labels, (std::vector<std::string>{"car", "person", "head"}));
      QCOMPARE(dataset.label_details.at(0).colour, std::string("#c06060"));
      QCOMPARE(dataset.label_details.at(2).parent, std::string("person"));
      QCOMPARE(dataset.images.size(), 2u);
      const auto& image = dataset.images[0];
      QCOMPARE(image.split, std::string("train"));
      std::vector<std::string> boxes;
      for (const auto& region : image.regions) boxes.push_back(box_text(region));
      QCOMPARE(boxes, (std::vector<std::string>{"10.5 20 30 40.25", "45 25 55 45", "1 2 30 40", "1 2 3 4",
                                                "40 35 60 45", "5 6 15 18", "1 1 10 10", "20 30 25 35",
                                                "0 0 100 80"}));
      QCOMPARE(image.regions[0].attributes.to_json(),
               std::string(R"({"occluded":true,"group":"4","parked":true,"plate":"AB & C","doors":4.0})"));
      QCOMPARE(image.regions[1].attributes.text("source"), std::string("auto"));
      QVERIFY(image.regions[8].attributes.flag(data::kWholeImage));
      QCOMPARE(image.regions[8].attributes.text("weather"), std::string("rain"));
      QCOMPARE(report.count("box made from a mask or polygon"), 6);
      QCOMPARE(report.count("rotated box made straight"), 1);
      QCOMPARE(report.count("box without area"), 1);  // the point
      QCOMPARE(report.total(), 8);
    }
  }

  void tracksAreSpreadOverTheFrames() {
    CocoFolder folder;
    folder.write("annotations.xml", kVideo);
    for (const char* name : {"frame_000000.PNG", "frame_000003.PNG", "frame_000004.PNG", "frame_000005.PNG"})
      folder.write_image(std::string("images/") + name);
    IssueReport report;
    const auto dataset = read_format("cvat", folder.path(), report);
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(dataset.images[0].path.filename().string(), std::string("frame_000003.PNG"));
    QCOMPARE(dataset.images[0].regions.at(0).attributes.to_json(),
             std::string(R"({"parked":false,"track":0.0})"));
    QCOMPARE(dataset.images[1].regions.size(), 2u);
    QCOMPARE(box_text(dataset.images[1].regions[0]), std::string("2 2 12 12"));
    QCOMPARE(report.count("missing image file"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "frame 90");
    QCOMPARE(report.total(), 1);
  }

  void videoWithoutFrameFilesSaysSo() {
    CocoFolder folder;
    folder.write("annotations.xml", kVideo);
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { read_format("cvat", folder.path(), report); });
    QVERIFY_CONTAINS(message, "frame_3");
    QVERIFY_CONTAINS(message, "Give the folder");
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 13, {.images = 400, .splits = true});
    dataset.label_details.resize(dataset.labels.size());
    dataset.label_details[1] = {"cat", "#00ff7f", {}};
    dataset.label_details[2].colour = "#123456";
    for (std::size_t i = 0; i < dataset.images.size(); ++i) {
      for (auto& region : dataset.images[i].regions) {
        if (i % 2 == 0) region.attributes.set(data::kOccluded, true);
        if (i % 3 == 0) region.attributes.set(data::kGroup, "7");
        if (i % 4 == 0) region.attributes.set("odd <name> \"&\"", "value\n'<>&");
        if (i % 5 == 0) region.attributes.set("number", -0.5);
        if (i % 7 == 0) region.attributes.set("list", std::vector<std::string>{"a", "b\"c"});
      }
    }
    data::Region whole;
    whole.label = 3;
    whole.caption = dataset.labels[3];
    whole.box = {0, 0, static_cast<float>(dataset.images[0].width),
                 static_cast<float>(dataset.images[0].height)};
    whole.attributes.set(data::kWholeImage, true);
    dataset.images[0].regions.push_back(whole);
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      test::write_format("cvat", dataset, folder / "out.xml",
                         {.images = mode, .image_root = folder / "source", .overwrite = true});
      IssueReport report;
      data::ReadOptions options;
      if (mode == data::WriteOptions::Images::Leave) options.image_root = folder / "source";
      const auto again = read_format("cvat", folder / "out.xml", report, options);
      QVERIFY_NO_ISSUES(report);
      QCOMPARE(again.labels, dataset.labels);
      QVERIFY(again.label_details == dataset.label_details);
      QVERIFY_SAME(dataset, again, {.splits = true, .attributes = true});
    }
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("cvat").holds;
    QVERIFY(holds.unlabelled_regions && holds.splits && holds.label_details && holds.images_without_regions);
    QVERIFY(!holds.region_captions && !holds.more_captions && !holds.image_captions && !holds.attributes);
  }

  void badShapesAreLeftOutOrMendedAndNamed_data() {
    QTest::addColumn<QString>("bad");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("kept");
    const auto row = [](const char* name, const std::string& bad, const char* category, int kept) {
      QTest::newRow(name) << QString::fromStdString(bad) << category << kept;
    };
    row("unknown", "<blob label='x'/>\n", "shape of unknown kind", 0);
    row("no corners", "<box label='x'/>\n", "box that is not numbers", 0);
    row("nan", box("nan", "1", "2", "3"), "box that is not numbers", 0);
    row("broken points", "<polygon label='x' points='1,2;3;4,5'/>\n", "box that is not numbers", 0);
    row("no points", "<polygon label='x' points=''/>\n", "box that is not numbers", 0);
    row("empty skeleton", "<skeleton label='x'></skeleton>\n", "box that is not numbers", 0);
    row("swapped", box("20", "1", "10", "3"), "box of negative size", 0);
    row("flat", box("20", "1", "20", "3"), "box without area", 0);
    row("outside", box("200", "1", "220", "3"), "box outside the image", 0);
    row("over the edge", box("90", "1", "220", "3"), "box clipped to the image", 1);
    row("no label", box("90", "1", "95", "3", ""), "object without name", 1);
  }
  void badShapesAreLeftOutOrMendedAndNamed() {
    QFETCH(QString, bad);
    QFETCH(QString, category);
    QFETCH(int, kept);
    CocoFolder folder;
    folder.write("a.xml",
                 with_boxes(box("1", "2", "30", "40") + bad.toStdString() + box("1", "2", "30", "40")));
    folder.write_image("a.jpg");
    IssueReport report;
    const auto dataset = read_format("cvat", folder / "a.xml", report);
    QCOMPARE(report.count(category.toStdString()), 1);
    QCOMPARE(report.total(), 1);
    QVERIFY_CONTAINS(test::text_of(report), "a.xml, line 4");
    QCOMPARE(dataset.images.at(0).regions.size(), static_cast<std::size_t>(2 + kept));
  }

  void cutFileKeepsTheImagesBefore() {
    CocoFolder folder;
    folder.write_image("a.jpg");
    folder.write_image("b.jpg");
    std::string both = with_boxes(box("1", "2", "30", "40"));
    both.resize(both.find("</annotations>"));
    both += with_quotes("<image id='1' name='b.jpg' width='100' height='80'>" + box("1", "2", "30", "40"));
    folder.write("a.xml", both);
    IssueReport report;
    QCOMPARE(read_format("cvat", folder / "a.xml", report).images.size(), 1u);
    QCOMPARE(report.count("file that ends too early"), 1);
  }

  void damagedFileNamesTheLine_data() {
    QTest::addColumn<QByteArray>("text");
    const std::string whole = with_boxes(box("1", "2", "30", "40"));
    QTest::newRow("cut") << QByteArray::fromStdString(whole.substr(0, 60));
    QTest::newRow("tags crossed") << QByteArray("<annotations>\n<image></annotations>");
    QTest::newRow("not UTF-8") << QByteArray("<annotations>\n<image name='\xff.jpg'/></annotations>");
    QTest::newRow("other root") << QByteArray("\n<annotation/>");
    QByteArray bomb = "<!DOCTYPE z [<!ENTITY a0 \"ha\">";
    for (int i = 1; i < 30; ++i) {
      const auto n = QByteArray::number(i), before = QByteArray::number(i - 1);
      bomb += "<!ENTITY a" + n + " \"&a" + before + ";&a" + before + ";\">";
    }
    QTest::newRow("entities without end") << bomb + "]>\n<annotations><version>&a29;</version></annotations>";
  }
  void damagedFileNamesTheLine() {
    QFETCH(QByteArray, text);
    CocoFolder folder;
    folder.write("a.xml", text.toStdString());
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::Corrupt, [&] { read_format("cvat", folder / "a.xml", report); });
    // Qt notices bytes that are no text before it counts the lines they are in.
    QVERIFY_CONTAINS(message, text.contains('\xff') ? "a.xml, line " : "a.xml, line 2");
  }

  void missingAndRepeatedImagesAreCounted() {
    CocoFolder folder;
    folder.write(
        "a.xml",
        with_quotes("<annotations><image name='a.jpg'/><image name='gone.jpg'/><image/><image name='a.jpg'/>"
                    "</annotations>"));
    folder.write_image("a.jpg");
    IssueReport report;
    QCOMPARE(read_format("cvat", folder / "a.xml", report).images.size(), 1u);
    QCOMPARE(report.count("missing image file"), 1);
    QCOMPARE(report.count("duplicate image"), 1);
    QCOMPARE(report.count("image without id or file name"), 1);
  }
};

QTEST_GUILESS_MAIN(TestCvat)
#include "test_cvat.moc"
