// SPDX-License-Identifier: GPL-3.0-or-later
// data import, export, convert, validate, stats, split, formats; mistakes and those that keep and share a
// project are in files of their own.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>
#include <system_error>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/data_transfer.h"
#include "app/cli/project_place.h"
#include "app/cli/terminal.h"
#include "core/base/error.h"
#include "core/data/format.h"
#include "core/data/splits.h"
#include "core/data/statistics.h"
#include "core/data/validate.h"
#include "core/store/edits.h"
#include "core/store/project_reader.h"
#include "core/store/split_plan.h"
#include "core/store/step_name.h"

namespace cloc::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// A data set or a project, to be read.
class Source {
 public:
  Source(const fs::path& path, const std::string& format, const data::ReadOptions& options,
         IssueReport& issues)
      : context_{issues, progress_line(), interrupt_token()} {
    if (store::Project::is_project(path)) {
      project_ =
          std::make_unique<store::Project>(store::Project::open(path, {.access = store::Access::ReadOnly}));
      reader_ = store::read_project(*project_);
    } else {
      reader_ = format_of(format, path).read(path, options, context_);
    }
  }
  data::DatasetReader& reader() { return *reader_; }

 private:
  const data::Context context_;
  std::unique_ptr<store::Project> project_;
  std::unique_ptr<data::DatasetReader> reader_;
};

struct ImportCommand {
  fs::path project;
  std::string database;
  ImportTask task;
};

void import_command(const ImportCommand& command, bool as_json) {
  std::unique_ptr<store::Project> project;
  const auto open = [&]() -> store::Project& {
    project = std::make_unique<store::Project>(open_or_create(command.project, command.database));
    return *project;
  };
  const auto imported = import_data(command.task, open, progress_line(), interrupt_token());
  if (as_json) return print_json(to_json(imported));
  const auto& report = imported.report;
  print_issues(report.issues);
  std::printf(
      "%s: %lld images added, %lld were there (%lld of them changed); regions: %lld added, %lld removed; "
      "%lld captions, %lld labels.\n",
      imported.format->name.c_str(), static_cast<long long>(report.images_added),
      static_cast<long long>(report.images_already_there), static_cast<long long>(report.images_changed),
      static_cast<long long>(report.regions_added), static_cast<long long>(report.regions_removed),
      static_cast<long long>(report.captions_added), static_cast<long long>(report.labels_added));
}

struct ExportCommand {
  fs::path source;
  std::string from;
  store::ReadFilter filter;
  data::ReadOptions read;
  ExportTask task;
};

// Before anything is written.
std::function<void(const Exported&)> say_losses(bool as_json) {
  return [as_json](const Exported& exported) {
    if (as_json || exported.losses.empty()) return;
    std::fprintf(stderr, "%s has no place for:\n", exported.format->name.c_str());
    for (const auto& what : data::left_out(exported.contents, exported.format->holds))
      std::fprintf(stderr, "  %s\n", what.c_str());
  };
}

void report_export(const ExportTask& task, const Exported& exported, const IssueReport& issues,
                   bool as_json) {
  if (as_json) {
    auto fields = to_json(exported);
    fields["written"] = !task.dry_run;
    fields["issues"] = issues.counts();
    return print_json(fields);
  }
  print_issues(issues);
  std::printf("%lld images with %lld regions %s %s.\n", static_cast<long long>(exported.contents.images),
              static_cast<long long>(exported.contents.regions), task.dry_run ? "would go into" : "are in",
              task.target.string().c_str());
}

void export_command(const ExportCommand& command, bool as_json) {
  const auto project = store::Project::open(command.source, {.access = store::Access::ReadOnly});
  const auto exported = export_project(project, command.filter, command.task, say_losses(as_json),
                                       progress_line(), interrupt_token());
  report_export(command.task, exported, exported.issues, as_json);
}

void convert(const ExportCommand& command, bool as_json) {
  IssueReport issues;
  const auto& format = format_of(command.from, command.source);
  // Read once: records that make no sense are reported once.
  const auto all = data::read_all(
      *format.read(command.source, command.read, {issues, progress_line(), interrupt_token()}));
  auto task = command.task;
  if (task.write.image_root.empty()) {
    task.write.image_root = fs::is_directory(command.source) ? command.source : command.source.parent_path();
  }
  const auto exported = write_data(
      task, [&] { return data::reader_of(all); }, say_losses(as_json), progress_line(), interrupt_token());
  issues.merge(exported.issues);
  report_export(task, exported, issues, as_json);
}

struct LookCommand {
  fs::path source;
  std::string format;
  data::ReadOptions read;
  data::ValidateOptions validate;
  int top = 20;
};

void validate(const LookCommand& command, bool as_json) {
  IssueReport issues;
  if (store::Project::is_project(command.source)) {
    store::Project::open(command.source, {.access = store::Access::ReadOnly}).check();
  }
  Source source(command.source, command.format, command.read, issues);
  const auto found = data::validate(source.reader(), command.validate, progress_line(), interrupt_token());
  issues.merge(found.issues);
  if (as_json) {
    return print_json({{"images", found.images},
                       {"regions", found.regions},
                       {"issues", issues.counts()},
                       {"examples", examples_json(issues)}});
  }
  print_issues(issues);
  std::printf("%lld images with %lld regions were read; %lld things were found%s.\n",
              static_cast<long long>(found.images), static_cast<long long>(found.regions),
              static_cast<long long>(issues.total()),
              command.validate.decode ? "" : " (images were not decoded: --decode)");
}

json histogram_json(const data::Histogram& histogram) {
  return {{"from", histogram.edges}, {"counts", histogram.counts}};
}

// "0: 12  1: 30  2: 4": the lower edges with their counts.
std::string histogram_text(const data::Histogram& histogram) {
  std::string text;
  for (std::size_t i = 0; i < histogram.edges.size(); ++i) {
    char part[64];
    std::snprintf(part, sizeof part, "%s%g+: %lld", i == 0 ? "" : "  ", histogram.edges[i],
                  static_cast<long long>(histogram.counts[i]));
    text += part;
  }
  return text;
}

json statistics_json(const data::Statistics& found) {
  json labels = json::array();
  for (const auto& label : found.labels) {
    labels.push_back({{"label", label.label},
                      {"regions", label.regions},
                      {"images", label.images},
                      {"by_split", label.by_split}});
  }
  return {{"images", found.images},
          {"images_without_regions", found.images_without_regions},
          {"images_by_split", found.images_by_split},
          {"image_captions", found.image_captions},
          {"regions", found.regions},
          {"regions_without_label", found.unlabelled_regions},
          {"region_captions", found.region_captions},
          {"attributes", found.attributes},
          {"labels", labels},
          {"small", found.small},
          {"medium", found.medium},
          {"large", found.large},
          {"regions_per_image", histogram_json(found.regions_per_image)},
          {"relative_size", histogram_json(found.relative_size)},
          {"aspect_ratio", histogram_json(found.aspect_ratio)},
          {"image_caption_words", histogram_json(found.image_caption_words)},
          {"region_caption_words", histogram_json(found.region_caption_words)},
          {"places", found.places}};
}

void print_statistics(const data::Statistics& found, int top) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  std::string splits;
  for (const auto& [split, count] : found.images_by_split) {
    if (!splits.empty()) splits += ", ";
    splits += (split.empty() ? "none" : split) + " " + number(count);
  }
  std::vector<std::vector<std::string>> rows{
      {"images", number(found.images)},
      {"  without regions", number(found.images_without_regions)},
      {"  by split", splits},
      {"  captions", number(found.image_captions)},
      {"regions", number(found.regions)},
      {"  without a label", number(found.unlabelled_regions)},
      {"  with a caption of their own", number(found.region_captions)},
      {"  below 32 x 32, 96 x 96, above",
       number(found.small) + ", " + number(found.medium) + ", " + number(found.large)},
      {"regions an image", histogram_text(found.regions_per_image)},
      {"size (root of the part of the image)", histogram_text(found.relative_size)},
      {"width by height", histogram_text(found.aspect_ratio)},
      {"words of image captions", histogram_text(found.image_caption_words)},
      {"words of region captions", histogram_text(found.region_caption_words)}};
  for (const auto& [name, count] : found.attributes) rows.push_back({"attribute " + name, number(count)});
  std::printf("%s\n", table({"what", "value"}, rows).c_str());
  rows.clear();
  for (const auto& label : found.labels) {
    if (static_cast<int>(rows.size()) == top) break;
    std::string by_split;
    for (const auto& [split, count] : label.by_split) {
      if (!by_split.empty()) by_split += ", ";
      by_split += (split.empty() ? "none" : split) + " " + number(count);
    }
    rows.push_back({label.label, number(label.regions), number(label.images), by_split});
  }
  std::printf("%s", table({"label", "regions", "images", "by split"}, rows).c_str());
  if (found.labels.size() > rows.size()) {
    std::printf("and %zu more labels: --top, or --json for all\n", found.labels.size() - rows.size());
  }
}

void statistics(const LookCommand& command, bool as_json) {
  IssueReport issues;
  Source source(command.source, command.format, command.read, issues);
  const auto found = data::statistics_of(source.reader(), progress_line(), interrupt_token());
  if (as_json) return print_json(statistics_json(found));
  print_issues(issues);
  print_statistics(found, command.top);
}

struct SplitCommand {
  fs::path project;
  std::string parts = "train=0.8,val=0.1,test=0.1", by = "image";
  bool by_chance = false, keep = false;
  std::uint64_t seed = 0;
};

void split_project(const SplitCommand& command, bool as_json) {
  data::SplitOptions options;
  options.parts = data::parse_split_parts(command.parts);
  options.stratify = !command.by_chance;
  options.seed = command.seed;
  auto project = store::Project::open(command.project);
  store::Grouping grouping;
  constexpr std::string_view kAttribute = "attribute:";
  if (command.by == "folder") {
    grouping.kind = store::Grouping::Kind::Folder;
  } else if (command.by.starts_with(kAttribute)) {
    grouping = {store::Grouping::Kind::Attribute, command.by.substr(kAttribute.size())};
  }
  const auto images =
      store::read_split_images(project, grouping, command.keep, progress_line(), interrupt_token());
  auto plan = store::plan_split(images, options);
  // One step, as in the window, which can take it back.
  if (!plan.changes.empty()) {
    const auto name = store::to_string(store::StepName{.kind = store::StepName::Kind::SplitImages});
    store::Edits(project).apply(name, plan.changes);
  }
  json counts;
  std::string text;
  for (std::size_t p = 0; p < plan.images.size(); ++p) {
    counts[options.parts[p].name] = plan.images[p];
    if (!text.empty()) text += ", ";
    text += options.parts[p].name + " " + std::to_string(plan.images[p]);
  }
  if (as_json) return print_json({{"images", counts}});
  std::printf("%zu images: %s. See them by label: cloc-cli data stats %s\n", images.ids.size(), text.c_str(),
              command.project.string().c_str());
}

std::string holds_text(const data::Holds& holds) {
  std::string text;
  const auto add = [&](bool held, const char* what) {
    if (held) text += (text.empty() ? "" : ", ") + std::string(what);
  };
  add(holds.regions, "boxes");
  add(holds.region_captions, "region captions");
  add(holds.image_captions, "image captions");
  add(holds.attributes, "attributes");
  add(holds.splits, "splits");
  return text.empty() ? "images alone" : text;
}

void list_formats(bool as_json) {
  json all = json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto* format : data::formats()) {
    const bool writes = format->write != nullptr;
    all.push_back({{"id", format->id},
                   {"name", format->name},
                   {"description", format->description},
                   {"writes", writes}});
    rows.push_back(
        {format->id, writes ? "read, write" : "read", holds_text(format->holds), format->description});
  }
  if (as_json) return print_json(all);
  std::printf("%s", table({"format", "", "holds", "files"}, rows).c_str());
}

constexpr const char* kFormatHelp = "As `cloc-cli data formats` lists them; told by what is there without it";

void add_read_options(CLI::App* sub, data::ReadOptions& options) {
  sub->add_option("--images-in", options.image_root, "Folder where the images' names begin");
  sub->add_option("--unpack-to", options.unpack_folder, "Folder for images that come inside of archives");
}

void add_write_options(CLI::App* sub, ExportCommand& command) {
  auto& task = command.task;
  sub->add_option("--format", task.format, "As `cloc-cli data formats` lists them")->required();
  sub->add_option("--images", task.images, "leave, copy or link (hard links)")
      ->check(CLI::IsMember({"leave", "copy", "link"}))
      ->capture_default_str();
  sub->add_option("--image-root", task.write.image_root,
                  "Names of images that stay are relative to this folder");
  sub->add_flag("--overwrite", task.write.overwrite, "Replace what is there");
  sub->add_flag("--dry-run", task.dry_run, "Say what would be written and lost, and write nothing");
}

}  // namespace

void add_data(CLI::App& app, Context& context) {
  auto* data = app.add_subcommand("data", "Bring data sets in and out, check, count and split them");
  data->require_subcommand(1);

  auto importing = std::make_shared<ImportCommand>();
  auto* sub = data->add_subcommand("import", "Add a data set to a project");
  sub->add_option("PROJECT", importing->project, "Folder NAME.clocproj; made when it does not exist")
      ->required();
  sub->add_option("DATA", importing->task.data, "Its file or folder")->required();
  sub->add_option("--database", importing->database, kDatabaseHelp);
  sub->add_option("--format", importing->task.format, kFormatHelp);
  sub->add_option(
         "--existing", importing->task.existing,
         "What to do with images that the project has: leave them, add the regions that they lack, or "
         "replace their regions and captions")
      ->check(CLI::IsMember({"leave", "add", "replace"}))
      ->capture_default_str();
  sub->add_option("--split", importing->task.split,
                  "For images of which the data does not say: train, val, test, ...");
  add_read_options(sub, importing->task.read);
  sub->callback([&context, importing] {
    context.run = [&context, importing] { import_command(*importing, context.json); };
  });

  auto exporting = std::make_shared<ExportCommand>();
  sub = data->add_subcommand("export", "Write a project as a data set");
  sub->add_option("PROJECT", exporting->source, "Folder NAME.clocproj")->required();
  sub->add_option("OUT", exporting->task.target, "The file or folder to write")->required();
  add_write_options(sub, *exporting);
  sub->add_option("--split", exporting->filter.splits,
                  "Only images of this split; may be given several times");
  sub->add_option("--label", exporting->filter.labels,
                  "Only regions with this label; may be given several times");
  sub->add_flag("--verified", exporting->filter.verified_only, "Only images that are marked as verified");
  sub->callback([&context, exporting] {
    context.run = [&context, exporting] { export_command(*exporting, context.json); };
  });

  auto converting = std::make_shared<ExportCommand>();
  sub = data->add_subcommand("convert", "Write a data set in another format");
  sub->add_option("DATA", converting->source, "Its file or folder")->required();
  sub->add_option("OUT", converting->task.target, "The file or folder to write")->required();
  sub->add_option("--from", converting->from, kFormatHelp);
  add_write_options(sub, *converting);
  add_read_options(sub, converting->read);
  sub->callback([&context, converting] {
    context.run = [&context, converting] { convert(*converting, context.json); };
  });

  auto checking = std::make_shared<LookCommand>();
  sub = data->add_subcommand("validate", "Look for damage and doubtful records in a data set or project");
  sub->add_option("SOURCE", checking->source, "A data set, or a folder NAME.clocproj")->required();
  sub->add_option("--format", checking->format, kFormatHelp);
  sub->add_flag("--decode", checking->validate.decode, "Decode every image too");
  add_read_options(sub, checking->read);
  sub->callback(
      [&context, checking] { context.run = [&context, checking] { validate(*checking, context.json); }; });

  auto counting = std::make_shared<LookCommand>();
  sub = data->add_subcommand("stats",
                             "Labels, boxes, captions and splits of a data set or project, in numbers");
  sub->add_option("SOURCE", counting->source, "A data set, or a folder NAME.clocproj")->required();
  sub->add_option("--format", counting->format, kFormatHelp);
  sub->add_option("--top", counting->top, "How many labels to list")->capture_default_str();
  add_read_options(sub, counting->read);
  sub->callback(
      [&context, counting] { context.run = [&context, counting] { statistics(*counting, context.json); }; });

  auto splitting = std::make_shared<SplitCommand>();
  sub = data->add_subcommand("split", "Divide a project's images into train, val and test");
  sub->add_option("PROJECT", splitting->project, "Folder NAME.clocproj")->required();
  sub->add_option("--parts", splitting->parts, "Names and shares")->capture_default_str();
  sub->add_option("--by", splitting->by,
                  "What stays together: image, folder, or attribute:NAME (one value of it)")
      ->check([](const std::string& by) -> std::string {
        if (by == "image" || by == "folder" || (by.starts_with("attribute:") && by.size() > 10)) return {};
        return by + " is none of image, folder and attribute:NAME.";
      })
      ->capture_default_str();
  sub->add_flag("--by-chance", splitting->by_chance, "Do not look at labels");
  sub->add_flag("--keep", splitting->keep, "Divide only the images that have no split yet");
  sub->add_option("--seed", splitting->seed, "Another seed divides otherwise")->capture_default_str();
  sub->callback([&context, splitting] {
    context.run = [&context, splitting] { split_project(*splitting, context.json); };
  });

  add_mistakes(*data, context);
  add_pack(*data, context);
  add_keeping(*data, context);

  sub = data->add_subcommand("formats", "What is read and written");
  sub->callback([&context] { context.run = [&context] { list_formats(context.json); }; });
}

}  // namespace cloc::cli
