// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSqlError>
#include <QUrl>
#include <atomic>
#include <utility>

#include "core/base/error.h"
#include "core/store/server_errors.h"

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

// Rows of a page of prepare_paged().
constexpr int kPage = 4000;

// At each '?' that is not inside of a text or a name.
QStringList pieces_around_values(const std::string& sql) {
  QStringList pieces;
  std::string piece;
  char quote = 0;
  for (const char c : sql) {
    if (quote == 0 && c == '?') {
      pieces.push_back(QString::fromStdString(piece));
      piece.clear();
      continue;
    }
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
    piece += c;
  }
  pieces.push_back(QString::fromStdString(piece));
  return pieces;
}

bool has_pending_log(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(file.string() + "-wal", ignored);
  return !ignored && size > 0;
}

}  // namespace

Statement::Statement(const Database& database, const std::string& sql, Kind kind)
    : database_(&database), query_(database.database_), kind_(kind) {
  if (database.on_server()) {
    pieces_ = pieces_around_values(sql);
    if (kind_ == Kind::Insert) pieces_.back() += QStringLiteral(" RETURNING id");
    return;
  }
  query_.setForwardOnly(true);
  if (!query_.prepare(QString::fromStdString(sql))) database.fail(query_.lastError());
}

void Statement::bind(int position, const QVariant& value) {
  if (!database_->on_server()) {
    query_.bindValue(position, value);
    return;
  }
  if (position == 0) values_.clear();
  values_.push_back(value);
}

void Statement::execute() {
  if (!database_->on_server()) {
    database_->require_own_thread();
    if (!query_.exec()) database_->fail(query_.lastError());
    if (kind_ == Kind::Insert) inserted_id_ = query_.lastInsertId().toLongLong();
    return;
  }
  if (values_.size() + 1 != pieces_.size()) {
    throw Error(ErrorKind::Internal, "A statement with " + std::to_string(pieces_.size() - 1) +
                                         " values was given " + std::to_string(values_.size()) + ": " +
                                         pieces_.join(QLatin1Char('?')).toStdString());
  }
  QString sql = pieces_.front();
  for (qsizetype i = 0; i < values_.size(); ++i) {
    sql += Database::literal(values_[i]);
    sql += pieces_[i + 1];
  }
  if (kind_ == Kind::Paged) {
    cursor_ = QStringLiteral("cloc_%1").arg(++database_->cursors_);
    database_->run_on_server(QStringLiteral("DECLARE %1 NO SCROLL CURSOR FOR ").arg(cursor_) + sql);
    fetch();
    return;
  }
  query_ = database_->run_on_server(sql);
  if (kind_ == Kind::Insert) inserted_id_ = query_.next() ? query_.value(0).toLongLong() : 0;
}

bool Statement::fetch() {
  query_ = database_->run_on_server(QStringLiteral("FETCH %1 FROM %2").arg(kPage).arg(cursor_));
  rows_left_ = query_.size();
  return rows_left_ > 0;
}

bool Statement::next() {
  if (kind_ == Kind::Paged && database_->on_server()) {
    if (rows_left_ == 0 && (query_.size() < kPage || !fetch())) return false;
    --rows_left_;
    return query_.next();
  }
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
    : dialect_(Dialect::Sqlite),
      file_(std::move(file)),
      where_(file_.string()),
      access_(access),
      busy_timeout_(busy_timeout),
      connection_(next_connection_name()) {
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

Database::Database(const ServerAddress& address, Access access, bool create,
                   std::chrono::milliseconds busy_timeout)
    : dialect_(Dialect::Postgres),
      address_(address),
      where_(address.place()),
      access_(access),
      busy_timeout_(busy_timeout),
      connection_(next_connection_name()) {
  ensure_application();
  database_ = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), connection_);
  try {
    if (!database_.isValid()) {
      throw Error(ErrorKind::Unsupported,
                  "Qt's PostgreSQL driver is missing. Install the package libqt6sql6-psql.");
    }
    connect(create);
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
  throw Error(ErrorKind::Io, where_ +
                                 " is open to read only, so it cannot be changed. Copy the project to a "
                                 "folder that you may write to, and open that.");
}

void Database::set_busy_timeout(std::chrono::milliseconds timeout) {
  busy_timeout_ = timeout;
  if (on_server()) {
    run_on_server(QStringLiteral("SET lock_timeout = %1").arg(timeout.count()));
  } else {
    execute("PRAGMA busy_timeout = " + std::to_string(timeout.count()));
  }
}

Statement Database::prepare(const std::string& sql) const {
  require_own_thread();
  return Statement(*this, sql, Statement::Kind::Plain);
}

Statement Database::prepare_insert(const std::string& sql) const {
  require_own_thread();
  return Statement(*this, sql, Statement::Kind::Insert);
}

Statement Database::prepare_paged(const std::string& sql) const {
  require_own_thread();
  return Statement(*this, sql, Statement::Kind::Paged);
}

std::string Database::id_or_new(const std::string& table) const {
  if (!on_server()) return "?";
  std::string sql = "coalesce(?, nextval('";
  sql += table;
  sql += "_id_seq'))";
  return sql;
}

std::int64_t Database::foreign_writes() const {
  auto query = prepare(on_server() ? "SELECT number FROM revision" : "PRAGMA data_version");
  query.run().next();
  return query.integer(0) - own_writes_;
}

void Database::require_own_thread() const {
  if (std::this_thread::get_id() == thread_) return;
  throw Error(ErrorKind::Internal,
              "The connection to " + where_ +
                  " is used from a thread that did not open it. Open the project in each thread.");
}

void Database::fail(const QSqlError& error) const {
  if (on_server()) throw_server_error(error, address_);
  const std::string& where = where_;
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

void Database::begin() {
  if (on_server()) {
    begin_on_server();
  } else {
    execute("BEGIN IMMEDIATE");
  }
}

void Database::commit() {
  if (on_server()) {
    commit_on_server();
  } else {
    execute("COMMIT");
  }
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.require_writable();
  if (database_.depth_ == 0) database_.begin();
  ++database_.depth_;
}

Transaction::~Transaction() {
  if (!open_) return;
  if (--database_.depth_ > 0) return;  // the outer one is not committed either: the error is on its way there
  try {
    database_.rollback();
  } catch (const Error&) {
    // It has been rolled back already (full disk, I/O error, lost connection): nothing is left to undo.
  }
}

void Transaction::commit() {
  if (database_.depth_ == 1) database_.commit();
  open_ = false;
  --database_.depth_;
}

}  // namespace cloc::store
