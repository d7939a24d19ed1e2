// SPDX-License-Identifier: GPL-3.0-or-later
// The recipe form, made from JSON as cloc-cli prints it: values, checks, marks, TOML.
#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <nlohmann/json.hpp>
#include <toml++/toml.h>

#include "core/base/error.h"
#include "tests/support/expect_error.h"
#include "ui/theme/theme.h"
#include "ui/training/recipe_form.h"
#include "ui/training/recipe_source.h"

using namespace cloc;
using namespace cloc::ui;
using nlohmann::json;

namespace {

json field(const char* key, const char* type, const json& value, const json& otherwise, double least = 0,
           double most = 0) {
  return {{"key", key},     {"type", type}, {"value", value},       {"default", otherwise},
          {"least", least}, {"most", most}, {"help", "what it is"}, {"choices", json::array()}};
}

QByteArray describe(const std::vector<json>& fields) {
  return QByteArray::fromStdString(json{{"fields", fields}}.dump());
}

std::vector<RecipeFieldInfo> example() {
  auto preset = field("model.preset", "choice", "demo", "demo");
  preset["choices"] = {"demo", "base", "large"};
  auto batch = field("optimiser.batch_size", "integer", 64, 32768, 1, 1e7);
  batch["unit"] = "images";
  auto train = field("data.train", "path", "", "");
  train["required"] = true;
  return fieldsFromJson(
      describe({preset, train, field("data.note", "text", "a \"quoted\" \\ line\nand ünïcode", ""),
                field("optimiser.learning_rate", "real", 5e-4, 5e-4, 0, 10), batch,
                field("optimiser.steps", "integer", 4200, 439087, 1, 1e12),
                field("run.seed", "integer", 9000000000000000LL, 1, 0, 9e15)}));
}

QLineEdit* line(RecipeForm& form, const char* key) {
  return qobject_cast<QLineEdit*>(form.row(key)->editor());
}

}  // namespace

class TestUiRecipeForm : public QObject {
  Q_OBJECT

 private slots:
  void descriptionsBecomeRowsInTheirSections() {
    RecipeForm form;
    form.setFields(example());
    for (const char* section : {"section.model", "section.data", "section.optimiser", "section.run"}) {
      QVERIFY2(form.findChild<QToolButton*>(section), section);
    }
    QCOMPARE(line(form, "optimiser.learning_rate")->text(), QString("0.0005"));
    QCOMPARE(line(form, "run.seed")->text(), QString("9000000000000000"));
    auto* choice = qobject_cast<QComboBox*>(form.row("model.preset")->editor());
    QCOMPARE(choice->count(), 3);
  }

  void builtInStepsItIsTheSameForm() {
    RecipeForm whole, form;
    whole.setFields(example());
    QSignalSpy built(&form, &RecipeForm::built);
    auto other = example();
    other.resize(2);
    form.setFieldsInSteps(other);
    form.setFieldsInSteps(example());  // before the first is there
    QVERIFY(form.row(QStringLiteral("run.seed")) == nullptr);
    QVERIFY(built.wait());
    QTest::qWait(20);
    QCOMPARE(built.size(), 1);
    QCOMPARE(form.toToml(), whole.toToml());
    QCOMPARE(form.isValid(), whole.isValid());
  }

  void malformedDescriptionsNameTheField_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("no json") << QByteArray("{\"fields\":[") << "no JSON object";
    QTest::newRow("no list") << QByteArray("{\"fields\":3}") << "list of fields";
    QTest::newRow("type") << describe({field("a.b", "colour", 1, 1)}) << "field a.b";
    QTest::newRow("value") << describe({field("a.b", "integer", "x", 1)}) << "field a.b";
    QTest::newRow("key") << describe({field("alone", "integer", 1, 1)}) << "section.name";
    QTest::newRow("twice") << describe({field("a.b", "integer", 1, 1), field("a.b", "integer", 1, 1)})
                           << "twice";
    QTest::newRow("missing") << QByteArray("{\"fields\":[{\"key\":\"a.b\"}]}") << "field a.b";
  }
  void malformedDescriptionsNameTheField() {
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const std::string message = test::expect_error(ErrorKind::Corrupt, [&] { fieldsFromJson(text); });
    QVERIFY2(QString::fromStdString(message).contains(says), message.c_str());
  }

  void tomlReadsBackToTheSameValues() {
    const auto fields = example();
    const auto table = toml::parse(recipeToml(fields).toStdString());
    QCOMPARE(table["model"]["preset"].value_exact<std::string>(), std::optional<std::string>("demo"));
    QCOMPARE(QString::fromStdString(*table["data"]["note"].value_exact<std::string>()),
             QString("a \"quoted\" \\ line\nand ünïcode"));
    QCOMPARE(table["optimiser"]["learning_rate"].value_exact<double>(), std::optional<double>(5e-4));
    QCOMPARE(table["optimiser"]["steps"].value_exact<std::int64_t>(), std::optional<std::int64_t>(4200));
    QCOMPARE(table["run"]["seed"].value_exact<std::int64_t>(),
             std::optional<std::int64_t>(9000000000000000LL));
  }

  // A float that happens to be whole must stay one, and no digit may be lost.
  void realsSurviveToml_data() {
    QTest::addColumn<double>("value");
    for (const double value : {0.0, 1.0, 1e6, 1e-12, 0.1, 1.0 / 3, 123456789.123456789, 1e300}) {
      QTest::newRow(qPrintable(QString::number(value))) << value;
    }
  }
  void realsSurviveToml() {
    QFETCH(double, value);
    RecipeFieldInfo info;
    info.key = "a.b";
    info.type = RecipeFieldInfo::Type::Real;
    info.value = info.defaultValue = value;
    const auto table = toml::parse(recipeToml({info}).toStdString());
    QCOMPARE(table["a"]["b"].value_exact<double>(), std::optional<double>(value));
    QCOMPARE(fieldValue(info, fieldText(info, value)).toDouble(), value);
  }

  // Fields of one section that are not together: TOML forbids a table to be opened twice.
  void aSectionIsWrittenOnce() {
    const auto fields =
        fieldsFromJson(describe({field("a.one", "integer", 1, 1), field("b.two", "integer", 2, 2),
                                 field("a.three", "integer", 3, 3)}));
    const auto table = toml::parse(recipeToml(fields).toStdString());
    QCOMPARE(table["a"]["three"].value<std::int64_t>(), std::optional<std::int64_t>(3));
  }

  void aWrongValueIsToldWithItsRangeAndUnitAndStopsTheStart_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");  // empty: it is fine
    QTest::newRow("too small") << "optimiser.batch_size"
                               << "0"
                               << "whole number of images between 1 and 10000000";
    QTest::newRow("not whole") << "optimiser.batch_size"
                               << "1.5"
                               << "whole number of images";
    QTest::newRow("no number") << "optimiser.batch_size"
                               << "many"
                               << "whole number";
    QTest::newRow("empty") << "optimiser.batch_size"
                           << ""
                           << "whole number";
    QTest::newRow("whole as float") << "optimiser.batch_size"
                                    << "1e3"
                                    << "";
    QTest::newRow("too large") << "optimiser.learning_rate"
                               << "11"
                               << "between 0 and 10";
    QTest::newRow("nan") << "optimiser.learning_rate"
                         << "nan"
                         << "between 0 and 10";
    QTest::newRow("comma") << "optimiser.learning_rate"
                           << "0,5"
                           << "between 0 and 10";
    QTest::newRow("no upper limit") << "optimiser.steps"
                                    << "0"
                                    << "at least 1";
    QTest::newRow("small") << "optimiser.learning_rate"
                           << " 3e-5 "
                           << "";
  }
  void aWrongValueIsToldWithItsRangeAndUnitAndStopsTheStart() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, says);
    RecipeForm form;
    form.setFields(example());
    form.row("data.train")->setText("/somewhere");
    auto* start = form.findChild<QPushButton*>("start");
    QVERIFY(start->isEnabled());
    auto* edit = qobject_cast<QLineEdit*>(form.row(key)->editor());
    edit->clear();
    QTest::keyClicks(edit, text);
    QCOMPARE(start->isEnabled(), says.isEmpty());
    QCOMPARE(form.isValid(), says.isEmpty());
    auto* below = form.row(key)->findChild<QLabel*>("below");
    QVERIFY2(below->text().contains(says.isEmpty() ? QString("what it is") : says),
             qPrintable(below->text()));
    QCOMPARE(form.findChild<QToolButton*>("problems")->isHidden(), says.isEmpty());
  }

  void aRequiredPathMustNotBeEmpty() {
    RecipeForm form;
    form.setFields(example());
    QVERIFY(!form.isValid());
    QTest::keyClicks(line(form, "data.train"), "/data");
    QVERIFY(form.isValid());
  }

  void aPathWithNothingAtItIsWarnedAbout() {
    QTemporaryDir dir;
    RecipeForm form;
    form.setFields(example());
    auto* below = form.row("data.train")->findChild<QLabel*>("below");
    line(form, "data.train")->setText(dir.filePath("not there"));
    QTRY_VERIFY_WITH_TIMEOUT(below->text().contains("nothing at this path"), 20000);
    QVERIFY(form.isValid());  // it may come yet
    line(form, "data.train")->setText(dir.path());
    QTRY_COMPARE_WITH_TIMEOUT(below->text(), QString("what it is"), 20000);
  }

  void aDroppedFolderBecomesThePath() {
    RecipeForm form;
    form.setFields(example());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile("/data/train set")});
    auto* edit = line(form, "data.train");
    QDragEnterEvent enter({4, 4}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(edit, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({4, 4}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(edit, &drop);
    QCOMPARE(edit->text(), QString("/data/train set"));
  }

  void changedValuesAreMarkedAndReset() {
    RecipeForm form;
    form.setFields(example());
    form.show();
    // batch_size, steps, note and seed differ from their defaults.
    QCOMPARE(form.changedCount(), 4);
    auto* reset = form.row("optimiser.batch_size")->findChild<QToolButton*>("reset");
    QVERIFY(reset->isVisible());
    reset->click();
    QCOMPARE(line(form, "optimiser.batch_size")->text(), QString("32768"));
    QVERIFY(!reset->isVisible());
    QCOMPARE(form.changedCount(), 3);
    // The same value in other words is no change.
    line(form, "optimiser.learning_rate")->setText("5e-4");
    QCOMPARE(form.changedCount(), 3);
    form.findChild<QToolButton*>("resetAll")->click();
    QCOMPARE(form.changedCount(), 0);
    QVERIFY(!form.findChild<QToolButton*>("resetAll")->isEnabled());
  }

  void theSearchShowsMatchesAlsoOfClosedSections() {
    RecipeForm form;
    form.setFields(example());
    form.show();
    form.findChild<QToolButton*>("section.optimiser")->click();
    QVERIFY(!form.row("optimiser.steps")->isVisible());
    auto* search = form.findChild<QLineEdit*>("recipeSearch");
    QTest::keyClicks(search, "batch size");
    QVERIFY(form.row("optimiser.batch_size")->isVisible());
    QVERIFY(!form.row("optimiser.steps")->isVisible());
    QVERIFY(!form.row("run.seed")->isVisible());
    search->clear();
    QVERIFY(!form.row("optimiser.batch_size")->isVisible());  // closed as before
    QVERIFY(form.row("run.seed")->isVisible());
  }

  void theEstimateMultiplies() {
    RecipeForm form;
    form.setFields(example());
    const QLocale locale;
    QCOMPARE(
        form.estimate(),
        QString("%1 steps × 64 images = %2 images seen").arg(locale.toString(4200), locale.toString(268800)));
    line(form, "optimiser.steps")->setText("x");
    QCOMPARE(form.estimate(), QString());
  }

  void startGivesTheTomlOfWhatIsTyped() {
    RecipeForm form;
    form.setFields(example());
    form.show();
    form.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    QSignalSpy started(&form, &RecipeForm::startAsked);
    auto* rate = line(form, "optimiser.learning_rate");
    rate->setFocus();
    rate->setText("2e-3");
    QTest::keyClick(rate, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(started.count(), 0);  // data.train is missing
    line(form, "data.train")->setText("/data");
    QTest::keyClick(rate, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(started.count(), 1);
    const auto table = toml::parse(started.front().front().toString().toStdString());
    QCOMPARE(table["optimiser"]["learning_rate"].value<double>(), std::optional<double>(2e-3));
    QCOMPARE(table["data"]["train"].value<std::string>(), std::optional<std::string>("/data"));
  }

  void aProblemFromTheTrainerGoesAwayWithTheNextChange() {
    RecipeForm form;
    form.setFields(example());
    line(form, "data.train")->setText("/data");
    QSignalSpy valid(&form, &RecipeForm::validChanged);
    form.setProblem("optimiser.batch_size", "64 is not a multiple of 3");
    QVERIFY(!form.isValid());
    QVERIFY(form.row("optimiser.batch_size")->findChild<QLabel*>("below")->text().contains("multiple"));
    line(form, "optimiser.batch_size")->setText("63");
    QVERIFY(form.isValid());
    QCOMPARE(valid.count(), 2);
  }

  // --- RecipeSource: the program is a shell script of the test ---

  QString script(QTemporaryDir& dir, const QByteArray& text) {
    const QString path = dir.filePath("cli");
    QFile file(path);
    file.open(QIODevice::WriteOnly);
    file.write("#!/bin/sh\n" + text);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
  }

  void theProgramIsAskedForTheFieldsOfAFile() {
    QTemporaryDir dir;
    const auto answer = describe({field("a.b", "text", "VALUE", "")});
    const auto path = script(dir, "echo '" + answer + "' | sed \"s|VALUE|$*|\"\n");
    RecipeSource source(path.toStdString());
    QSignalSpy failed(&source, &RecipeSource::failed);
    std::vector<RecipeFieldInfo> fields;
    connect(&source, &RecipeSource::described, this, [&](const auto& now) { fields = now; });
    source.describe();
    source.describe("my recipe.toml");  // the newer question is the one that is answered
    QTRY_COMPARE_WITH_TIMEOUT(fields.size(), std::size_t{1}, 20000);
    QCOMPARE(fields.front().value.toString(), QString("--json train --show-recipe my recipe.toml"));
    QCOMPARE(failed.count(), 0);
  }

  void whatTheProgramComplainsOfIsTold() {
    QTemporaryDir dir;
    const auto path = script(dir, "echo 'x.toml, line 3: there is no setting' >&2\nexit 2\n");
    RecipeSource source(path.toStdString());
    QSignalSpy failed(&source, &RecipeSource::failed);
    source.describe("x.toml");
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
    QCOMPARE(failed.front().front().toString(), QString("x.toml, line 3: there is no setting"));
    RecipeSource missing("/nonexistent/cloc-cli");
    QSignalSpy absent(&missing, &RecipeSource::failed);
    missing.describe();
    QTRY_COMPARE_WITH_TIMEOUT(absent.count(), 1, 20000);
    QVERIFY(absent.front().front().toString().contains("/nonexistent/cloc-cli"));
  }

  void aRecipeIsSaved() {
    QTemporaryDir dir;
    RecipeSource source("unused");
    QSignalSpy saved(&source, &RecipeSource::saved), failed(&source, &RecipeSource::failed);
    source.save(dir.filePath("r.toml"), "[a]\nb = 1\n");
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 20000);
    QFile file(dir.filePath("r.toml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("[a]\nb = 1\n"));
    source.save("/nonexistent-folder/r.toml", "x");
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
  }

  void aChoiceOfAnotherVersionIsAProblemNotLost() {
    auto preset = field("model.preset", "choice", "giant", "demo");
    preset["choices"] = {"demo", "base"};
    RecipeForm form;
    form.setFields(fieldsFromJson(describe({preset})));
    QCOMPARE(form.row("model.preset")->text(), QString("giant"));
    QVERIFY(!form.isValid());
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestUiRecipeForm test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_ui_recipe_form.moc"
