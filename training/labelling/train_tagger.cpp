// SPDX-License-Identifier: Apache-2.0
// train_tagger TAGGED_TEXT... OUT: trains resources/text/caption_tagger.bin. See
// resources/text/tagger_corpus.py.
#include <cstdio>

#include "core/base/error.h"
#include "training/labelling/tagger_trainer.h"

int main(int argc, char** argv) {
  using namespace cloc;
  if (argc < 3) {
    std::fputs("usage: train_tagger TAGGED_TEXT... OUT\n", stderr);
    return 2;
  }
  try {
    labelling::TaggedText text;
    for (int i = 1; i + 1 < argc; ++i) labelling::read_tagged_text(argv[i], &text);
    const auto model = labelling::train_tagger(text, {}, [](int epoch, double right) {
      std::printf("epoch %d: %.2f %% of the words right\n", epoch, 100 * right);
      std::fflush(stdout);
    });
    labelling::save_tagger_model(argv[argc - 1], model);
    std::printf("%zu words, %zu features, %zu weights\n", model.words.size(), model.features.size(),
                model.weights.size());
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
}
