// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/base/random.h"
#include "core/image/image.h"
#include "tests/support/expect_error.h"

using namespace cloc;

namespace {

bool is_padding(const cv::Vec3b& pixel) {
  return pixel[0] == image::kPaddingRgb[0] && pixel[1] == image::kPaddingRgb[1] &&
         pixel[2] == image::kPaddingRgb[2];
}

// Where a pure red rectangle lies in a black image, to a fraction of a pixel: each row and column counts by
// its cover.
PixelBox red_box(const cv::Mat& rgb) {
  cv::Mat red;
  cv::extractChannel(rgb, red, 0);
  const cv::Mat rows = [&] {
    cv::Mat m;
    cv::reduce(red, m, 1, cv::REDUCE_MAX, CV_8U);
    return m;
  }();
  const cv::Mat columns = [&] {
    cv::Mat m;
    cv::reduce(red, m, 0, cv::REDUCE_MAX, CV_8U);
    return m;
  }();
  const auto span = [](const cv::Mat& line) {
    const int count = static_cast<int>(line.total());
    const auto* v = line.ptr<std::uint8_t>();
    int first = 0, last = count - 1;
    while (first < count && v[first] < 20) ++first;
    while (last > first && v[last] < 20) --last;
    const float low = static_cast<float>(first + 1) - static_cast<float>(v[first]) / 255.f;
    const float high = static_cast<float>(last) + static_cast<float>(v[last]) / 255.f;
    return std::pair(low, high);
  };
  const auto [x1, x2] = span(columns.reshape(1, 1));
  const auto [y1, y2] = span(rows.clone().reshape(1, 1));
  return {x1, y1, x2, y2};
}

}  // namespace

class TestLetterboxImage : public QObject {
  Q_OBJECT
 private slots:
  void drawnRectangleLandsWhereLetterboxSays_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("landscape") << 640 << 427;
    QTest::newRow("portrait") << 333 << 500;
    QTest::newRow("square") << 448 << 448;
    QTest::newRow("same size") << 224 << 224;
    QTest::newRow("wide") << 1200 << 130;
  }
  void drawnRectangleLandsWhereLetterboxSays() {
    QFETCH(int, width);
    QFETCH(int, height);
    Random random(1);
    const Letterbox letterbox(width, height, 224);
    for (int i = 0; i < 20; ++i) {
      const int w = width / 4 + static_cast<int>(random.below(static_cast<std::uint64_t>(width / 2)));
      const int h = height / 4 + static_cast<int>(random.below(static_cast<std::uint64_t>(height / 2)));
      const int x = static_cast<int>(random.below(static_cast<std::uint64_t>(width - w)));
      const int y = static_cast<int>(random.below(static_cast<std::uint64_t>(height - h)));
      cv::Mat rgb(height, width, CV_8UC3, cv::Scalar(0, 0, 0));
      rgb(cv::Rect(x, y, w, h)).setTo(cv::Scalar(255, 0, 0));
      cv::Mat square = image::letterbox_image(rgb, 224);
      QCOMPARE(square.size(), cv::Size(224, 224));
      square.setTo(cv::Scalar(0, 0, 0), [&] {  // padding has red in it
        cv::Mat mask(224, 224, CV_8U, cv::Scalar(255));
        mask(cv::Rect(letterbox.offset_x(), letterbox.offset_y(), letterbox.content_width(),
                      letterbox.content_height()))
            .setTo(0);
        return mask;
      }());
      const PixelBox drawn{float(x), float(y), float(x + w), float(y + h)};
      const NormBox expected = letterbox.to_normalised(drawn);
      const PixelBox seen = red_box(square);
      const float tolerance = 0.6f;  // of a model pixel
      QVERIFY(std::abs(seen.x1 - expected.x1 * 224) < tolerance &&
              std::abs(seen.x2 - expected.x2 * 224) < tolerance);
      QVERIFY(std::abs(seen.y1 - expected.y1 * 224) < tolerance &&
              std::abs(seen.y2 - expected.y2 * 224) < tolerance);
      // And back: model pixels found in the picture name the rectangle in the original.
      const PixelBox back = letterbox.to_pixels({seen.x1 / 224, seen.y1 / 224, seen.x2 / 224, seen.y2 / 224});
      QVERIFY(iou(back, drawn) > 0.9f);
    }
  }

  void boxGoesToNormalisedAndBack() {
    Random random(2);
    for (int i = 0; i < 500; ++i) {
      const int width = 1 + static_cast<int>(random.below(3000)),
                height = 1 + static_cast<int>(random.below(3000));
      const Letterbox letterbox(width, height, 224);
      const auto x1 = static_cast<float>(random.uniform(0, width)),
                 y1 = static_cast<float>(random.uniform(0, height));
      const PixelBox box{x1, y1, static_cast<float>(random.uniform(x1, width)),
                         static_cast<float>(random.uniform(y1, height))};
      const PixelBox back = letterbox.to_pixels(letterbox.to_normalised(box));
      const float tolerance = 1e-3f * static_cast<float>(std::max(width, height));
      QVERIFY(std::abs(back.x1 - box.x1) < tolerance && std::abs(back.y1 - box.y1) < tolerance);
      QVERIFY(std::abs(back.x2 - box.x2) < tolerance && std::abs(back.y2 - box.y2) < tolerance);
    }
  }

  void paddingIsTheDocumentedColourAndOnlyOutside() {
    for (const auto& [width, height] :
         {std::pair(100, 37), std::pair(37, 100), std::pair(50, 50), std::pair(500, 3), std::pair(1, 900)}) {
      const Letterbox letterbox(width, height, 64);
      const auto square = image::letterbox_image(cv::Mat(height, width, CV_8UC3, cv::Scalar(9, 200, 30)), 64);
      const cv::Rect content(letterbox.offset_x(), letterbox.offset_y(), letterbox.content_width(),
                             letterbox.content_height());
      for (int y = 0; y < 64; ++y) {
        for (int x = 0; x < 64; ++x) {
          const auto& pixel = square.at<cv::Vec3b>(y, x);
          if (content.contains({x, y}))
            QCOMPARE(pixel, cv::Vec3b(9, 200, 30));
          else
            QVERIFY(is_padding(pixel));
        }
      }
    }
  }

  // Plain box averaging in float64, for a whole reduction factor.
  void shrinkingAveragesAreas() {
    cv::Mat rgb(96, 192, CV_8UC3);
    cv::theRNG().state = 4;
    cv::randu(rgb, 0, 256);
    const auto square = image::letterbox_image(rgb, 48);  // factor 4, content 48 x 24 at y = 12
    for (int y = 0; y < 24; ++y) {
      for (int x = 0; x < 48; ++x) {
        for (int c = 0; c < 3; ++c) {
          double sum = 0;
          for (int dy = 0; dy < 4; ++dy) {
            for (int dx = 0; dx < 4; ++dx) sum += rgb.at<cv::Vec3b>(4 * y + dy, 4 * x + dx)[c];
          }
          QVERIFY(std::abs(square.at<cv::Vec3b>(y + 12, x)[c] - sum / 16) <= 1.0);
        }
      }
    }
  }

  void intoWritesTheSameBytesAndNoneBeyond() {
    cv::Mat rgb(31, 77, CV_8UC3);
    cv::randu(rgb, 0, 256);
    for (const int size : {1, 7, 32, 224}) {
      const auto expected = image::letterbox_image(rgb, size);
      const auto count = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
      std::vector<std::uint8_t> out(count + 16, 0xab);
      image::letterbox_into(rgb, size, out.data());
      QVERIFY(std::equal(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count), expected.data));
      QVERIFY(std::all_of(out.end() - 16, out.end(), [](std::uint8_t byte) { return byte == 0xab; }));
    }
  }

  void partOfALargerImageIsLetterboxedAlone() {
    cv::Mat rgb(100, 100, CV_8UC3);
    cv::randu(rgb, 0, 256);
    const cv::Mat view = image::crop(rgb, {10, 20, 70, 60});
    QCOMPARE(
        cv::norm(image::letterbox_image(view, 32), image::letterbox_image(view.clone(), 32), cv::NORM_INF),
        0.0);
  }

  void wrongImagesAreRefused() {
    std::vector<std::uint8_t> out(64 * 64 * 3);
    test::expect_error(ErrorKind::InvalidInput, [] { image::letterbox_image(cv::Mat(), 64); });
    test::expect_error(ErrorKind::InvalidInput, [] { image::letterbox_image(cv::Mat(4, 4, CV_8UC1), 64); });
    test::expect_error(ErrorKind::InvalidInput, [] { image::letterbox_image(cv::Mat(4, 4, CV_16UC3), 64); });
    test::expect_error(ErrorKind::InvalidInput, [] { image::letterbox_image(cv::Mat(4, 4, CV_8UC3), 0); });
    test::expect_error(ErrorKind::InvalidInput, [&] { image::letterbox_into(cv::Mat(), 64, out.data()); });
  }

  void cropIsClippedAndRoundedOutwards() {
    const cv::Mat rgb(50, 80, CV_8UC3, cv::Scalar(1, 2, 3));
    QCOMPARE(image::crop(rgb, {10.4f, 5.6f, 20.2f, 9.f}).size(), cv::Size(11, 4));
    QCOMPARE(image::crop(rgb, {-5, -5, 1000, 1000}).size(), cv::Size(80, 50));
    QCOMPARE(image::crop(rgb, {79.9f, 49.9f, 90, 90}).size(), cv::Size(1, 1));
  }

  void cropOutsideOrWithoutAreaIsRefused() {
    const cv::Mat rgb(50, 80, CV_8UC3);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const PixelBox& box :
         {PixelBox{80, 0, 90, 10}, PixelBox{5, 5, 5, 9}, PixelBox{9, 9, 4, 4}, PixelBox{nan, 0, 5, 5},
          PixelBox{0, 0, std::numeric_limits<float>::infinity(), 5}}) {
      test::expect_error(ErrorKind::InvalidInput, [&] { image::crop(rgb, box); });
    }
    test::expect_error(ErrorKind::InvalidInput, [] { image::crop(cv::Mat(), {0, 0, 5, 5}); });
  }
};

QTEST_GUILESS_MAIN(TestLetterboxImage)
#include "test_letterbox_image.moc"
