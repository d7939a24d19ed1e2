// SPDX-License-Identifier: Apache-2.0
// Tensors by name, to and from safetensors files: how models and checkpoints are stored. Nothing in such a
// file is executed. Names are the file's own; maps between the names of open_clip, Hugging Face and ours are
// elsewhere.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

#include "core/weights/safetensors_header.h"

namespace cloc::weights {

struct SafeTensors {
  std::map<std::string, at::Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

// The whole file, as tensors on the CPU in the file's mapped memory: what is not touched is not read, and
// writing to a tensor never changes the file. The file may be removed or replaced afterwards, but not cut.
// Throws what read_safetensors_header throws.
SafeTensors read_safetensors(const std::filesystem::path& path);

// Writes the file whole or not at all. Tensors may lie on any device and be views; they are copied one at a
// time. The same tensors give the same bytes, those of the format's own library: largest element type first,
// then by name. Throws Error{Io}; Error{InvalidInput, Unsupported} naming a tensor that is undefined, sparse
// or of an element type that the format has no name for.
void write_safetensors(const std::filesystem::path& path, const SafeTensors& contents);

}  // namespace cloc::weights
