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

constexpr double kMany = 1e12;
constexpr auto kStartFrom = "start_from";  // among the presets

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

std::vector<std::string> preset_choices() {
  auto names = model::preset_names();
  names.emplace_back(kStartFrom);
  return names;
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

std::vector<RecipeField> fields(Recipe& r) {
  return {
      {"model.preset", &r.preset, 0, 0, preset_choices(),
       "sizes of the model; start_from: all as the model that it starts from"},
      {"model.region_encoder",
       &r.region_encoder,
       0,
       0,
       {"prompter", "roi_align"},
       "roi_align is the paper's ablation"},
      {"model.prompt_pool",
       &r.prompt_pool,
       0,
       0,
       {"all_tokens", "prompt_tokens"},
       "what the Prompter's average pooler averages; the paper's is all_tokens"},
      {"model.input_size", &r.input_size, 0, 4096, {}, "pixels a side; 0: as the preset, likewise below"},
      {"model.patch_size", &r.patch_size, 0, 256, {}, "pixels a side of one image token"},
      {"model.embed_dim", &r.embed_dim, 0, 8192, {}, "of the space that images, regions and texts share"},
      {"model.vision_width", &r.vision_width, 0, 8192, {}, "width of the image encoder"},
      {"model.vision_layers", &r.vision_layers, 0, 200, {}, "layers of the image encoder"},
      {"model.vision_heads", &r.vision_heads, 0, 128, {}, "attention heads of the image encoder"},
      {"model.text_width", &r.text_width, 0, 8192, {}, "width of the text encoder"},
      {"model.text_layers", &r.text_layers, 0, 200, {}, "layers of the text encoder"},
      {"model.text_heads", &r.text_heads, 0, 128, {}, "attention heads of the text encoder"},
      {"model.start_from",
       &r.start_from,
       0,
       0,
       {},
       "model folder to fine-tune; empty: from scratch, as the paper",
       true},
      {"model.trained_layers",
       &r.trained_layers,
       -1,
       200,
       {},
       "of each encoder, from the top; -1: all; 0: the Prompter and the BoxHead alone learn"},
      {"data.train",
       &r.train,
       0,
       0,
       {},
       "data set to learn from: a demo folder, a COCO file, a project",
       true},
      {"data.validation",
       &r.validation,
       0,
       0,
       {},
       "data set to evaluate on; empty: what validation_share says",
       true},
      {"data.tokenizer",
       &r.tokenizer,
       0,
       0,
       {},
       "SentencePiece model or CLIP vocabulary; empty: the demo's",
       true},
      {"data.loader_threads", &r.loader_threads, 1, 256, {}, "threads that decode images ahead"},
      {"data.prefetch", &r.prefetch, 1, 1024, {}, "batches kept ready"},
      {"data.cache_megabytes",
       &r.cache_megabytes,
       0,
       1e7,
       {},
       "memory for decoded images, reused in later epochs"},
      {"data.validation_share",
       &r.validation_share,
       0,
       0.9,
       {},
       "of the images of data.train, held out to evaluate on when data.validation is empty"},
      {"data.validation_images",
       &r.validation_images,
       0,
       kMany,
       {},
       "at most this many while training; 0: all"},
      {"loss.regions_per_image",
       &r.regions_per_image,
       1,
       1000,
       {},
       "M: sampled at random for each image and step"},
      {"loss.region_weight", &r.region_weight, 0, 100, {}, "factor of lambda (Table A: 1.0)"},
      {"loss.grounding_weight",
       &r.grounding_weight,
       0,
       100,
       {},
       "factor of the grounding loss inside lambda; 0: the "
       "paper's ablation without it"},
      {"loss.text_filter",
       &r.text_filter,
       -1,
       2,
       {},
       "captions more alike than this are no negatives; 2: no filter"},
      {"loss.text_filter_from",
       &r.text_filter_from,
       0,
       kMany,
       {},
       "step at which the filter begins; before it only the same caption is no negative"},
      {"optimiser.learning_rate", &r.learning_rate, 0, 10, {}, "at its peak, after the warm-up"},
      {"optimiser.beta1", &r.beta1, 0, 0.999999, {}, "AdamW"},
      {"optimiser.beta2", &r.beta2, 0, 0.999999, {}, "AdamW"},
      {"optimiser.epsilon", &r.epsilon, 1e-12, 1, {}, "AdamW"},
      {"optimiser.weight_decay", &r.weight_decay, 0, 10, {}, "not on biases, norms and the temperature"},
      {"optimiser.layer_decay",
       &r.layer_decay,
       0.01,
       1,
       {},
       "an encoder layer's learning rate over that of the layer above it; for fine-tuning"},
      {"optimiser.clip_norm", &r.clip_norm, 0, 1e6, {}, "largest norm of the gradient; 0: not clipped"},
      {"optimiser.warmup_steps", &r.warmup_steps, 0, kMany, {}, "linear from 0"},
      {"optimiser.steps", &r.steps, 1, kMany, {}, "in all; the learning rate falls to 0 on a cosine"},
      {"optimiser.batch_size", &r.batch_size, 1, 1e7, {}, "images a step"},
      {"optimiser.accumulation",
       &r.accumulation,
       1,
       1e6,
       {},
       "parts a batch is computed in; exact, with all negatives"},
      {"run.seed", &r.seed, 0, 9e15, {}, "of weights, order and sampling"},
      {"run.threads", &r.threads, 0, 1024, {}, "that compute; 0: one for each processor"},
      {"run.device", &r.device, 0, 0, {"cpu", "cuda"}, "where the model runs"},
      {"run.precision", &r.precision, 0, 0, {"fp32", "bf16"}, "bf16: mixed precision (autocast)"},
      {"run.log_every", &r.log_every, 1, kMany, {}, "steps"},
      {"run.checkpoint_every", &r.checkpoint_every, 1, kMany, {}, "steps"},
      {"run.keep_checkpoints", &r.keep_checkpoints, 1, kMany, {}, "the last so many stay, and the best"},
      {"run.evaluate_every", &r.evaluate_every, 0, kMany, {}, "steps; 0: at the end only"},
  };
}

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
  if (preset == kStartFrom) {
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
  config.validate();
  return config;
}

void Recipe::validate() const {
  if (train.empty())
    refuse("recipe", "data.train is empty: say what to learn from, e.g. --set data.train=FOLDER.");
  if (preset == kStartFrom) {
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
