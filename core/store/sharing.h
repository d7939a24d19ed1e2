// SPDX-License-Identifier: Apache-2.0
// A project in a file becomes a shared one on a server, and back. Nobody may have it open meanwhile.
#pragma once

#include <filesystem>

#include "core/base/progress.h"
#include "core/store/server_address.h"

namespace cloc::store {

// Copies the project in `folder` to the server, under `server.schema` or, where that is empty, one named like
// the project, and makes the folder one of a shared project. project.sqlite is kept as
// project.sqlite.before-sharing. Throws Error{InvalidInput} when it is shared already, when the schema has a
// project, or when an earlier project.sqlite.before-sharing is still there; and as Project and Database do:
// the folder is as it was then.
void share_project(const std::filesystem::path& folder, const ServerAddress& server,
                   const ProgressSink& progress = {}, const CancelToken& cancel = {});

// The other way: the project as it is now on the server becomes one in a file in this folder alone. On the
// server it stays for the others; database.json is kept as database.json.before-unsharing. Throws
// Error{InvalidInput} when it is not shared.
void unshare_project(const std::filesystem::path& folder, const ProgressSink& progress = {},
                     const CancelToken& cancel = {});

}  // namespace cloc::store
