// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentencepiece_tokenizer.h"

#include <optional>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/text/text_cleaning.h"

namespace cloc::text {
namespace {

// Reads a protobuf varint off the front of `bytes`.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  return std::nullopt;
}

// The normaliser's settings of a model (field 3), the fields of which `bytes` are; nothing when not all three
// parts are there that spm_train writes: pieces (field 1), then the trainer's settings (2), then the
// normaliser's (3). A file cut between two fields is valid protobuf, and SentencePiece would load the shorter
// vocabulary without a word.
std::optional<std::string_view> normaliser_of(std::string_view bytes) {
  std::optional<std::string_view> parts[4];
  while (!bytes.empty()) {
    const auto tag = take_varint(bytes);
    const auto length =
        tag && (*tag & 7) == 2 ? take_varint(bytes) : std::nullopt;  // all fields are messages
    if (!length || *length > bytes.size()) return std::nullopt;
    if ((*tag >> 3) < 4) parts[*tag >> 3] = bytes.substr(0, *length);
    bytes.remove_prefix(*length);
  }
  return parts[1] && parts[2] ? parts[3] : std::nullopt;
}

// remove_extra_whitespaces (field 4) of the normaliser's settings: true unless it says otherwise.
bool removes_blanks(std::string_view settings) {
  bool removes = true;
  while (!settings.empty()) {
    const auto tag = take_varint(settings);
    const auto value = tag ? take_varint(settings) : std::nullopt;  // a length, or the value itself
    if (!value) break;
    if (*tag >> 3 == 4) removes = *value != 0;
    if ((*tag & 7) == 2) settings.remove_prefix(std::min<std::size_t>(*value, settings.size()));
  }
  return removes;
}

}  // namespace

SentencePieceTokenizer::SentencePieceTokenizer(const std::filesystem::path& path,
                                               const TokenizerOptions& options)
    : Tokenizer(options.context_length),
      strip_punctuation_(options.strip_punctuation),
      mend_web_text_(options.mend_web_text),
      model_(new_sentencepiece_model()) {
  const auto bytes = read_text_file(path);
  const auto damaged = [&](const std::string& why) {
    return Error(ErrorKind::Corrupt, path.string() + " is not a whole SentencePiece model: " + why +
                                         ". Copy the file again from where you have it.");
  };
  const auto normaliser = normaliser_of(bytes);
  if (!normaliser) throw damaged("it ends early, or it is another kind of file");
  keeps_blanks_ = !removes_blanks(*normaliser);
  const auto failure = model_->load(bytes);
  if (!failure.empty()) throw damaged(failure);
  if (model_->eos_id() < 0) {
    throw Error(ErrorKind::Unsupported, path.string() +
                                            " has no end marker \"</s>\", at which the text transformer " +
                                            "reads the sentence. Train it with spm_train --eos_id=1.");
  }
}

std::vector<std::int32_t> SentencePieceTokenizer::encode_words(std::string_view text, std::size_t) const {
  std::vector<int> ids;
  const auto whole = repaired(text);
  const auto plain = keeps_blanks_ ? lowered(whole) : lowered_and_collapsed(whole);
  const auto cleaned = (strip_punctuation_ ? siglip_text(whole, mend_web_text_) : plain).toStdString();
  const auto failure = model_->encode(cleaned, ids);
  if (!failure.empty()) throw Error(ErrorKind::Internal, "SentencePiece cannot encode a text: " + failure);
  return {ids.begin(), ids.end()};
}

std::string SentencePieceTokenizer::decode(std::span<const std::int32_t> ids) const {
  std::vector<int> known;
  for (const auto id : ids) {
    if (id >= 0 && id < vocab_size() && id != model_->pad_id() && !model_->is_control(id))
      known.push_back(id);
  }
  std::string text;
  const auto failure = model_->decode(known, text);
  if (!failure.empty()) throw Error(ErrorKind::Internal, "SentencePiece cannot decode ids: " + failure);
  return text;
}

}  // namespace cloc::text
