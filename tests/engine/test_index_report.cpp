// SPDX-License-Identifier: Apache-2.0
// The figures of an index that was made by hand, what is counted as changed, and where an index is searched.
#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <random>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/engine/index_report.h"
#include "core/index/generations.h"
#include "core/index/proposals.h"
#include "core/indexing/contents.h"
#include "core/store/edits.h"
#include "core/store/index_mark.h"
#include "core/store/project.h"
#include "tests/support/expect_error.h"

using namespace cloc;
namespace fs = std::filesystem;

class TestIndexReport : public QObject {
  Q_OBJECT

  static constexpr int kImages = 6, kDim = 16;

  std::unique_ptr<QTemporaryDir> dir_;
  std::unique_ptr<engine::IndexChecker> checker_ = engine::new_index_checker();
  fs::path at(const std::string& name) const { return fs::path(dir_->path().toStdString()) / name; }
  fs::path folder() const { return at("p.clocproj"); }
  store::Project project() const { return store::Project::open(folder()); }

  // No one looks into it: its stamp is what counts.
  fs::path write_file(int i) const {
    const auto path = at("image" + std::to_string(i) + ".png");
    std::ofstream(path) << "image " << i;
    return path;
  }

  // What update_index would make, with embeddings drawn by chance.
  void make_index(index::Kind kind) const {
    auto opened = project();
    index::EntryTable entries;
    for (const auto& image : opened.images()) {
      for (const auto& entry :
           indexing::wanted_entries(image, indexing::region_entries(opened.regions_of(image.id)),
                                    index::grid_proposals(image.width, image.height, {.whole_image = false})))
        entries.add(entry);
    }
    std::mt19937 chance(7);
    std::normal_distribution<float> normal;
    index::RegionIndex made(kDim, entries.size(), kind);
    std::vector<std::int64_t> ids;
    std::vector<float> values;
    for (const auto& entry : entries.all()) ids.push_back(entry.id);
    for (std::size_t i = 0; i < ids.size() * kDim; ++i) values.push_back(normal(chance));
    made.add(ids, values);
    made.settle();
    index::save_generation(opened.index_folder(), made, entries, {"hash", "a model", opened.id()});
    store::set_index_mark(opened, store::last_rows(opened));
  }

  engine::Staleness stale() const { return checker_->count_stale(folder(), {}, {}); }

 private slots:
  // The even images have two regions each, the odd ones none.
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    auto made = store::Project::create(folder(), "p");
    for (int i = 0; i < kImages; ++i) {
      const auto path = write_file(i);
      const auto id = made.add_image({0, path, 60, 40, store::file_stamp(path)});
      const std::vector<store::Region> regions{{0, id, {5, 5, 30, 25}, {}, "a thing", "user"},
                                               {0, id, {10, 8, 22, 38}, {}, "", "user"}};
      if (i % 2 == 0) made.add_regions(id, regions);
    }
    make_index(index::Kind::Exact);
  }

  void theFiguresAreThoseOfTheIndex() {
    const auto opened = project();
    const auto status = engine::read_index_status(opened);
    QCOMPARE(status.state, engine::IndexState::Ready);
    QCOMPARE(status.images, kImages);
    QCOMPARE(status.regions, 6);
    QVERIFY(status.proposals > 0);
    QCOMPARE(status.images + status.regions + status.proposals, status.entries);
    QCOMPARE(status.kind, std::string("exact"));
    QVERIFY_CONTAINS(status.reason, "exact");
    QCOMPARE(status.dim, kDim);
    QCOMPARE(status.model_name, std::string("a model"));
    QVERIFY(QDateTime::fromString(QString::fromStdString(status.created), Qt::ISODate)
                .secsTo(QDateTime::currentDateTimeUtc()) < 60);
    std::int64_t bytes = 0;
    for (const auto& file : fs::recursive_directory_iterator(opened.index_folder())) {
      const auto name = file.path().filename();
      if (name == "embeddings.f16" || name == "entries.bin")
        bytes += static_cast<std::int64_t>(file.file_size());
    }
    QCOMPARE(status.bytes_on_disk, bytes);
    QVERIFY(status.bytes_mapped >= 2 * kDim * status.entries);
    QVERIFY(status.bytes_in_memory >= status.entries * static_cast<std::int64_t>(sizeof(index::Entry)));
    QCOMPARE(status.new_images + status.new_regions, 0);
  }

  void noIndexAndADamagedOneAreStatesThatSayWhy() {
    for (const auto& file : fs::recursive_directory_iterator(folder() / "index")) {
      if (file.path().filename() == "embeddings.f16") fs::resize_file(file.path(), 3);
    }
    const auto damaged = engine::read_index_status(project());
    QCOMPARE(damaged.state, engine::IndexState::Unreadable);
    QVERIFY_CONTAINS(damaged.message, "embeddings.f16");
    test::expect_error(ErrorKind::Corrupt, [&] { stale(); });
    fs::remove_all(folder() / "index");
    QCOMPARE(engine::read_index_status(project()).state, engine::IndexState::None);
    test::expect_error(ErrorKind::NotFound, [&] { stale(); });
  }

  void anImageCountsOnceByWhatHasBecomeOfIt() {
    QCOMPARE(stale(), (engine::Staleness{.images = kImages, .current = kImages}));
    QCOMPARE(stale().to_update(), 0);

    auto opened = project();
    const auto images = opened.images();
    fs::last_write_time(images[0].path, fs::last_write_time(images[0].path) + std::chrono::seconds(2));
    auto moved = opened.regions_of(images[2].id)[0];
    moved.box = {6, 5, 31, 25};
    opened.update_region(moved);
    const store::Region drawn{0, 0, {1, 1, 9, 9}, {}, "", "user"};
    opened.add_regions(images[3].id, std::span(&drawn, 1));
    opened.remove_image(images[4].id);
    fs::remove(images[5].path);
    const auto added = write_file(10);
    opened.add_image({0, added, 60, 40, store::file_stamp(added)});
    QCOMPARE(stale(), (engine::Staleness{.images = kImages,
                                         .current = 1,
                                         .not_indexed = 1,
                                         .file_changed = 1,
                                         .file_gone = 1,
                                         .regions_changed = 2,
                                         .left_project = 1}));
    QCOMPARE(stale().to_update(), 5);
  }

  // Numbers alone do not tell: the region has its old one again.
  void aRegionThatUndoBringsBackIsSeen() {
    auto opened = project();
    const auto region = opened.regions_of(opened.images()[0].id)[0];
    store::Edits edits(opened);
    store::Changes removal{{store::Change::Kind::Remove, region, {}}};
    const auto step = edits.apply("remove", removal);
    make_index(index::Kind::Exact);
    QCOMPARE(stale().regions_changed, 0);
    edits.undo(step);
    QCOMPARE(store::not_indexed(opened).regions, 0);
    QCOMPARE(stale().regions_changed, 1);
  }

  void whatIsNoChangeIsNotCounted() {
    auto opened = project();
    const auto region = opened.regions_of(opened.images()[0].id)[0];
    auto named = region;
    named.caption = "another name";
    named.label_id = opened.label("cat");
    named.z = 100;
    opened.update_region(named);
    opened.set_locked(std::span(&region.id, 1), true);
    opened.set_verified(region.image_id, true);
    QCOMPARE(stale().current, kImages);
  }

  void recallIsThatOfTheIndexAndOneWhenExact() {
    const auto exact = checker_->measure_recall(folder(), {.queries = 20}, {}, {});
    QCOMPARE(exact.recall, 1.);
    QCOMPARE(exact.queries, 20);
    QCOMPARE(exact.k, 10);
    QVERIFY(exact.milliseconds > 0 && exact.exact_milliseconds > 0);
    QVERIFY_CONTAINS(exact.device, "CPU: ");

    auto opened = project();
    for (int i = 0; i < 60; ++i) {
      const auto path = write_file(100 + i);
      opened.add_image({0, path, 600, 400, store::file_stamp(path)});
    }
    make_index(index::Kind::Graph);
    const auto graph = checker_->measure_recall(folder(), {.queries = 50}, {}, {});
    QCOMPARE(graph.recall, index::open_generation(folder() / "index").index.measure_quality(50, 10).recall);
  }

  void measuringTellsHowFarItIsAndStops() {
    std::int64_t last = 0, total = 0;
    const auto note = [&](const Progress& progress) {
      last = progress.done;
      total = progress.total;
    };
    checker_->measure_recall(folder(), {.queries = 30}, note, {});
    QCOMPARE(last, 30);
    QCOMPARE(total, 30);
    checker_->count_stale(folder(), note, {});
    QCOMPARE(last, kImages);

    const CancelToken cancel;
    const auto stop = [&](const Progress&) { cancel.cancel(); };
    test::expect_error(ErrorKind::Cancelled, [&] { checker_->measure_recall(folder(), {}, stop, cancel); });
    test::expect_error(ErrorKind::Cancelled, [&] { checker_->count_stale(folder(), stop, cancel); });
  }

  void anIndexThatIsReplacedMeanwhileIsMeasuredToTheEnd() {
    bool replaced = false;
    const auto replace = [&](const Progress&) {
      if (!std::exchange(replaced, true)) make_index(index::Kind::Graph);
    };
    QCOMPARE(checker_->measure_recall(folder(), {.queries = 20}, replace, {}).recall, 1.);
    QVERIFY(replaced);
  }

  void theWindowGetsTheSameFromTheModule() {
    const auto loaded = engine::load_index_checker_module();
    QCOMPARE(loaded->count_stale(folder(), {}, {}), stale());
  }

  void aGpuWithoutRoomLeavesTheIndexOnTheCpuAndIsSaid() {
    using engine::DeviceChoice;
    const auto name = [] { return std::string("CPU: none is here"); };
    const auto full = []() -> bool { throw Error(ErrorKind::OutOfMemory, "The GPU is full. Close others."); };
    for (const auto choice : {DeviceChoice::Auto, DeviceChoice::Gpu}) {
      const auto device = engine::choose_device(choice, full, name);
      QVERIFY_CONTAINS(device.name, "CPU: ");
      QVERIFY_CONTAINS(device.problem, "The GPU is full. Close others.");
    }
    const auto none = [] { return false; };
    const auto automatic = engine::choose_device(DeviceChoice::Auto, none, name);
    QCOMPARE(automatic.name, std::string("CPU: none is here"));
    QVERIFY(automatic.problem.empty());
    const auto demanded = engine::choose_device(DeviceChoice::Gpu, none, name);
    QVERIFY_CONTAINS(demanded.problem, "none is here");

    bool asked = false;
    const auto use = [&] { return asked = true; };
    QVERIFY_CONTAINS(engine::choose_device(DeviceChoice::Cpu, use, name).name, "CPU: ");
    QVERIFY(!asked);
    const auto gpu = engine::choose_device(DeviceChoice::Auto, use, [] { return std::string("GPU 0"); });
    QVERIFY(asked);
    QCOMPARE(gpu.name, std::string("GPU 0"));
    QVERIFY(gpu.problem.empty());
  }

  void aDeviceIsChosenByItsWord() {
    QVERIFY(engine::device_choice_from("auto") == engine::DeviceChoice::Auto);
    QVERIFY(engine::device_choice_from("cpu") == engine::DeviceChoice::Cpu);
    QVERIFY(engine::device_choice_from("gpu") == engine::DeviceChoice::Gpu);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [] { engine::device_choice_from("tpu"); }),
                     "'tpu'");
  }
};

QTEST_GUILESS_MAIN(TestIndexReport)
#include "test_index_report.moc"
