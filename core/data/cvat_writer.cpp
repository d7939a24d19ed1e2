// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>
#include <QXmlStreamWriter>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/cvat.h"
#include "core/data/image_files.h"
#include "core/data/output_file.h"
#include "core/data/xml_text.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

class CvatWriter final : public DatasetWriter {
 public:
  CvatWriter(const fs::path& path, std::vector<std::string> labels, const std::vector<LabelDetails>& details,
             const WriteOptions& options, const Context& context)
      : file_(path, options), labels_(std::move(labels)), xml_(&bytes_), context_(context) {
    xml_.setAutoFormatting(true);
    xml_.setAutoFormattingIndent(2);
    xml_.writeStartDocument();
    xml_.writeStartElement("annotations");
    text("version", "1.1");
    xml_.writeStartElement("meta");
    xml_.writeStartElement("task");
    text("mode", "annotation");
    xml_.writeStartElement("labels");
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      require_xml_text(labels_[i], "The label name");
      xml_.writeStartElement("label");
      text("name", labels_[i]);
      if (i < details.size()) {
        require_xml_text(details[i].parent, "The label's parent");
        if (!details[i].colour.empty()) text("color", details[i].colour);
        if (!details[i].parent.empty()) text("parent", details[i].parent);
        if (!details[i].attributes.empty())
          context_.report.add("label attributes left out", "label '" + labels_[i] + "'",
                              "CVAT has no place for them.");
      }
      xml_.writeEndElement();
    }
    xml_.writeEndElement();
    xml_.writeEndElement();
    xml_.writeEndElement();
    flush();
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const auto sized = with_size(image, "CVAT has to say it", context_.report);
    xml_.writeStartElement("image");
    attribute("id", std::to_string(count_++));
    attribute("name", file_.place(image));
    if (!image.split.empty()) attribute("subset", image.split);
    attribute("width", std::to_string(sized.width));
    attribute("height", std::to_string(sized.height));
    for (const auto& region : image.regions) write(region);
    xml_.writeEndElement();
    if (bytes_.size() > (1 << 16)) flush();
  }

  void finish() override {
    xml_.writeEndDocument();
    flush();
    file_.finish();
  }

 private:
  void text(const char* tag, const std::string& value) {
    xml_.writeTextElement(tag, QString::fromStdString(value));
  }

  void attribute(const char* name, const std::string& value) {
    require_xml_text(value, "The text");
    xml_.writeAttribute(name, QString::fromStdString(value));
  }

  void write(const Region& region) {
    const auto& attributes = region.attributes;
    const bool tag = attributes.flag(kWholeImage);
    xml_.writeStartElement(tag ? "tag" : "box");
    attribute("label", region.label < 0 ? "" : labels_.at(static_cast<std::size_t>(region.label)));
    const auto source = attributes.text("source");
    attribute("source", source.empty() ? "manual" : source);
    if (const auto group = attributes.text(kGroup); !group.empty()) attribute("group_id", group);
    if (!tag) {
      attribute("occluded", attributes.flag(kOccluded) ? "1" : "0");
      attribute("xtl", number_text(region.box.x1));
      attribute("ytl", number_text(region.box.y1));
      attribute("xbr", number_text(region.box.x2));
      attribute("ybr", number_text(region.box.y2));
      attribute("z_order", "0");
    }
    for (const auto& [name, value] : attributes.all()) {
      const bool own = name == kWholeImage || name == "source" || name == kGroup || name == kOccluded;
      if (own) continue;
      xml_.writeStartElement("attribute");
      attribute("name", name);
      const std::string plain = attribute_text(value);
      require_xml_text(plain, "The attribute");
      xml_.writeCharacters(QString::fromStdString(plain));
      xml_.writeEndElement();
    }
    xml_.writeEndElement();
  }

  void flush() {
    file_.write(std::string_view(bytes_.constData(), static_cast<std::size_t>(bytes_.size())));
    // The writer appends where it was.
    xml_.device()->reset();
    bytes_.clear();
  }

  OutputFile file_;
  const std::vector<std::string> labels_;
  QByteArray bytes_;
  QXmlStreamWriter xml_;
  Context context_;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<DatasetWriter> write_cvat(const fs::path& path, const std::vector<std::string>& labels,
                                          const std::vector<LabelDetails>& details,
                                          const WriteOptions& options, const Context& context) {
  return std::make_unique<CvatWriter>(path, labels, details, options, context);
}

}  // namespace cloc::data
