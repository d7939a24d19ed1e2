// SPDX-License-Identifier: Apache-2.0
#include "core/weights/mapped_tensor.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/weights/safetensors_header.h"

namespace cloc::weights {
namespace {

[[noreturn]] void corrupt(const TensorPlace& place, const std::string& why) {
  throw Error(ErrorKind::Corrupt, place.file + ": tensor " + shown_name(place.name) + " " + why +
                                      ". Get or write the file again.");
}

std::vector<std::int64_t> contiguous_strides(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;) {
    if (__builtin_mul_overflow(strides[i], std::max<std::int64_t>(shape[i], 1), &strides[i - 1]))
      strides[i - 1] = std::numeric_limits<std::int64_t>::max();
  }
  return strides;
}

// Elements from the storage's start to behind the tensor's last; absent when there are more than can be
// counted.
std::optional<std::int64_t> reach(const TensorPlace& place, const std::vector<std::int64_t>& strides) {
  std::int64_t last = place.offset;
  for (std::size_t i = 0; i < place.shape.size(); ++i) {
    if (place.shape[i] == 0) return 0;
    std::int64_t step = 0;
    if (__builtin_mul_overflow(place.shape[i] - 1, strides[i], &step) ||
        __builtin_add_overflow(last, step, &last))
      return std::nullopt;
  }
  if (last == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return last + 1;
}

}  // namespace

at::Tensor mapped_tensor(const std::shared_ptr<MappedFile>& file, const TensorPlace& place) {
  const auto strides =
      place.strides.empty() && !place.shape.empty() ? contiguous_strides(place.shape) : place.strides;
  if (strides.size() != place.shape.size()) corrupt(place, "has a shape and strides of different lengths");
  const auto bytes = file->writable();
  if (place.begin > bytes.size() || place.bytes > bytes.size() - place.begin)
    corrupt(place, "lies outside of the file");
  const auto width = c10::elementSize(place.type);
  const auto elements = reach(place, strides);
  if (!elements || static_cast<std::uint64_t>(*elements) > place.bytes / width)
    corrupt(place, "is larger than what is stored of it");
  // Strides of 0 repeat what is stored: a few bytes that would be gigabytes once they are copied.
  std::int64_t count = 1;
  for (const auto size : place.shape) {
    if (__builtin_mul_overflow(count, size, &count)) corrupt(place, "has more elements than can be counted");
  }
  if (count > 0 && static_cast<std::uint64_t>(count) > place.bytes / width)
    corrupt(place, "has more elements than are stored of it");
  if (count == 0) return at::empty(place.shape, at::TensorOptions().dtype(place.type));

  auto* first = bytes.data() + place.begin + static_cast<std::size_t>(place.offset) * width;
  if (place.type == at::kBool) {
    // Any other byte in a bool is undefined behaviour for whoever reads it.
    const auto* end = bytes.data() + place.begin + static_cast<std::size_t>(*elements) * width;
    if (std::any_of(first, const_cast<std::uint8_t*>(end), [](std::uint8_t byte) { return byte > 1; }))
      corrupt(place, "is BOOL and holds bytes other than 0 and 1");
  }
  const auto options = at::TensorOptions().dtype(place.type);
  if (reinterpret_cast<std::uintptr_t>(first) % width == 0)
    return at::from_blob(
        first, place.shape, strides, [file](void*) {}, options);
  const auto span = *elements - place.offset;
  auto copy = at::empty({span}, options);
  std::memcpy(copy.data_ptr(), first, static_cast<std::size_t>(span) * width);
  return copy.as_strided(place.shape, strides).clone();
}

}  // namespace cloc::weights
