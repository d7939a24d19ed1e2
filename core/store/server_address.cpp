// SPDX-License-Identifier: Apache-2.0
#include "core/store/server_address.h"

#include <QUrl>
#include <QUrlQuery>
#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace cloc::store {
namespace {

constexpr std::array<const char*, 6> kOptions = {"sslmode", "sslrootcert",     "sslcert",
                                                 "sslkey",  "connect_timeout", "gssencmode"};
// PostgreSQL cuts longer names.
constexpr std::size_t kLongestName = 63;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::InvalidInput,
              why +
                  " Write the database as postgresql://USER@HOST:PORT/DATABASE, for instance "
                  "postgresql://anna@db.example.org:5432/labels.");
}

}  // namespace

bool ServerAddress::is_url(std::string_view text) {
  return text.starts_with("postgresql:") || text.starts_with("postgres:");
}

ServerAddress ServerAddress::parse(std::string_view text) {
  const QUrl url(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), QUrl::StrictMode);
  if (!is_url(text) || !url.isValid()) {
    // Not shown: it may hold a password.
    refuse("This is not the URL of a PostgreSQL database" +
           (url.isValid() ? std::string() : ": " + url.errorString().section('\n', 0, 0).toStdString()) +
           ".");
  }
  if (!url.password().isEmpty()) {
    refuse(
        "The URL holds a password, which would be kept where others can read it. Leave it out: write it "
        "into ~/.pgpass (HOST:PORT:DATABASE:USER:PASSWORD, mode 0600), or set PGPASSWORD.");
  }
  ServerAddress address;
  address.host = url.host().toStdString();
  address.port = std::max(0, url.port(0));
  address.user = url.userName().toStdString();
  address.database = url.path().mid(1).toStdString();
  const QUrlQuery query(url);
  for (const auto& [key, value] : query.queryItems(QUrl::FullyDecoded)) {
    const auto name = key.toStdString(), given = value.toStdString();
    if (name == "schema") {
      address.schema = given;
    } else if (name == "host") {
      address.host = given;
    } else if (name == "user") {
      address.user = given;
    } else if (name == "port") {
      bool number = false;
      address.port = value.toInt(&number);
      if (!number || address.port < 1 || address.port > 65535) refuse("\"" + given + "\" is no port.");
    } else if (std::find(kOptions.begin(), kOptions.end(), name) != kOptions.end()) {
      address.options[name] = given;
    } else {
      refuse("The URL has the setting \"" + name + "\", which is not known here.");
    }
  }
  if (address.database.empty()) refuse("The URL names no database.");
  if (address.schema.size() > kLongestName) {
    refuse("The schema's name has more than " + std::to_string(kLongestName) + " bytes.");
  }
  return address;
}

std::string ServerAddress::url() const {
  QUrl url;
  url.setScheme(QStringLiteral("postgresql"));
  QUrlQuery query;
  const auto text = [](const std::string& value) { return QString::fromStdString(value); };
  // A folder is no host of a URL.
  const bool socket = host.starts_with('/');
  if (!user.empty() && !socket && !host.empty()) url.setUserName(text(user));
  if (!socket) url.setHost(text(host));
  if (socket) query.addQueryItem(QStringLiteral("host"), text(host));
  if (port > 0 && !socket && !host.empty()) url.setPort(port);
  if (port > 0 && (socket || host.empty())) query.addQueryItem(QStringLiteral("port"), QString::number(port));
  if (!user.empty() && (socket || host.empty())) query.addQueryItem(QStringLiteral("user"), text(user));
  url.setPath(QLatin1Char('/') + text(database));
  for (const auto& [name, value] : options) query.addQueryItem(text(name), text(value));
  if (!schema.empty()) query.addQueryItem(QStringLiteral("schema"), text(schema));
  url.setQuery(query);
  auto written = url.toString(QUrl::FullyEncoded).toStdString();
  // Without a host QUrl leaves the two strokes out.
  constexpr std::string_view kScheme = "postgresql:";
  if (!written.starts_with("postgresql://")) written.insert(kScheme.size(), "//");
  return written;
}

std::string ServerAddress::place() const {
  std::string text = "project ";
  text += schema;
  text += " on ";
  if (!user.empty()) text.append(user).append("@");
  text += host.empty() ? "localhost" : host;
  if (port > 0) text.append(":").append(std::to_string(port));
  text.append("/").append(database);
  return text;
}

std::string schema_name(std::string_view project) {
  std::string name;
  for (const char c : project) {
    if (name.size() == kLongestName) break;
    if (c >= 'A' && c <= 'Z') {
      name += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  // These are PostgreSQL's own.
  if (name.empty()) name = "project";
  if (name == "public" || name == "information_schema") name.append("_project");
  if (name.starts_with("pg_")) name.erase(0, 3);
  if (name.empty()) name = "project";
  return name;
}

}  // namespace cloc::store
