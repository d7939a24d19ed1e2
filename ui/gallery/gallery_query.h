// SPDX-License-Identifier: GPL-3.0-or-later
// What the gallery shows and in which order: the values of the filter bar.
#pragma once

#include <QString>
#include <QStringList>
#include <cstdint>
#include <optional>
#include <vector>

namespace cloc::ui {

// Conditions; an image has to meet all.
struct GalleryFilter {
  enum class State { All, Labelled, Unlabelled };  // has regions, has none
  enum class Verified { All, Yes, No };

  QString name;                       // see matchesName(); empty: any
  std::vector<std::uint32_t> labels;  // has a region of any of these; empty: any
  State state = State::All;
  Verified verified = Verified::All;
  std::optional<float> scoreAtLeast;  // leaves out images without a score
  QStringList folders;                // absolute; lies in or below any of these; empty: any

  bool empty() const { return *this == GalleryFilter(); }
  bool operator==(const GalleryFilter&) const = default;
};

struct GallerySort {
  enum class Key { Added, Name, FolderAndName, Score, Regions };

  Key key = Key::FolderAndName;
  bool descending = false;
  bool operator==(const GallerySort&) const = default;
};

struct GalleryQuery {
  GalleryFilter filter;
  GallerySort sort;
  bool operator==(const GalleryQuery&) const = default;
};

}  // namespace cloc::ui
