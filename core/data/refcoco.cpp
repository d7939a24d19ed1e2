// SPDX-License-Identifier: Apache-2.0
// RefCOCO, RefCOCO+ and RefCOCOg: expressions that refer to objects of COCO's images. A folder with
// instances.json and refs(unc).p, refs(google).p or refs(umd).p, or the same as refs(...).json, which is also
// what is written. Regions are the annotations of instances.json (read as coco.h says); those that are
// referred to have the first sentence as caption and the others as further captions. The image's split is the
// one of its references; where they differ it is empty, and each region has it as attribute "split".
#include <algorithm>
#include <map>
#include <optional>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/pickle.h"
#include "core/data/coco.h"
#include "core/data/coco_writer.h"
#include "core/data/format.h"
#include "core/data/image_files.h"
#include "core/data/json_dom.h"
#include "core/data/json_records.h"
#include "core/data/text_encoding.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;
namespace dom = simdjson::dom;

struct Reference {
  std::vector<std::string> sentences;
  std::string split;
};
using References = std::unordered_map<std::int64_t, Reference>;  // by annotation id

std::vector<fs::path> reference_files(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    const auto extension = lower_extension(item->path());
    if (item->path().filename().string().starts_with("refs(") && (extension == ".p" || extension == ".json"))
      found.push_back(item->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return !reference_files(path).empty();
  return path.filename().string().starts_with("refs(");
}

fs::path reference_file(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  const auto found = reference_files(path);
  if (found.size() == 1) return found.front();
  if (found.empty())
    throw Error(ErrorKind::NotFound, path.string() + " holds no refs(...).p or refs(...).json.");
  std::string names;
  for (const auto& file : found) {
    if (!names.empty()) names += ", ";
    names += file.string();
  }
  throw Error(ErrorKind::InvalidInput,
              path.string() + " holds several splits. Give one of them: " + names + ".");
}

// Takes references one by one.
class ReferenceList {
 public:
  ReferenceList(std::string file_name, IssueReport& report) : name_(std::move(file_name)), report_(report) {}

  void add(std::size_t index, std::optional<std::int64_t> annotation, std::vector<std::string> sentences,
           std::string split) {
    const auto where = name_ + ", reference " + std::to_string(index + 1);
    if (!annotation) {
      report_.add("reference without annotation id", where, "Left out.");
      return;
    }
    std::erase(sentences, std::string());
    for (auto& sentence : sentences) sentence = utf8_text(std::move(sentence), where, report_);
    if (sentences.empty()) {
      report_.add("reference without sentence", where, "Left out.");
      return;
    }
    // RefCOCOg refers to some objects several times.
    auto& known = references[*annotation];
    known.sentences.insert(known.sentences.end(), std::make_move_iterator(sentences.begin()),
                           std::make_move_iterator(sentences.end()));
    if (known.split.empty()) known.split = std::move(split);
  }
  void add_damaged(std::size_t index, const std::string& what) {
    report_.add("record that cannot be read", name_ + ", reference " + std::to_string(index + 1), what);
  }

  References references;

 private:
  const std::string name_;
  IssueReport& report_;
};

void read_json(const fs::path& path, ReferenceList& list, const Context& context) {
  JsonRecords records(path, "reading " + path.filename().string(), context.progress, context.cancel);
  if (records.root() != JsonRecords::Root::Array)
    throw Error(ErrorKind::Corrupt, path.string() + " is not as RefCOCO's: it must be a list of references.");
  dom::parser parser;
  for (JsonRecords::Record record; records.next(record);) {
    dom::element reference;
    if (parser.parse(record.text.data(), record.text.size(), false).get(reference) != simdjson::SUCCESS) {
      list.add_damaged(record.index, "At byte " + std::to_string(record.offset) + " is no JSON: left out.");
      continue;
    }
    std::vector<std::string> sentences;
    for (const auto sentence : elements_in(reference, "sentences")) {
      auto text = text_in(sentence, "sent");
      sentences.push_back(text.empty() ? text_in(sentence, "raw") : std::move(text));
    }
    list.add(record.index, integer_in(reference, "ann_id"), std::move(sentences),
             text_in(reference, "split"));
  }
}

std::string text_of(const PickleValue* value) {
  return value != nullptr && value->kind == PickleValue::Kind::Text ? value->text : std::string();
}

void read_pickle(const fs::path& path, ReferenceList& list, const Context& context) {
  const auto pickle = Pickle::read_plain(path, context.cancel);
  if (pickle.root().kind != PickleValue::Kind::List)
    throw Error(ErrorKind::Corrupt, path.string() + " is not as RefCOCO's: it must be a list of references.");
  ProgressMeter meter("reading " + path.filename().string(),
                      static_cast<std::int64_t>(pickle.root().items.size()), context.progress);
  for (std::size_t i = 0; i < pickle.root().items.size(); ++i) {
    const auto& reference = *pickle.root().items[i];
    meter.advance(1);
    if (reference.kind != PickleValue::Kind::Dict) {
      list.add_damaged(i, "It is no dict: left out.");
      continue;
    }
    std::vector<std::string> sentences;
    if (const auto* all = reference.find("sentences"); all != nullptr) {
      for (const auto* sentence : all->items) {
        auto text = text_of(sentence->find("sent"));
        sentences.push_back(text.empty() ? text_of(sentence->find("raw")) : std::move(text));
      }
    }
    const auto* id = reference.find("ann_id");
    const bool whole = id != nullptr && id->kind == PickleValue::Kind::Int;
    list.add(i, whole ? std::optional(id->integer) : std::nullopt, std::move(sentences),
             text_of(reference.find("split")));
  }
}

class RefcocoReader final : public DatasetReader {
 public:
  RefcocoReader(std::unique_ptr<DatasetReader> images, References references, std::string file_name,
                IssueReport& report)
      : images_(std::move(images)),
        references_(std::move(references)),
        name_(std::move(file_name)),
        report_(report) {}

  const std::vector<std::string>& labels() const override { return images_->labels(); }
  const std::vector<LabelDetails>& label_details() const override { return images_->label_details(); }
  std::optional<std::int64_t> image_count() const override { return images_->image_count(); }

  bool next(ImageRecord& image) override {
    if (!images_->next(image)) {
      report_unknown();
      return false;
    }
    std::map<std::string, int> splits;
    std::vector<std::pair<std::size_t, std::string>> split_of;
    for (std::size_t i = 0; i < image.regions.size(); ++i) {
      auto& region = image.regions[i];
      const auto found = references_.find(region.source_id);
      if (found == references_.end()) continue;
      auto& sentences = found->second.sentences;
      region.caption = std::move(sentences.front());
      region.more_captions.assign(std::make_move_iterator(sentences.begin() + 1),
                                  std::make_move_iterator(sentences.end()));
      ++splits[found->second.split];
      split_of.emplace_back(i, std::move(found->second.split));
      references_.erase(found);
    }
    if (splits.size() == 1 && !splits.begin()->first.empty()) image.split = splits.begin()->first;
    if (splits.size() > 1) {
      image.split.clear();
      for (auto& [i, split] : split_of) image.regions[i].attributes.set("split", std::move(split));
    }
    return true;
  }

 private:
  void report_unknown() {
    std::vector<std::int64_t> ids;
    for (const auto& [id, reference] : references_) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    for (const auto id : ids) {
      report_.add("reference to an unknown annotation", name_ + ", annotation id " + std::to_string(id),
                  "It is not in instances.json, or was left out: so is the reference.");
    }
    references_.clear();
  }

  std::unique_ptr<DatasetReader> images_;
  References references_;  // that no image has had yet
  const std::string name_;
  IssueReport& report_;
};

// Where the authors' code has them, when they are there.
fs::path image_root(const fs::path& folder) {
  const fs::path above = folder / "..";
  for (const auto& place : {folder / "images", folder / "train2014", above / "images/mscoco/images/train2014",
                            above / "images/train2014", above / "train2014"}) {
    std::error_code ignored;
    if (fs::is_directory(place, ignored)) return place.lexically_normal();
  }
  return {};
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  const auto file = reference_file(path);
  const auto folder = file.parent_path();
  ReferenceList list(file.filename().string(), context.report);
  if (lower_extension(file) == ".json")
    read_json(file, list, context);
  else
    read_pickle(file, list, context);
  const auto root = options.image_root.empty() ? image_root(folder) : options.image_root;
  auto images = coco_reader({folder / "instances.json", {}, root}, context);
  return std::make_unique<RefcocoReader>(std::move(images), std::move(list.references),
                                         file.filename().string(), context.report);
}

std::unique_ptr<DatasetWriter> write(const fs::path& path, const std::vector<std::string>& labels,
                                     const std::vector<LabelDetails>& details, const WriteOptions& options,
                                     const Context& context) {
  return coco_writer(CocoVariant::RefCoco, path, labels, details, options, context);
}

}  // namespace

const Format& refcoco_format() {
  static const Format format{
      .id = "refcoco",
      .name = "RefCOCO, RefCOCO+, RefCOCOg",
      .description =
          "a folder with instances.json and one refs(...).p or refs(...).json: objects with the sentences "
          "that refer to them",
      .holds = {.region_captions = true,
                .more_captions = true,
                .attributes = true,
                .splits = true,
                .label_details = true},
      .recognises = recognises,
      .read = read,
      .write = write};
  return format;
}

}  // namespace cloc::data
