// SPDX-License-Identifier: Apache-2.0
#include "core/data/coco_writer.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/data/coco.h"
#include "core/data/image_files.h"
#include "core/data/json_array_file.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

// "#0aff00" as [10, 255, 0].
std::string json_colour(const std::string& colour) {
  std::vector<std::string> parts;
  for (const std::size_t at : {1u, 3u, 5u}) {
    int part = 0;
    std::from_chars(colour.data() + at, colour.data() + at + 2, part, 16);
    parts.push_back(std::to_string(part));
  }
  return json_list(parts);
}

// Those that have no field of their own.
std::string other_attributes(const Attributes& attributes, std::initializer_list<std::string_view> own) {
  Attributes others;
  for (const auto& [name, value] : attributes.all()) {
    if (std::find(own.begin(), own.end(), name) == own.end()) others.set(name, value);
  }
  return others.to_json();
}

std::vector<std::int64_t> ids_of_labels(std::size_t count, const std::vector<LabelDetails>& details) {
  std::vector<std::int64_t> ids;
  std::set<std::int64_t> taken;
  for (const auto& label : details) {
    const auto* value = label.attributes.find(kCategoryId);
    const auto* number = value == nullptr ? nullptr : std::get_if<double>(value);
    if (number == nullptr || *number < 0 || *number > 1e9) break;
    const auto id = static_cast<std::int64_t>(*number);
    if (!taken.insert(id).second) break;
    ids.push_back(id);
  }
  if (ids.size() == count) return ids;
  ids.clear();
  for (std::size_t i = 0; i < count; ++i) ids.push_back(static_cast<std::int64_t>(i) + 1);
  return ids;
}

class CocoWriter final : public DatasetWriter {
 public:
  CocoWriter(CocoVariant variant, const fs::path& path, const std::vector<std::string>& labels,
             const std::vector<LabelDetails>& details, const WriteOptions& options, const Context& context)
      : lvis_(variant == CocoVariant::Lvis),
        refers_(variant == CocoVariant::RefCoco),
        labels_(labels),
        details_(details),
        ids_(ids_of_labels(labels.size(), details)),
        report_(context.report),
        cancel_(context.cancel),
        folder_(path, options.overwrite),
        files_(folder_.path() / "images", options, false),
        images_(folder_.path() / "images.part"),
        annotations_(folder_.path() / "annotations.part"),
        captions_(folder_.path() / "captions.part"),
        references_(folder_.path() / "references.part"),
        images_of_label_(labels.size()),
        regions_of_label_(labels.size()) {
    details_.resize(labels_.size());
    for (std::size_t i = 0; i < labels_.size(); ++i) label_ids_.emplace(labels_[i], ids_[i]);
  }

  void add(const ImageRecord& record) override {
    cancel_.throw_if_cancelled();
    ImageRecord image = record;
    if (!learn_size(image, image.path.string(), report_)) return;
    const auto id = image_ids_.take(image.source_id);
    add_image(image, id);
    std::set<int> labels_here;
    for (const auto& region : image.regions) {
      add_region(region, image, id);
      if (region.label < 0) continue;
      ++regions_of_label_[static_cast<std::size_t>(region.label)];
      if (labels_here.insert(region.label).second) ++images_of_label_[static_cast<std::size_t>(region.label)];
    }
    for (const auto& caption : image.captions) {
      std::string json = "{\"id\": " + std::to_string(captions_.count() + 1);
      append_field(json, "image_id", std::to_string(id));
      append_field(json, "caption", json_string(caption));
      captions_.add(json + "}");
    }
  }

  void finish() override {
    write_file(lvis_ ? "lvis_v1.json" : "instances.json", annotations_, categories());
    if (refers_) {
      AtomicFile file(folder_.path() / "refs(cloc).json");
      references_.copy_to(file);
      file.write("\n");
      file.commit();
    }
    if (captions_.count() > 0 && !refers_) write_file("captions.json", captions_, {});
    for (auto* part : {&images_, &annotations_, &captions_, &references_}) part->remove();
    folder_.finish();
  }

 private:
  void add_image(const ImageRecord& image, std::int64_t id) {
    std::string json = "{\"id\": " + std::to_string(id);
    append_field(json, "file_name", json_string(files_.place(image)));
    append_field(json, "width", std::to_string(image.width));
    append_field(json, "height", std::to_string(image.height));
    std::string others;
    if (lvis_) {
      if (const auto url = image.attributes.text(kImageAddress); !url.empty())
        append_field(json, "coco_url", json_string(url));
      append_field(json, "neg_category_ids", ids_of(image, kNegativeLabels));
      append_field(json, "not_exhaustive_category_ids", ids_of(image, kNotExhaustiveLabels));
      others = other_attributes(image.attributes, {kImageAddress, kNegativeLabels, kNotExhaustiveLabels});
    } else {
      others = image.attributes.to_json();
    }
    if (!image.split.empty()) append_field(json, "split", json_string(image.split));
    if (!others.empty()) append_field(json, "attributes", others);
    images_.add(json + "}");
  }

  std::string ids_of(const ImageRecord& image, const char* attribute) {
    std::vector<std::string> ids;
    const auto* value = image.attributes.find(attribute);
    const auto* names = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
    for (const auto& name : names == nullptr ? std::vector<std::string>() : *names) {
      const auto known = label_ids_.find(name);
      if (known != label_ids_.end()) {
        ids.push_back(std::to_string(known->second));
      } else {
        report_.add("list of labels with an unknown one", image.path.string(),
                    name + " is no label of this data set: left out of " + attribute + ".");
      }
    }
    return json_list(ids);
  }

  void add_region(const Region& region, const ImageRecord& image, std::int64_t image_id) {
    const auto id = std::to_string(annotation_ids_.take(region.source_id));
    std::string json = "{\"id\": " + id;
    append_field(json, "image_id", std::to_string(image_id));
    const bool labelled = region.label >= 0;
    const auto label = static_cast<std::size_t>(std::max(region.label, 0));
    append_field(json, "category_id", labelled ? std::to_string(ids_.at(label)) : std::string("null"));
    std::string box = "[";
    box += json_place_and_size(region.box);
    box += ']';
    append_field(json, "bbox", box);
    append_field(json, "area", json_number(static_cast<double>(region.box.width()) * region.box.height()));
    append_field(json, "iscrowd", region.attributes.flag(kCrowd) ? "1" : "0");
    const bool own_text = !region.caption.empty() && !(labelled && region.caption == labels_[label]);
    if (own_text && !refers_) append_field(json, "caption", json_string(region.caption));
    if (refers_ && (own_text || !region.more_captions.empty()))
      add_reference(region, image, id, image_id,
                    labelled ? std::to_string(ids_[label]) : std::string("null"));
    const auto* score = region.attributes.find(kScore);
    const bool has_score = score != nullptr && std::holds_alternative<double>(*score);
    if (has_score) append_field(json, "score", json_value(*score));
    const auto others = has_score ? other_attributes(region.attributes, {kCrowd, kScore})
                                  : other_attributes(region.attributes, {kCrowd});
    if (!others.empty()) append_field(json, "attributes", others);
    annotations_.add(json + "}");
  }

  // As refs(...).p has them.
  void add_reference(const Region& region, const ImageRecord& image, const std::string& id,
                     std::int64_t image_id, const std::string& category_id) {
    std::vector<std::string> sentences, numbers;
    auto texts = region.more_captions;
    texts.insert(texts.begin(), region.caption);
    for (const auto& text : texts) {
      const auto number = std::to_string(sentence_count_++);
      std::vector<std::string> tokens;
      std::istringstream words(text);
      for (std::string word; words >> word;) tokens.push_back(json_string(word));
      std::string json = "{\"sent_id\": " + number;
      append_field(json, "sent", json_string(text));
      append_field(json, "raw", json_string(text));
      append_field(json, "tokens", json_list(tokens));
      sentences.push_back(json + "}");
      numbers.push_back(number);
    }
    const auto own_split = region.attributes.text("split");
    std::string json = "{\"ref_id\": " + std::to_string(references_.count());
    append_field(json, "ann_id", id);
    append_field(json, "image_id", std::to_string(image_id));
    append_field(json, "category_id", category_id);
    append_field(json, "file_name", json_string(image.path.filename().string()));
    append_field(json, "split", json_string(own_split.empty() ? image.split : own_split));
    append_field(json, "sent_ids", json_list(numbers));
    append_field(json, "sentences", json_list(sentences));
    references_.add(json + "}");
  }

  std::string categories() const {
    std::string all;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      std::string json = "{\"id\": " + std::to_string(ids_[i]);
      append_field(json, "name", json_string(labels_[i]));
      if (!details_[i].parent.empty()) append_field(json, "supercategory", json_string(details_[i].parent));
      if (const auto& colour = details_[i].colour; colour.size() == 7)
        append_field(json, "color", json_colour(colour));
      const auto& attributes = details_[i].attributes;
      for (const char* name : {"synset", "synonyms", "def", "frequency"}) {
        if (const auto* value = attributes.find(name)) append_field(json, name, json_value(*value));
      }
      if (attributes.find("isthing") != nullptr)
        append_field(json, "isthing", attributes.flag("isthing") ? "1" : "0");
      const auto others =
          other_attributes(attributes, {"synset", "synonyms", "def", "frequency", "isthing", kCategoryId});
      if (!others.empty()) append_field(json, "attributes", others);
      if (lvis_) {
        if (attributes.find("frequency") == nullptr)
          append_field(json, "frequency", frequency_of(images_of_label_[i]));
        append_field(json, "image_count", std::to_string(images_of_label_[i]));
        append_field(json, "instance_count", std::to_string(regions_of_label_[i]));
      }
      all += all.empty() ? "\n" : ",\n";
      all += json;
      all += '}';
    }
    return all;
  }

  // LVIS: rare up to 10 images, common up to 100, frequent.
  static std::string frequency_of(std::int64_t images) {
    return images <= 10 ? "\"r\"" : images <= 100 ? "\"c\"" : "\"f\"";
  }

  void write_file(const char* name, JsonArrayFile& annotations, const std::string& categories) {
    AtomicFile file(folder_.path() / name);
    file.write("{\"info\": {\"description\": \"Written by CLOC Studio\", \"version\": \"1.0\"},\n");
    file.write("\"licenses\": [],\n\"images\": ");
    images_.copy_to(file);
    if (&annotations != &captions_) {
      file.write(",\n\"categories\": [");
      file.write(categories);
      file.write("]");
    }
    file.write(",\n\"annotations\": ");
    annotations.copy_to(file);
    file.write("}\n");
    file.commit();
  }

  const bool lvis_, refers_;
  const std::vector<std::string> labels_;
  std::vector<LabelDetails> details_;
  const std::vector<std::int64_t> ids_;  // of the labels
  std::unordered_map<std::string, std::int64_t> label_ids_;
  IssueReport& report_;
  const CancelToken cancel_;
  OutputFolder folder_;
  OutputImages files_;
  JsonArrayFile images_, annotations_, captions_, references_;
  RecordIds image_ids_{0}, annotation_ids_{1};  // pycocotools takes an annotation of id 0 for none
  std::int64_t sentence_count_ = 0;
  std::vector<std::int64_t> images_of_label_, regions_of_label_;
};

}  // namespace

std::unique_ptr<DatasetWriter> coco_writer(CocoVariant variant, const fs::path& path,
                                           const std::vector<std::string>& labels,
                                           const std::vector<LabelDetails>& details,
                                           const WriteOptions& options, const Context& context) {
  if (lower_extension(path) == ".json") {
    throw Error(ErrorKind::InvalidInput, path.string() + " is a file's name; " +
                                             "COCO and LVIS are written as a folder. Give a folder's name.");
  }
  return std::make_unique<CocoWriter>(variant, path, labels, details, options, context);
}

}  // namespace cloc::data
