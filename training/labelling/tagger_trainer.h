// SPDX-License-Identifier: Apache-2.0
// Trains the part-of-speech tagger (tagger.h). Used by train_tagger and the tests, not by the product.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "training/labelling/tagger.h"

namespace cloc::labelling {

// Sentences of lower-case words and their tags.
struct TaggedText {
  std::vector<std::string> tags;  // names, at most 255
  std::vector<std::vector<Token>> words;
  std::vector<std::vector<std::uint8_t>> word_tags;  // indices into tags, beside `words`
};

// Adds the sentences of a file, one a line, "word/TAG word/TAG ...". Throws Error{NotFound, Io}, and
// Error{InvalidInput} that names the line of a word without a tag or of one tag too many.
void read_tagged_text(const std::filesystem::path& path, TaggedText* text);

struct TaggerTraining {
  int epochs = 6;
  std::uint64_t seed = 1;
  int least_words = 3;        // times that a word must be there to be known by name
  double least_weight = 0.1;  // smaller weights than this part of the largest are left out
};

// After each epoch: its number from 1 and the share of words tagged right while learning.
using EpochSink = std::function<void(int, double)>;

// The same text, options and machine word give the same model.
TaggerModel train_tagger(const TaggedText& text, const TaggerTraining& options, const EpochSink& sink);

}  // namespace cloc::labelling
