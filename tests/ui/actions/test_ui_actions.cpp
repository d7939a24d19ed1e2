// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>
#include <functional>
#include <random>

#include "ui/actions/action_registry.h"
#include "ui/actions/command_palette.h"
#include "ui/actions/fuzzy_match.h"
#include "ui/actions/shortcut_sheet.h"

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

  void theSheetRefusesAKeyThatIsTakenAndSaysByWhat() {
    QMainWindow window;
    ActionRegistry registry;
    auto* next = registry.add("next", "Go", "Next image", {QKeySequence(Qt::Key_D)}, {}, &window, {});
    registry.add("previous", "Go", "Previous image", {QKeySequence(Qt::Key_A)}, {}, &window, {});
    ShortcutSheet sheet(registry, &window);
    auto* tree = sheet.findChild<QTreeWidget*>();
    tree->setCurrentItem(tree->topLevelItem(0)->child(0));
    auto* field = sheet.findChild<QKeySequenceEdit*>();
    field->setKeySequence(QKeySequence(Qt::Key_A));
    emit field->editingFinished();
    QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_D));
    bool said = false;
    for (const auto* label : sheet.findChildren<QLabel*>())
      said = said || label->text().contains("Previous image");
    QVERIFY(said);
    field->setKeySequence(QKeySequence(Qt::Key_N));
    emit field->editingFinished();
    QCOMPARE(next->shortcut(), QKeySequence(Qt::Key_N));
    QCOMPARE(tree->currentItem()->text(1), QStringLiteral("N"));
  }
};

QTEST_MAIN(TestUiActions)
#include "test_ui_actions.moc"
