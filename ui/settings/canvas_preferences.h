// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/canvas/canvas_view.h"

class QSettings;

namespace cloc::ui {

// How the user likes the canvas, from one start of the program to the next: wheel, what is kept from image to
// image, rulers, crosshair, labels. What belongs to the work at hand (boxes hidden, drawing makes no region)
// is as delivered at each start.
CanvasSettings loadCanvasSettings(const QSettings& settings);
void saveCanvasSettings(const CanvasSettings& canvas, QSettings& settings);

}  // namespace cloc::ui
