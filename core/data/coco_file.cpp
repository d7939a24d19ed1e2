// SPDX-License-Identifier: Apache-2.0
#include "core/data/coco_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/data/json_records.h"
#include "core/data/mask_box.h"

namespace cloc::data {

namespace ondemand = simdjson::ondemand;

namespace {

// Larger sides are typing mistakes: no decoder of ours would take them.
constexpr std::int64_t kMaxSide = 1 << 20;

// An id or a size: a number without fraction, or digits in quotes as some tools write them.
std::optional<std::int64_t> integer(ondemand::value value) {
  std::int64_t whole = 0;
  if (value.get_int64().get(whole) == simdjson::SUCCESS) return whole;
  double number = 0;
  if (value.get_double().get(number) == simdjson::SUCCESS) {
    if (std::abs(number) > 9e15 || std::floor(number) != number) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return whole;
}

int side(ondemand::value value) {
  const auto pixels = integer(value);
  return pixels && *pixels > 0 && *pixels <= kMaxSide ? static_cast<int>(*pixels) : 0;
}

bool truth(ondemand::value value) {
  bool flag = false;
  if (value.get_bool().get(flag) == simdjson::SUCCESS) return flag;
  return integer(value).value_or(0) != 0;
}

// LVIS names an image by its address alone: the last folder and the file name are its place below the image
// folder.
std::string_view place_in_url(std::string_view url) {
  const auto last = url.rfind('/');
  if (last == std::string_view::npos || last == 0) return url;
  const auto before = url.rfind('/', last - 1);
  return before == std::string_view::npos ? url : url.substr(before + 1);
}

// What of an array is whole numbers.
template <class Use>
void each_integer(ondemand::value value, Use&& use) {
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return;
  for (auto element : array) {
    if (const auto number = integer(element.value())) use(*number);
  }
}

}  // namespace

// Walks one document and fills a CocoFile.
class CocoParser {
 public:
  CocoParser(CocoFile& file, IssueReport& report, const ProgressSink& progress, const CancelToken& cancel)
      : file_(file),
        report_(report),
        records_(file.path(), "reading " + file.path().filename().string(), progress, cancel) {}

  void run() {
    if (records_.root() == JsonRecords::Root::Array) fail_not_coco("it is a list");
    for (JsonRecords::Record record; records_.next(record);) {
      record_ = &record;
      if (record.key == "images") {
        read_object("image", [&](ondemand::object object) { read_image(object); });
      } else if (record.key == "categories") {
        read_object("category", [&](ondemand::object object) { read_category(object); });
      } else if (record.key == "annotations") {
        read_object("annotation", [&](ondemand::object object) { read_annotation(object); });
      }
    }
    if (!records_.has_member("images")) fail_not_coco("it has no \"images\"");
  }

 private:
  [[noreturn]] void fail_not_coco(const std::string& why) const {
    throw Error(ErrorKind::Corrupt, file_.path().string() + " is JSON but not COCO: " + why +
                                        ". Expected an object with \"images\", \"annotations\" and, for "
                                        "labels, \"categories\".");
  }

  template <class Read>
  void read_object(const char* what, Read&& read) {
    if (!record_->element) fail_not_coco("\"" + std::string(record_->key) + "\" is no list");
    records_.read(*record_, [&](ondemand::document& document) {
      ondemand::object object;
      const bool in_braces = record_->text.front() == '{';
      if (in_braces && document.get_object().get(object) == simdjson::SUCCESS) {
        read(object);
      } else {
        report_.add(std::string(what) + " that is no object", where(what),
                    "Left out: expected an object in braces.");
      }
    });
  }

  void read_image(ondemand::object object) {
    std::optional<std::int64_t> id;
    CocoImage image;
    bool lvis = false;
    for (auto field : object) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "id")
        id = integer(value);
      else if (key == "file_name")
        image.file_name = text(value, "image");
      else if (key == "coco_url")
        image.url = text(value, "image");
      else if (key == "width")
        image.width = side(value);
      else if (key == "height")
        image.height = side(value);
      else if (key == "split")
        image.split = text(value, "image");
      else if (key == "attributes")
        image.attributes = object_text(value, "image");
      else if (key == "neg_category_ids" || key == "not_exhaustive_category_ids") {
        lvis = true;
        auto& ids = key == "neg_category_ids" ? image.negative : image.not_exhaustive;
        each_integer(value, [&](std::int64_t number) { ids.push_back(number); });
      }
    }
    if (image.file_name.empty()) image.file_name = place_in_url(image.url);
    if (!lvis) image.url.clear();
    if (!id || image.file_name.empty()) {
      report_.add("image without id or file name", where("image"),
                  "Left out: it cannot be found or referred to.");
      return;
    }
    image.id = *id;
    file_.images.push_back(std::move(image));
  }

  void read_category(ondemand::object object) {
    std::optional<std::int64_t> id;
    CocoCategory category;
    std::string others;
    for (auto field : object) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "id")
        id = integer(value);
      else if (key == "name")
        category.name = text(value, "category");
      else if (key == "supercategory")
        category.supercategory = text(value, "category");
      else if (key == "synset" || key == "def" || key == "frequency") {
        const std::string name(key);
        if (const auto words = text(value, "category"); !words.empty())
          category.attributes.set(name, std::string(words));
      } else if (key == "synonyms") {
        read_synonyms(value, category);
      } else if (key == "isthing") {
        category.attributes.set("isthing", truth(value));
      } else if (key == "color") {
        category.colour = colour(value);
      } else if (key == "attributes") {
        others = object_text(value, "category");
      }
    }
    if (!id || category.name.empty()) {
      report_.add("category without id or name", where("category"), "Left out: its regions have no label.");
      return;
    }
    category.id = *id;
    const auto more = Attributes::from_json(others);
    for (const auto& [name, value] : more.all()) category.attributes.set(name, value);
    file_.categories.push_back(std::move(category));
  }

  // [red, green, blue] as "#rrggbb"; empty for anything else.
  static std::string colour(ondemand::value value) {
    std::string text = "#";
    each_integer(value, [&](std::int64_t part) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      const auto byte = static_cast<std::size_t>(std::clamp<std::int64_t>(part, 0, 255));
      text += kDigits[byte / 16];
      text += kDigits[byte % 16];
    });
    return text.size() == 7 ? text : std::string();
  }

  void read_synonyms(ondemand::value value, CocoCategory& category) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return;
    std::vector<std::string> words;
    for (auto element : array) words.emplace_back(text(element.value(), "category"));
    if (!words.empty()) category.attributes.set("synonyms", std::move(words));
  }

  void read_annotation(ondemand::object object) {
    std::optional<std::int64_t> image_id;
    CocoAnnotation annotation;
    CocoAnnotation::Rest rest;
    std::string_view mask, segments;
    for (auto field : object) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "id")
        annotation.id = integer(value);
      else if (key == "image_id")
        image_id = integer(value);
      else if (key == "category_id")
        annotation.category_id = integer(value);
      else if (key == "bbox")
        read_box(value, annotation);
      else if (key == "caption")
        rest.caption = text(value, "annotation");
      else if (key == "iscrowd")
        annotation.crowd = truth(value);
      else if (key == "score")
        rest.score = number(value);
      else if (key == "attributes")
        rest.attributes = object_text(value, "annotation");
      else if (key == "segmentation")
        mask = raw(value);
      else if (key == "segments_info")
        segments = raw(value);
    }
    if (!image_id) {
      report_.add("annotation without image id",
                  annotation.id ? file_.name_of(annotation) : where("annotation"), "Left out.");
      return;
    }
    annotation.image_id = *image_id;
    if (!segments.empty()) {
      read_segments(segments, *image_id);
      return;
    }
    // Many tools write an empty box beside a mask.
    using Box = CocoAnnotation::Box;
    const bool no_box = annotation.box == Box::Absent ||
                        (annotation.box == Box::WrongLength && box_length_ == 0) ||
                        (annotation.box == Box::NotNumbers && null_box_);
    if (no_box && mask.size() > 2) read_mask(mask, annotation);
    if (!rest.caption.empty() || !rest.attributes.empty() || rest.score)
      annotation.rest = std::make_unique<const CocoAnnotation::Rest>(std::move(rest));
    file_.annotations.push_back(std::move(annotation));
  }

  // The segments of a panoptic image.
  void read_segments(std::string_view json, std::int64_t image_id) {
    auto document = part_parser_.iterate(JsonRecords::padded(json));
    for (auto element : document.get_array()) {
      ondemand::object object;
      if (element.value().get_object().get(object) != simdjson::SUCCESS) {
        report_.add("annotation that is no object", where("annotation"),
                    "A segment of image id " + std::to_string(image_id) + " is left out.");
        continue;
      }
      CocoAnnotation segment;
      segment.image_id = image_id;
      segment.segment = true;
      for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        ondemand::value value = field.value();
        if (key == "id")
          segment.id = integer(value);
        else if (key == "category_id")
          segment.category_id = integer(value);
        else if (key == "bbox")
          read_box(value, segment);
        else if (key == "iscrowd")
          segment.crowd = truth(value);
      }
      file_.annotations.push_back(std::move(segment));
    }
  }

  void read_box(ondemand::value value, CocoAnnotation& annotation) {
    using Box = CocoAnnotation::Box;
    ondemand::array numbers;
    annotation.box = Box::FourNumbers;
    box_length_ = 0;
    null_box_ = false;
    if (value.get_array().get(numbers) != simdjson::SUCCESS) {
      annotation.box = Box::NotNumbers;
      annotation.bad_number_at = offset_of(value);
      bool null = false;
      null_box_ = value.is_null().get(null) == simdjson::SUCCESS && null;
      return;
    }
    for (auto element : numbers) {
      ondemand::value coordinate = element.value();
      double& slot = annotation.bbox[std::min<std::size_t>(box_length_, 3)];
      // NaN and Infinity, which Python writes, are no JSON: they come here as numbers that cannot be read.
      if (coordinate.get_double().get(slot) != simdjson::SUCCESS && annotation.box != Box::NotNumbers) {
        annotation.box = Box::NotNumbers;
        annotation.bad_number_at = offset_of(coordinate);
      }
      ++box_length_;
    }
    if (box_length_ != 4 && annotation.box == Box::FourNumbers) annotation.box = Box::WrongLength;
  }

  void read_mask(std::string_view json, CocoAnnotation& annotation) {
    std::optional<FileBox> box;
    try {
      auto document = part_parser_.iterate(JsonRecords::padded(json));
      box = json.front() == '[' ? box_of_polygons(document.get_array()) : box_of_rle(document.get_object());
    } catch (const simdjson::simdjson_error&) {
      // What is in it is damaged, the annotation around it is not.
    }
    annotation.box = box ? CocoAnnotation::Box::OfMask : CocoAnnotation::Box::BadMask;
    if (box) annotation.bbox = {box->x1, box->y1, box->x2 - box->x1, box->y2 - box->y1};
  }

  static std::optional<FileBox> box_of_polygons(ondemand::array polygons) {
    std::optional<FileBox> all;
    std::vector<double> points;
    for (auto polygon : polygons) {
      points.clear();
      for (auto point : polygon.get_array()) points.push_back(point.get_double());
      if (const auto box = box_of_polygon(points)) all = all ? hull(*all, *box) : *box;
    }
    return all;
  }

  static std::optional<FileBox> box_of_rle(ondemand::object mask) {
    std::vector<std::int64_t> size;
    std::optional<std::vector<std::uint64_t>> runs;
    for (auto field : mask) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "size") {
        each_integer(value, [&](std::int64_t side) { size.push_back(side); });
      } else if (key == "counts") {
        std::string_view compressed;
        if (value.get_string().get(compressed) == simdjson::SUCCESS) {
          runs = runs_of_text(compressed);
        } else {
          runs.emplace();
          for (auto count : value.get_array()) runs->push_back(count.get_uint64());
        }
      }
    }
    if (size.size() != 2 || !runs) return std::nullopt;
    return box_of_runs(*runs, size[0], size[1]);
  }

  static std::optional<double> number(ondemand::value value) {
    double result = 0;
    if (value.get_double().get(result) != simdjson::SUCCESS) return std::nullopt;
    return result;
  }

  // An array or object as it is written; empty for anything else.
  static std::string_view raw(ondemand::value value) {
    ondemand::array array;
    ondemand::object object;
    if (value.get_array().get(array) == simdjson::SUCCESS) return array.raw_json();
    if (value.get_object().get(object) == simdjson::SUCCESS) return object.raw_json();
    return {};
  }

  // Of a member that should be an object; empty for null and for an empty one.
  std::string object_text(ondemand::value value, const char* what) {
    ondemand::object object;
    if (value.get_object().get(object) == simdjson::SUCCESS) {
      const std::string_view json = object.raw_json();
      try {
        return Attributes::from_json(json).empty() ? std::string() : std::string(json);
      } catch (const Error&) {
        // said below
      }
    } else if (bool null = false; value.is_null().get(null) == simdjson::SUCCESS && null) {
      return {};
    }
    report_.add("attributes that cannot be read", where(what), "Taken as absent: no object of JSON.");
    return {};
  }

  // Empty for null and for what is no text; the latter is reported.
  std::string_view text(ondemand::value value, const char* what) {
    std::string_view result;
    const auto error = value.get_string().get(result);
    if (error == simdjson::SUCCESS) return result;
    bool null = false;
    if (error != simdjson::INCORRECT_TYPE || value.is_null().get(null) != simdjson::SUCCESS || !null) {
      report_.add("text that cannot be read", where(what),
                  "Taken as absent: not a string, or a broken \\u escape.");
    }
    return {};
  }

  // In the file.
  std::uint64_t offset_of(ondemand::value& value) const {
    const char* at = value.raw_json_token().data();
    return record_->offset + static_cast<std::uint64_t>(at - record_->text.data());
  }

  // The n-th record, for one whose id is not known.
  std::string where(const char* what) const {
    return file_.path().filename().string() + ", " + what + " number " + std::to_string(record_->index + 1);
  }

  CocoFile& file_;
  IssueReport& report_;
  JsonRecords records_;
  ondemand::parser part_parser_;
  const JsonRecords::Record* record_ = nullptr;
  std::size_t box_length_ = 0;  // of the "bbox" at hand
  bool null_box_ = false;
};

CocoFile::CocoFile(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
                   const CancelToken& cancel)
    : path_(path) {
  CocoParser(*this, report, progress, cancel).run();
}

const std::string& CocoAnnotation::caption() const {
  static const std::string kNone;
  return rest ? rest->caption : kNone;
}

std::string CocoFile::name_of(const CocoImage& image) const {
  return path_.filename().string() + ", image id " + std::to_string(image.id);
}

std::string CocoFile::name_of(const CocoAnnotation& annotation) const {
  if (annotation.id) return path_.filename().string() + ", annotation id " + std::to_string(*annotation.id);
  // Without an id the image is the best hint there is.
  return path_.filename().string() + ", an annotation without id of image id " +
         std::to_string(annotation.image_id);
}

}  // namespace cloc::data
