// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/cloc_detector.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/index/proposals.h"
#include "core/inference/session.h"
#include "training/labelling/phrase_cache.h"

namespace cloc::labelling {
namespace {

constexpr std::size_t kBoxesAtOnce = 64;
constexpr float kSmallest = 4;     // pixels: what is thinner is no box anybody would draw
constexpr double kSameText = 0.9;  // cosine above which two texts do not compete (paper, 3.4)

const std::vector<std::string>& everyday_words() {
  static const std::vector<std::string> words = {
      "sky",    "cloud",   "sun",    "water", "sea",    "grass",   "tree",   "leaf",   "flower", "ground",
      "sand",   "stone",   "wall",   "floor", "street", "house",   "window", "door",   "roof",   "bridge",
      "person", "man",     "woman",  "child", "face",   "hand",    "hair",   "shirt",  "hat",    "shoe",
      "dog",    "cat",     "bird",   "horse", "fish",   "insect",  "car",    "bus",    "train",  "boat",
      "plane",  "bicycle", "table",  "chair", "bed",    "lamp",    "cup",    "plate",  "bottle", "bowl",
      "fruit",  "bread",   "cake",   "book",  "paper",  "picture", "phone",  "screen", "clock",  "bag",
      "ball",   "toy",     "tool",   "sign",  "letter", "number",  "arrow",  "star",   "heart",  "circle",
      "line",   "light",   "shadow", "fire",  "smoke",  "snow",    "rain",   "texture"};
  return words;
}

struct Candidates {
  std::vector<PixelBox> boxes;
  // Of a grounded box its phrase; absent of a proposal.
  std::vector<std::optional<std::size_t>> phrases;
  std::vector<float> fits;  // 1, or what the proposal head says of the box
};

bool large_enough(const PixelBox& box) {
  return box.valid() && box.width() >= kSmallest && box.height() >= kSmallest;
}

at::Tensor as_tensor(std::vector<float>& rows, std::size_t count) {
  const auto n = static_cast<std::int64_t>(count);
  return torch::from_blob(rows.data(), {n, n == 0 ? 0 : static_cast<std::int64_t>(rows.size()) / n});
}

}  // namespace

struct ClocDetector::Content {
  Content(inference::Session opened, const ClocOptions& chosen)
      : session(std::move(opened)),
        options(chosen),
        scale(session.logit_scale()),
        texts([this](std::span<const std::string> words) { return session.embed_texts(words).values; },
              options.cached_phrases) {
    if (options.background.empty()) options.background = everyday_words();
  }

  inference::Session session;
  ClocOptions options;
  const float scale;
  PhraseCache texts;

  Candidates candidates(const inference::EncodedImage& image, const inference::Embeddings& phrases);
  at::Tensor embed(const inference::EncodedImage& image, std::span<const PixelBox> boxes);
  std::vector<Detection> detections(const inference::EncodedImage& image,
                                    std::span<const std::string> phrases);
};

Candidates ClocDetector::Content::candidates(const inference::EncodedImage& image,
                                             const inference::Embeddings& phrases) {
  Candidates out;
  const bool grounds = session.grounds();
  if (!grounds || options.candidates != ClocCandidates::Grounded) {
    const index::GridOptions grid{
        .scales = {1.f / 2, 1.f / 3, 1.f / 5}, .min_side = kSmallest, .whole_image = false};
    for (const auto& one : session.propose(image, grid)) {
      out.boxes.push_back(one.box);
      out.fits.push_back(session.proposes() ? one.score : 1);
    }
    out.phrases.resize(out.boxes.size());
  }
  if (!grounds || options.candidates == ClocCandidates::Proposed) return out;
  const auto dim = static_cast<std::size_t>(phrases.dim);
  for (std::int64_t first = 0; first < phrases.count; first += kBoxesAtOnce) {
    const auto count = std::min<std::int64_t>(kBoxesAtOnce, phrases.count - first);
    const auto rows =
        std::span(phrases.values)
            .subspan(static_cast<std::size_t>(first) * dim, static_cast<std::size_t>(count) * dim);
    const auto found = session.ground(image, {count, phrases.dim, {rows.begin(), rows.end()}});
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!large_enough(found[i].box)) continue;
      out.boxes.push_back(found[i].box);
      out.fits.push_back(1);
      out.phrases.emplace_back(static_cast<std::size_t>(first) + i);
    }
  }
  return out;
}

// [boxes, dim].
at::Tensor ClocDetector::Content::embed(const inference::EncodedImage& image,
                                        std::span<const PixelBox> boxes) {
  std::vector<float> rows;
  for (std::size_t first = 0; first < boxes.size(); first += kBoxesAtOnce) {
    const auto part = boxes.subspan(first, std::min(kBoxesAtOnce, boxes.size() - first));
    const auto embedded = session.embed_boxes(image, part);
    rows.insert(rows.end(), embedded.values.begin(), embedded.values.end());
  }
  return as_tensor(rows, boxes.size()).clone();
}

std::vector<Detection> ClocDetector::Content::detections(const inference::EncodedImage& image,
                                                         std::span<const std::string> phrases) {
  std::vector<std::string> words(phrases.begin(), phrases.end());
  words.insert(words.end(), options.background.begin(), options.background.end());
  auto rows = texts.rows(words);
  const auto vocabulary = as_tensor(rows, words.size());
  const auto count = static_cast<std::int64_t>(phrases.size());
  const auto asked = vocabulary.slice(0, 0, count);
  const auto tried = candidates(
      image, {count, vocabulary.size(1), {rows.begin(), rows.begin() + count * vocabulary.size(1)}});
  if (tried.boxes.empty()) return {};
  const auto logits = scale * torch::mm(embed(image, tried.boxes), vocabulary.t());  // [boxes, words]
  const auto same = torch::mm(asked, vocabulary.t()) > kSameText;                    // [phrases, words]
  // Of the boxes `places`, each for a phrase: [places].
  const auto scores_of = [&](const std::vector<std::int64_t>& places, const at::Tensor& phrase) {
    const auto tested =
        logits.index_select(0, torch::tensor(at::ArrayRef<std::int64_t>(places), torch::kLong));
    const auto rivals =
        tested.masked_fill(same.index_select(0, phrase), -std::numeric_limits<float>::infinity());
    const auto own = tested.gather(1, phrase.unsqueeze(1)).squeeze(1);
    return torch::sigmoid(own - rivals.logsumexp(1)).contiguous();
  };
  std::vector<Detection> out(tried.boxes.size());
  std::vector<std::int64_t> grounded, grounded_in, free;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].box = tried.boxes[i];
    const auto& phrase = tried.phrases[i];
    (phrase ? grounded : free).push_back(static_cast<std::int64_t>(i));
    if (phrase) grounded_in.push_back(static_cast<std::int64_t>(*phrase));
  }
  if (!grounded.empty()) {
    const auto own = torch::tensor(at::ArrayRef<std::int64_t>(grounded_in), torch::kLong);
    const auto scores = scores_of(grounded, own);
    for (std::size_t i = 0; i < grounded.size(); ++i) {
      auto& one = out[static_cast<std::size_t>(grounded[i])];
      one.phrase = static_cast<std::size_t>(grounded_in[i]);
      one.score = scores.data_ptr<float>()[i];
    }
  }
  for (std::int64_t phrase = 0; phrase < count && !free.empty(); ++phrase) {
    const auto number = static_cast<std::int64_t>(free.size());
    const auto scores = scores_of(free, torch::full({number}, phrase, torch::kLong));
    for (std::size_t i = 0; i < free.size(); ++i) {
      auto& one = out[static_cast<std::size_t>(free[i])];
      const float score = scores.data_ptr<float>()[i];
      if (phrase > 0 && score <= one.score) continue;
      one.phrase = static_cast<std::size_t>(phrase);
      one.score = score;
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i].score *= tried.fits[i];
  return out;
}

ClocDetector::ClocDetector(DetectorIdentity identity, const ClocOptions& options,
                           std::unique_ptr<Content> content)
    : RegionDetector(std::move(identity), options.filter), content_(std::move(content)) {}
ClocDetector::~ClocDetector() = default;

std::unique_ptr<ClocDetector> ClocDetector::open(const std::filesystem::path& folder,
                                                 const ClocOptions& options) {
  if (options.images_at_once < 1)
    throw Error(ErrorKind::InvalidInput, "A detector must look at one image at a time, or at more.");
  auto session = inference::Session::open(folder, options.threads);
  DetectorIdentity identity{"CLOC", folder.filename().string(), session.model_hash()};
  auto content = std::make_unique<Content>(std::move(session), options);
  return std::unique_ptr<ClocDetector>(new ClocDetector(std::move(identity), options, std::move(content)));
}

std::int64_t ClocDetector::phrases_encoded() const {
  return content_->texts.encoded();
}

std::vector<std::vector<Detection>> ClocDetector::find(std::span<const cv::Mat> images,
                                                       std::span<const std::vector<std::string>> phrases) {
  const torch::InferenceMode inference;
  std::vector<std::vector<Detection>> found;
  const auto together = content_->options.images_at_once;
  for (std::size_t first = 0; first < images.size(); first += together) {
    const auto encoded =
        content_->session.encode(images.subspan(first, std::min(together, images.size() - first)));
    for (std::size_t i = 0; i < encoded.size(); ++i)
      found.push_back(content_->detections(encoded[i], phrases[first + i]));
  }
  return found;
}

}  // namespace cloc::labelling
