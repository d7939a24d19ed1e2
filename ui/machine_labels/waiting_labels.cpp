// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/machine_labels/waiting_labels.h"

#include <algorithm>
#include <utility>

#include "core/assist/machine_labels.h"
#include "core/store/lookup.h"
#include "ui/project/project_service.h"

namespace cloc::ui {
namespace {

// Small enough for other questions to come in between, in projects of millions of regions.
constexpr store::RegionId kPage = 20'000;
constexpr int kImagesAtOnce = 2'000;
constexpr int kSoon = 150;  // ms: a run writes many images one after the other

WaitingLabel waitingLabel(const store::Region& region) {
  return {region.id,
          region.image_id,
          region.box,
          static_cast<float>(assist::score_of(region).value_or(0)),
          QString::fromStdString(region.caption),
          region.label_id};
}

}  // namespace

// What the store has said: of these images, or of a page of all regions.
struct WaitingLabels::Answer {
  std::uint64_t question = 0;
  std::vector<store::ImageId> images;
  std::vector<WaitingLabel> labels;
  std::unordered_map<store::ImageId, std::filesystem::path> paths;
  store::RegionId last = 0, end = 0;  // of the page, of all

  void add(const store::Region& region, store::Lookup& lookup) {
    labels.push_back(waitingLabel(region));
    if (paths.contains(region.image_id)) return;
    if (const auto image = lookup.image(region.image_id)) paths.emplace(image->id, image->path);
  }
};

WaitingLabels::WaitingLabels(ProjectService& project, QObject* parent) : QObject(parent), project_(project) {
  soon_.setSingleShot(true);
  soon_.setInterval(kSoon);
  connect(&soon_, &QTimer::timeout, this, &WaitingLabels::readChanged);
  const auto again = [this] {
    stale_ = true;
    if (active_) readAll();
  };
  connect(&project_, &ProjectService::opened, this, [this, again] {
    clear();
    again();
  });
  connect(&project_, &ProjectService::closed, this, &WaitingLabels::clear);
  connect(&project_, &ProjectService::regionsChanged, this, &WaitingLabels::markChanged);
  connect(&project_, &ProjectService::manyRegionsChanged, this, again);
  connect(&project_, &ProjectService::connectionBack, this, again);
  connect(&project_, &ProjectService::othersChanged, this, [again](const store::News& news) {
    if (news.rows) again();
  });
  // Nothing of such a step was written: what it had decided is open again. Of what could not even be read
  // the step will never come.
  const auto failed = [this](bool held) {
    std::vector<store::ImageId> images;
    for (auto& slot : slots_) {
      if (held && slot.hiddenUntil == kHeld) slot.hiddenUntil = question_;
      if (slot.hiddenUntil != 0 && slot.hiddenUntil != kHeld) images.push_back(slot.label.image);
    }
    markChanged(images);
  };
  connect(&project_, &ProjectService::editFailed, this, [failed] { failed(false); });
  connect(&project_, &ProjectService::conflicted, this, [failed] { failed(false); });
  connect(&project_, &ProjectService::failed, this, [failed] { failed(true); });
}

void WaitingLabels::clear() {
  ++generation_;
  soon_.stop();
  slots_.clear();
  keys_.clear();
  ofImage_.clear();
  paths_.clear();
  changed_.clear();
  reading_ = asking_ = false;
  stale_ = true;
  rebuild();
}

void WaitingLabels::setActive(bool active) {
  if (std::exchange(active_, active) || !active || !project_.isOpen()) return;
  if (stale_) {
    readAll();
  } else if (!changed_.empty()) {
    soon_.start();
  }
}

void WaitingLabels::setFilter(const WaitingFilter& filter) {
  filter_ = filter;
  rebuild();
}

const std::filesystem::path& WaitingLabels::path(store::ImageId image) const {
  static const std::filesystem::path none;
  const auto found = paths_.find(image);
  return found == paths_.end() ? none : found->second;
}

int WaitingLabels::countFrom(float threshold) const {
  const auto above = [&](Key key) { return at(key).score >= threshold; };
  if (!filter_.worstFirst)
    return static_cast<int>(std::partition_point(shown_.begin(), shown_.end(), above) - shown_.begin());
  const auto first = std::partition_point(shown_.begin(), shown_.end(), [&](Key key) { return !above(key); });
  return static_cast<int>(shown_.end() - first);
}

std::vector<WaitingLabels::Key> WaitingLabels::from(float threshold) const {
  std::vector<Key> keys;
  for (const auto key : shown_) {
    if (at(key).score >= threshold) keys.push_back(key);
  }
  return keys;
}

std::vector<WaitingLabels::Key> WaitingLabels::below(float threshold) const {
  std::vector<Key> keys;
  for (const auto key : shown_) {
    if (at(key).score < threshold) keys.push_back(key);
  }
  return keys;
}

void WaitingLabels::hold(const std::vector<Key>& keys) {
  for (const auto key : keys) slots_[key].hiddenUntil = kHeld;
  rebuild();
}

void WaitingLabels::release(const std::vector<Key>& keys) {
  std::vector<store::ImageId> images;
  for (const auto key : keys) {
    if (key >= slots_.size()) continue;  // of another project
    slots_[key].hiddenUntil = question_;
    images.push_back(slots_[key].label.image);
  }
  // Those that the step passed over (locked, changed meanwhile) are in no answer to it.
  markChanged(images);
}

void WaitingLabels::readAll() {
  ++generation_;
  stale_ = false;
  reading_ = true;
  changed_.clear();
  soon_.stop();
  // What is gone by then is in no page.
  for (auto& slot : slots_) slot.alive = slot.hiddenUntil == kHeld;
  readPage(0);
  emit readingStarted();
}

void WaitingLabels::readPage(store::RegionId after) {
  auto answer = std::make_shared<Answer>();
  answer->question = ++question_;
  project_.post(
      [answer, after](store::Project& project) {
        store::Lookup lookup(project);
        answer->last = after + kPage;
        answer->end = lookup.last_region();
        for (const auto& region : lookup.regions_from(assist::kMachineSource, after, answer->last))
          answer->add(region, lookup);
      },
      this,
      [this, answer, generation = generation_] {
        if (generation != generation_) return;
        take(*answer);
        if (answer->last < answer->end) {
          readPage(answer->last);
          return;
        }
        reading_ = false;
        rebuild();
        if (!changed_.empty()) soon_.start();
      });
}

void WaitingLabels::markChanged(const std::vector<store::ImageId>& images) {
  changed_.insert(images.begin(), images.end());
  if (active_ && !stale_ && !changed_.empty() && !soon_.isActive()) soon_.start();
}

void WaitingLabels::readChanged() {
  if (reading_ || asking_ || changed_.empty() || !project_.isOpen()) return;
  auto answer = std::make_shared<Answer>();
  answer->question = ++question_;
  for (auto image = changed_.begin(); image != changed_.end() && answer->images.size() < kImagesAtOnce;) {
    answer->images.push_back(*image);
    image = changed_.erase(image);
  }
  asking_ = true;
  project_.post(
      [answer](store::Project& project) {
        store::Lookup lookup(project);
        for (const auto image : answer->images) {
          for (const auto& region : lookup.regions_of(image)) {
            if (assist::is_machine_label(region)) answer->add(region, lookup);
          }
        }
      },
      this,
      [this, answer, generation = generation_] {
        if (generation != generation_) {
          asking_ = false;
          return;
        }
        asking_ = false;
        for (const auto image : answer->images) {
          const auto there = ofImage_.find(image);
          if (there == ofImage_.end()) continue;
          for (const auto key : there->second) {
            auto& slot = slots_[key];
            if (slot.hiddenUntil != kHeld) slot.alive = false;
          }
        }
        take(*answer);
        rebuild();
        if (!changed_.empty()) soon_.start();
      });
}

void WaitingLabels::take(const Answer& answer) {
  paths_.insert(answer.paths.begin(), answer.paths.end());
  for (const auto& label : answer.labels) put(label, answer.question);
}

void WaitingLabels::put(const WaitingLabel& label, std::uint64_t question) {
  const auto [found, made] = keys_.try_emplace(label.region, static_cast<Key>(slots_.size()));
  if (made) {
    slots_.emplace_back();
    ofImage_[label.image].push_back(found->second);
  }
  auto& slot = slots_[found->second];
  slot.label = label;
  slot.alive = true;
  if (slot.hiddenUntil < question) slot.hiddenUntil = 0;
}

void WaitingLabels::rebuild() {
  std::vector<std::pair<float, Key>> order;
  waiting_ = 0;
  for (Key key = 0; key < static_cast<Key>(slots_.size()); ++key) {
    const auto& slot = slots_[key];
    if (!slot.alive || slot.hiddenUntil != 0) continue;
    ++waiting_;
    if (slot.label.score < filter_.least) continue;
    if (!filter_.phrase.isEmpty() && !slot.label.phrase.contains(filter_.phrase, Qt::CaseInsensitive))
      continue;
    order.emplace_back(slot.label.score, key);
  }
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return filter_.worstFirst ? a.first < b.first : a.first > b.first;
    const auto &one = at(a.second), &other = at(b.second);
    return one.image != other.image ? one.image < other.image : one.region < other.region;
  });
  emit aboutToChange();
  shown_.clear();
  shown_.reserve(order.size());
  positions_.assign(slots_.size(), -1);
  for (const auto& entry : order) {
    positions_[entry.second] = static_cast<int>(shown_.size());
    shown_.push_back(entry.second);
  }
  emit changed();
}

}  // namespace cloc::ui
