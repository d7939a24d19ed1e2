// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/pickle.h"
#include "tests/data/round_trip.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using cloc::Pickle;
using cloc::PickleValue;
using data::Dataset;
using test::CocoFolder;
using test::quoted;

namespace {

std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(CLOC_TEST_FIXTURES) / "refcoco" / name;
}

const std::string kInstances = quoted(
    "{'images': [{'id': 1, 'file_name': 'COCO_train2014_000000000001.png', 'width': 100, 'height': 80}, "
    "{'id': 2, "
    "'file_name': 'COCO_train2014_000000000002.png', 'width': 100, 'height': 80}], 'annotations': [{'id': "
    "1719310, "
    "'image_id': 1, 'category_id': 1, 'bbox': [1, 2, 3, 4], 'iscrowd': 0}, {'id': 5, 'image_id': 1, "
    "'category_id': "
    "1, 'bbox': [10, 20, 30, 40]}, {'id': 90071992547, 'image_id': 2, 'category_id': 18, 'bbox': [1, 2, 30, "
    "40]}], "
    "'categories': [{'id': 1, 'name': 'person'}, {'id': 18, 'name': 'dog'}]}");

struct Folder {
  Folder() {
    folder.write("refcoco/instances.json", kInstances);
    for (const char* name : {"1", "2"})
      folder.write_image(std::string("images/mscoco/images/train2014/COCO_train2014_00000000000") + name +
                         ".png");
  }
  Dataset read() {
    const auto& format = data::recognised_format(folder / "refcoco");
    if (format.id != "refcoco") qFatal("taken for another format");
    return data::read_all(*format.read(folder / "refcoco", {}, {report}));
  }
  Dataset references(const std::string& json) {
    folder.write("refcoco/refs(x).json", quoted(json));
    return read();
  }
  CocoFolder folder;
  IssueReport report;
};

}  // namespace

class TestRefcoco : public QObject {
  Q_OBJECT
 private slots:
  void sentencesAreReadFromPicklesOfEveryProtocol() {
    for (int protocol = 0; protocol < 6; ++protocol) {
      Folder folder;
      std::filesystem::copy_file(fixture("refs" + std::to_string(protocol) + ".p"),
                                 folder.folder / "refcoco/refs(unc).p");
      const auto dataset = folder.read();
      QVERIFY_NO_ISSUES(folder.report);
      const auto& region = dataset.images.at(0).regions.at(0);
      QCOMPARE(region.caption, std::string("the lady \xc3\xa9\xf0\x9f\x8d\x8e"));
      QCOMPARE(region.more_captions, std::vector<std::string>{"lady with \"it's\"\n"});
      QCOMPARE(dataset.labels[static_cast<std::size_t>(region.label)], std::string("person"));
      QVERIFY(region.box == (PixelBox{1, 2, 4, 6}));
      QCOMPARE(dataset.images[0].split, std::string("testA"));
      QCOMPARE(dataset.images[0].regions[1].caption, std::string("person"));  // nobody refers to it
      QCOMPARE(dataset.images[1].regions.at(0).caption, std::string("dog"));
      QCOMPARE(dataset.images[1].split, std::string("train"));
    }
  }

  // What Python 2 wrote: texts as S'...' and U.
  void picklesOfPython2AreRead() {
    Folder folder;
    const std::string pickle =
        "(lp0\n(dp1\nS'ann_id'\np2\nI1719310\nsS'split'\np3\nS'val'\np4\nsS'sentences'\np5\n(lp6\n(dp7\nS'"
        "sent'\n"
        "p8\nS'it\\'s \\xc3\\xa9\\n'\np9\nsa(dp10\ng8\nU\x03"
        "abcsasa.";
    folder.folder.write("refcoco/refs(google).p", pickle);
    const auto dataset = folder.read();
    QVERIFY_NO_ISSUES(folder.report);
    const auto& region = dataset.images[0].regions[0];
    QCOMPARE(region.caption, std::string("it's \xc3\xa9\n"));
    QCOMPARE(region.more_captions, std::vector<std::string>{"abc"});
    QCOMPARE(dataset.images[0].split, std::string("val"));
  }

  void plainValuesOfEveryProtocolAreThemselves() {
    for (int protocol = 0; protocol < 6; ++protocol) {
      const auto pickle = Pickle::read_plain(fixture("plain" + std::to_string(protocol) + ".p"), {});
      const auto& items = pickle.root().items;
      const std::size_t bytes = protocol > 2 ? 1 : 0;  // only they have bytes
      QCOMPARE(items.size(), 17 + bytes);
      using Kind = PickleValue::Kind;
      QVERIFY(items[0]->kind == Kind::None);
      QVERIFY(items[1]->kind == Kind::Bool && items[1]->integer == 1);
      QVERIFY(items[2]->kind == Kind::Bool && items[2]->integer == 0);
      const std::vector<std::int64_t> numbers = {0, -1, 255, 65536, -(std::int64_t{1} << 40)};
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        QVERIFY(items[3 + i]->kind == Kind::Int);
        QCOMPARE(items[3 + i]->integer, numbers[i]);
      }
      QCOMPARE(items[8]->number, 1.5);
      if (bytes == 1) QCOMPARE(items[9]->text, std::string("bytes"));
      QCOMPARE(items[9 + bytes]->text, std::string(300, 'x'));
      for (std::size_t i = 0; i < 5; ++i) QCOMPARE(items[10 + bytes + i]->items.size(), i);
      QVERIFY(items[15 + bytes]->kind == Kind::Dict);
    }
  }

  void whatWouldRunSomethingIsRefused_data() {
    QTest::addColumn<QByteArray>("pickle");
    for (int protocol = 0; protocol < 6; ++protocol) {
      const auto bytes = read_text_file(fixture("date" + std::to_string(protocol) + ".p"));
      QTest::addRow("a date, protocol %d", protocol) << QByteArray::fromStdString(bytes);
    }
    QTest::newRow("os.system") << QByteArray("cos\nsystem\n(S'touch /tmp/x'\ntR.");
    QTest::newRow("instance") << QByteArray("(ios\nsystem\n.");
    QTest::newRow("persistent id") << QByteArray("P1\n.");
    QTest::newRow("extension") << QByteArray("\x80\x02\x82\x01.", 5);
    QTest::newRow("build") << QByteArray("}}b.");
  }
  void whatWouldRunSomethingIsRefused() {
    QFETCH(QByteArray, pickle);
    CocoFolder folder;
    folder.write("x.p", pickle.toStdString());
    const auto message =
        test::expect_error(ErrorKind::Unsupported, [&] { Pickle::read_plain(folder / "x.p", {}); });
    QVERIFY_CONTAINS(message, "x.p");
    QVERIFY_CONTAINS(message, "at byte");
    QVERIFY_CONTAINS(message, "Nothing of it was executed");
  }

  void cutPicklesAreCorruptAtEveryLength() {
    for (int protocol = 0; protocol < 6; ++protocol) {
      const auto bytes = read_text_file(fixture("refs" + std::to_string(protocol) + ".p"));
      CocoFolder folder;
      for (std::size_t length = 0; length < bytes.size(); ++length) {
        folder.write("x.p", bytes.substr(0, length));
        const auto message =
            test::expect_error(ErrorKind::Corrupt, [&] { Pickle::read_plain(folder / "x.p", {}); });
        QVERIFY_CONTAINS(message, "of " + std::to_string(length));
      }
    }
  }

  void randomDamageIsNeverACrash() {
    Random random(4);
    Folder folder;
    for (int i = 0; i < 600; ++i) {
      auto bytes = read_text_file(fixture((i % 2 == 0 ? "refs" : "plain") + std::to_string(i % 6) + ".p"));
      for (auto changes = 1 + random.below(6); changes > 0; --changes)
        bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
      folder.folder.write("refcoco/refs(x).p", bytes);
      try {
        folder.read();
      } catch (const Error& error) {
        QVERIFY(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::Unsupported);
      }
    }
  }

  void hostilePicklesEnd() {
    CocoFolder folder;
    // A list that holds itself; a length of nearly 2^64; lists without end; a stack without end.
    folder.write("self.p",
                 "]q\x01h\x01"
                 "a.");
    QCOMPARE(Pickle::read_plain(folder / "self.p", {}).root().items.size(), 1u);
    folder.write("length.p", std::string("\x80\x04\x8d") + std::string(8, '\x7f') + "x.");
    test::expect_error(ErrorKind::Corrupt, [&] { Pickle::read_plain(folder / "length.p", {}); });
    folder.write("many.p", std::string(Pickle::kMaxValues + 1, 'N') + ".");
    test::expect_error(ErrorKind::Unsupported, [&] { Pickle::read_plain(folder / "many.p", {}); });
    folder.write("deep.p", "N" + std::string(Pickle::kMaxValues + 1, '2') + ".");
    test::expect_error(ErrorKind::Corrupt, [&] { Pickle::read_plain(folder / "deep.p", {}); });
  }

  void badReferencesAreLeftOutCountedAndNamed() {
    Folder folder;
    const auto dataset = folder.references(
        "[{'ann_id': 5, 'split': 'train', 'sentences': [{'sent': 'first', 'raw': 'x'}]}, {'split': 'train', "
        "'sentences': [{'sent': 'y'}]}, {'ann_id': 1719310, 'sentences': []}, {'ann_id': 77, 'sentences': "
        "[{'sent': "
        "'z'}]}, 12, {'ann_id': NaN}, {'ann_id': 5, 'split': 'train', 'sentences': [{'raw': 'second'}]}]");
    QCOMPARE(folder.report.count("reference without annotation id"), 2);
    QCOMPARE(folder.report.count("reference without sentence"), 1);
    QCOMPARE(folder.report.count("reference to an unknown annotation"), 1);
    QCOMPARE(folder.report.count("record that cannot be read"), 1);
    QCOMPARE(folder.report.total(), 5);
    QVERIFY_CONTAINS(test::issue_of(folder.report, "reference without sentence").where,
                     "refs(x).json, reference 3");
    const auto& region = dataset.images[0].regions[1];
    QCOMPARE(region.caption, std::string("first"));
    QCOMPARE(region.more_captions, std::vector<std::string>{"second"});
  }

  void objectsOfOneImageInSeveralSplitsKeepTheirs() {
    Folder folder;
    const auto dataset = folder.references(
        "[{'ann_id': 5, 'split': 'train', 'sentences': [{'sent': 'a'}]}, {'ann_id': 1719310, 'split': 'val', "
        "'sentences': [{'sent': 'b'}]}]");
    QCOMPARE(dataset.images[0].split, std::string());
    QCOMPARE(dataset.images[0].regions[0].attributes.text("split"), std::string("val"));
    QCOMPARE(dataset.images[0].regions[1].attributes.text("split"), std::string("train"));
  }

  void severalSplitsAreAskedAbout() {
    Folder folder;
    folder.folder.write("refcoco/refs(unc).p", "].");
    folder.folder.write("refcoco/refs(google).p", "].");
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { folder.read(); });
    QVERIFY_CONTAINS(message, "refs(google).p");
  }

  void exportAndImportGiveTheSame() {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CocoFolder folder;
      auto dataset = test::random_dataset(folder, seed, {.more_captions = true, .image_captions = false});
      for (std::size_t i = 0; i < dataset.images.size(); ++i)
        dataset.images[i].split = i % 2 == 0 ? "val" : "testB";
      IssueReport report;
      const auto& format = data::format_named("refcoco");
      test::write_dataset(format, folder / "out", dataset, {.images = data::WriteOptions::Images::Copy},
                          report);
      QVERIFY(&data::recognised_format(folder / "out") == &format);
      const auto again = data::read_all(*format.read(folder / "out", {}, {report}));
      QVERIFY_NO_ISSUES(report);
      QVERIFY_SAME(dataset, again, 0.f);
    }
  }

  void whatItCannotHoldIsSaid() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 2, {.more_captions = true});
    const auto lost =
        data::left_out(data::contents_of(*reader_of(dataset)), data::format_named("refcoco").holds);
    QCOMPARE(lost.size(), 1u);
    QVERIFY_CONTAINS(lost[0], "image captions");
  }
};

QTEST_GUILESS_MAIN(TestRefcoco)
#include "test_refcoco.moc"
