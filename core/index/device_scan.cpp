// SPDX-License-Identifier: Apache-2.0
#include "core/index/device_scan.h"

#include <algorithm>
#include <mutex>

#include "core/base/error.h"
#include "core/index/half.h"
#ifdef CLOC_GPU
#include "core/index/device_rows.h"
#endif

namespace cloc::index {

#ifdef CLOC_GPU
namespace {

// More than the difference of two sums of the same products in fp32, for embeddings of length 1.
constexpr float kMargin = 1e-4F;
// More results than this are found sooner by the CPU's threads.
constexpr std::int64_t kMost = 10'000;

std::vector<RowScore> best_of(const EmbeddingStore& store, const float* query, std::vector<RowScore> found,
                              std::int64_t limit) {
  if (static_cast<std::int64_t>(found.size()) > limit) {
    const auto last = found.begin() + (limit - 1);
    std::nth_element(found.begin(), last, found.end(), better);
    const float bound = last->score - kMargin;
    found.erase(
        std::remove_if(found.begin(), found.end(), [&](const auto& one) { return one.score < bound; }),
        found.end());
  }
  for (auto& one : found) {
    one.score = dot_half(store.row(one.row), query, static_cast<std::size_t>(store.dim()));
  }
  std::sort(found.begin(), found.end(), better);
  if (static_cast<std::int64_t>(found.size()) > limit) found.resize(static_cast<std::size_t>(limit));
  return found;
}

}  // namespace

struct DeviceScan::Device {
  explicit Device(int dim) : rows(dim) {}
  DeviceRows rows;
  std::mutex mutex;
};

std::string DeviceScan::absence() {
  return DeviceRows::absence();
}

DeviceScan::DeviceScan(const EmbeddingStore& store) : store_(store) {
  if (const auto why = absence(); !why.empty()) {
    throw Error(ErrorKind::Unsupported, "The index cannot be searched on a GPU: " + why + ".");
  }
  device_ = std::make_unique<Device>(store.dim());
  name_ = device_->rows.name();
  add();
}

DeviceScan::~DeviceScan() = default;

void DeviceScan::add() {
  if (rows() == store_.rows()) return;
  device_->rows.reserve(store_.rows() - rows());
  while (rows() < store_.rows()) {
    const std::int64_t first = rows(),
                       end = std::min(store_.rows(), (first / EmbeddingStore::kSegmentRows + 1) *
                                                         EmbeddingStore::kSegmentRows);
    device_->rows.append(store_.row(first), end - first);
  }
}

std::int64_t DeviceScan::rows() const {
  return device_->rows.rows();
}

std::optional<std::vector<std::vector<RowScore>>> DeviceScan::scan(std::span<const float> queries,
                                                                   const ScanOptions& options) const {
  const std::int64_t taking_part = options.allowed ? options.allowed->count() : rows();
  const std::int64_t limit = std::min(options.k, taking_part);
  const auto width = static_cast<std::size_t>(store_.dim());
  const std::size_t query_count = queries.size() / width;
  if (limit <= 0 || query_count == 0) return std::vector<std::vector<RowScore>>(query_count);
  if (limit > kMost || store_.dim() > DeviceRows::kMostDim) return std::nullopt;

  std::vector<std::vector<RowScore>> results;
  {
    const std::lock_guard one(device_->mutex);
    results = device_->rows.candidates(queries, limit, kMargin, options.allowed);
  }
  for (std::size_t q = 0; q < query_count; ++q) {
    results[q] = best_of(store_, queries.data() + q * width, std::move(results[q]), limit);
  }
  return results;
}

#else

struct DeviceScan::Device {};

std::string DeviceScan::absence() {
  return "this program was built without CUDA";
}

DeviceScan::DeviceScan(const EmbeddingStore& store) : store_(store) {
  throw Error(ErrorKind::Unsupported, "The index cannot be searched on a GPU: " + absence() + ".");
}

DeviceScan::~DeviceScan() = default;

void DeviceScan::add() {}

std::int64_t DeviceScan::rows() const {
  return 0;
}

std::optional<std::vector<std::vector<RowScore>>> DeviceScan::scan(std::span<const float>,
                                                                   const ScanOptions&) const {
  return std::nullopt;
}

#endif

}  // namespace cloc::index
