// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/image_files.h"
#include "core/data/label_studio.h"
#include "core/data/output_file.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

class LabelStudioWriter final : public DatasetWriter {
 public:
  LabelStudioWriter(const fs::path& path, std::vector<std::string> labels, const WriteOptions& options,
                    const Context& context)
      : file_(path, options), labels_(std::move(labels)), context_(context) {
    file_.write("[");
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const auto sized = with_size(image, "Label Studio's boxes are parts of it", context_.report);
    ordered_json results = ordered_json::array();
    for (const auto& region : image.regions) add_region(region, sized, results);
    if (!image.captions.empty()) {
      ordered_json result = result_of("textarea", "caption", sized, "captions");
      result["value"]["text"] = image.captions;
      results.push_back(std::move(result));
    }
    const QByteArray path = QByteArray::fromStdString(file_.place(image)).toPercentEncoding("/");
    ordered_json task;
    task["id"] = ++count_;
    task["annotations"] = {
        {{"id", count_}, {"result", results}, {"was_cancelled", false}, {"ground_truth", false}}};
    task["data"]["image"] = "/data/local-files/?d=" + path.toStdString();
    file_.write(count_ > 1 ? ",\n" : "\n");
    file_.write(task.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
  }

  void finish() override {
    file_.write("\n]\n");
    file_.finish();
  }

 private:
  static ordered_json result_of(const char* type, const char* from, const ImageRecord& image,
                                const std::string& id) {
    ordered_json result;
    result["id"] = id;
    result["type"] = type;
    result["from_name"] = from;
    result["to_name"] = "image";
    result["original_width"] = image.width;
    result["original_height"] = image.height;
    result["image_rotation"] = 0;
    return result;
  }

  void add_region(const Region& region, const ImageRecord& image, ordered_json& results) const {
    const std::string id = "region" + std::to_string(results.size());
    const std::string label = region.label < 0 ? "" : labels_.at(static_cast<std::size_t>(region.label));
    const double across = 100.0 / image.width, down = 100.0 / image.height;
    const auto& box = region.box;
    ordered_json place;
    place["x"] = box.x1 * across;
    place["y"] = box.y1 * down;
    place["width"] = (double{box.x2} - box.x1) * across;
    place["height"] = (double{box.y2} - box.y1) * down;
    place["rotation"] = 0;

    ordered_json result = result_of(label.empty() ? "rectangle" : "rectanglelabels", "label", image, id);
    result["value"] = place;
    if (!label.empty()) {
      std::vector<std::string> all = {label};
      if (const auto* more = region.attributes.find("more_labels"); more != nullptr) {
        if (const auto* list = std::get_if<std::vector<std::string>>(more))
          all.insert(all.end(), list->begin(), list->end());
      }
      result["value"]["rectanglelabels"] = all;
    }
    if (const auto* score = region.attributes.find(kScore); score != nullptr) {
      if (const auto* value = std::get_if<double>(score)) result["score"] = *value;
    }
    if (const auto comment = region.attributes.text(kComment); !comment.empty())
      result["meta"]["text"] = {comment};
    results.push_back(std::move(result));

    if ((region.caption.empty() || region.caption == label) && region.more_captions.empty()) return;
    ordered_json texts = result_of("textarea", "caption", image, id);
    texts["value"] = place;
    std::vector<std::string> captions = {region.caption};
    captions.insert(captions.end(), region.more_captions.begin(), region.more_captions.end());
    texts["value"]["text"] = captions;
    results.push_back(std::move(texts));
  }

  OutputFile file_;
  const std::vector<std::string> labels_;
  Context context_;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<DatasetWriter> write_label_studio(const fs::path& path,
                                                  const std::vector<std::string>& labels,
                                                  const std::vector<LabelDetails>&,
                                                  const WriteOptions& options, const Context& context) {
  return std::make_unique<LabelStudioWriter>(path, labels, options, context);
}

}  // namespace cloc::data
