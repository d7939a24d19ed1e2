// SPDX-License-Identifier: Apache-2.0
// The members of a tar archive, plain or packed with gzip or zstd, one after another, trusting none of them.
// Used by the WebDataset reader. It makes no file by itself but through unpack(), below the given folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/issue_report.h"
#include "core/base/progress.h"

struct archive;
struct archive_entry;

namespace cloc::data {

class TarReader {
 public:
  // What an archive may unfold to: kFreeBytes, and kMaxGrowth times its own size. Photographs do not shrink;
  // what shrinks more is made to fill disks.
  static constexpr std::uint64_t kFreeBytes = std::uint64_t{1} << 30;
  static constexpr std::uint64_t kMaxGrowth = 20;
  static constexpr std::uint64_t kMaxImage = std::uint64_t{512} << 20;  // bytes of one member on the disk
  static constexpr std::uint64_t kMaxText = std::uint64_t{16} << 20;    // and in memory

  // `meter` counts the bytes of the archive's file. Throws Error{NotFound, Io}.
  TarReader(std::filesystem::path path, IssueReport& report, ProgressMeter& meter, CancelToken cancel);
  ~TarReader();
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;

  // The next plain file whose name stays below a folder. False at the end, and where the rest cannot be read.
  // Reports: "archive member refused" (absolute paths, .., links, devices), "archive cut or damaged",
  // "archive that unfolds without end".
  bool next();
  const std::string& name() const { return name_; }  // with '/'
  std::uint64_t size() const { return size_; }
  bool damaged() const { return damaged_; }
  // "shard-0001.tar, member a/b.json".
  std::string where() const;

  // All of the member at hand. False, and reported as "archive member too large" or as damage, when it cannot
  // be had.
  bool read(std::string& text);
  // Into `target`, whole or not at all; what is there with the same size is left as it is. As read(); throws
  // Error{Io}.
  bool unpack(const std::filesystem::path& target);

 private:
  struct Close {
    void operator()(archive* opened) const;
  };
  bool may_unfold();
  bool damage();
  template <class Use>
  bool each_block(Use&& use);

  std::filesystem::path path_;
  IssueReport& report_;
  ProgressMeter& meter_;
  CancelToken cancel_;
  std::unique_ptr<archive, Close> archive_;
  std::uint64_t allowed_ = 0;
  std::uint64_t counted_ = 0;  // bytes of the file that the meter knows of
  std::string name_;
  std::uint64_t size_ = 0;
  bool damaged_ = false;
};

}  // namespace cloc::data
