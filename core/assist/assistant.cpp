// SPDX-License-Identifier: Apache-2.0
#include "core/assist/assistant.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/assist/fusion_fit.h"
#include "core/assist/missing_boxes.h"
#include "core/base/error.h"
#include "core/store/lookup.h"

namespace cloc::assist {
namespace {

class StoreAssistant final : public Assistant {
 public:
  void open(const std::filesystem::path& project, std::shared_ptr<const index::SavedIndex> index) override {
    if (!project_ || project_->folder() != project) {
      project_ = std::make_unique<store::Project>(
          store::Project::open(project, {.access = store::Access::ReadOnly}));
      index_.reset();
    }
    if (index == index_) return;
    index_ = std::move(index);
    regions_.reset();
    labelled_.reset();
    mistakes_trust_.reset();
    trust_ = {};
    sampled_ = 0;
    if (!index_) return;
    regions_ = index_->index.select(index_->entries.select(
        [](const index::Entry& entry) { return entry.kind == index::EntryKind::Region; }));
  }

  std::vector<LabelScore> suggest(std::span<const float> embedding, const LabelTexts& texts,
                                  int count) override {
    learn_trust(texts);
    auto scores = label_scores(embedding, texts, neighbours_of(embedding), trust_.fitted({}));
    if (static_cast<int>(scores.size()) > count) scores.resize(static_cast<std::size_t>(std::max(0, count)));
    return scores;
  }

  Candidates find_like(const ExampleQuery& query, const LabelTexts& texts, const FindOptions& options,
                       const CancelToken& cancel) override {
    auto asked = query;
    if (options.label) {
      const auto name = name_row(texts, *options.label);
      asked.name.assign(name.begin(), name.end());
      if (!name.empty()) asked.name_weight = name_weight(query.start, texts, *options.label);
    }
    return assist::find_like(project(), *index(), asked, options, cancel);
  }

  store::Changes label_changes(std::span<const Candidate> chosen, store::LabelId label, bool relabel,
                               float overlap, LabelOutcome& outcome) override {
    return assist::label_changes(project(), chosen, label, relabel, overlap, outcome);
  }

  MistakeReport find_mistakes(const LabelTexts& texts, const MistakeOptions& options,
                              const ProgressSink& progress, const CancelToken& cancel) override {
    return assist::find_mistakes(project(), index(), texts, options, progress, cancel);
  }

  std::vector<Mistake> missing_boxes(store::ImageId image, std::span<const PixelBox> boxes,
                                     std::span<const float> rows, const LabelTexts& texts,
                                     const MistakeOptions& options, const CancelToken& cancel) override {
    index();
    auto fitted = options;
    const auto& regions = labelled(cancel);
    if (options.fit_fusion) {
      if (!mistakes_trust_ || fitted_for_ != texts.count()) {
        mistakes_trust_ = fit_fusion(regions, *index_, texts, options.neighbours, options.fusion);
        fitted_for_ = texts.count();
      }
      fitted.fusion = mistakes_trust_->fitted(options.fusion);
    }
    return MissingBoxes(project(), regions, texts, fitted).judge(image, boxes, rows);
  }

 private:
  static constexpr std::int64_t kNeighbours = 20;

  const store::Project& project() const {
    if (!project_) throw Error(ErrorKind::InvalidInput, "No project is open: open one first.");
    return *project_;
  }
  const std::shared_ptr<const index::SavedIndex>& index() const {
    if (!index_) {
      throw Error(ErrorKind::Unsupported,
                  "The project has no index of this model: build it (Model, Build index) and try again.");
    }
    return index_;
  }

  // Some regions at each suggestion, so that none has to wait for it.
  void learn_trust(const LabelTexts& texts) {
    constexpr std::size_t kEnough = 200, kFirst = 8, kLater = 1;
    const auto at_once = trust_.count() < kEnough ? kFirst : kLater;
    if (!index_ || texts.labels.empty() || regions_->count() == 0) return;
    const auto& entries = index_->entries.all();
    store::Lookup lookup(project());
    for (std::size_t i = 0; i < at_once; ++i) {
      // A large step that has no common factor with their number soon: spread over all of them.
      sampled_ = (sampled_ + 7919) % entries.size();
      const auto& entry = entries[sampled_];
      const auto label = entry.region_id ? lookup.label_of(*entry.region_id) : std::nullopt;
      if (!label) continue;
      const auto embedding = index_->index.embedding(entry.id);
      trust_.add(label_scores(embedding, texts, neighbours_of(embedding, entry.id), {}), *label);
    }
  }

  // By the labels that the store has now, so that what was labelled a moment ago counts. Where few regions
  // are labelled the nearest of all are mostly not: then those are searched that were when it was last asked.
  // `without`: the entry that asks.
  std::vector<Neighbour> neighbours_of(std::span<const float> embedding, std::int64_t without = 0) {
    if (!index_ || regions_->count() == 0) return {};
    auto hits = index_->index.search(embedding, {.k = 3 * kNeighbours, .selection = regions_})[0];
    std::erase_if(hits, [without](const index::Hit& hit) { return hit.id == without; });
    auto neighbours = read_labels(hits);
    if (static_cast<std::int64_t>(neighbours.size()) * 2 >= kNeighbours) return neighbours;
    const auto self = without != 0 ? std::span(&without, 1) : std::span<const std::int64_t>();
    return to_neighbours(labelled({}).nearest(embedding, kNeighbours, self)[0]);
  }

  std::vector<Neighbour> read_labels(const std::vector<index::Hit>& hits) const {
    store::Lookup lookup(project());
    std::vector<Neighbour> neighbours;
    for (const auto& hit : hits) {
      if (static_cast<std::int64_t>(neighbours.size()) == kNeighbours) break;
      const auto label = lookup.label_of(*index_->entries.at(hit.id).region_id);
      if (label) neighbours.push_back({*label, hit.score});
    }
    return neighbours;
  }

  const LabelledEntries& labelled(const CancelToken& cancel) {
    if (!labelled_ || labelled_at_ != changes()) {
      const auto at = changes();
      labelled_ = LabelledEntries::read(project(), index_, {}, cancel);
      labelled_at_ = at;
      mistakes_trust_.reset();
    }
    return *labelled_;
  }

  // Another number whenever somebody has written to the store.
  std::int64_t changes() const { return store::Lookup(project()).data_version(); }

  std::unique_ptr<store::Project> project_;
  std::shared_ptr<const index::SavedIndex> index_;
  std::optional<index::Selection> regions_;
  std::optional<LabelledEntries> labelled_;
  std::int64_t labelled_at_ = 0;
  FusionFit trust_;  // of suggestions
  std::size_t sampled_ = 0;
  std::optional<FusionFit> mistakes_trust_;  // of missing boxes, by labelled_
  std::int64_t fitted_for_ = 0;              // names
};

}  // namespace

std::unique_ptr<Assistant> new_assistant() {
  return std::make_unique<StoreAssistant>();
}

}  // namespace cloc::assist
