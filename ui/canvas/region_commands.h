// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys and menus do to the selected regions: nudge, grow, duplicate, copy and paste. Functions of a
// RegionDocument; used by the actions of the canvas. The mouse is BoxEditor.
#pragma once

#include <QPointF>
#include <QString>
#include <memory>
#include <vector>

#include "ui/canvas/region_document.h"

class QMimeData;

namespace cloc::ui {

// What regions are on the clipboard: JSON,
// {"image": id, "regions": [{"box": [x1, y1, x2, y2], "label": name, "label_id": id, "caption", "source"}]}.
QString regionMimeType();

// By original pixels, all together, as far as the image reaches. Steps in a row are undone as one.
void nudgeSelection(RegionDocument& document, const QPointF& delta);
// Moves the right and the bottom sides instead.
void growSelection(RegionDocument& document, const QPointF& delta);
// Beside the original by `offset` original pixels; selected afterwards.
void duplicateSelection(RegionDocument& document, double offset);
void removeSelection(RegionDocument& document);
// Hides the selected regions, and selects nothing.
void hideSelection(RegionDocument& document);
// Shows all when any is hidden, else hides all.
void toggleAllHidden(RegionDocument& document);
// Locks all selected ones, or unlocks them when they all are.
void toggleSelectionLocked(RegionDocument& document);

// Null when nothing is selected.
std::unique_ptr<QMimeData> copySelection(const RegionDocument& document);
// Into the open image: moved inside and clipped to it; by `offset` further where it would cover what it was
// copied from. Returns how many were pasted: 0 for data of another kind.
int pasteRegions(RegionDocument& document, const QMimeData& data, double offset);

}  // namespace cloc::ui
