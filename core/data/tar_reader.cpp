// SPDX-License-Identifier: Apache-2.0
#include "core/data/tar_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 18;

// Why a member is not taken; null for one that is.
const char* refusal(archive_entry* entry, const std::string& name) {
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK)
    return "It is a link.";
  if (archive_entry_filetype(entry) != AE_IFREG) return "It is no plain file.";
  if (name.empty() || name.front() == '/') return "Its path is absolute or empty.";
  for (const auto& part : fs::path(name)) {
    if (part == "..") return "Its path leads out of the folder (\"..\").";
  }
  return nullptr;
}

std::string name_of(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr) name = archive_entry_pathname_utf8(entry);
  return name == nullptr ? std::string() : std::string(name);
}

}  // namespace

void TarReader::Close::operator()(archive* opened) const {
  archive_read_free(opened);
}

TarReader::TarReader(fs::path path, IssueReport& report, ProgressMeter& meter, CancelToken cancel)
    : path_(std::move(path)),
      report_(report),
      meter_(meter),
      cancel_(std::move(cancel)),
      archive_(archive_read_new()) {
  std::error_code error;
  if (!fs::exists(path_, error))
    throw Error(ErrorKind::NotFound, "The archive " + path_.string() + " does not exist. Check the path.");
  const auto size = fs::file_size(path_, error);
  if (error) throw Error(ErrorKind::Io, "Cannot read " + path_.string() + ": " + error.message() + ".");
  allowed_ = kFreeBytes + kMaxGrowth * size;
  archive_read_support_filter_gzip(archive_.get());
  archive_read_support_filter_zstd(archive_.get());
  archive_read_support_format_tar(archive_.get());
  if (archive_read_open_filename(archive_.get(), path_.c_str(), kBlock) != ARCHIVE_OK) damage();
}

TarReader::~TarReader() = default;

std::string TarReader::where() const {
  std::string text = path_.filename().string();
  if (!name_.empty()) text += ", member " + name_;
  return text;
}

bool TarReader::damage() {
  const char* why = archive_error_string(archive_.get());
  report_.add("archive cut or damaged", where(),
              std::string(why == nullptr ? "It cannot be read." : why) +
                  ". What comes after this place is left out. Copy or download it again.");
  damaged_ = true;
  return false;
}

// Whether the member at hand fits into what the archive may unfold to.
bool TarReader::may_unfold() {
  const auto file_bytes = static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), -1));
  if (file_bytes > counted_) meter_.advance(static_cast<std::int64_t>(file_bytes - counted_));
  counted_ = std::max(counted_, file_bytes);
  const auto unfolded = static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), 0));
  if (size_ <= allowed_ && unfolded <= allowed_ - size_) return true;
  report_.add("archive that unfolds without end", where(),
              "It would unfold to more than " + std::to_string(allowed_ >> 20) +
                  " MB, far beyond its own size. What comes after this place is left out.");
  damaged_ = true;
  return false;
}

bool TarReader::next() {
  while (!damaged_) {
    cancel_.throw_if_cancelled();
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(archive_.get(), &entry);
    if (status == ARCHIVE_EOF) return false;
    if (status < ARCHIVE_WARN) return damage();
    name_ = name_of(entry);
    const auto declared = archive_entry_size(entry);
    size_ = declared > 0 ? static_cast<std::uint64_t>(declared) : 0;
    if (!may_unfold()) return false;
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    if (const char* why = refusal(entry, name_)) {
      report_.add("archive member refused", where(), std::string(why) + " Left out.");
      continue;
    }
    name_ = fs::path(name_).lexically_normal().generic_string();
    return true;
  }
  return false;
}

template <class Use>
bool TarReader::each_block(Use&& use) {
  std::string block(kBlock, '\0');
  for (;;) {
    cancel_.throw_if_cancelled();
    const auto got = archive_read_data(archive_.get(), block.data(), block.size());
    if (got == 0) return true;
    if (got < 0) return damage();
    use(std::string_view(block.data(), static_cast<std::size_t>(got)));
  }
}

bool TarReader::read(std::string& text) {
  text.clear();
  if (size_ > kMaxText) {
    report_.add("archive member too large", where(), "Texts may have 16 MB: left out.");
    return false;
  }
  return each_block([&](std::string_view block) { text += block; });
}

bool TarReader::unpack(const fs::path& target) {
  if (size_ > kMaxImage) {
    report_.add("archive member too large", where(), "Images may have 512 MB: left out.");
    return false;
  }
  std::error_code error;
  if (fs::is_regular_file(target, error) && fs::file_size(target, error) == size_ && !error) return true;
  fs::create_directories(target.parent_path(), error);
  const fs::path temporary = target.string() + ".tmp-" + std::to_string(getpid());
  std::FILE* file = error ? nullptr : std::fopen(temporary.c_str(), "wb");
  const auto fail = [&](int code) {
    fs::remove(temporary, error);
    if (code == ENAMETOOLONG) {
      report_.add("archive member refused", where(), "Its name is too long for a file. Left out.");
      return false;
    }
    throw Error(ErrorKind::Io, "Cannot unpack " + where() + " to " + target.string() + ": " +
                                   std::strerror(code) + ". Make room, or unpack it to another folder.");
  };
  if (file == nullptr) return fail(error ? error.value() : errno);
  bool written = true;
  const bool whole = each_block([&](std::string_view block) {
    written = written && std::fwrite(block.data(), 1, block.size(), file) == block.size();
  });
  const int code = errno;
  written = std::fclose(file) == 0 && written;
  if (!written) return fail(code);
  if (!whole) {
    fs::remove(temporary, error);
    return false;
  }
  fs::rename(temporary, target, error);
  return error ? fail(error.value()) : true;
}

}  // namespace cloc::data
