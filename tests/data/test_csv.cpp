// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

class TestCsv : public QObject {
  Q_OBJECT
 private slots:
  void everyKindOfColumnsIsRead_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* text) { QTest::newRow(name) << QByteArray(text); };
    row("ours", "image,x1,y1,x2,y2,label\na.jpg,10,20,30,40,cat\nb.jpg,,,,,\n");
    row("other order", "label,y2,x2,y1,x1,image\ncat,40,30,20,10,a.jpg\n,,,,,b.jpg\n");
    row("TensorFlow",
        "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,100,80,cat,10,20,30,40\nb.jpg,100,80,,,,,\n");
    row("RetinaNet without header", "images/a.jpg,10,20,30,40,cat\nimages/b.jpg,,,,,\n");
    row("place and size", "file,x,y,w,h,label\na.jpg,10,20,20,20,cat\nb.jpg,,,,,\n");
    row("place and size in words", "image,x,y,width,height,label\na.jpg,10,20,20,20,cat\nb.jpg,,,,,\n");
    row("spreadsheet",
        "\xEF\xBB\xBFImage;X Min;Y Min;X Max;Y Max;Label\r\na.jpg;10,0;20,0;30,0;40,0;cat\r\nb.jpg;;;;;\r\n");
    row("tabs", "image\tx1\ty1\tx2\ty2\tlabel\na.jpg\t10\t20\t30\t40\tcat\nb.jpg\t\t\t\t\t\n");
    row("Windows paths", "image,x1,y1,x2,y2,label\nC:\\photos\\a.jpg,10,20,30,40,cat\nsub\\b.jpg,,,,,\n");
    row("swapped columns of corners", "image,x2,y2,x1,y1,label\na.jpg,30,40,10,20,cat\nb.jpg,,,,,\n");
  }
  void everyKindOfColumnsIsRead() {
    QFETCH(QByteArray, text);
    CocoFolder folder;
    folder.write("boxes.csv", text.toStdString());
    folder.write_image("images/a.jpg");
    folder.write_image("images/b.jpg");
    QCOMPARE(data::recognised_format(folder / "boxes.csv").id, std::string("csv"));
    IssueReport report;
    const auto dataset = read_format("csv", folder / "boxes.csv", report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(box_text(dataset.images[0].regions.at(0)), std::string("10 20 30 40"));
    QCOMPARE(dataset.images[0].regions[0].caption, std::string("cat"));
    QVERIFY(dataset.images[1].regions.empty());
    QVERIFY(dataset.images[1].captions.empty());
  }

  void openImagesIsReadWithNamesAndFlags() {
    CocoFolder folder;
    folder.write("validation-annotations-bbox.csv",
                 "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,"
                 "IsDepiction,IsInside\n"
                 "0001eeaf4aed83f9,xclick,/m/0cmf2,1,0.1,0.3,0.25,0.5,0,1,1,-1,0\n"
                 "0001eeaf4aed83f9,activemil,/m/zzzz,0.5,0,1,0,1,1,0,0,1,1\n");
    folder.write("class-descriptions-boxable.csv", "/m/0cmf2,Airplane\n/m/011k07,\"Tortoise, big\"\n");
    folder.write_image("validation/0001eeaf4aed83f9.jpg");
    IssueReport report;
    const auto dataset = read_format("csv", folder / "validation-annotations-bbox.csv", report);
    QVERIFY_NO_ISSUES(report);
    const auto& image = dataset.images.at(0);
    QCOMPARE(image.split, std::string("val"));
    QCOMPARE(dataset.labels, (std::vector<std::string>{"Airplane", "/m/zzzz"}));
    QCOMPARE(box_text(image.regions.at(0)), std::string("10 20 30 40"));
    QCOMPARE(image.regions[0].attributes.to_json(),
             std::string(R"({"source":"xclick","truncated":true,"crowd":true})"));
    QCOMPARE(
        image.regions[1].attributes.to_json(),
        std::string(R"({"score":0.5,"source":"activemil","occluded":true,"depiction":true,"inside":true})"));
  }

  void extraColumnsBecomeAttributesAndRowsOutOfOrderAreJoined() {
    CocoFolder folder;
    folder.write("boxes.csv",
                 "image,x1,y1,x2,y2,label,caption,split,score,Photo taken by,night\n"
                 "a.jpg,1,2,3,4,cat,\"a cat, asleep\",train,0.5,Ann,true\n"
                 "b.jpg,1,2,3,4,dog,,val,,,\n"
                 "a.jpg,5,6,7,8,,only words,train,,,\n"
                 "b.jpg,,,,,scene,,val,,,\n"
                 "a.jpg,,,,,,the whole,train,,Bob,\n");
    folder.write_image("a.jpg");
    folder.write_image("b.jpg");
    IssueReport report;
    const auto dataset = read_format("csv", folder / "boxes.csv", report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(dataset.images.size(), 2u);
    const auto& image = dataset.images[0];
    QCOMPARE(image.captions, std::vector<std::string>{"the whole"});
    QCOMPARE(image.attributes.text("Photo taken by"), std::string("Bob"));
    QCOMPARE(image.split, std::string("train"));
    QCOMPARE(image.regions.size(), 2u);
    QCOMPARE(image.regions[0].caption, std::string("a cat, asleep"));
    QCOMPARE(image.regions[0].attributes.to_json(),
             std::string(R"({"score":0.5,"Photo taken by":"Ann","night":true})"));
    QCOMPARE(image.regions[1].label, -1);
    QCOMPARE(image.regions[1].caption, std::string("only words"));
    QCOMPARE(box_text(dataset.images[1].regions.at(1)), std::string("0 0 100 80"));
    QVERIFY(dataset.images[1].regions[1].attributes.flag(data::kWholeImage));
  }

  void exportedAndReadAgainIsTheSame() {
    CocoFolder folder;
    auto dataset = test::random_dataset(
        folder, 17,
        {.images = 40, .unlabelled = true, .region_captions = true, .image_captions = true, .splits = true});
    for (std::size_t i = 0; i < dataset.images.size(); ++i) {
      if (i % 3 == 0) dataset.images[i].attributes.set("place, \"where\"", "here\nand there");
      if (i % 5 == 0) dataset.images[i].attributes.set("list", std::vector<std::string>{"a", "b"});
      for (std::size_t r = 0; r < dataset.images[i].regions.size(); ++r) {
        auto& region = dataset.images[i].regions[r];
        if (r % 2 == 0) region.more_captions = {"one, more", "\"third\""};
        if (r % 3 == 0) region.attributes.set("text", "12");
        if (r % 4 == 0) region.attributes.set("number", 12.5);
        if (r % 5 == 0) region.attributes.set("flag", false);
      }
    }
    for (const auto mode : {data::WriteOptions::Images::Copy, data::WriteOptions::Images::Leave}) {
      test::write_format("csv", dataset, folder / "out.csv",
                         {.images = mode, .image_root = folder / "source", .overwrite = true});
      IssueReport report;
      data::ReadOptions options;
      if (mode == data::WriteOptions::Images::Leave) options.image_root = folder / "source";
      const auto again = read_format("csv", folder / "out.csv", report, options);
      QVERIFY_NO_ISSUES(report);
      QVERIFY_SAME(dataset, again, {.splits = true, .image_captions = true, .attributes = true});
    }
  }

  void whatItCannotHoldIsSaid() {
    const auto& holds = data::format_named("csv").holds;
    QVERIFY(holds.unlabelled_regions && holds.region_captions && holds.more_captions && holds.image_captions);
    QVERIFY(holds.attributes && holds.splits && holds.images_without_regions && !holds.label_details);
  }

  void badRowsAreLeftOutOrMendedAndNamed_data() {
    QTest::addColumn<QByteArray>("bad");
    QTest::addColumn<QString>("category");
    QTest::addColumn<int>("kept");
    const auto row = [](const char* name, const char* bad, const char* category, int kept) {
      QTest::newRow(name) << QByteArray(bad) << category << kept;
    };
    row("too short", "a.jpg,1,2,3", "row of wrong length", 0);
    row("too long", "a.jpg,1,2,3,4,cat,,1", "row of wrong length", 0);
    row("no image", ",1,2,3,4,cat", "row without image", 0);
    row("words", "a.jpg,left,2,3,4,cat", "box that is not numbers", 0);
    row("nan", "a.jpg,nan,2,3,4,cat", "box that is not numbers", 0);
    row("half empty", "a.jpg,1,2,,,cat", "box that is not numbers", 0);
    row("swapped", "a.jpg,30,2,3,4,cat", "box with swapped corners", 1);
    row("flat", "a.jpg,3,2,3,4,cat", "box without area", 0);
    row("outside", "a.jpg,300,2,400,4,cat", "box outside the image", 0);
    row("over the edge", "a.jpg,30,2,400,4,cat", "box clipped to the image", 1);
    row("bytes", "a.jpg,30,2,40,4,c\xff", "bytes that are not UTF-8", 1);
    row("missing image", "gone.jpg,30,2,40,4,cat", "missing image file", 0);
  }
  void badRowsAreLeftOutOrMendedAndNamed() {
    QFETCH(QByteArray, bad);
    QFETCH(QString, category);
    QFETCH(int, kept);
    CocoFolder folder;
    folder.write("b.csv", "image,x1,y1,x2,y2,label\na.jpg,1,2,3,4,cat\n" + bad.toStdString() +
                              "\na.jpg,5,6,7,8,cat\n");
    folder.write_image("a.jpg");
    IssueReport report;
    const auto dataset = read_format("csv", folder / "b.csv", report);
    QCOMPARE(report.count(category.toStdString()), 1);
    QCOMPARE(report.total(), 1);
    const bool by_line = category == "row of wrong length" || category == "row without image";
    QVERIFY_CONTAINS(test::text_of(report), by_line ? "b.csv, line 3" : "b.csv, row 2");
    QCOMPARE(dataset.images.at(0).regions.size(), static_cast<std::size_t>(2 + kept));
  }

  void attributesThatAreNoJsonAreReported() {
    CocoFolder folder;
    folder.write_image("a.jpg");
    for (const std::string& json : {std::string("{'a'"), std::string("[1]"), std::string(10000, '[')}) {
      folder.write("b.csv", "image,x1,y1,x2,y2,label,attributes\na.jpg,1,2,3,4,cat,\"" + json + "\"\n");
      IssueReport report;
      QCOMPARE(read_format("csv", folder / "b.csv", report).region_count(), 1);
      QCOMPARE(report.count("attributes that cannot be read"), 1);
    }
  }

  void otherTablesAreNotTakenForBoxes() {
    CocoFolder folder;
    folder.write("a.csv", "name,age\nAnn,5\n");
    IssueReport report;
    test::expect_error(ErrorKind::InvalidInput, [&] { data::recognised_format(folder / "a.csv"); });
    const auto message =
        test::expect_error(ErrorKind::Corrupt, [&] { read_format("csv", folder / "a.csv", report); });
    QVERIFY_CONTAINS(message, "a.csv, line 1");
  }

  void noImageFoundSaysWhatToDo() {
    CocoFolder folder;
    folder.write("b.csv", "image,x1,y1,x2,y2,label\na.jpg,1,2,3,4,cat\n");
    IssueReport report;
    const auto message =
        test::expect_error(ErrorKind::NotFound, [&] { read_format("csv", folder / "b.csv", report); });
    QVERIFY_CONTAINS(message, "a.jpg");
    QVERIFY_CONTAINS(message, "Give the folder");
  }
};

QTEST_GUILESS_MAIN(TestCsv)
#include "test_csv.moc"
