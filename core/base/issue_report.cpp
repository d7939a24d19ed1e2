// SPDX-License-Identifier: Apache-2.0
#include "core/base/issue_report.h"

#include <algorithm>
#include <utility>

namespace cloc {

void IssueReport::add(std::string category, std::string where, std::string what) {
  const auto seen = static_cast<std::size_t>(++counts_[category]);
  if (seen <= kMaxExamples) {
    examples_.push_back({std::move(category), std::move(where), std::move(what)});
  }
}

void IssueReport::merge(const IssueReport& other) {
  for (const auto& issue : other.examples_) {
    const auto kept = std::count_if(examples_.begin(), examples_.end(),
                                    [&](const Issue& mine) { return mine.category == issue.category; });
    if (static_cast<std::size_t>(kept) < kMaxExamples) examples_.push_back(issue);
  }
  for (const auto& [category, count] : other.counts_) counts_[category] += count;
}

std::int64_t IssueReport::total() const {
  std::int64_t sum = 0;
  for (const auto& entry : counts_) sum += entry.second;
  return sum;
}

std::int64_t IssueReport::count(const std::string& category) const {
  const auto found = counts_.find(category);
  return found == counts_.end() ? 0 : found->second;
}

}  // namespace cloc
