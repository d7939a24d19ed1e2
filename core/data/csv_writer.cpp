// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <nlohmann/json.hpp>

#include "core/data/annotation_text.h"
#include "core/data/csv.h"
#include "core/data/csv_parser.h"
#include "core/data/output_file.h"

namespace cloc::data {
namespace {

class CsvWriter final : public DatasetWriter {
 public:
  CsvWriter(const std::filesystem::path& path, std::vector<std::string> labels, const WriteOptions& options,
            const Context& context)
      : file_(path, options), labels_(std::move(labels)), context_(context) {
    file_.write("image,x1,y1,x2,y2,label,caption,more_captions,split,width,height,attributes\n");
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const std::string name = csv_field(file_.place(image));
    const bool sized = image.width > 0 && image.height > 0;
    const std::string split = csv_field(image.split);
    const std::string width = sized ? std::to_string(image.width) : "",
                      height = sized ? std::to_string(image.height) : "";
    std::string rows;
    const auto row = [&](const std::array<std::string, 4>& box, const std::string& label,
                         const std::string& caption, const std::string& more, const std::string& attributes) {
      rows += name;
      for (const std::string* field : {&box[0], &box[1], &box[2], &box[3], &label, &caption, &more, &split,
                                       &width, &height, &attributes}) {
        rows += ',';
        rows += *field;
      }
      rows += '\n';
    };
    const bool says_nothing = image.regions.empty() && image.captions.empty();
    if (says_nothing || !image.attributes.empty()) row({}, "", "", "", csv_field(image.attributes.to_json()));
    for (const auto& caption : image.captions) row({}, "", csv_field(caption), "", "");
    for (const auto& region : image.regions) {
      const auto& box = region.box;
      const std::string label = region.label < 0 ? "" : labels_.at(static_cast<std::size_t>(region.label));
      std::string more;
      if (!region.more_captions.empty()) {
        more = nlohmann::json(region.more_captions)
                   .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      }
      row({number_text(box.x1), number_text(box.y1), number_text(box.x2), number_text(box.y2)},
          csv_field(label), region.caption == label ? "" : csv_field(region.caption), csv_field(more),
          csv_field(region.attributes.to_json()));
    }
    file_.write(rows);
  }

  void finish() override { file_.finish(); }

 private:
  OutputFile file_;
  const std::vector<std::string> labels_;
  Context context_;
};

}  // namespace

std::unique_ptr<DatasetWriter> write_csv(const std::filesystem::path& path,
                                         const std::vector<std::string>& labels,
                                         const std::vector<LabelDetails>&, const WriteOptions& options,
                                         const Context& context) {
  return std::make_unique<CsvWriter>(path, labels, options, context);
}

}  // namespace cloc::data
