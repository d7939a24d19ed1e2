// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace cloc {

// A file or folder that ships with the program, e.g. resource_path("demo/objects.tsv"). Looked for in
// $CLOC_RESOURCES, then in ../share/cloc-studio beside the program, then in the source tree it was built
// from. Throws Error{NotFound} that names the places.
std::filesystem::path resource_path(const std::filesystem::path& relative);

}  // namespace cloc
