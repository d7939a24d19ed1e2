// SPDX-License-Identifier: GPL-3.0-or-later
// The settings, in the real window.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QWheelEvent>

#include "tests/ui/window/studio_fixture.h"
#include "ui/actions/key_editor.h"
#include "ui/actions/key_presets.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/display_panel.h"
#include "ui/settings/settings_dialog.h"
#include "ui/window/image_navigator.h"
#include "ui/window/studio.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestSettings : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  CanvasView& canvas() { return window_->canvas(); }
  void openWindow() {
    window_ = std::make_unique<MainWindow>(fixture_->options());
    window_->resize(1400, 900);
    window_->show();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }
  void openProject() {
    openWindow();
    QSignalSpy ready(window_.get(), &MainWindow::ready);
    window_->openPath(fixture_->projectFolder());
    QVERIFY(ready.wait());
    QTRY_COMPARE(canvas().loader()->state(), TileLoader::State::Ready);
    canvas().setFocus();
  }
  SettingsDialog* settings() {
    auto* dialog = window_->findChild<SettingsDialog*>();
    if (dialog == nullptr) {
      window_->actionRegistry().find("edit.settings")->trigger();
      dialog = window_->findChild<SettingsDialog*>();
    }
    return dialog;
  }
  QComboBox* combo(const char* name) { return settings()->findChild<QComboBox*>(QLatin1String(name)); }
  QCheckBox* check(const char* word) {
    for (auto* box : settings()->findChildren<QCheckBox*>()) {
      if (box->text().remove('&').contains(QLatin1String(word))) return box;
    }
    return nullptr;
  }
  void choosePreset(const QString& id) {
    auto* editor = settings()->findChild<KeyEditor*>();
    auto* presets = editor->findChild<QComboBox*>();
    presets->setCurrentIndex(presets->findData(id));
  }
  double turnWheel() {
    const double before = canvas().transform().zoom();
    const QPointF at = canvas().rect().center();
    QWheelEvent event(at, canvas().mapToGlobal(at), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&canvas(), &event);
    return canvas().transform().zoom() / before;
  }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
    applyTheme(*qApp, Scheme::Light);
  }

  void aKeyOpensThemBesideTheWindowAndF1TheKeys() {
    openProject();
    QTest::keyClick(&canvas(), Qt::Key_Comma, Qt::ControlModifier);
    auto* dialog = window_->findChild<SettingsDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible() && !dialog->isModal());
    QCOMPARE(dialog->findChild<QTabWidget*>()->currentIndex(), 0);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_F1);
    QVERIFY(dialog->isVisible());
    QCOMPARE(dialog->findChild<QTabWidget*>()->currentIndex(), 1);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(dialog->focusWidget()) != nullptr);  // ready to be searched
  }

  void noPresetLeavesTwoCommandsOnOneKey_data() {
    QTest::addColumn<QString>("preset");
    for (const auto& preset : keyPresets()) QTest::newRow(qPrintable(preset.id)) << preset.id;
  }
  void noPresetLeavesTwoCommandsOnOneKey() {
    QFETCH(QString, preset);
    openWindow();
    auto& registry = window_->actionRegistry();
    QSettings settings;
    registry.setPreset(preset, settings);
    for (const auto& entry : registry.entries()) {
      const auto* other = registry.conflict(entry.action, entry.action->shortcuts());
      QVERIFY2(other == nullptr,
               qPrintable(QStringLiteral("%1: %2 and %3")
                              .arg(QKeySequence::listToString(entry.action->shortcuts()),
                                   entry.action->objectName(), other ? other->objectName() : "")));
    }
  }

  void whatAPresetNamesIsThereAndItsKeysAreKeys() {
    openWindow();
    for (const auto& preset : keyPresets()) {
      for (auto key = preset.keys.begin(); key != preset.keys.end(); ++key) {
        QVERIFY2(window_->actionRegistry().find(key.key()) != nullptr, qPrintable(key.key()));
        const auto keys = QKeySequence::listFromString(*key, QKeySequence::PortableText);
        QCOMPARE(QKeySequence::listToString(keys, QKeySequence::PortableText), *key);
      }
    }
  }

  void withTheKeysOfCvatItsHabitsHold() {
    openProject();
    choosePreset("cvat");
    settings()->close();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_F);
    QTRY_COMPARE(window_->navigator().path(), fixture_->photo(1));
    QTest::keyClick(&canvas(), Qt::Key_D);
    QTRY_COMPARE(window_->navigator().path(), fixture_->photo(0));
    QTest::keyClick(&canvas(), Qt::Key_N);
    QCOMPARE(canvas().editor()->mode(), CanvasMode::Draw);
    QTest::keyClick(&canvas(), Qt::Key_Escape);
    QCOMPARE(canvas().editor()->mode(), CanvasMode::Select);
    QTRY_COMPARE(canvas().document()->regions().size(), std::size_t{1});
    QTest::keyClick(&canvas(), Qt::Key_T);
    QTest::keyClick(&canvas(), Qt::Key_H);
    QVERIFY(canvas().document()->anyHidden());
    // And the next time too.
    window_.reset();
    openProject();
    QCOMPARE(window_->actionRegistry().preset(), QStringLiteral("cvat"));
    QCOMPARE(window_->actionRegistry().find("go.previous")->shortcut(), QKeySequence(Qt::Key_D));
  }

  void theWheelZoomsOrScrollsAndStaysSo() {
    openProject();
    QVERIFY(turnWheel() > 1);
    combo("settings.wheel")->setCurrentIndex(1);
    QCOMPARE(turnWheel(), 1.0);
    window_.reset();
    openProject();
    QCOMPARE(turnWheel(), 1.0);
    QCOMPARE(combo("settings.wheel")->currentIndex(), 1);
    combo("settings.wheel")->setCurrentIndex(0);
    check("direction")->setChecked(true);
    QVERIFY(turnWheel() < 1);
  }

  void zoomIsKeptFromImageToImageWhenSet() {
    openProject();
    canvas().setZoom(4);
    window_->navigator().next();
    QTRY_VERIFY(canvas().transform().isValid() && canvas().transform().zoom() != 4);
    check("zoom")->setChecked(true);
    canvas().setZoom(4);
    window_->navigator().next();
    QTRY_COMPARE(canvas().loader()->path(), fixture_->photo(2));
    QTRY_COMPARE(canvas().loader()->state(), TileLoader::State::Ready);
    QCOMPARE(canvas().transform().zoom(), 4.0);
    // The canvas's own menu says the same.
    window_->actionRegistry().find("canvas.keepZoom")->trigger();
    QVERIFY(!check("zoom")->isChecked());
  }

  void brightnessIsKeptFromImageToImageUnlessSetOtherwise() {
    openProject();
    auto* display = window_->findChild<DisplayPanel*>();
    display->setSettings({.brightness = 0.5});
    window_->navigator().next();
    QCOMPARE(canvas().loader()->display().brightness, 0.5);
    check("brightness")->setChecked(false);
    window_->navigator().next();
    QCOMPARE(canvas().loader()->display(), DisplaySettings{});
    QCOMPARE(display->settings(), DisplaySettings{});
  }

  void whatBelongsToTheWorkAtHandIsNotKept() {
    openProject();
    auto settings = canvas().settings();
    settings.boxes = settings.drawCreatesRegion = false;
    settings.rulers = false;
    canvas().setSettings(settings);
    window_.reset();
    openProject();
    QVERIFY(canvas().settings().boxes && canvas().settings().drawCreatesRegion);
    QVERIFY(!canvas().settings().rulers);
  }

  void theThemeHoldsAtOnceAndIsKept() {
    openWindow();
    auto* scheme = combo("settings.scheme");
    scheme->setCurrentIndex(scheme->findData(static_cast<int>(Scheme::Dark)));
    QVERIFY(isDark());
    QCOMPARE(SettingsDialog::storedScheme(), Scheme::Dark);
    window_->actionRegistry().find("view.themeLight")->trigger();
    QCOMPARE(scheme->currentData().toInt(), static_cast<int>(Scheme::Light));
  }

  void theLanguageIsKeptForTheNextStartAndTakesThePlaceOfTheOther() {
    openWindow();
    auto* language = combo("settings.language");
    QVERIFY(language->findData("de") > 0 && language->findData("en") > 0);
    QVERIFY(SettingsDialog::storedLanguage().isEmpty());
    language->setCurrentIndex(language->findData("de"));
    QCOMPARE(SettingsDialog::storedLanguage(), QStringLiteral("de"));
    const auto text = [] { return QCoreApplication::translate("cloc::ui::MainWindow", "Open project…"); };
    installTranslations(*qApp, QLocale(SettingsDialog::storedLanguage()));
    QCOMPARE(text(), QStringLiteral("Projekt öffnen…"));
    installTranslations(*qApp, QLocale(QStringLiteral("en")));
    QCOMPARE(text(), QStringLiteral("Open project…"));
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestSettings test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_settings.moc"
