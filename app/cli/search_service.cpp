// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/search_service.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/image/image.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;

inference::Session open_model_of(const store::Project& project, int threads) {
  const auto manifest = index::current_manifest(project.index_folder());
  if (!manifest) {
    throw Error(ErrorKind::NotFound, project.folder().string() + " has no index yet. Run: cloc-cli index " +
                                         project.folder().string());
  }
  return inference::Session::open(project.folder() / manifest->origin.model_name, threads);
}

}  // namespace

fs::path default_model() {
  return resource_path("models/demo");
}

SearchService::SearchService(const fs::path& project, int threads)
    : project_(store::Project::open(project)),
      session_(open_model_of(project_, threads)),
      saved_(index::open_generation(project_.index_folder(), {.model_hash = session_.model_hash(),
                                                              .dim = static_cast<int>(session_.embed_dim()),
                                                              .project_id = project_.id()})) {}

std::vector<Hit> SearchService::search(const Query& query, std::int64_t top, bool whole_images) {
  std::vector<float> sum(static_cast<std::size_t>(session_.embed_dim()), 0.f);
  const auto add = [&](const inference::Embeddings& embeddings) {
    for (std::int64_t i = 0; i < embeddings.count; ++i) {
      const auto row = embeddings.row(i);
      std::transform(row.begin(), row.end(), sum.begin(), sum.begin(), std::plus<>());
    }
  };
  if (query.texts.empty() && !query.image) {
    throw Error(ErrorKind::InvalidInput,
                "Nothing to search for: give --text, --image, or --image with --box.");
  }
  add(session_.embed_texts(query.texts));
  if (query.image) {
    const auto rgb = image::load_image(*query.image);
    const auto encoded = session_.encode(std::span(&rgb, 1));
    if (query.box) {
      const auto box = clip(*query.box, static_cast<float>(rgb.cols), static_cast<float>(rgb.rows));
      if (!box.valid()) {
        throw Error(ErrorKind::InvalidInput, "The box " + to_text(*query.box) + " lies outside " +
                                                 query.image->string() + ", which is " +
                                                 std::to_string(rgb.cols) + " x " + std::to_string(rgb.rows) +
                                                 " pixels.");
      }
      add(session_.embed_boxes(encoded[0], std::span(&box, 1)));
    } else {
      add(session_.embed_images(encoded));
    }
  }

  const auto subset = saved_.entries.select(
      [&](const index::Entry& entry) { return (entry.kind == index::EntryKind::Image) == whole_images; });
  std::map<store::LabelId, std::string> labels;
  for (const auto& label : project_.labels()) labels[label.id] = label.name;
  std::vector<Hit> hits;
  const auto results = saved_.index.search(sum, {.k = top, .subset = subset});
  for (const auto& found : results[0]) {
    const auto& entry = saved_.entries.at(found.id);
    Hit hit{found.score, project_.image(entry.image_id).path, entry.box, "", "", whole_images};
    if (entry.region_id) {
      const auto region = project_.region(*entry.region_id);
      hit.caption = region.caption;
      if (region.label_id) hit.label = labels[*region.label_id];
    }
    hits.push_back(std::move(hit));
  }
  return hits;
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

image::Tile tile_of(const Hit& hit) {
  image::Tile tile;
  tile.rgb = image::load_image(hit.image);
  char score[16];
  std::snprintf(score, sizeof score, "%.2f", hit.score);
  tile.caption =
      std::string(score) + "  " + (hit.caption.empty() ? hit.image.filename().string() : hit.caption);
  if (!hit.whole_image) tile.boxes.push_back({hit.box, "", image::palette_colour(0)});
  return tile;
}

}  // namespace cloc::cli
