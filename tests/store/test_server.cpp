// SPDX-License-Identifier: Apache-2.0
// What only a server does: addresses, passwords, servers that die, shared folders, backups into files and
// back.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <memory>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/store/edits.h"
#include "core/store/project_link.h"
#include "core/store/project_reader.h"
#include "core/store/server_check.h"
#include "core/store/sharing.h"
#include "tests/support/expect_error.h"
#include "tests/support/import_dataset.h"
#include "tests/support/postgres_server.h"

using namespace cloc;
using namespace cloc::store;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

Region region(float x, const std::string& caption, std::optional<LabelId> label = {}) {
  return {-1, 0, {x, 1.25f, x + 10, 20.5f}, label, caption, "test"};
}

data::Dataset dataset(const fs::path& folder, int images) {
  fs::create_directories(folder);
  data::Dataset all{{"cat", "dog"}, {}};
  for (int i = 0; i < images; ++i) {
    std::string name = "image";
    name.append(std::to_string(i)).append(".png");
    const auto path = folder / name;
    write_text_file(path, "not decoded here");
    const auto x = static_cast<float>(i) + 0.1f;
    all.images.push_back({i,
                          path,
                          640,
                          480,
                          {"a caption, \"quoted\" and 'so'", "back\\slash"},
                          {{{x, 2, x + 30.25f, 40}, i % 3 - 1, "a cat \xf0\x9f\x90\xb1", i}}});
  }
  return all;
}

void same(const data::Dataset& is, const data::Dataset& wanted) {
  QCOMPARE(is.labels, wanted.labels);
  QCOMPARE(is.images.size(), wanted.images.size());
  for (std::size_t i = 0; i < is.images.size(); ++i) {
    QCOMPARE(is.images[i].path, wanted.images[i].path);
    QCOMPARE(is.images[i].captions, wanted.images[i].captions);
    QCOMPARE(is.images[i].regions.size(), wanted.images[i].regions.size());
    for (std::size_t r = 0; r < is.images[i].regions.size(); ++r) {
      const auto &a = is.images[i].regions[r], &b = wanted.images[i].regions[r];
      QCOMPARE(a.box, b.box);
      QCOMPARE(a.label, b.label);
      QCOMPARE(a.caption, b.caption);
    }
  }
}

}  // namespace

class TestServer : public QObject {
  Q_OBJECT

  std::unique_ptr<test::PostgresServer> server_;
  QTemporaryDir dir_;
  int next_ = 0;
  fs::path folder_;
  std::string schema_;

  Project shared(const std::string& name = "p.clocproj") {
    return Project::create(folder_ / name, "P", server_->address(schema_));
  }

 private slots:
  void initTestCase() {
    SKIP_WITHOUT_POSTGRES
    server_ = std::make_unique<test::PostgresServer>();
    ::qunsetenv("PGPASSWORD");
  }
  void init() {
    schema_ = "own_";
    schema_ += std::to_string(next_);
    folder_ = fs::path(dir_.path().toStdString()) / std::to_string(next_++);
    fs::create_directories(folder_);
  }

  void addressesAreReadAndWritten_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("place");
    QTest::newRow("all") << "postgresql://anna@db.example.org:5433/labels?schema=cats"
                         << "project cats on anna@db.example.org:5433/labels";
    QTest::newRow("socket") << "postgresql:///labels?host=/run/postgresql&user=anna&schema=cats"
                            << "project cats on anna@/run/postgresql/labels";
    QTest::newRow("options") << "postgresql://db.example.org/labels?sslmode=require&schema=a%20b"
                             << "project a b on db.example.org/labels";
  }
  void addressesAreReadAndWritten() {
    QFETCH(QString, url);
    QFETCH(QString, place);
    const auto address = ServerAddress::parse(url.toStdString());
    QCOMPARE(QString::fromStdString(address.place()), place);
    QVERIFY(ServerAddress::parse(address.url()) == address);
  }

  void whatIsNoAddressIsRefused() {
    const auto refused = [](const char* url) {
      return test::expect_error(ErrorKind::InvalidInput, [&] { ServerAddress::parse(url); });
    };
    QVERIFY_CONTAINS(refused("mysql://host/db"), "postgresql://USER@HOST");
    QVERIFY_CONTAINS(refused("postgresql://host"), "names no database");
    QVERIFY_CONTAINS(refused("postgresql://host/db?frobnicate=1"), "frobnicate");
    QVERIFY_CONTAINS(refused("postgresql:///db?port=99999999"), "port");
    const auto with_password = refused("postgresql://anna:geheim@host/db");
    QVERIFY_CONTAINS(with_password, ".pgpass");
    QVERIFY(!test::contains(with_password, "geheim"));
  }

  void schemasAreNamedByTheProject() {
    QCOMPARE(schema_name("Cats & Dogs 2"), std::string("cats_dogs_2"));
    QCOMPARE(schema_name("\xf0\x9f\x90\xb1"), std::string("project"));
    QCOMPARE(schema_name("public"), std::string("public_project"));
    QCOMPARE(schema_name("pg_x"), std::string("x"));
    QCOMPARE(schema_name(std::string(100, 'a')).size(), std::size_t{63});
  }

  void aServerThatIsNotThereIsNamed() {
    auto address = server_->address(schema_);
    address.host = (folder_ / "nowhere").string();
    const auto message =
        test::expect_error(ErrorKind::Io, [&] { Project::create(folder_ / "p.clocproj", "P", address); });
    QVERIFY_CONTAINS(message, "Check that it runs");
    QVERIFY_CONTAINS(message, address.host);
    QVERIFY(!fs::exists(folder_ / "p.clocproj"));
    address.host = "127.0.0.1";
    address.port = 1;
    test::expect_error(ErrorKind::Io, [&] { check_server(address); });
    address.host = "no-such-host.invalid";
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { check_server(address); }),
                     "no-such-host.invalid");
  }

  void aDatabaseOrUserThatIsNotThereIsNamed() {
    auto address = server_->address(schema_);
    address.database = "nonesuch";
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { check_server(address); }), "createdb");
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::NotFound, [&] { check_server(server_->address(schema_, "nobody")); }),
        "no such user");
  }

  void aWrongPasswordIsToldAndTheRightOneComesFromTheEnvironment() {
    const auto address = server_->address(schema_, "locked");
    const auto refused = [&] {
      try {
        check_server(address);
      } catch (const PasswordRefused& error) {
        return std::string(error.what());
      } catch (const Error& error) {
        return "another error: " + std::string(error.what());
      }
      return std::string("no error");
    };
    QVERIFY_CONTAINS(refused(), ".pgpass");
    ::qputenv("PGPASSWORD", "wrong");
    QVERIFY_CONTAINS(refused(), ".pgpass");
    ::qputenv("PGPASSWORD", "right");
    QVERIFY(!check_server(address).version.empty());
    { Project::create(folder_ / "p.clocproj", "P", address); }
    // It is nowhere on the disk.
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file()) QVERIFY(!test::contains(read_text_file(entry.path()), "right"));
    }
    ::qunsetenv("PGPASSWORD");
    test::expect_error(ErrorKind::InvalidInput, [&] { Project::open(folder_ / "p.clocproj"); });
  }

  void theServerTellsItsProjects() {
    { shared(); }
    const auto report = check_server(server_->address(""));
    QVERIFY(report.may_create);
    QVERIFY(report.find(schema_) != nullptr);
    QCOMPARE(report.find(schema_)->name, std::string("P"));
    QVERIFY(report.find("nonesuch") == nullptr);
  }

  void aSchemaOfSomethingElseIsLeftAlone() {
    server_->sql(QString("CREATE SCHEMA %1").arg(QString::fromStdString(schema_)));
    server_->sql(QString("CREATE TABLE %1.things(a INT)").arg(QString::fromStdString(schema_)));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { shared(); }), "no CLOC project");
    QVERIFY(!fs::exists(folder_ / "p.clocproj"));
  }

  void aUserWithoutRightsIsToldSoAndOneWithThoseOfTheManualJoins() {
    ::qputenv("PGPASSWORD", "right");
    auto hers = shared();
    const auto image = hers.add_image({0, folder_ / "a.png", 100, 100, {}});
    const auto address = server_->address(schema_, "locked");
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { Project::create(folder_ / "locked.clocproj", "P", address); });
    server_->sql("REVOKE CREATE ON DATABASE labels FROM locked");
    auto other = address;
    other.schema += "_new";
    test::expect_error(ErrorKind::Io, [&] { Project::create(folder_ / "new.clocproj", "P", other); });
    QVERIFY(!check_server(address).may_create);
    // docs/shared-projects.md
    for (const char* right : {"GRANT USAGE ON SCHEMA %1 TO locked",
                              "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1 TO locked",
                              "GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA %1 TO locked"})
      server_->sql(QString(right).arg(QString::fromStdString(schema_)));
    auto his = Project::create(folder_ / "locked.clocproj", "P", address);
    his.label("cat");
    Changes changes{{Change::Kind::Insert, {}, region(1, "his")}};
    changes[0].after.image_id = image;
    Edits(his).apply("draw", changes);
    test::import_dataset(his, dataset(folder_ / "photos", 2), "x");
    QCOMPARE(hers.counts().regions, 3);
    his.check();
    server_->sql("GRANT CREATE ON DATABASE labels TO locked");
    ::qunsetenv("PGPASSWORD");
  }

  void eachPersonHasTheImagesWhereTheyHaveThem() {
    const fs::path anna = folder_ / "anna", ben = folder_ / "ben";
    fs::create_directories(ben);
    auto hers = Project::create(anna / "p.clocproj", "P", server_->address(schema_));
    test::import_dataset(hers, dataset(anna / "photos", 2), "x");
    auto his = Project::create(ben / "q.clocproj", "other name", server_->address(schema_));
    QCOMPARE(his.name(), std::string("P"));
    QCOMPARE(his.images()[0].path, ben / "photos" / "image0.png");
    QVERIFY(his.find_image(ben / "photos" / "image1.png"));
    // What a file looks like is each machine's own.
    QVERIFY(hers.images()[0].stamp);
    QVERIFY(!his.images()[0].stamp);
    auto seen = his.images()[0];
    seen.stamp = FileStamp{5, 6};
    his.update_image(seen);
    QVERIFY(his.image(seen.id).stamp == (FileStamp{5, 6}));
    QVERIFY(hers.image(seen.id).stamp == file_stamp(anna / "photos" / "image0.png"));
    // Jobs, models and small values too.
    hers.jobs().create("index", "{}");
    hers.set_meta("saved_searches", "[]");
    QVERIFY(his.jobs().list().empty());
    QVERIFY(!his.meta("saved_searches"));
    // The images may also lie elsewhere than beside the project.
    auto link = read_project_link(ben / "q.clocproj");
    link.images = folder_ / "elsewhere";
    write_project_link(ben / "q.clocproj", link);
    QCOMPARE(Project::open(ben / "q.clocproj").images()[0].path,
             folder_ / "elsewhere" / "photos" / "image0.png");
  }

  void aFolderWhoseProjectWasMadeAnewIsRefused() {
    { shared(); }
    server_->sql(QString("DROP SCHEMA %1 CASCADE").arg(QString::fromStdString(schema_)));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { Project::open(folder_ / "p.clocproj"); }),
                     schema_);
    { shared("again.clocproj"); }
    test::expect_error(ErrorKind::Mismatch, [&] { Project::open(folder_ / "p.clocproj"); });
  }

  void aDamagedLinkIsNamed() {
    { shared(); }
    const auto file = folder_ / "p.clocproj" / "database.json";
    write_text_file(file, "{");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { Project::open(folder_ / "p.clocproj"); }),
                     file.string());
    write_text_file(file, R"({"format": 99})");
    test::expect_error(ErrorKind::Unsupported, [&] { Project::open(folder_ / "p.clocproj"); });
  }

  void allImagesComeThroughPagesAndReadersSeeOneState() {
    auto project = shared();
    const auto wanted = dataset(folder_ / "photos", 1);
    auto many = wanted;
    many.images.clear();
    for (int i = 0; i < 9000; ++i) {
      auto image = wanted.images[0];
      image.path = folder_ / std::to_string(i);
      many.images.push_back(image);
    }
    test::import_dataset(project, many, "x");
    auto reader = read_project(project);
    data::ImageRecord record;
    QVERIFY(reader->next(record));
    auto other = Project::open(folder_ / "p.clocproj");
    other.remove_image(9000);
    int count = 1;
    std::size_t regions = record.regions.size();
    for (; reader->next(record); ++count) regions += record.regions.size();
    QCOMPARE(count, 9000);
    QCOMPARE(regions, std::size_t{9000});
    reader.reset();
    QCOMPARE(project.counts().images, 8999);
    QCOMPARE(project.counts().regions, 8999);
    project.label("can be written again");
  }

  void aServerThatWasStartedAgainIsConnectedToAgain() {
    auto project = shared();
    project.label("before");
    const auto image = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    server_->kill();
    try {
      project.label("while it is gone");
      QFAIL("the server is gone");
    } catch (const LostConnection& error) {
      QVERIFY_CONTAINS(std::string(error.what()), "Check that it runs");
    } catch (const Error& error) {
      QFAIL(error.what());
    }
    server_->start();
    QCOMPARE(project.labels().size(), std::size_t{1});
    project.label("after");
    Changes changes{{Change::Kind::Insert, {}, region(1, "x")}};
    changes[0].after.image_id = image;
    Edits(project).apply("draw", changes);
    QCOMPARE(project.counts().regions, 1);
    project.check();
  }

  void aServerKilledInMidTransactionKeepsWhatWasCommittedAndNothingElse() {
    auto project = shared();
    const auto image = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    project.add_regions(image, std::vector{region(1, "committed")});
    try {
      auto transaction = project.transaction();
      project.add_regions(image, std::vector{region(2, "not committed")});
      server_->kill();
      server_->start();
      // Not written elsewhere than in the transaction that was lost.
      try {
        project.add_regions(image, std::vector{region(3, "in the same transaction")});
        QFAIL("the transaction is lost");
      } catch (const LostConnection& error) {
        QVERIFY_CONTAINS(std::string(error.what()), "Nothing of this change was written");
        throw;
      }
    } catch (const LostConnection&) {
    }
    const auto regions = project.regions_of(image);
    QCOMPARE(regions.size(), std::size_t{1});
    QCOMPARE(regions[0].caption, std::string("committed"));
    project.add_regions(image, std::vector{region(3, "after")});
    project.check();
  }

  void killedAgainAndAgainTheServerHasEveryConfirmedEdit() {
    auto project = shared();
    project.set_busy_timeout(10s);
    const auto image = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    std::int64_t confirmed = 0;
    for (int round = 0; round < 6; ++round) {
      std::thread killer([&, round] {
        std::this_thread::sleep_for(30ms + round * 11ms);
        server_->kill();
        server_->start();
      });
      for (bool lost = false; !lost;) {
        try {
          Changes changes{{Change::Kind::Insert, {}, region(1, "x")}};
          changes[0].after.image_id = image;
          Edits(project).apply("draw", changes);
          ++confirmed;
        } catch (const LostConnection&) {
          lost = true;
        } catch (const Error& error) {
          killer.join();
          QFAIL(error.what());
        }
      }
      killer.join();
      // What was said to be lost was not written, and what was confirmed was.
      QCOMPARE(project.counts().regions, confirmed);
    }
    project.check();
  }

  void aConnectionThatTheServerEndsIsMadeAnew() {
    auto project = shared();
    server_->sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'CLOC%'");
    QCOMPARE(project.counts().labels, 0);
    server_->sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'CLOC%'");
    project.label("written by a new one");
    QCOMPARE(project.counts().labels, 1);
  }

  void aWriterThatWaitsTooLongIsToldWhoWrites() {
    auto holder = shared();
    auto other = Project::open(folder_ / "p.clocproj", {Access::ReadWrite, 100ms});
    auto transaction = holder.transaction();
    const auto message = test::expect_error(ErrorKind::Io, [&] { other.label("x"); });
    QVERIFY_CONTAINS(message, "CLOC Studio of " + user_name());
    transaction.commit();
    other.label("x");
  }

  void aBackupIsAProjectFileAndComesBack() {
    const auto wanted = dataset(folder_ / "photos", 5);
    const auto file = folder_ / "backup.sqlite";
    auto project = shared();
    test::import_dataset(project, wanted, "x");
    Changes changes{{Change::Kind::Insert, {}, region(1, "drawn")}};
    changes[0].after.image_id = 1;
    const auto step = Edits(project).apply("draw", changes);
    project.set_verified(1, true);
    project.remove_region(project.regions_of(5)[0].id);
    project.backup(file);
    test::expect_error(ErrorKind::InvalidInput, [&] { project.backup(file); });
    // As a project in a file.
    const auto plain = folder_ / "plain.clocproj";
    fs::create_directories(plain);
    fs::copy_file(file, plain / "project.sqlite");
    {
      auto copy = Project::open(plain);
      copy.check();
      QCOMPARE(copy.id(), project.id());
      QVERIFY(copy.image(1).verified);
      QCOMPARE(copy.counts().regions, project.counts().regions);
      // No number is given twice, those of rows that are gone included.
      const auto last = project.regions_of(1).back().id;
      QVERIFY(copy.add_regions(1, std::vector{region(1, "new")})[0] > last);
      Edits(copy).undo(step);
    }
    // Back to the server.
    project.remove_image(1);
    Project::restore(folder_ / "p.clocproj", file);
    QCOMPARE(project.counts().images, 5);  // who had it open goes on
    QVERIFY(project.image(1).verified);
    project.check();
    const auto last = project.regions_of(1).back().id;
    QVERIFY(project.add_regions(2, std::vector{region(1, "new")})[0] > last);
    Edits(project).undo(step);
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::InvalidInput, [&] { Project::restore(folder_ / "p.clocproj", file); }),
        ".before-restore");
    server_->sql(QString("DROP SCHEMA \"%1.before-restore\" CASCADE").arg(QString::fromStdString(schema_)));
    // Of another project: refused.
    { Project::create(folder_ / "other.clocproj", "O").backup(folder_ / "other.sqlite"); }
    test::expect_error(ErrorKind::Mismatch,
                       [&] { Project::restore(folder_ / "p.clocproj", folder_ / "other.sqlite"); });
  }

  void aProjectIsSharedAndTakenBackWithAllItHolds() {
    const auto path = folder_ / "p.clocproj";
    const auto wanted = dataset(folder_ / "photos", 7);
    EditId step = 0;
    {
      auto project = Project::create(path, "Pets");
      test::import_dataset(project, wanted, "x");
      Changes changes{{Change::Kind::Insert, {}, region(1, "drawn")}};
      changes[0].after.image_id = 1;
      step = Edits(project).apply("draw", changes);
      Edits(project).undo(step);
      project.jobs().create("index", "{}");
      project.models().put({"abc", "models/a.safetensors", "{}"});
      project.set_meta("saved_searches", "[1]");
    }
    share_project(path, server_->address(schema_));
    QVERIFY(!fs::exists(path / "project.sqlite"));
    QVERIFY(fs::exists(path / "project.sqlite.before-sharing"));
    {
      auto project = Project::open(path);
      QVERIFY(project.server());
      QCOMPARE(project.name(), std::string("Pets"));
      same(project.dataset(), wanted);
      project.check();
      QVERIFY(project.images()[0].stamp);
      QCOMPARE(project.jobs().list().size(), std::size_t{1});
      QVERIFY(project.models().find("abc"));
      QCOMPARE(project.meta("saved_searches"), std::optional<std::string>("[1]"));
      Edits(project).redo(step);
      QCOMPARE(project.regions_of(1).size(), std::size_t{2});
    }
    test::expect_error(ErrorKind::InvalidInput, [&] { share_project(path, server_->address(schema_)); });
    // A second project does not go where one is.
    { Project::create(folder_ / "q.clocproj", "Q"); }
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::InvalidInput,
                           [&] { share_project(folder_ / "q.clocproj", server_->address(schema_)); }),
        "schema");
    QVERIFY(!Project::open(folder_ / "q.clocproj").server());
    unshare_project(path);
    {
      auto project = Project::open(path);
      QVERIFY(!project.server());
      QCOMPARE(project.regions_of(1).size(), std::size_t{2});
      QVERIFY(project.images()[0].stamp);
      QCOMPARE(project.jobs().list().size(), std::size_t{1});
      project.check();
      Edits(project).undo(step);
      same(project.dataset(), wanted);
    }
    test::expect_error(ErrorKind::InvalidInput, [&] { unshare_project(path); });
  }

  void cancelledSharingLeavesTheProjectAsItWas() {
    const auto path = folder_ / "p.clocproj";
    {
      auto project = Project::create(path, "Pets");
      test::import_dataset(project, dataset(folder_ / "photos", 7), "x");
    }
    const CancelToken cancel;
    cancel.cancel();
    test::expect_error(ErrorKind::Cancelled,
                       [&] { share_project(path, server_->address(schema_), {}, cancel); });
    QCOMPARE(Project::open(path).counts().images, 7);
    share_project(path, server_->address(schema_));
    QCOMPARE(Project::open(path).counts().images, 7);
  }

  void damageIsFound() {
    auto project = shared();
    test::import_dataset(project, dataset(folder_ / "photos", 3), "x");
    project.check();
    const auto schema = QString::fromStdString(schema_);
    server_->sql(QString("UPDATE %1.label_counts SET regions = regions + 1").arg(schema));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { project.check(); }), "count");
    server_->sql(QString("UPDATE %1.label_counts SET regions = regions - 1").arg(schema));
    server_->sql(QString("ALTER TABLE %1.captions DROP CONSTRAINT captions_image_id_fkey").arg(schema));
    server_->sql(QString("INSERT INTO %1.captions(image_id, text) VALUES(77, 'x')").arg(schema));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { project.check(); }), "captions");
  }

  void textsThatPostgresCannotHoldDoNotBreakTheStatement() {
    auto project = shared();
    const auto image = project.add_image({0, folder_ / "a.png", 100, 100, {}});
    auto odd = region(1, std::string("a\0b'; --", 8));
    project.add_regions(image, std::vector{odd});
    QCOMPARE(project.regions_of(image)[0].caption, std::string("a\xef\xbf\xbd"
                                                               "b'; --"));
  }
};

QTEST_GUILESS_MAIN(TestServer)
#include "test_server.moc"
