// SPDX-License-Identifier: GPL-3.0-or-later
// A project opened for questions: the model that its index was made with, the index, and the store. What
// search, ground and demo show share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/progress.h"
#include "core/image/draw.h"
#include "core/index/generations.h"
#include "core/inference/session.h"
#include "core/store/project.h"

namespace cloc::cli {

// The model that ships with the program.
std::filesystem::path default_model();

struct Hit {
  float score = 0;
  std::filesystem::path image;
  PixelBox box;
  std::string label, caption;  // of the region; may be empty
  bool whole_image = false;
};

// What to look for: parts are embedded, added up and normalised.
struct Query {
  std::vector<std::string> texts;
  std::optional<std::filesystem::path> image;
  std::optional<PixelBox> box;  // of `image`; without it the whole image
};

class SearchService {
 public:
  explicit SearchService(const std::filesystem::path& project, int threads = 0);

  // Regions and proposals, or whole images. Throws Error{InvalidInput} for an empty query.
  std::vector<Hit> search(const Query& query, std::int64_t top, bool whole_images);
  inference::Session& session() { return session_; }
  store::Project& project() { return project_; }

 private:
  store::Project project_;
  inference::Session session_;
  index::SavedIndex saved_;
};

// "x1,y1,x2,y2" in pixels. Throws Error{InvalidInput}.
PixelBox parse_box(const std::string& text);
std::string to_text(const PixelBox& box);
nlohmann::json box_json(const PixelBox& box);  // [x1, y1, x2, y2]
image::Tile tile_of(const Hit& hit);

}  // namespace cloc::cli
