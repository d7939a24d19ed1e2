// SPDX-License-Identifier: Apache-2.0
// Sentences of Flickr30k Entities, in which phrases are marked: "[/EN#1/people Two men] wave .". A phrase's
// chain is the number that all phrases and boxes of one thing share; 0 is "not visual". For flickr30k.cpp and
// its writer.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cloc::data {

struct MarkedPhrase {
  std::size_t begin = 0, size = 0;  // bytes of MarkedSentence::text
  std::string chain;
  std::vector<std::string> types;  // "people"; may be several, or none
};

struct MarkedSentence {
  std::string text;                   // without marks
  std::vector<MarkedPhrase> phrases;  // in their order, none across another
  bool damaged = false;               // marks that make no sense: they stay in the text
};

// What all sentences of an image say of one thing, each once, in their order.
struct Chain {
  std::vector<std::string> phrases, types;
};
using Chains = std::map<std::string, Chain>;  // by number, as text

// The image's attribute that keeps its sentences with their marks, which captions do not.
inline constexpr const char* kMarkedSentences = "marked_sentences";

MarkedSentence read_marks(std::string_view line);
// Whether there is nothing but one marked phrase.
bool is_only_a_phrase(const MarkedSentence& sentence);
std::string with_marks(const MarkedSentence& sentence);
Chains chains_of(std::span<const MarkedSentence> sentences);
void add_once(std::vector<std::string>& texts, const std::string& text);
// The chains of a box, whose group is "2,1".
std::vector<std::string> chains_of_group(std::string_view group);
// What a box of these chains is called; numbers that `chains` does not have are passed over.
Chain chain_of_box(const std::vector<std::string>& numbers, const Chains& chains);

}  // namespace cloc::data
