// SPDX-License-Identifier: Apache-2.0
// What a judgement writes: the proposed fix of each kind, the marks, and what is left alone.
#include <QTest>

#include "core/assist/review.h"

using namespace cloc;
using namespace cloc::assist;
using Kind = store::Change::Kind;

class TestReview : public QObject {
  Q_OBJECT

  static constexpr store::LabelId kCat = 1, kDog = 2;

  static store::Region region(store::LabelId label) { return {7, 3, {10, 10, 60, 60}, label, "a cat", "t"}; }
  static Mistake doubted(MistakeKind kind) {
    Mistake mistake{kind, 0.8f, 3, 7, {10, 10, 60, 60}};
    mistake.label = kCat;
    return mistake;
  }

 private slots:
  void aWrongLabelIsReplacedAndNothingElse() {
    auto mistake = doubted(MistakeKind::Label);
    mistake.suggested = kDog;
    QCOMPARE(proposed_fix(mistake), Fix::Relabel);
    const auto change = judged(mistake, Judgement::Accept, region(kCat), "cat");
    QVERIFY(change && change->kind == Kind::Update);
    QCOMPARE(change->after.label_id, std::optional(kDog));
    QCOMPARE(change->after.caption, std::string("a cat"));
    QVERIFY(change->after.attributes.empty());
    QVERIFY(!is_current(mistake, region(kDog)));
  }

  void anOutlierHasAProposalOnlyWhenAnotherLabelFits() {
    auto mistake = doubted(MistakeKind::Outlier);
    QCOMPARE(proposed_fix(mistake), Fix::None);
    QVERIFY(!judged(mistake, Judgement::Accept, region(kCat), "cat"));
    mistake.suggested = kDog;
    QCOMPARE(proposed_fix(mistake), Fix::Relabel);
  }

  void aDuplicateGoesInItsImageAndFollowsTheFirstAcrossImages() {
    auto mistake = doubted(MistakeKind::Duplicate);
    mistake.other_region = 5;
    mistake.other_image = 3;
    mistake.other_label = kCat;
    const auto gone = judged(mistake, Judgement::Accept, region(kCat), "cat");
    QVERIFY(gone && gone->kind == Kind::Remove && gone->before.id == 7);
    mistake.other_image = 4;
    QCOMPARE(proposed_fix(mistake), Fix::None);
    mistake.other_label = kDog;
    const auto follows = judged(mistake, Judgement::Accept, region(kCat), "cat");
    QVERIFY(follows);
    QCOMPARE(follows->after.label_id, std::optional(kDog));
  }

  void whatIsRightIsMarkedOnceForThatDoubtAndLabel() {
    const auto mistake = doubted(MistakeKind::Label);
    const auto change = judged(mistake, Judgement::Keep, region(kCat), "cat");
    QVERIFY(change);
    QCOMPARE(change->after.label_id, std::optional(kCat));
    const auto& marked = change->after.attributes;
    QVERIFY(is_marked_right(marked, MistakeKind::Label, "cat"));
    QVERIFY(!is_marked_right(marked, MistakeKind::Label, "dog"));
    QVERIFY(!is_marked_right(marked, MistakeKind::Outlier, "cat"));
    QVERIFY(!judged(mistake, Judgement::Keep, change->after, "cat"));
    // As the store keeps it.
    QVERIFY(is_marked_right(data::Attributes::from_json(marked.to_json()), MistakeKind::Label, "cat"));
  }

  void aLockedRegionIsMarkedButNotChanged() {
    auto mistake = doubted(MistakeKind::Label);
    mistake.suggested = kDog;
    auto locked = region(kCat);
    locked.locked = true;
    QVERIFY(!judged(mistake, Judgement::Accept, locked, "cat"));
    QVERIFY(!judged(mistake, Judgement::Remove, locked, "cat"));
    QVERIFY(judged(mistake, Judgement::Keep, locked, "cat"));
  }

  void aMissingBoxIsMadeOrDenied() {
    Mistake mistake{MistakeKind::Missing, 0.8f, 3, {}, {10.4f, 20, 60, 80}};
    QVERIFY(!made_region(mistake, -1));
    mistake.suggested = kDog;
    const auto made = made_region(mistake, -1);
    QVERIFY(made && made->kind == Kind::Insert && made->after.image_id == 3);
    QCOMPARE(made->after.source, std::string("model"));
    store::ImageNotes notes{{"a caption"}, {}};
    notes.attributes.set(kReviewed,
                         std::vector<std::string>{"missing=1,2,3,4", "something else", "missing=x"});
    const auto denied = nothing_missing_change(3, notes, {mistake.box, mistake.box});
    QCOMPARE(denied.kind, Kind::ChangeImage);
    QCOMPARE(denied.notes->after.captions, notes.captions);
    QCOMPARE(nothing_missing(denied.notes->after.attributes),
             (std::vector<PixelBox>{{1, 2, 3, 4}, {10, 20, 60, 80}}));
  }
};

QTEST_GUILESS_MAIN(TestReview)
#include "test_review.moc"
