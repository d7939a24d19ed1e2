// SPDX-License-Identifier: Apache-2.0
#include <QStringDecoder>
#include <unordered_set>

#include "core/store/project.h"

namespace cloc::store {
namespace {

bool is_utf8(const std::string& text) {
  QStringDecoder decoder(QStringDecoder::Utf8);
  const QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
  return !decoded.isNull() && !decoder.hasError();
}

}  // namespace

// One import: the prepared statements and what was counted.
class Importer {
 public:
  Importer(Project& project, const data::Dataset& dataset, std::string_view source)
      : project_(project),
        dataset_(dataset),
        source_(source),
        insert_region_(project.database_->prepare("INSERT INTO regions(image_id, x1, y1, x2, y2, label_id, "
                                                  "caption, source) VALUES(?,?,?,?,?,?,?,?)")),
        insert_caption_(project.database_->prepare("INSERT INTO captions(image_id, text) VALUES(?, ?)")) {}

  void add_labels() {
    const auto before = project_.counts().labels;
    for (const auto& name : dataset_.labels) label_ids_.push_back(project_.label(name));
    report.labels_added = project_.counts().labels - before;
  }

  void add(const data::ImageRecord& record) {
    const std::string where = std::string(source_) + ", image " + record.path.string();
    if (!is_utf8(record.path.string())) {
      report.issues.add("path that is not UTF-8", where, "The image was left out; rename its file.");
      return;
    }
    const auto image = add_image(record, where);
    if (!image) return;
    for (const auto& caption : record.captions) {
      insert_caption_.run(*image, caption);
      ++report.captions_added;
    }
    for (const auto& region : record.regions) add_region(*image, region, where);
  }

  ImportReport report;

 private:
  // Absent when the project had the image before this import.
  std::optional<ImageId> add_image(const data::ImageRecord& record, const std::string& where) {
    if (const auto known = project_.find_image(record.path)) {
      if (added_.contains(known->id)) {
        report.issues.add("image listed twice", where, "Its captions and regions were put together.");
        return known->id;
      }
      ++report.images_already_there;
      return std::nullopt;
    }
    Image image{0, record.path, record.width, record.height, file_stamp(record.path)};
    if (!image.stamp) {
      report.issues.add("image file is missing", where,
                        "The image was added; it shows when the file is there.");
    }
    ++report.images_added;
    const ImageId id = project_.add_image(image);
    added_.insert(id);
    return id;
  }

  void add_region(ImageId image, const data::Region& region, const std::string& where) {
    const auto id = [&] { return where + ", region " + std::to_string(region.source_id); };
    if (!region.box.valid()) {
      report.issues.add("box without area", id(), "The region was left out.");
      return;
    }
    std::optional<LabelId> label;
    if (region.label >= 0 && region.label < static_cast<int>(label_ids_.size())) {
      label = label_ids_[static_cast<std::size_t>(region.label)];
    } else if (region.label != -1) {
      report.issues.add("label that is not in the list", id(), "The region was added without a label.");
    }
    insert_region_.run(image, region.box.x1, region.box.y1, region.box.x2, region.box.y2, label,
                       region.caption, source_);
    ++report.regions_added;
  }

  Project& project_;
  const data::Dataset& dataset_;
  std::string_view source_;
  Statement insert_region_, insert_caption_;
  std::vector<LabelId> label_ids_;  // by the dataset's label number
  std::unordered_set<ImageId> added_;
};

ImportReport Project::import(const data::Dataset& dataset, std::string_view source,
                             const ProgressSink& progress, const CancelToken& cancel) {
  Transaction transaction(*database_);
  Importer importer(*this, dataset, source);
  importer.add_labels();
  ProgressMeter meter("importing images", static_cast<std::int64_t>(dataset.images.size()), progress);
  for (const auto& record : dataset.images) {
    cancel.throw_if_cancelled();
    importer.add(record);
    meter.advance(1);
  }
  transaction.commit();
  return std::move(importer.report);
}

}  // namespace cloc::store
