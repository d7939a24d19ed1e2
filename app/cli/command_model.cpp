// SPDX-License-Identifier: GPL-3.0-or-later
// export, model.
#include <cstdio>
#include <memory>
#include <tuple>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/inference/clip_checkpoint.h"
#include "core/inference/hugging_face_export.h"
#include "core/inference/model_folder.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;

struct ExportCommand {
  fs::path model, target;
  std::string precision = "fp16";
};

inference::StoredPrecision precision_of(const std::string& word) {
  return word == "fp16" ? inference::StoredPrecision::Half : inference::StoredPrecision::Full;
}

void require_new(const fs::path& target) {
  if (!fs::exists(target) || fs::is_empty(target)) return;
  throw Error(ErrorKind::InvalidInput, target.string() + " is not empty. Choose a new folder for the model.");
}

void export_encoders(const ExportCommand& command, bool as_json) {
  require_new(command.target);
  auto loaded = inference::load_model(command.model);
  inference::write_hugging_face_clip(command.target, loaded, precision_of(command.precision));
  const auto bytes = fs::file_size(command.target / "model.safetensors");
  if (as_json) return print_json({{"bytes", bytes}});
  std::printf(
      "%s: image and text encoder for CLIPModel.from_pretrained, %s, %.1f MB. The Prompter stays behind.\n",
      command.target.c_str(), command.precision.c_str(), static_cast<double>(bytes) / 1e6);
}

void export_model(const ExportCommand& command, bool as_json) {
  require_new(command.target);
  auto loaded = inference::load_model(command.model);
  const auto precision = precision_of(command.precision);
  inference::save_model(command.target, loaded.model, command.model, loaded.metadata, precision);
  const auto written = inference::load_model(command.target);
  const auto bytes = fs::file_size(command.target / "model.safetensors");
  if (as_json) return print_json({{"model", written.hash}, {"bytes", bytes}});
  std::printf("%s: %s, %.1f MB\n", command.target.c_str(), command.precision.c_str(),
              static_cast<double>(bytes) / 1e6);
}

struct ForeignCommand {
  fs::path source, target, tokenizer;
  std::string activation, positions, precision = "fp16";
  std::int64_t image_size = 0;  // 0: the model's

  inference::ClipOptions options() const {
    inference::ClipOptions options;
    if (!activation.empty()) options.activation = model::parse_activation(activation);
    return options;
  }
};

std::int64_t parameters_of(const weights::SafeTensors& contents) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : contents.tensors) count += tensor.numel();
  return count;
}

void inspect(const ForeignCommand& command, bool as_json) {
  const auto checkpoint = inference::read_clip_checkpoint(command.source, command.options());
  const auto& config = checkpoint.config;
  const auto parameters = parameters_of(checkpoint.tensors);
  if (as_json) {
    auto files = nlohmann::json::array();
    for (const auto& file : checkpoint.files) files.push_back(file.string());
    return print_json({{"family", checkpoint.family},
                       {"files", files},
                       {"parameters", parameters},
                       {"config", nlohmann::json::parse(inference::config_to_json(config))},
                       {"unused", checkpoint.unused}});
  }
  const auto tower = [](std::int64_t width, std::int64_t layers, std::int64_t heads) {
    return std::to_string(layers) + " layers of " + std::to_string(width) + ", " + std::to_string(heads) +
           " heads";
  };
  const auto& [vision, text] = std::tie(config.vision, config.text);
  std::string pixels =
      std::to_string(vision.input_size) + " px in patches of " + std::to_string(vision.patch_size);
  std::string tokens =
      std::to_string(text.context_length) + " of a vocabulary of " + std::to_string(text.vocabulary);
  std::printf("%s\n", table({"", ""}, {{"family", checkpoint.family},
                                       {"parameters", std::to_string(parameters)},
                                       {"image", pixels},
                                       {"image encoder", tower(vision.width, vision.layers, vision.heads)},
                                       {"text, tokens", tokens},
                                       {"text encoder", tower(text.width, text.layers, text.heads)},
                                       {"embedding", std::to_string(config.embed_dim)},
                                       {"activation", model::to_string(config.activation)}})
                          .c_str());
  if (!checkpoint.unused.empty())
    std::printf("Not used: %zu tensors, e.g. %s\n", checkpoint.unused.size(),
                checkpoint.unused.front().c_str());
}

// The tokenizer beside the weights, if there is one; that of OpenAI's CLIP for open_clip's models that are
// trained with it, whose files do not hold it.
fs::path tokenizer_of(const inference::ClipCheckpoint& checkpoint) {
  constexpr std::int64_t kClipPieces = 49408;
  const auto folder = checkpoint.files.front().parent_path();
  const bool own = checkpoint.family == "open_clip" || checkpoint.family == "OpenAI CLIP";
  if (!own || checkpoint.config.text.vocabulary != kClipPieces) return folder;
  try {
    text::vocabulary_files(folder);
    return folder;
  } catch (const Error&) {
    return resource_path("text/bpe_simple_vocab_16e6.txt.gz");
  }
}

void convert(const ForeignCommand& command, bool as_json) {
  require_new(command.target);
  auto checkpoint = inference::read_clip_checkpoint(command.source, command.options());
  if (checkpoint.family == inference::kOwnFamily) {
    throw Error(ErrorKind::InvalidInput,
                command.source.string() +
                    " is a model of this program already: search, index and the window "
                    "open it as it is. To write it smaller, use `export`.");
  }
  if (!command.positions.empty())
    checkpoint.config.vision.position_rule = model::parse_position_rule(command.positions);
  if (command.image_size != 0) inference::set_image_size(checkpoint, command.image_size);
  const auto tokenizer = command.tokenizer.empty() ? tokenizer_of(checkpoint) : command.tokenizer;
  const auto vocabulary = text::load_tokenizer(tokenizer)->vocab_size();
  if (vocabulary != checkpoint.config.text.vocabulary) {
    throw Error(ErrorKind::Mismatch,
                tokenizer.string() + " has " + std::to_string(vocabulary) + " pieces, the model " +
                    std::to_string(checkpoint.config.text.vocabulary) +
                    ". Give the tokenizer that the model was trained with (--tokenizer).");
  }
  auto model = inference::make_model(checkpoint);
  const auto precision = precision_of(command.precision);
  inference::save_model(command.target, model, tokenizer,
                        {{"cloc.made_by", "cloc-cli model convert"}, {"cloc.family", checkpoint.family}},
                        precision);
  const auto bytes = fs::file_size(command.target / "model.safetensors");
  if (as_json) {
    return print_json({{"family", checkpoint.family}, {"bytes", bytes}, {"unused", checkpoint.unused}});
  }
  std::printf(
      "%s: %s, %s, %.1f MB. It has no Prompter: boxes are answered by RoI-Align over the image encoder's "
      "tokens, and phrases are not grounded.\n",
      command.target.c_str(), checkpoint.family.c_str(), command.precision.c_str(),
      static_cast<double>(bytes) / 1e6);
}

void add_precision(CLI::App& sub, std::string& precision) {
  sub.add_option("--precision", precision, "fp16 (half the size) or fp32")
      ->check(CLI::IsMember({"fp16", "fp32"}))
      ->capture_default_str();
}

void add_export_options(CLI::App& sub, Context& context, void (*run)(const ExportCommand&, bool)) {
  auto command = std::make_shared<ExportCommand>();
  sub.add_option("MODEL", command->model, "Folder of a model or checkpoint")->required();
  sub.add_option("TARGET", command->target, "New folder")->required();
  add_precision(sub, command->precision);
  sub.callback(
      [&context, command, run] { context.run = [&context, command, run] { run(*command, context.json); }; });
}

}  // namespace

void add_model(CLI::App& app, Context& context) {
  auto* group =
      app.add_subcommand("model", "Weights of other programs: look into them, make a model of them");
  group->require_subcommand(1);
  auto command = std::make_shared<ForeignCommand>();
  const auto add = [&](const char* name, const char* help, auto run) {
    auto* sub = group->add_subcommand(name, help);
    sub->add_option(
           "WEIGHTS", command->source,
           "File or folder: OpenAI's CLIP, open_clip, Hugging Face CLIPModel, SiglipModel or Siglip2Model")
        ->required();
    sub->add_option("--activation", command->activation,
                    "Of weights without a configuration: quick_gelu (OpenAI, MetaCLIP, DFN) or gelu");
    sub->callback([&context, command, run] {
      context.run = [&context, command, run] { run(*command, context.json); };
    });
    return sub;
  };
  add("inspect", "What model the weights are of, and which of them are not used", inspect);
  auto* sub = add("convert", "Write a folder that search, index and the window open", convert);
  sub->add_option("TARGET", command->target, "New folder")->required();
  sub->add_option("--tokenizer", command->tokenizer, "File or folder; beside the weights when not given");
  sub->add_option("--image-size", command->image_size,
                  "Pixels a side, a multiple of the patch size; the size it was trained at when not given");
  sub->add_option("--positions", command->positions,
                  "Rule by which learned positions serve another image size; the family's own when not given")
      ->check(CLI::IsMember({"bicubic", "bicubic_antialias", "bilinear_antialias"}));
  add_precision(*sub, command->precision);
  add_export_options(
      *group->add_subcommand("export", "Write image and text encoder for Hugging Face's CLIPModel"), context,
      export_encoders);
}

void add_export(CLI::App& app, Context& context) {
  add_export_options(
      *app.add_subcommand("export", "Write a checkpoint as a model to keep: weights and tokenizer alone"),
      context, export_model);
}

}  // namespace cloc::cli
