// SPDX-License-Identifier: Apache-2.0
#include "core/text/gemma_tokenizer.h"

#include <QString>
#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/base/error.h"
#include "core/text/text_cleaning.h"

namespace cloc::text {
namespace {

constexpr std::string_view kBlank = "\xE2\x96\x81";  // U+2581, which stands for a blank

std::string byte_name(unsigned byte) {
  std::array<char, 8> name{};
  std::snprintf(name.data(), name.size(), "<0x%02X>", byte);
  return name.data();
}

std::string with_blanks(std::string_view token) {
  std::string text;
  while (!token.empty()) {
    const bool blank = token.starts_with(kBlank);
    text += blank ? ' ' : token.front();
    token.remove_prefix(blank ? kBlank.size() : 1);
  }
  return text;
}

// Bytes of the UTF-8 sequence at the front of `text`, which is valid.
std::size_t sequence_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  return length;
}

}  // namespace

GemmaTokenizer::GemmaTokenizer(TokenizerJson contents, const std::filesystem::path& path,
                               const TokenizerOptions& options)
    : Tokenizer(options.context_length),
      strip_punctuation_(options.strip_punctuation),
      mend_web_text_(options.mend_web_text),
      ids_(std::move(contents.ids)),
      tokens_(ids_.size()),
      added_(std::move(contents.added)),
      begin_id_(contents.begin_id),
      end_id_(contents.end_id),
      pad_id_(contents.pad_id) {
  const auto require = [&](const std::string& token, const std::string& what) {
    const auto found = ids_.find(token);
    if (found != ids_.end()) return found->second;
    throw Error(ErrorKind::Corrupt,
                path.string() + " is not a whole tokenizer.json: " + what + " \"" + token +
                    "\" is not in its vocabulary. Copy the file again from where you have it.");
  };
  for (const auto& [token, id] : ids_) tokens_[static_cast<std::size_t>(id)] = with_blanks(token);
  for (unsigned byte = 0; byte < byte_ids_.size(); ++byte) {
    byte_ids_[byte] = require(byte_name(byte), "the byte");
    tokens_[static_cast<std::size_t>(byte_ids_[byte])] = std::string(1, static_cast<char>(byte));
  }
  for (const auto id : contents.special_ids) tokens_[static_cast<std::size_t>(id)].clear();
  merges_.reserve(contents.merges.size());
  std::int32_t rank = 0;
  for (const auto& [left, right] : contents.merges) {
    const auto key = pair_key(require(left, "the merged"), require(right, "the merged"));
    // Of a pair that is given twice the later rank counts, as in the tokenizers library.
    merges_[key] = PairMerge{rank++, require(left + right, "the merge")};
  }
}

std::vector<std::int32_t> GemmaTokenizer::encode_words(std::string_view text, std::size_t) const {
  const auto whole = repaired(text);
  const auto cleaned = (strip_punctuation_ ? siglip_text(whole, mend_web_text_) : whole).toStdString();
  std::vector<std::int32_t> ids;
  for (const auto& piece : added_.raw.split(cleaned)) {
    if (piece.id >= 0) {
      ids.push_back(piece.id);
      continue;
    }
    auto lower = lowered(QString::fromUtf8(piece.text.data(), static_cast<qsizetype>(piece.text.size())));
    const auto normalised = lower.replace(u' ', u'\u2581').toStdString();
    for (const auto& part : added_.normalised.split(normalised)) {
      if (part.id >= 0) {
        ids.push_back(part.id);
      } else {
        append_merged(part.text, ids);
      }
    }
  }
  return ids;
}

void GemmaTokenizer::append_merged(std::string_view text, std::vector<std::int32_t>& ids) const {
  std::vector<std::int32_t> symbols;
  symbols.reserve(text.size());
  while (!text.empty()) {
    const auto character = text.substr(0, sequence_length(text));
    text.remove_prefix(character.size());
    const auto found = ids_.find(std::string(character));
    if (found != ids_.end()) {
      symbols.push_back(found->second);
    } else {
      for (const char c : character) symbols.push_back(byte_ids_[static_cast<unsigned char>(c)]);
    }
  }
  const auto merged = merge_pairs(symbols, merges_);
  ids.insert(ids.end(), merged.begin(), merged.end());
}

std::string GemmaTokenizer::decode(std::span<const std::int32_t> ids) const {
  std::string text;
  for (const auto id : ids) {
    if (id >= 0 && id < vocab_size()) text += tokens_[static_cast<std::size_t>(id)];
  }
  // Single bytes may stand alone where a text was cut.
  return repaired(text).toStdString();
}

}  // namespace cloc::text
