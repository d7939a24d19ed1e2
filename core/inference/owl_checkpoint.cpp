// SPDX-License-Identifier: Apache-2.0
#include "core/inference/owl_checkpoint.h"

#include <torch/torch.h>

#include <utility>

#include "core/base/error.h"
#include "core/inference/checkpoint_source.h"
#include "core/inference/config_value.h"
#include "core/inference/foreign_readers.h"
#include "core/inference/model_folder.h"
#include "core/inference/preprocessing_config.h"
#include "core/inference/tensor_names.h"
#include "core/weights/load_state.h"
#include "core/weights/state_dict.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using model::OwlVersion;
using nlohmann::json;

const char* root_of(OwlVersion version) {
  return version == OwlVersion::OwlV2 ? "owlv2." : "owlvit.";
}

// What the weights are, for people who took the wrong ones.
std::string described(const weights::SafeTensors& contents, const json& config, const fs::path& file) {
  if (contents.metadata.contains(kConfigKey))
    return "a model of this program, which is a detector of another kind: choose CLOC as the detector";
  std::string words;
  if (config.is_object()) {
    const auto type = config_value<std::string>(config, "model_type", "", file);
    const auto classes = config_value<std::vector<std::string>>(config, "architectures", {}, file);
    if (!classes.empty()) words = classes.front();
    if (!type.empty())
      words += (words.empty() ? "the type '" : " (type '") + type + (words.empty() ? "'" : "')");
  }
  if (!words.empty()) return words;
  if (contents.tensors.empty()) return "nothing: there are no tensors";
  return "an unknown model, with a tensor " + weights::shown_name(contents.tensors.begin()->first);
}

class Reader {
 public:
  Reader(CheckpointSource& source, OwlVersion version, const json& config, const fs::path& folder,
         OwlCheckpoint& out)
      : source_(source), config_(config), folder_(folder), file_(folder / "config.json"), out_(out) {
    out_.config.version = version;
    out_.family = version == OwlVersion::OwlV2 ? "OWLv2" : "OWL-ViT";
  }

  void read() {
    const std::string root = root_of(out_.config.version);
    set_vision(root + "vision_model.", part_of(config_, "vision_config"));
    set_text(root + "text_model.", part_of(config_, "text_config"));
    auto& clip = out_.config.clip;
    clip.embed_dim = source_.size(root + "text_projection.weight", 0, 2);
    clip.image_fit = model::ImageFit::Squash;
    clip.resampling = model::Resampling::Bicubic;
    read_preprocessing();
    out_.tensors.tensors = take_by_our_names(source_, hugging_face_owl_names(out_.config));
    for (const char* name : {"vision_model.embeddings.position_ids", "text_model.embeddings.position_ids"})
      source_.drop(root + name);
    source_.drop("box_bias");  // which is computed
    out_.unused = source_.rest({root + "vision_model.", root + "text_model.", "class_head.", "box_head.",
                                "objectness_head.", "layer_norm."});
  }

 private:
  void set_vision(const std::string& tower, const json& config) {
    auto& vision = out_.config.clip.vision;
    const auto patch = tower + "embeddings.patch_embedding.weight";
    vision.width = source_.size(patch, 0, 4);
    vision.patch_size = source_.size(patch, 2, 4);
    vision.layers = source_.layers(tower + "encoder.layers.");
    vision.mlp_width = source_.size(tower + "encoder.layers.0.mlp.fc1.weight", 0, 2);
    const auto positions = source_.size(tower + "embeddings.position_embedding.weight", 0, 2);
    vision.input_size = vision.patch_size * source_.grid_side(positions - 1);
    vision.heads = config_value<std::int64_t>(config, "num_attention_heads", 12, file_);
    vision.norm_eps = config_value(config, "layer_norm_eps", 1e-5, file_);
    vision.pool = model::ImagePool::ClassToken;
    out_.config.clip.activation =
        activation_of(config_value<std::string>(config, "hidden_act", "quick_gelu", file_), file_);
  }

  void set_text(const std::string& tower, const json& config) {
    auto& text = out_.config.clip.text;
    text.vocabulary = source_.size(tower + "embeddings.token_embedding.weight", 0, 2);
    text.width = source_.size(tower + "embeddings.token_embedding.weight", 1, 2);
    text.context_length = source_.size(tower + "embeddings.position_embedding.weight", 0, 2);
    text.layers = source_.layers(tower + "encoder.layers.");
    text.mlp_width = source_.size(tower + "encoder.layers.0.mlp.fc1.weight", 0, 2);
    text.heads = config_value<std::int64_t>(config, "num_attention_heads", 8, file_);
    text.norm_eps = config_value(config, "layer_norm_eps", 1e-5, file_);
    text.activation =
        activation_of(config_value<std::string>(config, "hidden_act", "quick_gelu", file_), file_);
  }

  void read_preprocessing() {
    const auto file = folder_ / "preprocessor_config.json";
    auto settings = read_config(file);
    if (!settings.is_object()) return;
    // A network of this kind takes inputs of any size, and released files disagree with their weights in it;
    // what is cropped to the size that it has been resized to stays what it is.
    for (const char* key : {"size", "crop_size", "do_center_crop"}) settings.erase(key);
    read_hugging_face_preprocessing(settings, file, out_.config.clip);
    const bool pads = out_.config.version == OwlVersion::OwlV2;
    if (config_value(settings, "do_pad", pads, file) != pads) {
      throw Error(ErrorKind::Unsupported, file.string() + " says do_pad = " + (pads ? "false" : "true") +
                                              ", which is not how " + out_.family + " takes images.");
    }
  }

  CheckpointSource& source_;
  const json& config_;
  const fs::path folder_, file_;
  OwlCheckpoint& out_;
};

}  // namespace

OwlCheckpoint read_owl_checkpoint(const fs::path& path) {
  auto state = weights::open_state_dict(path);
  const auto folder = state.files.front().parent_path();
  const auto file = folder / "config.json";
  const auto config = read_config(file);
  const auto& tensors = state.contents.tensors;
  const auto has = [&](OwlVersion version) {
    return tensors.contains(root_of(version) + std::string(kHuggingFacePatch));
  };
  const bool second = has(OwlVersion::OwlV2);
  if (!second && !has(OwlVersion::OwlVit)) {
    throw Error(ErrorKind::Unsupported, path.string() + " holds no OWL-ViT and no OWLv2, but " +
                                            described(state.contents, config, file) +
                                            ". Give the folder of an OwlViTForObjectDetection or an "
                                            "Owlv2ForObjectDetection.");
  }
  const auto version = second ? OwlVersion::OwlV2 : OwlVersion::OwlVit;
  if (!tensors.contains("class_head.dense0.weight")) {
    throw Error(ErrorKind::Unsupported, path.string() + " holds the encoders of " +
                                            described(state.contents, config, file) +
                                            " without the heads that detect. Give the folder of an "
                                            "OwlViTForObjectDetection or an Owlv2ForObjectDetection.");
  }
  if (!config.is_object()) {
    throw Error(ErrorKind::NotFound, path.string() +
                                         " needs the model's config.json beside it: how many "
                                         "heads its attention has is not told by the weights.");
  }
  const auto type = config_value<std::string>(config, "model_type", "", file);
  if (type != (second ? "owlv2" : "owlvit")) {
    throw Error(ErrorKind::Mismatch, file.string() + " is of a model of the type '" + type +
                                         "', the weights of " + (second ? "OWLv2" : "OWL-ViT") +
                                         ". Get the file that belongs to the weights.");
  }
  OwlCheckpoint out;
  out.files = state.files;
  out.config.clip.name = path.filename().string();
  CheckpointSource source(std::move(state.contents.tensors), "", path.string());
  Reader(source, version, config, folder, out).read();
  try {
    out.config.validate();
  } catch (const Error& error) {
    throw Error(ErrorKind::Mismatch, path.string() + ": " + error.what());
  }
  return out;
}

model::OwlVit make_model(const OwlCheckpoint& checkpoint) {
  model::OwlVit model(checkpoint.config);
  std::vector<std::pair<std::string, at::Tensor>> targets;
  for (const auto& item : model->named_parameters()) {
    // The image encoder brings CLIP's projection of the class token with it, which nothing here reads.
    if (item.key() != "visual.proj") targets.emplace_back(item.key(), item.value());
  }
  load_finite(targets, checkpoint.tensors, checkpoint.files.front().string());
  model->eval();
  return model;
}

}  // namespace cloc::inference
