// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/store/edits.h"
#include "core/store/migrations.h"
#include "core/store/project.h"
#include "core/store/project_link.h"
#include "tests/support/expect_error.h"
#include "tests/support/import_dataset.h"
#include "tests/support/store_project.h"

using namespace cloc;
using namespace cloc::store;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// Runs `work` in a child process. The child dies by itself with status 0, or by a signal of the test.
template <class Work>
pid_t in_child(Work&& work) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    try {
      work();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

// One byte from one process to another: "I am there".
struct Signal {
  int ends[2];
  Signal() {
    if (::pipe(ends) != 0) qFatal("pipe");
  }
  ~Signal() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void send() {
    if (::write(ends[1], "x", 1) != 1) ::_exit(2);
  }
  void wait() {
    char byte;
    QCOMPARE(::read(ends[0], &byte, 1), 1);
  }
};

Region region(float x, const std::string& caption, std::optional<LabelId> label = {}) {
  return {0, 0, {x, 1.25f, x + 10, 20.5f}, label, caption, "test"};
}

data::Dataset two_images(const fs::path& folder) {
  fs::create_directories(folder);
  write_text_file(folder / "a.png", "not decoded here");
  data::Dataset dataset{{"cat", "dog"}, {}};
  dataset.images.push_back({1,
                            folder / "a.png",
                            640,
                            480,
                            {"a cat and a dog", ""},
                            {{{1.5f, 2, 30.25f, 40}, 0, "a cat", 11}, {{5, 6, 7, 8}, -1, "", 12}}});
  dataset.images.push_back({2, folder / "missing.png", 10, 20, {}, {{{0, 0, 1, 1}, 1, "dog", 13}}});
  return dataset;
}

}  // namespace

class TestStore : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  int next_ = 0;
  fs::path folder_;

 private slots:
  void initTestCase() { SKIP_ALL_WITHOUT_STORE }

  void init() {
    folder_ = fs::path(dir_.path().toStdString()) / std::to_string(next_++);
    fs::create_directories(folder_);
  }

  void importedDatasetReadsBackTheSame() {
    auto project = test::create_project(folder_ / "p.clocproj", "Pets");
    const auto dataset = two_images(folder_ / "images");
    std::vector<Progress> seen;
    const auto report =
        test::import_dataset(project, dataset, "pets.json", [&](const Progress& p) { seen.push_back(p); });
    QCOMPARE(report.images_added, 2);
    QCOMPARE(report.regions_added, 3);
    QCOMPARE(report.captions_added, 2);
    QCOMPARE(report.labels_added, 2);
    QCOMPARE(report.issues.count("image file is missing"), 1);
    QCOMPARE(seen.back().done, 2);

    auto again = Project::open(folder_ / "p.clocproj");
    QCOMPARE(again.name(), std::string("Pets"));
    QCOMPARE(again.id(), project.id());
    const auto images = again.images();
    QCOMPARE(images.size(), 2u);
    QCOMPARE(images[0].path, folder_ / "images" / "a.png");
    QCOMPARE(images[0].width, 640);
    QVERIFY(images[0].stamp == file_stamp(folder_ / "images" / "a.png") && images[0].stamp);
    QVERIFY(!images[1].stamp);
    QCOMPARE(again.captions_of(images[0].id), (std::vector<std::string>{"a cat and a dog", ""}));
    const auto regions = again.regions_of(images[0].id);
    QCOMPARE(regions.size(), 2u);
    QCOMPARE(regions[0].box, (PixelBox{1.5f, 2, 30.25f, 40}));
    QCOMPARE(regions[0].caption, std::string("a cat"));
    QCOMPARE(regions[0].source, std::string("pets.json"));
    QCOMPARE(again.labels()[0].name, std::string("cat"));
    QCOMPARE(regions[0].label_id, std::optional(again.labels()[0].id));
    QVERIFY(!regions[1].label_id);
    QCOMPARE(again.region(regions[1].id).image_id, images[0].id);

    const auto back = again.dataset();
    QCOMPARE(back.labels, dataset.labels);
    QCOMPARE(back.images[0].path, dataset.images[0].path);
    QCOMPARE(back.images[0].captions, dataset.images[0].captions);
    QCOMPARE(back.images[1].regions[0].label, 1);
    QCOMPARE(back.images[1].regions[0].box, dataset.images[1].regions[0].box);
    again.check();
  }

  void secondImportLeavesKnownImagesAlone() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    const auto dataset = two_images(folder_ / "images");
    test::import_dataset(project, dataset, "one");
    const auto report = test::import_dataset(project, dataset, "two");
    QCOMPARE(report.images_already_there, 2);
    QCOMPARE(report.regions_added + report.images_added + report.captions_added + report.labels_added, 0);
    QCOMPARE(project.counts().regions, 3);
  }

  void malformedRecordsAreReportedAndTheRestIsKept() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    auto dataset = two_images(folder_ / "images");
    dataset.images[0].regions.push_back({{5, 5, 5, 9}, 0, "flat", 20});
    dataset.images[0].regions.push_back({{NAN, 0, 5, 9}, 0, "nan", 21});
    dataset.images[0].regions.push_back({{0, 0, 5, 9}, 7, "label 7 of 2", 22});
    dataset.images[1].path = folder_ / "images" / "broken-\xff.png";
    dataset.images.push_back(dataset.images[0]);
    const auto report = test::import_dataset(project, dataset, "bad.json");
    QCOMPARE(report.issues.count("box without area"), 4);
    QCOMPARE(report.issues.count("label that is not in the list"), 2);
    QCOMPARE(report.issues.count("path that is not UTF-8"), 1);
    QCOMPARE(report.issues.count("image listed twice"), 1);
    QVERIFY_CONTAINS(report.issues.examples()[0].where, "region 20");
    QCOMPARE(project.counts().images, 1);
    QCOMPARE(project.counts().regions, 6);
  }

  void everyOddTextComesBackAsItWas() {
    auto project =
        test::create_project(folder_ / "p.clocproj", "a 'name' \"quoted\"; DROP TABLE images; \xe2\x98\x83");
    for (const std::string name : {"", " ", "'", "\"; --", "a\nb\tc", "\xf0\x9f\x90\xb1", "%s ? :x @y $z"}) {
      const auto id = project.label(name);
      QCOMPARE(project.label(name), id);
      QCOMPARE(project.labels().back().name, name);
    }
    QCOMPARE(project.name(), std::string("a 'name' \"quoted\"; DROP TABLE images; \xe2\x98\x83"));
  }

  void cancelledImportAddsNothing() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    const CancelToken cancel;
    test::expect_error(ErrorKind::Cancelled, [&] {
      test::import_dataset(
          project, two_images(folder_ / "images"), "x", [&](const Progress&) { cancel.cancel(); }, cancel);
    });
    QCOMPARE(project.counts().images, 0);
    QCOMPARE(project.counts().labels, 0);
    project.label("still usable");
  }

  void projectMovedTogetherWithItsImagesFindsThem() {
    {
      auto project = test::create_project(folder_ / "here" / "p.clocproj", "P");
      test::import_dataset(project, two_images(folder_ / "here" / "images"), "x");
      project.add_image({0, folder_ / "elsewhere" / "b.png", 1, 1, {}});
    }
    fs::rename(folder_ / "here", folder_ / "there");
    const auto project = Project::open(folder_ / "there" / "p.clocproj/");
    QCOMPARE(project.images()[0].path, folder_ / "there" / "images" / "a.png");
    QCOMPARE(project.images()[2].path, folder_ / "elsewhere" / "b.png");
    QVERIFY(project.find_image(folder_ / "there" / "images" / "a.png"));
    QVERIFY(!project.find_image(folder_ / "here" / "images" / "a.png"));
  }

  void imagesComeInPages() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    for (int i = 0; i < 5; ++i) project.add_image({0, folder_ / (std::to_string(i) + ".png"), 1, 1, {}});
    const auto first = project.images(0, 2);
    const auto rest = project.images(first.back().id);
    QCOMPARE(first.size(), 2u);
    QCOMPARE(rest.size(), 3u);
    QCOMPARE(rest[0].path.filename(), fs::path("2.png"));
  }

  void regionsAreEditedAndRemovedWithTheirImage() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    const auto image = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    const auto label = project.label("cat");
    const auto ids = project.add_regions(image, std::vector{region(1, "one", label), region(2, "two")});
    auto edited = project.region(ids[0]);
    edited.box = {0, 0, 3, 4};
    edited.caption = "new";
    edited.label_id.reset();
    project.update_region(edited);
    QCOMPARE(project.region(ids[0]).box, edited.box);
    QVERIFY(!project.region(ids[0]).label_id);
    project.set_captions(image, std::vector<std::string>{"x", "y"});
    project.set_captions(image, std::vector<std::string>{"z"});
    QCOMPARE(project.captions_of(image), std::vector<std::string>{"z"});
    project.remove_region(ids[0]);
    test::expect_error(ErrorKind::NotFound, [&] { (void)project.region(ids[0]); });
    project.remove_image(image);
    QCOMPARE(project.counts().regions, 0);
    QCOMPARE(project.counts().captions, 0);
    // An id is never given twice.
    const auto other = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    QVERIFY(other > image);
    QVERIFY(project.add_regions(other, std::vector{region(1, "x")})[0] > ids[1]);
  }

  void editsOfWhatIsNotThereSaySo() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    for (const auto& work : std::vector<std::function<void()>>{
             [&] { (void)project.image(7); }, [&] { project.remove_image(7); },
             [&] {
               project.update_region({7, 1, {0, 0, 1, 1}, {}, "", ""});
             },
             [&] { project.remove_region(7); }, [&] { project.add_regions(7, std::vector{region(1, "x")}); },
             [&] { (void)project.jobs().get(7); }}) {
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, work), "7");
    }
    const auto image = project.add_image({0, folder_ / "a.png", 1, 1, {}});
    test::expect_error(ErrorKind::InvalidInput, [&] { project.add_image({0, folder_ / "a.png", 1, 1, {}}); });
    test::expect_error(ErrorKind::InvalidInput, [&] {
      project.add_regions(image, std::vector{region(1, "good"), Region{0, 0, {3, 3, 3, 3}, {}, "", ""}});
    });
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { project.add_regions(image, std::vector{region(1, "no such label", 99)}); });
    QCOMPARE(project.counts().regions, 0);
  }

  void jobsGoThroughTheirStates() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    auto jobs = project.jobs();
    const auto first = jobs.create("index", R"({"k":1})");
    const auto second = jobs.create("train", "{}");
    QCOMPARE(jobs.list().front().id, second);
    QCOMPARE(jobs.get(first).state, JobState::Queued);
    jobs.set_running(first, 4242);
    jobs.set_progress(first, R"({"done":5})");
    QCOMPARE(jobs.list(JobState::Running).size(), 1u);
    QCOMPARE(jobs.get(first).pid, std::optional<std::int64_t>(4242));
    QCOMPARE(jobs.get(first).progress, std::string(R"({"done":5})"));
    test::expect_error(ErrorKind::InvalidInput, [&] { jobs.remove(first); });
    jobs.set_state(first, JobState::Interrupted, "window closed");
    jobs.set_running(first, 4243);
    jobs.set_state(first, JobState::Cancelled);
    QVERIFY(!jobs.get(first).pid);
    // The worker that had finished at the same moment comes second.
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { jobs.set_state(first, JobState::Finished); });
    QVERIFY_CONTAINS(message, "cancelled");
    QVERIFY(jobs.get(first).updated >= jobs.get(first).created);
    jobs.remove(first);
    QCOMPARE(jobs.list().size(), 1u);
  }

  void modelsAreKeptByHash() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    auto models = project.models();
    models.put({"abc", "models/a.safetensors", "{}"});
    models.put({"abc", "models/b.safetensors", "{\"width\":768}"});
    QCOMPARE(models.list().size(), 1u);
    QCOMPARE(models.find("abc")->path, fs::path("models/b.safetensors"));
    QVERIFY(!models.find("abd"));
  }

  void olderSchemaIsBroughtForwardWithItsData() {
    const std::vector<Migration> steps = {
        {"one", {"CREATE TABLE t(a INTEGER)", "INSERT INTO t VALUES(41)"}},
        {"two", {"ALTER TABLE t ADD COLUMN b TEXT", "UPDATE t SET a = a + 1, b = 'new'"}},
        {"three", {"CREATE INDEX t_a ON t(a)"}}};
    const auto open = [&](Access access, bool create) {
      return test::on_server()
                 ? std::make_unique<Database>(test::server().address("older"), access, create, 1s)
                 : std::make_unique<Database>(folder_ / "old.sqlite", access, create, 1s);
    };
    {
      const auto made = open(Access::ReadWrite, true);
      migrate(*made, std::span(steps).first(1));
      QCOMPARE(schema_version(*made), 1);
    }
    {
      const auto read_only = open(Access::ReadOnly, false);
      test::expect_error(ErrorKind::Unsupported, [&] { migrate(*read_only, steps); });
    }
    const auto opened = open(Access::ReadWrite, false);
    auto& database = *opened;
    migrate(database, steps);
    QCOMPARE(schema_version(database), 3);
    auto row = database.prepare("SELECT a, b FROM t");
    QVERIFY(row.run().next());
    QCOMPARE(row.integer(0), 42);
    QCOMPARE(row.text(1), std::string("new"));
  }

  void failedMigrationStepLeavesTheVersionBeforeIt() {
    const std::vector<Migration> steps = {
        {"one", {"CREATE TABLE t(a INTEGER)"}},
        {"two", {"ALTER TABLE t ADD COLUMN b TEXT", "CREATE TABLE t(a INTEGER)"}}};
    const auto made =
        test::on_server()
            ? std::make_unique<Database>(test::server().address("failed"), Access::ReadWrite, true, 1s)
            : std::make_unique<Database>(folder_ / "old.sqlite", Access::ReadWrite, true, 1s);
    auto& database = *made;
    QVERIFY_EXCEPTION_THROWN(migrate(database, steps), Error);
    QCOMPARE(schema_version(database), 1);
    QVERIFY_EXCEPTION_THROWN(database.execute("SELECT b FROM t"), Error);
  }

  void newerSchemaIsRefusedWithAdvice() {
    {
      const auto project = test::create_project(folder_ / "p.clocproj", "P");
      auto database = test::open_database(project);
      Transaction transaction(*database);
      database->execute("UPDATE schema_version SET version = 999");
      transaction.commit();
    }
    const auto message =
        test::expect_error(ErrorKind::Unsupported, [&] { Project::open(folder_ / "p.clocproj"); });
    QVERIFY_CONTAINS(message, "999");
    QVERIFY_CONTAINS(message, "Update CLOC Studio");
  }

  void foldersThatAreNoProjectAreRefused() {
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::NotFound, [&] { Project::open(folder_ / "none.clocproj"); }),
        "none.clocproj");
    fs::create_directories(folder_ / "empty.clocproj");
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::InvalidInput, [&] { Project::open(folder_ / "empty.clocproj"); }),
        "not a CLOC project");
    test::expect_error(ErrorKind::InvalidInput, [&] { test::create_project(folder_ / "wrong-name", "P"); });
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { test::create_project(folder_ / "empty.clocproj", "P"); });
    // A file in the way of the parent folder.
    write_text_file(folder_ / "file", "x");
    test::expect_error(ErrorKind::Io, [&] { test::create_project(folder_ / "file" / "p.clocproj", "P"); });
  }

  void damagedDatabaseNamesTheFileAndTheBackup() {
    SKIP_ON_SERVER;
    const auto path = folder_ / "p.clocproj";
    {
      auto project = test::create_project(path, "P");
      for (int i = 0; i < 2000; ++i) project.label("label " + std::to_string(i));
    }
    const auto file = path / "project.sqlite";
    const auto good = read_text_file(file);
    const auto refused = [&](const std::string& bytes) {
      std::ofstream(file, std::ios::binary) << bytes;
      const auto message = test::expect_error(ErrorKind::Corrupt, [&] { Project::open(path).check(); });
      QVERIFY_CONTAINS(message, file.string());
      QVERIFY_CONTAINS(message, "Restore a backup");
    };
    refused(std::string(good.size(), 'x'));
    refused("");
    refused(good.substr(0, good.size() / 2));
    refused(good.substr(0, 50));
    auto holed = good;
    holed.replace(good.size() / 2, 8192, std::string(8192, '\x5a'));
    refused(holed);
  }

  void killedInMidTransactionKeepsWhatWasCommittedAndNothingElse() {
    const auto path = folder_ / "p.clocproj";
    ImageId image = 0;
    {
      auto project = test::create_project(path, "P");
      image = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    }
    Signal ready;
    const pid_t child = in_child([&] {
      auto project = Project::open(path);
      project.add_regions(image, std::vector{region(1, "committed")});
      auto transaction = project.transaction();
      // More than SQLite's cache, so that uncommitted pages are in the log when the process dies.
      const std::vector<Region> many(2000, region(2, std::string(2000, 'x')));
      for (int i = 0; i < 5; ++i) project.add_regions(image, many);
      ready.send();
      for (;;) ::pause();
    });
    ready.wait();
    ::kill(child, SIGKILL);
    QVERIFY(WIFSIGNALED(wait_for(child)));
    auto project = Project::open(path);
    project.check();
    QCOMPARE(project.counts().regions, 1);
    QCOMPARE(project.regions_of(image)[0].caption, std::string("committed"));
    project.add_regions(image, std::vector{region(3, "after")});
  }

  void killedAtRandomMomentsKeepsEveryConfirmedEdit() {
    const auto path = folder_ / "p.clocproj";
    { test::create_project(path, "P"); }
    for (int round = 0; round < 10; ++round) {
      Signal confirmed;
      const pid_t child = in_child([&] {
        auto project = Project::open(path);
        for (int i = 0;; ++i) {
          project.label(std::to_string(round) + "-" + std::to_string(i));
          confirmed.send();
        }
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(20 + 7 * round));
      ::kill(child, SIGKILL);
      wait_for(child);
      ::close(std::exchange(confirmed.ends[1], ::dup(confirmed.ends[0])));
      std::int64_t shown = 0;
      for (char byte; ::read(confirmed.ends[0], &byte, 1) == 1;) ++shown;
      auto project = Project::open(path);
      std::int64_t there = 0;
      for (const auto& label : project.labels()) there += label.name.starts_with(std::to_string(round) + "-");
      // The last edit may be committed and not yet confirmed.
      QVERIFY2(there == shown || there == shown + 1, qPrintable(QString("%1 %2").arg(there).arg(shown)));
    }
  }

  void twoProcessesThatWriteBothGetThrough() {
    const auto path = folder_ / "p.clocproj";
    { test::create_project(path, "P"); }
    const auto write = [&](const std::string& prefix) {
      auto project = Project::open(path);
      for (int i = 0; i < 100; ++i) project.label(prefix + std::to_string(i));
    };
    const pid_t a = in_child([&] { write("a"); });
    const pid_t b = in_child([&] { write("b"); });
    QCOMPARE(wait_for(a), 0);
    QCOMPARE(wait_for(b), 0);
    QCOMPARE(Project::open(path).counts().labels, 200);
  }

  void lockHeldTooLongIsAnErrorThatSaysSo() {
    const auto path = folder_ / "p.clocproj";
    auto holder = test::create_project(path, "P");
    auto other = Project::open(path, {Access::ReadWrite, 50ms});
    {
      auto transaction = holder.transaction();
      holder.label("held");
      QCOMPARE(other.counts().labels, 0);  // readers go on
      const auto message = test::expect_error(ErrorKind::Io, [&] { other.label("x"); });
      QVERIFY_CONTAINS(message, "locked by another program");
      QVERIFY_CONTAINS(message,
                       holder.server() ? holder.server()->place() : (path / "project.sqlite").string());
      transaction.commit();
    }
    other.label("x");
    QCOMPARE(other.counts().labels, 2);
  }

  void projectsOfEveryEarlierVersionAreBroughtForwardWithAllTheyHold() {
    const auto dialect = test::on_server() ? Dialect::Postgres : Dialect::Sqlite;
    const auto& steps = project_migrations(dialect);
    for (std::size_t version = 1; version < steps.size(); ++version) {
      std::string folder_name = std::to_string(version);
      folder_name += ".clocproj";
      const auto folder = folder_ / folder_name;
      fs::create_directories(folder);
      {
        std::unique_ptr<Database> made;
        if (test::on_server()) {
          const auto address = test::server().address("version_" + std::to_string(version));
          write_project_link(folder, {address, "abc"});
          made = std::make_unique<Database>(address, Access::ReadWrite, true, 1s);
        } else {
          made = std::make_unique<Database>(folder / "project.sqlite", Access::ReadWrite, true, 1s);
        }
        auto& database = *made;
        migrate(database, std::span(steps).first(version));
        Transaction transaction(database);
        for (const char* row : {"INSERT INTO meta VALUES('name', 'Old'), ('id', 'abc')",
                                "INSERT INTO labels(name) VALUES('cat')",
                                "INSERT INTO images(path, width, height) VALUES('a.png', 64, 48)",
                                "INSERT INTO captions(image_id, text) VALUES(1, 'a cat')",
                                "INSERT INTO regions(image_id, x1, y1, x2, y2, label_id, caption, source)"
                                " VALUES(1, 1, 2, 3.5, 4, 1, 'the cat', 'old')"}) {
          database.execute(row);
        }
        if (version >= 2) {
          database.execute("UPDATE regions SET locked = TRUE, z = 7");
          database.execute(
              R"(INSERT INTO edits(state, text, "user", time_ms) VALUES('done', 'draw', 'me', 1))");
          database.execute(
              "INSERT INTO edit_changes VALUES(1, 0, 'insert', 1, 1, '', "
              "'{\"box\":[1,2,3.5,4],\"caption\":\"the cat\",\"source\":\"old\",\"label\":1}')");
        }
        transaction.commit();
      }
      auto project = Project::open(folder);
      project.check();
      QCOMPARE(project.name(), std::string("Old"));
      const auto regions = project.regions_of(1);
      QCOMPARE(regions.size(), 1u);
      QCOMPARE(regions[0].box, (PixelBox{1, 2, 3.5f, 4}));
      QCOMPARE(regions[0].caption, std::string("the cat"));
      QCOMPARE(regions[0].locked, version >= 2);
      QVERIFY(regions[0].attributes.empty() && regions[0].more_captions.empty());
      QCOMPARE(project.image(1).split, std::string());
      QCOMPARE(project.captions_of(1), std::vector<std::string>{"a cat"});
      QCOMPARE(project.labels()[0].name, std::string("cat"));
      if (version >= 2) {
        Edits(project).undo(1);
        QCOMPARE(project.counts().regions, 0);
      }
    }
  }

  void fullDiskIsAnErrorAndTheOldStateStays() {
    SKIP_ON_SERVER;
    const auto file = folder_ / "full.sqlite";
    Database database(file, Access::ReadWrite, true, 1s);
    migrate(database, project_migrations());
    auto pages = database.prepare("PRAGMA page_count");
    QVERIFY(pages.run().next());
    // SQLite reports its own limit with the same code as a disk without room.
    auto limit = database.prepare("PRAGMA max_page_count = " + std::to_string(pages.integer(0) + 2));
    QVERIFY(limit.run().next());
    const auto message = test::expect_error(ErrorKind::Io, [&] {
      Transaction transaction(database);
      auto insert = database.prepare("INSERT INTO labels(name) VALUES(?)");
      for (int i = 0; i < 100; ++i) insert.run(std::string(1000, 'x') + std::to_string(i));
      transaction.commit();
    });
    QVERIFY_CONTAINS(message, file.string());
    QVERIFY_CONTAINS(message, "Free some space");
    auto count = database.prepare("SELECT count(*) FROM labels");
    QVERIFY(count.run().next());
    QCOMPARE(count.integer(0), 0);
  }

  void aBackupBringsBackWhatWasThere() {
    SKIP_ON_SERVER;
    const auto path = folder_ / "p.clocproj", copy = folder_ / "copy.sqlite",
               kept = path / "project.sqlite.before-restore";
    {
      auto project = test::create_project(path, "P");
      test::import_dataset(project, two_images(folder_ / "images"), "x");
      auto other = Project::open(path);
      auto writing = other.transaction();
      other.label("not there yet");
      project.backup(copy);
      writing.commit();
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { project.backup(copy); }),
                       "exists already");
      test::expect_error(ErrorKind::Io, [&] { project.backup(folder_ / "none" / "copy.sqlite"); });
      project.remove_image(1);
    }
    Project::restore(path, copy);
    {
      auto project = Project::open(path);
      QCOMPARE(project.counts().images, 2);
      QCOMPARE(project.counts().regions, 3);
      QCOMPARE(project.labels().size(), 2u);
      project.check();
    }
    QVERIFY(fs::exists(kept));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { Project::restore(path, copy); }),
                     kept.string());
    fs::remove(kept);
    // Also when the project cannot be read any more.
    write_text_file(path / "project.sqlite", "no database");
    Project::restore(path, copy);
    QCOMPARE(Project::open(path).counts().images, 2);
    QCOMPARE(read_text_file(kept), std::string("no database"));
  }

  void whatIsNoBackupOfThisProjectIsRefusedAndNothingChanges() {
    SKIP_ON_SERVER;
    const auto path = folder_ / "p.clocproj", foreign = folder_ / "foreign.sqlite",
               cut = folder_ / "cut.sqlite";
    test::create_project(path, "P").label("cat");
    test::create_project(folder_ / "q.clocproj", "Q").backup(foreign);
    const auto whole = read_text_file(foreign);
    write_text_file(cut, whole.substr(0, whole.size() / 2));
    write_text_file(folder_ / "text.sqlite", "text");
    test::expect_error(ErrorKind::Mismatch, [&] { Project::restore(path, foreign); });
    test::expect_error(ErrorKind::Corrupt, [&] { Project::restore(path, cut); });
    test::expect_error(ErrorKind::Corrupt, [&] { Project::restore(path, folder_ / "text.sqlite"); });
    test::expect_error(ErrorKind::NotFound, [&] { Project::restore(path, folder_ / "none.sqlite"); });
    test::expect_error(ErrorKind::NotFound, [&] { Project::restore(folder_ / "none.clocproj", foreign); });
    QCOMPARE(Project::open(path).labels().size(), 1u);
  }

  void readOnlyProjectReadsAndRefusesEdits() {
    const auto path = folder_ / "a #?%20 p.clocproj";
    { test::create_project(path, "P").label("cat"); }
    auto project = Project::open(path, {Access::ReadOnly, 1s});
    QCOMPARE(project.labels().size(), 1u);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Io, [&] { project.label("dog"); }), "read only");
    test::expect_error(ErrorKind::Io, [&] { project.jobs().create("x", "{}"); });
    test::expect_error(ErrorKind::Io, [&] { project.set_meta("a", "b"); });
  }

  void useFromAnotherThreadIsRefusedAndAnObjectPerThreadWorks() {
    const auto path = folder_ / "p.clocproj";
    auto project = test::create_project(path, "P");
    project.label("cat");
    std::thread([&] {
      test::expect_error(ErrorKind::Internal, [&] { project.label("dog"); });
      QCOMPARE(Project::open(path).labels().size(), 1u);
    }).join();
  }

  void failedInnerChangeUndoesTheWholeTransaction() {
    auto project = test::create_project(folder_ / "p.clocproj", "P");
    test::expect_error(ErrorKind::NotFound, [&] {
      auto transaction = project.transaction();
      project.label("cat");
      project.add_regions(99, {});
      transaction.commit();
    });
    QCOMPARE(project.counts().labels, 0);
    auto transaction = project.transaction();
    project.label("dog");
    transaction.commit();
    QCOMPARE(project.counts().labels, 1);
  }
};

QTEST_GUILESS_MAIN(TestStore)
#include "test_store.moc"
