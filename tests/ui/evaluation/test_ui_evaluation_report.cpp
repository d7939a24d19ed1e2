// SPDX-License-Identifier: GPL-3.0-or-later
// The two ends of report.json: what training/evaluation writes is what the window reads, value by value.
#include <torch/torch.h>  // before Qt, whose `slots` breaks it

#include <QTest>
#include <limits>

#include <nlohmann/json.hpp>

#include "training/evaluation/evaluate.h"
#include "ui/evaluation/report.h"

using namespace cloc;

namespace {

ui::Report written_and_read(const training::EvaluationReport& report) {
  return ui::reportFromJson(QByteArray::fromStdString(report.to_json().dump(2)), "r", "report.json");
}

training::EvaluationReport full_report() {
  training::EvaluationReport report;
  report.images = 3;
  report.regions = 7;
  training::ClassificationResult classes;
  classes.mean_class_accuracy = classes.top1 = classes.top5 = 0.5;
  classes.items = 6;
  classes.per_class = {{4, 2, 3}, {2, 1, 1}};
  report.region_classification = classes;
  report.class_names = {"cat", "dög"};
  report.confusion = std::vector<training::Confusion>{{"cat", "dög", 2, {{"/a/ä.png", {1.5f, 2, 30, 40}}}},
                                                      {"cat", "cat", 2, {}}};
  training::GroundingResult grounding;
  grounding.items = 2;
  report.grounding = grounding;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  report.worst_groundings = std::vector<training::WorstGrounding>{
      {"a red cup", {"/a/ä.png", {1, 2, 3, 4.25f}}, {5, 6, 7, 8}, 0.125, 0.25f},
      {"", {"/b.png", {1, 2, 3, 4}}, {0, 0, 0, 0}, 0.5, nan}};
  return report;
}

}  // namespace

class TestUiEvaluationReport : public QObject {
  Q_OBJECT
 private slots:
  void theViewReadsWhatTheEvaluationWrites() {
    const auto report = full_report();
    const auto read = written_and_read(report);
    QCOMPARE(read.images, 3);
    QCOMPARE(read.regions, 7);
    QCOMPARE(*read.measure("region_classification_macc")->value, 0.5);
    QCOMPARE(read.classes->size(), std::size_t{2});
    QCOMPARE(read.classes->at(0).items, 4);
    QCOMPARE(read.classes->at(0).top1, 2);
    QCOMPARE(read.classes->at(0).top5, 3);
    QCOMPARE(read.classes->at(1).name, QString::fromUtf8("dög"));
    QCOMPARE(read.confusion->size(), std::size_t{2});
    QCOMPARE(read.confusion->at(0).truth, QString("cat"));
    QCOMPARE(read.confusion->at(0).predicted, QString::fromUtf8("dög"));
    QCOMPARE(read.confusion->at(0).count, 2);
    QCOMPARE(read.confusion->at(0).examples.at(0).image, QString::fromUtf8("/a/ä.png"));
    QVERIFY(read.confusion->at(0).examples.at(0).box == (PixelBox{1.5f, 2, 30, 40}));
    QVERIFY(read.confusion->at(1).examples.empty());
    QCOMPARE(read.worst_groundings->size(), std::size_t{2});
    const auto& worst = read.worst_groundings->at(0);
    QCOMPARE(worst.image, QString::fromUtf8("/a/ä.png"));
    QCOMPARE(worst.phrase, QString("a red cup"));
    QVERIFY(worst.box == (PixelBox{1, 2, 3, 4.25f}) && worst.predicted == (PixelBox{5, 6, 7, 8}));
    QCOMPARE(worst.iou, 0.125);
    QCOMPARE(worst.score, 0.25);
    QCOMPARE(read.worst_groundings->at(1).score, 0.0);  // NaN: not written, so that it can be read
  }

  void detailsThatTheEvaluationHasNotAreAbsent() {
    const auto read = written_and_read(training::EvaluationReport());
    QVERIFY(!read.classes && !read.confusion && !read.worst_groundings);
  }
};

QTEST_APPLESS_MAIN(TestUiEvaluationReport)
#include "test_ui_evaluation_report.moc"
