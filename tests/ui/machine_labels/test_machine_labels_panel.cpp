// SPDX-License-Identifier: GPL-3.0-or-later
// Machine labels in the whole window: the list by score and its filters, accepting and rejecting one by one
// and by threshold, what is written and undone, what another process finds meanwhile, very many of them, and
// the dialog that starts the job.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QTimer>
#include <algorithm>

#include "core/assist/machine_labels.h"
#include "core/store/edits.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/empty_state.h"
#include "ui/machine_labels/labelling_dialog.h"
#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestMachineLabelsPanel : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  MachineLabelsPanel& panel() { return window_->machineLabels(); }
  MachineLabelList& list() { return panel().list(); }
  WaitingLabels& waiting() { return panel().waiting(); }
  template <class Widget>
  Widget* part(const char* name) {
    return panel().findChild<Widget*>(QLatin1String("machineLabels.") + QLatin1String(name));
  }
  LabellingDialog* dialog() { return window_->findChild<LabellingDialog*>(); }
  template <class Widget>
  Widget* field(const char* name) {
    return dialog()->findChild<Widget*>(QLatin1String("labelling.") + QLatin1String(name));
  }

  static store::Region region(store::ImageId image, const std::string& phrase, double score) {
    const auto x = static_cast<float>(10 + 100 * score);
    store::Region region{0, image, {x, 20, x + 60, 90}, {}, phrase, assist::kMachineSource};
    region.attributes.set(data::kScore, score);
    return region;
  }
  // As a labelling job of another process writes them.
  void find(const std::vector<store::Region>& regions) {
    auto project = store::Project::open(fixture_->projectFolder());
    store::Changes changes;
    for (const auto& one : regions) changes.push_back({store::Change::Kind::Insert, {}, one});
    store::Edits(project).apply("machine labels", changes);
  }
  void open(const std::vector<store::Region>& regions) {
    if (!regions.empty()) find(regions);
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    window_->actionRegistry().find(QStringLiteral("assist.machineLabels"))->trigger();
    QTRY_VERIFY(panel().isVisible());
    QTRY_COMPARE(waiting().waiting(), static_cast<int>(regions.size()));
    QTRY_VERIFY(!waiting().reading());
  }
  std::vector<store::Region> some() {
    return {region(1, "a red ball", 0.3), region(2, "the cat", 0.9), region(3, "a red ball", 0.6),
            region(5, "a tree", 0.45)};
  }
  QStringList phrases() {
    QStringList all;
    for (const auto key : waiting().shown())
      all << QStringLiteral("%1 %2").arg(waiting().at(key).phrase).arg(waiting().at(key).score, 0, 'f', 2);
    return all;
  }
  std::vector<store::Region> stored(const char* source) {
    std::vector<store::Region> found;
    const auto project = fixture_->stored();
    for (const auto& image : project.images()) {
      for (const auto& one : project.regions_of(image.id)) {
        if (one.source == source) found.push_back(one);
      }
    }
    return found;
  }
  std::size_t accepted() { return stored(assist::kAcceptedSource).size(); }
  std::size_t machine() { return stored(assist::kMachineSource).size(); }
  void written() { QTRY_COMPARE_WITH_TIMEOUT(window_->project().pending(), 0, 60000); }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void theSurestComeFirst() {
    open(some());
    QCOMPARE(phrases(), QStringList({"the cat 0.90", "a red ball 0.60", "a tree 0.45", "a red ball 0.30"}));
    part<QComboBox>("order")->setCurrentIndex(1);
    QCOMPARE(phrases(), QStringList({"a red ball 0.30", "a tree 0.45", "a red ball 0.60", "the cat 0.90"}));
    QCOMPARE(list().current(), 0);
  }

  void phraseAndScoreFilter() {
    open(some());
    part<QLineEdit>("phrase")->setText(QStringLiteral("RED"));
    QCOMPARE(phrases(), QStringList({"a red ball 0.60", "a red ball 0.30"}));
    part<QDoubleSpinBox>("least")->setValue(0.5);
    QCOMPARE(phrases(), QStringList({"a red ball 0.60"}));
    QVERIFY(part<QLabel>("counts")->text().contains(QStringLiteral("1 of 4")));
    part<QLineEdit>("phrase")->setText(QStringLiteral("nowhere"));
    QCOMPARE(panel().findChild<EmptyState*>()->title(), QStringLiteral("Nothing with these filters"));
    emit panel().findChild<EmptyState*>()->clicked();
    QCOMPARE(phrases().size(), 4);
  }

  void acceptingIsOneStepAndGoesOn() {
    open(some());
    const int before = window_->undoStack().count();
    QTest::keyClick(&list(), Qt::Key_A);
    QTRY_COMPARE(window_->undoStack().count(), before + 1);
    written();
    QCOMPARE(accepted(), std::size_t{1});
    QCOMPARE(stored(assist::kAcceptedSource)[0].caption, std::string("the cat"));
    QVERIFY(!stored(assist::kAcceptedSource)[0].label_id);  // nobody has asked for labels
    QCOMPARE(list().current(), 0);
    QCOMPARE(list().label(0).phrase, QStringLiteral("a red ball"));
    QTest::keyClick(&list(), Qt::Key_S);
    QCOMPARE(list().current(), 1);
    window_->undoStack().undo();
    QTRY_COMPARE(waiting().waiting(), 4);
    written();
    QCOMPARE(accepted(), std::size_t{0});
    window_->undoStack().redo();
    QTRY_COMPARE(waiting().waiting(), 3);
    written();
    QCOMPARE(accepted(), std::size_t{1});
  }

  void rejectingRemovesTheBox() {
    open(some());
    QTest::keyClick(&list(), Qt::Key_Down);
    QTest::keyClick(&list(), Qt::Key_N);
    QTRY_COMPARE(machine(), std::size_t{3});
    QCOMPARE(phrases(), QStringList({"the cat 0.90", "a tree 0.45", "a red ball 0.30"}));
    QCOMPARE(list().current(), 1);
    window_->undoStack().undo();
    QTRY_COMPARE(machine(), std::size_t{4});
    QTRY_COMPARE(waiting().waiting(), 4);
  }

  void allAboveTheThresholdAreOneStep() {
    open(some());
    part<QSlider>("threshold")->setValue(450);
    QCOMPARE(part<QPushButton>("acceptAbove")->text(), QStringLiteral("Accept 3 above"));
    QCOMPARE(part<QPushButton>("rejectBelow")->text(), QStringLiteral("Reject 1 below"));
    const int before = window_->undoStack().count();
    part<QPushButton>("acceptAbove")->click();
    QTRY_COMPARE(window_->undoStack().count(), before + 1);
    written();
    QCOMPARE(accepted(), std::size_t{3});
    QCOMPARE(phrases(), QStringList({"a red ball 0.30"}));
    window_->undoStack().undo();
    written();
    QCOMPARE(accepted(), std::size_t{0});
    QTRY_COMPARE(waiting().waiting(), 4);
    part<QPushButton>("rejectBelow")->click();
    QTRY_COMPARE(machine(), std::size_t{3});
    QCOMPARE(window_->undoStack().index(), before + 1);
  }

  void theThresholdCountsWhatTheFilterShows() {
    open(some());
    part<QLineEdit>("phrase")->setText(QStringLiteral("red"));
    part<QSlider>("threshold")->setValue(200);
    part<QPushButton>("acceptAbove")->click();
    QTRY_COMPARE(accepted(), std::size_t{2});
    QTRY_COMPARE(waiting().waiting(), 2);
  }

  void labelsAreGivenWhenAsked() {
    open(some());
    part<QCheckBox>("give")->setChecked(true);
    part<QSlider>("threshold")->setValue(0);
    part<QPushButton>("acceptAbove")->click();
    QTRY_COMPARE(accepted(), std::size_t{4});
    const auto project = fixture_->stored();
    std::map<store::LabelId, std::string> names;
    for (const auto& label : project.labels()) names[label.id] = label.name;
    QCOMPARE(names.size(), std::size_t{4});  // cat and dog were there
    for (const auto& one : stored(assist::kAcceptedSource)) {
      QVERIFY(one.label_id);
      QCOMPARE(names[*one.label_id], assist::label_name_of(one.caption));
    }
    // The window knows them too.
    QTRY_COMPARE(window_->project().labels().size(), std::size_t{4});
    part<QCheckBox>("give")->setChecked(false);
  }

  void whatAnotherProcessFindsComesIn() {
    open(some());
    QTest::keyClick(&list(), Qt::Key_Down);
    const auto current = list().label(list().current()).region;
    find({region(4, "a dog", 0.95), region(5, "a cloud", 0.05)});
    QTRY_COMPARE(waiting().waiting(), 6);
    QCOMPARE(phrases().front(), QStringLiteral("a dog 0.95"));
    QCOMPARE(list().label(list().current()).region, current);  // stays before the user's eyes
  }

  void whatIsLockedStays() {
    open(some());
    {
      auto project = store::Project::open(fixture_->projectFolder());
      const auto id = stored(assist::kMachineSource)[1].id;
      project.set_locked(std::span(&id, 1), true);
    }
    part<QSlider>("threshold")->setValue(0);
    part<QPushButton>("acceptAbove")->click();
    QTRY_COMPARE(accepted(), std::size_t{3});
    QTRY_COMPARE(waiting().waiting(), 1);
  }

  void enterOpensTheImageWithTheRegionSelected() {
    open(some());
    emit list().activated(2);  // the tree, in the fifth image
    QCOMPARE(window_->navigator().image(), store::ImageId{5});
    QTRY_COMPARE(window_->canvas().document()->selection().size(), std::size_t{1});
    const auto* selected = window_->canvas().document()->find(window_->canvas().document()->selection()[0]);
    QVERIFY(selected != nullptr);
    QCOMPARE(selected->caption, std::string("a tree"));
    // Told apart there: dashed, and with the score.
    const auto drawn = window_->canvas().snapshot().boxes;
    QCOMPARE(drawn.size(), std::size_t{1});
    QVERIFY(drawn[0].dashed);
    QCOMPARE(drawn[0].text, QStringLiteral("0.45  a tree"));
    QTest::keyClick(&list(), Qt::Key_Down);
    QTest::keyClick(&list(), Qt::Key_Down);
    QTest::keyClick(&list(), Qt::Key_A);
    const auto now = [&] { return window_->canvas().snapshot().boxes.front(); };
    QTRY_VERIFY(!now().dashed);
    QCOMPARE(now().text, QStringLiteral("a tree"));
  }

  void veryManyAreOneStepToo() {
    std::vector<store::Region> many;
    for (int i = 0; i < 3000; ++i) many.push_back(region(1 + i % kStudioImages, "a dot", 0.0001 * i + 0.1));
    open(many);
    part<QSlider>("threshold")->setValue(150);
    const int before = window_->undoStack().count();
    const int above = waiting().countFrom(0.15f);
    QVERIFY(above > static_cast<int>(LabelDecisions::kMostHere));
    part<QPushButton>("acceptAbove")->click();
    QCOMPARE(waiting().waiting(), 3000 - above);
    QTRY_COMPARE_WITH_TIMEOUT(accepted(), static_cast<std::size_t>(above), 30000);
    QTRY_COMPARE(window_->undoStack().count(), before + 1);
    // What the canvas shows is of now.
    const auto shown = [&](const char* source) {
      const auto& regions = window_->canvas().document()->regions();
      return std::count_if(regions.begin(), regions.end(),
                           [&](const auto& one) { return one.source == source; });
    };
    QTRY_COMPARE(shown(assist::kAcceptedSource), above / kStudioImages);
    window_->undoStack().undo();
    written();
    QCOMPARE(accepted(), std::size_t{0});
    QTRY_COMPARE(waiting().waiting(), 3000);
    QTRY_COMPARE(shown(assist::kAcceptedSource), 0);
  }

  void nothingWaits() {
    open({});
    QVERIFY(panel().minimumSizeHint().height() < 420);  // small screens
    auto* empty = panel().findChild<EmptyState*>();
    QCOMPARE(empty->title(), QStringLiteral("No machine labels wait"));
    emit empty->clicked();
    QVERIFY(dialog() != nullptr && dialog()->isVisible());
  }

  void theDialogStartsTheJobWithWhatWasChosen() {
    open({});
    window_->actionRegistry().find(QStringLiteral("assist.label"))->trigger();
    QVERIFY(dialog()->isVisible());
    QVERIFY(field<QPushButton>("start")->isEnabled());
    // An OWL needs a folder, a server an address.
    field<QComboBox>("detector")->setCurrentIndex(1);
    QVERIFY(!field<QPushButton>("start")->isEnabled());
    field<QLineEdit>("model")->setText(QString::fromStdString(fixture_->at("photos").string()));
    QVERIFY(field<QPushButton>("start")->isEnabled());
    field<QComboBox>("captions")->setCurrentIndex(1);
    QVERIFY(field<QLabel>("problem")->isVisible());
    field<QLineEdit>("address")->setText(QStringLiteral("http://localhost:9/v1"));
    field<QLineEdit>("serverModel")->setText(QStringLiteral("llava"));
    field<QCheckBox>("onlyMissing")->setChecked(true);
    field<QDoubleSpinBox>("threshold")->setValue(0.25);
    field<QComboBox>("phrases")->setCurrentIndex(1);
    field<QCheckBox>("again")->setChecked(true);
    field<QPushButton>("start")->click();
    QVERIFY(!dialog()->isVisible());
    QTRY_COMPARE(fixture_->stored().jobs().list().size(), std::size_t{1});
    const auto job = fixture_->stored().jobs().list().front();
    QCOMPARE(job.kind, std::string("label"));
    const auto params = QJsonDocument::fromJson(QByteArray::fromStdString(job.params)).object();
    const QJsonObject wanted{{"detector", "owl"},
                             {"model", QString::fromStdString(fixture_->at("photos").string())},
                             {"threshold", 0.25},
                             {"phrases", "ngrams"},
                             {"again", true},
                             {"captioner", "http://localhost:9/v1"},
                             {"captioner_model", "llava"},
                             {"only_missing", true}};
    QCOMPARE(params, wanted);
  }

  void theProjectsModelLabelsASelection() {
    LabellingRequest request;
    request.images = {3, 5};
    request.detector = QStringLiteral("cloc");
    request.phrases = QStringLiteral("grammar");
    const auto params =
        QJsonDocument::fromJson(request.params(QStringLiteral("/models/mine")).toUtf8()).object();
    const QJsonObject wanted{{"detector", "cloc"},
                             {"model", "/models/mine"},
                             {"threshold", 0.1},
                             {"phrases", "grammar"},
                             {"images", QJsonArray{3, 5}}};
    QCOMPARE(params, wanted);
  }

  // The window's thread is never held for long, whatever it costs the store's.
  void aHundredThousandStayUsable() {
    std::vector<store::Region> many;
    for (int i = 0; i < 20'000; ++i)
      many.push_back(region(1 + i % kStudioImages, "a dot number " + std::to_string(i), 0.000009 * i + 0.05));
    auto project = std::make_unique<store::Project>(store::Project::open(fixture_->projectFolder()));
    for (int round = 0; round < 5; ++round) {
      for (store::ImageId image = 1; image <= kStudioImages; ++image) {
        std::vector<store::Region> of;
        for (const auto& one : many)
          if (one.image_id == image) of.push_back(one);
        project->add_regions(image, of);
      }
    }
    project.reset();
    fixture_->showWindow(window_);
    QElapsedTimer timer;
    timer.start();
    fixture_->openProject(*window_);
    window_->actionRegistry().find(QStringLiteral("assist.machineLabels"))->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(waiting().waiting(), 100'000, 60000);
    qInfo("project and labels read in %lld ms", static_cast<long long>(timer.restart()));
    part<QLineEdit>("phrase")->setText(QStringLiteral("number 1999"));
    const auto filter = timer.restart();
    part<QLineEdit>("phrase")->clear();
    const auto all = timer.restart();
    part<QSlider>("threshold")->setValue(100);
    const auto threshold = timer.restart();
    QTest::keyClick(&list(), Qt::Key_End);
    list().viewport()->repaint();
    const auto end = timer.restart();
    qInfo("filter %lld ms, all again %lld ms, threshold %lld ms, to the end %lld ms",
          static_cast<long long>(filter), static_cast<long long>(all), static_cast<long long>(threshold),
          static_cast<long long>(end));
    QVERIFY(filter < 500 && all < 500 && threshold < 500 && end < 500);
    part<QSlider>("threshold")->setValue(140);
    const int above = waiting().countFrom(0.14f);
    // How long the window's thread does not come to anything else.
    qint64 longest = 0;
    QElapsedTimer beat;
    QTimer pulse;
    connect(&pulse, &QTimer::timeout, &pulse, [&] { longest = std::max(longest, beat.restart()); });
    beat.start();
    pulse.start(1);
    timer.restart();
    part<QPushButton>("acceptAbove")->click();
    const auto click = timer.elapsed();
    QTRY_COMPARE_WITH_TIMEOUT(waiting().waiting(), 100'000 - above, 60000);
    written();
    const auto whole = timer.elapsed();
    QTest::qWait(1500);  // steps and regions are loaded again
    qInfo("%d accepted: the click took %lld ms, all of it %lld ms, the longest pause %lld ms", above,
          static_cast<long long>(click), static_cast<long long>(whole), static_cast<long long>(longest));
    QVERIFY(click < 500);
    QCOMPARE(accepted(), static_cast<std::size_t>(above));
  }
};

QTEST_MAIN(TestMachineLabelsPanel)
#include "test_machine_labels_panel.moc"
