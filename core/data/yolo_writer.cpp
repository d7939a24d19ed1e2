// SPDX-License-Identifier: Apache-2.0
// Writes Ultralytics' layout: data.yaml, images/SPLIT/..., labels/SPLIT/.... Centres and sizes have 8 digits
// after the point. Images without a split are written as train, as Ultralytics wants one; where there is none
// for val, data.yaml names train for it too. Images that are left where they are get symbolic links: YOLO
// finds labels by their place.
#include <algorithm>
#include <cctype>
#include <map>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/format.h"
#include "core/data/image_files.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

// A folder's name and a YAML key.
std::string split_name(const std::string& split) {
  if (split.empty()) return "train";
  if (split == "valid" || split == "validation" || split == "dev") return "val";
  std::string name = split;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') c = '_';
  }
  // Keys of data.yaml with a meaning of their own.
  for (const char* key :
       {"path", "names", "nc", "download", "kpt_shape", "flip_idx", "roboflow", "channels"}) {
    if (name == key) return name + "_";
  }
  return name;
}

class YoloWriter final : public DatasetWriter {
 public:
  YoloWriter(const fs::path& path, std::vector<std::string> labels, const WriteOptions& options,
             const Context& context)
      : folder_(path, options.overwrite), labels_(std::move(labels)), options_(options), context_(context) {}

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const auto sized = with_size(image, "YOLO's boxes are parts of it", context_.report);
    const std::string split = split_name(image.split);
    // By file name alone: readers look for labels where the last "images" of a path is "labels", and the
    // images' own folders may be called so.
    const auto [place, is_new] =
        images_.try_emplace(split, folder_.path() / "images" / split, options_, true, true);
    if (is_new) fs::create_directories(folder_.path() / "images" / split);
    const fs::path name = place->second.place(image);
    const auto file = (folder_.path() / "labels" / split / name).replace_extension(".txt");
    std::string text;
    for (const auto& region : image.regions) {
      if (region.label < 0) continue;  // `holds` says so
      const double width = sized.width, height = sized.height;
      const auto& box = region.box;
      text += std::to_string(region.label);
      for (const double number :
           {(double{box.x1} + box.x2) / 2 / width, (double{box.y1} + box.y2) / 2 / height,
            (double{box.x2} - box.x1) / width, (double{box.y2} - box.y1) / height}) {
        text += ' ';
        text += number_text(number, 8);
      }
      text += '\n';
    }
    write_file_below(file, text);
  }

  void finish() override {
    std::string yaml = "# Written by CLOC Studio.\n";
    // Ultralytics wants both.
    const std::string train = images_.contains("train") || images_.empty() ? "train" : images_.begin()->first;
    const std::string val = images_.contains("val") ? "val" : train;
    std::error_code error;
    fs::create_directories(folder_.path() / "images" / train, error);
    yaml += "train: images/" + train + "\nval: images/" + val + "\n";
    for (const auto& [split, images] : images_) {
      if (split == "train" || split == "val" || split == train) continue;
      yaml += split + ": images/" + split + "\n";
    }
    yaml += "nc: " + std::to_string(labels_.size()) + "\nnames:";
    if (labels_.empty()) yaml += " []";
    yaml += "\n";
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      yaml += "  " + std::to_string(i) + ": ";
      yaml += json_string(labels_[i]) + "\n";
    }
    write_file_below(folder_.path() / "data.yaml", yaml);
    folder_.finish();
  }

 private:
  OutputFolder folder_;
  const std::vector<std::string> labels_;
  const WriteOptions options_;
  Context context_;
  std::map<std::string, OutputImages> images_;  // by split
};

}  // namespace

std::unique_ptr<DatasetWriter> write_yolo(const fs::path& path, const std::vector<std::string>& labels,
                                          const std::vector<LabelDetails>&, const WriteOptions& options,
                                          const Context& context) {
  return std::make_unique<YoloWriter>(path, labels, options, context);
}

}  // namespace cloc::data
