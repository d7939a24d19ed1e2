// SPDX-License-Identifier: Apache-2.0
// Counts the regions that an import adds, in the place of the trigger that counts each as it is written: that
// one doubled the time of an import of two million. For Importer alone.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "core/store/project.h"

namespace cloc::store {

// From construction to finish(), inside a transaction, regions may be added only to images that nobody has
// verified, and each is told to add(). A transaction that is given up brings the trigger back.
class LabelTally {
 public:
  explicit LabelTally(const Database& database);
  void add(const std::optional<LabelId>& label) { ++added_[label.value_or(0)]; }
  void finish();

 private:
  const Database& database_;
  std::string trigger_;  // as it was made
  std::unordered_map<LabelId, std::int64_t> added_;
};

}  // namespace cloc::store
