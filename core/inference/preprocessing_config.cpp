// SPDX-License-Identifier: Apache-2.0
#include "core/inference/preprocessing_config.h"

#include <cmath>
#include <map>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/inference/config_value.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;
using model::ImageFit;
using model::Resampling;
using nlohmann::json;

[[noreturn]] void unsupported(const fs::path& file, const std::string& key, const json& value) {
  throw Error(ErrorKind::Unsupported, file.string() + " says " + key + " = " + value.dump() +
                                          " of its images, which this program does not do.");
}

// Takes in that images have so many pixels a side; image_fit is set.
void set_side(std::int64_t side, const fs::path& file, model::ClocConfig& config) {
  const auto more = side - config.vision.input_size;
  config.unread_edge = 0;
  if (more == 0) return;
  // What the patches do not cover is at the right and lower edge of a squashed image.
  if (config.image_fit == ImageFit::Squash && more > 0 && more < config.vision.patch_size) {
    config.unread_edge = more;
    return;
  }
  throw Error(
      ErrorKind::Mismatch,
      file.string() + " says that images have " + std::to_string(side) + " pixels a side, the weights " +
          std::to_string(config.vision.input_size) +
          ". Get the file that belongs to the weights, or take it away to use the weights' own size.");
}

// Pillow's numbers.
constexpr int kBilinear = 2, kBicubic = 3;

// The side of {"height": n, "width": n}, {"shortest_edge": n} or n; 0 when it is none of them.
std::int64_t side_of(const json& size, bool& shortest) {
  shortest = false;
  if (size.is_number_integer()) return size.get<std::int64_t>();
  if (!size.is_object()) return 0;
  shortest = size.contains("shortest_edge");
  const auto height = size.value(shortest ? "shortest_edge" : "height", std::int64_t{0});
  return shortest || size.value("width", std::int64_t{0}) == height ? height : 0;
}

}  // namespace

void set_clip_preprocessing(model::ClocConfig& config, model::CropStart start) {
  config.image_fit = ImageFit::CentreCrop;
  config.resampling = Resampling::Bicubic;
  config.crop_start = start;
}

void set_siglip_preprocessing(model::ClocConfig& config) {
  config.image_fit = ImageFit::Squash;
  config.resampling = Resampling::Bicubic;
  config.image_mean = config.image_std = {0.5, 0.5, 0.5};
}

void read_open_clip_preprocessing(const json& settings, const fs::path& file, model::ClocConfig& config) {
  config.image_mean = config_value(settings, "mean", config.image_mean, file);
  config.image_std = config_value(settings, "std", config.image_std, file);
  const auto resampling = config_value<std::string>(settings, "interpolation", "bicubic", file);
  if (resampling != "bicubic" && resampling != "bilinear") unsupported(file, "interpolation", resampling);
  config.resampling = resampling == "bilinear" ? Resampling::Bilinear : Resampling::Bicubic;
  const auto mode = config_value<std::string>(settings, "resize_mode", "shortest", file);
  if (mode != "shortest" && mode != "squash") unsupported(file, "resize_mode", mode);
  config.image_fit = mode == "squash" ? ImageFit::Squash : ImageFit::CentreCrop;
  if (const auto size = settings.find("size"); size != settings.end() && !size->is_null()) {
    const bool pair = size->is_array() && size->size() == 2 && (*size)[0] == (*size)[1];
    const auto& side = pair ? (*size)[0] : *size;
    if (!side.is_number_integer()) unsupported(file, "size", *size);
    set_side(side.get<std::int64_t>(), file, config);
  }
}

void read_hugging_face_preprocessing(const json& settings, const fs::path& file, model::ClocConfig& config) {
  for (const char* step : {"do_resize", "do_rescale", "do_normalize"}) {
    if (!config_value(settings, step, true, file)) unsupported(file, step, false);
  }
  const auto factor = config_value(settings, "rescale_factor", 1.0 / 255.0, file);
  if (std::abs(factor * 255.0 - 1.0) > 1e-6) unsupported(file, "rescale_factor", factor);
  config.image_mean = config_value(settings, "image_mean", config.image_mean, file);
  config.image_std = config_value(settings, "image_std", config.image_std, file);
  const auto resampling = config_value(settings, "resample", kBicubic, file);
  if (resampling != kBicubic && resampling != kBilinear) unsupported(file, "resample", resampling);
  config.resampling = resampling == kBilinear ? Resampling::Bilinear : Resampling::Bicubic;

  const bool crops = config_value(settings, "do_center_crop", config.image_fit == ImageFit::CentreCrop, file);
  const auto size = settings.find("size");
  const bool has_size = size != settings.end() && !size->is_null();
  bool shortest = crops;
  std::int64_t side = config.vision.input_size;
  if (has_size) {
    side = side_of(*size, shortest);
    if (side == 0) unsupported(file, "size", *size);
    if (size->is_number_integer()) shortest = crops;  // what files of before 2022 mean by a bare number
  }
  if (shortest && !crops) unsupported(file, "do_center_crop", false);  // images of any shape
  config.image_fit = shortest ? ImageFit::CentreCrop : ImageFit::Squash;
  set_side(side, file, config);
  const auto crop = settings.find("crop_size");
  if (crops && crop != settings.end() && !crop->is_null()) {
    bool unused = false;
    const auto cropped = side_of(*crop, unused);
    if (cropped == 0) unsupported(file, "crop_size", *crop);
    if (cropped != config.vision.input_size) set_side(cropped, file, config);
  }
}

json hugging_face_preprocessing(const model::ClocConfig& config) {
  const auto side = config.vision.input_size + config.unread_edge;
  const bool squash = config.image_fit == ImageFit::Squash;
  const json square{{"height", side}, {"width", side}};
  json settings{{"image_processor_type", squash ? "SiglipImageProcessor" : "CLIPImageProcessor"},
                {"do_convert_rgb", true},
                {"do_resize", true},
                {"size", squash ? square : json{{"shortest_edge", side}}},
                {"resample", config.resampling == Resampling::Bilinear ? kBilinear : kBicubic},
                {"do_rescale", true},
                {"rescale_factor", 1.0 / 255.0},
                {"do_normalize", true},
                {"image_mean", config.image_mean},
                {"image_std", config.image_std}};
  if (!squash) {
    settings["do_center_crop"] = true;
    settings["crop_size"] = square;
  }
  return settings;
}

}  // namespace cloc::inference
