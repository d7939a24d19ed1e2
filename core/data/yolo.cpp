// SPDX-License-Identifier: Apache-2.0
// YOLO: a text file for each image with a line for each box: class number and the box's centre and size as
// parts of the image's width and height. Lines of segmentation (polygons), turned boxes and pose data become
// boxes. Where the files are: yolo_layout.h; writing: yolo_writer.cpp.
//
// Reported beside what box_in_image says. Left out: "missing image file", "missing folder", "image of unknown
// size", "line of wrong length", "line that is not numbers", "duplicate annotation", "duplicate image". Kept:
// "unknown category" (no label), "category name used twice", "category without name", "box made from a mask
// or polygon", "keypoints left out".
#include <cmath>
#include <set>

#include "core/data/annotation_text.h"
#include "core/data/file_per_image.h"
#include "core/data/image_files.h"
#include "core/data/points_box.h"
#include "core/data/yolo_layout.h"

namespace cloc::data {

// In yolo_writer.cpp.
std::unique_ptr<DatasetWriter> write_yolo(const std::filesystem::path& path,
                                          const std::vector<std::string>& labels,
                                          const std::vector<LabelDetails>& details,
                                          const WriteOptions& options, const Context& context);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> label_files(const YoloLayout& layout) {
  std::vector<fs::path> files;
  files.reserve(layout.images.size());
  for (const auto& image : layout.images) files.push_back(image.labels);
  return files;
}

class YoloReader final : public FilePerImageReader {
 public:
  YoloReader(YoloLayout layout, const Context& context)
      : FilePerImageReader("reading labels", label_files(layout), context), layout_(std::move(layout)) {
    std::set<std::string> known;
    for (const auto& name : layout_.names) {
      std::string where = "class " + std::to_string(numbers_.size());
      if (without_blanks(name).empty())
        context_.report.add("category without name", where, "Its boxes have no label.");
      const int number = labels_.number(name);
      if (number >= 0 && !known.insert(labels_.names()[static_cast<std::size_t>(number)]).second)
        context_.report.add("category name used twice", where, "'" + name + "' stands for both.");
      numbers_.push_back(number);
    }
  }

 private:
  bool read_file(std::size_t number, const fs::path& file, ImageRecord& image) override {
    image.path = layout_.images[number].image;
    image.split = layout_.images[number].split;
    if (!learn_size(image, image.path.string(), context_.report)) return false;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return true;  // an image without boxes
    const auto text = read_annotation_text(file, context_.report);
    std::set<std::string_view> seen;
    each_line(text, [&](std::string_view line, int at) {
      if (at % 4096 == 0) context_.cancel.throw_if_cancelled();
      line = without_blanks(line);
      if (line.empty()) return;
      const std::string where = file.string() + ", line " + std::to_string(at);
      if (!seen.insert(line).second) {
        context_.report.add("duplicate annotation", where, "Left out: the same line stands above.");
        return;
      }
      read_line(line, where, image);
    });
    return true;
  }

  void read_line(std::string_view line, const std::string& where, ImageRecord& image) {
    std::vector<double> numbers;
    for (const auto word : words_of(line)) {
      const auto number = number_of(word);
      if (!number) {
        context_.report.add("line that is not numbers", where,
                            "Left out: '" + std::string(word.substr(0, 40)) + "' is no number.");
        return;
      }
      numbers.push_back(*number);
    }
    const std::size_t pose =
        layout_.keypoint_numbers > 0 ? 5 + static_cast<std::size_t>(layout_.keypoint_numbers) : 0;
    const bool keypoints = pose > 0 && (numbers.size() == pose || numbers.size() == pose + 1);
    const bool box = numbers.size() == 5 || numbers.size() == 6 || keypoints;
    if (!box && numbers.size() < 7) {
      std::string what = "Left out: it has " + std::to_string(numbers.size());
      what += " numbers; expected class and 4 of a box, or class and the points of a polygon.";
      context_.report.add("line of wrong length", where, what);
      return;
    }
    // Predictions have their confidence last.
    const bool scored = keypoints ? numbers.size() == pose + 1 : numbers.size() % 2 == 0;
    const double width = image.width, height = image.height;
    FileBox corners;
    if (box) {
      const double half_width = numbers[3] / 2, half_height = numbers[4] / 2;
      corners = {(numbers[1] - half_width) * width, (numbers[2] - half_height) * height,
                 (numbers[1] + half_width) * width, (numbers[2] + half_height) * height};
    } else {
      PointsBox around;
      for (std::size_t i = 1; i + 1 < numbers.size(); i += 2)
        around.add(numbers[i] * width, numbers[i + 1] * height);
      corners = around.box();
    }
    const auto inside = box_in_image(corners, image.width, image.height, where, context_.report);
    if (!inside) return;
    Region region = labels_.region(label_of(numbers[0], where), *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    if (scored && std::isfinite(numbers.back())) region.attributes.set(kScore, numbers.back());
    if (!box) report_made_box(context_.report, where);
    if (keypoints) context_.report.add("keypoints left out", where, "The box is kept.");
    image.regions.push_back(std::move(region));
  }

  int label_of(double number, const std::string& where) {
    if (number >= 0 && number < static_cast<double>(numbers_.size()) && number == std::floor(number))
      return numbers_[static_cast<std::size_t>(number)];
    context_.report.add("unknown category", where,
                        "Kept without a label: there is no name for class " + number_text(number) + ".");
    return -1;
  }

  const YoloLayout layout_;
  std::vector<int> numbers_;  // label of each class
};

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  return std::make_unique<YoloReader>(find_yolo(path, options, context), context);
}

}  // namespace

const Format& yolo_format() {
  static const Format format{
      .id = "yolo",
      .name = "YOLO (Ultralytics, darknet)",
      .description =
          "a data.yaml or its folder, or images with .txt files and a list of class names: boxes with labels",
      .holds = {.unlabelled_regions = false, .splits = true},
      .recognises = is_yolo,
      .read = read,
      .write = write_yolo};
  return format;
}

}  // namespace cloc::data
