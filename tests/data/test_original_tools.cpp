// SPDX-License-Identifier: Apache-2.0
// Files as the original tools write them: fixtures/ is made by make_fixtures.py with these tools. All hold
// the same two boxes in an image of 100 x 80.
#include <QTest>

#include "tests/data/format_checks.h"

using namespace cloc;
using test::box_text;
using test::CocoFolder;
using test::read_format;

namespace fs = std::filesystem;

class TestOriginalTools : public QObject {
  Q_OBJECT
 private slots:
  void twoBoxesAreRead_data() {
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("opened");  // below the fixture
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("image");
    QTest::newRow("labelImg, VOC") << "labelimg_voc"
                                   << ""
                                   << "voc"
                                   << "set/a.jpg";
    QTest::newRow("labelImg, YOLO") << "labelimg_yolo"
                                    << ""
                                    << "yolo"
                                    << "set/a.jpg";
    QTest::newRow("labelme") << "labelme"
                             << ""
                             << "labelme"
                             << "photos/a.jpg";
    QTest::newRow("pandas") << "pandas"
                            << "plain.csv"
                            << "csv"
                            << "set/a.jpg";
    QTest::newRow("pandas, tabs and index") << "pandas"
                                            << "index_tabs.tsv"
                                            << "csv"
                                            << "set/a.jpg";
    QTest::newRow("pandas, for spreadsheets") << "pandas"
                                              << "excel.csv"
                                              << "csv"
                                              << "set/a.jpg";
    QTest::newRow("pandas, UTF-16") << "pandas"
                                    << "utf16.csv"
                                    << "csv"
                                    << "set/a.jpg";
  }
  void twoBoxesAreRead() {
    QFETCH(QString, fixture);
    QFETCH(QString, opened);
    QFETCH(QString, format);
    QFETCH(QString, image);
    CocoFolder folder;
    fs::copy(fs::path(CLOC_TEST_FIXTURES) / fixture.toStdString(), folder / "set",
             fs::copy_options::recursive);
    folder.write_image(image.toStdString());
    const fs::path path = opened.isEmpty() ? folder / "set" : folder / "set" / opened.toStdString();
    QCOMPARE(data::recognised_format(path).id, format.toStdString());
    IssueReport report;
    const auto dataset = read_format(format.toStdString(), path, report);
    QCOMPARE(report.total(), format == "labelme" ? 1 : 0);  // its polygon
    QCOMPARE(dataset.images.size(), 1u);
    const auto& regions = dataset.images[0].regions;
    QVERIFY(regions.size() >= 2);
    QCOMPARE(box_text(regions[0]), std::string("10 20 30 40"));
    QCOMPARE(box_text(regions[1]), std::string("0 0 100 80"));
    QCOMPARE(test::label_of(dataset, regions[0]), std::string("dog"));
    QCOMPARE(test::label_of(dataset, regions[1]), std::string("a \"b\" <c> & \xc3\xbc"));
    if (format == "voc" || format == "labelme") QVERIFY(regions[1].attributes.flag(data::kDifficult));
    if (format == "csv") {
      QCOMPARE(std::get<double>(*regions[0].attributes.find(data::kScore)), 0.5);
      QCOMPARE(regions[0].attributes.text("note"), std::string("two\nlines"));
      QVERIFY(regions[1].attributes.find(data::kScore) == nullptr);
    }
    if (format == "labelme") {
      QCOMPARE(box_text(regions.at(2)), std::string("1.25 2.5 30 40"));
      QCOMPARE(regions[0].caption, std::string("d"));
      QVERIFY(dataset.images[0].attributes.flag("night"));
    }
  }
};

QTEST_GUILESS_MAIN(TestOriginalTools)
#include "test_original_tools.moc"
