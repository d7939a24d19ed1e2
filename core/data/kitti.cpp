// SPDX-License-Identifier: Apache-2.0
// KITTI's object benchmark: label_2/000007.txt with a line for each object and image_2/000007.png, below
// training/ or the folder itself (labels/ and images/, as NVIDIA's tools have it, are found too). The first
// eight columns are the 2-D box; what describes the object in 3-D (alpha, dimensions, location, rotation_y,
// score) is kept as attributes. "DontCare" lines mark places without annotation: left out and counted.
//
// Reported beside what box_in_image says. Left out: "missing image file", "image of unknown size", "line of
// wrong length", "line that is not numbers", "DontCare region".
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/file_per_image.h"
#include "core/data/image_search.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"
#include "core/data/record_box.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

// After the class name, in the file's order.
constexpr std::array<const char*, 15> kColumns = {"truncated", "occluded", "alpha",  "x1",         "y1",
                                                  "x2",        "y2",       "height", "width",      "length",
                                                  "x",         "y",        "z",      "rotation_y", "score"};
// What a column holds when nothing is known.
constexpr std::array<double, 14> kUnknown = {-1, -1, -10, 0, 0, 0, 0, -1, -1, -1, -1000, -1000, -1000, -10};

struct Layout {
  fs::path labels, images;
};

std::optional<Layout> layout_of(const fs::path& path) {
  std::error_code ignored;
  for (const auto& root : {path, path / "training"}) {
    for (const auto& [labels, images] :
         {std::pair{"label_2", "image_2"}, {"label_02", "image_02"}, {"labels", "images"}}) {
      if (fs::is_directory(root / labels, ignored)) return Layout{root / labels, root / images};
    }
  }
  if (path.filename() == "label_2") return Layout{path, path.parent_path() / "image_2"};
  return std::nullopt;
}

std::vector<fs::path> label_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    if (lower_extension(item->path()) == ".txt") files.push_back(item->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// A class name and 14 or 15 numbers.
bool is_kitti_line(std::string_view line) {
  const auto words = words_of(line);
  return (words.size() == 15 || words.size() == 16) && !number_of(words[0]) &&
         std::all_of(words.begin() + 1, words.end(), [](auto word) { return number_of(word).has_value(); });
}

bool recognises(const fs::path& path) {
  const auto layout = layout_of(path);
  if (!layout) return false;
  const auto files = label_files(layout->labels);
  for (std::size_t i = 0; i < std::min<std::size_t>(files.size(), 10); ++i) {
    IssueReport unused;
    bool first = true, fits = false;
    try {
      each_line(read_annotation_text(files[i], unused, 1 << 20), [&](std::string_view line, int) {
        if (first && !without_blanks(line).empty()) {
          fits = is_kitti_line(line);
          first = false;
        }
      });
    } catch (const Error&) {
      return false;
    }
    if (!first) return fits;  // files without objects say nothing
  }
  return layout->labels.filename() == "label_2" && !files.empty();
}

class KittiReader final : public FilePerImageReader {
 public:
  KittiReader(const Layout& layout, const ReadOptions& options, const Context& context)
      : FilePerImageReader("reading labels", label_files(layout.labels), context),
        search_(ImageSearch::roots(options, {layout.images}), context.report),
        split_(layout.labels.parent_path().filename() == "training" ? "train" : "") {}

 private:
  bool read_file(std::size_t, const fs::path& file, ImageRecord& image) override {
    const auto stem = file.stem().string();
    for (const auto& root : search_.all_roots({})) {
      if (root.empty() || !image.path.empty()) continue;
      image.path = search_.listings().image_of_stem(root, stem).value_or(fs::path());
    }
    if (image.path.empty()) {
      search_.report_missing(stem, file.string());
      return false;
    }
    search_.count_found();
    if (!learn_size(image, file.string(), context_.report)) return false;
    image.split = split_;
    each_line(read_annotation_text(file, context_.report), [&](std::string_view line, int number) {
      if (!without_blanks(line).empty())
        read_line(line, file.string() + ", line " + std::to_string(number), image);
    });
    return true;
  }

  void read_line(std::string_view line, const std::string& where, ImageRecord& image) {
    auto words = words_of(line);
    if (words.size() < 8) {
      context_.report.add("line of wrong length", where,
                          "Left out: it has " + std::to_string(words.size()) + " columns, expected 15.");
      return;
    }
    const std::string name(words[0]);
    std::vector<double> numbers;
    for (std::size_t i = 1; i < std::min(words.size(), kColumns.size() + 1); ++i) {
      const auto number = number_of(words[i]);
      if (!number) {
        context_.report.add("line that is not numbers", where,
                            "Left out: '" + std::string(words[i].substr(0, 40)) + "' is no number.");
        return;
      }
      numbers.push_back(*number);
    }
    if (name == "DontCare") {
      context_.report.add("DontCare region", where, "Left out: a place that nobody annotated.");
      return;
    }
    // KITTI's corners are places in whole pixels from 0.
    const auto inside = box_in_image({numbers[3], numbers[4], numbers[5], numbers[6]}, image.width,
                                     image.height, where, context_.report);
    if (!inside) return;
    Region region = labels_.region(labels_.number(name), *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const bool corner = i >= 3 && i <= 6;
      const bool unknown = i < kUnknown.size() && numbers[i] == kUnknown[i];
      // 0 is what is plain: in view, whole.
      const bool plain = i < 2 && numbers[i] == 0;
      if (corner || unknown || plain || !std::isfinite(numbers[i])) continue;
      region.attributes.set(attribute_name(i), numbers[i]);
    }
    image.regions.push_back(std::move(region));
  }

 public:
  static std::string attribute_name(std::size_t column) {
    if (column < 2) return column == 0 ? kTruncated : kOccluded;
    if (column == 14) return kScore;
    return std::string("kitti_") + kColumns[column];
  }

 private:
  void at_end() override { search_.check_some_found(); }

  ImageSearch search_;
  const std::string split_;
};

// label_2/ and image_2/ below training/. Corners have two digits after the point, as KITTI's own.
class KittiWriter final : public DatasetWriter {
 public:
  KittiWriter(const fs::path& path, std::vector<std::string> labels, const WriteOptions& options,
              const Context& context)
      : folder_(path, options.overwrite),
        labels_(std::move(labels)),
        images_(folder_.path() / "training" / "image_2", options, true, true),
        context_(context) {
    std::set<std::string> words;
    for (auto& label : labels_) {
      const std::string given = label;
      // Columns are parted by blanks.
      for (char& c : label) {
        if (static_cast<unsigned char>(c) <= ' ') c = '_';
      }
      if (number_of(label) || label == "DontCare") label += "_";
      if (!words.insert(label).second)
        throw Error(ErrorKind::InvalidInput,
                    "The label " + json_string(given) +
                        " cannot be told from another one in KITTI, where names have no blanks. "
                        "Rename it.");
      if (label != given)
        context_.report.add("label written otherwise", "label " + json_string(given),
                            "It is written as '" + label + "'.");
    }
    fs::create_directories(folder_.path() / "training" / "label_2");
    fs::create_directories(folder_.path() / "training" / "image_2");
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const fs::path name = images_.place(image);
    std::string text;
    for (const auto& region : image.regions) {
      if (region.label < 0) continue;  // `holds` says so
      text += labels_.at(static_cast<std::size_t>(region.label));
      const std::array<float, 4> corners = {region.box.x1, region.box.y1, region.box.x2, region.box.y2};
      for (std::size_t i = 0; i < kColumns.size(); ++i) {
        const bool corner = i >= 3 && i <= 6;
        const auto value = value_of(region.attributes, i);
        if (i == 14 && !value) continue;  // scores are of results only
        text += ' ';
        if (corner)
          text += number_text(double{corners[i - 3]}, 2);
        else
          text += number_text(value ? *value : i < 2 ? 0 : kUnknown[i]);
      }
      text += '\n';
    }
    write_file_below(folder_.path() / "training" / "label_2" / fs::path(name).replace_extension(".txt"),
                     text);
  }

  void finish() override { folder_.finish(); }

 private:
  static std::optional<double> value_of(const Attributes& attributes, std::size_t column) {
    const auto* value = attributes.find(KittiReader::attribute_name(column));
    if (value == nullptr) return std::nullopt;
    if (const auto* flag = std::get_if<bool>(value)) return *flag ? 1 : 0;
    const auto* number = std::get_if<double>(value);
    return number == nullptr ? std::nullopt : std::optional(*number);
  }

  OutputFolder folder_;
  std::vector<std::string> labels_;
  OutputImages images_;
  Context context_;
};

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  const auto layout = layout_of(path);
  if (!layout || label_files(layout->labels).empty()) {
    throw Error(ErrorKind::NotFound,
                path.string() + " holds no label_2/*.txt, in it or in training/ below it.");
  }
  return std::make_unique<KittiReader>(*layout, options, context);
}

std::unique_ptr<DatasetWriter> write(const fs::path& path, const std::vector<std::string>& labels,
                                     const std::vector<LabelDetails>&, const WriteOptions& options,
                                     const Context& context) {
  return std::make_unique<KittiWriter>(path, labels, options, context);
}

}  // namespace

const Format& kitti_format() {
  static const Format format{
      .id = "kitti",
      .name = "KITTI (object detection)",
      .description = "a folder with label_2/ and image_2/: boxes with labels, 3-D values as attributes",
      .holds = {.unlabelled_regions = false},
      .recognises = recognises,
      .read = read,
      .write = write};
  return format;
}

}  // namespace cloc::data
