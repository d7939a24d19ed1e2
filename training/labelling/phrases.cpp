// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/phrases.h"

#include <algorithm>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"

namespace cloc::labelling {
namespace {

enum class Part : std::uint8_t { Other, Determiner, Adjective, Noun };

Part part_of(std::string_view tag) {
  if (tag == "DT") return Part::Determiner;
  if (tag.starts_with("JJ")) return Part::Adjective;
  if (tag.starts_with("NN")) return Part::Noun;
  return Part::Other;
}

template <class Use>
void for_each_word(std::string_view text, Use&& use) {
  for (std::size_t at = 0; at < text.size();) {
    const auto blank = std::min(text.find(' ', at), text.size());
    use(text.substr(at, blank - at));
    at = blank + 1;
  }
}

std::int64_t word_count(std::string_view text) {
  return text.empty() ? 0 : 1 + std::count(text.begin(), text.end(), ' ');
}

// What the grammar's DT can be at the front of a phrase.
bool is_determiner(std::string_view word) {
  static const std::unordered_set<std::string_view> kAll = {
      "a",    "an",   "the",   "this", "that",    "these",  "those", "some",   "any",
      "each", "both", "every", "all",  "another", "either", "no",    "neither"};
  return kAll.contains(word);
}

// Bytes of `text` that a leading determiner and its blank take.
std::size_t determiner_size(std::string_view text) {
  const auto blank = text.find(' ');
  return blank != std::string_view::npos && is_determiner(text.substr(0, blank)) ? blank + 1 : 0;
}

}  // namespace

void PhraseCounts::add(const PhraseCounts& other) {
  captions += other.captions;
  empty_captions += other.empty_captions;
  captions_without += other.captions_without;
  captions_cut += other.captions_cut;
  phrases += other.phrases;
  words_in_phrases += other.words_in_phrases;
  stop_word_phrases += other.stop_word_phrases;
  repeated_phrases += other.repeated_phrases;
  other_script_words += other.other_script_words;
}

WordSet read_word_list(const std::filesystem::path& path) {
  WordSet words;
  std::istringstream lines(read_text_file(path));
  std::string line, word;
  while (std::getline(lines, line)) {
    std::istringstream parts(line.substr(0, line.find('#')));
    while (parts >> word) words.insert(word);
  }
  return words;
}

std::vector<Phrase> chunk(std::span<const Token> tokens, std::span<const std::string_view> tags,
                          const std::vector<bool>& breaks) {
  std::vector<Phrase> found;
  const auto part = [&](std::size_t i) {
    return i < tokens.size() && !breaks[i] ? part_of(tags[i]) : Part::Other;
  };
  for (std::size_t at = 0; at < tokens.size();) {
    std::size_t end = at;
    if (part(end) == Part::Determiner) ++end;
    while (part(end) == Part::Adjective) ++end;
    const std::size_t nouns = end;
    while (part(end) == Part::Noun) ++end;
    if (end == nouns) {  // no phrase begins here; one may begin behind the determiner and the adjectives
      at = std::max(end, at + 1);
      continue;
    }
    Phrase phrase{"", tokens[at].begin, tokens[end - 1].end};
    for (; at < end; ++at) {
      if (!phrase.text.empty()) phrase.text += ' ';
      phrase.text += tokens[at].text;
    }
    found.push_back(std::move(phrase));
  }
  return found;
}

PhraseFinder::PhraseFinder(Tagger tagger, WordSet generic_words, WordSet stop_words)
    : tagger_(std::move(tagger)),
      generic_words_(std::move(generic_words)),
      stop_words_(std::move(stop_words)) {}

PhraseFinder PhraseFinder::shipped() {
  return PhraseFinder(Tagger::shipped(), read_word_list(resource_path("text/generic_words.txt")),
                      read_word_list(resource_path("text/stop_words.txt")));
}

std::vector<std::string_view> PhraseFinder::tags(std::span<const Token> tokens) const {
  std::vector<std::string_view> names;
  names.reserve(tokens.size());
  for (const auto tag : tagger_.tag(tokens)) names.emplace_back(tagger_.tags()[tag]);
  return names;
}

bool PhraseFinder::stop_words_alone(const Phrase& phrase) const {
  bool all = true;
  for_each_word(phrase.text,
                [&](std::string_view word) { all = all && stop_words_.contains(std::string(word)); });
  return all;
}

std::vector<bool> PhraseFinder::breaks_of(std::span<const Token> words, PhraseCounts* counts,
                                          bool* empty) const {
  std::vector<bool> breaks(words.size());
  *empty = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    breaks[i] = words[i].kind != TokenKind::Word || generic_words_.contains(words[i].text);
    counts->other_script_words += words[i].kind == TokenKind::OtherScript ? 1 : 0;
    *empty = *empty && words[i].kind == TokenKind::Sign;
  }
  ++counts->captions;
  counts->empty_captions += *empty ? 1 : 0;
  return breaks;
}

std::vector<Phrase> PhraseFinder::find(std::string_view caption, PhraseCounts* counts) const {
  const auto words = tokens(caption);
  bool empty = true;
  const auto breaks = breaks_of(words, counts, &empty);
  auto found = chunk(words, tags(words), breaks);
  counts->stop_word_phrases +=
      static_cast<std::int64_t>(std::erase_if(found, [&](const Phrase& p) { return stop_words_alone(p); }));
  if (found.empty() && !empty) ++counts->captions_without;
  return found;
}

std::vector<Phrase> PhraseFinder::noun_phrases(std::string_view caption) const {
  PhraseCounts ignored;
  return find(caption, &ignored);
}

std::vector<Phrase> PhraseFinder::phrases(std::string_view caption, const PhraseOptions& options,
                                          PhraseCounts* counts) const {
  PhraseCounts own;
  std::vector<Phrase> kept;
  std::unordered_set<std::string> seen;
  for (auto& phrase : find(caption, &own)) {
    const std::size_t determiner = determiner_size(phrase.text);
    if (!seen.insert(phrase.text.substr(determiner)).second) {
      ++own.repeated_phrases;
      continue;
    }
    if (kept.size() == options.most) {
      own.captions_cut = 1;
      break;
    }
    if (!options.keep_determiner && determiner > 0) {
      // The blank in the caption may be any white space, of any length.
      const auto rest = tokens(caption.substr(phrase.begin, phrase.end - phrase.begin));
      phrase.begin += rest[1].begin;
      phrase.text.erase(0, determiner);
    }
    own.words_in_phrases += word_count(phrase.text);
    kept.push_back(std::move(phrase));
  }
  own.phrases = static_cast<std::int64_t>(kept.size());
  if (counts != nullptr) counts->add(own);
  return kept;
}

std::vector<Phrase> PhraseFinder::ngrams(std::string_view caption, std::size_t longest, std::size_t most,
                                         PhraseCounts* counts) const {
  PhraseCounts own;
  bool empty = true;
  const auto words = tokens(caption);
  const auto breaks = breaks_of(words, &own, &empty);
  std::vector<Phrase> kept;
  std::unordered_set<std::string> seen;
  for (std::size_t first = 0; first < words.size() && own.captions_cut == 0; ++first) {
    Phrase phrase{"", words[first].begin, 0};
    for (std::size_t i = first; i < words.size() && i - first < longest && !breaks[i]; ++i) {
      if (i > first) phrase.text += ' ';
      phrase.text += words[i].text;
      phrase.end = words[i].end;
      if (stop_words_alone(phrase)) {
        ++own.stop_word_phrases;
      } else if (!seen.insert(phrase.text).second) {
        ++own.repeated_phrases;
      } else if (kept.size() == most) {
        own.captions_cut = 1;
        break;
      } else {
        own.words_in_phrases += static_cast<std::int64_t>(i - first + 1);
        kept.push_back(phrase);
      }
    }
  }
  own.phrases = static_cast<std::int64_t>(kept.size());
  if (kept.empty() && !empty) ++own.captions_without;
  if (counts != nullptr) counts->add(own);
  return kept;
}

}  // namespace cloc::labelling
