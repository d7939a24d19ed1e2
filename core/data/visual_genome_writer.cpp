// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/data/image_files.h"
#include "core/data/json_array_file.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"
#include "core/data/visual_genome.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

class VisualGenomeWriter final : public DatasetWriter {
 public:
  VisualGenomeWriter(const fs::path& path, const std::vector<std::string>& labels,
                     const WriteOptions& options, const Context& context)
      : labels_(labels),
        report_(context.report),
        cancel_(context.cancel),
        folder_(path, options.overwrite),
        files_(folder_.path() / "images", options, false),
        images_(folder_.path() / "images.part"),
        objects_(folder_.path() / "objects.part"),
        regions_(folder_.path() / "regions.part") {}

  void add(const ImageRecord& record) override {
    cancel_.throw_if_cancelled();
    ImageRecord image = record;
    if (!learn_size(image, image.path.string(), report_)) return;
    const auto id = image_ids_.take(image.source_id);
    const auto name = json_string(files_.place(image));
    const auto number = std::to_string(id);
    std::string json = "{\"image_id\": " + number;
    append_field(json, "url", name);
    append_field(json, "file_name", name);
    append_field(json, "width", std::to_string(image.width));
    append_field(json, "height", std::to_string(image.height));
    for (const char* key : {"coco_id", "flickr_id"}) {
      const auto* value = image.attributes.find(key);
      const auto* digits = value == nullptr ? nullptr : std::get_if<double>(value);
      append_field(json, key, digits == nullptr ? std::string("null") : json_number(*digits));
    }
    if (!image.split.empty()) append_field(json, "split", json_string(image.split));
    images_.add(json + "}");

    std::vector<std::string> objects, regions;
    for (const auto& region : image.regions) add_region(region, number, objects, regions);
    std::string described = "{\"id\": " + number;
    append_field(described, "regions", json_list(regions));
    regions_.add(described + "}");
    std::string seen = "{\"image_id\": " + number;
    append_field(seen, "objects", json_list(objects));
    objects_.add(seen + "}");
  }

  void finish() override {
    write_file("image_data.json", images_);
    write_file("objects.json", objects_);
    write_file("region_descriptions.json", regions_);
    folder_.finish();
  }

 private:
  void add_region(const Region& region, const std::string& image_id, std::vector<std::string>& objects,
                  std::vector<std::string>& regions) {
    const bool labelled = region.label >= 0;
    const auto label = labelled ? labels_.at(static_cast<std::size_t>(region.label)) : std::string();
    // Objects and descriptions are counted apart.
    std::string object_id;
    if (labelled) {
      object_id = std::to_string(object_ids_.take(region.source_id));
      std::string json = "{\"object_id\": " + object_id;
      json += place(region, "w", "h");
      append_field(json, "names", json_list({json_string(label)}));
      append_field(json, "synsets", list(region, kSynsets));
      if (region.attributes.find(kObjectAttributes) != nullptr)
        append_field(json, "attributes", list(region, kObjectAttributes));
      objects.push_back(json + "}");
      if (region.caption.empty() || region.caption == label) return;
    }
    std::string json = "{\"region_id\": " + std::to_string(region_ids_.take(labelled ? 0 : region.source_id));
    append_field(json, "image_id", image_id);
    json += place(region, "width", "height");
    append_field(json, "phrase", json_string(region.caption));
    if (labelled) append_field(json, "object_id", object_id);
    regions.push_back(json + "}");
  }

  static std::string place(const Region& region, const char* width, const char* height) {
    const auto numbers = json_place_and_size(region.box);
    std::string json;
    std::size_t begin = 0;
    for (const char* key : {"x", "y", width, height}) {
      const auto end = std::min(numbers.find(", ", begin), numbers.size());
      append_field(json, key, numbers.substr(begin, end - begin));
      begin = end + 2;
    }
    return json;
  }

  static std::string list(const Region& region, const char* name) {
    const auto* value = region.attributes.find(name);
    const auto* texts = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
    return texts == nullptr ? std::string("[]") : json_value(*value);
  }

  void write_file(const char* name, JsonArrayFile& records) {
    AtomicFile file(folder_.path() / name);
    records.copy_to(file);
    file.write("\n");
    file.commit();
    records.remove();
  }

  const std::vector<std::string> labels_;
  IssueReport& report_;
  const CancelToken cancel_;
  OutputFolder folder_;
  OutputImages files_;
  JsonArrayFile images_, objects_, regions_;
  RecordIds image_ids_{1}, object_ids_{1}, region_ids_{1};
};

}  // namespace

std::unique_ptr<DatasetWriter> visual_genome_writer(const fs::path& path,
                                                    const std::vector<std::string>& labels,
                                                    const std::vector<LabelDetails>&,
                                                    const WriteOptions& options, const Context& context) {
  return std::make_unique<VisualGenomeWriter>(path, labels, options, context);
}

}  // namespace cloc::data
