// SPDX-License-Identifier: Apache-2.0
#include "core/assist/mistakes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_set>
#include <utility>

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
          ranking(MistakeKind::Duplicate).put(std::move(mistake));
          break;
        }
      }
      begin += of_image.size();
      meter.advance(static_cast<std::int64_t>(of_image.size()));
    }
  }

  std::unordered_set<store::ImageId> verified_images() const {
    constexpr std::int64_t kPage = 20000;
    std::unordered_set<store::ImageId> verified;
    store::ImageId after = 0;
    for (bool more = true; more;) {
      cancel_.throw_if_cancelled();
      const auto page = project_.images(after, kPage);
      more = static_cast<std::int64_t>(page.size()) == kPage;
      if (!page.empty()) after = page.back().id;
      for (const auto& image : page) {
        if (image.verified) verified.insert(image.id);
      }
    }
    return verified;
  }

  void find_missing() {
    const auto verified = verified_images();
    std::vector<const index::Entry*> free;
    for (const auto& entry : index_.entries.all()) {
      if (entry.kind != index::EntryKind::Proposal || verified.contains(entry.image_id)) continue;
      const auto there = labelled_.regions_of(entry.image_id);
      if (std::none_of(there.begin(), there.end(), [&](const auto& region) {
            return iou(region.box, entry.box) >= options_.free_overlap;
          }))
        free.push_back(&entry);
    }
    report_.proposals = static_cast<std::int64_t>(free.size());
    ProgressMeter meter("looking for missing boxes", report_.proposals, progress_);
    std::vector<Mistake> all;
    std::vector<float> queries;
    for (std::size_t begin = 0; begin < free.size(); begin += kBatch) {
      cancel_.throw_if_cancelled();
      const auto end = std::min(free.size(), begin + kBatch);
      queries.clear();
      for (auto i = begin; i < end; ++i) {
        const auto row = index_.index.embedding(free[i]->id);
        queries.insert(queries.end(), row.begin(), row.end());
      }
      const auto found = labelled_.nearest(queries, options_.neighbours);
      for (auto i = begin; i < end; ++i)
        judge_proposal(*free[i], std::span(queries).subspan((i - begin) * dim_, dim_), found[i - begin], all);
      meter.advance(static_cast<std::int64_t>(end - begin));
    }
    // The best of those that lie over each other.
    std::stable_sort(all.begin(), all.end(),
                     [](const Mistake& a, const Mistake& b) { return a.score > b.score; });
    std::map<store::ImageId, std::vector<PixelBox>> kept;
    for (auto& mistake : all) {
      auto& boxes = kept[mistake.image_id];
      if (std::any_of(boxes.begin(), boxes.end(),
                      [&](const PixelBox& box) { return iou(box, mistake.box) >= options_.free_overlap; }))
        continue;
      boxes.push_back(mistake.box);
      ranking(MistakeKind::Missing).put(std::move(mistake));
    }
  }

  void judge_proposal(const index::Entry& entry, std::span<const float> embedding,
                      const std::vector<Found>& found, std::vector<Mistake>& all) const {
    if (found.empty()) return;  // words alone name everything something
    const auto scores = label_scores(embedding, texts_, to_neighbours(found), options_.fusion);
    const auto& best = scores.front();
    if (best.score < options_.least_missing) return;
    Mistake mistake{MistakeKind::Missing, 0, entry.image_id, {}, entry.box};
    mistake.suggested = best.label;
    mistake.suggested_text = best.text;
    mistake.asked = static_cast<int>(found.size());
    for (const auto& one : found) {
      if (one.item->label != best.label) continue;
      ++mistake.votes;
      mistake.similarity += one.score;
    }
    if (mistake.votes == 0) return;
    mistake.similarity /= static_cast<float>(mistake.votes);
    mistake.score = best.score * mistake.similarity;
    all.push_back(std::move(mistake));
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
  const MistakeOptions& options_;
  const ProgressSink& progress_;
  const CancelToken& cancel_;
  LabelledEntries labelled_;
  std::size_t dim_;
  std::vector<Ranking> rankings_;
  std::map<store::LabelId, std::string> names_;
  MistakeReport report_;
};

std::string mark_of(MistakeKind kind, const std::string& label) {
  switch (kind) {
    case MistakeKind::Label:
      return "label=" + label;
    case MistakeKind::Outlier:
      return "outlier=" + label;
    case MistakeKind::Duplicate:
      return "duplicate";
    case MistakeKind::Missing:
      break;
  }
  return "missing";
}

std::vector<std::string> marks(const data::Attributes& attributes) {
  const auto* value = attributes.find(kReviewed);
  const auto* list = value ? std::get_if<std::vector<std::string>>(value) : nullptr;
  return list ? *list : std::vector<std::string>();
}

}  // namespace

MistakeReport find_mistakes(const store::Project& project,
                            const std::shared_ptr<const index::SavedIndex>& index, const LabelTexts& texts,
                            const MistakeOptions& options, const ProgressSink& progress,
                            const CancelToken& cancel) {
  return Search(project, index, texts, options, progress, cancel).run();
}

void mark_right(data::Attributes& attributes, MistakeKind kind, const std::string& label) {
  if (is_marked_right(attributes, kind, label)) return;
  auto list = marks(attributes);
  list.push_back(mark_of(kind, label));
  attributes.set(kReviewed, std::move(list));
}

bool is_marked_right(const data::Attributes& attributes, MistakeKind kind, const std::string& label) {
  const auto list = marks(attributes);
  return std::find(list.begin(), list.end(), mark_of(kind, label)) != list.end();
}

}  // namespace cloc::assist
