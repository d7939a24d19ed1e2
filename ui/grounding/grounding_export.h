// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <filesystem>
#include <vector>

#include "core/engine/engine.h"

namespace cloc::ui {

// What one model found.
struct GroundedBy {
  QString model;                 // its name, for people
  std::filesystem::path folder;  // it is in
  std::vector<engine::GroundedPhrase> found;
};

// COCO JSON of the boxes found in one image: the phrases are the categories, "bbox" is x, y, width, height in
// original pixels, and each annotation has its "score" and its "caption". `width` and `height`: of the image.
//
// Beyond COCO's own fields the file has "models", a list of {"id", "name", "folder"} in the order of `models`
// from 1, and each annotation says by "model_id" which of them found it; a phrase that two models have found
// is one category with two annotations.
QByteArray groundingsToCoco(const std::filesystem::path& image, int width, int height,
                            const std::vector<GroundedBy>& models);

}  // namespace cloc::ui
