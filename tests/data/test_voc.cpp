// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

namespace {

// Annotations/2007_000027.xml as the data set's authors write it, without the parts that repeat.
constexpr const char* kOriginal = R"(<annotation>
	<folder>VOC2012</folder>
	<filename>2007_000027.jpg</filename>
	<source>
		<database>The VOC2007 Database</database>
		<annotation>PASCAL VOC2007</annotation>
		<image>flickr</image>
	</source>
	<size>
		<width>486</width>
		<height>500</height>
		<depth>3</depth>
	</size>
	<segmented>0</segmented>
	<object>
		<name>person</name>
		<pose>Unspecified</pose>
		<truncated>0</truncated>
		<difficult>0</difficult>
		<bndbox>
			<xmin>174</xmin>
			<ymin>101</ymin>
			<xmax>349</xmax>
			<ymax>351</ymax>
		</bndbox>
		<part>
			<name>head</name>
			<bndbox>
				<xmin>169</xmin>
				<ymin>104</ymin>
				<xmax>209</xmax>
				<ymax>146</ymax>
			</bndbox>
		</part>
	</object>
	<object>
		<name>person</name>
		<bndbox><ymax>500</ymax><xmax>486</xmax><ymin>1</ymin><xmin>1</xmin></bndbox>
		<truncated>1</truncated><difficult>1</difficult><occluded>1</occluded><pose>Frontal</pose>
		<actions><jumping>0</jumping><reading>1</reading></actions>
	</object>
</annotation>
)";

// As labelImg 1.8 writes it.
std::string label_img(const std::string& objects, const std::string& name = "a.jpg") {
  return "<annotation>\n\t<folder>photos</folder>\n\t<filename>" + name +
         "</filename>\n\t<path>C:\\photos\\" + name +
         "</path>\n\t<source>\n\t\t<database>Unknown</database>\n\t</source>\n\t<size>\n\t\t<width>100</"
         "width>\n"
         "\t\t<height>80</height>\n\t\t<depth>3</depth>\n\t</size>\n\t<segmented>0</segmented>\n" +
         objects + "</annotation>\n";
}

std::string object(const std::string& name, const std::string& box) {
  return "<object><name>" + name +
         "</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>" + box +
         "</object>\n";
}

std::string corners(const std::string& x1, const std::string& y1, const std::string& x2,
                    const std::string& y2) {
  return "<bndbox><xmin>" + x1 + "</xmin><ymin>" + y1 + "</ymin><xmax>" + x2 + "</xmax><ymax>" + y2 +
         "</ymax></bndbox>";
}

}  // namespace

class TestVoc : public QObject {
  Q_OBJECT
 private slots:
  void originalFilesCountPixelsFromOne() {
    CocoFolder folder;
    folder.write("VOCdevkit/VOC2012/Annotations/2007_000027.xml", kOriginal);
    folder.write_image("VOCdevkit/VOC2012/JPEGImages/2007_000027.jpg", 486, 500);
    folder.write("VOCdevkit/VOC2012/ImageSets/Main/trainval.txt", "2007_000027\n");
    folder.write("VOCdevkit/VOC2012/ImageSets/Main/val.txt", "2007_000027\r\n");
    folder.write("VOCdevkit/VOC2012/ImageSets/Main/person_train.txt", "2007_000027  1\n");
    const auto root = folder / "VOCdevkit/VOC2012";
    for (const auto& path : {folder / "VOCdevkit", root, root / "Annotations/2007_000027.xml"}) {
      QCOMPARE(data::recognised_format(path).id, std::string("voc"));
      IssueReport report;
      const auto dataset = read_format("voc", path, report);
      QVERIFY_NO_ISSUES(report);
      QCOMPARE(dataset.labels, (std::vector<std::string>{"person", "head"}));
      const auto& image = dataset.images.at(0);
      if (path != root / "Annotations/2007_000027.xml") QCOMPARE(image.split, std::string("val"));
      QCOMPARE(image.regions.size(), 3u);
      QCOMPARE(box_text(image.regions[0]), std::string("173 100 349 351"));
      QCOMPARE(image.regions[0].attributes.to_json(), std::string(R"({"group":"1"})"));
      QCOMPARE(box_text(image.regions[1]), std::string("168 103 209 146"));
      QCOMPARE(image.regions[1].attributes.to_json(), std::string(R"({"group":"1","part":true})"));
      // The whole image: 1 to 486 of 486 pixels.
      QCOMPARE(box_text(image.regions[2]), std::string("0 0 486 500"));
      QCOMPARE(
          image.regions[2].attributes.to_json(),
          std::string(
              R"({"truncated":true,"difficult":true,"occluded":true,"pose":"Frontal","actions":["reading"]})"));
    }
  }

  void labelImgsCornersAreTakenAsDrawn() {
    CocoFolder folder;
    folder.write("a.xml", label_img(object("dog", corners("10", "20", "30", "40"))));
    folder.write_image("a.jpg");
    IssueReport report;
    QCOMPARE(data::recognised_format(folder.path()).id, std::string("voc"));
    const auto dataset = read_format("voc", folder.path(), report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(box_text(dataset.images.at(0).regions.at(0)), std::string("10 20 30 40"));
  }

  void cvatsAttributesAndRoboflowsPolygonsAreRead() {
    CocoFolder folder;
    folder.write("a.xml",
                 label_img("<object><name>dog</name>" + corners("1.5", "2", "30", "40") +
                           "<attributes><attribute><name>colour</name><value>brown</value></attribute>"
                           "<attribute><name>rotation</name><value>0.0</value></attribute>"
                           "<attribute><name>age</name><value>3</value></attribute></attributes></object>"
                           "<object><name>cat</name><polygon><x1>10</x1><y1>10</y1><x2>20</x2><y2>15</y2>"
                           "<x3>12</x3><y3>30</y3></polygon></object>"
                           "<object><name>ship</name><robndbox><cx>50</cx><cy>40</cy><w>20</w><h>10</h>"
                           "<angle>1.5707963</angle></robndbox></object>"));
    folder.write_image("a.jpg");
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    QCOMPARE(report.count("box made from a mask or polygon"), 1);
    QCOMPARE(report.count("rotated box made straight"), 1);
    QCOMPARE(report.total(), 2);
    const auto& regions = dataset.images.at(0).regions;
    QCOMPARE(regions.at(0).attributes.to_json(), std::string(R"({"colour":"brown","age":3.0})"));
    QCOMPARE(box_text(regions.at(1)), std::string("10 10 20 30"));
    QCOMPARE(box_text(regions.at(2)), std::string("45 30 55 50"));
  }

  void severalYearsAreAskedAbout() {
    CocoFolder folder;
    folder.write("VOC2007/Annotations/a.xml", kOriginal);
    folder.write("VOC2012/Annotations/a.xml", kOriginal);
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { read_format("voc", folder.path(), report); });
    QVERIFY_CONTAINS(message, "VOC2007");
    QVERIFY_CONTAINS(message, "VOC2012");
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 11, {.images = 20, .splits = true});
    for (std::size_t i = 0; i < dataset.images.size(); ++i) {
      for (auto& region : dataset.images[i].regions) {
        if (i % 2 == 0) region.attributes.set(data::kTruncated, true);
        if (i % 3 == 0) region.attributes.set(data::kDifficult, true);
        if (i % 5 == 0) region.attributes.set("pose", "Rear <view>");
        if (i % 7 == 0) region.attributes.set("actions", std::vector<std::string>{"riding"});
        if (i % 4 == 0) region.attributes.set("colour \"x\"", "a & b");
        if (i % 4 == 1) region.attributes.set("weight", 2.5);
      }
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      const data::WriteOptions options{.images = mode, .image_root = folder / "source", .overwrite = true};
      test::write_format("voc", dataset, folder / "out", options);
      IssueReport report;
      const auto again = read_format("voc", folder / "out", report);
      QVERIFY_NO_ISSUES(report);
      // Two digits after the point.
      QVERIFY_SAME(dataset, again, {.tolerance = 0.006f, .splits = true, .attributes = true, .order = false});
    }
  }

  void partsComeBackInTheirObject() {
    CocoFolder folder;
    folder.write("Annotations/2007_000027.xml", kOriginal);
    folder.write_image("JPEGImages/2007_000027.jpg", 486, 500);
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    test::write_format("voc", dataset, folder / "out");
    const auto again = read_format("voc", folder / "out", report);
    QVERIFY_SAME(dataset, again, {.attributes = true});
    QVERIFY_CONTAINS(read_text_file(folder / "out/Annotations/2007_000027.xml"), "<part>");
    QVERIFY_NO_ISSUES(report);
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("voc").holds;
    QVERIFY(!holds.unlabelled_regions && !holds.region_captions && !holds.image_captions &&
            !holds.label_details);
    QVERIFY(!holds.attributes && !holds.more_captions);
    QVERIFY(holds.splits && holds.images_without_regions);
  }

  void labelThatXmlCannotHoldIsRefused() {
    CocoFolder folder;
    data::Dataset dataset;
    dataset.labels = {"fine",
                      "a\x01"
                      "b"};
    const auto message = test::expect_error(ErrorKind::InvalidInput,
                                            [&] { test::write_format("voc", dataset, folder / "out"); });
    QVERIFY_CONTAINS(message, "a\\u0001b");
    QVERIFY(!std::filesystem::exists(folder / "out"));
  }

  void badObjectsAreLeftOutOrMendedAndNamed_data() {
    QTest::addColumn<QString>("bad");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("kept");
    const auto row = [](const char* name, const std::string& bad, const char* category, int kept) {
      QTest::newRow(name) << QString::fromStdString(bad) << category << kept;
    };
    row("no box", "<object><name>x</name></object>", "object without box", 0);
    row("half a box", object("x", "<bndbox><xmin>1</xmin></bndbox>"), "box that is not numbers", 0);
    row("nan", object("x", corners("nan", "1", "2", "3")), "box that is not numbers", 0);
    row("words", object("x", corners("left", "1", "2", "3")), "box that is not numbers", 0);
    row("empty number", object("x", corners("", "1", "2", "3")), "box that is not numbers", 0);
    row("no area", object("x", corners("5", "5", "5", "9")), "box without area", 0);
    row("outside", object("x", corners("500", "5", "600", "9")), "box outside the image", 0);
    row("swapped", object("x", corners("50", "40", "10", "20")), "box with swapped corners", 1);
    row("over the edge", object("x", corners("50", "40", "110", "60")), "box clipped to the image", 1);
    row("no name", object("", corners("50", "40", "60", "60")), "object without name", 1);
  }
  void badObjectsAreLeftOutOrMendedAndNamed() {
    QFETCH(QString, bad);
    QFETCH(QString, category);
    QFETCH(int, kept);
    CocoFolder folder;
    const std::string good = object("dog", corners("10", "20", "30", "40"));
    folder.write("a.xml", label_img(good + bad.toStdString() + good));
    folder.write_image("a.jpg");
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    QCOMPARE(report.count(category.toStdString()), 1);
    QVERIFY_CONTAINS(test::text_of(report), "a.xml, object 2");
    QCOMPARE(dataset.images.at(0).regions.size(), static_cast<std::size_t>(2 + kept));
  }

  void damagedFilesAreLeftOutAndTheOthersRead_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    const std::string whole = label_img(object("dog", corners("10", "20", "30", "40")), "b.jpg");
    QTest::newRow("cut") << QByteArray::fromStdString(whole.substr(0, whole.size() / 2)) << "line ";
    QTest::newRow("empty") << QByteArray() << "line 1";
    QTest::newRow("other root") << QByteArray("<svg><a/></svg>") << "not <annotation>";
    QTest::newRow("deep") << "<annotation>" + QByteArray("<object>").repeated(100000) << "line 1";
    QByteArray bomb = "<?xml version=\"1.0\"?><!DOCTYPE z [<!ENTITY a0 \"ha\">";
    for (int i = 1; i < 30; ++i) {
      const auto n = QByteArray::number(i), before = QByteArray::number(i - 1);
      bomb += "<!ENTITY a" + n + " \"&a" + before + ";&a" + before + ";\">";
    }
    QTest::newRow("entities without end") << bomb + "]><annotation><filename>&a29;</filename></annotation>"
                                          << "line 1";
  }
  void damagedFilesAreLeftOutAndTheOthersRead() {
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    CocoFolder folder;
    folder.write("Annotations/a.xml", label_img(object("dog", corners("10", "20", "30", "40"))));
    folder.write("Annotations/b.xml", text.toStdString());
    folder.write_image("JPEGImages/a.jpg");
    folder.write_image("JPEGImages/b.jpg");
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(report.count("annotation file that cannot be read"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "b.xml");
    QVERIFY_CONTAINS(test::text_of(report), place.toStdString());
  }

  void otherEncodingsAreRead() {
    CocoFolder folder;
    const QString text =
        QString::fromStdString(label_img(object("\xC3\xBC"
                                                "ber",
                                                corners("10", "20", "30", "40"))));
    QByteArray wide("\xff\xfe", 2);
    wide.append(reinterpret_cast<const char*>(text.utf16()), text.size() * 2);
    folder.write("a.xml", wide.toStdString());
    folder.write("b.xml",
                 "\xEF\xBB\xBF" + label_img(object("d\xFFg", corners("10", "20", "30", "40")), "b.jpg"));
    folder.write_image("a.jpg");
    folder.write_image("b.jpg");
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    QCOMPARE(dataset.labels, (std::vector<std::string>{"\xC3\xBC"
                                                       "ber",
                                                       "d\xEF\xBF\xBDg"}));
    QCOMPARE(report.count("bytes that are not UTF-8"), 1);
    QCOMPARE(report.total(), 1);
    QVERIFY_CONTAINS(test::text_of(report), "b.xml, byte ");
  }

  void missingAndRepeatedImagesAreCounted() {
    CocoFolder folder;
    folder.write("Annotations/a.xml", label_img(""));
    folder.write("Annotations/b.xml", label_img("", "gone.jpg"));
    folder.write("Annotations/c.xml", label_img("", "a.jpg"));
    folder.write_image("JPEGImages/a.jpg");
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(report.count("missing image file"), 1);
    QCOMPARE(report.count("duplicate image"), 1);
    std::filesystem::remove(folder / "JPEGImages/a.jpg");
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { read_format("voc", folder.path(), report); });
    QVERIFY_CONTAINS(message, "a.jpg");
    QVERIFY_CONTAINS(message, "Give the folder");
  }

  void sizeOfTheFileCountsAndAnotherOneIsReported() {
    CocoFolder folder;
    folder.write("a.xml", label_img(object("dog", corners("10", "20", "30", "40"))));
    folder.write("b.xml", "<annotation><filename>b.jpg</filename></annotation>");
    folder.write_image("a.jpg", 50, 60);
    folder.write_image("b.jpg", 30, 20);
    IssueReport report;
    const auto dataset = read_format("voc", folder.path(), report);
    QCOMPARE(report.count("size other than the image's"), 1);
    QCOMPARE(dataset.images.at(0).width, 50);
    QCOMPARE(dataset.images.at(1).width, 30);
  }
};

QTEST_GUILESS_MAIN(TestVoc)
#include "test_voc.moc"
