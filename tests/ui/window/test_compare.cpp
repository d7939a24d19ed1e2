// SPDX-License-Identifier: GPL-3.0-or-later
// Two models on the same phrases, in the real window.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeWidget>

#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/linked_view.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/window/compare_area.h"
#include "ui/window/grounding_controller.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestCompare : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  CanvasView& canvas() { return window_->canvas(); }
  CompareArea& area() { return window_->compareArea(); }
  LinkedView& other() { return area().other(); }
  QComboBox* models() { return window_->groundingPanel().findChild<QComboBox*>(); }
  QString cell(int row, int column) {
    return window_->groundingPanel().findChild<QTreeWidget*>()->topLevelItem(row)->text(column);
  }
  void trigger(const char* id) { window_->actionRegistry().find(QString::fromLatin1(id))->trigger(); }
  QString file(const char* name) { return QString::fromStdString(fixture_->at(name).string()); }

  void openWindow() {
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_VERIFY(models()->count() > 1);
  }
  void compare() {
    openWindow();
    trigger("search.ground");
    window_->groundingPanel().addPhrases({"a cat", "a dog"});
    QVERIFY(!area().isCompared());
    models()->setCurrentIndex(1);
    QTRY_COMPARE(window_->grounding().compared().size(), std::size_t{2});
    QTRY_COMPARE(window_->grounding().found().size(), std::size_t{2});
  }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void aSecondModelGetsAViewOfItsOwnWithItsBoxesAndScores() {
    compare();
    QVERIFY(other().isVisible());
    QVERIFY(std::abs(other().width() - canvas().width()) <= 2);
    const auto own = canvas().snapshot().overlays, others = other().overlays();
    QCOMPARE(own.size(), std::size_t{2});
    QCOMPARE(others.size(), std::size_t{2});
    QVERIFY(own[0].box == (PixelBox{10, 10, 60, 50}));
    QVERIFY(others[0].box == (PixelBox{30, 10, 80, 50}));
    QCOMPARE(others[0].style, Qt::SolidLine);
    QVERIFY(others[1].text.contains(QLatin1String("a dog")) &&
            others[1].text.contains(QLatin1String("0.25")));
    QVERIFY(others[1].tip.contains(models()->currentText()));
    QCOMPARE(area().otherTitle(), models()->currentText());
    QCOMPARE(area().canvasTitle(), QStringLiteral("rule"));
    QCOMPARE(cell(0, 1), QStringLiteral("0.75"));
    QCOMPARE(cell(0, 2), QStringLiteral("0.25"));
    QCOMPARE(cell(1, 3), QStringLiteral("0.43"));  // 1200 of 2800 square pixels
  }

  void eachModelHasItsOwnHeatMap() {
    compare();
    window_->groundingPanel().findChild<QCheckBox*>()->setChecked(true);
    QTRY_VERIFY(!canvas().snapshot().heat.isNull() && !other().snapshot().heat.isNull());
    const QImage own = canvas().snapshot().heat, others = other().snapshot().heat;
    QCOMPARE(others.pixel(0, 0), own.pixel(own.width() - 1, 0));  // the other way round
    QVERIFY(others != own);
    window_->groundingPanel().findChild<QCheckBox*>()->setChecked(false);
    QVERIFY(canvas().snapshot().heat.isNull() && other().snapshot().heat.isNull());
  }

  void aCommandChangesBetweenSideBySideAndDashedOnOneAndIsKept() {
    compare();
    trigger("search.sideBySide");
    QVERIFY(!area().isCompared() && !other().isVisible());
    auto overlays = canvas().snapshot().overlays;
    QCOMPARE(overlays.size(), std::size_t{4});
    QCOMPARE(overlays[0].style, Qt::SolidLine);
    QCOMPARE(overlays[3].style, Qt::DashLine);
    QVERIFY(other().overlays().empty());
    window_.reset();
    compare();
    QVERIFY(!area().isCompared());
    trigger("search.sideBySide");
    QVERIFY(area().isCompared());
    QCOMPARE(canvas().snapshot().overlays.size(), std::size_t{2});
    // And there is a button for it, only while there is something to compare with.
    QToolButton* button = nullptr;
    for (auto* each : window_->groundingPanel().findChildren<QToolButton*>()) {
      if (each->defaultAction() == window_->actionRegistry().find("search.sideBySide")) button = each;
    }
    QVERIFY(button != nullptr && button->isVisible());
    models()->setCurrentIndex(0);
    QVERIFY(!button->isVisible());
  }

  void withoutAComparisonThereIsOneCanvas() {
    compare();
    models()->setCurrentIndex(0);
    QVERIFY(!area().isCompared() && !other().isVisible());
    QCOMPARE(canvas().snapshot().overlays.size(), std::size_t{2});
    models()->setCurrentIndex(1);
    QVERIFY(area().isCompared());
    // Another panel than the grounding.
    window_->findChild<QDockWidget*>(QStringLiteral("dock.search"))->raise();
    QTRY_VERIFY(!area().isCompared());
    QVERIFY(canvas().snapshot().overlays.empty());
    window_->findChild<QDockWidget*>(QStringLiteral("dock.grounding"))->raise();
    QTRY_VERIFY(area().isCompared());
    window_->closeProject();
    QVERIFY(!area().isCompared());
  }

  void theNextImageIsComparedToo() {
    compare();
    other().setFocus();
    QTest::keyClick(&other(), Qt::Key_D);  // the window's keys work in either view
    QTRY_COMPARE(window_->navigator().path(), fixture_->photo(1));
    QVERIFY(other().overlays().empty());  // not those of the image before
    QTRY_COMPARE(other().overlays().size(), std::size_t{2});
    QVERIFY(area().isCompared());
    QCOMPARE(other().transform().imageSize(), canvas().transform().imageSize());
  }

  void theFocusOfTheViewThatGoesIsTheCanvass() {
    compare();
    other().setFocus();
    models()->setCurrentIndex(0);
    QVERIFY(canvas().hasFocus());
  }

  void aHiddenPhraseIsHiddenInBoth() {
    compare();
    window_->groundingPanel().findChild<QTreeWidget*>()->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    QCOMPARE(canvas().snapshot().overlays.size(), std::size_t{1});
    QCOMPARE(other().overlays().size(), std::size_t{1});
    QVERIFY(other().overlays()[0].text.contains(QLatin1String("dog")));
  }

  void whatIsExportedIsWhatIsOnTheScreen() {
    compare();
    QSignalSpy exported(&window_->grounding(), &GroundingController::exported);
    window_->grounding().exportPng(file("both.png"));
    window_->grounding().exportSvg(file("both.svg"));
    window_->grounding().exportCoco(file("both.json"));
    QTRY_COMPARE(exported.size(), 3);
    QVERIFY(QImage(file("both.png")).width() > 2 * StudioFixture::kWidth);
    QFile svg(file("both.svg"));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    QCOMPARE(svg.readAll().count("<image"), 2);
    QFile json(file("both.json"));
    QVERIFY(json.open(QIODevice::ReadOnly));
    const auto coco = QJsonDocument::fromJson(json.readAll());
    QCOMPARE(coco["annotations"].toArray().size(), 4);
    QCOMPARE(coco["models"][1]["name"].toString(), models()->currentText());
    // On one canvas: one picture, and the boxes of both still told apart.
    trigger("search.sideBySide");
    window_->grounding().exportPng(file("one.png"));
    window_->grounding().exportCoco(file("one.json"));
    QTRY_COMPARE(exported.size(), 5);
    QCOMPARE(QImage(file("one.png")).width(), StudioFixture::kWidth);
    QFile again(file("one.json"));
    QVERIFY(again.open(QIODevice::ReadOnly));
    QCOMPARE(QJsonDocument::fromJson(again.readAll())["annotations"].toArray().size(), 4);
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestCompare test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_compare.moc"
