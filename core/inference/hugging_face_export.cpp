// SPDX-License-Identifier: Apache-2.0
#include "core/inference/hugging_face_export.h"

#include <torch/torch.h>

#include <map>
#include <string>
#include <system_error>
#include <tuple>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/inference/preprocessing_config.h"
#include "core/inference/tensor_names.h"
#include "core/weights/safetensors.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

void check(const LoadedModel& loaded) {
  const auto& config = loaded.model->config();
  std::string reason;
  if (config.vision.pool != model::ImagePool::ClassToken)
    reason =
        "its images are pooled by " + model::to_string(config.vision.pool) + ", CLIPModel's by a class token";
  if (config.vision.patch_bias || !config.vision.pre_norm || config.logit_bias || config.text.projection_bias)
    reason = "it has a bias that CLIPModel has not, or lacks a norm";
  if (config.vision.rotary) reason = "its image encoder turns queries and keys by their places";
  if (!config.text.causal || config.text.pool != model::TextPool::EndMarker)
    reason = "its texts are not read as CLIP's are";
  const auto vocabulary = text::vocabulary_files(loaded.folder);
  if (loaded.tokenizer->name() != "clip_bpe" || vocabulary.front().first.extension() != ".json")
    reason = "its vocabulary is neither vocab.json and merges.txt nor CLIP's tokenizer.json";
  if (reason.empty()) return;
  throw Error(ErrorKind::Unsupported, loaded.folder.string() +
                                          " cannot be written for Hugging Face: " + reason +
                                          ". Models that were converted from a CLIP, and trained on, can.");
}

const char* activation_name(model::Activation activation) {
  switch (activation) {
    case model::Activation::QuickGelu:
      return "quick_gelu";
    case model::Activation::TanhGelu:
      return "gelu_pytorch_tanh";
    default:
      return "gelu";
  }
}

json config_of(const LoadedModel& loaded) {
  const auto& config = loaded.model->config();
  const auto& [vision, text] = std::tie(config.vision, config.text);
  return {{"architectures", {"CLIPModel"}},
          {"model_type", "clip"},
          {"projection_dim", config.embed_dim},
          {"logit_scale_init_value", 2.6592},
          {"text_config",
           {{"model_type", "clip_text_model"},
            {"hidden_size", text.width},
            {"intermediate_size", text.mlp_width},
            {"num_hidden_layers", text.layers},
            {"num_attention_heads", text.heads},
            {"hidden_act", activation_name(text.activation.value_or(config.activation))},
            {"layer_norm_eps", text.norm_eps},
            {"vocab_size", text.vocabulary},
            {"max_position_embeddings", text.context_length},
            {"projection_dim", config.embed_dim},
            {"bos_token_id", loaded.tokenizer->begin_id()},
            {"eos_token_id", loaded.tokenizer->end_id()},
            {"pad_token_id", loaded.tokenizer->end_id()}}},
          {"vision_config",
           {{"model_type", "clip_vision_model"},
            {"hidden_size", vision.width},
            {"intermediate_size", vision.mlp_width},
            {"num_hidden_layers", vision.layers},
            {"num_attention_heads", vision.heads},
            {"hidden_act", activation_name(config.activation)},
            {"layer_norm_eps", vision.norm_eps},
            {"image_size", vision.input_size},
            {"patch_size", vision.patch_size},
            {"projection_dim", config.embed_dim}}}};
}

}  // namespace

void write_hugging_face_clip(const fs::path& folder, LoadedModel& loaded, StoredPrecision precision) {
  check(loaded);
  const torch::NoGradGuard no_grad;
  std::map<std::string, at::Tensor> ours;
  for (const auto& item : loaded.model->named_parameters()) ours[item.key()] = item.value().detach();
  weights::SafeTensors contents;
  contents.tensors = by_their_names(ours, hugging_face_names(loaded.model->config()));
  contents.metadata["format"] = "pt";  // transformers insists on it
  if (precision == StoredPrecision::Half) {
    for (auto& [name, tensor] : contents.tensors) tensor = tensor.to(torch::kHalf);
  }
  std::error_code error;
  fs::create_directories(folder, error);
  for (const auto& [file, name] : text::vocabulary_files(loaded.folder)) {
    if (!error) fs::copy_file(file, folder / name, fs::copy_options::overwrite_existing, error);
  }
  if (error)
    throw Error(ErrorKind::Io, "Cannot write the model to " + folder.string() + ": " + error.message() + ".");
  auto config = config_of(loaded);
  config["dtype"] = precision == StoredPrecision::Half ? "float16" : "float32";
  const auto context = loaded.model->config().text.context_length;
  const auto text_of = [](const json& document) { return document.dump(2) + "\n"; };
  write_text_file(folder / "tokenizer_config.json", text_of({{"tokenizer_class", "CLIPTokenizer"},
                                                             {"model_max_length", context},
                                                             {"bos_token", "<|startoftext|>"},
                                                             {"eos_token", "<|endoftext|>"},
                                                             {"unk_token", "<|endoftext|>"},
                                                             {"pad_token", "<|endoftext|>"}}));
  write_text_file(folder / "preprocessor_config.json",
                  text_of(hugging_face_preprocessing(loaded.model->config())));
  weights::write_safetensors(folder / "model.safetensors", contents);
  write_text_file(folder / "config.json", text_of(config));
}

}  // namespace cloc::inference
