// SPDX-License-Identifier: Apache-2.0
// The labels of a data set while it is read: numbers by name, details beside. Used by the readers.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/data/dataset.h"

namespace cloc::data {

class LabelSet {
 public:
  // The number of the label of this name, added when it is not there. Names are compared byte for byte,
  // without blanks around them; an empty name is -1, no label.
  int number(std::string_view name);
  // Of a number given by this set.
  LabelDetails& details(int label);

  const std::vector<std::string>& names() const { return names_; }
  // Of each name, or empty when nothing was said of any.
  const std::vector<LabelDetails>& all_details() const { return details_; }

 private:
  std::vector<std::string> names_;
  std::vector<LabelDetails> details_;
  std::unordered_map<std::string, int> by_name_;
};

}  // namespace cloc::data
