// SPDX-License-Identifier: Apache-2.0
// A project whose regions have embeddings made by rule: scattered about one direction for each label.
#pragma once

#include <QTemporaryDir>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/assist/assistant.h"
#include "core/base/random.h"
#include "core/index/generations.h"
#include "core/store/edits.h"
#include "core/store/project.h"
#include "tests/index/vectors.h"

namespace cloc::assist::test {

class AssistFixture {
 public:
  static constexpr int kDim = 16, kLabels = 6;

  AssistFixture() : project_(store::Project::create(folder(), "Assist")) {
    centres_ = cloc::test::random_vectors(kLabels, kDim, 5);
    for (int l = 0; l < kLabels; ++l) labels_.push_back(project_.label("label " + std::to_string(l)));
  }

  std::filesystem::path folder() const {
    return std::filesystem::path(dir_.path().toStdString()) / "assist.clocproj";
  }
  store::Project& project() { return project_; }
  store::LabelId label(int l) const { return labels_[static_cast<std::size_t>(l)]; }
  std::span<const float> centre(int l) const {
    return std::span(centres_).subspan(static_cast<std::size_t>(l * kDim), kDim);
  }

  // Of unit length, `spread` from the direction of label `l`.
  std::vector<float> look(int l, double spread) {
    std::vector<float> row(kDim);
    double squares = 0;
    for (int d = 0; d < kDim; ++d) {
      const auto value = centre(l)[static_cast<std::size_t>(d)] + spread * random_.normal() / std::sqrt(kDim);
      row[static_cast<std::size_t>(d)] = static_cast<float>(value);
      squares += value * value;
    }
    for (auto& value : row) value /= static_cast<float>(std::sqrt(squares));
    return row;
  }

  store::ImageId add_image() {
    const auto name = "image" + std::to_string(++images_) + ".png";
    return project_.add_image({0, folder().parent_path() / name, 640, 480, {}});
  }
  store::RegionId add_region(store::ImageId image, const PixelBox& box, std::optional<store::LabelId> label,
                             const std::vector<float>& look) {
    const store::Region region{0, image, box, label, "", "test"};
    const auto id = project_.add_regions(image, std::span(&region, 1))[0];
    add_entry({0, image, id, box, index::EntryKind::Region}, look);
    return id;
  }
  void add_proposal(store::ImageId image, const PixelBox& box, const std::vector<float>& look) {
    add_entry({0, image, {}, box, index::EntryKind::Proposal}, look);
  }
  std::int64_t entry_of(store::RegionId region) const {
    for (const auto& entry : entries_.all()) {
      if (entry.region_id == region) return entry.id;
    }
    return 0;
  }

  // Of all that was added so far.
  std::shared_ptr<const index::SavedIndex> index() const {
    index::RegionIndex made(kDim, entries_.size(), index::Kind::Exact);
    std::vector<std::int64_t> ids;
    for (const auto& entry : entries_.all()) ids.push_back(entry.id);
    made.add(ids, rows_);
    return std::make_shared<index::SavedIndex>(index::SavedIndex{std::move(made), entries_, {}});
  }
  LabelTexts texts() const { return {labels_, centres_}; }

 private:
  void add_entry(index::Entry entry, const std::vector<float>& look) {
    entries_.add(entry);
    rows_.insert(rows_.end(), look.begin(), look.end());
  }

  QTemporaryDir dir_;
  store::Project project_;
  std::vector<store::LabelId> labels_;
  std::vector<float> centres_, rows_;
  index::EntryTable entries_;
  Random random_{11};
  int images_ = 0;
};

}  // namespace cloc::assist::test
