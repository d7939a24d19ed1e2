// SPDX-License-Identifier: Apache-2.0
// `cloc-cli data`, as a user runs it: data sets into a project and out of it in another format.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "tests/cli/run_cli.h"
#include "tests/support/expect_error.h"

using cloc::test::Answer;
using cloc::test::cli;
using nlohmann::json;

class TestCliData : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  QString at(const QString& name) const { return dir_.filePath(name); }

  // Of a command that must succeed.
  static json answer(QStringList arguments) {
    arguments << "--json";
    const auto ran = cli(arguments);
    if (ran.code != 0) QTest::qFail(ran.err.c_str(), __FILE__, __LINE__);
    return ran.code == 0 ? json::parse(ran.out) : json();
  }

  static json counts_of(const json& statistics, bool without_blanks = false) {
    json counts;
    for (const auto& label : statistics.at("labels")) {
      auto name = label.at("label").get<std::string>();
      if (without_blanks) std::erase_if(name, [](char c) { return c == ' ' || c == '_'; });
      if (label.at("regions").get<int>() > 0) counts[name] = label.at("regions");
    }
    return counts;
  }

 private slots:
  void initTestCase() {
    QCOMPARE(cli({"demo", "create", at("scenes"), "--scenes", "30", "--size", "64", "--seed", "3"}).code, 0);
    QCOMPARE(cli({"data", "import", at("p.clocproj"), at("scenes")}).code, 0);
  }

  void theProjectCountsWhatTheDataHas() {
    const auto data = answer({"data", "stats", at("scenes")}),
               project = answer({"data", "stats", at("p.clocproj")});
    QCOMPARE(data.at("images").get<int>(), 30);
    QVERIFY(data.at("regions").get<int>() > 30);
    for (const char* figure :
         {"images", "regions", "image_captions", "region_captions", "small", "relative_size", "places"})
      QVERIFY2(data.at(figure) == project.at(figure), figure);
    QVERIFY(counts_of(data) == counts_of(project));
    QVERIFY(cli({"data", "stats", at("p.clocproj"), "--top", "3"}).out.find("more labels") !=
            std::string::npos);
  }

  void everyFormatThatIsWrittenIsReadAgain() {
    const auto before = answer({"data", "stats", at("p.clocproj")});
    int written = 0;
    for (const auto& format : answer({"data", "formats"})) {
      if (!format.at("writes").get<bool>()) continue;
      const auto id = QString::fromStdString(format.at("id").get<std::string>());
      const auto out = at("as " + id);
      const auto exported =
          answer({"data", "export", at("p.clocproj"), out, "--format", id, "--images", "copy"});
      QCOMPARE(exported.at("regions").get<int>(), before.at("regions").get<int>());
      if (exported.at("losses").contains("regions")) continue;  // a label for each image, no boxes; said
      const auto after = answer({"data", "stats", out, "--format", id});
      QVERIFY2(after.at("images") == before.at("images"), qPrintable(id));
      QVERIFY2(after.at("regions") == before.at("regions"), qPrintable(id));
      const bool without_blanks = id == "kitti" || id == "flickr30k";  // their names have none
      QVERIFY2(counts_of(after, without_blanks) == counts_of(before, without_blanks), qPrintable(id));
      ++written;
    }
    QVERIFY(written >= 5);
  }

  void whatWouldBeLostIsSaidAndADryRunWritesNothing() {
    const auto out = at("dry");
    const auto ran = cli({"data", "export", at("p.clocproj"), out, "--format", "yolo", "--dry-run"});
    QCOMPARE(ran.code, 0);
    QVERIFY_CONTAINS(ran.err, "has no place for");
    QVERIFY_CONTAINS(ran.err, "image captions");
    QVERIFY(!QFile::exists(out));
  }

  void anExportTakesOnlyWhatWasAskedFor() {
    QCOMPARE(cli({"data", "import", at("s.clocproj"), at("scenes")}).code, 0);
    const auto split =
        answer({"data", "split", at("s.clocproj"), "--parts", "train=0.8,val=0.2", "--seed", "4"});
    QCOMPARE(split.at("images").at("train").get<int>() + split.at("images").at("val").get<int>(), 30);
    QVERIFY(std::abs(split.at("images").at("val").get<int>() - 6) <= 1);
    const auto by_split = answer({"data", "stats", at("s.clocproj")}).at("images_by_split");
    QVERIFY(by_split == split.at("images"));
    const auto exported =
        answer({"data", "export", at("s.clocproj"), at("val"), "--format", "coco", "--split", "val"});
    QVERIFY(exported.at("images") == split.at("images").at("val"));
    // The images stay where they are, and are found from there.
    QVERIFY(answer({"data", "validate", at("val"), "--images-in", at(".")}).at("images") ==
            exported.at("images"));
    const auto wrong =
        cli({"data", "export", at("s.clocproj"), at("none"), "--format", "coco", "--label", "no such"});
    QCOMPARE(wrong.code, 2);
    QVERIFY_CONTAINS(wrong.err, "no such");
    QVERIFY(!QFile::exists(at("none")));
  }

  void importingAgainAddsNothingAndReplacingCanBeAsked() {
    const auto same = answer({"data", "import", at("p.clocproj"), at("scenes"), "--existing", "add"});
    QCOMPARE(same.at("images_already_there").get<int>(), 30);
    QCOMPARE(same.at("images_changed").get<int>(), 0);
    QCOMPARE(same.at("regions_added").get<int>(), 0);
  }

  void mistakesAreListedWithTheirEvidence() {
    QCOMPARE(cli({"data", "import", at("m.clocproj"), at("scenes")}).code, 0);
    const auto without = cli({"data", "mistakes", at("m.clocproj")});
    QCOMPARE(without.code, 3);
    QVERIFY_CONTAINS(without.err, "cloc-cli index");
    QCOMPARE(cli({"index", at("m.clocproj")}).code, 0);
    const auto all = answer({"data", "mistakes", at("m.clocproj"), "--top", "4"});
    QVERIFY(all.at("regions") == answer({"data", "stats", at("m.clocproj")}).at("regions"));
    QCOMPARE(all.at("not_indexed").get<int>(), 0);
    for (const char* kind : {"labels", "outliers", "duplicates", "missing"})
      QVERIFY2(all.at(kind).at("entries").size() <= 4, kind);
    // Scenes of 64 pixels: the model is wrong about some.
    const auto& labels = all.at("labels").at("entries");
    QVERIFY(!labels.empty() && all.at("labels").at("found") >= labels.size());
    for (const auto& entry : labels) {
      QVERIFY(entry.at("label") != entry.at("suggested") && entry.at("score").get<double>() > 0);
      QVERIFY(QFile::exists(QString::fromStdString(entry.at("image").get<std::string>())));
    }
    const auto some = answer({"data", "mistakes", at("m.clocproj"), "--kind", "missing", "--look-in-images"});
    QVERIFY(!some.contains("labels") && some.contains("missing"));
    for (const auto& entry : some.at("missing").at("entries"))
      QVERIFY(!entry.contains("region") && entry.at("votes").get<int>() > 0);
    QVERIFY_CONTAINS(cli({"data", "mistakes", at("m.clocproj"), "--top", "2"}).out,
                     "labelled regions looked at");
    QCOMPARE(cli({"data", "mistakes", at("m.clocproj"), "--kind", "nonsense"}).code, 2);
  }

  void damageIsFound() {
    QCOMPARE(cli({"demo", "create", at("bad"), "--scenes", "4", "--size", "64"}).code, 0);
    auto document = json::parse(cloc::read_text_file(at("bad/instances.json").toStdString()));
    document["annotations"].push_back(document["annotations"][0]);
    document["annotations"].back()["id"] = 99999;
    document["categories"].push_back({{"id", 99999}, {"name", "never used"}});
    cloc::write_text_file(at("bad/instances.json").toStdString(), document.dump());
    const auto images = QDir(at("bad/images")).entryList(QDir::Files, QDir::Name);
    QFile cut(at("bad/images/" + images[1]));
    QVERIFY(cut.open(QIODevice::ReadWrite) && cut.resize(100));
    const auto found = answer({"data", "validate", at("bad"), "--decode"});
    QCOMPARE(found.at("issues").at("region drawn twice").get<int>(), 1);
    QCOMPARE(found.at("issues").at("damaged image file").get<int>(), 1);
    QVERIFY(found.at("issues").contains("label without regions"));
  }

  void aBackupIsRestored() {
    QCOMPARE(cli({"data", "import", at("b.clocproj"), at("scenes")}).code, 0);
    QCOMPARE(cli({"data", "backup", at("b.clocproj"), at("b.sqlite")}).code, 0);
    QCOMPARE(cli({"data", "backup", at("b.clocproj"), at("b.sqlite")}).code, 2);
    cloc::write_text_file(at("b.clocproj/project.sqlite").toStdString(), "overwritten");
    QCOMPARE(cli({"data", "stats", at("b.clocproj")}).code, 4);
    QCOMPARE(cli({"data", "restore", at("b.clocproj"), at("b.sqlite")}).code, 0);
    QCOMPARE(answer({"data", "stats", at("b.clocproj")}).at("images").get<int>(), 30);
  }

  void wrongCallsSayWhatToDo() {
    const auto unknown = cli({"data", "export", at("p.clocproj"), at("x"), "--format", "excel"});
    QCOMPARE(unknown.code, 2);
    QVERIFY_CONTAINS(unknown.err, "coco");
    const auto nothing = cli({"data", "import", at("new.clocproj"), at("nothing here")});
    QCOMPARE(nothing.code, 3);
    QVERIFY(!QFile::exists(at("new.clocproj")));
    QFile notes(at("notes.txt"));
    QVERIFY(notes.open(QIODevice::WriteOnly));
    const auto text = cli({"data", "import", at("new.clocproj"), at("notes.txt")});
    QCOMPARE(text.code, 2);
    QVERIFY_CONTAINS(text.err, "CLOC Studio reads");
    QVERIFY(!QFile::exists(at("new.clocproj")));
    QCOMPARE(cli({"data", "split", at("p.clocproj"), "--parts", "train=0.5"}).code, 2);
    QCOMPARE(cli({"data", "export", at("p.clocproj"), at("x"), "--format", "images"}).code, 9);
  }
};

QTEST_GUILESS_MAIN(TestCliData)
#include "test_cli_data.moc"
