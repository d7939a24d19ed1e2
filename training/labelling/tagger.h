// SPDX-License-Identifier: Apache-2.0
// Part-of-speech tags of English captions, in the Penn Treebank's names (NN, NNS, JJ, DT, VBG, ...): a greedy
// averaged perceptron (Collins 2002) over words, their endings, their neighbours and the tags before them.
// One difference from the treebank: a participle in front of its noun ("a parked car") is tagged JJ. The
// weights, resources/text/caption_tagger.bin, are made by train_tagger (tagger_trainer.h) from the text that
// resources/text/tagger_corpus.py writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "training/labelling/tokens.h"

namespace cloc::labelling {

// What a trainer finds and a tagger loads. Plain numbers; see tagger_model.cpp for the file.
struct TaggerModel {
  struct Weight {
    std::uint8_t tag = 0;  // index into tags
    std::int8_t value = 0;
  };
  std::vector<std::string> tags;            // at most 255
  std::vector<std::uint32_t> words;         // sorted hashes of known words
  std::vector<std::uint16_t> word_classes;  // [words]: which tags the word had, as a number of its own from 1
  std::vector<std::uint32_t> features;      // sorted hashes
  // [features + 1]: those of feature f are weights[first_weights[f]] to weights[first_weights[f + 1] - 1].
  std::vector<std::uint32_t> first_weights;
  std::vector<Weight> weights;
};

// Throws Error{NotFound, Io}; Error{Corrupt} that names the file and what is wrong in it.
TaggerModel load_tagger_model(const std::filesystem::path& path);
// Whole or not at all. Throws Error{Io}.
void save_tagger_model(const std::filesystem::path& path, const TaggerModel& model);

// All const functions may be called from several threads at once.
class Tagger {
 public:
  explicit Tagger(TaggerModel model);
  // The tagger that ships with the program. Throws as load_tagger_model.
  static Tagger shipped();

  const std::vector<std::string>& tags() const { return model_.tags; }
  // [words] indices into tags(), of lower-case words in their order.
  std::vector<std::uint8_t> tag(std::span<const Token> words) const;

 private:
  TaggerModel model_;
  // The features by open addressing: half empty, 0 where there is none, else index + 1.
  std::vector<std::uint32_t> slots_;
  std::uint32_t slot_mask_ = 0;
};

}  // namespace cloc::labelling
