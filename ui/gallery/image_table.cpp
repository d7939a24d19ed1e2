// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/image_table.h"

#include <algorithm>

namespace cloc::ui {

Row ImageColumns::find(store::ImageId id) const {
  Row low = 0, high = size();
  while (low < high) {
    const Row middle = low + (high - low) / 2;
    if (rows_[middle].id < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < size() && rows_[low].id == id ? low : kNoRow;
}

std::filesystem::path ImageColumns::path(Row row) const {
  return std::filesystem::path(folderPath(folder(row))) / name(row);
}

std::uint32_t ImageColumns::labelSetCount() const {
  return static_cast<std::uint32_t>(allFacts_->label_set_count() + changedSets_.size());
}

ImageColumns::LabelSet ImageColumns::labelsOfSet(std::uint32_t set) const {
  const auto known = static_cast<std::uint32_t>(allFacts_->label_set_count());
  if (set < known) return allFacts_->labels_of_set(set);
  return *changedSets_[set - known];
}

std::optional<float> ImageColumns::score(Row row) const {
  const float score = facts_[row].score;
  return std::isnan(score) ? std::nullopt : std::optional(score);
}

void ImageTable::append(std::span<const store::Image> images) {
  for (const auto& image : images) {
    if (size() > 0 && image.id <= id(size() - 1)) continue;
    const std::string& path = image.path.native();
    const std::size_t slash = path.rfind('/');
    // The root's name is the slash itself.
    const std::size_t folderEnd = slash == std::string::npos ? 0 : std::max<std::size_t>(slash, 1);
    const std::string_view folder = std::string_view(path).substr(0, folderEnd);
    const std::string_view name = std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
    // Images of one folder come one after the other.
    if (folder != lastFolder_ || folders_.size() == 0) {
      lastFolder_ = folder;
      const auto [number, isNew] =
          folderNumbers_.try_emplace(lastFolder_, static_cast<std::uint32_t>(folders_.size()));
      if (isNew) folders_.append(folderNames_.append(lastFolder_));
      lastFolderNumber_ = number->second;
    }
    rows_.append({image.id, names_.append(name), lastFolderNumber_, image.width, image.height});
    facts_.append(factsOf(*allFacts_, image.id));
  }
}

void ImageTable::clear() {
  *this = ImageTable();
}

ImageColumns::RowFacts ImageTable::factsOf(const store::ImageFacts& facts, store::ImageId image) {
  const auto place = facts.find(image);
  if (!place) return {};
  RowFacts row;
  row.regions = facts.regions(*place);
  row.captions = facts.captions(*place);
  row.labelSet = facts.label_set(*place);
  row.verified = facts.verified(*place);
  return row;
}

ImageTable::Facts ImageTable::prepareFacts(const ImageColumns& snapshot,
                                           std::shared_ptr<const store::ImageFacts> facts) {
  Facts prepared;
  prepared.source = facts ? std::move(facts) : std::make_shared<const store::ImageFacts>();
  const auto& source = *prepared.source;
  // Both ascend by id.
  std::size_t place = 0;
  for (Row row = 0; row < snapshot.size(); ++row) {
    const store::ImageId image = snapshot.id(row);
    while (place < source.size() && source.id(place) < image) ++place;
    RowFacts of;
    if (place < source.size() && source.id(place) == image) {
      of.regions = source.regions(place);
      of.captions = source.captions(place);
      of.labelSet = source.label_set(place);
      of.verified = source.verified(place);
    }
    prepared.column.append(of);
  }
  return prepared;
}

void ImageTable::takeFacts(Facts facts) {
  auto& column = facts.column;
  // What came since the snapshot.
  for (auto row = static_cast<Row>(column.size()); row < size(); ++row) {
    column.append(factsOf(*facts.source, id(row)));
  }
  for (const Row row : scoredRows_) {
    RowFacts scored = column[row];
    scored.score = facts_[row].score;
    column.set(row, scored);
  }
  allFacts_ = std::move(facts.source);
  changedSets_ = {};
  facts_ = std::move(column);
}

std::uint32_t ImageTable::addSet(LabelSet labels) {
  if (labels.empty()) return 0;
  changedSets_.append(std::make_shared<const std::vector<std::uint32_t>>(labels.begin(), labels.end()));
  return labelSetCount() - 1;
}

std::vector<Row> ImageTable::updateFacts(const store::ImageFacts& facts) {
  std::vector<Row> rows;
  for (std::size_t place = 0; place < facts.size(); ++place) {
    const Row row = find(facts.id(place));
    if (row == kNoRow) continue;
    RowFacts changed = facts_[row];
    changed.regions = facts.regions(place);
    changed.captions = facts.captions(place);
    changed.verified = facts.verified(place);
    const auto now = facts.labels(place), before = labels(row);
    if (!std::equal(now.begin(), now.end(), before.begin(), before.end())) changed.labelSet = addSet(now);
    facts_.set(row, changed);
    rows.push_back(row);
  }
  return rows;
}

void ImageTable::setScores(std::span<const std::pair<store::ImageId, float>> scores) {
  clearScores();
  for (const auto& [image, score] : scores) {
    const Row row = find(image);
    if (row == kNoRow || std::isnan(score)) continue;
    RowFacts changed = facts_[row];
    changed.score = score;
    facts_.set(row, changed);
    scoredRows_.push_back(row);
  }
  scored_ = !scoredRows_.empty();
}

void ImageTable::clearScores() {
  for (const Row row : scoredRows_) {
    RowFacts changed = facts_[row];
    changed.score = std::numeric_limits<float>::quiet_NaN();
    facts_.set(row, changed);
  }
  scoredRows_.clear();
  scored_ = false;
}

std::shared_ptr<const ImageColumns> ImageTable::snapshot() {
  facts_.share();
  return std::make_shared<ImageColumns>(*this);
}

}  // namespace cloc::ui
