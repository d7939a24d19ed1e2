// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of an index put into words, with units, in the user's language. Pure functions for the panel
// and the status bar; no widgets in here.
#pragma once

#include <QString>
#include <QStringList>

#include "core/engine/index_report.h"

namespace cloc::ui {

// "1,024"
QString countText(std::int64_t count);
// "1.0 GB"
QString bytesText(std::int64_t bytes);
// "0.42 ms", "12 ms"
QString millisecondsText(double milliseconds);

// "Exact", "Lists", "Graph".
QString kindText(const engine::IndexStatus& status);
// One sentence: what this kind does, and why it is this one.
QString kindReason(const engine::IndexStatus& status);
// "CPU" or "GPU".
QString deviceText(const std::string& device);
// "NVIDIA ...", or why it is the CPU.
QString deviceReason(const std::string& device);
// The model that made it: its name, or the beginning of its hash.
QString modelText(const engine::IndexStatus& status);
// In the user's time and format.
QString createdText(const engine::IndexStatus& status);
// "20 kB, and 118 kB mapped from its file".
QString memoryText(const engine::IndexStatus& status);

// A line for each kind of change that there is.
QStringList changesText(const engine::Staleness& stale);
// "98.5 % of the 10 nearest"
QString recallText(const engine::Recall& recall);
// "0.40 ms, and 12 ms when all are compared"
QString speedText(const engine::Recall& recall);

// Why it is not searched and what to do, in a sentence or two; empty when it is Ready.
QString indexProblem(const engine::IndexStatus& status);
// "Index: 100,024 regions, lists, CPU", without what is newer.
QString indexSummary(const engine::IndexStatus& status);

}  // namespace cloc::ui
