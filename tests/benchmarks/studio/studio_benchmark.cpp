// SPDX-License-Identifier: GPL-3.0-or-later
// studio_benchmark PROJECT: a scripted session in the real window, and how long the user waits in it. Prints
// milliseconds: from a mouse movement to the results it brings, from a pause in typing to its results, and
// the handlers that held the window's thread longest.
#include <QDockWidget>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

#include "core/base/blas_choice.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/gallery_view.h"
#include "ui/gallery/result_strip.h"
#include "ui/search/search_panel.h"
#include "ui/window/image_navigator.h"
#include "ui/window/main_window.h"
#include "ui/window/studio_application.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

void print(const char* what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double share) {
    return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))];
  };
  std::printf("%-34s n %3zu  p50 %7.1f  p95 %7.1f  p99 %7.1f  most %7.1f\n", what, ms.size(), at(0.5),
              at(0.95), at(0.99), ms.back());
  std::fflush(stdout);
}

// Of the answers themselves: where the time went in the engine.
struct Parts {
  std::vector<double> embed, search, read;
};

// Milliseconds from `act` until the strip has other results.
double untilResults(MainWindow& window, Parts& parts, const std::function<void()>& act) {
  bool told = false;
  const auto connection = QObject::connect(
      &window.engine(), &EngineService::searched, &window, [&](quint64, const engine::SearchAnswer& answer) {
        if (answer.matches.empty() || answer.matches[0].kind == index::EntryKind::Image) return;
        told = true;
        parts.embed.push_back(answer.embed_time.count());
        parts.search.push_back(answer.search_time.count());
        parts.read.push_back(answer.read_time.count());
      });
  QElapsedTimer timer;
  timer.start();
  act();
  while (!told && timer.elapsed() < 20000)
    QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
  const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  QObject::disconnect(connection);
  return ms;
}

void dragBoxes(MainWindow& window) {
  auto& canvas = window.canvas();
  auto settings = canvas.settings();
  settings.drawCreatesRegion = false;
  canvas.setSettings(settings);
  Parts parts;
  std::vector<double> ms;
  for (int image = 0; image < 4; ++image) {
    QTest::qWait(500);  // the image is encoded when it is opened
    canvas.setMode(CanvasMode::Draw);
    const QPoint from = canvas.rect().center() - QPoint(60, 60);
    QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(&canvas, from + QPoint(12, 12));
    for (int i = 1; i <= 25; ++i)
      ms.push_back(untilResults(window, parts,
                                [&] { QTest::mouseMove(&canvas, from + QPoint(20 + 4 * i, 20 + 3 * i)); }));
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, from + QPoint(120, 95));
    canvas.cancel();
    window.searchPanel().clear();
    window.navigator().next();
  }
  canvas.setMode(CanvasMode::Select);
  print("drag to results", ms);
  print("  of which embedding the box", parts.embed);
  print("  of which searching", parts.search);
  print("  of which reading the results", parts.read);
}

void typeWords(MainWindow& window) {
  Parts parts;
  std::vector<double> ms;
  for (const char* words :
       {"red apple", "cat", "guitar", "a small boat", "snake, -tree", "books", "flower", "clock"})
    ms.push_back(untilResults(window, parts,
                              [&] { window.searchPanel().setQuery({.words = QString::fromLatin1(words)}); }));
  print("words to results", ms);
}

void goThrough(MainWindow& window) {
  std::vector<double> ms;
  for (int i = 0; i < 60; ++i) {
    QElapsedTimer timer;
    timer.start();
    window.navigator().next();
    const auto shown = [&] { return window.canvas().loader()->state() == TileLoader::State::Ready; };
    if (!QTest::qWaitFor(shown, 5000)) std::printf("an image did not come in 5 s\n");
    ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    QTest::qWait(30);
  }
  print("next image to its pixels", ms);
}

void useEverything(MainWindow& window) {
  for (int i = 0; i < 40; ++i) {
    window.gallery().view()->verticalScrollBar()->setValue(
        window.gallery().view()->verticalScrollBar()->maximum() * i / 40);
    QTest::qWait(15);
  }
  for (const char* id :
       {"view.tab2", "view.tab3", "view.tab1", "help.palette", "view.themeDark", "view.themeLight"}) {
    window.actionRegistry().find(QString::fromLatin1(id))->trigger();
    QTest::qWait(250);
  }
}

}  // namespace

int main(int argc, char** argv) {
  choose_blas_kernels();
  StudioApplication application(argc, argv);
  if (argc != 2) {
    std::fprintf(stderr, "Use: studio_benchmark PROJECT\n");
    return 2;
  }
  const QTemporaryDir settings;
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  QApplication::setOrganizationName(QStringLiteral("CLOC Studio benchmark"));
  applyTheme(application, Scheme::Light);
  application.setWatching(true);
  application.setLimit(std::chrono::milliseconds(16));
  QtMessageHandler quiet = [](QtMsgType, const QMessageLogContext&, const QString&) {};
  qInstallMessageHandler(quiet);

  QElapsedTimer timer;
  timer.start();
  MainWindow::Options options;
  options.cli = CLOC_TEST_CLI;
  options.engine = [] {
    load_openmp_blas(CLOC_OPENMP_BLAS);
    return engine::load_engine_module();
  };
  options.demoFolder = std::filesystem::path(settings.path().toStdString()) / "demo";
  MainWindow window(options);
  window.resize(1600, 1000);
  window.show();
  bool ready = false;
  QObject::connect(&window, &MainWindow::ready, &window, [&] { ready = true; });
  window.openPath(argv[1]);
  if (!QTest::qWaitFor([&] { return ready; }, 60000)) {
    std::fprintf(stderr, "studio_benchmark: the project did not open.\n");
    return 1;
  }
  print("project open to ready", {static_cast<double>(timer.nsecsElapsed()) / 1e6});
  QTest::qWait(7000);  // the vocabulary

  dragBoxes(window);
  typeWords(window);
  goThrough(window);
  useEverything(window);

  auto slow = application.slowHandlers();
  std::sort(slow.begin(), slow.end(),
            [](const SlowHandler& a, const SlowHandler& b) { return a.wall > b.wall; });
  const auto over = std::count_if(slow.begin(), slow.end(), [](const SlowHandler& handler) {
    return handler.wall > StudioApplication::kLimit;
  });
  std::printf("handlers over 16 ms: %zu, over 50 ms: %lld\n", slow.size(), static_cast<long long>(over));
  for (std::size_t i = 0; i < std::min<std::size_t>(slow.size(), 12); ++i) {
    std::printf("  %7.1f ms (%.1f of processor time)  event %d of %s\n", slow[i].wall.count(),
                slow[i].cpu.count(), slow[i].event, slow[i].receiver.c_str());
  }
  return 0;
}
