// SPDX-License-Identifier: GPL-3.0-or-later
// canvas_benchmark: frame times of the canvas while panning and zooming a 100-megapixel picture at 1600 x
// 1000, without boxes and with 10,000 of them. A frame is all that the window's thread does between two
// pictures: the mouse event, tiles that have come, and the painting. Built only when asked for; nothing
// depends on it.
#include <QApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>
#include <QUndoStack>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/ui/canvas/canvas_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/linked_view.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

constexpr int kWidth = 12000, kHeight = 8400;

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// Time that this thread has run: on a shared machine, what the work costs rather than what it waited.
double threadMilliseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <class Step>
void measure(const char* name, CanvasView& view, int frames, Step&& step) {
  QImage screen(view.size() * view.devicePixelRatioF(), QImage::Format_RGB32);
  screen.setDevicePixelRatio(view.devicePixelRatioF());
  std::vector<double> times, busy;
  for (int i = 0; i < frames; ++i) {
    QElapsedTimer timer;
    timer.start();
    const double before = threadMilliseconds();
    step(i);
    QCoreApplication::sendPostedEvents();
    view.render(&screen);
    times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    busy.push_back(threadMilliseconds() - before);
    // The rest of the 16 ms, in which the pool works.
    QTest::qWait(std::max(1, 16 - static_cast<int>(times.back())));
  }
  std::printf("%-38s p50 %6.2f  p99 %6.2f  worst %6.2f   of the processor: p50 %6.2f  p99 %6.2f ms\n", name,
              percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1), percentile(busy, 0.5),
              percentile(busy, 0.99));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  applyTheme(app, Scheme::Dark);
  const auto picture =
      testing::makePicture(kWidth, kHeight, image::PixelFormat::Rgb8,
                           [](int x, int y, int c) { return ((x / 7) ^ (y / 5) ^ (c * 90)) & 255; });
  QElapsedTimer timer;
  timer.start();
  const auto pyramid = TilePyramid::build(picture);
  std::printf("pyramid of %d megapixels: %lld ms, %d levels, %.0f MB\n", kWidth * (kHeight / 1000) / 1000,
              static_cast<long long>(timer.elapsed()), pyramid->levelCount(),
              static_cast<double>(pyramid->bytes()) / 1e6);
  timer.restart();
  const auto curve = makeToneCurve({}, pyramid->valueRange(), false);
  for (int i = 0; i < 20; ++i) (void)pyramid->tile({0, i, 3}, *curve);
  std::printf("one tile of 512 x 512: %.2f ms\n", static_cast<double>(timer.nsecsElapsed()) / 2e7);

  auto source = std::make_shared<testing::MemorySource>();
  source->put("large.jpg", picture);
  QUndoStack stack;
  CanvasView view(source, &stack);
  view.resize(1600, 1000);
  view.show();
  view.showImage(1, "large.jpg", {kWidth, kHeight});
  while (!view.loader()->pyramid() || !view.loader()->idle()) QTest::qWait(10);
  const auto pan = [&view](int i) {
    const double angle = i * 0.05;
    view.panBy({23 * std::cos(angle), 17 * std::sin(angle)});
  };
  // canvas_benchmark N: with N boxes alone.
  const std::vector<int> counts =
      argc > 1 ? std::vector<int>{std::atoi(argv[1])} : std::vector<int>{0, 10000};
  for (const int boxes : counts) {
    std::vector<store::Region> regions;
    QRandomGenerator random(3);
    for (int i = 0; i < boxes; ++i) {
      const float x = static_cast<float>(random.bounded(kWidth - 200));
      const float y = static_cast<float>(random.bounded(kHeight - 200));
      store::Region region{i + 1,
                           1,
                           {x, y, x + 20 + static_cast<float>(random.bounded(160)),
                            y + 20 + static_cast<float>(random.bounded(160))},
                           {},
                           {},
                           {}};
      region.label_id = i % 12;
      regions.push_back(region);
    }
    view.setRegions(regions);
    std::printf("%d boxes\n", boxes);
    for (const double zoom : {2.0, 1.0, 0.6, 0.3}) {
      view.setZoom(zoom);
      QTest::qWait(300);
      measure(qPrintable(QStringLiteral("  pan at %1 %").arg(zoom * 100)), view, 300, pan);
    }
    view.fit();
    QTest::qWait(300);
    measure("  pan, whole image in sight", view, 200, pan);
    measure("  zoom by steps of 1.05", view, 200,
            [&view](int i) { view.setZoom(0.15 * std::pow(1.05, i % 100)); });
    view.fit();
    view.setMode(CanvasMode::Draw);
    QTest::mousePress(&view, Qt::LeftButton, {}, {200, 200});
    measure("  draw a box, whole image in sight", view, 200, [&view](int i) {
      QTest::mouseMove(&view, {300 + i * 5, 300 + i * 3});
    });
    QTest::mouseRelease(&view, Qt::LeftButton, {}, {900, 700});
    view.setMode(CanvasMode::Select);

    // Two models side by side: both halves in one frame, each with a heat map.
    view.resize(800, 1000);
    LinkedView beside(&view);
    beside.resize(view.size());
    beside.show();
    const HeatMap heat{2, 2, {0.f, 1.f, 2.f, 0.5f}, {}, 0.5};
    view.setHeatMap(heat);
    beside.setHeatMap(heat);
    QImage half(beside.size() * beside.devicePixelRatioF(), QImage::Format_RGB32);
    half.setDevicePixelRatio(beside.devicePixelRatioF());
    for (const double zoom : {1.0, 0.3}) {
      view.setZoom(zoom);
      QTest::qWait(300);
      measure(qPrintable(QStringLiteral("  pan two views at %1 %").arg(zoom * 100)), view, 300, [&](int i) {
        pan(i);
        beside.render(&half);
      });
    }
    measure("  zoom two views by steps of 1.05", view, 200, [&](int i) {
      view.setZoom(0.15 * std::pow(1.05, i % 100));
      beside.render(&half);
    });
    view.setHeatMap({});
    view.resize(1600, 1000);
  }
  return 0;
}
