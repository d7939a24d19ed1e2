// SPDX-License-Identifier: GPL-3.0-or-later
// search, ground.
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/search_output.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/image/image.h"
#include "core/index/generations.h"
#include "core/inference/session.h"
#include "core/store/project.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct SearchCommand {
  fs::path project, image, picture;
  std::vector<std::string> texts;
  std::string box, device = "auto";
  std::int64_t top = 10;
  bool whole_images = false;
  int threads = 0;
};

struct GroundCommand {
  fs::path project, model, image, picture;
  std::vector<std::string> phrases;
  int threads = 0;
};

void search(const SearchCommand& command, bool as_json) {
  engine::Query query;
  for (const auto& text : command.texts) query.texts.push_back({text});
  if (!command.box.empty()) {
    if (command.image.empty()) throw Error(ErrorKind::InvalidInput, "--box needs --image: of which image?");
    query.boxes.push_back({command.image, parse_box(command.box)});
  } else if (!command.image.empty()) {
    query.images.push_back({command.image});
  }
  if (query.empty()) {
    throw Error(ErrorKind::InvalidInput,
                "Nothing to search for: give --text, --image, or --image with --box.");
  }
  const auto engine =
      open_indexed(command.project, command.threads, engine::device_choice_from(command.device));
  if (!engine->model().grounds) {
    std::fprintf(stderr, "The model has no Prompter: %s.\n",
                 how_boxes_are_answered(engine->model().regions).c_str());
  }
  const auto hits = [&] {
    const SlowNotice notice("searching");
    return engine->search(query, {.k = command.top, .whole_images = command.whole_images}).matches;
  }();
  if (!command.picture.empty()) {
    image::TileRow row{"Results", {}};
    row.tiles.reserve(hits.size());
    for (const auto& hit : hits) row.tiles.push_back(tile_of(hit));
    image::save_image(command.picture, image::contact_sheet("Search", {row}));
  }
  if (as_json) {
    json all = json::array();
    for (const auto& hit : hits) {
      all.push_back({{"score", hit.score},
                     {"image", hit.path.string()},
                     {"box", box_json(hit.box)},
                     {"label", hit.label},
                     {"caption", hit.caption}});
    }
    return print_json(all);
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& hit : hits) {
    rows.push_back({std::to_string(rows.size() + 1), score_text(hit.score), hit.path.filename().string(),
                    to_text(hit.box), hit.label, hit.caption});
  }
  std::printf("%s", table({"#", "score", "image", "box", "label", "caption"}, rows).c_str());
}

fs::path model_of(const GroundCommand& command) {
  if (!command.model.empty()) return command.model;
  if (command.project.empty()) return default_model();
  const auto project = store::Project::open(command.project);
  const auto manifest = index::current_manifest(project.index_folder());
  return manifest ? project.folder() / manifest->origin.model_name : default_model();
}

void ground(const GroundCommand& command, bool as_json) {
  auto session = inference::Session::open(model_of(command), command.threads);
  auto rgb = image::load_image(command.image);
  const auto encoded = session.encode(std::span(&rgb, 1));
  const auto found = session.ground(encoded[0], command.phrases);
  json all = json::array();
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < found.size(); ++i) {
    all.push_back(
        {{"phrase", command.phrases[i]}, {"box", box_json(found[i].box)}, {"score", found[i].score}});
    rows.push_back({command.phrases[i], score_text(found[i].score), to_text(found[i].box)});
    image::draw_box(rgb, found[i].box, command.phrases[i], image::palette_colour(i));
  }
  if (!command.picture.empty()) image::save_image(command.picture, rgb);
  if (as_json) return print_json(all);
  std::printf("%s", table({"phrase", "score", "box"}, rows).c_str());
}

}  // namespace

void add_search(CLI::App& app, Context& context) {
  auto command = std::make_shared<SearchCommand>();
  auto* sub = app.add_subcommand("search",
                                 "Find regions by words, by a box of an image, by an image, or all together");
  sub->add_option("PROJECT", command->project, "Folder NAME.clocproj, indexed")->required();
  sub->add_option("--text", command->texts, "Words; may be given several times");
  sub->add_option("--image", command->image, "An image to search with");
  sub->add_option("--box", command->box, "x1,y1,x2,y2 in pixels of --image: only this part of it");
  sub->add_option("--top", command->top, "How many results")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  sub->add_flag("--whole-images", command->whole_images, "Rank images instead of regions");
  sub->add_option("--picture", command->picture, "Write the results as a PNG with boxes drawn");
  sub->add_option("--threads", command->threads, "That compute; 0: one for each processor")
      ->capture_default_str();
  sub->add_option("--device", command->device,
                  "That compares: auto (the GPU when there is one), cpu, gpu (an error without one)")
      ->check(CLI::IsMember({"auto", "cpu", "gpu"}))
      ->capture_default_str();
  sub->callback(
      [&context, command] { context.run = [&context, command] { search(*command, context.json); }; });
}

void add_ground(CLI::App& app, Context& context) {
  auto command = std::make_shared<GroundCommand>();
  auto* sub = app.add_subcommand("ground", "Find the boxes of phrases in one image");
  sub->add_option("PROJECT", command->project, "Use the model that this project was indexed with");
  sub->add_option("--model", command->model, "Model folder; the demo model without it and without PROJECT");
  sub->add_option("--image", command->image, "The image to look in")->required();
  sub->add_option("--text", command->phrases, "A phrase; may be given several times")->required();
  sub->add_option("--picture", command->picture, "Write the image as a PNG with boxes drawn");
  sub->add_option("--threads", command->threads, "That compute; 0: one for each processor")
      ->capture_default_str();
  sub->callback(
      [&context, command] { context.run = [&context, command] { ground(*command, context.json); }; });
}

}  // namespace cloc::cli
