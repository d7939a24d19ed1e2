// SPDX-License-Identifier: Apache-2.0
// labelme: a JSON file for each image, beside it (versions 3 to 5, and tools that write the same, such as
// X-AnyLabeling). "description" is a region's caption; "flags" become attributes of image and region that are
// true or false, "group_id" the attribute "group".
//
// An image that is in its JSON alone ("imageData") is written below options.unpack_folder, by default a
// folder beside the data set with "-images" after its name.
//
// Reported beside what box_in_image says. Left out: "missing image file", "image of unknown size", "embedded
// image that cannot be decoded", "annotation file that cannot be read", "duplicate image", "annotation that
// is no object". Kept: "object without name", "box made from a mask or polygon" (all shapes but rectangles),
// "size other than the image's".
#include <QByteArray>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/data/annotation_text.h"
#include "core/data/file_per_image.h"
#include "core/data/image_search.h"
#include "core/data/output_folder.h"
#include "core/data/points_box.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

// By its first and last bytes: what is between may be an image.
bool is_labelme_file(const fs::path& path) {
  std::error_code ignored;
  if (lower_extension(path) != ".json" || !fs::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  constexpr std::streamsize kLook = 8192;
  std::string text(static_cast<std::size_t>(kLook), '\0');
  file.read(text.data(), kLook);
  text.resize(static_cast<std::size_t>(file.gcount()));
  file.clear();
  if (fs::file_size(path, ignored) > static_cast<std::uintmax_t>(kLook) &&
      file.seekg(-kLook, std::ios::end)) {
    std::string end(static_cast<std::size_t>(kLook), '\0');
    file.read(end.data(), kLook);
    text += end;
  }
  std::erase(text, '\0');  // UTF-16
  const bool shapes = text.find("\"shapes\"") != std::string::npos;
  return shapes &&
         (text.find("\"imagePath\"") != std::string::npos || text.find("\"flags\"") != std::string::npos ||
          text.find("\"shape_type\"") != std::string::npos);
}

std::vector<fs::path> json_files_below(const fs::path& folder, const Context& context) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator item(folder, fs::directory_options::skip_permission_denied, error), end;
  for (; !error && item != end; item.increment(error)) {
    context.cancel.throw_if_cancelled();
    if (item->path().filename().string().starts_with('.'))
      item.disable_recursion_pending();
    else if (is_labelme_file(item->path()))
      files.push_back(item->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool has_labelme_files(const fs::path& folder) {
  std::error_code error;
  int looked_at = 0;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    if (lower_extension(item->path()) != ".json") continue;
    if (is_labelme_file(item->path())) return true;
    if (++looked_at == 10) break;
  }
  return false;
}

bool recognises(const fs::path& path) {
  std::error_code error, ignored;
  if (!fs::is_directory(path, error)) return is_labelme_file(path);
  if (has_labelme_files(path)) return true;
  int looked_at = 0;
  for (fs::directory_iterator item(path, error), end; !error && item != end && looked_at < 100;
       item.increment(error), ++looked_at) {
    if (item->is_directory(ignored) && has_labelme_files(item->path())) return true;
  }
  return false;
}

double number(const json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

const json& member(const json& object, const char* name) {
  static const json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? none : *found;
}

// Texts, and numbers where people typed one.
std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() || value.is_boolean() ? value.dump() : std::string();
}

void read_flags(const json& flags, Attributes& attributes) {
  if (!flags.is_object()) return;
  for (const auto& [name, value] : flags.items()) {
    if (value.is_boolean()) attributes.set(name, value.get<bool>());
  }
}

FileBox box_of(const json& shape, bool& is_box) {
  const auto type = text_of(member(shape, "shape_type"));
  PointsBox around;
  std::vector<std::pair<double, double>> points;
  if (const auto& list = member(shape, "points"); list.is_array()) {
    for (const auto& point : list) {
      const bool pair = point.is_array() && point.size() >= 2;
      points.emplace_back(pair ? number(point[0]) : number({}), pair ? number(point[1]) : number({}));
    }
  }
  is_box = type == "rectangle";  // two opposite corners, any two
  if (type == "circle" && points.size() == 2) {
    const auto [x, y] = points[0];
    const double radius = std::hypot(points[1].first - x, points[1].second - y);
    return {x - radius, y - radius, x + radius, y + radius};
  }
  for (const auto& [x, y] : points) around.add(x, y);
  return around.box();
}

std::string extension_of(const QByteArray& image) {
  if (image.startsWith("\x89PNG")) return ".png";
  if (image.startsWith("BM")) return ".bmp";
  if (image.startsWith("RIFF")) return ".webp";
  if (image.startsWith("II*") || image.startsWith("MM")) return ".tif";
  return ".jpg";
}

class LabelmeReader final : public FilePerImageReader {
 public:
  LabelmeReader(std::vector<fs::path> files, fs::path root, fs::path unpack_folder,
                std::vector<fs::path> roots, const Context& context)
      : FilePerImageReader("reading annotations", std::move(files), context),
        root_(std::move(root)),
        unpack_folder_(std::move(unpack_folder)),
        search_(std::move(roots), context.report) {}

 private:
  bool read_file(std::size_t, const fs::path& file, ImageRecord& image) override {
    const std::string where = file.string();
    const json document = parse_json_text(read_annotation_text(file, context_.report), where);
    if (!document.is_object() || !member(document, "shapes").is_array())
      throw Error(ErrorKind::Corrupt, where + " is JSON but not labelme's: it has no list \"shapes\".");
    image.path = find_image(document, file);
    if (image.path.empty()) return false;
    if (!seen_.insert(image.path.lexically_normal().string()).second) {
      context_.report.add("duplicate image", where,
                          "Left out: another file describes " + image.path.string() + ".");
      return false;
    }
    const auto &width = member(document, "imageWidth"), &height = member(document, "imageHeight");
    if (!take_own_size(image, width.is_number() ? number(width) : 0, height.is_number() ? number(height) : 0,
                       where, context_.report)) {
      return false;
    }
    read_flags(member(document, "flags"), image.attributes);
    std::size_t count = 0;
    for (const auto& shape : document["shapes"]) {
      if (++count % 1024 == 0) context_.cancel.throw_if_cancelled();
      add(shape, where + ", shape " + std::to_string(count), image);
    }
    return true;
  }

  void add(const json& shape, const std::string& where, ImageRecord& image) {
    if (!shape.is_object()) {
      context_.report.add("annotation that is no object", where, "Left out: expected an object in braces.");
      return;
    }
    bool is_box = false;
    const auto inside = box_in_image(box_of(shape, is_box), image.width, image.height, where, context_.report,
                                     Swapped::LeaveOut);
    if (!inside) return;
    if (!is_box) report_made_box(context_.report, where);
    const int label = labels_.number(text_of(member(shape, "label")));
    if (label < 0) context_.report.add("object without name", where, "Kept without a label.");
    Region region = labels_.region(label, *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    if (const auto& text = member(shape, "description"); text.is_string() && !text.get<std::string>().empty())
      region.caption = text.get<std::string>();
    if (auto group = text_of(member(shape, "group_id")); !group.empty()) region.attributes.set(kGroup, group);
    read_flags(member(shape, "flags"), region.attributes);
    if (const auto& score = member(shape, "score"); score.is_number())
      region.attributes.set(kScore, score.get<double>());
    if (member(shape, "difficult") == json(true)) region.attributes.set(kDifficult, true);
    image.regions.push_back(std::move(region));
  }

  // As "imagePath" says, from the file's folder (it may lead out of it); else beside, under the file's own
  // name; else out of the file.
  fs::path find_image(const json& document, const fs::path& file) {
    const auto folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
    const std::string given = text_of(member(document, "imagePath"));
    auto& listings = search_.listings();
    std::string name = given;
    std::replace(name.begin(), name.end(), '\\', '/');
    for (const auto& spelling : {given, name}) {
      const bool possible = spelling.find('\0') == std::string::npos && is_image_file(spelling);
      const auto direct = (folder / spelling).lexically_normal();
      if (!possible || !listings.contains(direct)) continue;
      search_.count_found();
      return direct;
    }
    for (const auto& root : search_.all_roots(folder)) {
      auto found = given.find('\0') == std::string::npos ? listings.find(root, name) : fs::path();
      if (found.empty()) found = listings.find(root, fs::path(name).filename().string());
      if (found.empty()) found = listings.image_of_stem(root, file.stem().string()).value_or(fs::path());
      if (found.empty()) continue;
      search_.count_found();
      return found;
    }
    const auto& embedded = member(document, "imageData");
    if (embedded.is_string() && !embedded.get_ref<const std::string&>().empty())
      return unpack(embedded.get_ref<const std::string&>(), file);
    search_.report_missing(given, file.string());
    return {};
  }

  fs::path unpack(const std::string& base64, const fs::path& file) {
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(base64.data(), static_cast<qsizetype>(base64.size())),
        QByteArray::AbortOnBase64DecodingErrors);
    if (decoded.decodingStatus != QByteArray::Base64DecodingStatus::Ok || decoded.decoded.isEmpty()) {
      context_.report.add("embedded image that cannot be decoded", file.string(),
                          "Left out: \"imageData\" is no base64, and there is no image file.");
      return {};
    }
    // Below the folder as the JSON is below its own, so that no two meet; the name in the JSON could lead
    // anywhere.
    auto below = file.lexically_relative(root_);
    if (below.empty() || *below.begin() == "..") below = file.filename();
    fs::path target = unpack_folder_ / below;
    target.replace_extension(extension_of(decoded.decoded));
    std::error_code error;
    const auto size = fs::file_size(target, error);
    if (error || size != static_cast<std::uintmax_t>(decoded.decoded.size())) {
      fs::create_directories(target.parent_path(), error);
      AtomicFile out(target);
      out.write(
          std::string_view(decoded.decoded.constData(), static_cast<std::size_t>(decoded.decoded.size())));
      out.commit();
    }
    search_.count_found();
    return target;
  }

  void at_end() override { search_.check_some_found(); }

  const fs::path root_, unpack_folder_;
  ImageSearch search_;
  std::set<std::string> seen_;
};

std::unique_ptr<DatasetReader> read(const fs::path& given, const ReadOptions& options,
                                    const Context& context) {
  const fs::path path = given.has_filename() ? given : given.parent_path();  // "folder/"
  std::error_code ignored;
  const bool folder = fs::is_directory(path, ignored);
  std::vector<fs::path> files{path};
  if (folder) files = json_files_below(path, context);
  if (files.empty()) throw Error(ErrorKind::NotFound, path.string() + " holds no .json files of labelme.");
  auto unpack_folder = options.unpack_folder;
  if (unpack_folder.empty()) {
    const auto whole = fs::absolute(path).lexically_normal();
    std::string name = folder ? whole.filename().string() : whole.stem().string();
    name += "-images";
    unpack_folder = whole.parent_path() / name;
  }
  const auto root = folder ? path : path.parent_path();
  auto roots = ImageSearch::roots(options, {root, root / "images", root.parent_path() / "images"});
  return std::make_unique<LabelmeReader>(std::move(files), root, unpack_folder, std::move(roots), context);
}

// Writes the JSON beside copies of the images, or alone. Coordinates are exact.
class LabelmeWriter final : public DatasetWriter {
 public:
  LabelmeWriter(const fs::path& path, std::vector<std::string> labels, const WriteOptions& options,
                const Context& context)
      : folder_(path, options.overwrite),
        labels_(std::move(labels)),
        // No two images of one stem beside each other: they would share a JSON file.
        images_(folder_.path(), options, true, options.images != WriteOptions::Images::Leave),
        context_(context) {}

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const auto sized = with_size(image, "labelme has to say it", context_.report);
    const std::string name = images_.place(image);
    ordered_json document;
    document["version"] = "5.4.1";  // the tool's version whose fields these are
    document["flags"] = flags_of(image.attributes);
    auto& shapes = document["shapes"] = ordered_json::array();
    for (const auto& region : image.regions) shapes.push_back(shape_of(region));
    document["imagePath"] = name;
    document["imageData"] = nullptr;
    document["imageHeight"] = sized.height;
    document["imageWidth"] = sized.width;
    const std::string stem = fs::path(name).stem().string();
    std::string own = stem;
    for (int copy = 2; !stems_.insert(own).second; ++copy) own = stem + "_" + std::to_string(copy);
    own += ".json";
    write_file_below(folder_.path() / own,
                     document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  }

  void finish() override { folder_.finish(); }

 private:
  static ordered_json flags_of(const Attributes& attributes) {
    ordered_json flags = ordered_json::object();
    for (const auto& [name, value] : attributes.all()) {
      if (const auto* flag = std::get_if<bool>(&value)) flags[name] = *flag;
    }
    return flags;
  }

  ordered_json shape_of(const Region& region) const {
    ordered_json shape;
    const std::string label = region.label < 0 ? "" : labels_.at(static_cast<std::size_t>(region.label));
    shape["label"] = label;
    shape["points"] = {{region.box.x1, region.box.y1}, {region.box.x2, region.box.y2}};
    shape["group_id"] = nullptr;
    if (const auto group = region.attributes.text(kGroup); !group.empty()) {
      std::int64_t whole = 0;
      const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), whole);
      const bool digits = error == std::errc() && std::to_string(whole) == group;
      if (digits)
        shape["group_id"] = whole;
      else
        shape["group_id"] = group;
    }
    shape["description"] = region.caption == label ? "" : region.caption;
    shape["shape_type"] = "rectangle";
    shape["flags"] = flags_of(region.attributes);
    shape["mask"] = nullptr;
    if (const auto* score = region.attributes.find(kScore); score != nullptr) {
      if (const auto* value = std::get_if<double>(score)) shape["score"] = *value;
    }
    return shape;
  }

  OutputFolder folder_;
  const std::vector<std::string> labels_;
  OutputImages images_;
  Context context_;
  std::set<std::string> stems_;
};

std::unique_ptr<DatasetWriter> write(const fs::path& path, const std::vector<std::string>& labels,
                                     const std::vector<LabelDetails>&, const WriteOptions& options,
                                     const Context& context) {
  return std::make_unique<LabelmeWriter>(path, labels, options, context);
}

}  // namespace

const Format& labelme_format() {
  static const Format format{
      .id = "labelme",
      .name = "labelme (JSON)",
      .description = "a folder with labelme's .json files beside images: boxes with labels and descriptions",
      .holds = {.region_captions = true},
      .recognises = recognises,
      .read = read,
      .write = write};
  return format;
}

}  // namespace cloc::data
