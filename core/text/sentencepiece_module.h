// SPDX-License-Identifier: Apache-2.0
// SentencePiece behind a module that is loaded at run time. Debian's libsentencepiece exports the protobuf
// that it was built with, and LibTorch's libprotobuf would bind to that one: the program would crash before
// `main`. Loaded with its symbols kept local, the two do not meet. Used by SentencePieceTokenizer alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cloc::text {

// sentencepiece::SentencePieceProcessor, as far as the tokenizer needs it. Texts returned are error messages,
// empty when it worked. Const calls may come from several threads at once.
class SentencePieceModel {
 public:
  virtual ~SentencePieceModel() = default;
  virtual std::string load(std::string_view serialized) = 0;
  virtual std::string encode(const std::string& text, std::vector<int>& ids) const = 0;
  virtual std::string decode(const std::vector<int>& ids, std::string& text) const = 0;
  virtual int size() const = 0;
  virtual int pad_id() const = 0;  // below 0: none; likewise eos_id
  virtual int eos_id() const = 0;
  virtual bool is_control(int id) const = 0;
};

// Loads the module at the first call. Throws Error{NotFound} when it is not beside the program.
std::unique_ptr<SentencePieceModel> new_sentencepiece_model();

}  // namespace cloc::text
