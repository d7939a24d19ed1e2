// SPDX-License-Identifier: Apache-2.0
#include "core/inference/session.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/geometry/letterbox.h"
#include "core/image/image.h"
#include "core/inference/model_folder.h"
#include "core/inference/text_tensors.h"
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

at::Tensor to_tensor(std::span<const NormBox> boxes) {
  auto out = torch::empty({static_cast<std::int64_t>(boxes.size()), 4}, torch::kFloat);
  auto* values = out.data_ptr<float>();
  for (const auto& box : boxes) {
    for (const float corner : {box.x1, box.y1, box.x2, box.y2}) *values++ = corner;
  }
  return out;
}

}  // namespace

float dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.f);
}

struct EncodedImage::Content {
  model::EncodedImages image;  // a batch of one
  Letterbox letterbox;
  int width, height;
};

int EncodedImage::width() const {
  return content_->width;
}
int EncodedImage::height() const {
  return content_->height;
}

struct Session::Content {
  LoadedModel loaded;
};

Session::Session(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Session Session::open(const std::filesystem::path& model_folder, int threads) {
  model::set_threads(threads);
  return Session(std::make_unique<Content>(Content{load_model(model_folder)}));
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
  return content_->loaded.model->config().region_encoder == model::RegionEncoder::Prompter;
}

std::vector<EncodedImage> Session::encode(std::span<const cv::Mat> images) {
  if (images.empty()) return {};
  const torch::InferenceMode inference;
  auto& model = content_->loaded.model;
  const auto side = static_cast<int>(model->config().vision.input_size);
  const auto count = static_cast<std::int64_t>(images.size());
  auto pixels = torch::empty({count, side, side, 3}, torch::kByte);
  for (std::int64_t i = 0; i < count; ++i) {
    image::letterbox_into(images[static_cast<std::size_t>(i)], side, pixels[i].data_ptr<std::uint8_t>());
  }
  const auto tokens = model->encode_tokens(model::normalise_images(pixels, model->config()));
  const auto prepared = model->prepare(tokens);
  std::vector<EncodedImage> encoded(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    const int width = images[i].cols, height = images[i].rows;
    encoded[i].content_ = std::make_shared<EncodedImage::Content>(EncodedImage::Content{
        prepared.select(static_cast<std::int64_t>(i)), Letterbox(width, height, side), width, height});
  }
  return encoded;
}

Embeddings Session::embed_images(std::span<const EncodedImage> images) {
  if (images.empty()) return {0, embed_dim(), {}};
  const torch::InferenceMode inference;
  std::vector<model::ImageTokens> tokens;
  for (const auto& image : images) tokens.push_back(image.content_->image.tokens);
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
    normalised.push_back(image.content_->letterbox.to_normalised(boxes[i]));
  }
  return to_embeddings(content_->loaded.model->embed_boxes(image.content_->image, to_tensor(normalised), {}));
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
  auto& model = content_->loaded.model;
  const auto& content = *image.content_;
  const auto tokens = tokenise(*content_->loaded.tokenizer, phrases);
  const auto text = model->embed_text(tokens.ids, tokens.lengths);
  const auto corners = model->ground(content.image, text, {}).to(torch::kFloat).contiguous();

  std::vector<Grounding> found;
  std::vector<NormBox> inputs;
  const auto* c = corners.data_ptr<float>();
  for (std::size_t i = 0; i < phrases.size(); ++i, c += 4) {
    const NormBox predicted = spanned(NormBox{c[0], c[1], c[2], c[3]});
    const auto box = clip(content.letterbox.to_pixels(predicted), static_cast<float>(content.width),
                          static_cast<float>(content.height));
    found.push_back({box, 0});
    inputs.push_back(predicted);
  }
  const auto regions = model::normalise(model->embed_boxes(content.image, to_tensor(inputs), {}));
  const auto scores = (regions * model::normalise(text)).sum(-1);
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i].score = scores[static_cast<std::int64_t>(i)].item<float>();
  return found;
}

}  // namespace cloc::inference
