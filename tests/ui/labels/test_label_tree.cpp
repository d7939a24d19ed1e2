// SPDX-License-Identifier: GPL-3.0-or-later
// The label set as a tree: hierarchy, groups, filter, order, and how long ten thousand labels take.
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <memory>

#include "ui/labels/label_tree_model.h"
#include "ui/theme/bar_delegate.h"

using namespace cloc;
using namespace cloc::ui;

Q_DECLARE_METATYPE(std::vector<store::LabelId>)

class TestLabelTree : public QObject {
  Q_OBJECT

  static store::Label label(store::LabelId id, const std::string& name, const std::string& parent = {},
                            const std::string& key = {}) {
    return {id, name, {parent, {}, {}}, key};
  }
  // "a(b c(d))": the shown tree in its order.
  static QString text(const LabelTreeModel& model, const QModelIndex& parent = {}) {
    QStringList parts;
    for (int row = 0; row < model.rowCount(parent); ++row) {
      const auto index = model.index(row, 0, parent);
      const QString below = text(model, index);
      parts << index.data().toString() + (below.isEmpty() ? QString() : QStringLiteral("(%1)").arg(below));
    }
    return parts.join(QLatin1Char(' '));
  }

 private slots:
  void labelsLieBelowTheirParentsAndGroups() {
    LabelTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setLabels(
        {label(1, "dog", "animal"), label(2, "poodle", "dog"), label(3, "Cup"), label(4, "cat", "animal")});
    QCOMPARE(text(model), QStringLiteral("animal(cat dog(poodle)) Cup"));
    const auto animal = model.index(0, 0);
    QVERIFY(!model.labelAt(animal));
    QVERIFY(!(model.flags(animal) & Qt::ItemIsEditable));
    QVERIFY(model.labelAt(model.indexOf(2)) == store::LabelId{2});
    QCOMPARE(model.indexOf(2).parent().data().toString(), QStringLiteral("dog"));
    QCOMPARE(model.shownLabels(), 4);
  }

  void parentsInARingAreStillShown() {
    LabelTreeModel model;
    model.setLabels({label(1, "a", "b"), label(2, "b", "a"), label(3, "c", "c"), label(4, "d", "a")});
    QCOMPARE(model.shownLabels(), 4);
    for (store::LabelId id = 1; id <= 4; ++id) QVERIFY(model.indexOf(id).isValid());
    QVERIFY(text(model).contains(QLatin1Char('d')));
  }

  void theFilterKeepsWhatIsAbove() {
    LabelTreeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setLabels({label(1, "dog", "animal"), label(2, "Poodle", "dog"), label(3, "cup")});
    model.setFilter(QStringLiteral(" pOOd "));
    QCOMPARE(text(model), QStringLiteral("animal(dog(Poodle))"));
    QCOMPARE(model.shownLabels(), 1);
    model.setFilter(QStringLiteral("x"));
    QCOMPARE(model.rowCount(), 0);
    model.setFilter({});
    QCOMPARE(model.shownLabels(), 3);
  }

  void numbersSortAndFillTheirBars() {
    LabelTreeModel model;
    model.setLabels({label(1, "a"), label(2, "b"), label(3, "c")});
    model.setCounts({{1, {10, 5}}, {2, {200, 0}}});
    model.sort(LabelTreeModel::RegionsColumn, Qt::DescendingOrder);
    QCOMPARE(text(model), QStringLiteral("b a c"));
    const auto verified = model.indexOf(1).siblingAtColumn(LabelTreeModel::VerifiedColumn);
    QCOMPARE(verified.data(ShareRole).toDouble(), 0.5);
    QCOMPARE(verified.data().toString(), QStringLiteral("50 %"));
    QVERIFY(!model.indexOf(3).siblingAtColumn(LabelTreeModel::VerifiedColumn).data(ShareRole).isValid());
    model.setCounts({{1, {1000, 5}}});
    QCOMPARE(text(model), QStringLiteral("a b c"));
  }

  void whatIsTypedAndDroppedIsAskedFor() {
    LabelTreeModel model;
    model.setLabels({label(1, "a"), label(2, "b", "group"), label(3, "c")});
    QSignalSpy renamed(&model, &LabelTreeModel::renameRequested),
        keyed(&model, &LabelTreeModel::hotkeyRequested), moved(&model, &LabelTreeModel::moveRequested);
    model.setData(model.indexOf(1), QStringLiteral(" x "), Qt::EditRole);
    QCOMPARE(renamed.size(), 1);
    QCOMPARE(renamed[0][1].toString(), QStringLiteral("x"));
    QCOMPARE(model.indexOf(1).data().toString(), QStringLiteral("a"));  // until the store has it
    model.setData(model.indexOf(1).siblingAtColumn(LabelTreeModel::KeyColumn), QStringLiteral("Q"),
                  Qt::EditRole);
    QCOMPARE(keyed.size(), 1);
    const std::unique_ptr<QMimeData> dragged(model.mimeData({model.indexOf(1), model.indexOf(3)}));
    model.dropMimeData(dragged.get(), Qt::MoveAction, -1, -1, model.indexOf(2).parent());
    QCOMPARE(moved.size(), 1);
    QCOMPARE(moved[0][1].toString(), QStringLiteral("group"));
    QVERIFY(moved[0][0].value<std::vector<store::LabelId>>() == (std::vector<store::LabelId>{1, 3}));
    model.dropMimeData(dragged.get(), Qt::MoveAction, -1, -1, {});
    QCOMPARE(moved[1][1].toString(), QString());
  }

  void tenThousandLabelsTakeMilliseconds() {
    std::vector<store::Label> labels;
    for (int i = 0; i < 10'000; ++i)
      labels.push_back(label(i + 1, "label " + std::to_string(i * 7919 % 10'000),
                             i % 10 == 0 ? "" : "label " + std::to_string(i / 100 * 100 * 7919 % 10'000)));
    LabelTreeModel model;
    QElapsedTimer clock;
    clock.start();
    model.setLabels(labels);
    const auto set = clock.restart();
    model.setFilter(QStringLiteral("77"));
    const auto filtered = clock.restart();
    model.sort(LabelTreeModel::RegionsColumn, Qt::DescendingOrder);
    const auto sorted = clock.elapsed();
    qInfo("10,000 labels: set %lld ms, filter %lld ms, sort %lld ms", static_cast<long long>(set),
          static_cast<long long>(filtered), static_cast<long long>(sorted));
    QVERIFY(set < 250 && filtered < 150 && sorted < 150);  // several times what a quiet machine takes
  }
};

QTEST_GUILESS_MAIN(TestLabelTree)
#include "test_label_tree.moc"
