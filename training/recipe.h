// SPDX-License-Identifier: Apache-2.0
// What a training run is made of: every value of Table A and of ours, with its range and one line of help.
// One description
// (`fields`) makes the TOML reader and writer, the command line's --set and --help, and later the form in the
// window.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/model/config.h"

namespace cloc::training {

// Among the presets: all as the model that is gone on from.
inline constexpr auto kPresetOfStart = "start_from";

struct Recipe {
  // [model]
  std::string preset = "vit-b-16";
  std::string region_encoder = "prompter";
  std::string prompt_pool = "all_tokens";
  std::int64_t input_size = 0, patch_size = 0, embed_dim = 0;
  std::int64_t vision_width = 0, vision_layers = 0, vision_heads = 0;
  std::int64_t text_width = 0, text_layers = 0, text_heads = 0;
  std::string start_from;
  std::int64_t trained_layers = -1;
  std::string trained_parts = "all";

  // [data]
  std::string train, validation, tokenizer;
  std::int64_t loader_threads = 2, prefetch = 4, cache_megabytes = 0;
  std::int64_t validation_images = 500;
  double validation_share = 0, box_jitter = 0, caption_noise = 0;

  // [loss]
  std::int64_t regions_per_image = 4;
  double region_weight = 1.0, grounding_weight = 1.0, text_filter = 0.9;
  std::int64_t text_filter_from = 0;
  std::string contrast = "softmax";
  double box_l1_weight = 0, box_giou_weight = 0, text_push = 0, point_share = 0, pair_share = 0;
  double proposal_weight = 0;

  // Whether the proposal head learns and all else stays as it is.
  bool learns_proposals_alone() const { return trained_parts == "proposal_head"; }
  // Whether regions and their captions are learned from: else it is CLIP, or the proposal head alone.
  bool learns_regions() const { return region_weight > 0 && !learns_proposals_alone(); }

  // [optimiser]
  double learning_rate = 5e-4, beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6, weight_decay = 0.2, clip_norm = 0,
         layer_decay = 1;
  std::int64_t warmup_steps = 2000, steps = 439087, batch_size = 32768, accumulation = 1;

  // [run]
  std::int64_t seed = 1, threads = 0;
  std::string device = "cpu", precision = "fp32", recompute = "nothing";
  std::int64_t log_every = 10, checkpoint_every = 1000, keep_checkpoints = 3, evaluate_every = 1000;

  // Sizes of the model, from the preset and what overrides it; the vocabulary comes from the tokenizer. With
  // the preset "start_from" all of it comes from the model in that folder, but for a region encoder when that
  // model has none: throws as inference::read_model_config.
  model::ClocConfig model_config(std::int64_t vocabulary) const;
  // Throws Error{InvalidInput} naming the key for values that do not fit together.
  void validate() const;
};

// One value of a recipe: "optimiser.learning_rate", where it lives, what it may be, what it means.
struct RecipeField {
  std::string key;  // section.name
  std::variant<std::int64_t*, double*, std::string*> value;
  double least = 0, most = 0;        // of numbers
  std::vector<std::string> choices;  // of words; empty when free
  std::string help;
  bool path = false;  // a word that names a file or folder
};

// The description of `recipe`, pointing into it.
std::vector<RecipeField> fields(Recipe& recipe);

// Throws Error{NotFound, InvalidInput} naming file, line and key; an unknown key is answered with the nearest
// one.
Recipe load_recipe(const std::filesystem::path& path);
// The same of TOML text; `name` stands for the file in messages.
Recipe parse_recipe(const std::string& text, const std::string& name);
// {"fields": [{"key", "type", "value", "default", "least", "most", "choices", "help"}]} of every field: what
// the window makes its form from. type: "integer", "real", "choice", "path" or "text".
nlohmann::json describe(const Recipe& recipe);
// "section.name=value". Throws as load_recipe does.
void set_value(Recipe& recipe, const std::string& assignment);
// A TOML file of all values, each under its help as a comment.
std::string to_toml(const Recipe& recipe);

}  // namespace cloc::training
