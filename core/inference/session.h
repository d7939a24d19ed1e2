// SPDX-License-Identifier: Apache-2.0
// A model, opened to answer: an image is encoded once, then any number of boxes and phrases are asked of it.
// Indexing, searching, grounding and the window use this and need no LibTorch headers. Not thread-safe: one
// thread owns a session.
//
//   auto session = Session::open(folder);
//   const auto image = session.encode({rgb})[0];              // the ViT, once
//   const auto boxes = session.embed_boxes(image, {box});     // the Prompter alone
//   const auto texts = session.embed_texts({"a red apple"});
//   const float score = dot(boxes.row(0), texts.row(0));      // cosine, [-1, 1]
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "core/geometry/box.h"
#include "core/index/proposals.h"
#include "core/model/config.h"

namespace cloc::inference {

// L2-normalised embeddings, row after row: [count, dim] float.
struct Embeddings {
  std::int64_t count = 0, dim = 0;
  std::vector<float> values;
  std::span<const float> row(std::int64_t index) const {
    return {values.data() + index * dim, static_cast<std::size_t>(dim)};
  }
};

float dot(std::span<const float> a, std::span<const float> b);

// Where the model sees a phrase.
struct Grounding {
  PixelBox box;     // in the image
  float score = 0;  // cosine of the phrase's embedding and of the embedding of `box`
};

// The tokens of one image, ready for prompts. Cheap to copy.
class EncodedImage {
 public:
  int width() const;  // pixels of the original
  int height() const;

 private:
  friend class Session;
  struct Content;
  std::shared_ptr<const Content> content_;
};

class Session {
 public:
  // threads: that compute, 0: one for each processor. Throws as load_model does.
  static Session open(const std::filesystem::path& model_folder, int threads = 0);
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  std::int64_t embed_dim() const;
  const std::string& model_hash() const;
  const std::filesystem::path& model_folder() const;
  bool grounds() const;   // false for models without a Prompter
  bool proposes() const;  // has a proposal head
  // How boxes are answered.
  model::RegionEncoder region_encoder() const;
  // 1 / tau, the learned temperature's inverse: what cosines are multiplied by where a softmax compares them.
  float logit_scale() const;

  // images: 8-bit RGB [H, W, 3] of any size, as load_image returns them; one ViT pass for all. A CLIP that
  // crops whole images sees those that are not square twice: cropped, and with nothing cut off for boxes. A
  // model whose boxes are crops keeps the pixels, shared with `images`.
  std::vector<EncodedImage> encode(std::span<const cv::Mat> images);
  Embeddings embed_images(std::span<const EncodedImage> images);
  // Boxes in pixels of the image. A pass of the ViT for each of them where they are crops. Throws
  // Error{InvalidInput} naming the box when one is not valid().
  Embeddings embed_boxes(const EncodedImage& image, std::span<const PixelBox> boxes);
  // Boxes that nobody has drawn, in pixels of the image, never an empty one: what the proposal head finds,
  // best first; of a model without one, the grid.
  std::vector<index::Proposal> propose(const EncodedImage& image, const index::GridOptions& grid,
                                       const index::ProposalChoice& choice = {});
  Embeddings embed_texts(std::span<const std::string> texts);
  // One box for each phrase. Throws Error{Unsupported} when !grounds().
  std::vector<Grounding> ground(const EncodedImage& image, std::span<const std::string> phrases);
  // The same of phrases that embed_texts has embedded before.
  std::vector<Grounding> ground(const EncodedImage& image, const Embeddings& phrases);

 private:
  struct Content;
  explicit Session(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace cloc::inference
