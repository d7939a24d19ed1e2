// SPDX-License-Identifier: GPL-3.0-or-later
// Images for tests of the gallery.
#pragma once

#include <QTemporaryDir>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/store/image_facts.h"
#include "core/store/project.h"

namespace cloc::test {

inline std::vector<store::Image> imagesNamed(const std::vector<std::string>& names,
                                             const std::string& folder = "/pictures") {
  std::vector<store::Image> images;
  for (const auto& name : names) {
    images.push_back({static_cast<store::ImageId>(images.size()) + 1, folder + "/" + name, 400, 300, {}});
  }
  return images;
}

// img_0.jpg, img_1.jpg, ... with the ids 1, 2, ...
inline std::vector<store::Image> numberedImages(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("img_" + std::to_string(i) + ".jpg");
  return imagesNamed(names);
}

// Facts come from a project alone, so this makes one: image i (id i + 1) gets the labels regions[i], each a
// region, and is verified where verified[i] says so.
class FactsMaker {
 public:
  FactsMaker() : project_(store::Project::create(folder_.filePath("f.clocproj").toStdString(), "facts")) {}

  store::ImageFacts make(const std::vector<std::vector<int>>& regions,
                         const std::vector<bool>& verified = {}) {
    auto transaction = project_.transaction();
    for (std::size_t i = made_; i < regions.size(); ++i) {
      project_.add_image({0, "/f/" + std::to_string(i), 400, 300, {}});
    }
    made_ = std::max(made_, regions.size());
    for (std::size_t i = 0; i < regions.size(); ++i) set(static_cast<store::ImageId>(i) + 1, regions[i]);
    for (std::size_t i = 0; i < verified.size(); ++i) {
      project_.set_verified(static_cast<store::ImageId>(i) + 1, verified[i]);
    }
    transaction.commit();
    return store::read_image_facts(project_);
  }
  store::ImageFacts verify(store::ImageId image, bool verified) {
    project_.set_verified(image, verified);
    const std::vector<store::ImageId> images = {image};
    return store::read_image_facts(project_, images);
  }
  // Of one image whose regions are replaced.
  store::ImageFacts change(store::ImageId image, const std::vector<int>& labels) {
    set(image, labels);
    const std::vector<store::ImageId> images = {image};
    return store::read_image_facts(project_, images);
  }
  // Number 0 is "label0", whose id this is.
  std::uint32_t labelId(int label) {
    return static_cast<std::uint32_t>(project_.label("label" + std::to_string(label)));
  }

 private:
  void set(store::ImageId image, const std::vector<int>& labels) {
    for (const auto& region : project_.regions_of(image)) project_.remove_region(region.id);
    std::vector<store::Region> regions;
    for (const int label : labels) {
      store::Region region;
      region.box = {0, 0, 10, 10};
      if (label >= 0) region.label_id = labelId(label);
      region.source = "test";
      regions.push_back(region);
    }
    project_.add_regions(image, regions);
  }

  QTemporaryDir folder_;
  store::Project project_;
  std::size_t made_ = 0;
};

}  // namespace cloc::test
