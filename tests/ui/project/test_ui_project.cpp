// SPDX-License-Identifier: GPL-3.0-or-later
// Edits through the store's thread, as the window makes them.
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "ui/project/project_service.h"

using namespace cloc;
using namespace cloc::ui;
namespace fs = std::filesystem;

class TestUiProject : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_->path().toStdString()) / name; }
  fs::path project() const { return at("p.clocproj"); }

  static store::Region region(std::int64_t key, float x) {
    return {key, 1, {x, 10, x + 20, 30}, std::nullopt, "", "user"};
  }
  static RegionEdit insert(const store::Region& region) { return {RegionEdit::Kind::Insert, {}, region}; }
  std::vector<store::Region> stored() const {
    return store::Project::open(project(), {.access = store::Access::ReadOnly}).regions_of(1);
  }
  void openIn(ProjectService& service) const {
    QSignalSpy images(&service, &ProjectService::imagesLoaded);
    service.open(project());
    QVERIFY(images.wait());
  }
  static void settle(ProjectService& service) { QTRY_COMPARE(service.pending(), 0); }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    fs::create_directories(at("photos"));
    for (int i = 0; i < 3; ++i) {
      QImage image(64, 48, QImage::Format_RGB32);
      image.fill(Qt::red);
      QVERIFY(image.save(QString::fromStdString(at("photos/" + std::to_string(i) + ".png").string())));
    }
    auto made = store::Project::create(project(), "P");
    made.add_image({0, at("photos/0.png"), 64, 48, {}});
  }

  void aFolderOfImagesBecomesAProject() {
    ProjectService service;
    QSignalSpy opened(&service, &ProjectService::opened);
    std::vector<store::Image> images;
    bool whole = false;
    connect(&service, &ProjectService::imagesLoaded, this, [&](const auto& chunk, bool last) {
      images.insert(images.end(), chunk.begin(), chunk.end());
      whole = whole || last;
    });
    service.create(at("new.clocproj"), at("photos"));
    QTRY_VERIFY(whole);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(images.size(), std::size_t{3});
    QCOMPARE(service.summary()->name, QStringLiteral("new"));
    QCOMPARE(service.summary()->counts.images, 3);
  }

  void aProjectOfNothingIsNotMade() {
    ProjectService service;
    QSignalSpy failed(&service, &ProjectService::openFailed);
    service.create(at("new.clocproj"), at("nowhere"));
    QVERIFY(failed.wait());
    QVERIFY(failed[0][0].toString().contains("nowhere"));
    QVERIFY(!fs::exists(at("new.clocproj")));
  }

  void editsAreInTheStoreWhenNothingIsPending() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    service.apply({insert(region(key, 5))});
    QCOMPARE(service.pending(), 1);
    settle(service);
    QCOMPARE(stored().size(), std::size_t{1});
    // The key goes on meaning that region.
    auto moved = region(key, 9);
    service.apply({{RegionEdit::Kind::Update, region(key, 5), moved}});
    settle(service);
    QCOMPARE(stored()[0].box, moved.box);
  }

  void undoAndRedoKeepTheKeyThoughTheStoreGivesAnotherId() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    const RegionEdits made{insert(region(key, 5))};
    service.apply(made);
    settle(service);
    const auto first = stored()[0].id;
    service.apply(inverse(made));
    service.apply(made);
    const RegionEdits moved{{RegionEdit::Kind::Update, region(key, 5), region(key, 30)}};
    service.apply(moved);
    settle(service);
    QCOMPARE(stored().size(), std::size_t{1});
    QVERIFY(stored()[0].id != first);
    QCOMPARE(stored()[0].box.x1, 30.f);
    // And regions that are read again come with the key.
    QSignalSpy loaded(&service, &ProjectService::regionsLoaded);
    service.loadRegions(1);
    QVERIFY(loaded.wait());
    QCOMPARE(loaded[0][1].value<std::vector<store::Region>>()[0].id, key);
    service.apply(inverse(moved));
    service.apply(inverse(made));
    settle(service);
    QVERIFY(stored().empty());
  }

  void regionsFoundByTheStoresIdsComeWithTheWindowsKeys() {
    ProjectService service;
    openIn(service);
    const auto key = service.newKey();
    service.apply({insert(region(key, 5))});
    settle(service);
    std::optional<std::vector<store::Region>> found;
    service.findRegions({stored()[0].id, 4711}, this,
                        [&](const std::vector<store::Region>& regions) { found = regions; });
    QTRY_VERIFY(found.has_value());
    QCOMPARE(found->size(), std::size_t{1});  // 4711 is none
    QCOMPARE(found->front().id, key);
  }

  void aStepIsWrittenWholeOrNotAtAll() {
    ProjectService service;
    openIn(service);
    QSignalSpy failed(&service, &ProjectService::editFailed);
    auto nowhere = region(service.newKey(), 5);
    nowhere.image_id = 99;
    service.apply({insert(region(service.newKey(), 5)), insert(nowhere)});
    settle(service);
    QCOMPARE(failed.size(), 1);
    QVERIFY(stored().empty());
  }

  void closingTheWindowWritesWhatIsPending() {
    {
      ProjectService service;
      openIn(service);
      for (int i = 0; i < 50; ++i) service.apply({insert(region(service.newKey(), static_cast<float>(i)))});
    }
    QCOMPARE(stored().size(), std::size_t{50});
  }

  void onlyTheNewestImagesRegionsAreSent() {
    {
      auto project = store::Project::open(this->project());
      project.add_image({0, at("photos/1.png"), 64, 48, {}});
    }
    ProjectService service;
    openIn(service);
    QSignalSpy loaded(&service, &ProjectService::regionsLoaded);
    for (int i = 0; i < 20; ++i) service.loadRegions(1);
    service.loadRegions(2);
    QVERIFY(loaded.wait());
    QTest::qWait(50);
    QCOMPARE(loaded.size(), 1);
    QCOMPARE(loaded[0][0].value<store::ImageId>(), 2);
  }

  void workForAReceiverThatHasGoneIsDone() {
    ProjectService service;
    openIn(service);
    bool worked = false, told = false;
    auto receiver = std::make_unique<QObject>();
    service.post([&](store::Project&) { worked = true; }, receiver.get(), [&] { told = true; });
    receiver.reset();
    QTRY_VERIFY(worked);
    QTest::qWait(20);
    QVERIFY(!told);
    QSignalSpy failed(&service, &ProjectService::failed);
    service.post([](store::Project& opened) { opened.image(1234); });
    QVERIFY(failed.wait());
  }
};

QTEST_GUILESS_MAIN(TestUiProject)
#include "test_ui_project.moc"
