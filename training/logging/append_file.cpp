// SPDX-License-Identifier: Apache-2.0
#include "training/logging/append_file.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/error.h"

namespace cloc::training {

AppendFile::AppendFile(std::filesystem::path path, OpenMode mode)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), mode == OpenMode::Append ? "abe" : "wbxe")) {
  if (file_ == nullptr) fail("open");
}

AppendFile::~AppendFile() {
  std::fclose(file_);
}

void AppendFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail("write");
}

void AppendFile::flush() {
  if (std::fflush(file_) != 0) fail("write");
}

void AppendFile::fail(const char* doing) const {
  const int error = errno;
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw Error(ErrorKind::Io,
              "Cannot " + std::string(doing) + " " + path_.string() + ": " +
                  std::generic_category().message(error) + "." +
                  (full ? " Free some space and resume the run." : " Check the run's folder."));
}

}  // namespace cloc::training
