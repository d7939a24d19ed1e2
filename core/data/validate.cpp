// SPDX-License-Identifier: Apache-2.0
#include "core/data/validate.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <system_error>

#include "core/base/error.h"
#include "core/image/image.h"

namespace cloc::data {
namespace {

constexpr float kSameRegion = 0.98f;  // IoU

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string text_of(const PixelBox& box) {
  char text[96];
  std::snprintf(text, sizeof text, "%.6g, %.6g, %.6g, %.6g", box.x1, box.y1, box.x2, box.y2);
  return text;
}

class Validator {
 public:
  Validator(DatasetReader& reader, const ValidateOptions& options) : reader_(reader), options_(options) {}

  Validation run(const ProgressSink& progress, const CancelToken& cancel) {
    ProgressMeter meter("checking", reader_.image_count().value_or(0), progress);
    for (ImageRecord image; reader_.next(image); image = {}) {
      cancel.throw_if_cancelled();
      ++found_.images;
      check_file(image);
      check_regions(image);
      meter.advance(1);
    }
    check_labels();
    return std::move(found_);
  }

 private:
  void check_file(const ImageRecord& image) {
    const std::string name = image.path.string();
    std::error_code error;
    if (!std::filesystem::exists(image.path, error)) {
      found_.issues.add("missing image file", name, "There is no such file.");
      return;
    }
    if (!options_.decode) return;
    try {
      const auto pixels = image::load_image(image.path);
      if (image.width > 0 && image.height > 0 &&
          (pixels.cols != image.width || pixels.rows != image.height)) {
        found_.issues.add("image of another size than recorded", name,
                          "It measures " + std::to_string(pixels.cols) + " x " + std::to_string(pixels.rows) +
                              " pixels, recorded are " + std::to_string(image.width) + " x " +
                              std::to_string(image.height) + ".");
      }
    } catch (const Error& failure) {
      if (failure.kind() == ErrorKind::OutOfMemory) throw;
      found_.issues.add("damaged image file", name, failure.what());
    }
  }

  void check_regions(const ImageRecord& image) {
    uses_.resize(reader_.labels().size());
    for (std::size_t i = 0; i < image.regions.size(); ++i) {
      const auto& region = image.regions[i];
      ++found_.regions;
      if (region.label >= 0) ++uses_[static_cast<std::size_t>(region.label)];
      const std::string where = image.path.string() + ", region " + std::to_string(region.source_id);
      const auto& box = region.box;
      if (box.x1 < 0 || box.y1 < 0 || (image.width > 0 && box.x2 > static_cast<float>(image.width)) ||
          (image.height > 0 && box.y2 > static_cast<float>(image.height))) {
        found_.issues.add("region outside its image", where,
                          "The box " + text_of(box) + " leaves the image of " + std::to_string(image.width) +
                              " x " + std::to_string(image.height) + " pixels.");
      }
      const auto twin =
          std::find_if(image.regions.begin(), image.regions.begin() + static_cast<std::ptrdiff_t>(i),
                       [&](const Region& other) {
                         return other.label == region.label && other.caption == region.caption &&
                                iou(other.box, box) >= kSameRegion;
                       });
      if (twin != image.regions.begin() + static_cast<std::ptrdiff_t>(i)) {
        found_.issues.add(
            "region drawn twice", where,
            "The box " + text_of(box) + " is also region " + std::to_string(twin->source_id) + ".");
      }
    }
  }

  void check_labels() {
    const auto& labels = reader_.labels();
    uses_.resize(labels.size());
    std::map<std::string, std::size_t> by_lower;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (uses_[i] == 0) {
        found_.issues.add("label without regions", "label " + labels[i], "No region has it.");
      }
      const auto [known, is_new] = by_lower.try_emplace(lower(labels[i]), i);
      if (!is_new) {
        found_.issues.add("labels that differ by case alone", "label " + labels[i],
                          "There is also " + labels[known->second] + ".");
      }
    }
  }

  DatasetReader& reader_;
  const ValidateOptions options_;
  Validation found_;
  std::vector<std::int64_t> uses_;  // of each label
};

}  // namespace

Validation validate(DatasetReader& reader, const ValidateOptions& options, const ProgressSink& progress,
                    const CancelToken& cancel) {
  return Validator(reader, options).run(progress, cancel);
}

}  // namespace cloc::data
