// SPDX-License-Identifier: Apache-2.0
// Projects for the tests of the store, which run twice: with them in files, and, where the environment has
// CLOC_TEST_STORE=postgresql, on a server that is started for the test.
#pragma once

#include <atomic>
#include <string>

#include "core/store/project.h"
#include "tests/support/postgres_server.h"

namespace cloc::test {

inline bool on_server() {
  return qEnvironmentVariable("CLOC_TEST_STORE") == QLatin1String("postgresql");
}

// Started when it is first asked for; ends with the program.
inline PostgresServer& server() {
  static PostgresServer one;
  return one;
}

inline store::Project create_project(const std::filesystem::path& folder, const std::string& name) {
  if (!on_server()) return store::Project::create(folder, name);
  static int number = 0;
  return store::Project::create(folder, name, server().address("test_" + std::to_string(++number)));
}

// The database of the project in `folder`, to be looked at behind the store's back.
inline std::unique_ptr<store::Database> open_database(const store::Project& project) {
  using namespace std::chrono_literals;
  if (project.server())
    return std::make_unique<store::Database>(*project.server(), store::Access::ReadWrite, false, 5s);
  return std::make_unique<store::Database>(project.folder() / store::Project::kDatabaseName,
                                           store::Access::ReadWrite, false, 5s);
}

}  // namespace cloc::test

// Of what is about files alone.
#define SKIP_ON_SERVER \
  if (cloc::test::on_server()) QSKIP("about a project in a file")
// To begin the test program with.
#define SKIP_ALL_WITHOUT_STORE   \
  if (cloc::test::on_server()) { \
    SKIP_WITHOUT_POSTGRES        \
    cloc::test::server();        \
  }
