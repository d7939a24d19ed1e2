// SPDX-License-Identifier: Apache-2.0
// Statistics and splits of data sets.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "core/data/contents.h"
#include "core/data/splits.h"
#include "core/data/statistics.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::data;

namespace {

ImageRecord image(const std::string& split, std::vector<Region> regions,
                  std::vector<std::string> captions = {}) {
  ImageRecord record;
  record.path = "x.png";
  record.width = 200;
  record.height = 100;
  record.split = split;
  record.captions = std::move(captions);
  record.regions = std::move(regions);
  return record;
}

std::vector<SplitItem> random_items(unsigned seed, int count, int labels) {
  std::mt19937 random(seed);
  std::vector<SplitItem> items(static_cast<std::size_t>(count));
  for (auto& item : items) {
    for (auto regions = random() % 6; regions > 0; --regions) {
      // Few of the high numbers, as in real data.
      const double part = static_cast<double>(random()) / 4294967296.0;
      item.labels.push_back(static_cast<int>(labels * part * part * part));
    }
  }
  return items;
}

// The largest difference of a part's share of a label from what it should be, over labels with 30 regions or
// more.
double worst_share(const std::vector<SplitItem>& items, const std::vector<int>& parts,
                   const std::vector<SplitPart>& wanted) {
  std::map<int, std::vector<double>> counts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const int label : items[i].labels) {
      counts[label].resize(wanted.size());
      ++counts[label][static_cast<std::size_t>(parts[i])];
    }
  }
  double worst = 0;
  for (const auto& [label, count] : counts) {
    double sum = 0;
    for (const double part : count) sum += part;
    if (sum < 30) continue;
    for (std::size_t p = 0; p < wanted.size(); ++p)
      worst = std::max(worst, std::abs(count[p] / sum - wanted[p].share));
  }
  return worst;
}

}  // namespace

class TestStatistics : public QObject {
  Q_OBJECT

 private slots:
  void everythingIsCounted() {
    Dataset dataset;
    dataset.labels = {"cat", "dog", "never"};
    Region hard{{0, 0, 10, 10}, 1, "a dog that sleeps", 0};
    hard.attributes.set(kDifficult, true);
    dataset.images = {
        image("train", {{{0, 0, 100, 50}, 0, "cat", 0}, {{100, 50, 200, 100}, 0, "the  big cat", 0}},
              {"two cats", "a picture of two cats in a room"}),
        image("val", {hard, {{190, 90, 200, 100}, -1, "", 0}}), image("", {})};
    const auto reader = reader_of(dataset);
    const auto found = statistics_of(*reader);
    QCOMPARE(found.images, 3);
    QCOMPARE(found.images_without_regions, 1);
    QCOMPARE(found.regions, 4);
    QCOMPARE(found.unlabelled_regions, 1);
    QCOMPARE(found.region_captions, 2);
    QCOMPARE(found.image_captions, 2);
    QCOMPARE(found.images_by_split, (std::map<std::string, std::int64_t>{{"", 1}, {"train", 1}, {"val", 1}}));
    QCOMPARE(found.attributes, (std::map<std::string, std::int64_t>{{"difficult", 1}}));
    QCOMPARE(found.labels.size(), 3u);
    QCOMPARE(found.labels[0].label, std::string("cat"));
    QCOMPARE(found.labels[0].regions, 2);
    QCOMPARE(found.labels[0].images, 1);
    QCOMPARE(found.labels[1].by_split.at("val"), 1);
    QCOMPARE(found.labels[2].regions, 0);
    QCOMPARE(found.small, 2);   // 100
    QCOMPARE(found.medium, 2);  // 5,000, above 1,024 and below 9,216
    QCOMPARE(found.large, 0);
    QCOMPARE(found.relative_size.counts[7], 2);         // sqrt(5000 / 20000) = 0.5
    QCOMPARE(found.relative_size.counts[2], 2);         // sqrt(100 / 20000) = 0.07
    QCOMPARE(found.places[4 * 16 + 4], 1);              // centre 50, 25 of 200 x 100
    QCOMPARE(found.places[15 * 16 + 15], 1);            // centre 195, 95
    QCOMPARE(found.region_caption_words.counts[2], 1);  // "the  big cat": 3
    QCOMPARE(found.region_caption_words.counts[3], 1);
    QCOMPARE(found.regions_per_image.counts[0], 1);
    QCOMPARE(found.regions_per_image.counts[2], 2);
  }

  void histogramBinsHoldTheirLowerEdge() {
    Histogram histogram({1, 2, 4});
    for (const double value : {0.5, 1.0, 1.9, 2.0, 3.9, 4.0, 1e9}) histogram.add(value);
    QCOMPARE(histogram.counts, (std::vector<std::int64_t>{3, 2, 2}));
    QCOMPARE(histogram.total(), 7);
  }

  void whatAFormatCannotHoldIsNamedWithItsNumber() {
    Dataset dataset;
    dataset.labels = {"cat"};
    std::vector<Region> regions(1234, Region{{0, 0, 10, 10}, -1, "text", 0});
    dataset.images = {image("train", regions, {"a caption"}), image("", {})};
    const auto reader = reader_of(dataset);
    const auto contents = contents_of(*reader);
    const auto lost = left_out(contents, {.unlabelled_regions = false, .images_without_regions = false});
    QCOMPARE(lost, (std::vector<std::string>{"1,234 regions without a label", "1,234 region captions",
                                             "1 image captions", "1 images' places in train, val or test",
                                             "1 images without regions"}));
    QVERIFY(left_out(contents, {.region_captions = true, .image_captions = true, .splits = true}).empty());
  }

  void stratifiedSplitGivesEachPartItsShareOfEachLabel() {
    const SplitOptions options;
    for (unsigned seed = 0; seed < 3; ++seed) {
      const auto items = random_items(seed, 3000, 40);
      const auto parts = split_items(items, options);
      std::vector<double> images(3);
      for (const int part : parts) ++images[static_cast<std::size_t>(part)];
      for (std::size_t p = 0; p < 3; ++p)
        QVERIFY2(std::abs(images[p] / 3000 - options.parts[p].share) < 0.01,
                 qPrintable(QString::number(images[p])));
      const double worst = worst_share(items, parts, options.parts);
      auto by_chance = options;
      by_chance.stratify = false;
      const double chance = worst_share(items, split_items(items, by_chance), options.parts);
      QVERIFY2(worst < 0.03, qPrintable(QString::number(worst)));
      QVERIFY2(worst < chance / 2, qPrintable(QString("%1 against %2 by chance").arg(worst).arg(chance)));
    }
  }

  void groupsStayTogether() {
    auto items = random_items(7, 2000, 20);
    for (std::size_t i = 0; i < items.size(); ++i) items[i].group = "video " + std::to_string(i % 97);
    const auto parts = split_items(items, {});
    std::map<std::string, std::set<int>> of_group;
    std::vector<double> images(3);
    for (std::size_t i = 0; i < items.size(); ++i) {
      of_group[items[i].group].insert(parts[i]);
      ++images[static_cast<std::size_t>(parts[i])];
    }
    for (const auto& [group, in] : of_group) QCOMPARE(in.size(), 1u);
    for (std::size_t p = 0; p < 3; ++p) {
      const double share = images[p] / 2000;
      QVERIFY2(std::abs(share - SplitOptions().parts[p].share) < 0.03, qPrintable(QString::number(share)));
    }
  }

  void sameSeedSameSplitAnotherSeedAnother() {
    const auto items = random_items(3, 500, 10);
    QCOMPARE(split_items(items, {.seed = 5}), split_items(items, {.seed = 5}));
    QVERIFY(split_items(items, {.seed = 5}) != split_items(items, {.seed = 6}));
  }

  void senselessPartsAreRefused() {
    QCOMPARE(parse_split_parts("train=0.7,val=0.3").size(), 2u);
    for (const char* text : {"", "train", "train=1", "a=0.5,a=0.5", "a=0.5,b=0.6", "a=x,b=1", "a=-1,b=2",
                             "=0.5,b=0.5", "a=0.5 ,b=0.5"}) {
      const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { parse_split_parts(text); });
      QVERIFY_CONTAINS(message, "train=0.8,val=0.1,test=0.1");
    }
    QVERIFY(split_items({}, {}).empty());
  }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "test_statistics.moc"
