// SPDX-License-Identifier: Apache-2.0
// The questions that searching asks of a project: many small reads by id, and sets of ids to restrict a
// search to. A view; valid as long as the Project it came from, in the same thread. Errors as of Project.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/project.h"

namespace cloc::store {

class Lookup {
 public:
  explicit Lookup(const Project& project);

  // Absent when it has left the project.
  std::optional<Image> image(ImageId id);
  struct RegionText {
    PixelBox box;
    std::string label, caption;  // may be empty
  };
  std::optional<RegionText> region(RegionId id);

  // Absent when it has none, or there is no such region.
  std::optional<LabelId> label_of(RegionId id);
  // Another number than before when another connection has written since.
  std::int64_t data_version() const;

  // What is asked of every region of a project at once, without captions and how it is shown.
  struct RegionFacts {
    RegionId id = 0;
    ImageId image_id = 0;
    PixelBox box;
    std::optional<LabelId> label_id;
    std::string attributes;  // JSON as data::Attributes::from_json reads it; "" for none
  };
  // A page: in the order of ids, beginning after `after`, at most `limit`.
  std::vector<RegionFacts> region_facts(RegionId after, std::int64_t limit) const;

  // In the order of ids; for one image after the other, which Project::regions_of() takes several times as
  // long for.
  std::vector<Region> regions_of(ImageId image);

  // These as they are now, in the order of `ids`; those that are gone are left out.
  std::vector<Region> regions(std::span<const RegionId> ids) const;
  // A page of those that came from `source`: with ids above `after`, up to `last`, ascending. There is no
  // index of sources: it costs what reading all of these ids does.
  std::vector<Region> regions_from(std::string_view source, RegionId after, RegionId last) const;

  // Ids ascending. Names that are no labels are passed over.
  std::vector<RegionId> regions_with_labels(std::span<const std::string> names) const;
  // Images whose file lies in `folder` or below it, ids ascending.
  std::vector<ImageId> images_below(const std::filesystem::path& folder) const;
  // 0 when there is none.
  ImageId last_image() const;
  RegionId last_region() const;
  // How many rows have a larger id.
  std::int64_t images_after(ImageId id) const;
  std::int64_t regions_after(RegionId id) const;
  // Of each label how many regions it has, and how many of them lie in verified images; 0 are regions without
  // a label. Kept by the store: at once, however many regions there are. Labels without any may be missing.
  struct LabelCount {
    std::int64_t regions = 0, verified = 0;
  };
  std::map<LabelId, LabelCount> label_counts() const;
  // How many regions each label has; labels without any are not in it.
  std::map<LabelId, std::int64_t> regions_by_label() const;
  // How many images each split has; "" are those of none.
  std::map<std::string, std::int64_t> images_by_split() const;
  // These images by the split that each has; those that are gone are left out.
  std::map<std::string, std::vector<ImageId>> by_split(std::span<const ImageId> images) const;
  // Different captions of regions, the most frequent first, at most `limit`.
  std::vector<std::string> frequent_captions(std::int64_t limit) const;

 private:
  // Of a statement whose answer is one number.
  template <class... Values>
  std::int64_t number(const char* statement, const Values&... values) const;

  const Project& project_;
  Statement image_, region_, regions_, label_;
};

}  // namespace cloc::store
