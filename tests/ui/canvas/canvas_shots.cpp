// SPDX-License-Identifier: GPL-3.0-or-later
// canvas_shots FOLDER: pictures of the canvas in its states, light and dark, to be looked at. Built only when
// asked for.
#include <QApplication>
#include <QElapsedTimer>
#include <QLinearGradient>
#include <QPainter>
#include <QRandomGenerator>
#include <QTest>
#include <QUndoStack>

#include "tests/ui/canvas/canvas_fixture.h"
#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_view.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

QImage scene() {
  QImage image(2400, 1600, QImage::Format_RGB32);
  QPainter p(&image);
  QLinearGradient sky(0, 0, 0, 900);
  sky.setColorAt(0, QColor(70, 130, 190));
  sky.setColorAt(1, QColor(230, 225, 205));
  p.fillRect(image.rect(), sky);
  QLinearGradient ground(0, 850, 0, 1600);
  ground.setColorAt(0, QColor(120, 150, 80));
  ground.setColorAt(1, QColor(50, 70, 40));
  p.fillRect(0, 850, 2400, 750, ground);
  QRandomGenerator random(7);
  QFont font(QStringLiteral("Noto Color Emoji"));
  const char32_t glyphs[] = {0x1F431, 0x1F436, 0x1F34E, 0x1F697, 0x1F6B2, 0x2615, 0x1F333, 0x1F98A};
  for (int i = 0; i < 22; ++i) {
    font.setPixelSize(80 + random.bounded(200));
    p.setFont(font);
    p.drawText(QPointF(random.bounded(2200), 300 + random.bounded(1250)),
               QString::fromUcs4(glyphs + i % 8, 1));
  }
  p.end();
  for (int y = 0; y < image.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < image.width(); ++x) {
      const int noise = random.bounded(13) - 6;
      line[x] = qRgb(std::clamp(qRed(line[x]) + noise, 0, 255), std::clamp(qGreen(line[x]) + noise, 0, 255),
                     std::clamp(qBlue(line[x]) + noise, 0, 255));
    }
  }
  return image;
}

std::vector<store::Region> someRegions(store::ImageId image, int count, QSize size, float side) {
  QRandomGenerator random(11);
  std::vector<store::Region> regions;
  for (int i = 0; i < count; ++i) {
    store::Region region;
    region.id = i + 1;
    region.image_id = image;
    const float x = static_cast<float>(random.bounded(size.width() - static_cast<int>(side)));
    const float y = static_cast<float>(random.bounded(size.height() - static_cast<int>(side)));
    region.box = {x, y, x + side * (0.4F + 0.6F * static_cast<float>(random.generateDouble())),
                  y + side * (0.4F + 0.6F * static_cast<float>(random.generateDouble()))};
    if (i % 7 != 3) region.label_id = i % 8 + 1;
    regions.push_back(region);
  }
  return regions;
}

void settle(CanvasView& view) {
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < 400) QTest::qWait(20);
  view.grab();
  QTest::qWait(150);
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral(".");
  auto source = std::make_shared<testing::MemorySource>();
  source->put("scene.jpg", testing::pictureOf(scene()));
  for (const bool dark : {false, true}) {
    applyTheme(app, dark ? Scheme::Dark : Scheme::Light);
    QUndoStack stack;
    CanvasView view(source, &stack);
    view.resize(1200, 800);
    view.show();
    const auto save = [&](const char* name) {
      settle(view);
      view.grab().save(
          QStringLiteral("%1/%2-%3.png")
              .arg(folder, QLatin1String(name), dark ? QStringLiteral("dark") : QStringLiteral("light")));
    };
    save("empty");
    std::vector<store::Label> labels{{1, "cat"},     {2, "dog"},        {3, "apple"},          {4, "car"},
                                     {5, "bicycle"}, {6, "coffee cup"}, {7, "deciduous tree"}, {8, "fox"}};
    view.document()->setLabels(labels);
    view.showImage(1, "scene.jpg", {2400, 1600});
    view.setRegions(someRegions(1, 18, {2400, 1600}, 420));
    std::map<store::RegionId, float> scores;
    for (int i = 1; i < 19; i += 2) scores[i] = 0.3F + 0.03F * static_cast<float>(i);
    view.document()->setScores(scores);
    view.document()->select({5});
    view.document()->setLocked({7}, true);
    save("boxes");
    view.setZoom(1.6);
    view.setMode(CanvasMode::Draw);
    QTest::mouseMove(&view, {500, 300});
    QTest::mousePress(&view, Qt::LeftButton, {}, {500, 300});
    QTest::mouseMove(&view, {760, 520});
    save("drawing");
    QTest::mouseRelease(&view, Qt::LeftButton, {}, {760, 520});
    view.cancel();
    view.cancel();
    view.fit();
    HeatMap map;
    map.rows = map.columns = 16;
    for (int y = 0; y < 16; ++y) {
      for (int x = 0; x < 16; ++x) {
        map.values.push_back(static_cast<float>(std::exp(-((x - 10) * (x - 10) + (y - 6) * (y - 6)) / 9.0)));
      }
    }
    view.setRegions({});
    view.setHeatMap(map);
    view.setOverlays(
        {{{1300, 450, 1800, 850}, QStringLiteral("red car  0.81"), seriesColour(0), Qt::SolidLine},
         {{300, 950, 700, 1300}, QStringLiteral("dog  0.34"), seriesColour(1), Qt::DashLine}});
    view.pulse({1300, 450, 1800, 850});
    QTest::qWait(250);
    save("heat");
    view.renderPicture({1600, 1600}).save(folder + QStringLiteral("/export.png"));
    view.renderSvg((folder + QStringLiteral("/export.svg")).toStdString());
    view.showImage(2, "missing/photo_0142.jpg", {2400, 1600});
    view.setRegions(someRegions(2, 12, {2400, 1600}, 420));
    save("missing");
    view.showImage(3, "broken.png");
    save("broken");
    view.showImage(4, "scene.jpg", {2400, 1600});
    view.setRegions(someRegions(4, 3000, {2400, 1600}, 60));
    save("many");
    view.setZoom(24);
    auto settings = view.settings();
    settings.normalisedRulers = true;
    view.setSettings(settings);
    save("pixels");
  }
  return 0;
}
