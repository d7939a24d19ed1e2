// SPDX-License-Identifier: Apache-2.0
// Machine labels in a project: accepted and rejected as steps that can be undone.
#include <QTemporaryDir>
#include <QTest>

#include "core/assist/machine_labels.h"
#include "core/store/edits.h"

using namespace cloc;

class TestMachineLabels : public QObject {
  Q_OBJECT
 private slots:
  void acceptingAndRejectingAreSteps() {
    QTemporaryDir dir;
    auto project = store::Project::create(dir.filePath("p.clocproj").toStdString(), "p");
    const auto image = project.add_image({0, dir.filePath("a.jpg").toStdString(), 100, 100, {}});
    store::Region found{0, image, {10, 10, 50, 50}, {}, "a red ball", assist::kMachineSource};
    found.attributes.set(data::kScore, 0.75);
    const store::Region both[] = {found, found};
    project.add_regions(image, both);
    const auto before = project.regions_of(image);
    QVERIFY(assist::is_machine_label(before[0]));
    QCOMPARE(assist::score_of(before[0]), std::optional(0.75));
    const auto label = project.label(assist::label_name_of(before[0].caption));

    store::Edits edits(project);
    store::Changes changes{assist::accepted(before[0], label), assist::rejected(before[1])};
    const auto step = edits.apply("review", changes);
    const auto after = project.regions_of(image);
    QCOMPARE(after.size(), std::size_t{1});
    QVERIFY(!assist::is_machine_label(after[0]));
    QCOMPARE(after[0].label_id, std::optional(label));
    QCOMPARE(assist::score_of(after[0]), std::optional(0.75));
    edits.undo(step);
    QCOMPARE(project.regions_of(image).size(), std::size_t{2});
    QVERIFY(assist::is_machine_label(project.regions_of(image)[0]));
  }

  void aLabelHasNoArticle() {
    QCOMPARE(assist::label_name_of("a red ball"), std::string("red ball"));
    QCOMPARE(assist::label_name_of("an owl"), std::string("owl"));
    QCOMPARE(assist::label_name_of("anchor"), std::string("anchor"));
    QCOMPARE(assist::label_name_of("the"), std::string("the"));
  }
};

QTEST_APPLESS_MAIN(TestMachineLabels)
#include "test_machine_labels.moc"
