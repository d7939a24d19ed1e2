// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of the project is called in the user's language, for the undo menu, a region's history and what
// is told of others. Steps of jobs and of the terminal are kept in English (core/store/step_name.h); those of
// a window are called what it has called them.
#pragma once

#include <QString>
#include <string>

namespace cloc::ui {

// text: as the store has it.
QString stepText(const std::string& text);

}  // namespace cloc::ui
