// SPDX-License-Identifier: Apache-2.0
// The one error type of the project: a message for people (what, where, what to do) and a kind for programs.
// Thrown where something goes wrong, caught once at each boundary (CLI command, job, slot).
#pragma once

#include <stdexcept>
#include <string>

namespace cloc {

enum class ErrorKind {
  InvalidInput,  // the user gave something that cannot be right: fix the input
  NotFound,      // a file, model, project or record that is not there
  Corrupt,       // a file that is there and cannot be read as what it should be
  Io,            // the disk or the system refused: full disk, no permission
  Mismatch,      // two valid things that do not fit together: checkpoint and model, index and model
  Numeric,       // a loss or an embedding that is not finite
  OutOfMemory,
  Cancelled,
  Unsupported,  // this build or this machine cannot do it
  Internal      // a bug of ours
};

class Error : public std::runtime_error {
 public:
  // `message` says what is wrong, where (file, line or record) and what to do.
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

// Exit codes of cloc-cli: 0 success, 1 internal, 2 wrong usage or input, 3 not found, 4 corrupt, 5 I/O,
// 6 mismatch, 7 numeric, 8 out of memory, 9 unsupported, 130 cancelled.
int exit_code(ErrorKind kind) noexcept;

// "invalid input", "not found", ...: the kind as `--json` prints it.
const char* to_string(ErrorKind kind) noexcept;

}  // namespace cloc
