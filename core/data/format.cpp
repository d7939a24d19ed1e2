// SPDX-License-Identifier: Apache-2.0
#include "core/data/format.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/base/error.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

class MemoryReader final : public DatasetReader {
 public:
  explicit MemoryReader(Dataset dataset) : dataset_(std::move(dataset)) {}

  const std::vector<std::string>& labels() const override { return dataset_.labels; }
  const std::vector<LabelDetails>& label_details() const override { return dataset_.label_details; }
  std::optional<std::int64_t> image_count() const override {
    return static_cast<std::int64_t>(dataset_.images.size());
  }
  bool next(ImageRecord& image) override {
    if (at_ == dataset_.images.size()) return false;
    image = std::move(dataset_.images[at_++]);
    return true;
  }

 private:
  Dataset dataset_;
  std::size_t at_ = 0;
};

std::string with_thousands(std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

}  // namespace

Contents contents_of(const Dataset& dataset) {
  Contents contents;
  for (const auto& image : dataset.images) {
    ++contents.images;
    contents.empty_images += image.regions.empty() ? 1 : 0;
    contents.image_captions += static_cast<std::int64_t>(image.captions.size());
    contents.splits += image.split.empty() ? 0 : 1;
    contents.attributes += static_cast<std::int64_t>(image.attributes.all().size());
    for (const auto& region : image.regions) {
      ++contents.regions;
      contents.unlabelled_regions += region.label < 0 ? 1 : 0;
      const bool own_text =
          !region.caption.empty() &&
          (region.label < 0 || region.caption != dataset.labels[static_cast<std::size_t>(region.label)]);
      contents.region_captions += own_text ? 1 : 0;
      contents.more_captions += static_cast<std::int64_t>(region.more_captions.size());
      contents.attributes += static_cast<std::int64_t>(region.attributes.all().size());
    }
  }
  contents.label_details =
      std::count_if(dataset.label_details.begin(), dataset.label_details.end(),
                    [](const LabelDetails& details) { return details != LabelDetails{}; });
  return contents;
}

std::vector<std::string> left_out(const Contents& contents, const Holds& holds) {
  std::vector<std::string> sentences;
  const auto check = [&](bool held, std::int64_t number, const char* what) {
    if (!held && number > 0) sentences.push_back(with_thousands(number) + " " + what);
  };
  check(holds.regions, contents.regions, "regions");
  if (holds.regions) {
    check(holds.unlabelled_regions, contents.unlabelled_regions, "regions without a label");
    check(holds.region_captions, contents.region_captions, "region captions");
    check(holds.more_captions, contents.more_captions, "further captions of regions");
  }
  check(holds.image_captions, contents.image_captions, "image captions");
  check(holds.attributes, contents.attributes, "attributes of images and regions");
  check(holds.splits, contents.splits, "images' places in train, val or test");
  check(holds.label_details, contents.label_details, "labels' colours, parents and attributes");
  check(holds.images_without_regions, contents.empty_images, "images without regions");
  return sentences;
}

const Format& format_named(const std::string& id) {
  std::string ids;
  for (const auto* format : formats()) {
    if (format->id == id) return *format;
    ids += (ids.empty() ? "" : ", ") + format->id;
  }
  throw Error(ErrorKind::InvalidInput, "There is no format '" + id + "'. There are: " + ids + ".");
}

std::string known_formats() {
  std::string lines = "CLOC Studio reads:";
  for (const auto* format : formats()) lines += "\n  " + format->name + ": " + format->description;
  return lines;
}

const Format& recognised_format(const fs::path& path) {
  std::error_code error;
  // A pattern of shards, "name-{0000..0099}.tar", is no file.
  if (!fs::exists(path, error) && path.string().find('{') == std::string::npos) {
    throw Error(ErrorKind::NotFound, "There is nothing at " + path.string() + ". " + known_formats());
  }
  for (const auto* format : formats()) {
    if (format->recognises(path)) return *format;
  }
  throw Error(ErrorKind::InvalidInput, path.string() + " is not a data set. " + known_formats());
}

Dataset read_all(DatasetReader& reader) {
  Dataset dataset;
  for (ImageRecord image; reader.next(image); image = {}) dataset.images.push_back(std::move(image));
  dataset.labels = reader.labels();
  dataset.label_details = reader.label_details();
  return dataset;
}

std::unique_ptr<DatasetReader> reader_of(Dataset dataset) {
  return std::make_unique<MemoryReader>(std::move(dataset));
}

}  // namespace cloc::data
