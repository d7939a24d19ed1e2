// SPDX-License-Identifier: Apache-2.0
// Pascal VOC: an XML file for each image, in Annotations/ with the images in JPEGImages/ and the parts in
// ImageSets/Main/*.txt, or beside the images as labelImg and Roboflow write it. Writing: voc_writer.cpp.
//
// Pixels: VOC counts them from 1 and its corners are the first and last pixel inside, so xmin is x1 + 1 and
// xmax is x2. labelImg and CVAT write the corners as drawn, counted from 0; they are known by
// <source><database>Unknown. Parts of an object (<part>, VOC's person layout) become regions of their own,
// with the attribute "part" and the same "group" as their object. <actions>, CVAT's <attributes> and <pose>
// become attributes.
//
// Reported beside what box_in_image says. Left out: "missing image file", "image of unknown size",
// "annotation file that cannot be read", "duplicate image", "object without box". Kept: "object without
// name", "box made from a mask or polygon", "rotated box made straight", "size other than the image's".
#include "core/data/voc.h"

#include <QXmlStreamReader>
#include <algorithm>
#include <fstream>
#include <limits>
#include <map>
#include <set>

#include "core/data/annotation_text.h"
#include "core/data/file_per_image.h"
#include "core/data/image_search.h"
#include "core/data/points_box.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool is_voc_file(const fs::path& path) {
  std::error_code ignored;
  if (lower_extension(path) != ".xml" || !fs::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string start(4096, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  std::erase(start, '\0');  // UTF-16
  return start.find("<annotation>") != std::string::npos || start.find("<annotation ") != std::string::npos;
}

// Whether one of the first XML files directly in `folder` is VOC's.
bool has_voc_files(const fs::path& folder) {
  std::error_code error;
  int looked_at = 0;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    if (lower_extension(item->path()) != ".xml") continue;
    if (is_voc_file(item->path())) return true;
    if (++looked_at == 10) break;
  }
  return false;
}

// Below a folder such as VOCdevkit: those with Annotations/.
std::vector<fs::path> years_in(const fs::path& folder) {
  std::vector<fs::path> years;
  std::error_code error, ignored;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    if (fs::is_directory(item->path() / "Annotations", ignored) &&
        has_voc_files(item->path() / "Annotations"))
      years.push_back(item->path());
  }
  std::sort(years.begin(), years.end());
  return years;
}

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return is_voc_file(path);
  for (const char* place : {"Annotations", "", "train", "valid", "val", "test"}) {
    if (has_voc_files(path / place)) return true;
  }
  return !years_in(path).empty();
}

std::string text_of(QXmlStreamReader& xml) {
  const QByteArray text = xml.readElementText(QXmlStreamReader::SkipChildElements).toUtf8();
  return std::string(without_blanks({text.constData(), static_cast<std::size_t>(text.size())}));
}

bool truth(const std::string& text) {
  return text == "1" || text == "true" || text == "True" || text == "yes";
}

struct VocObject {
  std::string name;
  FileBox box{kNone, kNone, kNone, kNone};
  bool has_box = false, polygon = false;
  double angle = 0;  // roLabelImg's, degrees
  Attributes attributes;
  std::vector<VocObject> parts;
};

struct VocFile {
  std::string file_name, path, database;
  double width = 0, height = 0;
  bool segmented = false;
  std::vector<VocObject> objects;
};

class VocParser {
 public:
  explicit VocParser(const QString& text) : xml_(text) {}

  VocFile read(const fs::path& name) {
    VocFile file;
    if (xml_.readNextStartElement() && xml_.name() != u"annotation")
      xml_.raiseError("the outermost element is not <annotation>");
    while (xml_.readNextStartElement()) {
      const auto tag = xml_.name();
      if (tag == u"filename")
        file.file_name = text_of(xml_);
      else if (tag == u"path")
        file.path = text_of(xml_);
      else if (tag == u"segmented")
        file.segmented = truth(text_of(xml_));
      else if (tag == u"source")
        each_child([&](QStringView child, const std::string& text) {
          if (child == u"database") file.database = text;
        });
      else if (tag == u"size")
        each_child([&](QStringView child, const std::string& text) {
          if (child == u"width") file.width = number_of(text).value_or(0);
          if (child == u"height") file.height = number_of(text).value_or(0);
        });
      else if (tag == u"object")
        file.objects.push_back(object(0));
      else
        xml_.skipCurrentElement();
    }
    if (xml_.hasError()) {
      std::string message = name.string() + ", line " + std::to_string(xml_.lineNumber());
      message += ", cannot be read as XML of Pascal VOC: " + xml_.errorString().toStdString();
      if (!message.ends_with('.')) message += ".";
      throw Error(ErrorKind::Corrupt, message);
    }
    return file;
  }

 private:
  template <class Read>
  void each_child(Read&& read) {
    while (xml_.readNextStartElement()) {
      const QString child = xml_.name().toString();
      read(QStringView(child), text_of(xml_));
    }
  }

  VocObject object(int depth) {
    VocObject object;
    while (xml_.readNextStartElement()) {
      const auto tag = xml_.name();
      if (tag == u"name") {
        object.name = text_of(xml_);
      } else if (tag == u"bndbox") {
        bounding_box(object);
      } else if (tag == u"robndbox") {
        turned(object);
      } else if (tag == u"polygon" || tag == u"segm") {
        polygon(object);
      } else if (tag == u"part" && depth == 0) {
        object.parts.push_back(this->object(1));
      } else if (tag == u"difficult") {
        if (truth(text_of(xml_))) object.attributes.set(kDifficult, true);
      } else if (tag == u"truncated") {
        if (truth(text_of(xml_))) object.attributes.set(kTruncated, true);
      } else if (tag == u"occluded") {
        if (truth(text_of(xml_))) object.attributes.set(kOccluded, true);
      } else if (tag == u"pose") {
        if (auto pose = text_of(xml_); !pose.empty() && pose != "Unspecified")
          object.attributes.set("pose", pose);
      } else if (tag == u"actions") {
        std::vector<std::string> actions;
        each_child([&](QStringView child, const std::string& text) {
          if (truth(text)) actions.push_back(child.toString().toStdString());
        });
        if (!actions.empty()) object.attributes.set("actions", actions);
      } else if (tag == u"attributes") {
        attributes(object);
      } else {
        xml_.skipCurrentElement();
      }
    }
    return object;
  }

  // CVAT's: <attribute><name>colour</name><value>red</value></attribute>.
  void attributes(VocObject& object) {
    while (xml_.readNextStartElement()) {
      std::string name, value;
      each_child(
          [&](QStringView child, const std::string& text) { (child == u"name" ? name : value) = text; });
      const bool no_turn = name == "rotation" && number_of(value).value_or(1) == 0;
      if (!name.empty() && !no_turn) object.attributes.set(name, attribute_of_text(value));
    }
  }

  void bounding_box(VocObject& object) {
    object.has_box = true;
    each_child([&](QStringView child, const std::string& text) {
      double* slot = child == u"xmin"   ? &object.box.x1
                     : child == u"ymin" ? &object.box.y1
                     : child == u"xmax" ? &object.box.x2
                     : child == u"ymax" ? &object.box.y2
                                        : nullptr;
      if (slot != nullptr) *slot = number_of(text).value_or(kNone);
    });
  }

  // roLabelImg's: centre, size and the angle in radians.
  void turned(VocObject& object) {
    double cx = kNone, cy = kNone, width = kNone, height = kNone, angle = kNone;
    each_child([&](QStringView child, const std::string& text) {
      const double number = number_of(text).value_or(kNone);
      if (child == u"cx") cx = number;
      if (child == u"cy") cy = number;
      if (child == u"w") width = number;
      if (child == u"h") height = number;
      if (child == u"angle") angle = number;
    });
    object.has_box = true;
    object.angle = angle * 180 / 3.14159265358979323846;
    object.box =
        turned_box({cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2}, cx, cy, object.angle);
  }

  // Roboflow's <x1>, <y1>, <x2>, ... and LabelMe's <pt><x/><y/></pt>. A box that is there too is the better
  // one.
  void polygon(VocObject& object) {
    PointsBox around;
    double x = kNone;
    const auto coordinate = [&](QStringView child, const std::string& text) {
      if (child.startsWith(u'x')) x = number_of(text).value_or(kNone);
      if (child.startsWith(u'y')) around.add(x, number_of(text).value_or(kNone));
    };
    while (xml_.readNextStartElement()) {
      if (xml_.name() == u"pt") {
        each_child(coordinate);
        continue;
      }
      const QString child = xml_.name().toString();
      coordinate(child, text_of(xml_));
    }
    object.polygon = true;
    if (object.has_box || around.count() == 0) return;
    object.box = around.box();
    object.has_box = true;
  }

  QXmlStreamReader xml_;
};

class VocReader final : public FilePerImageReader {
 public:
  VocReader(std::vector<fs::path> files, std::vector<fs::path> roots,
            std::map<std::string, std::string> splits, const Context& context)
      : FilePerImageReader("reading annotations", std::move(files), context),
        search_(std::move(roots), context.report),
        splits_(std::move(splits)) {}

 private:
  bool read_file(std::size_t, const fs::path& file, ImageRecord& image) override {
    const auto text = read_annotation_text(file, context_.report);
    const VocFile voc =
        VocParser(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))).read(file);
    const std::string where = file.string();
    image.path = find_image(voc, file, where);
    if (image.path.empty()) return false;
    if (!seen_.insert(image.path.string()).second) {
      context_.report.add("duplicate image", where,
                          "Left out: another file describes " + image.path.string() + ".");
      return false;
    }
    if (!take_own_size(image, voc.width, voc.height, where, context_.report)) return false;
    if (voc.segmented) image.attributes.set("segmented", true);
    image.split = split_of(file);
    for (std::size_t i = 0; i < voc.objects.size(); ++i) {
      const auto& object = voc.objects[i];
      const bool as_drawn = voc.database == "Unknown";
      const std::string record = where + ", object " + std::to_string(i + 1);
      Attributes more;
      if (!object.parts.empty()) more.set(kGroup, std::to_string(i + 1));
      add(object, more, as_drawn, record, image);
      for (const auto& part : object.parts) {
        more.set("part", true);
        add(part, more, as_drawn, record + ", part '" + part.name + "'", image);
      }
    }
    return true;
  }

  // By the name in the file, else by the file's own: files get renamed.
  fs::path find_image(const VocFile& voc, const fs::path& file, const std::string& where) {
    const auto folder = file.parent_path();
    const std::string name = voc.file_name.empty() ? fs::path(voc.path).filename().string() : voc.file_name;
    auto& listings = search_.listings();
    for (const auto& root : search_.all_roots(folder)) {
      auto found = listings.find(root, name);
      if (found.empty()) {
        const auto by_stem = listings.image_of_stem(root, file.stem().string());
        if (by_stem) found = *by_stem;
      }
      if (found.empty()) continue;
      search_.count_found();
      return found;
    }
    return search_.find(name, where);
  }

  void add(const VocObject& object, const Attributes& more, bool as_drawn, const std::string& where,
           ImageRecord& image) {
    if (!object.has_box) {
      context_.report.add("object without box", where, "Left out: it has no <bndbox>.");
      return;
    }
    FileBox box = object.box;
    if (!as_drawn && object.angle == 0) {
      box.x1 -= 1;
      box.y1 -= 1;
    }
    const auto inside =
        box_in_image(box, image.width, image.height, where, context_.report, Swapped::Mend, 1);
    if (!inside) return;
    const int label = labels_.number(object.name);
    if (label < 0) context_.report.add("object without name", where, "Kept without a label.");
    if (object.polygon) report_made_box(context_.report, where);
    if (object.angle != 0) report_turned_box(context_.report, where);
    Region region = labels_.region(label, *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    region.attributes = object.attributes;
    for (const auto& [name, value] : more.all()) region.attributes.set(name, value);
    image.regions.push_back(std::move(region));
  }

  std::string split_of(const fs::path& file) const {
    const auto listed = splits_.find(file.stem().string());
    if (listed != splits_.end()) return listed->second;
    const auto folder = file.parent_path().filename();
    if (folder == "train" || folder == "val" || folder == "test") return folder.string();
    return folder == "valid" ? "val" : "";
  }

  void at_end() override { search_.check_some_found(); }

  ImageSearch search_;
  const std::map<std::string, std::string> splits_;  // by stem
  std::set<std::string> seen_;
};

// Images by the lists of VOC; those of one class (cat_train.txt) say nothing new.
std::map<std::string, std::string> read_splits(const fs::path& root, const Context& context) {
  std::map<std::string, std::string> splits;
  std::error_code error;
  std::vector<fs::path> lists;
  for (fs::directory_iterator item(root / "ImageSets" / "Main", error), end; !error && item != end;
       item.increment(error)) {
    const auto stem = item->path().stem().string();
    const bool usual = stem == "train" || stem == "val" || stem == "test" || stem == "trainval";
    // Ours may have other names; VOC's lists of a class end like one of the usual ones.
    const bool of_class = stem.ends_with("_train") || stem.ends_with("_val") || stem.ends_with("_trainval") ||
                          stem.ends_with("_test");
    if (lower_extension(item->path()) == ".txt" && (usual || !of_class)) lists.push_back(item->path());
  }
  // trainval holds train and val once more: it comes last.
  std::sort(lists.begin(), lists.end(), [](const fs::path& a, const fs::path& b) {
    const bool late_a = a.stem() == "trainval", late_b = b.stem() == "trainval";
    return late_a != late_b ? late_b : a < b;
  });
  for (const auto& list : lists) {
    const auto text = read_annotation_text(list, context.report);
    each_line(text, [&](std::string_view line, int) {
      if (!without_blanks(line).empty())
        splits.try_emplace(std::string(without_blanks(line)), list.stem().string());
    });
  }
  return splits;
}

std::vector<fs::path> xml_files_below(const fs::path& folder, const Context& context) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator item(folder, fs::directory_options::skip_permission_denied, error), end;
  for (; !error && item != end; item.increment(error)) {
    context.cancel.throw_if_cancelled();
    if (item->path().filename().string().starts_with('.'))
      item.disable_recursion_pending();
    else if (lower_extension(item->path()) == ".xml")
      files.push_back(item->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    const auto folder = path.parent_path();
    return std::make_unique<VocReader>(
        std::vector{path},
        ImageSearch::roots(options, {folder, folder.parent_path() / "JPEGImages", folder.parent_path()}),
        std::map<std::string, std::string>(), context);
  }
  fs::path root = path;
  if (!fs::is_directory(root / "Annotations", ignored)) {
    const auto years = years_in(path);
    if (years.size() > 1) {
      std::string names;
      for (const auto& year : years) names += (names.empty() ? "" : ", ") + year.string();
      throw Error(ErrorKind::InvalidInput,
                  path.string() + " holds several data sets. Give one of them: " + names + ".");
    }
    if (years.size() == 1) root = years.front();
  }
  const bool usual = fs::is_directory(root / "Annotations", ignored);
  auto files = xml_files_below(usual ? root / "Annotations" : root, context);
  if (files.empty()) {
    throw Error(ErrorKind::NotFound,
                path.string() + " holds no .xml files, in it or in Annotations/ below it.");
  }
  std::vector<fs::path> places = {root / "JPEGImages", root / "images", root};
  return std::make_unique<VocReader>(std::move(files), ImageSearch::roots(options, std::move(places)),
                                     read_splits(root, context), context);
}

}  // namespace

const Format& voc_format() {
  static const Format format{.id = "voc",
                             .name = "Pascal VOC (XML)",
                             .description =
                                 "a folder with Annotations/ and JPEGImages/, or .xml files beside images "
                                 "(labelImg): boxes with labels",
                             .holds = {.unlabelled_regions = false, .splits = true},
                             .recognises = recognises,
                             .read = read,
                             .write = write_voc};
  return format;
}

}  // namespace cloc::data
