// SPDX-License-Identifier: GPL-3.0-or-later
// Label sets from files and to files, on the thread pool: what core/data/label_list.h reads, and the labels
// of other projects.
#pragma once

#include <QString>
#include <functional>
#include <vector>

#include "core/store/project.h"

class QObject;

namespace cloc::ui {

// `done` in the window's thread, unless `receiver` has gone: the labels, what was left out of them (a line
// each; empty when nothing), and why it failed (empty when it did not).
void readLabelFile(
    const QString& path, QObject* receiver,
    std::function<void(std::vector<store::Label> labels, const QString& report, const QString& problem)>
        done);
// `path` ends in .txt, .csv or .json. `problem` as above.
void writeLabelFile(const QString& path, const std::vector<store::Label>& labels, QObject* receiver,
                    std::function<void(const QString& problem)> done);

}  // namespace cloc::ui
