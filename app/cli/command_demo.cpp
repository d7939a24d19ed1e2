// SPDX-License-Identifier: GPL-3.0-or-later
// demo.
#include <cstdio>
#include <exception>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/search_output.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/demo/demo.h"
#include "core/demo/photograph.h"
#include "core/image/image.h"
#include "core/store/project.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct DemoShow {
  fs::path project, picture;
  int top = 5;
};

// Questions to a demo project and their answers: printed as tables as they come, kept as JSON and as
// pictures.
class Tour {
 public:
  Tour(engine::Engine& engine, int top, bool quiet) : engine_(engine), top_(top), quiet_(quiet) {}

  void search(const std::string& title, const engine::Query& query, std::vector<image::Tile> first) {
    const auto hits = engine_.search(query, {.k = top_}).matches;
    json answers = json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& hit : hits) {
      rows.push_back({std::to_string(rows.size() + 1), score_text(hit.score), hit.path.filename().string(),
                      to_text(hit.box), hit.caption});
      answers.push_back({{"score", hit.score},
                         {"image", hit.path.string()},
                         {"box", box_json(hit.box)},
                         {"caption", hit.caption}});
      first.push_back(tile_of(hit));
    }
    if (!quiet_) {
      std::printf("%s\n%s\n", title.c_str(),
                  table({"#", "score", "image", "box", "caption in the data"}, rows).c_str());
    }
    document_.push_back({{"question", title}, {"answers", answers}});
    sheet_.push_back({title, std::move(first)});
  }

  void ground(const fs::path& path, const store::Region& region) {
    const auto name = path.filename().string();
    const auto found = engine_.ground(path, {region.caption})[0];
    const double overlap = iou(found.box, region.box);
    if (!quiet_) {
      std::printf("Where is \"%s\" in %s: %s (score %.3f, IoU with the data's box %.2f)\n",
                  region.caption.c_str(), name.c_str(), to_text(found.box).c_str(), found.score, overlap);
    }
    document_.push_back(
        {{"question", "Phrase: " + region.caption},
         {"answers",
          {{{"score", found.score}, {"image", name}, {"box", box_json(found.box)}, {"iou", overlap}}}}});
    const image::Tile tile{
        image::load_image(path), region.caption, {{found.box, "found", image::palette_colour(2)}}};
    sheet_.push_back({"Phrase: " + region.caption, {tile}});
  }

  const json& document() const { return document_; }
  const std::vector<image::TileRow>& sheet() const { return sheet_; }

 private:
  engine::Engine& engine_;
  const int top_;
  const bool quiet_;
  json document_ = json::array();
  std::vector<image::TileRow> sheet_;
};

// The tour of run.sh without a window: three questions by words, one by box, one phrase grounded.
void show_demo(const DemoShow& options, bool as_json) {
  const auto engine = open_indexed(options.project);
  const auto project = store::Project::open(options.project, {.access = store::Access::ReadOnly});
  const auto images = project.images(0, 50);
  if (images.empty()) throw Error(ErrorKind::NotFound, options.project.string() + " has no images.");
  Tour tour(*engine, options.top, as_json);
  for (const char* text : {"red apple", "guitar", "airplane"}) {
    tour.search("Words: " + std::string(text), {.texts = {{text}}}, {});
  }
  // The first image with a region: to ask about, and to find again by its phrase.
  for (const auto& picture : images) {
    const auto regions = project.regions_of(picture.id);
    if (regions.empty()) continue;
    const auto& region = regions.front();
    image::Tile asked{image::load_image(picture.path), "the box asked about", {}};
    asked.boxes.push_back({region.box, "", image::palette_colour(1)});
    tour.search("Box: " + to_text(region.box) + " of " + picture.path.filename().string(),
                {.boxes = {{picture.path, region.box}}}, {asked});
    if (engine->model().grounds) tour.ground(picture.path, region);
    break;
  }
  if (!options.picture.empty()) {
    image::save_image(options.picture, image::contact_sheet("CLOC Studio: the demo project", tour.sheet()));
  }
  if (as_json) {
    print_json(tour.document());
  } else if (!options.picture.empty()) {
    std::printf("Picture: %s\n", options.picture.string().c_str());
  }
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
  auto* demo = app.add_subcommand("demo", "Make the demo data, show the demo");
  demo->require_subcommand(1);
  auto options = std::make_shared<demo::DemoOptions>();
  auto* create =
      demo->add_subcommand("create", "Compose labelled scenes: COCO JSON, region and image captions");
  create->add_option("DIR", options->directory, "Folder to make")->required();
  create->add_option("--scenes", options->scenes, "How many")->capture_default_str();
  create->add_option("--seed", options->seed, "Another seed gives other scenes")->capture_default_str();
  create->add_option("--size", options->size, "Long side in pixels")->capture_default_str();
  create->add_option("--names", options->names, "So many of the 699 object names, evenly; 0: all")
      ->capture_default_str();
  create
      ->add_option(
          "--photo", options->photo,
          "Photograph the scenes: at an angle, out of focus, as JPEG of quality 30, all three; mixed: half "
          "of them by chance, to learn from")
      ->check(CLI::IsMember(demo::photo_settings()))
      ->capture_default_str();
  create->add_option("--threads", options->threads, "0: one for each processor")->capture_default_str();
  create->add_flag("--overwrite", options->overwrite, "Replace demo data that is there");
  create->callback([&context, options] {
    context.run = [&context, options] {
      const auto report = demo::create_demo(*options, progress_line(), interrupt_token());
      if (context.json) {
        print_json({{"scenes", report.scenes},
                    {"objects", report.objects},
                    {"classes", report.classes},
                    {"seconds", report.seconds}});
      } else {
        std::printf("%lld scenes with %lld objects of %lld classes in %s, in %s.\n",
                    static_cast<long long>(report.scenes), static_cast<long long>(report.objects),
                    static_cast<long long>(report.classes), options->directory.string().c_str(),
                    duration_text(report.seconds).c_str());
      }
    };
  });
  auto show_options = std::make_shared<DemoShow>();
  auto* show = demo->add_subcommand("show", "Ask an indexed demo project by words, by box and for a phrase");
  show->add_option("PROJECT", show_options->project, "Folder NAME.clocproj")->required();
  show->add_option("--picture", show_options->picture, "PNG of the answers, with boxes drawn");
  show->add_option("--top", show_options->top, "Results for each question")->capture_default_str();
  show->callback([&context, show_options] {
    context.run = [&context, show_options] { show_demo(*show_options, context.json); };
  });
}

}  // namespace cloc::cli
