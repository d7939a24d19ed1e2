// SPDX-License-Identifier: GPL-3.0-or-later
// data backup, restore, share, unshare, join, server: where a project's database is, and copies of it.
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/project_place.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/store/server_check.h"
#include "core/store/sharing.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct KeepCommand {
  fs::path project, file;
  std::string database;
};

void report(const char* what, const fs::path& path, bool as_json) {
  if (as_json) return print_json({{"path", path.string()}});
  std::printf("%s: %s\n", what, path.string().c_str());
}

void share(const KeepCommand& command, bool as_json) {
  store::share_project(command.project, store::ServerAddress::parse(command.database), progress_line(),
                       interrupt_token());
  const auto project = store::Project::open(command.project, {.access = store::Access::ReadOnly});
  const auto url = project.server()->url();
  if (as_json) return print_json({{"path", command.project.string()}, {"database", url}});
  std::printf("Shared: %s. Others join it with: cloc-cli data join NAME.clocproj '%s'\n",
              project.server()->place().c_str(), url.c_str());
}

void unshare(const KeepCommand& command, bool as_json) {
  store::unshare_project(command.project, progress_line(), interrupt_token());
  report("In a file again; on the server it stays for the others", command.project, as_json);
}

void join(const KeepCommand& command, bool as_json) {
  if (fs::exists(command.project)) {
    throw Error(ErrorKind::InvalidInput,
                command.project.string() + " exists already. Choose another name for your folder.");
  }
  auto address = store::ServerAddress::parse(command.database);
  if (address.schema.empty()) address.schema = store::schema_name(command.project.stem().string());
  if (store::check_server(address).find(address.schema) == nullptr) {
    throw Error(ErrorKind::NotFound, "There is no " + address.place() +
                                         ". See what there is with: cloc-cli data server '" +
                                         command.database + "'");
  }
  const auto project = open_or_create(command.project, command.database);
  report("Joined", command.project, as_json);
}

void look_at_server(const KeepCommand& command, bool as_json) {
  const auto found = store::check_server(store::ServerAddress::parse(command.database));
  if (as_json) {
    json projects = json::array();
    for (const auto& project : found.projects)
      projects.push_back({{"schema", project.schema}, {"name", project.name}});
    return print_json({{"version", found.version}, {"may_create", found.may_create}, {"projects", projects}});
  }
  std::printf("PostgreSQL %s. %s\n", found.version.c_str(),
              found.may_create
                  ? "New projects can be made there."
                  : "This user cannot make new projects there, only join those that are listed.");
  std::vector<std::vector<std::string>> rows;
  for (const auto& project : found.projects) rows.push_back({project.schema, project.name});
  if (!rows.empty()) std::printf("%s", table({"schema", "project"}, rows).c_str());
}

constexpr const char* kUrlHelp = "postgresql://USER@HOST:PORT/DATABASE?schema=NAME, without a password";

}  // namespace

void add_keeping(CLI::App& data, Context& context) {
  const auto add = [&](const char* name, const char* help) {
    return std::pair(data.add_subcommand(name, help), std::make_shared<KeepCommand>());
  };
  {
    const auto [sub, command] =
        add("backup", "Copy a project's database, whole, while others may work on it");
    sub->add_option("PROJECT", command->project, "Folder NAME.clocproj")->required();
    sub->add_option("FILE", command->file, "The file to write: SQLite, of a shared project too")->required();
    sub->callback([&context, command = command] {
      context.run = [&context, command] {
        store::Project::open(command->project, {.access = store::Access::ReadOnly}).backup(command->file);
        report("The backup is", command->file, context.json);
      };
    });
  }
  {
    const auto [sub, command] =
        add("restore", "Put a backup in the place of a project's database, which is kept beside it");
    sub->add_option("PROJECT", command->project, "Folder NAME.clocproj; close it first")->required();
    sub->add_option("FILE", command->file, "As `cloc-cli data backup` wrote it")->required();
    sub->callback([&context, command = command] {
      context.run = [&context, command] {
        store::Project::restore(command->project, command->file);
        report("Restored", command->project, context.json);
      };
    });
  }
  {
    const auto [sub, command] =
        add("share", "Copy a project in a file to a PostgreSQL database, where several people work on it");
    sub->add_option("PROJECT", command->project, "Folder NAME.clocproj; close it first")->required();
    sub->add_option("URL", command->database, kUrlHelp)->required();
    sub->callback([&context, command = command] {
      context.run = [&context, command] { share(*command, context.json); };
    });
  }
  {
    const auto [sub, command] = add("unshare", "Copy a shared project back into a file in your folder alone");
    sub->add_option("PROJECT", command->project, "Folder NAME.clocproj; close it first")->required();
    sub->callback([&context, command = command] {
      context.run = [&context, command] { unshare(*command, context.json); };
    });
  }
  {
    const auto [sub, command] = add("join", "Make your own folder of a project that others share");
    sub->add_option("PROJECT", command->project,
                    "The folder NAME.clocproj to make, beside the images: their paths begin there")
        ->required();
    sub->add_option("URL", command->database, kUrlHelp)->required();
    sub->callback([&context, command = command] {
      context.run = [&context, command] { join(*command, context.json); };
    });
  }
  {
    const auto [sub, command] =
        add("server", "Try the connection to a database server and list its projects");
    sub->add_option("URL", command->database, "postgresql://USER@HOST:PORT/DATABASE, without a password")
        ->required();
    sub->callback([&context, command = command] {
      context.run = [&context, command] { look_at_server(*command, context.json); };
    });
  }
}

}  // namespace cloc::cli
