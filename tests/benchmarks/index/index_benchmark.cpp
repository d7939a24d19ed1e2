// SPDX-License-Identifier: Apache-2.0
// index_benchmark: the region index on synthetic embeddings (synthetic_embeddings.h), its goals in
// docs/benchmarks.md. Prints a table; a ratio is taken within this run, where other programs on the machine
// disturb both sides alike. Run by run.sh, which gives it the figures of Debian's FAISS on the same data
// (stock_faiss.cpp).
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <omp.h>

#include "core/base/random.h"
#include "core/index/region_index.h"
#include "tests/benchmarks/index/measure.h"
#include "tests/benchmarks/index/synthetic_embeddings.h"

namespace {

namespace fs = std::filesystem;
using namespace cloc::benchmark;
using cloc::index::Hit;
using cloc::index::Kind;
using cloc::index::RegionIndex;
using cloc::index::SearchOptions;
using nlohmann::json;

constexpr std::int64_t kChunk = 20'000, kBest = 10;
constexpr std::size_t kTogether = 64;

struct Options {
  std::int64_t count = 1'000'000;
  int dim = 512, queries = 400;
  std::vector<std::string> kinds = {"exact", "lists", "graph"};
  std::vector<int> efforts = {};
  fs::path folder = fs::temp_directory_path() / "cloc_index_benchmark";
  fs::path stock;
};

struct Queries {
  const char* name;
  std::vector<float> values;           // [Q, dim]
  std::vector<std::int64_t> truth;     // [Q, kBest]
  std::vector<std::int64_t> filtered;  // the same among the filtered part
};

void line(const std::string& what, const std::string& figure, const std::string& goal = "") {
  std::printf("| %-58s | %-24s | %-14s |\n", what.c_str(), figure.c_str(), goal.c_str());
  std::fflush(stdout);
}

std::string number(double value, int digits, const char* unit = "") {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f%s", digits, value, unit);
  return text;
}

std::vector<std::int64_t> ids_of(const std::vector<std::vector<Hit>>& found) {
  std::vector<std::int64_t> ids;
  for (const auto& hits : found) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(kBest); ++i)
      ids.push_back(i < hits.size() ? hits[i].id : -1);
  }
  return ids;
}

// 10^9 bytes a second: the best of several passes over 1 GB by all threads, in the loop that has least to do.
double memory_bandwidth() {
  const std::vector<std::uint64_t> words(std::size_t{1} << 27, 1);
  double best = 0;
  std::uint64_t total = 0;
  for (int round = 0; round < 4; ++round) {
    const double seconds = seconds_of([&] {
#pragma omp parallel for reduction(+ : total) schedule(dynamic, 1)
      for (std::size_t part = 0; part < 1024; ++part) {
        const auto* first = words.data() + part * (words.size() / 1024);
        total += std::accumulate(first, first + words.size() / 1024, std::uint64_t{0});
      }
    });
    best = std::max(best, static_cast<double>(words.size()) * 8e-9 / seconds);
  }
  return total == 0 ? 0 : best;
}

class Benchmark {
 public:
  explicit Benchmark(const Options& options)
      : options_(options),
        data_(options.dim, 1),
        chosen_(cloc::index::choose_kind(options.count, options.dim)) {
    if (!options.stock.empty()) stock_ = json::parse(std::ifstream(options.stock));
    queries_.push_back({"regions", data_.region_queries(options.queries), {}, {}});
    queries_.push_back({"words", data_.word_queries(options.queries), {}, {}});
    cloc::Random random(5);
    for (std::int64_t id = 0; id < options.count; ++id) {
      if (random.chance(0.01)) hundredth_.push_back(id);
    }
  }

  void run() {
    const auto info = RegionIndex(8, 0).info();
    std::printf(
        "%lld embeddings of %d numbers, %d queries of each sort, %d threads; FAISS %s (%s), our scan: %s\n",
        static_cast<long long>(options_.count), options_.dim, options_.queries, omp_get_max_threads(),
        info.faiss_version.c_str(), info.faiss_options.c_str(), info.arithmetic.c_str());
    std::printf("chosen by default: %s\n\n", chosen_.reason.c_str());
    line("what", "figure", "goal");
    line(":---", ":---", ":---");
    exact();
    for (const auto& name : options_.kinds) {
      if (const Kind kind = cloc::index::kind_from(name); kind != Kind::Exact) approximate(kind);
    }
  }

 private:
  RegionIndex built(Kind kind, double& seconds) const {
    RegionIndex index(options_.dim, options_.count, kind);
    std::vector<float> rows(static_cast<std::size_t>(kChunk * options_.dim));
    std::vector<std::int64_t> ids;
    for (std::int64_t first = 0; first < options_.count; first += kChunk) {
      const auto here = std::min(kChunk, options_.count - first);
      data_.rows(first, here, rows.data());
      ids.resize(static_cast<std::size_t>(here));
      std::iota(ids.begin(), ids.end(), first);
      const auto values = std::span(rows).first(static_cast<std::size_t>(here * options_.dim));
      seconds += seconds_of([&] { index.add(ids, values); });
    }
    seconds += seconds_of([&] { index.settle(); });
    return index;
  }

  std::span<const float> query(const Queries& queries, std::size_t i) const {
    const auto width = static_cast<std::size_t>(options_.dim);
    return std::span(queries.values).subspan(i * width, width);
  }
  std::size_t query_count() const { return static_cast<std::size_t>(options_.queries); }
  std::span<const float> first_queries(const Queries& queries) const {
    return std::span(queries.values)
        .first(std::min(kTogether, query_count()) * static_cast<std::size_t>(options_.dim));
  }

  // How many times faster 64 queries at once are than 64 one after the other, in turns; the median.
  double together(const RegionIndex& index, const Queries& queries, const SearchOptions& how,
                  int rounds) const {
    std::vector<double> ratios;
    const std::size_t count = std::min(kTogether, query_count());
    for (int round = 0; round < rounds; ++round) {
      const double alone = seconds_of([&] {
        for (std::size_t i = 0; i < count; ++i) index.search(query(queries, i), how);
      });
      ratios.push_back(alone / seconds_of([&] { index.search(first_queries(queries), how); }));
    }
    std::sort(ratios.begin(), ratios.end());
    return ratios[ratios.size() / 2];
  }

  void exact() {
    double seconds = 0;
    const RegionIndex index = built(Kind::Exact, seconds);
    for (auto& queries : queries_) {
      queries.truth = ids_of(index.search(queries.values, {.k = kBest, .exact = true}));
      queries.filtered =
          ids_of(index.search(queries.values, {.k = kBest, .selection = index.select(hundredth_)}));
    }
    line("exact: taking in all embeddings", number(seconds, 1, " s"));
    const SearchOptions how{.k = kBest};
    const double bytes = 2e-9 * static_cast<double>(options_.count) * options_.dim;
    // Both in turns: the machine's other work takes from both.
    std::vector<double> shares;
    Latency single;
    double bandwidth = 0;
    for (int round = 0; round < 3; ++round) {
      const double before = memory_bandwidth();
      const auto here = latency_of(std::min<std::size_t>(query_count(), 20),
                                   [&](std::size_t i) { index.search(query(queries_[0], i), how); });
      shares.push_back(bytes / (here.p50 / 1e3) / before);
      if (round == 0 || here.p50 < single.p50) single = here;
      bandwidth = std::max(bandwidth, before);
    }
    std::sort(shares.begin(), shares.end());
    line("memory, read by all threads", number(bandwidth, 1, " GB/s"));
    line("exact: one query, p50, p99", number(single.p50, 1) + ", " + number(single.p99, 1, " ms"));
    line("exact: of the memory's speed, median of 3", number(100 * shares[1], 0, " %"), "70 %");
    if (stock_) {
      const double peer = stock_->at("exact").at("p50");
      line("exact: Debian's IndexFlatIP, one query, p50", number(peer, 1, " ms"));
      line("exact: faster than that", number(peer / single.p50, 1, " times"), "5 times");
    }
    line("exact: 64 at once, faster than 64 alone", number(together(index, queries_[0], how, 3), 1, " times"),
         "3 times");
    if (stock_) {
      const double at_once =
          1e3 * std::min(seconds_of([&] { index.search(first_queries(queries_[0]), how); }),
                         seconds_of([&] { index.search(first_queries(queries_[0]), how); }));
      const double peer = stock_->at("exact").at("together");
      line("exact: 64 at once, Debian's IndexFlatIP", number(at_once, 0) + ", " + number(peer, 0, " ms"));
    }
    selections(index);
  }

  // What it costs to restrict an exact search to nearly all entries, as the window does.
  void selections(const RegionIndex& index) const {
    std::vector<std::int64_t> most;
    for (std::int64_t id = 0; id < options_.count; ++id) {
      if (id % 20 != 0) most.push_back(id);
    }
    const auto selected = index.select(most);
    const std::size_t count = std::min<std::size_t>(query_count(), 10);
    const auto time = [&](const SearchOptions& how) {
      return latency_of(count, [&](std::size_t i) { index.search(query(queries_[0], i), how); }).p50;
    };
    const double all = time({.k = kBest});
    line("exact: among 95 % of all, of the time for all: ids, selection",
         number(time({.k = kBest, .subset = most}) / all, 2) + ", " +
             number(time({.k = kBest, .selection = selected}) / all, 2));
  }

  void approximate(Kind kind) {
    const std::string name = to_string(kind);
    fs::remove_all(options_.folder);
    fs::create_directories(options_.folder);
    {
      double seconds = 0;
      const RegionIndex index = built(kind, seconds);
      line(name + ": building", number(seconds, 0, " s"), "600 s");
      line(name + ": saving", number(seconds_of([&] { index.write(options_.folder); }), 1, " s"));
    }
    std::optional<RegionIndex> opened;
    line(name + ": opening",
         number(seconds_of([&] { opened = RegionIndex::read(options_.folder, kind); }), 2, " s"), "1 s");
    const RegionIndex& index = *opened;
    const auto info = index.info();
    const double halves = 2e-6 * static_cast<double>(options_.count) * options_.dim;
    line(name + ": memory by the fp16 vectors; outside their file",
         number(static_cast<double>(info.bytes) / 1e6 / halves, 3) + "; " +
             number(static_cast<double>(info.bytes - info.mapped) / 1e6, 0, " MB"),
         "1.3");
    index.search(queries_[0].values, {.k = kBest, .exact = true});  // brings the file into the memory
    std::vector<int> efforts = options_.efforts;
    efforts.insert(efforts.begin(), 0);
    for (const auto& queries : queries_) {
      for (const int effort : efforts) point(index, name, queries, effort);
    }
    const auto selection = index.select(hundredth_);
    for (const auto& queries : queries_) {
      const SearchOptions how{.k = kBest, .selection = selection};
      const auto found = ids_of(index.search(queries.values, how));
      const auto latency =
          latency_of(query_count(), [&](std::size_t i) { index.search(query(queries, i), how); });
      line(name + ", " + queries.name + ": among 1 %: recall@10, p50",
           number(recall(found, queries.filtered, kBest), 3) + ", " + number(latency.p50, 2, " ms"), "0.95");
    }
    line(name + ": resident memory of this program, most so far",
         number(status_megabytes("VmHWM"), 0, " MB"));
    opened.reset();
    fs::remove_all(options_.folder);
  }

  void point(const RegionIndex& index, const std::string& name, const Queries& queries, int effort) const {
    const SearchOptions how{.k = kBest, .effort = effort};
    std::vector<std::vector<Hit>> found(query_count());
    const auto latency = latency_of(
        query_count(), [&](std::size_t i) { found[i] = std::move(index.search(query(queries, i), how)[0]); });
    const std::string title =
        name + ", " + queries.name + (effort == 0 ? std::string() : ", effort " + std::to_string(effort));
    const bool goal = effort == 0;
    line(title + ": recall@10", number(recall(ids_of(found), queries.truth, kBest), 3), goal ? "0.97" : "");
    line(title + ": p50, p99", number(latency.p50, 2) + ", " + number(latency.p99, 2, " ms"),
         goal ? "5, 15 ms" : "");
    if (goal)
      line(title + ": 64 at once, faster", number(together(index, queries, how, 9), 2, " times"), "1 time");
  }

  const Options& options_;
  SyntheticEmbeddings data_;
  cloc::index::KindChoice chosen_;
  std::vector<Queries> queries_;
  std::vector<std::int64_t> hundredth_;
  std::optional<json> stock_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("The region index: speed, recall and memory");
  app.add_option("--count", options.count, "Embeddings")->check(CLI::Range(1000, 100'000'000));
  app.add_option("--dim", options.dim, "Of each; a power of two");
  app.add_option("--queries", options.queries, "Of each sort")->check(CLI::Range(1, 100'000));
  app.add_option("--kinds", options.kinds, "Besides exact: lists, graph")->delimiter(',');
  app.add_option("--effort", options.efforts, "Measure these efforts too")->delimiter(',');
  app.add_option("--folder", options.folder, "Where indexes are saved; removed afterwards");
  app.add_option("--stock", options.stock, "What stock_faiss printed for the same count");
  CLI11_PARSE(app, argc, argv);
  try {
    Benchmark(options).run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "index_benchmark: %s\n", error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
