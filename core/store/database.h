// SPDX-License-Identifier: Apache-2.0
// One connection to one SQLite file: statements, transactions, and errors that say what happened to which
// file and what to do. The classes of core/store speak to the disk through it; nobody else needs it.
//
// A Database belongs to the thread that opened it (Qt's rule for QSqlDatabase); using it from another one is
// an Error{Internal}. Each object has a connection name of its own, so a thread may hold as many as it likes.
#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace cloc::store {

enum class Access {
  ReadWrite,
  ReadOnly,
  // Read only, and neither locked nor accompanied by -wal and -shm files as long as no one writes: for disks
  // that several machines share, where these do not work. What is read while another writes may be wrong: the
  // caller looks whether the file has changed meanwhile.
  ReadStill
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
    (query_.bindValue(position++, to_variant(values)), ...);
    execute();
    return *this;
  }
  bool next();

  bool is_null(int column) const { return query_.isNull(column); }
  std::int64_t integer(int column) const { return query_.value(column).toLongLong(); }
  float real(int column) const { return query_.value(column).toFloat(); }
  double real64(int column) const { return query_.value(column).toDouble(); }
  std::string text(int column) const { return query_.value(column).toString().toStdString(); }
  std::optional<std::int64_t> optional_integer(int column) const;

  // Of the last INSERT; of the last INSERT, UPDATE or DELETE.
  std::int64_t inserted_id() const { return query_.lastInsertId().toLongLong(); }
  std::int64_t rows_changed() const { return query_.numRowsAffected(); }

 private:
  friend class Database;
  Statement(const Database& database, const std::string& sql);
  void execute();

  static QVariant to_variant(std::int64_t value) { return QVariant::fromValue<qlonglong>(value); }
  static QVariant to_variant(int value) { return value; }
  static QVariant to_variant(bool value) { return value ? 1 : 0; }
  static QVariant to_variant(float value) { return static_cast<double>(value); }
  static QVariant to_variant(std::string_view value);
  static QVariant to_variant(const std::string& value) { return to_variant(std::string_view(value)); }
  static QVariant to_variant(const char* value) { return to_variant(std::string_view(value)); }
  static QVariant to_variant(std::optional<std::int64_t> value);
  static QVariant to_variant(std::optional<double> value);

  const Database* database_;
  QSqlQuery query_;
};

class Database {
 public:
  // Opens an existing file, or makes it when `create`. Throws Error{NotFound}, Error{Corrupt} (not an SQLite
  // file), Error{Io} (locked, no permission).
  Database(std::filesystem::path file, Access access, bool create, std::chrono::milliseconds busy_timeout);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::filesystem::path& file() const { return file_; }
  Access access() const { return access_; }
  // Throws Error{Io} when the database was opened to read only.
  void require_writable() const;

  Statement prepare(const std::string& sql) const;
  // One statement without results.
  void execute(const std::string& sql) const { prepare(sql).run(); }

 private:
  friend class Statement;
  friend class Transaction;
  void require_own_thread() const;
  [[noreturn]] void fail(const QSqlError& error) const;

  std::filesystem::path file_;
  Access access_;
  QString connection_;
  QSqlDatabase database_;
  std::thread::id thread_ = std::this_thread::get_id();
  int depth_ = 0;  // of transactions
};

// All or nothing: what happens between construction and commit() is undone when commit() is not reached.
// Inside another Transaction of the same Database it is a part of that one. Takes the write lock at once, so
// that waiting for another writer happens here (and ends in Error{Io} after the busy timeout) and not in the
// middle.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Durable on the disk when it returns (the outermost one).
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace cloc::store
