// SPDX-License-Identifier: Apache-2.0
#include "core/inference/model_folder.h"

#include <torch/torch.h>

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/weights/load_state.h"
#include "core/weights/safetensors.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::pair<std::string, at::Tensor>> named_tensors(model::Cloc& model) {
  std::vector<std::pair<std::string, at::Tensor>> all;
  for (const auto& item : model->named_parameters()) all.emplace_back(item.key(), item.value());
  return all;
}

// The name the tokenizer keeps inside a model folder, so that load_tokenizer(folder) finds it.
void copy_tokenizer(const fs::path& from, const fs::path& folder) {
  std::error_code error;
  const auto copy = [&](const fs::path& file, const fs::path& name) {
    if (fs::equivalent(file, folder / name, error)) return;
    fs::copy_file(file, folder / name, fs::copy_options::overwrite_existing, error);
    if (error) {
      throw Error(ErrorKind::Io, "Cannot copy the tokenizer " + file.string() + " into " + folder.string() +
                                     ": " + error.message() + ".");
    }
  };
  for (const auto& [file, name] : text::vocabulary_files(from)) copy(file, name);
}

fs::path weights_file(const fs::path& folder) {
  auto path = folder / kWeightsFile;
  if (!fs::exists(path)) {
    throw Error(ErrorKind::NotFound,
                folder.string() + " holds no model (no " + kWeightsFile +
                    "). Give the folder that training wrote, e.g. RUN/checkpoints/best.");
  }
  return path;
}

model::ClocConfig config_of(const std::map<std::string, std::string>& metadata, const fs::path& path) {
  const auto config = metadata.find(kConfigKey);
  if (config == metadata.end()) {
    throw Error(ErrorKind::Mismatch, path.string() +
                                         " is a safetensors file but no CLOC model: its metadata has no '" +
                                         std::string(kConfigKey) + "'.");
  }
  return config_from_json(config->second, path.string());
}

}  // namespace

text::TokenizerOptions tokenizer_options(const model::TextConfig& config) {
  return {.context_length = static_cast<int>(config.context_length),
          .strip_punctuation = config.strip_punctuation,
          .mend_web_text = config.mend_web_text};
}

std::string config_to_json(const model::ClocConfig& c) {
  return json{{"name", c.name},
              {"embed_dim", c.embed_dim},
              {"activation", model::to_string(c.activation)},
              {"logit_bias", c.logit_bias},
              {"region_encoder", model::to_string(c.region_encoder)},
              {"prompt_pool", model::to_string(c.prompt_pool)},
              {"proposal_head", c.proposal_head},
              {"vision",
               {{"input_size", c.vision.input_size},
                {"patch_size", c.vision.patch_size},
                {"width", c.vision.width},
                {"layers", c.vision.layers},
                {"heads", c.vision.heads},
                {"mlp_width", c.vision.mlp_width},
                {"pool", model::to_string(c.vision.pool)},
                {"patch_bias", c.vision.patch_bias},
                {"pre_norm", c.vision.pre_norm},
                {"norm_eps", c.vision.norm_eps},
                {"position_rule", model::to_string(c.vision.position_rule)},
                {"norm_after_pool", c.vision.norm_after_pool},
                {"rotary", c.vision.rotary},
                {"rotary_offset", c.vision.rotary_offset},
                {"rotary_grid", c.vision.rotary_grid},
                {"pool_heads", c.vision.pool_heads},
                {"pool_mlp_width", c.vision.pool_mlp_width},
                {"pool_class_token", c.vision.pool_class_token},
                {"pool_projection", c.vision.pool_projection}}},
              {"text",
               {{"vocabulary", c.text.vocabulary},
                {"context_length", c.text.context_length},
                {"width", c.text.width},
                {"layers", c.text.layers},
                {"heads", c.text.heads},
                {"mlp_width", c.text.mlp_width},
                {"pool", model::to_string(c.text.pool)},
                {"causal", c.text.causal},
                {"projection_bias", c.text.projection_bias},
                {"pad_id", c.text.pad_id},
                {"strip_punctuation", c.text.strip_punctuation},
                {"mend_web_text", c.text.mend_web_text},
                {"activation", model::to_string(c.text.activation.value_or(c.activation))},
                {"norm_eps", c.text.norm_eps}}},
              {"image_fit", model::to_string(c.image_fit)},
              {"unread_edge", c.unread_edge},
              {"resampling", model::to_string(c.resampling)},
              {"crop_start", model::to_string(c.crop_start)},
              {"image_mean", c.image_mean},
              {"image_std", c.image_std}}
      .dump();
}

model::ClocConfig config_from_json(const std::string& text, const std::string& where) {
  try {
    const auto j = json::parse(text);
    model::ClocConfig c;
    c.name = j.at("name");
    c.embed_dim = j.at("embed_dim");
    c.activation = model::parse_activation(j.at("activation"));
    c.region_encoder = model::parse_region_encoder(j.at("region_encoder"));
    c.prompt_pool = model::parse_prompt_pool(j.at("prompt_pool"));
    const auto& vision = j.at("vision");
    c.vision = {vision.at("input_size"), vision.at("patch_size"), vision.at("width"),
                vision.at("layers"),     vision.at("heads"),      vision.at("mlp_width")};
    const auto& words = j.at("text");
    c.text = {words.at("vocabulary"), words.at("context_length"), words.at("width"),
              words.at("layers"),     words.at("heads"),          words.at("mlp_width")};
    // Models of before these could be chosen have none of them, and the defaults.
    c.logit_bias = j.value("logit_bias", c.logit_bias);
    c.proposal_head = j.value("proposal_head", c.proposal_head);
    c.vision.pool = model::parse_image_pool(vision.value("pool", model::to_string(c.vision.pool)));
    c.vision.patch_bias = vision.value("patch_bias", c.vision.patch_bias);
    c.vision.pre_norm = vision.value("pre_norm", c.vision.pre_norm);
    c.vision.norm_eps = vision.value("norm_eps", c.vision.norm_eps);
    c.vision.position_rule =
        model::parse_position_rule(vision.value("position_rule", model::to_string(c.vision.position_rule)));
    c.vision.norm_after_pool = vision.value("norm_after_pool", c.vision.norm_after_pool);
    c.vision.rotary = vision.value("rotary", c.vision.rotary);
    c.vision.rotary_offset = vision.value("rotary_offset", c.vision.rotary_offset);
    c.vision.rotary_grid = vision.value("rotary_grid", c.vision.rotary_grid);
    c.vision.pool_heads = vision.value("pool_heads", c.vision.pool_heads);
    c.vision.pool_mlp_width = vision.value("pool_mlp_width", c.vision.pool_mlp_width);
    c.vision.pool_class_token = vision.value("pool_class_token", c.vision.pool_class_token);
    c.vision.pool_projection = vision.value("pool_projection", c.vision.pool_projection);
    c.text.pool = model::parse_text_pool(words.value("pool", model::to_string(c.text.pool)));
    c.text.causal = words.value("causal", c.text.causal);
    c.text.projection_bias = words.value("projection_bias", c.text.projection_bias);
    c.text.strip_punctuation = words.value("strip_punctuation", c.text.strip_punctuation);
    c.text.mend_web_text = words.value("mend_web_text", c.text.mend_web_text);
    c.text.pad_id = words.value("pad_id", c.text.pad_id);
    if (words.contains("activation")) c.text.activation = model::parse_activation(words.at("activation"));
    c.text.norm_eps = words.value("norm_eps", c.text.norm_eps);
    c.image_fit = model::parse_image_fit(j.value("image_fit", model::to_string(c.image_fit)));
    c.unread_edge = j.value("unread_edge", c.unread_edge);
    c.resampling = model::parse_resampling(j.value("resampling", model::to_string(c.resampling)));
    c.crop_start = model::parse_crop_start(j.value("crop_start", model::to_string(c.crop_start)));
    c.image_mean = j.at("image_mean");
    c.image_std = j.at("image_std");
    c.validate();
    return c;
  } catch (const json::exception& error) {
    throw Error(ErrorKind::Corrupt, where + ": its model configuration cannot be read (" + error.what() +
                                        "). Get the file again, or train the model again.");
  } catch (const Error& error) {
    throw Error(ErrorKind::Corrupt, where + ": " + error.what());
  }
}

void save_model(const fs::path& folder, model::Cloc& model, const fs::path& tokenizer,
                const std::map<std::string, std::string>& metadata, StoredPrecision precision) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error(ErrorKind::Io, "Cannot create " + folder.string() + ": " + error.message() + ".");
  copy_tokenizer(tokenizer, folder);
  weights::SafeTensors file;
  file.metadata = metadata;
  file.metadata[kConfigKey] = config_to_json(model->config());
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : named_tensors(model)) {
    const auto plain = tensor.detach().to(torch::kCPU);
    file.tensors[name] = precision == StoredPrecision::Half ? plain.to(torch::kHalf) : plain;
  }
  weights::write_safetensors(folder / kWeightsFile, file);
}

LoadedModel load_model(const fs::path& folder) {
  const auto path = weights_file(folder);
  const auto file = weights::read_safetensors(path);
  LoadedModel loaded;
  loaded.folder = folder;
  loaded.metadata = file.metadata;
  loaded.model = model::Cloc(config_of(file.metadata, path));
  weights::load_state(named_tensors(loaded.model), file, path.string());
  loaded.model->eval();
  loaded.tokenizer = text::load_tokenizer(folder, tokenizer_options(loaded.model->config().text));
  if (loaded.tokenizer->vocab_size() > loaded.model->config().text.vocabulary) {
    throw Error(ErrorKind::Mismatch,
                folder.string() + ": the tokenizer has " + std::to_string(loaded.tokenizer->vocab_size()) +
                    " pieces, the model takes " + std::to_string(loaded.model->config().text.vocabulary) +
                    ". Put the tokenizer that the model was trained with beside it.");
  }
  loaded.hash = sha256_file(path);
  return loaded;
}

model::ClocConfig read_model_config(const fs::path& folder) {
  const auto path = weights_file(folder);
  return config_of(weights::read_safetensors_header(path).metadata, path);
}

void copy_parameters(const fs::path& folder, model::Cloc& target, NewParts new_parts) {
  const auto path = fs::is_directory(folder) ? folder / kWeightsFile : folder;
  const auto stored = weights::read_safetensors(path);
  auto targets = named_tensors(target);
  const auto of_regions = [](const std::string& name) {
    return name.starts_with("prompter.") || name.starts_with("box_head.") || name.starts_with("roi_proj.");
  };
  const auto of_proposals = [](const std::string& name) { return name.starts_with(model::kProposalHead); };
  const auto may_be_new = [&](const auto& of_part) {
    const bool without = std::none_of(stored.tensors.begin(), stored.tensors.end(),
                                      [&](const auto& item) { return of_part(item.first); });
    if (without) std::erase_if(targets, [&](const auto& item) { return of_part(item.first); });
  };
  if (new_parts == NewParts::OfRegions) {
    may_be_new(of_regions);
    may_be_new(of_proposals);
  }
  weights::load_state(targets, stored, path.string());
}

}  // namespace cloc::inference
