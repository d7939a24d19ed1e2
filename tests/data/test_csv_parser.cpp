// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <random>

#include "core/data/csv_parser.h"
#include "tests/data/format_checks.h"

using namespace cloc;
using Rows = std::vector<std::vector<std::string>>;
using test::CocoFolder;

namespace {

Rows rows_of(const CocoFolder& folder, const std::string& text, IssueReport& report) {
  folder.write("a.csv", text);
  data::CsvParser parser(folder / "a.csv", report);
  Rows rows;
  for (std::vector<std::string> row; parser.next(row);) rows.push_back(row);
  return rows;
}

}  // namespace

class TestCsvParser : public QObject {
  Q_OBJECT
 private slots:
  void everyUsualSpellingIsRead_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* text) { QTest::newRow(name) << QByteArray(text); };
    row("plain", "a,b\n1,x y\n");
    row("no last line end", "a,b\n1,x y");
    row("CRLF", "a,b\r\n1,x y\r\n");
    row("CR", "a,b\r1,x y\r");
    row("empty lines", "\n\na,b\n\n\r\n1,x y\n\n");
    row("byte order mark",
        "\xEF\xBB\xBF"
        "a,b\n1,x y\n");
    row("semicolons", "a;b\n1;x y\n");
    row("tabs", "a\tb\n1\tx y\n");
    row("quoted", "\"a\",\"b\"\n\"1\",\"x y\"\n");
    QByteArray wide("\xff\xfe", 2);
    for (const char c : std::string("a,b\n1,x y\n")) wide.append(c).append('\0');
    QTest::newRow("UTF-16") << wide;
  }
  void everyUsualSpellingIsRead() {
    QFETCH(QByteArray, text);
    CocoFolder folder;
    IssueReport report;
    QCOMPARE(rows_of(folder, text.toStdString(), report), (Rows{{"a", "b"}, {"1", "x y"}}));
    QVERIFY_NO_ISSUES(report);
  }

  void quotesHoldSeparatorsLineEndsAndQuotes() {
    CocoFolder folder;
    IssueReport report;
    QCOMPARE(rows_of(folder, "a,\"b, \"\"c\"\"\r\nd\",\n5\" disk,\"\",\"x\"y\n", report),
             (Rows{{"a", "b, \"c\"\r\nd", ""}, {"5\" disk", "", "xy"}}));
    QVERIFY_NO_ISSUES(report);
  }

  void whatIsWrittenIsReadAgain() {
    std::mt19937 random(5);
    const std::string letters = "ab,;\t\"\r\n \xc3\xa9";
    Rows rows;
    std::string text;
    for (int i = 0; i < 3000; ++i) {
      std::vector<std::string> row{"k"};
      for (int column = 0; column < 4; ++column) {
        std::string field;
        for (unsigned n = random() % 200; n > 0; --n) field += letters[random() % letters.size()];
        row.push_back(field);
      }
      for (std::size_t column = 0; column < row.size(); ++column) {
        if (column > 0) text += ',';
        text += data::csv_field(row[column]);
      }
      text += i % 2 == 0 ? "\n" : "\r\n";
      rows.push_back(row);
    }
    QVERIFY(text.size() > 1000000);  // several of the parser's buffers
    CocoFolder folder;
    IssueReport report;
    const auto again = rows_of(folder, "a,b,c,d,e\n" + text, report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(again.size(), rows.size() + 1);
    QVERIFY(Rows(again.begin() + 1, again.end()) == rows);
  }

  void rowsAreFoundAgainByTheirOffsets() {
    CocoFolder folder;
    IssueReport report;
    std::string text;
    for (int i = 0; i < 60000; ++i) {
      text += "row ";
      text += std::to_string(i);
      text += ",\"two\nlines\"\n";
    }
    folder.write("a.csv", text);
    data::CsvParser parser(folder / "a.csv", report);
    std::vector<std::int64_t> offsets;
    std::vector<std::string> row;
    while (parser.next(row)) {
      QCOMPARE(parser.line(), static_cast<std::int64_t>(offsets.size() * 2 + 1));
      offsets.push_back(parser.row_offset());
    }
    for (std::size_t i = 0; i < offsets.size(); i += 7919) {
      for (const std::size_t place : {i, offsets.size() - 1 - i}) {
        parser.seek(offsets[place]);
        QVERIFY(parser.next(row));
        std::string wanted = "row ";
        wanted += std::to_string(place);
        QCOMPARE(row[0], wanted);
      }
    }
  }

  void quoteThatIsNotClosedIsReported() {
    CocoFolder folder;
    IssueReport report;
    QCOMPARE(rows_of(folder, "a,b\n1,2\n\"3,4\n5,6\n", report).size(), 2u);
    QCOMPARE(report.count("quote that is not closed"), 1);
    QVERIFY_CONTAINS(test::text_of(report), "line 3");
  }

  void rowWithoutEndTakesNoMemory() {
    CocoFolder folder;
    folder.write("a.csv", "a,b\n\"" + std::string(17 << 20, 'x'));
    IssueReport report;
    data::CsvParser parser(folder / "a.csv", report);
    std::vector<std::string> row;
    QVERIFY(parser.next(row));
    const auto message = test::expect_error(ErrorKind::Corrupt, [&] { parser.next(row); });
    QVERIFY_CONTAINS(message, "line 2");
  }
};

QTEST_GUILESS_MAIN(TestCsvParser)
#include "test_csv_parser.moc"
