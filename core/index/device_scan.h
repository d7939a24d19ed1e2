// SPDX-License-Identifier: Apache-2.0
// Exact search on a CUDA device: a copy of the store's rows in its memory (DeviceRows), read whole for each
// few queries. Used by RegionIndex, and only when it was asked to: without CLOC_CUDA, or without a device,
// there is none, and absence() says why.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/index/embedding_scan.h"
#include "core/index/embedding_store.h"

namespace cloc::index {

class DeviceScan {
 public:
  // For people: why there can be none; empty when there can.
  static std::string absence();

  // Copies all rows. `store` must outlive it. Throws Error{Unsupported} with absence(), Error{OutOfMemory}
  // when the device has not enough.
  explicit DeviceScan(const EmbeddingStore& store);
  ~DeviceScan();

  // The store's rows from rows() on. Not beside a scan.
  void add();
  std::int64_t rows() const;
  // "GPU 0, NVIDIA H100 80GB HBM3".
  const std::string& name() const { return name_; }

  // As scan_best does, and with its scores: the device finds candidates, which are compared once more. Absent
  // for more than 10,000 results, or rows of more than 2,048 numbers. Any number of threads, one at a time on
  // the device. Throws Error{OutOfMemory}.
  std::optional<std::vector<std::vector<RowScore>>> scan(std::span<const float> queries,
                                                         const ScanOptions& options) const;

 private:
  struct Device;

  const EmbeddingStore& store_;
  std::string name_;
  std::unique_ptr<Device> device_;
};

}  // namespace cloc::index
