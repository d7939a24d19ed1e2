// SPDX-License-Identifier: Apache-2.0
#include "core/data/coco.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <string>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/data/coco_file.h"
#include "core/data/format.h"
#include "core/data/image_files.h"
#include "core/data/label_set.h"
#include "core/data/record_box.h"
#include "core/data/split_name.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongCaption = 2000;  // bytes; far more than 77 tokens hold
constexpr int kLeftOut = -1;

std::vector<fs::path> possible_roots(const fs::path& json) {
  const fs::path folder = json.parent_path().empty() ? fs::path(".") : json.parent_path();
  const std::string stem = json.stem().string();
  const auto underscore = stem.rfind('_');
  const std::string split = underscore == std::string::npos ? stem : stem.substr(underscore + 1);
  const fs::path above = folder / "..";
  return {folder / "images",        folder, folder / split, above / "images", above / split,
          above / "images" / split, above};
}

std::string names(const std::vector<fs::path>& paths) {
  std::string all;
  for (const auto& path : paths) all += (all.empty() ? "" : ", ") + path.lexically_normal().string();
  return all;
}

// The files' records are in memory (annotations may come in any order), small; each image is made of them
// when it is asked for.
class CocoReader final : public DatasetReader {
 public:
  CocoReader(CocoPaths paths, const Context& context)
      : paths_(std::move(paths)),
        report_(context.report),
        progress_(context.progress),
        cancel_(context.cancel),
        meter_("checking annotations", 0, {}) {
    for (const auto& path : {paths_.instances, paths_.captions}) {
      if (!path.empty()) sources_.emplace_back(path, report_, progress_, cancel_);
    }
    if (sources_.empty()) throw Error(ErrorKind::InvalidInput, "Give at least one COCO annotation file.");
    root_ = image_root();
    split_ = split_in_name(sources_.front().file.path().stem().string());
    for (const auto& source : sources_) add_images(source.file);
    if (images_.empty() && missing_ > 0) {
      const CocoFile& first = sources_.front().file;
      throw Error(ErrorKind::NotFound, "None of the " + std::to_string(missing_) + " images of " +
                                           first.path().string() + " is in " + root_.string() + ", e.g. " +
                                           first.images.front().file_name +
                                           ". Give the folder that holds them.");
    }
    for (auto& source : sources_) {
      add_labels(source);
      add_lvis_labels(source);
      sort_annotations(source);
    }
    meter_ = ProgressMeter("checking annotations", static_cast<std::int64_t>(images_.size()), progress_);
  }

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override {
    return static_cast<std::int64_t>(images_.size());
  }

  bool next(ImageRecord& image) override {
    if (at_ == images_.size()) return false;
    cancel_.throw_if_cancelled();
    image = std::move(images_[at_]);
    for (const auto& source : sources_) {
      for (std::uint32_t i = source.begin_of[at_]; i < source.begin_of[at_ + 1]; ++i)
        add_annotation(source, source.file.annotations[source.order[i]], image);
    }
    ++at_;
    meter_.advance(1);
    return true;
  }

 private:
  // One file, and what its ids mean.
  struct Source {
    Source(const fs::path& path, IssueReport& report, const ProgressSink& progress, const CancelToken& cancel)
        : file(path, report, progress, cancel) {}

    CocoFile file;
    std::unordered_map<std::int64_t, int> label_of;  // category id -> label
    // Annotations by image: those of image i are order[begin_of[i]] .. order[begin_of[i + 1] - 1].
    std::vector<std::uint32_t> order, begin_of;
  };

  fs::path image_root() {
    std::error_code ignored;
    if (!paths_.image_root.empty()) {
      if (fs::is_directory(paths_.image_root, ignored)) return paths_.image_root;
      throw Error(ErrorKind::NotFound, "The image folder " + paths_.image_root.string() + " does not exist.");
    }
    const CocoFile& file = sources_.front().file;
    const auto roots = possible_roots(file.path());
    const std::size_t tries = std::min<std::size_t>(file.images.size(), 16);
    for (const auto& root : roots) {
      for (std::size_t i = 0; i < tries; ++i) {
        const fs::path name(file.images[i].file_name);
        if (fs::is_regular_file(root / name, ignored) ||
            fs::is_regular_file(root / name.filename(), ignored)) {
          return root.lexically_normal();
        }
      }
    }
    if (file.images.empty()) return file.path().parent_path();
    throw Error(ErrorKind::NotFound, "The images of " + file.path().string() + " (e.g. " +
                                         file.images.front().file_name + ") are in none of: " + names(roots) +
                                         ". Give the folder that holds them.");
  }

  void add_images(const CocoFile& file) {
    ProgressMeter meter("looking for images", static_cast<std::int64_t>(file.images.size()), progress_);
    image_at_.reserve(image_at_.size() + file.images.size());
    std::unordered_set<std::int64_t> seen;
    seen.reserve(file.images.size());
    for (const auto& image : file.images) {
      cancel_.throw_if_cancelled();
      meter.advance(1);
      if (!seen.insert(image.id).second) {
        report_.add("duplicate image id", file.name_of(image),
                    "The first image is kept, " + image.file_name + " is left out.");
      } else if (const auto known = image_at_.find(image.id); known != image_at_.end()) {
        check_same_image(file, image, known->second);
      } else {
        image_at_.emplace(image.id, add_image(file, image));
      }
    }
  }

  // An id that the other file has given already.
  void check_same_image(const CocoFile& file, const CocoImage& image, int index) const {
    if (index == kLeftOut) return;
    const fs::path& known = images_[static_cast<std::size_t>(index)].path;
    if (known.filename() == fs::path(image.file_name).filename()) return;
    throw Error(ErrorKind::Mismatch, paths_.instances.string() + " and " + file.path().string() +
                                         " do not belong together: image id " + std::to_string(image.id) +
                                         " is " + known.filename().string() + " in the one and " +
                                         image.file_name + " in the other.");
  }

  int add_image(const CocoFile& file, const CocoImage& image) {
    ImageRecord record;
    record.source_id = image.id;
    record.path = listings_.find(root_, image.file_name);
    if (record.path.empty()) {
      ++missing_;
      report_.add("missing image file", file.name_of(image),
                  image.file_name + " is not in " + root_.string() + ": left out.");
      return kLeftOut;
    }
    record.width = image.width;
    record.height = image.height;
    if (!learn_size(record, file.name_of(image), report_)) return kLeftOut;
    record.split = image.split.empty() ? split_ : image.split;
    if (!image.attributes.empty()) record.attributes = Attributes::from_json(image.attributes);
    if (!image.url.empty()) record.attributes.set(kImageAddress, image.url);
    images_.push_back(std::move(record));
    return static_cast<int>(images_.size()) - 1;
  }

  void add_labels(Source& source) {
    const CocoFile& file = source.file;
    bool running = true;  // ids 1, 2, 3, ..., which any writer gives anew
    for (std::size_t i = 0; i < file.categories.size(); ++i)
      running = running && file.categories[i].id == static_cast<std::int64_t>(i) + 1;
    for (const auto& category : file.categories) {
      const std::string where =
          file.path().filename().string() + ", category id " + std::to_string(category.id);
      if (source.label_of.contains(category.id)) {
        report_.add("duplicate category id", where,
                    "The first name is kept, " + category.name + " is left out.");
        continue;
      }
      const auto known = labels_.names().size();
      const int label = labels_.number(category.name);
      if (label < 0) {
        report_.add("category without id or name", where, "Left out: its regions have no label.");
        continue;
      }
      if (labels_.names().size() == known) {
        report_.add("category name used twice", where, category.name + " is one label.");
      }
      source.label_of.emplace(category.id, label);
      const bool plain =
          category.supercategory.empty() && category.colour.empty() && category.attributes.empty();
      if (plain && running) continue;
      auto& details = labels_.details(label);
      details.parent = category.supercategory;
      details.colour = category.colour;
      if (!running) details.attributes.set(kCategoryId, static_cast<double>(category.id));
      for (const auto& [name, value] : category.attributes.all()) details.attributes.set(name, value);
    }
  }

  // LVIS says of each image which labels were looked for in vain, and which of those found not everywhere.
  void add_lvis_labels(const Source& source) {
    if (source.label_of.empty()) return;  // captions beside: the same images without the categories
    for (const auto& image : source.file.images) {
      const auto found = image_at_.find(image.id);
      if (found == image_at_.end() || found->second == kLeftOut) continue;
      auto& attributes = images_[static_cast<std::size_t>(found->second)].attributes;
      if (!image.negative.empty()) attributes.set(kNegativeLabels, labels_of(source, image, image.negative));
      if (!image.not_exhaustive.empty())
        attributes.set(kNotExhaustiveLabels, labels_of(source, image, image.not_exhaustive));
    }
  }

  std::vector<std::string> labels_of(const Source& source, const CocoImage& image,
                                     const std::vector<std::int64_t>& ids) {
    std::vector<std::string> names;
    for (const auto id : ids) {
      const auto label = source.label_of.find(id);
      if (label != source.label_of.end()) {
        names.push_back(labels_.names()[static_cast<std::size_t>(label->second)]);
      } else {
        report_.add("unknown category", source.file.name_of(image),
                    "There is no category id " + std::to_string(id) + ": left out of the image's list.");
      }
    }
    return names;
  }

  // By image, each image's in the order of the file.
  void sort_annotations(Source& source) {
    const auto& annotations = source.file.annotations;
    constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> image_of(annotations.size(), kNowhere);
    source.begin_of.assign(images_.size() + 1, 0);
    std::unordered_set<std::int64_t> seen;
    seen.reserve(annotations.size());
    for (std::size_t i = 0; i < annotations.size(); ++i) {
      if (i % 4096 == 0) cancel_.throw_if_cancelled();
      const auto& annotation = annotations[i];
      if (annotation.id && !annotation.segment && !seen.insert(*annotation.id).second) {
        report_.add("duplicate annotation id", source.file.name_of(annotation), "The first one is kept.");
        continue;
      }
      const int image = image_of_annotation(source.file, annotation);
      if (image == kLeftOut) continue;
      image_of[i] = static_cast<std::uint32_t>(image);
      ++source.begin_of[image_of[i] + 1];
    }
    for (std::size_t i = 1; i < source.begin_of.size(); ++i) source.begin_of[i] += source.begin_of[i - 1];
    source.order.resize(source.begin_of.back());
    auto next = source.begin_of;
    for (std::size_t i = 0; i < annotations.size(); ++i) {
      if (image_of[i] != kNowhere) source.order[next[image_of[i]]++] = static_cast<std::uint32_t>(i);
    }
  }

  int image_of_annotation(const CocoFile& file, const CocoAnnotation& annotation) {
    const auto found = image_at_.find(annotation.image_id);
    if (found == image_at_.end()) {
      report_.add("annotation of an unknown image", file.name_of(annotation),
                  "There is no image id " + std::to_string(annotation.image_id) + ": left out.");
      return kLeftOut;
    }
    if (found->second == kLeftOut) {
      report_.add("annotation of an image left out", file.name_of(annotation),
                  "Image id " + std::to_string(annotation.image_id) + " could not be used.");
    }
    return found->second;
  }

  void add_annotation(const Source& source, const CocoAnnotation& annotation, ImageRecord& image) {
    if (annotation.box == CocoAnnotation::Box::Absent) {
      add_image_caption(source.file, annotation, image);
    } else {
      add_region(source, annotation, image);
    }
  }

  void add_image_caption(const CocoFile& file, const CocoAnnotation& annotation, ImageRecord& image) {
    if (annotation.caption().empty()) {
      report_.add("annotation without box or caption", file.name_of(annotation), "Left out.");
      return;
    }
    image.captions.push_back(caption_of(file, annotation));
  }

  std::string caption_of(const CocoFile& file, const CocoAnnotation& annotation) {
    if (annotation.caption().size() > kLongCaption) {
      report_.add("long caption", file.name_of(annotation),
                  "It has " + std::to_string(annotation.caption().size()) +
                      " bytes; the model reads the first 77 tokens.");
    }
    return annotation.caption();
  }

  void add_region(const Source& source, const CocoAnnotation& annotation, ImageRecord& image) {
    const CocoFile& file = source.file;
    Region region;
    if (!read_box(file, annotation, image, region.box)) return;
    region.source_id = annotation.id.value_or(0);
    if (annotation.category_id) {
      const auto label = source.label_of.find(*annotation.category_id);
      if (label != source.label_of.end()) {
        region.label = label->second;
      } else {
        report_.add(
            "unknown category", file.name_of(annotation),
            "There is no category id " + std::to_string(*annotation.category_id) + ": kept without a label.");
      }
    }
    region.caption = caption_of(file, annotation);
    if (region.caption.empty() && region.label >= 0) {
      region.caption = labels_.names()[static_cast<std::size_t>(region.label)];
    }
    if (annotation.rest && !annotation.rest->attributes.empty())
      region.attributes = Attributes::from_json(annotation.rest->attributes);
    if (annotation.crowd) region.attributes.set(kCrowd, true);
    if (annotation.rest && annotation.rest->score) region.attributes.set(kScore, *annotation.rest->score);
    image.regions.push_back(std::move(region));
  }

  // Whether `box` is one to keep; reports what is wrong with it.
  bool read_box(const CocoFile& file, const CocoAnnotation& annotation, const ImageRecord& image,
                PixelBox& box) {
    const auto leave_out = [&](const char* category, const std::string& what) {
      report_.add(category, file.name_of(annotation), what + " Left out.");
      return false;
    };
    if (annotation.box == CocoAnnotation::Box::WrongLength) {
      return leave_out("box of wrong length", "\"bbox\" must be [x, y, width, height].");
    }
    if (annotation.box == CocoAnnotation::Box::NotNumbers) {
      return leave_out("box that is not numbers",
                       "\"bbox\" must be four numbers; byte " + std::to_string(annotation.bad_number_at) +
                           " begins something else (NaN and Infinity are no JSON).");
    }
    if (annotation.box == CocoAnnotation::Box::BadMask) {
      return leave_out("mask that cannot be read",
                       "It has no \"bbox\", and its \"segmentation\" has no area.");
    }
    const auto [x, y, width, height] = annotation.bbox;
    const auto inside = box_in_image({x, y, x + width, y + height}, image.width, image.height,
                                     file.name_of(annotation), report_);
    if (!inside) return false;
    box = *inside;
    if (annotation.box == CocoAnnotation::Box::OfMask) {
      report_.add("box made from a mask or polygon", file.name_of(annotation),
                  "It has no \"bbox\": the box around its \"segmentation\" is kept.");
    }
    return true;
  }

  const CocoPaths paths_;
  IssueReport& report_;
  const ProgressSink progress_;
  const CancelToken cancel_;

  std::deque<Source> sources_;
  fs::path root_;  // of the images
  std::string split_;
  std::vector<ImageRecord> images_;  // without their regions
  std::size_t at_ = 0;
  FolderListings listings_;
  std::int64_t missing_ = 0;
  std::unordered_map<std::int64_t, int> image_at_;  // id -> index in images_, or kLeftOut
  LabelSet labels_;
  ProgressMeter meter_;
};

}  // namespace

std::unique_ptr<DatasetReader> coco_reader(const CocoPaths& paths, const Context& context) {
  return std::make_unique<CocoReader>(paths, context);
}

Dataset read_coco(const CocoPaths& paths, IssueReport& report, const ProgressSink& progress,
                  const CancelToken& cancel) {
  return read_all(*coco_reader(paths, {report, progress, cancel}));
}

}  // namespace cloc::data
