// SPDX-License-Identifier: GPL-3.0-or-later
// What several regions say alike, and attributes as they are typed.
#include <QTest>

#include "ui/details/common_notes.h"

using namespace cloc;
using namespace cloc::ui;

class TestCommonNotes : public QObject {
  Q_OBJECT

  static data::Attributes attributes(
      std::initializer_list<std::pair<const char*, data::AttributeValue>> values) {
    data::Attributes made;
    for (const auto& [name, value] : values) made.set(name, value);
    return made;
  }

 private slots:
  void whatIsAlikeIsShownAndTheRestIsSaidToDiffer() {
    const std::vector<store::ImageNotes> notes{
        {{"a", "b"}, attributes({{"x", 1.0}, {"y", true}})},
        {{"a", "b"}, attributes({{"x", 1.0}, {"y", false}, {"z", 2.0}})}};
    const auto common = commonNotes(notes);
    QVERIFY(common.captions == notes[0].captions);
    QCOMPARE(common.attributes.size(), std::size_t{3});
    QVERIFY(common.find("x")->value == data::AttributeValue(1.0));
    QVERIFY(!common.find("y")->value);
    QVERIFY(!common.find("z")->value);
    QVERIFY(common.find("w") == nullptr);
    const std::vector<store::ImageNotes> others{{{"a"}, {}}, {{}, {}}};
    QVERIFY(!commonNotes(others).captions);
    QVERIFY(!commonNotes({}).captions);
  }

  void captionsOfARegionAreItsFirstAndTheOthers() {
    store::Region region;
    setCaptions(region, {"one", "two", "three"});
    QCOMPARE(region.caption, std::string("one"));
    QCOMPARE(region.more_captions, (std::vector<std::string>{"two", "three"}));
    QCOMPARE(notesOf(region).captions, (std::vector<std::string>{"one", "two", "three"}));
    setCaptions(region, {});
    QVERIFY(region.caption.empty() && region.more_captions.empty());
    QCOMPARE(captionsOf(QStringLiteral(" a cat \n\n a dog")), (std::vector<std::string>{"a cat", "a dog"}));
    QCOMPARE(captionLines({"a\nb", "c"}), QStringLiteral("a b\nc"));
  }

  void anAttributeKeepsItsPlaceWhenItChanges() {
    const auto before = attributes({{"a", 1.0}, {"b", 2.0}, {"c", 3.0}});
    QCOMPARE(withAttribute(before, "b", true).to_json(), std::string("{\"a\":1.0,\"b\":true,\"c\":3.0}"));
    QCOMPARE(withAttribute(before, "b", std::nullopt).to_json(), std::string("{\"a\":1.0,\"c\":3.0}"));
    QCOMPARE(withAttribute(before, "d", std::string("x")).all().back().first, std::string("d"));
  }

  void whatIsTypedIsReadAsShown_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::newRow("flag") << "true" << 0;
    QTest::newRow("number") << "-2.5" << 1;
    QTest::newRow("text") << "front left" << 2;
    QTest::newRow("list") << "[\"a\",\"b, c\"]" << 3;
    QTest::newRow("no list") << "[1,2]" << 2;
    QTest::newRow("cut list") << "[\"a\"" << 2;
  }
  void whatIsTypedIsReadAsShown() {
    QFETCH(QString, text);
    QFETCH(int, kind);
    const auto value = attributeValue(text);
    QCOMPARE(static_cast<int>(value.index()), kind);
    QCOMPARE(attributeText(value), text);
  }
};

QTEST_APPLESS_MAIN(TestCommonNotes)
#include "test_common_notes.moc"
