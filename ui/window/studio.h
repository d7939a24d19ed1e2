// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include "ui/engine/engine_service.h"

class QApplication;
class QLocale;

namespace cloc::ui {

// The whole of the program cloc-studio: reads the command line, opens the window, runs until it is closed.
// `engine`: makes the engine, in its own thread. Returns the exit code.
int runStudio(int argc, char** argv, EngineService::Factory engine);

// Texts in the language of `locale` where there is one, of Qt's own widgets too; else they stay as they are.
// Takes the place of what was installed before, for windows that are made from then on.
void installTranslations(QApplication& application, const QLocale& locale);
// Codes of the languages that there are texts for ("de"), beside the English of the sources.
QStringList translatedLanguages();

}  // namespace cloc::ui
