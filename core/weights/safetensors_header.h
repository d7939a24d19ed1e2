// SPDX-License-Identifier: Apache-2.0
// What a safetensors file says about itself: names, element types, shapes and places of its tensors, without
// their values. Used by read_safetensors, and by whoever lists or inspects models without loading them. Every
// number in the file is checked before it is used: a file may come from anywhere.
//
// The format: 8 bytes, the header's length N, little endian; N bytes of JSON, padded with spaces; the
// tensors' bytes, which follow each other without holes up to the end of the file.
#pragma once

#include <c10/core/ScalarType.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cloc::weights {

struct TensorInfo {
  std::string name;
  c10::ScalarType dtype = c10::ScalarType::Float;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;  // its bytes' place, counted from the start of the file
};

struct SafeTensorsHeader {
  std::vector<TensorInfo> tensors;  // in the order of their bytes
  std::map<std::string, std::string> metadata;
};

// The longest header that the format's own library accepts.
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

// Throws Error{NotFound, Io}; Error{Corrupt} naming the file and the first tensor affected for a file that is
// cut short, not JSON, or at odds with itself (overlaps, holes, sizes that do not fit shapes, a name twice);
// Error{Unsupported} for an element type of the format that this program cannot hold (8-bit floats, unsigned
// 16 to 64 bits, complex).
SafeTensorsHeader read_safetensors_header(const std::filesystem::path& path);

// "F32", "BF16", ...: the format's name of an element type; nullopt for one it has no name for.
std::optional<std::string_view> dtype_name(c10::ScalarType dtype);

// Where tensors of this type come in a file: larger elements first, so that each tensor is aligned.
std::size_t dtype_order(c10::ScalarType dtype);

// A tensor's name for a message: quoted, control characters escaped, cut at 200 characters.
std::string shown_name(const std::string& name);

}  // namespace cloc::weights
