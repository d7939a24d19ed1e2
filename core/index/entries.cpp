// SPDX-License-Identifier: Apache-2.0
#include "core/index/entries.h"

#include <algorithm>
#include <array>
#include <bit>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>

#include "core/base/error.h"

// The file: kMagic, next id (int64), number of entries (int64), then the entries as `Packed`. Little-endian.
namespace cloc::index {
namespace {

static_assert(std::endian::native == std::endian::little, "entries.bin is written as the machine has it");

constexpr std::string_view kMagic = "CLOCENT1";
constexpr std::int64_t kNoRegion = -1;
constexpr std::size_t kTogether = 4096;  // entries that are read or written at once

struct Packed {
  std::int64_t id, image_id, region_id;
  float x1, y1, x2, y2;
  std::int64_t kind;
};
static_assert(sizeof(Packed) == 48);

struct Header {
  std::array<char, 8> magic;
  std::int64_t next_id, count;
};
static_assert(sizeof(Header) == 24);

[[noreturn]] void corrupt(const std::filesystem::path& path, const std::string& what) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is damaged: " + what + ". Run `cloc-cli index` to build it again.");
}

template <class T>
void read(std::ifstream& file, std::span<T> into, const std::filesystem::path& path) {
  file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size_bytes()));
  if (file) return;
  throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check its permissions.");
}

Packed pack(const Entry& entry) {
  const auto& box = entry.box;
  return {entry.id, entry.image_id, entry.region_id.value_or(kNoRegion),  box.x1, box.y1,
          box.x2,   box.y2,         static_cast<std::int64_t>(entry.kind)};
}

Entry unpack(const Packed& packed, std::int64_t after, const std::filesystem::path& path) {
  if (packed.id <= after || packed.kind < 0 || packed.kind > static_cast<int>(EntryKind::Proposal)) {
    corrupt(path, "the entry after id " + std::to_string(after) + " makes no sense");
  }
  Entry entry{packed.id,
              packed.image_id,
              {},
              {packed.x1, packed.y1, packed.x2, packed.y2},
              static_cast<EntryKind>(packed.kind)};
  if (packed.region_id != kNoRegion) entry.region_id = packed.region_id;
  return entry;
}

}  // namespace

const char* to_string(EntryKind kind) noexcept {
  switch (kind) {
    case EntryKind::Image:
      return "image";
    case EntryKind::Region:
      return "region";
    case EntryKind::Proposal:
      return "proposal";
  }
  return "unknown";
}

std::int64_t EntryTable::add(Entry entry) {
  entry.id = next_id_++;
  entries_.push_back(entry);
  return entry.id;
}

std::int64_t EntryTable::remove(std::span<const std::int64_t> ids) {
  const std::unordered_set<std::int64_t> gone(ids.begin(), ids.end());
  return static_cast<std::int64_t>(
      std::erase_if(entries_, [&](const Entry& entry) { return gone.contains(entry.id); }));
}

const Entry* EntryTable::find(std::int64_t id) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), id,
                       [](const Entry& entry, std::int64_t wanted) { return entry.id < wanted; });
  return found != entries_.end() && found->id == id ? &*found : nullptr;
}

const Entry& EntryTable::at(std::int64_t id) const {
  if (const Entry* entry = find(id)) return *entry;
  throw Error(ErrorKind::NotFound, "The index has no entry " + std::to_string(id) +
                                       ". It may have been removed meanwhile: search again.");
}

FileRecord EntryTable::save(const std::filesystem::path& path) const {
  Header header{{}, next_id_, size()};
  std::copy(kMagic.begin(), kMagic.end(), header.magic.begin());
  HashedFile file(path);
  file.write(std::as_bytes(std::span(&header, 1)));
  std::vector<Packed> packed;
  for (std::size_t first = 0; first < entries_.size(); first += kTogether) {
    packed.clear();
    for (std::size_t i = first; i < std::min(first + kTogether, entries_.size()); ++i)
      packed.push_back(pack(entries_[i]));
    file.write(std::as_bytes(std::span<const Packed>(packed)));
  }
  return file.commit();
}

EntryTable EntryTable::load(const std::filesystem::path& path) {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(path, missing);
  if (missing)
    throw Error(ErrorKind::NotFound,
                path.string() + " does not exist. Run `cloc-cli index` to build it again.");
  std::ifstream file(path, std::ios::binary);
  Header header{};
  if (bytes < sizeof header) corrupt(path, "it is shorter than its header");
  read(file, std::span(&header, 1), path);
  if (std::string_view(header.magic.data(), header.magic.size()) != kMagic)
    corrupt(path, "it does not begin as it should");
  const auto body = bytes - sizeof header;
  if (header.count < 0 || body % sizeof(Packed) != 0 ||
      body / sizeof(Packed) != static_cast<std::uintmax_t>(header.count)) {
    corrupt(path,
            "it has " + std::to_string(body) + " bytes for " + std::to_string(header.count) + " entries");
  }
  EntryTable table;
  table.entries_.reserve(static_cast<std::size_t>(header.count));
  std::int64_t last = 0;
  std::vector<Packed> packed;
  for (auto left = static_cast<std::size_t>(header.count); left > 0; left -= packed.size()) {
    packed.resize(std::min(left, kTogether));
    read(file, std::span(packed), path);
    for (const Packed& each : packed) {
      table.entries_.push_back(unpack(each, last, path));
      last = each.id;
    }
  }
  if (header.next_id <= last) corrupt(path, "its next id is not larger than the last");
  table.next_id_ = header.next_id;
  return table;
}

}  // namespace cloc::index
