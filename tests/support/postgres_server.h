// SPDX-License-Identifier: Apache-2.0
// A PostgreSQL server of a test's own, in a folder of its own, reached by a socket there. It dies with the
// test. Tests that need one begin with SKIP_WITHOUT_POSTGRES.
//
//   test::PostgresServer server;
//   auto project = store::Project::create(folder, "Cats", server.address("cats"));
//   server.kill();   // as when the machine loses power, but for its disk
//   server.start();
#pragma once

#include <QDir>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>
#include <QThread>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/server_address.h"

namespace cloc::test {

class PostgresServer {
 public:
  // Where initdb and postgres are; empty when none is installed.
  static std::string programs() {
    const auto versions = QDir("/usr/lib/postgresql").entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
      const auto folder = "/usr/lib/postgresql/" + version->toStdString() + "/bin";
      if (std::filesystem::exists(folder + "/initdb")) return folder;
    }
    return {};
  }
  // Why no test can use one; empty when they can.
  static QString missing() {
    if (programs().empty()) return "PostgreSQL is not installed (packaging/bootstrap.sh --dev)";
    if (!QSqlDatabase::isDriverAvailable("QPSQL")) return "Qt's PostgreSQL driver is not installed";
    return {};
  }

  PostgresServer() {
    char name[] = "/tmp/cloc-postgres-XXXXXX";
    if (::mkdtemp(name) == nullptr) qFatal("no folder for PostgreSQL");
    folder_ = name;
    // PostgreSQL refuses to run as root.
    if (::geteuid() == 0) {
      const auto* entry = ::getpwnam("postgres");
      if (entry == nullptr) qFatal("no user postgres");
      user_ = entry->pw_uid;
      group_ = entry->pw_gid;
      if (::chown(name, user_, group_) != 0) qFatal("chown");
    }
    ::chmod(name, 0755);
    run({programs() + "/initdb", "-D", data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
         "--no-sync"});
    // Who is "locked" has a password.
    std::ofstream(data() + "/pg_hba.conf") << "local all locked scram-sha-256\nlocal all all trust\n";
    start();
    sql("CREATE DATABASE labels");
    sql("CREATE ROLE locked LOGIN PASSWORD 'right'");
    sql("GRANT ALL ON DATABASE labels TO locked");
  }
  ~PostgresServer() {
    stop(SIGINT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  store::ServerAddress address(const std::string& schema, const std::string& user = "postgres") const {
    return {folder_, 0, user, "labels", schema, {}};
  }

  void start() {
    pid_ =
        spawn({programs() + "/postgres", "-D", data(), "-k", folder_, "-c", "listen_addresses=", "-c",
               "fsync=off", "-c", "max_connections=40", "-c", "shared_buffers=64MB", "-c", "lc_messages=C"});
    for (int i = 0; i < 300; ++i) {
      QThread::msleep(50);
      if (answers()) return;
    }
    qFatal("PostgreSQL does not start: see %s/log", folder_.c_str());
  }
  // Every process of it at once, without a word to its clients.
  void kill() { stop(SIGQUIT); }

  // As its administrator, in the database `labels` or, when it is not there yet, `postgres`. The first column
  // of the first row, if any.
  QString sql(const QString& statement) const {
    const QString name = QStringLiteral("test-administrator");
    QString result;
    {
      auto database = open(name, "labels");
      if (!database.isOpen()) database = open(name, "postgres");
      QSqlQuery query(database);
      if (!query.exec(statement)) qFatal("%s", qPrintable(query.lastError().text()));
      if (query.next()) result = query.value(0).toString();
    }
    QSqlDatabase::removeDatabase(name);
    return result;
  }

 private:
  std::string data() const { return folder_ + "/data"; }

  QSqlDatabase open(const QString& name, const char* database) const {
    auto made = QSqlDatabase::contains(name) ? QSqlDatabase::database(name, false)
                                             : QSqlDatabase::addDatabase("QPSQL", name);
    made.setHostName(QString::fromStdString(folder_));
    made.setUserName("postgres");
    made.setDatabaseName(database);
    made.open();
    return made;
  }
  bool answers() const {
    bool open_now = false;
    {
      auto database = open("test-waiting", "postgres");
      open_now = database.isOpen();
    }
    QSqlDatabase::removeDatabase("test-waiting");
    return open_now;
  }

  pid_t spawn(const std::vector<std::string>& command) const {
    // The system ends it with the thread that made it: with the test, if that is the first one.
    const bool ends_with_test = ::gettid() == ::getpid();
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    if (user_ != 0 &&
        (::initgroups("postgres", group_) != 0 || ::setgid(group_) != 0 || ::setuid(user_) != 0))
      ::_exit(3);
    if (ends_with_test) ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int log = ::open((folder_ + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, 1);
    ::dup2(log, 2);
    ::setsid();
    if (::chdir(folder_.c_str()) != 0) ::_exit(3);
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    ::execv(words[0], words.data());
    ::_exit(3);
  }
  void run(const std::vector<std::string>& command) const {
    int status = 0;
    ::waitpid(spawn(command), &status, 0);
    if (status != 0) qFatal("%s failed: see %s/log", command[0].c_str(), folder_.c_str());
  }
  void stop(int signal) {
    if (pid_ == 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

  std::string folder_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  pid_t pid_ = 0;
};

}  // namespace cloc::test

#define SKIP_WITHOUT_POSTGRES                                                           \
  if (const auto missing = cloc::test::PostgresServer::missing(); !missing.isEmpty()) { \
    QSKIP(qPrintable(missing));                                                         \
  }
