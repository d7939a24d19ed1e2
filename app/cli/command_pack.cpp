// SPDX-License-Identifier: GPL-3.0-or-later
// data pack.
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "training/examples.h"
#include "training/pack/pack_writer.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;

struct PackCommand {
  fs::path data, target;
  training::PackOptions options;
};

void pack(const PackCommand& command, bool as_json) {
  IssueReport issues;
  const auto dataset = training::open_examples(command.data, issues, progress_line(), interrupt_token());
  const auto images = training::write_pack(dataset, command.target, command.options, issues, progress_line(),
                                           interrupt_token());
  if (as_json)
    return print_json({{"images", images}, {"regions", dataset.region_count()}, {"issues", issues.counts()}});
  print_issues(issues);
  std::printf("%lld images of %d pixels a side. Train on them with: --set data.train=%s\n",
              static_cast<long long>(images), command.options.input_size, command.target.string().c_str());
}

}  // namespace

void add_pack(CLI::App& data, Context& context) {
  auto command = std::make_shared<PackCommand>();
  auto* sub = data.add_subcommand(
      "pack", "Letterbox a data set's images once, into files that training maps into memory");
  sub->add_option("DATA", command->data, "A demo folder, a COCO .json, a project")->required();
  sub->add_option("TARGET", command->target, "Folder to make")->required();
  sub->add_option("--size", command->options.input_size, "Pixels a side: the model's input")
      ->capture_default_str();
  sub->add_option(
      "--tokenizer", command->options.tokenizer,
      "Also cut the texts into tokens by this vocabulary, for cloc-train on a machine without one");
  sub->add_option("--threads", command->options.threads, "That decode; 0: one for each processor")
      ->capture_default_str();
  sub->add_flag("--overwrite", command->options.overwrite, "Replace a pack that is there");
  sub->callback([&context, command] { context.run = [&context, command] { pack(*command, context.json); }; });
}

}  // namespace cloc::cli
