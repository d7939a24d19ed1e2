// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <limits>

#include "ui/search/search_panel.h"
#include "ui/search/search_query.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;

class TestUiSearch : public QObject {
  Q_OBJECT

  static QToolButton* button(QWidget& widget, const QString& toolTip) {
    for (auto* found : widget.findChildren<QToolButton*>()) {
      if (found->toolTip().startsWith(toolTip) && found->isVisibleTo(&widget)) return found;
    }
    return nullptr;
  }

 private slots:
  void wordsAreSplitWithSignsAndWeights() {
    const auto terms = parseWords(QStringLiteral(" red  apple, -leaf ,,  round^0.5, -^2, a^b, -grey^0.25"));
    QCOMPARE(terms.size(), std::size_t{6});
    QCOMPARE(terms[0].text, std::string("red apple"));
    QCOMPARE(terms[0].weight, 1.f);
    QCOMPARE(terms[1].text, std::string("leaf"));
    QCOMPARE(terms[1].weight, -1.f);
    QCOMPARE(terms[2].weight, 0.5f);
    QCOMPARE(terms[3].text, std::string("^2"));  // nothing before the caret: a word
    QCOMPARE(terms[4].text, std::string("a^b"));
    QCOMPARE(terms[5].text, std::string("grey"));
    QCOMPARE(terms[5].weight, -0.25f);
  }

  void aSearchSurvivesJson() {
    SearchQuery query;
    query.words = QStringLiteral("cat, -dog");
    query.boxes = {{"/a/b.jpg", {1.5f, 2, 30, 40}, 1}, {"/ü.png", {0, 0, 5, 5}, -0.5f}};
    query.labels = QStringList{"x", "y"};
    query.folder = "/a";
    query.leastScore = 0.25f;
    const auto text = QJsonDocument(query.toJson()).toJson();
    QVERIFY(SearchQuery::fromJson(QJsonDocument::fromJson(text).object()) == query);
    QVERIFY(SearchQuery::fromJson({}).empty());
    // A box without area, as from a damaged file, is left out.
    QVERIFY(SearchQuery::fromJson(
                {{"boxes", QJsonArray{QJsonObject{{"image", "a"}, {"box", QJsonArray{5, 5, 1, 1}}}}}})
                .empty());
  }

  void theNextDrawnBoxReplacesTheOneBeforeUnlessItIsPinned() {
    SearchPanel panel;
    panel.show();
    panel.setLiveBox("/a.jpg", {0, 0, 10, 10});
    panel.setLiveBox("/a.jpg", {0, 0, 20, 20});
    QCOMPARE(panel.query().boxes.size(), std::size_t{1});
    QCOMPARE(panel.query().boxes[0].box.x2, 20.f);
    button(panel, "Keep this box")->click();
    panel.setLiveBox("/a.jpg", {0, 0, 30, 30});
    QCOMPARE(panel.query().boxes.size(), std::size_t{2});
    panel.clearLiveBox();
    QCOMPARE(panel.query().boxes.size(), std::size_t{1});
    QCOMPARE(panel.query().boxes[0].box.x2, 20.f);
  }

  void aBoxBecomesACounterExampleAndIsRemoved() {
    SearchPanel panel;
    panel.show();
    QSignalSpy changed(&panel, &SearchPanel::queryChanged);
    panel.setLiveBox("/a.jpg", {0, 0, 10, 10});
    button(panel, "Like this box")->click();
    QCOMPARE(panel.query().boxes[0].weight, -1.f);
    panel.setLiveBox("/a.jpg", {0, 0, 11, 11});  // it stays one while it is dragged on
    QCOMPARE(panel.query().boxes[0].weight, -1.f);
    button(panel, "Remove from the search")->click();
    QVERIFY(panel.query().empty());
    QCOMPARE(changed.size(), 4);
  }

  void typingIsToldAfterAPauseAndTheClearButtonAtOnce() {
    SearchPanel panel;
    panel.show();
    panel.focusWords();
    QSignalSpy changed(&panel, &SearchPanel::queryChanged);
    auto* field = panel.findChild<QLineEdit*>();
    QTest::keyClicks(field, "cat");
    QCOMPARE(changed.size(), 0);
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(panel.query().words, QStringLiteral("cat"));
    field->clear();
    QCOMPARE(changed.size(), 2);
    QVERIFY(panel.query().empty());
  }

  void wordsAreShownWithTheirScoresAndReplacedInPlace() {
    SearchPanel panel;
    panel.setWords({{"cat", 0.9f}, {"dog", 0.4f}});
    auto* list = panel.findChild<QListWidget*>();
    QCOMPARE(list->count(), 2);
    panel.setWords({{"sun", 0.5f}});
    QCOMPARE(list->count(), 1);
    QSignalSpy activated(&panel, &SearchPanel::wordActivated);
    emit list->itemActivated(list->item(0));
    QCOMPARE(activated[0][0].toString(), QStringLiteral("sun"));
  }

  void aNoticeOffersWhatToDo() {
    SearchPanel panel;
    panel.show();
    QSignalSpy asked(&panel, &SearchPanel::noticeActionTriggered);
    panel.setNotice("No index", "Build index");
    QToolButton* offered = nullptr;
    for (auto* found : panel.findChildren<QToolButton*>()) {
      if (found->text() == QLatin1String("Build index")) offered = found;
    }
    QVERIFY(offered != nullptr && offered->isVisible());
    offered->click();
    QCOMPARE(asked.size(), 1);
    panel.setNotice({});
    QVERIFY(!offered->isVisible());
  }
};

QTEST_MAIN(TestUiSearch)
#include "test_ui_search.moc"
