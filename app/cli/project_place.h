// SPDX-License-Identifier: GPL-3.0-or-later
// Projects that a command opens or makes: in a file, or shared on a database server.
#pragma once

#include <filesystem>
#include <string>

#include "core/store/project.h"

namespace cloc::cli {

// Of the option --database.
inline constexpr const char* kDatabaseHelp =
    "Make the project a shared one on this PostgreSQL database, or join the one that is there: "
    "postgresql://USER@HOST:PORT/DATABASE?schema=NAME, without a password";

// The project in `folder`, made when there is none: on `database` unless that is empty. Says on standard
// error whether it was joined. Throws Error{InvalidInput} when the project is there and is not on `database`.
store::Project open_or_create(const std::filesystem::path& folder, const std::string& database);

}  // namespace cloc::cli
