// SPDX-License-Identifier: Apache-2.0
#include "core/inference/timm_trunk.h"

#include <torch/torch.h>

#include <array>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/inference/config_value.h"
#include "core/inference/foreign_readers.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using model::Activation;
using nlohmann::json;

enum class Kind { Siglip, PerceptionEncoder };

struct Trunk {
  std::string_view name;  // in timm
  Kind kind;
  std::int64_t heads;
  Activation activation = Activation::Gelu;
};

// Of timm's vision_transformer.py and eva.py. That some are trained with the exact GELU and some with its
// approximation is so.
constexpr std::array kTrunks = {
    Trunk{"vit_base_patch32_siglip_256", Kind::Siglip, 12, Activation::TanhGelu},
    Trunk{"vit_base_patch16_siglip_224", Kind::Siglip, 12},
    Trunk{"vit_base_patch16_siglip_256", Kind::Siglip, 12},
    Trunk{"vit_base_patch16_siglip_384", Kind::Siglip, 12},
    Trunk{"vit_base_patch16_siglip_512", Kind::Siglip, 12},
    Trunk{"vit_large_patch16_siglip_256", Kind::Siglip, 16},
    Trunk{"vit_large_patch16_siglip_384", Kind::Siglip, 16},
    Trunk{"vit_large_patch16_siglip_512", Kind::Siglip, 16, Activation::TanhGelu},
    Trunk{"vit_so400m_patch14_siglip_224", Kind::Siglip, 16},
    Trunk{"vit_so400m_patch14_siglip_378", Kind::Siglip, 16},
    Trunk{"vit_so400m_patch14_siglip_384", Kind::Siglip, 16},
    Trunk{"vit_so400m_patch16_siglip_256", Kind::Siglip, 16, Activation::TanhGelu},
    Trunk{"vit_so400m_patch16_siglip_384", Kind::Siglip, 16, Activation::TanhGelu},
    Trunk{"vit_so400m_patch16_siglip_512", Kind::Siglip, 16, Activation::TanhGelu},
    Trunk{"vit_giantopt_patch16_siglip_256", Kind::Siglip, 16, Activation::TanhGelu},
    Trunk{"vit_giantopt_patch16_siglip_384", Kind::Siglip, 16, Activation::TanhGelu},
    Trunk{"vit_pe_core_tiny_patch16_384", Kind::PerceptionEncoder, 3},
    Trunk{"vit_pe_core_small_patch16_384", Kind::PerceptionEncoder, 6},
    Trunk{"vit_pe_core_base_patch16_224", Kind::PerceptionEncoder, 12},
    Trunk{"vit_pe_core_large_patch14_336", Kind::PerceptionEncoder, 16},
    Trunk{"vit_pe_core_gigantic_patch14_448", Kind::PerceptionEncoder, 16},
};

Trunk trunk_named(const std::string& name, const fs::path& file) {
  for (const auto& trunk : kTrunks) {
    if (trunk.name == name) return trunk;
  }
  throw Error(ErrorKind::Unsupported, file.string() + ": the image encoder " + name +
                                          " of timm is not known to this program; those of SigLIP, SigLIP 2 "
                                          "and Perception Encoder (PE-Core) are.");
}

}  // namespace

void set_timm_vision(const CheckpointSource& source, const json& config, const fs::path& file,
                     model::ClocConfig& to) {
  if (!config.is_object()) {
    throw Error(ErrorKind::Unsupported,
                source.file() +
                    " has an image encoder of timm, and which one cannot be told from its "
                    "weights. Put the model's open_clip_config.json beside them.");
  }
  const auto trunk = trunk_named(config_value<std::string>(config, "timm_model_name", "", file), file);
  const bool perception = trunk.kind == Kind::PerceptionEncoder;
  // What is dropped while training is not while encoding.
  check_settings(config, "vision_cfg",
                 {{"timm_model_name", nullptr},
                  {"timm_model_pretrained", nullptr},
                  {"timm_pool", "map"},
                  {"timm_proj", perception ? json("") : json("none")},
                  {"timm_drop", nullptr},
                  {"timm_drop_path", nullptr},
                  {"patch_dropout", nullptr},
                  {"image_size", nullptr}},
                 file);
  auto& vision = to.vision;
  const std::string blocks = "visual.trunk.blocks.";
  vision.width = source.size(kTimmPatch, 0, 4);
  vision.patch_size = source.size(kTimmPatch, 2, 4);
  vision.layers = source.layers(blocks);
  vision.mlp_width = source.size(blocks + "0.mlp.fc1.weight", 0, 2);
  vision.heads = trunk.heads;
  vision.pool = model::ImagePool::Probe;
  vision.pool_class_token = source.has("visual.trunk.cls_token");
  vision.input_size = vision.patch_size * source.grid_side(source.size("visual.trunk.pos_embed", 1, 3) -
                                                           (vision.pool_class_token ? 1 : 0));
  vision.pool_mlp_width = source.size("visual.trunk.attn_pool.mlp.fc1.weight", 0, 2);
  vision.patch_bias = source.has("visual.trunk.patch_embed.proj.bias");
  vision.pre_norm = source.has("visual.trunk.norm_pre.weight");
  vision.position_rule = model::PositionRule::BicubicAntialias;
  to.activation = trunk.activation;
  to.embed_dim = vision.width;
  vision.norm_eps = perception ? 1e-5 : 1e-6;
  if (!perception) return;
  to.resampling = model::Resampling::Bilinear;
  vision.rotary = true;
  vision.rotary_offset = vision.pool_class_token ? 1 : 0;
  vision.rotary_grid = vision.grid();
  vision.pool_heads = 8;
  vision.pool_projection = true;
  to.embed_dim = source.size("visual.trunk.head.weight", 0, 2);
}

}  // namespace cloc::inference
