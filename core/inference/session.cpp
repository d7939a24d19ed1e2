// SPDX-License-Identifier: Apache-2.0
#include "core/inference/session.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/geometry/letterbox.h"
#include "core/inference/box_tensor.h"
#include "core/inference/image_input.h"
#include "core/inference/model_folder.h"
#include "core/inference/text_tensors.h"
#include "core/inference/token_proposals.h"
#include "core/model/compute.h"

namespace cloc::inference {
namespace {

Embeddings to_embeddings(const at::Tensor& embeddings) {
  const auto rows = model::normalise(embeddings).to(torch::kFloat).contiguous();
  Embeddings out;
  out.count = rows.size(0);
  out.dim = rows.size(1);
  out.values.assign(rows.data_ptr<float>(), rows.data_ptr<float>() + rows.numel());
  if (!rows.isfinite().all().item<bool>()) {
    throw Error(ErrorKind::Numeric,
                "The model gave an embedding that is not finite: its weights are damaged. Use "
                "another checkpoint.");
  }
  return out;
}

}  // namespace

float dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.f);
}

struct EncodedImage::Content {
  model::ImageTokens whole;  // a batch of one, as are the others
  model::EncodedImages regions;
  cv::Mat pixels;   // for RegionEncoder::Crops alone
  Letterbox frame;  // of `regions`
  int width, height;
};

int EncodedImage::width() const {
  return content_->width;
}
int EncodedImage::height() const {
  return content_->height;
}

struct Session::Content {
  explicit Content(LoadedModel model) : loaded(std::move(model)), input(loaded.model->config()) {}
  LoadedModel loaded;
  ImageInput input;

  bool crops() const { return loaded.model->config().region_encoder == model::RegionEncoder::Crops; }
  // [count, side, side, 3]
  at::Tensor inputs(std::size_t count) const {
    const auto side = std::int64_t{input.side()};
    return torch::empty({static_cast<std::int64_t>(count), side, side, 3}, torch::kByte);
  }
  model::ImageTokens encode(const at::Tensor& pixels) {
    return loaded.model->encode_tokens(model::normalise_images(pixels, loaded.model->config()));
  }
  at::Tensor embed_crops(const cv::Mat& image, std::span<const PixelBox> boxes);
  std::vector<Grounding> ground(const EncodedImage::Content& content, const at::Tensor& text);
};

// As many boxes at a time as a batch of images that is indexed.
at::Tensor Session::Content::embed_crops(const cv::Mat& image, std::span<const PixelBox> boxes) {
  constexpr std::size_t kTogether = 16;
  std::vector<at::Tensor> embeddings;
  for (std::size_t first = 0; first < boxes.size(); first += kTogether) {
    const auto part = boxes.subspan(first, std::min(kTogether, boxes.size() - first));
    auto pixels = inputs(part.size());
    for (std::size_t i = 0; i < part.size(); ++i) {
      input.of_crop(image, part[i], pixels[static_cast<std::int64_t>(i)].data_ptr<std::uint8_t>());
    }
    embeddings.push_back(loaded.model->embed_image(encode(pixels)));
  }
  return torch::cat(embeddings);
}

// text: [phrases, embed_dim].
std::vector<Grounding> Session::Content::ground(const EncodedImage::Content& content,
                                                const at::Tensor& text) {
  auto& model = loaded.model;
  const auto corners = model->ground(content.regions, text, {}).to(torch::kFloat).contiguous();
  std::vector<Grounding> found;
  std::vector<NormBox> inputs;
  const auto* c = corners.data_ptr<float>();
  for (std::int64_t i = 0; i < text.size(0); ++i, c += 4) {
    const NormBox predicted = spanned(NormBox{c[0], c[1], c[2], c[3]});
    const auto box = clip(content.frame.to_pixels(predicted), static_cast<float>(content.width),
                          static_cast<float>(content.height));
    found.push_back({box, 0});
    inputs.push_back(predicted);
  }
  const auto regions = model::normalise(model->embed_boxes(content.regions, to_tensor(inputs), {}));
  const auto scores = (regions * model::normalise(text)).sum(-1);
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i].score = scores[static_cast<std::int64_t>(i)].item<float>();
  return found;
}

Session::Session(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Session Session::open(const std::filesystem::path& model_folder, int threads) {
  model::set_threads(threads);
  return Session(std::make_unique<Content>(load_model(model_folder)));
}

std::int64_t Session::embed_dim() const {
  return content_->loaded.model->config().embed_dim;
}
const std::string& Session::model_hash() const {
  return content_->loaded.hash;
}
const std::filesystem::path& Session::model_folder() const {
  return content_->loaded.folder;
}
bool Session::grounds() const {
  return region_encoder() == model::RegionEncoder::Prompter;
}
bool Session::proposes() const {
  return content_->loaded.model->config().proposal_head;
}
model::RegionEncoder Session::region_encoder() const {
  return content_->loaded.model->config().region_encoder;
}

float Session::logit_scale() const {
  const torch::InferenceMode inference;
  return content_->loaded.model->temperature_scale().item<float>();
}

std::vector<EncodedImage> Session::encode(std::span<const cv::Mat> images) {
  if (images.empty()) return {};
  const torch::InferenceMode inference;
  const auto& input = content_->input;
  const bool crops = content_->crops();
  // Inputs of whole images first, then those for boxes where they are others.
  std::vector<std::size_t> apart;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!crops && !input.one_serves_both(images[i].cols, images[i].rows)) apart.push_back(i);
  }
  auto pixels = content_->inputs(images.size() + apart.size());
  std::int64_t at = 0;
  for (const auto& image : images) input.of_whole(image, pixels[at++].data_ptr<std::uint8_t>());
  for (const auto i : apart) input.of_regions(images[i], pixels[at++].data_ptr<std::uint8_t>());
  const auto tokens = content_->encode(pixels);
  const auto prepared = crops ? model::EncodedImages() : content_->loaded.model->prepare(tokens);

  std::vector<std::int64_t> region_row(images.size());
  std::iota(region_row.begin(), region_row.end(), 0);
  for (std::size_t i = 0; i < apart.size(); ++i)
    region_row[apart[i]] = static_cast<std::int64_t>(images.size() + i);
  std::vector<EncodedImage> encoded(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    const int width = images[i].cols, height = images[i].rows;
    encoded[i].content_ = std::make_shared<EncodedImage::Content>(
        EncodedImage::Content{tokens.select(static_cast<std::int64_t>(i)),
                              crops ? model::EncodedImages() : prepared.select(region_row[i]),
                              crops ? images[i] : cv::Mat(), input.frame(width, height), width, height});
  }
  return encoded;
}

Embeddings Session::embed_images(std::span<const EncodedImage> images) {
  if (images.empty()) return {0, embed_dim(), {}};
  const torch::InferenceMode inference;
  std::vector<model::ImageTokens> tokens;
  for (const auto& image : images) tokens.push_back(image.content_->whole);
  return to_embeddings(content_->loaded.model->embed_image(model::ImageTokens::concatenated(tokens)));
}

Embeddings Session::embed_boxes(const EncodedImage& image, std::span<const PixelBox> boxes) {
  if (boxes.empty()) return {0, embed_dim(), {}};
  const torch::InferenceMode inference;
  std::vector<NormBox> normalised;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (!boxes[i].valid()) {
      throw Error(ErrorKind::InvalidInput,
                  "Box " + std::to_string(i + 1) + " of " + std::to_string(boxes.size()) +
                      " has no area or is not finite. Give x1, y1, x2, y2 in pixels with "
                      "x1 < x2 and y1 < y2.");
    }
    normalised.push_back(image.content_->frame.to_normalised(boxes[i]));
  }
  if (content_->crops()) return to_embeddings(content_->embed_crops(image.content_->pixels, boxes));
  return to_embeddings(
      content_->loaded.model->embed_boxes(image.content_->regions, to_tensor(normalised), {}));
}

std::vector<index::Proposal> Session::propose(const EncodedImage& image, const index::GridOptions& grid,
                                              const index::ProposalChoice& choice) {
  const torch::InferenceMode inference;
  const auto& content = *image.content_;
  const auto tokens = proposes() ? content_->loaded.model->propose(content.regions) : model::TokenProposals();
  return proposals_of(tokens, 0, {content.frame, content.width, content.height}, grid, choice);
}

Embeddings Session::embed_texts(std::span<const std::string> texts) {
  if (texts.empty()) return {0, embed_dim(), {}};
  const torch::InferenceMode inference;
  const auto tokens = tokenise(*content_->loaded.tokenizer, texts);
  return to_embeddings(content_->loaded.model->embed_text(tokens.ids, tokens.lengths));
}

std::vector<Grounding> Session::ground(const EncodedImage& image, std::span<const std::string> phrases) {
  if (phrases.empty()) return {};
  const torch::InferenceMode inference;
  const auto tokens = tokenise(*content_->loaded.tokenizer, phrases);
  return content_->ground(*image.content_, content_->loaded.model->embed_text(tokens.ids, tokens.lengths));
}

std::vector<Grounding> Session::ground(const EncodedImage& image, const Embeddings& phrases) {
  if (phrases.count == 0) return {};
  const torch::InferenceMode inference;
  return content_->ground(
      *image.content_, torch::tensor(at::ArrayRef<float>(phrases.values)).view({phrases.count, phrases.dim}));
}

}  // namespace cloc::inference
