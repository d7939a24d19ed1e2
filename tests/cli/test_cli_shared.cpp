// SPDX-License-Identifier: Apache-2.0
// `cloc-cli` on projects that are shared on a PostgreSQL server, as users run it.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "tests/cli/run_cli.h"
#include "tests/support/expect_error.h"
#include "tests/support/postgres_server.h"

using cloc::test::cli;
using nlohmann::json;

class TestCliShared : public QObject {
  Q_OBJECT

  std::unique_ptr<cloc::test::PostgresServer> server_;
  QTemporaryDir dir_;
  QString at(const QString& name) const { return dir_.filePath(name); }
  QString url(const std::string& schema) const {
    return QString::fromStdString(server_->address(schema).url());
  }
  static json answer(QStringList arguments) {
    arguments << "--json";
    const auto ran = cli(arguments);
    if (ran.code != 0) QTest::qFail(ran.err.c_str(), __FILE__, __LINE__);
    return ran.code == 0 ? json::parse(ran.out) : json();
  }

 private slots:
  void initTestCase() {
    SKIP_WITHOUT_POSTGRES
    server_ = std::make_unique<cloc::test::PostgresServer>();
    QCOMPARE(cli({"demo", "create", at("scenes"), "--scenes", "20", "--size", "64", "--seed", "3"}).code, 0);
  }

  void importMakesASharedProjectThatAnotherJoins() {
    const auto hers = at("hers.clocproj"), his = at("his.clocproj");
    const auto imported = cli({"data", "import", hers, at("scenes"), "--database", url("pets")});
    QVERIFY2(imported.code == 0, imported.err.c_str());
    QVERIFY_CONTAINS(imported.err, "pets");
    QVERIFY(!std::filesystem::exists((hers + "/project.sqlite").toStdString()));
    QCOMPARE(cli({"data", "join", his, url("pets")}).code, 0);
    const auto a = answer({"data", "stats", hers}), b = answer({"data", "stats", his}),
               plain = answer({"data", "stats", at("scenes")});
    QVERIFY(a == b);
    QVERIFY(a.at("regions") == plain.at("regions"));
    QCOMPARE(cli({"data", "validate", his}).code, 0);
    QCOMPARE(cli({"data", "split", his, "--parts", "train=0.5,val=0.5"}).code, 0);
    QVERIFY(answer({"data", "stats", hers}).at("images_by_split").contains("val"));
    // The name of the server is in what is said of the project, and the option fits or is refused.
    QCOMPARE(cli({"data", "import", hers, at("scenes"), "--database", url("pets")}).code, 0);
    QCOMPARE(cli({"data", "import", hers, at("scenes"), "--database", url("other")}).code, 2);
  }

  void whatIsNotThereIsToldWithWhatToDo() {
    const auto joined = cli({"data", "join", at("none.clocproj"), url("nonesuch")});
    QCOMPARE(joined.code, 3);
    QVERIFY_CONTAINS(joined.err, "data server");
    QVERIFY(!std::filesystem::exists(at("none.clocproj").toStdString()));
    const auto with_password = cli({"data", "server", "postgresql://anna:geheim@localhost/labels"});
    QCOMPARE(with_password.code, 2);
    QVERIFY_CONTAINS(with_password.err, ".pgpass");
    QVERIFY(!cloc::test::contains(with_password.err, "geheim"));
    const auto gone = cli({"data", "server", "postgresql://127.0.0.1:1/labels"});
    QCOMPARE(gone.code, 5);
    QVERIFY_CONTAINS(gone.err, "Check that it runs");
  }

  void theServerIsLookedAt() {
    const auto found = answer({"data", "server", url("")});
    QVERIFY(found.at("may_create").get<bool>());
    QVERIFY(!found.at("projects").empty());
    QVERIFY_CONTAINS(cli({"data", "server", url("")}).out, "pets");
  }

  void aProjectGoesToTheServerAndBack() {
    const auto path = at("own.clocproj"), backup = at("backup.sqlite");
    QCOMPARE(cli({"data", "import", path, at("scenes")}).code, 0);
    const auto before = answer({"data", "stats", path});
    const auto shared = cli({"data", "share", path, url("own")});
    QVERIFY2(shared.code == 0, shared.err.c_str());
    QVERIFY_CONTAINS(shared.out, "data join");
    QVERIFY(answer({"data", "stats", path}) == before);
    QCOMPARE(cli({"data", "backup", path, backup}).code, 0);
    QCOMPARE(cli({"data", "split", path, "--parts", "train=0.5,val=0.5"}).code, 0);
    QCOMPARE(cli({"data", "restore", path, backup}).code, 0);
    QVERIFY(answer({"data", "stats", path}) == before);
    QCOMPARE(cli({"data", "unshare", path}).code, 0);
    QVERIFY(std::filesystem::exists((path + "/project.sqlite").toStdString()));
    QVERIFY(answer({"data", "stats", path}) == before);
  }
};

QTEST_GUILESS_MAIN(TestCliShared)
#include "test_cli_shared.moc"
