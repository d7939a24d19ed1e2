// SPDX-License-Identifier: Apache-2.0
#include "core/data/contents.h"

#include <algorithm>

namespace cloc::data {
namespace {

std::string with_thousands(std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

const char* for_people(Loss::Kind kind) {
  switch (kind) {
    case Loss::Kind::Regions:
      return "regions";
    case Loss::Kind::UnlabelledRegions:
      return "regions without a label";
    case Loss::Kind::RegionCaptions:
      return "region captions";
    case Loss::Kind::MoreCaptions:
      return "further captions of regions";
    case Loss::Kind::ImageCaptions:
      return "image captions";
    case Loss::Kind::Attributes:
      return "attributes of images and regions";
    case Loss::Kind::Splits:
      return "images' places in train, val or test";
    case Loss::Kind::LabelDetails:
      return "labels' colours, parents and attributes";
    case Loss::Kind::EmptyImages:
      return "images without regions";
  }
  return "";
}

}  // namespace

Contents contents_of(DatasetReader& reader, const ProgressSink& progress, const CancelToken& cancel) {
  Contents contents;
  ProgressMeter meter("counting", reader.image_count().value_or(0), progress);
  for (ImageRecord image; reader.next(image); image = {}) {
    cancel.throw_if_cancelled();
    meter.advance(1);
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
          (region.label < 0 || region.caption != reader.labels()[static_cast<std::size_t>(region.label)]);
      contents.region_captions += own_text ? 1 : 0;
      contents.more_captions += static_cast<std::int64_t>(region.more_captions.size());
      contents.attributes += static_cast<std::int64_t>(region.attributes.all().size());
    }
  }
  contents.label_details =
      std::count_if(reader.label_details().begin(), reader.label_details().end(),
                    [](const LabelDetails& details) { return details != LabelDetails{}; });
  return contents;
}

std::vector<Loss> losses(const Contents& contents, const Holds& holds) {
  using Kind = Loss::Kind;
  std::vector<Loss> found;
  const auto check = [&](bool held, std::int64_t number, Kind kind) {
    if (!held && number > 0) found.push_back({kind, number});
  };
  check(holds.regions, contents.regions, Kind::Regions);
  if (holds.regions) {
    check(holds.unlabelled_regions, contents.unlabelled_regions, Kind::UnlabelledRegions);
    check(holds.region_captions, contents.region_captions, Kind::RegionCaptions);
    check(holds.more_captions, contents.more_captions, Kind::MoreCaptions);
  }
  check(holds.image_captions, contents.image_captions, Kind::ImageCaptions);
  check(holds.attributes, contents.attributes, Kind::Attributes);
  check(holds.splits, contents.splits, Kind::Splits);
  check(holds.label_details, contents.label_details, Kind::LabelDetails);
  check(holds.images_without_regions, contents.empty_images, Kind::EmptyImages);
  return found;
}

const char* to_string(Loss::Kind kind) {
  switch (kind) {
    case Loss::Kind::Regions:
      return "regions";
    case Loss::Kind::UnlabelledRegions:
      return "unlabelled_regions";
    case Loss::Kind::RegionCaptions:
      return "region_captions";
    case Loss::Kind::MoreCaptions:
      return "more_captions";
    case Loss::Kind::ImageCaptions:
      return "image_captions";
    case Loss::Kind::Attributes:
      return "attributes";
    case Loss::Kind::Splits:
      return "splits";
    case Loss::Kind::LabelDetails:
      return "label_details";
    case Loss::Kind::EmptyImages:
      return "empty_images";
  }
  return "";
}

std::vector<std::string> left_out(const Contents& contents, const Holds& holds) {
  std::vector<std::string> lines;
  for (const auto& loss : losses(contents, holds))
    lines.push_back(with_thousands(loss.number) + ' ' + for_people(loss.kind));
  return lines;
}

}  // namespace cloc::data
