// SPDX-License-Identifier: GPL-3.0-or-later
// Find mistakes in the whole window: the lists by keyboard, what is written and undone, what is remembered,
// filters, thousands of entries, and what is said where there is nothing.
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "core/assist/review.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/assist/mistake_list.h"
#include "ui/assist/mistakes_panel.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/empty_state.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;
using assist::Mistake;
using assist::MistakeKind;

class TestMistakesPanel : public QObject {
  Q_OBJECT

  static constexpr store::LabelId kCat = 1, kDog = 2;
  const PixelBox box_{40, 30, 140, 110};  // of every region

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  MistakesPanel& panel() { return window_->mistakes(); }
  MistakeReview& review() { return panel().review(); }
  MistakeList& list() { return panel().list(); }
  template <class Widget>
  Widget* part(const char* name) {
    return panel().findChild<Widget*>(QLatin1String("mistakes.") + QLatin1String(name));
  }
  QString empty() { return panel().findChild<EmptyState*>()->title(); }

  Mistake about(MistakeKind kind, store::RegionId region, float score) {
    Mistake mistake{kind, score, region, region, box_, fixture_->photo(static_cast<int>(region) - 1)};
    mistake.label = region % 2 == 1 ? kCat : kDog;
    mistake.asked = 20;
    return mistake;
  }
  // Regions 1 to 4 are cat, dog, cat, dog. Three wrong labels, an outlier without a proposal, a duplicate,
  // and two missing boxes in the fifth image.
  assist::MistakeReport report() {
    assist::MistakeReport report;
    report.regions = 4;
    for (const store::RegionId region : {2, 1, 3}) {
      auto one = about(MistakeKind::Label, region,
                       0.9f - 0.2f * static_cast<float>(region == 1   ? 1
                                                        : region == 3 ? 2
                                                                      : 0));
      one.suggested = one.label == kCat ? kDog : kCat;
      one.votes = 17;
      one.own_votes = 1;
      report.lists[0].push_back(one);
    }
    report.lists[1].push_back(about(MistakeKind::Outlier, 4, 5));
    auto twice = about(MistakeKind::Duplicate, 3, 0.95f);
    twice.other_region = 1;
    twice.other_image = 3;
    twice.other_box = box_;
    twice.other_label = kCat;
    report.lists[2].push_back(twice);
    for (int i = 0; i < 2; ++i) {
      Mistake missing{MistakeKind::Missing, 0.8f - 0.1f * static_cast<float>(i), 5, {}, {0, 0, 0, 0},
                      fixture_->photo(4)};
      missing.box = {10.f + 100.f * static_cast<float>(i), 10, 90.f + 100.f * static_cast<float>(i), 90};
      missing.suggested = kDog;
      report.lists[3].push_back(missing);
    }
    return report;
  }
  void offer(const assist::MistakeReport& report) {
    const std::lock_guard lock(fixture_->assistance->mutex);
    fixture_->assistance->mistakes = report;
  }
  void search() {
    window_->actionRegistry().find(QStringLiteral("assist.mistakes"))->trigger();
    QTRY_VERIFY(review().hasReport());
    list().setFocus();
  }
  void written() { QTRY_COMPARE_WITH_TIMEOUT(window_->project().pending(), 0, 20000); }
  std::optional<store::LabelId> label(store::RegionId region) {
    return fixture_->stored().region(region).label_id;
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(window_->canvas().document()->regions().size(), std::size_t{1});
    offer(report());
  }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void acceptingGivesTheLabelAndGoesOn() {
    search();
    QCOMPARE(list().current(), 0);
    QVERIFY(part<QPushButton>("accept")->text().contains(QStringLiteral("cat")));
    QTest::keyClick(&list(), Qt::Key_A);
    QCOMPARE(review().state(MistakeKind::Label, 0), ReviewState::Corrected);
    QCOMPARE(list().current(), 1);
    QTRY_COMPARE(label(2), std::optional(kCat));
    QCOMPARE(window_->navigator().image(), store::ImageId{1});  // A was not the window's
    window_->undoStack().undo();
    QTRY_COMPARE(label(2), std::optional(kDog));
    QCOMPARE(review().state(MistakeKind::Label, 0), ReviewState::Open);
    window_->undoStack().redo();
    QTRY_COMPARE(label(2), std::optional(kCat));
    QCOMPARE(review().state(MistakeKind::Label, 0), ReviewState::Corrected);
  }

  void whatIsRightIsMarkedInTheProject() {
    search();
    QTest::keyClick(&list(), Qt::Key_K);
    QCOMPARE(review().state(MistakeKind::Label, 0), ReviewState::Kept);
    const auto marked = [&] {
      return assist::is_marked_right(fixture_->stored().region(2).attributes, MistakeKind::Label, "dog");
    };
    QTRY_VERIFY(marked());
    QCOMPARE(label(2), std::optional(kDog));
    window_->undoStack().undo();
    QTRY_VERIFY(!marked());
  }

  void aSelectionIsOneStep() {
    search();
    QTest::keyClick(&list(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(&list(), Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(list().chosen().size(), std::size_t{3});
    const int before = window_->undoStack().count();
    QTest::keyClick(&list(), Qt::Key_Y);
    QTRY_COMPARE(window_->undoStack().count(), before + 1);
    written();
    QCOMPARE(label(1), std::optional(kDog));
    QCOMPARE(label(2), std::optional(kCat));
    QCOMPARE(label(3), std::optional(kDog));
    window_->undoStack().undo();
    written();
    QCOMPARE(label(1), std::optional(kCat));
    QCOMPARE(review().openCount(MistakeKind::Label), 3);
  }

  void withoutAProposalItStaysAndDeleteRemovesIt() {
    search();
    panel().setKind(MistakeKind::Outlier);
    QVERIFY(!part<QPushButton>("accept")->isEnabled());
    QTest::keyClick(&list(), Qt::Key_A);
    QCOMPARE(review().state(MistakeKind::Outlier, 0), ReviewState::Open);
    QTest::keyClick(&list(), Qt::Key_Delete);
    QTRY_VERIFY(fixture_->stored().regions_of(4).empty());
    QCOMPARE(review().state(MistakeKind::Outlier, 0), ReviewState::Removed);
    window_->undoStack().undo();
    QTRY_COMPARE(fixture_->stored().regions_of(4).size(), std::size_t{1});
  }

  void anAcceptedDuplicateGoesAndSettlesTheOtherLists() {
    search();
    panel().setKind(MistakeKind::Duplicate);
    QTest::keyClick(&list(), Qt::Key_Space);
    QTRY_VERIFY(fixture_->stored().regions_of(3).empty());
    QCOMPARE(review().state(MistakeKind::Label, 2), ReviewState::Outdated);
    window_->undoStack().undo();
    QTRY_COMPARE(fixture_->stored().regions_of(3).size(), std::size_t{1});
    QCOMPARE(review().state(MistakeKind::Label, 2), ReviewState::Open);
  }

  void aMissingBoxIsMadeAndADeniedOneIsRemembered() {
    search();
    panel().setKind(MistakeKind::Missing);
    QTest::keyClick(&list(), Qt::Key_A);
    QTRY_COMPARE(fixture_->stored().regions_of(5).size(), std::size_t{1});
    const auto made = fixture_->stored().regions_of(5)[0];
    QCOMPARE(made.label_id, std::optional(kDog));
    QCOMPARE(made.source, std::string("model"));
    QCOMPARE(list().current(), 1);
    QTest::keyClick(&list(), Qt::Key_N);
    const auto denied = [&] { return assist::nothing_missing(fixture_->stored().image(5).attributes); };
    QTRY_COMPARE(denied(), (std::vector<PixelBox>{{110, 10, 190, 90}}));
    window_->undoStack().undo();
    QTRY_VERIFY(denied().empty());
    QCOMPARE(review().state(MistakeKind::Missing, 1), ReviewState::Open);
    QCOMPARE(review().state(MistakeKind::Missing, 0), ReviewState::Corrected);
  }

  void whatWasChangedMeanwhileIsLeftAlone() {
    search();
    {
      auto other = store::Project::open(fixture_->projectFolder());  // another program
      auto region = other.region(2);
      region.label_id = other.label("bird");
      other.update_region(region);
      other.remove_region(1);
    }
    QTest::keyClick(&list(), Qt::Key_A);
    QTest::keyClick(&list(), Qt::Key_A);
    QTRY_COMPARE(review().state(MistakeKind::Label, 0), ReviewState::Outdated);
    QTRY_COMPARE(review().state(MistakeKind::Label, 1), ReviewState::Outdated);
    QVERIFY(label(2) != std::optional(kCat));
    QCOMPARE(window_->undoStack().count(), 0);
  }

  void imagesThatHaveRegionsAreLookedIntoWhenAskedFor() {
    search();
    panel().setKind(MistakeKind::Missing);
    list().setCurrent(1);
    const auto second = list().mistake(1).box;
    panel().lookForMissing({});
    QTRY_VERIFY(!panel().searching());
    QCOMPARE(fixture_->log->proposals, 5);
    QCOMPARE(fixture_->log->names, 2);
    // One a photo, at the place that the assistant takes; after the better ones that were there.
    QCOMPARE(review().list(MistakeKind::Missing).size(), std::size_t{7});
    QCOMPARE(list().entries().size(), std::size_t{7});
    QCOMPARE(list().mistake(6).box, (PixelBox{200, 100, 260, 160}));
    QCOMPARE(list().mistake(list().current()).box, second);
    panel().lookForMissing({1});  // known already
    QTRY_VERIFY(!panel().searching());
    QCOMPARE(review().list(MistakeKind::Missing).size(), std::size_t{7});
    list().setCurrent(6);
    QTest::keyClick(&list(), Qt::Key_A);
    const auto made = [&] {
      const auto regions = fixture_->stored().regions_of(list().mistake(6).image_id);
      return std::count_if(regions.begin(), regions.end(),
                           [](const store::Region& region) { return region.source == "model"; });
    };
    QTRY_COMPARE(made(), 1);
  }

  void lookingIntoImagesIsCancelledAndPassesOverWhatCannotBeRead() {
    search();
    panel().setKind(MistakeKind::Missing);
    fixture_->log->unreadable = fixture_->photo(0).filename();
    QSignalSpy told(&panel(), &MistakesPanel::told);
    panel().lookForMissing({1, 2});
    QTRY_VERIFY(!panel().searching());
    QVERIFY(told.last()[0].toString().contains(QStringLiteral("The file is cut off.")));
    QCOMPARE(review().list(MistakeKind::Missing).size(), std::size_t{3});
    fixture_->assistance->hold = true;
    panel().lookForMissing({});
    QTRY_VERIFY(fixture_->log->proposals > 1);
    QVERIFY(part<QProgressBar>("progress")->isVisible());
    part<QPushButton>("cancel")->click();
    QVERIFY(!panel().searching());
    fixture_->assistance->hold = false;
    QTest::qWait(100);
    QCOMPARE(review().list(MistakeKind::Missing).size(), std::size_t{3});
  }

  // The list is ranked anew while the store is asked for the image.
  void whatIsJudgedWhileMoreIsFoundIsTheEntryThatWasMeant() {
    search();
    panel().setKind(MistakeKind::Missing);
    list().setCurrent(1);
    review().judge(MistakeKind::Missing, {1}, assist::Judgement::Keep);
    Mistake better{MistakeKind::Missing, 0.99f, 2, {}, {200, 10, 300, 90}, fixture_->photo(1)};
    better.suggested = kDog;
    QCOMPARE(review().addMissing({better}), 1);
    QCOMPARE(review().state(MistakeKind::Missing, 2), ReviewState::Kept);
    QTRY_COMPARE(window_->undoStack().count(), 1);
    written();
    QCOMPARE(assist::nothing_missing(fixture_->stored().image(5).attributes),
             (std::vector<PixelBox>{{110, 10, 190, 90}}));
    window_->undoStack().undo();
    QCOMPARE(review().state(MistakeKind::Missing, 2), ReviewState::Open);
    QCOMPARE(review().state(MistakeKind::Missing, 1), ReviewState::Open);
  }

  void filtersByScoreLabelAndWhatIsSettled() {
    search();
    part<QDoubleSpinBox>("score")->setValue(0.65);
    QCOMPARE(list().entries(), (std::vector<int>{0, 1}));
    part<CheckListButton>("labels")->setChecked({QStringLiteral("cat")});
    emit part<CheckListButton>("labels")->checkedChanged();
    QCOMPARE(list().entries(), (std::vector<int>{1}));
    part<CheckListButton>("labels")->setChecked({});
    part<QDoubleSpinBox>("score")->setValue(0);
    QTRY_COMPARE(list().entries().size(), std::size_t{3});
    part<QCheckBox>("openOnly")->setChecked(true);
    list().setCurrent(0);
    QTest::keyClick(&list(), Qt::Key_K);
    QTRY_COMPARE(list().entries(), (std::vector<int>{1, 2}));
    QCOMPARE(list().current(), 0);  // the next has its place
    QTest::keyClick(&list(), Qt::Key_K);
    QTest::keyClick(&list(), Qt::Key_K);
    QTRY_VERIFY(empty().contains(QStringLiteral("settled")));
  }

  void enterOpensTheImage() {
    search();
    QTest::keyClick(&list(), Qt::Key_Return);
    QTRY_COMPARE(window_->navigator().image(), store::ImageId{2});
    QVERIFY(window_->canvas().isVisible());
  }

  void progressIsShownAndCancelKeepsWhatWasFound() {
    search();
    fixture_->assistance->hold = true;
    part<QPushButton>("search")->click();
    QTRY_VERIFY(part<QProgressBar>("progress")->isVisible());
    QTRY_COMPARE(part<QProgressBar>("progress")->value(), 500);
    part<QPushButton>("cancel")->click();
    QTRY_VERIFY(!panel().searching());
    fixture_->assistance->hold = false;
    QCOMPARE(list().entries().size(), std::size_t{3});
    QVERIFY(part<QPushButton>("search")->isVisible());
  }

  void withoutAnIndexItSaysSoAndOffersToBuildIt() {
    fixture_->log->hasIndex = false;
    window_.reset();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    window_->actionRegistry().find(QStringLiteral("assist.mistakes"))->trigger();
    QTRY_VERIFY(empty().contains(QStringLiteral("no index")));
    QSignalSpy wanted(&panel(), &MistakesPanel::buildIndexRequested);
    panel().findChild<EmptyState*>()->findChild<QPushButton*>()->click();
    QCOMPARE(wanted.count(), 1);
    QVERIFY(!review().hasReport());
  }

  void thousandsOfEntriesDoNotHoldTheWindow() {
    constexpr int kMany = 5000;
    auto many = report();
    for (int i = 0; i < kMany; ++i) {
      auto one = about(MistakeKind::Label, 1 + i % 4, 0.4f - 0.4f * static_cast<float>(i) / kMany);
      one.suggested = kDog;
      many.lists[0].push_back(one);
    }
    offer(many);
    search();
    QElapsedTimer clock;
    const auto within = [&](const char* what, int ms, auto&& work) {
      clock.start();
      work();
      qInfo("%s: %lld ms", what, clock.elapsed());
      QVERIFY2(clock.elapsed() < ms, what);
    };
    within("filter", 50, [&] { part<QDoubleSpinBox>("score")->setValue(0.2); });
    within("no filter", 50, [&] { part<QDoubleSpinBox>("score")->setValue(0); });
    within("to the end", 100, [&] {
      QTest::keyClick(&list(), Qt::Key_End);
      list().grab();
    });
    within("next open", 50, [&] { list().goOn(); });
    list().selectAll();
    within("judge all", 150, [&] { QTest::keyClick(&list(), Qt::Key_K); });
    written();
    QCOMPARE(review().openCount(MistakeKind::Label), 0);
  }
};

QTEST_MAIN(TestMistakesPanel)
#include "test_mistakes_panel.moc"
