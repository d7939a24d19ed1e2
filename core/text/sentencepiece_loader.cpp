// SPDX-License-Identifier: Apache-2.0
#include "core/base/module.h"
#include "core/text/sentencepiece_module.h"

namespace cloc::text {

std::unique_ptr<SentencePieceModel> new_sentencepiece_model() {
  using Factory = SentencePieceModel*();
  static Factory* const factory = reinterpret_cast<Factory*>(
      load_module_function("libcloc_sentencepiece.so", CLOC_SENTENCEPIECE_MODULE,
                           "cloc_new_sentencepiece_model", ModuleSymbols::OwnFirst));
  return std::unique_ptr<SentencePieceModel>(factory());
}

}  // namespace cloc::text
