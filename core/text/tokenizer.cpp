// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer.h"

#include <algorithm>

#include "core/base/error.h"

namespace cloc::text {
namespace {

// No vocabulary has tokens so long that 77 of them cover this much; without a bound, one endless "word" would
// cost the byte-pair merges time that grows with its square.
constexpr std::size_t kMaxBytes = 16384;

// The first kMaxBytes of `text`, cut before a UTF-8 sequence and not in it.
std::string_view head(std::string_view text) {
  if (text.size() <= kMaxBytes) return text;
  std::size_t end = kMaxBytes;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  while (end > kMaxBytes - 4 && continues(end)) --end;
  return text.substr(0, end);
}

}  // namespace

Tokenizer::Tokenizer(int context_length) : context_length_(context_length) {
  if (context_length < 3) {
    throw Error(ErrorKind::InvalidInput,
                "A text context of " + std::to_string(context_length) +
                    " tokens has no room for a word between the markers. Use 3 or more; " +
                    "CLIP and CLOC use 77.");
  }
}

Encoding Tokenizer::encode_checked(std::string_view text) const {
  const bool has_begin = begin_id() >= 0;
  const std::size_t room = static_cast<std::size_t>(context_length_) - (has_begin ? 2 : 1);
  const auto part = head(text);
  auto words = encode_words(part, room);

  Encoding encoding;
  encoding.truncated = words.size() > room || part.size() < text.size();
  words.resize(std::min(words.size(), room));
  encoding.ids.reserve(words.size() + 2);
  if (has_begin) encoding.ids.push_back(begin_id());
  encoding.ids.insert(encoding.ids.end(), words.begin(), words.end());
  encoding.ids.push_back(end_id());
  return encoding;
}

TokenBatch encode_batch(const Tokenizer& tokenizer, std::span<const std::string> texts) {
  std::vector<Encoding> encodings;
  encodings.reserve(texts.size());
  TokenBatch batch;
  batch.texts = static_cast<std::int64_t>(texts.size());
  for (const auto& text : texts) {
    const auto& encoding = encodings.emplace_back(tokenizer.encode_checked(text));
    batch.lengths.push_back(static_cast<std::int64_t>(encoding.ids.size()));
    batch.length = std::max(batch.length, batch.lengths.back());
    batch.truncated += encoding.truncated;
  }
  batch.ids.assign(static_cast<std::size_t>(batch.texts * batch.length), tokenizer.pad_id());
  auto row = batch.ids.begin();
  for (const auto& encoding : encodings) {
    std::copy(encoding.ids.begin(), encoding.ids.end(), row);
    row += batch.length;
  }
  return batch;
}

}  // namespace cloc::text
