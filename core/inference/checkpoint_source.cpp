// SPDX-License-Identifier: Apache-2.0
#include "core/inference/checkpoint_source.h"

#include <torch/torch.h>

#include <cmath>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/weights/load_state.h"

namespace cloc::inference {

namespace fs = std::filesystem;
using nlohmann::json;

CheckpointSource::CheckpointSource(std::map<std::string, at::Tensor> tensors, std::string prefix,
                                   std::string file)
    : tensors_(std::move(tensors)), prefix_(std::move(prefix)), file_(std::move(file)) {}

const at::Tensor& CheckpointSource::at(const std::string& name) const {
  const auto found = tensors_.find(prefix_ + name);
  if (found == tensors_.end()) {
    throw Error(ErrorKind::Mismatch, file_ + " lacks the tensor " + weights::shown_name(prefix_ + name) +
                                         ". It is not whole, or not the model that it seems to be.");
  }
  return found->second;
}

at::Tensor CheckpointSource::take(const std::string& name) {
  auto tensor = at(name);
  tensors_.erase(prefix_ + name);
  return tensor;
}

std::int64_t CheckpointSource::size(const std::string& name, std::int64_t dimension,
                                    std::int64_t dimensions) const {
  const auto& tensor = at(name);
  if (tensor.dim() != dimensions) {
    throw Error(ErrorKind::Mismatch, file_ + ": tensor " + weights::shown_name(prefix_ + name) + " has " +
                                         std::to_string(tensor.dim()) + " dimensions, not " +
                                         std::to_string(dimensions) + ".");
  }
  return tensor.size(dimension);
}

bool CheckpointSource::any(const std::string& beginning) const {
  const auto found = tensors_.lower_bound(prefix_ + beginning);
  return found != tensors_.end() && found->first.starts_with(prefix_ + beginning);
}

std::int64_t CheckpointSource::layers(const std::string& beginning) const {
  std::int64_t count = 0;
  while (any(beginning + std::to_string(count) + ".")) ++count;
  return count;
}

std::vector<std::string> CheckpointSource::rest(std::initializer_list<std::string_view> towers) const {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors_) {
    for (const auto tower : towers) {
      if (!name.starts_with(prefix_ + std::string(tower))) continue;
      throw Error(ErrorKind::Unsupported, file_ + " has a tensor " + weights::shown_name(name) +
                                              " that this program does not know of: without it the model "
                                              "would give other numbers. Its architecture is not supported.");
    }
    names.push_back(name);
  }
  return names;
}

std::int64_t CheckpointSource::grid_side(std::int64_t positions) const {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(positions))));
  if (positions > 0 && side * side == positions) return side;
  throw Error(ErrorKind::Mismatch,
              file_ + " has " + std::to_string(positions) + " image positions, which is no square grid.");
}

json read_config(const fs::path& path) {
  if (!fs::exists(path)) return nullptr;
  auto config = json::parse(read_text_file(path), nullptr, false);
  if (!config.is_object())
    throw Error(ErrorKind::Corrupt, path.string() + " is not a JSON object. Get it again.");
  return config;
}

json part_of(const json& config, const char* key) {
  const auto found = config.find(key);
  return found != config.end() && found->is_object() ? *found : json::object();
}

model::Activation activation_of(const std::string& word, const fs::path& file) {
  if (word == "quick_gelu") return model::Activation::QuickGelu;
  if (word == "gelu") return model::Activation::Gelu;
  if (word == "gelu_pytorch_tanh" || word == "gelu_new") return model::Activation::TanhGelu;
  throw Error(ErrorKind::Unsupported, file.string() + ": the activation '" + word + "' is not known.");
}

void load_finite(const std::vector<std::pair<std::string, at::Tensor>>& targets,
                 const weights::SafeTensors& tensors, const std::string& file) {
  for (const auto& [name, tensor] : tensors.tensors) {
    if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>()) {
      throw Error(ErrorKind::Numeric,
                  file + ": the tensor that becomes " + weights::shown_name(name) +
                      " holds NaN or infinity. Get the file again, or an earlier checkpoint.");
    }
  }
  weights::load_state(targets, tensors, file);
}

void check_settings(const json& config, const char* part, const std::map<std::string, json>& known,
                    const fs::path& file) {
  for (const auto& [key, value] : config.items()) {
    const auto found = known.find(key);
    if (found != known.end() && (found->second.is_null() || found->second == value)) continue;
    if (value.is_null() || value == false) continue;
    throw Error(ErrorKind::Unsupported, file.string() + ": " + part + " has " + key + " = " + value.dump() +
                                            ", which this program does not know of.");
  }
}

}  // namespace cloc::inference
