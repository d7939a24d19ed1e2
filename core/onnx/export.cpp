// SPDX-License-Identifier: Apache-2.0
#include "core/onnx/export.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <system_error>

#include "core/base/error.h"
#include "core/onnx/towers.h"

namespace cloc::onnx {
namespace {

namespace fs = std::filesystem;
using model::RegionEncoder;

std::string text_of(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.9g", value);
  return text.data();
}

std::string list_of(const std::array<double, 3>& values) {
  return text_of(values[0]) + "," + text_of(values[1]) + "," + text_of(values[2]);
}

// What a program must know to make the inputs and to read the outputs: docs/exports.md explains each.
std::map<std::string, std::string> metadata_of(const inference::LoadedModel& loaded, Parameters& parameters) {
  const auto& config = loaded.model->config();
  const auto& tokenizer = *loaded.tokenizer;
  std::map<std::string, std::string> data{
      {"model", config.name},
      {"model_sha256", loaded.hash},
      {"image_size", std::to_string(config.vision.input_size)},
      {"image_mean", list_of(config.image_mean)},
      {"image_std", list_of(config.image_std)},
      {"image_fit", model::to_string(config.image_fit)},
      {"resampling", model::to_string(config.resampling)},
      {"crop_start", model::to_string(config.crop_start)},
      {"unread_edge", std::to_string(config.unread_edge)},
      {"region_encoder", model::to_string(config.region_encoder)},
      {"embed_dim", std::to_string(config.embed_dim)},
      {"tokenizer", std::string(tokenizer.name())},
      {"context_length", std::to_string(config.text.context_length)},
      {"begin_id", std::to_string(tokenizer.begin_id())},
      {"end_id", std::to_string(tokenizer.end_id())},
      {"pad_id", std::to_string(config.text.pad_id)},
      {"logit_scale", text_of(std::exp(parameters.take("logit_scale").item<double>()))},
      {inference::kConfigKey, inference::config_to_json(config)}};
  if (config.logit_bias) data["logit_bias"] = text_of(parameters.take("logit_bias").item<double>());
  return data;
}

struct Tower {
  const char* file;
  void (*build)(Graph&, const model::ClocConfig&);
};

std::vector<Tower> towers_of(const model::ClocConfig& config) {
  std::vector<Tower> towers{{"image.onnx", image_tower}, {"text.onnx", text_tower}};
  if (config.region_encoder != RegionEncoder::Crops) towers.push_back({"prompter.onnx", region_tower});
  if (config.region_encoder == RegionEncoder::Prompter) towers.push_back({"grounding.onnx", grounding_tower});
  return towers;
}

[[noreturn]] void cannot_write(const fs::path& folder, const std::error_code& error) {
  throw Error(ErrorKind::Io, "Cannot write the model to " + folder.string() + ": " + error.message() + ".");
}

void copy_vocabulary(const inference::LoadedModel& loaded, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  for (const auto& [file, name] : text::vocabulary_files(loaded.folder)) {
    if (!error) fs::copy_file(file, folder / name, error);
  }
  if (error) cannot_write(folder, error);
}

std::vector<WrittenFile> write_files(const fs::path& folder, inference::LoadedModel& loaded,
                                     inference::StoredPrecision precision, std::uint64_t embedded_limit) {
  const auto& config = loaded.model->config();
  Parameters parameters(loaded.model);
  const auto metadata = metadata_of(loaded, parameters);
  copy_vocabulary(loaded, folder);
  std::vector<WrittenFile> written;
  for (const auto& tower : towers_of(config)) {
    Graph graph(parameters, precision);
    tower.build(graph, config);
    written.push_back({tower.file, graph.write(folder / tower.file, metadata, embedded_limit)});
  }
  // A layer that core/model has and this folder does not know would give other numbers. The proposal head,
  // which is not exported, is nothing that the others need.
  auto left = parameters.left();
  std::erase_if(left, [](const std::string& name) { return name.starts_with(model::kProposalHead); });
  if (!left.empty()) {
    throw Error(
        ErrorKind::Unsupported,
        loaded.folder.string() + " cannot be written as ONNX: nothing there reads " + left.front() + ".");
  }
  return written;
}

}  // namespace

std::vector<WrittenFile> write_onnx(const fs::path& folder, inference::LoadedModel& loaded,
                                    inference::StoredPrecision precision, std::uint64_t embedded_limit) {
  const torch::NoGradGuard no_grad;
  auto unfinished = folder;
  unfinished += ".unfinished";
  std::error_code error;
  fs::remove_all(unfinished, error);  // what a killed run left
  try {
    auto written = write_files(unfinished, loaded, precision, embedded_limit);
    fs::rename(unfinished, folder, error);
    if (error) cannot_write(folder, error);
    return written;
  } catch (...) {
    fs::remove_all(unfinished, error);
    throw;
  }
}

}  // namespace cloc::onnx
