// SPDX-License-Identifier: Apache-2.0
// A tensor that is a part of a mapped file. For the readers of core/weights.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/mapped_file.h"

namespace cloc::weights {

struct TensorPlace {
  std::string name, file;  // for messages
  c10::ScalarType type = c10::ScalarType::Float;
  std::uint64_t begin = 0, bytes = 0;      // of its storage, inside the file
  std::int64_t offset = 0;                 // elements, inside the storage
  std::vector<std::int64_t> shape;         // not negative
  std::vector<std::int64_t> strides = {};  // elements, not negative; empty: contiguous
};

// Shares the file's memory, which must have been mapped CopyOnWrite, and keeps it; a copy where it is not
// aligned for its type. Throws Error{Corrupt} naming the tensor when it does not fit its storage or the
// storage the file, and for a BOOL tensor with bytes other than 0 and 1.
at::Tensor mapped_tensor(const std::shared_ptr<MappedFile>& file, const TensorPlace& place);

}  // namespace cloc::weights
