// SPDX-License-Identifier: Apache-2.0
// Region phrases: how many captions a second, and how right they are on captions marked by hand.
//   phrases_benchmark tests/labelling/captions.txt [THREADS] [--wrong]
// --wrong prints each phrase that is missing (-) or too many (+), with the tags of its caption.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "core/base/error.h"
#include "tests/labelling/marked_captions.h"

using namespace cloc::labelling;
using namespace cloc::labelling::test;

namespace {

void print(const char* name, const Score& score) {
  std::printf("%s: precision %.1f %%, recall %.1f %%, F1 %.1f %% (%d expected, %d found, %d right)\n", name,
              100 * score.precision(), 100 * score.recall(), 100 * score.f1(), score.expected, score.found,
              score.right);
}

void print_wrong(const PhraseFinder& finder, const MarkedCaption& caption, const std::vector<Phrase>& found) {
  std::string lines;
  for (const auto& mark : caption.phrases) {
    const bool there = std::any_of(found.begin(), found.end(),
                                   [&](const auto& p) { return p.begin == mark.begin && p.end == mark.end; });
    if (!there) lines += "  - " + caption.text.substr(mark.begin, mark.end - mark.begin) + "\n";
  }
  for (const auto& phrase : found) {
    const bool there = std::any_of(caption.phrases.begin(), caption.phrases.end(), [&](const auto& m) {
      return phrase.begin == m.begin && phrase.end == m.end;
    });
    if (!there) lines += "  + " + phrase.text + "\n";
  }
  if (lines.empty()) return;
  const auto words = tokens(caption.text);
  const auto tags = finder.tags(words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::printf("%s/%s ", words[i].text.c_str(), std::string(tags[i]).c_str());
  }
  std::printf("\n%s", lines.c_str());
}

double captions_per_second(const PhraseFinder& finder, const std::vector<MarkedCaption>& captions,
                           int threads) {
  constexpr int kRounds = 100;
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        for (const auto& caption : captions) (void)finder.phrases(caption.text);
      }
    });
  }
  for (auto& worker : workers) worker.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  return static_cast<double>(captions.size()) * kRounds * threads / seconds.count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: phrases_benchmark CAPTIONS [THREADS] [--wrong]\n", stderr);
    return 2;
  }
  try {
    const bool wrong = std::strcmp(argv[argc - 1], "--wrong") == 0;
    const int threads = argc > 2 ? std::max(1, std::atoi(argv[2])) : 1;
    const auto start = std::chrono::steady_clock::now();
    const auto finder = PhraseFinder::shipped();
    const std::chrono::duration<double, std::milli> loading = std::chrono::steady_clock::now() - start;
    const auto captions = read_marked_captions(argv[1]);
    Score exact, either;
    std::size_t words = 0;
    for (const auto& caption : captions) {
      const auto found = finder.noun_phrases(caption.text);
      add_score(caption, found, false, &exact);
      add_score(caption, found, true, &either);
      words += tokens(caption.text).size();
      if (wrong) print_wrong(finder, caption, found);
    }
    print("exact", exact);
    print("either", either);
    std::printf("loading: %.0f ms\n", loading.count());
    std::printf("%.0f captions/s on %d threads (%zu captions of %.1f words and signs)\n",
                captions_per_second(finder, captions, threads), threads, captions.size(),
                double(words) / double(captions.size()));
    return 0;
  } catch (const cloc::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
