// SPDX-License-Identifier: Apache-2.0
// What was wrong with the input and what became of it: malformed records are counted and reported, never
// silently skipped. Readers, loaders and encoders fill one; the CLI prints it at the end and the window shows
// it as a list.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cloc {

struct Issue {
  std::string category;  // short and stable, e.g. "box without area"
  std::string where;     // file and record, e.g. "instances.json, annotation id 17"
  std::string what;      // one sentence: what is wrong and what was done about it
};

// Not thread-safe: each thread fills its own, then `merge`.
class IssueReport {
 public:
  // Examples kept for each category; all are counted.
  static constexpr std::size_t kMaxExamples = 20;

  void add(std::string category, std::string where, std::string what);
  void merge(const IssueReport& other);

  bool empty() const { return counts_.empty(); }
  std::int64_t total() const;
  std::int64_t count(const std::string& category) const;
  const std::map<std::string, std::int64_t>& counts() const { return counts_; }
  // The first kMaxExamples of each category, in the order they came.
  const std::vector<Issue>& examples() const { return examples_; }

 private:
  std::map<std::string, std::int64_t> counts_;
  std::vector<Issue> examples_;
};

}  // namespace cloc
