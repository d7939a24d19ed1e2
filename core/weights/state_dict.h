// SPDX-License-Identifier: Apache-2.0
// The tensors of a checkpoint, whatever it is stored as: safetensors, torch.save, TorchScript, one file or
// shards. What it is, is told by its first bytes and not by its name. Used wherever foreign weights are
// opened.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/weights/safetensors.h"

namespace cloc::weights {

struct StateDict {
  SafeTensors contents;
  std::vector<std::filesystem::path> files;  // that the tensors come from
};

// `path`: a file; an index of shards (*.index.json); or a folder with one of model.safetensors,
// open_clip_model.safetensors, pytorch_model.bin, open_clip_pytorch_model.bin or an index of the former, in
// this order, or else with a single file of weights. Throws Error{NotFound} naming what was looked for, or
// the shard that is missing; Error{Corrupt} naming file and tensor for an index and shards that do not agree;
// Error{Unsupported} for files of another kind; and what read_safetensors and read_torch_file throw.
StateDict open_state_dict(const std::filesystem::path& path);

}  // namespace cloc::weights
