// SPDX-License-Identifier: Apache-2.0
// Mistakes that were planted are found, in a good order; the lists against naive loops in float64.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/assist/review.h"
#include "tests/assist/assist_fixture.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::assist;
using cloc::assist::test::AssistFixture;

namespace {

// Mean over the planted ones of the precision at their place; those that are not listed count 0.
double average_precision(const std::vector<Mistake>& list, const std::set<store::RegionId>& planted) {
  double sum = 0;
  int found = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!planted.contains(*list[i].region_id)) continue;
    sum += ++found / static_cast<double>(i + 1);
  }
  return planted.empty() ? 1 : sum / static_cast<double>(planted.size());
}

struct Planted {
  store::RegionId id;
  int label;
  std::vector<float> look;
};

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += static_cast<double>(a[d]) * b[d];
  return sum;
}

}  // namespace

class TestMistakes : public QObject {
  Q_OBJECT

  // `wrong` of the regions have another label than they look like.
  static std::vector<Planted> fill(AssistFixture& fixture, int count, double spread, double wrong,
                                   std::set<store::RegionId>& planted) {
    std::vector<Planted> all;
    Random random(9);
    for (int i = 0; i < count; ++i) {
      const int looks = i % AssistFixture::kLabels;
      int label = looks;
      if (random.chance(wrong))
        label =
            (looks + 1 + static_cast<int>(random.below(AssistFixture::kLabels - 1))) % AssistFixture::kLabels;
      auto look = fixture.look(looks, spread);
      const auto id = fixture.add_region(fixture.add_image(), {0, 0, 50, 50}, fixture.label(label), look);
      if (label != looks) planted.insert(id);
      all.push_back({id, label, std::move(look)});
    }
    return all;
  }

 private slots:
  void permutedLabelsComeFirst() {
    AssistFixture fixture;
    std::set<store::RegionId> planted;
    fill(fixture, 600, 0.7, 0.05, planted);
    QVERIFY(planted.size() > 15);
    for (const bool with_words : {false, true}) {
      const auto report =
          find_mistakes(fixture.project(), fixture.index(), with_words ? fixture.texts() : LabelTexts{});
      const auto& list = report.list(MistakeKind::Label);
      const double precision = average_precision(list, planted);
      qInfo("labels, %s words: average precision %.3f of %zu listed, %zu planted",
            with_words ? "with" : "without", precision, list.size(), planted.size());
      QVERIFY(precision > 0.85);
      QCOMPARE(report.regions, std::int64_t{600});
      QVERIFY(list[0].suggested && list[0].suggested != list[0].label);
      QVERIFY(list[0].votes > list[0].own_votes && list[0].asked == 20);
      QVERIFY(!list[0].path.empty());
    }
  }

  void labelListEqualsTheNaiveOne() {
    AssistFixture fixture;
    std::set<store::RegionId> planted;
    const auto all = fill(fixture, 150, 1.2, 0.2, planted);
    MistakeOptions options;
    options.neighbours = 7;
    const auto report = find_mistakes(fixture.project(), fixture.index(), {}, options);
    std::map<store::RegionId, double> margins;
    for (const auto& one : all) {
      std::vector<std::pair<double, int>> others;
      for (const auto& other : all) {
        if (other.id != one.id) others.emplace_back(-cosine(one.look, other.look), other.label);
      }
      std::sort(others.begin(), others.end());
      std::map<int, double> votes;
      double sum = 0;
      for (int i = 0; i < 7; ++i) {
        const auto& [score, label] = others[static_cast<std::size_t>(i)];
        const double weight = std::exp(options.fusion.neighbour_scale * (-score + others[0].first));
        votes[label] += weight;
        sum += weight;
      }
      double best = 0;
      for (const auto& [label, vote] : votes) {
        if (label != one.label) best = std::max(best, vote / sum);
      }
      const double margin = best - votes[one.label] / sum;
      if (margin > 0) margins[one.id] = margin;
    }
    // fp16 may turn two neighbours that are equally near, or a margin of nothing.
    int differ = 0;
    const auto& list = report.list(MistakeKind::Label);
    for (const auto& mistake : list) {
      const auto found = margins.find(*mistake.region_id);
      if (found == margins.end() || std::abs(found->second - mistake.score) > 0.02) ++differ;
    }
    QVERIFY2(differ <= 3, qPrintable(QString::number(differ)));
    QVERIFY(std::abs(static_cast<int>(list.size()) - static_cast<int>(margins.size())) <= 3);
    QVERIFY(std::is_sorted(list.begin(), list.end(),
                           [](const Mistake& a, const Mistake& b) { return a.score > b.score; }));
  }

  void outliersEqualTheNaiveOnes() {
    AssistFixture fixture;
    std::set<store::RegionId> planted;
    auto all = fill(fixture, 240, 0.5, 0, planted);
    // Look like nothing of their label.
    for (int i = 0; i < 5; ++i) {
      const auto look = fixture.look(3, 0.2);
      all.push_back(
          {fixture.add_region(fixture.add_image(), {0, 0, 50, 50}, fixture.label(0), look), 0, look});
      planted.insert(all.back().id);
    }
    const auto report = find_mistakes(fixture.project(), fixture.index(), {});
    const auto& list = report.list(MistakeKind::Outlier);
    std::map<store::RegionId, double> truth;
    for (int label = 0; label < AssistFixture::kLabels; ++label) {
      std::vector<std::pair<store::RegionId, double>> cosines;
      for (const auto& one : all) {
        if (one.label != label) continue;
        std::vector<float> sum(AssistFixture::kDim, 0);
        for (const auto& other : all) {
          if (other.label != label || other.id == one.id) continue;
          for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += other.look[d];
        }
        cosines.emplace_back(one.id, cosine(one.look, sum) / std::sqrt(cosine(sum, sum)));
      }
      const auto middle = [](std::vector<double> values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
      };
      std::vector<double> values, deviations;
      for (const auto& one : cosines) values.push_back(one.second);
      const double usual = middle(values);
      for (const double value : values) deviations.push_back(std::abs(value - usual));
      const double deviation = 1.4826 * middle(deviations);
      for (const auto& [id, value] : cosines) truth[id] = (usual - value) / deviation;
    }
    for (const auto& mistake : list)
      QVERIFY(std::abs(truth[*mistake.region_id] - mistake.score) < 0.05 * std::abs(mistake.score));
    const auto wanted =
        std::count_if(truth.begin(), truth.end(), [](const auto& one) { return one.second >= 3; });
    QVERIFY(std::abs(static_cast<int>(list.size()) - static_cast<int>(wanted)) <= 1);
    const double precision = average_precision(list, planted);
    qInfo("outliers: average precision %.3f", precision);
    QVERIFY(precision > 0.9);
  }

  void duplicatesInAnImageAndAcrossImages() {
    AssistFixture fixture;
    const auto a = fixture.add_image(), b = fixture.add_image();
    const auto first = fixture.add_region(a, {0, 0, 100, 100}, fixture.label(0), fixture.look(0, 0.5));
    const auto twice = fixture.add_region(a, {1, 1, 101, 101}, fixture.label(0), fixture.look(0, 0.5));
    fixture.add_region(a, {0, 0, 101, 100}, fixture.label(1), fixture.look(1, 0.5));  // another label
    fixture.add_region(a, {200, 0, 300, 100}, fixture.label(0), fixture.look(0, 0.5));
    const auto look = fixture.look(2, 0.5);
    const auto shown = fixture.add_region(a, {0, 200, 100, 300}, fixture.label(2), look);
    const auto copied = fixture.add_region(b, {300, 200, 400, 300}, fixture.label(2), look);
    const auto report = find_mistakes(fixture.project(), fixture.index(), {});
    std::map<store::RegionId, store::RegionId> found;
    for (const auto& mistake : report.list(MistakeKind::Duplicate))
      found[*mistake.region_id] = *mistake.other_region;
    QCOMPARE(found, (std::map<store::RegionId, store::RegionId>{{twice, first}, {copied, shown}}));
  }

  void missingBoxesAreThoseThatLookLikeALabelAndAreFree() {
    AssistFixture fixture;
    std::set<store::RegionId> none;
    fill(fixture, 120, 0.4, 0, none);
    const auto image = fixture.add_image(), seen = fixture.add_image();
    fixture.add_region(image, {0, 0, 100, 100}, fixture.label(0), fixture.look(0, 0.4));
    fixture.add_proposal(image, {10, 10, 100, 100}, fixture.look(0, 0.4));    // there is a region
    fixture.add_proposal(image, {300, 300, 400, 400}, fixture.look(4, 0.3));  // missing
    fixture.add_proposal(image, {310, 300, 410, 400}, fixture.look(4, 0.3));  // the same
    fixture.add_proposal(seen, {300, 300, 400, 400}, fixture.look(4, 0.3));   // of a verified image
    fixture.project().set_verified(seen, true);
    const auto report = find_mistakes(fixture.project(), fixture.index(), {});
    const auto& list = report.list(MistakeKind::Missing);
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list[0].image_id, image);
    QCOMPARE(list[0].suggested, std::optional(fixture.label(4)));
    QVERIFY(!list[0].region_id);
    QVERIFY(list[0].votes > 15);
  }

  void whereNothingIsMissingIsNotListedAgain() {
    AssistFixture fixture;
    std::set<store::RegionId> none;
    fill(fixture, 120, 0.4, 0, none);
    const auto image = fixture.add_image();
    fixture.add_proposal(image, {300, 300, 400, 400}, fixture.look(4, 0.3));
    fixture.add_proposal(image, {100, 100, 150, 150}, fixture.look(2, 0.3));
    const auto listed = [&] {
      return find_mistakes(fixture.project(), fixture.index(), {}).list(MistakeKind::Missing).size();
    };
    QCOMPARE(listed(), std::size_t{2});
    data::Attributes attributes;
    mark_nothing_missing(attributes, {301, 300, 401, 400});
    fixture.project().set_attributes(image, attributes);
    QCOMPARE(listed(), std::size_t{1});
  }

  // In images that have regions: a loose box around one of its label is no other, nor is a part of it.
  void aBoxAroundARegionOfItsLabelIsNotMissing() {
    AssistFixture fixture;
    std::set<store::RegionId> none;
    fill(fixture, 120, 0.4, 0, none);
    const auto image = fixture.add_image();
    fixture.add_region(image, {100, 100, 150, 150}, fixture.label(1), fixture.look(1, 0.3));
    fixture.add_proposal(image, {0, 0, 300, 300}, fixture.look(1, 0.3));      // around it
    fixture.add_proposal(image, {110, 110, 125, 125}, fixture.look(1, 0.3));  // a part of it
    fixture.add_proposal(image, {90, 90, 300, 300}, fixture.look(3, 0.3));    // of another label
    const auto report = find_mistakes(fixture.project(), fixture.index(), {});
    const auto& list = report.list(MistakeKind::Missing);
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list[0].suggested, std::optional(fixture.label(3)));
  }

  // The assistant of the window reads the regions anew when somebody has changed them.
  void boxesOfOneImageAreJudgedByTheRegionsOfNow() {
    AssistFixture fixture;
    std::set<store::RegionId> none;
    fill(fixture, 120, 0.4, 0, none);
    const auto image = fixture.add_image();
    const std::vector<PixelBox> boxes = {{300, 300, 400, 400}, {10, 10, 60, 60}};
    auto rows = fixture.look(4, 0.3);
    const auto second = fixture.look(2, 0.3);
    rows.insert(rows.end(), second.begin(), second.end());
    const auto assistant = new_assistant();
    assistant->open(fixture.folder(), fixture.index());
    const auto missing = [&] { return assistant->missing_boxes(image, boxes, rows, {}, {}, {}); };
    const auto before = missing();
    QCOMPARE(before.size(), std::size_t{2});
    QCOMPARE(before[0].path.filename().string().substr(0, 5), std::string("image"));
    const store::Region drawn{0, image, {12, 10, 60, 60}, fixture.label(2), "", "test"};
    fixture.project().add_regions(image, std::span(&drawn, 1));
    const auto after = missing();
    QCOMPARE(after.size(), std::size_t{1});
    QCOMPARE(after[0].suggested, std::optional(fixture.label(4)));
    fixture.project().set_verified(image, true);
    QVERIFY(missing().empty());
  }

  void whatIsMarkedAsRightIsNotListedAgain() {
    AssistFixture fixture;
    std::set<store::RegionId> planted;
    fill(fixture, 300, 0.5, 0.05, planted);
    const auto before = find_mistakes(fixture.project(), fixture.index(), {});
    const auto doubted = before.list(MistakeKind::Label).front();
    auto region = fixture.project().region(*doubted.region_id);
    const auto name = [&] {
      for (const auto& label : fixture.project().labels()) {
        if (label.id == *region.label_id) return label.name;
      }
      return std::string();
    }();
    auto after = region;
    mark_right(after.attributes, MistakeKind::Label, name);
    QVERIFY(is_marked_right(after.attributes, MistakeKind::Label, name));
    QVERIFY(!is_marked_right(after.attributes, MistakeKind::Label, "another"));
    store::Edits edits(fixture.project());
    store::Changes changes = {{store::Change::Kind::Update, region, after}};
    const auto step = edits.apply("mark as right", changes);
    const auto listed = [&] {
      const auto report = find_mistakes(fixture.project(), fixture.index(), {});
      const auto& list = report.list(MistakeKind::Label);
      return std::any_of(list.begin(), list.end(),
                         [&](const Mistake& one) { return one.region_id == doubted.region_id; });
    };
    QVERIFY(!listed());
    edits.undo(step);
    QVERIFY(listed());
  }

  void progressIsToldAndCancelStopsIt() {
    AssistFixture fixture;
    std::set<store::RegionId> planted;
    fill(fixture, 300, 0.5, 0.05, planted);
    std::set<std::string> stages;
    find_mistakes(fixture.project(), fixture.index(), {}, {},
                  [&](const Progress& progress) { stages.insert(progress.stage); });
    QVERIFY(stages.contains("comparing labels") && stages.contains("comparing boxes"));
    const CancelToken cancel;
    cloc::test::expect_error(ErrorKind::Cancelled, [&] {
      find_mistakes(
          fixture.project(), fixture.index(), {}, {},
          [&](const Progress& progress) {
            if (progress.stage == "comparing labels") cancel.cancel();
          },
          cancel);
    });
  }
};

QTEST_GUILESS_MAIN(TestMistakes)
#include "test_mistakes.moc"
