// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of cloc-cli. Each adds itself to the parser with its options and help, and sets what runs when
// it is chosen.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace cloc::cli {

struct Context {
  bool json = false;          // --json: one JSON document on stdout, nothing else
  std::function<void()> run;  // of the chosen command
  int exit_code = 0;          // of one that has printed its error itself, as part of its JSON
};

void add_demo(CLI::App& app, Context& context);
void add_data(CLI::App& app, Context& context);
// `data`: the command that they are parts of.
void add_mistakes(CLI::App& data, Context& context);
void add_keeping(CLI::App& data, Context& context);
void add_pack(CLI::App& data, Context& context);
void add_train(CLI::App& app, Context& context);
void add_eval(CLI::App& app, Context& context);
void add_model(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_index(CLI::App& app, Context& context);
void add_label(CLI::App& app, Context& context);
void add_search(CLI::App& app, Context& context);
void add_ground(CLI::App& app, Context& context);
void add_info(CLI::App& app, Context& context);
void add_job(CLI::App& app, Context& context);

}  // namespace cloc::cli
