// SPDX-License-Identifier: Apache-2.0
#include "core/data/coco.h"

#include <algorithm>
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

class CocoReader {
 public:
  CocoReader(const CocoPaths& paths, IssueReport& report, const ProgressSink& progress,
             const CancelToken& cancel)
      : paths_(paths), report_(report), progress_(progress), cancel_(cancel) {}

  Dataset read() {
    std::vector<std::unique_ptr<CocoFile>> files;
    for (const auto& path : {paths_.instances, paths_.captions}) {
      if (!path.empty()) files.push_back(std::make_unique<CocoFile>(path, report_, progress_, cancel_));
    }
    if (files.empty()) throw Error(ErrorKind::InvalidInput, "Give at least one COCO annotation file.");
    root_ = image_root(files);
    for (const auto& file : files) add_images(*file);
    if (data_.images.empty() && missing_ > 0) {
      throw Error(ErrorKind::NotFound, "None of the " + std::to_string(missing_) + " images of " +
                                           files.front()->path().string() + " is in " + root_.string() +
                                           ", e.g. " + std::string(files.front()->images.front().file_name) +
                                           ". Give the folder that holds them.");
    }
    for (const auto& file : files) {
      add_labels(*file);
      add_annotations(*file);
    }
    data_.labels = labels_.names();
    return std::move(data_);
  }

 private:
  fs::path image_root(const std::vector<std::unique_ptr<CocoFile>>& files) {
    std::error_code ignored;
    if (!paths_.image_root.empty()) {
      if (fs::is_directory(paths_.image_root, ignored)) return paths_.image_root;
      throw Error(ErrorKind::NotFound, "The image folder " + paths_.image_root.string() + " does not exist.");
    }
    const CocoFile& file = *files.front();
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
                                         std::string(file.images.front().file_name) + ") are in none of: " +
                                         names(roots) + ". Give the folder that holds them.");
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
                    "The first image is kept, " + std::string(image.file_name) + " is left out.");
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
    const fs::path& known = data_.images[static_cast<std::size_t>(index)].path;
    if (known.filename() == fs::path(image.file_name).filename()) return;
    throw Error(ErrorKind::Mismatch, paths_.instances.string() + " and " + file.path().string() +
                                         " do not belong together: image id " + std::to_string(image.id) +
                                         " is " + known.filename().string() + " in the one and " +
                                         std::string(image.file_name) + " in the other.");
  }

  int add_image(const CocoFile& file, const CocoImage& image) {
    ImageRecord record;
    record.source_id = image.id;
    record.path = listings_.find(root_, image.file_name);
    if (record.path.empty()) {
      ++missing_;
      report_.add("missing image file", file.name_of(image),
                  std::string(image.file_name) + " is not in " + root_.string() + ": left out.");
      return kLeftOut;
    }
    record.width = image.width;
    record.height = image.height;
    if (!learn_size(record, file.name_of(image), report_)) return kLeftOut;
    data_.images.push_back(std::move(record));
    return static_cast<int>(data_.images.size()) - 1;
  }

  void add_labels(const CocoFile& file) {
    label_of_.clear();  // ids mean something within their file only
    for (const auto& category : file.categories) {
      const std::string where =
          file.path().filename().string() + ", category id " + std::to_string(category.id);
      if (label_of_.contains(category.id)) {
        report_.add("duplicate category id", where,
                    "The first name is kept, " + std::string(category.name) + " is left out.");
        continue;
      }
      const auto known = labels_.names().size();
      const int label = labels_.number(category.name);
      if (labels_.names().size() == known) {
        report_.add("category name used twice", where, std::string(category.name) + " is one label.");
      }
      label_of_.emplace(category.id, label);
    }
  }

  void add_annotations(const CocoFile& file) {
    ProgressMeter meter("checking annotations", static_cast<std::int64_t>(file.annotations.size()),
                        progress_);
    std::unordered_set<std::int64_t> seen;
    seen.reserve(file.annotations.size());
    std::int64_t count = 0;
    for (const auto& annotation : file.annotations) {
      if (++count % 4096 == 0) {
        cancel_.throw_if_cancelled();
        meter.advance(4096);
      }
      if (annotation.id && !seen.insert(*annotation.id).second) {
        report_.add("duplicate annotation id", file.name_of(annotation), "The first one is kept.");
        continue;
      }
      add_annotation(file, annotation);
    }
    meter.advance(count % 4096);
  }

  void add_annotation(const CocoFile& file, const CocoAnnotation& annotation) {
    const auto found = image_at_.find(annotation.image_id);
    if (found == image_at_.end()) {
      report_.add("annotation of an unknown image", file.name_of(annotation),
                  "There is no image id " + std::to_string(annotation.image_id) + ": left out.");
      return;
    }
    if (found->second == kLeftOut) {
      report_.add("annotation of an image left out", file.name_of(annotation),
                  "Image id " + std::to_string(annotation.image_id) + " could not be used.");
      return;
    }
    ImageRecord& image = data_.images[static_cast<std::size_t>(found->second)];
    if (annotation.box == CocoAnnotation::Box::Absent) {
      add_image_caption(file, annotation, image);
    } else if (annotation.crowd) {
      report_.add("crowd annotation", file.name_of(annotation), "Left out: it marks a group, not an object.");
    } else {
      add_region(file, annotation, image);
    }
  }

  void add_image_caption(const CocoFile& file, const CocoAnnotation& annotation, ImageRecord& image) {
    if (annotation.caption.empty()) {
      report_.add("annotation without box or caption", file.name_of(annotation), "Left out.");
      return;
    }
    image.captions.push_back(caption_of(file, annotation));
  }

  std::string caption_of(const CocoFile& file, const CocoAnnotation& annotation) {
    if (annotation.caption.size() > kLongCaption) {
      report_.add("long caption", file.name_of(annotation),
                  "It has " + std::to_string(annotation.caption.size()) +
                      " bytes; the model reads the first 77 tokens.");
    }
    return std::string(annotation.caption);
  }

  void add_region(const CocoFile& file, const CocoAnnotation& annotation, ImageRecord& image) {
    Region region;
    if (!read_box(file, annotation, image, region.box)) return;
    region.source_id = annotation.id.value_or(0);
    if (annotation.category_id) {
      const auto label = label_of_.find(*annotation.category_id);
      if (label != label_of_.end()) {
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
    const auto [x, y, width, height] = annotation.bbox;
    const auto inside = box_in_image({x, y, x + width, y + height}, image.width, image.height,
                                     file.name_of(annotation), report_);
    if (inside) box = *inside;
    return inside.has_value();
  }

  const CocoPaths& paths_;
  IssueReport& report_;
  const ProgressSink& progress_;
  const CancelToken& cancel_;

  fs::path root_;  // of the images
  Dataset data_;
  FolderListings listings_;
  std::int64_t missing_ = 0;
  std::unordered_map<std::int64_t, int> image_at_;  // id -> index in data_.images, or kLeftOut
  std::unordered_map<std::int64_t, int>
      label_of_;  // category id of the file at hand -> index in data_.labels
  LabelSet labels_;
};

}  // namespace

Dataset read_coco(const CocoPaths& paths, IssueReport& report, const ProgressSink& progress,
                  const CancelToken& cancel) {
  return CocoReader(paths, report, progress, cancel).read();
}

}  // namespace cloc::data
