// SPDX-License-Identifier: Apache-2.0
// The project store at the size of a million images: import, opening, what lists in the window ask for, and
// saving an edit. There is no peer: what is printed beside each figure is its goal.
#include <cstdio>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

#include "core/base/random.h"
#include "core/store/edits.h"
#include "core/store/image_facts.h"
#include "core/store/lookup.h"
#include "core/store/project_reader.h"
#include "tests/benchmarks/index/measure.h"

namespace cloc::benchmark {
namespace {

namespace fs = std::filesystem;
using store::Project;

// `images` images of ten regions on average (0 to 20), 1,200 labels of which few are frequent, in 1,000
// folders.
class Synthetic final : public data::DatasetReader {
 public:
  explicit Synthetic(std::int64_t images) : images_(images) {
    for (int i = 0; i < 1200; ++i) labels_.push_back("label " + std::to_string(i));
  }
  const std::vector<std::string>& labels() const override { return labels_; }
  const std::vector<data::LabelDetails>& label_details() const override { return details_; }
  std::optional<std::int64_t> image_count() const override { return images_; }
  bool next(data::ImageRecord& image) override {
    if (at_ == images_) return false;
    image.path = "/photos/" + std::to_string(at_ / 1000) + "/" + std::to_string(at_) + ".jpg";
    image.width = 1024;
    image.height = 768;
    image.split = at_ % 10 == 0 ? "val" : "train";
    image.captions = {"a picture of several things, number " + std::to_string(at_)};
    image.regions.resize(random_.below(21));
    for (auto& region : image.regions) {
      const auto x = static_cast<float>(random_.uniform(0, 900)),
                 y = static_cast<float>(random_.uniform(0, 700));
      region.box = {x, y, x + static_cast<float>(random_.uniform(4, 100)),
                    y + static_cast<float>(random_.uniform(4, 60))};
      const double part = random_.uniform();
      region.label = static_cast<int>(1200 * part * part * part);
      region.caption = labels_[static_cast<std::size_t>(region.label)];
    }
    ++at_;
    return true;
  }

 private:
  std::int64_t images_, at_ = 0;
  std::vector<std::string> labels_;
  std::vector<data::LabelDetails> details_;
  Random random_{1};
};

void row(const char* what, const std::string& value, const char* goal) {
  std::printf("| %s | %s | %s |\n", what, value.c_str(), goal);
  std::fflush(stdout);
}

std::string milliseconds(const Latency& latency) {
  char text[64];
  std::snprintf(text, sizeof text, "p50 %.2f, p99 %.2f ms", latency.p50, latency.p99);
  return text;
}

std::string seconds(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", value);
  return text;
}

void measure_reading(const Project& project, std::int64_t images) {
  Random random(2);
  const auto any = [&] {
    return 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(images)));
  };
  row("200 images from any place",
      milliseconds(latency_of(200, [&](std::size_t) { project.images(any(), 200); })), "50 ms");
  row("regions of an image", milliseconds(latency_of(500, [&](std::size_t) { project.regions_of(any()); })),
      "50 ms");
  row("labels", milliseconds(latency_of(50, [&](std::size_t) { project.labels(); })), "50 ms");
  row("counts", milliseconds(latency_of(5, [&](std::size_t) { project.counts(); })), "50 ms");
  store::Lookup lookup(project);
  row("200 search results",
      milliseconds(latency_of(100,
                              [&](std::size_t) {
                                for (int i = 0; i < 200; ++i) {
                                  lookup.image(any());
                                  lookup.region(any() * 10);
                                }
                              })),
      "50 ms");
  row("images of a folder",
      milliseconds(latency_of(50,
                              [&](std::size_t) {
                                lookup.images_below(
                                    "/photos/" +
                                    std::to_string(random.below(static_cast<std::uint64_t>(images / 1000))));
                              })),
      "50 ms");
  row("regions of a rare label",
      milliseconds(latency_of(
          10, [&](std::size_t) { lookup.regions_with_labels(std::vector<std::string>{"label 1150"}); })),
      "50 ms");
  row("facts of all images for the gallery, in the background",
      seconds(seconds_of([&] { read_image_facts(project); })), "");
}

void measure_edits(Project& project, std::int64_t images) {
  Random random(3);
  store::Edits edits(project);
  row("saving a new box",
      milliseconds(latency_of(300,
                              [&](std::size_t) {
                                store::Region region;
                                region.id = -1;
                                region.image_id = 1 + static_cast<std::int64_t>(
                                                          random.below(static_cast<std::uint64_t>(images)));
                                region.box = {1, 2, 30, 40};
                                region.source = "user";
                                store::Changes changes{{store::Change::Kind::Insert, {}, region}};
                                edits.apply("draw", changes);
                              })),
      "5 ms at p99");
  row("moving a box",
      milliseconds(latency_of(300,
                              [&](std::size_t) {
                                std::vector<store::Region> regions;
                                while (regions.empty()) {
                                  regions = project.regions_of(1 + static_cast<std::int64_t>(random.below(
                                                                       static_cast<std::uint64_t>(images))));
                                }
                                auto after = regions.front();
                                after.box.x2 += 1;
                                store::Changes changes{{store::Change::Kind::Update, regions.front(), after}};
                                edits.apply("move", changes);
                              })),
      "5 ms at p99");
  row("undoing it", milliseconds(latency_of(200, [&](std::size_t) { edits.undo(edits.done(1).back().id); })),
      "5 ms at p99");
}

int run(int argc, char** argv) {
  CLI::App app("The project store at the size of a million images.");
  std::int64_t images = 1'000'000;
  fs::path folder;
  std::string database;
  app.add_option("--images", images)->capture_default_str();
  app.add_option("--folder", folder, "Where to make the project")->required();
  app.add_option("--database", database, "The project on this PostgreSQL server: postgresql://...");
  CLI11_PARSE(app, argc, argv);
  const auto path = folder / "large.clocproj";
  std::printf("| what | measured | goal |\n| --- | --- | --- |\n");
  if (!fs::exists(path)) {
    auto project = database.empty() ? Project::create(path, "large")
                                    : Project::create(path, "large", store::ServerAddress::parse(database));
    Synthetic data(images);
    store::ImportReport report;
    const double time = seconds_of([&] { report = project.import(data, {.source = "benchmark"}); });
    row("regions", std::to_string(report.regions_added), "");
    row("import into the store", seconds(time), "");
  }
  std::optional<Project> project;
  row("opening", seconds(seconds_of([&] { project = Project::open(path); })), "2 s");
  row("first page after opening", seconds(seconds_of([&] { project->images(0, 2000); })), "");
  row("first counts after opening", seconds(seconds_of([&] { project->counts(); })), "");
  measure_reading(*project, images);
  measure_edits(*project, images);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  row("memory at most", std::to_string(usage.ru_maxrss / 1024) + " MB", "");
  if (!project->server())
    row("database", std::to_string(fs::file_size(path / Project::kDatabaseName) / 1'000'000) + " MB", "");
  return 0;
}

}  // namespace
}  // namespace cloc::benchmark

int main(int argc, char** argv) {
  return cloc::benchmark::run(argc, argv);
}
