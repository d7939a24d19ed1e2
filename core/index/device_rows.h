// SPDX-License-Identifier: Apache-2.0
// Embeddings in a CUDA device's memory, and their inner products with queries: the arithmetic under
// DeviceScan. Plain C++ on this side; the kernels are in device_rows.cu, compiled only with CLOC_CUDA.
//
// One pass over the rows answers a group of queries at the speed of the memory. A pass also keeps the best
// score of each kChunkRows rows, because the k-th largest of those is a bound that k rows surely reach: what
// comes back to the host is the few rows above it, never all scores.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/index/embedding_scan.h"

namespace cloc::index {

class DeviceRows {
 public:
  // Why no CUDA device can be used, for people; empty when one can.
  static std::string absence();
  // Rows of more numbers than this are not multiplied on a device.
  static constexpr int kMostDim = 2048;

  // On device 0. Throws Error{Internal} with CUDA's words, as all below do.
  explicit DeviceRows(int dim);
  ~DeviceRows();
  DeviceRows(const DeviceRows&) = delete;
  DeviceRows& operator=(const DeviceRows&) = delete;

  std::int64_t rows() const;
  // "GPU 0, NVIDIA H100 80GB HBM3".
  const std::string& name() const;

  // Room for `rows` more. Throws Error{OutOfMemory}.
  void reserve(std::int64_t rows);
  // [count, dim] halves, copied into room that reserve() made.
  void append(const std::uint8_t* rows, std::int64_t count);

  // For each query of [Q, dim] every row whose score is within `margin` of the k-th best or above (so k rows
  // or more, in no order), among those that `allowed` holds (all without). Scores are summed in fp32, in
  // another order than the CPU's. One thread at a time. Throws Error{OutOfMemory}.
  std::vector<std::vector<RowScore>> candidates(std::span<const float> queries, std::int64_t k, float margin,
                                                const RowMask* allowed);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cloc::index
