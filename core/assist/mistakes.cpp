// SPDX-License-Identifier: Apache-2.0
#include "core/assist/mistakes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "core/assist/fusion_fit.h"
#include "core/assist/missing_boxes.h"
#include "core/assist/review.h"
#include "core/store/lookup.h"

namespace cloc::assist {
namespace {

using Item = LabelledEntries::Item;
using Found = LabelledEntries::Found;

constexpr std::size_t kBatch = 64;  // queries at once; a cancel is seen after one

// The best `limit` of what is put in.
class Ranking {
 public:
  explicit Ranking(std::int64_t limit) : limit_(static_cast<std::size_t>(std::max<std::int64_t>(0, limit))) {}
  void put(Mistake mistake) {
    all_.push_back(std::move(mistake));
    if (all_.size() >= 2 * limit_ + 1024) cut();
  }
  std::vector<Mistake> take() {
    cut();
    return std::move(all_);
  }

 private:
  void cut() {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Mistake& a, const Mistake& b) { return a.score > b.score; });
    if (all_.size() > limit_) all_.resize(limit_);
  }
  std::size_t limit_;
  std::vector<Mistake> all_;
};

double median(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class Search {
 public:
  Search(const store::Project& project, const std::shared_ptr<const index::SavedIndex>& index,
         const LabelTexts& texts, const MistakeOptions& options, const ProgressSink& progress,
         const CancelToken& cancel)
      : project_(project),
        index_(*index),
        texts_(texts),
        options_(options),
        progress_(progress),
        cancel_(cancel),
        labelled_(LabelledEntries::read(project, index, progress, cancel)),
        dim_(static_cast<std::size_t>(index->index.dim())) {
    for (int kind = 0; kind < kMistakeKinds; ++kind) rankings_.emplace_back(options.limit);
    for (auto& label : project.labels()) names_[label.id] = std::move(label.name);
  }

  MistakeReport run() {
    report_.regions = static_cast<std::int64_t>(labelled_.items().size());
    for (const auto& region : labelled_.regions()) report_.not_indexed += region.label_id ? 1 : 0;
    report_.not_indexed -= report_.regions;
    if (options_.fit_fusion) {
      options_.fusion =
          fit_fusion(labelled_, index_, texts_, options_.neighbours, options_.fusion).fitted(options_.fusion);
    }
    ask_neighbours();
    find_outliers();
    find_same_boxes();
    find_missing();
    for (int kind = 0; kind < kMistakeKinds; ++kind)
      report_.lists[kind] = rankings_[static_cast<std::size_t>(kind)].take();
    read_paths();
    return std::move(report_);
  }

 private:
  Ranking& ranking(MistakeKind kind) { return rankings_[static_cast<std::size_t>(kind)]; }

  bool right(const std::string& attributes, MistakeKind kind, store::LabelId label) const {
    if (attributes.empty()) return false;
    const auto name = names_.find(label);
    return is_marked_right(data::Attributes::from_json(attributes), kind,
                           name == names_.end() ? std::string() : name->second);
  }

  static Mistake about(MistakeKind kind, float score, const Item& item) {
    return {kind, score, item.image, item.region, item.box, {}, item.label};
  }

  void ask_neighbours() {
    const auto& items = labelled_.items();
    ProgressMeter meter("comparing labels", static_cast<std::int64_t>(items.size()), progress_);
    std::vector<float> queries;
    std::vector<std::int64_t> entries;
    for (std::size_t begin = 0; begin < items.size(); begin += kBatch) {
      cancel_.throw_if_cancelled();
      const auto end = std::min(items.size(), begin + kBatch);
      queries.clear();
      entries.clear();
      for (auto i = begin; i < end; ++i) {
        const auto row = index_.index.embedding(items[i].entry);
        queries.insert(queries.end(), row.begin(), row.end());
        entries.push_back(items[i].entry);
      }
      const auto found = labelled_.nearest(queries, options_.neighbours, entries);
      for (auto i = begin; i < end; ++i) {
        judge_label(items[i], std::span(queries).subspan((i - begin) * dim_, dim_), found[i - begin]);
        find_same_look(items[i], found[i - begin]);
      }
      meter.advance(static_cast<std::int64_t>(end - begin));
    }
  }

  void judge_label(const Item& item, std::span<const float> embedding, const std::vector<Found>& found) {
    const auto scores = label_scores(embedding, texts_, to_neighbours(found), options_.fusion);
    const auto own = std::find_if(scores.begin(), scores.end(),
                                  [&](const LabelScore& score) { return score.label == item.label; });
    const auto other = std::find_if(scores.begin(), scores.end(),
                                    [&](const LabelScore& score) { return score.label != item.label; });
    if (other == scores.end()) return;
    const float margin = other->score - (own == scores.end() ? 0 : own->score);
    if (margin > 0) doubts_.emplace(item.entry, other->label);
    if (margin <= 0 || right(item.attributes, MistakeKind::Label, item.label)) return;
    auto mistake = about(MistakeKind::Label, margin, item);
    mistake.suggested = other->label;
    mistake.suggested_text = other->text;
    mistake.own_text = own == scores.end() ? 0 : own->text;
    mistake.asked = static_cast<int>(found.size());
    for (const auto& one : found) {
      mistake.votes += one.item->label == other->label ? 1 : 0;
      mistake.own_votes += one.item->label == item.label ? 1 : 0;
    }
    ranking(MistakeKind::Label).put(std::move(mistake));
  }

  // Of the two, the one that came later is listed, once.
  void find_same_look(const Item& item, const std::vector<Found>& found) {
    const auto same = std::find_if(found.begin(), found.end(), [&](const Found& one) {
      return one.score >= options_.same_look && one.item->image != item.image &&
             one.item->region < item.region;
    });
    if (same == found.end() || right(item.attributes, MistakeKind::Duplicate, item.label)) return;
    auto mistake = about(MistakeKind::Duplicate, same->score, item);
    mistake.similarity = same->score;
    mistake.other_region = same->item->region;
    mistake.other_image = same->item->image;
    mistake.other_box = same->item->box;
    mistake.other_label = same->item->label;
    ranking(MistakeKind::Duplicate).put(std::move(mistake));
  }

  void find_outliers() {
    const auto& items = labelled_.items();
    ProgressMeter meter("looking for outliers", 2 * static_cast<std::int64_t>(items.size()), progress_);
    struct Group {
      std::vector<double> sum;
      std::vector<std::size_t> members;
    };
    std::map<store::LabelId, Group> groups;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i % 1024 == 0) cancel_.throw_if_cancelled();
      auto& group = groups[items[i].label];
      group.sum.resize(dim_, 0);
      const auto row = index_.index.embedding(items[i].entry);
      for (std::size_t d = 0; d < dim_; ++d) group.sum[d] += row[d];
      group.members.push_back(i);
      meter.advance(1);
    }
    std::vector<float> cosines;
    for (const auto& [label, group] : groups) {
      cancel_.throw_if_cancelled();
      cosines.clear();
      for (const auto i : group.members) {
        // Without itself: in a small group it would pull the centroid to where it is.
        const auto row = index_.index.embedding(items[i].entry);
        double along = 0, squares = 0;
        for (std::size_t d = 0; d < dim_; ++d) {
          const double rest = group.sum[d] - row[d];
          along += rest * row[d];
          squares += rest * rest;
        }
        cosines.push_back(squares > 0 ? static_cast<float>(along / std::sqrt(squares)) : 0);
        meter.advance(1);
      }
      if (static_cast<std::int64_t>(group.members.size()) < options_.least_in_label) continue;
      const double usual = median(cosines);
      std::vector<float> deviations(cosines.size());
      std::transform(cosines.begin(), cosines.end(), deviations.begin(),
                     [usual](float cosine) { return static_cast<float>(std::abs(cosine - usual)); });
      // Of a group in which all are alike, rounding is not a deviation.
      const double deviation = std::max(1e-3, 1.4826 * median(deviations));
      for (std::size_t m = 0; m < cosines.size(); ++m) {
        const auto far = static_cast<float>((usual - cosines[m]) / deviation);
        const auto& item = items[group.members[m]];
        if (far < options_.least_deviations || right(item.attributes, MistakeKind::Outlier, label)) continue;
        auto mistake = about(MistakeKind::Outlier, far, item);
        mistake.similarity = cosines[m];
        mistake.usual = static_cast<float>(usual);
        mistake.asked = static_cast<int>(cosines.size()) - 1;
        if (const auto doubt = doubts_.find(item.entry); doubt != doubts_.end())
          mistake.suggested = doubt->second;
        ranking(MistakeKind::Outlier).put(std::move(mistake));
      }
    }
  }

  // In one image, of one label; of the store alone, so that what is newer than the index is seen too.
  void find_same_boxes() {
    const auto& regions = labelled_.regions();
    ProgressMeter meter("comparing boxes", static_cast<std::int64_t>(regions.size()), progress_);
    for (std::size_t begin = 0; begin < regions.size();) {
      cancel_.throw_if_cancelled();
      const auto of_image = labelled_.regions_of(regions[begin].image_id);
      for (std::size_t later = 1; later < of_image.size(); ++later) {
        const auto& region = of_image[later];
        for (std::size_t first = 0; first < later; ++first) {
          const auto& other = of_image[first];
          if (!region.label_id || region.label_id != other.label_id) continue;
          const float overlap = iou(region.box, other.box);
          if (overlap <= options_.same_box) continue;
          if (right(region.attributes, MistakeKind::Duplicate, *region.label_id)) break;
          Mistake mistake{MistakeKind::Duplicate, overlap, region.image_id, region.id, region.box, {},
                          region.label_id};
          mistake.similarity = overlap;
          mistake.other_region = other.id;
          mistake.other_image = other.image_id;
          mistake.other_box = other.box;
          mistake.other_label = other.label_id;
          ranking(MistakeKind::Duplicate).put(std::move(mistake));
          break;
        }
      }
      begin += of_image.size();
      meter.advance(static_cast<std::int64_t>(of_image.size()));
    }
  }

  // By image: those that lie over each other are compared.
  void find_missing() {
    std::vector<const index::Entry*> proposals;
    for (const auto& entry : index_.entries.all()) {
      if (entry.kind == index::EntryKind::Proposal) proposals.push_back(&entry);
    }
    std::stable_sort(proposals.begin(), proposals.end(),
                     [](const auto* a, const auto* b) { return a->image_id < b->image_id; });
    ProgressMeter meter("looking for missing boxes", static_cast<std::int64_t>(proposals.size()), progress_);
    MissingBoxes missing(project_, labelled_, texts_, options_);
    std::vector<PixelBox> boxes;
    std::vector<float> rows;
    for (std::size_t begin = 0; begin < proposals.size();) {
      cancel_.throw_if_cancelled();
      const auto image = proposals[begin]->image_id;
      boxes.clear();
      rows.clear();
      auto end = begin;
      for (; end < proposals.size() && proposals[end]->image_id == image; ++end) {
        const auto row = index_.index.embedding(proposals[end]->id);
        rows.insert(rows.end(), row.begin(), row.end());
        boxes.push_back(proposals[end]->box);
      }
      for (auto& mistake : missing.judge(image, boxes, rows))
        ranking(MistakeKind::Missing).put(std::move(mistake));
      meter.advance(static_cast<std::int64_t>(end - begin));
      begin = end;
    }
    report_.proposals = missing.judged();
  }

  void read_paths() {
    store::Lookup lookup(project_);
    std::map<store::ImageId, std::filesystem::path> paths;
    const auto path_of = [&](store::ImageId id) {
      const auto [place, is_new] = paths.try_emplace(id);
      if (is_new) {
        if (auto image = lookup.image(id)) place->second = std::move(image->path);
      }
      return place->second;
    };
    for (auto& list : report_.lists) {
      cancel_.throw_if_cancelled();
      for (auto& mistake : list) {
        mistake.path = path_of(mistake.image_id);
        if (mistake.other_region) mistake.other_path = path_of(mistake.other_image);
      }
      // Of images that have left the project since it was indexed.
      std::erase_if(list, [](const Mistake& mistake) { return mistake.path.empty(); });
    }
  }

  const store::Project& project_;
  const index::SavedIndex& index_;
  const LabelTexts& texts_;
  MistakeOptions options_;
  const ProgressSink& progress_;
  const CancelToken& cancel_;
  LabelledEntries labelled_;
  std::size_t dim_;
  std::vector<Ranking> rankings_;
  std::map<store::LabelId, std::string> names_;
  std::unordered_map<std::int64_t, store::LabelId> doubts_;  // by entry: the label that fits better
  MistakeReport report_;
};

}  // namespace

MistakeReport find_mistakes(const store::Project& project,
                            const std::shared_ptr<const index::SavedIndex>& index, const LabelTexts& texts,
                            const MistakeOptions& options, const ProgressSink& progress,
                            const CancelToken& cancel) {
  return Search(project, index, texts, options, progress, cancel).run();
}

}  // namespace cloc::assist
