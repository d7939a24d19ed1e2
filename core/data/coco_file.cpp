// SPDX-License-Identifier: Apache-2.0
#include "core/data/coco_file.h"

#include <charconv>
#include <cmath>
#include <system_error>

#include <simdjson.h>

#include "core/base/error.h"

namespace cloc::data {

namespace ondemand = simdjson::ondemand;

struct CocoFile::Storage {
  simdjson::padded_string text;
  ondemand::parser parser;  // owns the unescaped strings
};

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

// Where UTF-8 goes wrong or a string holds a raw control character: simdjson says that, but not where. The
// size of the text when it ends inside a string.
std::size_t first_bad_byte(std::string_view text) {
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (in_string && byte < 0x20) return i;
      if (in_string && byte == '\\') ++i;
      if (byte == '"') in_string = !in_string;
      ++i;
      continue;
    }
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (!simdjson::validate_utf8(text.data() + i, std::min(length, text.size() - i))) return i;
    i += length;
  }
  return text.size();
}

}  // namespace

// Walks one document and fills a CocoFile.
class CocoParser {
 public:
  CocoParser(CocoFile& file, IssueReport& report, const ProgressSink& progress, const CancelToken& cancel)
      : file_(file), report_(report), progress_sink_(progress), cancel_(cancel) {}

  void run() {
    load();
    ProgressMeter meter("reading " + file_.path_.filename().string(), static_cast<std::int64_t>(size_),
                        progress_sink_);
    meter_ = &meter;
    try {
      const simdjson::padded_string_view text(data_, size_, size_ + simdjson::SIMDJSON_PADDING);
      document_ = file_.storage_->parser.iterate(text);
      read_document();
    } catch (const simdjson::simdjson_error& error) {
      fail(error.error());
    }
    meter.advance(static_cast<std::int64_t>(size_ - reported_));
  }

 private:
  void load() {
    const auto& path = file_.path_;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
      throw Error(ErrorKind::NotFound,
                  "The annotation file " + path.string() + " does not exist. Check the path.");
    }
    auto& text = file_.storage_->text;
    if (std::filesystem::is_directory(path, ignored) ||
        simdjson::padded_string::load(path.string()).get(text)) {
      throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
    }
    data_ = text.data();
    size_ = text.size();
    const std::string_view start(data_, std::min<std::size_t>(size_, 4));
    if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") ||
        (start.size() >= 2 && (start[0] == '\0' || start[1] == '\0'))) {
      throw Error(ErrorKind::Corrupt,
                  path.string() + " is UTF-16 or UTF-32 text. Save it as UTF-8 and try again.");
    }
    if (start.starts_with("\xef\xbb\xbf")) {
      data_ += 3;
      size_ -= 3;
    }
    if (std::string_view(data_, size_).find_first_not_of(" \t\r\n") == std::string_view::npos) {
      throw Error(ErrorKind::Corrupt, path.string() + " is empty (" + std::to_string(text.size()) +
                                          " bytes). Copy or download it again.");
    }
  }

  void read_document() {
    bool has_images = false;
    for (auto field : document_.get_object()) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "images") {
        has_images = true;
        each_object(value, "image", [&](ondemand::object object) { read_image(object); });
      } else if (key == "categories") {
        each_object(value, "category", [&](ondemand::object object) { read_category(object); });
      } else if (key == "annotations") {
        each_object(value, "annotation", [&](ondemand::object object) { read_annotation(object); });
      }
    }
    // simdjson leaves this check to us: nothing may follow the object.
    if (document_.current_location().error() != simdjson::OUT_OF_BOUNDS) fail(simdjson::TRAILING_CONTENT);
    if (!has_images) {
      throw Error(ErrorKind::Corrupt,
                  file_.path_.string() +
                      " is JSON but not COCO: it has no \"images\". Expected an object with "
                      "\"images\", \"annotations\" and, for labels, \"categories\".");
    }
  }

  template <class Read>
  void each_object(ondemand::value value, const char* what, Read&& read) {
    position_ = 0;
    for (auto element : value.get_array()) {
      ondemand::object object;
      ondemand::value record = element.value();
      if (record.get_object().get(object) == simdjson::SUCCESS) {
        read(object);
      } else {
        report_.add(std::string(what) + " that is no object", where(what),
                    "Left out: expected an object in braces.");
      }
      ++position_;
      if (position_ % 1024 == 0) tick();
    }
  }

  void read_image(ondemand::object object) {
    std::optional<std::int64_t> id;
    CocoImage image;
    std::string_view url;
    for (auto field : object) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "id")
        id = integer(value);
      else if (key == "file_name")
        image.file_name = text(value, "image");
      else if (key == "coco_url")
        url = text(value, "image");
      else if (key == "width")
        image.width = side(value);
      else if (key == "height")
        image.height = side(value);
    }
    if (image.file_name.empty()) image.file_name = place_in_url(url);
    if (!id || image.file_name.empty()) {
      report_.add("image without id or file name", where("image"),
                  "Left out: it cannot be found or referred to.");
      return;
    }
    image.id = *id;
    file_.images.push_back(image);
  }

  void read_category(ondemand::object object) {
    std::optional<std::int64_t> id;
    CocoCategory category;
    for (auto field : object) {
      const std::string_view key = field.unescaped_key();
      ondemand::value value = field.value();
      if (key == "id")
        id = integer(value);
      else if (key == "name")
        category.name = text(value, "category");
    }
    if (!id || category.name.empty()) {
      report_.add("category without id or name", where("category"), "Left out: its regions have no label.");
      return;
    }
    category.id = *id;
    file_.categories.push_back(category);
  }

  void read_annotation(ondemand::object object) {
    std::optional<std::int64_t> image_id;
    CocoAnnotation annotation;
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
        annotation.caption = text(value, "annotation");
      else if (key == "iscrowd")
        annotation.crowd = truth(value);
    }
    if (!image_id) {
      report_.add("annotation without image id",
                  annotation.id ? file_.name_of(annotation) : where("annotation"), "Left out.");
      return;
    }
    annotation.image_id = *image_id;
    file_.annotations.push_back(annotation);
  }

  void read_box(ondemand::value value, CocoAnnotation& annotation) {
    using Box = CocoAnnotation::Box;
    ondemand::array numbers;
    annotation.box = Box::FourNumbers;
    if (value.get_array().get(numbers) != simdjson::SUCCESS) {
      annotation.box = Box::NotNumbers;
      annotation.bad_number_at = offset_of(value);
      return;
    }
    std::size_t count = 0;
    for (auto element : numbers) {
      ondemand::value number = element.value();
      double& slot = annotation.bbox[std::min<std::size_t>(count, 3)];
      // NaN and Infinity, which Python writes, are no JSON: they come here as numbers that cannot be read.
      if (number.get_double().get(slot) != simdjson::SUCCESS && annotation.box != Box::NotNumbers) {
        annotation.box = Box::NotNumbers;
        annotation.bad_number_at = offset_of(number);
      }
      ++count;
    }
    if (count != 4 && annotation.box == Box::FourNumbers) annotation.box = Box::WrongLength;
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

  std::size_t offset_of(ondemand::value& value) {
    return static_cast<std::size_t>(value.raw_json_token().data() - file_.storage_->text.data());
  }

  // The n-th record, for one whose id is not known.
  std::string where(const char* what) const {
    return file_.path_.filename().string() + ", " + what + " number " + std::to_string(position_ + 1);
  }

  void tick() {
    cancel_.throw_if_cancelled();
    const char* at = nullptr;
    if (document_.current_location().get(at) != simdjson::SUCCESS) return;
    const auto offset = static_cast<std::size_t>(at - data_);
    meter_->advance(static_cast<std::int64_t>(offset - reported_));
    reported_ = offset;
  }

  [[noreturn]] void fail(simdjson::error_code error) {
    const std::string name = file_.path_.string();
    if (error == simdjson::CAPACITY) {
      throw Error(ErrorKind::Unsupported,
                  name + " is larger than 4 GB. Split it into smaller annotation files.");
    }
    if (error == simdjson::MEMALLOC) {
      throw Error(ErrorKind::OutOfMemory, "Not enough memory to read " + name + ".");
    }
    std::size_t offset = size_;
    const char* at = nullptr;
    if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS ||
        error == simdjson::UNCLOSED_STRING) {
      offset = first_bad_byte({data_, size_});
    } else if (error != simdjson::INCOMPLETE_ARRAY_OR_OBJECT &&
               document_.current_location().get(at) == simdjson::SUCCESS) {
      offset = std::min(size_, static_cast<std::size_t>(at - data_));
    }
    const auto skipped = static_cast<std::size_t>(data_ - file_.storage_->text.data());
    const bool cut = offset >= size_;
    throw Error(ErrorKind::Corrupt,
                name + " cannot be read as JSON: " + (cut ? "it ends too early, " : "") + "at byte " +
                    std::to_string(offset + skipped) + " of " + std::to_string(size_ + skipped) + " (" +
                    simdjson::error_message(error) + "). " +
                    (cut ? "Copy or download it again." : "Correct that place, or write the file again."));
  }

  CocoFile& file_;
  IssueReport& report_;
  const ProgressSink& progress_sink_;
  const CancelToken& cancel_;
  ondemand::document document_;
  const char* data_ = nullptr;  // after a byte order mark
  std::size_t size_ = 0;
  std::size_t position_ = 0;  // of the record being read in its array
  std::size_t reported_ = 0;  // bytes that the meter knows of
  ProgressMeter* meter_ = nullptr;
};

CocoFile::CocoFile(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
                   const CancelToken& cancel)
    : path_(path), storage_(std::make_unique<Storage>()) {
  CocoParser(*this, report, progress, cancel).run();
}

CocoFile::~CocoFile() = default;

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
