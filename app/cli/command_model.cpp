// SPDX-License-Identifier: GPL-3.0-or-later
// export.
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/inference/model_folder.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;

struct ExportCommand {
  fs::path model, target;
  std::string precision = "fp16";
};

void export_model(const ExportCommand& command, bool as_json) {
  if (fs::exists(command.target) && !fs::is_empty(command.target)) {
    throw Error(ErrorKind::InvalidInput,
                command.target.string() + " is not empty. Choose a new folder for the model.");
  }
  auto loaded = inference::load_model(command.model);
  const auto precision =
      command.precision == "fp16" ? inference::StoredPrecision::Half : inference::StoredPrecision::Full;
  inference::save_model(command.target, loaded.model, command.model, loaded.metadata, precision);
  const auto written = inference::load_model(command.target);
  const auto bytes = fs::file_size(command.target / "model.safetensors");
  if (as_json) return print_json({{"model", written.hash}, {"bytes", bytes}});
  std::printf("%s: %s, %.1f MB\n", command.target.c_str(), command.precision.c_str(),
              static_cast<double>(bytes) / 1e6);
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
  auto command = std::make_shared<ExportCommand>();
  auto* sub =
      app.add_subcommand("export", "Write a checkpoint as a model to keep: weights and tokenizer alone");
  sub->add_option("MODEL", command->model, "Folder of a model or checkpoint")->required();
  sub->add_option("TARGET", command->target, "New folder")->required();
  sub->add_option("--precision", command->precision, "fp16 (half the size) or fp32")
      ->check(CLI::IsMember({"fp16", "fp32"}))
      ->capture_default_str();
  sub->callback(
      [&context, command] { context.run = [&context, command] { export_model(*command, context.json); }; });
}

}  // namespace cloc::cli
