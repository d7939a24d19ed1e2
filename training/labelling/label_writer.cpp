// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/label_writer.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <utility>

#include "core/assist/machine_labels.h"
#include "core/base/error.h"
#include "core/store/step_name.h"

namespace cloc::labelling {
namespace {

constexpr float kSameBox = 0.5f;  // IoU from which a box of the same phrase is one that was accepted
constexpr int kAttempts = 3;
// From which on another step begins: few enough to be taken back, and read again by windows, in a blink.
constexpr std::size_t kChangesInStep = 5000;
// Of an image: the caption that a run has stored, to be replaced by that of the next.
constexpr const char* kCaption = "vesl_caption";

using LabelNames = std::unordered_map<std::string, store::LabelId>;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

LabelNames label_names(const store::Project& project) {
  LabelNames names;
  for (const auto& label : project.labels()) names.try_emplace(lower(label.name), label.id);
  return names;
}

// The part of a step that is one image's.
class ImageStep {
 public:
  ImageStep(const store::Project& project, const LabelledImage& labelled, const LabelOrigin& origin,
            const LabelNames& labels)
      : labelled_(labelled), origin_(origin), labels_(labels), image_(project.image(labelled.image)) {
    for (const auto& region : project.regions_of(image_.id)) {
      if (region.source == assist::kAcceptedSource) accepted_.push_back(region);
      if (!assist::is_machine_label(region)) continue;
      changes_.push_back(assist::rejected(region));
      ++counts_.replaced;
    }
    for (const auto& box : labelled.boxes) add(box);
    mark(project.captions_of(image_.id));
    counts_.images = 1;
    counts_.images_with_boxes = counts_.boxes > 0 ? 1 : 0;
  }

  store::Changes& changes() { return changes_; }
  const WrittenLabels& counts() const { return counts_; }

 private:
  void add(const FoundBox& found) {
    const bool known = std::any_of(accepted_.begin(), accepted_.end(), [&](const store::Region& one) {
      return one.caption == found.phrase && iou(one.box, found.box) >= kSameBox;
    });
    if (known) {
      ++counts_.accepted_already;
      return;
    }
    store::Region region{.id = 0,
                         .image_id = image_.id,
                         .box = found.box,
                         .label_id = {},
                         .caption = found.phrase,
                         .source = assist::kMachineSource};
    if (const auto label = labels_.find(assist::label_name_of(found.phrase)); label != labels_.end()) {
      region.label_id = label->second;
      ++counts_.with_label;
    }
    region.attributes.set(data::kScore, static_cast<double>(found.score));
    region.attributes.set(assist::kDetector, origin_.detector);
    region.attributes.set(assist::kPipeline, origin_.pipeline);
    changes_.push_back({store::Change::Kind::Insert, {}, std::move(region)});
    ++counts_.boxes;
    counts_.words += 1 + std::count(found.phrase.begin(), found.phrase.end(), ' ');
  }

  void mark(const std::vector<std::string>& captions) {
    const store::ImageNotes before{captions, image_.attributes};
    auto after = before;
    after.attributes.set(assist::kPipeline, origin_.pipeline);
    if (labelled_.new_caption) {
      const auto earlier = after.attributes.text(kCaption);
      std::erase_if(after.captions, [&](const std::string& one) {
        return one == *labelled_.new_caption || (!earlier.empty() && one == earlier);
      });
      after.captions.insert(after.captions.begin(), *labelled_.new_caption);
      after.attributes.set(kCaption, *labelled_.new_caption);
    }
    if (!(after == before)) changes_.push_back(store::notes_change(image_.id, before, after));
  }

  const LabelledImage& labelled_;
  const LabelOrigin& origin_;
  const LabelNames& labels_;
  const store::Image image_;
  std::vector<store::Region> accepted_;
  store::Changes changes_;
  WrittenLabels counts_;
};

std::string step_name(std::int64_t images) {
  return store::to_string(store::StepName{.kind = store::StepName::Kind::MachineLabels, .images = images});
}

bool of_others(const Error& error) {
  return error.kind() == ErrorKind::NotFound || error.kind() == ErrorKind::Mismatch;
}

}  // namespace

void WrittenLabels::add(const WrittenLabels& other) {
  images += other.images;
  boxes += other.boxes;
  words += other.words;
  with_label += other.with_label;
  replaced += other.replaced;
  accepted_already += other.accepted_already;
  images_with_boxes += other.images_with_boxes;
}

WrittenLabels LabelWriter::write(std::span<const LabelledImage> images, IssueReport& issues) {
  try {
    return try_to_write(images);
  } catch (const Error& error) {
    if (!of_others(error)) throw;
  }
  WrittenLabels counts;
  for (const auto& image : images) write_one(image, counts, issues);
  return counts;
}

// Throws Error{NotFound, Mismatch} when one of the images is gone or has just been changed.
WrittenLabels LabelWriter::try_to_write(std::span<const LabelledImage> images) {
  const auto labels = label_names(project_);
  store::Changes changes;
  WrittenLabels counts;
  for (const auto& image : images) {
    ImageStep step(project_, image, origin_, labels);
    changes.insert(changes.end(), std::make_move_iterator(step.changes().begin()),
                   std::make_move_iterator(step.changes().end()));
    counts.add(step.counts());
  }
  if (!changes.empty()) make_step(counts.images, changes);
  return counts;
}

void LabelWriter::make_step(std::int64_t images, store::Changes& changes) {
  store::Edits edits(project_);
  if (step_ && step_->changes < kChangesInStep &&
      edits.extend(step_->id, step_name(step_->images + images), changes)) {
    step_->images += images;
    step_->changes += changes.size();
    return;
  }
  const auto id = edits.apply(step_name(images), changes);
  step_ = {id, images, changes.size()};
}

void LabelWriter::write_one(const LabelledImage& image, WrittenLabels& counts, IssueReport& issues) {
  std::string why;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    try {
      counts.add(try_to_write(std::span(&image, 1)));
      return;
    } catch (const Error& error) {
      if (!of_others(error)) throw;
      const bool gone = error.kind() == ErrorKind::NotFound;
      why = error.what();
      if (!gone && attempt + 1 < kAttempts) continue;
      issues.add(gone ? "image gone" : "image changed meanwhile",
                 project_.folder().string() + ", image " + std::to_string(image.image),
                 why + " Its machine labels were not written.");
      return;
    }
  }
}

data::Attributes without_mark(const data::Attributes& attributes) {
  data::Attributes kept;
  for (const auto& [name, value] : attributes.all()) {
    if (name != assist::kPipeline) kept.set(name, value);
  }
  return kept;
}

}  // namespace cloc::labelling
