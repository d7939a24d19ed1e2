// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"

namespace cloc {

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::InvalidInput:
      return 2;
    case ErrorKind::NotFound:
      return 3;
    case ErrorKind::Corrupt:
      return 4;
    case ErrorKind::Io:
      return 5;
    case ErrorKind::Mismatch:
      return 6;
    case ErrorKind::Numeric:
      return 7;
    case ErrorKind::OutOfMemory:
      return 8;
    case ErrorKind::Unsupported:
      return 9;
    case ErrorKind::Cancelled:
      return 130;
    case ErrorKind::Internal:
      return 1;
  }
  return 1;
}

const char* to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::InvalidInput:
      return "invalid input";
    case ErrorKind::NotFound:
      return "not found";
    case ErrorKind::Corrupt:
      return "corrupt";
    case ErrorKind::Io:
      return "input/output";
    case ErrorKind::Mismatch:
      return "mismatch";
    case ErrorKind::Numeric:
      return "numeric";
    case ErrorKind::OutOfMemory:
      return "out of memory";
    case ErrorKind::Unsupported:
      return "unsupported";
    case ErrorKind::Cancelled:
      return "cancelled";
    case ErrorKind::Internal:
      return "internal";
  }
  return "internal";
}

}  // namespace cloc
