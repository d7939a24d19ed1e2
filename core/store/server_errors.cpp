// SPDX-License-Identifier: Apache-2.0
#include "core/store/server_errors.h"

#include <QSqlError>

#include "core/base/error.h"
#include "core/store/database.h"

namespace cloc::store {
namespace {

// The server's words on one line, without Qt's before and after them.
std::string detail_of(const QSqlError& error) {
  auto text = error.databaseText().simplified();
  if (text.isEmpty()) text = error.text().simplified();
  if (text.startsWith(QLatin1String("ERROR:"))) text = text.mid(6).trimmed();
  const auto code = text.lastIndexOf(QLatin1String(" ("));
  if (code > 0 && text.endsWith(QLatin1Char(')')) && text.size() - code == 8) text.truncate(code);
  return " (PostgreSQL: " + text.toStdString() + ")";
}

std::string server_of(const ServerAddress& address) {
  std::string text = "the database server ";
  text += address.host.empty() ? "localhost" : address.host;
  if (address.port > 0) text += ":" + std::to_string(address.port);
  return text;
}

}  // namespace

bool is_lock_timeout(const QSqlError& error) {
  return error.nativeErrorCode() == QLatin1String("55P03");
}

void throw_server_error(const QSqlError& error, const ServerAddress& address) {
  const auto code = error.nativeErrorCode();
  const std::string where = address.place(), detail = detail_of(error);
  const auto is = [&](const char* prefix) { return code.startsWith(QLatin1String(prefix)); };
  if (is("55P03") || is("40P01")) {
    throw Error(ErrorKind::Io, where + " is locked by another program that writes to it" + detail +
                                   ". Wait for that program, or close it, and try again.");
  }
  if (is("53100")) {
    throw Error(ErrorKind::Io, "The disk of the server that keeps " + where +
                                   " is full; the change was not made" + detail +
                                   ". Ask who runs the server to free some space, and try again.");
  }
  if (is("42501")) {
    throw Error(ErrorKind::Io,
                "The server does not allow this user to do that in " + where + detail +
                    ". Ask who runs the server for the right to use and create in the schema.");
  }
  if (is("25006")) {
    throw Error(ErrorKind::Io, where + " can only be read" + detail +
                                   ". It was opened so, or the server is a copy: connect to the first one.");
  }
  if (is("23") || is("22") || is("54")) {
    throw Error(ErrorKind::InvalidInput, where + " refuses a record that breaks its rules" + detail +
                                             ". Check for records that are there twice or refer to nothing.");
  }
  if (is("3F000") || is("42P01")) {
    throw Error(ErrorKind::NotFound, where + " is not there any more" + detail +
                                         ". Somebody may have removed it: ask, or restore a backup.");
  }
  if (is("53")) {
    throw Error(ErrorKind::Io, "The server that keeps " + where + " has no room for more work" + detail +
                                   ". Try again later.");
  }
  if (is("XX") || is("58")) {
    throw Error(ErrorKind::Corrupt, "The server cannot read " + where + detail +
                                        ". Ask who runs the server, and restore a backup.");
  }
  throw Error(ErrorKind::Internal, "A query on " + where + " failed" + detail + ".");
}

void throw_connection_error(const QSqlError& error, const ServerAddress& address) {
  const std::string detail = detail_of(error), server = server_of(address);
  const auto text = error.databaseText() + error.driverText();
  const auto says = [&](const char* part) { return text.contains(QLatin1String(part), Qt::CaseInsensitive); };
  // The server's language may be another one: the words below are looked for as far as they are likely, and
  // the rest ends in the last message.
  if (says("fe_sendauth") || says("password") || says("passwort")) {
    std::string user = address.user.empty() ? std::string("the login name") : "user " + address.user;
    throw PasswordRefused("The password for " + user + " is missing, or " + server + " refuses it" + detail +
                          ". Write it into ~/.pgpass (HOST:PORT:DATABASE:USER:PASSWORD, mode 0600), or set "
                          "PGPASSWORD.");
  }
  if (says("database \"") && says("does not exist")) {
    throw Error(ErrorKind::NotFound, "There is no database " + address.database + " on " + server + detail +
                                         ". Check the URL, or make it once with: createdb " +
                                         address.database);
  }
  if (says("role \"")) {
    throw Error(ErrorKind::NotFound, "There is no such user on " + server + detail +
                                         ". Check the user in the URL, or ask who runs the server.");
  }
  if (says("translate host name")) {
    throw Error(ErrorKind::NotFound, "There is no computer " + address.host + detail +
                                         ". Check the host in the URL, and the network.");
  }
  if (says("pg_hba.conf")) {
    throw Error(ErrorKind::Io, server + " does not accept connections from here" + detail +
                                   ". Ask who runs the server to allow them in its pg_hba.conf.");
  }
  throw LostConnection("Cannot reach " + server + detail +
                       ". Check that it runs, the host and port in the URL, and the network.");
}

}  // namespace cloc::store
