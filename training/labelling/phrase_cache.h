// SPDX-License-Identifier: Apache-2.0
// Embeddings of phrases, each computed once: captions of a data set say "a man" and "the street" again and
// again. For the detectors of this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace cloc::labelling {

class PhraseCache {
 public:
  // [texts, dim], row after row.
  using Encode = std::function<std::vector<float>(std::span<const std::string> texts)>;

  // `limit`: phrases that are kept; beyond it all are forgotten and it begins anew.
  PhraseCache(Encode encode, std::size_t limit);

  // [phrases, dim], row after row; a phrase may come twice. What is not known yet is encoded, each phrase
  // once and kTogether at a time.
  std::vector<float> rows(std::span<const std::string> phrases);
  // Phrases that went through the encoder.
  std::int64_t encoded() const { return encoded_; }

  static constexpr std::size_t kTogether = 256;

 private:
  const Encode encode_;
  const std::size_t limit_;
  std::map<std::string, std::vector<float>> known_;
  std::int64_t encoded_ = 0;
};

}  // namespace cloc::labelling
