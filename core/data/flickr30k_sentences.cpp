// SPDX-License-Identifier: Apache-2.0
#include "core/data/flickr30k_sentences.h"

#include <algorithm>
#include <utility>

namespace cloc::data {
namespace {

constexpr std::string_view kMark = "[/EN#";

}  // namespace

MarkedSentence read_marks(std::string_view line) {
  MarkedSentence sentence;
  for (;;) {
    const auto begin = line.find(kMark);
    sentence.text += line.substr(0, begin);
    if (begin == std::string_view::npos) return sentence;
    line.remove_prefix(begin);
    const auto end = line.find(']'), space = line.find(' ');
    if (end == std::string_view::npos || space == std::string_view::npos || space > end) {
      sentence.damaged = true;
      sentence.text += kMark;
      line.remove_prefix(kMark.size());
      continue;
    }
    std::string_view mark = line.substr(kMark.size(), space - kMark.size());
    const auto phrase_text = line.substr(space + 1, end - space - 1);
    const auto slash = std::min(mark.find('/'), mark.size());
    MarkedPhrase phrase{sentence.text.size(), phrase_text.size(), std::string(mark.substr(0, slash)), {}};
    for (mark.remove_prefix(slash); !mark.empty();) {
      mark.remove_prefix(1);
      const auto next = std::min(mark.find('/'), mark.size());
      add_once(phrase.types, std::string(mark.substr(0, next)));
      mark.remove_prefix(next);
    }
    sentence.phrases.push_back(std::move(phrase));
    sentence.text += phrase_text;
    line.remove_prefix(end + 1);
  }
}

bool is_only_a_phrase(const MarkedSentence& sentence) {
  return sentence.phrases.size() == 1 && sentence.phrases[0].size == sentence.text.size();
}

std::string with_marks(const MarkedSentence& sentence) {
  std::string line;
  std::size_t at = 0;
  for (const auto& phrase : sentence.phrases) {
    line.append(sentence.text, at, phrase.begin - at);
    line += kMark;
    line += phrase.chain;
    for (const auto& type : phrase.types) {
      line += '/';
      line += type;
    }
    line += ' ';
    line.append(sentence.text, phrase.begin, phrase.size);
    line += ']';
    at = phrase.begin + phrase.size;
  }
  return line.append(sentence.text, at);
}

Chains chains_of(std::span<const MarkedSentence> sentences) {
  Chains chains;
  for (const auto& sentence : sentences) {
    for (const auto& phrase : sentence.phrases) {
      auto& chain = chains[phrase.chain];
      add_once(chain.phrases, sentence.text.substr(phrase.begin, phrase.size));
      for (const auto& type : phrase.types) add_once(chain.types, type);
    }
  }
  return chains;
}

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

std::vector<std::string> chains_of_group(std::string_view group) {
  std::vector<std::string> numbers;
  while (!group.empty()) {
    const auto comma = std::min(group.find(','), group.size());
    numbers.emplace_back(group.substr(0, comma));
    group.remove_prefix(std::min(comma + 1, group.size()));
  }
  return numbers;
}

Chain chain_of_box(const std::vector<std::string>& numbers, const Chains& chains) {
  Chain all;
  for (const auto& number : numbers) {
    const auto chain = chains.find(number);
    if (chain == chains.end()) continue;
    for (const auto& phrase : chain->second.phrases) add_once(all.phrases, phrase);
    for (const auto& type : chain->second.types) add_once(all.types, type);
  }
  return all;
}

}  // namespace cloc::data
