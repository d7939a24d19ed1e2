// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "app/cli/commands.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"

namespace cloc::cli {
namespace {

int fail(const Context& context, ErrorKind kind, const std::string& message) {
  if (context.json) {
    print_json({{"error", {{"kind", to_string(kind)}, {"message", message}}}});
  } else {
    std::fprintf(stderr, "cloc-cli: %s\n", message.c_str());
  }
  return exit_code(kind);
}

int run(int argc, char** argv) {
  Context context;
  CLI::App app("Looking into images by region, without a window.");
  app.name("cloc-cli");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag("--json", context.json, "Print one JSON document for programs");
  app.footer(
      "Exit codes: 0 success, 1 internal error, 2 wrong usage or input, 3 not found, 4 corrupt, 5 "
      "input/output,\n"
      "6 mismatch, 7 not finite, 8 out of memory, 9 unsupported, 130 cancelled.\n"
      "Help for one command: cloc-cli COMMAND --help");
  add_demo(app, context);
  add_data(app, context);
  add_train(app, context);
  add_eval(app, context);
  add_model(app, context);
  add_export(app, context);
  add_index(app, context);
  add_label(app, context);
  add_search(app, context);
  add_ground(app, context);
  add_info(app, context);
  add_job(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : exit_code(ErrorKind::InvalidInput);
  }
  try {
    context.run();
    return context.exit_code;
  } catch (const Error& error) {
    return fail(context, error.kind(), error.what());
  } catch (const std::bad_alloc&) {
    return fail(context, ErrorKind::OutOfMemory,
                "Out of memory. Use a smaller batch, or close other programs.");
  } catch (const std::exception& error) {
    return fail(context, ErrorKind::Internal, std::string("Unexpected error: ") + error.what());
  }
}

}  // namespace
}  // namespace cloc::cli

extern "C" int cloc_cli_main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);  // QtSql finds its drivers through it
  cv::setNumThreads(1);                            // the loaders have threads of their own
  return cloc::cli::run(argc, argv);
}
