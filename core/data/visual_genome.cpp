// SPDX-License-Identifier: Apache-2.0
#include "core/data/visual_genome.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/data/image_files.h"
#include "core/data/json_dom.h"
#include "core/data/json_records.h"
#include "core/data/label_set.h"
#include "core/data/record_box.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;

enum File { kRegions, kObjects, kObjectWords, kRelations, kFileCount };
constexpr std::array<const char*, kFileCount> kNames = {"region_descriptions", "objects", "attributes",
                                                        "relationships"};

// objects.json, or objects_v1_2_0.json.
fs::path file_named(const fs::path& folder, const std::string& name) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    const auto& path = item->path();
    const std::string stem = path.stem().string();
    const bool versioned = stem.starts_with(name + "_v") || stem == name;
    if (versioned && lower_extension(path) == ".json") found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found.empty() ? fs::path() : found.back();
}

// The number that a record of one image gives it.
std::optional<std::int64_t> image_id_of(dom::element record) {
  if (const auto id = integer_in(record, "image_id")) return id;
  if (const auto id = integer_in(record, "id")) return id;
  return integer_in(record, "image");
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::optional<std::int64_t> object_id_of(dom::element object) {
  const auto id = integer_in(object, "object_id");
  return id ? id : integer_in(object, "id");
}

std::vector<std::string> names_of(dom::element object) {
  auto names = texts_in(object, "names");
  return names.empty() ? texts_in(object, "name") : names;
}

// One file of records, one for each image, found again by the image's id.
class ImageRecords {
 public:
  ImageRecords(fs::path path, const Context& context) : path_(std::move(path)) {
    JsonRecords records(path_, "reading " + name(), context.progress, context.cancel);
    if (records.root() != JsonRecords::Root::Array) {
      throw Error(ErrorKind::Corrupt,
                  path_.string() + " is not as Visual Genome's: it must be a list of images.");
    }
    for (JsonRecords::Record record; records.next(record);) {
      dom::element element;
      const auto where = name() + ", record " + std::to_string(record.index + 1);
      const auto error = parser_.parse(record.text.data(), record.text.size(), false).get(element);
      if (error != simdjson::SUCCESS) {
        context.report.add("record that cannot be read", where,
                           "At byte " + std::to_string(record.offset) + ": " +
                               simdjson::error_message(error) + " Left out.");
        continue;
      }
      const auto id = image_id_of(element);
      if (!id) {
        context.report.add("record without image id", where, "Left out.");
      } else if (!place_of_.try_emplace(*id, Place{record.offset, record.text.size()}).second) {
        context.report.add("duplicate image id", where,
                           "Image id " + std::to_string(*id) + " has come before: left out.");
      } else {
        order_.push_back(*id);
      }
    }
    file_.open(path_, std::ios::binary);
  }

  std::string name() const { return path_.filename().string(); }
  const std::vector<std::int64_t>& ids() const { return order_; }
  // Valid until the next call; absent when there is none.
  std::optional<dom::element> of(std::int64_t id) {
    const auto found = place_of_.find(id);
    if (found == place_of_.end()) return std::nullopt;
    text_.resize(found->second.size + simdjson::SIMDJSON_PADDING);
    file_.seekg(static_cast<std::streamoff>(found->second.offset));
    dom::element element;
    if (!file_.read(text_.data(), static_cast<std::streamsize>(found->second.size)) ||
        parser_.parse(text_.data(), found->second.size, false).get(element) != simdjson::SUCCESS) {
      throw Error(ErrorKind::Io, "Reading " + path_.string() + " again failed: it has changed meanwhile.");
    }
    return element;
  }

 private:
  struct Place {
    std::uint64_t offset = 0;
    std::size_t size = 0;
  };
  fs::path path_;
  std::ifstream file_;
  std::vector<std::int64_t> order_;
  std::unordered_map<std::int64_t, Place> place_of_;
  dom::parser parser_;
  std::vector<char> text_;
};

class VisualGenomeReader final : public DatasetReader {
 public:
  VisualGenomeReader(const fs::path& path, const ReadOptions& options, const Context& context)
      : report_(context.report), progress_(context.progress), cancel_(context.cancel) {
    std::error_code ignored;
    const fs::path folder = fs::is_directory(path, ignored) ? path : path.parent_path();
    for (int i = 0; i < kFileCount; ++i) {
      const auto file = file_named(folder, kNames[static_cast<std::size_t>(i)]);
      if (!file.empty()) files_[static_cast<std::size_t>(i)].emplace(file, context);
    }
    if (!files_[kRegions] && !files_[kObjects]) {
      throw Error(ErrorKind::NotFound,
                  folder.string() + " holds neither region_descriptions.json nor objects.json.");
    }
    if (!options.image_root.empty() && !fs::is_directory(options.image_root, ignored)) {
      throw Error(ErrorKind::NotFound,
                  "The image folder " + options.image_root.string() + " does not exist.");
    }
    roots_ = options.image_root.empty() ? std::vector<fs::path>{folder, folder / "images", folder / ".."}
                                        : std::vector<fs::path>{options.image_root};
    const auto images = file_named(folder, "image_data");
    if (images.empty())
      name_images_by_their_ids();
    else
      read_images(images, context);
    if (images_.empty() && missing_ > 0) {
      throw Error(ErrorKind::NotFound, "None of the " + std::to_string(missing_) + " images is in " +
                                           roots_.front().string() + ", e.g. " + example_ +
                                           ". Give the folder that holds them.");
    }
    report_unknown_images();
    meter_.emplace("reading images' regions", static_cast<std::int64_t>(images_.size()), progress_);
  }

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override {
    return static_cast<std::int64_t>(images_.size());
  }

  bool next(ImageRecord& image) override {
    if (at_ == images_.size()) return false;
    cancel_.throw_if_cancelled();
    image = std::move(images_[at_++]);
    region_of_object_.clear();
    if (const auto record = record_of(kObjects, image)) {
      for (const auto object : elements_in(*record, "objects")) add_object(object, image);
    }
    if (const auto record = record_of(kObjectWords, image)) {
      for (const auto object : elements_in(*record, "attributes")) add_words(object, image);
    }
    if (const auto record = record_of(kRelations, image)) {
      for (const auto relation : elements_in(*record, "relationships")) add_relation(relation, image);
    }
    if (const auto record = record_of(kRegions, image)) {
      for (const auto region : elements_in(*record, "regions")) add_description(region, image);
    }
    meter_->advance(1);
    return true;
  }

 private:
  std::optional<dom::element> record_of(File file, const ImageRecord& image) {
    auto& records = files_[static_cast<std::size_t>(file)];
    return records ? records->of(image.source_id) : std::nullopt;
  }

  void read_images(const fs::path& path, const Context& context) {
    const std::string name = path.filename().string();
    JsonRecords records(path, "reading " + name, context.progress, context.cancel);
    dom::parser parser;
    for (JsonRecords::Record record; records.next(record);) {
      const auto where = name + ", record " + std::to_string(record.index + 1);
      dom::element element;
      if (parser.parse(record.text.data(), record.text.size(), false).get(element) != simdjson::SUCCESS) {
        report_.add("record that cannot be read", where,
                    "At byte " + std::to_string(record.offset) + " is no JSON object: left out.");
        continue;
      }
      const auto id = image_id_of(element);
      if (!id) {
        report_.add("record without image id", where, "Left out.");
        continue;
      }
      ImageRecord image;
      image.source_id = *id;
      image.width = side_in(element, "width");
      image.height = side_in(element, "height");
      for (const char* key : {"coco_id", "flickr_id"}) {
        if (const auto number = integer_in(element, key))
          image.attributes.set(key, static_cast<double>(*number));
      }
      image.split = text_in(element, "split");
      std::string file_name = text_in(element, "file_name");
      add_image(std::move(image), file_name.empty() ? place_in_url(text_in(element, "url"), *id) : file_name,
                where);
    }
  }

  void name_images_by_their_ids() {
    for (const auto file : {kObjects, kRegions}) {
      const auto& records = files_[static_cast<std::size_t>(file)];
      if (!records) continue;
      for (const auto id : records->ids()) {
        if (known_.contains(id)) continue;
        ImageRecord image;
        image.source_id = id;
        std::string name = std::to_string(id);
        name += ".jpg";
        add_image(std::move(image), name, records->name() + ", image id " + std::to_string(id));
      }
    }
  }

  static int side_in(dom::element element, const char* key) {
    const auto side = integer_in(element, key);
    return side && *side > 0 && *side <= (1 << 20) ? static_cast<int>(*side) : 0;
  }

  // ".../VG_100K_2/1.jpg" -> "VG_100K_2/1.jpg".
  static std::string place_in_url(const std::string& url, std::int64_t id) {
    if (url.empty()) return std::to_string(id) + ".jpg";
    const auto last = url.rfind('/');
    if (last == std::string::npos || last == 0) return url;
    const auto before = url.rfind('/', last - 1);
    return before == std::string::npos ? url : url.substr(before + 1);
  }

  void add_image(ImageRecord image, const std::string& name, const std::string& where) {
    if (!known_.insert(image.source_id).second) {
      report_.add("duplicate image id", where,
                  "Image id " + std::to_string(image.source_id) + " has come before: left out.");
      return;
    }
    for (const auto& root : roots_) {
      image.path = listings_.find(root, name);
      for (const char* folder : {"VG_100K", "VG_100K_2"}) {
        if (image.path.empty())
          image.path = listings_.find(root / folder, fs::path(name).filename().string());
      }
      if (!image.path.empty()) break;
    }
    if (image.path.empty()) {
      ++missing_;
      if (example_.empty()) example_ = name;
      report_.add("missing image file", where, name + " is not there: left out.");
      return;
    }
    if (learn_size(image, where, report_)) images_.push_back(std::move(image));
  }

  void report_unknown_images() {
    for (const auto& records : files_) {
      if (!records) continue;
      for (const auto id : records->ids()) {
        if (!known_.contains(id)) {
          report_.add("annotation of an unknown image", records->name() + ", image id " + std::to_string(id),
                      "image_data.json has no such image: left out.");
        }
      }
    }
  }

  std::string where(File file, const char* what, std::optional<std::int64_t> id,
                    const ImageRecord& image) const {
    std::string text = files_[static_cast<std::size_t>(file)]->name();
    text += ", image id " + std::to_string(image.source_id);
    text += ", ";
    text += what;
    text += id ? " id " + std::to_string(*id) : std::string(" without id");
    return text;
  }

  std::optional<PixelBox> box_of(dom::element record, const char* width, const char* height,
                                 const ImageRecord& image, const std::string& where) {
    const auto x = number_in(record, "x"), y = number_in(record, "y"), w = number_in(record, width),
               h = number_in(record, height);
    if (!x || !y || !w || !h) {
      report_.add("box that is not numbers", where, "x, y, width and height must be numbers: left out.");
      return std::nullopt;
    }
    return box_in_image({*x, *y, *x + *w, *y + *h}, image.width, image.height, where, report_,
                        Swapped::LeaveOut, 1);
  }

  void add_object(dom::element object, ImageRecord& image) {
    const auto id = object_id_of(object);
    const auto place = where(kObjects, "object", id, image);
    if (id && region_of_object_.contains(*id)) {
      report_.add("duplicate annotation id", place, "The first one is kept.");
      return;
    }
    const auto box = box_of(object, "w", "h", image, place);
    if (!box) return;
    Region region;
    region.box = *box;
    region.source_id = id.value_or(0);
    const auto names = names_of(object);
    if (!names.empty()) region.label = labels_.number(names.front());
    if (region.label >= 0) region.caption = labels_.names()[static_cast<std::size_t>(region.label)];
    if (names.size() > 1) region.attributes.set("names", names);
    if (auto synsets = texts_in(object, "synsets"); !synsets.empty())
      region.attributes.set(kSynsets, std::move(synsets));
    if (auto words = texts_in(object, "attributes"); !words.empty())
      region.attributes.set(kObjectAttributes, std::move(words));
    if (id) region_of_object_.emplace(*id, image.regions.size());
    image.regions.push_back(std::move(region));
  }

  Region* region_of(std::optional<std::int64_t> id, ImageRecord& image) {
    const auto found = id ? region_of_object_.find(*id) : region_of_object_.end();
    return found == region_of_object_.end() ? nullptr : &image.regions[found->second];
  }

  void add_words(dom::element object, ImageRecord& image) {
    auto words = texts_in(object, "attributes");
    if (words.empty()) words = texts_in(object, "attribute");
    if (words.empty()) return;
    const auto id = object_id_of(object);
    if (auto* region = region_of(id, image)) {
      region->attributes.set(kObjectAttributes, std::move(words));
    } else if (files_[kObjects]) {
      report_.add("attributes of an unknown object", where(kObjectWords, "object", id, image), "Left out.");
    }
  }

  void add_relation(dom::element relation, ImageRecord& image) {
    dom::element subject, object;
    if (relation["subject"].get(subject) != simdjson::SUCCESS ||
        relation["object"].get(object) != simdjson::SUCCESS) {
      report_.add("relationship of an unknown object", where(kRelations, "relationship", std::nullopt, image),
                  "It names no two objects: left out.");
      return;
    }
    const auto from = object_id_of(subject), to = object_id_of(object);
    auto* region = region_of(from, image);
    if (region == nullptr || !to) {
      if (files_[kObjects])
        report_.add("relationship of an unknown object", where(kRelations, "object", from, image),
                    "Left out.");
      return;
    }
    const auto names = names_of(object);
    std::string text = lower(text_in(relation, "predicate"));
    text += ' ';
    text += names.empty() ? std::string("object") : names.front();
    text += " #" + std::to_string(*to);
    const auto* known = region->attributes.find("relationships");
    auto all = known == nullptr ? std::vector<std::string>() : std::get<std::vector<std::string>>(*known);
    all.push_back(std::move(text));
    region->attributes.set("relationships", std::move(all));
  }

  void add_description(dom::element record, ImageRecord& image) {
    auto id = integer_in(record, "region_id");
    if (!id) id = integer_in(record, "id");
    const auto place = where(kRegions, "region", id, image);
    std::string phrase = text_in(record, "phrase");
    // Ours joins the text to the object that it is of.
    if (auto* region = region_of(integer_in(record, "object_id"), image)) {
      region->caption = std::move(phrase);
      return;
    }
    const auto box = box_of(record, "width", "height", image, place);
    if (!box) return;
    if (phrase.empty()) report_.add("region without phrase", place, "Kept, without a caption.");
    Region region;
    region.box = *box;
    region.source_id = id.value_or(0);
    region.caption = std::move(phrase);
    image.regions.push_back(std::move(region));
  }

  IssueReport& report_;
  const ProgressSink progress_;
  const CancelToken cancel_;
  std::array<std::optional<ImageRecords>, kFileCount> files_;
  std::vector<fs::path> roots_;
  FolderListings listings_;
  std::vector<ImageRecord> images_;  // without their regions
  std::unordered_set<std::int64_t> known_;
  std::int64_t missing_ = 0;
  std::string example_;
  std::size_t at_ = 0;
  LabelSet labels_;
  std::unordered_map<std::int64_t, std::size_t> region_of_object_;  // of the image at hand
  std::optional<ProgressMeter> meter_;
};

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    const std::string stem = path.stem().string();
    return lower_extension(path) == ".json" && stem.starts_with("region_descriptions");
  }
  return !file_named(path, "region_descriptions").empty() ||
         (!file_named(path, "objects").empty() && !file_named(path, "image_data").empty());
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  return std::make_unique<VisualGenomeReader>(path, options, context);
}

}  // namespace

const Format& visual_genome_format() {
  static const Format format{
      .id = "visual_genome",
      .name = "Visual Genome (JSON)",
      .description =
          "a folder with region_descriptions.json or objects.json, and image_data.json: regions with "
          "captions, objects with labels, attributes and relationships",
      .holds = {.region_captions = true, .splits = true},
      .recognises = recognises,
      .read = read,
      .write = visual_genome_writer};
  return format;
}

}  // namespace cloc::data
