// SPDX-License-Identifier: Apache-2.0
#include "core/store/project_reader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/store/region_rows.h"

namespace cloc::store {

// Three statements walked side by side, each in the order of images: a query for each image would take longer
// than reading.
class ProjectReader final : public data::DatasetReader {
 public:
  ProjectReader(const Project& project, const ReadFilter& filter)
      : project_(project),
        filter_(filter),
        snapshot_(*project.database_),
        images_(project.database_->prepare_paged(std::string(Project::kImageColumns) + "ORDER BY id")),
        captions_(
            project.database_->prepare_paged("SELECT image_id, text FROM captions ORDER BY image_id, id")),
        regions_(project.database_->prepare_paged(std::string(kRegionColumns) + "ORDER BY image_id, id")) {
    take_labels();
    if (filter.images) wanted_images_.insert(filter.images->begin(), filter.images->end());
    // The first one that runs begins the read transaction that all three share until the last one ends.
    images_.run();
    captions_.run();
    regions_.run();
    more_captions_ = captions_.next();
    more_regions_ = regions_.next();
  }

  const std::vector<std::string>& labels() const override { return labels_; }
  const std::vector<data::LabelDetails>& label_details() const override { return details_; }
  std::optional<std::int64_t> image_count() const override {
    if (filter_.images) return static_cast<std::int64_t>(filter_.images->size());
    if (!filter_.splits.empty() || filter_.verified_only) return std::nullopt;
    return project_.counts().images;
  }

  bool next(data::ImageRecord& record) override {
    while (images_.next()) {
      Image image = project_.read_image(images_);
      if (!wanted(image)) continue;
      record = {};
      record.source_id = image.id;
      record.path = std::move(image.path);
      record.width = image.width;
      record.height = image.height;
      record.split = std::move(image.split);
      record.attributes = std::move(image.attributes);
      read_captions(record);
      read_regions(record);
      return true;
    }
    return false;
  }

 private:
  void take_labels() {
    std::unordered_set<std::string> wanted(filter_.labels.begin(), filter_.labels.end());
    for (auto& label : project_.labels()) {
      if (wanted.erase(label.name) > 0) wanted_labels_.insert(label.id);
      number_of_[label.id] = static_cast<int>(labels_.size());
      labels_.push_back(std::move(label.name));
      details_.push_back(std::move(label.details));
    }
    if (!wanted.empty()) {
      throw Error(ErrorKind::InvalidInput, "The project has no label \"" + *wanted.begin() + "\".");
    }
    const bool nothing_said = std::all_of(details_.begin(), details_.end(), [](const auto& details) {
      return details == data::LabelDetails{};
    });
    if (nothing_said) details_.clear();
  }

  bool wanted(const Image& image) const {
    const auto& splits = filter_.splits;
    if (!splits.empty() && std::find(splits.begin(), splits.end(), image.split) == splits.end()) return false;
    if (filter_.verified_only && !image.verified) return false;
    return !filter_.images || wanted_images_.contains(image.id);
  }

  void read_captions(data::ImageRecord& record) {
    for (; more_captions_ && captions_.integer(0) <= record.source_id; more_captions_ = captions_.next()) {
      if (captions_.integer(0) == record.source_id) record.captions.push_back(captions_.text(1));
    }
  }

  void read_regions(data::ImageRecord& record) {
    for (; more_regions_ && regions_.integer(1) <= record.source_id; more_regions_ = regions_.next()) {
      if (regions_.integer(1) != record.source_id) continue;
      Region region = read_region(regions_);
      if (!wanted_labels_.empty() && !(region.label_id && wanted_labels_.contains(*region.label_id)))
        continue;
      const auto label = region.label_id ? number_of_.find(*region.label_id) : number_of_.end();
      record.regions.push_back({region.box, label == number_of_.end() ? -1 : label->second,
                                std::move(region.caption), region.id, std::move(region.more_captions),
                                std::move(region.attributes)});
    }
  }

  const Project& project_;
  const ReadFilter filter_;
  const Snapshot snapshot_;
  Statement images_, captions_, regions_;
  bool more_captions_ = false, more_regions_ = false;
  std::vector<std::string> labels_;
  std::vector<data::LabelDetails> details_;
  std::unordered_map<LabelId, int> number_of_;
  std::unordered_set<LabelId> wanted_labels_;
  std::unordered_set<ImageId> wanted_images_;
};

std::unique_ptr<data::DatasetReader> read_project(const Project& project, const ReadFilter& filter) {
  return std::make_unique<ProjectReader>(project, filter);
}

}  // namespace cloc::store
