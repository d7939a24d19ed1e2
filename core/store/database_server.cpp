// SPDX-License-Identifier: Apache-2.0
// The part of Database that speaks to a PostgreSQL server.
#include <QSqlDriver>
#include <QSqlError>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <thread>

#include "core/base/error.h"
#include "core/store/database.h"
#include "core/store/edits.h"
#include "core/store/server_errors.h"

namespace cloc::store {
namespace {

// Of libpq: a server that is not heard of for so long is given up, so that no one waits for minutes.
constexpr auto kConnectOptions =
    "keepalives=1;keepalives_idle=10;keepalives_interval=5;keepalives_count=3;tcp_user_timeout=20000";
// pg_current_xact_id(); older ones are out of support.
constexpr int kOldestServer = 130000;

QString quoted_name(const std::string& name) {
  auto text = QString::fromStdString(name);
  text.replace(QLatin1Char('"'), QLatin1String("\"\""));
  return QLatin1Char('"') + text + QLatin1Char('"');
}

// A number of the project for its write lock: FNV-1a of the schema's name.
qint64 lock_number(const std::string& schema) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : schema) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return static_cast<qint64>(value);
}

// In a connection string of libpq. Qt takes ';' for its own.
QString option_value(const std::string& value) {
  auto text = QString::fromStdString(value);
  text.replace(QLatin1Char(';'), QLatin1Char(' '));
  text.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
  text.replace(QLatin1Char('\''), QLatin1String("\\'"));
  return QLatin1Char('\'') + text + QLatin1Char('\'');
}

QString number_literal(double value) {
  if (std::isnan(value)) return QStringLiteral("'NaN'::float8");
  if (std::isinf(value))
    return value > 0 ? QStringLiteral("'Infinity'::float8") : QStringLiteral("'-Infinity'::float8");
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value).ptr;  // the shortest exact one
  const auto number = QString::fromLatin1(text.data(), end - text.data());
  return std::signbit(value) ? QLatin1Char('(') + number + QLatin1Char(')') : number;
}

}  // namespace

QString Database::literal(const QVariant& value) {
  if (value.isNull()) return QStringLiteral("NULL");
  switch (value.typeId()) {
    case QMetaType::Bool:
      return value.toBool() ? QStringLiteral("TRUE") : QStringLiteral("FALSE");
    case QMetaType::Int:
    case QMetaType::LongLong: {
      const auto number = value.toLongLong();
      return number < 0 ? QStringLiteral("(%1)").arg(number) : QString::number(number);
    }
    case QMetaType::Double:
    case QMetaType::Float:
      return number_literal(value.toDouble());
    default:
      break;
  }
  auto text = value.toString();
  // PostgreSQL's texts cannot hold it.
  text.replace(QChar(0), QChar(QChar::ReplacementCharacter));
  text.replace(QLatin1Char('\''), QLatin1String("''"));
  return QLatin1Char('\'') + text + QLatin1Char('\'');
}

void Database::connect(bool create) const {
  database_.setHostName(QString::fromStdString(address_.host));
  if (address_.port > 0) database_.setPort(address_.port);
  database_.setDatabaseName(QString::fromStdString(address_.database));
  database_.setUserName(QString::fromStdString(address_.user));
  QString options = QLatin1String(kConnectOptions);
  if (!address_.options.contains("connect_timeout")) options += QStringLiteral(";connect_timeout=5");
  for (const auto& [name, value] : address_.options)
    options += QStringLiteral(";%1=%2").arg(QString::fromStdString(name), option_value(value));
  options += QStringLiteral(";application_name=") + option_value("CLOC Studio of " + user_name());
  database_.setConnectOptions(options);
  if (!database_.open()) throw_connection_error(database_.lastError(), address_);
  try {
    configure(create);
  } catch (...) {
    database_.close();
    throw;
  }
}

void Database::configure(bool create) const {
  const auto run = [this](const QString& sql) {
    QSqlQuery query(database_);
    if (query.exec(sql)) return query;
    const auto error = query.lastError();
    if (lost(error)) throw_connection_error(error, address_);
    throw_server_error(error, address_);
  };
  auto server =
      run(QStringLiteral("SELECT current_setting('server_version_num')::int, "
                         "current_setting('server_encoding')"));
  server.next();
  if (server.value(0).toInt() < kOldestServer || server.value(1).toString() != QLatin1String("UTF8")) {
    throw Error(ErrorKind::Unsupported,
                where_ +
                    ": the server must be PostgreSQL 13 or newer and the database must keep UTF8. It is " +
                    std::to_string(server.value(0).toInt() / 10000) + " with " +
                    server.value(1).toString().toStdString() +
                    ". Make a database with: createdb -E UTF8 -T " + "template0 NAME");
  }
  run(QStringLiteral("SET client_min_messages = warning"));
  run(QStringLiteral("SET standard_conforming_strings = on"));
  // What a change that was confirmed needs to outlive the server's machine, whatever the server's default.
  run(QStringLiteral("SET synchronous_commit = on"));
  run(QStringLiteral("SET lock_timeout = %1").arg(busy_timeout_.count()));
  if (address_.schema.empty()) return;
  const auto schema = quoted_name(address_.schema);
  run(QStringLiteral("SET search_path TO ") + schema);
  const auto is_there = [&run] {
    auto there = run(QStringLiteral("SELECT to_regclass('revision') IS NOT NULL"));
    return there.next() && there.value(0).toBool();
  };
  // Asked first: who may use the schema need not be allowed to make anything in it.
  if (create && !is_there()) {
    // Alone: two who make the same project would both make its parts.
    run(QStringLiteral("BEGIN"));
    run(QStringLiteral("SELECT pg_advisory_xact_lock(%1)").arg(lock_number(address_.schema)));
    auto known = run(QStringLiteral("SELECT count(*) FROM pg_namespace WHERE nspname = ") +
                     literal(QString::fromStdString(address_.schema)));
    known.next();
    if (known.value(0).toInt() == 0) run(QStringLiteral("CREATE SCHEMA ") + schema);
    auto foreign = run(
        QStringLiteral("SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                       "WHERE relkind = 'r' AND to_regclass('revision') IS NULL AND nspname = ") +
        literal(QString::fromStdString(address_.schema)));
    if (foreign.next() && foreign.value(0).toInt() > 0) {
      throw Error(ErrorKind::InvalidInput,
                  "The schema " + address_.schema + " of the database " + address_.database +
                      " holds tables that are no CLOC project, or this user may not use it. Choose another "
                      "one: add ?schema=NAME to the URL.");
    }
    // How many transactions have written: others ask for it to see that something has changed.
    run(QStringLiteral("CREATE TABLE IF NOT EXISTS revision(number BIGINT NOT NULL)"));
    run(QStringLiteral("INSERT INTO revision SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM revision)"));
    run(QStringLiteral("COMMIT"));
  }
  if (!is_there()) {
    throw Error(ErrorKind::NotFound, "There is no " + where_ +
                                         ". Check the URL; who made the project can see it in database.json "
                                         "in its folder. It may have been removed.");
  }
  if (access_ != Access::ReadWrite)
    run(QStringLiteral("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"));
}

bool Database::connected() const {
  return database_.driver()->isOpen();
}

// Whether the statement failed because there is no connection any more; then it is closed on this side too.
bool Database::lost(const QSqlError& error) const {
  const auto code = error.nativeErrorCode();
  // The server has ended it (57P01 to 57P05), or libpq has found it gone, which has no code.
  const bool gone =
      code.isEmpty() || code.startsWith(QLatin1String("57P")) || code.startsWith(QLatin1String("08"));
  if (connected() && !gone) return false;
  database_.close();
  return true;
}

void Database::reconnect() const {
  database_.close();
  try {
    connect(false);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Io) throw;
    throw LostConnection(error.what());
  }
}

QSqlQuery Database::run_on_server(const QString& sql) const {
  require_own_thread();
  const auto give_up = [this] {
    throw LostConnection("The connection to " + where_ +
                         " was lost in the middle of a change. Nothing of this change was written; it can be "
                         "made again when the server is there.");
  };
  if (!connected()) {
    if (pinned_ > 0) give_up();
    reconnect();
  }
  QSqlQuery query(database_);
  if (query.exec(sql)) return query;
  const auto error = query.lastError();
  if (!lost(error)) fail(error);
  if (pinned_ > 0) give_up();
  // Outside of a transaction statements only read, or begin one: they can be run again.
  reconnect();
  query = QSqlQuery(database_);
  if (!query.exec(sql)) {
    if (lost(query.lastError())) give_up();
    fail(query.lastError());
  }
  return query;
}

void Database::begin_on_server() {
  auto query = run_on_server(
      QStringLiteral("BEGIN; SELECT pg_advisory_xact_lock(%1)").arg(lock_number(address_.schema)));
  // The first result is that of BEGIN.
  if (query.nextResult()) {
    ++pinned_;
    return;
  }
  const auto error = query.lastError();
  if (lost(error)) {
    throw LostConnection("The connection to " + where_ + " was lost. Nothing was written.");
  }
  run_on_server(QStringLiteral("ROLLBACK"));
  if (!is_lock_timeout(error)) fail(error);
  const auto number = static_cast<quint64>(lock_number(address_.schema));
  auto holder = run_on_server(
      QStringLiteral("SELECT application_name FROM pg_locks JOIN pg_stat_activity USING(pid) WHERE locktype "
                     "= 'advisory' AND granted AND objsubid = 1 AND classid = %1::oid AND objid = %2::oid")
          .arg(number >> 32)
          .arg(number & 0xffffffffU));
  const std::string who =
      holder.next() ? " (" + holder.value(0).toString().toStdString() + ")" : std::string();
  throw Error(ErrorKind::Io, where_ + " is locked by another program that writes to it" + who +
                                 ". Wait for that program, or close it, and try again.");
}

void Database::commit_on_server() {
  auto written = run_on_server(
      QStringLiteral("UPDATE revision SET number = number + 1 RETURNING pg_current_xact_id()::text"));
  written.next();
  const auto transaction = written.value(0).toString();
  QSqlQuery query(database_);
  if (!query.exec(QStringLiteral("COMMIT"))) {
    const auto error = query.lastError();
    if (!lost(error)) fail(error);
    // It may have arrived, and the answer not: the server knows.
    if (!was_committed(transaction)) {
      throw LostConnection("The connection to " + where_ +
                           " was lost in the middle of a change. Nothing of this change was written; it can "
                           "be made again when the server is there.");
    }
  }
  --pinned_;
  ++own_writes_;
}

bool Database::was_committed(const QString& transaction) {
  using std::chrono::steady_clock;
  // Not for longer, whatever others are waited for: a window may want to close.
  constexpr auto kLongest = std::chrono::milliseconds(15'000);
  const auto until = steady_clock::now() + std::min(busy_timeout_, kLongest);
  for (;;) {
    try {
      if (!connected()) reconnect();
      QSqlQuery query(database_);
      if (query.exec(QStringLiteral("SELECT pg_xact_status('%1'::xid8)").arg(transaction)) && query.next()) {
        const auto status = query.value(0).toString();
        if (status == QLatin1String("committed")) return true;
        if (status == QLatin1String("aborted")) return false;
      } else if (query.lastError().nativeErrorCode() == QLatin1String("22023")) {
        return false;  // a server that has died and come back does not know it at all
      } else {
        (void)lost(query.lastError());
      }
    } catch (const LostConnection&) {
      // Tried again below.
    }
    if (steady_clock::now() >= until) {
      throw Error(ErrorKind::Io, "The connection to " + where_ +
                                     " was lost while a change was being written, and the server cannot be "
                                     "asked whether it was. Look at the project again when it is there.");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

void Database::rollback() {
  if (!on_server()) {
    execute("ROLLBACK");
    return;
  }
  --pinned_;
  if (!connected()) return;  // the server has done it
  QSqlQuery query(database_);
  query.exec(QStringLiteral("ROLLBACK"));
}

Snapshot::Snapshot(const Database& database) : database_(database) {
  if (!database.on_server() || database.pinned_ > 0) return;
  database.run_on_server(QStringLiteral("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"));
  ++database.pinned_;
  begun_ = true;
}

Snapshot::~Snapshot() {
  if (!begun_) return;
  --database_.pinned_;
  if (!database_.connected()) return;
  QSqlQuery query(database_.database_);
  query.exec(QStringLiteral("COMMIT"));
}

}  // namespace cloc::store
