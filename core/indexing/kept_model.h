// SPDX-License-Identifier: Apache-2.0
// The project's own copy of the model that its index was made with, so that the project can be moved, and
// searched when the original has changed or gone. Private to core/indexing.
#pragma once

#include <filesystem>
#include <string>

#include "core/store/project.h"

namespace cloc::indexing {

// Copies the model in `folder`, whose hash is `hash`, unless the project has it already. Returns the copy's
// path relative to the project's folder. Throws Error{Io}: there is no copy then, or a whole one.
std::filesystem::path keep_model(const store::Project& project, const std::filesystem::path& folder,
                                 const std::string& hash);

}  // namespace cloc::indexing
