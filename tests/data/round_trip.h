// SPDX-License-Identifier: Apache-2.0
// Random data sets, and their way out into a format and back, for the formats' tests.
#pragma once

#include <QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/data/format.h"
#include "tests/data/coco_folder.h"

namespace cloc::test {

// What a random data set has beside images with labelled boxes.
struct RandomContents {
  bool whole_pixels = false;
  bool unlabelled = true;
  bool region_captions = true;
  bool more_captions = false;
  bool image_captions = true;
  bool attributes = true;
  bool label_details = true;
};

// Texts with what formats stumble over.
inline std::string odd_text(Random& random) {
  static const std::vector<std::string> kParts = {"a",
                                                  "red apple",
                                                  "\"quoted\"",
                                                  "l'eau",
                                                  "x,y;z",
                                                  "a/b\\c",
                                                  "line\nbreak",
                                                  "\t",
                                                  "\xf0\x9f\x8d\x8e",
                                                  "\xc3\xa9t\xc3\xa9",
                                                  "<b>&amp;",
                                                  "[/EN#1 x]",
                                                  "#",
                                                  "100%",
                                                  "{}",
                                                  "null"};
  std::string text = "t" + std::to_string(random.below(1000));
  for (auto count = random.below(4); count > 0; --count) {
    text += ' ';
    text += kParts[random.below(kParts.size())];
  }
  // Labels are compared without blanks around them.
  while (text.back() == '\t' || text.back() == ' ') text.pop_back();
  return text;
}

// Six images (on disk, in images/) with up to seven regions each.
inline data::Dataset random_dataset(const CocoFolder& folder, std::uint64_t seed, const RandomContents& has) {
  Random random(seed);
  data::Dataset dataset;
  for (int i = 0; i < 5; ++i) dataset.labels.push_back(std::to_string(i) + odd_text(random));
  if (has.label_details) {
    dataset.label_details.resize(dataset.labels.size());
    dataset.label_details[1].parent = odd_text(random);
    dataset.label_details[2].colour = "#0aff7c";
    dataset.label_details[3].attributes.set("note", odd_text(random));
  }
  const auto pixel = [&](double low, double high) {
    const double value = random.uniform(low, high);
    return static_cast<float>(has.whole_pixels ? std::floor(value) : value);
  };
  std::int64_t region_id = 0;
  for (int i = 0; i < 6; ++i) {
    data::ImageRecord image;
    image.source_id = 10 + i;
    image.path = folder.path() / "images" / ("picture " + std::to_string(i) + ".png");
    image.width = 40 + 7 * i;
    image.height = 60;
    folder.write_image("images/" + image.path.filename().string(), image.width, image.height);
    if (has.image_captions && i % 2 == 0) image.captions = {odd_text(random), odd_text(random)};
    if (has.attributes && i == 1) image.attributes.set("weather", odd_text(random));
    for (auto count = i == 3 ? 0 : random.below(8); count > 0; --count) {
      data::Region region;
      region.source_id = ++region_id;
      region.box.x1 = pixel(0, image.width - 6);
      region.box.y1 = pixel(0, image.height - 6);
      region.box.x2 = pixel(region.box.x1 + 1, image.width);
      region.box.y2 = pixel(region.box.y1 + 1, image.height);
      region.label = has.unlabelled && random.chance(0.2) ? -1 : static_cast<int>(random.below(5));
      if (region.label >= 0) region.caption = dataset.labels[static_cast<std::size_t>(region.label)];
      if (has.region_captions && random.chance(0.5)) {
        region.caption = odd_text(random);
        if (has.more_captions && random.chance(0.5))
          region.more_captions = {odd_text(random), odd_text(random)};
      }
      if (has.attributes && random.chance(0.3)) {
        region.attributes.set("colour", odd_text(random));
        region.attributes.set("legs", 4.0);
        region.attributes.set("asleep", true);
        region.attributes.set("tags", std::vector<std::string>{"a", odd_text(random)});
      }
      image.regions.push_back(std::move(region));
    }
    dataset.images.push_back(std::move(image));
  }
  return dataset;
}

inline void write_dataset(const data::Format& format, const std::filesystem::path& path,
                          const data::Dataset& dataset, const data::WriteOptions& options,
                          IssueReport& report) {
  const auto writer = format.write(path, dataset.labels, dataset.label_details, options, {report});
  for (const auto& image : dataset.images) writer->add(image);
  writer->finish();
}

// Whatever the order.
inline bool same(const data::Attributes& a, const data::Attributes& b) {
  return a.all().size() == b.all().size() &&
         std::all_of(a.all().begin(), a.all().end(), [&b](const auto& attribute) {
           const auto* other = b.find(attribute.first);
           return other != nullptr && *other == attribute.second;
         });
}

// Empty, or the first thing that `found` has otherwise. Labels by name; boxes to `tolerance` pixels; ids are
// not compared, paths by their last part.
inline std::string difference(const data::Dataset& wanted, const data::Dataset& found, float tolerance = 0) {
  const auto label = [](const data::Dataset& dataset, int number) {
    return number < 0 ? std::string("(none)") : dataset.labels.at(static_cast<std::size_t>(number));
  };
  const auto details = [](const data::Dataset& dataset, int number) {
    if (number < 0 || dataset.label_details.empty()) return data::LabelDetails{};
    return dataset.label_details.at(static_cast<std::size_t>(number));
  };
  if (wanted.images.size() != found.images.size()) {
    return std::to_string(found.images.size()) + " images, not " + std::to_string(wanted.images.size());
  }
  for (std::size_t i = 0; i < wanted.images.size(); ++i) {
    const auto &a = wanted.images[i], &b = found.images[i];
    const std::string where = "image " + std::to_string(i) + ": ";
    if (a.path.filename() != b.path.filename()) return where + "path " + b.path.string();
    if (a.width != b.width || a.height != b.height) return where + "size";
    if (a.captions != b.captions) return where + "captions";
    if (!same(a.attributes, b.attributes)) return where + "attributes " + b.attributes.to_json();
    if (a.split != b.split) return where + "split " + b.split;
    if (a.regions.size() != b.regions.size()) return where + std::to_string(b.regions.size()) + " regions";
    for (std::size_t k = 0; k < a.regions.size(); ++k) {
      const auto &r = a.regions[k], &s = b.regions[k];
      const std::string region = where + "region " + std::to_string(k) + ": ";
      const float off = std::max({std::abs(r.box.x1 - s.box.x1), std::abs(r.box.y1 - s.box.y1),
                                  std::abs(r.box.x2 - s.box.x2), std::abs(r.box.y2 - s.box.y2)});
      if (!(off <= tolerance)) return region + "box is off by " + std::to_string(off);
      if (label(wanted, r.label) != label(found, s.label)) return region + "label " + label(found, s.label);
      const auto d = details(wanted, r.label), e = details(found, s.label);
      if (d.parent != e.parent || d.colour != e.colour || !same(d.attributes, e.attributes))
        return region + "label details " + e.parent + " " + e.colour + " " + e.attributes.to_json();
      if (r.caption != s.caption) return region + "caption " + s.caption;
      if (r.more_captions != s.more_captions) return region + "further captions";
      if (!same(r.attributes, s.attributes)) return region + "attributes " + s.attributes.to_json();
    }
  }
  return {};
}

// The first report of the category; empty texts when there is none.
inline Issue issue_of(const IssueReport& report, const std::string& category) {
  for (const auto& example : report.examples()) {
    if (example.category == category) return example;
  }
  return {};
}

// The first thing reported, or empty.
inline std::string first_issue(const IssueReport& report) {
  if (report.examples().empty()) return {};
  const auto& issue = report.examples().front();
  return issue.category + " | " + issue.where + " | " + issue.what;
}

// JSON written with ' for ", to be readable in tests (raw strings confuse moc).
inline std::string quoted(std::string json) {
  std::replace(json.begin(), json.end(), '\'', '"');
  return json;
}

}  // namespace cloc::test

// QVERIFY that the text is empty, showing it when it is not.
#define QVERIFY_EMPTY(text)                                                       \
  do {                                                                            \
    const std::string found_text = (text);                                        \
    QVERIFY2(found_text.empty(), qPrintable(QString::fromStdString(found_text))); \
  } while (false)
#define QVERIFY_SAME(wanted, found, tolerance) \
  QVERIFY_EMPTY(cloc::test::difference((wanted), (found), (tolerance)))
#define QVERIFY_NO_ISSUES(report) QVERIFY_EMPTY(cloc::test::first_issue(report))
