// SPDX-License-Identifier: Apache-2.0
// A model so small that its whole training takes a second, and what a run of it left behind.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "training/recipe.h"

namespace cloc::test {

inline training::Recipe tiny_recipe(const std::filesystem::path& data) {
  training::Recipe recipe;
  recipe.preset = "demo";
  recipe.input_size = 32;
  recipe.vision_width = 32;
  recipe.vision_layers = 1;
  recipe.vision_heads = 2;
  recipe.text_width = 16;
  recipe.text_layers = 1;
  recipe.text_heads = 2;
  recipe.embed_dim = 16;
  recipe.train = data.string();
  recipe.batch_size = 8;
  recipe.steps = 12;
  recipe.warmup_steps = 2;
  recipe.learning_rate = 1e-3;
  recipe.threads = 1;
  recipe.log_every = 1;
  recipe.checkpoint_every = 5;
  recipe.evaluate_every = 0;
  return recipe;
}

// The training loss of each step, as the exact text in metrics.jsonl.
inline std::map<int, std::string> losses(const std::filesystem::path& run) {
  std::map<int, std::string> all;
  std::ifstream in(run / "metrics.jsonl");
  for (std::string line; std::getline(in, line);) {
    const auto record = nlohmann::json::parse(line);
    if (record.at("group") == "train") all[record.at("step")] = record.at("loss").dump();
  }
  return all;
}

}  // namespace cloc::test
