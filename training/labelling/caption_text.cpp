// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/caption_text.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/text/text_cleaning.h"
#include "training/labelling/tokens.h"

namespace cloc::labelling {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// What a reasoning model thought aloud is no caption. Unfinished thoughts leave nothing.
std::string_view without_thoughts(std::string_view text) {
  constexpr std::string_view kOpen = "<think>", kClose = "</think>";
  const auto end = text.rfind(kClose);
  if (end != std::string_view::npos) return trimmed(text.substr(end + kClose.size()));
  return text.starts_with(kOpen) ? std::string_view{} : text;
}

std::string_view without_line_marks(std::string_view line) {
  line = trimmed(line);
  const auto heading = line.find_first_not_of('#');
  if (heading != 0 && heading != std::string_view::npos && line[heading] == ' ') line.remove_prefix(heading);
  line = trimmed(line);
  for (const std::string_view mark : {"- ", "* ", "\u2022 "}) {
    if (line.starts_with(mark)) line.remove_prefix(mark.size());
  }
  return trimmed(line);
}

std::string_view without_quotes(std::string_view text) {
  constexpr std::array<std::array<std::string_view, 2>, 2> kPairs = {{{"\"", "\""}, {"\u201C", "\u201D"}}};
  for (const auto& [open, close] : kPairs) {
    if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close))
      continue;
    const auto inner = text.substr(open.size(), text.size() - open.size() - close.size());
    if (inner.find(open) == std::string_view::npos && inner.find(close) == std::string_view::npos)
      return inner;
  }
  return text;
}

// Where the last sentence of `text` ends: behind its full stop and a quotation mark that follows.
std::size_t last_sentence_end(std::string_view text) {
  for (std::size_t at = text.size(); at > 0; --at) {
    if (std::string_view(".!?").find(text[at - 1]) == std::string_view::npos) continue;
    std::size_t end = at;
    if (end < text.size() && (text[end] == '"' || text[end] == '\'' || text[end] == ')')) ++end;
    if (end == text.size() || text[end] == ' ') return end;
  }
  return 0;
}

struct Words {
  std::string_view name;
  std::unordered_set<std::string_view> frequent;
};

const std::array<Words, 7>& languages() {
  static const std::array<Words, 7> kAll = {{
      {"English",
       {"the",  "a",    "an",     "of",    "and",  "is",   "are",   "with", "in",   "on",  "to",
        "it",   "its",  "at",     "by",    "this", "that", "from",  "has",  "have", "for", "there",
        "as",   "his",  "her",    "their", "be",   "he",   "she",   "they", "one",  "two", "while",
        "into", "near", "behind", "which", "or",   "some", "other", "over", "up",   "out", "next"}},
      {"German", {"der",   "die",  "das", "und", "ist", "ein",   "eine", "einen", "einem",
                  "einer", "mit",  "auf", "im",  "den", "dem",   "des",  "von",   "zu",
                  "sich",  "sind", "sie", "er",  "vor", "neben", "bild", "nicht", "auch"}},
      {"French", {"le",   "la",   "les",   "un",  "une",  "des", "du",   "de", "et",  "est",
                  "sur",  "dans", "avec",  "il",  "elle", "qui", "que",  "au", "aux", "en",
                  "sont", "ce",   "cette", "son", "sa",   "ses", "pour", "par"}},
      {"Spanish",
       {"el",  "la",  "los", "las", "un",  "una",  "unos", "unas", "de",   "del",  "y",     "es",  "en",
        "con", "que", "se",  "su",  "por", "para", "al",   "hay",  "este", "esta", "sobre", "muy", "lleva"}},
      {"Italian", {"il",    "lo",    "la",    "gli", "le",  "un",   "una",    "di",     "del",
                   "della", "dei",   "delle", "e",   "con", "su",   "che",    "sono",   "si",
                   "nel",   "nella", "da",    "per", "al",  "alla", "questo", "questa", "mentre"}},
      {"Portuguese", {"o",   "os",   "as",        "um",       "uma", "de",    "do",  "da",  "dos",
                      "das", "e",    "em",        "no",       "na",  "nos",   "nas", "com", "que",
                      "por", "para", "est\u00E1", "s\u00E3o", "ao",  "sobre", "seu", "sua"}},
      {"Dutch", {"het", "een", "de",   "van", "en",  "met", "op",  "zijn",  "er",   "die",   "dat",   "naar",
                 "aan", "bij", "voor", "te",  "uit", "ook", "zit", "staat", "deze", "naast", "achter"}},
  }};
  return kAll;
}

// Latin letters and others of `text`.
struct Letters {
  std::size_t latin = 0, other = 0;
};

Letters letters_of(std::string_view text) {
  Letters letters;
  for (const Token& token : tokens(text)) {
    // Of words that mix alphabets all letters count as the other's; none of digits alone.
    const auto bytes = token.end - token.begin;
    // Most letters of other alphabets take two or three bytes of UTF-8.
    if (token.kind == TokenKind::OtherScript) letters.other += std::max<std::size_t>(1, bytes / 3);
    if (token.kind == TokenKind::Word) letters.latin += bytes;
  }
  return letters;
}

}  // namespace

std::string tidy_caption(std::string_view answer) {
  const std::string repaired = text::repaired(answer).toStdString();
  const std::string_view rest = without_thoughts(trimmed(repaired));
  std::string caption;
  for (std::size_t at = 0; at < rest.size();) {
    const auto end = std::min(rest.find('\n', at), rest.size());
    for (const char c : without_line_marks(rest.substr(at, end - at))) {
      const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
      if (c == '*' || c == '`') continue;
      if (!blank)
        caption += c;
      else if (!caption.empty() && caption.back() != ' ')
        caption += ' ';
    }
    if (!caption.empty() && caption.back() != ' ') caption += ' ';
    at = end + 1;
  }
  return std::string(trimmed(without_quotes(trimmed(caption))));
}

std::size_t word_count(std::string_view caption) {
  std::size_t words = 0;
  for (std::size_t at = 0; (at = caption.find_first_not_of(kBlanks, at)) != std::string_view::npos; ++words) {
    at = std::min(caption.find_first_of(kBlanks, at), caption.size());
  }
  return words;
}

std::string first_words(std::string_view caption, std::size_t most) {
  std::size_t at = 0;
  for (std::size_t words = 0; words < most; ++words) {
    const auto begin = caption.find_first_not_of(kBlanks, at);
    if (begin == std::string_view::npos) return std::string(caption);
    at = std::min(caption.find_first_of(kBlanks, begin), caption.size());
  }
  if (at == caption.size()) return std::string(caption);
  const auto kept = caption.substr(0, at);
  const auto sentences = last_sentence_end(kept);
  return std::string(sentences > 0 ? kept.substr(0, sentences) : kept);
}

std::string whole_sentences(std::string_view caption) {
  return std::string(caption.substr(0, last_sentence_end(caption)));
}

Language language_of(std::string_view caption) {
  const Letters letters = letters_of(caption);
  if (letters.other * 2 >= std::max<std::size_t>(letters.latin, 1)) {
    return {false, "a third or more of its letters are not Latin"};
  }
  std::array<std::size_t, 7> hits{};
  std::size_t words = 0;
  for (const Token& token : tokens(caption)) {
    if (token.kind != TokenKind::Word) continue;
    ++words;
    for (std::size_t i = 0; i < hits.size(); ++i) hits[i] += languages()[i].frequent.count(token.text);
  }
  if (words < 6) return {};
  const auto most = static_cast<std::size_t>(std::max_element(hits.begin() + 1, hits.end()) - hits.begin());
  if (hits[most] <= hits[0] || hits[most] * 10 < words) return {};
  std::string reason = "it reads as ";
  reason += languages()[most].name;
  return {false, reason};
}

}  // namespace cloc::labelling
