// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project_place.h"

#include <cstdio>

#include "core/base/error.h"

namespace cloc::cli {

namespace fs = std::filesystem;

store::Project open_or_create(const fs::path& folder, const std::string& database) {
  if (!fs::exists(folder)) {
    const auto name = folder.stem().string();
    if (database.empty()) return store::Project::create(folder, name);
    auto project = store::Project::create(folder, name, store::ServerAddress::parse(database));
    const auto counts = project.counts();
    std::fprintf(stderr, "%s: \"%s\", %lld images, %lld regions.\n", project.server()->place().c_str(),
                 project.name().c_str(), static_cast<long long>(counts.images),
                 static_cast<long long>(counts.regions));
    return project;
  }
  auto project = store::Project::open(folder);
  if (database.empty()) return project;
  auto wanted = store::ServerAddress::parse(database);
  const auto& server = project.server();
  if (server && wanted.schema.empty()) wanted.schema = server->schema;
  if (!server || wanted != *server) {
    throw Error(ErrorKind::InvalidInput, folder.string() +
                                             (server ? " is shared elsewhere: " + server->place()
                                                     : std::string(" is there already and is in a file")) +
                                             ". Leave --database out, or share it: cloc-cli data share " +
                                             folder.string() + " URL");
  }
  return project;
}

}  // namespace cloc::cli
