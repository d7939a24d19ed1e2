// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QTest>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "tests/data/round_trip.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::Dataset;
using test::CocoFolder;

namespace {

using Words = std::vector<std::string>;

// As in the original, with its blanks.
std::string object(const std::string& names, const std::string& rest) {
  return "    <object>\n" + names + rest + "    </object>\n";
}
std::string name(const std::string& chain) {
  return "        <name>" + chain + "</name>\n";
}
std::string box(const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
  return "        <bndbox>\n            <xmin>" + a + "</xmin>\n            <ymin>" + b +
         "</ymin>\n            <xmax>" + c + "</xmax>\n            <ymax>" + d +
         "</ymax>\n        </bndbox>\n";
}
const std::string kHead =
    "<annotation>\n    <filename>36979.jpg</filename>\n    <size>\n        <width>100</width>\n        "
    "<height>80</height>\n        <depth>3</depth>\n    </size>\n";

struct Flickr {
  Flickr() {
    folder.write_image("flickr30k-images/36979.jpg");
    sentences("[/EN#1/people Two men] wave .\n");
  }
  void sentences(const std::string& text) { folder.write("Sentences/36979.txt", text); }
  Dataset annotated(const std::string& xml) {
    folder.write("Annotations/36979.xml", xml);
    return read();
  }
  Dataset read() {
    report = {};
    const auto& format = data::recognised_format(folder.path());
    if (format.id != "flickr30k") qFatal("taken for another format");
    return data::read_all(*format.read(folder.path(), {}, {report}));
  }
  CocoFolder folder;
  IssueReport report;
};

}  // namespace

class TestFlickr30k : public QObject {
  Q_OBJECT
 private slots:
  void sentencesAndBoxesOfTheOriginalAreRead() {
    Flickr flickr;
    flickr.sentences(
        "[/EN#1/people Two men] in [/EN#2/clothing/other green shirts] are in [/EN#9/scene a yard] .\r\n"
        "[/EN#1/people Two young guys] look at [/EN#0/notvisual it] .\n"
        "No one is marked .\n");
    flickr.folder.write("train.txt", "1\n");
    flickr.folder.write("val.txt", "36979\r\n");
    const auto dataset = flickr.annotated(
        kHead + object(name("1"), box("11", "21", "40", "60")) +
        object(name("1"), box("51", "21", "80", "60")) +
        object(name("2") + name("1"), box("12", "30", "40", "50")) +
        object(name("9"), "        <scene>1</scene>\n        <nobndbox>0</nobndbox>\n") + "</annotation>\n");
    QVERIFY_NO_ISSUES(flickr.report);
    const auto& image = dataset.images.at(0);
    QCOMPARE(image.path, flickr.folder / "flickr30k-images/36979.jpg");
    QCOMPARE(image.split, std::string("val"));
    QCOMPARE(image.captions, (Words{"Two men in green shirts are in a yard .", "Two young guys look at it .",
                                    "No one is marked ."}));
    QVERIFY(*image.attributes.find("phrases_without_box") == data::AttributeValue(Words{"a yard"}));
    QCOMPARE(image.regions.size(), 3u);
    QVERIFY(image.regions[0].box == (PixelBox{10, 20, 40, 60}));  // pixels from 1, both ends within
    QCOMPARE(image.regions[0].caption, std::string("Two men"));
    QCOMPARE(image.regions[0].more_captions, Words{"Two young guys"});
    QCOMPARE(dataset.labels[static_cast<std::size_t>(image.regions[0].label)], std::string("people"));
    QCOMPARE(image.regions[0].attributes.text(data::kGroup), std::string("1"));
    QCOMPARE(image.regions[1].caption, std::string("Two men"));
    QCOMPARE(image.regions[2].caption, std::string("green shirts"));
    QCOMPARE(image.regions[2].attributes.text(data::kGroup), std::string("2,1"));
    QVERIFY(*image.regions[2].attributes.find("types") ==
            data::AttributeValue(Words{"clothing", "other", "people"}));
  }

  void marksThatMakeNoSenseStayInTheText() {
    Flickr flickr;
    flickr.sentences("[/EN#1/people A man waves .\n[/EN#2] x [/EN#3/people ok] [not a mark] ]\n");
    const auto dataset = flickr.annotated(kHead + "</annotation>");
    QCOMPARE(flickr.report.count("phrase that cannot be read"), 2);
    QVERIFY_CONTAINS(flickr.report.examples()[0].where, "Sentences/36979.txt, sentence 1");
    QCOMPARE(dataset.images[0].captions,
             (Words{"[/EN#1/people A man waves .", "[/EN#2] x ok [not a mark] ]"}));
  }

  void badBoxesAreLeftOutCountedAndNamed() {
    Flickr flickr;
    const auto dataset = flickr.annotated(
        kHead + object(name("1"), box("a", "2", "3", "4")) + object(name("1"), box("nan", "2", "3", "4")) +
        object(name("1"), box("40", "60", "11", "21")) + object(name("1"), box("500", "500", "600", "600")) +
        object(name("7"), box("1", "1", "5", "5")) + object(name("1"), box("90", "1", "150", "5")) +
        "</annotation>");
    QCOMPARE(flickr.report.count("box that is not numbers"), 2);
    QCOMPARE(flickr.report.count("box with swapped corners"), 1);
    QCOMPARE(flickr.report.count("box outside the image"), 1);
    QCOMPARE(flickr.report.count("region without phrase"), 1);
    QCOMPARE(flickr.report.count("box clipped to the image"), 1);
    QCOMPARE(flickr.report.total(), 6);
    QVERIFY_CONTAINS(flickr.report.examples()[0].where, "Annotations/36979.xml, object 1");
    QCOMPARE(dataset.images[0].regions.size(), 3u);
  }

  void damagedXmlKeepsWhatStandsBeforeIt() {
    Flickr flickr;
    const auto xml = kHead + object(name("1"), box("11", "21", "40", "60")) +
                     object(name("1"), box("1", "1", "5", "5")) + "</annotation>";
    const auto second = xml.find("<object>", xml.find("</object>"));
    for (const auto length : {second, second + 30, xml.size() - 3}) {
      const auto dataset = flickr.annotated(xml.substr(0, length));
      QCOMPARE(flickr.report.count("file that cannot be read"), 1);
      QVERIFY_CONTAINS(flickr.report.examples()[0].what, "line ");
      QVERIFY(!dataset.images[0].regions.empty());
      QCOMPARE(dataset.images[0].captions.size(), 1u);
    }
    for (const std::string bad : {"<other/>", "no xml", "\xff\xfe<\0a"}) {
      QCOMPARE(flickr.annotated(bad).images.size(), 1u);
      QCOMPARE(flickr.report.count("file that cannot be read"), 1);
    }
  }

  void entitiesThatMultiplyAreRefused() {
    Flickr flickr;
    std::string xml = "<?xml version=\"1.0\"?><!DOCTYPE annotation [<!ENTITY a0 \"lol\">";
    for (int i = 1; i < 12; ++i) {
      xml += "<!ENTITY a" + std::to_string(i) + " \"";
      for (int k = 0; k < 10; ++k) xml += "&a" + std::to_string(i - 1) + ";";
      xml += "\">";
    }
    QElapsedTimer timer;
    timer.start();
    flickr.annotated(xml + "]><annotation><filename>&a11;</filename></annotation>");
    QCOMPARE(flickr.report.count("file that cannot be read"), 1);
    QVERIFY(timer.elapsed() < 2000);
  }

  void missingFilesAreReportedAndNoImageAtAllIsNotFound() {
    Flickr flickr;
    flickr.folder.write("Sentences/7.txt", "A man .\n");
    flickr.folder.write("Annotations/7.xml", kHead + "</annotation>");
    const auto dataset = flickr.read();
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(dataset.images[0].width, 100);  // from the image, without its XML
    QCOMPARE(flickr.report.count("missing image file"), 1);
    QCOMPARE(flickr.report.count("file that cannot be read"), 1);
    std::filesystem::remove(flickr.folder / "flickr30k-images/36979.jpg");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { flickr.read(); }), "36979.jpg");
  }

  void sentencesInOtherEncodingsAreReadOrReported() {
    Flickr flickr;
    std::string wide("\xff\xfe", 2);
    for (const char c : std::string("[/EN#1/people Two men] wave .\n")) wide += {c, '\0'};
    flickr.sentences(wide);
    const auto xml = kHead + object(name("1"), box("11", "21", "40", "60")) + "</annotation>";
    QCOMPARE(flickr.annotated(xml).images.at(0).captions, Words{"Two men wave ."});
    QVERIFY_NO_ISSUES(flickr.report);
    flickr.sentences("\xef\xbb\xbf[/EN#1/people Two men] caf\xe9 .\n");
    QCOMPARE(flickr.annotated(xml).images.at(0).captions, Words{"Two men caf\xef\xbf\xbd ."});
    QCOMPARE(flickr.report.count("bytes that are not UTF-8"), 1);
  }

  void sentencesMarksAndBoxesAreWrittenAsTheyWere() {
    Flickr flickr;
    flickr.sentences(
        "[/EN#1/people A man] hands [/EN#2/people a man] [/EN#3/other a ball] in [/EN#9/scene a yard] .\n"
        "[/EN#2/people A man] takes [/EN#0/notvisual it] from [/EN#1/people a man] with [/EN#4/other gloves] "
        ".\n"
        "No one is marked .\n");
    flickr.folder.write("test.txt", "36979\n");
    const auto dataset = flickr.annotated(kHead + object(name("1"), box("11", "21", "40", "60")) +
                                          object(name("3") + name("4"), box("51", "21", "80", "60")) +
                                          object(name("2"), box("12", "30", "40", "50")) + "</annotation>\n");
    QVERIFY_NO_ISSUES(flickr.report);
    const auto path = flickr.folder / "written";
    IssueReport report;
    test::write_dataset(data::format_named("flickr30k"), path, dataset, {}, report);
    QVERIFY_NO_ISSUES(report);
    QCOMPARE(read_text_file(flickr.folder / "written/Sentences/36979.txt"),
             read_text_file(flickr.folder / "Sentences/36979.txt"));
    const auto again = data::read_all(*data::recognised_format(path).read(path, {}, {report}));
    QVERIFY_NO_ISSUES(report);
    QVERIFY_SAME(dataset, again, 0);
  }

  void editedRegionsTakeTheirMarksAlong() {
    Flickr flickr;
    flickr.sentences("[/EN#1/people Two men] throw [/EN#2/other a ball] over a red fence .\n");
    auto dataset = flickr.annotated(kHead + object(name("1"), box("11", "21", "40", "60")) +
                                    object(name("2"), box("51", "21", "80", "60")) + "</annotation>\n");
    auto& regions = dataset.images[0].regions;
    regions[0].caption = "men";          // within what was marked
    regions[0].label = 1;                // "other"
    regions.erase(regions.begin() + 1);  // its phrase has no box from now on
    regions.push_back({.box = {1, 2, 3, 4}, .label = 0, .caption = "red fence"});
    regions.push_back({.box = {5, 6, 7, 8}, .label = 0, .caption = "fen", .more_captions = {"a [kite]"}});
    const auto path = flickr.folder / "written";
    IssueReport report;
    test::write_dataset(data::format_named("flickr30k"), path, dataset, {}, report);
    QCOMPARE(report.count("text written otherwise"), 1);
    QCOMPARE(report.total(), 1);
    QCOMPARE(
        read_text_file(flickr.folder / "written/Sentences/36979.txt"),
        std::string("Two [/EN#3/other men] throw [/EN#2/other a ball] over a [/EN#4/people red fence] .\n\n"
                    "[/EN#5/people fen]\n[/EN#5/people a [kite)]\n"));
    const auto again = data::read_all(*data::recognised_format(path).read(path, {}, {report}));
    QCOMPARE(again.images[0].captions, Words{"Two men throw a ball over a red fence ."});
    QCOMPARE(again.images[0].regions[0].caption, std::string("men"));
    QCOMPARE(again.images[0].regions[1].caption, std::string("red fence"));
    QCOMPARE(again.images[0].regions[2].caption, std::string("fen"));
    QCOMPARE(again.images[0].regions[2].more_captions, Words{"a [kite)"});
    QVERIFY(*again.images[0].attributes.find("phrases_without_box") == data::AttributeValue(Words{"a ball"}));
  }

  void otherDataComesBackWhole() {
    for (const std::uint64_t seed : {1, 2, 3}) {
      CocoFolder folder;
      auto dataset = test::random_dataset(
          folder, seed,
          {.whole_pixels = true, .more_captions = true, .attributes = false, .label_details = false});
      for (std::size_t i = 0; i < dataset.images.size(); ++i)
        dataset.images[i].split = i % 3 == 0 ? "" : i % 3 == 1 ? "train" : "val";
      IssueReport report;
      test::write_dataset(data::format_named("flickr30k"), folder / "first", dataset, {}, report);
      const auto& format = data::recognised_format(folder / "first");
      auto first = data::read_all(*format.read(folder / "first", {}, {report}));
      test::write_dataset(format, folder / "second", first, {}, report);
      const auto second = data::read_all(*format.read(folder / "second", {}, {report}));
      QVERIFY_SAME(first, second, 0);
      // What a sentence cannot hold comes back otherwise; chains are new.
      const auto plain = [](std::string text) {
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
                 {"\n", " "}, {"[/EN#1 x]", "(/EN#1 x)"}, {"(/EN#1 x]", "(/EN#1 x)"}}) {
          for (auto at = text.find(from); at != std::string::npos; at = text.find(from))
            text.replace(at, from.size(), to);
        }
        return text;
      };
      for (auto& label : dataset.labels) {
        for (char& c : label) c = std::string(" /]\t\n").find(c) == std::string::npos ? c : '_';
      }
      for (auto& image : dataset.images) {
        for (auto& caption : image.captions) caption = plain(caption);
        for (auto& region : image.regions) {
          if (region.label >= 0 && region.caption.empty())
            region.caption = dataset.labels[static_cast<std::size_t>(region.label)];
          region.caption = plain(region.caption);
          for (auto& caption : region.more_captions) caption = plain(caption);
        }
      }
      for (auto& image : first.images) {
        for (auto& caption : image.captions) caption = plain(caption);
        image.attributes = {};
        for (auto& region : image.regions) {
          region.attributes = {};
          region.caption = plain(region.caption);
          for (auto& caption : region.more_captions) caption = plain(caption);
        }
      }
      QVERIFY_SAME(dataset, first, 0.01f);
    }
  }

  void randomDamageIsNeverACrash() {
    Flickr flickr;
    const auto xml = kHead + object(name("1"), box("11", "21", "40", "60")) + "</annotation>";
    const std::string sentence = "[/EN#1/people Two men] in [/EN#2/clothing/other green shirts] .\n";
    Random random(3);
    const auto damaged = [&random](std::string text) {
      for (auto changes = 1 + random.below(5); changes > 0; --changes)
        text[random.below(text.size())] = static_cast<char>(random.below(256));
      return text;
    };
    for (int i = 0; i < 500; ++i) {
      flickr.sentences(damaged(sentence));
      const auto dataset = flickr.annotated(damaged(xml));
      for (const auto& region : dataset.images.at(0).regions) QVERIFY(region.box.valid());
    }
  }
};

QTEST_GUILESS_MAIN(TestFlickr30k)
#include "test_flickr30k.moc"
