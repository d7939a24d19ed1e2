// SPDX-License-Identifier: Apache-2.0
// A model as one TorchScript file (script_model.h says which methods it has), for torch.jit.load in Python
// and C++.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/inference/model_folder.h"

namespace cloc::inference {

struct ScriptExport {
  std::uintmax_t bytes = 0;
  double largest_difference = 0;  // of all methods' outputs from the model's own, on random inputs
};

// Writes `file`, loads it again and compares. Besides make_script's attributes the module has those of the
// tokenizer that texts are cut by: tokenizer ("sentencepiece", "clip_bpe" or "gemma_bpe"), begin_id (-1:
// none), end_id and pad_id; the archive's extra file "cloc.json" is the model's configuration. Throws
// Error{Internal} when the numbers differ by more than 1e-4, Error{Io}; nothing is left behind then.
ScriptExport write_torchscript(const std::filesystem::path& file, LoadedModel& loaded);

}  // namespace cloc::inference
