// SPDX-License-Identifier: GPL-3.0-or-later
// What search, ground and demo show share: opening a project to ask it, boxes as text and JSON, results as
// pictures.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/engine/engine.h"
#include "core/image/draw.h"

namespace cloc::cli {

// The model that ships with the program.
std::filesystem::path default_model();

// With the model that the project's index was made with. Throws Error{NotFound} when there is no index,
// Error{Mismatch} when its model is not there any more, Error{Corrupt} when it cannot be read, and
// Error{Unsupported} when it is to be searched on a GPU and cannot be; that the GPU cannot take it is said on
// stderr when it was only to be tried.
std::unique_ptr<engine::Engine> open_indexed(const std::filesystem::path& project, int threads = 0,
                                             engine::DeviceChoice device = engine::DeviceChoice::Auto);

// "x1,y1,x2,y2" in pixels. Throws Error{InvalidInput}.
PixelBox parse_box(const std::string& text);
std::string to_text(const PixelBox& box);
nlohmann::json box_json(const PixelBox& box);  // [x1, y1, x2, y2]
// For a sentence: "boxes are answered by ...".
std::string how_boxes_are_answered(model::RegionEncoder regions);
image::Tile tile_of(const engine::Match& match);

}  // namespace cloc::cli
