// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation view from report files: whole, partial and malformed; differences, sorting, what is clicked
// on, what is exported.
#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "tests/support/expect_error.h"
#include "ui/evaluation/evaluation_view.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr int kPatience = 20000;  // ms

json measure(const json& value, int items) {
  return {{"value", value}, {"items", items}};
}

// As training/evaluation writes it.
json plainReport(double macc) {
  return {{"images", 200},
          {"regions", 1240},
          {"measures",
           {{"region_classification_macc", measure(macc, 1240)},
            {"image_to_text_r10", measure(0.9, 200)},
            {"image_to_text_r5", measure(nullptr, 0)},
            {"grounding_mean_iou", measure(0.3594, 780)}}},
          {"skipped", {{"ambiguous phrases", 3}, {"regions without a label", 0}}},
          {"model", "abc"}};
}

json fullReport(double macc, const std::string& image) {
  auto report = plainReport(macc);
  report["classes"] = {{{"name", "cat"}, {"items", 40}, {"top1", 30}, {"top5", 40}},
                       {{"name", "Apple"}, {"items", 10}, {"top1", 1}, {"top5", 5}},
                       {{"name", "empty"}, {"items", 0}, {"top1", 0}, {"top5", 0}}};
  report["confusion"] = {{{"truth", "cat"},
                          {"predicted", "dog"},
                          {"count", 4},
                          {"examples", {{{"image", image}, {"box", {10, 20, 60, 80}}}}}},
                         {{"truth", "dog"}, {"predicted", "cat"}, {"count", 9}, {"examples", json::array()}},
                         {{"truth", "cat"}, {"predicted", "cat"}, {"count", 30}}};
  report["worst_groundings"] = {{{"image", image},
                                 {"phrase", "a red cup"},
                                 {"box", {10, 20, 60, 80}},
                                 {"predicted", {50, 50, 90, 90}},
                                 {"iou", 0.02},
                                 {"score", 0.3}}};
  return report;
}

Report parse(const json& document) {
  return reportFromJson(QByteArray::fromStdString(document.dump()), "r", "report.json");
}

}  // namespace

class TestUiEvaluation : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path folder_;

  fs::path write(const char* name, const json& document) {
    write_text_file(folder_ / name, document.dump());
    return folder_ / name;
  }
  std::string makeImage() {
    const auto file = folder_ / "scene.png";
    QImage image(100, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.fillRect(QRect(10, 20, 50, 60), Qt::blue);
    painter.end();
    image.save(QString::fromStdString(file.string()));
    return file.string();
  }
  void add(EvaluationView& view, const char* name, const fs::path& file) {
    QSignalSpy changed(&view, &EvaluationView::reportsChanged);
    view.addReport(QString::fromLatin1(name), file);
    QTRY_COMPARE_WITH_TIMEOUT(changed.count(), 1, kPatience);
  }
  QAbstractItemModel* table(EvaluationView& view, const char* name) {
    return view.findChild<QTableView*>(QLatin1String(name))->model();
  }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    folder_ = dir_->path().toStdString();
  }

  // --- reading ---

  void aReportIsReadAsItWasWritten() {
    const auto report = parse(fullReport(0.38, "/a.png"));
    QCOMPARE(report.images, 200);
    QCOMPARE(report.measures.size(), std::size_t{4});
    QCOMPARE(report.measures[0].name, QString("region_classification_macc"));
    QVERIFY(!report.measure("image_to_text_r5")->value);
    QCOMPARE(measureText(*report.measure("image_to_text_r5")), QString("n/a"));
    QCOMPARE(measureText(report.measures[0]), QString("38.00 %"));
    QCOMPARE(measureText(*report.measure("grounding_mean_iou")), QString("0.3594"));
    QCOMPARE(report.classes->at(0).share1(), 0.75);
    QCOMPARE(report.confusion->at(0).examples.at(0).box, (PixelBox{10, 20, 60, 80}));
    QCOMPARE(report.worst_groundings->at(0).predicted, (PixelBox{50, 50, 90, 90}));
  }

  void aReportWithoutTheLaterPartsHasNone() {
    const auto report = parse(plainReport(0.38));
    QVERIFY(!report.classes && !report.confusion && !report.worst_groundings);
    QVERIFY(parse({{"measures", json::object()}, {"confusion", json::array()}}).confusion.has_value());
  }

  void aTrainingResultIsUnderstood() {
    QCOMPARE(parse({{"step", 3}, {"validation", plainReport(0.5)}}).measures.size(), std::size_t{4});
  }

  void measuresAreNamedForPeople() {
    QCOMPARE(measureTitle("region_classification_macc"), QString("Region classification  ·  mAcc"));
    QCOMPARE(measureTitle("image_to_text_r10"), QString("Image to text  ·  R@10"));
    QCOMPARE(measureTitle("grounding_acc50"), QString("Grounding  ·  Acc@0.50"));
    QCOMPARE(measureTitle("grounding_mean_iou"), QString("Grounding  ·  mean IoU"));
  }

  void malformedReportsNameThePart_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    const auto broken = [](const char* part, const json& value) {
      auto report = plainReport(0.1);
      report[part] = value;
      return QByteArray::fromStdString(report.dump());
    };
    QTest::newRow("empty") << QByteArray() << "no JSON object";
    QTest::newRow("cut") << QByteArray::fromStdString(plainReport(0.1).dump()).chopped(9) << "no JSON object";
    QTest::newRow("another file") << QByteArray("{\"fields\":[]}") << "measures";
    QTest::newRow("measure") << broken("measures", {{"x", 3}}) << "measures";
    QTest::newRow("classes") << broken("classes", {{{"name", "cat"}}}) << "classes";
    QTest::newRow("box") << broken("worst_groundings", {{{"image", "a"}, {"box", {1, 2}}}})
                         << "worst_groundings";
    QTest::newRow("count") << broken("confusion", {{{"truth", "a"}, {"predicted", "b"}, {"count", "many"}}})
                           << "confusion";
  }
  void malformedReportsNameThePart() {
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const std::string message =
        test::expect_error(ErrorKind::Corrupt, [&] { reportFromJson(text, "r", "/runs/4/report.json"); });
    QVERIFY2(QString::fromStdString(message).contains(says), message.c_str());
    QVERIFY2(QString::fromStdString(message).contains("/runs/4/report.json"), message.c_str());
  }

  // --- view ---

  void aFileThatCannotBeReadIsAFailureAndChangesNothing() {
    EvaluationView view;
    add(view, "a", write("a.json", plainReport(0.3)));
    QSignalSpy failed(&view, &EvaluationView::failed);
    view.addReport("b", folder_ / "missing.json");
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
    QVERIFY(failed.front().front().toString().contains("missing.json"));
    QCOMPARE(view.reports().size(), std::size_t{1});
  }

  void severalReportsShowTheirDifferencesToTheFirst() {
    EvaluationView view;
    add(view, "old", write("a.json", plainReport(0.30)));
    add(view, "new", write("b.json", plainReport(0.345)));
    const auto* model = table(view, "measures");
    QCOMPARE(model->columnCount(), 5);  // measure, old, new, difference, items
    QCOMPARE(model->index(0, 1).data().toString(), QString("30.00 %"));
    QCOMPARE(model->index(0, 2).data().toString(), QString("34.50 %"));
    QCOMPARE(model->index(0, 3).data().toString(), QString("+4.50"));
    QCOMPARE(model->index(0, 3).data(Qt::ForegroundRole).value<QColor>(), tone(Tone::Good));
    QCOMPARE(model->index(1, 3).data().toString(), QString("±0"));
    QCOMPARE(model->headerData(2, Qt::Horizontal).toString(), QString("new"));
    view.setBaseline(1);
    QCOMPARE(model->index(0, 3).data().toString(), QString("−4.50"));
    QCOMPARE(model->index(0, 3).data(Qt::ForegroundRole).value<QColor>(), tone(Tone::Bad));
    // The same name again replaces.
    add(view, "old", write("a.json", plainReport(0.50)));
    QCOMPARE(view.reports().size(), std::size_t{2});
    view.removeReport("old");
    QCOMPARE(model->columnCount(), 3);
  }

  void classesAreSortedAsNumbersAndFiltered() {
    EvaluationView view;
    add(view, "a", write("a.json", fullReport(0.3, "/a.png")));
    auto* classes = view.findChild<QTableView*>("classes");
    const auto names = [&] {
      QStringList all;
      for (int row = 0; row < classes->model()->rowCount(); ++row) {
        all << classes->model()->index(row, 0).data().toString();
      }
      return all;
    };
    classes->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(names(), QStringList({"cat", "Apple", "empty"}));  // 40, 10, 0: not as texts
    classes->sortByColumn(0, Qt::AscendingOrder);
    QCOMPARE(names(), QStringList({"Apple", "cat", "empty"}));
    classes->sortByColumn(2, Qt::AscendingOrder);
    QCOMPARE(names(), QStringList({"empty", "Apple", "cat"}));
    QCOMPARE(classes->model()->index(1, 2).data().toString(), QString("10.0 %"));
    QCOMPARE(classes->model()->index(1, 2).data(ShareRole).toDouble(), 0.1);
    QTest::keyClicks(view.findChild<QLineEdit*>("classFilter"), "APP");
    QCOMPARE(names(), QStringList({"Apple"}));
  }

  void aReportWithoutAPartSaysSo() {
    EvaluationView view;
    view.show();
    add(view, "plain", write("a.json", plainReport(0.3)));
    auto* tabs = view.findChild<QTabWidget*>();
    int said = 0;
    for (int i = 0; i < tabs->count(); ++i) {
      tabs->setCurrentIndex(i);
      for (const auto* label : view.findChildren<QLabel*>()) {
        if (label->isVisible() && label->text().contains("has no ")) ++said;
      }
    }
    QCOMPARE(said, 3);  // classes, confusion, groundings
    add(view, "full", write("b.json", fullReport(0.3, "/a.png")));
    for (int i = 0; i < tabs->count(); ++i) {
      tabs->setCurrentIndex(i);
      for (const auto* label : view.findChildren<QLabel*>()) {
        QVERIFY(!label->isVisible() || !label->text().contains("has no "));
      }
    }
  }

  void confusedRegionsAreShownAndActivated() {
    const auto image = makeImage();
    EvaluationView view;
    view.resize(1000, 700);
    view.show();
    add(view, "a", write("a.json", fullReport(0.3, image)));
    view.findChild<QTabWidget*>()->setCurrentIndex(2);
    auto* pairs = view.findChild<QTableView*>("pairs");
    QCOMPARE(pairs->model()->rowCount(), 2);                                  // what is right is no confusion
    QCOMPARE(pairs->model()->index(0, 0).data().toString(), QString("dog"));  // 9 before 4
    pairs->selectRow(1);
    auto* examples = view.findChild<ExamplesList*>("examples");
    QCOMPARE(examples->model()->rowCount(), 1);
    // The picture is cut out of the image: blue in its middle.
    const auto picture = [&] { return examples->model()->index(0, 0).data(Qt::DecorationRole); };
    QTRY_VERIFY_WITH_TIMEOUT(picture().typeId() == QMetaType::QPixmap, kPatience);
    const auto shown = picture().value<QPixmap>().toImage();
    QCOMPARE(shown.pixelColor(shown.width() / 2, shown.height() / 2), QColor(Qt::blue));

    QSignalSpy activated(&view, &EvaluationView::regionActivated);
    examples->setCurrentIndex(examples->model()->index(0, 0));
    QTest::keyClick(examples, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.front()[0].toString(), QString::fromStdString(image));
    QCOMPARE(activated.front()[1].value<PixelBox>(), (PixelBox{10, 20, 60, 80}));
  }

  void anImageThatIsGoneSaysWhy() {
    ExamplesList list;
    list.setRegions({{"/nonexistent/a.png", {1, 1, 5, 5}, {}, "text"}});
    const auto index = list.model()->index(0, 0);
    index.data(Qt::DecorationRole);
    QTRY_VERIFY_WITH_TIMEOUT(index.data(Qt::ToolTipRole).toString().count("/nonexistent/a.png") > 1,
                             kPatience);
  }

  void theMatrixShowsTheMostConfusedAndTellsWhatIsChosen() {
    std::vector<Confusion> confusion;
    for (int i = 0; i < 40; ++i) {
      confusion.push_back({QString("class %1").arg(i), QString("class %1").arg(i + 1), 100 - i, {}});
    }
    ConfusionMatrix matrix;
    matrix.resize(500, 500);
    matrix.setConfusion(confusion);
    QCOMPARE(matrix.classes().size(), ConfusionMatrix::kMostClasses);
    const int truth = static_cast<int>(matrix.classes().indexOf("class 3"));
    const int predicted = static_cast<int>(matrix.classes().indexOf("class 4"));
    QCOMPARE(matrix.count(truth, predicted), 97);
    QCOMPARE(matrix.count(predicted, truth), 0);
    QSignalSpy chosen(&matrix, &ConfusionMatrix::chosen);
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cell(truth, predicted).center().toPoint());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front()[0].toString(), QString("class 3"));
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, matrix.cell(predicted, truth).center().toPoint());
    QCOMPARE(chosen.count(), 1);                                       // nothing to show there
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, QPoint(499, 499));  // outside
    matrix.setConfusion({});
    QTest::mouseClick(&matrix, Qt::LeftButton, {}, QPoint(100, 100));
    QTest::keyClick(&matrix, Qt::Key_Down);
  }

  void groundingsAreShownWithBothBoxes() {
    const auto image = makeImage();
    EvaluationView view;
    view.show();
    add(view, "a", write("a.json", fullReport(0.3, image)));
    auto* list = view.findChild<ExamplesList*>("groundings");
    QCOMPARE(list->model()->rowCount(), 1);
    QVERIFY(list->model()->index(0, 0).data().toString().contains("a red cup"));
    QVERIFY(list->examples()->at(0).predicted.has_value());
    const auto picture = [&] { return list->model()->index(0, 0).data(Qt::DecorationRole); };
    QTRY_VERIFY_WITH_TIMEOUT(picture().typeId() == QMetaType::QPixmap, kPatience);
  }

  void csvHasEveryTable() {
    EvaluationView view;
    add(view, "one, two", write("a.json", fullReport(0.25, "/a.png")));
    QSignalSpy exported(&view, &EvaluationView::exported), failed(&view, &EvaluationView::failed);
    view.exportCsv(folder_ / "out.csv");
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
    const auto text = QString::fromStdString(read_text_file(folder_ / "out.csv"));
    const auto lines = text.split('\n');
    QCOMPARE(lines[0], QString("report,table,name,other,value,items"));
    QVERIFY(lines.contains("\"one, two\",measure,region_classification_macc,,0.25,1240"));
    QVERIFY(lines.contains("\"one, two\",measure,image_to_text_r5,,,0"));
    QVERIFY(lines.contains("\"one, two\",class,Apple,top1,0.1,10"));
    QVERIFY(lines.contains("\"one, two\",confusion,dog,cat,9,"));
    QVERIFY(lines.contains("\"one, two\",skipped,ambiguous phrases,,3,"));
    view.exportCsv("/nonexistent-folder/out.csv");
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
  }

  void aViewThatDiesWhileItReadsDoesNotCrash() {
    const auto file = write("a.json", fullReport(0.3, makeImage()));
    for (int i = 0; i < 20; ++i) {
      EvaluationView view;
      view.addReport("a", file);
    }
    QTest::qWait(100);
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestUiEvaluation test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_ui_evaluation.moc"
