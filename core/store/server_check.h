// SPDX-License-Identifier: Apache-2.0
// Whether a database server can be used, and what it has: for the window's dialog and the commands, before a
// project is made there.
#pragma once

#include <string>
#include <vector>

#include "core/store/server_address.h"

namespace cloc::store {

struct ServerReport {
  std::string version;      // "15.4"
  bool may_create = false;  // the user may make new projects there
  struct Project {
    std::string schema, name;
  };
  std::vector<Project> projects;  // that the user may read, by schema

  // Absent when there is none.
  const Project* find(const std::string& schema) const;
};

// Connects, asks and goes; `address.schema` does not matter. Throws as opening a Database does. May take as
// long as the network does: not for the window's thread.
ServerReport check_server(const ServerAddress& address);

}  // namespace cloc::store
