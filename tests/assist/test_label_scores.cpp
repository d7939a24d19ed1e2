// SPDX-License-Identifier: Apache-2.0
// The mixture of words and neighbours against the same sums in float64; suggestions of the assistant.
#include <QTest>
#include <cmath>
#include <map>

#include "core/assist/fusion_fit.h"
#include "tests/assist/assist_fixture.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::assist;
using cloc::assist::test::AssistFixture;

class TestLabelScores : public QObject {
  Q_OBJECT

 private slots:
  void mixtureEqualsTheSumsByHand() {
    constexpr int kDim = 12, kLabels = 30, kNeighbours = 20;
    const auto names = cloc::test::random_vectors(kLabels, kDim, 1);
    LabelTexts texts;
    for (int l = 0; l < kLabels; ++l) texts.labels.push_back(100 + l);
    texts.rows = names;
    Random random(3);
    for (int round = 0; round < 50; ++round) {
      const auto box = cloc::test::random_vectors(1, kDim, 1000 + static_cast<std::uint64_t>(round));
      std::vector<Neighbour> neighbours;
      for (int i = 0; i < kNeighbours; ++i) {
        // Some of labels without an embedded name.
        neighbours.push_back({100 + static_cast<std::int64_t>(random.below(kLabels + 5)),
                              0.95f - 0.01f * static_cast<float>(i)});
      }
      const FusionOptions options;
      std::map<store::LabelId, double> words, votes;
      double all_words = 0, all_votes = 0;
      for (int l = 0; l < kLabels; ++l) {
        double cosine = 0;
        for (int d = 0; d < kDim; ++d)
          cosine += static_cast<double>(box[static_cast<std::size_t>(d)]) *
                    names[static_cast<std::size_t>(l * kDim + d)];
        words[100 + l] = std::exp(options.text_scale * cosine);
        all_words += words[100 + l];
      }
      for (const auto& neighbour : neighbours) {
        votes[neighbour.label] += std::exp(options.neighbour_scale * static_cast<double>(neighbour.score));
        all_votes += std::exp(options.neighbour_scale * static_cast<double>(neighbour.score));
      }
      const double trust = options.most_trust * kNeighbours / (kNeighbours + 2.0);
      const auto scores = label_scores(box, texts, neighbours, options);
      double sum = 0;
      for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto label = scores[i].label;
        const double wanted = (1 - trust) * words[label] / all_words + trust * votes[label] / all_votes;
        QVERIFY(std::abs(scores[i].score - wanted) < 1e-4);
        QVERIFY(i == 0 || scores[i - 1].score >= scores[i].score);
        sum += scores[i].score;
      }
      QVERIFY(std::abs(sum - 1) < 1e-4);
      QVERIFY(scores.size() >= kLabels);
    }
  }

  void eachWitnessSpeaksAloneWhereTheOtherIsSilent() {
    const std::vector<float> box = {1, 0};
    const LabelTexts texts{{1, 2}, {0, 1, 1, 0}};
    QCOMPARE(label_scores(box, texts, {}).front().label, store::LabelId{2});
    const std::vector<Neighbour> neighbours = {{7, 0.9f}, {7, 0.8f}, {1, 0.7f}};
    const auto alone = label_scores(box, {}, neighbours);
    QCOMPARE(alone.front().label, store::LabelId{7});
    QCOMPARE(alone.size(), std::size_t{2});
    QVERIFY(std::abs(alone[0].score + alone[1].score - 1) < 1e-5);
    QVERIFY(label_scores(box, {}, {}).empty());
  }

  void rowsThatDoNotFitAreRefused() {
    const std::vector<float> box = {1, 0};
    QVERIFY_CONTAINS(cloc::test::expect_error(ErrorKind::InvalidInput,
                                              [&] {
                                                label_scores(box, {{1, 2}, {0, 1, 1}}, {});
                                              }),
                     "model");
  }

  void suggestionsFollowWhatIsLabelledInTheStoreNow() {
    AssistFixture fixture;
    const auto image = fixture.add_image();
    std::vector<store::RegionId> ids;
    for (int i = 0; i < 40; ++i)
      ids.push_back(
          fixture.add_region(image, {0, 0, 10, 10}, fixture.label(i % 2), fixture.look(i % 2, 0.2)));
    auto assistant = new_assistant();
    assistant->open(fixture.folder(), fixture.index());
    const auto asked = fixture.look(1, 0.2);
    QCOMPARE(assistant->suggest(asked, {}, 5).front().label, fixture.label(1));
    // All that look like it get another label, without a new index.
    for (int i = 1; i < 40; i += 2) {
      auto region = fixture.project().region(ids[static_cast<std::size_t>(i)]);
      region.label_id = fixture.label(4);
      fixture.project().update_region(region);
    }
    QCOMPARE(assistant->suggest(asked, {}, 5).front().label, fixture.label(4));
    QCOMPARE(assistant->suggest(asked, fixture.texts(), 3).size(), std::size_t{3});
  }

  void aFewLabelledAmongManyUnlabelledAreFound() {
    AssistFixture fixture;
    const auto image = fixture.add_image();
    // Nearer, and without labels.
    for (int i = 0; i < 200; ++i) fixture.add_region(image, {0, 0, 10, 10}, {}, fixture.look(2, 0.05));
    fixture.add_region(image, {0, 0, 10, 10}, fixture.label(3), fixture.look(2, 0.4));
    auto assistant = new_assistant();
    assistant->open(fixture.folder(), fixture.index());
    const auto suggested = assistant->suggest(fixture.look(2, 0.05), {}, 5);
    QCOMPARE(suggested.size(), std::size_t{1});
    QCOMPARE(suggested[0].label, fixture.label(3));
  }

  void withoutAnIndexWordsAloneSuggest() {
    AssistFixture fixture;
    auto assistant = new_assistant();
    assistant->open(fixture.folder(), nullptr);
    QCOMPARE(assistant->suggest(fixture.centre(5), fixture.texts(), 1).front().label, fixture.label(5));
    QVERIFY_CONTAINS(
        cloc::test::expect_error(ErrorKind::Unsupported,
                                 [&] { assistant->find_like({.start = fixture.look(0, 0.1)}, {}, {}, {}); }),
        "build it");
  }

  // Half of the regions are such that only the words know, or only the neighbours.
  void theTrustThatIsLearnedIsThatOfTheBetterWitness() {
    const auto scores_of = [](float words, float neighbours) {
      return std::vector<LabelScore>{{7, 0, 0, words, neighbours}, {8, 0, 0, 1 - words, 1 - neighbours}};
    };
    FusionFit none;
    QCOMPARE(none.fitted({}).most_trust, FusionOptions().most_trust);
    FusionFit words, neighbours, both;
    for (int i = 0; i < 200; ++i) {
      words.add(scores_of(0.9f, i % 2 == 0 ? 0.5f : 0.f), 7);
      neighbours.add(scores_of(0.01f, 0.8f), 7);
      both.add(i % 2 == 0 ? scores_of(0.9f, 0.f) : scores_of(0.f, 0.9f), 7);
    }
    QVERIFY(words.fitted({}).most_trust < 0.1f);
    QVERIFY(neighbours.fitted({}).most_trust > 0.9f);
    QVERIFY(std::abs(both.fitted({}).most_trust - 0.5f) < 0.03f);
    // The oldest are forgotten.
    for (std::size_t i = 0; i < FusionFit::kMost; ++i) words.add(scores_of(0.01f, 0.8f), 7);
    QCOMPARE(words.count(), FusionFit::kMost);
    QVERIFY(words.fitted({}).most_trust > 0.9f);
  }

  // The names are those of other labels: a fixed mixture would follow them.
  void suggestionsLearnThatTheNamesSayNothing() {
    AssistFixture fixture;
    for (int i = 0; i < 300; ++i) {
      const int label = i % AssistFixture::kLabels;
      fixture.add_region(fixture.add_image(), {0, 0, 50, 50}, fixture.label(label), fixture.look(label, 0.4));
    }
    auto texts = fixture.texts();
    std::rotate(texts.labels.begin(), texts.labels.begin() + 1, texts.labels.end());
    const auto assistant = new_assistant();
    assistant->open(fixture.folder(), fixture.index());
    int right = 0;
    for (int i = 0; i < 60; ++i) {
      const int label = i % AssistFixture::kLabels;
      const auto suggested = assistant->suggest(fixture.look(label, 0.4), texts, 1);
      if (i >= 30) right += suggested[0].label == fixture.label(label);
    }
    QVERIFY2(right >= 28, qPrintable(QString::number(right)));
  }

  void aNameCountsBesideAnExampleAsFarAsItFits() {
    AssistFixture fixture;
    const auto look = fixture.look(2, 0.1);
    QVERIFY(name_weight(look, fixture.texts(), fixture.label(2)) > 0.95f);
    QVERIFY(name_weight(look, fixture.texts(), fixture.label(3)) < 0.05f);
    QCOMPARE(name_weight(look, {}, fixture.label(2)), 0.f);
    QVERIFY(name_row(fixture.texts(), 12345).empty());
    // An example far from its label's other regions, whose name is near them.
    const auto assistant = new_assistant();
    const auto image = fixture.add_image();
    const auto near = fixture.add_region(image, {0, 0, 50, 50}, {}, fixture.look(2, 0.2));
    assistant->open(fixture.folder(), fixture.index());
    const auto example = fixture.look(2, 0.9);
    const auto score = [&](const LabelTexts& texts) {
      const auto found =
          assistant->find_like({.start = example}, texts, {.label = fixture.label(2)}, {}).found;
      return found.size() == 1 && found[0].region_id == near ? found[0].score : -1;
    };
    QVERIFY(score(fixture.texts()) > score({}) + 0.02f);
  }
};

QTEST_GUILESS_MAIN(TestLabelScores)
#include "test_label_scores.moc"
