// SPDX-License-Identifier: GPL-3.0-or-later
// The look of the window: light and dark palettes, the colours of labels, and icons in the colour of the
// text. Widgets take their colours from QPalette and from here, never as literals.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>
#include <cstdint>

class QApplication;

namespace cloc::ui {

enum class Scheme { System, Light, Dark };

// Style, palette and style sheet of the whole program; may be called again at any time. System follows the
// desktop.
void applyTheme(QApplication& application, Scheme scheme);
bool isDark();

// Names of what is coloured beyond QPalette.
enum class Tone {
  Accent,   // the selection, the primary button
  Good,     // finished, positive terms
  Warning,  // pending, interrupted
  Bad,      // failed, negative terms
  Border,   // hairlines between panels
  Muted,    // secondary text
  Canvas,   // around an image
  Raised    // cards and chips
};
QColor tone(Tone tone);

// The colour of a label, phrase or run, by its number: neighbours are told apart, also by people with a
// colour deficiency (Okabe, Ito 2008, and turns of it), on photographs in both schemes.
QColor seriesColour(std::int64_t number);
// Black or white, whichever is read better on `background` (WCAG 2 contrast).
QColor textOn(const QColor& background);

// resources/icons/NAME.svg in the colour of the window's text, also after the scheme changes.
QIcon icon(const QString& name);

}  // namespace cloc::ui
