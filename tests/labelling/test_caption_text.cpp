// SPDX-License-Identifier: Apache-2.0
// Captions as captioners write them, the language test, addresses, answers and back-off: no network.
#include <QTest>
#include <set>

#include "tests/support/expect_error.h"
#include "training/labelling/caption_text.h"
#include "training/labelling/chat_answer.h"
#include "training/labelling/pacing.h"

using namespace cloc;
using namespace cloc::labelling;
using namespace std::chrono_literals;

class TestCaptionText : public QObject {
  Q_OBJECT

 private slots:
  void answersBecomeOneTidyLine_data() {
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<std::string>("caption");
    const auto row = [](const char* name, const char* answer, const char* caption) {
      QTest::newRow(name) << std::string(answer) << std::string(caption);
    };
    row("blanks", "  A cat\r\n\n on\ta  mat. ", "A cat on a mat.");
    row("markdown", "## Description\n\n- A **red** cat.\n* `On` a mat.", "Description A red cat. On a mat.");
    row("quotes", "\"A cat on a mat.\"", "A cat on a mat.");
    row("curly", "\u201CA cat.\u201D", "A cat.");
    row("inner quotes", "\"Stop\" and \"Go\"", "\"Stop\" and \"Go\"");
    row("thoughts", "<think>It is\na dog?</think>\n\nA cat.", "A cat.");
    row("thoughts without end", "<think>It is a dog, or", "");
    row("hash in the text", "Bus #5 stops.", "Bus #5 stops.");
    row("nothing", " \n ", "");
    row("not UTF-8", "A \xFF cat", "A \uFFFD cat");
  }
  void answersBecomeOneTidyLine() {
    QFETCH(std::string, answer);
    QFETCH(std::string, caption);
    QCOMPARE(tidy_caption(answer), caption);
  }

  void longCaptionsEndWithASentence() {
    QCOMPARE(first_words("One two. Three four five.", 4), std::string("One two."));
    QCOMPARE(first_words("One two. Three four five.", 5), std::string("One two. Three four five."));
    QCOMPARE(first_words("one two three", 2), std::string("one two"));
    QCOMPARE(first_words("one two three", 9), std::string("one two three"));
    QCOMPARE(whole_sentences("It is 3.5 m high. And"), std::string("It is 3.5 m high."));
    QCOMPARE(whole_sentences("He says \"Go!\" and"), std::string("He says \"Go!\""));
    QCOMPARE(whole_sentences("nothing whole"), std::string());
    QCOMPARE(word_count("  one  two\nthree "), std::size_t(3));
  }

  void otherLanguagesAreTold_data() {
    QTest::addColumn<std::string>("caption");
    QTest::addColumn<std::string>("reason");
    const auto row = [](const char* name, const char* caption, const char* reason) {
      QTest::newRow(name) << std::string(caption) << std::string(reason);
    };
    row("English", "A brown dog with a red ball is lying on the grass near a tree.", "");
    row("short", "Chat noir", "");
    row("names", "Golden Gate Bridge San Francisco California sunset panorama", "");
    row("loan words", "A cafe au lait and a croissant on a table in the Rue de la Paix, Paris.", "");
    row("words of others in it", "A sign that says \u51FA\u53E3 hangs above the door of the station.", "");
    row("German", "Ein brauner Hund liegt auf dem Rasen und spielt mit einem roten Ball.",
        "it reads as German");
    row("French", "Un chien brun est allong\u00E9 sur l'herbe avec une balle rouge.", "it reads as French");
    row("Spanish",
        "Un perro marr\u00F3n est\u00E1 tumbado en el c\u00E9sped con una pelota y los ni\u00F1os.",
        "it reads as Spanish");
    row("Italian", "Un cane marrone \u00E8 sdraiato sul prato con una palla nella bocca e il gatto.",
        "it reads as Italian");
    row("Portuguese", "Um cachorro marrom com uma bola est\u00E1 deitado no gramado em frente ao lago.",
        "it reads as Portuguese");
    row("Dutch", "Een bruine hond ligt op het gras met een rode bal naast de boom.", "it reads as Dutch");
    row("Chinese", "\u4E00\u53EA\u68D5\u8272\u7684\u72D7\u8EBA\u5728\u8349\u5730\u4E0A\u3002",
        "a third or more of its letters are not Latin");
    row("Russian",
        "\u041A\u043E\u0440\u0438\u0447\u043D\u0435\u0432\u0430\u044F \u0441\u043E\u0431\u0430\u043A\u0430",
        "a third or more of its letters are not Latin");
    row("nothing", "", "");
    row("signs", "... !!! 123", "");
  }
  void otherLanguagesAreTold() {
    QFETCH(std::string, caption);
    QFETCH(std::string, reason);
    const auto language = language_of(caption);
    QCOMPARE(language.reason, reason);
    QCOMPARE(language.english, reason.empty());
  }

  void addressesAreCompleted() {
    const std::string full = "http://localhost:8080/v1/chat/completions";
    for (const char* given : {"localhost:8080", "http://localhost:8080", "http://localhost:8080/",
                              " http://localhost:8080/v1/ ", "http://localhost:8080/v1/chat/completions"}) {
      QCOMPARE(chat_address(given), full);
    }
    QCOMPARE(chat_address("https://host/api/v1"), std::string("https://host/api/v1/chat/completions"));
    for (const char* wrong : {"", "  ", "ftp://host", "file:///etc/passwd", "http://", "http://:80", "a b"}) {
      cloc::test::expect_error(ErrorKind::InvalidInput, [&] { chat_address(wrong); });
    }
    const auto message =
        cloc::test::expect_error(ErrorKind::InvalidInput, [] { chat_address("http://me:secret@host"); });
    QVERIFY(!cloc::test::contains(message, "secret"));
  }

  void answersInPartsAreJoined() {
    const auto answer = parse_chat_answer(
        R"({"choices": [{"message": {"content": [{"type": "text", "text": "A "}, {"type": "x"}, {"text": "cat."}]}}]})");
    QCOMPARE(answer.problem, std::string());
    QCOMPARE(answer.text, std::string("A cat."));
    QCOMPARE(answer.finish_reason, std::string("stop"));
  }

  void errorTextsAreShort() {
    QCOMPARE(error_text(R"({"error": {"message": "no\nslot"}})"), std::string("no slot"));
    QCOMPARE(error_text(R"({"error": "no model"})"), std::string("no model"));
    QCOMPARE(error_text(R"({"detail": "no image"})"), std::string("no image"));
    QVERIFY(error_text(std::string(5000, 'x')).size() <= 203);
    QVERIFY(error_text("{\"error\": null}").size() <= 203);
  }

  void imagesOfEveryLengthAreEncoded() {
    for (int size = 0; size < 7; ++size) {
      const std::string bytes(static_cast<std::size_t>(size), '\xF7');
      const auto request = QByteArray::fromStdString(chat_request({"m", "p", 0, 9}, bytes));
      const auto expected = QByteArray::fromStdString(bytes).toBase64();
      QVERIFY(request.contains("base64," + expected + "\""));
    }
  }

  void backoffDoublesWithinItsBounds() {
    Random random(3);
    std::set<std::int64_t> seen;
    for (int i = 0; i < 200; ++i) {
      const auto wait = backoff(3, 100ms, 10s, &random);
      QVERIFY(wait >= 200ms && wait <= 600ms);
      seen.insert(wait.count());
    }
    QVERIFY(seen.size() > 50);  // by chance, so that clients do not come all at once
    QCOMPARE(backoff(40, 100ms, 7s, &random), std::chrono::milliseconds(7s));
  }

  void gateGivesEachRequestItsPlace() {
    RequestGate gate(6000);  // one in 10 ms
    const auto first = gate.next(), second = gate.next(), third = gate.next();
    QVERIFY(second - first >= 10ms && third - second >= 10ms);
    gate.pause(500ms);
    QVERIFY(gate.next() - PaceClock::now() > 400ms);
  }
};

QTEST_GUILESS_MAIN(TestCaptionText)
#include "test_caption_text.moc"
