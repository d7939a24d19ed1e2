// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/index/synthetic_embeddings.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/base/random.h"

namespace cloc::benchmark {
namespace {

constexpr std::uint64_t kTopics = 256, kConceptsPerTopic = 64;
// Streams of random numbers: what is drawn from each is independent of the others.
enum Stream : std::uint64_t { kTopic = 1, kConcept, kImage, kRegion, kCone, kSigns, kWord };
// Images that queries come from: beyond any set.
constexpr std::int64_t kFirstQueryRow = std::int64_t{1} << 40;

void add(std::span<const float> part, double share, float* out) {
  const auto scale = static_cast<float>(std::sqrt(share));
  for (std::size_t i = 0; i < part.size(); ++i) out[i] += scale * part[i];
}

// In place, length kept.
void hadamard(float* values, std::size_t size) {
  for (std::size_t half = 1; half < size; half *= 2) {
    for (std::size_t block = 0; block < size; block += 2 * half) {
      for (std::size_t i = block; i < block + half; ++i) {
        const float a = values[i], b = values[i + half];
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
  const auto scale = static_cast<float>(1 / std::sqrt(static_cast<double>(size)));
  for (std::size_t i = 0; i < size; ++i) values[i] *= scale;
}

}  // namespace

SyntheticEmbeddings::SyntheticEmbeddings(int dim, std::uint64_t seed) : dim_(dim), seed_(seed) {
  if (dim < 2 || !std::has_single_bit(static_cast<unsigned>(dim))) {
    throw std::invalid_argument("The dimension of synthetic embeddings must be a power of two.");
  }
  const auto width = static_cast<std::size_t>(dim);
  double total = 0;
  for (std::size_t i = 0; i < width; ++i) total += std::pow(static_cast<double>(i + 1), -0.8);
  for (std::size_t i = 0; i < width; ++i) {
    deviations_.push_back(static_cast<float>(std::sqrt(std::pow(static_cast<double>(i + 1), -0.8) / total)));
  }
  const auto table = [&](std::uint64_t stream, std::uint64_t count) {
    std::vector<float> values(count * width);
    for (std::uint64_t i = 0; i < count; ++i) add_gaussian(stream, i, 1, values.data() + i * width);
    return values;
  };
  topics_ = table(kTopic, kTopics);
  concepts_ = table(kConcept, kTopics * kConceptsPerTopic);
  const auto cone = [&](std::uint64_t index) {
    Random random(seed_, kCone, index);
    std::vector<float> values(width);
    for (float& value : values) value = static_cast<float>(random.normal());
    const float length = std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.f));
    for (float& value : values) value /= length;
    return values;
  };
  image_cone_ = cone(0);
  word_cone_ = cone(1);
  Random random(seed_, kSigns);
  for (std::size_t i = 0; i < 2 * width; ++i) signs_.push_back(random.chance(0.5) ? 1.f : -1.f);
}

void SyntheticEmbeddings::add_gaussian(std::uint64_t stream, std::uint64_t index, double share,
                                       float* out) const {
  Random random(seed_, stream, index);
  const auto scale = static_cast<float>(std::sqrt(share));
  for (std::size_t i = 0; i < static_cast<std::size_t>(dim_); ++i) {
    out[i] += scale * deviations_[i] * static_cast<float>(random.normal());
  }
}

std::span<const float> SyntheticEmbeddings::topic(std::uint64_t index) const {
  const auto width = static_cast<std::size_t>(dim_);
  return std::span(topics_).subspan(index * width, width);
}

std::span<const float> SyntheticEmbeddings::concept_of(std::uint64_t topic, double uniform) const {
  const auto width = static_cast<std::size_t>(dim_);
  const auto within = static_cast<std::uint64_t>(uniform * uniform * static_cast<double>(kConceptsPerTopic));
  return std::span(concepts_).subspan((topic * kConceptsPerTopic + within) * width, width);
}

void SyntheticEmbeddings::finish(float* row) const {
  const auto width = static_cast<std::size_t>(dim_);
  for (std::size_t turn = 0; turn < 2; ++turn) {
    for (std::size_t i = 0; i < width; ++i) row[i] *= signs_[turn * width + i];
    hadamard(row, width);
  }
  const float length = std::sqrt(std::inner_product(row, row + dim_, row, 0.f));
  for (std::size_t i = 0; i < width; ++i) row[i] /= length;
}

void SyntheticEmbeddings::image_part(std::int64_t image, float* out) const {
  std::fill_n(out, dim_, 0.f);
  add_gaussian(kImage + 100, static_cast<std::uint64_t>(image), 0.10, out);
}

void SyntheticEmbeddings::row(std::int64_t index, std::span<const float> image_part, float* out) const {
  const auto image = static_cast<std::uint64_t>(index / kRegionsPerImage);
  Random of_image(seed_, kImage, image), of_region(seed_, kRegion, static_cast<std::uint64_t>(index));
  const std::uint64_t topic_index = of_image.below(kTopics);
  std::fill_n(out, dim_, 0.f);
  add(image_cone_, 0.45, out);
  add(topic(topic_index), 0.12, out);
  add(concept_of(topic_index, of_region.uniform()), 0.18, out);
  add(image_part, 1, out);
  add_gaussian(kRegion + 100, static_cast<std::uint64_t>(index), 0.15, out);
  finish(out);
}

void SyntheticEmbeddings::word(std::int64_t index, float* out) const {
  Random random(seed_, kWord, static_cast<std::uint64_t>(index));
  const std::uint64_t topic_index = random.below(kTopics);
  std::fill_n(out, dim_, 0.f);
  add(word_cone_, 0.65, out);
  add(topic(topic_index), 0.06, out);
  add(concept_of(topic_index, random.uniform()), 0.12, out);
  add_gaussian(kWord + 100, static_cast<std::uint64_t>(index), 0.17, out);
  finish(out);
}

void SyntheticEmbeddings::rows(std::int64_t first, std::int64_t count, float* out) const {
  const std::int64_t last = first + count;
#pragma omp parallel for schedule(dynamic, 16)
  for (std::int64_t image = first / kRegionsPerImage; image <= (last - 1) / kRegionsPerImage; ++image) {
    std::vector<float> part(static_cast<std::size_t>(dim_));
    image_part(image, part.data());
    const std::int64_t end = std::min(last, (image + 1) * kRegionsPerImage);
    for (std::int64_t i = std::max(first, image * kRegionsPerImage); i < end; ++i) {
      row(i, part, out + (i - first) * dim_);
    }
  }
}

std::vector<float> SyntheticEmbeddings::region_queries(std::int64_t count) const {
  std::vector<float> queries(static_cast<std::size_t>(count * dim_));
  // Each of another image.
  for (std::int64_t i = 0; i < count; ++i)
    rows(kFirstQueryRow + i * kRegionsPerImage, 1, queries.data() + i * dim_);
  return queries;
}

std::vector<float> SyntheticEmbeddings::word_queries(std::int64_t count) const {
  std::vector<float> queries(static_cast<std::size_t>(count * dim_));
  for (std::int64_t i = 0; i < count; ++i) word(i, queries.data() + i * dim_);
  return queries;
}

}  // namespace cloc::benchmark
