// SPDX-License-Identifier: Apache-2.0
// captions.txt: captions with their noun phrases marked by hand, and how well found phrases fit them.
#pragma once

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "training/labelling/phrases.h"

namespace cloc::labelling::test {

struct MarkedCaption {
  struct Mark {
    std::size_t begin = 0, end = 0;  // bytes of text
    std::size_t plain_begin = 0;     // behind the participle, where one is marked: else begin
  };
  std::string text;  // without the marks
  std::vector<Mark> phrases;
};

inline MarkedCaption unmark(const std::string& line) {
  MarkedCaption caption;
  MarkedCaption::Mark mark;
  for (const char c : line) {
    if (c == '[') {
      mark.begin = mark.plain_begin = caption.text.size();
    } else if (c == ']') {
      mark.end = caption.text.size();
      caption.phrases.push_back(mark);
    } else if (c == '}') {
      mark.plain_begin = caption.text.size() + 1;
    } else if (c != '{') {
      caption.text += c;
    }
  }
  return caption;
}

inline std::vector<MarkedCaption> read_marked_captions(const std::filesystem::path& path) {
  std::vector<MarkedCaption> captions;
  std::istringstream lines(read_text_file(path));
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') captions.push_back(unmark(line));
  }
  return captions;
}

struct Score {
  int expected = 0, found = 0, right = 0;
  double precision() const { return found > 0 ? double(right) / found : 0; }
  double recall() const { return expected > 0 ? double(right) / expected : 0; }
  double f1() const {
    const double sum = precision() + recall();
    return sum > 0 ? 2 * precision() * recall() / sum : 0;
  }
};

// `either`: a phrase without its marked participle ("car" of "a parked car") counts as right too.
inline void add_score(const MarkedCaption& caption, const std::vector<Phrase>& found, bool either,
                      Score* score) {
  score->expected += static_cast<int>(caption.phrases.size());
  score->found += static_cast<int>(found.size());
  for (const auto& mark : caption.phrases) {
    for (const auto& phrase : found) {
      const bool begins = phrase.begin == mark.begin || (either && phrase.begin == mark.plain_begin);
      if (begins && phrase.end == mark.end) ++score->right;
    }
  }
}

}  // namespace cloc::labelling::test
