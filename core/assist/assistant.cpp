// SPDX-License-Identifier: Apache-2.0
#include "core/assist/assistant.h"

#include <algorithm>
#include <optional>
#include <utility>

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
    if (!index_) return;
    regions_ = index_->index.select(index_->entries.select(
        [](const index::Entry& entry) { return entry.kind == index::EntryKind::Region; }));
  }

  std::vector<LabelScore> suggest(std::span<const float> embedding, const LabelTexts& texts,
                                  int count) override {
    auto scores = label_scores(embedding, texts, neighbours_of(embedding));
    if (static_cast<int>(scores.size()) > count) scores.resize(static_cast<std::size_t>(std::max(0, count)));
    return scores;
  }

  Candidates find_like(const ExampleQuery& query, const FindOptions& options,
                       const CancelToken& cancel) override {
    return assist::find_like(project(), *index(), query, options, cancel);
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
    return MissingBoxes(project(), labelled(cancel), texts, options).judge(image, boxes, rows);
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

  // By the labels that the store has now, so that what was labelled a moment ago counts. Where few regions
  // are labelled the nearest of all are mostly not: then those are searched that were when it was last asked.
  std::vector<Neighbour> neighbours_of(std::span<const float> embedding) {
    if (!index_ || regions_->count() == 0) return {};
    auto neighbours =
        read_labels(index_->index.search(embedding, {.k = 3 * kNeighbours, .selection = regions_})[0]);
    if (static_cast<std::int64_t>(neighbours.size()) * 2 >= kNeighbours) return neighbours;
    return to_neighbours(labelled({}).nearest(embedding, kNeighbours)[0]);
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
};

}  // namespace

std::unique_ptr<Assistant> new_assistant() {
  return std::make_unique<StoreAssistant>();
}

}  // namespace cloc::assist
