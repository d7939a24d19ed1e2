// SPDX-License-Identifier: Apache-2.0
#include <QStringDecoder>
#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "core/store/edits.h"
#include "core/store/label_tally.h"
#include "core/store/project.h"
#include "core/store/region_rows.h"

namespace cloc::store {
namespace {

using Existing = ImportOptions::Existing;

// Two boxes nearer than this are one: formats round to hundredths of a pixel.
constexpr float kSameBox = 0.01f;

bool is_utf8(const std::string& text) {
  QStringDecoder decoder(QStringDecoder::Utf8);
  const QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
  return !decoded.isNull() && !decoder.hasError();
}

bool same_region(const Region& a, const Region& b) {
  const auto near = [](float x, float y) { return std::abs(x - y) <= kSameBox; };
  return near(a.box.x1, b.box.x1) && near(a.box.y1, b.box.y1) && near(a.box.x2, b.box.x2) &&
         near(a.box.y2, b.box.y2) && a.label_id == b.label_id && a.caption == b.caption &&
         a.more_captions == b.more_captions && a.attributes == b.attributes;
}

}  // namespace

// One import: the prepared statements and what was counted.
class Importer {
 public:
  Importer(Project& project, data::DatasetReader& reader, const ImportOptions& options)
      : project_(project),
        reader_(reader),
        options_(options),
        rows_(*project.database_),
        tally_(*project.database_),
        find_image_(project.database_->prepare("SELECT id FROM images WHERE path = ?")),
        insert_image_(project.database_->prepare(
            "INSERT INTO images(path, width, height, mtime_ns, file_size, split, attributes)"
            " VALUES(?, ?, ?, ?, ?, ?, ?)")),
        insert_caption_(project.database_->prepare("INSERT INTO captions(image_id, text) VALUES(?, ?)")) {
    for (const auto& label : project.labels()) known_labels_.insert(label.name);
  }

  void run(const ProgressSink& progress, const CancelToken& cancel) {
    ProgressMeter meter("importing images", reader_.image_count().value_or(0), progress);
    add_labels();
    for (data::ImageRecord record; reader_.next(record); record = {}) {
      cancel.throw_if_cancelled();
      add_labels();
      add(record);
      meter.advance(1);
    }
    add_labels();
    tally_.finish();  // what follows may be in verified images
    if (!changes_.empty()) Edits(project_).apply("import " + options_.source, changes_);
  }

  ImportReport report;

 private:
  // Those that have come since.
  void add_labels() {
    const auto& names = reader_.labels();
    const auto& details = reader_.label_details();
    while (label_ids_.size() < names.size()) {
      const auto at = label_ids_.size();
      const LabelId id = project_.label(names[at]);
      label_ids_.push_back(id);
      if (!known_labels_.insert(names[at]).second) continue;  // what the project says of it stays
      ++report.labels_added;
      if (at < details.size() && details[at] != data::LabelDetails{}) {
        project_.update_label({id, names[at], details[at], ""});
      }
    }
  }

  void add(const data::ImageRecord& record) {
    const std::string where = options_.source + ", image " + record.path.string();
    if (!is_utf8(record.path.string())) {
      report.issues.add("path that is not UTF-8", where, "The image was left out; rename its file.");
      return;
    }
    if (find_image_.run(project_.stored_path(record.path)).next()) {
      const ImageId id = find_image_.integer(0);
      if (added_.contains(id)) {
        report.issues.add("image listed twice", where, "Its captions and regions were put together.");
        add_captions(id, record.captions);
        for (auto& region : regions_of(id, record, where)) insert(region);
      } else {
        ++report.images_already_there;
        if (options_.existing != Existing::Leave) change(id, record, where);
      }
      return;
    }
    const ImageId id = add_image(record, where);
    add_captions(id, record.captions);
    for (auto& region : regions_of(id, record, where)) insert(region);
  }

  ImageId add_image(const data::ImageRecord& record, const std::string& where) {
    const auto stamp = file_stamp(record.path);
    if (!stamp) {
      report.issues.add("image file is missing", where,
                        "The image was added; it shows when the file is there.");
    }
    ++report.images_added;
    const ImageId id =
        insert_image_
            .run(project_.stored_path(record.path), record.width, record.height,
                 stamp ? std::optional(stamp->mtime_ns) : std::nullopt,
                 stamp ? std::optional(stamp->size) : std::nullopt,
                 record.split.empty() ? options_.split : record.split, record.attributes.to_json())
            .inserted_id();
    added_.insert(id);
    return id;
  }

  void add_captions(ImageId image, const std::vector<std::string>& captions) {
    for (const auto& caption : captions) insert_caption_.run(image, caption);
    report.captions_added += static_cast<std::int64_t>(captions.size());
  }

  void insert(const Region& region) {
    rows_.insert(region);
    tally_.add(region.label_id);
    ++report.regions_added;
  }

  // Those of `record` that can be kept.
  std::vector<Region> regions_of(ImageId image, const data::ImageRecord& record, const std::string& where) {
    std::vector<Region> regions;
    for (const auto& given : record.regions) {
      const auto id = [&] { return where + ", region " + std::to_string(given.source_id); };
      if (!given.box.valid()) {
        report.issues.add("box without area", id(), "The region was left out.");
        continue;
      }
      Region region;
      region.image_id = image;
      region.box = given.box;
      region.caption = given.caption;
      region.source = options_.source;
      region.more_captions = given.more_captions;
      region.attributes = given.attributes;
      if (given.label >= 0 && given.label < static_cast<int>(label_ids_.size())) {
        region.label_id = label_ids_[static_cast<std::size_t>(given.label)];
      } else if (given.label != -1) {
        report.issues.add("label that is not in the list", id(), "The region was added without a label.");
      }
      regions.push_back(std::move(region));
    }
    return regions;
  }

  // An image that the project had before. Regions that are the same stay as they are, with their numbers.
  void change(ImageId image, const data::ImageRecord& record, const std::string& where) {
    auto old = project_.regions_of(image);
    bool changed = false;
    for (auto& region : regions_of(image, record, where)) {
      const auto same = std::find_if(old.begin(), old.end(),
                                     [&](const Region& known) { return same_region(known, region); });
      if (same != old.end()) {
        old.erase(same);
        continue;
      }
      region.id = --placeholder_;
      changes_.push_back({Change::Kind::Insert, {}, std::move(region)});
      ++report.regions_added;
      changed = true;
    }
    if (options_.existing == Existing::Replace) {
      for (auto& region : old) {
        changes_.push_back({Change::Kind::Remove, std::move(region), {}});
        ++report.regions_removed;
        changed = true;
      }
    }
    changed = change_captions(image, record.captions) || changed;
    report.images_changed += changed ? 1 : 0;
  }

  bool change_captions(ImageId image, const std::vector<std::string>& captions) {
    auto wanted = project_.captions_of(image);
    const auto before = wanted;
    if (options_.existing == Existing::Replace) {
      wanted = captions;
    } else {
      for (const auto& caption : captions) {
        if (std::find(wanted.begin(), wanted.end(), caption) == wanted.end()) wanted.push_back(caption);
      }
    }
    if (wanted == before) return false;
    project_.set_captions(image, wanted);
    report.captions_added += std::max<std::int64_t>(
        0, static_cast<std::int64_t>(wanted.size()) - static_cast<std::int64_t>(before.size()));
    return true;
  }

  Project& project_;
  data::DatasetReader& reader_;
  const ImportOptions& options_;
  RegionRows rows_;
  LabelTally tally_;
  Statement find_image_, insert_image_, insert_caption_;
  std::vector<LabelId> label_ids_;  // by the data's label number
  std::unordered_set<std::string> known_labels_;
  std::unordered_set<ImageId> added_;
  Changes changes_;  // of images that were there
  RegionId placeholder_ = 0;
};

ImportReport Project::import(data::DatasetReader& reader, const ImportOptions& options,
                             const ProgressSink& progress, const CancelToken& cancel) {
  Transaction transaction(*database_);
  Importer importer(*this, reader, options);
  importer.run(progress, cancel);
  transaction.commit();
  return std::move(importer.report);
}

}  // namespace cloc::store
