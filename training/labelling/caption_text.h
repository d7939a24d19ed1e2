// SPDX-License-Identifier: Apache-2.0
// What a captioner wrote, made a caption and checked: blanks, marks of Markdown, length, language. No network
// here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cloc::labelling {

// One line: runs of white space one blank; without a leading <think>...</think>, Markdown's asterisks,
// backquotes, heading and list marks, and quotation marks around the whole; bytes that are not UTF-8 become
// U+FFFD.
std::string tidy_caption(std::string_view answer);

std::size_t word_count(std::string_view caption);

// The first `most` words, back to the end of the last sentence among them where there is one.
std::string first_words(std::string_view caption, std::size_t most);

// The caption up to the end of its last whole sentence; empty when it has none.
std::string whole_sentences(std::string_view caption);

// What is_english thinks, and the reason to show.
struct Language {
  bool english = true;
  std::string
      reason;  // "a third or more of its letters are not Latin", "it reads as French"; empty when english
};

// A simple test, made to catch a captioner that answers in another language and not to tell languages apart:
//   script     another language when a third or more of the letters are of another alphabet than the Latin
//   words      from 6 words on: counts the words that are frequent little ones (the, of, is; der, und; le,
//   une; el, los;
//              il, della; o, uma; het, een) of English, German, French, Spanish, Italian, Portuguese and
//              Dutch; another language when one of those has more than English and at least a tenth of the
//              words
// A short text or one of names alone counts as English.
Language language_of(std::string_view caption);

}  // namespace cloc::labelling
