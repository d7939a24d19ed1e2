// SPDX-License-Identifier: Apache-2.0
#include "core/base/resources.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/error.h"

namespace cloc {

std::filesystem::path resource_path(const std::filesystem::path& relative) {
  std::vector<std::filesystem::path> roots;
  if (const char* chosen = std::getenv("CLOC_RESOURCES")) roots.emplace_back(chosen);
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) roots.push_back(program.parent_path().parent_path() / "share" / "cloc-studio");
  roots.emplace_back(CLOC_SOURCE_RESOURCES);

  std::string searched;
  for (const auto& root : roots) {
    if (std::filesystem::exists(root / relative, error)) return root / relative;
    searched += (searched.empty() ? "" : ", ") + root.string();
  }
  throw Error(ErrorKind::NotFound, "The program's own file " + relative.string() + " is missing (looked in " +
                                       searched + "). Install the program again, or set CLOC_RESOURCES.");
}

}  // namespace cloc
