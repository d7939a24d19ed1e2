// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace cloc::ui {

// The projects used last, newest first, at most ten, kept in the program's settings. Those that are gone stay
// in the list: a drive may come back.
std::vector<std::filesystem::path> recentProjects();
void rememberProject(const std::filesystem::path& project);

}  // namespace cloc::ui
