// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <numeric>
#include <vector>

#include "core/base/random.h"
#include "core/inference/model_comparison.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::inference;

namespace {

Embeddings random_embeddings(Random& random, std::int64_t count, std::int64_t dim) {
  Embeddings out{count, dim, {}};
  for (std::int64_t i = 0; i < count * dim; ++i)
    out.values.push_back(static_cast<float>(random.uniform()) - 0.5f);
  return out;
}

std::vector<std::int64_t> naive_nearest(const Embeddings& queries, const Embeddings& candidates,
                                        std::int64_t query, std::int64_t k, bool same) {
  std::vector<std::pair<double, std::int64_t>> scores;
  for (std::int64_t c = 0; c < candidates.count; ++c) {
    if (same && c == query) continue;
    double score = 0;
    for (std::int64_t d = 0; d < queries.dim; ++d)
      score += static_cast<double>(queries.row(query)[static_cast<std::size_t>(d)]) *
               candidates.row(c)[static_cast<std::size_t>(d)];
    scores.emplace_back(-score, c);
  }
  std::sort(scores.begin(), scores.end());
  std::vector<std::int64_t> nearest;
  for (std::int64_t i = 0; i < k; ++i) nearest.push_back(scores[static_cast<std::size_t>(i)].second);
  return nearest;
}

}  // namespace

class TestModelComparison : public QObject {
  Q_OBJECT

 private slots:
  // More queries than are scored together, models of different sizes.
  void overlapIsThatOfANaiveLoop() {
    Random random(3);
    for (const bool same : {true, false}) {
      const std::int64_t items = same ? 1100 : 300;
      const auto a = random_embeddings(random, items, 6), b = random_embeddings(random, items, 4);
      const auto candidates_a = same ? a : random_embeddings(random, 50, 6);
      const auto candidates_b = same ? b : random_embeddings(random, 50, 4);
      const std::int64_t k = 7;
      std::int64_t both = 0;
      for (std::int64_t i = 0; i < items; ++i) {
        const auto x = naive_nearest(a, candidates_a, i, k, same),
                   y = naive_nearest(b, candidates_b, i, k, same);
        for (const auto item : x) both += std::count(y.begin(), y.end(), item);
      }
      const double expected = static_cast<double>(both) / static_cast<double>(items * k);
      const double got = neighbour_overlap(a, candidates_a, b, candidates_b, k, same);
      QVERIFY2(std::abs(got - expected) < 1e-3, qPrintable(QString("%1 and %2").arg(got).arg(expected)));
      QCOMPARE(neighbour_overlap(a, candidates_a, a, candidates_a, k, same), 1.0);
    }
  }
};

QTEST_GUILESS_MAIN(TestModelComparison)
#include "test_model_comparison.moc"
