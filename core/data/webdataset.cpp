// SPDX-License-Identifier: Apache-2.0
#include "core/data/webdataset.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <optional>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/data/image_files.h"
#include "core/data/label_set.h"
#include "core/data/split_name.h"
#include "core/data/tar_reader.h"
#include "core/data/text_encoding.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxShards = 1000000;

// "a-0001" for a-0001.tar, a-0001.tar.gz, a-0001.tgz; empty for what is no shard.
std::string stem_of_shard(const fs::path& path) {
  const std::string name = path.filename().string();
  for (const std::string_view ending : {".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.zstd"}) {
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  }
  return {};
}

std::vector<fs::path> expanded(const std::string& pattern) {
  const auto open = pattern.find('{'), close = pattern.find('}', open);
  const auto dots = pattern.find("..", open);
  if (open == std::string::npos || close == std::string::npos || dots > close) return {};
  const std::string from = pattern.substr(open + 1, dots - open - 1);
  const std::string to = pattern.substr(dots + 2, close - dots - 2);
  std::uint64_t first = 0, last = 0;
  const auto number = [](const std::string& text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
  };
  if (!number(from, first) || !number(to, last) || last < first || last - first >= kMaxShards) return {};
  std::vector<fs::path> paths;
  for (auto i = first; i <= last; ++i) {
    std::string digits = std::to_string(i);
    if (digits.size() < from.size()) digits.insert(0, from.size() - digits.size(), '0');
    paths.emplace_back(pattern.substr(0, open) + digits + pattern.substr(close + 1));
  }
  return paths;
}

std::vector<fs::path> listed(const fs::path& list) {
  std::vector<fs::path> paths;
  std::ifstream file(list);
  for (std::string line; paths.size() < kMaxShards && std::getline(file, line);) {
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
    if (line.empty() || line.size() > 4096) continue;
    if (stem_of_shard(line).empty()) return {};  // some other text
    const fs::path path(line);
    paths.push_back(path.is_absolute() ? path : list.parent_path() / path);
  }
  return paths;
}

bool recognises(const fs::path& path) {
  const auto shards = shards_of(path);
  std::error_code ignored;
  return std::any_of(shards.begin(), shards.end(),
                     [&](const fs::path& shard) { return fs::exists(shard, ignored); });
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

class WebDatasetReader final : public DatasetReader {
 public:
  WebDatasetReader(std::vector<fs::path> shards, fs::path unpack_folder, const Context& context)
      : unpack_folder_(std::move(unpack_folder)),
        report_(context.report),
        cancel_(context.cancel),
        meter_("reading shards", 0, {}) {
    std::int64_t bytes = 0;
    for (auto& shard : shards) {
      std::error_code error;
      const auto size = fs::file_size(shard, error);
      if (error) {
        report_.add("missing shard", shard.string(), error.message() + ": left out.");
        continue;
      }
      bytes += static_cast<std::int64_t>(size);
      shards_.push_back(std::move(shard));
    }
    if (shards_.empty()) {
      throw Error(ErrorKind::NotFound,
                  "None of the shards is there" +
                      (shards.empty() ? std::string(".") : ", e.g. " + shards[0].string() + "."));
    }
    meter_ = ProgressMeter("reading shards", bytes, context.progress);
  }

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override { return std::nullopt; }

  bool next(ImageRecord& image) override {
    for (;;) {
      if (!tar_ && !open_next()) {
        if (given_ == 0 && damaged_) {
          throw Error(ErrorKind::Corrupt,
                      shards_.front().string() +
                          " holds no image that can be read: it is cut, or no tar archive. Copy "
                          "or download it again.");
        }
        return false;
      }
      if (read_sample(image)) {
        ++given_;
        return true;
      }
    }
  }

 private:
  struct Sample {
    std::string key;
    fs::path image;
    std::optional<std::string> json, text, label;
  };

  bool open_next() {
    if (at_ == shards_.size()) return false;
    const auto& shard = shards_[at_++];
    tar_.emplace(shard, report_, meter_, cancel_);
    shard_name_ = shard.filename().string();
    const auto stem = stem_of_shard(shard);
    const std::string folder_name = stem.empty() ? shard_name_ + ".images" : stem;
    folder_ = (unpack_folder_.empty() ? shard.parent_path() : unpack_folder_) / folder_name;
    split_ = split_in_name(folder_name);
    seen_.clear();
    more_ = tar_->next();
    return true;
  }

  // Takes the members of the next key. False when there was none, or no image among them; closes the shard
  // after its last.
  bool read_sample(ImageRecord& image) {
    Sample sample;
    while (more_) {
      const auto [key, extension] = parts_of(tar_->name());
      if (key.empty() || key.back() == '/') {  // hidden files, such as macOS puts into archives
        report_.add("archive member of another sort", tar_->where(), "Its name has no key: left out.");
        more_ = tar_->next();
        continue;
      }
      if (sample.key.empty()) sample.key = key;
      if (key != sample.key) break;
      take_member(sample, extension);
      more_ = tar_->next();
    }
    const std::string where = shard_name_ + ", sample " + sample.key;
    if (!more_) {
      damaged_ = damaged_ || tar_->damaged();
      tar_.reset();
    }
    if (sample.key.empty()) return false;
    if (sample.image.empty()) {
      report_.add("sample without image", where, "Left out.");
      return false;
    }
    return make_image(sample, where, image);
  }

  // "a/b.seg.png" -> "a/b", "seg.png".
  static std::pair<std::string, std::string> parts_of(const std::string& name) {
    const auto slash = name.rfind('/');
    const auto dot = name.find('.', slash == std::string::npos ? 0 : slash + 1);
    if (dot == std::string::npos) return {name, {}};
    return {name.substr(0, dot), lower(name.substr(dot + 1))};
  }

  void take_member(Sample& sample, const std::string& extension) {
    const bool is_image = is_image_file("x." + extension) && extension.find('.') == std::string::npos;
    if (is_image) {
      if (!sample.image.empty() || !seen_.insert(sample.key).second) {
        report_.add("duplicate key", tar_->where(), "The first image of this key is kept.");
        return;
      }
      const auto target = folder_ / (sample.key + "." + extension);
      if (tar_->unpack(target)) sample.image = target;
      return;
    }
    auto* place = extension == "json"                            ? &sample.json
                  : extension == "txt" || extension == "caption" ? &sample.text
                  : extension == "cls"                           ? &sample.label
                                                                 : nullptr;
    if (place == nullptr) {
      report_.add("archive member of another sort", tar_->where(),
                  "Images, .json, .txt and .cls are read: left out.");
      return;
    }
    std::string text;
    if (!tar_->read(text)) return;
    *place = extension == "json" ? std::move(text) : utf8_text(std::move(text), tar_->where(), report_);
  }

  bool make_image(Sample& sample, const std::string& where, ImageRecord& image) {
    image = {};
    image.path = sample.image;
    image.source_id = given_ + 1;
    image.split = split_;
    if (!learn_size(image, where, report_)) return false;
    if (sample.json) {
      try {
        read_sample_json(*sample.json, where, image, labels_, report_);
      } catch (const Error& error) {
        report_.add("record that cannot be read", where + ".json",
                    std::string(error.what()) + " The image is kept.");
      }
    }
    if (sample.text) {
      auto& text = *sample.text;
      while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
      auto& captions = image.captions;
      if (!text.empty() && captions.empty()) captions.push_back(std::move(text));
    }
    if (sample.label) image.attributes.set("cls", std::move(*sample.label));
    return true;
  }

  std::vector<fs::path> shards_;
  const fs::path unpack_folder_;
  IssueReport& report_;
  const CancelToken cancel_;
  ProgressMeter meter_;
  LabelSet labels_;
  std::size_t at_ = 0;
  std::int64_t given_ = 0;
  bool damaged_ = false;

  // The shard at hand.
  std::optional<TarReader> tar_;
  bool more_ = false;  // the member that tar_ stands at is not taken yet
  std::string shard_name_, split_;
  fs::path folder_;
  std::unordered_set<std::string> seen_;  // keys with an image
};

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  auto shards = shards_of(path);
  if (shards.empty()) throw Error(ErrorKind::NotFound, path.string() + " names no tar shards.");
  return std::make_unique<WebDatasetReader>(std::move(shards), options.unpack_folder, context);
}

}  // namespace

std::vector<fs::path> shards_of(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    std::vector<fs::path> shards;
    for (fs::directory_iterator item(path, error), end; !error && item != end; item.increment(error)) {
      std::error_code ignored;
      if (!stem_of_shard(item->path()).empty() && item->is_regular_file(ignored))
        shards.push_back(item->path());
    }
    std::sort(shards.begin(), shards.end());
    return shards;
  }
  if (fs::exists(path, error)) {
    if (!stem_of_shard(path).empty()) return {path};
    return lower_extension(path) == ".txt" ? listed(path) : std::vector<fs::path>();
  }
  return stem_of_shard(path).empty() ? std::vector<fs::path>() : expanded(path.string());
}

const Format& webdataset_format() {
  static const Format format{
      .id = "webdataset",
      .name = "WebDataset (tar shards)",
      .description =
          "a .tar, .tar.gz or .tar.zst, a folder or list of them, or name-{0000..0099}.tar: images with "
          "JSON and text beside, GRIT",
      .holds = {.region_captions = true,
                .more_captions = true,
                .image_captions = true,
                .attributes = true,
                .splits = true},
      .recognises = recognises,
      .read = read,
      .write = webdataset_writer};
  return format;
}

}  // namespace cloc::data
