// SPDX-License-Identifier: Apache-2.0
#include "core/text/clip_tokenizer.h"

#include <QString>
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/text/text_cleaning.h"

namespace cloc::text {
namespace {

constexpr std::u32string_view kBeginName = U"<|startoftext|>";
constexpr std::u32string_view kEndName = U"<|endoftext|>";
constexpr std::int32_t kNoMerge = std::numeric_limits<std::int32_t>::max();

enum class Class { Space, Letter, Number, Other };

Class class_of(char32_t c) {
  if (QChar::isSpace(c)) return Class::Space;
  if (QChar::isLetter(c)) return Class::Letter;
  switch (QChar::category(c)) {
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
      return Class::Number;
    default:
      return Class::Other;
  }
}

// The length of the word at the front of `text`, which does not begin with white space. It is CLIP's pattern
//   's|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
// by hand: the text is in lower case already, and Qt's tables of Unicode are at hand. OpenAI's code reads it
// without regard to case, so that a long s is an s.
std::size_t word_length(std::u32string_view text, bool any_case) {
  constexpr std::array<std::u32string_view, 7> kWhole = {U"'s", U"'t", U"'re", U"'ve", U"'m", U"'ll", U"'d"};
  for (const auto whole : kWhole) {
    if (text.starts_with(whole)) return whole.size();
  }
  if (any_case && text.starts_with(U"'\u017F")) return 2;
  const auto first = class_of(text.front());
  if (first == Class::Number) return 1;
  std::size_t length = 1;
  while (length < text.size() && class_of(text[length]) == first) ++length;
  return length;
}

std::string to_utf8(std::u32string_view text) {
  return QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size())).toStdString();
}

}  // namespace

ClipTokenizer::ClipTokenizer(ClipVocabulary vocabulary, int context_length)
    : Tokenizer(context_length), vocabulary_(std::move(vocabulary)) {}

ClipTokenizer::ClipTokenizer(ClipVocabulary vocabulary, AddedTokens added, int context_length)
    : Tokenizer(context_length), vocabulary_(std::move(vocabulary)), added_(std::move(added)) {}

std::vector<std::int32_t> ClipTokenizer::encode_words(std::string_view text, std::size_t limit) const {
  std::vector<std::int32_t> ids;
  const auto whole = repaired(text);
  if (!added_) {
    auto cleaned = lowered_and_collapsed(cleaned_as_clip(whole));
    // No letter, but it has an upper case that is one: without regard to case the pattern reads past it.
    cleaned.replace(QChar(0x0345), u' ');
    append_words(cleaned.toStdU32String(), true, limit, ids);
    return ids;
  }
  const auto as_text = [](std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
  };
  const auto bytes = whole.toStdString();
  for (const auto& piece : added_->raw.split(bytes)) {
    if (piece.id >= 0) {
      ids.push_back(piece.id);
      continue;
    }
    const auto normalised = normalised_as_fast_clip(as_text(piece.text)).toStdString();
    for (const auto& part : added_->normalised.split(normalised)) {
      if (part.id >= 0) {
        ids.push_back(part.id);
      } else {
        append_words(as_text(part.text).toStdU32String(), false, limit, ids);
      }
    }
  }
  return ids;
}

void ClipTokenizer::append_words(std::u32string_view text, bool markers, std::size_t limit,
                                 std::vector<std::int32_t>& ids) const {
  while (!text.empty() && ids.size() <= limit) {
    if (class_of(text.front()) == Class::Space) {
      text.remove_prefix(1);
      continue;
    }
    if (markers && (text.starts_with(kBeginName) || text.starts_with(kEndName))) {
      const bool begin = text.starts_with(kBeginName);
      ids.push_back(begin ? begin_id() : end_id());
      text.remove_prefix(begin ? kBeginName.size() : kEndName.size());
      continue;
    }
    const auto word = text.substr(0, word_length(text, !added_));
    text.remove_prefix(word.size());
    const auto merged = merge_word(to_utf8(word));
    ids.insert(ids.end(), merged.begin(), merged.end());
  }
}

std::vector<std::int32_t> ClipTokenizer::merge_word(std::string_view word) const {
  std::vector<std::int32_t> symbols(word.size());
  std::transform(word.begin(), word.end(), symbols.begin(),
                 [&](char c) { return vocabulary_.byte_ids[static_cast<unsigned char>(c)]; });
  symbols.back() = vocabulary_.byte_end_ids[static_cast<unsigned char>(word.back())];

  const auto merge_of = [&](std::int32_t left, std::int32_t right) {
    const auto found = vocabulary_.merges.find(pair_key(left, right));
    return found == vocabulary_.merges.end() ? PairMerge{kNoMerge, 0} : found->second;
  };
  // merges[i] joins symbols i and i + 1; kept, because looking up is what takes the time.
  std::vector<PairMerge> merges;
  for (std::size_t i = 0; i + 1 < symbols.size(); ++i) merges.push_back(merge_of(symbols[i], symbols[i + 1]));

  const auto earlier = [](const auto& a, const auto& b) { return a.rank < b.rank; };
  while (!merges.empty()) {
    const auto best = *std::min_element(merges.begin(), merges.end(), earlier);
    if (best.rank == kNoMerge) break;
    // Joins every such pair from left to right, moving the rest down in place.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < symbols.size(); ++kept) {
      const bool join = i < merges.size() && merges[i].rank == best.rank;
      symbols[kept] = join ? best.id : symbols[i];
      const std::size_t next = i + (join ? 2 : 1);
      if (next < symbols.size()) merges[kept] = merges[i];
      i = next;
    }
    symbols.resize(kept);
    merges.resize(kept - 1);
    for (std::size_t i = 0; i < merges.size(); ++i) {
      const bool touched = symbols[i] == best.id || symbols[i + 1] == best.id;
      if (touched) merges[i] = merge_of(symbols[i], symbols[i + 1]);
    }
  }
  return symbols;
}

std::string ClipTokenizer::decode(std::span<const std::int32_t> ids) const {
  std::string text;
  for (const auto id : ids) {
    if (id >= 0 && id < vocab_size()) text += vocabulary_.tokens[static_cast<std::size_t>(id)];
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace cloc::text
