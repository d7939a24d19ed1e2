// SPDX-License-Identifier: Apache-2.0
#include "core/model/config.h"

#include <array>
#include <utility>

#include "core/base/error.h"

namespace cloc::model {
namespace {

struct Preset {
  const char* name;
  std::int64_t embed_dim;
  VisionConfig vision;  // input, patch, width, layers, heads, mlp
  TextConfig text;      // vocabulary, context, width, layers, heads, mlp
};

// 32,128 is the size of T5's SentencePiece vocabulary, padded as T5 pads it.
constexpr std::int64_t kT5Vocabulary = 32128;

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all{
      {"vit-ti-16", 192, {224, 16, 192, 12, 3, 768}, {kT5Vocabulary, 77, 192, 12, 3, 768}},
      {"vit-s-16", 384, {224, 16, 384, 12, 6, 1536}, {kT5Vocabulary, 77, 384, 12, 6, 1536}},
      {"vit-b-16", 512, {224, 16, 768, 12, 12, 3072}, {kT5Vocabulary, 77, 512, 12, 8, 2048}},
      {"vit-l-14", 768, {336, 14, 1024, 24, 16, 4096}, {kT5Vocabulary, 77, 768, 12, 12, 3072}},
      {"vit-h-14", 1024, {336, 14, 1280, 32, 16, 5120}, {kT5Vocabulary, 77, 1024, 24, 16, 4096}},
      {"demo", 192, {128, 16, 192, 6, 3, 768}, {2048, 77, 128, 3, 2, 512}},
  };
  return all;
}

void require(bool condition, const std::string& message) {
  if (!condition) throw Error(ErrorKind::InvalidInput, "Model configuration: " + message);
}

template <class Value, std::size_t N>
using Words = std::array<std::pair<const char*, Value>, N>;

constexpr Words<Activation, 3> kActivations{
    {{"gelu", Activation::Gelu}, {"quick_gelu", Activation::QuickGelu}, {"tanh_gelu", Activation::TanhGelu}}};
constexpr Words<RegionEncoder, 4> kRegionEncoders{{{"prompter", RegionEncoder::Prompter},
                                                   {"roi_align", RegionEncoder::RoiAlign},
                                                   {"value_roi", RegionEncoder::ValueRoi},
                                                   {"crops", RegionEncoder::Crops}}};
constexpr Words<PromptPool, 2> kPromptPools{
    {{"all_tokens", PromptPool::AllTokens}, {"prompt_tokens", PromptPool::PromptTokens}}};
constexpr Words<ImagePool, 4> kImagePools{{{"attention", ImagePool::Attention},
                                           {"class_token", ImagePool::ClassToken},
                                           {"average", ImagePool::Average},
                                           {"probe", ImagePool::Probe}}};
constexpr Words<TextPool, 2> kTextPools{
    {{"end_marker", TextPool::EndMarker}, {"last_place", TextPool::LastPlace}}};
constexpr Words<ImageFit, 3> kImageFits{{{"letterbox", ImageFit::Letterbox},
                                         {"centre_crop", ImageFit::CentreCrop},
                                         {"squash", ImageFit::Squash}}};
constexpr Words<Resampling, 3> kResamplings{
    {{"area", Resampling::Area}, {"bilinear", Resampling::Bilinear}, {"bicubic", Resampling::Bicubic}}};
constexpr Words<CropStart, 2> kCropStarts{{{"floor", CropStart::Floor}, {"half_even", CropStart::HalfEven}}};
constexpr Words<PositionRule, 3> kPositionRules{{{"bicubic", PositionRule::Bicubic},
                                                 {"bicubic_antialias", PositionRule::BicubicAntialias},
                                                 {"bilinear_antialias", PositionRule::BilinearAntialias}}};

template <class Value, std::size_t N>
Value parse(const std::string& word, const char* what, const Words<Value, N>& words) {
  std::string known;
  for (const auto& [name, value] : words) {
    if (word == name) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(ErrorKind::InvalidInput, "'" + word + "' is not a " + what + "; choose one of: " + known + ".");
}

template <class Value, std::size_t N>
std::string word_for(Value value, const Words<Value, N>& words) {
  for (const auto& [name, known] : words) {
    if (known == value) return name;
  }
  throw Error(ErrorKind::Internal, "A choice of the model configuration has no name.");
}

}  // namespace

void ClocConfig::validate() const {
  require(!proposal_head || region_encoder != RegionEncoder::Crops,
          "a proposal head reads image tokens, which region_encoder \"crops\" does not keep.");
  for (const auto& [field, value] : std::initializer_list<std::pair<const char*, std::int64_t>>{
           {"embed_dim", embed_dim},
           {"vision.input_size", vision.input_size},
           {"vision.patch_size", vision.patch_size},
           {"vision.width", vision.width},
           {"vision.layers", vision.layers},
           {"vision.heads", vision.heads},
           {"vision.mlp_width", vision.mlp_width},
           {"text.vocabulary", text.vocabulary},
           {"text.context_length", text.context_length},
           {"text.width", text.width},
           {"text.layers", text.layers},
           {"text.heads", text.heads},
           {"text.mlp_width", text.mlp_width}}) {
    require(value >= 1 && value <= 1 << 20,
            std::string(field) + " is " + std::to_string(value) + "; it must be between 1 and 1048576.");
  }
  require(vision.input_size % vision.patch_size == 0,
          "vision.input_size " + std::to_string(vision.input_size) +
              " is not a multiple of vision.patch_size " + std::to_string(vision.patch_size) + ".");
  require(vision.width % vision.heads == 0, "vision.width must be a multiple of vision.heads.");
  require(vision.width % 4 == 0,
          "vision.width must be a multiple of 4 (sine and cosine of two coordinates).");
  require(text.width % text.heads == 0, "text.width must be a multiple of text.heads.");
  require(vision.pool != ImagePool::Probe || vision.pool_projection || embed_dim == vision.width,
          "with vision.pool \"probe\" and no projection embed_dim must be vision.width.");
  require(vision.pool == ImagePool::Probe || (!vision.pool_class_token && !vision.pool_projection),
          "vision.pool_class_token and vision.pool_projection are of vision.pool \"probe\" alone.");
  require(vision.pool_heads >= 0 && vision.pool_mlp_width >= 0 && vision.pool_mlp_width <= 1 << 20,
          "vision.pool_heads and vision.pool_mlp_width must be above 0, or 0 for those of the layers.");
  require(vision.pool_heads == 0 || vision.width % vision.pool_heads == 0,
          "vision.width must be a multiple of vision.pool_heads.");
  require(!vision.norm_after_pool || vision.pool == ImagePool::Average,
          "vision.norm_after_pool is of vision.pool \"average\" alone.");
  require(vision.rotary_grid >= 0, "vision.rotary_grid must be above 0, or 0 for that of the input.");
  require(!vision.rotary || vision.width / vision.heads % 4 == 0,
          "with vision.rotary the width of a head must be a multiple of 4.");
  require(unread_edge >= 0 && unread_edge < vision.patch_size &&
              (unread_edge == 0 || image_fit == ImageFit::Squash),
          "unread_edge must be less than a patch, and is of image_fit \"squash\" alone.");
  require(text.pad_id >= 0 && text.pad_id < text.vocabulary, "text.pad_id must be in the vocabulary.");
  for (const double eps : {vision.norm_eps, text.norm_eps}) require(eps > 0, "norm_eps must be above 0.");
  for (const double deviation : image_std) require(deviation > 0, "image_std must be above 0.");
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& entry : presets()) names.emplace_back(entry.name);
  return names;
}

ClocConfig preset(const std::string& name) {
  std::string known;
  for (const auto& entry : presets()) {
    if (name == entry.name) {
      ClocConfig config;
      config.name = entry.name;
      config.embed_dim = entry.embed_dim;
      config.vision = entry.vision;
      config.text = entry.text;
      return config;
    }
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw Error(ErrorKind::InvalidInput,
              "There is no model size '" + name + "'; choose one of: " + known + ".");
}

std::string to_string(Activation value) {
  return word_for(value, kActivations);
}
std::string to_string(RegionEncoder value) {
  return word_for(value, kRegionEncoders);
}
std::string to_string(PromptPool value) {
  return word_for(value, kPromptPools);
}
std::string to_string(ImagePool value) {
  return word_for(value, kImagePools);
}
std::string to_string(TextPool value) {
  return word_for(value, kTextPools);
}
std::string to_string(ImageFit value) {
  return word_for(value, kImageFits);
}
std::string to_string(Resampling value) {
  return word_for(value, kResamplings);
}
std::string to_string(CropStart value) {
  return word_for(value, kCropStarts);
}
std::string to_string(PositionRule value) {
  return word_for(value, kPositionRules);
}

Activation parse_activation(const std::string& word) {
  return parse(word, "activation", kActivations);
}
RegionEncoder parse_region_encoder(const std::string& word) {
  return parse(word, "region encoder", kRegionEncoders);
}
PromptPool parse_prompt_pool(const std::string& word) {
  return parse(word, "prompt pool", kPromptPools);
}
ImagePool parse_image_pool(const std::string& word) {
  return parse(word, "image pool", kImagePools);
}
TextPool parse_text_pool(const std::string& word) {
  return parse(word, "text pool", kTextPools);
}
ImageFit parse_image_fit(const std::string& word) {
  return parse(word, "way to fit images", kImageFits);
}
Resampling parse_resampling(const std::string& word) {
  return parse(word, "way to resize images", kResamplings);
}
CropStart parse_crop_start(const std::string& word) {
  return parse(word, "start of crops", kCropStarts);
}
PositionRule parse_position_rule(const std::string& word) {
  return parse(word, "rule for positions", kPositionRules);
}

}  // namespace cloc::model
