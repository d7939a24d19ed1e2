// SPDX-License-Identifier: GPL-3.0-or-later
// The project's images in the window's memory: a million rows in well below 300 MB, filled chunk by chunk as
// the store's thread reads them. It knows names, facts and scores; no pixels, no files, no order but that of
// adding.
//
// A row is a number from 0, which never changes: selections and orders refer to rows. The window's thread
// owns the table; snapshot() gives a copy that another thread may read while this one goes on changing.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/store/image_facts.h"
#include "core/store/project.h"
#include "ui/gallery/block_column.h"

namespace cloc::ui {

using Row = std::uint32_t;
inline constexpr Row kNoRow = std::numeric_limits<Row>::max();

// What is read to filter and sort; the part of the table that other threads see.
class ImageColumns {
 public:
  using LabelSet = store::ImageFacts::LabelSet;

  Row size() const { return static_cast<Row>(rows_.size()); }
  store::ImageId id(Row row) const { return rows_[row].id; }
  // kNoRow when it is not there. Logarithmic.
  Row find(store::ImageId id) const;
  // The file's name, UTF-8, without its folder.
  std::string_view name(Row row) const { return names_.at(rows_[row].name); }
  // Absolute.
  std::filesystem::path path(Row row) const;
  int width(Row row) const { return rows_[row].width; }
  int height(Row row) const { return rows_[row].height; }

  // Folders are numbered in the order in which they come.
  std::uint32_t folder(Row row) const { return rows_[row].folder; }
  std::uint32_t folderCount() const { return static_cast<std::uint32_t>(folders_.size()); }
  std::string_view folderPath(std::uint32_t folder) const { return folderNames_.at(folders_[folder]); }

  std::uint32_t regions(Row row) const { return facts_[row].regions; }
  std::uint32_t captions(Row row) const { return facts_[row].captions; }
  bool verified(Row row) const { return facts_[row].verified; }
  // Sets are numbered below labelSetCount(); 0 is the empty one. Two sets may be equal.
  std::uint32_t labelSet(Row row) const { return facts_[row].labelSet; }
  std::uint32_t labelSetCount() const;
  LabelSet labelsOfSet(std::uint32_t set) const;
  LabelSet labels(Row row) const { return labelsOfSet(labelSet(row)); }

  // Absent when no search has found the image.
  std::optional<float> score(Row row) const;
  bool hasScores() const { return scored_; }

 protected:
  struct Fixed {
    store::ImageId id = 0;
    TextColumn::Place name;
    std::uint32_t folder = 0;
    int width = 0, height = 0;
  };
  struct RowFacts {
    std::uint32_t regions = 0, captions = 0, labelSet = 0;
    float score = std::numeric_limits<float>::quiet_NaN();
    bool verified = false;
  };

  AppendColumn<Fixed> rows_;
  TextColumn names_;
  AppendColumn<TextColumn::Place> folders_;
  TextColumn folderNames_;
  ChangingColumn<RowFacts> facts_;
  bool scored_ = false;

  // The sets of the facts last read as a whole, then those of single images that changed since.
  std::shared_ptr<const store::ImageFacts> allFacts_ = std::make_shared<store::ImageFacts>();
  AppendColumn<std::shared_ptr<const std::vector<std::uint32_t>>> changedSets_;
};

class ImageTable : public ImageColumns {
 public:
  // In ascending order of ids, as store::Project::images() gives them. An image that is there already (its id
  // is not above the last one's) is passed over.
  void append(std::span<const store::Image> images);
  void clear();

  // Of the whole project: images that `facts` does not name have none. Prepared in any thread from a snapshot
  // (0.1 s for a million images) and taken at once, also when the table has changed meanwhile.
  class Facts {
   private:
    friend class ImageTable;
    std::shared_ptr<const store::ImageFacts> source;
    ChangingColumn<RowFacts> column;
  };
  static Facts prepareFacts(const ImageColumns& snapshot, std::shared_ptr<const store::ImageFacts> facts);
  void takeFacts(Facts facts);
  // Of the images in `facts` alone. Rows that changed.
  std::vector<Row> updateFacts(const store::ImageFacts& facts);

  // What a search found, some thousands; every other image has no score. Images that are not in the table are
  // passed over.
  void setScores(std::span<const std::pair<store::ImageId, float>> scores);
  void clearScores();

  // May be read in any thread.
  std::shared_ptr<const ImageColumns> snapshot();

 private:
  static RowFacts factsOf(const store::ImageFacts& facts, store::ImageId image);
  std::uint32_t addSet(LabelSet labels);

  // Heterogeneous lookup would save a copy of the folder's name for each image that changes the folder.
  std::unordered_map<std::string, std::uint32_t> folderNumbers_;
  std::string lastFolder_;
  std::uint32_t lastFolderNumber_ = 0;
  std::vector<Row> scoredRows_;
};

}  // namespace cloc::ui
