// SPDX-License-Identifier: GPL-3.0-or-later
// The gallery in the whole window: its menu, its order by the search; and what the window says of an index
// and a model that are no longer those of the project.
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QToolButton>

#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/gallery_view.h"
#include "ui/search/search_panel.h"
#include "ui/window/image_navigator.h"
#include "ui/window/status_line.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestGalleryInWindow : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  QAction* action(const char* id) { return window_->actionRegistry().find(QString::fromLatin1(id)); }
  QVector<qint64> shown() {
    window_->gallery().view()->selectAll();
    return window_->gallery().selectedImages();
  }
  QToolButton* indexPart() {
    for (auto* button : window_->statusLine().findChildren<QToolButton*>()) {
      if (button->text().contains(QLatin1String("Index:"))) return button;
    }
    return nullptr;
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(window_->gallery().shownImages(), StudioFixture::kImages);
  }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void orderedBySearchTheBestImageComesFirstUntilTheSearchIsCleared() {
    QCOMPARE(shown(), (QVector<qint64>{1, 2, 3, 4, 5}));
    window_->searchPanel().setQuery({.words = QStringLiteral("cat")});
    action("gallery.orderBySearch")->trigger();
    // RuleEngine scores later images higher; the last has no region and no score.
    QTRY_COMPARE(shown(), (QVector<qint64>{4, 3, 2, 1, 5}));
    window_->searchPanel().clear();
    QTRY_COMPARE(shown(), (QVector<qint64>{1, 2, 3, 4, 5}));
    window_->searchPanel().setQuery({.words = QStringLiteral("dog")});
    QTRY_COMPARE(shown(), (QVector<qint64>{4, 3, 2, 1, 5}));
    action("gallery.orderBySearch")->trigger();
    QTRY_COMPARE(shown(), (QVector<qint64>{1, 2, 3, 4, 5}));
  }

  void theMenuOfSelectedImagesSearchesForThem() {
    window_->gallery().showImage(2);
    emit window_->gallery().menuRequested(QPoint(10, 10));
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu != nullptr);
    QVERIFY(menu->actions().contains(action("gallery.findSimilar")));
    menu->close();
    action("gallery.findSimilar")->trigger();
    QTRY_COMPARE(window_->searchPanel().query().boxes.size(), std::size_t{1});
    QCOMPARE(window_->searchPanel().query().boxes[0].image, fixture_->photo(1));
    QCOMPARE(window_->searchPanel().query().boxes[0].box,
             (PixelBox{0, 0, StudioFixture::kWidth, StudioFixture::kHeight}));
    action("gallery.searchFolder")->trigger();
    QTRY_COMPARE(window_->searchPanel().query().folder,
                 QString::fromStdString(fixture_->photo(1).parent_path().string()));
    action("gallery.copyPaths")->trigger();
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(fixture_->photo(1).string()));
  }

  void regionsDrawnSinceTheIndexWasMadeAreSaid() {
    QTRY_VERIFY(indexPart() != nullptr);
    QVERIFY(!indexPart()->text().contains(QLatin1String("newer")));
    fixture_->log->newRegions = 1;
    auto& canvas = window_->canvas();
    QTRY_VERIFY(canvas.document()->image() != 0);
    canvas.document()->add({{0, 0, {10, 10, 50, 50}, std::nullopt, "", "user"}}, QStringLiteral("Draw"));
    QTRY_VERIFY(indexPart() != nullptr && indexPart()->text().contains(QLatin1String("1 region(s) newer")));
    // Nothing that was found changes by that: the search is not run again.
    window_->searchPanel().setQuery({.words = QStringLiteral("cat")});
    QTRY_VERIFY(fixture_->log->searches > 0);
    QTest::qWait(200);
    const int before = fixture_->log->searches;
    fixture_->log->newRegions = 2;
    window_->engine().reloadIndex();
    QTRY_VERIFY(indexPart()->text().contains(QLatin1String("2 region(s) newer")));
    QCOMPARE(fixture_->log->searches.load(), before);
  }

  void wordsTypedWhileTheModelIsLoadedAgainAreSearched() {
    window_->engine().open({.project = fixture_->projectFolder()});
    window_->searchPanel().setQuery({.words = QStringLiteral("cat")});
    QTRY_COMPARE(window_->engine().state(), EngineService::State::Ready);
    QTRY_VERIFY(fixture_->log->searches > 0);
  }

  void aModelThatWasReplacedIsReadAgainWhenTheUserComesBack() {
    const int opens = fixture_->log->opens;
    fixture_->log->modelReplaced = true;
    QWidget other;
    other.show();
    other.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&other));
    window_->activateWindow();
    QTRY_COMPARE(fixture_->log->opens.load(), opens + 1);

    fixture_->log->refuse = true;
    fixture_->log->modelReplaced = true;
    window_->engine().checkModel();
    QTRY_VERIFY(window_->statusLine().currentMessage().contains(QLatin1String("cannot be read")));
    window_->searchPanel().setQuery({.words = QStringLiteral("cat")});
    QTRY_VERIFY(fixture_->log->searches > 0);  // with the one in memory
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyTheme(application, Scheme::Light);
  TestGalleryInWindow test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_gallery_in_window.moc"
