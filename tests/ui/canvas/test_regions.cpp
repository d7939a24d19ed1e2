// SPDX-License-Identifier: GPL-3.0-or-later
// Boxes without a view: geometry, index, document and its undo stack, clipboard.
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>
#include <algorithm>

#include "core/base/random.h"
#include "ui/canvas/box_geometry.h"
#include "ui/canvas/box_index.h"
#include "ui/canvas/canvas_chrome.h"
#include "ui/canvas/edit_regions_command.h"
#include "ui/canvas/region_commands.h"
#include "ui/canvas/region_document.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

const QSizeF kImage(200, 100);

store::Region region(store::RegionId id, PixelBox box, store::ImageId image = 1) {
  store::Region made;
  made.id = id;
  made.image_id = image;
  made.box = box;
  made.source = "user";
  return made;
}

std::vector<store::RegionId> ids(const RegionDocument& document) {
  std::vector<store::RegionId> all;
  for (const auto& each : document.regions()) all.push_back(each.id);
  return all;
}

bool inside(const PixelBox& box) {
  return box.x1 >= 0 && box.y1 >= 0 && box.x2 <= 200.001F && box.y2 <= 100.001F;
}

}  // namespace

class RegionsTest : public QObject {
  Q_OBJECT

 private:
  struct Fixture {
    QUndoStack stack;
    RegionDocument document{&stack};
    struct Turn {
      qint64 key;
      bool answer, undo;
    };
    std::vector<EditStep> sent;
    std::vector<Turn> turns;

    Fixture() {
      document.setImage(1, {200, 100});
      document.setRegions(
          {region(1, {10, 10, 40, 40}), region(2, {60, 20, 90, 80}), region(3, {100, 50, 160, 90})});
      connect(&document, &RegionDocument::stepMade, &document,
              [this](const EditStep& step) { sent.push_back(step); });
      connect(&document, &RegionDocument::undone, &document, [this](qint64 key, bool answer) {
        turns.push_back({key, answer, true});
      });
      connect(&document, &RegionDocument::redone, &document, [this](qint64 key, bool answer) {
        turns.push_back({key, answer, false});
      });
    }
  };

 private slots:
  void draggingACornerKeepsTheOppositeOne() {
    const PixelBox box{20, 30, 60, 70};
    const auto changed = resizedBox(box, {1, 1}, {80, 90}, {}, kImage);
    QCOMPARE(changed, (PixelBox{20, 30, 80, 90}));
    QCOMPARE(resizedBox(box, {-1, -1}, {5, 6}, {}, kImage), (PixelBox{5, 6, 60, 70}));
    QCOMPARE(resizedBox(box, {1, 0}, {80, 5}, {}, kImage), (PixelBox{20, 30, 80, 70}));
    QCOMPARE(resizedBox(box, {0, -1}, {5, 10}, {}, kImage), (PixelBox{20, 10, 60, 70}));
  }

  void draggingPastTheOppositeSideFlips() {
    const PixelBox box{50, 30, 80, 70};
    QCOMPARE(resizedBox(box, {1, 1}, {20, 10}, {}, kImage), (PixelBox{20, 10, 50, 30}));
    QCOMPARE(resizedBox(box, {-1, 0}, {120, 0}, {}, kImage), (PixelBox{80, 30, 120, 70}));
  }

  void shiftMakesSquaresAndAltKeepsTheCentre() {
    const PixelBox box{50, 30, 80, 70};
    const auto square = resizedBox(box, {1, 1}, {100, 60}, {true, false}, kImage);
    QCOMPARE(square.width(), square.height());
    QCOMPARE(square.x1, 50.F);
    QCOMPARE(square.width(), 50.F);
    const auto centred = resizedBox(box, {1, 1}, {85, 75}, {false, true}, kImage);
    QCOMPARE(centred, (PixelBox{45, 25, 85, 75}));
    const auto drawn = drawnBox({100, 50}, {110, 70}, {true, true}, kImage);
    QCOMPARE(drawn, (PixelBox{80, 30, 120, 70}));
  }

  // Whatever is dragged wherever: inside, at least two pixels, and not turned round.
  void noDragLeavesTheImageOrMakesASliver() {
    Random random(9);
    for (int i = 0; i < 20000; ++i) {
      const auto x = static_cast<float>(random.uniform(0, 190)),
                 y = static_cast<float>(random.uniform(0, 90));
      const PixelBox box{x, y, std::min(200.F, x + 2 + static_cast<float>(random.uniform(0, 60))),
                         std::min(100.F, y + 2 + static_cast<float>(random.uniform(0, 60)))};
      const DragConstraints constraints{random.chance(0.3), random.chance(0.3)};
      const QPointF pointer(random.uniform(-80, 280), random.uniform(-80, 180));
      const auto resized = resizedBox(box, kBoxHandles[random.below(8)], pointer, constraints, kImage);
      QVERIFY(inside(resized));
      QVERIFY(resized.valid());
      if (!constraints.centre) QVERIFY(resized.width() >= 1.999F && resized.height() >= 1.999F);
      const auto delta =
          allowedMove(std::span(&box, 1), {random.uniform(-300, 300), random.uniform(-300, 300)},
                      constraints.square, kImage);
      QVERIFY(inside(movedBox(box, delta)));
      if (constraints.square) QVERIFY(delta.x() == 0 || delta.y() == 0);
      const auto drawn =
          drawnBox({random.uniform(0, 200), random.uniform(0, 100)}, pointer, constraints, kImage);
      QVERIFY(inside(drawn));
      if (constraints.square) QVERIFY(std::abs(drawn.width() - drawn.height()) < 1e-3F);
    }
  }

  void indexFindsWhatBruteForceFinds_data() {
    QTest::addColumn<int>("count");
    for (const int count : {0, 1, 2, 50, 3000}) QTest::newRow(qPrintable(QString::number(count))) << count;
  }
  void indexFindsWhatBruteForceFinds() {
    QFETCH(int, count);
    Random random(static_cast<std::uint64_t>(count));
    std::vector<PixelBox> boxes;
    for (int i = 0; i < count; ++i) {
      const auto x = static_cast<float>(random.uniform(0, 900)),
                 y = static_cast<float>(random.uniform(0, 500));
      // Some over most of the image, some of no area.
      const double side = i % 37 == 0 ? 900 : i % 41 == 0 ? 0 : 60;
      boxes.push_back({x, y, x + static_cast<float>(random.uniform(0, side)),
                       y + static_cast<float>(random.uniform(0, side))});
    }
    BoxIndex index;
    index.build(boxes);
    for (int i = 0; i < 300; ++i) {
      const QRectF area(random.uniform(-100, 1000), random.uniform(-100, 600),
                        random.uniform(0, i % 5 == 0 ? 900 : 50), random.uniform(0, 50));
      std::vector<int> expected;
      for (int b = 0; b < count; ++b) {
        const auto& box = boxes[static_cast<std::size_t>(b)];
        if (box.valid() && box.x1 <= area.right() && box.x2 >= area.left() && box.y1 <= area.bottom() &&
            box.y2 >= area.top())
          expected.push_back(b);
      }
      QCOMPARE(index.intersecting(area), expected);
      const auto hits = index.at(area.topLeft());
      for (std::size_t h = 1; h < hits.size(); ++h) {
        QVERIFY(boxes[static_cast<std::size_t>(hits[h - 1])].area() <=
                boxes[static_cast<std::size_t>(hits[h])].area());
      }
      const auto contains = std::count_if(boxes.begin(), boxes.end(), [&](const auto& box) {
        return box.valid() && box.x1 <= area.left() && box.x2 >= area.left() && box.y1 <= area.top() &&
               box.y2 >= area.top();
      });
      QCOMPARE(static_cast<std::ptrdiff_t>(hits.size()), contains);
    }
  }

  void everyEditIsUndoneAndRedone() {
    Fixture f;
    const auto before = f.document.regions();
    f.document.add({region(0, {1, 1, 5, 5})}, QStringLiteral("add"));
    f.document.setBoxes({1, 2}, {{0, 0, 9, 9}, {5, 5, 50, 50}}, QStringLiteral("move"));
    f.document.setLabel({3}, 4);
    f.document.remove({2, 3});
    QCOMPARE(f.stack.count(), 4);
    QCOMPARE(f.document.regions().size(), std::size_t{2});
    const auto after = f.document.regions();
    while (f.stack.canUndo()) f.stack.undo();
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{1, 2, 3}));
    for (std::size_t i = 0; i < before.size(); ++i) {
      QCOMPARE(f.document.regions()[i].box, before[i].box);
      QVERIFY(f.document.regions()[i].label_id == before[i].label_id);
    }
    while (f.stack.canRedo()) f.stack.redo();
    QCOMPARE(f.document.regions().size(), after.size());
    QCOMPARE(f.document.regions()[0].box, after[0].box);
    QCOMPARE(f.sent.size(), std::size_t{4});
    QCOMPARE(f.turns.size(), std::size_t{8});
  }

  void undoneDeletionBringsBackPlaceAndSelection() {
    Fixture f;
    f.document.remove({1, 2});
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{3}));
    f.stack.undo();
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{1, 2, 3}));
    QCOMPARE(f.document.selection().size(), std::size_t{2});
  }

  void undoAndRedoNameTheStepThatWasMade() {
    Fixture f;
    f.document.setLabel({1, 3}, 7);
    f.document.setLabel({2}, 7);
    f.stack.undo();
    f.stack.undo();
    f.stack.redo();
    QCOMPARE(f.sent.size(), std::size_t{2});
    QVERIFY(f.sent[0].key != f.sent[1].key);
    QCOMPARE(f.turns.size(), std::size_t{3});
    QCOMPARE(f.turns[0].key, f.sent[1].key);
    QCOMPARE(f.turns[1].key, f.sent[0].key);
    QVERIFY(f.turns[1].undo && !f.turns[2].undo && !f.turns[2].answer);
  }

  void nudgesInARowAreOneStep() {
    Fixture f;
    f.document.select({1});
    for (int i = 0; i < 5; ++i) nudgeSelection(f.document, {1, 0});
    QCOMPARE(f.stack.count(), 1);
    QCOMPARE(f.document.find(1)->box, (PixelBox{15, 10, 45, 40}));
    QCOMPARE(f.sent.size(), std::size_t{5});  // each is written when it is made, as a part of the first
    for (std::size_t i = 0; i < 5; ++i) {
      QCOMPARE(f.sent[i].joins, i > 0);
      QCOMPARE(f.sent[i].key, f.sent[0].key);
    }
    f.document.select({2});
    nudgeSelection(f.document, {0, 10});
    QCOMPARE(f.stack.count(), 2);
    f.stack.undo();
    f.stack.undo();
    QCOMPARE(f.document.find(1)->box, (PixelBox{10, 10, 40, 40}));
    f.stack.redo();
    QCOMPARE(f.document.find(1)->box, (PixelBox{15, 10, 45, 40}));
  }

  void nudgeStopsAtTheEdge() {
    Fixture f;
    f.document.select({1, 2});
    nudgeSelection(f.document, {-50, 0});
    QCOMPARE(f.document.find(1)->box.x1, 0.F);
    QCOMPARE(f.document.find(2)->box.x1, 50.F);  // together
    nudgeSelection(f.document, {-1, 0});
    QCOMPARE(f.stack.count(), 1);
  }

  void growingMovesTheFarSides() {
    Fixture f;
    f.document.select({1});
    growSelection(f.document, {10, 0});
    QCOMPARE(f.document.find(1)->box, (PixelBox{10, 10, 50, 40}));
    growSelection(f.document, {-100, -100});
    QCOMPARE(f.document.find(1)->box, (PixelBox{10, 10, 12, 12}));
  }

  void undoAcrossImagesAsksForTheImage() {
    Fixture f;
    QSignalSpy wanted(&f.document, &RegionDocument::imageWanted);
    f.document.setBoxes({1}, {{0, 0, 9, 9}}, QStringLiteral("move"));
    QCOMPARE(wanted.count(), 0);
    f.document.setImage(2, {50, 50});
    f.document.setRegions({region(9, {1, 1, 20, 20}, 2)});
    f.stack.undo();
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().first().value<store::ImageId>(), store::ImageId{1});
    QCOMPARE(f.sent.size(), std::size_t{1});
    QCOMPARE(f.turns.size(), std::size_t{1});
    QCOMPARE(f.document.regions().size(), std::size_t{1});
    QCOMPARE(f.document.find(9)->box, (PixelBox{1, 1, 20, 20}));
  }

  void bulkEditOverImagesIsOneStepAndStaysHere() {
    Fixture f;
    QSignalSpy wanted(&f.document, &RegionDocument::imageWanted);
    RegionEdits edits;
    for (const store::ImageId image : {1, 5, 6}) {
      auto before = region(image == 1 ? 2 : image * 10, {60, 20, 90, 80}, image);
      auto after = before;
      after.label_id = 3;
      edits.push_back({RegionEdit::Kind::Update, before, after});
    }
    f.document.edit(edits, QStringLiteral("label 3 results"));
    QCOMPARE(f.stack.count(), 1);
    QVERIFY(f.document.find(2)->label_id == store::LabelId{3});
    f.stack.undo();
    QVERIFY(!f.document.find(2)->label_id);
    QCOMPARE(f.sent.back().edits.size(), std::size_t{3});
    QCOMPARE(wanted.count(), 0);  // part of it is seen here
  }

  void lockedRegionsAreNotChanged() {
    Fixture f;
    f.document.setLocked({1}, true);
    f.document.select({1, 2});
    removeSelection(f.document);
    QVERIFY(f.document.find(1) != nullptr);
    QVERIFY(f.document.find(2) == nullptr);
    f.document.setLabel({1}, 5);
    nudgeSelection(f.document, {3, 3});
    QCOMPARE(f.stack.count(), 1);
    QCOMPARE(f.document.find(1)->box.x1, 10.F);
    f.document.select({1});
    toggleSelectionLocked(f.document);
    QVERIFY(!f.document.isLocked(1));
  }

  void orderIsRaisedAndLowered() {
    Fixture f;
    using Order = RegionDocument::Order;
    f.document.reorder({1}, Order::Raise);
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{2, 1, 3}));
    f.document.reorder({1, 3}, Order::Raise);  // as far as they go
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{2, 1, 3}));
    f.document.reorder({3}, Order::ToBack);
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{3, 2, 1}));
    f.document.reorder({3}, Order::ToFront);
    f.document.reorder({1, 3}, Order::Lower);
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{1, 3, 2}));
    QVERIFY(f.document.find(3)->box.x1 == 100.F);
    QCOMPARE(f.stack.count(), 4);                      // a step each, but for the one that changed nothing
    QCOMPARE(f.sent[0].edits.size(), std::size_t{1});  // what it passes stays as it is
    while (f.stack.canUndo()) f.stack.undo();
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{1, 2, 3}));
    while (f.stack.canRedo()) f.stack.redo();
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{1, 3, 2}));
  }

  // Against moving in a list; z must say the same, and does not run out of room between two numbers.
  void anyReorderingIsWhatAListWouldDo() {
    using Order = RegionOrder;
    Random random(4);
    std::vector<store::Region> regions;
    for (int i = 1; i <= 12; ++i) {
      regions.push_back(region(i, {0, 0, 5, 5}));
      regions.back().z = 10 + i;
    }
    auto expected = regions;
    for (int round = 0; round < 4000; ++round) {
      std::unordered_set<store::RegionId> chosen;
      for (int i = 1; i <= 12; ++i) {
        if (random.chance(0.25)) chosen.insert(i);
      }
      const auto order = static_cast<Order>(random.below(4));
      const auto isChosen = [&](const auto& each) { return chosen.contains(each.id); };
      const auto before = expected;
      std::vector<store::Region> low, high;
      for (const auto& each : expected)
        (isChosen(each) == (order == Order::ToFront) ? high : low).push_back(each);
      if (order == Order::ToFront || order == Order::ToBack) {
        expected = low;
        expected.insert(expected.end(), high.begin(), high.end());
      } else if (order == Order::Raise) {
        for (std::size_t i = 11; i-- > 0;) {
          if (isChosen(expected[i]) && !isChosen(expected[i + 1])) std::swap(expected[i], expected[i + 1]);
        }
      } else {
        for (std::size_t i = 1; i < 12; ++i) {
          if (isChosen(expected[i]) && !isChosen(expected[i - 1])) std::swap(expected[i], expected[i - 1]);
        }
      }
      const auto old = regions;
      reorderRegions(regions, chosen, order);
      bool moved = false;
      for (std::size_t i = 0; i < 12; ++i) {
        QCOMPARE(regions[i].id, expected[i].id);
        if (i > 0) QVERIFY(*regions[i - 1].z < *regions[i].z);
        moved = moved || expected[i].id != before[i].id;
      }
      if (!moved) {
        for (std::size_t i = 0; i < 12; ++i) QVERIFY(regions[i].z == old[i].z);
      }
    }
  }

  void newRegionsLieAboveAllAndAreNotLocked() {
    Fixture f;
    f.document.reorder({1}, RegionOrder::ToFront);
    f.document.setLocked({1}, true);
    f.document.select({1});
    duplicateSelection(f.document, 8);
    const auto& copy = f.document.regions().back();
    QVERIFY(copy.id < 0 && !copy.locked);
    QVERIFY(*copy.z > *f.document.find(1)->z);
  }

  void lockingAndHidingAreToldAndNoSteps() {
    Fixture f;
    QSignalSpy locked(&f.document, &RegionDocument::lockedChanged),
        hidden(&f.document, &RegionDocument::hiddenChanged);
    f.document.setLocked({1, 2}, true);
    f.document.setLocked({2}, true);  // is
    f.document.setHidden({3}, true);
    f.document.hideAll();
    QCOMPARE(locked.size(), 1);
    QCOMPARE(hidden.size(), 2);
    QCOMPARE(hidden[1][0].value<std::vector<store::RegionId>>(), (std::vector<store::RegionId>{1, 2}));
    QCOMPARE(f.stack.count(), 0);
    // An edit, its undoing and a region that comes back leave them as they are.
    f.document.setLocked({1}, false);
    f.document.setLabel({1}, 4);
    f.document.remove({1});
    f.stack.undo();
    f.stack.undo();
    QVERIFY(f.document.isHidden(1) && !f.document.isLocked(1) && f.document.isLocked(2));
  }

  void verifyingIsAStepOfTheOpenImage() {
    Fixture f;
    QSignalSpy changed(&f.document, &RegionDocument::verifiedChanged),
        wanted(&f.document, &RegionDocument::imageWanted);
    f.document.toggleVerified();
    QVERIFY(f.document.verified());
    f.document.setImage(2, {50, 50});
    QVERIFY(!f.document.verified());
    f.stack.undo();
    QCOMPARE(wanted.size(), 1);
    QVERIFY(!f.document.verified());
    f.document.setImage(1, {200, 100});
    f.stack.redo();
    QVERIFY(f.document.verified());
    f.document.toggleVerified();
    QVERIFY(!f.document.verified());
    QCOMPARE(f.stack.count(), 2);
  }

  void stepsOfTheStoreAskForTheirEditsAndShowThem() {
    Fixture f;
    f.stack.push(new EditRegionsCommand(&f.document, StepTitle{40, QStringLiteral("move")}, false));
    f.stack.push(new EditRegionsCommand(&f.document, StepTitle{41, QStringLiteral("add")}, true));
    f.stack.setIndex(1);
    QVERIFY(f.sent.empty() && f.turns.empty());
    f.stack.redo();
    QCOMPARE(f.turns.size(), std::size_t{1});
    QVERIFY(f.turns[0].key == 41 && f.turns[0].answer && !f.turns[0].undo);
    f.stack.undo();
    f.stack.undo();
    QCOMPARE(f.turns.size(), std::size_t{3});
    QVERIFY(f.turns[2].key == 40 && f.turns[2].undo);
    auto before = *f.document.find(2), after = before;
    after.box = {1, 1, 9, 9};
    for (int i = 0; i < 2; ++i) f.document.showTurned({});
    f.document.showTurned({{RegionEdit::Kind::Update, before, after}});
    QCOMPARE(f.document.find(2)->box, after.box);
    // A nudge does not join what was made in another session, and waits until that is shown.
    f.stack.redo();
    f.document.select({2});
    nudgeSelection(f.document, {1, 0});
    QVERIFY(f.sent.empty() && f.document.waiting());
    f.document.showTurned({{RegionEdit::Kind::Update, after, before}});
    QCOMPARE(f.sent.size(), std::size_t{1});
    QVERIFY(!f.sent.back().joins);
    QCOMPARE(f.sent[0].edits[0].before.box, before.box);
    QCOMPARE(f.document.find(2)->box, (PixelBox{2, 1, 10, 9}));  // as the user left it
  }

  void whatIsDoneWhileAStoredStepIsTurnedKeepsItsOrder() {
    Fixture f;
    f.stack.push(new EditRegionsCommand(&f.document, StepTitle{40, QStringLiteral("move")}, false));
    f.stack.push(new EditRegionsCommand(&f.document, StepTitle{41, QStringLiteral("move")}, false));
    f.stack.undo();
    f.stack.undo();
    QCOMPARE(f.turns.size(), std::size_t{2});  // these need not wait for each other
    const auto first = *f.document.find(2);
    f.document.setLabel({2}, 7);
    f.document.setBoxes({2}, {{3, 3, 30, 30}}, QStringLiteral("move"));
    f.document.remove({1});
    f.stack.undo();
    auto between = first, last = first;
    between.box = {1, 1, 20, 20};
    last.box = {2, 2, 20, 20};
    last.label_id = 5;
    f.document.showTurned({{RegionEdit::Kind::Update, first, between}});
    QVERIFY(f.sent.empty());
    f.document.showTurned(
        {{RegionEdit::Kind::Update, between, last}, {RegionEdit::Kind::Remove, *f.document.find(3), {}}});
    QCOMPARE(f.sent.size(), std::size_t{3});
    QVERIFY(f.sent[0].edits[0].before.box == last.box && f.sent[0].edits[0].before.label_id == 5);
    QVERIFY(f.sent[1].edits[0].before.label_id == 7);  // of the step before, which waited too
    QVERIFY(f.sent[1].edits[0].after.label_id == 7 && f.sent[1].edits[0].before.box == last.box);
    QCOMPARE(f.turns.size(), std::size_t{3});
    QVERIFY(f.turns[2].undo && f.turns[2].key == f.sent[2].key);
    QCOMPARE(ids(f.document), (std::vector<store::RegionId>{1, 2}));
    QVERIFY(!f.document.waiting());
  }

  void tabGoesInReadingOrderAndRound() {
    Fixture f;
    std::vector<store::RegionId> seen;
    for (int i = 0; i < 4; ++i) {
      f.document.selectNext(1);
      seen.push_back(f.document.selection().front());
    }
    QCOMPARE(seen, (std::vector<store::RegionId>{1, 2, 3, 1}));
    f.document.selectNext(-1);
    QCOMPARE(f.document.selection().front(), store::RegionId{3});
    f.document.setHidden({1}, true);
    f.document.selectNext(1);
    QCOMPARE(f.document.selection().front(), store::RegionId{2});
  }

  void copiedRegionsFitIntoTheNextImage() {
    Fixture f;
    f.document.setLabels({{4, "cat"}});
    f.document.setLabel({3}, 4);
    f.document.select({3, 1});
    const auto data = copySelection(f.document);
    QVERIFY(data != nullptr);
    f.document.setImage(2, {120, 60});
    QCOMPARE(pasteRegions(f.document, *data, 10), 2);
    QCOMPARE(f.document.regions().size(), std::size_t{2});
    QCOMPARE(f.document.regions()[0].box, (PixelBox{60, 20, 120, 60}));  // moved inside
    QVERIFY(f.document.regions()[0].label_id == store::LabelId{4});
    QCOMPARE(f.document.regions()[1].box, (PixelBox{10, 10, 40, 40}));
    QCOMPARE(f.document.regions()[0].image_id, store::ImageId{2});
    QVERIFY(f.document.regions()[0].id < 0);
    // A second time beside the first.
    pasteRegions(f.document, *data, 10);
    QCOMPARE(f.document.regions()[3].box, (PixelBox{20, 20, 50, 50}));
    f.stack.undo();
    QCOMPARE(f.document.regions().size(), std::size_t{2});
  }

  void foreignLabelNumbersAreNotTakenOver() {
    Fixture f;
    f.document.setLabels({{4, "cat"}});
    f.document.setLabel({1}, 4);
    f.document.select({1});
    const auto data = copySelection(f.document);
    f.document.setImage(7, {200, 100});
    f.document.setLabels({{4, "truck"}});  // another project
    QCOMPARE(pasteRegions(f.document, *data, 10), 1);
    QVERIFY(!f.document.regions()[0].label_id);
  }

  void brokenClipboardPastesNothing() {
    Fixture f;
    QMimeData data;
    data.setText(QStringLiteral("hello"));
    QCOMPARE(pasteRegions(f.document, data, 10), 0);
    data.setData(regionMimeType(), R"({"regions": [{"box": [5, 5]}, {"box": [9, 9, 1, 1]}, 7]})");
    QCOMPARE(pasteRegions(f.document, data, 10), 0);
    QCOMPARE(f.stack.count(), 0);
  }

  void duplicatesLieBesideTheOriginal() {
    Fixture f;
    f.document.select({1, 3});
    duplicateSelection(f.document, 8);
    QCOMPARE(f.document.regions().size(), std::size_t{5});
    QCOMPARE(f.document.regions()[3].box, (PixelBox{18, 18, 48, 48}));
    QCOMPARE(f.document.regions()[4].box, (PixelBox{108, 58, 168, 98}));
    QCOMPARE(f.document.selection().size(), std::size_t{2});
    QVERIFY(f.document.isSelected(f.document.regions()[3].id));
  }

  void deletingTenThousandTakesAMoment() {
    QUndoStack stack;
    RegionDocument document(&stack);
    document.setImage(1, {10000, 10000});
    std::vector<store::Region> many;
    for (int i = 1; i <= 10000; ++i)
      many.push_back(region(i, {float(i % 100), float(i / 100), float(i % 100 + 5), float(i / 100 + 5)}));
    document.setRegions(many);
    document.selectAll();
    QElapsedTimer timer;
    timer.start();
    removeSelection(document);
    QVERIFY(document.regions().empty());
    stack.undo();
    // Quadratic work would take seconds here.
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(document.regions().size(), std::size_t{10000});
    for (std::size_t i = 0; i < many.size(); ++i) QCOMPARE(document.regions()[i].id, many[i].id);
  }

  void rulerTicksAreOneTwoFive() {
    for (const double least : {0.7, 3.0, 11.0, 45.0, 130.0, 7000.0}) {
      const auto ticks = rulerTicks(0, least * 40, least, false);
      double previous = -1, distance = 0;
      for (const auto& tick : ticks) {
        QCOMPARE(tick.position, std::round(tick.position));
        if (!tick.major) continue;
        if (previous >= 0) distance = tick.position - previous;
        previous = tick.position;
      }
      QVERIFY(distance >= least);
      const double mantissa = distance / std::pow(10, std::floor(std::log10(distance) + 1e-9));
      QVERIFY(std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 ||
              std::abs(mantissa - 5) < 1e-6);
    }
    QVERIFY(rulerTicks(5, 5, 1, false).empty());
    const auto shares = rulerTicks(0, 1, 0.08, true);
    QCOMPARE(std::count_if(shares.begin(), shares.end(), [](const auto& tick) { return tick.major; }),
             std::ptrdiff_t{11});
  }
};

QTEST_MAIN(RegionsTest)
#include "test_regions.moc"
