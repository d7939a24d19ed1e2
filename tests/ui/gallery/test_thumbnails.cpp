// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/ui/gallery/fake_decoder.h"
#include "ui/gallery/crop_cache.h"
#include "ui/gallery/thumbnail_cache.h"
#include "ui/gallery/thumbnail_store.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::test;
namespace fs = std::filesystem;

namespace {

std::string numbered(int i) {
  std::string name(1, 'n');
  return name.append(std::to_string(i));
}

}  // namespace

class TestThumbnails : public QObject {
  Q_OBJECT

  // Workers that close at the same moment can leave what they wrote in the log beside the database, where it
  // would be found whole.
  void foldLog() {
    const auto name = QStringLiteral("fold");
    {
      auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
      database.setDatabaseName(QString::fromStdString(file().string()));
      QVERIFY(database.open());
      QVERIFY(QSqlQuery(database).exec(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    }
    QSqlDatabase::removeDatabase(name);
  }

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    decoder_ = std::make_shared<FakeDecoder>();
    project_ = fs::path(folder_->path().toStdString()) / "p.clocproj";
    fs::create_directories(project_);
  }
  void cleanup() {
    decoder_->release();
    folder_.reset();
  }

  void theVisibleOnesAreMadeFirst() {
    auto cache = makeCache({.threads = 1});
    decoder_->hold();
    cache->request({request("first")});
    QTRY_COMPARE(decoder_->times("first"), 1);  // the thread is busy with it
    cache->request({request("a"), request("b"), request("c")});
    cache->request({request("c"), request("a")});  // "b" was scrolled away
    decoder_->release();
    QTRY_VERIFY(cache->find(keyOf("a")));
    QCOMPARE(decoder_->asked(), (std::vector<std::string>{"first", "c", "a"}));
    QVERIFY(cache->find(keyOf("first")));
    QVERIFY(!cache->find(keyOf("b")));
  }

  void whatIsUnderWayIsNotMadeTwice() {
    auto cache = makeCache({.threads = 2});
    decoder_->hold();
    cache->request({request("a")});
    QTRY_COMPARE(decoder_->times("a"), 1);
    cache->request({request("a")});
    cache->request({request("a")});
    decoder_->release();
    QTRY_VERIFY(cache->find(keyOf("a")));
    QTest::qWait(30);
    QCOMPARE(decoder_->times("a"), 1);
  }

  void aBrokenImageSaysWhyAndIsNotTriedAgain() {
    auto cache = makeCache();
    decoder_->failOn("broken");
    cache->request({request("broken")});
    QTRY_VERIFY(cache->find(keyOf("broken")));
    QVERIFY(cache->find(keyOf("broken"))->image.isNull());
    QVERIFY(cache->find(keyOf("broken"))->error.contains("is cut off"));
    for (int i = 0; i < 5; ++i) cache->request({request("broken"), request("a")});
    QTRY_VERIFY(cache->find(keyOf("a")));
    QCOMPARE(decoder_->times("broken"), 1);
    cache->forget(keyOf("broken"));
    cache->request({request("broken")});
    QTRY_COMPARE(decoder_->times("broken"), 2);
  }

  void memoryIsBoundedAndTheLeastUsedGoesFirst() {
    // Three pictures of 64 x 48 and a bit.
    auto cache = makeCache({.memoryBytes = 45000, .threads = 1});
    for (const char* name : {"a", "b", "c"}) {
      cache->request({request(name)});
      QTRY_VERIFY(cache->find(keyOf(name)));
    }
    QVERIFY(cache->find(keyOf("a")));  // used again
    cache->request({request("d")});
    QTRY_VERIFY(cache->find(keyOf("d")));
    QVERIFY(cache->bytes() <= 45000);
    QVERIFY(cache->find(keyOf("a")));
    QVERIFY(!cache->find(keyOf("b")));
  }

  void anotherSizeIsMadeAgainAndTheOldOneShownMeanwhile() {
    auto cache = makeCache();
    cache->open(thumbnails());
    cache->request({request("a", 64)});
    QTRY_VERIFY(cache->find(keyOf("a")));
    QSignalSpy ready(cache.get(), &PictureCache::ready);
    cache->request({request("a", 128)});
    QCOMPARE(cache->find(keyOf("a"))->side, 64);
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(cache->find(keyOf("a"))->side, 128);
    QCOMPARE(cache->find(keyOf("a"))->image.width(), 128);
    QCOMPARE(decoder_->times("a"), 1);  // from the disk
  }

  void thumbnailsOutliveTheProgram() {
    makeOnDisk("a");
    QCOMPARE(decoder_->times("a"), 1);
    makeOnDisk("a");
    QCOMPARE(decoder_->times("a"), 1);
  }

  void aChangedImageGetsANewThumbnail() {
    makeOnDisk("a");
    std::ofstream(pathOf("a"), std::ios::app) << "more";
    makeOnDisk("a");
    QCOMPARE(decoder_->times("a"), 2);
  }

  void projectAndImagesMayMoveTogether() {
    makeOnDisk("a");
    const fs::path moved = fs::path(folder_->path().toStdString()) / "moved";
    fs::create_directories(moved);
    fs::rename(project_, moved / "p.clocproj");
    fs::rename(pathOf("a"), moved / "a");
    auto cache = makeCache();
    cache->open(moved / "p.clocproj" / "thumbnails");
    cache->request({{keyOf("a"), moved / "a", 64}});
    QTRY_VERIFY(cache->find(keyOf("a")));
    QCOMPARE(decoder_->times("a"), 1);
  }

  void aDeletedImageIsNamed() {
    auto cache = makeCache();
    cache->open(thumbnails());
    cache->request({{keyOf("gone"), "/nowhere/gone", 64}});
    QTRY_VERIFY(cache->find(keyOf("gone")));
    QVERIFY(cache->find(keyOf("gone"))->error.contains("/nowhere/gone"));
    QVERIFY(decoder_->asked().empty());
  }

  void aCorruptDatabaseIsMadeAnew() {
    makeOnDisk("a");
    for (const char* part : {"-wal", "-shm"}) fs::remove(file().string() + part);
    std::ofstream(file(), std::ios::trunc) << std::string(20000, 'x');
    QString said = makeOnDisk("a");
    QCOMPARE(said, QString());
    QCOMPARE(decoder_->times("a"), 2);
    makeOnDisk("a");
    QCOMPARE(decoder_->times("a"), 2);  // it works again
  }

  // Damage that shows only when a page in the middle is read.
  void damageFoundLaterIsRepairedToo() {
    {
      auto cache = makeCache();
      cache->open(thumbnails());
      std::vector<PictureRequest> many;
      for (int i = 0; i < 60; ++i) many.push_back(request(numbered(i)));
      cache->request(many);
      QTRY_COMPARE(decoder_->asked().size(), std::size_t{60});
      QTRY_VERIFY(cache->find(many.back().key));
    }
    foldLog();
    const auto size = fs::file_size(file());
    std::fstream damage(file(), std::ios::in | std::ios::out | std::ios::binary);
    damage.seekp(static_cast<std::streamoff>(4096));
    damage << std::string(static_cast<std::size_t>(size) - 4096, '\x7f');
    damage.close();
    QCOMPARE(makeOnDisk("n7"), QString());
    makeOnDisk("n7");
    QCOMPARE(decoder_->times("n7"), 2);
  }

  void aDeletedFolderComesBack() {
    makeOnDisk("a");
    fs::remove_all(thumbnails());
    makeOnDisk("a");
    QCOMPARE(decoder_->times("a"), 2);
    QVERIFY(fs::exists(file()));
  }

  void whereNothingCanBeWrittenMemoryServesAndItIsSaidOnce() {
    // The folder's place is taken by a file: fails for every user, root too.
    std::ofstream(thumbnails()) << "not a folder";
    auto cache = makeCache();
    QSignalSpy said(cache.get(), &ThumbnailCache::diskUnavailable);
    cache->open(thumbnails());
    cache->request({request("a"), request("b"), request("c")});
    QTRY_VERIFY(cache->find(keyOf("a")) && cache->find(keyOf("b")) && cache->find(keyOf("c")));
    QTRY_COMPARE(said.count(), 1);
    QVERIFY(said.front().front().toString().contains(QString::fromStdString(thumbnails().string())));
    QTest::qWait(20);
    QCOMPARE(said.count(), 1);
    QVERIFY(!cache->find(keyOf("a"))->image.isNull());
  }

  void aReadOnlyFolderServesWhatItHas() {
    if (::geteuid() == 0) QSKIP("root may write everywhere");
    makeOnDisk("a");
    fs::permissions(file(), fs::perms::owner_read);
    fs::permissions(thumbnails(), fs::perms::owner_read | fs::perms::owner_exec);
    const QString said = makeOnDisk("a");
    fs::permissions(thumbnails(), fs::perms::owner_all);
    QCOMPARE(decoder_->times("a"), 1);
    QVERIFY(!said.isEmpty());
  }

  void anotherProjectForgetsTheOneBefore() {
    auto cache = makeCache();
    cache->open(thumbnails());
    decoder_->hold();
    cache->request({request("a")});
    QTRY_COMPARE(decoder_->times("a"), 1);
    cache->open({});  // while it is under way
    decoder_->release();
    QTest::qWait(30);
    QVERIFY(!cache->find(keyOf("a")));
  }

  void theCacheMayGoWhileItIsBusy() {
    auto cache = makeCache({.threads = 2});
    decoder_->hold();
    std::vector<PictureRequest> many;
    for (int i = 0; i < 100; ++i) many.push_back(request(numbered(i)));
    cache->request(many);
    QTRY_VERIFY(!decoder_->asked().empty());
    std::thread later([this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      decoder_->release();
    });
    cache.reset();
    later.join();
    QVERIFY(decoder_->asked().size() <= 2);
  }

  void aMissingDecoderIsAnErrorOfThePicture() {
    ThumbnailCache cache([]() -> std::shared_ptr<const image::PictureDecoder> {
      throw Error(ErrorKind::NotFound, "libcloc_pictures.so is missing");
    });
    cache.request({request("a")});
    QTRY_VERIFY(cache.find(keyOf("a")));
    QVERIFY(cache.find(keyOf("a"))->error.contains("libcloc_pictures"));
  }

  // The decoders that users get, loaded by the pool's thread.
  void filesAreDecodedByTheModule() {
    QImage picture(300, 200, QImage::Format_RGB32);
    picture.fill(Qt::blue);
    for (int y = 50; y < 150; ++y) {
      for (int x = 100; x < 200; ++x) picture.setPixelColor(x, y, Qt::red);
    }
    const auto path = pathOf("picture.jpg");
    QVERIFY(picture.save(QString::fromStdString(path.string()), "JPG", 95));
    ThumbnailCache thumbnails;
    thumbnails.open(this->thumbnails());
    thumbnails.request({{keyOf("picture"), path, 128}});
    QTRY_VERIFY_WITH_TIMEOUT(thumbnails.find(keyOf("picture")), 20000);
    const auto* thumbnail = thumbnails.find(keyOf("picture"));
    QCOMPARE(thumbnail->error, QString());
    QCOMPARE(thumbnail->image.size(), QSize(128, 85));
    QVERIFY(thumbnail->image.pixelColor(64, 42).red() > 200);
    QVERIFY(thumbnail->image.pixelColor(5, 5).blue() > 200);
    CropCache crops;
    const auto crop = CropCache::crop(path, {100, 50, 200, 150}, 0, 80);
    crops.request({crop});
    QTRY_VERIFY(crops.find(crop.key));
    QCOMPARE(crops.find(crop.key)->image.size(), QSize(80, 80));
    QCOMPARE(crops.find(crop.key)->original, QSize(300, 200));
    QVERIFY(crops.find(crop.key)->image.pixelColor(3, 3).red() > 150);
  }

  void theBoxIsFoundInItsCrop() {
    // In the middle of the image, grown by its own size on each side: the middle third.
    QCOMPARE(boxInCrop({100, 100, 200, 140}, 1, {400, 300}),
             QRectF(QPointF(1 / 3.0f, 1 / 3.0f), QPointF(2 / 3.0f, 2 / 3.0f)));
    // At the corner there is nothing to grow into at the left and above.
    QCOMPARE(boxInCrop({0, 0, 100, 100}, 1, {400, 300}), QRectF(QPointF(0, 0), QPointF(0.5, 0.5)));
  }

 private:
  fs::path thumbnails() const { return project_ / "thumbnails"; }
  fs::path file() const { return thumbnails() / "thumbnails.sqlite"; }
  fs::path pathOf(const std::string& name) const { return fs::path(folder_->path().toStdString()) / name; }

  static PictureKey keyOf(const std::string& name) {
    return ThumbnailCache::keyOf(static_cast<store::ImageId>(std::hash<std::string>()(name) >> 1));
  }
  PictureRequest request(const std::string& name, int side = 64) {
    if (!fs::exists(pathOf(name))) std::ofstream(pathOf(name)) << name;
    return {keyOf(name), pathOf(name), side};
  }
  std::unique_ptr<ThumbnailCache> makeCache(const PictureCacheOptions& options = {}) {
    return std::make_unique<ThumbnailCache>([this] { return decoder_; }, options);
  }
  // As a program that starts, shows one thumbnail and ends. Returns what it says about the disk.
  QString makeOnDisk(const std::string& name) {
    auto cache = makeCache({.threads = 1});
    QSignalSpy said(cache.get(), &ThumbnailCache::diskUnavailable);
    cache->open(thumbnails());
    cache->request({request(name)});
    [&] { QTRY_VERIFY(cache->find(keyOf(name)) && !cache->find(keyOf(name))->image.isNull()); }();
    QTest::qWait(5);
    return said.isEmpty() ? QString() : said.front().front().toString();
  }

  std::unique_ptr<QTemporaryDir> folder_;
  std::shared_ptr<FakeDecoder> decoder_;
  fs::path project_;
};

QTEST_MAIN(TestThumbnails)
#include "test_thumbnails.moc"
