// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/search_output.h"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/image/image.h"

namespace cloc::cli {

namespace fs = std::filesystem;

fs::path default_model() {
  return resource_path("models/demo");
}

std::unique_ptr<engine::Engine> open_indexed(const fs::path& project, int threads,
                                             engine::DeviceChoice device) {
  const SlowNotice notice("opening the model and the index of " + project.string());
  auto engine = engine::new_engine();
  engine->open({.project = project, .threads = threads, .device = device});
  const auto status = engine->index();
  const auto about = project.string() + ": " + status.message;
  const auto build = " Run: cloc-cli index " + project.string();
  switch (status.state) {
    case engine::IndexState::None:
      throw Error(ErrorKind::NotFound, about + build);
    case engine::IndexState::Unreadable:
      throw Error(ErrorKind::Corrupt, about);
    case engine::IndexState::OtherModel:
      throw Error(ErrorKind::Mismatch, about + build);
    case engine::IndexState::Ready:
      break;
  }
  if (status.device_problem.empty()) return engine;
  if (device == engine::DeviceChoice::Gpu) throw Error(ErrorKind::Unsupported, status.device_problem);
  std::fprintf(stderr, "%s\n", status.device_problem.c_str());
  return engine;
}

PixelBox parse_box(const std::string& text) {
  PixelBox box;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%f,%f,%f,%f%c", &box.x1, &box.y1, &box.x2, &box.y2, &rest) != 4 ||
      !box.valid()) {
    throw Error(ErrorKind::InvalidInput, "'" + text +
                                             "' is not a box. Write x1,y1,x2,y2 in pixels with x1 < x2 and "
                                             "y1 < y2, e.g. 40,30,120,160.");
  }
  return box;
}

std::string to_text(const PixelBox& box) {
  char text[96];
  std::snprintf(text, sizeof text, "%.0f,%.0f,%.0f,%.0f", box.x1, box.y1, box.x2, box.y2);
  return text;
}

nlohmann::json box_json(const PixelBox& box) {
  return {box.x1, box.y1, box.x2, box.y2};
}

std::string how_boxes_are_answered(model::RegionEncoder regions) {
  switch (regions) {
    case model::RegionEncoder::Prompter:
      return "boxes are answered by the Prompter";
    case model::RegionEncoder::RoiAlign:
      return "boxes are answered by RoI-Align";
    case model::RegionEncoder::ValueRoi:
      return "boxes are answered by RoI-Align over the image encoder's tokens";
    case model::RegionEncoder::Crops:
      return "boxes are answered by encoding each as an image";
  }
  return {};
}

image::Tile tile_of(const engine::Match& match) {
  image::Tile tile;
  tile.rgb = image::load_image(match.path);
  char score[16];
  std::snprintf(score, sizeof score, "%.2f", match.score);
  tile.caption =
      std::string(score) + "  " + (match.caption.empty() ? match.path.filename().string() : match.caption);
  if (match.kind != index::EntryKind::Image) tile.boxes.push_back({match.box, "", image::palette_colour(0)});
  return tile;
}

}  // namespace cloc::cli
