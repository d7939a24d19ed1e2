// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

#include "ui/grounding/grounding_export.h"
#include "ui/grounding/grounding_panel.h"

using namespace cloc;
using namespace cloc::ui;

class TestUiGrounding : public QObject {
  Q_OBJECT

 private slots:
  void enterAddsPhrasesBetweenCommasEachOnce() {
    GroundingPanel panel;
    panel.show();
    QSignalSpy changed(&panel, &GroundingPanel::phrasesChanged);
    panel.focusPhrase();
    auto* field = panel.findChild<QLineEdit*>();
    QTest::keyClicks(field, "a cat,  a  dog ,a cat,");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(panel.phrases(), (QStringList{"a cat", "a dog"}));
    QCOMPARE(changed.size(), 1);
    QVERIFY(field->text().isEmpty());
    panel.addPhrases({"a dog"});
    QCOMPARE(changed.size(), 1);  // nothing new to ask
  }

  void answersToPhrasesOfBeforeArePassedOver() {
    GroundingPanel panel;
    panel.addPhrases({"a", "b"});
    panel.setGrounded({{"a", {0, 0, 1, 1}, 0.5f}});
    auto* list = panel.findChild<QTreeWidget*>();
    QVERIFY(list->topLevelItem(0)->text(1).isEmpty());
    panel.setGrounded({{"a", {0, 0, 1, 1}, 0.5f}, {"b", {0, 0, 1, 1}, -0.25f}});
    QCOMPARE(list->topLevelItem(1)->text(1), QStringLiteral("-0.25"));
    panel.clearAnswers();
    QVERIFY(list->topLevelItem(1)->text(1).isEmpty());
  }

  void whatIsHiddenStaysHiddenWhenAPhraseIsAdded() {
    GroundingPanel panel;
    panel.addPhrases({"a", "b"});
    QSignalSpy shown(&panel, &GroundingPanel::shownChanged);
    panel.findChild<QTreeWidget*>()->topLevelItem(0)->setCheckState(0, Qt::Unchecked);
    QCOMPARE(shown.size(), 1);
    panel.addPhrases({"c"});
    QVERIFY(!panel.isShown(0));
    QVERIFY(panel.isShown(1) && panel.isShown(2));
  }

  void deleteRemovesTheSelectedPhrases() {
    GroundingPanel panel;
    panel.show();
    panel.addPhrases({"a", "b", "c"});
    auto* list = panel.findChild<QTreeWidget*>();
    list->clearSelection();
    list->topLevelItem(0)->setSelected(true);
    list->topLevelItem(2)->setSelected(true);
    QVERIFY(QTest::qWaitForWindowActive(&panel));  // shortcuts need that
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(panel.phrases(), QStringList{"b"});
  }

  void theHeatMapIsOfTheSelectedPhrase() {
    GroundingPanel panel;
    QCOMPARE(panel.heatPhrase(), -1);
    panel.addPhrases({"a", "b"});
    QSignalSpy heat(&panel, &GroundingPanel::heatChanged);
    panel.findChild<QCheckBox*>()->setChecked(true);
    QCOMPARE(panel.heatPhrase(), 1);  // the one added last is selected
    auto* list = panel.findChild<QTreeWidget*>();
    list->setCurrentItem(list->topLevelItem(0));
    QCOMPARE(panel.heatPhrase(), 0);
    QCOMPARE(heat.size(), 2);
  }

  void cocoHasTheBoxesAsWidthsAndHeights() {
    const auto json = QJsonDocument::fromJson(groundingsToCoco(
        "/photos/a.jpg", 640, 480,
        {{"own", "/models/own", {{"a \"cat\"", {10, 20, 110, 70.5f}, 0.5f}, {"dog", {0, 0, 5, 5}, 0.1f}}}}));
    QVERIFY(json.isObject());
    const auto image = json["images"][0].toObject();
    QCOMPARE(image["file_name"].toString(), QStringLiteral("a.jpg"));
    QCOMPARE(image["width"].toInt(), 640);
    const auto first = json["annotations"][0].toObject();
    QCOMPARE(first["bbox"].toArray(), (QJsonArray{10.0, 20.0, 100.0, 50.5}));
    QCOMPARE(first["area"].toDouble(), 5050.0);
    QCOMPARE(first["caption"].toString(), QStringLiteral("a \"cat\""));
    QCOMPARE(json["annotations"].toArray().size(), 2);
    QCOMPARE(json["categories"][1].toObject()["name"].toString(), QStringLiteral("dog"));
    QCOMPARE(json["annotations"][1].toObject()["category_id"], json["categories"][1].toObject()["id"]);
  }

  void cocoTellsWhichModelFoundABoxAndSharesTheCategories() {
    const std::vector<engine::GroundedPhrase> one{{"cat", {0, 0, 5, 5}, 0.5f}, {"dog", {0, 0, 6, 6}, 0.4f}};
    const std::vector<engine::GroundedPhrase> two{{"cat", {1, 0, 5, 5}, 0.3f}, {"dog", {1, 0, 6, 6}, 0.2f}};
    // Two checkpoints may have one name.
    const auto json = QJsonDocument::fromJson(
        groundingsToCoco("a.jpg", 9, 9, {{"run", "/runs/1", one}, {"run", "/runs/2", two}}));
    QCOMPARE(json["categories"].toArray().size(), 2);
    QCOMPARE(json["models"].toArray().size(), 2);
    QCOMPARE(json["models"][1]["folder"].toString(), QStringLiteral("/runs/2"));
    const auto annotations = json["annotations"].toArray();
    QCOMPARE(annotations.size(), 4);
    QSet<int> ids;
    for (const auto& entry : annotations) {
      const auto annotation = entry.toObject();
      ids << annotation["id"].toInt();
      const auto& truth = annotation["model_id"].toInt() == 1 ? one : two;
      const auto category = static_cast<std::size_t>(annotation["category_id"].toInt() - 1);
      QCOMPARE(annotation["bbox"].toArray()[0].toDouble(), static_cast<double>(truth[category].box.x1));
      QCOMPARE(annotation["caption"].toString().toStdString(), truth[category].phrase);
    }
    QCOMPARE(ids.size(), 4);
  }

  void eachPhraseSaysBothScoresAndHowFarTheBoxesAgree() {
    GroundingPanel panel;
    QAction both(QStringLiteral("Side by side"));
    panel.addComparisonAction(&both);
    panel.setModels({{"Run 1", "/runs/1"}, {"Run 2", "/runs/2"}});
    panel.addPhrases({"a", "b"});
    auto* list = panel.findChild<QTreeWidget*>();
    QVERIFY(list->isColumnHidden(2) && list->isColumnHidden(3));
    panel.findChild<QComboBox*>()->setCurrentIndex(2);
    QCOMPARE(panel.compareModel(), std::filesystem::path("/runs/2"));
    QVERIFY(!list->isColumnHidden(2) && !list->isColumnHidden(3));
    panel.setGrounded({{"a", {0, 0, 10, 10}, 0.5f}, {"b", {0, 0, 10, 10}, 0.5f}});
    QVERIFY(list->topLevelItem(0)->text(3).isEmpty());  // nothing to compare with yet
    panel.setCompared({{"a", {0, 0, 10, 5}, 0.25f}, {"b", {20, 0, 30, 10}, 0.75f}});
    QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("0.50"));
    QCOMPARE(list->topLevelItem(0)->text(2), QStringLiteral("0.25"));
    QCOMPARE(list->topLevelItem(0)->text(3), QStringLiteral("0.50"));
    QCOMPARE(list->topLevelItem(1)->text(3), QStringLiteral("0.00"));
    panel.clearCompared();
    QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("0.50"));
    QVERIFY(list->topLevelItem(0)->text(2).isEmpty() && list->topLevelItem(0)->text(3).isEmpty());
    // The model is gone, with its run: there is no comparison any more, and that is told.
    QSignalSpy changed(&panel, &GroundingPanel::compareModelChanged);
    panel.setModels({{"Run 1", "/runs/1"}});
    QCOMPARE(changed.size(), 1);
    QVERIFY(panel.compareModel().empty());
    QVERIFY(list->isColumnHidden(3));
  }
};

QTEST_MAIN(TestUiGrounding)
#include "test_ui_grounding.moc"
