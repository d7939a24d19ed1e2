// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/random.h"
#include "tests/support/expect_error.h"
#include "training/evaluation/metrics.h"

using namespace cloc;
using namespace cloc::training;

namespace {

using Rows = std::vector<std::vector<double>>;
using Indices = std::vector<std::int64_t>;

// Small whole numbers in few dimensions: many directions occur more than once, so scores tie exactly, and
// those that do not tie lie far apart.
Rows random_rows(Random& random, std::int64_t count, std::int64_t width) {
  Rows rows(static_cast<std::size_t>(count), std::vector<double>(static_cast<std::size_t>(width)));
  for (auto& row : rows) {
    for (auto& value : row) value = static_cast<double>(random.below(5)) - 2;
  }
  return rows;
}

at::Tensor to_tensor(const Rows& rows, std::int64_t width) {
  auto tensor = at::zeros({static_cast<std::int64_t>(rows.size()), width}, at::kDouble);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy(rows[i].begin(), rows[i].end(),
              tensor.data_ptr<double>() + static_cast<std::int64_t>(i) * width);
  }
  return tensor.to(at::kFloat);
}

double cosine(const std::vector<double>& a, const std::vector<double>& b) {
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

// How many wrong items come before the best right one, ties before it; the definition, read aloud.
std::int64_t naive_rank(const std::vector<double>& query, const Rows& gallery,
                        const std::set<std::int64_t>& right) {
  double best = -2;
  for (const auto item : right) best = std::max(best, cosine(query, gallery[static_cast<std::size_t>(item)]));
  std::int64_t before = 0;
  for (std::size_t g = 0; g < gallery.size(); ++g) {
    if (!right.contains(static_cast<std::int64_t>(g)) && cosine(query, gallery[g]) >= best - 1e-9) ++before;
  }
  return before;
}

// The class that an item is taken for: its own when it ranks first, else the first of the nearest wrong ones.
std::int64_t naive_prediction(const std::vector<double>& item, const Rows& classes, std::int64_t label) {
  if (label >= 0 && naive_rank(item, classes, {label}) == 0) return label;
  double best = -2;
  std::int64_t found = -1;
  for (std::int64_t c = 0; c < static_cast<std::int64_t>(classes.size()); ++c) {
    const double score = cosine(item, classes[static_cast<std::size_t>(c)]);
    if (c == label || score <= best + 1e-9) continue;
    best = score;
    found = c;
  }
  return found;
}

std::vector<double> naive_recall(const Rows& query, const Rows& gallery, const std::vector<Indices>& right,
                                 const Indices& ks) {
  std::vector<double> hits(ks.size());
  double scored = 0;
  for (std::size_t q = 0; q < query.size(); ++q) {
    if (right[q].empty()) continue;
    ++scored;
    const auto before = naive_rank(query[q], gallery, {right[q].begin(), right[q].end()});
    for (std::size_t i = 0; i < ks.size(); ++i) hits[i] += before < ks[i] ? 1 : 0;
  }
  for (auto& hit : hits) hit /= scored;
  return hits;
}

void compare(const std::vector<double>& got, const std::vector<double>& expected) {
  QCOMPARE(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    QVERIFY2(std::abs(got[i] - expected[i]) < 1e-12, qPrintable(QString::number(got[i])));
}

// Blocks that divide nothing evenly.
RankingOptions small_blocks() {
  RankingOptions options;
  options.query_block = 7;
  options.gallery_block = 11;
  return options;
}

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

}  // namespace

class TestMetrics : public QObject {
  Q_OBJECT
 private slots:
  void recallEqualsTheDefinitionWithTiesAndSeveralRightItems() {
    Random random(1);
    for (int round = 0; round < 20; ++round) {
      const auto width = 2 + static_cast<std::int64_t>(random.below(3));
      const auto query = random_rows(random, 1 + random.below(40), width);
      const auto gallery = random_rows(random, 1 + random.below(50), width);
      std::vector<Indices> right(query.size());
      std::int64_t without = 0;
      right[0] = {0};
      for (std::size_t q = 1; q < query.size(); ++q) {
        for (auto n = random.below(4); n > 0; --n)
          right[q].push_back(random.below(gallery.size()));  // repeats too
        without += right[q].empty() ? 1 : 0;
      }
      const Indices ks{1, 5, 10, 1000};
      const auto result =
          retrieval_recall(to_tensor(query, width), to_tensor(gallery, width), right, ks, small_blocks());
      compare(result.recall, naive_recall(query, gallery, right, ks));
      QCOMPARE(result.queries_without_positive, without);
      QCOMPARE(result.queries + without, static_cast<std::int64_t>(query.size()));
      QCOMPARE(result.at(1000), 1.0);  // more than there are
    }
  }

  void blocksDoNotChangeTheResult() {
    const auto query = at::randn({100, 16}), gallery = query + 1.5 * at::randn({100, 16});
    std::vector<Indices> right;
    for (std::int64_t i = 0; i < 100; ++i) right.push_back({i});
    const auto whole = retrieval_recall(query, gallery, right, {1, 5});
    const auto parts = retrieval_recall(query, gallery, right, {1, 5}, small_blocks());
    QCOMPARE(whole.recall, parts.recall);
    QVERIFY(whole.at(1) > 0.2 && whole.at(1) < 1);  // the case tells something
  }

  void scaleAndHalfPrecisionDoNotMatter() {
    const auto query = at::randn({30, 8}).to(at::kHalf).to(at::kFloat),
               gallery = at::randn({40, 8}).to(at::kHalf).to(at::kFloat);
    std::vector<Indices> right;
    for (std::int64_t i = 0; i < 30; ++i) right.push_back({i});
    const auto plain = retrieval_recall(query, gallery, right, {1, 5, 10});
    QCOMPARE(retrieval_recall(query * 128, gallery / 16, right, {1, 5, 10}).recall, plain.recall);
    QCOMPARE(retrieval_recall(query.to(at::kHalf), gallery.to(at::kHalf), right, {1, 5, 10}).recall,
             plain.recall);
  }

  void theCallersPrecisionSettingIsGivenBack() {
    at::globalContext().setFloat32MatmulPrecision("medium");
    retrieval_recall(at::eye(2), at::eye(2), {{0}, {1}}, {1});
    const auto after = at::globalContext().float32MatmulPrecision();
    at::globalContext().setFloat32MatmulPrecision("highest");
    QVERIFY(after == at::Float32MatmulPrecision::MEDIUM);
  }

  void collapsedModelScoresZero() {
    const auto same = at::ones({50, 8});
    std::vector<Indices> right;
    Indices labels;
    for (std::int64_t i = 0; i < 50; ++i) {
      right.push_back({i});
      labels.push_back(i);
    }
    const auto result = retrieval_recall(same, same, right, {1, 10});
    QCOMPARE(result.at(10), 0.0);
    QCOMPARE(result.tied_queries, 50);
    QCOMPARE(zero_shot_classification(same, same, labels).top1, 0.0);
  }

  void notFiniteEmbeddingsAreCountedMissedAndNeverFound() {
    const auto gallery = at::eye(4);
    auto query = gallery.clone(), broken = gallery.clone();
    query[1].fill_(kNaN);
    broken[2][0] = std::numeric_limits<float>::infinity();
    const std::vector<Indices> right{{0}, {1}, {2}, {3}};
    const auto result = retrieval_recall(query, broken, right, {1, 4});
    QCOMPARE(result.non_finite_queries, 1);
    QCOMPARE(result.non_finite_gallery, 1);
    QCOMPARE(result.at(1), 0.5);
    QCOMPARE(result.at(4), 0.5);  // not even with all items asked for
    const auto classes = zero_shot_classification(query, gallery, {0, 1, 2, -1});
    QCOMPARE(classes.non_finite, 1);
    QCOMPARE(classes.top5, 2.0 / 3);
  }

  void nothingToScoreIsNaN() {
    const auto none = at::zeros({0, 8}), some = at::ones({3, 8});
    const auto result = retrieval_recall(none, some, {}, {1});
    QVERIFY(std::isnan(result.at(1)) && result.queries == 0);
    QVERIFY(std::isnan(retrieval_recall(some, none, {{}, {}, {}}, {1}).at(1)));
    const auto classes = zero_shot_classification(some, none, {-1, -1, -1});
    QVERIFY(std::isnan(classes.top1) && std::isnan(classes.top5) && std::isnan(classes.mean_class_accuracy));
    QCOMPARE(classes.unlabelled, 3);
    const auto regions = region_text_recall(none, none, {}, {10});
    QVERIFY(std::isnan(regions.region_to_text.at(10)) && std::isnan(regions.text_to_region.at(10)));
    const auto grounding = grounding_accuracy({}, {});
    QVERIFY(std::isnan(grounding.accuracy_50) && std::isnan(grounding.mean_giou) && grounding.items == 0);
  }

  void whatDoesNotFitTogetherIsRefused() {
    const auto three = at::ones({3, 4});
    const auto refused = [&](auto&& work) { return test::expect_error(ErrorKind::InvalidInput, work); };
    QVERIFY_CONTAINS(refused([&] {
                       retrieval_recall(three, at::ones({3, 5}), {{0}, {1}, {2}}, {1});
                     }),
                     "width 4");
    QVERIFY_CONTAINS(refused([&] {
                       retrieval_recall(three, three, {{0}, {1}, {3}}, {1});
                     }),
                     "query 2 refers to row 3 of 3");
    QVERIFY_CONTAINS(refused([&] { retrieval_recall(three, three, {{0}}, {1}); }), "3 queries");
    refused([&] { retrieval_recall(three, three, {{0}, {1}, {-1}}, {1}); });
    refused([&] { retrieval_recall(three, three, {{0}, {1}, {2}}, {}); });
    refused([&] { retrieval_recall(three, three, {{0}, {1}, {2}}, {0}); });
    refused([&] { retrieval_recall(three.to(at::kLong), three, {{0}, {1}, {2}}, {1}); });
    refused([&] { retrieval_recall(three[0], three, {{0}}, {1}); });
    QVERIFY_CONTAINS(refused([&] { zero_shot_classification(three, three, {0, 1, 3}); }), "label of item 2");
    refused([&] { zero_shot_classification(three, three, {0}); });
    refused([&] { image_text_recall(three, three, {0, 1, 3}, {1}); });
    refused([&] { image_text_recall(three, three, {0, 1}, {1}); });
    refused([&] { region_text_recall(three, three, {0, 1}, {1}); });
    refused([&] { region_text_recall(three, three, {0, 1, 3}, {1}); });
    refused([&] { retrieval_recall(three, three, {{0}, {1}, {2}}, {1}).at(5); });
    const std::vector<NormBox> boxes(2);
    refused([&] { grounding_accuracy(boxes, std::span(boxes).first(1)); });
  }

  void rankingStopsWhenCancelled() {
    RankingOptions options;
    options.cancel.cancel();
    test::expect_error(ErrorKind::Cancelled, [&] {
      retrieval_recall(at::ones({2, 2}), at::ones({2, 2}), {{0}, {1}}, {1}, options);
    });
  }

  void imageTextRecallEqualsTheDefinitionBothWays() {
    Random random(2);
    const std::int64_t width = 3;
    const auto image = random_rows(random, 23, width), caption = random_rows(random, 61, width);
    Indices image_of_caption;
    std::vector<Indices> captions(23), images;
    for (std::int64_t t = 0; t < 61; ++t) {
      image_of_caption.push_back(random.below(22));  // the last image has no caption
      captions[static_cast<std::size_t>(image_of_caption.back())].push_back(t);
      images.push_back({image_of_caption.back()});
    }
    const Indices ks{1, 5, 10};
    const auto result = image_text_recall(to_tensor(image, width), to_tensor(caption, width),
                                          image_of_caption, ks, small_blocks());
    compare(result.image_to_text.recall, naive_recall(image, caption, captions, ks));
    compare(result.text_to_image.recall, naive_recall(caption, image, images, ks));
    QVERIFY(result.image_to_text.queries_without_positive >= 1);
    QCOMPARE(result.text_to_image.queries, 61);
  }

  void classificationEqualsTheDefinitionWithAbsentClasses() {
    Random random(3);
    const std::int64_t width = 4, classes = 17;
    const auto item = random_rows(random, 100, width), text = random_rows(random, classes, width);
    Indices labels;
    for (std::size_t i = 0; i < item.size(); ++i)
      labels.push_back(static_cast<std::int64_t>(random.below(14)) - 1);
    std::vector<double> right1(classes), right5(classes), items(classes);
    for (std::size_t i = 0; i < item.size(); ++i) {
      if (labels[i] < 0) continue;
      const auto c = static_cast<std::size_t>(labels[i]);
      const auto before = naive_rank(item[i], text, {labels[i]});
      ++items[c];
      right1[c] += before < 1 ? 1 : 0;
      right5[c] += before < 5 ? 1 : 0;
    }
    double mean = 0, present = 0, all = 0, all1 = 0, all5 = 0;
    for (std::size_t c = 0; c < static_cast<std::size_t>(classes); ++c) {
      all += items[c];
      all1 += right1[c];
      all5 += right5[c];
      if (items[c] > 0) {
        ++present;
        mean += right1[c] / items[c];
      }
    }
    const auto result =
        zero_shot_classification(to_tensor(item, width), to_tensor(text, width), labels, small_blocks());
    compare({result.mean_class_accuracy, result.top1, result.top5}, {mean / present, all1 / all, all5 / all});
    QVERIFY(result.top1 > 0 && result.top1 < result.top5 && result.top5 < 1);
    QCOMPARE(static_cast<double>(result.items), all);
    QCOMPARE(result.unlabelled, static_cast<std::int64_t>(std::count(labels.begin(), labels.end(), -1)));
    QCOMPARE(static_cast<double>(result.classes_without_items), classes - present);
    QVERIFY(result.classes_without_items >= 4);
    for (std::size_t c = 0; c < static_cast<std::size_t>(classes); ++c) {
      QCOMPARE(static_cast<double>(result.per_class[c].items), items[c]);
      QCOMPARE(static_cast<double>(result.per_class[c].top1), right1[c]);
      QCOMPARE(static_cast<double>(result.per_class[c].top5), right5[c]);
    }
  }

  void predictedClassesEqualTheDefinitionWithTies() {
    Random random(6);
    std::int64_t ties = 0;
    for (int round = 0; round < 20; ++round) {
      const auto width = 2 + static_cast<std::int64_t>(random.below(3));
      const auto item = random_rows(random, 1 + random.below(60), width);
      const auto text = random_rows(random, 1 + random.below(40), width);
      Indices labels, expected;
      std::int64_t right = 0;
      for (const auto& row : item) {
        labels.push_back(static_cast<std::int64_t>(random.below(text.size() + 1)) - 1);
        expected.push_back(naive_prediction(row, text, labels.back()));
        right += labels.back() >= 0 && expected.back() == labels.back() ? 1 : 0;
      }
      for (const auto& options : {small_blocks(), RankingOptions()}) {
        const auto result =
            zero_shot_classification(to_tensor(item, width), to_tensor(text, width), labels, options);
        QCOMPARE(result.predicted, expected);
        QCOMPARE(std::accumulate(result.per_class.begin(), result.per_class.end(), std::int64_t{0},
                                 [](auto sum, const ClassCount& count) { return sum + count.top1; }),
                 right);
        ties += result.tied;
      }
    }
    QVERIFY(ties > 100);  // the case tells something
  }

  void notFiniteItemsAreTakenForNoClassAndNotFiniteClassesAreNever() {
    auto item = at::eye(4), text = at::eye(4);
    item[1].fill_(kNaN);
    text[2].fill_(kNaN);
    QCOMPARE(zero_shot_classification(item, text, {0, 1, 2, -1}).predicted, (Indices{0, -1, 0, 3}));
    QCOMPARE(zero_shot_classification(item, at::full({2, 4}, kNaN), {0, 1, 0, -1}).predicted,
             (Indices{-1, -1, -1, -1}));
    QCOMPARE(zero_shot_classification(item, at::zeros({0, 4}), {-1, -1, -1, -1}).predicted,
             (Indices{-1, -1, -1, -1}));
  }

  void confusedClassesEqualANaiveCount() {
    Random random(7);
    constexpr std::int64_t kClasses = 9;
    Indices labels, predicted;
    std::map<std::pair<std::int64_t, std::int64_t>, Indices> rows;
    for (std::int64_t i = 0; i < 400; ++i) {
      const auto skewed = [&] {
        const double u = random.uniform();
        return static_cast<std::int64_t>(u * u * (kClasses + 1)) - 1;
      };
      labels.push_back(skewed());
      predicted.push_back(skewed());
      if (labels.back() >= 0 && predicted.back() >= 0) rows[{labels.back(), predicted.back()}].push_back(i);
    }
    const auto all = confused_classes(labels, predicted, 1000, 3);
    QCOMPARE(all.size(), rows.size());  // every class is in a wrong pair
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& expected = rows.at({all[i].truth, all[i].predicted});
      QCOMPARE(all[i].count, static_cast<std::int64_t>(expected.size()));
      const auto shown = std::min<std::size_t>(3, expected.size());
      QCOMPARE(all[i].examples,
               Indices(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(shown)));
      if (i == 0) continue;
      const auto order = [&](std::size_t k) {
        return std::tuple(-all[k].count, all[k].truth, all[k].predicted);
      };
      QVERIFY(order(i - 1) < order(i));
    }
    // The most frequent wrong pairs, and the right items of their classes alone.
    std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>> expected, got;
    std::set<std::int64_t> involved;
    for (const auto& pair : all) {
      if (pair.truth == pair.predicted || expected.size() == 4) continue;
      expected.emplace_back(pair.truth, pair.predicted, pair.count);
      involved.insert({pair.truth, pair.predicted});
    }
    QVERIFY(involved.size() < kClasses);
    for (const auto& pair : all) {
      if (pair.truth == pair.predicted && involved.contains(pair.truth))
        expected.emplace_back(pair.truth, pair.predicted, pair.count);
    }
    for (const auto& pair : confused_classes(labels, predicted, 4, 3))
      got.emplace_back(pair.truth, pair.predicted, pair.count);
    std::sort(expected.begin(), expected.end());
    std::sort(got.begin(), got.end());
    QVERIFY(got == expected);
    test::expect_error(ErrorKind::InvalidInput, [] { confused_classes({0, 1}, {0}, 1, 1); });
  }

  void meanClassAccuracyWeighsClassesAndNotItems() {
    // 9 of class 0 right, 1 of class 1 wrong.
    const auto text = at::eye(2);
    auto item = at::zeros({10, 2});
    item.select(1, 0).fill_(1);
    const auto result = zero_shot_classification(item, text, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    QCOMPARE(result.top1, 0.9);
    QCOMPARE(result.mean_class_accuracy, 0.5);
  }

  void uniqueCaptionsKeepFirstOrder() {
    const std::vector<std::string> captions{"a dog", "a cat", "a dog", "", "A dog", "a cat"};
    const auto unique = unique_captions(captions);
    QCOMPARE(unique.texts, (std::vector<std::string>{"a dog", "a cat", "", "A dog"}));
    QCOMPARE(unique.index, (Indices{0, 1, 0, 2, 3, 1}));
  }

  // Against the definition on the full N x N lists, in which identical captions stand once for each region.
  void regionTextRecallTakesIdenticalCaptionsAsRight() {
    Random random(4);
    const std::int64_t width = 3, regions = 80, captions = 20;
    const auto region = random_rows(random, regions, width), text = random_rows(random, captions, width);
    Indices caption_of_region;
    Rows all_texts;
    for (std::int64_t r = 0; r < regions; ++r) {
      const auto u = random.uniform();
      caption_of_region.push_back(static_cast<std::int64_t>(u * u * 19));  // few frequent, the last never
      all_texts.push_back(text[static_cast<std::size_t>(caption_of_region.back())]);
    }
    std::vector<Indices> same(static_cast<std::size_t>(regions)), own;
    for (std::size_t r = 0; r < same.size(); ++r) {
      own.push_back({caption_of_region[r]});
      for (std::size_t s = 0; s < same.size(); ++s) {
        if (caption_of_region[r] == caption_of_region[s]) same[r].push_back(static_cast<std::int64_t>(s));
      }
    }
    const Indices ks{1, 10};
    const auto result = region_text_recall(to_tensor(region, width), to_tensor(text, width),
                                           caption_of_region, ks, small_blocks());
    compare(result.region_to_text.recall, naive_recall(region, all_texts, same, ks));
    compare(result.region_to_unique_text.recall, naive_recall(region, text, own, ks));
    compare(result.text_to_region.recall, naive_recall(all_texts, region, same, ks));
    QCOMPARE(result.region_to_text.queries, regions);
    QCOMPARE(result.text_to_region.queries, regions);
    QCOMPARE(result.region_to_text.gallery, regions);
    QCOMPARE(result.region_to_unique_text.gallery, captions);
  }

  void groundingEqualsTheDefinition() {
    Random random(5);
    std::vector<NormBox> predicted, truth;
    double at_50 = 0, at_75 = 0, sum_iou = 0, sum_giou = 0;
    for (int i = 0; i < 500; ++i) {
      const double x = random.uniform(0, 0.5), y = random.uniform(0, 0.5), w = random.uniform(0.1, 0.4),
                   h = random.uniform(0.1, 0.4);
      const double dx = random.uniform(-0.1, 0.1), dy = random.uniform(-0.1, 0.1);
      const double a[4] = {x, y, x + w, y + h}, b[4] = {x + dx, y + dy, x + w + dx, y + h + dy / 2};
      truth.push_back({float(a[0]), float(a[1]), float(a[2]), float(a[3])});
      predicted.push_back({float(b[0]), float(b[1]), float(b[2]), float(b[3])});
      const double overlap_w = std::max(0.0, std::min(a[2], b[2]) - std::max(a[0], b[0]));
      const double overlap_h = std::max(0.0, std::min(a[3], b[3]) - std::max(a[1], b[1]));
      const double both = overlap_w * overlap_h;
      const double either = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both;
      const double hull =
          (std::max(a[2], b[2]) - std::min(a[0], b[0])) * (std::max(a[3], b[3]) - std::min(a[1], b[1]));
      at_50 += both / either >= 0.5 ? 1 : 0;
      at_75 += both / either >= 0.75 ? 1 : 0;
      sum_iou += both / either;
      sum_giou += both / either - (hull - either) / hull;
    }
    const auto result = grounding_accuracy(predicted, truth);
    QCOMPARE(result.items, 500);
    QCOMPARE(result.accuracy_50, at_50 / 500);
    QCOMPARE(result.accuracy_75, at_75 / 500);
    QVERIFY(std::abs(result.mean_iou - sum_iou / 500) < 1e-5);
    QVERIFY(std::abs(result.mean_giou - sum_giou / 500) < 1e-5);
    QVERIFY(result.accuracy_75 > 0.01 && result.accuracy_75 < result.accuracy_50 &&
            result.accuracy_50 < 0.99);
  }

  void worstGroundingsAreTheLowestIousTheSurestFirst() {
    Random random(8);
    const NormBox truth_box{0, 0, 0.5f, 0.5f};
    std::vector<NormBox> predicted, truth(300, truth_box);
    std::vector<float> score;
    for (int i = 0; i < 300; ++i) {  // few different overlaps and scores: many ties
      const float x = 0.125f * static_cast<float>(random.below(8));
      predicted.push_back({x, 0, x + 0.25f, 0.5f});
      score.push_back(static_cast<float>(random.below(5)) / 4);
    }
    score[3] = score[50] = kNaN;
    predicted[7].y1 = kNaN;
    truth[8] = {};
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (i != 7 && i != 8) expected.push_back(i);
    }
    std::stable_sort(expected.begin(), expected.end(), [&](std::size_t a, std::size_t b) {
      const float of_a = iou(predicted[a], truth[a]), of_b = iou(predicted[b], truth[b]);
      if (of_a != of_b) return of_a < of_b;
      return !std::isnan(score[a]) && (std::isnan(score[b]) || score[a] > score[b]);
    });
    QCOMPARE(worst_groundings(predicted, truth, score, 1000), expected);
    expected.resize(50);
    QCOMPARE(worst_groundings(predicted, truth, score, 50), expected);
    QVERIFY(worst_groundings({}, {}, {}, 50).empty());
    test::expect_error(ErrorKind::InvalidInput,
                       [&] { worst_groundings(predicted, truth, std::span(score).first(3), 50); });
  }

  void badBoxesAreCountedAndScoreTheWorst() {
    const NormBox good{0, 0, 0.5f, 0.5f}, turned{0.5f, 0.5f, 0, 0}, not_finite{0, kNaN, 1, 1};
    const std::vector<NormBox> truth{good, good, good, turned}, predicted{good, turned, not_finite, good};
    const auto result = grounding_accuracy(predicted, truth);
    QCOMPARE(result.items, 3);
    QCOMPARE(result.invalid_truth, 1);
    QCOMPARE(result.non_finite, 1);
    QCOMPARE(result.without_area, 1);
    QCOMPARE(result.accuracy_50, 1.0 / 3);
    QCOMPARE(result.mean_iou, 1.0 / 3);
    QVERIFY(std::isfinite(result.mean_giou) && result.mean_giou >= -1);
    const std::vector<NormBox> worst{not_finite};
    QCOMPARE(grounding_accuracy(worst, std::span(truth).first(1)).mean_giou, -1.0);
  }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
