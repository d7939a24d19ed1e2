// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands show: a progress line, tables, reports, and Ctrl-C as a CancelToken.
#pragma once

#include <string>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"

namespace cloc::cli {

// Cancelled by Ctrl-C (once; a second one ends the program) and by SIGTERM.
CancelToken interrupt_token();

// One line on stderr, written over again and again; nothing when stderr is no terminal, except at the end of
// a stage.
ProgressSink progress_line();

// "1 h 05 min", "3 min 20 s", "12 s".
std::string duration_text(double seconds);

// Rows under a header, columns aligned; numbers to the right.
std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

// What was wrong with the input, counted, with a few examples, on stderr; nothing when there is nothing.
void print_issues(const IssueReport& issues);

}  // namespace cloc::cli
