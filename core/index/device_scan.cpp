// SPDX-License-Identifier: Apache-2.0
#include "core/index/device_scan.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "core/base/error.h"
#include "core/index/half.h"

#ifdef CLOC_FAISS_GPU
#include <cuda_runtime_api.h>
#include <faiss/gpu/GpuIndexFlat.h>
#include <faiss/gpu/StandardGpuResources.h>
#include <faiss/gpu/utils/DeviceUtils.h>
#include <faiss/impl/FaissException.h>
#endif

namespace cloc::index {

#ifdef CLOC_FAISS_GPU
namespace {

// What FAISS's kernels sort on every device; newer ones sort twice as many.
constexpr std::int64_t kMostSorted = 1024;
// Candidates beyond those asked for: the device rounds queries to halves, which moves scores by some 1e-4.
constexpr std::int64_t kMargin = 16;
constexpr double kLeastPart = 0.25;
constexpr std::int64_t kCopyRows = 65'536;

template <class Work>
auto on_device(const char* doing, Work&& work) {
  try {
    return work();
  } catch (const faiss::FaissException& error) {
    const std::string what = error.what();
    const bool memory = what.find("alloc") != std::string::npos || what.find("memory") != std::string::npos;
    throw Error(memory ? ErrorKind::OutOfMemory : ErrorKind::Internal,
                "The GPU failed while " + std::string(doing) + " (" + what +
                    "). Close what else uses it, or search on the CPU.");
  }
}

}  // namespace

struct DeviceScan::Device {
  explicit Device(int dim) : index(&resources, dim, faiss::METRIC_INNER_PRODUCT, config()) {}
  static faiss::gpu::GpuIndexFlatConfig config() {
    faiss::gpu::GpuIndexFlatConfig config;
    config.useFloat16 = true;
    return config;
  }

  faiss::gpu::StandardGpuResources resources;
  faiss::gpu::GpuIndexFlat index;
  std::mutex mutex;  // FAISS's GPU indexes serve one thread at a time
};

std::string DeviceScan::absence() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess && count > 0) return "";
  return std::string("no CUDA device was found (") + cudaGetErrorString(error) + ")";
}

DeviceScan::DeviceScan(const EmbeddingStore& store) : store_(store) {
  if (const auto why = absence(); !why.empty()) {
    throw Error(ErrorKind::Unsupported, "The index cannot be searched on a GPU: " + why + ".");
  }
  on_device("taking in the index", [&] {
    device_ = std::make_unique<Device>(store.dim());
    const int number = faiss::gpu::getCurrentDevice();
    name_ = "GPU " + std::to_string(number) + ", " + faiss::gpu::getDeviceProperties(number).name;
  });
  add();
}

DeviceScan::~DeviceScan() = default;

void DeviceScan::add() {
  const auto width = static_cast<std::size_t>(store_.dim());
  std::vector<float> values;
  while (rows() < store_.rows()) {
    const std::int64_t first = rows(), count = std::min(kCopyRows, store_.rows() - first);
    values.resize(static_cast<std::size_t>(count) * width);
    for (std::int64_t i = 0; i < count; ++i) {
      decode_half(store_.row(first + i), width, values.data() + static_cast<std::size_t>(i) * width);
    }
    on_device("taking in embeddings", [&] { device_->index.add(count, values.data()); });
  }
}

std::int64_t DeviceScan::rows() const {
  return device_->index.ntotal;
}

std::optional<std::vector<std::vector<RowScore>>> DeviceScan::scan(std::span<const float> queries,
                                                                   const ScanOptions& options) const {
  const std::int64_t all = rows(), taking_part = options.allowed ? options.allowed->count() : all;
  const std::int64_t limit = std::min(options.k, taking_part);
  const auto width = static_cast<std::size_t>(store_.dim());
  const std::size_t query_count = queries.size() / width;
  if (limit <= 0 || query_count == 0) return std::vector<std::vector<RowScore>>(query_count);
  const double part = static_cast<double>(taking_part) / static_cast<double>(all);
  // Rows that are not allowed are among the device's: so many more are asked for, and a quarter again.
  const auto wanted = std::min(all, static_cast<std::int64_t>(std::ceil(static_cast<double>(limit + kMargin) /
                                                                        part * (part < 1 ? 1.25 : 1))));
  if (part < kLeastPart || wanted > kMostSorted) return std::nullopt;

  std::vector<float> scores(query_count * static_cast<std::size_t>(wanted));
  std::vector<std::int64_t> labels(scores.size());
  {
    const std::lock_guard one(device_->mutex);
    on_device("searching", [&] {
      device_->index.search(static_cast<std::int64_t>(query_count), queries.data(), wanted, scores.data(),
                            labels.data());
    });
  }
  std::vector<std::vector<RowScore>> results(query_count);
  for (std::size_t q = 0; q < query_count; ++q) {
    const float* query = queries.data() + q * width;
    for (std::size_t i = 0; i < static_cast<std::size_t>(wanted); ++i) {
      const std::int64_t row = labels[q * static_cast<std::size_t>(wanted) + i];
      if (row < 0 || (options.allowed && !options.allowed->test(row))) continue;
      results[q].push_back({row, dot_half(store_.row(row), query, width)});
    }
    if (static_cast<std::int64_t>(results[q].size()) < limit) return std::nullopt;
    std::sort(results[q].begin(), results[q].end(), better);
    results[q].resize(static_cast<std::size_t>(limit));
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
