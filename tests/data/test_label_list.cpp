// SPDX-License-Identifier: Apache-2.0
// Label lists as files: every form that is read, what is left out of them, and that what is written is read
// again.
#include <QTest>
#include <algorithm>

#include "core/data/label_list.h"
#include "tests/data/format_checks.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::ListedLabel;
using test::CocoFolder;

class TestLabelList : public QObject {
  Q_OBJECT

  static std::vector<ListedLabel> read(const CocoFolder& folder, const std::string& name,
                                       const std::string& text, IssueReport& report) {
    folder.write(name, text);
    return data::read_label_list(folder / name, {report});
  }
  static std::vector<std::string> names(const std::vector<ListedLabel>& labels) {
    std::vector<std::string> names;
    for (const auto& label : labels) names.push_back(label.name);
    return names;
  }

  // ' stands for ".
  static std::string json(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
  }

 private slots:
  void aNameALine() {
    CocoFolder folder;
    IssueReport report;
    const auto labels = read(folder, "a.txt", "# ours\ncat\r\n  red fox \n\ncat\nÄpfel", report);
    QCOMPARE(names(labels), (std::vector<std::string>{"cat", "red fox", "Äpfel"}));
    QCOMPARE(report.count("label that comes twice"), std::int64_t{1});
    QVERIFY_CONTAINS(report.examples()[0].where, "a.txt, line 5");
  }

  void columnsByTheirNames() {
    CocoFolder folder;
    IssueReport report;
    const auto labels = read(
        folder, "a.csv",
        "Key;Name;Supercategory;Colour\nC;cat;animal;#FF8800\n;dog;animal;red\nxy;cow;;\n;;;\n;;animal;\n",
        report);
    QCOMPARE(names(labels), (std::vector<std::string>{"cat", "dog", "cow"}));
    QCOMPARE(labels[0].hotkey, std::string("c"));
    QCOMPARE(labels[0].details.colour, std::string("#FF8800"));
    QCOMPARE(labels[1].details.parent, std::string("animal"));
    QCOMPARE(labels[1].details.colour, std::string());
    QCOMPARE(report.count("colour that is none"), std::int64_t{1});
    QCOMPARE(report.count("key that is none"), std::int64_t{1});
    QVERIFY(report.count("label without a name") >= 1);
  }

  void theFirstColumnWithoutAHeader() {
    CocoFolder folder;
    IssueReport report;
    QCOMPARE(names(read(folder, "a.csv", "cat,1\ndog,2\n", report)),
             (std::vector<std::string>{"cat", "dog"}));
    QVERIFY_NO_ISSUES(report);
  }

  void everyFormOfJson_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("names") << QByteArray::fromStdString(json("['cat', 'dog']"));
    QTest::newRow("objects") << QByteArray::fromStdString(
        json("[{'name': 'cat'}, {'name': 'dog', 'color': '#00ff00'}]"));
    QTest::newRow("COCO") << QByteArray::fromStdString(
        json("{'images': [], 'annotations': [], 'categories': [{'id': 1, 'name': 'cat'}, {'id': 2, 'name': "
             "'dog'}]}"));
    QTest::newRow("by number") << QByteArray::fromStdString(json("{'names': {'0': 'cat', '1': 'dog'}}"));
  }
  void everyFormOfJson() {
    QFETCH(QByteArray, text);
    CocoFolder folder;
    IssueReport report;
    QCOMPARE(names(read(folder, "a.json", text.toStdString(), report)),
             (std::vector<std::string>{"cat", "dog"}));
    QVERIFY_NO_ISSUES(report);
  }

  void whatIsNoLabelIsReported() {
    CocoFolder folder;
    IssueReport report;
    QCOMPARE(names(read(folder, "a.json", json("['cat', 7, {'name': ' '}]"), report)),
             std::vector<std::string>{"cat"});
    QCOMPARE(report.count("label without a name"), std::int64_t{2});
    test::expect_error(ErrorKind::Corrupt, [&] { read(folder, "b.json", "{\"labels\": [", report); });
    test::expect_error(ErrorKind::Corrupt, [&] { read(folder, "c.json", json("{'a': 1}"), report); });
    test::expect_error(ErrorKind::NotFound, [&] { data::read_label_list(folder / "none.txt", {report}); });
  }

  void whatIsWrittenIsReadAgain_data() {
    QTest::addColumn<QString>("ending");
    QTest::newRow("csv") << ".csv";
    QTest::newRow("json") << ".json";
    QTest::newRow("txt") << ".txt";
  }
  void whatIsWrittenIsReadAgain() {
    QFETCH(QString, ending);
    CocoFolder folder;
    const std::vector<ListedLabel> labels{
        {"cat, \"wild\"", {"animal", "#010203", {}}, "c"}, {"日本", {}, "ß"}, {"animal"}};
    const auto path = folder / ("out" + ending.toStdString());
    data::write_label_list(path, labels);
    IssueReport report;
    const auto again = data::read_label_list(path, {report});
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(names(again), names(labels));
    if (ending == QLatin1String(".txt")) return;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      QVERIFY(again[i].details == labels[i].details);
      QCOMPARE(again[i].hotkey, labels[i].hotkey);
    }
  }

  void aLineEndInANameIsRefusedWhereItCannotBeHeld() {
    CocoFolder folder;
    const std::vector<ListedLabel> labels{{"two\nlines"}};
    const auto text = test::expect_error(ErrorKind::InvalidInput,
                                         [&] { data::write_label_list(folder / "a.txt", labels); });
    QVERIFY_CONTAINS(text, ".csv");
    test::expect_error(ErrorKind::InvalidInput, [&] { data::write_label_list(folder / "a.doc", labels); });
  }
};

QTEST_APPLESS_MAIN(TestLabelList)
#include "test_label_list.moc"
