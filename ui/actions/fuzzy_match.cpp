// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/fuzzy_match.h"

#include <algorithm>
#include <vector>

namespace cloc::ui {
namespace {

constexpr int kNever = -1000000;

bool beginsWord(const QString& text, qsizetype at) {
  return at == 0 || !text[at - 1].isLetterOrNumber();
}

}  // namespace

std::optional<int> fuzzyMatch(const QString& typed, const QString& text) {
  const QString wanted = typed.toCaseFolded().remove(QLatin1Char(' '));
  const QString given = text.toCaseFolded();
  if (wanted.isEmpty()) return 0;
  // best[j]: the best way to have placed the letters so far with the last of them at j.
  std::vector<int> best(static_cast<std::size_t>(given.size()), kNever);
  for (qsizetype i = 0; i < wanted.size(); ++i) {
    std::vector<int> next(best.size(), kNever);
    int before = i == 0 ? 0 : kNever;  // the best of best[0 .. j-2]
    for (qsizetype j = 0; j < given.size(); ++j) {
      const auto here = static_cast<std::size_t>(j);
      if (given[j] == wanted[i]) {
        const int letter = beginsWord(given, j) ? 8 : 1;
        int way = before + letter;
        if (i > 0 && j > 0) way = std::max(way, best[here - 1] + letter + 5);  // next to the letter before
        next[here] = way;
      }
      if (i > 0 && j > 0) before = std::max(before, best[here - 1]);
    }
    best = std::move(next);
  }
  const int score = best.empty() ? kNever : *std::max_element(best.begin(), best.end());
  if (score < 0) return std::nullopt;
  return score * 4 - static_cast<int>(given.size() - wanted.size()) / 4;
}

}  // namespace cloc::ui
