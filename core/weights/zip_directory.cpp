// SPDX-License-Identifier: Apache-2.0
#include "core/weights/zip_directory.h"

#include <algorithm>

#include "core/base/error.h"

namespace cloc::weights {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Signatures and layouts: PKWARE's APPNOTE 6.3.10, sections 4.3.7 to 4.3.16.
constexpr std::uint32_t kLocalHeader = 0x04034b50, kEntry = 0x02014b50, kEnd = 0x06054b50,
                        kEnd64 = 0x06064b50, kEnd64Locator = 0x07064b50;
constexpr std::uint64_t kEndSize = 22, kMostComment = 65535;

class ZipReader {
 public:
  ZipReader(Bytes archive, const std::string& file) : archive_(archive), file_(file) {}

  std::map<std::string, ZipMember> members() {
    const auto end = find_end();
    std::uint64_t count = number(end + 10, 2), at = number(end + 16, 4);
    if (end >= 20 && number(end - 20, 4) == kEnd64Locator) {
      const auto end64 = number(end - 12, 8);
      if (number(end64, 4) != kEnd64) corrupt("its zip64 directory is not where it says");
      count = number(end64 + 32, 8);
      at = number(end64 + 48, 8);
    }
    std::map<std::string, ZipMember> members;
    for (; count > 0; --count) {
      if (number(at, 4) != kEntry) corrupt("its directory is damaged");
      const auto name_size = number(at + 28, 2), extra_size = number(at + 30, 2);
      const std::string name = text(at + 46, name_size);
      if (!members.emplace(name, member(at, name, name_size, extra_size)).second)
        corrupt("it has two members " + shown(name));
      at += 46 + name_size + extra_size + number(at + 32, 2);
    }
    return members;
  }

 private:
  [[noreturn]] void corrupt(const std::string& why) const {
    throw Error(ErrorKind::Corrupt,
                file_ + " cannot be read as a zip archive: " + why + ". Copy or download it again.");
  }
  static std::string shown(const std::string& name) {
    std::string text = "'";
    for (const char c : name.substr(0, 100)) text += c >= ' ' && c < 0x7f ? c : '?';
    return text + "'";
  }

  std::uint64_t number(std::uint64_t at, std::uint64_t bytes) const {
    if (at > archive_.size() || archive_.size() - at < bytes) corrupt("it ends too early");
    std::uint64_t value = 0;
    for (auto i = bytes; i-- > 0;) value = value << 8 | archive_[at + i];
    return value;
  }
  std::string text(std::uint64_t at, std::uint64_t size) const {
    if (at > archive_.size() || archive_.size() - at < size) corrupt("it ends too early");
    return {reinterpret_cast<const char*>(archive_.data()) + at, static_cast<std::size_t>(size)};
  }

  std::uint64_t find_end() const {
    if (archive_.size() < kEndSize) corrupt("it ends too early");
    const auto last = archive_.size() - kEndSize;
    for (std::uint64_t back = 0; back <= std::min<std::uint64_t>(last, kMostComment); ++back) {
      if (number(last - back, 4) == kEnd) return last - back;
    }
    corrupt("its directory at the end is missing, as of a download that broke off");
  }

  // Of the directory's entry at `at`.
  ZipMember member(std::uint64_t at, const std::string& name, std::uint64_t name_size,
                   std::uint64_t extra_size) const {
    const auto flags = number(at + 8, 2), method = number(at + 10, 2);
    const bool plain = method == 0 && (flags & 1) == 0;
    std::uint64_t stored = number(at + 20, 4), size = number(at + 24, 4), header = number(at + 42, 4);
    // Numbers that do not fit 32 bits are in the extra field 1, in this order.
    for (std::uint64_t extra = at + 46 + name_size, end = extra + extra_size; extra + 4 <= end;) {
      const auto length = number(extra + 2, 2);
      if (number(extra, 2) == 1) {
        auto value = extra + 4;
        for (auto* wide : {&size, &stored, &header}) {
          if (*wide != 0xffffffff) continue;
          if (value + 8 > extra + 4 + length) corrupt("the sizes of " + shown(name) + " are missing");
          *wide = number(value, 8);
          value += 8;
        }
      }
      extra += 4 + length;
    }
    if (plain && stored != size) corrupt("the sizes of " + shown(name) + " differ");
    if (number(header, 4) != kLocalHeader)
      corrupt("the member " + shown(name) + " is not where it should be");
    const auto begin = header + 30 + number(header + 26, 2) + number(header + 28, 2);
    if (begin > archive_.size() || archive_.size() - begin < stored)
      corrupt("the member " + shown(name) + " goes on behind the end");
    return {begin, stored, plain};
  }

  const Bytes archive_;
  const std::string& file_;
};

}  // namespace

bool is_zip(Bytes archive) {
  return archive.size() >= 4 && archive[0] == 'P' && archive[1] == 'K' && archive[2] == 3 && archive[3] == 4;
}

std::map<std::string, ZipMember> zip_members(Bytes archive, const std::string& file) {
  return ZipReader(archive, file).members();
}

}  // namespace cloc::weights
