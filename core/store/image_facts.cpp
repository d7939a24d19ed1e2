// SPDX-License-Identifier: Apache-2.0
#include "core/store/image_facts.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace cloc::store {
namespace {

// Below SQLite's limit on the length of a statement, whatever the ids.
constexpr std::size_t kIdsPerStatement = 1000;

// One row an image, not one a region: a row costs a microsecond in QtSql. The list is cheaper to take apart
// here than DISTINCT is in SQLite, which fills a tree for each image.
std::string regions_query(Dialect dialect, const std::string& condition) {
  const char* list =
      dialect == Dialect::Postgres ? "string_agg(label_id::text, ',')" : "group_concat(label_id)";
  return "SELECT image_id, count(*), " + std::string(list) + " FROM regions " + condition +
         " GROUP BY image_id ORDER BY image_id";
}
std::string captions_query(const std::string& condition) {
  return "SELECT image_id, count(*) FROM captions " + condition + " GROUP BY image_id ORDER BY image_id";
}

std::string verified_query(const std::string& condition) {
  return "SELECT id FROM images WHERE verified" + condition + " ORDER BY id";
}

// "column IN (1,2,3)"
std::string id_list(const std::string& column, std::span<const ImageId> ids) {
  std::string list = column + " IN (";
  for (const ImageId id : ids) {
    list += std::to_string(id);
    list += ',';
  }
  list.back() = ')';
  return list;
}

// "3,1,3" -> {1, 3}
void parse_labels(std::string_view list, std::vector<std::uint32_t>& labels) {
  labels.clear();
  const char* at = list.data();
  const char* const end = at + list.size();
  while (at < end) {
    std::uint32_t label = 0;
    const auto [next, error] = std::from_chars(at, end, label);
    if (error != std::errc()) {
      throw Error(ErrorKind::Unsupported,
                  "The project has a label with the number " + std::string(at, end) +
                      ", which is more than 4294967295. Export the project and import "
                      "it into a new one.");
    }
    labels.push_back(label);
    at = next + 1;  // past the comma
  }
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
}

std::uint32_t count_of(const Statement& row, int column) {
  return static_cast<std::uint32_t>(
      std::min<std::int64_t>(row.integer(column), std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

std::optional<std::size_t> ImageFacts::find(ImageId image) const {
  const auto at = std::lower_bound(ids_.begin(), ids_.end(), image);
  if (at == ids_.end() || *at != image) return std::nullopt;
  return static_cast<std::size_t>(at - ids_.begin());
}

ImageFacts::LabelSet ImageFacts::labels_of_set(std::uint32_t set) const {
  const std::size_t begin = set == 0 ? 0 : set_ends_[set - 1];
  return LabelSet(set_labels_).subspan(begin, set_ends_[set] - begin);
}

// Walks the statements, which come in the order of image ids, as one.
class ImageFactsReader {
 public:
  // Of these images; of all when there are none.
  void read(const Database& database, std::span<const ImageId> images) {
    const bool all = images.empty();
    const std::string condition = all ? "" : "WHERE " + id_list("image_id", images);
    const Snapshot snapshot(database);
    auto regions = database.prepare_paged(regions_query(database.dialect(), condition));
    auto captions = database.prepare_paged(captions_query(condition));
    auto verified = database.prepare_paged(verified_query(all ? "" : " AND " + id_list("id", images)));
    regions.run();
    captions.run();
    verified.run();
    bool has_regions = regions.next(), has_captions = captions.next(), has_verified = verified.next();
    while (has_regions || has_captions || has_verified) {
      const ImageId of_regions = has_regions ? regions.integer(0) : kNoMore;
      const ImageId of_captions = has_captions ? captions.integer(0) : kNoMore;
      const ImageId of_verified = has_verified ? verified.integer(0) : kNoMore;
      const ImageId image = std::min({of_regions, of_captions, of_verified});
      std::uint32_t set = 0, region_count = 0, caption_count = 0;
      if (image == of_regions) {
        region_count = count_of(regions, 1);
        if (!regions.is_null(2)) set = intern(regions.text(2));
        has_regions = regions.next();
      }
      if (image == of_captions) {
        caption_count = count_of(captions, 1);
        has_captions = captions.next();
      }
      const bool is_verified = image == of_verified;
      if (is_verified) has_verified = verified.next();
      append(image, region_count, caption_count, set, is_verified);
    }
  }

  void append(ImageId image, std::uint32_t regions, std::uint32_t captions, std::uint32_t set,
              bool verified) {
    facts_.ids_.push_back(image);
    facts_.regions_.push_back(regions);
    facts_.captions_.push_back(captions);
    facts_.sets_.push_back(set);
    facts_.verified_.push_back(verified ? 1 : 0);
  }

  // `images` ascending: those that have no facts are added with zeros.
  void complete(std::span<const ImageId> images) {
    const ImageFacts read = std::move(facts_);
    facts_ = ImageFacts();
    facts_.set_labels_ = read.set_labels_;
    facts_.set_ends_ = read.set_ends_;
    std::size_t next = 0;
    for (const ImageId image : images) {
      if (next < read.size() && read.id(next) == image) {
        append(image, read.regions(next), read.captions(next), read.label_set(next), read.verified(next));
        ++next;
      } else {
        append(image, 0, 0, 0, false);
      }
    }
  }

  ImageFacts take() { return std::move(facts_); }

 private:
  static constexpr ImageId kNoMore = std::numeric_limits<ImageId>::max();

  // The number of the set that the list names.
  std::uint32_t intern(const std::string& list) {
    parse_labels(list, labels_);
    if (labels_.empty()) return 0;
    if (2 * facts_.set_ends_.size() >= table_.size()) grow();
    std::size_t slot = hash(labels_) & (table_.size() - 1);
    for (; table_[slot] != 0; slot = (slot + 1) & (table_.size() - 1)) {
      const auto known = facts_.labels_of_set(table_[slot]);
      if (std::equal(known.begin(), known.end(), labels_.begin(), labels_.end())) return table_[slot];
    }
    const auto set = static_cast<std::uint32_t>(facts_.set_ends_.size());
    facts_.set_labels_.insert(facts_.set_labels_.end(), labels_.begin(), labels_.end());
    facts_.set_ends_.push_back(static_cast<std::uint32_t>(facts_.set_labels_.size()));
    return table_[slot] = set;
  }

  // FNV-1a over the numbers.
  static std::size_t hash(std::span<const std::uint32_t> labels) {
    std::uint64_t value = 0xcbf29ce484222325U;
    for (const std::uint32_t label : labels) value = (value ^ label) * 0x100000001b3U;
    return static_cast<std::size_t>(value ^ (value >> 32));
  }

  void grow() {
    table_.assign(std::max<std::size_t>(1024, 2 * table_.size()), 0);
    for (std::uint32_t set = 1; set < facts_.set_ends_.size(); ++set) {
      std::size_t slot = hash(facts_.labels_of_set(set)) & (table_.size() - 1);
      while (table_[slot] != 0) slot = (slot + 1) & (table_.size() - 1);
      table_[slot] = set;
    }
  }

  ImageFacts facts_;
  std::vector<std::uint32_t> labels_;
  // Sets by their contents, which are in facts_ alone: open addressing; 0 is free, as the empty set needs no
  // entry.
  std::vector<std::uint32_t> table_;
};

ImageFacts read_image_facts(const Project& project) {
  ImageFactsReader reader;
  reader.read(*project.database_, {});
  return reader.take();
}

ImageFacts read_image_facts(const Project& project, std::span<const ImageId> images) {
  std::vector<ImageId> ids(images.begin(), images.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ImageFactsReader reader;
  const std::span<const ImageId> all(ids);
  for (std::size_t begin = 0; begin < all.size(); begin += kIdsPerStatement) {
    reader.read(*project.database_, all.subspan(begin, std::min(kIdsPerStatement, all.size() - begin)));
  }
  reader.complete(all);
  return reader.take();
}

}  // namespace cloc::store
