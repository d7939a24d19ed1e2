// SPDX-License-Identifier: Apache-2.0
// Region phrases: what a caption says is to be seen, for a detector to look for (CLOC, section 4, step 2).
// Used by the labelling job. English captions: words with letters of another alphabet are counted and never
// part of a phrase.
//
//   const PhraseFinder finder = PhraseFinder::shipped();
//   for (const Phrase& phrase : finder.phrases("Photo of a brown dog with a red ball.")) ...   // a brown
//   dog, a red ball
//
// The paper's way: lower case, cut into words, drop generic web words (photo, jpg, stock, ...), tag parts of
// speech, take NP: {<DT>?<JJ.*>*<NN.*>+}, drop phrases of stop words alone, keep at most 20. Ours: the tagger
// still sees the dropped words, since it tags the others better so, and a dropped word ends a phrase, so that
// a phrase is always one piece of the caption; two phrases that differ in their article alone ("a dog", "the
// dog") are one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "training/labelling/tagger.h"
#include "training/labelling/tokens.h"

namespace cloc::labelling {

struct Phrase {
  std::string text;                // lower case, words separated by one blank
  std::size_t begin = 0, end = 0;  // the bytes of the caption that it is
  bool operator==(const Phrase&) const = default;
};

struct PhraseOptions {
  std::size_t most = 20;        // phrases a caption
  bool keep_determiner = true;  // "a red ball", as the grammar has it; false: "red ball"
};

// What became of captions, to be summed over a job.
struct PhraseCounts {
  std::int64_t captions = 0;
  std::int64_t empty_captions = 0;    // no word at all
  std::int64_t captions_without = 0;  // words, and no phrase
  std::int64_t captions_cut = 0;      // more phrases than `most`
  std::int64_t phrases = 0;           // returned
  std::int64_t words_in_phrases = 0;
  std::int64_t stop_word_phrases = 0;   // dropped
  std::int64_t repeated_phrases = 0;    // dropped
  std::int64_t other_script_words = 0;  // words with letters of another alphabet
  void add(const PhraseCounts& other);
};

using WordSet = std::unordered_set<std::string>;

// The words of a list in resources/text: lower case, separated by white space, "#" begins a comment. Throws
// Error{NotFound, Io}.
WordSet read_word_list(const std::filesystem::path& path);

// The grammar alone. `tags` are Penn tags, one for each of `tokens`; a token for which `breaks` is true ends
// a phrase and is part of none. Every noun phrase in its order, also repeated ones.
std::vector<Phrase> chunk(std::span<const Token> tokens, std::span<const std::string_view> tags,
                          const std::vector<bool>& breaks);

// All const functions may be called from several threads at once; each tags some 20,000 captions of 20 words
// a second.
class PhraseFinder {
 public:
  PhraseFinder(Tagger tagger, WordSet generic_words, WordSet stop_words);
  // With the tagger and the word lists that ship with the program. Throws Error{NotFound, Io, Corrupt}.
  static PhraseFinder shipped();

  // Every noun phrase that is not of stop words alone, in its order, also repeated ones. Any bytes are
  // allowed; an empty caption has none. Time is linear in the caption's length.
  std::vector<Phrase> noun_phrases(std::string_view caption) const;

  // The first `options.most` distinct ones: what the detector is asked for. `counts`, where given, is added
  // to.
  std::vector<Phrase> phrases(std::string_view caption, const PhraseOptions& options = {},
                              PhraseCounts* counts = nullptr) const;

  // The other way to region texts, for comparison (Table 1's "alt-text n-gram", after OWLv2): each run of 1
  // to `longest` words between signs and generic words that is not of stop words alone, without any tagger.
  // Distinct ones, by where they begin and the shorter first, at most `most`. `counts` as above.
  std::vector<Phrase> ngrams(std::string_view caption, std::size_t longest, std::size_t most,
                             PhraseCounts* counts = nullptr) const;

  // Penn tags of a caption's tokens, for looking at.
  std::vector<std::string_view> tags(std::span<const Token> tokens) const;

 private:
  // Which tokens end a phrase; counts the caption and its words of other scripts. Sets `empty` where there is
  // no word.
  std::vector<bool> breaks_of(std::span<const Token> words, PhraseCounts* counts, bool* empty) const;
  std::vector<Phrase> find(std::string_view caption, PhraseCounts* counts) const;
  bool stop_words_alone(const Phrase& phrase) const;

  Tagger tagger_;
  WordSet generic_words_, stop_words_;
};

}  // namespace cloc::labelling
