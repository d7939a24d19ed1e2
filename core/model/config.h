// SPDX-License-Identifier: Apache-2.0
// The sizes of a CLOC model (paper, Table A and 3.3). A checkpoint carries one, so that no tensor is ever
// guessed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace cloc::model {

enum class Activation {
  Gelu,      // exact, with erf
  QuickGelu  // x * sigmoid(1.702 x), as OpenAI's weights need
};

// What turns image tokens into the embedding of a box.
enum class RegionEncoder {
  Prompter,  // the paper's method
  RoiAlign   // its ablation, Table 2 "- Prompter"; takes boxes, not phrases
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

  std::int64_t grid() const { return input_size / patch_size; }
};

struct TextConfig {
  std::int64_t vocabulary = 32128;
  std::int64_t context_length = 77;  // tokens
  std::int64_t width = 512;
  std::int64_t layers = 12;
  std::int64_t heads = 8;
  std::int64_t mlp_width = 2048;
};

struct ClocConfig {
  std::string name = "vit-b-16";
  std::int64_t embed_dim = 512;  // of the space that images, regions and texts share
  Activation activation = Activation::Gelu;
  RegionEncoder region_encoder = RegionEncoder::Prompter;
  PromptPool prompt_pool = PromptPool::AllTokens;
  VisionConfig vision;
  TextConfig text;
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

// "gelu" / "quick_gelu", "prompter" / "roi_align", "all_tokens" / "prompt_tokens": the words that files and
// command lines use. The parsers throw Error{InvalidInput} that lists the words.
std::string to_string(Activation value);
std::string to_string(RegionEncoder value);
std::string to_string(PromptPool value);
Activation parse_activation(const std::string& word);
RegionEncoder parse_region_encoder(const std::string& word);
PromptPool parse_prompt_pool(const std::string& word);

}  // namespace cloc::model
