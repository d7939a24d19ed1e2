// SPDX-License-Identifier: Apache-2.0
#include "core/data/label_set.h"

namespace cloc::data {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

int LabelSet::number(std::string_view name) {
  const auto plain = trimmed(name);
  if (plain.empty()) return -1;
  const auto [known, is_new] = by_name_.try_emplace(std::string(plain), static_cast<int>(names_.size()));
  if (is_new) names_.emplace_back(plain);
  if (!details_.empty()) details_.resize(names_.size());
  return known->second;
}

LabelDetails& LabelSet::details(int label) {
  details_.resize(names_.size());
  return details_.at(static_cast<std::size_t>(label));
}

Region LabelSet::region(int label, const PixelBox& box) const {
  Region region;
  region.box = box;
  region.label = label;
  if (label >= 0) region.caption = names_.at(static_cast<std::size_t>(label));
  return region;
}

}  // namespace cloc::data
