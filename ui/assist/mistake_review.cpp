// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/mistake_review.h"

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_set>
#include <utility>

#include "core/store/lookup.h"
#include "ui/canvas/region_document.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

using assist::Judgement;
using assist::Mistake;
using assist::MistakeKind;

namespace {

constexpr float kSamePlace = 0.3f;  // IoU; as MistakeOptions::free_overlap

ReviewState stateOf(Judgement judgement) {
  switch (judgement) {
    case Judgement::Accept:
      return ReviewState::Corrected;
    case Judgement::Keep:
      return ReviewState::Kept;
    case Judgement::Remove:
      break;
  }
  return ReviewState::Removed;
}

}  // namespace

MistakeReview::MistakeReview(ProjectService& project, RegionDocument& document, QObject* parent)
    : QObject(parent), project_(project), document_(document) {
  connect(&document_, &RegionDocument::stepMade, this, [this](const EditStep& step) {
    const auto made = std::find_if(waiting_.begin(), waiting_.end(), [&](const Made& one) {
      return !step.edits.empty() && one.text == step.text &&
             one.edits.front().region() == step.edits.front().region() &&
             one.edits.front().image() == step.edits.front().image();
    });
    if (made == waiting_.end()) return;
    steps_[step.key] = std::move(made->settled);
    waiting_.erase(made);
  });
  const auto turned = [this](qint64 key, bool back) {
    const auto step = steps_.find(key);
    if (step != steps_.end()) set(step->second, back);
  };
  connect(&document_, &RegionDocument::undone, this, [turned](qint64 key) { turned(key, true); });
  connect(&document_, &RegionDocument::redone, this, [turned](qint64 key) { turned(key, false); });
  connect(&project_, &ProjectService::closed, this, &MistakeReview::clear);
}

void MistakeReview::clear() {
  report_ = {};
  hasReport_ = false;
  for (auto& states : states_) states.clear();
  waiting_.clear();
  asked_.clear();
  steps_.clear();
  ++generation_;
  emit listsChanged();
}

void MistakeReview::setReport(const assist::MistakeReport& report) {
  report_ = report;
  hasReport_ = true;
  for (int kind = 0; kind < assist::kMistakeKinds; ++kind) {
    states_[std::size_t(kind)].assign(report_.lists[kind].size(), ReviewState::Open);
  }
  waiting_.clear();
  asked_.clear();
  steps_.clear();
  ++generation_;
  emit listsChanged();
}

int MistakeReview::addMissing(const std::vector<Mistake>& missing) {
  auto& list = report_.lists[static_cast<int>(MistakeKind::Missing)];
  const auto count = list.size();
  std::unordered_multimap<store::ImageId, std::size_t> there;
  for (std::size_t i = 0; i < list.size(); ++i) there.emplace(list[i].image_id, i);
  std::vector<std::pair<Mistake, ReviewState>> all;
  for (std::size_t i = 0; i < list.size(); ++i)
    all.emplace_back(std::move(list[i]), states(MistakeKind::Missing)[i]);
  int added = 0;
  for (const auto& one : missing) {
    const auto [first, last] = there.equal_range(one.image_id);
    const bool known = std::any_of(first, last, [&](const auto& other) {
      return iou(all[other.second].first.box, one.box) >= kSamePlace;
    });
    if (known) continue;
    all.emplace_back(one, ReviewState::Open);
    ++added;
  }
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return all[a].first.score > all[b].first.score; });
  std::vector<int> moved(all.size());
  list.clear();
  states(MistakeKind::Missing).clear();
  for (const auto from : order) {
    moved[from] = static_cast<int>(list.size());
    list.push_back(std::move(all[from].first));
    states(MistakeKind::Missing).push_back(all[from].second);
  }
  // Steps that can still be undone know their entries by place.
  const auto move = [&](std::vector<Settled>& settled) {
    for (auto& one : settled) {
      if (one.entry.kind == MistakeKind::Missing) one.entry.place = moved[std::size_t(one.entry.place)];
    }
  };
  for (auto& step : steps_) move(step.second);
  for (auto& made : waiting_) move(made.settled);
  for (auto& settled : asked_) move(settled);
  hasReport_ = true;
  moved.resize(count);
  emit missingAdded(moved);
  return added;
}

int MistakeReview::openCount(MistakeKind kind) const {
  return static_cast<int>(std::count(states(kind).begin(), states(kind).end(), ReviewState::Open));
}

std::string MistakeReview::labelName(const std::optional<store::LabelId>& label) const {
  for (const auto& one : project_.labels()) {
    if (label == one.id) return one.name;
  }
  return {};
}

void MistakeReview::judge(MistakeKind kind, const std::vector<int>& entries, Judgement judgement) {
  std::vector<int> open;  // ascending
  int without = 0;
  for (const int entry : entries) {
    if (state(kind, entry) != ReviewState::Open) continue;
    const auto fix = assist::proposed_fix(list(kind)[std::size_t(entry)]);
    if (judgement == Judgement::Accept && fix == assist::Fix::None) {
      ++without;
    } else {
      open.push_back(entry);
    }
  }
  if (without > 0 && open.empty()) {
    emit told(
        tr("Nothing is proposed here: K keeps it as it is, Delete removes the box, Enter opens the image."));
  }
  if (open.empty()) return;
  std::sort(open.begin(), open.end());
  if (!project_.isOpen() || project_.summary()->read_only) {
    emit told(tr("This project can only be read: nothing was changed."));
    return;
  }
  for (const int entry : open) {
    // An accepted duplicate goes.
    const auto fix = assist::proposed_fix(list(kind)[std::size_t(entry)]);
    const bool removed = judgement == Judgement::Accept && fix == assist::Fix::Remove;
    states(kind)[std::size_t(entry)] = removed ? ReviewState::Removed : stateOf(judgement);
  }
  emit statesChanged();
  if (kind == MistakeKind::Missing) {
    judgeMissing(open, judgement);
  } else {
    judgeRegions(kind, open, judgement);
  }
}

// First which of them are still there, then those with the window's keys, which come without saying whose.
void MistakeReview::judgeRegions(MistakeKind kind, const std::vector<int>& entries, Judgement judgement) {
  auto ids = std::make_shared<std::vector<store::RegionId>>();
  auto there = std::make_shared<std::vector<int>>();
  for (const int entry : entries) ids->push_back(*list(kind)[std::size_t(entry)].region_id);
  project_.post(
      [ids, there, entries](store::Project& project) {
        store::Lookup lookup(project);
        std::vector<store::RegionId> found;
        for (std::size_t i = 0; i < entries.size(); ++i) {
          if (!lookup.region((*ids)[i])) continue;
          found.push_back((*ids)[i]);
          there->push_back(entries[i]);
        }
        *ids = std::move(found);
      },
      this,
      [this, kind, entries, ids, there, judgement, generation = generation_] {
        if (generation != generation_) return;  // the lists are others by now
        for (const int entry : entries) {
          if (!std::binary_search(there->begin(), there->end(), entry))
            states(kind)[std::size_t(entry)] = ReviewState::Outdated;
        }
        const int gone = static_cast<int>(entries.size() - there->size());
        project_.findRegions(
            *ids, this,
            [this, kind, there, judgement, gone, generation](const std::vector<store::Region>& regions) {
              if (generation == generation_ && regions.size() == there->size())
                writeJudged(kind, *there, regions, judgement, gone);
            });
      });
}

void MistakeReview::writeJudged(MistakeKind kind, const std::vector<int>& entries,
                                const std::vector<store::Region>& regions, Judgement judgement,
                                int outdated) {
  RegionEdits edits;
  std::vector<Settled> settled;
  std::unordered_set<store::RegionId> done;  // one may be the double of two others
  int locked = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& mistake = list(kind)[std::size_t(entries[i])];
    auto& state = states(kind)[std::size_t(entries[i])];
    const auto& now = regions[i];
    if (done.contains(now.id)) {
      settled.push_back({{kind, entries[i]}, ReviewState::Open, state});
    } else if (!assist::is_current(mistake, now)) {
      state = ReviewState::Outdated;
      ++outdated;
    } else if (auto change = assist::judged(mistake, judgement, now, labelName(now.label_id))) {
      settled.push_back({{kind, entries[i]}, ReviewState::Open, state});
      edits.push_back(std::move(*change));
      done.insert(now.id);
    } else if (now.locked && judgement != Judgement::Keep) {
      state = ReviewState::Open;
      ++locked;
    }
  }
  const int count = static_cast<int>(edits.size());
  makeStep(std::move(edits), stepText(kind, judgement, count), std::move(settled));
  if (outdated > 0) emit told(tr("%n had been changed meanwhile and stay(s) as it is.", nullptr, outdated));
  if (locked > 0) emit told(tr("%n locked: unlock in the image first (L).", nullptr, locked));
}

void MistakeReview::judgeMissing(const std::vector<int>& entries, Judgement judgement) {
  std::vector<Settled> settled;
  for (const int entry : entries)
    settled.push_back({{MistakeKind::Missing, entry}, ReviewState::Open, state(MistakeKind::Missing, entry)});
  const QString text = stepText(MistakeKind::Missing, judgement, static_cast<int>(entries.size()));
  if (judgement == Judgement::Accept) {
    RegionEdits edits;
    for (const int entry : entries) {
      if (auto change =
              assist::made_region(list(MistakeKind::Missing)[std::size_t(entry)], project_.newKey()))
        edits.push_back(std::move(*change));
    }
    makeStep(std::move(edits), text, std::move(settled));
    return;
  }
  std::map<store::ImageId, std::vector<PixelBox>> boxes;
  for (const int entry : entries) {
    const auto& mistake = list(MistakeKind::Missing)[std::size_t(entry)];
    boxes[mistake.image_id].push_back(mistake.box);
  }
  // The list may be ranked anew until the answer is here.
  const auto asked = asked_.insert(asked_.end(), std::move(settled));
  auto edits = std::make_shared<RegionEdits>();
  project_.post(
      [boxes, edits](store::Project& project) {
        store::Lookup lookup(project);
        for (const auto& [id, places] : boxes) {
          const auto image = lookup.image(id);
          if (!image) continue;
          edits->push_back(
              assist::nothing_missing_change(id, {project.captions_of(id), image->attributes}, places));
        }
      },
      this,
      [this, edits, text, asked, generation = generation_] {
        if (generation != generation_) return;
        auto answered = std::move(*asked);
        asked_.erase(asked);
        makeStep(std::move(*edits), text, std::move(answered));
      });
}

void MistakeReview::makeStep(RegionEdits edits, const QString& text, std::vector<Settled> settled) {
  if (edits.empty()) {
    emit statesChanged();
    return;
  }
  settleOthers(edits, settled);
  waiting_.push_back({text, edits, std::move(settled)});
  document_.edit(std::move(edits), text);
  emit statesChanged();
  emit told(tr("%1. Ctrl+Z takes it back.").arg(text));
}

void MistakeReview::settleOthers(const RegionEdits& edits, std::vector<Settled>& settled) {
  std::unordered_set<store::RegionId> changed;
  for (const auto& edit : edits) {
    if (edit.kind == RegionEdit::Kind::Remove ||
        (edit.kind == RegionEdit::Kind::Update && edit.before.label_id != edit.after.label_id))
      changed.insert(edit.before.id);
  }
  if (changed.empty()) return;
  for (int kind = 0; kind < assist::kMistakeKinds; ++kind) {
    const auto& list = report_.lists[kind];
    for (std::size_t i = 0; i < list.size(); ++i) {
      const bool about = (list[i].region_id && changed.contains(*list[i].region_id)) ||
                         (list[i].other_region && changed.contains(*list[i].other_region));
      auto& state = states_[std::size_t(kind)][i];
      if (!about || state != ReviewState::Open) continue;
      state = ReviewState::Outdated;
      settled.push_back(
          {{static_cast<MistakeKind>(kind), static_cast<int>(i)}, ReviewState::Open, ReviewState::Outdated});
    }
  }
}

void MistakeReview::set(const std::vector<Settled>& settled, bool back) {
  for (const auto& one : settled)
    states(one.entry.kind)[std::size_t(one.entry.place)] = back ? one.before : one.after;
  emit statesChanged();
}

QString MistakeReview::stepText(MistakeKind kind, Judgement judgement, int count) {
  if (kind == MistakeKind::Missing) {
    return judgement == Judgement::Accept ? tr("Add %n missing box(es)", nullptr, count)
                                          : tr("Nothing is missing at %n place(s)", nullptr, count);
  }
  if (judgement == Judgement::Keep) return tr("Keep %n region(s) as right", nullptr, count);
  if (judgement == Judgement::Remove) return tr("Remove %n doubtful region(s)", nullptr, count);
  if (kind == MistakeKind::Duplicate) return tr("Resolve %n duplicate(s)", nullptr, count);
  return tr("Correct %n label(s)", nullptr, count);
}

}  // namespace cloc::ui
