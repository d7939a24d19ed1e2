// SPDX-License-Identifier: Apache-2.0
// ImageNet-style folders: CLASS/image.jpg or SPLIT/CLASS/image.jpg with SPLIT one of train, val, valid,
// validation, test. An image's class becomes one region of the whole image with that label and the attribute
// kWholeImage; names for WordNet's numbers are taken from LOC_synset_mapping.txt, words.txt or classnames.txt
// beside the folders. When writing, an image goes to the folder of its first region with kWholeImage, else of
// its first labelled region.
//
// A tree of photos in albums looks the same, and reading albums as classes would give each photo a label that
// nobody meant. So this is recognised by itself only where it is clear: split folders that hold the same
// classes, or folders that are all named as WordNet's numbers (n01440764). Otherwise it is read when it is
// asked for by name.
//
// Reported: left out "image of unknown size", "image without class folder".
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/file_per_image.h"
#include "core/data/image_files.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

std::string split_of(const std::string& folder) {
  if (folder == "train" || folder == "val" || folder == "test") return folder;
  return folder == "valid" || folder == "validation" ? "val" : "";
}

bool is_wordnet_number(const std::string& name) {
  return name.size() == 9 && name[0] == 'n' &&
         std::all_of(name.begin() + 1, name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

// Folders below, and whether images lie in `folder` itself. Looks at the first 5,000 entries.
std::set<std::string> folders_in(const fs::path& folder, bool& images) {
  std::set<std::string> folders;
  std::error_code error, ignored;
  int looked_at = 0;
  for (fs::directory_iterator item(folder, error), end; !error && item != end && looked_at < 5000;
       item.increment(error), ++looked_at) {
    const auto name = item->path().filename().string();
    if (name.starts_with('.')) continue;
    if (item->is_directory(ignored))
      folders.insert(name);
    else
      images |= is_image_file(name);
  }
  return folders;
}

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return false;
  bool images = false;
  const auto top = folders_in(path, images);
  if (images || top.size() < 2) return false;
  if (std::all_of(top.begin(), top.end(), is_wordnet_number)) return true;
  std::set<std::string> classes;
  for (const auto& name : top) {
    if (split_of(name).empty()) return false;
    bool loose = false;
    const auto below = folders_in(path / name, loose);
    // The same classes in each, or more in train.
    const bool fit = classes.empty() ||
                     std::includes(classes.begin(), classes.end(), below.begin(), below.end()) ||
                     std::includes(below.begin(), below.end(), classes.begin(), classes.end());
    if (loose || below.size() < 2 || !fit) return false;
    // images/ and labels/ are of other formats.
    if (below.contains("images") || below.contains("labels")) return false;
    for (const auto& name_below : below) {
      bool some = false;
      if (!folders_in(path / name / name_below, some).empty()) return false;  // deeper than classes
    }
    classes.insert(below.begin(), below.end());
  }
  return true;
}

// "n01440764 tench, Tinca tinca"
std::map<std::string, std::string> read_names(const fs::path& root, const Context& context) {
  std::map<std::string, std::string> names;
  std::error_code ignored;
  for (const auto& folder : {root, root.parent_path()}) {
    for (const char* name : {"LOC_synset_mapping.txt", "words.txt", "classnames.txt"}) {
      if (!names.empty() || !fs::is_regular_file(folder / name, ignored)) continue;
      each_line(read_annotation_text(folder / name, context.report), [&](std::string_view line, int) {
        const auto blank = line.find_first_of(" \t");
        if (blank != std::string_view::npos)
          names.try_emplace(std::string(line.substr(0, blank)), without_blanks(line.substr(blank)));
      });
    }
  }
  return names;
}

class ClassFolderReader final : public FilePerImageReader {
 public:
  ClassFolderReader(const fs::path& root, std::vector<fs::path> files, const Context& context)
      : FilePerImageReader("reading images", std::move(files), context),
        root_(root),
        names_(read_names(root, context)) {}

 private:
  bool read_file(std::size_t, const fs::path& file, ImageRecord& image) override {
    const auto below = file.lexically_relative(root_).parent_path();
    auto part = below.begin();
    if (part != below.end() && std::next(part) != below.end()) {
      image.split = split_of(part->string());
      if (!image.split.empty()) ++part;
    }
    if (part == below.end() || !split_of(part->string()).empty()) {
      context_.report.add("image without class folder", file.string(),
                          "Left out: its class is the folder it is in.");
      return false;
    }
    image.path = file;
    if (!learn_size(image, file.string(), context_.report)) return false;
    const auto folder = part->string();
    const auto name = names_.find(folder);
    const int label = labels_.number(name == names_.end() ? folder : name->second);
    Region region =
        labels_.region(label, {0, 0, static_cast<float>(image.width), static_cast<float>(image.height)});
    if (name != names_.end()) labels_.details(label).attributes.set("wordnet", folder);
    region.attributes.set(kWholeImage, true);
    image.regions.push_back(std::move(region));
    return true;
  }

  const fs::path root_;
  const std::map<std::string, std::string> names_;
};

std::unique_ptr<DatasetReader> read(const fs::path& given, const ReadOptions&, const Context& context) {
  const fs::path path = given.has_filename() ? given : given.parent_path();  // "folder/"
  std::error_code ignored;
  auto files = fs::is_directory(path, ignored) ? image_files_below(path, context) : std::vector<fs::path>();
  if (files.empty()) throw Error(ErrorKind::NotFound, path.string() + " holds no images in class folders.");
  return std::make_unique<ClassFolderReader>(path, std::move(files), context);
}

class ClassFolderWriter final : public DatasetWriter {
 public:
  ClassFolderWriter(const fs::path& path, const std::vector<std::string>& labels, const WriteOptions& options,
                    const Context& context)
      : folder_(path, options.overwrite), options_(options), context_(context) {
    std::set<std::string> taken;
    for (const auto& label : labels) {
      std::string name = label;
      for (char& c : name) {
        if (c == '/' || static_cast<unsigned char>(c) < ' ') c = '_';
      }
      // ".", ".." and hidden folders are not read; nor are folders that look like a split.
      if (name.starts_with('.') || !split_of(name).empty()) name.insert(name.begin(), '_');
      const std::string wanted = name;
      for (int copy = 2; !taken.insert(name).second; ++copy) {
        name = wanted;
        name += '_';
        name += std::to_string(copy);
      }
      if (name != label)
        context_.report.add("label written otherwise", "label " + json_string(label),
                            "Its folder is '" + name + "'.");
      folders_.push_back(name);
    }
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const Region* chosen = nullptr;
    for (const auto& region : image.regions) {
      const bool whole = region.attributes.flag(kWholeImage);
      if (region.label < 0 || (chosen != nullptr && (!whole || chosen->attributes.flag(kWholeImage))))
        continue;
      chosen = &region;
    }
    const auto others = image.regions.size() - (chosen != nullptr ? 1 : 0);
    if (chosen == nullptr) {
      context_.report.add("image without class folder", image.path.string(),
                          "Left out: none of its regions has a label.");
      return;
    }
    if (others > 0 || !chosen->attributes.flag(kWholeImage))
      context_.report.add("regions left out", image.path.string(), "Folders hold one label for an image.");
    const auto split = split_of(image.split);
    const auto folder = folder_.path() / split / folders_.at(static_cast<std::size_t>(chosen->label));
    images_.try_emplace(folder.string(), folder, options_, true, true).first->second.place(image);
  }

  void finish() override { folder_.finish(); }

 private:
  OutputFolder folder_;
  const WriteOptions options_;
  Context context_;
  std::vector<std::string> folders_;            // of each label
  std::map<std::string, OutputImages> images_;  // by folder
};

std::unique_ptr<DatasetWriter> write(const fs::path& path, const std::vector<std::string>& labels,
                                     const std::vector<LabelDetails>&, const WriteOptions& options,
                                     const Context& context) {
  return std::make_unique<ClassFolderWriter>(path, labels, options, context);
}

}  // namespace

const Format& class_folders_format() {
  static const Format format{
      .id = "classfolders",
      .name = "Class folders (ImageNet)",
      .description =
          "a folder of images for each class, also below train/ and val/: one label for each whole image",
      // It holds a label for the whole image, and no box.
      .holds = {.regions = false,
                .unlabelled_regions = false,
                .splits = true,
                .images_without_regions = false},
      .recognises = recognises,
      .read = read,
      .write = write};
  return format;
}

}  // namespace cloc::data
