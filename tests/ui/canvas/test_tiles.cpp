// SPDX-License-Identifier: GPL-3.0-or-later
// Pixels: pyramid, tone curves, loader, and what the canvas shows of them.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <algorithm>
#include <cmath>

#include "core/base/random.h"
#include "tests/ui/canvas/canvas_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/heat_map.h"
#include "ui/canvas/tile_loader.h"
#include "ui/canvas/tile_pyramid.h"

using namespace cloc;
using namespace cloc::ui;
using cloc::ui::testing::makePicture;
using cloc::ui::testing::MemorySource;
using cloc::ui::testing::plainPicture;

namespace {

int noise(int x, int y, int c) {
  return static_cast<int>(mix64(static_cast<std::uint64_t>(x) * 73856093U +
                                static_cast<std::uint64_t>(y) * 19349663U + static_cast<std::uint64_t>(c)) >>
                          40);
}

// The mean of the level-0 pixels under pixel (x, y) of `level`.
double naive(const TilePyramid& pyramid, const std::function<int(int, int, int)>& value, int level, int x,
             int y, int c) {
  const QSize whole = pyramid.levelSize(0);
  const int side = 1 << level;
  double sum = 0;
  int count = 0;
  for (int v = y * side; v < std::min((y + 1) * side, whole.height()); ++v) {
    for (int u = x * side; u < std::min((x + 1) * side, whole.width()); ++u, ++count) sum += value(u, v, c);
  }
  return sum / count;
}

bool waitReady(TileLoader& loader) {
  return QTest::qWaitFor([&] { return loader.pyramid() != nullptr && !loader.isPreview() && loader.idle(); });
}

}  // namespace

class TilesTest : public QObject {
  Q_OBJECT

 private slots:
  void levelsAreTheAreaMeans() {
    const auto value = [](int x, int y, int c) { return noise(x, y, c) & 255; };
    const auto pyramid = TilePyramid::build(makePicture(1300, 1030, image::PixelFormat::Rgb8, value));
    const auto curve = makeToneCurve({}, pyramid->valueRange(), false);
    QCOMPARE(pyramid->levelCount(), 3);
    QCOMPARE(pyramid->levelSize(1), QSize(650, 515));
    QCOMPARE(pyramid->levelSize(2), QSize(325, 258));
    Random random(1);
    for (int level = 0; level < 3; ++level) {
      for (int i = 0; i < 400; ++i) {
        const auto size = pyramid->levelSize(level);
        int x = static_cast<int>(random.below(static_cast<std::uint64_t>(size.width())));
        int y = static_cast<int>(random.below(static_cast<std::uint64_t>(size.height())));
        if (i % 8 == 0) x = size.width() - 1;
        if (i % 8 == 1) y = size.height() - 1;
        const TileKey key{level, x / TilePyramid::kTileSize, y / TilePyramid::kTileSize};
        const QRect rect = pyramid->tileRect(key);
        const QRgb pixel = pyramid->tile(key, *curve).pixel(x - rect.x(), y - rect.y());
        // Each level rounds once. An edge pixel of level 2 may weigh its two parts of level 1 unevenly.
        const bool edge = x == size.width() - 1 || y == size.height() - 1;
        const double tolerance = level == 0 ? 0.01 : level == 1 || !edge ? 1.01 : 64;
        QVERIFY2(std::abs(qRed(pixel) - naive(*pyramid, value, level, x, y, 0)) <= tolerance,
                 qPrintable(QStringLiteral("level %1 at %2, %3").arg(level).arg(x).arg(y)));
        QVERIFY(std::abs(qBlue(pixel) - naive(*pyramid, value, level, x, y, 2)) <= tolerance);
      }
    }
  }

  void tilesCoverEachLevelOnce() {
    const auto pyramid = TilePyramid::build(plainPicture(1537, 1025));
    for (int level = 0; level < pyramid->levelCount(); ++level) {
      std::int64_t area = 0;
      for (int row = 0; row < pyramid->rows(level); ++row) {
        for (int column = 0; column < pyramid->columns(level); ++column) {
          const QRect rect = pyramid->tileRect({level, column, row});
          area += static_cast<std::int64_t>(rect.width()) * rect.height();
        }
      }
      const QSize size = pyramid->levelSize(level);
      QCOMPARE(area, static_cast<std::int64_t>(size.width()) * size.height());
    }
    QCOMPARE(pyramid->columns(pyramid->levelCount() - 1) * pyramid->rows(pyramid->levelCount() - 1), 1);
  }

  void levelIsDrawnAtMoreThanHalfItsSize() {
    const auto pyramid = TilePyramid::build(plainPicture(4000, 3000));
    QCOMPARE(pyramid->levelFor(3), 0);
    QCOMPARE(pyramid->levelFor(1), 0);
    QCOMPARE(pyramid->levelFor(0.51), 0);
    QCOMPARE(pyramid->levelFor(0.5), 1);
    QCOMPARE(pyramid->levelFor(0.26), 1);
    QCOMPARE(pyramid->levelFor(0.25), 2);
    QCOMPARE(pyramid->levelFor(0.0001), pyramid->levelCount() - 1);
  }

  void sidesBeyond32767AreShown() {
    auto source = std::make_shared<MemorySource>();
    source->put("long.png", makePicture(70000, 40, image::PixelFormat::Rgb8, [](int x, int, int c) {
                  return x >= 69200 ? (c == 0 ? 200 : 10) : 60;
                }));
    QUndoStack stack;
    CanvasView view(source, &stack);
    view.resize(800, 400);
    view.show();
    view.showImage(1, "long.png", {70000, 40});
    QVERIFY(waitReady(*view.loader()));
    view.setZoom(1);
    view.reveal({69300, 0, 69700, 40});
    view.grab();
    QVERIFY(QTest::qWaitFor([&] { return view.loader()->idle(); }));
    const QImage shot = view.grab().toImage();
    const QPoint at = view.transform().toView(QPointF(69500, 20)).toPoint();
    QCOMPARE(shot.pixelColor(at), QColor(200, 10, 10));
    const QPoint left = view.transform().toView(QPointF(69150, 20)).toPoint();
    QVERIFY(shot.rect().contains(left));
    QCOMPARE(shot.pixelColor(left), QColor(60, 60, 60));
  }

  void twelveBitsInSixteenAreStretchedToTheirPercentiles() {
    // Values 1000 .. 1999, each as often.
    const auto pyramid = TilePyramid::build(
        makePicture(1000, 20, image::PixelFormat::Grey16, [](int x, int, int) { return 1000 + x; }));
    QVERIFY(pyramid->sixteenBit());
    QVERIFY(std::abs(pyramid->valueRange().low * 65535 - 1004) <= 2);
    QVERIFY(std::abs(pyramid->valueRange().high * 65535 - 1994) <= 2);
    const auto automatic = makeToneCurve({}, pyramid->valueRange(), true);
    const QImage tile = pyramid->tile({1, 0, 0}, *automatic);
    QVERIFY(qRed(tile.pixel(0, 0)) <= 1);
    QVERIFY(qRed(tile.pixel(tile.width() - 1, 0)) >= 254);
    QVERIFY(std::abs(qRed(tile.pixel(tile.width() / 2, 0)) - 128) <= 2);
    DisplaySettings full;
    full.range = DisplaySettings::Range::Full;
    const QImage dark = pyramid->tile({1, 0, 0}, *makeToneCurve(full, pyramid->valueRange(), true));
    QCOMPARE(qRed(dark.pixel(dark.width() - 1, 0)), 8);  // 1999 / 257
  }

  void manualWindowClampsAtBlackAndWhite() {
    DisplaySettings settings;
    settings.range = DisplaySettings::Range::Manual;
    settings.black = 0.25;
    settings.white = 0.75;
    const auto curve = makeToneCurve(settings, {}, true);
    QCOMPARE(int((*curve)[10000]), 0);
    QCOMPARE(int((*curve)[60000]), 255);
    QVERIFY(std::abs(int((*curve)[32768]) - 128) <= 1);
    settings.gamma = 2;
    QVERIFY((*makeToneCurve(settings, {}, true))[32768] > 170);
  }

  void eightBitPicturesAreShownAsTheyAre() {
    const auto curve = makeToneCurve({}, {0.3, 0.4}, false);
    for (int value = 0; value < 256; ++value) QCOMPARE(int((*curve)[static_cast<std::size_t>(value)]), value);
  }

  void brightnessAndContrastNeverTurnTheOrderRound() {
    for (const double contrast : {-1.0, -0.4, 0.0, 0.6, 1.0}) {
      for (const double brightness : {-0.5, 0.0, 0.5}) {
        DisplaySettings settings;
        settings.contrast = contrast;
        settings.brightness = brightness;
        const auto curve = makeToneCurve(settings, {}, false);
        QVERIFY(std::is_sorted(curve->begin(), curve->end()));
        if (brightness > 0) QVERIFY((*curve)[128] > 128);
      }
    }
  }

  void tilesKeepWithinTheirMemory() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", plainPicture(4096, 4096));
    TileLoader loader(source);
    TileLoader::Limits limits;
    limits.tileBytes = 6 << 20;  // six tiles of 512 x 512
    loader.setLimits(limits);
    loader.open("a.png");
    QVERIFY(QTest::qWaitFor([&] { return loader.pyramid() != nullptr; }));
    std::vector<TileKey> keys;
    for (int row = 0; row < 8; ++row) {
      for (int column = 0; column < 8; ++column) keys.push_back({0, column, row});
    }
    loader.want(keys);
    QVERIFY(QTest::qWaitFor([&] { return loader.idle(); }));
    QVERIFY(loader.tileBytes() <= limits.tileBytes);
    // What stands in for everything else is never dropped.
    QVERIFY(loader.tile({loader.pyramid()->levelCount() - 1, 0, 0}));
    QVERIFY(loader.parentOf({0, 5, 5}));
  }

  void wishesOfTwoViewsAreBothMadeAndOfOneThatWentAreNot() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", plainPicture(4096, 4096));
    TileLoader loader(source);
    loader.open("a.png");
    QVERIFY(QTest::qWaitFor([&] { return loader.pyramid() != nullptr; }));
    const int one = 1, other = 2;  // their addresses stand for the views
    std::vector<TileKey> row, column;
    for (int i = 0; i < 8; ++i) row.push_back({0, i, 0});
    for (int i = 1; i < 8; ++i) column.push_back({0, 7, i});
    loader.want(row, &one);
    loader.want(column, &other);
    QVERIFY(QTest::qWaitFor([&] { return loader.idle(); }));
    for (const auto& key : row) QVERIFY(loader.tile(key));
    for (const auto& key : column) QVERIFY(loader.tile(key));
    std::vector<TileKey> late;
    for (int i = 0; i < 6; ++i) late.push_back({0, i, 4});
    loader.want(late, &one);
    loader.want({}, &one);
    loader.want(column, &other);
    QVERIFY(QTest::qWaitFor([&] { return loader.idle(); }));
    QVERIFY(!loader.tile(late.back()));
  }

  void prefetchedNeighbourIsThereAtOnce() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", plainPicture(100, 80));
    source->put("b.png", plainPicture(60, 50));
    TileLoader loader(source);
    loader.open("a.png");
    QVERIFY(waitReady(loader));
    QSignalSpy prefetched(&loader, &TileLoader::prefetched);
    loader.prefetch("b.png");
    QVERIFY(prefetched.wait());
    QCOMPARE(loader.pyramid()->originalSize(), QSize(100, 80));
    const int loads = source->loads;
    loader.open("b.png");
    QCOMPARE(loader.state(), TileLoader::State::Ready);
    QCOMPARE(loader.pyramid()->originalSize(), QSize(60, 50));
    QCOMPARE(source->loads.load(), loads);
  }

  void theLastPictureAskedForWins() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", plainPicture(100, 80));
    source->put("b.png", plainPicture(60, 50));
    source->delay = 60;
    TileLoader loader(source);
    loader.open("a.png");
    QTest::qWait(10);
    loader.open("b.png");
    QVERIFY(waitReady(loader));
    QTest::qWait(150);
    QCOMPARE(loader.pyramid()->originalSize(), QSize(60, 50));
  }

  void previewComesFirstAndIsReplaced() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.jpg", plainPicture(2000, 1000));
    auto small = plainPicture(100, 50);
    small.original_width = 2000;
    small.original_height = 1000;
    source->putPreview("a.jpg", small);
    source->delay = 80;
    TileLoader loader(source);
    loader.open("a.jpg");
    QVERIFY(QTest::qWaitFor([&] { return loader.pyramid() != nullptr; }));
    QVERIFY(loader.isPreview());
    QCOMPARE(loader.pyramid()->originalSize(), QSize(2000, 1000));
    QCOMPARE(loader.pyramid()->pixelSize(), QSizeF(20, 20));
    QVERIFY(waitReady(loader));
    QCOMPARE(loader.pyramid()->levelSize(0), QSize(2000, 1000));
  }

  void missingAndBrokenFilesAreTold() {
    auto source = std::make_shared<MemorySource>();
    TileLoader loader(source);
    loader.open("gone.png");
    QCOMPARE(loader.state(), TileLoader::State::Loading);
    QVERIFY(QTest::qWaitFor([&] { return loader.state() == TileLoader::State::Missing; }));
    QVERIFY(loader.message().contains(QStringLiteral("gone.png")));
    loader.open("broken.png");
    QVERIFY(QTest::qWaitFor([&] { return loader.state() == TileLoader::State::Failed; }));
    QVERIFY(loader.message().contains(QStringLiteral("cut off")));
    // Put back, it can be loaded.
    source->put("gone.png", plainPicture(10, 10));
    loader.open("gone.png");
    QVERIFY(waitReady(loader));
  }

  // Through the program's own decoders.
  void filesAreDecoded() {
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "red.png";
    QImage image(70, 50, QImage::Format_RGB32);
    image.fill(QColor(200, 30, 40));
    QVERIFY(image.save(QString::fromStdString(path.string())));
    TileLoader loader(std::make_shared<DecoderPictureSource>());
    loader.open(path);
    QVERIFY(waitReady(loader));
    QCOMPARE(loader.pyramid()->originalSize(), QSize(70, 50));
    QCOMPARE(loader.pyramid()->valuesAt(69, 49), (std::vector<int>{200, 30, 40}));
    QVERIFY(std::filesystem::remove(path));
    loader.reload();
    QVERIFY(QTest::qWaitFor([&] { return loader.state() == TileLoader::State::Missing; }));
    QVERIFY(loader.message().contains(QStringLiteral("red.png")));
  }

  void aLoaderThatDiesWhileLoadingIsNoCrash() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", plainPicture(600, 600));
    source->delay = 30;
    for (int i = 0; i < 5; ++i) {
      auto loader = std::make_unique<TileLoader>(source);
      loader->open("a.png");
      loader->prefetch("b.png");
      QTest::qWait(i * 12);
    }
    QTest::qWait(120);
  }

  void changedDisplayMakesTilesAnew() {
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", plainPicture(700, 700, 100));
    TileLoader loader(source);
    loader.open("a.png");
    QVERIFY(waitReady(loader));
    loader.want({{0, 0, 0}});
    QVERIFY(QTest::qWaitFor([&] { return loader.idle(); }));
    QCOMPARE(qRed(loader.tile({0, 0, 0})->image.pixel(3, 3)), 100);
    DisplaySettings settings;
    settings.brightness = 0.2;
    loader.setDisplay(settings);
    QVERIFY(!loader.tile({0, 0, 0})->current);  // still there to be drawn meanwhile
    loader.want({{0, 0, 0}});
    QVERIFY(QTest::qWaitFor([&] { return loader.idle(); }));
    QVERIFY(loader.tile({0, 0, 0})->current);
    QCOMPARE(qRed(loader.tile({0, 0, 0})->image.pixel(3, 3)), 151);
  }

  // What is kept from frame to frame must not differ from what is drawn at once.
  void pannedViewEqualsOneDrawnAnew_data() {
    QTest::addColumn<double>("zoom");
    for (const double zoom : {0.37, 0.6, 1.0, 1.7, 3.3, 9.0})
      QTest::newRow(qPrintable(QString::number(zoom))) << zoom;
  }
  void pannedViewEqualsOneDrawnAnew() {
    QFETCH(double, zoom);
    auto source = std::make_shared<MemorySource>();
    source->put("a.png", makePicture(1800, 1400, image::PixelFormat::Rgb8,
                                     [](int x, int y, int c) { return noise(x / 3, y / 3, c) & 255; }));
    QUndoStack stack;
    CanvasView view(source, &stack);
    view.resize(500, 400);
    view.show();
    view.showImage(1, "a.png", {1800, 1400});
    QVERIFY(waitReady(*view.loader()));
    view.setZoom(zoom);
    Random random(5);
    for (int i = 0; i < 25; ++i) {
      view.panBy({random.uniform(-60, 60), random.uniform(-60, 60)});
      view.grab();
      QVERIFY(QTest::qWaitFor([&] { return view.loader()->idle(); }));
      const QImage kept = view.grab().toImage();
      // Another heat map and back: everything is drawn again.
      HeatMap map{1, 1, {0.F}, {}, 0.5};
      view.setHeatMap(map);
      view.setHeatMap({});
      const QImage anew = view.grab().toImage();
      int different = 0;
      for (int y = 0; y < kept.height(); ++y) {
        for (int x = 0; x < kept.width(); ++x) {
          const QRgb a = kept.pixel(x, y), b = anew.pixel(x, y);
          if (std::abs(qRed(a) - qRed(b)) + std::abs(qGreen(a) - qGreen(b)) + std::abs(qBlue(a) - qBlue(b)) >
              6)
            ++different;
        }
      }
      QCOMPARE(different, 0);
    }
  }

  void magnifiedPixelsAreSquaresOfOneColour() {
    auto source = std::make_shared<MemorySource>();
    const auto value = [](int x, int y, int c) { return noise(x, y, c) & 255; };
    source->put("a.png", makePicture(300, 200, image::PixelFormat::Rgb8, value));
    QUndoStack stack;
    CanvasView view(source, &stack);
    view.resize(640, 480);
    view.show();
    view.showImage(1, "a.png", {300, 200});
    QVERIFY(waitReady(*view.loader()));
    view.setZoom(10);
    view.grab();
    QVERIFY(QTest::qWaitFor([&] { return view.loader()->idle(); }));
    const QImage shot = view.grab().toImage();
    const QRectF seen = view.visibleArea();
    for (int y = static_cast<int>(seen.top()) + 2; y < seen.bottom() - 2; y += 3) {
      for (int x = static_cast<int>(seen.left()) + 2; x < seen.right() - 2; x += 3) {
        for (const double at : {0.15, 0.5, 0.85}) {
          const QPointF place = view.transform().toView(QPointF(x + at, y + at));
          const QRgb pixel = shot.pixel(static_cast<int>(place.x()), static_cast<int>(place.y()));
          QCOMPARE(qRed(pixel), value(x, y, 0));
          QCOMPARE(qGreen(pixel), value(x, y, 1));
        }
      }
    }
  }

  void heatColoursRiseInLightness() {
    double before = -1;
    for (int i = 0; i <= 255; ++i) {
      const QColor colour = QColor::fromRgb(heatColour(i / 255.0));
      const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
      };
      const double luminance =
          0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
      QVERIFY2(luminance >= before - 0.004, qPrintable(QString::number(i)));  // 8-bit channels are steps
      before = std::max(before, luminance);
    }
  }

  void heatMapPeaksWhereItsValuesDo() {
    HeatMap map;
    map.rows = 4;
    map.columns = 6;
    map.values.assign(24, 0.F);
    map.values[1 * 6 + 4] = 5;
    map.values[3] = std::numeric_limits<float>::quiet_NaN();
    const QImage image = colouredHeatMap(map);
    QPoint best;
    int brightest = -1;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        if (qGreen(image.pixel(x, y)) > brightest) {
          brightest = qGreen(image.pixel(x, y));
          best = {x, y};
        }
      }
    }
    QCOMPARE(best.x() * map.columns / image.width(), 4);
    QCOMPARE(best.y() * map.rows / image.height(), 1);
    map.values.pop_back();
    QVERIFY(colouredHeatMap(map).isNull());
  }
};

QTEST_MAIN(TilesTest)
#include "test_tiles.moc"
