// SPDX-License-Identifier: Apache-2.0
// SHA-256 of bytes, streams and files, computed by OpenSSL: it uses the processor's instructions for it where
// there are some, which Qt's own does not (1.4 GB/s against 0.3; docs/benchmarks.md). For telling files
// apart and finding damaged ones, not for secrets.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cloc {

// Of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::span<const std::byte> bytes);
  // 64 lower-case hexadecimal digits. Once, after the last piece.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 in 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
// Of a whole file, read in pieces. Throws Error{NotFound} or Error{Io} naming the path.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace cloc
