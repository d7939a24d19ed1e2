// SPDX-License-Identifier: Apache-2.0
#include "core/inference/model_comparison.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/image/image.h"

namespace cloc::inference {
namespace {

at::Tensor view_of(const Embeddings& embeddings) {
  // LibTorch has no tensors of constants; this one is only read.
  return torch::from_blob(const_cast<float*>(embeddings.values.data()), {embeddings.count, embeddings.dim},
                          torch::kFloat);
}

void append(Embeddings& to, const Embeddings& more) {
  to.dim = more.dim;
  to.count += more.count;
  to.values.insert(to.values.end(), more.values.begin(), more.values.end());
}

// Of one model, of all images that could be read.
struct Seen {
  Embeddings images, regions, texts;

  void add(Session& session, const cv::Mat& rgb, const ComparedImage& image) {
    const auto encoded = session.encode(std::span(&rgb, 1));
    append(images, session.embed_images(encoded));
    append(regions, session.embed_boxes(encoded[0], image.boxes));
    append(texts, session.embed_texts(image.captions));
  }
};

Agreement agreement(const Embeddings& a, const Embeddings& b, const Embeddings& candidates_a,
                    const Embeddings& candidates_b, std::int64_t k, bool same) {
  Agreement out;
  out.items = a.count;
  if (a.count == 0) return out;
  if (a.dim == b.dim) {
    const auto x = view_of(a), y = view_of(b);
    const auto cosine = (x * y).sum(1).clamp(-1, 1);
    out.mean_cosine = cosine.mean().item<double>();
    out.least_cosine = cosine.min().item<double>();
    out.largest_difference = (x - y).abs().max().item<double>();
  }
  out.k = std::min(k, candidates_a.count - (same ? 1 : 0));
  if (out.k > 0) out.overlap = neighbour_overlap(a, candidates_a, b, candidates_b, out.k, same);
  return out;
}

}  // namespace

double neighbour_overlap(const Embeddings& queries_a, const Embeddings& candidates_a,
                         const Embeddings& queries_b, const Embeddings& candidates_b, std::int64_t k,
                         bool same) {
  constexpr std::int64_t kRows = 1024;  // so that the scores of many items are never in memory together
  const torch::InferenceMode inference;
  const auto nearest = [&](const Embeddings& queries, const Embeddings& candidates, std::int64_t first,
                           std::int64_t count) {
    auto scores = view_of(queries).narrow(0, first, count).matmul(view_of(candidates).t());
    if (same) {
      const auto rows = torch::arange(count);
      scores.index_put_({rows, rows + first}, -2.0);
    }
    return std::get<1>(scores.topk(k, 1));
  };
  std::int64_t both = 0;
  for (std::int64_t first = 0; first < queries_a.count; first += kRows) {
    const auto count = std::min(kRows, queries_a.count - first);
    const auto a = nearest(queries_a, candidates_a, first, count);
    const auto b = nearest(queries_b, candidates_b, first, count);
    both += (a.unsqueeze(2) == b.unsqueeze(1)).sum().item<std::int64_t>();
  }
  return static_cast<double>(both) / static_cast<double>(queries_a.count * k);
}

ModelComparison compare_models(Session& a, Session& b, const std::vector<ComparedImage>& images,
                               std::int64_t k, const ProgressSink& progress, const CancelToken& cancel) {
  ModelComparison out;
  Seen of_a, of_b;
  ProgressMeter meter("encoding images with both models", static_cast<std::int64_t>(images.size()), progress);
  for (const auto& image : images) {
    cancel.throw_if_cancelled();
    cv::Mat rgb;
    try {
      rgb = image::load_image(image.path);
    } catch (const Error& error) {
      out.issues.add("unreadable image", image.path.string(), std::string(error.what()) + " Left out.");
    }
    if (!rgb.empty()) {
      of_a.add(a, rgb, image);
      of_b.add(b, rgb, image);
    }
    meter.advance(1);
  }
  if (of_a.images.count == 0)
    throw Error(ErrorKind::InvalidInput, "None of the images could be read; there is nothing to compare.");
  out.images = agreement(of_a.images, of_b.images, of_a.images, of_b.images, k, true);
  out.regions = agreement(of_a.regions, of_b.regions, of_a.regions, of_b.regions, k, true);
  out.texts = agreement(of_a.texts, of_b.texts, of_a.images, of_b.images, k, false);
  return out;
}

}  // namespace cloc::inference
