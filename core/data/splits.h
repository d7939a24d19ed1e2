// SPDX-License-Identifier: Apache-2.0
// Divides images into train, val and test so that each part has its share of every label, and images that
// belong together (of one video, one patient, one folder) stay together. Used by `cloc-cli data split` and
// the window's split editor; knows no files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloc::data {

struct SplitPart {
  std::string name;
  double share = 0;  // of all images
};

struct SplitOptions {
  std::vector<SplitPart> parts = {{"train", 0.8}, {"val", 0.1}, {"test", 0.1}};
  bool stratify = true;  // by labels; else by chance alone
  std::uint64_t seed = 0;
};

struct SplitItem {
  std::string group = {};        // items of one group go to one part; empty: an item of its own
  std::vector<int> labels = {};  // numbers from 0, one for each region; negative ones are passed over
};

// "train=0.8,val=0.1,test=0.1". Throws Error{InvalidInput} for what split_items() would refuse.
std::vector<SplitPart> parse_split_parts(std::string_view text);

// For each item the part that it goes to. Iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011,
// algorithm 1), with groups in the place of examples: the rarest label is dealt out first, each group to the
// part that lacks most of it, as long as that part lacks images at all. The same seed gives the same parts.
// Throws Error{InvalidInput} unless there are two parts or more, with different names, and their shares are
// above 0 and sum up to 1 (within 0.001).
std::vector<int> split_items(std::span<const SplitItem> items, const SplitOptions& options);

}  // namespace cloc::data
