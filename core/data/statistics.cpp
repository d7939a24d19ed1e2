// SPDX-License-Identifier: Apache-2.0
#include "core/data/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

namespace cloc::data {
namespace {

int word_count(std::string_view text) {
  int words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    words += !blank && !inside ? 1 : 0;
    inside = !blank;
  }
  return words;
}

int cell(float at, int size) {
  const int place = static_cast<int>(at / static_cast<float>(size) * Statistics::kPlaces);
  return std::clamp(place, 0, Statistics::kPlaces - 1);
}

void add_box(const PixelBox& box, const ImageRecord& image, Statistics& statistics) {
  const float width = box.x2 - box.x1, height = box.y2 - box.y1, area = width * height;
  ++(area < 32 * 32 ? statistics.small : area < 96 * 96 ? statistics.medium : statistics.large);
  statistics.aspect_ratio.add(width / height);
  if (image.width <= 0 || image.height <= 0) return;
  const double whole = static_cast<double>(image.width) * image.height;
  statistics.relative_size.add(std::sqrt(std::min(1.0, area / whole)));
  const int row = cell((box.y1 + box.y2) / 2, image.height),
            column = cell((box.x1 + box.x2) / 2, image.width);
  ++statistics.places[static_cast<std::size_t>(row * Statistics::kPlaces + column)];
}

}  // namespace

void Histogram::add(double value) {
  const auto above = std::upper_bound(edges.begin(), edges.end(), value);
  ++counts[above == edges.begin() ? 0 : static_cast<std::size_t>(above - edges.begin()) - 1];
}

std::int64_t Histogram::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

Statistics statistics_of(DatasetReader& reader, const ProgressSink& progress, const CancelToken& cancel) {
  Statistics statistics;
  std::vector<LabelCount> labels;
  std::vector<std::int64_t> last_image;  // in which a label was seen, to count it once
  ProgressMeter meter("counting", reader.image_count().value_or(0), progress);
  for (ImageRecord image; reader.next(image); image = {}) {
    cancel.throw_if_cancelled();
    ++statistics.images;
    ++statistics.images_by_split[image.split];
    statistics.images_without_regions += image.regions.empty() ? 1 : 0;
    statistics.regions_per_image.add(static_cast<double>(image.regions.size()));
    for (const auto& caption : image.captions) {
      ++statistics.image_captions;
      statistics.image_caption_words.add(word_count(caption));
    }
    for (const auto& [name, value] : image.attributes.all()) ++statistics.attributes[name];
    labels.resize(reader.labels().size());
    last_image.resize(labels.size());
    for (const auto& region : image.regions) {
      ++statistics.regions;
      add_box(region.box, image, statistics);
      for (const auto& [name, value] : region.attributes.all()) ++statistics.attributes[name];
      std::string_view name;
      if (region.label < 0) {
        ++statistics.unlabelled_regions;
      } else {
        const auto number = static_cast<std::size_t>(region.label);
        name = reader.labels()[number];
        ++labels[number].regions;
        ++labels[number].by_split[image.split];
        if (std::exchange(last_image[number], statistics.images) != statistics.images)
          ++labels[number].images;
      }
      if (region.caption.empty() || region.caption == name) continue;
      ++statistics.region_captions;
      statistics.region_caption_words.add(word_count(region.caption));
    }
    meter.advance(1);
  }
  labels.resize(reader.labels().size());
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i].label = reader.labels()[i];
  std::sort(labels.begin(), labels.end(), [](const LabelCount& a, const LabelCount& b) {
    return a.regions != b.regions ? a.regions > b.regions : a.label < b.label;
  });
  statistics.labels = std::move(labels);
  return statistics;
}

}  // namespace cloc::data
