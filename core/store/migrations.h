// SPDX-License-Identifier: Apache-2.0
// The shape of a project's database over time: project.sqlite, and the schema on a server, with the same
// tables and columns in the same versions. Version n is what the first n migrations make; a project of an
// older version is brought forward when it is opened, each step in its transaction with the version it
// reaches. Used by Project and by tests; add a new shape by appending a step to both lists, never by changing
// an old one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/store/database.h"

namespace cloc::store {

struct Migration {
  std::string what;  // for people: "saved searches"
  std::vector<std::string> statements;
};

// Step i brings version i to version i + 1; an empty database has version 0.
const std::vector<Migration>& project_migrations(Dialect dialect = Dialect::Sqlite);

// 0 when the table `schema_version` is not there.
int schema_version(const Database& database);

// Brings `database` to version steps.size(). Throws Error{Unsupported} when it is newer than that, and when
// it is older and open to read only.
void migrate(Database& database, std::span<const Migration> steps);

}  // namespace cloc::store
