// SPDX-License-Identifier: Apache-2.0
// What the tests of formats share: random data sets with their images, reading and writing by a format's id,
// and where two data sets differ.
#pragma once

#include <QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "core/data/format.h"
#include "tests/data/coco_folder.h"
#include "tests/support/expect_error.h"

namespace cloc::test {

// Names that break careless readers and writers. No blanks at the ends: readers take them away.
inline const std::vector<std::string> kOddNames = {"cat",
                                                   "traffic light",
                                                   "a \"quoted\" name",
                                                   "it's; here, there",
                                                   "path/to\\it",
                                                   "\xf0\x9f\x8d\x8e apple",
                                                   "<b>&amp;</b>",
                                                   "# no comment",
                                                   "yes",
                                                   "12",
                                                   "null",
                                                   "{a: [b]}",
                                                   "x=1",
                                                   "\xc3\x9c"
                                                   "ber",
                                                   "-",
                                                   "]]>"};

struct RandomData {
  int images = 12, most_regions = 6;
  bool whole_pixels = false, unlabelled = false, region_captions = false, image_captions = false,
       splits = false;
};

inline data::Dataset random_dataset(const CocoFolder& folder, unsigned seed, const RandomData& what = {},
                                    const std::vector<std::string>& labels = kOddNames) {
  std::mt19937 random(seed);
  const auto below = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto part = [&random] { return static_cast<float>(random() % 100000) / 100000.f; };
  data::Dataset dataset;
  dataset.labels = labels;
  for (int i = 0; i < what.images; ++i) {
    data::ImageRecord image;
    image.source_id = i;
    const std::string name =
        (i % 3 == 0 ? "a b/" : "") + std::to_string(100 + i) + (i % 2 == 0 ? ".png" : ".jpg");
    image.width = 20 + below(60);
    image.height = 20 + below(60);
    folder.write_image("source/" + name, image.width, image.height);
    image.path = folder / "source" / name;
    if (what.splits) image.split = i % 4 == 0 ? "val" : i % 4 == 1 ? "test" : "train";
    for (int caption = 0; what.image_captions && caption < below(3); ++caption)
      image.captions.push_back("caption " + std::to_string(caption) + " of \"" + name +
                               "\", with\nlines; and \xe2\x82\xac");
    const int regions = below(what.most_regions + 1);
    for (int r = 0; r < regions; ++r) {
      data::Region region;
      const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
      region.box.x1 = part() * (width - 5);
      region.box.y1 = part() * (height - 5);
      region.box.x2 = region.box.x1 + 2 + part() * (width - region.box.x1 - 2);
      region.box.y2 = region.box.y1 + 2 + part() * (height - region.box.y1 - 2);
      if (what.whole_pixels) {
        region.box = {std::floor(region.box.x1), std::floor(region.box.y1), std::ceil(region.box.x2),
                      std::ceil(region.box.y2)};
      }
      region.label = what.unlabelled && below(4) == 0 ? -1 : below(static_cast<int>(labels.size()));
      if (region.label >= 0) region.caption = labels[static_cast<std::size_t>(region.label)];
      if (what.region_captions && below(2) == 0)
        region.caption = "thing " + std::to_string(r) + ", \"so\" to say";
      region.source_id = r;
      image.regions.push_back(std::move(region));
    }
    dataset.images.push_back(std::move(image));
  }
  return dataset;
}

inline data::Dataset read_format(const std::string& id, const std::filesystem::path& path,
                                 IssueReport& report, const data::ReadOptions& options = {}) {
  return data::read_all(*data::format_named(id).read(path, options, {report}));
}

inline void write_format(const std::string& id, const data::Dataset& dataset,
                         const std::filesystem::path& path, const data::WriteOptions& options = {}) {
  IssueReport report;
  const auto writer =
      data::format_named(id).write(path, dataset.labels, dataset.label_details, options, {report});
  for (const auto& image : dataset.images) writer->add(image);
  writer->finish();
}

// JSON and XML in tests: ' stands for ".
inline std::string with_quotes(std::string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

// The report, one line each, for QVERIFY2.
inline std::string text_of(const IssueReport& report) {
  std::string text;
  for (const auto& issue : report.examples())
    text += issue.category + " | " + issue.where + " | " + issue.what + "\n";
  return text;
}

inline std::string label_of(const data::Dataset& dataset, const data::Region& region) {
  return region.label < 0 ? "" : dataset.labels.at(static_cast<std::size_t>(region.label));
}

inline bool same_attributes(const data::Attributes& a, const data::Attributes& b) {
  auto left = a.all(), right = b.all();
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

struct Compare {
  float tolerance = 0;  // pixels
  bool splits = false, captions = true, image_captions = false, attributes = false, order = true;
};

// "" when both have the same annotations of the same images, which are known by their file names.
inline std::string difference(const data::Dataset& wanted, const data::Dataset& got,
                              const Compare& compare = {}) {
  if (wanted.images.size() != got.images.size())
    return std::to_string(got.images.size()) + " images for " + std::to_string(wanted.images.size());
  for (std::size_t i = 0; i < wanted.images.size(); ++i) {
    const auto& a = wanted.images[i];
    const data::ImageRecord* found = compare.order ? &got.images[i] : nullptr;
    for (const auto& candidate : got.images) {
      if (candidate.path.filename() == a.path.filename()) found = &candidate;
    }
    const std::string where = a.path.filename().string() + ": ";
    if (found == nullptr || found->path.filename() != a.path.filename()) return where + "not there";
    const auto& b = *found;
    if (b.width != 0 && (a.width != b.width || a.height != b.height)) return where + "other size";
    if (compare.splits && a.split != b.split) return where + "split '" + b.split + "' for '" + a.split + "'";
    if (compare.image_captions && a.captions != b.captions) return where + "other captions";
    if (compare.attributes && !same_attributes(a.attributes, b.attributes))
      return where + "attributes " + b.attributes.to_json() + " for " + a.attributes.to_json();
    if (a.regions.size() != b.regions.size())
      return where + std::to_string(b.regions.size()) + " regions for " + std::to_string(a.regions.size());
    for (std::size_t r = 0; r < a.regions.size(); ++r) {
      const auto &x = a.regions[r], &y = b.regions[r];
      const std::string which = where + "region " + std::to_string(r) + ": ";
      if (label_of(wanted, x) != label_of(got, y))
        return which + "label " + label_of(got, y) + " for " + label_of(wanted, x);
      if (compare.captions && x.caption != y.caption)
        return which + "caption " + y.caption + " for " + x.caption;
      const float off = std::max({std::abs(x.box.x1 - y.box.x1), std::abs(x.box.y1 - y.box.y1),
                                  std::abs(x.box.x2 - y.box.x2), std::abs(x.box.y2 - y.box.y2)});
      if (!(off <= compare.tolerance)) return which + "box off by " + std::to_string(off);
      if (compare.attributes && !same_attributes(x.attributes, y.attributes))
        return which + "attributes " + y.attributes.to_json() + " for " + x.attributes.to_json();
      if (compare.attributes && x.more_captions != y.more_captions) return which + "other further captions";
    }
  }
  return {};
}

inline std::string box_text(const data::Region& region) {
  char text[128];
  std::snprintf(text, sizeof text, "%g %g %g %g", static_cast<double>(region.box.x1),
                static_cast<double>(region.box.y1), static_cast<double>(region.box.x2),
                static_cast<double>(region.box.y2));
  return text;
}

}  // namespace cloc::test

// QVERIFY that a difference is "".
#define QVERIFY_SAME(wanted, got, ...)                                                     \
  do {                                                                                     \
    const std::string found_difference = cloc::test::difference(wanted, got, __VA_ARGS__); \
    QVERIFY2(found_difference.empty(), found_difference.c_str());                          \
  } while (false)
// QVERIFY that nothing was reported.
#define QVERIFY_NO_ISSUES(report) QVERIFY2((report).empty(), cloc::test::text_of(report).c_str())
