// SPDX-License-Identifier: Apache-2.0
// The sizes of a CLOC model (paper, Table A and 3.3). A checkpoint carries one, so that no tensor is ever
// guessed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cloc::model {

enum class Activation {
  Gelu,       // exact, with erf
  QuickGelu,  // x * sigmoid(1.702 x), as OpenAI's weights need
  TanhGelu    // the tanh approximation, as SigLIP's
};

// What turns image tokens into the embedding of a box.
enum class RegionEncoder {
  Prompter,  // the paper's method
  RoiAlign,  // its ablation, Table 2 "- Prompter"; takes boxes, not phrases
  ValueRoi,  // of an encoder without a Prompter, no weights of its own: RoI-Align over the tokens that the
             // last layer gives when each attends to itself alone (MaskCLIP's and CLIPSelf's value path);
             // boxes alone
  Crops      // likewise without a Prompter: each box is cut out of the image and encoded as an image of its
             // own; needs the pixels, so that ClocImpl cannot (core/inference does)
};

// What the image's embedding is made of.
enum class ImagePool {
  Attention,   // the mean token asks all (OpenAI's ResNets, and ours)
  ClassToken,  // CLIP's ViT
  Average,     // CLIPA: the mean of the grid's tokens; there is a class token, which is not read
  Probe        // SigLIP: a learned query, then an MLP
};

// How positions that were learned for one grid serve another: whoever trained a model has a rule.
enum class PositionRule {
  Bicubic,           // transformers' CLIP, OWLv2 and SigLIP, and ours
  BicubicAntialias,  // open_clip and timm
  BilinearAntialias  // SigLIP 2 for images of any shape (NaFlex)
};

// Which token a text is read at.
enum class TextPool {
  EndMarker,  // CLIP
  LastPlace   // SigLIP: of the padded text, which the attention sees too
};

// How an image that is not square becomes the input, when it is embedded as a whole.
enum class ImageFit {
  Letterbox,   // the long side to the input size, the rest padded: ours, and the paper's (Table A)
  CentreCrop,  // the short side to the input size, the middle of the long side kept: CLIP
  Squash       // each side to the input size: SigLIP
};

enum class Resampling {
  Area,      // ours: the area's mean when shrinking, bicubic when growing
  Bilinear,  // Pillow's, smoothed when shrinking
  Bicubic    // likewise
};

// Where a centre crop begins when an odd number of pixels is too many.
enum class CropStart {
  Floor,    // Hugging Face: the half rounded down
  HalfEven  // torchvision, so OpenAI's and open_clip's: to the even number
};

// What the Prompter's average pooler averages.
enum class PromptPool {
  AllTokens,    // prompt and image tokens: the paper's global average
  PromptTokens  // an ablation of ours: far cheaper, and further from the paper
};

struct VisionConfig {
  std::int64_t input_size = 224;  // pixels a side it is trained at; other sizes interpolate the positions
  std::int64_t patch_size = 16;
  std::int64_t width = 768;
  std::int64_t layers = 12;
  std::int64_t heads = 12;
  std::int64_t mlp_width = 3072;
  ImagePool pool = ImagePool::Attention;
  bool patch_bias = false;  // of the convolution that makes tokens of patches
  bool pre_norm = true;     // a LayerNorm in front of the first layer
  double norm_eps = 1e-5;
  PositionRule position_rule = PositionRule::Bicubic;
  bool norm_after_pool = false;  // of ImagePool::Average: the LayerNorm behind the last layer comes after it
  // Rotary positions (Su et al. 2021, arXiv 2104.09864) in every layer, besides those that are added: queries
  // and keys of the token in column x and row y are turned by angles in proportion to x + rotary_offset (the
  // first half of each head) and y + rotary_offset.
  bool rotary = false;
  double rotary_offset = 0;
  std::int64_t rotary_grid = 0;  // tokens a side that the angles were trained for, stretched over others; 0:
                                 // grid()
  // Of ImagePool::Probe alone (Perception Encoder): another number of heads or another hidden width than the
  // layers have, 0: the same; a class token that the query asks too; a projection to embed_dim at the end.
  std::int64_t pool_heads = 0;
  std::int64_t pool_mlp_width = 0;
  bool pool_class_token = false;
  bool pool_projection = false;

  std::int64_t grid() const { return input_size / patch_size; }
  bool has_class_token() const {
    return pool == ImagePool::ClassToken || pool == ImagePool::Average || pool_class_token;
  }
};

struct TextConfig {
  std::int64_t vocabulary = 32128;
  std::int64_t context_length = 77;  // tokens
  std::int64_t width = 512;
  std::int64_t layers = 12;
  std::int64_t heads = 8;
  std::int64_t mlp_width = 2048;
  TextPool pool = TextPool::EndMarker;
  bool causal = true;
  bool projection_bias = false;
  bool strip_punctuation = false;  // of the texts, before they are cut into tokens (SigLIP)
  // With strip_punctuation: texts are mended first as CLIP's are, and "_" is a blank (open_clip's
  // "canonicalize").
  bool mend_web_text = false;
  std::int64_t pad_id = 0;                    // what LastPlace pads with
  std::optional<Activation> activation = {};  // absent: as the image encoder's
  double norm_eps = 1e-5;
};

struct ClocConfig {
  std::string name = "vit-b-16";
  std::int64_t embed_dim = 512;              // of the space that images, regions and texts share
  Activation activation = Activation::Gelu;  // of the image encoder and the Prompter
  bool logit_bias = false;                   // SigLIP's: logits = scale * cosine + bias
  RegionEncoder region_encoder = RegionEncoder::Prompter;
  PromptPool prompt_pool = PromptPool::AllTokens;
  bool proposal_head = false;  // proposal_head.h: finds objects that nobody asks for
  VisionConfig vision;
  TextConfig text;
  ImageFit image_fit = ImageFit::Letterbox;
  // Of ImageFit::Squash: images are made so many pixels larger than the input a side, and what is too much at
  // the right and lower edge is cut off, as patches that do not fit a size leave it (SigLIP so400m at 384: 27
  // patches of 14 pixels are 378).
  std::int64_t unread_edge = 0;
  Resampling resampling = Resampling::Area;
  CropStart crop_start = CropStart::Floor;
  // Per channel (R, G, B) of pixels scaled to [0, 1]; OpenAI's by default.
  std::array<double, 3> image_mean{0.48145466, 0.4578275, 0.40821073};
  std::array<double, 3> image_std{0.26862954, 0.26130258, 0.27577711};

  // Throws Error{InvalidInput} naming the field when sizes do not fit together.
  void validate() const;
};

// "vit-ti-16", "vit-s-16", "vit-b-16", "vit-l-14", "vit-h-14" and "demo" (what ships in resources/).
std::vector<std::string> preset_names();
// Throws Error{InvalidInput} that lists the names.
ClocConfig preset(const std::string& name);

// The words that files and command lines use: the names above in lower case, with underscores ("quick_gelu",
// "value_roi", "centre_crop"). The parsers throw Error{InvalidInput} that lists the words.
std::string to_string(Activation value);
std::string to_string(RegionEncoder value);
std::string to_string(PromptPool value);
std::string to_string(ImagePool value);
std::string to_string(TextPool value);
std::string to_string(ImageFit value);
std::string to_string(Resampling value);
std::string to_string(CropStart value);
std::string to_string(PositionRule value);
Activation parse_activation(const std::string& word);
RegionEncoder parse_region_encoder(const std::string& word);
PromptPool parse_prompt_pool(const std::string& word);
ImagePool parse_image_pool(const std::string& word);
TextPool parse_text_pool(const std::string& word);
ImageFit parse_image_fit(const std::string& word);
Resampling parse_resampling(const std::string& word);
CropStart parse_crop_start(const std::string& word);
PositionRule parse_position_rule(const std::string& word);

}  // namespace cloc::model
