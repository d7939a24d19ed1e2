// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/seen_images.h"

#include <charconv>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::indexing {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kFile = "images.txt";
constexpr int kVersion = 1;

[[noreturn]] void corrupt(const fs::path& path) {
  throw Error(ErrorKind::Corrupt,
              path.string() + " is cut or damaged. Remove its folder, and run the command again.");
}

// Takes a line off the front of `text`, which must end in one.
std::string_view take_line(std::string_view& text, const fs::path& path) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) corrupt(path);
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

template <class Number>
void take_number(std::string_view& line, Number& value, const fs::path& path) {
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc()) corrupt(path);
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  if (!line.empty() && line.front() == ' ') line.remove_prefix(1);
}

}  // namespace

store::Image SeenImages::seen(store::Image image) const {
  const auto found = images_.find(image.id);
  if (found == images_.end()) {
    image.stamp.reset();
    return image;
  }
  image.stamp = found->second.stamp;
  image.width = found->second.width;
  image.height = found->second.height;
  return image;
}

void SeenImages::add(const store::Image& image) {
  if (image.stamp) images_[image.id] = {*image.stamp, image.width, image.height};
}

void SeenImages::save(const fs::path& folder) const {
  AtomicFile file(folder / kFile);
  const json header = {{"version", kVersion},      {"complete", complete},       {"model", model},
                       {"mark_image", mark.image}, {"mark_region", mark.region}, {"images", images_.size()}};
  file.write(header.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
  std::string lines;
  for (const auto& [id, seen] : images_) {
    for (const std::int64_t number :
         {id, seen.stamp.mtime_ns, seen.stamp.size, std::int64_t{seen.width}, std::int64_t{seen.height}}) {
      lines += std::to_string(number) + ' ';
    }
    lines.back() = '\n';
    if (lines.size() > (1 << 20)) {
      file.write(lines);
      lines.clear();
    }
  }
  file.write(lines);
  file.commit();
}

SeenImages SeenImages::load(const fs::path& folder) {
  const auto path = folder / kFile;
  if (!fs::exists(path)) return {};
  const auto content = read_text_file(path);
  std::string_view text = content;
  SeenImages all;
  std::size_t count = 0;
  try {
    const auto header = json::parse(take_line(text, path));
    if (header.at("version").get<int>() != kVersion) {
      throw Error(ErrorKind::Unsupported, path.string() +
                                              " was made by another CLOC Studio. Use that one, or "
                                              "remove the folder and run the command again.");
    }
    all.complete = header.at("complete");
    all.model = header.at("model");
    all.mark = {header.at("mark_image"), header.at("mark_region")};
    count = header.at("images");
  } catch (const json::exception&) {
    corrupt(path);
  }
  while (!text.empty()) {
    auto line = take_line(text, path);
    store::ImageId id = 0;
    Seen seen;
    take_number(line, id, path);
    take_number(line, seen.stamp.mtime_ns, path);
    take_number(line, seen.stamp.size, path);
    take_number(line, seen.width, path);
    take_number(line, seen.height, path);
    if (!line.empty()) corrupt(path);
    all.images_[id] = seen;
  }
  if (all.images_.size() != count) corrupt(path);
  return all;
}

}  // namespace cloc::indexing
