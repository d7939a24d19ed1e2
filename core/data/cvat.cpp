// SPDX-License-Identifier: Apache-2.0
// CVAT's XML 1.1, "for images" and "for video". Boxes, polygons, masks, ellipses, cuboids, polylines and
// skeletons become boxes; a tag becomes a region of the whole image with the attribute kWholeImage. Labels
// bring colours and parents, regions their attributes ("true", numbers and texts as they look), "occluded"
// and "group".
//
// Tracks of a video are spread over its frames, which must be image files: the frame's number is the last
// number in the file's name (CVAT writes frame_000012.PNG), or its place among the sorted files when names
// have none. "track" is then an attribute, the track's number.
//
// Reported beside what box_in_image says. Left out: "missing image file", "image of unknown size", "duplicate
// image", "image without id or file name", "shape of unknown kind", "file that ends too early" (what is
// before is kept). Kept: "object without name", "box made from a mask or polygon", "rotated box made
// straight", "size other than the image's".
#include "core/data/cvat.h"

#include <QFile>
#include <QXmlStreamReader>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/image_search.h"
#include "core/data/label_set.h"
#include "core/data/points_box.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

bool is_cvat_file(const fs::path& path) {
  std::error_code ignored;
  if (lower_extension(path) != ".xml" || !fs::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string start(4096, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  std::erase(start, '\0');  // UTF-16
  return start.find("<annotations>") != std::string::npos || start.find("<annotations ") != std::string::npos;
}

fs::path file_in(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return path;
  return path / "annotations.xml";  // as CVAT's archives have it
}

bool recognises(const fs::path& path) {
  return is_cvat_file(file_in(path));
}

std::string plain(const QString& text) {
  const QByteArray bytes = text.toUtf8();
  return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

double number(const QXmlStreamAttributes& attributes, const char* name) {
  return number_of(plain(attributes.value(QLatin1String(name)).toString()))
      .value_or(std::numeric_limits<double>::quiet_NaN());
}

std::string text(const QXmlStreamAttributes& attributes, const char* name) {
  return plain(attributes.value(QLatin1String(name)).toString());
}

// One shape as it stands in the file.
struct Shape {
  std::string label, where;
  FileBox box;
  bool has_box = false, made = false, turned = false, tag = false, outside = false;
  Attributes attributes;
};

class CvatReader final : public DatasetReader {
 public:
  CvatReader(const fs::path& path, const ReadOptions& options, const Context& context)
      : path_(path),
        context_(context),
        file_(QString::fromStdString(path.string())),
        roots_(ImageSearch::roots(options, {path.parent_path() / "images", path.parent_path()})),
        search_(roots_, context.report),
        meter_("reading " + path.filename().string(), size_of(path), context.progress) {
    if (!file_.open(QIODevice::ReadOnly))
      throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
    xml_.setDevice(&file_);
    if (xml_.readNextStartElement() && xml_.name() != u"annotations")
      xml_.raiseError("the outermost element is not <annotations>");
    if (xml_.hasError()) fail();
  }

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override { return std::nullopt; }

  bool next(ImageRecord& image) override {
    while (!ended_ && xml_.readNextStartElement()) {
      tick();
      if (xml_.name() == u"meta") {
        read_meta();
      } else if (xml_.name() == u"image") {
        image = {};
        const bool kept = read_image(image);
        if (xml_.hasError()) break;  // an image that is not whole
        if (kept) return true;
      } else if (xml_.name() == u"track") {
        read_track();
      } else {
        xml_.skipCurrentElement();
      }
    }
    if (!ended_ && xml_.hasError()) at_error();
    ended_ = true;
    if (next_frame(image)) return true;
    search_.check_some_found();
    return false;
  }

 private:
  static std::int64_t size_of(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error))
      throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
    const auto size = fs::file_size(path, error);
    return error ? 0 : static_cast<std::int64_t>(size);
  }

  void tick() {
    context_.cancel.throw_if_cancelled();
    meter_.advance(file_.pos() - reported_);
    reported_ = file_.pos();
  }

  void at_error() {
    if (xml_.error() != QXmlStreamReader::PrematureEndOfDocumentError || (images_ == 0 && frames_.empty()))
      fail();
    context_.report.add("file that ends too early",
                        path_.string() + ", line " + std::to_string(xml_.lineNumber()),
                        "The images before are kept. Copy or download it again.");
  }

  [[noreturn]] void fail() const {
    std::string message = path_.string() + ", line " + std::to_string(xml_.lineNumber());
    message += ", cannot be read as CVAT's XML: " + plain(xml_.errorString());
    if (!message.ends_with('.')) message += ".";
    throw Error(ErrorKind::Corrupt, message + " Correct that place, or export it again.");
  }

  // Wherever labels are: below <task>, <job> or <project>.
  void read_meta() {
    int depth = 1;
    while (depth > 0 && !xml_.atEnd()) {
      xml_.readNext();
      if (xml_.isEndElement()) --depth;
      if (!xml_.isStartElement()) continue;
      if (xml_.name() == u"label")
        read_label();
      else
        ++depth;
    }
  }

  void read_label() {
    std::string name, colour, parent;
    while (xml_.readNextStartElement()) {
      const QString tag = xml_.name().toString();
      const auto value = plain(xml_.readElementText(QXmlStreamReader::SkipChildElements));
      if (tag == u"name") name = value;
      if (tag == u"color") colour = value;
      if (tag == u"parent") parent = value;
    }
    const int label = labels_.number(name);
    if (label < 0) return;
    const bool right =
        colour.size() == 7 && colour[0] == '#' &&
        std::all_of(colour.begin() + 1, colour.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (right || !parent.empty()) {
      auto& details = labels_.details(label);
      if (right) details.colour = colour;
      details.parent = parent;
    }
  }

  bool read_image(ImageRecord& image) {
    const auto attributes = xml_.attributes();
    const std::string name = text(attributes, "name");
    const std::string where = path_.filename().string() + ", line " + std::to_string(xml_.lineNumber());
    image.source_id =
        static_cast<std::int64_t>(number_of(text(attributes, "id")).value_or(static_cast<double>(images_)));
    image.split = split_of(text(attributes, "subset"));
    std::vector<Shape> shapes;
    while (xml_.readNextStartElement()) shapes.push_back(read_shape({}));
    if (name.empty()) {
      context_.report.add("image without id or file name", where, "Left out: it cannot be found.");
      return false;
    }
    // CVAT's archives have images/SUBSET/NAME.
    std::vector<fs::path> first;
    for (const auto& root : roots_) {
      if (const auto subset = text(attributes, "subset"); !subset.empty()) first.push_back(root / subset);
    }
    image.path = search_.find(name, where, first);
    if (image.path.empty()) return false;
    if (!seen_.insert(image.path.string()).second) {
      context_.report.add("duplicate image", where,
                          "Left out: " + image.path.string() + " was there already.");
      return false;
    }
    const double width = number(attributes, "width"), height = number(attributes, "height");
    if (!take_own_size(image, width, height, where, context_.report)) return false;
    for (auto& shape : shapes) add(shape, image);
    ++images_;
    return true;
  }

  static std::string split_of(std::string subset) {
    for (char& c : subset) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (subset == "default") return {};
    return subset == "validation" ? "val" : subset;
  }

  // At a shape's start element; after it at its end.
  Shape read_shape(const std::string& track_label) {
    Shape shape;
    const QString kind = xml_.name().toString();
    const auto attributes = xml_.attributes();
    shape.where = path_.filename().string() + ", line " + std::to_string(xml_.lineNumber());
    shape.label = track_label.empty() ? text(attributes, "label") : track_label;
    shape.outside = text(attributes, "outside") == "1";
    if (text(attributes, "occluded") == "1") shape.attributes.set(kOccluded, true);
    if (auto group = text(attributes, "group_id"); !group.empty() && group != "0")
      shape.attributes.set(kGroup, group);
    if (auto source = text(attributes, "source"); !source.empty() && source != "manual")
      shape.attributes.set("source", source);
    PointsBox around;
    read_place(kind, attributes, shape, around);
    while (xml_.readNextStartElement()) {
      if (xml_.name() == u"attribute") {
        const auto name = text(xml_.attributes(), "name");
        const auto value = plain(xml_.readElementText(QXmlStreamReader::SkipChildElements));
        if (!name.empty()) shape.attributes.set(name, attribute_of_text(value));
      } else if (xml_.name() == u"points") {  // of a skeleton
        if (text(xml_.attributes(), "outside") != "1") add_points(text(xml_.attributes(), "points"), around);
        xml_.skipCurrentElement();
      } else {
        xml_.skipCurrentElement();
      }
    }
    if (around.count() > 0) {
      shape.box = around.box();
      shape.has_box = shape.made = true;
    }
    return shape;
  }

  void read_place(const QString& kind, const QXmlStreamAttributes& attributes, Shape& shape,
                  PointsBox& around) {
    const double angle = number_of(text(attributes, "rotation")).value_or(0);
    if (kind == u"box") {
      shape.box = {number(attributes, "xtl"), number(attributes, "ytl"), number(attributes, "xbr"),
                   number(attributes, "ybr")};
      shape.has_box = true;
      const auto& box = shape.box;
      shape.turned = angle != 0 && box.x1 < box.x2 && box.y1 < box.y2;
      if (shape.turned) shape.box = turned_box(box, (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2, angle);
    } else if (kind == u"ellipse") {
      const double x = number(attributes, "cx"), y = number(attributes, "cy");
      const double wide = number(attributes, "rx"), high = number(attributes, "ry");
      shape.box = turned_box({x - wide, y - high, x + wide, y + high}, x, y, angle);
      shape.has_box = shape.made = true;
    } else if (kind == u"mask") {
      const double left = number(attributes, "left"), top = number(attributes, "top");
      shape.box = {left, top, left + number(attributes, "width"), top + number(attributes, "height")};
      shape.has_box = shape.made = true;
    } else if (kind == u"cuboid") {
      for (const char* corner : {"tl1", "bl1", "tr1", "br1", "tl2", "bl2", "tr2", "br2"}) {
        const std::string name = corner;
        around.add(number(attributes, ("x" + name).c_str()), number(attributes, ("y" + name).c_str()));
      }
    } else if (kind == u"tag") {
      shape.tag = true;
    } else if (kind == u"polygon" || kind == u"polyline" || kind == u"points") {
      add_points(text(attributes, "points"), around);
      shape.has_box = shape.made = true;
      shape.box = around.box();
    } else if (kind != u"skeleton") {
      context_.report.add("shape of unknown kind", shape.where,
                          "Left out: <" + plain(kind) + "> is not known.");
      shape.outside = true;
    }
  }

  // "10.5,20;30,40"
  static void add_points(std::string_view points, PointsBox& around) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    while (!points.empty()) {
      const auto end = std::min(points.find(';'), points.size());
      const auto point = points.substr(0, end);
      const auto comma = point.find(',');
      if (comma == std::string_view::npos)
        around.add(kNone, kNone);
      else
        around.add(number_of(point.substr(0, comma)).value_or(kNone),
                   number_of(point.substr(comma + 1)).value_or(kNone));
      points.remove_prefix(std::min(end + 1, points.size()));
    }
  }

  void add(Shape& shape, ImageRecord& image) {
    if (shape.outside) return;
    if (shape.tag) {
      shape.box = {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
      shape.attributes.set(kWholeImage, true);
    } else if (!shape.has_box) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      shape.box = {kNone, kNone, kNone, kNone};
    }
    const auto inside = box_in_image(shape.box, image.width, image.height, shape.where, context_.report);
    if (!inside) return;
    if (shape.made) report_made_box(context_.report, shape.where);
    if (shape.turned) report_turned_box(context_.report, shape.where);
    const int label = labels_.number(shape.label);
    if (label < 0) context_.report.add("object without name", shape.where, "Kept without a label.");
    Region region = labels_.region(label, *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    region.attributes = std::move(shape.attributes);
    image.regions.push_back(std::move(region));
  }

  // ---- video ----

  void read_track() {
    const auto attributes = xml_.attributes();
    const auto label = text(attributes, "label");
    const auto id = number_of(text(attributes, "id"));
    while (xml_.readNextStartElement()) {
      const auto frame = number_of(text(xml_.attributes(), "frame"));
      Shape shape = read_shape(label);
      if (shape.outside) continue;
      if (!frame || !(*frame >= 0) || *frame > 1e9) {
        context_.report.add("missing image file", shape.where, "Left out: the shape names no frame.");
        continue;
      }
      if (id && std::isfinite(*id)) shape.attributes.set("track", *id);
      frames_[static_cast<int>(*frame)].push_back(std::move(shape));
    }
  }

  // The files by the last number in their names; by their place when one has none.
  void list_frame_files() {
    frames_listed_ = true;
    for (const auto& root : roots_) {
      std::error_code ignored;
      if (!fs::is_directory(root, ignored)) continue;
      auto files = image_files_below(root, context_);
      if (files.empty()) continue;
      bool numbered = true;
      for (const auto& file : files) {
        const auto stem = file.stem().string();
        const auto last = stem.find_last_of("0123456789");
        const auto before = last == std::string::npos ? last : stem.find_last_not_of("0123456789", last);
        const auto first = before == std::string::npos ? 0 : before + 1;
        const auto frame =
            last == std::string::npos ? std::nullopt : number_of(stem.substr(first, last + 1 - first));
        numbered = numbered && frame && *frame < 1e9 &&
                   frame_files_.try_emplace(static_cast<int>(*frame), file).second;
      }
      if (!numbered) {
        frame_files_.clear();
        for (std::size_t i = 0; i < files.size(); ++i) frame_files_[static_cast<int>(i)] = files[i];
      }
      return;
    }
  }

  bool next_frame(ImageRecord& image) {
    while (!frames_.empty()) {
      context_.cancel.throw_if_cancelled();
      if (!frames_listed_) list_frame_files();
      auto frame = frames_.extract(frames_.begin());
      const std::string where = path_.filename().string() + ", frame " + std::to_string(frame.key());
      const auto file = frame_files_.find(frame.key());
      if (file == frame_files_.end()) {
        search_.report_missing("frame_" + std::to_string(frame.key()), where);
        continue;
      }
      search_.count_found();
      image = {};
      image.source_id = frame.key();
      image.path = file->second;
      if (!learn_size(image, where, context_.report)) continue;
      for (auto& shape : frame.mapped()) add(shape, image);
      return true;
    }
    return false;
  }

  const fs::path path_;
  Context context_;
  QFile file_;
  QXmlStreamReader xml_;
  const std::vector<fs::path> roots_;
  ImageSearch search_;
  ProgressMeter meter_;
  LabelSet labels_;
  std::set<std::string> seen_;
  std::map<int, std::vector<Shape>> frames_;
  std::map<int, fs::path> frame_files_;
  std::int64_t images_ = 0, reported_ = 0;
  bool ended_ = false, frames_listed_ = false;
};

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  return std::make_unique<CvatReader>(file_in(path), options, context);
}

}  // namespace

const Format& cvat_format() {
  static const Format format{.id = "cvat",
                             .name = "CVAT (XML 1.1)",
                             .description =
                                 "annotations.xml of CVAT for images or for video: boxes with labels and "
                                 "attributes, tags, label colours",
                             .holds = {.splits = true, .label_details = true},
                             .recognises = recognises,
                             .read = read,
                             .write = write_cvat};
  return format;
}

}  // namespace cloc::data
