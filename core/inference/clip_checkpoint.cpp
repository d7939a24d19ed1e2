// SPDX-License-Identifier: Apache-2.0
#include "core/inference/clip_checkpoint.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/inference/config_value.h"
#include "core/inference/model_folder.h"
#include "core/inference/preprocessing_config.h"
#include "core/weights/load_state.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using model::Activation;
using nlohmann::json;

constexpr const char* kOpenClipPatch = "visual.conv1.weight";
constexpr const char* kHfPatch = "vision_model.embeddings.patch_embedding.weight";

// Takes tensors out of a checkpoint by their names behind the prefix, and knows what is left.
class Source {
 public:
  Source(std::map<std::string, at::Tensor> tensors, std::string prefix, std::string file)
      : tensors_(std::move(tensors)), prefix_(std::move(prefix)), file_(std::move(file)) {}

  const std::string& file() const { return file_; }
  bool has(const std::string& name) const { return tensors_.contains(prefix_ + name); }
  const at::Tensor& at(const std::string& name) const {
    const auto found = tensors_.find(prefix_ + name);
    if (found == tensors_.end()) {
      throw Error(ErrorKind::Mismatch, file_ + " lacks the tensor " + weights::shown_name(prefix_ + name) +
                                           ". It is not whole, or no CLIP.");
    }
    return found->second;
  }
  at::Tensor take(const std::string& name) {
    auto tensor = at(name);
    tensors_.erase(prefix_ + name);
    return tensor;
  }
  void drop(const std::string& name) { tensors_.erase(prefix_ + name); }
  // Of the size `dimensions`; throws Error{Mismatch}.
  std::int64_t size(const std::string& name, std::int64_t dimension, std::int64_t dimensions) const {
    const auto& tensor = at(name);
    if (tensor.dim() != dimensions) {
      throw Error(ErrorKind::Mismatch, file_ + ": tensor " + weights::shown_name(prefix_ + name) + " has " +
                                           std::to_string(tensor.dim()) + " dimensions, not " +
                                           std::to_string(dimensions) + ".");
    }
    return tensor.size(dimension);
  }
  // Whether any name behind the prefix begins so.
  bool any(const std::string& beginning) const {
    const auto found = tensors_.lower_bound(prefix_ + beginning);
    return found != tensors_.end() && found->first.starts_with(prefix_ + beginning);
  }
  // How many of "BEGINNING0.", "BEGINNING1.", ... there are.
  std::int64_t layers(const std::string& beginning) const {
    std::int64_t count = 0;
    while (any(beginning + std::to_string(count) + ".")) ++count;
    return count;
  }
  // What was not taken. Throws Error{Unsupported} for what belongs to a tower: the model is not what it is
  // taken for.
  std::vector<std::string> rest(std::initializer_list<std::string_view> towers) const {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : tensors_) {
      for (const auto tower : towers) {
        if (!name.starts_with(prefix_ + std::string(tower))) continue;
        throw Error(ErrorKind::Unsupported,
                    file_ + " has a tensor " + weights::shown_name(name) +
                        " that this program does not know of: without it the model would "
                        "give other numbers. Its architecture is not supported.");
      }
      names.push_back(name);
    }
    return names;
  }

 private:
  std::map<std::string, at::Tensor> tensors_;
  const std::string prefix_, file_;
};

// A configuration file, or null.
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

Activation activation_of(const std::string& word, const fs::path& file) {
  if (word == "quick_gelu") return Activation::QuickGelu;
  if (word == "gelu") return Activation::Gelu;
  if (word == "gelu_pytorch_tanh" || word == "gelu_new") return Activation::TanhGelu;
  throw Error(ErrorKind::Unsupported, file.string() + ": the activation '" + word + "' is not known.");
}

std::int64_t square_root(std::int64_t positions, const Source& source) {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(positions))));
  if (positions > 0 && side * side == positions) return side;
  throw Error(ErrorKind::Mismatch, source.file() + " has " + std::to_string(positions) +
                                       " image positions, which is no square grid.");
}

// OpenAI's and open_clip's heads are 64 wide, but for the largest models.
std::int64_t usual_heads(std::int64_t width, const Source& source) {
  if (width == 1280 || width == 1408 || width == 1664) return 16;
  if (width % 64 == 0) return width / 64;
  throw Error(ErrorKind::Unsupported, source.file() + ": how many attention heads a width of " +
                                          std::to_string(width) +
                                          " has is not known. Put the model's configuration beside it.");
}

// A setting of open_clip's towers that is not what this program computes.
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

class OpenClip {
 public:
  OpenClip(Source& source, const fs::path& folder, const ClipOptions& options, ClipCheckpoint& out)
      : source_(source), file_(folder / "open_clip_config.json"), options_(options), out_(out) {}

  void convert() {
    if (source_.any("visual.layer1.")) unsupported("a ResNet");
    const bool from_openai = source_.has("input_resolution") && source_.has("context_length");
    out_.family = from_openai ? "OpenAI CLIP" : "open_clip";
    const auto file = read_config(file_);
    const auto config = file.is_object() ? part_of(file, "model_cfg") : json(nullptr);
    set_sizes();
    set_clip_preprocessing(out_.config, model::CropStart::HalfEven);
    if (config.is_object()) {
      set_from(config);
      read_open_clip_preprocessing(part_of(file, "preprocess_cfg"), file_, out_.config);
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

  void set_sizes() {
    text_ = source_.has("text.token_embedding.weight") ? "text." : "";
    auto& vision = out_.config.vision;
    vision.pool = model::ImagePool::ClassToken;
    vision.width = source_.size(kOpenClipPatch, 0, 4);
    vision.patch_size = source_.size(kOpenClipPatch, 2, 4);
    vision.layers = source_.layers("visual.transformer.resblocks.");
    vision.input_size =
        vision.patch_size * square_root(source_.size("visual.positional_embedding", 0, 2) - 1, source_);
    vision.mlp_width = source_.size("visual.transformer.resblocks.0.mlp.c_fc.weight", 0, 2);
    out_.config.embed_dim = source_.size("visual.proj", 1, 2);
    auto& text = out_.config.text;
    text.vocabulary = source_.size(text_ + "token_embedding.weight", 0, 2);
    text.width = source_.size(text_ + "token_embedding.weight", 1, 2);
    text.context_length = source_.size(text_ + "positional_embedding", 0, 2);
    text.layers = source_.layers(text_ + "transformer.resblocks.");
    text.mlp_width = source_.size(text_ + "transformer.resblocks.0.mlp.c_fc.weight", 0, 2);
  }

  void set_from(const json& config) {
    const auto vision = part_of(config, "vision_cfg"), text = part_of(config, "text_cfg");
    // Sizes (null: any value) are told by the tensors; the others must be what is computed here.
    check_settings(vision, "vision_cfg",
                   {{"layers", nullptr},
                    {"width", nullptr},
                    {"head_width", nullptr},
                    {"mlp_ratio", nullptr},
                    {"patch_size", nullptr},
                    {"image_size", nullptr},
                    {"patch_dropout", nullptr},
                    {"output_tokens", nullptr},
                    {"pool_type", "tok"},
                    {"pos_embed_type", "learnable"}},
                   file_);
    check_settings(text, "text_cfg",
                   {{"context_length", nullptr},
                    {"vocab_size", nullptr},
                    {"width", nullptr},
                    {"heads", nullptr},
                    {"layers", nullptr},
                    {"mlp_ratio", nullptr},
                    {"tokenizer_kwargs", nullptr},
                    {"hf_tokenizer_name", nullptr},
                    {"output_tokens", nullptr},
                    {"pool_type", "argmax"}},
                   file_);
    const auto width = config_value<std::int64_t>(vision, "head_width", 64, file_);
    if (width < 1) unsupported("a model with heads of no width");
    out_.config.vision.heads = std::max<std::int64_t>(1, out_.config.vision.width / width);
    out_.config.text.heads = config_value<std::int64_t>(text, "heads", 8, file_);
    out_.config.activation =
        config_value(config, "quick_gelu", false, file_) ? Activation::QuickGelu : Activation::Gelu;
    if (options_.activation && *options_.activation != out_.config.activation) {
      throw Error(ErrorKind::Mismatch, file_.string() + " says that the activation is " +
                                           model::to_string(out_.config.activation) + ", not " +
                                           model::to_string(*options_.activation) + ".");
    }
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
    auto& out = out_.tensors.tensors;
    const auto tower = [&](const std::string& from, const std::string& to, std::int64_t layers) {
      for (std::int64_t i = 0; i < layers; ++i) {
        const auto block = "transformer.resblocks." + std::to_string(i) + ".";
        for (const char* name :
             {"ln_1.weight", "ln_1.bias", "attn.in_proj_weight", "attn.in_proj_bias", "attn.out_proj.weight",
              "attn.out_proj.bias", "ln_2.weight", "ln_2.bias", "mlp.c_fc.weight", "mlp.c_fc.bias",
              "mlp.c_proj.weight", "mlp.c_proj.bias"}) {
          out[to + block + name] = source_.take(from + block + name);
        }
      }
    };
    for (const char* name : {"class_embedding", "conv1.weight", "positional_embedding", "proj",
                             "ln_pre.weight", "ln_pre.bias", "ln_post.weight", "ln_post.bias"}) {
      out["visual." + std::string(name)] = source_.take("visual." + std::string(name));
    }
    tower("visual.", "visual.", out_.config.vision.layers);
    for (const char* name : {"token_embedding.weight", "positional_embedding", "ln_final.weight",
                             "ln_final.bias", "text_projection"}) {
      out["text." + std::string(name)] = source_.take(text_ + name);
    }
    tower(text_, "text.", out_.config.text.layers);
    out["logit_scale"] = source_.take("logit_scale");
    if (out_.config.logit_bias) out["logit_bias"] = source_.take("logit_bias");
    for (const char* name :
         {"attn_mask", "text.attn_mask", "input_resolution", "context_length", "vocab_size"})
      source_.drop(name);
    out_.unused = source_.rest({"visual.", "text.", "transformer.", "ln_final", "token_embedding"});
  }

  Source& source_;
  const fs::path file_;
  const ClipOptions& options_;
  ClipCheckpoint& out_;
  std::string text_;  // what stands in front of the text tower's names
};

class HuggingFace {
 public:
  HuggingFace(Source& source, const fs::path& folder, ClipCheckpoint& out)
      : source_(source), folder_(folder), file_(folder / "config.json"), out_(out) {}

  void convert() {
    siglip_ = source_.has("vision_model.head.probe");
    out_.family = siglip_ ? "Hugging Face SigLIP" : "Hugging Face CLIP";
    const auto config = read_config(file_);
    if (!config.is_object()) {
      throw Error(ErrorKind::NotFound, source_.file() +
                                           " needs the model's config.json beside it: heads and activation "
                                           "are not told by the weights.");
    }
    const auto type = config_value<std::string>(config, "model_type", "", file_);
    if (type != (siglip_ ? "siglip" : "clip") && type != (siglip_ ? "siglip2" : "clip")) {
      throw Error(ErrorKind::Unsupported, file_.string() + ": models of the type '" + type +
                                              "' are not known; clip, siglip and siglip2 are.");
    }
    if (source_.size(kHfPatch, 0, source_.at(kHfPatch).dim()) > 0 && source_.at(kHfPatch).dim() != 4) {
      throw Error(ErrorKind::Unsupported, source_.file() +
                                              " takes images of any shape (NaFlex), which this program does "
                                              "not know of. Use the model's variant for one input size.");
    }
    set_vision(part_of(config, "vision_config"));
    set_text(part_of(config, "text_config"), type == "siglip2");
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
    take_tensors();
  }

 private:
  double default_eps() const { return siglip_ ? 1e-6 : 1e-5; }
  std::string default_activation() const { return siglip_ ? "gelu_pytorch_tanh" : "quick_gelu"; }

  void set_vision(const json& config) {
    auto& vision = out_.config.vision;
    vision.width = source_.size(kHfPatch, 0, 4);
    vision.patch_size = source_.size(kHfPatch, 2, 4);
    vision.layers = source_.layers("vision_model.encoder.layers.");
    vision.mlp_width = source_.size("vision_model.encoder.layers.0.mlp.fc1.weight", 0, 2);
    const auto positions = source_.size("vision_model.embeddings.position_embedding.weight", 0, 2);
    vision.input_size = vision.patch_size * square_root(positions - (siglip_ ? 0 : 1), source_);
    vision.heads = config_value<std::int64_t>(config, "num_attention_heads", 12, file_);
    vision.norm_eps = config_value(config, "layer_norm_eps", default_eps(), file_);
    vision.pool = siglip_ ? model::ImagePool::Probe : model::ImagePool::ClassToken;
    vision.patch_bias = siglip_;
    vision.pre_norm = !siglip_;
    out_.config.activation =
        activation_of(config_value(config, "hidden_act", default_activation(), file_), file_);
  }

  void set_text(const json& config, bool siglip2) {
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

  void take_tensors() {
    auto& out = out_.tensors.tensors;
    const auto move = [&](const std::string& from, const std::string& to) { out[to] = source_.take(from); };
    const auto layer = [&](const std::string& from, const std::string& to) {
      move(from + ".weight", to + ".weight");
      move(from + ".bias", to + ".bias");
    };
    const auto tower = [&](const std::string& from, const std::string& to, std::int64_t layers) {
      for (std::int64_t i = 0; i < layers; ++i) {
        const auto a = from + "encoder.layers." + std::to_string(i) + ".";
        const auto b = to + "transformer.resblocks." + std::to_string(i) + ".";
        for (const char* part : {"weight", "bias"}) {
          const auto attention = a + "self_attn.";
          const auto q = source_.take(attention + "q_proj." + part),
                     k = source_.take(attention + "k_proj." + part),
                     v = source_.take(attention + "v_proj." + part);
          if (q.sizes() != k.sizes() || q.sizes() != v.sizes() || q.dim() == 0)
            throw Error(ErrorKind::Mismatch,
                        source_.file() + ": q, k and v of " + a + " are of different shapes.");
          out[b + "attn.in_proj_" + part] = torch::cat({q, k, v});
        }
        layer(a + "self_attn.out_proj", b + "attn.out_proj");
        layer(a + "layer_norm1", b + "ln_1");
        layer(a + "layer_norm2", b + "ln_2");
        layer(a + "mlp.fc1", b + "mlp.c_fc");
        layer(a + "mlp.fc2", b + "mlp.c_proj");
      }
    };
    const auto transposed = [&](const std::string& from, const std::string& to) {
      source_.size(from, 0, 2);
      out[to] = source_.take(from).t();
    };
    move(kHfPatch, "visual.conv1.weight");
    move("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding");
    layer("vision_model.post_layernorm", "visual.ln_post");
    tower("vision_model.", "visual.", out_.config.vision.layers);
    move("text_model.embeddings.token_embedding.weight", "text.token_embedding.weight");
    move("text_model.embeddings.position_embedding.weight", "text.positional_embedding");
    layer("text_model.final_layer_norm", "text.ln_final");
    tower("text_model.", "text.", out_.config.text.layers);
    move("logit_scale", "logit_scale");
    if (siglip_) {
      move("vision_model.embeddings.patch_embedding.bias", "visual.conv1.bias");
      out["probe_pool.probe"] = source_.take("vision_model.head.probe").flatten();
      move("vision_model.head.attention.in_proj_weight", "probe_pool.in_proj_weight");
      move("vision_model.head.attention.in_proj_bias", "probe_pool.in_proj_bias");
      layer("vision_model.head.attention.out_proj", "probe_pool.out_proj");
      layer("vision_model.head.layernorm", "probe_pool.ln");
      layer("vision_model.head.mlp.fc1", "probe_pool.mlp.c_fc");
      layer("vision_model.head.mlp.fc2", "probe_pool.mlp.c_proj");
      transposed("text_model.head.weight", "text.text_projection");
      move("text_model.head.bias", "text.text_projection_bias");
      move("logit_bias", "logit_bias");
    } else {
      move("vision_model.embeddings.class_embedding", "visual.class_embedding");
      layer("vision_model.pre_layrnorm", "visual.ln_pre");  // their spelling
      transposed("visual_projection.weight", "visual.proj");
      transposed("text_projection.weight", "text.text_projection");
    }
    source_.drop("vision_model.embeddings.position_ids");
    source_.drop("text_model.embeddings.position_ids");
    out_.unused = source_.rest({"vision_model.", "text_model."});
  }

  Source& source_;
  const fs::path folder_, file_;
  ClipCheckpoint& out_;
  bool siglip_ = false;
};

// What stands in front of the tensor's name; absent when there is none. Of several copies (a checkpoint keeps
// averaged weights beside) the one called state_dict, else the shortest.
std::optional<std::string> prefix_of(const std::map<std::string, at::Tensor>& tensors,
                                     std::string_view name) {
  std::optional<std::string> best;
  for (const auto& [full, tensor] : tensors) {
    if (!full.ends_with(name)) continue;
    const auto prefix = full.substr(0, full.size() - name.size());
    if (!prefix.empty() && prefix.back() != '.') continue;
    const auto rank = [](const std::string& p) { return std::pair(!p.starts_with("state_dict."), p.size()); };
    if (!best || rank(prefix) < rank(*best)) best = prefix;
  }
  return best;
}

}  // namespace

ClipCheckpoint read_clip_checkpoint(const fs::path& path, const ClipOptions& options) {
  auto state = weights::open_state_dict(path);
  ClipCheckpoint out;
  out.files = state.files;
  out.config.region_encoder = model::RegionEncoder::ValueRoi;
  out.config.name = path.filename().string();
  if (const auto own = state.contents.metadata.find(kConfigKey); own != state.contents.metadata.end()) {
    out.family = kOwnFamily;
    out.config = config_from_json(own->second, path.string());
    out.tensors = std::move(state.contents);
    return out;
  }
  const auto folder = state.files.front().parent_path();
  auto& tensors = state.contents.tensors;
  const auto name = path.string();
  if (const auto prefix = prefix_of(tensors, kHfPatch)) {
    Source source(std::move(tensors), *prefix, name);
    HuggingFace(source, folder, out).convert();
  } else if (const auto other = prefix_of(tensors, kOpenClipPatch)) {
    Source source(std::move(tensors), *other, name);
    OpenClip(source, folder, options, out).convert();
  } else {
    const bool timm = std::any_of(tensors.begin(), tensors.end(), [](const auto& tensor) {
      return tensor.first.find("visual.trunk.") != std::string::npos;
    });
    throw Error(
        timm ? ErrorKind::Unsupported : ErrorKind::Mismatch,
        name + (timm ? " has an image tower of timm, which this program does not know of. Of SigLIP use "
                       "Hugging Face's files."
                     : " holds no weights of a CLIP: neither " + std::string(kOpenClipPatch) + " nor " +
                           kHfPatch + " is among its tensors."));
  }
  try {
    out.config.validate();
  } catch (const Error& error) {
    throw Error(ErrorKind::Mismatch, name + ": " + error.what());
  }
  return out;
}

model::Cloc make_model(const ClipCheckpoint& checkpoint) {
  model::Cloc model(checkpoint.config);
  const auto file = checkpoint.files.front().string();
  for (const auto& [name, tensor] : checkpoint.tensors.tensors) {
    if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>()) {
      throw Error(ErrorKind::Numeric,
                  file + ": the tensor that becomes " + weights::shown_name(name) +
                      " holds NaN or infinity. Get the file again, or an earlier checkpoint.");
    }
  }
  std::vector<std::pair<std::string, at::Tensor>> targets;
  for (const auto& item : model->named_parameters()) targets.emplace_back(item.key(), item.value());
  weights::load_state(targets, checkpoint.tensors, file);
  model->eval();
  return model;
}

}  // namespace cloc::inference
