// SPDX-License-Identifier: GPL-3.0-or-later
// Every key of every command, pressed in the real window, in each preset of keys.
#include <QDialog>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTimer>
#include <QTreeView>

#include "tests/ui/window/studio_fixture.h"
#include "ui/actions/key_presets.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestShortcuts : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;
  QTimer closer_;

  CanvasView& canvas() { return window_->canvas(); }

  static void closeOthers(const QWidget* window) {
    if (auto* popup = QApplication::activePopupWidget()) popup->close();
    for (auto* other : QApplication::topLevelWidgets()) {
      if (other != window && other->isVisible() && other->isWindow()) other->close();
    }
  }

  // The second image, with a region that is selected and copied, and steps to undo and to redo.
  void prepare() {
    closeOthers(window_.get());
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    if (auto* tabs = window_->findChild<QTabWidget*>(); tabs != nullptr) tabs->setCurrentIndex(0);
    window_->actionRegistry().find(QStringLiteral("view.tab1"))->trigger();
    if (window_->navigator().image() != 2) {
      QVERIFY(window_->navigator().open(2));
      QTRY_COMPARE(canvas().document()->image(), store::ImageId{2});
    }
    QTRY_VERIFY(canvas().loader()->state() == TileLoader::State::Ready);
    auto& document = *canvas().document();
    canvas().setFocus();
    const store::Region like{0, 2, {30, 30, 90, 90}, std::nullopt, "", "user"};
    document.add({like}, QStringLiteral("Draw"));
    document.add({like}, QStringLiteral("Draw"));
    QTRY_COMPARE(window_->project().pending(), 0);
    document.undoStack()->undo();
    QTRY_COMPARE(window_->project().pending(), 0);
    document.showAll();
    QVERIFY(!document.regions().empty());
    document.select({document.regions().back().id});
    window_->actionRegistry().find(QStringLiteral("canvas.copy"))->trigger();
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    // Dialogs that a command waits for.
    connect(&closer_, &QTimer::timeout, window_.get(), [] {
      if (auto* modal = QApplication::activeModalWidget()) modal->close();
    });
    closer_.start(50);
  }
  void cleanup() {
    closer_.stop();
    closer_.disconnect();
    window_.reset();
    fixture_.reset();
  }

  void everyKeyRunsItsCommand_data() {
    QTest::addColumn<QString>("preset");
    for (const auto& preset : keyPresets()) QTest::newRow(qPrintable(preset.id)) << preset.id;
  }
  void everyKeyRunsItsCommand() {
    QFETCH(QString, preset);
    QSettings settings;
    window_->actionRegistry().setPreset(preset, settings);
    int pressed = 0;
    for (const auto& entry : window_->actionRegistry().entries()) {
      auto* action = entry.action;
      if (action->objectName() == QLatin1String("file.quit")) continue;   // below
      if (action->objectName() == QLatin1String("file.close")) continue;  // there would be no project
      for (const auto& key : action->shortcuts()) {
        prepare();
        if (QTest::currentTestFailed()) return;
        QWidget* target = &canvas();
        // Some are keys of the label panel alone.
        if (!ActionRegistry::isEverywhere(action) &&
            action->objectName().startsWith(QLatin1String("labels."))) {
          window_->actionRegistry().find(QStringLiteral("labels.find"))->trigger();
          target = &window_->labels().view();
          target->setFocus();
          window_->labels().select(window_->project().labels().front().id);
        }
        QVERIFY2(action->isEnabled(), qPrintable(action->objectName()));
        QSignalSpy triggered(action, &QAction::triggered);
        QTest::keySequence(target, key);
        QVERIFY2(triggered.size() == 1, qPrintable(QStringLiteral("%1 by %2: %3 times")
                                                       .arg(action->objectName(), key.toString())
                                                       .arg(triggered.size())));
        ++pressed;
        QCoreApplication::processEvents();
      }
    }
    QVERIFY2(pressed > 40, qPrintable(QString::number(pressed)));
  }

  void quitCloses() {
    prepare();
    const auto* quit = window_->actionRegistry().find(QStringLiteral("file.quit"));
    QTest::keySequence(&canvas(), quit->shortcuts().constFirst());
    QTRY_VERIFY(!window_->isVisible());
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  application.setQuitOnLastWindowClosed(false);
  applyTheme(application, Scheme::Light);
  TestShortcuts test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_shortcuts.moc"
