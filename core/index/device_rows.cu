// SPDX-License-Identifier: Apache-2.0
#include "core/index/device_rows.h"

#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <utility>

#include "core/base/error.h"

namespace cloc::index {
namespace {

constexpr int kWarp = 32, kBlockWarps = 8;
constexpr int kChunkRows = 1024;
constexpr int kPieceHalves = 8;                        // 16 bytes: what a thread reads at once
constexpr int kStripeHalves = kWarp * kPieceHalves;    // what a warp reads at once
constexpr int kBitsOfWord = 64;

void check(cudaError_t error, const char* doing) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // else the next call would report it again
  const bool memory = error == cudaErrorMemoryAllocation;
  std::string message = "The GPU failed while ";
  message += doing;
  message += " (";
  message += cudaGetErrorString(error);
  message += "). Close what else uses it, or search on the CPU.";
  throw Error(memory ? ErrorKind::OutOfMemory : ErrorKind::Internal, message);
}

// Memory of the device that grows and is never copied.
template <class Value>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { make(size); }
  Buffer(Buffer&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}
  Buffer& operator=(Buffer&&) = delete;
  ~Buffer() { cudaFree(data_); }

  Value* data() const { return data_; }
  // At least `size` values; what it held is gone.
  void make(std::size_t size) {
    if (size <= size_) return;
    cudaFree(data_);
    data_ = nullptr;
    size_ = 0;
    check(cudaMalloc(reinterpret_cast<void**>(&data_), size * sizeof(Value)), "taking memory");
    size_ = size;
  }

 private:
  Value* data_ = nullptr;
  std::size_t size_ = 0;
};

// A part of the rows that lies in one piece of memory.
struct Segment {
  Buffer<__half> rows;
  std::int64_t first = 0, count = 0, room = 0;
};

struct Candidate {
  std::int64_t row;
  float score;
};

__device__ float product(const uint4& row, const float (&query)[kPieceHalves], float sum) {
  const std::uint32_t words[4] = {row.x, row.y, row.z, row.w};
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const float2 pair = __half22float2(*reinterpret_cast<const __half2*>(&words[i]));
    sum = fmaf(pair.x, query[2 * i], sum);
    sum = fmaf(pair.y, query[2 * i + 1], sum);
  }
  return sum;
}

// Scores of kQueries queries against the rows of one segment, [kQueries, stride] from `first` on, and the best
// of each chunk. A block does one chunk; a warp multiplies kTogether rows at a time, so that enough reads are
// under way, with the queries in its registers. kStripes stripes cover a row; numbers beyond `dim` count as 0.
template <int kQueries, int kStripes, int kTogether>
__global__ void __launch_bounds__(kWarp* kBlockWarps)
    score_rows(const __half* rows, std::int64_t count, int dim, const float* queries,
               const std::uint64_t* allowed, std::int64_t first, std::int64_t stride, float* scores,
               std::int64_t chunk_stride, float* chunk_best) {
  const int lane = threadIdx.x % kWarp, warp = threadIdx.x / kWarp;
  float query[kQueries][kStripes][kPieceHalves];
#pragma unroll
  for (int q = 0; q < kQueries; ++q) {
#pragma unroll
    for (int s = 0; s < kStripes; ++s) {
#pragma unroll
      for (int i = 0; i < kPieceHalves; ++i) {
        const int at = s * kStripeHalves + lane * kPieceHalves + i;
        query[q][s][i] = at < dim ? queries[q * dim + at] : 0.f;
      }
    }
  }

  const std::int64_t begin = static_cast<std::int64_t>(blockIdx.x) * kChunkRows;
  const std::int64_t end = min(begin + kChunkRows, count);
  float best[kQueries];
#pragma unroll
  for (int q = 0; q < kQueries; ++q) best[q] = -INFINITY;

  for (std::int64_t row = begin + warp * kTogether; row < end; row += kBlockWarps * kTogether) {
    bool taken[kTogether], any = false;
    uint4 piece[kTogether][kStripes];
#pragma unroll
    for (int r = 0; r < kTogether; ++r) {
      const std::int64_t global = first + row + r;
      taken[r] = row + r < end &&
                 (allowed == nullptr || (allowed[global / kBitsOfWord] >> (global % kBitsOfWord) & 1) != 0);
      any = any || taken[r];
#pragma unroll
      for (int s = 0; s < kStripes; ++s) {
        const int at = s * kStripeHalves + lane * kPieceHalves;
        piece[r][s] = make_uint4(0, 0, 0, 0);
        if (taken[r] && at < dim)
          piece[r][s] = __ldcs(reinterpret_cast<const uint4*>(rows + (row + r) * dim + at));
      }
    }
    if (!any) {
      if (lane < kTogether && row + lane < end) {
#pragma unroll
        for (int q = 0; q < kQueries; ++q) scores[q * stride + first + row + lane] = -INFINITY;
      }
      continue;
    }
#pragma unroll
    for (int r = 0; r < kTogether; ++r) {
#pragma unroll
      for (int q = 0; q < kQueries; ++q) {
        float sum = 0;
#pragma unroll
        for (int s = 0; s < kStripes; ++s) sum = product(piece[r][s], query[q][s], sum);
#pragma unroll
        for (int far = kWarp / 2; far > 0; far /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, far);
        if (!taken[r]) sum = -INFINITY;
        best[q] = fmaxf(best[q], sum);
        if (lane == 0 && row + r < end) scores[q * stride + first + row + r] = sum;
      }
    }
  }

  __shared__ float of_warp[kQueries][kBlockWarps];
  if (lane == 0) {
#pragma unroll
    for (int q = 0; q < kQueries; ++q) of_warp[q][warp] = best[q];
  }
  __syncthreads();
  if (threadIdx.x < kQueries) {
    float all = of_warp[threadIdx.x][0];
    for (int w = 1; w < kBlockWarps; ++w) all = fmaxf(all, of_warp[threadIdx.x][w]);
    chunk_best[threadIdx.x * chunk_stride + blockIdx.x] = all;
  }
}

// Rows of query blockIdx.y that reach its bound, out of the chunks whose best does.
__global__ void collect(const float* scores, std::int64_t stride, std::int64_t first, std::int64_t count,
                        const float* chunk_best, std::int64_t chunk_stride, const float* bounds,
                        unsigned long long* found, std::int64_t room, Candidate* candidates) {
  const int q = blockIdx.y;
  const float bound = bounds[q];
  if (chunk_best[q * chunk_stride + blockIdx.x] < bound) return;
  const std::int64_t begin = static_cast<std::int64_t>(blockIdx.x) * kChunkRows;
  const std::int64_t end = min(begin + kChunkRows, count);
  for (std::int64_t row = begin + threadIdx.x; row < end; row += blockDim.x) {
    const float score = scores[q * stride + first + row];
    // What is not allowed is minus infinity, and so is a bound when fewer than k are left.
    if (score < bound || score == -INFINITY) continue;
    const unsigned long long at = atomicAdd(&found[q], 1ull);
    if (at < static_cast<unsigned long long>(room)) candidates[q * room + static_cast<std::int64_t>(at)] = {first + row, score};
  }
}

using Kernel = void (*)(const __half*, std::int64_t, int, const float*, const std::uint64_t*, std::int64_t,
                        std::int64_t, float*, std::int64_t, float*);

// kernels[stripes - 1][log2 of the queries]; more queries a pass where the registers hold them.
constexpr int kMostStripes = DeviceRows::kMostDim / kStripeHalves;
constexpr std::array<std::array<Kernel, 4>, kMostStripes> kKernels{{
    {score_rows<1, 1, 8>, score_rows<2, 1, 8>, score_rows<4, 1, 8>, score_rows<8, 1, 4>},
    {score_rows<1, 2, 4>, score_rows<2, 2, 4>, score_rows<4, 2, 4>, score_rows<8, 2, 2>},
    {score_rows<1, 3, 4>, score_rows<2, 3, 4>, score_rows<4, 3, 2>, nullptr},
    {score_rows<1, 4, 4>, score_rows<2, 4, 2>, score_rows<4, 4, 2>, nullptr},
    {score_rows<1, 5, 2>, score_rows<2, 5, 2>, nullptr, nullptr},
    {score_rows<1, 6, 2>, score_rows<2, 6, 2>, nullptr, nullptr},
    {score_rows<1, 7, 2>, score_rows<2, 7, 2>, nullptr, nullptr},
    {score_rows<1, 8, 2>, score_rows<2, 8, 2>, nullptr, nullptr},
}};

}  // namespace

struct DeviceRows::Impl {
  int dim = 0, padded = 0;  // rows are padded to whole pieces
  std::string name;
  std::int64_t rows = 0;
  std::vector<Segment> segments;
  Buffer<float> queries, scores, chunk_best, bounds;
  Buffer<std::uint64_t> allowed;
  Buffer<unsigned long long> found;
  Buffer<Candidate> candidates;
  std::vector<float> host_best;

  static std::int64_t chunks_of(std::int64_t count) { return (count + kChunkRows - 1) / kChunkRows; }
  std::int64_t chunks() const {
    std::int64_t total = 0;
    for (const auto& segment : segments) total += chunks_of(segment.count);
    return total;
  }

  // How many of `left` queries the next pass answers, and the kernel that does.
  std::pair<int, Kernel> choose(std::size_t left) const {
    const auto& row = kKernels[static_cast<std::size_t>((padded - 1) / kStripeHalves)];
    int log = 3;
    while (log > 0 && (row[static_cast<std::size_t>(log)] == nullptr || std::size_t{1} << log > left)) --log;
    return {1 << log, row[static_cast<std::size_t>(log)]};
  }

  void score(const float* values, int count, Kernel kernel, const std::uint64_t* mask) {
    std::vector<float> wide(static_cast<std::size_t>(count) * static_cast<std::size_t>(padded));
    for (int q = 0; q < count; ++q) std::copy_n(values + q * dim, dim, wide.data() + q * padded);
    queries.make(wide.size());
    check(cudaMemcpy(queries.data(), wide.data(), wide.size() * sizeof(float), cudaMemcpyHostToDevice),
          "sending queries");
    std::int64_t chunk = 0;
    for (const auto& segment : segments) {
      const auto blocks = chunks_of(segment.count);
      if (blocks == 0) continue;
      kernel<<<static_cast<unsigned>(blocks), kWarp * kBlockWarps>>>(
          segment.rows.data(), segment.count, padded, queries.data(), mask, segment.first, rows, scores.data(),
          chunks(), chunk_best.data() + chunk);
      chunk += blocks;
    }
    check(cudaGetLastError(), "searching");
  }

  // For each query the k-th best of the chunks, less the margin: as many rows reach it.
  std::vector<float> bounds_of(int count, std::int64_t k, float margin) {
    const auto width = static_cast<std::size_t>(chunks());
    host_best.resize(static_cast<std::size_t>(count) * width);
    check(cudaMemcpy(host_best.data(), chunk_best.data(), host_best.size() * sizeof(float), cudaMemcpyDeviceToHost),
          "searching");
    std::vector<float> result(static_cast<std::size_t>(count), -std::numeric_limits<float>::infinity());
    if (k > static_cast<std::int64_t>(width)) return result;
    for (std::size_t q = 0; q < result.size(); ++q) {
      auto* first = host_best.data() + q * width;
      std::nth_element(first, first + (k - 1), first + width, std::greater<>());
      result[q] = first[k - 1] - margin;
    }
    return result;
  }

  // Room for candidates is made once and again when it was too little.
  std::vector<std::vector<RowScore>> gather(int count, const std::vector<float>& limits, std::int64_t k) {
    bounds.make(limits.size());
    found.make(static_cast<std::size_t>(count));
    check(cudaMemcpy(bounds.data(), limits.data(), limits.size() * sizeof(float), cudaMemcpyHostToDevice), "searching");
    std::vector<unsigned long long> counts(static_cast<std::size_t>(count));
    std::int64_t room = std::min(rows, std::max<std::int64_t>(16 * k, 4096));
    while (true) {
      candidates.make(static_cast<std::size_t>(count * room));
      check(cudaMemset(found.data(), 0, counts.size() * sizeof(counts[0])), "searching");
      std::int64_t chunk = 0;
      for (const auto& segment : segments) {
        const auto blocks = chunks_of(segment.count);
        if (blocks == 0) continue;
        collect<<<dim3(static_cast<unsigned>(blocks), static_cast<unsigned>(count)), 256>>>(
            scores.data(), rows, segment.first, segment.count, chunk_best.data() + chunk, chunks(), bounds.data(),
            found.data(), room, candidates.data());
        chunk += blocks;
      }
      check(cudaGetLastError(), "searching");
      check(cudaMemcpy(counts.data(), found.data(), counts.size() * sizeof(counts[0]), cudaMemcpyDeviceToHost),
            "searching");
      const auto most = static_cast<std::int64_t>(*std::max_element(counts.begin(), counts.end()));
      if (most <= room) break;
      room = most;
    }
    std::vector<std::vector<RowScore>> results(static_cast<std::size_t>(count));
    std::vector<Candidate> taken;
    for (std::size_t q = 0; q < results.size(); ++q) {
      taken.resize(counts[q]);
      check(cudaMemcpy(taken.data(), candidates.data() + static_cast<std::int64_t>(q) * room,
                       taken.size() * sizeof(Candidate), cudaMemcpyDeviceToHost),
            "searching");
      for (const auto& each : taken) results[q].push_back({each.row, each.score});
    }
    return results;
  }
};

std::string DeviceRows::absence() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess && count > 0) return "";
  return std::string("no CUDA device was found (") +
         cudaGetErrorString(error == cudaSuccess ? cudaErrorNoDevice : error) + ")";
}

DeviceRows::DeviceRows(int dim) : impl_(std::make_unique<Impl>()) {
  cudaDeviceProp properties{};
  check(cudaSetDevice(0), "starting");
  check(cudaGetDeviceProperties(&properties, 0), "starting");
  impl_->name = std::string("GPU 0, ") + properties.name;
  impl_->dim = dim;
  impl_->padded = (dim + kPieceHalves - 1) / kPieceHalves * kPieceHalves;
}

DeviceRows::~DeviceRows() = default;

std::int64_t DeviceRows::rows() const {
  return impl_->rows;
}

const std::string& DeviceRows::name() const {
  return impl_->name;
}

void DeviceRows::reserve(std::int64_t rows) {
  auto& segments = impl_->segments;
  if (!segments.empty() && segments.back().room - segments.back().count >= rows) return;
  // What is added later comes in ever larger pieces, so that they stay few.
  const auto room = std::max(rows, impl_->rows / 8);
  Buffer<__half> memory(static_cast<std::size_t>(room) * static_cast<std::size_t>(impl_->padded));
  segments.push_back({std::move(memory), impl_->rows, 0, room});
}

void DeviceRows::append(const std::uint8_t* rows, std::int64_t count) {
  auto& segment = impl_->segments.back();
  const auto width = static_cast<std::size_t>(impl_->dim) * sizeof(__half),
             pitch = static_cast<std::size_t>(impl_->padded) * sizeof(__half);
  auto* to = segment.rows.data() + segment.count * impl_->padded;
  if (pitch != width) {
    check(cudaMemset(to, 0, static_cast<std::size_t>(count) * pitch), "taking in embeddings");
  }
  check(cudaMemcpy2D(to, pitch, rows, width, width, static_cast<std::size_t>(count), cudaMemcpyHostToDevice),
        "taking in embeddings");
  segment.count += count;
  impl_->rows += count;
}

std::vector<std::vector<RowScore>> DeviceRows::candidates(std::span<const float> queries, std::int64_t k,
                                                          float margin, const RowMask* allowed) {
  auto& impl = *impl_;
  check(cudaSetDevice(0), "searching");
  const auto width = static_cast<std::size_t>(impl.dim), total = queries.size() / width;
  const std::uint64_t* mask = nullptr;
  if (allowed) {
    std::vector<std::uint64_t> words(static_cast<std::size_t>((impl.rows + kBitsOfWord - 1) / kBitsOfWord));
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = allowed->word(static_cast<std::int64_t>(i));
    impl.allowed.make(words.size());
    check(cudaMemcpy(impl.allowed.data(), words.data(), words.size() * sizeof(words[0]), cudaMemcpyHostToDevice),
          "sending a selection");
    mask = impl.allowed.data();
  }
  std::vector<std::vector<RowScore>> results;
  for (std::size_t done = 0; done < total;) {
    const auto [group, kernel] = impl.choose(total - done);
    impl.scores.make(static_cast<std::size_t>(group * impl.rows));
    impl.chunk_best.make(static_cast<std::size_t>(group * impl.chunks()));
    impl.score(queries.data() + done * width, group, kernel, mask);
    for (auto& found : impl.gather(group, impl.bounds_of(group, k, margin), k)) results.push_back(std::move(found));
    done += static_cast<std::size_t>(group);
  }
  return results;
}

}  // namespace cloc::index
