// SPDX-License-Identifier: Apache-2.0
// Where a shared project is kept: a PostgreSQL server, a database there, and the schema in it that holds the
// project's tables. Written as libpq writes it, with one word of ours:
//
//   postgresql://anna@db.example.org:5432/labels?schema=cats
//   postgresql:///labels?host=/run/postgresql
//
// It never holds a password: libpq finds that in ~/.pgpass or PGPASSWORD.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace cloc::store {

struct ServerAddress {
  std::string host;      // a name, an address, or the folder of a socket; empty: as libpq decides
  int port = 0;          // 0: libpq's own, 5432
  std::string user;      // empty: the login name, or PGUSER
  std::string database;  // never empty
  std::string schema;    // empty when the URL does not say; see schema_name()
  // sslmode, sslrootcert, sslcert, sslkey, connect_timeout, gssencmode: handed to libpq.
  std::map<std::string, std::string> options = {};

  // Whether `text` begins like such a URL; parse() says whether it is one.
  static bool is_url(std::string_view text);
  // Throws Error{InvalidInput} for what is no such URL, and for one with a password.
  static ServerAddress parse(std::string_view url);

  // The URL that parse() reads.
  std::string url() const;
  // For messages: "project cats on anna@db.example.org:5432/labels".
  std::string place() const;
  bool operator==(const ServerAddress&) const = default;
};

// The schema for a project of this name: small letters, digits and '_', at most 63; "project" where nothing
// is left.
std::string schema_name(std::string_view project);

}  // namespace cloc::store
