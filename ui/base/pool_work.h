// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>

class QObject;

namespace cloc::ui {

// Runs `work` on the global thread pool: files, pictures, whatever would hold the window. Then `done` runs in
// the window's thread, with the message of the exception that `work` threw, or an empty text; not when
// `receiver` has gone meanwhile.
void runOnPool(QObject* receiver, std::function<void()> work,
               std::function<void(const QString& problem)> done);

}  // namespace cloc::ui
