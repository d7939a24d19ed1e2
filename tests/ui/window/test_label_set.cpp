// SPDX-License-Identifier: GPL-3.0-or-later
// The label set in the window: colours and hot keys of labels, and steps that change labels of the whole
// project, undone from the window.
#include <QTest>
#include <memory>

#include "core/store/label_edits.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;

class TestLabelSet : public QObject {
  Q_OBJECT

  std::unique_ptr<test::StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  RegionDocument& document() { return *window_->canvas().document(); }
  const std::vector<store::Label>& labels() { return window_->project().labels(); }
  store::Label label(const std::string& name) {
    for (const auto& one : labels()) {
      if (one.name == name) return one;
    }
    return {};
  }
  std::int64_t boxesOf(const std::string& name) {
    const auto project = fixture_->stored();
    for (const auto& one : project.labels()) {
      if (one.name != name) continue;
      std::int64_t count = 0;
      for (const auto& image : project.images()) {
        for (const auto& region : project.regions_of(image.id)) count += region.label_id == one.id ? 1 : 0;
      }
      return count;
    }
    return -1;
  }
  bool written() {
    return QTest::qWaitFor([this] { return window_->project().pending() == 0; });
  }
  void set(const std::string& name, const std::string& key, const std::string& colour) {
    auto changed = label(name);
    changed.hotkey = key;
    changed.details.colour = colour;
    document().editProject(store::change_label(labels(), changed), QStringLiteral("change the label"));
    QTRY_COMPARE(label(name).hotkey, key);
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<test::StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(document().regions().size(), std::size_t(1));
  }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void mergingIsSeenAtOnceAndUndoneFromTheWindow() {
    const auto cat = label("cat").id, dog = label("dog").id;
    const auto dogs = boxesOf("dog");
    document().editProject(store::merge_labels(labels(), cat, dog), QStringLiteral("merge labels"));
    QVERIFY(document().regions()[0].label_id == dog);
    QVERIFY(written());
    QTRY_COMPARE(labels().size(), std::size_t(1));
    QCOMPARE(boxesOf("dog"), std::int64_t(4));
    // What is done on top of it is written, and taken back before it.
    document().setBoxes({document().regions()[0].id}, {{50, 30, 140, 110}}, QStringLiteral("resize"));
    QVERIFY(written());
    window_->undoStack().undo();
    window_->undoStack().undo();
    QTRY_VERIFY(document().regions()[0].label_id == cat);
    QVERIFY(written());
    QTRY_COMPARE(labels().size(), std::size_t(2));
    QCOMPARE(boxesOf("dog"), dogs);
    QCOMPARE(boxesOf("cat"), std::int64_t(4) - dogs);
    window_->undoStack().redo();
    QTRY_VERIFY(document().regions()[0].label_id == dog);
    QVERIFY(written());
    QCOMPARE(boxesOf("dog"), std::int64_t(4));
  }

  // A box that was made in this session is known to the window by another number than to the store.
  void boxesOfThisSessionComeBackFromAMergeToo() {
    const auto cat = label("cat").id, dog = label("dog").id;
    const auto made = document().add({{0, 0, {5, 5, 30, 30}, cat, "", "user"}}, QStringLiteral("add"));
    document().editProject(store::merge_labels(labels(), cat, dog), QStringLiteral("merge labels"));
    QVERIFY(document().find(made[0])->label_id == dog);
    QVERIFY(written());
    window_->undoStack().undo();
    QTRY_VERIFY(document().find(made[0])->label_id == cat);
  }

  void aLabelsOwnColourIsThatOfItsBoxes() {
    set("cat", "", "#123456");
    QTRY_COMPARE(document().colour(document().regions()[0]), QColor(0x12, 0x34, 0x56));
  }

  void lettersAndDigitsGiveTheLabelsThatHaveThem() {
    set("dog", "q", "");
    set("cat", "5", "");
    const auto region = document().regions()[0].id;
    document().select({region});
    window_->canvas().setFocus();
    QTest::keyClick(&window_->canvas(), Qt::Key_Q);
    QVERIFY(document().find(region)->label_id == label("dog").id);
    QTest::keyClick(&window_->canvas(), Qt::Key_5);
    QVERIFY(document().find(region)->label_id == label("cat").id);
    // Of the next box, when nothing is selected.
    document().select({});
    QTest::keyClick(&window_->canvas(), Qt::Key_Q);
    QVERIFY(window_->canvas().editor()->nextLabel() == label("dog").id);
  }

  void theNextBoxDoesNotGetALabelThatHasGone() {
    window_->canvas().editor()->setNextLabel(label("dog").id);
    document().editProject(store::remove_label(labels(), label("dog").id, std::nullopt),
                           QStringLiteral("remove the label"));
    QTRY_VERIFY(!window_->canvas().editor()->nextLabel());
  }
};

QTEST_MAIN(TestLabelSet)
#include "test_label_set.moc"
