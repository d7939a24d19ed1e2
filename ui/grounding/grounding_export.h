// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <filesystem>
#include <vector>

#include "core/engine/engine.h"

namespace cloc::ui {

// COCO JSON of the boxes found in one image: its phrases are the categories, "bbox" is x, y, width, height in
// original pixels, and each annotation has its "score" and its "caption". `width` and `height`: of the image.
QByteArray groundingsToCoco(const std::filesystem::path& image, int width, int height,
                            const std::vector<engine::GroundedPhrase>& found);

}  // namespace cloc::ui
