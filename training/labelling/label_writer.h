// SPDX-License-Identifier: Apache-2.0
// What a labelling run found, written into the project as core/assist/machine_labels.h says, by store::Edits,
// so that it can be taken back and other windows see it. Used by labelling.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/issue_report.h"
#include "core/geometry/box.h"
#include "core/store/edits.h"
#include "core/store/project.h"

namespace cloc::labelling {

struct FoundBox {
  PixelBox box;  // original pixels
  std::string phrase;
  float score = 0;  // [0, 1]
};

struct LabelledImage {
  store::ImageId image = 0;
  std::vector<FoundBox> boxes;             // best first
  std::optional<std::string> new_caption;  // to be the image's first caption; its others stay
};

struct WrittenLabels {
  std::int64_t images = 0;             // marked as labelled
  std::int64_t boxes = 0;              // written
  std::int64_t words = 0;              // of their phrases
  std::int64_t with_label = 0;         // of these, whose phrase is the name of a label
  std::int64_t replaced = 0;           // machine labels of an earlier run that nobody had accepted
  std::int64_t accepted_already = 0;   // boxes left out: somebody has accepted the like of them
  std::int64_t images_with_boxes = 0;  // that got some
  void add(const WrittenLabels& other);
};

// Who has found them, as it is kept with each box, and the pipeline's identity, kept with each box and image.
struct LabelOrigin {
  std::string detector, pipeline;
};

class LabelWriter {
 public:
  // Outlives this.
  LabelWriter(store::Project& project, LabelOrigin origin) : project_(project), origin_(std::move(origin)) {}

  // One transaction, which is a part of the run's step: that grows to some thousand regions before another
  // begins, or until somebody works on the same images. An image's machine labels that nobody has accepted
  // are replaced; all other regions stay. Where another program has changed images meanwhile it is tried
  // again with what they are now; an image that is gone, or is changed again and again, is left out and in
  // `issues` ("image gone", "image changed meanwhile"). Throws Error{Io}: nothing was written.
  WrittenLabels write(std::span<const LabelledImage> images, IssueReport& issues);

 private:
  struct Step {
    store::EditId id = 0;
    std::int64_t images = 0;
    std::size_t changes = 0;
  };

  WrittenLabels try_to_write(std::span<const LabelledImage> images);
  void make_step(std::int64_t images, store::Changes& changes);
  void write_one(const LabelledImage& image, WrittenLabels& counts, IssueReport& issues);

  store::Project& project_;
  const LabelOrigin origin_;
  std::optional<Step> step_;  // that may still grow
};

// The image's attributes without the mark of any labelling run.
data::Attributes without_mark(const data::Attributes& attributes);

}  // namespace cloc::labelling
