// SPDX-License-Identifier: Apache-2.0
#include "core/inference/conversion.h"

#include <system_error>

#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/text/tokenizer.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;

// The tokenizer beside the weights, if there is one; that of OpenAI's CLIP for open_clip's models that are
// trained with it, whose files do not hold it.
fs::path tokenizer_of(const ClipCheckpoint& checkpoint) {
  constexpr std::int64_t kClipPieces = 49408;
  const auto folder = checkpoint.files.front().parent_path();
  const bool own = checkpoint.family == "open_clip" || checkpoint.family == "OpenAI CLIP";
  if (!own || checkpoint.config.text.vocabulary != kClipPieces) return folder;
  try {
    text::vocabulary_files(folder);
    return folder;
  } catch (const Error&) {
    return resource_path("text/bpe_simple_vocab_16e6.txt.gz");
  }
}

}  // namespace

Conversion convert_checkpoint(const fs::path& source, const fs::path& target,
                              const ConversionOptions& options) {
  const bool was_there = fs::exists(target);
  if (was_there && !fs::is_empty(target)) {
    throw Error(ErrorKind::InvalidInput,
                target.string() + " is not empty. Choose a new folder for the model.");
  }
  if (options.regions != model::RegionEncoder::ValueRoi && options.regions != model::RegionEncoder::Crops) {
    throw Error(ErrorKind::InvalidInput,
                "Weights without a Prompter answer boxes by \"value_roi\" or \"crops\".");
  }
  auto checkpoint = read_clip_checkpoint(source, options.reading);
  if (checkpoint.family == kOwnFamily) {
    throw Error(ErrorKind::InvalidInput,
                source.string() +
                    " is a model of this program already: search, index and the window "
                    "open it as it is. To write it smaller, use `export`.");
  }
  if (options.positions) checkpoint.config.vision.position_rule = *options.positions;
  if (options.image_size != 0) set_image_size(checkpoint, options.image_size);
  checkpoint.config.region_encoder = options.regions;
  const auto tokenizer = options.tokenizer.empty() ? tokenizer_of(checkpoint) : options.tokenizer;
  const auto vocabulary = text::load_tokenizer(tokenizer)->vocab_size();
  if (vocabulary != checkpoint.config.text.vocabulary) {
    throw Error(ErrorKind::Mismatch, tokenizer.string() + " has " + std::to_string(vocabulary) +
                                         " pieces, the model " +
                                         std::to_string(checkpoint.config.text.vocabulary) +
                                         ". Give the tokenizer that the model was trained with.");
  }
  auto model = make_model(checkpoint);
  try {
    save_model(target, model, tokenizer, {{"cloc.made_by", "conversion"}, {"cloc.family", checkpoint.family}},
               options.precision);
    return {checkpoint.family, fs::file_size(target / kWeightsFile), std::move(checkpoint.unused)};
  } catch (...) {
    std::error_code ignored;  // the first error is the one to tell
    for (const auto& file : fs::directory_iterator(target, ignored)) fs::remove(file.path(), ignored);
    if (!was_there) fs::remove(target, ignored);
    throw;
  }
}

}  // namespace cloc::inference
