// SPDX-License-Identifier: Apache-2.0
// The module itself: the one file that sees SentencePiece's headers. The rest of the program loads it (see
// the header).
#include "core/text/sentencepiece_module.h"

#include <sentencepiece_processor.h>

namespace cloc::text {
namespace {

std::string message(const sentencepiece::util::Status& status) {
  return status.ok() ? std::string() : status.ToString();
}

class Model final : public SentencePieceModel {
 public:
  std::string load(std::string_view serialized) override {
    return message(processor_.LoadFromSerializedProto({serialized.data(), serialized.size()}));
  }
  std::string encode(const std::string& text, std::vector<int>& ids) const override {
    return message(processor_.Encode(text, &ids));
  }
  std::string decode(const std::vector<int>& ids, std::string& text) const override {
    return message(processor_.Decode(ids, &text));
  }
  int size() const override { return processor_.GetPieceSize(); }
  int pad_id() const override { return processor_.pad_id(); }
  int eos_id() const override { return processor_.eos_id(); }
  bool is_control(int id) const override { return processor_.IsControl(id); }

 private:
  sentencepiece::SentencePieceProcessor processor_;
};

}  // namespace
}  // namespace cloc::text

extern "C" cloc::text::SentencePieceModel* cloc_new_sentencepiece_model() {
  return new cloc::text::Model;
}
