// SPDX-License-Identifier: Apache-2.0
// device_benchmark: exact search on a CUDA device against FAISS's GpuIndexFlat (fp16) on the same device and
// data (synthetic_embeddings.h), and against the CPU's results. Built with the cuda preset; needs a GPU.
// Prints a table.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <cuda_runtime_api.h>
#include <faiss/gpu/GpuIndexFlat.h>
#include <faiss/gpu/StandardGpuResources.h>

#include "core/base/random.h"
#include "core/index/region_index.h"
#include "tests/benchmarks/index/measure.h"
#include "tests/benchmarks/index/synthetic_embeddings.h"

namespace {

using namespace cloc::benchmark;
using cloc::index::Kind;
using cloc::index::RegionIndex;
using cloc::index::SearchOptions;

constexpr std::int64_t kChunk = 100'000;

struct Options {
  std::int64_t count = 10'000'000, k = 100;
  int dim = 512, queries = 100, compared = 16;
  bool peer = true;
};

// 10^9 bytes a second, read and written, of the best of five copies of 4 GB.
double copy_bandwidth() {
  constexpr std::size_t kBytes = std::size_t{4} << 30;
  void *from = nullptr, *to = nullptr;
  if (cudaMalloc(&from, kBytes) != cudaSuccess || cudaMalloc(&to, kBytes) != cudaSuccess) return 0;
  cudaMemset(from, 1, kBytes);
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    cudaDeviceSynchronize();
    const double seconds = seconds_of([&] {
      cudaMemcpy(to, from, kBytes, cudaMemcpyDeviceToDevice);
      cudaDeviceSynchronize();
    });
    best = std::max(best, 2e-9 * static_cast<double>(kBytes) / seconds);
  }
  cudaFree(from);
  cudaFree(to);
  return best;
}

void run(const Options& options) {
  const SyntheticEmbeddings data(options.dim, 1);
  RegionIndex index(options.dim, options.count, Kind::Exact);
  std::vector<float> rows(static_cast<std::size_t>(kChunk * options.dim));
  const auto each_chunk = [&](auto&& take) {
    for (std::int64_t first = 0; first < options.count; first += kChunk) {
      const auto here = std::min(kChunk, options.count - first);
      data.rows(first, here, rows.data());
      take(first, here, std::span(rows).first(static_cast<std::size_t>(here * options.dim)));
    }
  };
  const double made = seconds_of([&] {
    each_chunk([&](std::int64_t first, std::int64_t here, std::span<const float> values) {
      std::vector<std::int64_t> ids(static_cast<std::size_t>(here));
      std::iota(ids.begin(), ids.end(), first);
      index.add(ids, values);
    });
  });
  const auto queries = data.region_queries(options.queries);
  const auto width = static_cast<std::size_t>(options.dim);
  const auto query = [&](std::size_t i) { return std::span(queries).subspan(i * width, width); };
  const auto compared = std::span(queries).first(static_cast<std::size_t>(options.compared) * width);
  const SearchOptions how{.k = options.k};
  cloc::Random random(5);
  std::vector<std::int64_t> hundredth;
  for (std::int64_t id = 0; id < options.count; ++id) {
    if (random.chance(0.01)) hundredth.push_back(id);
  }
  const SearchOptions part{.k = options.k, .selection = index.select(hundredth)};

  std::printf("%lld embeddings of %d numbers, made in %.0f s; best %lld\n",
              static_cast<long long>(options.count), options.dim, made, static_cast<long long>(options.k));
  const auto truth = index.search(compared, how);
  const auto truth_of_part = index.search(compared, part);
  bool there = false;
  const double taken = seconds_of([&] { there = index.use_device(); });
  if (!there) throw std::runtime_error(index.info().device);
  std::printf("%s; embeddings sent in %.1f s\n", index.info().device.c_str(), taken);

  const auto same = [&](const auto& expected, const auto& found) {
    std::size_t equal = 0, all = 0;
    float apart = 0;
    for (std::size_t q = 0; q < expected.size(); ++q) {
      for (std::size_t i = 0; i < expected[q].size(); ++i, ++all) {
        const bool here = i < found[q].size();
        equal += here && found[q][i].id == expected[q][i].id;
        if (here) apart = std::max(apart, std::abs(found[q][i].score - expected[q][i].score));
      }
    }
    char text[80];
    std::snprintf(text, sizeof text, "%zu of %zu ids, scores %.1e apart at most", equal, all,
                  static_cast<double>(apart));
    return std::string(text);
  };
  std::printf("the CPU's results: %s; among 1 %%: %s\n", same(truth, index.search(compared, how)).c_str(),
              same(truth_of_part, index.search(compared, part)).c_str());
  const double bandwidth = copy_bandwidth();
  const double bytes = 2e-9 * static_cast<double>(options.count) * options.dim;
  const auto count = static_cast<std::size_t>(options.queries);
  const auto single = latency_of(count, [&](std::size_t i) { index.search(query(i), how); });
  const auto among = latency_of(count, [&](std::size_t i) { index.search(query(i), part); });
  const auto batch = std::span(queries).first(std::min<std::size_t>(64, count) * width);
  const auto together = latency_of(5, [&](std::size_t) { index.search(batch, how); });
  std::printf("device memory, copied (read and written): %.0f GB/s\n", bandwidth);
  std::printf("ours: one query p50 %.2f, p99 %.2f ms: %.0f GB/s, %.0f %% of that\n", single.p50, single.p99,
              bytes / (single.p50 / 1e3), 100 * bytes / (single.p50 / 1e3) / bandwidth);
  std::printf("ours: among 1 %%: p50 %.2f ms; 64 at once: %.2f ms\n", among.p50, together.p50);
  std::fflush(stdout);
  if (!options.peer) return;

  faiss::gpu::StandardGpuResources resources;
  faiss::gpu::GpuIndexFlatConfig config;
  config.useFloat16 = true;
  faiss::gpu::GpuIndexFlat peer(&resources, options.dim, faiss::METRIC_INNER_PRODUCT, config);
  each_chunk(
      [&](std::int64_t, std::int64_t here, std::span<const float> values) { peer.add(here, values.data()); });
  std::vector<float> scores(count * static_cast<std::size_t>(options.k));
  std::vector<faiss::Index::idx_t> ids(scores.size());
  const auto peer_single = latency_of(
      count, [&](std::size_t i) { peer.search(1, query(i).data(), options.k, scores.data(), ids.data()); });
  const auto peer_together = latency_of(5, [&](std::size_t) {
    peer.search(static_cast<std::int64_t>(batch.size() / width), batch.data(), options.k, scores.data(),
                ids.data());
  });
  std::printf("FAISS GpuIndexFlat, fp16: one query p50 %.2f, p99 %.2f ms; 64 at once: %.2f ms\n",
              peer_single.p50, peer_single.p99, peer_together.p50);
  std::printf("ours faster: one query %.2f times, 64 at once %.2f times\n", peer_single.p50 / single.p50,
              peer_together.p50 / together.p50);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Exact search on a GPU: speed, and the CPU's results");
  app.add_option("--count", options.count, "Embeddings")->check(CLI::Range(1000, 100'000'000));
  app.add_option("--dim", options.dim, "Of each; a power of two");
  app.add_option("-k", options.k, "Results of a query");
  app.add_option("--queries", options.queries, "Measured one after the other");
  app.add_option("--compared", options.compared, "Queries whose results are compared with the CPU's");
  app.add_flag("!--no-peer", options.peer, "Leave FAISS out");
  CLI11_PARSE(app, argc, argv);
  try {
    run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "device_benchmark: %s\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
