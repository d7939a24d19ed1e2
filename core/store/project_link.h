// SPDX-License-Identifier: Apache-2.0
// database.json in the folder of a shared project: which database it is, and where the images are on this
// machine. Read and written by Project; people may edit it.
//
//   {"format": 1, "database": "postgresql://anna@db.example.org/labels?schema=cats", "project": "<uuid>",
//    "images": ".."}
#pragma once

#include <filesystem>
#include <string>

#include "core/store/server_address.h"

namespace cloc::store {

struct ProjectLink {
  static constexpr const char* kName = "database.json";

  ServerAddress server;               // with a schema
  std::string project;                // Project::id()
  std::filesystem::path images = {};  // where relative paths begin; as written: relative to the folder
};

// Throws Error{Corrupt} naming the file, and as ServerAddress::parse().
ProjectLink read_project_link(const std::filesystem::path& folder);
void write_project_link(const std::filesystem::path& folder, const ProjectLink& link);

}  // namespace cloc::store
