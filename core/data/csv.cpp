// SPDX-License-Identifier: Apache-2.0
// CSV with a row for each box (csv_columns.h says which columns): ours, TensorFlow's, RetinaNet's with or
// without a header, OpenImages' with class-descriptions*.csv beside it. Columns that mean nothing here become
// attributes. Rows without a box: a caption is one of the image, a label is one of the whole image
// (kWholeImage), attributes are the image's; else they only name it.
//
// The rows of an image need not stand together: a first pass notes where each begins (12 bytes a row), then
// images come in the order in which they were first named.
//
// Reported beside what box_in_image says. Left out: "missing image file", "image of unknown size", "row of
// wrong length", "row without image", "quote that is not closed". Kept: "box with swapped corners", "object
// without name", "bytes that are not UTF-8", "attributes that cannot be read", "size other than the image's".
#include "core/data/csv.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/csv_columns.h"
#include "core/data/csv_parser.h"
#include "core/data/image_search.h"
#include "core/data/label_set.h"
#include "core/data/record_box.h"
#include "core/data/text_encoding.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

fs::path file_in(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  for (const char* name : {"annotations.csv", "_annotations.csv"}) {
    if (fs::is_regular_file(path / name, ignored)) return path / name;
  }
  return {};
}

bool recognises(const fs::path& path) {
  const auto file = file_in(path);
  const auto extension = lower_extension(file);
  if (extension != ".csv" && extension != ".tsv") return false;
  try {
    IssueReport unused;
    std::vector<std::string> row;
    return CsvParser(file, unused).next(row) && csv_columns(row).has_value();
  } catch (const Error&) {
    return false;
  }
}

// OpenImages names its files by the part.
std::string split_in_name(const fs::path& path) {
  const std::string name = path.filename().string();
  for (const char* split : {"train", "validation", "test"}) {
    const std::string word = split;
    if (name.starts_with(word + "-") || name.find("-" + word + "-") != std::string::npos)
      return word == "validation" ? "val" : word;
  }
  return {};
}

class CsvReader final : public DatasetReader {
 public:
  CsvReader(const fs::path& path, const ReadOptions& options, const Context& context)
      : path_(path),
        context_(context),
        parser_(path, context.report),
        search_(places(path, options), context.report) {
    std::vector<std::string> row;
    const auto columns = parser_.next(row) ? csv_columns(row) : std::nullopt;
    if (!columns) {
      throw Error(ErrorKind::Corrupt,
                  path.string() +
                      ", line 1: no columns of boxes. Expected names such as "
                      "image,x1,y1,x2,y2,label or filename,width,height,class,xmin,ymin,xmax,ymax.");
    }
    columns_ = *columns;
    if (columns_.normalised) {
      read_class_descriptions();
      split_ = split_in_name(path);
    }
    if (!columns_.header) parser_.seek(parser_.row_offset());
    index_rows();
    meter_.emplace("reading " + path.filename().string(), static_cast<std::int64_t>(first_row_.size()),
                   context.progress);
  }

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override {
    return static_cast<std::int64_t>(first_row_.size());
  }

  bool next(ImageRecord& image) override {
    std::vector<std::string> row;
    while (at_ < first_row_.size()) {
      context_.cancel.throw_if_cancelled();
      image = {};
      image.source_id = static_cast<std::int64_t>(at_);
      image.split = split_;
      bool kept = true, first = true;
      for (std::uint32_t i = first_row_[at_++]; kept && i != kEnd; i = next_row_[i]) {
        parser_.seek(static_cast<std::int64_t>(offsets_[i]));
        if (!parser_.next(row)) break;
        if (row.size() > columns_.count) row.resize(columns_.count);
        where_ = path_.filename().string();
        where_ += ", row " + std::to_string(i + 1);
        mend(row);
        if (first) kept = start_image(row, image);
        first = false;
        if (kept) read_row(row, image);
      }
      meter_->advance(1);
      if (kept) return true;
    }
    search_.check_some_found();
    return false;
  }

 private:
  static constexpr std::uint32_t kEnd = std::numeric_limits<std::uint32_t>::max();

  static std::vector<fs::path> places(const fs::path& path, const ReadOptions& options) {
    const auto folder = path.parent_path();
    std::vector<fs::path> usual = {folder, folder / "images"};
    for (const char* split : {"train", "validation", "test"}) {
      if (path.filename().string().find(split) == std::string::npos) continue;
      usual.push_back(folder / split);
      usual.push_back(folder / "images" / split);
      usual.push_back(folder.parent_path() / split);
    }
    usual.push_back(folder.parent_path() / "images");
    return ImageSearch::roots(options, std::move(usual));
  }

  static const std::string& field(const std::vector<std::string>& row, int column) {
    static const std::string none;
    return column >= 0 && static_cast<std::size_t>(column) < row.size()
               ? row[static_cast<std::size_t>(column)]
               : none;
  }

  // "12,5" of a spreadsheet that separates by semicolons.
  std::optional<double> number(const std::vector<std::string>& row, int column) const {
    const auto& text = field(row, column);
    if (parser_.separator() == ',' || text.find(',') == std::string::npos) return number_of(text);
    std::string point = text;
    std::replace(point.begin(), point.end(), ',', '.');
    return number_of(point);
  }

  void index_rows() {
    ProgressMeter meter("looking through " + path_.filename().string(), parser_.size(), context_.progress);
    std::unordered_map<std::string, std::uint32_t> last_of_image;  // row
    std::vector<std::string> row;
    std::int64_t reported = 0;
    std::string last_name;
    std::uint32_t* last = nullptr;
    while (parser_.next(row)) {
      if (offsets_.size() % 4096 == 0) {
        context_.cancel.throw_if_cancelled();
        meter.advance(parser_.row_offset() - reported);
        reported = parser_.row_offset();
      }
      if (offsets_.size() >= kEnd - 1)
        throw Error(ErrorKind::Unsupported, path_.string() + " has more than 4 billion rows. Split it.");
      const auto number = static_cast<std::uint32_t>(offsets_.size());
      offsets_.push_back(static_cast<std::uint64_t>(parser_.row_offset()));
      next_row_.push_back(kEnd);
      if (!check_row(row)) continue;
      const std::string& name = field(row, columns_.image);
      // Mostly rows of an image stand together.
      if (last == nullptr || name != last_name) {
        const auto [entry, is_new] = last_of_image.try_emplace(name, number);
        last = &entry->second;
        last_name = name;
        if (is_new) {
          first_row_.push_back(number);
          continue;
        }
      }
      next_row_[*last] = number;
      *last = number;
    }
    meter.advance(parser_.size() - reported);
  }

  bool check_row(const std::vector<std::string>& row) {
    const std::string where = path_.filename().string() + ", line " + std::to_string(parser_.line());
    const auto filled =
        static_cast<std::size_t>(row.rend() - std::find_if(row.rbegin(), row.rend(),
                                                           [](const auto& value) { return !value.empty(); }));
    if (filled > columns_.count || row.size() < columns_.count) {
      std::string what = "Left out: it has " + std::to_string(row.size());
      what += " columns, the first row has " + std::to_string(columns_.count) + ".";
      context_.report.add("row of wrong length", where, what);
      return false;
    }
    if (without_blanks(field(row, columns_.image)).empty()) {
      context_.report.add("row without image", where, "Left out.");
      return false;
    }
    return true;
  }

  void mend(std::vector<std::string>& row) {
    bool mended = false;
    for (auto& value : row) mended |= mend_utf8(value);
    if (mended) context_.report.add("bytes that are not UTF-8", where_, "Kept, each replaced by U+FFFD.");
  }

  bool start_image(const std::vector<std::string>& row, ImageRecord& image) {
    const std::string name(without_blanks(field(row, columns_.image)));
    // OpenImages gives names without their endings.
    if (!is_image_file(name) && name.find('\0') == std::string::npos) {
      for (const auto& root : search_.all_roots({})) {
        if (root.empty()) continue;
        if (const auto file = search_.listings().image_of_stem(root, name)) {
          image.path = *file;
          search_.count_found();
          break;
        }
      }
    }
    if (image.path.empty()) image.path = search_.find(name, where_);
    if (image.path.empty()) return false;
    return take_own_size(image, number(row, columns_.image_width).value_or(0),
                         number(row, columns_.image_height).value_or(0), where_, context_.report);
  }

  void read_row(const std::vector<std::string>& row, ImageRecord& image) {
    if (const auto& split = field(row, columns_.split); !split.empty()) image.split = split;
    Attributes attributes = attributes_of(row);
    const auto& caption = field(row, columns_.caption);
    const std::string label_text = label_name(field(row, columns_.label));
    const int second_x = columns_.x2 >= 0 ? columns_.x2 : columns_.box_width;
    const int second_y = columns_.y2 >= 0 ? columns_.y2 : columns_.box_height;
    const bool no_box = field(row, columns_.x1).empty() && field(row, columns_.y1).empty() &&
                        field(row, second_x).empty() && field(row, second_y).empty();
    FileBox box;
    if (!no_box) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      box = {number(row, columns_.x1).value_or(kNone), number(row, columns_.y1).value_or(kNone),
             number(row, second_x).value_or(kNone), number(row, second_y).value_or(kNone)};
      if (columns_.x2 < 0) box.x2 += box.x1;
      if (columns_.y2 < 0) box.y2 += box.y1;
      if (columns_.normalised)
        box = {box.x1 * image.width, box.y1 * image.height, box.x2 * image.width, box.y2 * image.height};
    } else if (!without_blanks(label_text).empty()) {
      box = {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
      attributes.set(kWholeImage, true);
    } else {
      if (!caption.empty()) image.captions.push_back(caption);
      for (const auto& [name, value] : attributes.all()) image.attributes.set(name, value);
      return;
    }
    const auto swapped = columns_.x2 >= 0 && columns_.y2 >= 0 ? Swapped::Mend : Swapped::LeaveOut;
    const auto inside = box_in_image(box, image.width, image.height, where_, context_.report, swapped);
    if (!inside) return;
    Region region = labels_.region(labels_.number(label_text), *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    if (!caption.empty()) region.caption = caption;
    if (const auto& more = field(row, columns_.more_captions); !more.empty())
      read_more_captions(more, region);
    region.attributes = std::move(attributes);
    image.regions.push_back(std::move(region));
  }

  Attributes attributes_of(const std::vector<std::string>& row) {
    Attributes attributes;
    if (const auto& json = field(row, columns_.attributes); !json.empty()) {
      try {
        // Depth is bounded there.
        attributes = Attributes::from_json(parse_json_text(json, where_).dump());
      } catch (const Error& error) {
        context_.report.add("attributes that cannot be read", where_,
                            std::string(error.what()) + " The row is kept.");
      }
    }
    if (const auto score = number(row, columns_.score); score && std::isfinite(*score)) {
      // OpenImages: 1 for all that people have checked.
      if (!columns_.normalised || *score != 1) attributes.set(kScore, *score);
    }
    for (const auto& [column, name] : columns_.others) {
      const auto& value = field(row, column);
      if (value.empty()) continue;
      if (!columns_.normalised) {
        attributes.set(name, attribute_of_text(value));
        continue;
      }
      // OpenImages' flags: 1, 0, or -1 for not known; the clicks of extreme points are -1 when there were
      // none.
      if (name == "IsOccluded" || name == "IsTruncated" || name == "IsGroupOf" || name == "IsDepiction" ||
          name == "IsInside") {
        const char* known = name == "IsOccluded"    ? kOccluded
                            : name == "IsTruncated" ? kTruncated
                            : name == "IsGroupOf"   ? kCrowd
                                                    : nullptr;
        std::string own = name == "IsDepiction" ? "depiction" : "inside";
        if (value == "1") attributes.set(known != nullptr ? known : own, true);
      } else if (value != "-1" && value != "-1.0") {
        attributes.set(name == "Source" ? "source" : name, attribute_of_text(value));
      }
    }
    return attributes;
  }

  void read_more_captions(const std::string& text, Region& region) {
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) {
      region.more_captions.push_back(text);
      return;
    }
    for (const auto& caption : list) {
      if (caption.is_string()) region.more_captions.push_back(caption.get<std::string>());
    }
  }

  // "/m/011k07" -> "Tortoise" where the file of names is there.
  std::string label_name(const std::string& label) const {
    const auto found = class_names_.find(label);
    return found == class_names_.end() ? label : found->second;
  }

  void read_class_descriptions() {
    const auto folder = path_.parent_path();
    std::set<fs::path> files;
    for (const auto& place :
         {folder, folder / "metadata", folder.parent_path() / "metadata", folder.parent_path()}) {
      std::error_code error;
      for (fs::directory_iterator item(place, error), end; !error && item != end; item.increment(error)) {
        const auto name = item->path().filename().string();
        const bool fits = name.find("class-descriptions") != std::string::npos || name == "classes.csv";
        if (fits && lower_extension(item->path()) == ".csv") files.insert(item->path());
      }
      if (!files.empty()) break;
    }
    for (const auto& file : files) {
      CsvParser rows(file, context_.report);
      for (std::vector<std::string> row; rows.next(row);) {
        if (row.size() >= 2 && row[0] != "LabelName") class_names_.try_emplace(row[0], row[1]);
      }
    }
  }

  const fs::path path_;
  Context context_;
  CsvParser parser_;
  ImageSearch search_;
  CsvColumns columns_;
  std::optional<ProgressMeter> meter_;
  LabelSet labels_;
  std::unordered_map<std::string, std::string> class_names_;
  std::string split_, where_;
  std::vector<std::uint64_t> offsets_;    // of each row
  std::vector<std::uint32_t> next_row_;   // of the same image
  std::vector<std::uint32_t> first_row_;  // of each image
  std::size_t at_ = 0;
};

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  const auto file = file_in(path);
  if (file.empty())
    throw Error(ErrorKind::NotFound, path.string() + " holds no annotations.csv. Give the file itself.");
  return std::make_unique<CsvReader>(file, options, context);
}

}  // namespace

const Format& csv_format() {
  static const Format format{
      .id = "csv",
      .name = "CSV (also OpenImages, TensorFlow, RetinaNet)",
      .description =
          "a .csv file with a row for each box: image,x1,y1,x2,y2,label,caption and further columns",
      .holds = {.region_captions = true,
                .more_captions = true,
                .image_captions = true,
                .attributes = true,
                .splits = true},
      .recognises = recognises,
      .read = read,
      .write = write_csv};
  return format;
}

}  // namespace cloc::data
