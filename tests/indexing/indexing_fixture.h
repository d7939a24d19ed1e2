// SPDX-License-Identifier: Apache-2.0
// A project of seven small images and models of random weights, for the tests of indexing.
#pragma once

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <opencv2/core.hpp>

#include "core/image/image.h"
#include "core/index/generations.h"
#include "core/indexing/indexing.h"
#include "tests/support/expect_error.h"
#include "tests/support/tiny_model.h"

namespace cloc::test {

inline void write_noise(const std::filesystem::path& path, int seed) {
  cv::Mat rgb(40, 60, CV_8UC3);
  cv::RNG(static_cast<std::uint64_t>(seed)).fill(rgb, cv::RNG::UNIFORM, 0, 256);
  image::save_image(path, rgb);
}

// So that its stamp differs, however coarse the file system's clock is.
inline void write_other_noise(const std::filesystem::path& path) {
  write_noise(path, 99);
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) + std::chrono::seconds(2));
}

// What an index holds, without ids: (entry, embedding), in the order of images.
using Content = std::vector<std::pair<index::Entry, std::vector<float>>>;
inline Content content(const std::filesystem::path& index_folder) {
  const auto saved = index::open_generation(index_folder);
  Content all;
  for (auto entry : saved.entries.all()) {
    auto embedding = saved.index.embedding(entry.id);
    entry.id = 0;
    all.emplace_back(entry, std::move(embedding));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first.image_id < b.first.image_id; });
  return all;
}
inline Content content(const store::Project& project) {
  return content(project.index_folder());
}

// Images that are encoded in batches differ in the last bits from those that are encoded alone.
inline bool about_equal(const Content& a, const Content& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& other) {
    const auto near = [](float x, float y) { return std::abs(x - y) < 2e-3f; };
    return one.first == other.first &&
           std::equal(one.second.begin(), one.second.end(), other.second.begin(), other.second.end(), near);
  });
}

// Reports are 100 ms apart: after a pause at the start, the first unit of `stage` is a report of its own, and
// cancels.
inline ProgressSink cancel_after_the_first(const std::string& stage, const CancelToken& cancel) {
  return [stage, cancel](const Progress& progress) {
    if (progress.stage != stage) return;
    if (progress.done == 0) return QTest::qSleep(150);
    cancel.cancel();
  };
}

class IndexingFixture {
 public:
  static constexpr int kImages = 7;

  IndexingFixture() {
    write_tiny_model(at("model"), 1, CLOC_TOKENIZER);
    for (int i = 0; i < kImages; ++i) write_noise(at(image_name(i)), i);
    make_project("p.clocproj");
  }

  std::filesystem::path at(const std::string& name) const {
    return std::filesystem::path(dir_.path().toStdString()) / name;
  }
  static std::string image_name(int i) { return "image" + std::to_string(i) + ".png"; }
  store::Project project(const std::string& name = "p.clocproj") const {
    return store::Project::open(at(name));
  }
  // Of the first `images` images; their ids are the same in each.
  void make_project(const std::string& name, int images = kImages) const {
    auto made = store::Project::create(at(name), "p");
    for (int i = 0; i < images; ++i) add_image(made, i);
  }
  void add_image(store::Project& project, int i) const {
    store::Image image;
    image.path = at(image_name(i));
    project.add_image(image);
  }

  indexing::IndexingReport update(const CancelToken& cancel = {}, const ProgressSink& progress = {},
                                  const std::string& model = "model",
                                  const std::string& name = "p.clocproj") const {
    auto opened = project(name);
    return update(opened, options, cancel, progress, model);
  }
  indexing::IndexingReport update(store::Project& opened, const indexing::IndexingOptions& how,
                                  const CancelToken& cancel = {}, const ProgressSink& progress = {},
                                  const std::string& model = "model") const {
    auto session = inference::Session::open(at(model), 1);
    return indexing::update_index(opened, session, how, progress, cancel);
  }

  indexing::IndexingOptions options = [] {
    indexing::IndexingOptions small;
    small.batch_size = 2;
    return small;
  }();

 private:
  QTemporaryDir dir_;
};

}  // namespace cloc::test
