// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_arranger.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <numeric>

#include "ui/gallery/natural_order.h"

namespace cloc::ui {
namespace {

// Between two looks at the cancel token.
constexpr std::size_t kStep = 16384;

void checkEach(std::size_t i, const CancelToken& cancel) {
  if (i % kStep == 0) cancel.throw_if_cancelled();
}

// std::stable_sort that can be cancelled: pieces, then merges.
template <class T, class Less>
void sortCancellable(std::vector<T>& values, Less less, const CancelToken& cancel) {
  const std::size_t count = values.size();
  for (std::size_t begin = 0; begin < count; begin += kStep) {
    cancel.throw_if_cancelled();
    std::stable_sort(values.begin() + static_cast<std::ptrdiff_t>(begin),
                     values.begin() + static_cast<std::ptrdiff_t>(std::min(count, begin + kStep)), less);
  }
  std::vector<T> merged(count);
  for (std::size_t width = kStep; width < count; width *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * width) {
      cancel.throw_if_cancelled();
      const auto at = [&](std::size_t i) {
        return values.begin() + static_cast<std::ptrdiff_t>(std::min(count, i));
      };
      std::merge(at(begin), at(begin + width), at(begin + width), at(begin + 2 * width),
                 merged.begin() + static_cast<std::ptrdiff_t>(begin), less);
    }
    values.swap(merged);
  }
}

// Eight bytes from `from` on as a number that compares as they do.
std::uint64_t prefixOf(std::string_view key, std::size_t from) {
  std::uint64_t value = 0;
  if (key.size() > from) std::memcpy(&value, key.data() + from, std::min<std::size_t>(8, key.size() - from));
  if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
  return value;
}

std::size_t commonLength(std::string_view a, std::string_view b) {
  const auto [end, unused] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end - a.begin());
}

// Which rows stay.
class RowFilter {
 public:
  RowFilter(const ImageColumns& table, const GalleryFilter& filter) : table_(table), filter_(filter) {
    pattern_ = foldCase(filter.name.toStdString());
    if (!filter.labels.empty()) markSets();
    if (!filter.folders.isEmpty()) markFolders();
  }

  bool keeps(Row row) const {
    using State = GalleryFilter::State;
    if (filter_.state != State::All && (table_.regions(row) > 0) != (filter_.state == State::Labelled)) {
      return false;
    }
    using Verified = GalleryFilter::Verified;
    if (filter_.verified != Verified::All && table_.verified(row) != (filter_.verified == Verified::Yes)) {
      return false;
    }
    if (!filter_.labels.empty() && !sets_[table_.labelSet(row)]) return false;
    if (!filter_.folders.isEmpty() && !folders_[table_.folder(row)]) return false;
    if (filter_.scoreAtLeast) {
      const auto score = table_.score(row);
      if (!score || *score < *filter_.scoreAtLeast) return false;
    }
    return pattern_.empty() || matchesName(foldCase(table_.name(row)), pattern_);
  }

 private:
  void markSets() {
    sets_.resize(table_.labelSetCount());
    for (std::uint32_t set = 0; set < table_.labelSetCount(); ++set) {
      const auto labels = table_.labelsOfSet(set);
      sets_[set] = std::any_of(filter_.labels.begin(), filter_.labels.end(), [&](std::uint32_t label) {
        return std::binary_search(labels.begin(), labels.end(), label);
      });
    }
  }
  void markFolders() {
    std::vector<std::string> wanted;
    for (const QString& folder : filter_.folders) wanted.push_back(folder.toStdString());
    folders_.resize(table_.folderCount());
    for (std::uint32_t folder = 0; folder < table_.folderCount(); ++folder) {
      const std::string_view path = table_.folderPath(folder);
      folders_[folder] = std::any_of(wanted.begin(), wanted.end(), [&](const std::string& above) {
        if (!path.starts_with(above)) return false;
        return path.size() == above.size() || above.ends_with('/') || path[above.size()] == '/';
      });
    }
  }

  const ImageColumns& table_;
  const GalleryFilter& filter_;
  std::string pattern_;
  std::vector<bool> sets_, folders_;
};

void countPerLabel(const ImageColumns& table, Arrangement& arrangement, const CancelToken& cancel) {
  std::vector<std::uint32_t> perSet(table.labelSetCount());
  arrangement.imagesPerFolder.assign(table.folderCount(), 0);
  for (Row row = 0; row < table.size(); ++row) {
    checkEach(row, cancel);
    ++perSet[table.labelSet(row)];
    ++arrangement.imagesPerFolder[table.folder(row)];
    arrangement.verified += table.verified(row) ? 1 : 0;
    arrangement.labelled += table.regions(row) > 0 ? 1 : 0;
  }
  std::unordered_map<std::uint32_t, std::uint32_t> perLabel;
  for (std::uint32_t set = 0; set < perSet.size(); ++set) {
    if (perSet[set] == 0) continue;
    for (const std::uint32_t label : table.labelsOfSet(set)) perLabel[label] += perSet[set];
  }
  arrangement.imagesPerLabel.assign(perLabel.begin(), perLabel.end());
  std::sort(arrangement.imagesPerLabel.begin(), arrangement.imagesPerLabel.end());
}

// Rows in the order of a number of each; the smallest first.
template <class Value>
std::vector<Row> sortedBy(const ImageColumns& table, Value valueOf, const CancelToken& cancel) {
  struct Item {
    decltype(valueOf(Row{})) value;
    Row row;
  };
  std::vector<Item> items(table.size());
  for (Row row = 0; row < table.size(); ++row) items[row] = {valueOf(row), row};
  sortCancellable(
      items, [](const Item& a, const Item& b) { return a.value < b.value; }, cancel);
  std::vector<Row> rows(items.size());
  std::transform(items.begin(), items.end(), rows.begin(), [](const Item& item) { return item.row; });
  return rows;
}

}  // namespace

void GalleryArranger::reset() {
  *this = GalleryArranger();
}

const std::vector<Row>& GalleryArranger::byName(const ImageColumns& table, const CancelToken& cancel) {
  const auto known = static_cast<Row>(byName_.size());
  if (known == table.size()) return byName_;

  std::string key;
  // A call that was cancelled may have made some of the keys already.
  for (auto row = static_cast<Row>(keys_.size()); row < table.size(); ++row) {
    checkEach(row, cancel);
    key.clear();
    appendNaturalKey(table.name(row), key);
    keys_.push_back(keyText_.append(key));
  }

  // Names of one project mostly begin alike: what is compared first is what comes after that.
  const std::string_view first = keyText_.at(keys_[known]);
  std::size_t common = first.size();
  for (Row row = known; row < table.size(); ++row) {
    common = std::min(common, commonLength(first.substr(0, common), keyText_.at(keys_[row])));
  }
  struct Item {
    std::uint64_t prefix;
    Row row;
  };
  std::vector<Item> added(table.size() - known);
  for (Row row = known; row < table.size(); ++row) {
    added[row - known] = {prefixOf(keyText_.at(keys_[row]), common), row};
  }
  sortCancellable(
      added,
      [&](const Item& a, const Item& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        return keyText_.at(keys_[a.row]) < keyText_.at(keys_[b.row]);
      },
      cancel);

  std::vector<Row> addedRows(added.size());
  std::transform(added.begin(), added.end(), addedRows.begin(), [](const Item& item) { return item.row; });
  std::vector<Row> merged(table.size());
  std::merge(byName_.begin(), byName_.end(), addedRows.begin(), addedRows.end(), merged.begin(),
             [&](Row a, Row b) { return keyText_.at(keys_[a]) < keyText_.at(keys_[b]); });
  byName_ = std::move(merged);
  return byName_;
}

std::vector<Row> GalleryArranger::byFolderAndName(const ImageColumns& table, const CancelToken& cancel) {
  const auto& names = byName(table, cancel);
  std::vector<std::string> keys(table.folderCount());
  for (std::uint32_t folder = 0; folder < table.folderCount(); ++folder) {
    appendNaturalKey(table.folderPath(folder), keys[folder]);
  }
  std::vector<std::uint32_t> folders(table.folderCount());
  std::iota(folders.begin(), folders.end(), 0U);
  std::stable_sort(folders.begin(), folders.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });

  // Counting sort: the rows, by name, dealt out to their folders.
  std::vector<std::uint32_t> begins(table.folderCount() + 1), counts(table.folderCount());
  for (const Row row : names) ++counts[table.folder(row)];
  std::uint32_t begin = 0;
  for (const std::uint32_t folder : folders) {
    begins[folder] = begin;
    begin += counts[folder];
  }
  std::vector<Row> rows(names.size());
  for (const Row row : names) rows[begins[table.folder(row)]++] = row;
  return rows;
}

std::vector<Row> GalleryArranger::sorted(const ImageColumns& table, const GallerySort& sort,
                                         const CancelToken& cancel) {
  // Negated rather than turned round, so that ties keep their order.
  const float sign = sort.descending ? -1.f : 1.f;
  switch (sort.key) {
    case GallerySort::Key::Score:
      // Without a score: last, either way.
      return sortedBy(
          table,
          [&](Row row) {
            const auto score = table.score(row);
            return score ? sign * *score : std::numeric_limits<float>::infinity();
          },
          cancel);
    case GallerySort::Key::Regions:
      return sortedBy(
          table,
          [&](Row row) {
            const auto regions = static_cast<std::int64_t>(table.regions(row));
            return sort.descending ? -regions : regions;
          },
          cancel);
    case GallerySort::Key::Name: {
      auto rows = byName(table, cancel);
      if (sort.descending) std::reverse(rows.begin(), rows.end());
      return rows;
    }
    case GallerySort::Key::FolderAndName: {
      auto rows = byFolderAndName(table, cancel);
      if (sort.descending) std::reverse(rows.begin(), rows.end());
      return rows;
    }
    case GallerySort::Key::Added:
      break;
  }
  std::vector<Row> rows(table.size());
  std::iota(rows.begin(), rows.end(), Row{0});
  if (sort.descending) std::reverse(rows.begin(), rows.end());
  return rows;
}

Arrangement GalleryArranger::arrange(const ImageColumns& table, const GalleryQuery& query,
                                     const CancelToken& cancel) {
  Arrangement arrangement;
  arrangement.rows = table.size();
  arrangement.order = sorted(table, query.sort, cancel);
  if (!query.filter.empty()) {
    const RowFilter filter(table, query.filter);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < arrangement.order.size(); ++i) {
      checkEach(i, cancel);
      const Row row = arrangement.order[i];
      if (filter.keeps(row)) arrangement.order[kept++] = row;
    }
    arrangement.order.resize(kept);
    arrangement.order.shrink_to_fit();
  }
  arrangement.positions.assign(table.size(), kNoPosition);
  for (std::size_t i = 0; i < arrangement.order.size(); ++i) {
    arrangement.positions[arrangement.order[i]] = static_cast<std::uint32_t>(i);
  }
  countPerLabel(table, arrangement, cancel);
  return arrangement;
}

}  // namespace cloc::ui
