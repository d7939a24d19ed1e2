// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/inference/config_value.h"
#include "core/inference/foreign_readers.h"
#include "core/inference/preprocessing_config.h"
#include "core/inference/tensor_names.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Reader {
 public:
  Reader(CheckpointSource& source, const fs::path& folder, ClipCheckpoint& out)
      : source_(source), folder_(folder), file_(folder / "config.json"), out_(out) {}

  void read() {
    siglip_ = source_.has("vision_model.head.probe");
    linear_patch_ = source_.at(kHuggingFacePatch).dim() == 2;
    const auto config = read_config(file_);
    if (!config.is_object()) {
      throw Error(ErrorKind::NotFound, source_.file() +
                                           " needs the model's config.json beside it: heads and activation "
                                           "are not told by the weights.");
    }
    const auto type = config_value<std::string>(config, "model_type", "", file_);
    if (siglip_ ? type != "siglip" && type != "siglip2" : type != "clip") {
      throw Error(ErrorKind::Unsupported, file_.string() + ": models of the type '" + type +
                                              "' are not known; clip, siglip and siglip2 are.");
    }
    set_vision(part_of(config, "vision_config"));
    set_text(part_of(config, "text_config"), siglip_ && is_siglip2(type));
    out_.config.embed_dim =
        siglip_ ? out_.config.vision.width : source_.size("visual_projection.weight", 0, 2);
    if (siglip_) {
      set_siglip_preprocessing(out_.config);
    } else {
      set_clip_preprocessing(out_.config, model::CropStart::Floor);
    }
    const auto file = folder_ / "preprocessor_config.json";
    const auto settings = read_config(file);
    if (settings.is_object()) read_hugging_face_preprocessing(settings, file, out_.config);
    out_.tensors.tensors = take_by_our_names(source_, hugging_face_names(out_.config, linear_patch_));
    source_.drop("vision_model.embeddings.position_ids");
    source_.drop("text_model.embeddings.position_ids");
    out_.unused = source_.rest({"vision_model.", "text_model."});
  }

 private:
  double default_eps() const { return siglip_ ? 1e-6 : 1e-5; }
  std::string default_activation() const { return siglip_ ? "gelu_pytorch_tanh" : "quick_gelu"; }

  // SigLIP 2 for one input size is stored as a SigLIP; its texts are cut by Gemma's tokenizer, and by another
  // rule. It is told by the tokenizer that lies beside it, or else by Gemma's number of pieces.
  bool is_siglip2(const std::string& type) {
    const auto path = folder_ / "tokenizer_config.json";
    const auto tokenizer = read_config(path);
    const auto name = tokenizer.is_object()
                          ? config_value<std::string>(tokenizer, "tokenizer_class", "", path)
                          : std::string();
    const bool gemma = name.starts_with("Gemma") || name.starts_with("Siglip2");
    if (gemma || type == "siglip2") {
      out_.family = "Hugging Face SigLIP 2";
      return true;
    }
    const auto pieces = source_.size("text_model.embeddings.token_embedding.weight", 0, 2);
    const bool second = name.empty() && pieces == kGemmaPieces;
    out_.family = second ? "Hugging Face SigLIP 2" : "Hugging Face SigLIP";
    return second;
  }

  void set_vision(const json& config) {
    auto& vision = out_.config.vision;
    const auto dimensions = linear_patch_ ? 2 : 4;
    vision.width = source_.size(kHuggingFacePatch, 0, dimensions);
    const auto patch = source_.size(kHuggingFacePatch, linear_patch_ ? 1 : 2, dimensions);
    vision.patch_size = linear_patch_ ? std::lround(std::sqrt(static_cast<double>(patch) / 3.0)) : patch;
    vision.layers = source_.layers("vision_model.encoder.layers.");
    vision.mlp_width = source_.size("vision_model.encoder.layers.0.mlp.fc1.weight", 0, 2);
    const auto positions = source_.size("vision_model.embeddings.position_embedding.weight", 0, 2);
    vision.input_size = vision.patch_size * source_.grid_side(positions - (siglip_ ? 0 : 1));
    vision.heads = config_value<std::int64_t>(config, "num_attention_heads", 12, file_);
    vision.norm_eps = config_value(config, "layer_norm_eps", default_eps(), file_);
    vision.pool = siglip_ ? model::ImagePool::Probe : model::ImagePool::ClassToken;
    vision.patch_bias = siglip_;
    vision.pre_norm = !siglip_;
    if (linear_patch_) vision.position_rule = model::PositionRule::BilinearAntialias;
    out_.config.activation =
        activation_of(config_value(config, "hidden_act", default_activation(), file_), file_);
  }

  void set_text(const json& config, bool siglip2) {
    if (!siglip_) out_.family = "Hugging Face CLIP";
    auto& text = out_.config.text;
    text.vocabulary = source_.size("text_model.embeddings.token_embedding.weight", 0, 2);
    text.width = source_.size("text_model.embeddings.token_embedding.weight", 1, 2);
    text.context_length = source_.size("text_model.embeddings.position_embedding.weight", 0, 2);
    text.layers = source_.layers("text_model.encoder.layers.");
    text.mlp_width = source_.size("text_model.encoder.layers.0.mlp.fc1.weight", 0, 2);
    text.heads = config_value<std::int64_t>(config, "num_attention_heads", siglip_ ? 12 : 8, file_);
    text.norm_eps = config_value(config, "layer_norm_eps", default_eps(), file_);
    text.activation = activation_of(config_value(config, "hidden_act", default_activation(), file_), file_);
    text.causal = !siglip_;
    text.pool = siglip_ ? model::TextPool::LastPlace : model::TextPool::EndMarker;
    text.projection_bias = siglip_;
    text.strip_punctuation = siglip_ && !siglip2;
    // SigLIP's tokenizer pads with its end marker; SigLIP 2's, Gemma's, with 0, whatever the configuration
    // says.
    if (siglip_) text.pad_id = siglip2 ? 0 : config_value<std::int64_t>(config, "pad_token_id", 1, file_);
    out_.config.logit_bias = siglip_;
  }

  CheckpointSource& source_;
  const fs::path folder_, file_;
  ClipCheckpoint& out_;
  bool siglip_ = false;
  bool linear_patch_ = false;  // NaFlex
};

}  // namespace

void read_hugging_face_clip(CheckpointSource& source, const fs::path& folder, ClipCheckpoint& out) {
  Reader(source, folder, out).read();
}

}  // namespace cloc::inference
