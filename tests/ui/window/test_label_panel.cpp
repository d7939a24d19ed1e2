// SPDX-License-Identifier: GPL-3.0-or-later
// The label panel in the window: every change of the label set from its widgets, taken back by one undo, and
// kept in the store.
#include <QAction>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <memory>

#include "core/store/lookup.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/label_steps.h"
#include "ui/labels/label_target_dialog.h"
#include "ui/labels/label_tree_model.h"

using namespace cloc;
using namespace cloc::ui;

class TestLabelPanel : public QObject {
  Q_OBJECT

  std::unique_ptr<test::StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  LabelPanel& panel() { return window_->labels(); }
  const std::vector<store::Label>& labels() { return window_->project().labels(); }
  store::Label label(const std::string& name) {
    for (const auto& one : labels()) {
      if (one.name == name) return one;
    }
    return {};
  }
  void trigger(const char* id) {
    auto* action = window_->actionRegistry().find(QLatin1String(id));
    QVERIFY2(action != nullptr && action->isEnabled(), id);
    action->trigger();
  }
  bool written() {
    return QTest::qWaitFor([this] { return window_->project().pending() == 0; });
  }
  QString notice() {
    auto* notice = panel().findChild<QLabel*>(QStringLiteral("labels.notice"));
    return notice->isVisible() ? notice->text() : QString();
  }
  std::int64_t regionsOf(const std::string& name) {
    const auto project = fixture_->stored();
    for (const auto& one : project.labels()) {
      if (one.name == name) return store::Lookup(project).label_counts()[one.id].regions;
    }
    return -1;
  }
  void type(LabelTreeModel::Column column, const QString& text) {
    auto* editor = panel().view().viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    Q_UNUSED(column);
    editor->setText(text);
    QTest::keyClick(editor, Qt::Key_Return);
  }
  void choose(const QString& name) {
    LabelTargetDialog* dialog = nullptr;
    QTRY_VERIFY((dialog = panel().findChild<LabelTargetDialog*>()) != nullptr);
    if (!name.isEmpty()) QTest::keyClicks(dialog->findChild<QLineEdit*>(), name);
    dialog->accept();
    QTRY_VERIFY(panel().findChild<LabelTargetDialog*>() == nullptr);
  }
  std::int64_t counted(store::LabelId id) {
    const auto& counts = panel().model().counts();
    const auto found = counts.find(id);
    return found == counts.end() ? -1 : found->second.regions;
  }
  std::size_t steps() { return static_cast<std::size_t>(window_->undoStack().index()); }

 private slots:
  void init() {
    fixture_ = std::make_unique<test::StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(window_->canvas().document()->regions().size(), std::size_t(1));
    trigger("labels.find");
    QTRY_VERIFY(panel().isVisible());
  }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void showsTheLabelsWithTheirRegionsAndWhatIsVerified() {
    auto& model = panel().model();
    QTRY_COMPARE(model.index(0, LabelTreeModel::RegionsColumn).data().toString(), QStringLiteral("2"));
    QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("cat"));
    QCOMPARE(model.index(0, LabelTreeModel::VerifiedColumn).data().toString(), QStringLiteral("0 %"));
    window_->canvas().document()->toggleVerified();
    QTRY_COMPARE(model.index(0, LabelTreeModel::VerifiedColumn).data().toString(), QStringLiteral("50 %"));
    // What is drawn is counted.
    window_->canvas().document()->add({{0, 0, {5, 5, 30, 30}, label("cat").id, "", "user"}},
                                      QStringLiteral("add"));
    QTRY_COMPARE(model.index(0, LabelTreeModel::RegionsColumn).data().toString(), QStringLiteral("3"));
    auto* foot = panel().findChild<QLabel*>(QStringLiteral("labels.foot"));
    QTRY_VERIFY2(foot->text().contains(QStringLiteral("5 region")), qPrintable(foot->text()));
  }

  void theLastLineSaysHowFarTheProjectIs() {
    auto* progress = window_->findChild<QToolButton*>(QStringLiteral("progress"));
    QTRY_VERIFY(progress->isVisible());
    QTRY_VERIFY2(progress->toolTip().contains(QStringLiteral("4 of 5 images (80 %)")),
                 qPrintable(progress->toolTip()));
    QCOMPARE(progress->text(), QStringLiteral("0 of 5 verified"));
    window_->canvas().document()->toggleVerified();
    QTRY_COMPARE(progress->text(), QStringLiteral("1 of 5 verified"));
    // One click shows what is left.
    progress->click();
    QTRY_COMPARE(window_->gallery().shownImages(), 4);
    window_->closeProject();
    QVERIFY(!progress->isVisible());
  }

  void aLabelIsAddedAndUndone() {
    trigger("labels.add");
    auto* dialog = panel().findChild<QInputDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->setTextValue(QStringLiteral("  bird "));
    dialog->accept();
    QTRY_COMPARE(labels().size(), std::size_t(3));
    QVERIFY(label("bird").id != 0);
    QTRY_VERIFY(panel().model().indexOf(label("bird").id).isValid());
    panel().select(label("bird").id);
    trigger("labels.addBelow");
    dialog = nullptr;
    QTRY_VERIFY((dialog = panel().findChild<QInputDialog*>()) != nullptr && dialog->textValue().isEmpty());
    dialog->setTextValue(QStringLiteral("robin"));
    dialog->accept();
    QTRY_COMPARE(label("robin").details.parent, std::string("bird"));
    window_->undoStack().undo();
    window_->undoStack().undo();
    QTRY_COMPARE(labels().size(), std::size_t(2));
  }

  void renamingTakesWhatIsBelowAlongAndSaysConflicts() {
    panel().steps().move({label("dog").id}, QStringLiteral("cat"));
    QTRY_COMPARE(label("dog").details.parent, std::string("cat"));
    panel().select(label("cat").id);
    trigger("labels.rename");
    type(LabelTreeModel::NameColumn, QStringLiteral("feline"));
    QTRY_COMPARE(label("dog").details.parent, std::string("feline"));
    QTRY_COMPARE(window_->canvas().document()->title(window_->canvas().document()->regions()[0]),
                 QStringLiteral("feline"));
    QVERIFY(written());
    const auto before = steps();
    panel().select(label("feline").id);
    trigger("labels.rename");
    type(LabelTreeModel::NameColumn, QStringLiteral("dog"));
    QTRY_VERIFY2(notice().contains(QStringLiteral("dog")), qPrintable(notice()));
    QCOMPARE(steps(), before);
    window_->undoStack().undo();
    QTRY_COMPARE(label("dog").details.parent, std::string("cat"));
  }

  void aKeyIsGivenAndConflictsAreSaid() {
    panel().select(label("dog").id);
    trigger("labels.key");
    type(LabelTreeModel::KeyColumn, QStringLiteral("Q"));
    QTRY_COMPARE(label("dog").hotkey, std::string("q"));
    // Another label's.
    panel().select(label("cat").id);
    trigger("labels.key");
    type(LabelTreeModel::KeyColumn, QStringLiteral("q"));
    QTRY_VERIFY2(notice().contains(QStringLiteral("dog")), qPrintable(notice()));
    // A command's: D goes to the next image.
    panel().steps().setHotkey(label("cat").id, QStringLiteral("d"));
    QTRY_VERIFY2(notice().contains(QStringLiteral("Next image")), qPrintable(notice()));
    panel().steps().setHotkey(label("cat").id, QStringLiteral("abc"));
    QTRY_VERIFY2(notice().contains(QStringLiteral("abc")), qPrintable(notice()));
    // Digits are the labels' own.
    panel().steps().setHotkey(label("cat").id, QStringLiteral("7"));
    QTRY_COMPARE(label("cat").hotkey, std::string("7"));
  }

  void aColourIsThatOfTheBoxesAndOneStepForMany() {
    const auto before = steps();
    panel().steps().setColour({label("cat").id, label("dog").id}, QColor(0x12, 0x34, 0x56));
    QTRY_COMPARE(label("dog").details.colour, std::string("#123456"));
    QTRY_COMPARE(window_->canvas().document()->colour(window_->canvas().document()->regions()[0]),
                 QColor(0x12, 0x34, 0x56));
    QCOMPARE(steps(), before + 1);
    panel().view().selectAll();
    trigger("labels.ownColour");
    QTRY_COMPARE(label("cat").details.colour, std::string());
    window_->undoStack().undo();
    window_->undoStack().undo();
    QTRY_COMPARE(label("dog").details.colour, std::string());
  }

  void mergingMovesTheRegions() {
    const auto dog = label("dog").id;
    QCOMPARE(regionsOf("dog"), std::int64_t(2));
    panel().select(label("cat").id);
    trigger("labels.merge");
    auto* dialog = panel().findChild<LabelTargetDialog*>();
    QVERIFY(dialog != nullptr);
    // Nothing can be chosen that is no label.
    auto* name = dialog->findChild<QLineEdit*>();
    QTest::keyClicks(name, QStringLiteral("nothing"));
    bool enabled = false;
    for (auto* button : dialog->findChildren<QPushButton*>())
      enabled = enabled || (button->isDefault() && button->isEnabled());
    QVERIFY(!enabled);
    name->clear();
    choose(QStringLiteral("dog"));
    QTRY_COMPARE(labels().size(), std::size_t(1));
    QVERIFY(written());
    QVERIFY(window_->canvas().document()->regions()[0].label_id == dog);
    QCOMPARE(regionsOf("dog"), std::int64_t(4));
    window_->undoStack().undo();
    QTRY_COMPARE(labels().size(), std::size_t(2));
    QVERIFY(written());
    QCOMPARE(regionsOf("cat"), std::int64_t(2));
  }

  void deletingAsksWhatBecomesOfTheRegions() {
    panel().select(label("cat").id);
    QTRY_COMPARE(counted(label("cat").id), std::int64_t(2));
    trigger("labels.remove");
    choose({});  // they stay, without a label
    QTRY_COMPARE(labels().size(), std::size_t(1));
    QVERIFY(!window_->canvas().document()->regions()[0].label_id);
    QVERIFY(written());
    window_->undoStack().undo();
    QTRY_COMPARE(labels().size(), std::size_t(2));
    QTRY_VERIFY(window_->canvas().document()->regions()[0].label_id == label("cat").id);
    QVERIFY(written());
    panel().select(label("cat").id);
    QTRY_COMPARE(counted(label("cat").id), std::int64_t(2));
    trigger("labels.remove");
    choose(QStringLiteral("dog"));
    QTRY_COMPARE(labels().size(), std::size_t(1));
    QVERIFY(written());
    QCOMPARE(regionsOf("dog"), std::int64_t(4));
  }

  void severalEmptyLabelsGoAtOnce() {
    panel().steps().add({{0, "x"}, {0, "y"}, {0, "z", {"x", {}, {}}}});
    QTRY_COMPARE(labels().size(), std::size_t(5));
    QVERIFY(written());
    panel().view().clearSelection();
    for (const char* name : {"x", "y"}) {
      const auto index = panel().model().indexOf(label(name).id);
      panel().view().selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    const auto before = steps();
    trigger("labels.remove");
    QTRY_COMPARE(labels().size(), std::size_t(3));
    QCOMPARE(steps(), before + 1);
    QCOMPARE(label("z").details.parent, std::string());
    window_->undoStack().undo();
    QTRY_COMPARE(label("z").details.parent, std::string("x"));
  }

  void aLabelIsMovedBelowAnotherAndNotBelowItself() {
    panel().select(label("dog").id);
    trigger("labels.move");
    LabelTargetDialog* dialog = panel().findChild<LabelTargetDialog*>();
    QVERIFY(dialog->findChild<QRadioButton*>(QStringLiteral("labelTarget.none"))->isChecked());
    choose(QStringLiteral("cat"));
    QTRY_COMPARE(label("dog").details.parent, std::string("cat"));
    QTRY_VERIFY(panel().model().indexOf(label("dog").id).parent().isValid());
    QVERIFY(panel().view().isExpanded(panel().model().indexOf(label("cat").id)));
    emit panel().model().moveRequested({label("cat").id}, QStringLiteral("dog"));
    QTRY_VERIFY2(notice().contains(QStringLiteral("below")), qPrintable(notice()));
    emit panel().model().moveRequested({label("dog").id}, QString());
    QTRY_COMPARE(label("dog").details.parent, std::string());
  }

  void theFilterFindsAndEnterGivesTheLabel() {
    auto* filter = panel().findChild<QLineEdit*>(QStringLiteral("labels.filter"));
    QTest::keyClicks(filter, QStringLiteral("og"));
    QCOMPARE(panel().model().shownLabels(), 1);
    QTest::keyClick(filter, Qt::Key_Return);
    auto* document = window_->canvas().document();
    document->select({document->regions()[0].id});
    QTest::keyClick(&panel().view(), Qt::Key_Return);
    QVERIFY(document->regions()[0].label_id == label("dog").id);
    filter->setText(QStringLiteral("nothing like it"));
    QVERIFY(!panel().view().isVisible());
    QTest::keyClick(filter, Qt::Key_Escape);
    QTRY_VERIFY(panel().view().isVisible());
  }

  void theImagesOfALabelAreShown() {
    panel().select(label("dog").id);
    trigger("labels.images");
    QTRY_COMPARE(window_->gallery().shownImages(), 2);
    QTRY_VERIFY(window_->findChild<QDockWidget*>(QStringLiteral("dock.gallery"))->widget()->isVisible());
  }

  void aListIsImportedAsOneStepAndExported() {
    const auto file = QString::fromStdString(fixture_->at("labels.csv").string());
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write("name,parent,color,key\ndog,,,\nfox,animal,#ff0000,f\nowl,animal,nocolour,\n,,,x\n");
    out.close();
    const auto before = steps();
    panel().importFile(file);
    QTRY_COMPARE(labels().size(), std::size_t(4));
    QCOMPARE(label("fox").details.colour, std::string("#ff0000"));
    QCOMPARE(label("owl").details.parent, std::string("animal"));
    QCOMPARE(steps(), before + 1);
    QTRY_VERIFY2(notice().contains(QStringLiteral("nocolour")), qPrintable(notice()));
    QVERIFY(notice().contains(QStringLiteral("label without a name")));
    const auto target = QString::fromStdString(fixture_->at("out.txt").string());
    panel().exportFile(target);
    QTRY_VERIFY(QFile::exists(target));
    QFile in(target);
    QVERIFY(in.open(QIODevice::ReadOnly));
    QCOMPARE(in.readAll(), QByteArray("cat\ndog\nfox\nowl\n"));
    window_->undoStack().undo();
    QTRY_COMPARE(labels().size(), std::size_t(2));
    panel().importFile(QStringLiteral("/nowhere/labels.txt"));
    QTRY_VERIFY2(notice().contains(QStringLiteral("/nowhere/labels.txt")), qPrintable(notice()));
  }

  void labelsOfAnotherProjectAreImported() {
    {
      auto other = store::Project::create(fixture_->at("other.clocproj"), "Other");
      other.label("zebra");
    }
    panel().importFile(QString::fromStdString(fixture_->at("other.clocproj").string()));
    QTRY_VERIFY(label("zebra").id != 0);
  }

  // All that listens to the label set, in one handler of the window's thread.
  void tenThousandLabelsDoNotHoldTheWindow() {
    std::vector<store::Label> many;
    for (int i = 0; i < 10'000; ++i)
      many.push_back({0,
                      "label " + std::to_string(i),
                      {i % 50 == 0 ? "" : "label " + std::to_string(i / 50 * 50), {}, {}},
                      ""});
    panel().steps().add(many);
    QTRY_COMPARE_WITH_TIMEOUT(labels().size(), std::size_t(10'002), 20000);
    QVERIFY(written());
    QElapsedTimer clock;
    clock.start();
    emit window_->project().labelsChanged(labels());
    const auto changed = clock.restart();
    auto* filter = panel().findChild<QLineEdit*>(QStringLiteral("labels.filter"));
    filter->setText(QStringLiteral("77"));
    const auto filtered = clock.restart();
    panel().view().viewport()->grab();
    const auto painted = clock.restart();
    filter->clear();
    const auto all = clock.restart();
    panel().view().viewport()->grab();
    const auto paintedAll = clock.elapsed();
    qInfo(
        "10,000 labels: changed %lld ms, filtered %lld ms, painted %lld ms, unfiltered %lld ms, painted %lld "
        "ms",
        static_cast<long long>(changed), static_cast<long long>(filtered), static_cast<long long>(painted),
        static_cast<long long>(all), static_cast<long long>(paintedAll));
    for (const auto ms : {changed, filtered, painted, all, paintedAll})
      QVERIFY(ms < 200);  // other work may run beside it
  }

  void whatIsSelectedAndFoldedStaysWhenTheSetChanges() {
    panel().steps().add({{0, "a"}, {0, "b", {"a", {}, {}}}});
    QTRY_VERIFY(panel().model().indexOf(label("b").id).isValid());
    panel().view().collapse(panel().model().indexOf(label("a").id));
    panel().select(label("dog").id);
    panel().steps().add({{0, "0 first"}});
    QTRY_COMPARE(labels().size(), std::size_t(5));
    QTRY_VERIFY(panel().model().indexOf(label("0 first").id).isValid());
    QVERIFY(!panel().view().isExpanded(panel().model().indexOf(label("a").id)));
    QCOMPARE(panel().selectedLabels(), std::vector<store::LabelId>{label("dog").id});
  }
};

QTEST_MAIN(TestLabelPanel)
#include "test_label_panel.moc"
