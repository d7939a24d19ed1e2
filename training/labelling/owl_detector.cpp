// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/owl_detector.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/inference/owl_checkpoint.h"
#include "core/inference/owl_input.h"
#include "core/inference/text_tensors.h"
#include "core/model/compute.h"
#include "core/text/tokenizer.h"
#include "training/labelling/phrase_cache.h"

namespace cloc::labelling {
namespace {

namespace fs = std::filesystem;

// CLIP's byte pairs with their markers: what released OWL-ViTs have.
constexpr std::int64_t kClipPieces = 49408;

std::unique_ptr<text::Tokenizer> tokenizer_of(const fs::path& folder, const model::TextConfig& config) {
  const text::TokenizerOptions options{.context_length = static_cast<int>(config.context_length)};
  std::unique_ptr<text::Tokenizer> tokenizer;
  try {
    tokenizer = text::load_tokenizer(folder, options);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::NotFound || config.vocabulary != kClipPieces) throw;
    tokenizer = text::load_tokenizer(resource_path("text/bpe_simple_vocab_16e6.txt.gz"), options);
  }
  if (tokenizer->vocab_size() > config.vocabulary) {
    throw Error(ErrorKind::Mismatch, folder.string() + ": the tokenizer has " +
                                         std::to_string(tokenizer->vocab_size()) +
                                         " pieces, the model takes " + std::to_string(config.vocabulary) +
                                         ". Put the tokenizer that the model was trained with beside it.");
  }
  return tokenizer;
}

std::string hash_of(const std::vector<fs::path>& files) {
  if (files.size() == 1) return sha256_file(files.front());
  std::string hashes;
  for (const auto& file : files) hashes += sha256_file(file);
  return sha256(hashes);
}

std::vector<float> to_rows(const at::Tensor& embeddings) {
  const auto rows = embeddings.to(torch::kFloat).contiguous();
  return {rows.data_ptr<float>(), rows.data_ptr<float>() + rows.numel()};
}

}  // namespace

struct OwlDetector::Content {
  Content(model::OwlVit network, std::unique_ptr<text::Tokenizer> words, const OwlOptions& options)
      : model(std::move(network)),
        tokenizer(std::move(words)),
        input(model->config(), options.input_size),
        queries(
            [this](std::span<const std::string> texts) {
              const auto tokens = inference::tokenise(*tokenizer, texts);
              return to_rows(model->embed_queries(tokens.ids, tokens.lengths));
            },
            options.cached_phrases) {}

  model::OwlVit model;
  std::unique_ptr<text::Tokenizer> tokenizer;
  inference::OwlInput input;
  PhraseCache queries;

  std::vector<Detection> detections(const model::OwlImages& images, std::int64_t place, const cv::Mat& image,
                                    std::span<const std::string> phrases);
  void find_together(std::span<const cv::Mat> images, std::span<const std::vector<std::string>> phrases,
                     std::vector<std::vector<Detection>>& found);
};

// Of the images' one at `place`.
std::vector<Detection> OwlDetector::Content::detections(const model::OwlImages& images, std::int64_t place,
                                                        const cv::Mat& image,
                                                        std::span<const std::string> phrases) {
  auto rows = queries.rows(phrases);
  const auto count = static_cast<std::int64_t>(phrases.size());
  const auto asked = torch::from_blob(rows.data(), {count, static_cast<std::int64_t>(rows.size()) / count});
  const model::OwlImages one{images.features.slice(0, place, place + 1), images.rows, images.columns};
  const auto [logits, best] = model->class_logits(one.features, asked)[0].max(-1);
  const auto scores = to_rows(torch::sigmoid(logits));
  const auto boxes = to_rows(model->boxes(one)[0]);
  std::vector<float> objectness;
  if (model->config().version == model::OwlVersion::OwlV2)
    objectness = to_rows(torch::sigmoid(model->objectness(one.features)[0]));
  const auto* phrase = best.data_ptr<std::int64_t>();
  std::vector<Detection> out;
  for (std::size_t token = 0; token < scores.size(); ++token) {
    const auto* box = boxes.data() + 4 * token;
    const auto pixels = input.to_pixels({box[0], box[1], box[2], box[3]}, image.cols, image.rows);
    // A box that is not finite is to be told as a score is that is not.
    const bool finite = std::isfinite(box[0] + box[1] + box[2] + box[3]);
    if (!pixels && finite && std::isfinite(scores[token])) continue;
    Detection detection{pixels.value_or(PixelBox{}), static_cast<std::size_t>(phrase[token]),
                        finite ? scores[token] : std::numeric_limits<float>::quiet_NaN()};
    if (!objectness.empty()) detection.objectness = objectness[token];
    out.push_back(detection);
  }
  return out;
}

void OwlDetector::Content::find_together(std::span<const cv::Mat> images,
                                         std::span<const std::vector<std::string>> phrases,
                                         std::vector<std::vector<Detection>>& found) {
  const auto encoded = model->encode_images(input.of(images));
  for (std::size_t i = 0; i < images.size(); ++i)
    found.push_back(detections(encoded, static_cast<std::int64_t>(i), images[i], phrases[i]));
}

OwlDetector::OwlDetector(DetectorIdentity identity, const OwlOptions& options,
                         std::unique_ptr<Content> content)
    : RegionDetector(std::move(identity), options.filter),
      images_at_once_(options.images_at_once),
      content_(std::move(content)) {}
OwlDetector::~OwlDetector() = default;

std::unique_ptr<OwlDetector> OwlDetector::open(const fs::path& folder, const OwlOptions& options) {
  if (options.images_at_once < 1)
    throw Error(ErrorKind::InvalidInput, "A detector must look at one image at a time, or at more.");
  model::set_threads(options.threads);
  const auto checkpoint = inference::read_owl_checkpoint(folder);
  auto tokenizer = tokenizer_of(checkpoint.files.front().parent_path(), checkpoint.config.clip.text);
  auto content = std::make_unique<Content>(inference::make_model(checkpoint), std::move(tokenizer), options);
  DetectorIdentity identity{checkpoint.family, checkpoint.config.clip.name, hash_of(checkpoint.files)};
  return std::unique_ptr<OwlDetector>(new OwlDetector(std::move(identity), options, std::move(content)));
}

std::int64_t OwlDetector::phrases_encoded() const {
  return content_->queries.encoded();
}

std::vector<std::vector<Detection>> OwlDetector::find(std::span<const cv::Mat> images,
                                                      std::span<const std::vector<std::string>> phrases) {
  const torch::InferenceMode inference;
  const auto out_of_memory = [&] {
    return Error(ErrorKind::OutOfMemory,
                 "Not enough memory for " + std::to_string(std::min(images.size(), images_at_once_)) +
                     " images of " + std::to_string(content_->input.side()) + " pixels a side at once. Let " +
                     identity().kind + " look at fewer images at a time, or at smaller ones.");
  };
  std::vector<std::vector<Detection>> found;
  try {
    for (std::size_t first = 0; first < images.size(); first += images_at_once_) {
      const auto count = std::min(images_at_once_, images.size() - first);
      content_->find_together(images.subspan(first, count), phrases.subspan(first, count), found);
    }
  } catch (const std::bad_alloc&) {
    throw out_of_memory();
  } catch (const c10::Error& error) {
    if (std::string(error.what()).find("allocate") == std::string::npos) throw;
    throw out_of_memory();
  }
  return found;
}

}  // namespace cloc::labelling
