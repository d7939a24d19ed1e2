// SPDX-License-Identifier: Apache-2.0
#include "training/pack/pack.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/weights/safetensors.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kPackAgain = " Pack the data set again: cloc-cli data pack.";

[[noreturn]] void corrupt(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::Corrupt, where + ": " + what + kPackAgain);
}

data::ImageRecord record_of(const json& line, int labels) {
  data::ImageRecord record;
  record.path = line.at("name").get<std::string>();
  record.width = line.at("width");
  record.height = line.at("height");
  record.captions = line.at("captions").get<std::vector<std::string>>();
  for (const auto& item : line.at("regions")) {
    data::Region region;
    const auto& box = item.at("box");
    region.box = {box.at(0), box.at(1), box.at(2), box.at(3)};
    region.label = item.at("label");
    if (region.label >= labels) throw Error(ErrorKind::Corrupt, "a label's number is above the list");
    region.caption = item.at("caption");
    record.regions.push_back(std::move(region));
  }
  return record;
}

}  // namespace

bool Pack::is_pack(const fs::path& folder) {
  return fs::is_regular_file(folder / kPackFile);
}

Pack::Pack(const fs::path& folder) : folder_(folder) {
  const auto file = folder / kPackFile;
  std::vector<std::string> parts;
  std::int64_t images = 0;
  try {
    const auto about = json::parse(read_text_file(file));
    if (about.at("format") != "cloc-pack") corrupt(file.string(), "it is of no pack.");
    if (about.at("version").get<int>() > kPackVersion) {
      throw Error(ErrorKind::Unsupported, file.string() + " was made by a newer version of this program.");
    }
    input_size_ = about.at("input_size");
    images = about.at("images");
    dataset_.labels = about.at("labels").get<std::vector<std::string>>();
    parts = about.at("parts").get<std::vector<std::string>>();
  } catch (const json::exception& error) {
    corrupt(file.string(), std::string("it cannot be read (") + error.what() + ").");
  }
  for (const auto& part : parts) read_part(folder / part);
  if (static_cast<std::int64_t>(dataset_.images.size()) != images) {
    corrupt(file.string(), "it speaks of " + std::to_string(images) + " images, and its parts have " +
                               std::to_string(dataset_.images.size()) + ".");
  }
}

void Pack::read_part(const fs::path& file) {
  const auto part = weights::read_safetensors(file);
  const auto tensor = [&](const char* name) {
    const auto found = part.tensors.find(name);
    if (found == part.tensors.end() || found->second.scalar_type() != at::kByte)
      corrupt(file.string(), std::string("it lacks the bytes \"") + name + "\".");
    return found->second;
  };
  const auto pixels = tensor("pixels"), records = tensor("records");
  const auto count = pixels.dim() == 4 ? pixels.size(0) : -1;
  if (count < 0 || pixels.size(1) != input_size_ || pixels.size(2) != input_size_ || pixels.size(3) != 3)
    corrupt(file.string(), "its pixels are not of the size that the pack names.");
  first_.push_back(static_cast<std::int64_t>(dataset_.images.size()));
  pixels_.push_back(pixels);
  std::string_view text(reinterpret_cast<const char*>(records.data_ptr<std::uint8_t>()),
                        static_cast<std::size_t>(records.numel()));
  std::int64_t line = 0;
  for (; !text.empty(); ++line) {
    const auto end = text.find('\n');
    try {
      auto record = record_of(json::parse(text.substr(0, end)), static_cast<int>(dataset_.labels.size()));
      record.source_id = static_cast<std::int64_t>(dataset_.images.size());
      dataset_.images.push_back(std::move(record));
    } catch (const std::exception& error) {
      corrupt(file.string() + ", record " + std::to_string(line + 1), std::string(error.what()) + ".");
    }
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  if (line != count) {
    corrupt(file.string(),
            "it has " + std::to_string(line) + " records for " + std::to_string(count) + " images.");
  }
}

LetterboxedPixels Pack::load(const data::ImageRecord& image, int side) const {
  if (side != input_size_) {
    throw Error(ErrorKind::Mismatch, folder_.string() + " is packed for models of " +
                                         std::to_string(input_size_) + " pixels a side, and this one takes " +
                                         std::to_string(side) +
                                         ". Pack the data set for it: cloc-cli data pack "
                                         "--size " +
                                         std::to_string(side) + ".");
  }
  const auto part = static_cast<std::size_t>(std::upper_bound(first_.begin(), first_.end(), image.source_id) -
                                             first_.begin() - 1);
  const auto row = pixels_[part].select(0, image.source_id - first_[part]);
  // The row keeps the mapped file.
  const auto kept = std::make_shared<const at::Tensor>(row);
  return {std::shared_ptr<const std::uint8_t>(kept, row.data_ptr<std::uint8_t>()), image.width, image.height};
}

}  // namespace cloc::training
