// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/inference/config_value.h"
#include "core/inference/foreign_readers.h"
#include "core/inference/preprocessing_config.h"
#include "core/inference/tensor_names.h"
#include "core/inference/timm_trunk.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using model::Activation;
using nlohmann::json;

// OpenAI's and open_clip's heads are 64 wide, but for the largest models.
std::int64_t usual_heads(std::int64_t width, const CheckpointSource& source) {
  if (width == 1280 || width == 1408 || width == 1664) return 16;
  if (width % 64 == 0) return width / 64;
  throw Error(ErrorKind::Unsupported, source.file() + ": how many attention heads a width of " +
                                          std::to_string(width) +
                                          " has is not known. Put the model's configuration beside it.");
}

class Reader {
 public:
  Reader(CheckpointSource& source, const fs::path& folder, const ClipOptions& options, ClipCheckpoint& out)
      : source_(source), file_(folder / "open_clip_config.json"), options_(options), out_(out) {}

  void read() {
    if (source_.any("visual.layer1.")) unsupported("a ResNet");
    if (source_.any("text_decoder.")) unsupported("a CoCa, which writes captions");
    if (source_.any("text.transformer.embeddings.") || source_.any("text.transformer.encoder."))
      unsupported("a CLIP with a text encoder of transformers");
    const bool from_openai = source_.has("input_resolution") && source_.has("context_length");
    timm_ = source_.has(kTimmPatch);
    out_.family = from_openai ? "OpenAI CLIP" : "open_clip";
    const auto file = read_config(file_);
    const auto config = file.is_object() ? part_of(file, "model_cfg") : json(nullptr);
    if (config.is_object() && part_of(config, "text_cfg").contains("hf_model_name"))
      unsupported("a CLIP with the text encoder " + part_of(config, "text_cfg")["hf_model_name"].dump() +
                  " of transformers");
    set_text_sizes();
    set_clip_preprocessing(out_.config, model::CropStart::HalfEven);
    if (timm_) {
      set_siglip_preprocessing(out_.config);
      set_timm_vision(source_, config.is_object() ? part_of(config, "vision_cfg") : json(), file_,
                      out_.config);
    } else {
      set_vision_sizes();
    }
    if (config.is_object()) {
      set_activation_from(config);
      if (!timm_) set_vision_from(part_of(config, "vision_cfg"));
      set_text_from(part_of(config, "text_cfg"));
      const auto images = part_of(file, "preprocess_cfg");
      if (!images.empty()) read_open_clip_preprocessing(images, file_, out_.config);
    } else {
      out_.config.vision.heads = usual_heads(out_.config.vision.width, source_);
      out_.config.text.heads = usual_heads(out_.config.text.width, source_);
      set_activation(from_openai);
    }
    if (source_.has("logit_bias")) out_.config.logit_bias = true;
    take_tensors();
  }

 private:
  [[noreturn]] void unsupported(const std::string& what) const {
    throw Error(ErrorKind::Unsupported,
                source_.file() + " is " + what + ", which this program does not know of.");
  }

  void set_vision_sizes() {
    auto& vision = out_.config.vision;
    vision.pool = model::ImagePool::ClassToken;
    vision.position_rule = model::PositionRule::BicubicAntialias;
    vision.width = source_.size(kOpenClipPatch, 0, 4);
    vision.patch_size = source_.size(kOpenClipPatch, 2, 4);
    vision.layers = source_.layers("visual.transformer.resblocks.");
    vision.input_size =
        vision.patch_size * source_.grid_side(source_.size("visual.positional_embedding", 0, 2) - 1);
    vision.mlp_width = source_.size("visual.transformer.resblocks.0.mlp.c_fc.weight", 0, 2);
    out_.config.embed_dim = source_.size("visual.proj", 1, 2);
  }

  void set_text_sizes() {
    text_ = source_.has("text.token_embedding.weight") ? "text." : "";
    auto& text = out_.config.text;
    text.vocabulary = source_.size(text_ + "token_embedding.weight", 0, 2);
    text.width = source_.size(text_ + "token_embedding.weight", 1, 2);
    text.context_length = source_.size(text_ + "positional_embedding", 0, 2);
    text.layers = source_.layers(text_ + "transformer.resblocks.");
    text.mlp_width = source_.size(text_ + "transformer.resblocks.0.mlp.c_fc.weight", 0, 2);
    text.projection_bias = source_.has(text_ + "text_projection.bias");
  }

  // Sizes (null: any value) are told by the tensors; the others must be what is computed here.
  void set_vision_from(const json& config) {
    auto& vision = out_.config.vision;
    const auto pool = config_value<std::string>(config, "pool_type", "tok", file_);
    const bool average = pool == "avg";
    check_settings(config, "vision_cfg",
                   {{"layers", nullptr},
                    {"width", nullptr},
                    {"head_width", nullptr},
                    {"mlp_ratio", nullptr},
                    {"patch_size", nullptr},
                    {"image_size", nullptr},
                    {"patch_dropout", nullptr},      // of training alone
                    {"output_tokens", nullptr},      // what is given besides the embedding
                    {"attn_pooler_heads", nullptr},  // of attentional_pool, which is refused
                    {"attn_pooler_queries", nullptr},
                    {"no_ln_pre", true},
                    {"norm_kwargs", known_norm(config)},
                    {"act_kwargs", known_activation(config, out_.config.activation)},
                    {"final_ln_after_pool", true},  // of one token it makes no difference
                    {"pool_type", average ? "avg" : "tok"},
                    // Either is stored whole.
                    {"pos_embed_type",
                     config.value("pos_embed_type", json()) == "sin_cos_2d" ? "sin_cos_2d" : "learnable"}},
                   file_);
    const auto width = config_value<std::int64_t>(config, "head_width", 64, file_);
    if (width < 1) unsupported("a model with heads of no width");
    vision.heads = std::max<std::int64_t>(1, vision.width / width);
    if (average) vision.pool = model::ImagePool::Average;
    vision.norm_after_pool = average && config_value(config, "final_ln_after_pool", false, file_);
    vision.pre_norm = !config_value(config, "no_ln_pre", false, file_);
    vision.norm_eps = eps_of(config, vision.norm_eps);
    if (is_tanh(config)) out_.config.activation = Activation::TanhGelu;
  }

  void set_text_from(const json& config) {
    auto& text = out_.config.text;
    const auto pool = config_value<std::string>(config, "pool_type", "argmax", file_);
    // The end marker is the largest id where "argmax" is trained with, and the only one of its id.
    const bool known_pool = pool == "argmax" || pool == "eos" || pool == "last";
    check_settings(config, "text_cfg",
                   {{"context_length", nullptr},
                    {"vocab_size", nullptr},
                    {"width", nullptr},
                    {"heads", nullptr},
                    {"layers", nullptr},
                    {"mlp_ratio", nullptr},
                    {"tokenizer_kwargs", nullptr},
                    {"hf_tokenizer_name", nullptr},
                    {"output_tokens", nullptr},
                    {"eos_id", nullptr},
                    {"pad_id", nullptr},
                    {"no_causal_mask", true},
                    {"proj_bias", true},
                    {"proj_type", "linear"},
                    {"norm_kwargs", known_norm(config)},
                    {"act_kwargs", known_activation(config, *text.activation)},
                    {"pool_type", known_pool ? pool : "argmax"}},
                   file_);
    text.heads = config_value<std::int64_t>(config, "heads", 8, file_);
    text.causal = !config_value(config, "no_causal_mask", false, file_);
    text.pool = pool == "last" ? model::TextPool::LastPlace : model::TextPool::EndMarker;
    text.norm_eps = eps_of(config, text.norm_eps);
    if (is_tanh(config)) text.activation = Activation::TanhGelu;
    const auto kwargs = part_of(config, "tokenizer_kwargs");
    const bool canonical = config_value<std::string>(kwargs, "clean", "", file_) == "canonicalize";
    text.strip_punctuation = text.mend_web_text = canonical;
    text.pad_id = config_value<std::int64_t>(config, "pad_id", 0, file_);
    // What the tokenizers of SigLIP pad with, who see the padding.
    if (text.pool == model::TextPool::LastPlace && canonical && !config.contains("pad_id"))
      text.pad_id = text.vocabulary == kGemmaPieces ? 0 : 1;
  }

  // Of those settings the ones that are computed here; the others are refused as they stand.
  static json known_norm(const json& config) {
    const auto norm = part_of(config, "norm_kwargs");
    return norm.size() == 1 && norm.contains("eps") ? norm : json::object();
  }
  static json known_activation(const json& config, Activation current) {
    const auto activation = part_of(config, "act_kwargs");
    const bool known = activation.size() == 1 && (activation.value("approximate", json()) == "tanh" ||
                                                  activation.value("approximate", json()) == "none");
    return known && current != Activation::QuickGelu ? activation : json::object();
  }
  static bool is_tanh(const json& config) {
    return part_of(config, "act_kwargs").value("approximate", json()) == "tanh";
  }
  double eps_of(const json& config, double otherwise) const {
    return config_value(part_of(config, "norm_kwargs"), "eps", otherwise, file_);
  }

  // Of the text encoder, and of the image encoder when it is no one of timm, which has its own.
  void set_activation_from(const json& config) {
    const auto activation =
        config_value(config, "quick_gelu", false, file_) ? Activation::QuickGelu : Activation::Gelu;
    if (options_.activation && *options_.activation != activation) {
      throw Error(ErrorKind::Mismatch, file_.string() + " says that the activation is " +
                                           model::to_string(activation) + ", not " +
                                           model::to_string(*options_.activation) + ".");
    }
    out_.config.text.activation = activation;
    if (!timm_) out_.config.activation = activation;
  }

  void set_activation(bool from_openai) {
    if (options_.activation) {
      out_.config.activation = *options_.activation;
    } else if (from_openai) {
      out_.config.activation = Activation::QuickGelu;
    } else {
      throw Error(ErrorKind::Unsupported,
                  source_.file() +
                      ": whether these weights were trained with GELU or quick GELU cannot be told from "
                      "them, and the wrong one gives wrong numbers. Put the model's open_clip_config.json "
                      "beside them, or name the activation: quick_gelu for OpenAI's, MetaCLIP's and DFN's, "
                      "gelu for most others.");
    }
  }

  void take_tensors() {
    auto names = timm_ ? timm_vision_names(out_.config) : open_clip_vision_names(out_.config);
    const auto text = open_clip_text_names(out_.config, text_);
    names.insert(names.end(), text.begin(), text.end());
    out_.tensors.tensors = take_by_our_names(source_, names);
    for (const char* name :
         {"attn_mask", "text.attn_mask", "input_resolution", "context_length", "vocab_size"})
      source_.drop(name);
    out_.unused = source_.rest({"visual.", "text.", "transformer.", "ln_final", "token_embedding"});
  }

  CheckpointSource& source_;
  const fs::path file_;
  const ClipOptions& options_;
  ClipCheckpoint& out_;
  bool timm_ = false;
  std::string text_;  // what stands in front of the text encoder's names
};

}  // namespace

void read_open_clip(CheckpointSource& source, const fs::path& folder, const ClipOptions& options,
                    ClipCheckpoint& out) {
  Reader(source, folder, options, out).read();
}

}  // namespace cloc::inference
