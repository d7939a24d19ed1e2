// SPDX-License-Identifier: Apache-2.0
#include "core/inference/tensor_names.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/weights/load_state.h"

namespace cloc::inference {
namespace {

using Form = TensorName::Form;

// Gathers a table.
class Names {
 public:
  void add(const std::string& theirs, const std::string& ours, Form form = Form::Same) {
    names_.push_back({theirs, ours, form});
  }
  void layer(const std::string& theirs, const std::string& ours) {
    add(theirs + ".weight", ours + ".weight");
    add(theirs + ".bias", ours + ".bias");
  }
  // Weight and bias of a layer that is so many thirds of our packed one.
  void thirds(const std::string& theirs, const std::string& ours, std::int64_t first, std::int64_t count) {
    for (const char* part : {"weight", "bias"})
      names_.push_back({theirs + "." + part, ours + "in_proj_" + part, Form::Third, first, count});
  }
  void append(TensorNames more) {
    names_.insert(names_.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  TensorNames take() { return std::move(names_); }

 private:
  TensorNames names_;
};

std::string our_block(const std::string& tower, std::int64_t index) {
  return tower + "transformer.resblocks." + std::to_string(index) + ".";
}

void add_hugging_face_tower(Names& names, const std::string& theirs, const std::string& ours,
                            std::int64_t layers) {
  for (std::int64_t i = 0; i < layers; ++i) {
    const auto a = theirs + "encoder.layers." + std::to_string(i) + ".", b = our_block(ours, i);
    names.thirds(a + "self_attn.q_proj", b + "attn.", 0, 1);
    names.thirds(a + "self_attn.k_proj", b + "attn.", 1, 1);
    names.thirds(a + "self_attn.v_proj", b + "attn.", 2, 1);
    names.layer(a + "self_attn.out_proj", b + "attn.out_proj");
    names.layer(a + "layer_norm1", b + "ln_1");
    names.layer(a + "layer_norm2", b + "ln_2");
    names.layer(a + "mlp.fc1", b + "mlp.c_fc");
    names.layer(a + "mlp.fc2", b + "mlp.c_proj");
  }
}

// Our names are open_clip's.
void add_open_clip_tower(Names& names, const std::string& theirs, const std::string& ours,
                         std::int64_t layers) {
  for (std::int64_t i = 0; i < layers; ++i) {
    const auto a = our_block(theirs, i), b = our_block(ours, i);
    for (const char* part : {"attn.in_proj_weight", "attn.in_proj_bias"}) names.add(a + part, b + part);
    for (const char* part : {"ln_1", "attn.out_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"})
      names.layer(a + part, b + part);
  }
}

Error wrong_shape(const CheckpointSource& source, const std::string& name, const at::Tensor& tensor) {
  std::string shape;
  for (const auto size : tensor.sizes()) shape += (shape.empty() ? "" : ", ") + std::to_string(size);
  return Error(ErrorKind::Mismatch, source.file() + ": tensor " + weights::shown_name(name) +
                                        " is of the shape [" + shape + "], which is not what it should be.");
}

// In our form; nothing defined when the shape does not allow it.
at::Tensor in_our_form(const at::Tensor& tensor, Form form) {
  switch (form) {
    case Form::Transposed:
      return tensor.dim() == 2 ? tensor.t() : at::Tensor();
    case Form::Flat:
      return tensor.dim() == 3 && tensor.size(0) == 1 && tensor.size(1) == 1 ? tensor.flatten()
                                                                             : at::Tensor();
    case Form::Unbatched:
      return tensor.dim() >= 1 && tensor.size(0) == 1 ? tensor[0] : at::Tensor();
    case Form::LinearPatch: {
      if (tensor.dim() != 2) return {};
      const auto patch = static_cast<std::int64_t>(std::lround(std::sqrt(tensor.size(1) / 3.0)));
      if (patch < 1 || 3 * patch * patch != tensor.size(1)) return {};
      return tensor.view({-1, patch, patch, 3}).permute({0, 3, 1, 2}).contiguous();
    }
    case Form::Third:
      return tensor.dim() >= 1 ? tensor : at::Tensor();
    default:
      return tensor;
  }
}

at::Tensor in_their_form(const at::Tensor& tensor, const TensorName& name) {
  switch (name.form) {
    case Form::Transposed:
      return tensor.t();
    case Form::Flat:
      return tensor.view({1, 1, -1});
    case Form::Unbatched:
      return tensor.unsqueeze(0);
    case Form::LinearPatch:
      return tensor.permute({0, 2, 3, 1}).flatten(1);
    case Form::Third: {
      const auto third = tensor.size(0) / 3;
      return tensor.slice(0, name.third * third, (name.third + name.thirds) * third);
    }
    default:
      return tensor;
  }
}

}  // namespace

TensorNames hugging_face_names(const model::ClocConfig& config, bool linear_patch) {
  Names names;
  const bool siglip = config.vision.pool == model::ImagePool::Probe;
  names.add("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight",
            linear_patch ? Form::LinearPatch : Form::Same);
  names.add("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding");
  names.layer("vision_model.post_layernorm", "visual.ln_post");
  add_hugging_face_tower(names, "vision_model.", "visual.", config.vision.layers);
  names.add("text_model.embeddings.token_embedding.weight", "text.token_embedding.weight");
  names.add("text_model.embeddings.position_embedding.weight", "text.positional_embedding");
  names.layer("text_model.final_layer_norm", "text.ln_final");
  add_hugging_face_tower(names, "text_model.", "text.", config.text.layers);
  names.add("logit_scale", "logit_scale");
  if (!siglip) {
    names.add("vision_model.embeddings.class_embedding", "visual.class_embedding");
    names.layer("vision_model.pre_layrnorm", "visual.ln_pre");  // their spelling
    names.add("visual_projection.weight", "visual.proj", Form::Transposed);
    names.add("text_projection.weight", "text.text_projection", Form::Transposed);
    return names.take();
  }
  names.add("vision_model.embeddings.patch_embedding.bias", "visual.conv1.bias");
  names.add("vision_model.head.probe", "probe_pool.probe", Form::Flat);
  names.add("vision_model.head.attention.in_proj_weight", "probe_pool.in_proj_weight");
  names.add("vision_model.head.attention.in_proj_bias", "probe_pool.in_proj_bias");
  names.layer("vision_model.head.attention.out_proj", "probe_pool.out_proj");
  names.layer("vision_model.head.layernorm", "probe_pool.ln");
  names.layer("vision_model.head.mlp.fc1", "probe_pool.mlp.c_fc");
  names.layer("vision_model.head.mlp.fc2", "probe_pool.mlp.c_proj");
  names.add("text_model.head.weight", "text.text_projection", Form::Transposed);
  names.add("text_model.head.bias", "text.text_projection_bias");
  names.add("logit_bias", "logit_bias");
  return names.take();
}

TensorNames hugging_face_owl_names(const model::OwlVitConfig& config) {
  const bool second = config.version == model::OwlVersion::OwlV2;
  Names names;
  for (const auto& name : hugging_face_names(config.clip)) {
    if (name.ours == "logit_scale" || name.ours == "visual.proj") continue;
    auto theirs = name.theirs;
    const auto misspelt = theirs.find("pre_layrnorm");  // CLIP's alone
    if (misspelt != std::string::npos) theirs.replace(misspelt, 12, "pre_layernorm");
    names.append({{(second ? "owlv2." : "owlvit.") + theirs, name.ours, name.form, name.third, name.thirds}});
  }
  std::vector<std::string> layers = {
      "layer_norm",      "class_head.dense0", "class_head.logit_shift", "class_head.logit_scale",
      "box_head.dense0", "box_head.dense1",   "box_head.dense2"};
  if (second) {
    for (const char* layer : {"dense0", "dense1", "dense2"})
      layers.push_back("objectness_head." + std::string(layer));
  }
  for (const auto& layer : layers) names.layer(layer, layer);
  return names.take();
}

TensorNames open_clip_text_names(const model::ClocConfig& config, const std::string& prefix) {
  Names names;
  names.add(prefix + "token_embedding.weight", "text.token_embedding.weight");
  names.add(prefix + "positional_embedding", "text.positional_embedding");
  names.layer(prefix + "ln_final", "text.ln_final");
  add_open_clip_tower(names, prefix, "text.", config.text.layers);
  if (config.text.projection_bias) {
    names.add(prefix + "text_projection.weight", "text.text_projection", Form::Transposed);
    names.add(prefix + "text_projection.bias", "text.text_projection_bias");
  } else {
    names.add(prefix + "text_projection", "text.text_projection");
  }
  names.add("logit_scale", "logit_scale");
  if (config.logit_bias) names.add("logit_bias", "logit_bias");
  return names.take();
}

TensorNames open_clip_vision_names(const model::ClocConfig& config) {
  Names names;
  for (const char* name : {"class_embedding", "conv1.weight", "positional_embedding", "proj"})
    names.add("visual." + std::string(name), "visual." + std::string(name));
  if (config.vision.pre_norm) names.layer("visual.ln_pre", "visual.ln_pre");
  names.layer("visual.ln_post", "visual.ln_post");
  add_open_clip_tower(names, "visual.", "visual.", config.vision.layers);
  return names.take();
}

TensorNames timm_vision_names(const model::ClocConfig& config) {
  Names names;
  const auto& vision = config.vision;
  const std::string trunk = "visual.trunk.", pool = trunk + "attn_pool.";
  names.add(trunk + "patch_embed.proj.weight", "visual.conv1.weight");
  if (vision.patch_bias) names.add(trunk + "patch_embed.proj.bias", "visual.conv1.bias");
  if (vision.has_class_token()) names.add(trunk + "cls_token", "visual.class_embedding", Form::Flat);
  names.add(trunk + "pos_embed", "visual.positional_embedding", Form::Unbatched);
  if (vision.pre_norm) names.layer(trunk + "norm_pre", "visual.ln_pre");
  names.layer(trunk + "norm", "visual.ln_post");
  for (std::int64_t i = 0; i < vision.layers; ++i) {
    const auto a = trunk + "blocks." + std::to_string(i) + ".", b = our_block("visual.", i);
    names.thirds(a + "attn.qkv", b + "attn.", 0, 3);
    names.layer(a + "attn.proj", b + "attn.out_proj");
    names.layer(a + "norm1", b + "ln_1");
    names.layer(a + "norm2", b + "ln_2");
    names.layer(a + "mlp.fc1", b + "mlp.c_fc");
    names.layer(a + "mlp.fc2", b + "mlp.c_proj");
  }
  names.add(pool + "latent", "probe_pool.probe", Form::Flat);
  names.thirds(pool + "q", "probe_pool.", 0, 1);
  names.thirds(pool + "kv", "probe_pool.", 1, 2);
  names.layer(pool + "proj", "probe_pool.out_proj");
  names.layer(pool + "norm", "probe_pool.ln");
  names.layer(pool + "mlp.fc1", "probe_pool.mlp.c_fc");
  names.layer(pool + "mlp.fc2", "probe_pool.mlp.c_proj");
  if (vision.pool_projection) names.layer(trunk + "head", "probe_pool.proj");
  return names.take();
}

std::map<std::string, at::Tensor> take_by_our_names(CheckpointSource& source, const TensorNames& names) {
  std::map<std::string, at::Tensor> taken;
  std::map<std::string, std::map<std::int64_t, at::Tensor>> packed;  // by our name, then by the first third
  for (const auto& name : names) {
    const auto theirs = source.take(name.theirs);
    const auto ours = in_our_form(theirs, name.form);
    if (!ours.defined()) throw wrong_shape(source, name.theirs, theirs);
    if (name.form != Form::Third) {
      taken[name.ours] = ours;
      continue;
    }
    auto& parts = packed[name.ours];
    parts.emplace(name.third, ours);
    const auto& first = parts.begin()->second;  // what is joined must be of one width
    if (ours.dim() != first.dim() || (ours.dim() > 1 && ours.sizes().slice(1) != first.sizes().slice(1)))
      throw wrong_shape(source, name.theirs, theirs);
  }
  for (const auto& [name, parts] : packed) {
    std::vector<at::Tensor> rows;
    for (const auto& [third, part] : parts) rows.push_back(part);
    taken[name] = torch::cat(rows);
  }
  // Each third is a third: q, k and v of different sizes that sum up to the right one are no such model.
  for (const auto& name : names) {
    if (name.form != Form::Third) continue;
    const auto& part = packed.at(name.ours).at(name.third);
    if (part.size(0) * 3 != taken.at(name.ours).size(0) * name.thirds)
      throw wrong_shape(source, name.theirs, part);
  }
  return taken;
}

std::map<std::string, at::Tensor> by_their_names(const std::map<std::string, at::Tensor>& ours,
                                                 const TensorNames& names) {
  std::map<std::string, at::Tensor> theirs;
  for (const auto& name : names) theirs[name.theirs] = in_their_form(ours.at(name.ours), name);
  return theirs;
}

}  // namespace cloc::inference
