// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace cloc {

// SHA-256 in 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
// Of a whole file, read in pieces. Throws Error{NotFound} or Error{Io} naming the path.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace cloc
