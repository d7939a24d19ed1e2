// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <random>
#include <set>
#include <vector>

#include "ui/gallery/grid_geometry.h"
#include "ui/gallery/grid_selection.h"

using namespace cloc::ui;

class TestGridGeometry : public QObject {
  Q_OBJECT

 private slots:
  // Against a look at each cell, in random grids.
  void rangesAndHitsEqualALookAtEachCell() {
    std::mt19937 random(11);
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    for (int trial = 0; trial < 400; ++trial) {
      const auto flow = below(2) == 0 ? GridGeometry::Flow::Wrapped : GridGeometry::Flow::Strip;
      const int count = below(60);
      const QSize cell(10 + below(40), 10 + below(40)), viewport(5 + below(200), 5 + below(200));
      const GridGeometry grid(flow, count, cell, below(9), viewport);
      const QRect area(below(200) - 50, below(300) - 50, 1 + below(150), 1 + below(150));
      std::vector<int> visited, expected;
      grid.forEachIn(area, [&](int position) { visited.push_back(position); });
      for (int position = 0; position < count; ++position) {
        if (grid.cell(position).intersects(area)) expected.push_back(position);
        QCOMPARE(grid.at(grid.cell(position).center()), position);
        QVERIFY(grid.cell(position).right() <= std::max(grid.contents().width(), cell.width() + 20));
        QVERIFY(grid.cell(position).bottom() <= std::max(grid.contents().height(), cell.height() + 20));
        for (int other = 0; other < position; ++other) {
          QVERIFY(!grid.cell(position).intersects(grid.cell(other)));
        }
      }
      QVERIFY(visited == expected);
    }
  }

  void aMillionCellsFitTheCoordinates() {
    const GridGeometry grid(GridGeometry::Flow::Wrapped, 10'000'000, {200, 200}, 8, {210, 600});
    QCOMPARE(grid.columns(), 1);
    QVERIFY(grid.contents().height() > 0);
    QCOMPARE(grid.at(grid.cell(9'999'999).center()), 9'999'999);
  }

  void aSelectionIsASet() {
    std::mt19937 random(2);
    GridSelection selection;
    std::set<std::uint32_t> naive;
    for (int i = 0; i < 5000; ++i) {
      const auto key = static_cast<std::uint32_t>(random() % 700);
      const bool on = random() % 3 != 0;
      selection.set(key, on);
      if (on) {
        naive.insert(key);
      } else {
        naive.erase(key);
      }
      QCOMPARE(selection.size(), static_cast<std::int64_t>(naive.size()));
      QCOMPARE(selection.contains(key), on);
    }
    std::vector<std::uint32_t> keys;
    selection.forEach([&](std::uint32_t key) { keys.push_back(key); });
    QVERIFY(keys == std::vector<std::uint32_t>(naive.begin(), naive.end()));
  }
};

QTEST_GUILESS_MAIN(TestGridGeometry)
#include "test_grid_geometry.moc"
