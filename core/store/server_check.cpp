// SPDX-License-Identifier: Apache-2.0
#include "core/store/server_check.h"

#include <algorithm>
#include <chrono>

#include "core/store/database.h"

namespace cloc::store {

const ServerReport::Project* ServerReport::find(const std::string& schema) const {
  const auto found = std::find_if(projects.begin(), projects.end(),
                                  [&](const Project& project) { return project.schema == schema; });
  return found == projects.end() ? nullptr : &*found;
}

ServerReport check_server(const ServerAddress& address) {
  auto server = address;
  server.schema.clear();
  const Database database(server, Access::ReadOnly, false, std::chrono::seconds(5));
  ServerReport report;
  auto facts = database.prepare(
      "SELECT current_setting('server_version'), has_database_privilege(current_database(), 'CREATE')");
  facts.run().next();
  report.version = facts.text(0).substr(0, facts.text(0).find(' '));
  report.may_create = facts.integer(1) != 0;
  auto schemas = database.prepare(
      "SELECT nspname, quote_ident(nspname) FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')"
      " AND to_regclass(quote_ident(nspname) || '.revision') IS NOT NULL"
      " AND has_table_privilege(to_regclass(quote_ident(nspname) || '.meta'), 'SELECT') ORDER BY nspname");
  for (schemas.run(); schemas.next();) {
    auto name = database.prepare("SELECT value FROM " + schemas.text(1) + ".meta WHERE key = 'name'");
    if (name.run().next()) report.projects.push_back({schemas.text(0), name.text(0)});
  }
  return report;
}

}  // namespace cloc::store
