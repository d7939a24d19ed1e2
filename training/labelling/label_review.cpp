// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/label_review.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/assist/machine_labels.h"
#include "core/store/edits.h"
#include "core/store/step_name.h"
#include "training/labelling/label_writer.h"

namespace cloc::labelling {
namespace {

constexpr std::int64_t kPage = 500;
constexpr std::size_t kChangesInStep = 20'000;
constexpr float kRightFrom = 0.5f;  // IoU

// Calls `use(image, regions)` for each image of the project.
template <class Use>
void for_each_image(const store::Project& project, const char* stage, const ProgressSink& progress,
                    const CancelToken& cancel, Use&& use) {
  ProgressMeter meter(stage, project.counts().images, progress);
  for (store::ImageId after = 0;;) {
    const auto page = project.images(after, kPage);
    if (page.empty()) return;
    after = page.back().id;
    for (const auto& image : page) {
      cancel.throw_if_cancelled();
      use(image, project.regions_of(image.id));
      meter.advance(1);
    }
  }
}

// Collects changes and makes steps of them.
class Steps {
 public:
  Steps(store::Project& project, store::StepName::Kind kind)
      : project_(project), name_(store::to_string(store::StepName{.kind = kind})) {}
  void add(store::Changes changes) {
    changes_.insert(changes_.end(), std::make_move_iterator(changes.begin()),
                    std::make_move_iterator(changes.end()));
    if (changes_.size() >= kChangesInStep) apply();
  }
  void apply() {
    if (!changes_.empty()) store::Edits(project_).apply(name_, changes_);
    changes_.clear();
  }

 private:
  store::Project& project_;
  const std::string name_;
  store::Changes changes_;
};

bool ends_word(const std::string& text, std::size_t at) {
  return at == text.size() || text[at] == ' ';
}

// `name` is in `phrase`, as whole words.
bool is_named(const std::string& phrase, const std::string& name) {
  if (name.empty()) return false;
  for (auto at = phrase.find(name); at != std::string::npos; at = phrase.find(name, at + 1)) {
    if ((at == 0 || phrase[at - 1] == ' ') && ends_word(phrase, at + name.size())) return true;
  }
  return false;
}

using LabelNames = std::unordered_map<store::LabelId, std::string>;

// An image's machine labels, best first, and its other regions.
class Compared {
 public:
  explicit Compared(const std::vector<store::Region>& regions) {
    for (const auto& region : regions) {
      if (assist::is_machine_label(region) || region.source == assist::kAcceptedSource) {
        machine_.push_back(&region);
      } else if (!region.attributes.flag(data::kCrowd)) {
        truths_.push_back(&region);
      }
    }
    std::stable_sort(machine_.begin(), machine_.end(), [](const store::Region* a, const store::Region* b) {
      return assist::score_of(*a).value_or(0) > assist::score_of(*b).value_or(0);
    });
  }

  void add_to(Agreement& agreement, const LabelNames& names) const {
    std::vector<bool> taken(truths_.size(), false);
    agreement.truths += static_cast<std::int64_t>(truths_.size());
    for (const auto* one : machine_) {
      if (assist::score_of(*one).value_or(0) < agreement.threshold) return;
      ++agreement.boxes;
      const auto truth = best_free(one->box, taken);
      if (truth == truths_.size()) continue;
      taken[truth] = true;
      ++agreement.right;
      agreement.named += names_truth(one->caption, *truths_[truth], names) ? 1 : 0;
    }
  }

 private:
  // truths_.size() where none overlaps enough.
  std::size_t best_free(const PixelBox& box, const std::vector<bool>& taken) const {
    std::size_t best = truths_.size();
    float most = kRightFrom;
    for (std::size_t i = 0; i < truths_.size(); ++i) {
      const float overlap = taken[i] ? 0 : iou(truths_[i]->box, box);
      if (overlap < most) continue;
      best = i;
      most = overlap;
    }
    return best;
  }

  static bool names_truth(const std::string& phrase, const store::Region& truth, const LabelNames& names) {
    const auto label = truth.label_id ? names.find(*truth.label_id) : names.end();
    return (label != names.end() && is_named(phrase, label->second)) ||
           is_named(phrase, assist::label_name_of(truth.caption));
  }

  std::vector<const store::Region*> machine_, truths_;
};

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double Agreement::precision() const {
  return share(right, boxes);
}
double Agreement::recall() const {
  return share(right, truths);
}
double Agreement::named_precision() const {
  return share(named, boxes);
}
double Agreement::named_recall() const {
  return share(named, truths);
}

ReviewedLabels accept_labels(store::Project& project, double score, const ProgressSink& progress,
                             const CancelToken& cancel) {
  ReviewedLabels counts;
  Steps steps(project, store::StepName::Kind::AcceptMachineLabels);
  for_each_image(project, "accepting machine labels", progress, cancel,
                 [&](const store::Image&, const std::vector<store::Region>& regions) {
                   store::Changes changes;
                   for (const auto& region : regions) {
                     if (assist::is_machine_label(region) && assist::score_of(region).value_or(0) >= score)
                       changes.push_back(assist::accepted(region));
                   }
                   counts.images += changes.empty() ? 0 : 1;
                   counts.regions += static_cast<std::int64_t>(changes.size());
                   steps.add(std::move(changes));
                 });
  steps.apply();
  return counts;
}

ReviewedLabels clear_labels(store::Project& project, const ProgressSink& progress,
                            const CancelToken& cancel) {
  ReviewedLabels counts;
  Steps steps(project, store::StepName::Kind::RemoveMachineLabels);
  for_each_image(project, "removing machine labels", progress, cancel,
                 [&](const store::Image& image, const std::vector<store::Region>& regions) {
                   store::Changes changes;
                   for (const auto& region : regions) {
                     if (assist::is_machine_label(region)) changes.push_back(assist::rejected(region));
                   }
                   counts.regions += static_cast<std::int64_t>(changes.size());
                   if (image.attributes.find(assist::kPipeline) != nullptr) {
                     const auto captions = project.captions_of(image.id);
                     changes.push_back(store::notes_change(image.id, {captions, image.attributes},
                                                           {captions, without_mark(image.attributes)}));
                   }
                   counts.images += changes.empty() ? 0 : 1;
                   steps.add(std::move(changes));
                 });
  steps.apply();
  return counts;
}

std::vector<Agreement> compare_labels(const store::Project& project, const std::vector<double>& thresholds,
                                      const ProgressSink& progress, const CancelToken& cancel) {
  LabelNames names;
  for (const auto& label : project.labels()) names[label.id] = label.name;
  std::vector<Agreement> all(thresholds.size());
  for (std::size_t t = 0; t < all.size(); ++t) all[t].threshold = thresholds[t];
  for_each_image(project, "comparing labels", progress, cancel,
                 [&](const store::Image& image, const std::vector<store::Region>& regions) {
                   if (image.attributes.find(assist::kPipeline) == nullptr) return;
                   const Compared compared(regions);
                   for (auto& agreement : all) compared.add_to(agreement, names);
                 });
  return all;
}

}  // namespace cloc::labelling
