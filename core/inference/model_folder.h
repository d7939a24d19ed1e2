// SPDX-License-Identifier: Apache-2.0
// A model on disk: a folder with `model.safetensors`, whose metadata holds the ClocConfig and who made it,
// and the tokenizer it was trained with. What training writes, resources/ ships and every other part opens.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "core/model/cloc.h"
#include "core/text/tokenizer.h"

namespace cloc::inference {

enum class StoredPrecision { Full, Half };  // float32, or float16 for what ships

// In a model's folder.
inline constexpr const char* kWeightsFile = "model.safetensors";

struct LoadedModel {
  model::Cloc model{nullptr};  // in evaluation mode, float32, on the CPU
  std::shared_ptr<const text::Tokenizer> tokenizer;
  std::string hash;                             // SHA-256 of model.safetensors
  std::map<std::string, std::string> metadata;  // "cloc.config", "cloc.step", ...
  std::filesystem::path folder;
};

// By which a model's texts are cut into tokens.
text::TokenizerOptions tokenizer_options(const model::TextConfig& config);

// Writes the folder's files, each whole or not at all; the tokenizer is copied from `tokenizer`, a file or a
// folder that load_tokenizer takes. Throws Error{Io} naming the path.
void save_model(const std::filesystem::path& folder, model::Cloc& model,
                const std::filesystem::path& tokenizer, const std::map<std::string, std::string>& metadata,
                StoredPrecision precision);

// Throws Error{NotFound} when there is no model in the folder, {Corrupt} or {Mismatch} naming the tensor.
LoadedModel load_model(const std::filesystem::path& folder);

// The sizes alone, without reading the weights. Throws as load_model does.
model::ClocConfig read_model_config(const std::filesystem::path& folder);

enum class NewParts {
  None,
  OfRegions  // Prompter, BoxHead and RoI projection may be missing in the folder, all together, and stay as
             // they are; likewise the proposal head
};

// Copies the parameters of the model in `folder` into `target`, for fine-tuning. Throws Error{Mismatch}
// naming a tensor.
void copy_parameters(const std::filesystem::path& folder, model::Cloc& target,
                     NewParts new_parts = NewParts::None);

// Of the metadata that model.safetensors carries: the configuration, as JSON.
inline constexpr const char* kConfigKey = "cloc.config";
std::string config_to_json(const model::ClocConfig& config);
// Throws Error{Corrupt} naming `where` and the field.
model::ClocConfig config_from_json(const std::string& text, const std::string& where);

}  // namespace cloc::inference
