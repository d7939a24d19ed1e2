// SPDX-License-Identifier: Apache-2.0
// What there is in a data set and what a format has a place for: so that what an export would lose can be
// said before it is made.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/data/reader.h"

namespace cloc::data {

// What a format has a place for. What it has none for is left out when writing: see left_out().
struct Holds {
  bool regions = true;
  bool unlabelled_regions = true;  // regions without a label
  bool region_captions = false;    // texts of their own beside the label
  bool more_captions = false;      // several for a region
  bool image_captions = false;
  bool attributes = false;  // any; false though it has some of its own, such as VOC's "difficult"
  bool splits = false;
  bool label_details = false;
  bool images_without_regions = true;
};

// What there is to write, counted.
struct Contents {
  std::int64_t images = 0, empty_images = 0, regions = 0, unlabelled_regions = 0, region_captions = 0,
               more_captions = 0, image_captions = 0, attributes = 0, splits = 0, label_details = 0;
};
// Of all that `reader` gives. Throws what it throws; Error{Cancelled}.
Contents contents_of(DatasetReader& reader, const ProgressSink& progress = {},
                     const CancelToken& cancel = {});

// One sort of things that a format has no place for.
struct Loss {
  enum class Kind {
    Regions,
    UnlabelledRegions,
    RegionCaptions,
    MoreCaptions,
    ImageCaptions,
    Attributes,
    Splits,
    LabelDetails,
    EmptyImages
  };
  Kind kind = Kind::Regions;
  std::int64_t number = 0;  // above 0
};
std::vector<Loss> losses(const Contents& contents, const Holds& holds);
// "regions", "region_captions", ...: for programs.
const char* to_string(Loss::Kind kind);
// A line for each of losses(), with its number: "1,204 region captions".
std::vector<std::string> left_out(const Contents& contents, const Holds& holds);

}  // namespace cloc::data
