// SPDX-License-Identifier: Apache-2.0
// Tensors of PyTorch's own files: torch.save as zip (since 1.6) and as it was before, and TorchScript
// archives, of which the weights alone are read. Nothing in such a file is ever executed: its pickle is read
// as values (core/base/pickle.h), and names other than those of tensors and plain containers are refused.
#pragma once

#include <memory>
#include <string>

#include "core/base/mapped_file.h"
#include "core/weights/safetensors.h"

namespace cloc::weights {

// By what the file begins with.
bool is_torch_file(std::span<const std::uint8_t> file);

// By dotted names: {"state_dict": {"conv1.weight": t}} gives "state_dict.conv1.weight". Texts and numbers
// that stand beside tensors are in the metadata. Tensors share the mapping's memory where they are aligned;
// writing to them changes this program's copy alone. `name` stands for the file in messages. Throws
// Error{Unsupported} naming what would have been executed, or an element type that is not known;
// Error{Corrupt} naming the tensor for places outside of the file and shapes that do not fit.
SafeTensors read_torch_file(const std::shared_ptr<MappedFile>& file, const std::string& name);

}  // namespace cloc::weights
