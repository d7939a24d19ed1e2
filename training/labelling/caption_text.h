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

struct Language {
  bool english = true;
  // To show: "a third or more of its letters are not Latin", "it reads as French"; empty when english.
  std::string reason;
};

// A simple test, made to catch a captioner that answers in another language and not to tell languages apart:
// * by script: another language when a third or more of the letters are of another alphabet than the Latin;
// * by words, from 6 on: counts frequent little words of English (the, of, is), German (der, und), French
//   (le, une), Spanish (el, los), Italian (il, della), Portuguese (o, uma) and Dutch (het, een); another
//   language when one has more of them than English, and at least a tenth of all words.
// A short text, or one of names alone, counts as English.
Language language_of(std::string_view caption);

}  // namespace cloc::labelling
