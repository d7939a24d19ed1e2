// SPDX-License-Identifier: GPL-3.0-or-later
// The second view of the canvas's image: always at the same place, from the same pixels.
#include <QBuffer>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <QWheelEvent>
#include <random>

#include "tests/ui/canvas/canvas_fixture.h"
#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/linked_view.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::testing;

namespace {

void turnWheel(QWidget& widget, const QPointF& at, int angle, Qt::KeyboardModifiers modifiers) {
  QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, angle}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                    false);
  QCoreApplication::sendEvent(&widget, &event);
}

QPointF middle(const ViewTransform& transform) {
  return transform.toOriginal(transform.viewport().center());
}

struct Pair {
  explicit Pair(const QSize& left = {500, 400}, const QSize& right = {500, 400}) {
    source->put("a.png", makePicture(1300, 900, image::PixelFormat::Rgb8,
                                     [](int x, int y, int c) { return (x * (c + 1) + y * 3) & 255; }));
    source->put("b.png", plainPicture(90, 300, 60));
    canvas.resize(left);
    view.resize(right);
    canvas.show();
    view.show();
    open("a.png", {1300, 900});
  }
  void open(const char* file, const QSize& size) {
    canvas.showImage(file[0], file, size);
    settle();
  }
  void settle() {
    QVERIFY(QTest::qWaitFor([&] {
      return canvas.loader()->state() == TileLoader::State::Ready && !canvas.loader()->isPreview() &&
             canvas.loader()->idle();
    }));
  }

  std::shared_ptr<MemorySource> source = std::make_shared<MemorySource>();
  QUndoStack stack;
  CanvasView canvas{source, &stack};
  LinkedView view{&canvas};
};

}  // namespace

class TestLinkedView : public QObject {
  Q_OBJECT

 private slots:
  void whateverMovesOneOfTheTwoBothShowTheSamePlace_data() {
    QTest::addColumn<QSize>("right");
    QTest::newRow("equal") << QSize(500, 400);
    QTest::newRow("narrower, odd") << QSize(333, 417);
    QTest::newRow("wider") << QSize(801, 301);
  }
  void whateverMovesOneOfTheTwoBothShowTheSamePlace() {
    QFETCH(QSize, right);
    Pair pair({500, 400}, right);
    std::mt19937 random(5);
    const auto upTo = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    int compared = 0;
    for (int i = 0; i < 400; ++i) {
      auto& widget = i % 2 == 0 ? static_cast<QWidget&>(pair.canvas) : pair.view;
      const QPointF at(25 + upTo(widget.width() - 30), 25 + upTo(widget.height() - 30));
      switch (upTo(5)) {
        case 0:
        case 1:
          turnWheel(widget, at, upTo(4) ? 120 : -120, Qt::ControlModifier);
          break;
        case 2: {
          const QPoint from = at.toPoint(), to = from + QPoint(upTo(80) - 40, upTo(80) - 40);
          QTest::mousePress(&widget, Qt::MiddleButton, {}, from);
          QTest::mouseMove(&widget, to);
          QTest::mouseRelease(&widget, Qt::MiddleButton, {}, to);
          break;
        }
        case 3:
          turnWheel(widget, at, 120, Qt::ShiftModifier);
          break;
        default:
          if (upTo(30) == 0) pair.canvas.fit();
      }
      const auto& canvas = pair.canvas.transform();
      const auto& view = pair.view.transform();
      QCOMPARE(view.imageSize(), canvas.imageSize());
      QCOMPARE(view.zoom(), canvas.zoom());
      // Where the image is smaller than a view it stays inside of it, whatever the other one's size.
      const QRectF room = view.viewport().adjusted(-1, -1, 1, 1);
      if (right != QSize(500, 400) && !view.imageRect().contains(room)) continue;
      const QPointF apart = (middle(view) - middle(canvas)) * canvas.zoom();
      QVERIFY2(std::abs(apart.x()) <= 1 && std::abs(apart.y()) <= 1,
               qPrintable(QStringLiteral("%1: %2, %3").arg(i).arg(apart.x()).arg(apart.y())));
      ++compared;
    }
    QVERIFY(compared > 50);
  }

  void panningHereByAPixelMovesTheOtherByAPixelAlsoBetweenSizesThatDoNotShareAMiddle() {
    Pair pair({500, 400}, {501, 401});
    pair.canvas.setZoom(3);
    const QPoint before = pair.canvas.transform().deviceOrigin();
    QTest::mousePress(&pair.view, Qt::LeftButton, {}, {250, 200});
    for (int i = 1; i <= 30; ++i) QTest::mouseMove(&pair.view, {250 + i, 200});
    QTest::mouseRelease(&pair.view, Qt::LeftButton, {}, {280, 200});
    QCOMPARE(pair.canvas.transform().deviceOrigin(), before + QPoint(30, 0));
  }

  void whatIsUnderThePointerStaysThereWhileTheWheelZooms() {
    Pair pair;
    pair.canvas.setZoom(1);
    const QPointF at(321, 123);
    const QPointF before = pair.view.transform().toOriginal(at);
    for (int i = 0; i < 6; ++i) turnWheel(pair.view, at, 120, {});
    const QPointF after = pair.view.transform().toOriginal(at);
    QVERIFY(pair.view.transform().zoom() > 2.5);
    QVERIFY(std::abs(after.x() - before.x()) < 3 && std::abs(after.y() - before.y()) < 3);
  }

  void theWheelDoesWhatTheCanvasIsSetTo() {
    Pair pair;
    auto settings = pair.canvas.settings();
    settings.wheelScrolls = true;
    pair.canvas.setSettings(settings);
    pair.canvas.setZoom(2);
    const double top = middle(pair.view.transform()).y();
    turnWheel(pair.view, {200, 200}, -120, {});
    QCOMPARE(pair.canvas.transform().zoom(), 2.0);
    QVERIFY(middle(pair.view.transform()).y() > top);
  }

  void itPaintsWhatTheCanvasPaintsAndNothingIsDecodedTwice() {
    Pair pair;
    for (const double zoom : {0.3, 1.0, 2.5}) {
      pair.canvas.setZoom(zoom);
      pair.canvas.grab();
      pair.view.grab();
      pair.settle();
      // The focus has a frame.
      pair.canvas.clearFocus();
      pair.view.clearFocus();
      const QImage left = pair.canvas.grab().toImage(), right = pair.view.grab().toImage();
      QCOMPARE(right, left);
      QVERIFY(left.pixelColor(100, 100) != left.pixelColor(300, 250));
    }
    QCOMPARE(pair.source->loads.load(), 1);
    pair.open("b.png", {90, 300});
    QCOMPARE(pair.view.transform().imageSize(), QSize(90, 300));
    pair.canvas.setDisplay({.brightness = 0.3});
    pair.canvas.grab();
    pair.view.grab();
    pair.settle();
    QCOMPARE(pair.view.grab().toImage(), pair.canvas.grab().toImage());
    QCOMPARE(pair.source->loads.load(), 2);
  }

  void tilesThatOnlyOneOfTheTwoShowsAreMade() {
    Pair pair({160, 120}, {900, 700});
    pair.canvas.setZoom(1);
    pair.view.grab();
    pair.canvas.grab();  // wants fewer, and last
    pair.settle();
    const auto& transform = pair.view.transform();
    const auto& pyramid = *pair.canvas.loader()->pyramid();
    const QRectF seen = transform.toOriginal(transform.viewport());
    const auto keys = tilesIn(seen, pyramid.levelFor(transform.zoom()), pyramid);
    QVERIFY(keys.size() >= 4);
    for (const auto& key : keys) QVERIFY(pair.canvas.loader()->tile(key));
  }

  void regionsAreSeenInBothAndBoxesOfAModelInItsOwn() {
    Pair pair;
    store::Region region;
    region.id = 7;
    region.image_id = 'a';
    region.box = {100, 100, 400, 300};
    pair.canvas.setRegions({region});
    pair.view.setOverlays({{{600, 500, 900, 800}, "a cat  0.25", Qt::red}});
    pair.view.setHeatMap(HeatMap{1, 2, {0.f, 1.f}, {}, 0.5});
    const auto own = pair.view.snapshot(), canvas = pair.canvas.snapshot();
    QCOMPARE(own.boxes.size(), std::size_t{1});
    QCOMPARE(own.overlays.size(), std::size_t{1});
    QVERIFY(!own.heat.isNull() && canvas.heat.isNull());
    QVERIFY(canvas.overlays.empty());
    // Painted, not only told.
    pair.canvas.clearFocus();
    pair.view.clearFocus();
    const QPoint edge = pair.view.transform().toView(QPointF(100, 200)).toPoint();
    const QImage without = pair.canvas.grab().toImage();
    pair.canvas.setRegions({});
    const QImage empty = pair.canvas.grab().toImage();
    QVERIFY(without.pixel(edge) != empty.pixel(edge));
    pair.view.setOverlays({});
    pair.view.setHeatMap({});
    QCOMPARE(pair.view.grab().toImage(), empty);
  }

  void itCannotBeEdited() {
    Pair pair;
    pair.canvas.setMode(CanvasMode::Draw);
    QTest::mousePress(&pair.view, Qt::LeftButton, {}, {150, 150});
    QTest::mouseMove(&pair.view, {250, 250});
    QTest::mouseRelease(&pair.view, Qt::LeftButton, {}, {250, 250});
    QVERIFY(pair.canvas.document()->regions().empty());
    QVERIFY(!pair.canvas.editor()->queryBox());
  }

  void theCanvassKeysOfTheViewWorkHere() {
    Pair pair;
    pair.view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&pair.view));
    pair.view.setFocus();
    QTest::keyClick(&pair.view, Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(pair.canvas.transform().zoom(), 1.0);
    pair.canvas.canvasActions()->action("canvas.fit")->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_J));
    QTest::keyClick(&pair.view, Qt::Key_J, Qt::ControlModifier);
    QVERIFY(pair.canvas.transform().zoom() < 0.5);
    pair.canvas.setZoom(3);
    const double left = middle(pair.view.transform()).x();
    QTest::keyClick(&pair.view, Qt::Key_Right);
    QVERIFY(middle(pair.view.transform()).x() > left);
  }

  void theTipSaysTheSmallestBoxFirst() {
    std::vector<CanvasOverlayBox> overlays{{{0, 0, 100, 100}, "large  0.50", Qt::red},
                                           {{10, 10, 20, 20}, "small  0.25", Qt::red},
                                           {{50, 50, 60, 60}, "far  0.10", Qt::red}};
    overlays[0].tip = QStringLiteral("large  0.50  (Run 1)");
    QCOMPARE(overlayTipAt(overlays, {15, 15}), QStringLiteral("small  0.25\nlarge  0.50  (Run 1)"));
    QVERIFY(overlayTipAt(overlays, {150, 15}).isEmpty());
  }

  void anExportOfTwoViewsHasBothBesideEachOther() {
    Pair pair;
    pair.canvas.setOverlays({{{100, 100, 300, 300}, {}, QColor(255, 0, 0)}});
    pair.view.setOverlays({{{500, 500, 800, 800}, {}, QColor(0, 0, 255)}});
    const std::vector<TitledSnapshot> both{{"One <model>", pair.canvas.snapshot()},
                                           {"Other", pair.view.snapshot()}};
    const QImage picture = renderSideBySide(both, {4096, 4096});
    const int gap = picture.width() - 2 * 1300, strip = picture.height() - 900;
    QVERIFY(gap > 0 && strip > 0);
    const auto isRed = [](QColor c) { return c.red() > 200 && c.green() < 60 && c.blue() < 60; };
    const auto isBlue = [](QColor c) { return c.blue() > 200 && c.green() < 60 && c.red() < 60; };
    const auto anyNear = [&](const QImage& image, QPointF at, const auto& is) {
      for (int dx = -3; dx <= 3; ++dx) {
        if (is(image.pixelColor(qRound(at.x()) + dx, qRound(at.y())))) return true;
      }
      return false;
    };
    QVERIFY(anyNear(picture, {100, strip + 200.0}, isRed));
    QVERIFY(!anyNear(picture, {1300.0 + gap + 100, strip + 200.0}, isRed));
    QVERIFY(anyNear(picture, {1300.0 + gap + 500, strip + 600.0}, isBlue));
    QVERIFY(!anyNear(picture, {500, strip + 600.0}, isBlue));
    // One alone is the picture as ever.
    QCOMPARE(renderSideBySide({both[0]}, {4096, 4096}), renderPicture(both[0].snapshot, {1300, 900}));
    QVERIFY(renderSideBySide({}, {100, 100}).isNull());

    QTemporaryDir dir;
    const QString file = dir.filePath("both.svg");
    writeSvg(both, file.toStdString());
    QSvgRenderer renderer(file);
    QVERIFY(renderer.isValid());
    QImage drawn(renderer.defaultSize(), QImage::Format_RGB32);
    QCOMPARE(drawn.height() - 900, qRound(24 * 1.3));
    drawn.fill(Qt::white);
    QPainter painter(&drawn);
    renderer.render(&painter);
    painter.end();
    const int svgGap = drawn.width() - 2 * 1300, svgStrip = drawn.height() - 900;
    QVERIFY(anyNear(drawn, {100, svgStrip + 200.0}, isRed));
    QVERIFY(anyNear(drawn, {1300.0 + svgGap + 500, svgStrip + 600.0}, isBlue));
    QVERIFY(!anyNear(drawn, {1300.0 + svgGap + 100, svgStrip + 200.0}, isRed));
  }
};

QTEST_MAIN(TestLinkedView)
#include "test_linked_view.moc"
