// SPDX-License-Identifier: Apache-2.0
#include <QStringDecoder>
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <unordered_set>
#include <utility>

#include "core/store/bulk_insert.h"
#include "core/store/edits.h"
#include "core/store/label_tally.h"
#include "core/store/project.h"
#include "core/store/region_rows.h"
#include "core/store/step_name.h"
#include "core/store/text_list.h"

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
        database_(*project.database_),
        rows_(database_),
        tally_(database_),
        find_image_(database_.prepare("SELECT id FROM images WHERE path = ?")),
        insert_image_(database_.prepare_insert(
            "INSERT INTO images(path, width, height, mtime_ns, file_size, split, attributes)"
            " VALUES(?, ?, ?, ?, ?, ?, ?)")),
        insert_images_(database_, "images(id, path, width, height, mtime_ns, file_size, split, attributes)",
                       8),
        insert_regions_(database_,
                        "regions(image_id, x1, y1, x2, y2, label_id, caption, source, more_captions, "
                        "attributes)",
                        10, &insert_images_),
        insert_captions_(database_, "captions(image_id, text)", 2, &insert_images_) {
    for (const auto& label : project.labels()) known_labels_.insert(label.name);
    if (database_.on_server()) {
      auto paths = database_.prepare_paged("SELECT path FROM images");
      for (paths.run(); paths.next();) paths_.insert(std::hash<std::string>{}(paths.text(0)));
    }
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
    flush();
    tally_.finish();  // what follows may be in verified images
    if (!changes_.empty()) {
      const StepName name{.kind = StepName::Kind::Import, .source = options_.source};
      Edits(project_).apply(to_string(name), changes_);
    }
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
    const auto stored = project_.stored_path(record.path);
    if (const auto known = find_image(stored)) {
      const ImageId id = *known;
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
    const ImageId id = add_image(record, stored, where);
    add_captions(id, record.captions);
    for (auto& region : regions_of(id, record, where)) insert(region);
  }

  // What waits is written: images first, which the others refer to.
  void flush() {
    insert_images_.finish();
    insert_regions_.finish();
    insert_captions_.finish();
  }

  // A server is not asked for each image: most are new, and each question takes as long as a hundred rows.
  std::optional<ImageId> find_image(const std::string& stored) {
    if (database_.on_server()) {
      if (paths_.insert(std::hash<std::string>{}(stored)).second) return std::nullopt;
      flush();
    }
    if (!find_image_.run(stored).next()) return std::nullopt;
    return find_image_.integer(0);
  }

  // On a server.
  ImageId new_image_id() {
    if (image_ids_.empty()) {
      auto ids = database_.prepare("SELECT nextval('images_id_seq') FROM generate_series(1, 500)");
      for (ids.run(); ids.next();) image_ids_.push_back(ids.integer(0));
      std::reverse(image_ids_.begin(), image_ids_.end());
    }
    const ImageId id = image_ids_.back();
    image_ids_.pop_back();
    return id;
  }

  ImageId add_image(const data::ImageRecord& record, const std::string& stored, const std::string& where) {
    const auto stamp = file_stamp(record.path);
    if (!stamp) {
      report.issues.add("image file is missing", where,
                        "The image was added; it shows when the file is there.");
    }
    ++report.images_added;
    const auto mtime = stamp ? std::optional(stamp->mtime_ns) : std::nullopt;
    const auto size = stamp ? std::optional(stamp->size) : std::nullopt;
    const auto& split = record.split.empty() ? options_.split : record.split;
    ImageId id = 0;
    if (database_.on_server()) {
      id = new_image_id();
      insert_images_.add(id, stored, record.width, record.height, mtime, size, split,
                         record.attributes.to_json());
      project_.set_local_stamp(id, stamp);
    } else {
      id = insert_image_
               .run(stored, record.width, record.height, mtime, size, split, record.attributes.to_json())
               .inserted_id();
    }
    added_.insert(id);
    return id;
  }

  void add_captions(ImageId image, const std::vector<std::string>& captions) {
    for (const auto& caption : captions) insert_captions_.add(image, caption);
    report.captions_added += static_cast<std::int64_t>(captions.size());
  }

  void insert(const Region& region) {
    if (database_.on_server()) {
      insert_regions_.add(region.image_id, region.box.x1, region.box.y1, region.box.x2, region.box.y2,
                          region.label_id, region.caption, region.source, texts_to_json(region.more_captions),
                          region.attributes.to_json());
    } else {
      rows_.insert(region);
    }
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
  const Database& database_;
  RegionRows rows_;
  LabelTally tally_;
  Statement find_image_, insert_image_;
  BulkInsert insert_images_, insert_regions_, insert_captions_;
  std::vector<ImageId> image_ids_;         // reserved on a server, the next one last
  std::unordered_set<std::size_t> paths_;  // on a server: hashes of the paths that may be there
  std::vector<LabelId> label_ids_;         // by the data's label number
  std::unordered_set<std::string> known_labels_;
  std::unordered_set<ImageId> added_;
  Changes changes_;  // of images that were there
  RegionId placeholder_ = 0;
};

ImportReport Project::import(data::DatasetReader& reader, const ImportOptions& options,
                             const ProgressSink& progress, const CancelToken& cancel) {
  Transaction transaction(*database_);
  std::optional<Transaction> stamps;
  if (local_) stamps.emplace(*local_);
  Importer importer(*this, reader, options);
  importer.run(progress, cancel);
  transaction.commit();
  if (stamps) stamps->commit();
  return std::move(importer.report);
}

}  // namespace cloc::store
