// SPDX-License-Identifier: Apache-2.0
// The peer of index_benchmark: Debian's FAISS as it comes, with the index that its own documentation names
// first for each case (IndexFlatIP, IndexHNSWFlat), on the same data and queries. Prints one JSON object,
// which index_benchmark reads for its ratios.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/utils/utils.h>
#include <nlohmann/json.hpp>
#include <omp.h>

#include "tests/benchmarks/index/measure.h"
#include "tests/benchmarks/index/synthetic_embeddings.h"

namespace {

using namespace cloc::benchmark;
using nlohmann::json;

struct Options {
  std::int64_t count = 1'000'000;
  int dim = 512, queries = 200;
  bool graph = false;
};

constexpr std::int64_t kChunk = 50'000, kTogether = 64, kBest = 10;

void fill(faiss::Index& index, const SyntheticEmbeddings& data, std::int64_t count, double& seconds) {
  std::vector<float> rows(static_cast<std::size_t>(std::min(kChunk, count) * data.dim()));
  for (std::int64_t first = 0; first < count; first += kChunk) {
    const auto here = std::min(kChunk, count - first);
    data.rows(first, here, rows.data());
    seconds += seconds_of([&] { index.add(here, rows.data()); });
  }
}

std::vector<std::int64_t> search(const faiss::Index& index, const float* queries, std::int64_t count,
                                 const faiss::SearchParameters* parameters = nullptr) {
  std::vector<float> scores(static_cast<std::size_t>(count * kBest));
  std::vector<std::int64_t> ids(scores.size());
  index.search(count, queries, kBest, scores.data(), ids.data(), parameters);
  return ids;
}

json run(const Options& options) {
  const SyntheticEmbeddings data(options.dim, 1);
  const auto queries = data.region_queries(options.queries);
  const auto query = [&](std::size_t i) { return queries.data() + i * static_cast<std::size_t>(data.dim()); };
  json result{{"count", options.count}, {"build", faiss::get_compile_options()}};
  double seconds = 0;
  std::vector<std::int64_t> truth;
  {
    faiss::IndexFlatIP flat(options.dim);
    fill(flat, data, options.count, seconds);
    // Each takes half a second: fewer of them.
    const auto measured = std::min<std::size_t>(static_cast<std::size_t>(options.queries), 20);
    const auto single = latency_of(measured, [&](std::size_t i) { search(flat, query(i), 1); });
    const auto together = std::min(
        seconds_of([&] { search(flat, query(0), std::min<std::int64_t>(kTogether, options.queries)); }),
        seconds_of([&] { search(flat, query(0), std::min<std::int64_t>(kTogether, options.queries)); }));
    result["exact"] = {{"p50", single.p50}, {"p99", single.p99}, {"together", 1e3 * together}};
    if (options.graph) truth = search(flat, query(0), options.queries);
  }
  if (!options.graph) return result;
  faiss::IndexHNSWFlat graph(options.dim, 32, faiss::METRIC_INNER_PRODUCT);
  seconds = 0;
  fill(graph, data, options.count, seconds);
  result["graph"] = {{"build", seconds}, {"points", json::array()}};
  for (const int effort : {16, 32, 64, 128, 256, 512}) {
    graph.hnsw.efSearch = effort;
    std::vector<std::int64_t> found;
    const auto single = latency_of(static_cast<std::size_t>(options.queries),
                                   [&](std::size_t i) { search(graph, query(i), 1); });
    const auto all = search(graph, query(0), options.queries);
    result["graph"]["points"].push_back({{"effort", effort},
                                         {"p50", single.p50},
                                         {"p99", single.p99},
                                         {"recall", recall(all, truth, static_cast<std::size_t>(kBest))}});
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Debian's FAISS on the data of index_benchmark");
  app.add_option("--count", options.count, "Vectors")->check(CLI::Range(100, 100'000'000));
  app.add_option("--dim", options.dim, "Of each; a power of two");
  app.add_option("--queries", options.queries, "Measured one after the other");
  app.add_flag("--graph", options.graph, "Build and measure IndexHNSWFlat too: hours at a million");
  CLI11_PARSE(app, argc, argv);
  try {
    std::printf("%s\n", run(options).dump(1).c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "stock_faiss: %s\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
