// SPDX-License-Identifier: Apache-2.0
// One connection to one project database: an SQLite file, or a schema of a PostgreSQL server. Statements,
// transactions, and errors that say what happened where and what to do. The classes of core/store speak to
// the disk or the server through it; nobody else needs it.
//
// The same SQL runs on both: '?' for values, texts compare byte by byte, truth values as TRUE and FALSE,
// IS NOT DISTINCT FROM for what may be NULL. Where they differ there is a function here (prepare_insert,
// id_or_new, prepare_paged), or the caller asks for dialect().
//
// A Database belongs to the thread that opened it (Qt's rule for QSqlDatabase); using it from another one is
// an Error{Internal}. Each object has a connection name of its own, so a thread may hold as many as it likes.
//
// A server may be gone for a while. What is read then is read again after one new try to connect; a
// transaction that was under way throws LostConnection and has changed nothing. The next call connects anew.
// Everything that is written to a server is written inside of a Transaction.
#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStringList>
#include <QVariant>
#include <QVariantList>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "core/base/error.h"
#include "core/store/server_address.h"

namespace cloc::store {

enum class Access {
  ReadWrite,
  ReadOnly,
  // Read only, and neither locked nor accompanied by -wal and -shm files as long as no one writes: for disks
  // that several machines share, where these do not work. What is read while another writes may be wrong: the
  // caller looks whether the file has changed meanwhile. On a server the same as ReadOnly.
  ReadStill
};

enum class Dialect { Sqlite, Postgres };

// Of kind Io: the server was there and is not now. Nothing of the transaction was written; to be tried again
// later.
class LostConnection : public Error {
 public:
  explicit LostConnection(const std::string& message) : Error(ErrorKind::Io, message) {}
};

// Of kind InvalidInput: the server wants a password, or another one than it got.
class PasswordRefused : public Error {
 public:
  explicit PasswordRefused(const std::string& message) : Error(ErrorKind::InvalidInput, message) {}
};

class Database;

// A prepared statement: run(...) binds in order and executes, then next() walks the rows.
//
//   auto query = database.prepare("SELECT id FROM images WHERE path = ?");
//   query.run(path);
//   while (query.next()) ids.push_back(query.integer(0));
class Statement {
 public:
  template <class... Values>
  Statement& run(const Values&... values) {
    int position = 0;
    (bind(position++, to_variant(values)), ...);
    execute();
    return *this;
  }
  Statement& run_all(const QVariantList& values) {
    for (int i = 0; i < values.size(); ++i) bind(i, values[i]);
    execute();
    return *this;
  }
  bool next();

  bool is_null(int column) const { return query_.isNull(column); }
  std::int64_t integer(int column) const { return query_.value(column).toLongLong(); }
  float real(int column) const { return query_.value(column).toFloat(); }
  double real64(int column) const { return query_.value(column).toDouble(); }
  std::string text(int column) const { return query_.value(column).toString().toStdString(); }
  QVariant value(int column) const { return query_.value(column); }
  std::optional<std::int64_t> optional_integer(int column) const;

  // Of the last INSERT, prepared by prepare_insert(); of the last INSERT, UPDATE or DELETE.
  std::int64_t inserted_id() const { return inserted_id_; }
  std::int64_t rows_changed() const { return query_.numRowsAffected(); }

  static QVariant to_variant(std::int64_t value) { return QVariant::fromValue<qlonglong>(value); }
  static QVariant to_variant(int value) { return value; }
  static QVariant to_variant(bool value) { return value; }
  static QVariant to_variant(float value) { return static_cast<double>(value); }
  static QVariant to_variant(double value) { return value; }
  static QVariant to_variant(std::string_view value);
  static QVariant to_variant(const std::string& value) { return to_variant(std::string_view(value)); }
  static QVariant to_variant(const char* value) { return to_variant(std::string_view(value)); }
  static QVariant to_variant(std::optional<std::int64_t> value);
  static QVariant to_variant(std::optional<double> value);
  static QVariant to_variant(const QVariant& value) { return value; }

 private:
  friend class Database;
  enum class Kind { Plain, Insert, Paged };
  Statement(const Database& database, const std::string& sql, Kind kind);
  void bind(int position, const QVariant& value);
  void execute();
  bool fetch();

  const Database* database_;
  QSqlQuery query_;
  Kind kind_;
  std::int64_t inserted_id_ = 0;
  // On a server: what stands around the values, and they. It is sent as one text, so that nothing of it is
  // lost with the connection.
  QStringList pieces_;
  QVariantList values_;
  QString cursor_;
  int rows_left_ = 0;  // of the page
};

class Database {
 public:
  // Opens an existing file, or makes it when `create`. Throws Error{NotFound}, Error{Corrupt} (not an SQLite
  // file), Error{Io} (locked, no permission).
  Database(std::filesystem::path file, Access access, bool create, std::chrono::milliseconds busy_timeout);
  // The schema `address.schema`; made when `create` and it is not there. Empty: no project, to ask the server
  // itself. Throws
  // PasswordRefused; Error{NotFound} when there is no such server, database or schema; Error{Io};
  // Error{Unsupported} for a server that is too old or keeps no UTF-8.
  Database(const ServerAddress& address, Access access, bool create, std::chrono::milliseconds busy_timeout);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Dialect dialect() const { return dialect_; }
  bool on_server() const { return dialect_ == Dialect::Postgres; }
  // The file, or ServerAddress::place(): for messages.
  const std::string& where() const { return where_; }
  // Empty on a server.
  const std::filesystem::path& file() const { return file_; }
  // Of a database on a server.
  const ServerAddress& address() const { return address_; }
  Access access() const { return access_; }
  // Throws Error{Io} when the database was opened to read only.
  void require_writable() const;
  void set_busy_timeout(std::chrono::milliseconds timeout);

  Statement prepare(const std::string& sql) const;
  // An INSERT of one row into a table with a number `id`: gives inserted_id().
  Statement prepare_insert(const std::string& sql) const;
  // A SELECT of very many rows, inside of a Snapshot: they are not in memory at once.
  Statement prepare_paged(const std::string& sql) const;
  // One statement without results.
  void execute(const std::string& sql) const { prepare(sql).run(); }
  // One statement for a server, which holds its values (literal()): a '?' in it is a '?'.
  void execute_text(const QString& sql) const { run_on_server(sql); }
  // In the VALUES of an INSERT, for the column `id` of `table`: a bound number, or a new one for NULL.
  std::string id_or_new(const std::string& table) const;
  // A value as it stands in a statement for a server.
  static QString literal(const QVariant& value);

  // Another number than before when another connection has written since.
  std::int64_t foreign_writes() const;

 private:
  friend class Statement;
  friend class Transaction;
  friend class Snapshot;
  void require_own_thread() const;
  [[noreturn]] void fail(const QSqlError& error) const;

  // Of a server.
  void connect(bool create) const;
  void configure(bool create) const;
  bool connected() const;
  bool lost(const QSqlError& error) const;
  void reconnect() const;
  QSqlQuery run_on_server(const QString& sql) const;
  void begin();
  void begin_on_server();
  void commit();
  void commit_on_server();
  void rollback();
  // Whether the transaction that was being committed when the connection was lost is in the database.
  bool was_committed(const QString& transaction);

  Dialect dialect_;
  std::filesystem::path file_;
  ServerAddress address_;
  std::string where_;
  Access access_;
  std::chrono::milliseconds busy_timeout_;
  QString connection_;
  mutable QSqlDatabase database_;
  std::thread::id thread_ = std::this_thread::get_id();
  int depth_ = 0;            // of transactions
  mutable int pinned_ = 0;   // transactions and snapshots that end with the connection
  mutable int cursors_ = 0;  // made so far
  std::int64_t own_writes_ = 0;
};

// All or nothing: what happens between construction and commit() is undone when commit() is not reached.
// Inside another Transaction of the same Database it is a part of that one. Takes the write lock at once, so
// that waiting for another writer happens here (and ends in Error{Io} after the busy timeout) and not in the
// middle. On a server the lock is one for all who write to the project; readers go on.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Durable when it returns (the outermost one).
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

// As long as it lives, all that this connection reads is one state of the database, whatever others write.
// Nothing may be written meanwhile. In an SQLite file the first statement that is being walked sees to it.
class Snapshot {
 public:
  explicit Snapshot(const Database& database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  const Database& database_;
  bool begun_ = false;
};

}  // namespace cloc::store
