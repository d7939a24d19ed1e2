// SPDX-License-Identifier: GPL-3.0-or-later
// export, model.
#include <cstdio>
#include <memory>
#include <tuple>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/search_output.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/data/open_dataset.h"
#include "core/inference/clip_checkpoint.h"
#include "core/inference/conversion.h"
#include "core/inference/hugging_face_export.h"
#include "core/inference/model_comparison.h"
#include "core/inference/model_folder.h"
#include "core/inference/script_export.h"
#include "core/onnx/export.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;

struct ExportCommand {
  fs::path model, target;
  std::string precision = "fp16", form = "hf";
};

inference::StoredPrecision precision_of(const std::string& word) {
  return word == "fp16" ? inference::StoredPrecision::Half : inference::StoredPrecision::Full;
}

void require_new(const fs::path& target) {
  if (!fs::exists(target) || fs::is_empty(target)) return;
  throw Error(ErrorKind::InvalidInput, target.string() + " is not empty. Choose a new folder for the model.");
}

void export_torchscript(const ExportCommand& command, bool as_json) {
  if (fs::exists(command.target)) {
    throw Error(ErrorKind::InvalidInput,
                command.target.string() + " exists already. Choose a new name for the file.");
  }
  auto loaded = inference::load_model(command.model);
  const auto done = inference::write_torchscript(command.target, loaded);
  if (as_json) return print_json({{"bytes", done.bytes}, {"largest_difference", done.largest_difference}});
  std::printf("%s: TorchScript, %.1f MB; read again, its numbers differ from the model's by at most %.1e.\n",
              command.target.c_str(), static_cast<double>(done.bytes) / 1e6, done.largest_difference);
}

void export_onnx(const ExportCommand& command, bool as_json) {
  require_new(command.target);
  auto loaded = inference::load_model(command.model);
  const auto files = onnx::write_onnx(command.target, loaded, precision_of(command.precision));
  if (as_json) {
    nlohmann::json bytes;
    for (const auto& file : files) bytes[file.name] = file.bytes;
    return print_json({{"files", bytes}});
  }
  std::printf("%s: ONNX, operators of version %d, weights in %s\n", command.target.c_str(), onnx::kOpset,
              command.precision.c_str());
  std::vector<std::vector<std::string>> rows;
  for (const auto& file : files) {
    char size[32];
    std::snprintf(size, sizeof size, "%.1f MB", static_cast<double>(file.bytes) / 1e6);
    rows.push_back({file.name, size});
  }
  std::printf("%s", table({"", ""}, rows).c_str());
}

void export_encoders(const ExportCommand& command, bool as_json) {
  if (command.form == "onnx") return export_onnx(command, as_json);
  if (command.form == "torchscript") return export_torchscript(command, as_json);
  require_new(command.target);
  auto loaded = inference::load_model(command.model);
  inference::write_hugging_face_clip(command.target, loaded, precision_of(command.precision));
  const auto bytes = fs::file_size(command.target / inference::kWeightsFile);
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
  const auto bytes = fs::file_size(command.target / inference::kWeightsFile);
  if (as_json) return print_json({{"model", written.hash}, {"bytes", bytes}});
  std::printf("%s: %s, %.1f MB\n", command.target.c_str(), command.precision.c_str(),
              static_cast<double>(bytes) / 1e6);
}

struct ForeignCommand {
  fs::path source, target, tokenizer;
  std::string activation, positions, regions = "value_roi", precision = "fp16";
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

std::string fit_text(const model::ClocConfig& config) {
  switch (config.image_fit) {
    case model::ImageFit::Letterbox:
      return "letterboxed";
    case model::ImageFit::CentreCrop:
      return "cropped to the middle, " + model::to_string(config.resampling);
    case model::ImageFit::Squash:
      return "squashed to a square, " + model::to_string(config.resampling);
  }
  return {};
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
                                       {"activation", model::to_string(config.activation)},
                                       {"images are", fit_text(config)},
                                       {"boxes", how_boxes_are_answered(config.region_encoder)}})
                          .c_str());
  if (!checkpoint.unused.empty())
    std::printf("Not used: %zu tensors, e.g. %s\n", checkpoint.unused.size(),
                checkpoint.unused.front().c_str());
}

void convert(const ForeignCommand& command, bool as_json) {
  const SlowNotice notice("Reading " + command.source.string());
  const auto regions = model::parse_region_encoder(command.regions);
  inference::ConversionOptions options{.reading = command.options(),
                                       .tokenizer = command.tokenizer,
                                       .image_size = command.image_size,
                                       .regions = regions,
                                       .precision = precision_of(command.precision)};
  if (!command.positions.empty()) options.positions = model::parse_position_rule(command.positions);
  const auto done = inference::convert_checkpoint(command.source, command.target, options);
  if (as_json) return print_json({{"family", done.family}, {"bytes", done.bytes}, {"unused", done.unused}});
  std::printf("%s: %s, %s, %.1f MB. It has no Prompter: %s, and phrases are not grounded.\n",
              command.target.c_str(), done.family.c_str(), command.precision.c_str(),
              static_cast<double>(done.bytes) / 1e6, how_boxes_are_answered(regions).c_str());
}

struct CompareCommand {
  fs::path a, b, data;
  std::int64_t k = 10;
  int max_images = 1000, threads = 0;
};

nlohmann::json to_json(const inference::Agreement& agreement) {
  nlohmann::json fields{{"items", agreement.items}, {"k", agreement.k}};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    fields[name] = value ? nlohmann::json(*value) : nlohmann::json();
  };
  add("mean_cosine", agreement.mean_cosine);
  add("least_cosine", agreement.least_cosine);
  add("largest_difference", agreement.largest_difference);
  add("overlap", agreement.overlap);
  return fields;
}

std::vector<std::string> row_of(const char* what, const inference::Agreement& agreement) {
  const auto text = [](const std::optional<double>& value, const char* format) {
    char buffer[32] = "-";
    if (value) std::snprintf(buffer, sizeof buffer, format, *value);
    return std::string(buffer);
  };
  auto overlap = agreement.overlap;
  if (overlap) *overlap *= 100;
  return {what,
          std::to_string(agreement.items),
          text(agreement.mean_cosine, "%.6f"),
          text(agreement.least_cosine, "%.6f"),
          text(agreement.largest_difference, "%.2e"),
          std::to_string(agreement.k),
          text(overlap, "%.1f %%")};
}

void compare(const CompareCommand& command, bool as_json) {
  auto a = inference::Session::open(command.a, command.threads);
  auto b = inference::Session::open(command.b, command.threads);
  const auto cancel = interrupt_token();
  IssueReport issues;
  const auto data = data::open_dataset(command.data, issues, progress_line(), cancel);
  std::vector<inference::ComparedImage> images;
  for (const auto& record : data.images) {
    if (command.max_images > 0 && images.size() == static_cast<std::size_t>(command.max_images)) break;
    inference::ComparedImage image{record.path, {}, record.captions};
    for (const auto& region : record.regions) image.boxes.push_back(region.box);
    images.push_back(std::move(image));
  }
  const auto result = inference::compare_models(a, b, images, command.k, progress_line(), cancel);
  print_issues(issues);
  print_issues(result.issues);
  if (as_json) {
    return print_json({{"images", to_json(result.images)},
                       {"regions", to_json(result.regions)},
                       {"texts", to_json(result.texts)},
                       {"skipped", result.issues.counts()}});
  }
  std::vector<std::vector<std::string>> rows = {row_of("images", result.images)};
  if (result.regions.items > 0) rows.push_back(row_of("regions", result.regions));
  if (result.texts.items > 0) rows.push_back(row_of("texts", result.texts));
  std::printf("%s",
              table({"", "items", "mean cosine", "least", "largest difference", "k", "same nearest k"}, rows)
                  .c_str());
  if (a.embed_dim() != b.embed_dim()) {
    std::printf("Embeddings of %lld and %lld numbers have no cosine with each other.\n",
                static_cast<long long>(a.embed_dim()), static_cast<long long>(b.embed_dim()));
  }
}

void add_precision(CLI::App& sub, std::string& precision) {
  sub.add_option("--precision", precision, "fp16 (half the size) or fp32")
      ->check(CLI::IsMember({"fp16", "fp32"}))
      ->capture_default_str();
}

std::shared_ptr<ExportCommand> add_export_options(CLI::App& sub, Context& context,
                                                  void (*run)(const ExportCommand&, bool)) {
  auto command = std::make_shared<ExportCommand>();
  sub.add_option("MODEL", command->model, "Folder of a model or checkpoint")->required();
  sub.add_option("TARGET", command->target, "New folder, or file")->required();
  add_precision(sub, command->precision);
  sub.callback(
      [&context, command, run] { context.run = [&context, command, run] { run(*command, context.json); }; });
  return command;
}

void add_compare(CLI::App& group, Context& context) {
  auto command = std::make_shared<CompareCommand>();
  auto* sub = group.add_subcommand(
      "compare", "Two models on the same images: embeddings, and which neighbours both of them find");
  sub->add_option("A", command->a, "Folder of a model")->required();
  sub->add_option("B", command->b, "Another one")->required();
  sub->add_option("IMAGES", command->data,
                  "Folder of images or a data set, whose boxes and captions count too")
      ->required();
  sub->add_option("--k", command->k, "Nearest neighbours that are compared")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  sub->add_option("--max-images", command->max_images, "The first so many; 0: all")->capture_default_str();
  sub->add_option("--threads", command->threads, "0: one for each processor")->capture_default_str();
  sub->callback(
      [&context, command] { context.run = [&context, command] { compare(*command, context.json); }; });
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
  sub->add_option(
         "--regions", command->regions,
         "How boxes are answered: value_roi (RoI-Align over the image's tokens, fast) or crops (each box "
         "encoded as an image)")
      ->check(CLI::IsMember({"value_roi", "crops"}))
      ->capture_default_str();
  add_precision(*sub, command->precision);
  add_compare(*group, context);
  auto* out = group->add_subcommand("export", "Write a model for other programs");
  const auto encoders = add_export_options(*out, context, export_encoders);
  out->add_option(
         "--to", encoders->form,
         "hf: a folder with both encoders for Hugging Face's CLIPModel; torchscript: one file with all of "
         "the model, in fp32; onnx: a folder with a file for each encoder")
      ->check(CLI::IsMember({"hf", "torchscript", "onnx"}))
      ->capture_default_str();
}

void add_export(CLI::App& app, Context& context) {
  add_export_options(
      *app.add_subcommand("export", "Write a checkpoint as a model to keep: weights and tokenizer alone"),
      context, export_model);
}

}  // namespace cloc::cli
