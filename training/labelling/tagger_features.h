// SPDX-License-Identifier: Apache-2.0
// What the tagger looks at, as hashes: shared by Tagger and train_tagger, so that both see the same. Change
// anything here and the weights must be trained anew: kTaggerFeatures is in their file.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/random.h"
#include "training/labelling/tokens.h"

namespace cloc::labelling {

inline constexpr std::uint32_t kTaggerFeatures = 1;  // version

// A word of the sentence, looked at once. Words beyond the ends are all zero.
struct WordView {
  std::uint64_t word = 0, suffix2 = 0, suffix3 = 0, suffix4 = 0, prefix = 0, shape = 0;
  std::uint16_t known = 0;  // class of a known word, 0 for others
};

inline std::uint32_t word_key(std::string_view word) {
  return static_cast<std::uint32_t>(hash64(word) >> 32U);
}

inline WordView view_of(std::string_view word) {
  const auto end = [&](std::size_t count) {
    return hash64(word.size() > count ? word.substr(word.size() - count) : word);
  };
  std::uint64_t shape = 1;
  for (const char c : word) {
    if (c == '-') shape |= 2U;
    if (c >= '0' && c <= '9') shape |= 4U;
    if (static_cast<unsigned char>(c) >= 0x80) shape |= 8U;
  }
  const char first = word.empty() ? ' ' : word.front();
  if (first >= '0' && first <= '9') shape |= 16U;
  // Years and counts are one word to the tagger.
  const bool number =
      (shape & 16U) != 0 && word.find_first_not_of("0123456789.,:/") == std::string_view::npos;
  return {number ? 1 : hash64(word), end(2), end(3), end(4), static_cast<std::uint64_t>(first), shape, 0};
}

inline constexpr std::size_t kFeatureCount = 26;

// The features of the word at `at` given the tags of the two before it (255 beyond the start).
inline std::array<std::uint32_t, kFeatureCount> features_of(std::span<const WordView> words, std::size_t at,
                                                            std::uint8_t tag1, std::uint8_t tag2) {
  static constexpr WordView kNone{};
  const WordView& w = words[at];
  const WordView& before = at >= 1 ? words[at - 1] : kNone;
  const WordView& before2 = at >= 2 ? words[at - 2] : kNone;
  const WordView& after = at + 1 < words.size() ? words[at + 1] : kNone;
  const WordView& after2 = at + 2 < words.size() ? words[at + 2] : kNone;
  std::array<std::uint32_t, kFeatureCount> all{};
  std::size_t n = 0;
  const auto add = [&](std::uint64_t a, std::uint64_t b = 0) {
    all[n] = static_cast<std::uint32_t>(mix64(a + mix64(b + 0x9E37U * (n + 1))) >> 32U);
    ++n;
  };
  const std::uint64_t both = std::uint64_t{tag2} << 8U | tag1;
  add(0);
  add(w.word);
  add(w.suffix2);
  add(w.suffix3);
  add(w.suffix4);
  add(w.prefix);
  add(w.shape);
  add(w.known);
  add(tag1);
  add(both);
  add(tag1, w.word);
  add(tag1, w.suffix3);
  add(tag1, w.known);
  add(tag1, after.known);
  add(tag1, after.suffix2);
  add(both, w.known);
  add(before.word);
  add(before.word, w.word);
  add(before2.word);
  add(after.word);
  add(after.word, w.known);
  add(after.suffix3);
  add(after.known, w.known);
  add(after.known, after2.known);
  add(after2.word);
  add(w.known, std::uint64_t{tag1} << 16U | after.known);
  return all;
}

// Index of a known word's class.
inline std::uint16_t class_of(std::span<const std::uint32_t> sorted_words,
                              std::span<const std::uint16_t> classes, std::string_view word) {
  const auto key = word_key(word);
  std::size_t low = 0, high = sorted_words.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (sorted_words[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low < sorted_words.size() && sorted_words[low] == key ? classes[low] : std::uint16_t{0};
}

}  // namespace cloc::labelling
