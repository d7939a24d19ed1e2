// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <cmath>
#include <vector>

#include "core/base/random.h"
#include "core/geometry/box.h"
#include "core/geometry/letterbox.h"
#include "tests/support/expect_error.h"

using namespace cloc;

namespace {

// IoU and GIoU by counting cells of an integer grid: slow and independent of the formula.
struct Counted {
  double iou, giou;
};
Counted count_cells(const PixelBox& a, const PixelBox& b) {
  int both = 0, either = 0;
  const auto inside = [](const PixelBox& box, int x, int y) {
    return static_cast<float>(x) >= box.x1 && static_cast<float>(x) < box.x2 &&
           static_cast<float>(y) >= box.y1 && static_cast<float>(y) < box.y2;
  };
  int left = 40, top = 40, right = 0, bottom = 0;
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 40; ++x) {
      const bool in_a = inside(a, x, y), in_b = inside(b, x, y);
      both += in_a && in_b;
      if (!(in_a || in_b)) continue;
      ++either;
      left = std::min(left, x), top = std::min(top, y);
      right = std::max(right, x + 1), bottom = std::max(bottom, y + 1);
    }
  }
  const double hull = (right - left) * (bottom - top);
  const double iou = static_cast<double>(both) / either;
  return {iou, iou - (hull - either) / hull};
}

PixelBox random_box(Random& random) {
  const auto x = static_cast<float>(random.below(30)), y = static_cast<float>(random.below(30));
  return {x, y, x + 1 + static_cast<float>(random.below(10)), y + 1 + static_cast<float>(random.below(10))};
}

}  // namespace

class TestGeometry : public QObject {
  Q_OBJECT
 private slots:
  void overlapEqualsCountedCells() {
    Random random(1);
    for (int i = 0; i < 500; ++i) {
      const PixelBox a = random_box(random), b = random_box(random);
      const Counted expected = count_cells(a, b);
      QVERIFY(std::abs(iou(a, b) - expected.iou) < 1e-5);
      QVERIFY(std::abs(giou(a, b) - expected.giou) < 1e-5);
      QCOMPARE(iou(a, b), iou(b, a));
    }
  }

  void emptyBoxesDoNotDivideByZero() {
    const PixelBox point{3, 3, 3, 3};
    QCOMPARE(iou(point, point), 0.f);
    QCOMPARE(giou(point, point), 0.f);
    QVERIFY(!point.valid());
    QVERIFY(!(PixelBox{0, 0, std::nanf(""), 1}).valid());
  }

  void letterboxRoundTrips() {
    Random random(2);
    for (int i = 0; i < 200; ++i) {
      const int w = 1 + static_cast<int>(random.below(5000)), h = 1 + static_cast<int>(random.below(5000));
      const Letterbox letterbox(w, h, 224);
      const PixelBox box{0.1f * static_cast<float>(w), 0.2f * static_cast<float>(h),
                         0.7f * static_cast<float>(w), 0.9f * static_cast<float>(h)};
      const PixelBox back = letterbox.to_pixels(letterbox.to_normalised(box));
      const float tolerance = 1e-4f * static_cast<float>(std::max(w, h));
      QVERIFY(std::abs(back.x1 - box.x1) < tolerance && std::abs(back.y2 - box.y2) < tolerance);
    }
  }

  void wideImageIsPaddedEquallyAboveAndBelow() {
    const Letterbox letterbox(400, 200, 224);
    QCOMPARE(letterbox.content_width(), 224);
    QCOMPARE(letterbox.content_height(), 112);
    QCOMPARE(letterbox.offset_y(), 56);
    QCOMPARE(letterbox.to_normalised({0, 0, 400, 200}), (NormBox{0, 0.25f, 1, 0.75f}));
  }

  void extremeAspectKeepsAtLeastOnePixel() { QCOMPARE(Letterbox(10000, 1, 224).content_height(), 1); }

  void sizeOfZeroIsRefused() {
    test::expect_error(ErrorKind::InvalidInput, [] { Letterbox(0, 10, 224); });
  }
};

QTEST_APPLESS_MAIN(TestGeometry)
#include "test_geometry.moc"
