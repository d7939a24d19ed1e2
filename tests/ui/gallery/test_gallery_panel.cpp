// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QWheelEvent>
#include <random>

#include "tests/ui/gallery/fake_decoder.h"
#include "tests/ui/gallery/gallery_data.h"
#include "ui/gallery/empty_state.h"
#include "ui/gallery/gallery_model.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/gallery_view.h"
#include "ui/gallery/thumbnail_cache.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::test;

class TestGalleryPanel : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QLocale::setDefault(QLocale::English);
    applyTheme(*qApp, Scheme::Dark);
  }
  void init() {
    decoder_ = std::make_shared<FakeDecoder>();
    panel_ = std::make_unique<GalleryPanel>([decoder = decoder_] { return decoder; });
    panel_->resize(800, 600);
    panel_->show();
    QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
    view_ = panel_->view();
  }
  void cleanup() {
    decoder_->release();
    panel_.reset();
  }

  void onlyWhatIsVisibleOrNearIsAskedFor() {
    load(numberedImages(100000));
    const int visible = view_->visible().count();
    QVERIFY(visible > 5 && visible < 60);
    QTRY_VERIFY(decoder_->asked().size() >= static_cast<std::size_t>(visible));
    QTest::qWait(100);
    // The screen, two ahead, one behind.
    QVERIFY(decoder_->asked().size() <= static_cast<std::size_t>(4 * visible));
    QCOMPARE(decoder_->times("img_0.jpg"), 1);
    QCOMPARE(decoder_->times("img_50000.jpg"), 0);
    view_->scrollTo(50000);
    QTRY_COMPARE(decoder_->times("img_50000.jpg"), 1);
    QVERIFY(decoder_->asked().size() <= static_cast<std::size_t>(8 * visible));
  }

  void onlyVisibleCellsArePainted() {
    load(numberedImages(100000));
    view_->scrollTo(70000);
    const auto shown = view_->visible();
    QVERIFY(shown.first <= 70000 && 70000 <= shown.last && shown.count() < 60);
    for (int position = shown.first; position <= shown.last; ++position) {
      QVERIFY(view_->cellRect(position).intersects(view_->viewport()->rect()));
      QCOMPARE(view_->positionAt(view_->cellRect(position).center()), position);
    }
    QVERIFY(!view_->cellRect(shown.first - 1).intersects(view_->viewport()->rect()));
    QVERIFY(!view_->cellRect(shown.last + 1).intersects(view_->viewport()->rect()));
  }

  void theModelKeepsQtsRules() {
    QAbstractItemModelTester tester(panel_->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    load(numberedImages(200));
    panel_->setQuery(named("1"));
    settle();
    panel_->closeProject();
    QCOMPARE(panel_->shownImages(), 0);
  }

  void dataComesWithTheThumbnailLater() {
    decoder_->hold();
    load(numberedImages(3));
    auto* model = panel_->model();
    QTRY_VERIFY(!decoder_->asked().empty());
    QVERIFY(model->data(model->index(0), Qt::DecorationRole).isNull());
    QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
    decoder_->release();
    QTRY_COMPARE(changed.count(), 3);
    QVERIFY(!model->data(model->index(0), Qt::DecorationRole).isNull());
    QCOMPARE(model->data(model->index(2)).toString(), "img_2.jpg");
    QCOMPARE(model->data(model->index(2), GalleryModel::ImageIdRole).toLongLong(), 3);
  }

  void aBrokenImageSaysWhyInItsToolTip() {
    decoder_->failOn("img_1.jpg");
    load(numberedImages(3));
    auto* model = panel_->model();
    QTRY_VERIFY(model->data(model->index(1), Qt::ToolTipRole).toString().contains("is cut off"));
    QVERIFY(!model->data(model->index(0), Qt::ToolTipRole).toString().contains("is cut off"));
    view_->scrollToTop();
    QTest::qWait(30);
    QCOMPARE(decoder_->times("img_1.jpg"), 1);
    panel_->retryFailed();
    QTRY_COMPARE(decoder_->times("img_1.jpg"), 2);
    QCOMPARE(decoder_->times("img_0.jpg"), 1);
  }

  void imagesAreShownBeforeAllAreThere() {
    panel_->openProject({}, 1000);
    const auto images = numberedImages(1000);
    panel_->appendImages({images.begin(), images.begin() + 400}, false);
    QTRY_COMPARE(panel_->shownImages(), 400);
    QVERIFY(hasText("Loading 400 of 1,000 images"));
    panel_->appendImages({images.begin() + 400, images.end()}, true);
    QTRY_COMPARE(panel_->shownImages(), 1000);
    QTRY_VERIFY(hasText("1,000 images"));
  }

  void selectionAndCurrentSurviveAnyNewOrder() {
    load(numberedImages(500));
    click(3);
    click(5, Qt::ControlModifier);
    click(9, Qt::ControlModifier);
    QVERIFY(view_->visible().last >= 9);
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{4, 6, 10}));
    QCOMPARE(*panel_->currentImage(), 10);
    GalleryQuery query = panel_->query();
    query.sort.descending = true;
    panel_->setQuery(query);
    settle();
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{10, 6, 4}));
    QCOMPARE(*panel_->currentImage(), 10);
    // It was seen, so it still is.
    const auto shown = view_->visible();
    QVERIFY(shown.first <= view_->current() && view_->current() <= shown.last);
  }

  void whatAFilterTakesAwayIsNotSelectedUntilItIsBack() {
    load(numberedImages(500));
    click(3);
    click(5, Qt::ControlModifier);
    panel_->setQuery(named("img_5.jpg"));
    settle();
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{6}));
    QVERIFY(hasText("1 of 500 images · 1 selected"));
    panel_->clearFilter();
    settle();
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{4, 6}));
    QVERIFY(hasText("2 selected"));
  }

  void clicksSelectAsEverywhere() {
    load(numberedImages(100));
    click(2);
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{3}));
    click(5, Qt::ShiftModifier);
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{3, 4, 5, 6}));
    click(1, Qt::ShiftModifier);  // from the same end
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{2, 3}));
    click(7, Qt::ControlModifier);
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{2, 3, 8}));
    click(2, Qt::ControlModifier);
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{2, 8}));
    QTest::keyClick(view_, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view_->selectedCount(), 100);
    QTest::keyClick(view_, Qt::Key_Escape);
    QCOMPARE(view_->selectedCount(), 0);
  }

  void aRubberBandSelectsWhatItTouches() {
    load(numberedImages(100));
    click(20);
    const QPoint from = view_->cellRect(1).center(), to = view_->cellRect(6).center();
    QVERIFY(view_->cellRect(6).top() > view_->cellRect(1).bottom());
    QTest::mousePress(view_->viewport(), Qt::LeftButton, {}, from);
    drag(from + QPoint(30, 30));
    drag(to);
    std::vector<int> expected;
    const QRect band = QRect(from, to).normalized();
    for (int position = 0; position < 30; ++position) {
      if (view_->cellRect(position).intersects(band)) expected.push_back(position);
    }
    QVERIFY(expected.size() >= 4);
    QVERIFY(view_->selectedPositions() == expected);
    drag(from + QPoint(20, 20));  // smaller again
    QCOMPARE(view_->selectedPositions(), std::vector<int>{1});
    QTest::mouseRelease(view_->viewport(), Qt::LeftButton, {}, from + QPoint(20, 20));
    QVERIFY(!view_->isSelected(20));
  }

  void keysMoveThroughTheGrid() {
    load(numberedImages(1000));
    view_->setFocus();
    const auto press = [&](Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
      QTest::keyClick(view_, key, modifiers);
      return view_->current();
    };
    QCOMPARE(press(Qt::Key_Right), 0);  // the first key goes to the first
    QCOMPARE(press(Qt::Key_Right), 1);
    const int columns = columnsOf();
    QCOMPARE(press(Qt::Key_Down), 1 + columns);
    QCOMPARE(press(Qt::Key_Up), 1);
    QCOMPARE(press(Qt::Key_Up), 1);  // no row above
    QCOMPARE(press(Qt::Key_Left), 0);
    QCOMPARE(press(Qt::Key_Left), 0);
    QCOMPARE(press(Qt::Key_End), 999);
    QVERIFY(view_->viewport()->rect().contains(view_->cellRect(999)));
    const int page = 999 - press(Qt::Key_PageUp);
    QVERIFY(page > 0 && page % columns == 0);
    QCOMPARE(press(Qt::Key_PageDown), 999);
    QCOMPARE(press(Qt::Key_Home), 0);
    QCOMPARE(press(Qt::Key_Right, Qt::ShiftModifier), 1);
    QCOMPARE(press(Qt::Key_Right, Qt::ShiftModifier), 2);
    QCOMPARE(view_->selectedPositions(), (std::vector<int>{0, 1, 2}));
    QCOMPARE(press(Qt::Key_Right, Qt::ControlModifier), 3);  // goes without selecting
    QCOMPARE(view_->selectedCount(), 3);
    press(Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(view_->selectedPositions(), (std::vector<int>{0, 1, 2, 3}));
  }

  void typingGoesToTheName() {
    auto names = std::vector<std::string>{"apple.jpg", "banana 1.jpg", "banana 2.jpg", "Cherry.jpg"};
    load(imagesNamed(names));
    view_->setFocus();
    QTest::keyClicks(view_, "ban");
    QCOMPARE(view_->current(), 1);
    QTest::keyClicks(view_, "ana 2");  // the blank belongs to the name
    QCOMPARE(view_->current(), 2);
    QTest::qWait(1100);
    QTest::keyClicks(view_, "c");
    QCOMPARE(view_->current(), 3);
    QTest::qWait(1100);
    QTest::keyClicks(view_, "B");
    QCOMPARE(view_->current(), 1);
  }

  void typingFindsTheLastOfManyWithoutHoldingTheWindow() {
    auto names = std::vector<std::string>(300000, "a.jpg");
    names.push_back("z.jpg");
    load(imagesNamed(names));
    view_->setFocus();
    QTest::keyClicks(view_, "z");
    QTRY_COMPARE(view_->current(), 300000);
  }

  void enterAndDoubleClickOpen() {
    load(numberedImages(50));
    QSignalSpy opened(panel_.get(), &GalleryPanel::imageActivated);
    QSignalSpy current(panel_.get(), &GalleryPanel::currentChanged);
    click(4);
    QCOMPARE(current.count(), 1);
    QCOMPARE(current.front().front().toLongLong(), 5);
    QTest::keyClick(view_, Qt::Key_Return);
    QTest::mouseDClick(view_->viewport(), Qt::LeftButton, {}, view_->cellRect(7).center());
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened[0].front().toLongLong(), 5);
    QCOMPARE(opened[1].front().toLongLong(), 8);
  }

  void theCanvasMovesTheGalleryWithoutAnEcho() {
    load(numberedImages(5000));
    QSignalSpy current(panel_.get(), &GalleryPanel::currentChanged);
    panel_->showImage(4001);
    QCOMPARE(current.count(), 0);
    QCOMPARE(*panel_->currentImage(), 4001);
    QVERIFY(view_->viewport()->rect().contains(view_->cellRect(4000)));
  }

  void controlAndWheelChangeTheSize() {
    load(numberedImages(1000));
    view_->scrollTo(500);
    click(view_->visible().first + 8);
    const int side = view_->tileSide(), current = view_->current();
    const auto wheel = [&](int delta) {
      const QPoint at = view_->viewport()->rect().center();
      QWheelEvent event(at, view_->viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton,
                        Qt::ControlModifier, Qt::NoScrollPhase, false);
      QApplication::sendEvent(view_->viewport(), &event);
    };
    wheel(120);
    QVERIFY(view_->tileSide() > side);
    QCOMPARE(panel_->findChild<QSlider*>()->value(), view_->tileSide());
    QVERIFY(view_->viewport()->rect().intersects(view_->cellRect(current)));
    for (int i = 0; i < 40; ++i) wheel(-120);
    QCOMPARE(view_->tileSide(), GridView::minimumTile());
    QVERIFY(view_->viewport()->rect().intersects(view_->cellRect(current)));
  }

  void theNewestQueryWins() {
    load(numberedImages(60000));
    for (const char* text : {"1", "12", "123", "1234", "12345"}) panel_->setQuery(named(text));
    settle();
    QCOMPARE(panel_->shownImages(), 1);
    QCOMPARE(panel_->model()->idAt(0), 12346);
    panel_->setQuery(named("no such"));
    settle();
    auto* empty = panel_->findChild<EmptyState*>();
    QVERIFY(empty->isVisible());
    QCOMPARE(empty->title(), "No image matches");
    QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
    settle();
    QCOMPARE(panel_->shownImages(), 60000);
    QVERIFY(view_->isVisible());
  }

  void emptyStatesSayWhatIsSo() {
    auto* empty = panel_->findChild<EmptyState*>();
    QCOMPARE(empty->title(), "No project is open");
    panel_->openProject({}, 0);
    QCOMPARE(empty->title(), "Loading images …");
    panel_->appendImages({}, true);
    QCOMPARE(empty->title(), "The project has no images yet");
    QSignalSpy import(panel_.get(), &GalleryPanel::importRequested);
    QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(import.count(), 1);
  }

  void theFieldsFilter() {
    load(numberedImages(120));
    FactsMaker maker;
    panel_->setFacts(std::make_shared<store::ImageFacts>(maker.make({{0}, {0, 1}, {}, {1}})));
    panel_->setLabels({{static_cast<store::LabelId>(maker.labelId(0)), "cat"},
                       {static_cast<store::LabelId>(maker.labelId(1)), "dog"}});
    settle();
    auto* name = panel_->findChild<QLineEdit*>();
    QTest::keyClicks(name, "img_1?.jpg");
    settle();
    QCOMPARE(panel_->shownImages(), 10);
    name->clear();
    auto* state = panel_->findChildren<QComboBox*>().front();
    for (auto* box : panel_->findChildren<QComboBox*>()) {
      if (box->findText("Labelled") >= 0) state = box;
    }
    state->setCurrentText("Labelled");
    settle();
    QCOMPARE(panel_->shownImages(), 3);
    state->setCurrentText("Not labelled");
    settle();
    QCOMPARE(panel_->shownImages(), 117);
    state->setCurrentIndex(0);
    auto* labels = panel_->findChildren<CheckListButton*>().front();
    for (auto* button : panel_->findChildren<CheckListButton*>()) {
      if (button->text().startsWith("Labels")) labels = button;
    }
    labels->model().setEntries({{QString::number(maker.labelId(1)), "dog", 2}});
    labels->model().setData(labels->model().index(0), Qt::Checked, Qt::CheckStateRole);
    settle();
    QCOMPARE(panel_->shownImages(), 2);
    QVERIFY(labels->text().startsWith("dog"));
    QVERIFY(hasText("2 of 120 images"));
  }

  void verifiedImagesAreTickedAndFiltered() {
    load(numberedImages(6));
    FactsMaker maker;
    panel_->setFacts(
        std::make_shared<store::ImageFacts>(maker.make({{0}, {0, 1}, {}, {}, {}, {}}, {true, false, true})));
    settle();
    const auto tick = [&](int position) {
      const QPoint at =
          view_->cellRect(position).topLeft() + QPoint(CellPainter::kPadding + 6, CellPainter::kPadding + 12);
      return view_->viewport()->grab().toImage().pixelColor(at);
    };
    QVERIFY(tick(0) == tone(Tone::Good) && tick(2) == tone(Tone::Good));
    QVERIFY(tick(1) != tone(Tone::Good));
    QVERIFY(
        panel_->model()->data(panel_->model()->index(0), Qt::ToolTipRole).toString().contains("Verified"));
    auto* box = panel_->findChild<QComboBox*>(QStringLiteral("verifiedFilter"));
    box->setCurrentText("Verified");
    settle();
    QCOMPARE(panel_->shownImages(), 2);
    box->setCurrentText("Not verified");
    settle();
    QCOMPARE(panel_->shownImages(), 4);
    panel_->updateFacts(maker.verify(2, true));
    settle();
    QCOMPARE(panel_->shownImages(), 3);
    QCOMPARE(*panel_->nextImage(2), 4);  // from where it was
    panel_->clearFilter();
    settle();
    QCOMPARE(panel_->shownImages(), 6);
    QCOMPARE(box->currentIndex(), 0);
  }

  void menusCountTheImages() {
    load(numberedImages(4));
    FactsMaker maker;
    panel_->setFacts(std::make_shared<store::ImageFacts>(maker.make({{0}, {0, 1}, {}, {1, 1, 0}})));
    panel_->setLabels({{static_cast<store::LabelId>(maker.labelId(0)), "dog"},
                       {static_cast<store::LabelId>(maker.labelId(1)), "cat"}});
    settle();
    CheckListButton* labels = nullptr;
    for (auto* button : panel_->findChildren<CheckListButton*>()) {
      if (button->text().startsWith("Labels")) labels = button;
    }
    QVERIFY(labels);
    emit labels->menu()->aboutToShow();
    auto& model = labels->model();
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.data(model.index(0), Qt::DisplayRole).toString(), "cat");
    QCOMPARE(model.data(model.index(0), CheckListModel::CountRole).toInt(), 2);
    QCOMPARE(model.data(model.index(1), CheckListModel::CountRole).toInt(), 3);
    auto* search = labels->menu()->findChild<QLineEdit*>();
    QTest::keyClicks(search, "do");
    QCOMPARE(model.rowCount(), 1);
    QTest::keyClick(search, Qt::Key_Return);
    settle();
    QCOMPARE(panel_->shownImages(), 3);
    // And the mouse: all of a row ticks.
    search->clear();
    auto* list = labels->menu()->findChild<QListView*>();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(model.index(0)).center());
    QCOMPARE(labels->checked().size(), 2);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(model.index(1)).center());
    settle();
    QCOMPARE(panel_->shownImages(), 2);
  }

  void scoresSortTheGalleryUntilTheyAreCleared() {
    load(numberedImages(300));
    const std::vector<std::pair<store::ImageId, float>> scores = {{200, 0.5f}, {7, 0.9f}, {150, 0.1f}};
    panel_->setScores(scores);
    settle();
    QCOMPARE(panel_->model()->idAt(0), 7);
    QCOMPARE(panel_->model()->idAt(1), 200);
    QCOMPARE(panel_->model()->idAt(2), 150);
    QCOMPARE(panel_->model()->idAt(3), 1);
    GalleryQuery query = panel_->query();
    query.filter.scoreAtLeast = 0.4f;
    panel_->setQuery(query);
    settle();
    QCOMPARE(panel_->shownImages(), 2);
    panel_->clearScores();
    settle();
    QCOMPARE(panel_->shownImages(), 300);
    QCOMPARE(panel_->model()->idAt(0), 1);
  }

  void nextAndPreviousFollowTheOrderOnTheScreen() {
    load(numberedImages(30));
    GalleryQuery query = named("img_2");  // 2 and 20 to 29
    query.sort.descending = true;
    panel_->setQuery(query);
    settle();
    QCOMPARE(*panel_->nextImage(30), 29);
    QCOMPARE(*panel_->previousImage(29), 30);
    QVERIFY(!panel_->previousImage(30));
    QVERIFY(!panel_->nextImage(3));
    QCOMPARE(*panel_->nextImage(21), 3);
  }

  // The user goes through the images without regions: with its first region the image leaves the gallery.
  void nextGoesOnWhereTheImageWasThatLeft() {
    load(numberedImages(10));
    GalleryQuery query;
    query.filter.state = GalleryFilter::State::Unlabelled;
    panel_->setQuery(query);
    settle();
    panel_->showImage(4);
    FactsMaker maker;
    maker.make(std::vector<std::vector<int>>(10));
    panel_->updateFacts(maker.change(4, {0}));
    settle();
    QCOMPARE(panel_->shownImages(), 9);
    QCOMPARE(*panel_->nextImage(4), 5);
    QCOMPARE(*panel_->previousImage(4), 3);
    QCOMPARE(*panel_->nextUnlabelled(4), 5);
    QCOMPARE(*panel_->previousUnlabelled(4), 3);
  }

  void anEditIsNotUndoneByFactsThatWereReadBefore() {
    load(numberedImages(4));
    FactsMaker maker;
    const auto before = std::make_shared<store::ImageFacts>(maker.make({{0}, {}, {}, {}}));
    panel_->setFacts(before);
    panel_->updateFacts(maker.change(2, {0, 0}));  // while they are taken in
    settle();
    QCOMPARE(panel_->model()->table().regions(0), 1u);
    QCOMPARE(panel_->model()->table().regions(1), 2u);
  }

  void nextUnlabelledPassesOverThoseWithRegions() {
    load(numberedImages(6));
    FactsMaker maker;
    panel_->setFacts(std::make_shared<store::ImageFacts>(maker.make({{}, {0}, {0}, {}, {0}, {0}})));
    settle();
    QCOMPARE(*panel_->nextUnlabelled(1), 4);
    QVERIFY(!panel_->nextUnlabelled(4));
    QCOMPARE(*panel_->previousUnlabelled(6), 4);
    QCOMPARE(*panel_->previousUnlabelled(4), 1);
  }

  void aRightClickActsOnTheSelection() {
    load(numberedImages(50));
    QSignalSpy menu(panel_.get(), &GalleryPanel::menuRequested);
    const auto rightClick = [&](int position) {
      const QPoint at = view_->cellRect(position).center();
      QTest::mouseClick(view_->viewport(), Qt::RightButton, {}, at);
      QContextMenuEvent event(QContextMenuEvent::Mouse, at, view_->viewport()->mapToGlobal(at));
      QApplication::sendEvent(view_->viewport(), &event);
    };
    click(1);
    click(3, Qt::ShiftModifier);
    rightClick(2);
    QCOMPARE(view_->selectedCount(), 3);
    rightClick(5);
    QCOMPARE(panel_->selectedImages(), (QVector<qint64>{6}));
    QCOMPARE(menu.count(), 2);
  }

  void lettersAreNotTakenFromTheWindowByTheGalleryAlone() {
    load(numberedImages(5));
    const auto taken = [&](Qt::Key key, Qt::KeyboardModifiers modifiers, const QString& text) {
      QKeyEvent event(QEvent::ShortcutOverride, key, modifiers, text);
      event.ignore();
      QApplication::sendEvent(view_, &event);
      return event.isAccepted();
    };
    QVERIFY(taken(Qt::Key_I, {}, "i"));
    QVERIFY(!taken(Qt::Key_Slash, {}, "/"));
    QVERIFY(!taken(Qt::Key_Z, Qt::ControlModifier, "\x1a"));
  }

  void closingWhileItWorksIsHarmless() {
    load(numberedImages(100000));
    panel_->setQuery(named("9"));
    panel_->closeProject();
    QCOMPARE(panel_->shownImages(), 0);
    QTest::qWait(50);
    QCOMPARE(panel_->shownImages(), 0);
    load(numberedImages(10));
    panel_->setQuery(named("9"));
    panel_.reset();
  }

 private:
  static GalleryQuery named(const QString& text) {
    GalleryQuery query;
    query.filter.name = text;
    return query;
  }
  void load(const std::vector<store::Image>& images) {
    panel_->openProject({}, static_cast<qint64>(images.size()));
    panel_->appendImages(images, true);
    settle();
    QCOMPARE(panel_->shownImages(), static_cast<int>(images.size()));
  }
  void settle() {
    QTRY_VERIFY_WITH_TIMEOUT(!panel_->model()->arranging(), 60000);
    QTest::qWait(1);
  }
  void click(int position, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mouseClick(view_->viewport(), Qt::LeftButton, modifiers, view_->cellRect(position).center());
  }
  void drag(const QPoint& to) {
    QMouseEvent event(QEvent::MouseMove, to, view_->viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                      {});
    QApplication::sendEvent(view_->viewport(), &event);
  }
  int columnsOf() const {
    int columns = 1;
    while (view_->cellRect(columns).top() == view_->cellRect(0).top()) ++columns;
    return columns;
  }
  bool hasText(const QString& text) const {
    for (const auto* label : panel_->findChildren<QLabel*>()) {
      if (label->text().contains(text)) return true;
    }
    return false;
  }

  std::shared_ptr<FakeDecoder> decoder_;
  std::unique_ptr<GalleryPanel> panel_;
  GalleryView* view_ = nullptr;
};

QTEST_MAIN(TestGalleryPanel)
#include "test_gallery_panel.moc"
