// SPDX-License-Identifier: Apache-2.0
// What a data set is made of, in numbers: labels and their balance over the splits, sizes and places of
// boxes, lengths of captions. Used by `cloc-cli data stats` and the window's statistics view.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/data/reader.h"

namespace cloc::data {

// Values counted in bins: counts[i] of those in [edges[i], edges[i + 1]), the last bin without an upper end.
struct Histogram {
  std::vector<double> edges;
  std::vector<std::int64_t> counts;  // as many as edges

  explicit Histogram(std::vector<double> bin_edges) : edges(std::move(bin_edges)), counts(edges.size()) {}
  // Values below the first edge go into the first bin.
  void add(double value);
  std::int64_t total() const;
};

struct LabelCount {
  std::string label;
  std::int64_t regions = 0;
  std::int64_t images = 0;                            // with at least one region of it
  std::map<std::string, std::int64_t> by_split = {};  // regions
};

struct Statistics {
  static constexpr int kPlaces = 16;

  std::int64_t images = 0, images_without_regions = 0, image_captions = 0;
  std::int64_t regions = 0, unlabelled_regions = 0, region_captions = 0;
  std::map<std::string, std::int64_t> images_by_split;  // "" for those of none
  std::map<std::string, std::int64_t> attributes;       // of images and regions, by name
  std::vector<LabelCount> labels;                       // all, the most frequent first, then by name

  Histogram regions_per_image{{0, 1, 2, 3, 5, 10, 20, 50, 100}};
  // Square root of the part of the image that a box covers. Boxes of images of unknown size are not counted.
  Histogram relative_size{{0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9}};
  // Width by height.
  Histogram aspect_ratio{{0, 0.125, 0.25, 0.5, 0.67, 0.9, 1.1, 1.5, 2, 4, 8}};
  // COCO's: areas below 32 x 32 and 96 x 96 pixels, and above.
  std::int64_t small = 0, medium = 0, large = 0;
  // Centres of boxes: rows from the top, each kPlaces cells from the left.
  std::array<std::int64_t, kPlaces * kPlaces> places{};
  // In words, as blanks part them. Region captions: those that differ from the label.
  Histogram image_caption_words{{1, 2, 4, 6, 8, 10, 15, 20, 30, 50, 77}};
  Histogram region_caption_words{{1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30}};
};

// Reads all of it. Throws what the reader throws; Error{Cancelled}.
Statistics statistics_of(DatasetReader& reader, const ProgressSink& progress = {},
                         const CancelToken& cancel = {});

}  // namespace cloc::data
