// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSqlError>
#include <QUrl>
#include <atomic>
#include <utility>

#include "core/base/error.h"

namespace cloc::store {
namespace {

// SQLite's primary result codes that a user can do something about (https://www.sqlite.org/rescode.html).
enum SqliteCode {
  kBusy = 5,
  kLocked = 6,
  kReadOnly = 8,
  kIoError = 10,
  kCorrupt = 11,
  kFull = 13,
  kCannotOpen = 14,
  kConstraint = 19,
  kNotADatabase = 26
};

// Qt finds its SQL driver through the application object. A program without one (a benchmark, a small tool)
// gets one that is never destroyed, because statics of Qt outlive any scope of ours.
void ensure_application() {
  if (QCoreApplication::instance() != nullptr) return;
  static int argc = 1;
  static char name[] = "cloc";
  static char* argv[] = {name, nullptr};
  static const auto* const application = new QCoreApplication(argc, argv);
  (void)application;
}

QString next_connection_name() {
  static std::atomic<std::int64_t> counter{0};
  // Modules that are loaded at run time have a counter of their own: its address tells them apart.
  return QStringLiteral("cloc-store-%1-%2").arg(reinterpret_cast<quintptr>(&counter), 0, 16).arg(counter++);
}

bool has_pending_log(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(file.string() + "-wal", ignored);
  return !ignored && size > 0;
}

}  // namespace

Statement::Statement(const Database& database, const std::string& sql)
    : database_(&database), query_(database.database_) {
  query_.setForwardOnly(true);
  if (!query_.prepare(QString::fromStdString(sql))) database.fail(query_.lastError());
}

void Statement::execute() {
  database_->require_own_thread();
  if (!query_.exec()) database_->fail(query_.lastError());
}

bool Statement::next() {
  if (query_.next()) return true;
  if (query_.lastError().isValid()) database_->fail(query_.lastError());
  return false;
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

QVariant Statement::to_variant(std::string_view value) {
  // A null QString would be bound as NULL.
  if (value.empty()) return QStringLiteral("");
  return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QVariant Statement::to_variant(std::optional<std::int64_t> value) {
  return value ? to_variant(*value) : QVariant(QMetaType::fromType<qlonglong>());
}

QVariant Statement::to_variant(std::optional<double> value) {
  return value ? QVariant(*value) : QVariant(QMetaType::fromType<double>());
}

Database::Database(std::filesystem::path file, Access access, bool create,
                   std::chrono::milliseconds busy_timeout)
    : file_(std::move(file)), access_(access), connection_(next_connection_name()) {
  ensure_application();
  if (!create && !std::filesystem::exists(file_)) {
    throw Error(ErrorKind::NotFound, file_.string() + " does not exist. Check the path of the project.");
  }
  database_ = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
  if (!database_.isValid()) {
    database_ = QSqlDatabase();
    QSqlDatabase::removeDatabase(connection_);
    throw Error(ErrorKind::Unsupported,
                "Qt's SQLite driver is missing. Install the package libqt6sql6-sqlite.");
  }
  auto options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busy_timeout.count());
  auto name = QString::fromStdString(file_.string());
  if (access_ != Access::ReadWrite) {
    options += QStringLiteral(";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI");
    auto url = QUrl::fromLocalFile(name).toString(QUrl::FullyEncoded);
    // On a disk that cannot be written, WAL's shared memory file cannot be made: tell SQLite that nobody
    // writes.
    const auto folder = QString::fromStdString(file_.parent_path().string());
    const bool still = access_ == Access::ReadStill || !QFileInfo(folder).isWritable();
    if (still && !has_pending_log(file_)) url += QStringLiteral("?immutable=1");
    name = url;
  }
  database_.setConnectOptions(options);
  database_.setDatabaseName(name);
  try {
    if (!database_.open()) fail(database_.lastError());
    // The first read of the file: says whether it is a database at all.
    prepare("SELECT count(*) FROM sqlite_master").run();
    execute("PRAGMA foreign_keys = ON");
  } catch (...) {
    database_.close();
    database_ = QSqlDatabase();
    QSqlDatabase::removeDatabase(connection_);
    throw;
  }
}

Database::~Database() {
  database_.close();
  database_ = QSqlDatabase();  // removeDatabase warns while a handle is left
  QSqlDatabase::removeDatabase(connection_);
}

void Database::require_writable() const {
  if (access_ == Access::ReadWrite) return;
  throw Error(ErrorKind::Io, file_.string() +
                                 " is open to read only, so it cannot be changed. Copy the project to a "
                                 "folder that you may write to, and open that.");
}

Statement Database::prepare(const std::string& sql) const {
  require_own_thread();
  return Statement(*this, sql);
}

void Database::require_own_thread() const {
  if (std::this_thread::get_id() == thread_) return;
  throw Error(ErrorKind::Internal,
              "The connection to " + file_.string() +
                  " is used from a thread that did not open it. Open the project in each thread.");
}

void Database::fail(const QSqlError& error) const {
  const std::string where = file_.string();
  const std::string detail = " (SQLite: " + error.text().trimmed().toStdString() + ")";
  // Extended codes carry the primary one in the low byte.
  switch (error.nativeErrorCode().toInt() & 0xff) {
    case kBusy:
    case kLocked:
      throw Error(ErrorKind::Io, where + " is locked by another program that writes to it" + detail +
                                     ". Wait for that program, or close it, and try again.");
    case kFull:
      throw Error(ErrorKind::Io, "The disk that holds " + where + " is full; the change was not made" +
                                     detail + ". Free some space and try again.");
    case kReadOnly:
      throw Error(ErrorKind::Io, where + " cannot be written" + detail +
                                     ". Check the permissions of the file and its folder.");
    case kCannotOpen:
    case kIoError:
      throw Error(ErrorKind::Io, "Cannot read or write " + where + detail +
                                     ". Check the disk and the permissions of the file and its folder.");
    case kCorrupt:
    case kNotADatabase:
      throw Error(ErrorKind::Corrupt, where + " is damaged and cannot be read as a project database" +
                                          detail + ". Restore a backup of this file.");
    case kConstraint:
      throw Error(ErrorKind::InvalidInput,
                  where + " refuses a record that breaks its rules" + detail +
                      ". Check for records that are there twice or refer to nothing.");
    default:
      throw Error(ErrorKind::Internal, "A query on " + where + " failed" + detail + ".");
  }
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.require_writable();
  if (database_.depth_ == 0) database_.execute("BEGIN IMMEDIATE");
  ++database_.depth_;
}

Transaction::~Transaction() {
  if (!open_) return;
  if (--database_.depth_ > 0) return;  // the outer one is not committed either: the error is on its way there
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {
    // SQLite has rolled back by itself (full disk, I/O error): nothing is left to undo.
  }
}

void Transaction::commit() {
  if (database_.depth_ == 1) database_.execute("COMMIT");
  open_ = false;
  --database_.depth_;
}

}  // namespace cloc::store
