// SPDX-License-Identifier: Apache-2.0
#include "core/demo/annotations.h"

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/demo/output.h"

namespace cloc::demo {
namespace {

using nlohmann::json;

json info(const DemoOptions& options) {
  return {{"description", "CLOC Studio demo scenes, seed " + std::to_string(options.seed)},
          {"version", std::to_string(kGeneratorVersion)},
          {"contributor", "Pictures: Noto Color Emoji. Names: Unicode emoji data."}};
}

class CocoFile {
 public:
  CocoFile(const std::filesystem::path& path, const DemoOptions& options) : file_(path) {
    file_.write("{\"info\":" + info(options).dump());
  }
  void begin(const char* list) {
    file_.write(std::string(",\n\"") + list + "\":[");
    first_ = true;
  }
  void add(const json& record) {
    file_.write((first_ ? "\n" : ",\n") + record.dump());
    first_ = false;
  }
  void end() { file_.write("]"); }
  void commit() {
    file_.write("}\n");
    file_.commit();
  }

 private:
  AtomicFile file_;
  bool first_ = true;
};

void write_images_list(CocoFile& file, const std::vector<SceneRecord>& records) {
  file.begin("images");
  for (std::size_t i = 0; i < records.size(); ++i) {
    file.add({{"id", i},
              {"file_name", image_name(static_cast<std::int64_t>(i))},
              {"width", records[i].size.width},
              {"height", records[i].size.height}});
  }
  file.end();
}

}  // namespace

void write_instances(const DemoOptions& options, const std::vector<DemoObject>& objects,
                     const std::vector<SceneRecord>& records, const CancelToken& cancel) {
  CocoFile file(options.directory / "instances.json", options);
  write_images_list(file, records);
  file.begin("annotations");
  std::int64_t id = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    cancel.throw_if_cancelled();
    for (std::size_t j = 0; j < records[i].objects.size(); ++j) {
      const auto& placed = records[i].objects[j];
      const auto& box = placed.box;
      file.add({{"id", ++id},
                {"image_id", i},
                {"category_id", placed.object + 1},
                {"bbox", {box.x1, box.y1, box.width(), box.height()}},
                {"area", placed.visible_pixels},
                {"iscrowd", 0},
                {"caption", records[i].captions.regions[j]}});
    }
  }
  file.end();
  file.begin("categories");
  for (std::size_t i = 0; i < objects.size(); ++i) {
    file.add({{"id", i + 1}, {"name", objects[i].name}, {"supercategory", objects[i].group}});
  }
  file.end();
  file.commit();
}

void write_captions(const DemoOptions& options, const std::vector<SceneRecord>& records,
                    const CancelToken& cancel) {
  CocoFile file(options.directory / "captions.json", options);
  write_images_list(file, records);
  file.begin("annotations");
  std::int64_t id = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    cancel.throw_if_cancelled();
    for (const auto& caption : records[i].captions.image) {
      file.add({{"id", ++id}, {"image_id", i}, {"caption", caption}});
    }
  }
  file.end();
  file.commit();
}

void write_summary(const DemoOptions& options, const DemoReport& report) {
  const json summary = {{"generator", "cloc demo"},
                        {"version", kGeneratorVersion},
                        {"seed", options.seed},
                        {"scenes", options.scenes},
                        {"size", options.size},
                        {"min_objects", options.min_objects},
                        {"max_objects", options.max_objects},
                        {"jpeg_quality", options.jpeg_quality},
                        {"names", options.names},
                        {"photo", options.photo},
                        {"regions", report.objects},
                        {"classes", report.classes}};
  write_text_file(options.directory / "demo.json", summary.dump(2) + "\n");
}

}  // namespace cloc::demo
