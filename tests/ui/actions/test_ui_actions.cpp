// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <algorithm>
#include <functional>
#include <random>

#include "ui/actions/action_registry.h"
#include "ui/actions/command_palette.h"
#include "ui/actions/fuzzy_match.h"
#include "ui/actions/key_editor.h"
#include "ui/actions/key_presets.h"

using namespace cloc::ui;

namespace {

// Every way to place the letters, tried out.
std::optional<int> naiveMatch(const QString& typed, const QString& text) {
  std::optional<int> best;
  const std::function<void(qsizetype, qsizetype, qsizetype, int)> place =
      [&](qsizetype letter, qsizetype from, qsizetype last, int score) {
        if (letter == typed.size()) {
          best = std::max(best.value_or(score), score);
          return;
        }
        for (qsizetype i = from; i < text.size(); ++i) {
          if (text[i] != typed[letter]) continue;
          const bool begins = i == 0 || !text[i - 1].isLetterOrNumber();
          place(letter + 1, i + 1, i, score + (begins ? 8 : 1) + (letter > 0 && last == i - 1 ? 5 : 0));
        }
      };
  place(0, 0, -2, 0);
  if (!best) return best;
  return *best * 4 - static_cast<int>(text.size() - typed.size()) / 4;
}

}  // namespace

class TestUiActions : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;

 private slots:
  void initTestCase() {
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dir_.path());
    QCoreApplication::setOrganizationName(QStringLiteral("CLOC tests"));
  }
  void init() { QSettings().clear(); }

  void matchingEqualsTryingEveryPlacement() {
    std::mt19937 random(3);
    const auto word = [&](int most) {
      QString text;
      const int length = static_cast<int>(random() % static_cast<unsigned>(most)) + 1;
      for (int i = 0; i < length; ++i) text += QLatin1Char("ab c"[random() % 4]);
      return text;
    };
    int matched = 0;
    for (int i = 0; i < 3000; ++i) {
      const QString text = word(12), typed = word(4).remove(QLatin1Char(' '));
      if (typed.isEmpty()) continue;
      const auto truth = naiveMatch(typed, text);
      QCOMPARE(fuzzyMatch(typed, text), truth);
      matched += truth ? 1 : 0;
    }
    QVERIFY(matched > 500);
  }

  void beginningsOfWordsComeFirstAndCaseDoesNotMatter() {
    QVERIFY(*fuzzyMatch("NI", "Next image") > *fuzzyMatch("ni", "Panning"));
    QVERIFY(!fuzzyMatch("xyz", "Next image"));
    QCOMPARE(fuzzyMatch("", "anything"), std::optional<int>(0));
  }

  void keysThatTheUserChangedAreThereTheNextTime() {
    QMainWindow window;
    const auto make = [&](ActionRegistry& registry) {
      return registry.add("go.next", "Go", "Next", {QKeySequence(Qt::Key_D)}, {}, &window, {});
    };
    QSettings settings;
    {
      ActionRegistry registry;
      registry.setKeys(make(registry), {QKeySequence(Qt::CTRL | Qt::Key_M)}, settings);
    }
    ActionRegistry registry;
    auto* action = make(registry);
    registry.loadKeys(settings);
    QCOMPARE(action->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_M));
    registry.resetKeys(action, settings);
    QCOMPARE(action->shortcut(), QKeySequence(Qt::Key_D));
    ActionRegistry again;
    auto* third = make(again);
    again.loadKeys(settings);
    QCOMPARE(third->shortcut(), QKeySequence(Qt::Key_D));
  }

  void aKeyMayBeUsedInTwoPanelsThatAreNotInEachOther() {
    QMainWindow window;
    QWidget left(&window), right(&window);
    ActionRegistry registry;
    auto* a = registry.add("a", "A", "A", {QKeySequence(Qt::Key_X)}, {}, &left, {});
    auto* b = registry.add("b", "B", "B", {QKeySequence(Qt::Key_X)}, {}, &right, {});
    QCOMPARE(registry.conflict(a, a->shortcuts()), nullptr);
    auto* everywhere = registry.add("c", "C", "C", {QKeySequence(Qt::Key_X)}, {}, &window, {});
    QVERIFY(registry.conflict(a, a->shortcuts()) == everywhere);
    QVERIFY(registry.conflict(everywhere, everywhere->shortcuts()) != nullptr);
    Q_UNUSED(b);
  }

  void thePaletteRunsTheBestMatchAndPutsItFirstTheNextTime() {
    QMainWindow window;
    window.resize(800, 600);
    ActionRegistry registry;
    int opened = 0, closed = 0;
    registry.add("file.open", "File", "Open project…", {QKeySequence(Qt::CTRL | Qt::Key_O)}, {}, &window,
                 [&] { ++opened; });
    auto* close = registry.add("file.close", "File", "Close project", {}, {}, &window, [&] { ++closed; });
    CommandPalette palette(registry, &window);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    palette.popUp();
    auto* input = palette.findChild<QLineEdit*>();
    QTest::keyClicks(input, "clpr");
    QTest::keyClick(input, Qt::Key_Return);
    QCOMPARE(closed, 1);
    QVERIFY(!palette.isVisible());
    palette.popUp();
    QCOMPARE(palette.findChild<QListWidget*>()->item(0)->text(), QStringLiteral("Close project"));
    close->setEnabled(false);  // what cannot be done now is not offered
    palette.popUp();
    QCOMPARE(palette.findChild<QListWidget*>()->count(), 1);
    QTest::keyClick(input, Qt::Key_Escape);
    QVERIFY(!palette.isVisible());
    QCOMPARE(opened, 0);
  }

  void whatHangsOnOneWidgetConflictsWhoeverOwnsItAndMenusDoNotCount() {
    QMainWindow window;
    QWidget canvas(&window), strip(&window);
    QMenu menu;
    QObject owner;
    ActionRegistry registry;
    const auto make = [&](const char* id, QWidget& home, const QKeySequence& key) {
      auto* action = new QAction(QString::fromLatin1(id), &owner);
      action->setObjectName(QString::fromLatin1(id));
      action->setShortcut(key);
      action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
      home.addAction(action);
      menu.addAction(action);
      registry.adopt(action, "Canvas");
      return action;
    };
    auto* first = make("first", canvas, QKeySequence(Qt::Key_X));
    auto* second = make("second", canvas, QKeySequence(Qt::Key_X));
    auto* third = make("third", strip, QKeySequence(Qt::Key_X));
    QCOMPARE(registry.conflict(first, first->shortcuts()), second);
    QCOMPARE(registry.conflict(third, third->shortcuts()), nullptr);
    strip.addAction(second);  // it hangs on both
    QCOMPARE(registry.conflict(third, third->shortcuts()), second);
    // One that cannot be used now can be a moment later.
    second->setEnabled(false);
    QCOMPARE(registry.conflict(third, third->shortcuts()), second);
  }

  void aKeyThatBeginsAnotherOneIsAConflict() {
    QMainWindow window;
    ActionRegistry registry;
    auto* all = registry.add("all", "A", "All", {QKeySequence("T, H")}, {}, &window, {});
    auto* other = registry.add("other", "A", "Other", {}, {}, &window, {});
    QCOMPARE(registry.conflict(other, {QKeySequence("T")}), all);
    QCOMPARE(registry.conflict(other, {QKeySequence("T, L")}), nullptr);
    QCOMPARE(registry.conflict(other, {QKeySequence("H")}), nullptr);
    other->setShortcut(QKeySequence("T"));
    QCOMPARE(registry.conflict(all, all->shortcuts()), other);
  }

  void goingToAnotherPresetAndBackLosesNothing() {
    QMainWindow window;
    QSettings settings;
    const auto make = [&](ActionRegistry& registry) {
      auto* next = registry.add("go.next", "Go", "Next", {QKeySequence(Qt::Key_D)}, {}, &window, {});
      registry.add("go.own", "Go", "Own", {QKeySequence(Qt::Key_O)}, {}, &window, {});
      registry.loadKeys(settings);
      return next;
    };
    {
      ActionRegistry registry;
      auto* next = make(registry);
      QCOMPARE(registry.preset(), QStringLiteral("labelme"));
      registry.setKeys(next, {QKeySequence(Qt::Key_M)}, settings);
      registry.setPreset("cvat", settings);
      QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_F));
      QCOMPARE(registry.find("go.own")->shortcut(),
               QKeySequence(Qt::Key_O));  // the preset says nothing of it
      registry.setKeys(next, {QKeySequence(Qt::Key_Period)}, settings);
      registry.setPreset("labelme", settings);
      QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_M));
      registry.setPreset("cvat", settings);
    }
    ActionRegistry again;
    auto* next = make(again);
    QCOMPARE(again.preset(), QStringLiteral("cvat"));
    QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_Period));
    again.resetAllKeys(settings);
    QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_F));
    again.setPreset("labelme", settings);
    QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_M));  // that was not reset
  }

  void aPresetThatIsNotThereAnyMoreIsTheFirst() {
    QMainWindow window;
    QSettings settings;
    settings.setValue("keyPreset", "gone");
    ActionRegistry registry;
    auto* next = registry.add("go.next", "Go", "Next", {QKeySequence(Qt::Key_D)}, {}, &window, {});
    registry.loadKeys(settings);
    QCOMPARE(registry.preset(), keyPresets().front().id);
    QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_D));
  }

  void theEditorSaysWhoHasAKeyAndTakesItFromThereOnlyWhenTold() {
    QMainWindow window;
    ActionRegistry registry;
    auto* next = registry.add("next", "Go", "Next image", {QKeySequence(Qt::Key_D)}, {}, &window, {});
    auto* previous = registry.add("previous", "Go", "Previous image",
                                  {QKeySequence(Qt::Key_A), QKeySequence(Qt::Key_PageUp)}, {}, &window, {});
    QSettings settings;
    registry.loadKeys(settings);
    KeyEditor editor(registry);
    editor.show();
    editor.selectCommand("next");
    auto* field = editor.findChild<QKeySequenceEdit*>();
    const auto type = [&](const QKeySequence& key) {
      field->setKeySequence(key);
      emit field->editingFinished();
    };
    const auto said = [&](const char* text) {
      const auto labels = editor.findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
        return label->text().contains(QString::fromUtf8(text));
      });
    };
    QPushButton* take = nullptr;
    for (auto* button : editor.findChildren<QPushButton*>()) {
      if (!button->isVisibleTo(&editor)) take = button;
    }
    QVERIFY(take != nullptr);
    type(QKeySequence(Qt::Key_A));
    QVERIFY(said("is a key of “Previous image”"));
    QCOMPARE(next->shortcuts(), QList{QKeySequence(Qt::Key_D)});
    QVERIFY(take->isVisible());
    take->click();
    QCOMPARE(next->shortcuts(), (QList{QKeySequence(Qt::Key_D), QKeySequence(Qt::Key_A)}));
    QCOMPARE(previous->shortcuts(), QList{QKeySequence(Qt::Key_PageUp)});
    QVERIFY(!take->isVisible());
    // A free one is added at once; both are kept.
    type(QKeySequence(Qt::Key_N));
    QCOMPARE(next->shortcuts().size(), 3);
    ActionRegistry again;
    auto* restored = again.add("next", "Go", "Next", {QKeySequence(Qt::Key_D)}, {}, &window, {});
    again.loadKeys(settings);
    QCOMPARE(restored->shortcuts(), next->shortcuts());
  }

  void twoCommandsThatWereBroughtToOneKeyStandOut() {
    QMainWindow window;
    ActionRegistry registry;
    registry.add("a", "Go", "First", {QKeySequence(Qt::Key_D)}, {}, &window, {});
    auto* second = registry.add("b", "Go", "Second", {QKeySequence(Qt::Key_E)}, {}, &window, {});
    QSettings settings;
    settings.setValue("keys/b", "D");
    registry.loadKeys(settings);
    KeyEditor editor(registry);
    const auto* group = editor.findChild<QTreeWidget*>()->topLevelItem(0);
    QVERIFY(group->child(0)->toolTip(2).contains("Second"));
    QVERIFY(group->child(1)->toolTip(2).contains("First"));
    registry.resetKeys(second, settings);
    QVERIFY(group->child(0)->toolTip(2).isEmpty());
  }

  void aKeyIsTakenAwayByItsButtonAndComesBackAsDelivered() {
    QMainWindow window;
    ActionRegistry registry;
    auto* draw = registry.add("draw", "Go", "Draw", {QKeySequence(Qt::Key_W), QKeySequence(Qt::Key_R)}, {},
                              &window, {});
    QSettings settings;
    registry.loadKeys(settings);
    KeyEditor editor(registry);
    editor.show();
    editor.selectCommand("draw");
    const auto button = [&](const QString& key) -> QToolButton* {
      QCoreApplication::processEvents();  // layouts show what is new when they come to it
      for (auto* each : editor.findChildren<QToolButton*>()) {
        if (each->text() == key && each->isVisible()) return each;
      }
      return nullptr;
    };
    QVERIFY(button("W") != nullptr && button("R") != nullptr);
    button("W")->click();
    QCOMPARE(draw->shortcuts(), QList{QKeySequence(Qt::Key_R)});
    QVERIFY(button("W") == nullptr);
    button("R")->click();
    QVERIFY(draw->shortcuts().isEmpty());
    // Also a command that was left without any key is so the next time.
    registry.loadKeys(settings);
    QVERIFY(draw->shortcuts().isEmpty() || draw->shortcuts() == QList{QKeySequence()});
    for (auto* each : editor.findChildren<QPushButton*>()) {
      if (each->text() == QLatin1String("As delivered")) each->click();
    }
    QCOMPARE(draw->shortcuts().size(), 2);
    QVERIFY(button("W") != nullptr);
  }
};

QTEST_MAIN(TestUiActions)
#include "test_ui_actions.moc"
