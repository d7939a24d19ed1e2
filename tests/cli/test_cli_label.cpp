// SPDX-License-Identifier: Apache-2.0
// label and its job as processes: demo scenes labelled by the model that ships, interrupted and gone on with,
// reviewed, written as shards, and what it says when a captioner or a model is not there.
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "tests/cli/run_cli.h"
#include "tests/support/expect_error.h"

using cloc::test::cli;
using nlohmann::json;
namespace fs = std::filesystem;

class TestCliLabel : public QObject {
  Q_OBJECT

  static constexpr int kImages = 16;
  QTemporaryDir dir_;
  QString project_;
  QString at(const QString& name) const { return dir_.filePath(name); }

  json json_of(const QStringList& arguments, int code = 0) const {
    const auto answer = cli(QStringList{"--json"} + arguments);
    if (answer.code != code) QTest::qFail((answer.out + answer.err).c_str(), __FILE__, __LINE__);
    return json::parse(answer.out, nullptr, false);
  }

 private slots:
  void initTestCase() {
    QCOMPARE(cli({"demo", "create", at("scenes"), "--scenes", QString::number(kImages), "--seed", "5"}).code,
             0);
  }
  void init() {
    project_ = at(QString(QTest::currentTestFunction()) + ".clocproj");
    QCOMPARE(json_of({"index", project_, "--data", at("scenes"), "--import-only"}).at("images").get<int>(),
             kImages);
  }

  void labelsComparesAcceptsAndClears() {
    const auto labelled = json_of({"label", project_, "--threads", "1", "--shards", at("shards")});
    QCOMPARE(labelled.at("labelled").get<int>(), kImages);
    const auto boxes = labelled.at("boxes").get<int>();
    QVERIFY(boxes > kImages);
    QCOMPARE(labelled.at("bottleneck").get<std::string>(), std::string("detecting"));
    QCOMPARE(labelled.at("shards").at("regions").get<int>(), boxes);
    QCOMPARE(json_of({"label", project_, "--threads", "1"}).at("already").get<int>(), kImages);
    const auto agreement = json_of({"label", "compare", project_});
    QCOMPARE(agreement.size(), std::size_t{3});
    QCOMPARE(agreement[0].at("boxes").get<int>(), boxes);
    QVERIFY(agreement[0].at("precision").get<double>() > 0.5);
    // Of the shards a data set, with the labels alone.
    const auto stats = json_of({"data", "stats", at("shards")});
    QCOMPARE(stats.at("regions").get<int>(), boxes);
    const auto accepted = json_of({"label", "accept", project_, "--above", "0.5"}).at("regions").get<int>();
    QCOMPARE(accepted, agreement[2].at("boxes").get<int>());
    QCOMPARE(json_of({"label", "clear", project_}).at("regions").get<int>(), boxes - accepted);
    const auto said = cli({"label", project_, "--threads", "1"});
    QCOMPARE(said.code, 0);
    QVERIFY_CONTAINS(said.out, "16 labelled");
    QVERIFY_CONTAINS(said.out, "the bottleneck");
  }

  // Twelve steps are no good training; what counts is who labels what, and that it goes on where it was.
  void selfTrainingLabelsTrainsAndLabelsAgain() {
    const auto recipe = at("recipe.toml");
    cloc::write_text_file(
        recipe.toStdString(),
        "[model]\npreset = \"start_from\"\n[optimiser]\nsteps = 2\nbatch_size = 4\nwarmup_steps = 1\n"
        "learning_rate = 1e-5\n[run]\nthreads = 1\nevaluate_every = 0\n");
    const QStringList command{"label",    "self-train", project_,    recipe,
                              "--folder", at("rounds"), "--threads", "1"};
    const auto once = json_of(command);
    QCOMPARE(once.size(), std::size_t{2});
    const auto first = fs::path(at("rounds").toStdString()) / "round-1";
    QVERIFY(once[0].at("model") != once[1].at("model"));
    QVERIFY(fs::equivalent(once[1].at("model").get<std::string>(), first / "run/checkpoints/latest"));
    QVERIFY(once[0].at("agreement")[0].at("precision").get<double>() > 0.5);
    const auto stats = json_of({"data", "stats", at("rounds") + "/round-1/labels"});
    QCOMPARE(stats.at("regions").get<int>(), once[0].at("agreement")[0].at("boxes").get<int>());
    const auto written = fs::last_write_time(first / "run/checkpoints/latest/model.safetensors");

    auto twice = command;
    twice << "--rounds"
          << "2";
    const auto more = json_of(twice);  // the first round is there
    QCOMPARE(more.size(), std::size_t{2});
    QVERIFY(fs::equivalent(more[0].at("model").get<std::string>(), first / "run/checkpoints/latest"));
    QVERIFY(fs::last_write_time(first / "run/checkpoints/latest/model.safetensors") == written);
    const auto run = cloc::read_text_file(fs::path(at("rounds").toStdString()) / "round-2/run/recipe.toml");
    QVERIFY_CONTAINS(run, "round-2/labels");
    QVERIFY_CONTAINS(run, "round-1/run/checkpoints/");
    // The project has the last model's labels, and another run labels nothing again.
    QCOMPARE(json_of({"label", project_, "--threads", "1", "--model",
                      QString::fromStdString(more[1].at("model").get<std::string>())})
                 .at("already")
                 .get<int>(),
             kImages);
    QCOMPARE(cli(command + QStringList{"--detector", "owl"}).code, 2);
  }

  void anInterruptedJobGoesOn() {
    const auto job = QString::number(json_of({"job", "add", project_, "label", "--param", "threads=1",
                                              "--param", "batch=1", "--param", "threshold=0.2"})
                                         .at("job")
                                         .get<int>());
    QProcess process;
    process.start(QStringLiteral(CLOC_CLI), {"--json", "job", "run", project_, job});
    QByteArray lines;
    while (!lines.contains("labelling images") && process.waitForReadyRead(60000))
      lines += process.readAllStandardOutput();
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    const auto ended = cloc::test::finished(process);
    if (ended.code == 0) QSKIP("the job was done before it could be stopped");
    QCOMPARE(ended.code, 130);
    QCOMPARE(json_of({"job", "list", project_})[0].at("state").get<std::string>(),
             std::string("interrupted"));
    const auto result = cli({"job", "run", project_, job});
    QCOMPARE(result.code, 0);
    const auto figures = json::parse(result.out);
    QCOMPARE(figures.at("labelled").get<int>() + figures.at("already").get<int>(), kImages);
    const auto report = json::parse(
        cloc::read_text_file(fs::path(project_.toStdString()) / "runs" / job.toStdString() / "report.json"));
    QCOMPARE(report.at("kind").get<std::string>(), std::string("label"));
    QVERIFY(report.at("result").at("labelled") == figures.at("labelled"));
  }

  void partsOfTheImagesAndSelections() {
    const auto first =
        json_of({"label", project_, "--threads", "1", "--shard", "1/2", "--phrases", "ngrams"});
    QCOMPARE(first.at("images").get<int>(), kImages / 2);
    QCOMPARE(json_of({"label", project_, "--threads", "1", "--image", "3"}).at("images").get<int>(), 1);
    QCOMPARE(json_of({"label", project_, "--split", "nowhere"}).at("images").get<int>(), 0);
  }

  void aCaptionerThatIsNotThereIsSaid() {
    const auto arguments = QStringList{"label", project_, "--captioner", "http://127.0.0.1:1"};
    const auto document = json_of(arguments, 5);
    QCOMPARE(document.at("labelled").get<int>(), 0);
    QVERIFY(!document.at("stopped").get<std::string>().empty());
    QVERIFY(document.contains("error"));
    const auto said = cli(arguments);
    QCOMPARE(said.code, 5);
    QVERIFY_CONTAINS(said.err, "127.0.0.1:1");
  }

  void modelsOfAnotherKindAreRefused() {
    QCOMPARE(cli({"label", project_, "--detector", "owl"}).code, 2);
    const auto none = cli({"label", project_, "--model", at("scenes")});
    QVERIFY(none.code != 0);
    QVERIFY(!none.err.empty());
    // A model of this program, as OWL.
    const auto wrong =
        cli({"label", project_, "--detector", "owl", "--model", QStringLiteral(CLOC_DEMO_MODEL)});
    QVERIFY(wrong.code == 3 || wrong.code == 6 || wrong.code == 9);
    QVERIFY_CONTAINS(wrong.err, "demo");
    // OWL's folder, as CLOC.
    const auto owl = cli({"label", project_, "--model", QStringLiteral(CLOC_OWL_MODEL)});
    QVERIFY(owl.code == 3 || owl.code == 6 || owl.code == 9);
    QCOMPARE(json_of({"label", "compare", project_})[0].at("boxes").get<int>(), 0);
  }
};

QTEST_GUILESS_MAIN(TestCliLabel)
#include "test_cli_label.moc"
