// SPDX-License-Identifier: GPL-3.0-or-later
// The machine labels of the project that wait for somebody's decision, as MachineLabelList shows them: read
// in the store's thread, kept up to date with what is done here and elsewhere, filtered and in order. Reads
// nothing until somebody looks (setActive()). No widgets in here.
//
// A label has a key, which stays the same as long as the project is open. What has been decided is hidden at
// once, and is there again when the store says so: an undone step, or one that could not be written.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/store/project.h"

namespace cloc::ui {

class ProjectService;

struct WaitingLabel {
  store::RegionId region = 0;  // in the store
  store::ImageId image = 0;
  PixelBox box;
  float score = 0;  // [0, 1]; 0 for one without
  QString phrase;
  std::optional<store::LabelId> label = {};
};

struct WaitingFilter {
  QString phrase;   // a part of it, in either case; empty: any
  float least = 0;  // score
  bool worstFirst = false;
};

class WaitingLabels : public QObject {
  Q_OBJECT

 public:
  using Key = std::uint32_t;

  // Outlives this.
  WaitingLabels(ProjectService& project, QObject* parent);

  void setActive(bool active);
  void setFilter(const WaitingFilter& filter);
  const WaitingFilter& filter() const { return filter_; }

  const WaitingLabel& at(Key key) const { return slots_[key].label; }
  // Those that pass the filter, in order: by score, then by image and region.
  const std::vector<Key>& shown() const { return shown_; }
  // In shown(); -1 when it is not there.
  int position(Key key) const { return key < positions_.size() ? positions_[key] : -1; }
  // Of shown(), those that score at least `threshold`, and the others.
  std::vector<Key> from(float threshold) const;
  std::vector<Key> below(float threshold) const;
  int countFrom(float threshold) const;
  // Of all that wait, whatever the filter.
  int waiting() const { return waiting_; }
  // Of an image of one of them.
  const std::filesystem::path& path(store::ImageId image) const;
  // For the first time, or everything anew.
  bool reading() const { return reading_; }

  // Are being decided: hidden, whatever the store says, until released.
  void hold(const std::vector<Key>& keys);
  // The step has been asked to be written: what the store says from now on holds.
  void release(const std::vector<Key>& keys);

 signals:
  // Before and after shown() becomes another one.
  void aboutToChange();
  void changed();
  void readingStarted();

 private:
  struct Slot {
    WaitingLabel label;
    bool alive = true;
    // Hidden until an answer to a later question than this one.
    std::uint64_t hiddenUntil = 0;
  };
  struct Answer;
  static constexpr std::uint64_t kHeld = UINT64_MAX;

  void clear();
  void readAll();
  void readPage(store::RegionId after);
  void markChanged(const std::vector<store::ImageId>& images);
  void readChanged();
  void take(const Answer& answer);
  void put(const WaitingLabel& label, std::uint64_t question);
  void rebuild();

  ProjectService& project_;
  WaitingFilter filter_;
  std::vector<Slot> slots_;  // by key
  std::unordered_map<store::RegionId, Key> keys_;
  std::unordered_map<store::ImageId, std::vector<Key>> ofImage_;
  std::unordered_map<store::ImageId, std::filesystem::path> paths_;
  std::vector<Key> shown_;
  std::vector<int> positions_;  // by key
  int waiting_ = 0;

  std::unordered_set<store::ImageId> changed_;  // images to be read again
  QTimer soon_;
  std::uint64_t question_ = 0;    // the last one that was asked
  std::uint64_t generation_ = 0;  // of readAll()
  bool active_ = false, stale_ = true, reading_ = false, asking_ = false;
};

}  // namespace cloc::ui
