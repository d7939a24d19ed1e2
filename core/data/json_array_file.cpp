// SPDX-License-Identifier: Apache-2.0
#include "core/data/json_array_file.h"

#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace cloc::data {

JsonArrayFile::JsonArrayFile(std::filesystem::path path)
    : path_(std::move(path)), file_(path_, std::ios::binary) {}

void JsonArrayFile::add(const std::string& json) {
  file_ << (count_++ > 0 ? ",\n" : "\n") << json;
  if (!file_) fail();
}

void JsonArrayFile::copy_to(AtomicFile& target) {
  if (file_.is_open()) file_.close();
  std::ifstream again(path_, std::ios::binary);
  if (file_.fail() || !again) fail();
  target.write("[");
  std::vector<char> block(std::size_t{1} << 20);
  while (again.read(block.data(), static_cast<std::streamsize>(block.size())), again.gcount() > 0)
    target.write(std::string_view(block.data(), static_cast<std::size_t>(again.gcount())));
  target.write("]");
}

void JsonArrayFile::remove() {
  std::error_code ignored;
  if (file_.is_open()) file_.close();
  std::filesystem::remove(path_, ignored);
}

void JsonArrayFile::fail() const {
  throw Error(ErrorKind::Io, "Writing " + path_.string() + " failed. Check that the disk has room.");
}

std::int64_t RecordIds::take(std::int64_t wanted) {
  if (wanted >= least_ && taken_.insert(wanted).second) return wanted;
  while (!taken_.insert(next_).second) ++next_;
  return next_++;
}

}  // namespace cloc::data
