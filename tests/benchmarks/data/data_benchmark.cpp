// SPDX-License-Identifier: Apache-2.0
// How fast data sets are read, and in how much memory.
//   data_benchmark lvis FOLDER            makes a data set of LVIS's size and fields (empty image files)
//   data_benchmark read PATH [--root DIR] reads what is there, image after image
//   data_benchmark write PATH FORMAT OUT  reads it and writes it in another format
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/format.h"

using namespace cloc;

namespace {

namespace fs = std::filesystem;

constexpr int kImages = 100000, kCategories = 1203, kBoxes = 1270000;

std::string number(const char* format, double value) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string id_list(Random& random, std::uint64_t most) {
  std::string ids = "[";
  for (auto count = random.below(most); count > 0; --count) {
    ids += std::to_string(1 + random.below(kCategories));
    if (count > 1) ids += ", ";
  }
  return ids + "]";
}

// As lvis_v1_train.json: the same keys in the same order, polygons of some 60 numbers.
void make_lvis(const fs::path& folder) {
  Random random(20);
  fs::create_directories(folder / "images/train2017");
  std::ofstream json(folder / "lvis_v1_train.json", std::ios::binary);
  json << R"({"info": {"description": "generated", "version": "1.0"}, "annotations": [)";
  for (int i = 0; i < kBoxes; ++i) {
    const double x = random.uniform(0, 500), y = random.uniform(0, 400);
    const double width = random.uniform(1, 140), height = random.uniform(1, 80);
    std::string one = i > 0 ? ", " : "";
    one += "{\"area\": " + number("%.2f", width * height * 0.7) + ", \"id\": " + std::to_string(i + 1);
    one += ", \"segmentation\": [[";
    const auto points = 10 + random.below(41);
    for (std::uint64_t k = 0; k < points; ++k) {
      if (k > 0) one += ", ";
      one += number("%.2f", x + width * random.uniform());
      one += ", ";
      one += number("%.2f", y + height * random.uniform());
    }
    one += "]], \"image_id\": " + std::to_string(1 + random.below(kImages));
    one += ", \"bbox\": [" + number("%.2f", x) + ", " + number("%.2f", y) + ", " + number("%.2f", width) +
           ", " + number("%.2f", height);
    one += "], \"category_id\": " + std::to_string(1 + random.below(kCategories)) + "}";
    json << one;
  }
  json << "], \"images\": [";
  for (int i = 0; i < kImages; ++i) {
    char name[40];
    std::snprintf(name, sizeof name, "train2017/%012d.jpg", i + 1);
    std::string one = i > 0 ? ", " : "";
    one += "{\"date_captured\": \"2013-11-14 16:28:13\", \"neg_category_ids\": " + id_list(random, 10);
    one += ", \"id\": " + std::to_string(i + 1);
    one +=
        ", \"license\": 4, \"height\": 480, \"width\": 640, \"flickr_url\": "
        "\"http://farm8.staticflickr.com/7187/6967031859_5f08387bde_z.jpg\", \"coco_url\": "
        "\"http://images.cocodataset.org/";
    one += name;
    one += "\", \"not_exhaustive_category_ids\": " + id_list(random, 3) + "}";
    json << one;
    std::ofstream(folder / "images" / name);
  }
  json << R"(], "licenses": [{"id": 1, "name": "x", "url": "http://x"}], "categories": [)";
  for (int i = 0; i < kCategories; ++i) {
    const std::string name = "category_" + std::to_string(i + 1);
    std::string one = i > 0 ? ", " : "";
    one += "{\"frequency\": \"c\", \"synset\": \"" + name + ".n.01\", \"image_count\": 12, \"id\": ";
    one +=
        std::to_string(i + 1) + ", \"instance_count\": 34, \"synonyms\": [\"" + name + "\", \"another\"], ";
    one += "\"def\": \"what it is in a sentence of the usual length\", \"name\": \"" + name + "\"}";
    json << one;
  }
  json << "]}";
}

void report(const char* what, std::int64_t images, std::int64_t regions, double seconds,
            const IssueReport& issues) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%s: %lld images, %lld regions, %.2f s, %.0f regions/s, peak memory %.0f MB\n", what,
              static_cast<long long>(images), static_cast<long long>(regions), seconds,
              static_cast<double>(regions) / seconds, static_cast<double>(usage.ru_maxrss) / 1024);
  for (const auto& [category, count] : issues.counts())
    std::printf("  %s: %lld\n", category.c_str(), static_cast<long long>(count));
}

// Reads `path`; writes what comes when `format` is given.
void read(const fs::path& path, const fs::path& root, const std::string& format, const fs::path& out) {
  IssueReport issues;
  const auto start = std::chrono::steady_clock::now();
  std::int64_t images = 0, regions = 0;
  data::ReadOptions options;
  options.image_root = root;
  std::unique_ptr<data::DatasetReader> reader = data::recognised_format(path).read(path, options, {issues});
  const auto give = [&](auto&& use) {
    for (data::ImageRecord image; reader->next(image); image = {}) {
      ++images;
      regions += static_cast<std::int64_t>(image.regions.size());
      use(image);
    }
  };
  if (format.empty()) {
    give([](const data::ImageRecord&) {});
  } else {
    data::WriteOptions writing;
    writing.image_root = root;
    writing.overwrite = true;
    const auto writer =
        data::format_named(format).write(out, reader->labels(), reader->label_details(), writing, {issues});
    give([&](const data::ImageRecord& image) { writer->add(image); });
    writer->finish();
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  report(format.empty() ? "read" : "read and written", images, regions, seconds.count(), issues);
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app{"How fast data sets are read and written."};
  app.require_subcommand(1);
  fs::path path, root, out;
  std::string format;
  auto* lvis = app.add_subcommand("lvis");
  lvis->add_option("folder", path)->required();
  auto* reading = app.add_subcommand("read");
  reading->add_option("path", path)->required();
  reading->add_option("--root", root);
  auto* writing = app.add_subcommand("write");
  writing->add_option("path", path)->required();
  writing->add_option("format", format)->required();
  writing->add_option("out", out)->required();
  writing->add_option("--root", root);
  CLI11_PARSE(app, count, arguments);
  try {
    if (lvis->parsed())
      make_lvis(path);
    else
      read(path, root, format, out);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
  return 0;
}
