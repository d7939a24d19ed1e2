// SPDX-License-Identifier: Apache-2.0
// The FAISS side of RegionIndex: where its embeddings lie, and which rows a search of the graph may return.
#pragma once

#include <cstdint>
#include <vector>

#include <faiss/IndexScalarQuantizer.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/IDSelector.h>

#include "core/index/half.h"
#include "core/index/id_map.h"

namespace cloc::index {

// FAISS's flat fp16 storage with distances computed by half.h: the graph is built and walked with those.
struct HalfStorage : faiss::IndexScalarQuantizer {
  explicit HalfStorage(int dim)
      : IndexScalarQuantizer(dim, faiss::ScalarQuantizer::QT_fp16, faiss::METRIC_INNER_PRODUCT) {}

  struct Distances : faiss::FlatCodesDistanceComputer {
    explicit Distances(const HalfStorage& storage)
        : FlatCodesDistanceComputer(storage.codes.data(), storage.code_size),
          dim(static_cast<std::size_t>(storage.d)),
          decoded(dim) {}
    void set_query(const float* x) override { query = x; }
    float distance_to_code(const std::uint8_t* code) override { return dot_half(code, query, dim); }
    float symmetric_dis(idx_t i, idx_t j) override {
      decode_half(codes + static_cast<std::size_t>(i) * code_size, dim, decoded.data());
      return dot_half(codes + static_cast<std::size_t>(j) * code_size, decoded.data(), dim);
    }
    std::size_t dim;
    std::vector<float> decoded;
    const float* query = nullptr;
  };

  faiss::FlatCodesDistanceComputer* get_FlatCodesDistanceComputer() const override {
    return new Distances(*this);
  }
};

// The rows of a list, out of `total`.
struct AllowedRows : faiss::IDSelector {
  AllowedRows(const std::vector<std::int64_t>& rows, std::int64_t total)
      : allowed(static_cast<std::size_t>(total)) {
    for (const std::int64_t row : rows) allowed[static_cast<std::size_t>(row)] = true;
  }
  bool is_member(faiss::Index::idx_t row) const override { return allowed[static_cast<std::size_t>(row)]; }
  std::vector<bool> allowed;
};

// The rows whose entries were not removed.
struct LiveRows : faiss::IDSelector {
  explicit LiveRows(const IdMap& map) : ids(map) {}
  bool is_member(faiss::Index::idx_t row) const override { return !ids.removed(row); }
  const IdMap& ids;
};

}  // namespace cloc::index
