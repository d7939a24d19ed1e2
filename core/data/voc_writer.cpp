// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>
#include <QXmlStreamWriter>
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/image_files.h"
#include "core/data/output_folder.h"
#include "core/data/voc.h"
#include "core/data/xml_text.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kOwnFields = {kDifficult, kTruncated, kOccluded, "pose", "actions", "part"};

bool is_element_name(const std::string& name) {
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
         });
}

class VocWriter final : public DatasetWriter {
 public:
  VocWriter(const fs::path& path, std::vector<std::string> labels, const WriteOptions& options,
            const Context& context)
      : folder_(path, options.overwrite),
        labels_(std::move(labels)),
        images_(folder_.path() / "JPEGImages", options, true, true),
        context_(context) {
    for (const auto& label : labels_) require_xml_text(label, "The label name");
    for (const char* part : {"Annotations", "JPEGImages", "ImageSets/Main"})
      fs::create_directories(folder_.path() / part);
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const auto sized = with_size(image, "VOC has to say it", context_.report);
    const fs::path name = images_.place(image);
    require_xml_text(name.string(), "The file name");
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(2);
    xml.writeStartElement("annotation");
    text(xml, "folder", "JPEGImages");
    text(xml, "filename", name.string());
    xml.writeStartElement("source");
    text(xml, "database", "CLOC Studio");
    text(xml, "annotation", "PASCAL VOC");
    xml.writeEndElement();
    xml.writeStartElement("size");
    text(xml, "width", std::to_string(sized.width));
    text(xml, "height", std::to_string(sized.height));
    text(xml, "depth", "3");
    xml.writeEndElement();
    text(xml, "segmented", image.attributes.flag("segmented") ? "1" : "0");
    for (const auto& region : image.regions) {
      if (region.label < 0 || is_part_of_another(region, image)) continue;
      write_object(xml, region, image);
    }
    xml.writeEndElement();
    bytes += '\n';
    const auto stem = fs::path(name).stem().string();
    write_file_below(folder_.path() / "Annotations" / (stem + ".xml"),
                     {bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!image.split.empty()) splits_[list_name(image.split)] += stem + "\n";
  }

  void finish() override {
    for (const auto& [split, lines] : splits_)
      write_file_below(folder_.path() / "ImageSets" / "Main" / (split + ".txt"), lines);
    folder_.finish();
  }

 private:
  static void text(QXmlStreamWriter& xml, const char* tag, const std::string& value) {
    xml.writeTextElement(tag, QString::fromStdString(value));
  }

  static std::string list_name(std::string split) {
    if (split == "valid" || split == "validation" || split == "dev") return "val";
    for (char& c : split) {
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_') c = '_';
    }
    return split;
  }

  // The object that a part belongs to has its group and is no part.
  static bool is_part_of_another(const Region& region, const ImageRecord& image) {
    if (!region.attributes.flag("part") || region.attributes.text(kGroup).empty()) return false;
    return std::any_of(image.regions.begin(), image.regions.end(), [&](const Region& other) {
      return other.label >= 0 && !other.attributes.flag("part") &&
             other.attributes.text(kGroup) == region.attributes.text(kGroup);
    });
  }

  void write_object(QXmlStreamWriter& xml, const Region& region, const ImageRecord& image) {
    const auto& attributes = region.attributes;
    xml.writeStartElement("object");
    text(xml, "name", labels_.at(static_cast<std::size_t>(region.label)));
    const std::string pose = attributes.text("pose");
    require_xml_text(pose, "The pose");
    text(xml, "pose", pose.empty() ? "Unspecified" : pose);
    text(xml, "truncated", attributes.flag(kTruncated) ? "1" : "0");
    if (attributes.flag(kOccluded)) text(xml, "occluded", "1");
    text(xml, "difficult", attributes.flag(kDifficult) ? "1" : "0");
    write_box(xml, region.box);
    if (const auto* actions = attributes.find("actions"); actions != nullptr) {
      if (const auto* names = std::get_if<std::vector<std::string>>(actions)) {
        xml.writeStartElement("actions");
        for (const auto& action : *names) {
          if (is_element_name(action)) text(xml, action.c_str(), "1");
        }
        xml.writeEndElement();
      }
    }
    bool has_parts = false;
    for (const auto& part : image.regions) {
      if (part.label < 0 || !is_part_of_another(part, image) ||
          part.attributes.text(kGroup) != attributes.text(kGroup)) {
        continue;
      }
      has_parts = true;
      xml.writeStartElement("part");
      text(xml, "name", labels_.at(static_cast<std::size_t>(part.label)));
      write_box(xml, part.box);
      xml.writeEndElement();
    }
    write_attributes(xml, attributes, has_parts);
    xml.writeEndElement();
  }

  // The group of an object with parts is what holds them, and numbered again when it is read.
  void write_attributes(QXmlStreamWriter& xml, const Attributes& attributes, bool has_parts) {
    bool open = false;
    for (const auto& [name, value] : attributes.all()) {
      if (kOwnFields.contains(name) || (has_parts && name == kGroup)) continue;
      if (!open) xml.writeStartElement("attributes");
      open = true;
      const std::string plain = attribute_text(value);
      require_xml_text(name, "The attribute's name");
      require_xml_text(plain, "The attribute");
      xml.writeStartElement("attribute");
      text(xml, "name", name);
      text(xml, "value", plain);
      xml.writeEndElement();
    }
    if (open) xml.writeEndElement();
  }

  static void write_box(QXmlStreamWriter& xml, const PixelBox& box) {
    xml.writeStartElement("bndbox");
    text(xml, "xmin", number_text(double{box.x1} + 1, 2));
    text(xml, "ymin", number_text(double{box.y1} + 1, 2));
    text(xml, "xmax", number_text(double{box.x2}, 2));
    text(xml, "ymax", number_text(double{box.y2}, 2));
    xml.writeEndElement();
  }

  OutputFolder folder_;
  const std::vector<std::string> labels_;
  OutputImages images_;
  Context context_;
  std::map<std::string, std::string> splits_;  // the lists
};

}  // namespace

std::unique_ptr<DatasetWriter> write_voc(const fs::path& path, const std::vector<std::string>& labels,
                                         const std::vector<LabelDetails>&, const WriteOptions& options,
                                         const Context& context) {
  return std::make_unique<VocWriter>(path, labels, options, context);
}

}  // namespace cloc::data
