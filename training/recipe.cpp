// SPDX-License-Identifier: Apache-2.0
#include "training/recipe.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <sstream>
#include <string_view>

#include <nlohmann/json.hpp>
#include <toml++/toml.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/inference/model_folder.h"

namespace cloc::training {
namespace {

// Levenshtein's edit distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::InvalidInput, where + ": " + what);
}

RecipeField& find(std::vector<RecipeField>& all, const std::string& key, const std::string& where) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& field) { return field.key == key; });
  if (found != all.end()) return *found;
  const auto nearest = std::min_element(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return edit_distance(a.key, key) < edit_distance(b.key, key);
  });
  refuse(where, "there is no setting '" + key + "'. Did you mean '" + nearest->key + "'?");
}

void check_range(const RecipeField& field, double value, const std::string& where) {
  if (std::isfinite(value) && value >= field.least && value <= field.most) return;
  std::ostringstream message;
  message << field.key << " is " << value << "; it must be between " << field.least << " and " << field.most
          << " (" << field.help << ").";
  refuse(where, message.str());
}

void check_word(const RecipeField& field, const std::string& word, const std::string& where) {
  if (field.choices.empty() || std::count(field.choices.begin(), field.choices.end(), word) > 0) return;
  std::string known;
  for (const auto& choice : field.choices) known += (known.empty() ? "" : ", ") + choice;
  refuse(where, field.key + " is '" + word + "'; it must be one of: " + known + ".");
}

void assign_number(const RecipeField& field, double value, const std::string& where) {
  check_range(field, value, where);
  if (auto* const* whole = std::get_if<std::int64_t*>(&field.value)) {
    if (value != std::floor(value)) refuse(where, field.key + " must be a whole number.");
    **whole = static_cast<std::int64_t>(value);
  } else {
    *std::get<double*>(field.value) = value;
  }
}

void assign_node(const RecipeField& field, const toml::node& node, const std::string& where) {
  if (auto* const* word = std::get_if<std::string*>(&field.value)) {
    const auto text = node.value_exact<std::string>();
    if (!text) refuse(where, field.key + " must be a text in quotes.");
    check_word(field, *text, where);
    **word = *text;
    return;
  }
  const auto number = node.is_number() ? node.value<double>() : std::nullopt;
  if (!number) refuse(where, field.key + " must be a number.");
  assign_number(field, *number, where);
}

std::string shortest(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  std::string word(text, end);
  // TOML tells floats from integers by the point or the exponent.
  return word.find_first_of(".e") == std::string::npos ? word + ".0" : word;
}

std::string toml_text(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

}  // namespace

Recipe load_recipe(const std::filesystem::path& path) {
  return parse_recipe(read_text_file(path), path.string());
}

Recipe parse_recipe(const std::string& text, const std::string& name) {
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    refuse(name + ", line " + std::to_string(error.source().begin.line),
           std::string(error.description()) + ".");
  }
  Recipe recipe;
  auto all = fields(recipe);
  for (const auto& [key, node] : table) {
    const std::string section(key.str());
    const auto where = [&](const toml::node& at) {
      return name + ", line " + std::to_string(at.source().begin.line);
    };
    if (!node.is_table()) {
      refuse(where(node), "'" + section +
                              "' stands outside a section; write it under [model], [data], [loss], "
                              "[optimiser] or [run].");
    }
    for (const auto& [setting, value] : *node.as_table()) {
      assign_node(find(all, section + "." + std::string(setting.str()), where(value)), value, where(value));
    }
  }
  return recipe;
}

void set_value(Recipe& recipe, const std::string& assignment) {
  const auto equals = assignment.find('=');
  const std::string where = "--set " + assignment;
  if (equals == std::string::npos) refuse(where, "write section.name=value, e.g. optimiser.steps=1000.");
  auto all = fields(recipe);
  const auto& field = find(all, assignment.substr(0, equals), where);
  const std::string text = assignment.substr(equals + 1);
  if (auto* const* word = std::get_if<std::string*>(&field.value)) {
    check_word(field, text, where);
    **word = text;
    return;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    refuse(where, field.key + " must be a number.");
  assign_number(field, number, where);
}

nlohmann::json describe(const Recipe& recipe) {
  Recipe own = recipe, defaults;
  const auto all = fields(own), usual = fields(defaults);
  const auto value = [](const RecipeField& field) {
    return std::visit([](const auto* pointer) { return nlohmann::json(*pointer); }, field.value);
  };
  auto list = nlohmann::json::array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& field = all[i];
    const char* type = std::holds_alternative<std::int64_t*>(field.value) ? "integer"
                       : std::holds_alternative<double*>(field.value)     ? "real"
                       : !field.choices.empty()                           ? "choice"
                       : field.path                                       ? "path"
                                                                          : "text";
    list.push_back({{"key", field.key},
                    {"type", type},
                    {"value", value(field)},
                    {"default", value(usual[i])},
                    {"least", field.least},
                    {"most", field.most},
                    {"choices", field.choices},
                    {"help", field.help}});
  }
  return {{"fields", list}};
}

std::string to_toml(const Recipe& recipe) {
  Recipe copy = recipe;
  std::ostringstream out;
  std::string section;
  for (const auto& field : fields(copy)) {
    const auto dot = field.key.find('.');
    if (field.key.substr(0, dot) != section) {
      out << (section.empty() ? "" : "\n") << "[" << field.key.substr(0, dot) << "]\n";
      section = field.key.substr(0, dot);
    }
    out << "# " << field.help << "\n" << field.key.substr(dot + 1) << " = ";
    if (auto* const* whole = std::get_if<std::int64_t*>(&field.value)) {
      out << **whole;
    } else if (auto* const* real = std::get_if<double*>(&field.value)) {
      out << shortest(**real);
    } else {
      out << toml_text(*std::get<std::string*>(field.value));
    }
    out << "\n";
  }
  return out.str();
}

model::ClocConfig Recipe::model_config(std::int64_t vocabulary) const {
  if (preset == kPresetOfStart) {
    auto config = inference::read_model_config(start_from);
    // Foreign weights come without one, and may crop images, which would cut boxes off. From here on all of
    // them are letterboxed.
    using model::RegionEncoder;
    if (config.region_encoder == RegionEncoder::ValueRoi || config.region_encoder == RegionEncoder::Crops) {
      config.image_fit = model::ImageFit::Letterbox;
      config.resampling = model::Resampling::Area;
      config.region_encoder = model::parse_region_encoder(region_encoder);
      config.prompt_pool = model::parse_prompt_pool(prompt_pool);
    }
    config.proposal_head = config.proposal_head || proposal_weight > 0;
    return config;
  }
  auto config = model::preset(preset);
  const auto override = [](std::int64_t& target, std::int64_t value) {
    if (value > 0) target = value;
  };
  override(config.vision.input_size, input_size);
  override(config.vision.patch_size, patch_size);
  override(config.vision.width, vision_width);
  override(config.vision.layers, vision_layers);
  override(config.vision.heads, vision_heads);
  override(config.text.width, text_width);
  override(config.text.layers, text_layers);
  override(config.text.heads, text_heads);
  override(config.embed_dim, embed_dim);
  if (vision_width > 0) config.vision.mlp_width = 4 * vision_width;
  if (text_width > 0) config.text.mlp_width = 4 * text_width;
  config.text.vocabulary = vocabulary;
  config.region_encoder = model::parse_region_encoder(region_encoder);
  config.prompt_pool = model::parse_prompt_pool(prompt_pool);
  config.logit_bias = contrast == "sigmoid";
  // A head that is there is kept.
  config.proposal_head =
      proposal_weight > 0 || (!start_from.empty() && inference::read_model_config(start_from).proposal_head);
  config.validate();
  return config;
}

void Recipe::validate() const {
  if (train.empty())
    refuse("recipe", "data.train is empty: say what to learn from, e.g. --set data.train=FOLDER.");
  if (preset == kPresetOfStart) {
    if (start_from.empty())
      refuse("recipe", "model.preset is \"start_from\" and model.start_from is empty: name a model folder.");
    if (!tokenizer.empty())
      refuse("recipe",
             "model.preset is \"start_from\", which brings its tokenizer: leave out data.tokenizer.");
    for (const auto size : {input_size, patch_size, embed_dim, vision_width, vision_layers, vision_heads,
                            text_width, text_layers, text_heads}) {
      if (size != 0)
        refuse("recipe", "model.preset is \"start_from\", which brings all sizes: leave the others at 0.");
    }
  }
  if (start_from.empty() && trained_layers >= 0)
    refuse("recipe",
           "model.trained_layers keeps encoders as they are, but there is no model.start_from to take them "
           "from.");
  if (learns_proposals_alone() && (start_from.empty() || proposal_weight <= 0)) {
    refuse(
        "recipe",
        "model.trained_parts is \"proposal_head\": that needs a model.start_from whose other parts stay, and "
        "a loss.proposal_weight above 0.");
  }
  if (learns_regions() && (region_encoder == "value_roi" || region_encoder == "crops")) {
    refuse("recipe", "model.region_encoder \"" + region_encoder +
                         "\" has nothing that regions could train: it is CLIP alone. Set loss.region_weight "
                         "= 0, or use \"prompter\".");
  }
  if (batch_size % accumulation != 0) {
    refuse("recipe", "optimiser.batch_size " + std::to_string(batch_size) +
                         " is not a multiple of optimiser.accumulation " + std::to_string(accumulation) +
                         ".");
  }
  if (warmup_steps > steps) refuse("recipe", "optimiser.warmup_steps is above optimiser.steps.");
  if (precision == "bf16" && device == "cpu") {
    refuse("recipe", "run.precision bf16 needs run.device = \"cuda\"; on a CPU use fp32.");
  }
}

}  // namespace cloc::training
