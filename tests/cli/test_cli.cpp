// SPDX-License-Identifier: Apache-2.0
// The program itself, as a user runs it: from nothing to search results with a tiny model, and what it says
// when it cannot.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "tests/cli/run_cli.h"
#include "tests/support/expect_error.h"

using cloc::read_text_file;
using cloc::test::cli;
using nlohmann::json;

class TestCli : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  QString at(const char* name) const { return dir_.filePath(name); }

 private slots:
  void fromNothingToSearchResults() {
    QCOMPARE(cli({"demo", "create", at("demo"), "--scenes", "24", "--size", "64"}).code, 0);
    QStringList train{"train", "--run", at("run"), "--json"};
    for (const char* setting : {"model.preset=demo", "model.input_size=32", "model.vision_width=32",
                                "model.vision_layers=1", "model.vision_heads=2", "optimiser.batch_size=8",
                                "optimiser.steps=4", "optimiser.warmup_steps=1", "run.threads=1"}) {
      train << "--set" << setting;
    }
    train << "--set"
          << "data.train=" + at("demo") << "--set"
          << "data.validation=" + at("demo");
    const auto trained = cli(train);
    QVERIFY2(trained.code == 0, trained.err.c_str());
    const auto model = QString::fromStdString(json::parse(trained.out).at("best").get<std::string>());

    const auto evaluated =
        cli({"eval", at("demo"), "--model", model, "--report", at("report.json"), "--json"});
    QVERIFY2(evaluated.code == 0, evaluated.err.c_str());
    const auto report = json::parse(evaluated.out);
    QCOMPARE(report.at("images").get<int>(), 24);
    QVERIFY(!report.at("classes").empty() && !report.at("confusion").empty());
    QVERIFY(!report.at("worst_groundings").empty());
    QVERIFY(json::parse(read_text_file(at("report.json").toStdString())) == report);

    const auto indexed =
        cli({"index", at("demo.clocproj"), "--data", at("demo"), "--model", model, "--json"});
    QVERIFY2(indexed.code == 0, indexed.err.c_str());
    const auto entries = json::parse(indexed.out).at("entries").get<int>();
    QVERIFY(entries > 24);

    // Nothing has changed: the second time nothing is encoded.
    const auto again = cli({"index", at("demo.clocproj"), "--model", model, "--json"});
    QVERIFY2(again.code == 0, again.err.c_str());
    QCOMPARE(json::parse(again.out).at("encoded").get<int>(), 0);
    QCOMPARE(json::parse(again.out).at("entries").get<int>(), entries);

    const auto about = json::parse(cli({"info", at("demo.clocproj"), "--json"}).out);
    QCOMPARE(about.at("index entries").get<int>(), entries);
    QCOMPARE(about.at("index recall@10").get<double>(), 1.0);  // exact
    QCOMPARE(about.at("regions newer than the index").get<int>(), 0);
    QCOMPARE(about.at("index images").get<int>(), 24);
    QCOMPARE(about.at("index images").get<int>() + about.at("index regions").get<int>() +
                 about.at("index proposals").get<int>(),
             entries);
    QCOMPARE(about.at("images that the index has as they are").get<int>(), 24);
    QVERIFY(!about.at("index device").get<std::string>().empty());

    const auto by_words = cli({"search", at("demo.clocproj"), "--text", "red apple", "--top", "3", "--json"});
    QVERIFY2(by_words.code == 0, by_words.err.c_str());
    QCOMPARE(json::parse(by_words.out).size(), std::size_t{3});

    // On a machine with a GPU it answers, on another it says so.
    const auto on_gpu = cli(
        {"search", at("demo.clocproj"), "--text", "red apple", "--top", "3", "--device", "gpu", "--json"});
    if (about.at("index device").get<std::string>().rfind("CPU", 0) == 0) {
      QCOMPARE(on_gpu.code, 9);
      const auto error = json::parse(on_gpu.out).at("error");
      QVERIFY(error.at("kind") == "unsupported");
      QVERIFY(error.at("message").get<std::string>().find("auto or cpu") != std::string::npos);
    } else {
      QCOMPARE(on_gpu.out, by_words.out);
    }

    // A region of the index searched by its own box must come back first, with a score of 1.
    const auto hit = json::parse(by_words.out).at(0);
    const auto& box = hit.at("box");
    const auto text = QString("%1,%2,%3,%4")
                          .arg(box[0].get<double>())
                          .arg(box[1].get<double>())
                          .arg(box[2].get<double>())
                          .arg(box[3].get<double>());
    const auto by_box =
        cli({"search", at("demo.clocproj"), "--image", QString::fromStdString(hit.at("image")), "--box", text,
             "--top", "1", "--json", "--picture", at("hits.png")});
    QVERIFY2(by_box.code == 0, by_box.err.c_str());
    const auto best = json::parse(by_box.out).at(0);
    QVERIFY(best.at("image") == hit.at("image"));
    QVERIFY(best.at("score").get<double>() > 0.999);
    QVERIFY(QFile(at("hits.png")).size() > 1000);

    const auto grounded = cli({"ground", at("demo.clocproj"), "--image",
                               QString::fromStdString(hit.at("image")), "--text", "red apple", "--json"});
    QVERIFY2(grounded.code == 0, grounded.err.c_str());
    QCOMPARE(json::parse(grounded.out).at(0).at("box").size(), std::size_t{4});

    // Half the size, and the same answers.
    const auto exported = cli({"export", model, at("exported"), "--json"});
    QVERIFY2(exported.code == 0, exported.err.c_str());
    QVERIFY(json::parse(exported.out).at("bytes").get<double>() <
            0.6 * QFile(model + "/model.safetensors").size());
    QVERIFY(!QFile::exists(at("exported/optimiser.safetensors")));
    const auto halved = cli({"eval", at("demo"), "--model", at("exported"), "--json"});
    QVERIFY2(halved.code == 0, halved.err.c_str());
    QCOMPARE(cli({"export", model, at("exported")}).code, 2);  // not over another model

    const auto shown =
        cli({"--json", "demo", "show", at("demo.clocproj"), "--picture", at("demo.png"), "--top", "2"});
    QVERIFY2(shown.code == 0, shown.err.c_str());
    const auto tour = json::parse(shown.out);
    QCOMPARE(tour.size(), std::size_t{5});  // three by words, one by box, one phrase
    QCOMPARE(tour.at(0).at("answers").size(), std::size_t{2});
    QVERIFY(tour.at(4).at("answers").at(0).contains("iou"));
    QVERIFY(QFile(at("demo.png")).size() > 1000);
  }

  // The jobs that the window starts: the same work as `data import` and `data export`, with a report.
  void importAndExportRunAsJobsAndLeaveAReport() {
    QCOMPARE(cli({"demo", "create", at("few scenes"), "--scenes", "4", "--size", "64"}).code, 0);
    QCOMPARE(cli({"data", "import", at("data jobs.clocproj"), at("few scenes")}).code, 0);
    QCOMPARE(cli({"demo", "create", at("more"), "--scenes", "3", "--size", "64", "--seed", "5"}).code, 0);
    const auto run = [&](const QStringList& params, const QString& kind) {
      QStringList add{"job", "add", at("data jobs.clocproj"), kind, "--json"};
      for (const auto& param : params) add << "--param" << param;
      const auto added = cli(add);
      if (added.code != 0) qFatal("%s", added.out.c_str());
      const auto id = QString::number(json::parse(added.out).at("job").get<int>());
      return std::pair(cli({"job", "run", at("data jobs.clocproj"), id, "--json"}),
                       at("data jobs.clocproj/runs/") + id);
    };
    const auto [imported, folder] = run({"data=" + at("more"), "split=val"}, "import");
    QVERIFY2(imported.code == 0, imported.out.c_str());
    QVERIFY(imported.out.find("\"progress\"") != std::string::npos);
    const auto report = json::parse(read_text_file((folder + "/report.json").toStdString()));
    QCOMPARE(report.at("kind").get<std::string>(), std::string("import"));
    QCOMPARE(report.at("result").at("images_added").get<int>(), 3);
    QCOMPARE(json::parse(cli({"info", at("data jobs.clocproj"), "--json"}).out).at("images").get<int>(), 7);

    const auto [exported, out] =
        run({"out=" + at("written"), "format=voc", "splits=[\"val\"]", "images=copy"}, "export");
    QVERIFY2(exported.code == 0, exported.out.c_str());
    const auto written = json::parse(read_text_file((out + "/report.json").toStdString()));
    QCOMPARE(written.at("result").at("images").get<int>(), 3);
    QVERIFY(written.at("result").at("losses").at("region_captions").get<int>() > 0);
    // What was written is a data set again.
    const auto again = cli({"data", "stats", at("written"), "--json"});
    QCOMPARE(json::parse(again.out).at("images").get<int>(), 3);
    // Not over it, unless asked to.
    QVERIFY(run({"out=" + at("written"), "format=voc"}, "export").first.code != 0);
    QVERIFY(run({"data=" + at("more"), "existing=maybe"}, "import").first.code == 2);
    QVERIFY(run({"data=" + at("more"), "nonsense=1"}, "import").first.code == 2);
  }

  void jobsOfEveryKind() {
    const auto project = at("jobs.clocproj");
    QCOMPARE(cli({"demo", "create", at("scenes"), "--scenes", "8", "--size", "64"}).code, 0);
    QFile recipe(at("recipe.toml"));
    QVERIFY(recipe.open(QFile::WriteOnly));
    recipe.write(
        QStringLiteral("[model]\npreset = \"demo\"\ninput_size = 32\nvision_width = 32\nvision_layers = 1\n"
                       "vision_heads = 2\n[data]\ntrain = \"%1\"\n[optimiser]\nbatch_size = 4\nsteps = 3\n"
                       "warmup_steps = 1\n[run]\nthreads = 1\n")
            .arg(at("scenes"))
            .toUtf8());
    recipe.close();
    QCOMPARE(cli({"index", project, "--data", at("scenes")}).code, 0);

    const auto add = [&](QStringList arguments) {
      const auto answer = cli(QStringList{"--json", "job", "add", project} + arguments);
      return answer.code == 0 ? json::parse(answer.out).at("job").get<int>() : -answer.code;
    };
    const auto run = [&](int job) { return cli({"--json", "job", "run", project, QString::number(job)}); };
    const int train = add({"train", "--recipe", at("recipe.toml")});
    const auto trained = run(train);
    QVERIFY2(trained.code == 0, trained.err.c_str());
    const auto lines = QString::fromStdString(trained.out).split('\n', Qt::SkipEmptyParts);
    QVERIFY(json::parse(lines.first().toStdString()).at("event") == "started");
    const auto finished = json::parse(lines.last().toStdString());
    QVERIFY(finished.at("event") == "finished");
    const auto model = QString::fromStdString(finished.at("result").at("model").get<std::string>());
    QVERIFY(QFile::exists(model + "/model.safetensors"));
    QVERIFY(QFile::exists(project + "/runs/" + QString::number(train) + "/metrics.jsonl"));

    QCOMPARE(run(add({"index", "--param", "model=" + model, "--param", "threads=1"})).code, 0);
    const int eval = add({"eval", "--param", "data=" + at("scenes"), "--param", "model=" + model});
    const auto evaluated = run(eval);
    QCOMPARE(evaluated.code, 0);
    // The details are in the file, not in the log's line.
    const auto file = project + "/runs/" + QString::number(eval) + "/report.json";
    const auto report = json::parse(read_text_file(file.toStdString()));
    QVERIFY(report.contains("confusion") && report.contains("worst_groundings"));
    const auto last = QString::fromStdString(evaluated.out).split('\n', Qt::SkipEmptyParts).last();
    const auto result = json::parse(last.toStdString()).at("result");
    QVERIFY(result.at("measures") == report.at("measures") && !result.contains("confusion"));

    const auto wrong = run(add({"index", "--param", "modell=x"}));
    QCOMPARE(wrong.code, 2);
    QVERIFY_CONTAINS(wrong.out, "model, kind, batch, threads");
    QCOMPARE(add({"sing"}), -2);

    const auto listed = json::parse(cli({"--json", "job", "list", project}).out);
    QCOMPARE(listed.size(), std::size_t{4});
    QVERIFY(listed.at(0).at("state") == "failed" && listed.at(3).at("state") == "finished");
  }

  void anInterruptedTrainingIsSavedAndGoesOn() {
    QCOMPARE(cli({"demo", "create", at("few"), "--scenes", "8", "--size", "64"}).code, 0);
    QStringList arguments{"train", "--run", at("long")};
    for (const char* setting :
         {"model.preset=demo", "model.input_size=32", "model.vision_width=32", "model.vision_layers=1",
          "model.vision_heads=2", "optimiser.batch_size=4", "optimiser.steps=100000",
          "optimiser.warmup_steps=1", "run.log_every=1", "run.threads=1"}) {
      arguments << "--set" << setting;
    }
    arguments << "--set"
              << "data.train=" + at("few");
    QProcess training;
    training.start(QStringLiteral(CLOC_CLI), arguments);
    QTRY_VERIFY_WITH_TIMEOUT(QFile(at("long/metrics.jsonl")).size() > 0, 60000);
    ::kill(static_cast<pid_t>(training.processId()), SIGINT);
    QVERIFY(training.waitForFinished(60000));
    QCOMPARE(training.exitCode(), 130);
    QVERIFY_CONTAINS(training.readAllStandardError().toStdString(), "--resume");
    QVERIFY(QFile::exists(at("long/checkpoints/latest/state.json")));
    // It goes on from there, not from the start.
    training.start(QStringLiteral(CLOC_CLI), {"train", "--resume", at("long")});
    QVERIFY(training.waitForStarted());
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += training.readAllStandardError()).contains("Resumed from"), 60000);
    ::kill(static_cast<pid_t>(training.processId()), SIGINT);
    QVERIFY(training.waitForFinished(60000));
  }

  void aWrongCallSaysWhatToDo_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    QTest::newRow("no command") << QStringList{} << 2 << "subcommand";
    QTest::newRow("no project") << QStringList{"search", "/nonexistent.clocproj", "--text", "x"} << 3
                                << "no project";
    QTest::newRow("nothing to learn from")
        << QStringList{"train", "--run", "/tmp/never-made"} << 2 << "data.train";
    QTest::newRow("unknown setting") << QStringList{"train", "--show-recipe", "--set", "optimiser.stepz=1"}
                                     << 2 << "optimiser.steps";
    QTest::newRow("no image") << QStringList{"ground",  "--model",          "/nonexistent",
                                             "--image", "/nonexistent.png", "--text",
                                             "x"}
                              << 3 << "/nonexistent";
  }
  void aWrongCallSaysWhatToDo() {
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, says);
    const auto answer = cli(arguments);
    QCOMPARE(answer.code, code);
    QVERIFY_CONTAINS(answer.err, says.toStdString());
  }

  void errorsAreJsonWhenAskedFor() {
    const auto answer = cli({"--json", "search", "/nonexistent.clocproj", "--text", "x"});
    QVERIFY(json::parse(answer.out).at("error").at("kind") == "not found");
  }

  void infoNamesTheLibraries() {
    const auto info = json::parse(cli({"info", "--json"}).out);
    for (const char* key : {"libtorch", "blas", "threads", "faiss", "index device"})
      QVERIFY(info.contains(key));
    // The launcher has loaded the BLAS that shares LibTorch's threads.
    QCOMPARE(info.at("blas threads").get<int>(), info.at("threads").get<int>());
  }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
