// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <limits>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "core/image/draw.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using image::Tile;
using image::TileRow;

namespace {

int changed_pixels(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  return cv::countNonZero(difference.reshape(1));
}

}  // namespace

class TestDraw : public QObject {
  Q_OBJECT
 private slots:
  void boxIsDrawnOnItsEdgeInItsColour() {
    cv::Mat rgb(200, 300, CV_8UC3, cv::Scalar(255, 255, 255));
    image::draw_box(rgb, {50, 60, 150, 160}, "", {200, 30, 40});
    QCOMPARE(rgb.at<cv::Vec3b>(110, 50), cv::Vec3b(200, 30, 40));
    QCOMPARE(rgb.at<cv::Vec3b>(60, 100), cv::Vec3b(200, 30, 40));
    QCOMPARE(rgb.at<cv::Vec3b>(110, 100), cv::Vec3b(255, 255, 255));
    QCOMPARE(rgb.at<cv::Vec3b>(110, 200), cv::Vec3b(255, 255, 255));
  }

  void labelIsAboveTheBoxOrInsideWhereThereIsNoRoom() {
    const cv::Mat paper(300, 300, CV_8UC3, cv::Scalar(255, 255, 255));
    for (const auto& [top, rows] :
         {std::pair(150.f, cv::Range(130, 146)), std::pair(0.f, cv::Range(4, 16))}) {
      cv::Mat bare = paper.clone(), labelled = paper.clone();
      image::draw_box(bare, {50, top, 250, top + 100}, "", {0, 0, 200});
      image::draw_box(labelled, {50, top, 250, top + 100}, "a red apple", {0, 0, 200});
      QVERIFY(changed_pixels(bare.rowRange(rows), labelled.rowRange(rows)) > 300);
    }
  }

  void oddBoxesAndLabelsAreNoCrash() {
    const float infinity = std::numeric_limits<float>::infinity(),
                nan = std::numeric_limits<float>::quiet_NaN();
    const cv::Mat paper(40, 60, CV_8UC3, cv::Scalar(255, 255, 255));
    for (const PixelBox& box :
         {PixelBox{100, 100, 200, 200}, PixelBox{nan, 0, 1, 1}, PixelBox{0, 0, infinity, 5},
          PixelBox{30, 30, 10, 10}, PixelBox{5, 5, 5, 20}}) {
      cv::Mat rgb = paper.clone();
      image::draw_box(rgb, box, "label", {255, 0, 0});
      QCOMPARE(changed_pixels(rgb, paper), 0);
    }
    const std::string texts[] = {std::string(10000, 'x'),
                                 "\xF0\x9F\x8D\x8E apple",
                                 std::string("a\0b", 3),
                                 "\xff\xfe bad",
                                 "\n\n",
                                 " "};
    for (const auto& text : texts) {
      for (const auto& box :
           {PixelBox{-20, -20, 500, 500}, PixelBox{0, 0, 1, 1}, PixelBox{59.6f, 39.6f, 60, 40}}) {
        cv::Mat rgb = paper.clone();
        image::draw_box(rgb, box, text, {255, 0, 0});
      }
    }
    cv::Mat one(1, 1, CV_8UC3);
    image::draw_box(one, {0, 0, 1, 1}, "label", {255, 0, 0});
    cv::Mat grey(10, 10, CV_8UC1);
    test::expect_error(ErrorKind::InvalidInput, [&] {
      image::draw_box(grey, {0, 0, 5, 5}, "", {255, 0, 0});
    });
  }

  void sheetHoldsEveryTileInItsPlace() {
    std::vector<TileRow> rows(2);
    rows[0].title = "first";
    for (int i = 0; i < 3; ++i) {
      rows[0].tiles.push_back({cv::Mat(50, 100, CV_8UC3, cv::Scalar(10 + i, 100, 50)), "caption", {}});
    }
    rows[1].tiles.push_back({cv::Mat(70, 30, CV_8UC3, cv::Scalar(20, 100, 50)), std::string(10000, 'w'), {}});
    const auto sheet = image::contact_sheet("title", rows, {.tile_size = 100, .max_columns = 2});
    QCOMPARE(sheet.type(), CV_8UC3);
    // Area of each colour: 100 x 50 for the wide tiles, 43 x 100 for the tall one.
    const auto area = [&](int red) {
      cv::Mat mask;
      cv::inRange(sheet, cv::Scalar(red, 100, 50), cv::Scalar(red, 100, 50), mask);
      return cv::countNonZero(mask);
    };
    for (int i = 0; i < 3; ++i) QCOMPARE(area(10 + i), 100 * 50);
    QCOMPARE(area(20), 43 * 100);
    QCOMPARE(sheet.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 255, 255));
  }

  void tileBoxesAreScaledWithTheTile() {
    const Tile bare{cv::Mat(400, 400, CV_8UC3, cv::Scalar(255, 255, 255)), "", {}};
    Tile boxed = bare;
    boxed.boxes.push_back({{200, 200, 400, 400}, "", {255, 0, 0}});
    const auto a = image::contact_sheet("", {{"", {bare}}}, {.tile_size = 100});
    const auto b = image::contact_sheet("", {{"", {boxed}}}, {.tile_size = 100});
    cv::Mat difference, any;
    cv::absdiff(a, b, difference);
    cv::transform(difference, any, cv::Matx13f(1, 1, 1));
    const auto place = cv::boundingRect(any > 0);
    QVERIFY(std::abs(place.width - 50) <= 4 && std::abs(place.height - 50) <= 4);
  }

  void emptySheetAndEmptyTileAreDrawn() {
    QVERIFY(!image::contact_sheet("nothing found", {}).empty());
    QVERIFY(!image::contact_sheet("", {{"row", {}}, {"", {Tile{}}}}).empty());
    test::expect_error(ErrorKind::InvalidInput, [] { image::contact_sheet("", {}, {.tile_size = 3}); });
    test::expect_error(ErrorKind::InvalidInput, [] { image::contact_sheet("", {}, {.max_columns = 0}); });
    test::expect_error(ErrorKind::InvalidInput, [] {
      image::contact_sheet("", {{"", {Tile{cv::Mat(4, 4, CV_8UC1), "", {}}}}});
    });
  }
};

QTEST_GUILESS_MAIN(TestDraw)
#include "test_draw.moc"
