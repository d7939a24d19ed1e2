// SPDX-License-Identifier: Apache-2.0
// What the readers of foreign checkpoints share: tensors that are taken out by name, and the configurations
// beside them. Used by the readers of this folder alone.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/model/config.h"
#include "core/weights/safetensors.h"

namespace cloc::inference {

// The tensors of a checkpoint by their names behind a prefix; knows what was not taken.
class CheckpointSource {
 public:
  CheckpointSource(std::map<std::string, at::Tensor> tensors, std::string prefix, std::string file);

  const std::string& file() const { return file_; }
  bool has(const std::string& name) const { return tensors_.contains(prefix_ + name); }
  // Throw Error{Mismatch} for a tensor that is not there.
  const at::Tensor& at(const std::string& name) const;
  at::Tensor take(const std::string& name);
  void drop(const std::string& name) { tensors_.erase(prefix_ + name); }
  // Of the tensor, which must have so many `dimensions`; throws Error{Mismatch}.
  std::int64_t size(const std::string& name, std::int64_t dimension, std::int64_t dimensions) const;
  // Whether any name behind the prefix begins so.
  bool any(const std::string& beginning) const;
  // How many of "BEGINNING0.", "BEGINNING1.", ... there are.
  std::int64_t layers(const std::string& beginning) const;
  // What was not taken. Throws Error{Unsupported} for what belongs to a tower: the model is not what it is
  // taken for.
  std::vector<std::string> rest(std::initializer_list<std::string_view> towers) const;
  // The side of a square grid of so many positions; throws Error{Mismatch}.
  std::int64_t grid_side(std::int64_t positions) const;

 private:
  std::map<std::string, at::Tensor> tensors_;
  const std::string prefix_, file_;
};

// A configuration file, or null when there is none. Throws Error{Corrupt} for what is no JSON object.
nlohmann::json read_config(const std::filesystem::path& path);

// An object within, empty when there is none.
nlohmann::json part_of(const nlohmann::json& config, const char* key);

// Throws Error{Unsupported} naming a setting of `part` that `known` does not have, or not with this value
// (null: any value); those that are null or false change nothing.
void check_settings(const nlohmann::json& config, const char* part,
                    const std::map<std::string, nlohmann::json>& known, const std::filesystem::path& file);

// Copies tensors that were read from `file` into a network's. Throws Error{Mismatch} listing those that are
// missing or of another shape; Error{Numeric} naming one that holds NaN or infinity.
void load_finite(const std::vector<std::pair<std::string, at::Tensor>>& targets,
                 const weights::SafeTensors& tensors, const std::string& file);

// By the words of transformers; throws Error{Unsupported}.
model::Activation activation_of(const std::string& word, const std::filesystem::path& file);

}  // namespace cloc::inference
