// SPDX-License-Identifier: Apache-2.0
#include "core/data/yolo_layout.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <system_error>

#include <yaml-cpp/yaml.h>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/image_files.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 3> kNameLists = {"classes.txt", "obj.names", "predefined_classes.txt"};

bool is_yaml(const fs::path& path) {
  const auto extension = lower_extension(path);
  return extension == ".yaml" || extension == ".yml";
}

// Other YAML files lie about in data sets: one with names and a place of images is meant.
bool is_data_yaml(const fs::path& path) {
  std::error_code ignored;
  if (!is_yaml(path) || !fs::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string start(1 << 16, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  if (start.starts_with("\xef\xbb\xbf")) start.erase(0, 3);
  bool classes = false, images = false;
  each_line(start, [&](std::string_view line, int) {
    classes |= line.starts_with("names") || line.starts_with("nc");
    images |= line.starts_with("train") || line.starts_with("val") || line.starts_with("test");
  });
  return classes && images;
}

// data.yaml before others, else the first by name.
fs::path data_yaml_in(const fs::path& folder) {
  for (const char* name : {"data.yaml", "data.yml", "dataset.yaml"}) {
    if (is_data_yaml(folder / name)) return folder / name;
  }
  std::set<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    if (is_data_yaml(item->path())) found.insert(item->path());
  }
  return found.empty() ? fs::path() : *found.begin();
}

// darknet's: names and lists of images. Other programs call their files so too.
bool is_darknet_file(const fs::path& path) {
  std::error_code ignored;
  if (lower_extension(path) != ".data" || !fs::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string start(4096, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  bool names = false, images = false;
  each_line(start, [&](std::string_view line, int) {
    const auto key = without_blanks(line.substr(0, line.find('=')));
    names |= key == "names";
    images |= key == "train" || key == "valid" || key == "test";
  });
  return names && images;
}

fs::path file_with_extension(const fs::path& folder, const std::string& extension) {
  std::set<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
    const bool fits =
        extension == ".data" ? is_darknet_file(item->path()) : lower_extension(item->path()) == extension;
    if (fits) found.insert(item->path());
  }
  return found.empty() ? fs::path() : *found.begin();
}

fs::path name_list_in(const fs::path& folder) {
  std::error_code ignored;
  for (const char* name : kNameLists) {
    if (fs::is_regular_file(folder / name, ignored)) return folder / name;
  }
  return {};
}

bool has_labels_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder / "images", error)) return false;
  fs::recursive_directory_iterator item(folder / "labels", error), end;
  for (int looked_at = 0; !error && item != end && looked_at < 100; item.increment(error), ++looked_at) {
    if (lower_extension(item->path()) == ".txt") return true;
  }
  return false;
}

class Finder {
 public:
  Finder(const ReadOptions& options, const Context& context) : options_(options), context_(context) {}

  YoloLayout find(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      const auto yaml = data_yaml_in(path);
      const auto data = file_with_extension(path, ".data");
      if (!yaml.empty())
        read_yaml(yaml);
      else if (!data.empty())
        read_darknet(data);
      else
        read_folder(path);
    } else if (lower_extension(path) == ".data") {
      read_darknet(path);
    } else {
      read_yaml(path);
    }
    report_labels_without_image();
    if (layout_.images.empty()) {
      std::string message = "There are no images for " + path.string() + ".";
      if (!missing_.empty()) message += " Not found, for example: " + missing_ + ".";
      throw Error(ErrorKind::NotFound, message + " Give the folder that holds them.");
    }
    return std::move(layout_);
  }

 private:
  // The list of class names, a line each.
  void read_names(const fs::path& file) {
    if (file.empty()) return;
    const auto text = read_annotation_text(file, context_.report);
    each_line(text, [&](std::string_view line, int) { layout_.names.emplace_back(without_blanks(line)); });
    while (!layout_.names.empty() && layout_.names.back().empty()) layout_.names.pop_back();
  }

  void read_yaml(const fs::path& file) {
    const auto text = read_annotation_text(file, context_.report, std::size_t{64} << 20);
    try {
      const YAML::Node root = YAML::Load(text);
      if (!root.IsMap())
        throw Error(ErrorKind::Corrupt, file.string() + " is no data.yaml: expected names: and train:.");
      read_yaml_names(root["names"], root["nc"]);
      if (const auto shape = root["kpt_shape"]; shape && shape.IsSequence() && shape.size() == 2)
        layout_.keypoint_numbers =
            std::clamp(shape[0].as<int>(0), 0, 10000) * std::clamp(shape[1].as<int>(0), 0, 3);
      base_ = base_folder(file, root["path"]);
      yaml_folder_ = file.parent_path();
      for (const auto& entry : root) {
        const auto key = entry.first.as<std::string>("");
        const bool usual = key == "train" || key == "val" || key == "test";
        static const std::set<std::string> kOthers = {"path",      "names",    "nc",       "download",
                                                      "kpt_shape", "flip_idx", "roboflow", "channels",
                                                      "license",   "author"};
        if (kOthers.contains(key)) continue;
        if (entry.second.IsScalar())
          read_place(key, entry.second.as<std::string>(), usual);
        else if (entry.second.IsSequence())
          for (const auto& place : entry.second)
            if (place.IsScalar()) read_place(key, place.as<std::string>(), usual);
      }
    } catch (const YAML::Exception& error) {
      throw Error(ErrorKind::Corrupt, file.string() + ", line " + std::to_string(error.mark.line + 1) +
                                          ", cannot be read as YAML: " + error.msg + ". Correct that line.");
    }
  }

  void read_yaml_names(const YAML::Node& names, const YAML::Node& count) {
    constexpr int kMostClasses = 1 << 20;
    auto& list = layout_.names;
    if (names && names.IsSequence()) {
      for (const auto& name : names) list.push_back(name.IsScalar() ? name.as<std::string>() : "");
    } else if (names && names.IsMap()) {
      for (const auto& entry : names) {
        const int number = entry.first.as<int>(-1);
        if (number < 0 || number >= kMostClasses) {
          context_.report.add("category without id or name", "names in data.yaml",
                              "Left out: '" + entry.first.as<std::string>("") + "' is no class number.");
          continue;
        }
        if (list.size() <= static_cast<std::size_t>(number))
          list.resize(static_cast<std::size_t>(number) + 1);
        list[static_cast<std::size_t>(number)] =
            entry.second.IsScalar() ? entry.second.as<std::string>() : "";
      }
    } else if (count) {
      // Ultralytics' names for classes without one.
      const int classes = std::clamp(count.as<int>(0), 0, kMostClasses);
      for (int i = 0; i < classes; ++i) list.push_back("class_" + std::to_string(i));
    }
  }

  // "path:" is absolute, below the YAML's folder or that folder itself, however it was called where the YAML
  // was written.
  fs::path base_folder(const fs::path& file, const YAML::Node& path) const {
    if (!options_.image_root.empty()) return options_.image_root;
    const fs::path beside = file.parent_path().empty() ? fs::path(".") : file.parent_path();
    const fs::path wanted = path && path.IsScalar() ? path.as<std::string>() : "";
    std::error_code ignored;
    if (wanted.is_absolute()) return fs::is_directory(wanted, ignored) ? wanted : beside;
    for (const auto& folder : {beside / wanted, beside.parent_path() / wanted}) {
      if (!wanted.empty() && fs::is_directory(folder, ignored)) return folder;
    }
    return beside;
  }

  void read_place(const std::string& split, const std::string& place, bool usual) {
    // "val" is often "train" once more, for data sets too small to be divided.
    if (place.empty() || !places_.insert(place).second) return;
    std::error_code ignored;
    std::vector<fs::path> tried = {base_ / place, yaml_folder_ / place};
    // Roboflow's "../train/images" is meant from a folder further down.
    if (place.starts_with("../")) tried.insert(tried.begin() + 1, base_ / place.substr(3));
    for (const auto& candidate : tried) {
      if (fs::is_directory(candidate, ignored)) return add_folder(candidate.lexically_normal(), split);
      if (fs::is_regular_file(candidate, ignored) && lower_extension(candidate) == ".txt")
        return add_list(candidate.lexically_normal(), split);
    }
    if (!usual) return;  // some other key of the YAML
    if (missing_.empty()) missing_ = tried.front().string();
    context_.report.add("missing folder", tried.front().string(), "Its images (" + split + ") are left out.");
  }

  void add_folder(const fs::path& folder, const std::string& split) {
    for (auto& image : image_files_below(folder, context_)) add(std::move(image), split);
  }

  // A list of images, a line each; "./" is the folder of the list.
  void add_list(const fs::path& list, const std::string& split) {
    const auto text = read_annotation_text(list, context_.report);
    each_line(text, [&](std::string_view line, int number) {
      if (number % 1024 == 0) context_.cancel.throw_if_cancelled();
      const std::string name(without_blanks(line));
      if (name.empty()) return;
      const fs::path given(name);
      fs::path found;
      for (const auto& candidate : {list.parent_path() / given, base_ / given}) {
        if (!listings_.contains(candidate.lexically_normal())) continue;
        found = candidate.lexically_normal();
        break;
      }
      if (found.empty() && !options_.image_root.empty()) found = listings_.find(options_.image_root, name);
      // darknet writes "data/obj/a.jpg", from the folder it was started in.
      if (found.empty()) found = listings_.find(list.parent_path(), below_first_folder(given));
      if (!found.empty()) return add(std::move(found), split);
      if (missing_.empty()) missing_ = name;
      context_.report.add("missing image file", list.string() + ", line " + std::to_string(number),
                          "Left out: there is no image file '" + name + "'.");
    });
  }

  static std::string below_first_folder(const fs::path& path) {
    fs::path rest;
    for (auto part = std::next(path.begin(), path.empty() ? 0 : 1); part != path.end(); ++part) rest /= *part;
    return rest.string();
  }

  void add(fs::path image, const std::string& split) {
    if (!seen_.insert(image.string()).second) {
      context_.report.add("duplicate image", image.string(),
                          "It is listed twice: the second time (" + split + ") is left out.");
      return;
    }
    auto labels = yolo_labels_of(image);
    layout_.images.push_back({std::move(image), std::move(labels), split});
  }

  // Where labels have folders of their own.
  void report_labels_without_image() const {
    std::set<std::string> known, folders;
    for (const auto& image : layout_.images) {
      if (image.labels.parent_path() == image.image.parent_path()) continue;
      known.insert(image.labels.string());
      folders.insert(image.labels.parent_path().string());
    }
    for (const auto& folder : folders) {
      std::error_code error;
      std::set<std::string> files;
      for (fs::directory_iterator item(folder, error), end; !error && item != end; item.increment(error)) {
        const auto name = item->path().filename().string();
        const bool names = std::find(kNameLists.begin(), kNameLists.end(), name) != kNameLists.end();
        if (lower_extension(item->path()) == ".txt" && !names) files.insert(item->path().string());
      }
      for (const auto& file : files) {
        if (!known.contains(file))
          context_.report.add("missing image file", file, "Left out: there is no image for this label file.");
      }
    }
  }

  // train = data/train.txt, names = data/obj.names, ...: darknet's.
  void read_darknet(const fs::path& file) {
    base_ = file.parent_path();
    const auto text = read_annotation_text(file, context_.report);
    std::vector<std::pair<std::string, std::string>> values;
    each_line(text, [&](std::string_view line, int) {
      const auto equals = line.find('=');
      if (equals == std::string_view::npos || line.starts_with('#')) return;
      values.emplace_back(without_blanks(line.substr(0, equals)), without_blanks(line.substr(equals + 1)));
    });
    std::error_code ignored;
    for (const auto& [key, value] : values) {
      if (key != "train" && key != "valid" && key != "test" && key != "names") continue;
      fs::path found;
      for (const auto& candidate :
           {base_ / value, base_ / below_first_folder(value), base_ / fs::path(value).filename()}) {
        if (found.empty() && fs::is_regular_file(candidate, ignored)) found = candidate;
      }
      if (found.empty()) {
        if (missing_.empty()) missing_ = value;
        context_.report.add("missing folder", file.string(),
                            "There is no '" + value + "' (" + key + "): left out.");
      } else if (key == "names") {
        read_names(found);
      } else if (places_.insert(found.string()).second) {
        add_list(found, key == "valid" ? "val" : key);
      }
    }
  }

  // Images with .txt files beside them or in labels/, and a list of names.
  void read_folder(const fs::path& folder) {
    auto names = name_list_in(folder);
    if (names.empty()) names = name_list_in(folder / "labels");
    if (names.empty()) names = file_with_extension(folder, ".names");
    read_names(names);
    const auto root = !options_.image_root.empty() ? options_.image_root : folder;
    for (auto& image : image_files_below(root, context_)) {
      // images/train/7.jpg: the folder below images/ is the part.
      const auto below = image.lexically_relative(root);
      std::string split;
      for (const auto& part : below.parent_path()) {
        if (part == "train" || part == "val" || part == "test") split = part.string();
        if (part == "valid") split = "val";
      }
      add(std::move(image), split);
    }
  }

  const ReadOptions& options_;
  const Context& context_;
  YoloLayout layout_;
  FolderListings listings_;
  fs::path base_, yaml_folder_;
  std::set<std::string> places_, seen_;
  std::string missing_;
};

}  // namespace

bool is_yolo(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return is_data_yaml(path) || is_darknet_file(path);
  return !data_yaml_in(path).empty() || !name_list_in(path).empty() ||
         !name_list_in(path / "labels").empty() || has_labels_folder(path) ||
         !file_with_extension(path, ".data").empty() || !file_with_extension(path, ".names").empty();
}

YoloLayout find_yolo(const fs::path& path, const ReadOptions& options, const Context& context) {
  return Finder(options, context).find(path);
}

fs::path yolo_labels_of(const fs::path& image) {
  const auto name = fs::path(image.filename()).replace_extension(".txt");
  const auto folder = image.parent_path();
  std::vector<fs::path> parts(folder.begin(), folder.end());
  const auto last = std::find(parts.rbegin(), parts.rend(), fs::path("images"));
  if (last == parts.rend()) return folder / name;
  *last = "labels";
  fs::path labels;
  for (const auto& part : parts) labels /= part;
  std::error_code ignored;
  // darknet and labelImg put the text beside the image, whatever the folder is called.
  const auto beside = folder / name;
  if (!fs::exists(labels / name, ignored) && fs::exists(beside, ignored)) return beside;
  return labels / name;
}

}  // namespace cloc::data
