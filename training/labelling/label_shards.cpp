// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/label_shards.h"

#include <algorithm>
#include <cstdio>
#include <span>
#include <unordered_map>
#include <utility>

#include "core/assist/machine_labels.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/data/webdataset.h"

namespace cloc::labelling {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPage = 500;

fs::path make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::Io,
                "Cannot make the folder " + folder.string() + " for shards: " + error.message() + ".");
  }
  return folder;
}

bool is_label(const store::Region& region) {
  return assist::is_machine_label(region) || region.source == assist::kAcceptedSource;
}

class ShardRun {
 public:
  ShardRun(const fs::path& project, const ShardOptions& options, const CancelToken& cancel)
      : project_(store::Project::open(project, {.access = store::Access::ReadOnly})),
        options_(options),
        cancel_(cancel),
        folder_(make_folder(options.folder)) {
    for (const auto& label : project_.labels()) {
      label_places_[label.id] = static_cast<int>(labels_.size());
      labels_.push_back(label.name);
    }
  }

  ShardReport run(const ProgressSink& progress) {
    ProgressMeter meter("writing shards", project_.counts().images, progress);
    for (store::ImageId after = 0;;) {
      const auto page = project_.images(after, kPage);
      if (page.empty()) break;
      after = page.back().id;
      for (const auto& image : page) {
        cancel_.throw_if_cancelled();
        meter.advance(1);
        if (!options_.selection.holds(image) || image.attributes.text(assist::kPipeline) != options_.pipeline)
          continue;
        const auto range = range_of(image.id);
        if (range != range_) write();
        range_ = range;
        add(image);
      }
    }
    write();
    return std::move(report_);
  }

 private:
  // An image stays in its range whatever comes and goes, so that a shard need not be written again for
  // others.
  std::int64_t range_of(store::ImageId image) const {
    return image / (static_cast<std::int64_t>(options_.images_in_shard) * options_.selection.shard.of);
  }

  void add(const store::Image& image) {
    std::error_code ignored;
    if (!fs::exists(image.path, ignored)) {
      report_.issues.add("missing image", image.path.string(), "It is in no shard.");
      return;
    }
    data::ImageRecord record{.source_id = image.id,
                             .path = image.path,
                             .width = image.width,
                             .height = image.height,
                             .captions = project_.captions_of(image.id),
                             .regions = {},
                             .split = image.split,
                             .attributes = image.attributes};
    contents_ += image.path.string() + '\n' + image.split + '\n' + image.attributes.to_json();
    for (const auto& caption : record.captions) contents_ += '\n' + caption;
    for (const auto& region : project_.regions_of(image.id)) {
      if (!is_label(region)) continue;
      const auto place = region.label_id ? label_places_.find(*region.label_id) : label_places_.end();
      record.regions.push_back({.box = region.box,
                                .label = place == label_places_.end() ? -1 : place->second,
                                .caption = region.caption,
                                .source_id = region.id,
                                .more_captions = region.more_captions,
                                .attributes = region.attributes});
      contents_ += '\n' + store::to_json(region);
    }
    contents_ += '\n';
    records_.push_back(std::move(record));
  }

  // "labels-1-of-2-000012-": this worker's shard of the range.
  std::string prefix() const {
    char text[64];
    std::snprintf(text, sizeof text, "labels-%d-of-%d-%06lld-", options_.selection.shard.number,
                  options_.selection.shard.of, static_cast<long long>(range_));
    return text;
  }

  void write() {
    if (records_.empty()) return;
    const auto records = std::exchange(records_, {});
    const auto name = prefix() + sha256(std::exchange(contents_, {})).substr(0, 8);
    for (const auto& record : records) {
      ++report_.images;
      report_.regions += static_cast<std::int64_t>(record.regions.size());
    }
    if (fs::exists(folder_ / (name + ".tar"))) {
      ++report_.kept;
      return;
    }
    write(records, name);
    remove_older(name);
    ++report_.written;
  }

  void write(const std::vector<data::ImageRecord>& records, const std::string& name) {
    std::string hidden = ".";
    hidden += name;
    const auto unfinished = folder_ / hidden;
    const auto writer = data::webdataset_writer(
        unfinished, labels_, {}, {.images = data::WriteOptions::Images::Copy, .overwrite = true},
        {.report = report_.issues, .cancel = cancel_});
    for (const auto& record : records) writer->add(record);
    writer->finish();
    // One archive, and more where the images are large; the one whose name is looked for comes last.
    auto archives = data::shards_of(unfinished);
    std::error_code error;
    for (auto i = archives.size(); i-- > 0 && !error;) {
      std::string file = name;
      if (i > 0) file.append("-").append(std::to_string(i));
      fs::rename(archives[i], folder_ / (file + ".tar"), error);
    }
    if (error) {
      throw Error(ErrorKind::Io, "Cannot put the shard " + name + ".tar in place: " + error.message() + ".");
    }
    fs::remove_all(unfinished, error);
  }

  // Of the same images as they were labelled before.
  void remove_older(const std::string& name) const {
    std::vector<fs::path> older;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      const auto file = entry.path().filename().string();
      if (file.starts_with(prefix()) && !file.starts_with(name)) older.push_back(entry.path());
    }
    std::error_code ignored;
    for (const auto& path : older) fs::remove(path, ignored);
  }

  const store::Project project_;
  const ShardOptions& options_;
  const CancelToken& cancel_;
  const fs::path folder_;
  std::vector<std::string> labels_;
  std::unordered_map<store::LabelId, int> label_places_;
  std::int64_t range_ = 0;
  std::vector<data::ImageRecord> records_;  // of the range
  std::string contents_;                    // all that is in them, as text
  ShardReport report_;
};

}  // namespace

ShardReport write_label_shards(const fs::path& project, const ShardOptions& options,
                               const ProgressSink& progress, const CancelToken& cancel) {
  if (options.images_in_shard < 1)
    throw Error(ErrorKind::InvalidInput, "A shard must hold at least one image.");
  return ShardRun(project, options, cancel).run(progress);
}

}  // namespace cloc::labelling
