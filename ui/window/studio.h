// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/engine_service.h"

class QApplication;
class QLocale;

namespace cloc::ui {

// The whole of the program cloc-studio: reads the command line, opens the window, runs until it is closed.
// `engine`: makes the engine, in its own thread. Returns the exit code.
int runStudio(int argc, char** argv, EngineService::Factory engine);

// Texts in the language of `locale` where there is one, of Qt's own widgets too; else they stay as they are.
void installTranslations(QApplication& application, const QLocale& locale);

}  // namespace cloc::ui
