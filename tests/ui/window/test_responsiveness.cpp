// SPDX-License-Identifier: GPL-3.0-or-later
// A session of everything that is done often, under the watchdog: no handler of the window's thread may work
// for longer than 50 ms. Counted is the thread's own processor time: what other programs of the machine take
// is not the window's fault (the benchmark of the studio states wall time).
#include <QElapsedTimer>
#include <QTimer>

#include "tests/ui/window/studio_fixture.h"
#include "ui/actions/command_palette.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/gallery_view.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/search/search_panel.h"
#include "ui/training/recipe_form.h"
#include "ui/window/image_navigator.h"
#include "ui/window/studio_application.h"
#include "ui/window/training_page.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(NDEBUG)
constexpr double kSlower = 4;  // than a release build
#else
constexpr double kSlower = 1;
#endif

class TestResponsiveness : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  static StudioApplication& application() { return *static_cast<StudioApplication*>(qApp); }
  CanvasView& canvas() { return window_->canvas(); }
  QPoint onCanvas(double x, double y) { return canvas().transform().toView(QPointF(x, y)).toPoint(); }
  void trigger(const char* id) {
    auto* action = window_->actionRegistry().find(QString::fromLatin1(id));
    QVERIFY2(action != nullptr, id);
    action->trigger();
    QTest::qWait(30);
  }
  void drag(QPoint from, QPoint to) {
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, from);
    for (int i = 1; i <= 12; ++i) {
      QTest::mouseMove(&canvas(), from + (to - from) * i / 12);
      QTest::qWait(5);
    }
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, to);
  }

  void session() {
    fixture_->openProject(*window_);
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
    canvas().setFocus();
    for (const auto key : {Qt::Key_D, Qt::Key_D, Qt::Key_A, Qt::Key_PageDown, Qt::Key_PageUp}) {
      QTest::keyClick(&canvas(), key);
      QTest::qWait(30);
    }
    QTest::keyClick(&canvas(), Qt::Key_W);
    for (int i = 0; i < 3; ++i) drag(onCanvas(150 + 10 * i, 130), onCanvas(260, 200));
    QTest::keyClick(&canvas(), Qt::Key_1);
    for (const char* id : {"edit.undo", "edit.undo", "edit.redo", "canvas.selectAll", "canvas.duplicate",
                           "canvas.delete", "canvas.zoomIn", "canvas.fit", "canvas.actualSize",
                           "view.display", "view.display", "view.resultsGrid", "view.resultsGrid"})
      trigger(id);
    window_->searchPanel().setQuery({.words = QStringLiteral("cat, red^0.5, -dog")});
    QTRY_VERIFY(fixture_->log->searches > 0);
    trigger("gallery.orderBySearch");
    QTest::qWait(400);
    trigger("search.clear");
    trigger("help.palette");
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("undo"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    trigger("search.ground");
    window_->groundingPanel().addPhrases({QStringLiteral("cat"), QStringLiteral("dog")});
    QTest::qWait(200);
    trigger("model.train");
    QTRY_VERIFY(window_->trainingPage().form()->row(QStringLiteral("data.train")) != nullptr);
    QTest::qWait(50);
    trigger("view.tab3");
    trigger("view.tab1");
    trigger("view.gallery");
    trigger("view.gallery");
    for (int i = 0; i < 5; ++i) {
      QTest::keyClick(window_->gallery().view(), Qt::Key_Right);
      QTest::qWait(20);
    }
    window_->closeProject();
    QTest::qWait(50);
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<StudioFixture>();
    fixture_->showWindow(window_);
  }
  void cleanup() {
    application().setWatching(false);
    window_.reset();
    fixture_.reset();
  }

  void noHandlerOfASessionHoldsTheWindow() {
    application().setLimit(StudioApplication::kLimit);
    application().setWatching(true);
    application().clearSlowHandlers();
    session();
    for (const auto& slow : application().slowHandlers()) {
      QVERIFY2(slow.cpu.count() < kSlower * 50,
               qPrintable(QStringLiteral("%1, event %2: %3 ms (%4 ms with waiting)")
                              .arg(QString::fromStdString(slow.receiver))
                              .arg(slow.event)
                              .arg(slow.cpu.count())
                              .arg(slow.wall.count())));
    }
  }

  void aHandlerThatWorksForLongIsFound() {
    application().setWatching(true);
    application().clearSlowHandlers();
    QTimer::singleShot(0, window_.get(), [] {
      QElapsedTimer timer;
      timer.start();
      while (timer.elapsed() < 80) {
      }
    });
    QTRY_VERIFY(!application().slowHandlers().empty());
    QVERIFY(application().slowHandlers()[0].wall.count() >= 80);
  }
};

int main(int argc, char** argv) {
  StudioApplication application(argc, argv);
  application.setWatching(false);
  applyTheme(application, Scheme::Light);
  TestResponsiveness test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_responsiveness.moc"
