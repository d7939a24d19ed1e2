// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/data/json_dom.h"
#include "core/data/label_set.h"
#include "core/data/record_box.h"
#include "core/data/webdataset.h"

namespace cloc::data {
namespace {

namespace dom = simdjson::dom;

// Characters `begin` to `end` of UTF-8 text, counted as Python counts them.
std::string characters(const std::string& text, double begin, double end) {
  std::string part;
  double at = -1;
  for (const char byte : text) {
    const bool starts = (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
    at += starts ? 1 : 0;
    if (at >= end) break;
    if (at >= begin) part += byte;
  }
  return part;
}

Attributes attributes_in(dom::element object, const std::string& where, IssueReport& report) {
  dom::object attributes;
  if (object["attributes"].get_object().get(attributes) != simdjson::SUCCESS) return {};
  try {
    return Attributes::from_json(simdjson::minify(attributes));
  } catch (const Error&) {
    report.add("attributes that cannot be read", where, "Taken as absent.");
    return {};
  }
}

// [start, end, x1, y1, x2, y2, score].
struct Chunk {
  std::array<double, 7> numbers{};
  std::string text;
};

std::vector<Chunk> chunks_in(dom::element sample, const char* key, const std::string& caption,
                             const std::string& where, IssueReport& report) {
  std::vector<Chunk> chunks;
  const auto elements = elements_in(sample, key);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    Chunk chunk;
    std::size_t count = 0;
    dom::array numbers;
    bool fits = elements[i].get_array().get(numbers) == simdjson::SUCCESS;
    if (fits) {
      for (const auto number : numbers) {
        double value = 0;
        fits = fits && number.get_double().get(value) == simdjson::SUCCESS;
        if (count < chunk.numbers.size()) chunk.numbers[count] = value;
        ++count;
      }
    }
    std::string place = where;
    place += ", ";
    place += key;
    place += ' ';
    place += std::to_string(i + 1);
    if (!fits || count < 6 || count > 7) {
      report.add("box that is not numbers", place, "Expected [start, end, x1, y1, x2, y2, score]: left out.");
      continue;
    }
    if (count == 6) chunk.numbers[6] = -1;
    chunk.text = characters(caption, chunk.numbers[0], chunk.numbers[1]);
    if (chunk.text.empty()) report.add("region without phrase", place, "Kept, without a caption.");
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

void read_grit(dom::element sample, const std::string& where, ImageRecord& image, IssueReport& report) {
  const auto caption = text_in(sample, "caption");
  std::vector<std::array<double, 4>> places;  // of the regions made here
  const std::size_t before = image.regions.size();
  for (const char* key : {"noun_chunks", "ref_exps"}) {
    for (auto& chunk : chunks_in(sample, key, caption, where, report)) {
      const auto& n = chunk.numbers;
      const std::array<double, 4> place{n[2], n[3], n[4], n[5]};
      const auto known = std::find(places.begin(), places.end(), place);
      if (known != places.end()) {
        auto& region = image.regions[before + static_cast<std::size_t>(known - places.begin())];
        if (chunk.text != region.caption) region.more_captions.push_back(std::move(chunk.text));
        continue;
      }
      const auto box =
          box_in_image({n[2] * image.width, n[3] * image.height, n[4] * image.width, n[5] * image.height},
                       image.width, image.height, where, report, Swapped::Mend, 1);
      if (!box) continue;
      Region region;
      region.box = *box;
      region.caption = std::move(chunk.text);
      if (n[6] >= 0) region.attributes.set(kScore, n[6]);
      image.regions.push_back(std::move(region));
      places.push_back(place);
    }
  }
}

void read_regions(dom::element sample, const std::string& where, ImageRecord& image, LabelSet& labels,
                  IssueReport& report) {
  const auto regions = elements_in(sample, "regions");
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const std::string place = where + ", region " + std::to_string(i + 1);
    std::vector<double> corners;
    for (const auto corner : elements_in(regions[i], "box")) {
      double value = 0;
      if (corner.get_double().get(value) == simdjson::SUCCESS) corners.push_back(value);
    }
    if (corners.size() != 4) {
      report.add("box that is not numbers", place, "\"box\" must be [x1, y1, x2, y2] in pixels: left out.");
      continue;
    }
    const auto box = box_in_image({corners[0], corners[1], corners[2], corners[3]}, image.width, image.height,
                                  place, report, Swapped::Mend);
    if (!box) continue;
    Region region;
    region.box = *box;
    region.label = labels.number(text_in(regions[i], "label"));
    region.caption = text_in(regions[i], "caption");
    if (region.caption.empty() && region.label >= 0)
      region.caption = labels.names()[static_cast<std::size_t>(region.label)];
    region.source_id = integer_in(regions[i], "id").value_or(0);
    region.more_captions = texts_in(regions[i], "more_captions");
    region.attributes = attributes_in(regions[i], place, report);
    image.regions.push_back(std::move(region));
  }
}

// Numbers, texts and truths beside what is read otherwise.
void read_attributes(dom::element sample, const std::string& where, ImageRecord& image, IssueReport& report) {
  constexpr std::array<std::string_view, 14> kKnown = {
      "key",  "caption", "captions", "width",       "height",   "split",  "regions",
      "exif", "status",  "id",       "noun_chunks", "ref_exps", "labels", "attributes"};
  for (const auto [key, value] : dom::object(sample)) {
    if (std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end()) continue;
    std::string_view text;
    double number = 0;
    bool truth = false;
    if (value.get_string().get(text) == simdjson::SUCCESS)
      image.attributes.set(std::string(key), std::string(text));
    else if (value.get_double().get(number) == simdjson::SUCCESS)
      image.attributes.set(std::string(key), number);
    else if (value.get_bool().get(truth) == simdjson::SUCCESS)
      image.attributes.set(std::string(key), truth);
  }
  const auto own = attributes_in(sample, where, report);
  for (const auto& [name, value] : own.all()) image.attributes.set(name, value);
}

}  // namespace

void read_sample_json(const std::string& json, const std::string& where, ImageRecord& image, LabelSet& labels,
                      IssueReport& report) {
  dom::parser parser;
  dom::element sample;
  const auto error = parser.parse(json).get(sample);
  if (error != simdjson::SUCCESS || !sample.is_object()) {
    throw Error(ErrorKind::Corrupt, error == simdjson::SUCCESS ? std::string("It is no JSON object.")
                                                               : simdjson::error_message(error));
  }
  image.captions = texts_in(sample, "captions");
  if (image.captions.empty()) image.captions = texts_in(sample, "caption");
  if (auto split = text_in(sample, "split"); !split.empty()) image.split = std::move(split);
  read_attributes(sample, where, image, report);
  read_grit(sample, where, image, report);
  read_regions(sample, where, image, labels, report);
}

}  // namespace cloc::data
