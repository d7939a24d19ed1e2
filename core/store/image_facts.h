// SPDX-License-Identifier: Apache-2.0
// What a gallery filters and sorts by, read for the whole project at once: per image the number of regions,
// the labels that occur in it, the number of captions, and whether it is verified. Three SQL statements over
// all images, not three for each. It is a value: nothing in it follows the database; read the images that
// changed again.
//
//   const store::ImageFacts facts = store::read_image_facts(project);
//   if (const auto place = facts.find(id)) draw(facts.regions(*place), facts.labels(*place));
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/store/project.h"

namespace cloc::store {

// Images in ascending order of ids. Equal sets of labels are kept once, so a million images with a few
// thousand combinations of labels take 21 bytes each.
class ImageFacts {
 public:
  // Row numbers of labels, ascending, each once. 32 bits: a project has thousands of labels.
  using LabelSet = std::span<const std::uint32_t>;

  std::size_t size() const { return ids_.size(); }
  // The place of an image, for the functions below; absent when it has neither regions nor captions and is
  // not verified (or was not asked for).
  std::optional<std::size_t> find(ImageId image) const;

  ImageId id(std::size_t place) const { return ids_[place]; }
  std::uint32_t regions(std::size_t place) const { return regions_[place]; }
  std::uint32_t captions(std::size_t place) const { return captions_[place]; }
  bool verified(std::size_t place) const { return verified_[place] != 0; }
  // The number of the image's set, below label_set_count(); 0 is the empty set.
  std::uint32_t label_set(std::size_t place) const { return sets_[place]; }
  LabelSet labels(std::size_t place) const { return labels_of_set(sets_[place]); }

  std::size_t label_set_count() const { return set_ends_.size(); }
  LabelSet labels_of_set(std::uint32_t set) const;

 private:
  friend class ImageFactsReader;

  std::vector<ImageId> ids_;
  std::vector<std::uint32_t> regions_, captions_, sets_;
  std::vector<std::uint8_t> verified_;
  std::vector<std::uint32_t> set_labels_;      // the sets, one after the other
  std::vector<std::uint32_t> set_ends_ = {0};  // where each ends in set_labels_
};

// Of all images that have regions or captions or are verified. Errors as of every call of Project.
ImageFacts read_image_facts(const Project& project);
// Of these images alone, in any order; each that exists no longer, or has nothing, is there with zeros, so
// that what is known of it can be replaced.
ImageFacts read_image_facts(const Project& project, std::span<const ImageId> images);

}  // namespace cloc::store
