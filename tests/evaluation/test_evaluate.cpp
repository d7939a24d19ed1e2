// SPDX-License-Identifier: Apache-2.0
// What a report keeps beside its figures: a tiny model that has learnt nothing, on a few images that are not
// square.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/image/image.h"
#include "core/inference/model_folder.h"
#include "core/inference/session.h"
#include "core/model/compute.h"
#include "tests/support/expect_error.h"
#include "training/evaluation/evaluate.h"
#include "training/evaluation/templates.h"

using namespace cloc;
using namespace cloc::training;
namespace fs = std::filesystem;

class TestEvaluate : public QObject {
  Q_OBJECT

  static constexpr int kImages = 12, kRegions = 9, kPhrases = kImages * 7;  // two of nine have none

  QTemporaryDir dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }

  data::Dataset dataset_;
  std::shared_ptr<const text::Tokenizer> tokenizer_;

  inference::Session session_of(const std::string& name, model::Cloc model) const {
    inference::save_model(at(name), model, resource_path("text/demo_unigram.model"), {},
                          inference::StoredPrecision::Full);
    return inference::Session::open(at(name), 1);
  }

  static model::ClocConfig tiny(model::RegionEncoder encoder, std::int64_t vocabulary) {
    auto config = model::preset("demo");
    config.vision.input_size = 32;
    config.vision.patch_size = 8;
    config.vision.width = config.text.width = config.embed_dim = 16;
    config.vision.layers = config.text.layers = 1;
    config.vision.heads = config.text.heads = 2;
    config.vision.mlp_width = config.text.mlp_width = 32;
    config.text.vocabulary = vocabulary;
    config.region_encoder = encoder;
    return config;
  }
  model::Cloc new_model(model::RegionEncoder encoder = model::RegionEncoder::Prompter) const {
    torch::manual_seed(3);
    model::Cloc model(tiny(encoder, tokenizer_->vocab_size()));
    model->eval();
    if (encoder == model::RegionEncoder::RoiAlign) return model;
    // Boxes about the middle of the image, which some regions meet and some do not.
    const torch::NoGradGuard no_grad;
    model->named_parameters()["box_head.c_proj.bias"].copy_(torch::tensor({-1.f, -1.f, 1.f, 1.f}));
    return model;
  }
  EvaluationReport report_of(model::Cloc model) const {
    EvaluationOptions options;
    options.batch_size = 5;  // does not divide the images
    return evaluate(model, *tokenizer_, dataset_, options, {}, {});
  }
  // The region of the data set that a place shows; nothing else is at it.
  const data::Region* region_at(const RegionPlace& place) const {
    for (const auto& record : dataset_.images) {
      if (fs::absolute(record.path).lexically_normal() != place.image) continue;
      for (const auto& region : record.regions) {
        if (region.box == place.box) return &region;
      }
    }
    return nullptr;
  }

 private slots:
  void initTestCase() {
    model::set_threads(1);
    tokenizer_ = text::load_tokenizer(resource_path("text/demo_unigram.model"));
    dataset_.labels = {"cat", "dog", "cup", "tree", "never seen"};
    Random random(1);
    for (int i = 0; i < kImages; ++i) {
      const int width = i % 2 == 0 ? 90 : 37, height = i % 2 == 0 ? 41 : 120;
      cv::Mat pixels(height, width, CV_8UC3);
      cv::theRNG().state = static_cast<std::uint64_t>(i) + 1;
      cv::randu(pixels, 0, 255);
      const auto file = at(std::to_string(i) + ".png");
      image::save_image(file, pixels);
      data::ImageRecord record;
      record.path = fs::relative(file);
      for (int r = 0; r < kRegions; ++r) {
        const auto x = static_cast<float>(random.uniform(0, width - 20)),
                   y = static_cast<float>(random.uniform(0, height - 20));
        record.regions.push_back({{x, y, x + static_cast<float>(random.uniform(5, 20)), y + 12},
                                  static_cast<int>(random.below(5)) - 1,
                                  r % 4 == 1 ? "" : "thing " + std::to_string(r),
                                  0});
      }
      dataset_.images.push_back(std::move(record));
    }
  }

  // Two templates against a loop in double, and beside the figures of bare names, which stay what they are.
  void templatesAreAveragedAndStandBesideBareNames() {
    auto model = new_model();
    const auto plain = report_of(model);
    QVERIFY(!plain.region_templates);
    EvaluationOptions options;
    options.templates = {"{}"};
    const auto bare = evaluate(model, *tokenizer_, dataset_, options, {}, {});
    QVERIFY(bare.region_templates);
    QCOMPARE(bare.region_templates->top1, plain.region_classification->top1);
    QCOMPARE(bare.region_templates->mean_class_accuracy, plain.region_classification->mean_class_accuracy);

    options.templates = {"a photo of a {}.", "{} in the middle of it", "three of {}"};
    const auto report = evaluate(model, *tokenizer_, dataset_, options, {}, {});
    QCOMPARE(report.region_classification->top1, plain.region_classification->top1);
    auto session_model = at("templates");
    inference::save_model(session_model, model, resource_path("text/demo_unigram.model"), {},
                          inference::StoredPrecision::Full);
    auto session = inference::Session::open(session_model, 1);
    std::vector<std::vector<double>> classes;
    for (const auto& label : dataset_.labels) {
      std::vector<double> mean(static_cast<std::size_t>(session.embed_dim()), 0);
      for (const auto& sentence : options.templates) {
        const auto words = filled(sentence, label);
        const auto text = session.embed_texts(std::span(&words, 1));
        for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += text.row(0)[d];
      }
      double length = 0;
      for (const double value : mean) length += value * value;
      for (double& value : mean) value /= std::sqrt(length);
      classes.push_back(std::move(mean));
    }
    std::int64_t right = 0, labelled = 0;
    for (const auto& record : dataset_.images) {
      const auto rgb = image::load_image(record.path);
      const auto encoded = session.encode(std::span(&rgb, 1))[0];
      for (const auto& region : record.regions) {
        if (region.label < 0) continue;
        const auto box = session.embed_boxes(encoded, std::span(&region.box, 1));
        std::vector<double> scores;
        for (const auto& name : classes) {
          double score = 0;
          for (std::size_t d = 0; d < name.size(); ++d) score += name[d] * box.row(0)[d];
          scores.push_back(score);
        }
        const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
        right += best == region.label ? 1 : 0;
        ++labelled;
      }
    }
    QCOMPARE(report.region_templates->items, labelled);
    QVERIFY(
        std::abs(report.region_templates->top1 - static_cast<double>(right) / static_cast<double>(labelled)) <
        1.5 / static_cast<double>(labelled));  // one that ties within rounding
    const auto figures = report.figures_to_json();
    QVERIFY(figures.at("measures").contains("region_templates_top1"));
    QVERIFY(figures.at("measures").contains("region_classification_macc"));
  }

  // Pairs against the window's way of embedding, whose rows are averaged here.
  void pairsAreTwoCaptionedRegionsOfAnImage() {
    auto model = new_model();
    auto session = session_of("pairs", model);
    EvaluationOptions options;
    options.batch_size = 5;
    options.prompt = RegionPrompt::MeanOfPair;
    const auto means = evaluate(model, *tokenizer_, dataset_, options, {}, {});
    constexpr int kPairs = kImages * 3;  // of seven captioned regions
    QCOMPARE(means.regions, kPairs);
    QVERIFY(!means.region_classification && !means.grounding);
    std::vector<at::Tensor> rows;
    std::vector<std::string> texts;
    for (const auto& record : dataset_.images) {
      const auto rgb = image::load_image(record.path);
      const auto encoded = session.encode(std::span(&rgb, 1))[0];
      std::vector<PixelBox> boxes;
      std::vector<std::string> captions;
      for (const auto& region : record.regions) {
        if (region.caption.empty()) continue;
        boxes.push_back(region.box);
        captions.push_back(region.caption);
      }
      auto embedded = session.embed_boxes(encoded, boxes);
      const auto all = torch::from_blob(embedded.values.data(), {embedded.count, embedded.dim});
      for (std::size_t i = 0; i + 1 < boxes.size(); i += 2) {
        rows.push_back(
            all.slice(0, static_cast<std::int64_t>(i), static_cast<std::int64_t>(i) + 2).mean(0).clone());
        texts.push_back(captions[i] + " and " + captions[i + 1]);
      }
    }
    const auto unique = unique_captions(texts);
    auto words = session.embed_texts(unique.texts);
    const auto expected = region_text_recall(torch::stack(rows),
                                             torch::from_blob(words.values.data(), {words.count, words.dim}),
                                             unique.index, {1, 5, 10});
    const auto near = [](double a, double b) {
      return std::abs(a - b) < 1.5 / kPairs;
    };  // a tie within rounding
    QVERIFY(near(means.region_text->text_to_region.at(10), expected.text_to_region.at(10)));
    QVERIFY(near(means.region_text->region_to_unique_text.at(1), expected.region_to_unique_text.at(1)));
    QVERIFY(expected.text_to_region.at(10) > 0);
    options.prompt = RegionPrompt::Pair;
    QCOMPARE(evaluate(model, *tokenizer_, dataset_, options, {}, {}).regions, kPairs);
  }

  void recallOfProposalsCountsTrueBoxes() {
    const std::vector<ProposedImage> images{
        {{{0, 0, 10, 10}, {50, 50, 60, 60}}, {{0, 0, 10, 7.2f}, {80, 80, 90, 90}}},  // IoU 0.72 and 0
        {{{0, 0, 10, 10}}, {{0, 0, 10, 4}, {0, 0, 10, 10}}},
        {{}, {{0, 0, 1, 1}}}};
    const auto result = proposal_recall(images);
    QCOMPARE(result.objects, 3);
    QCOMPARE(result.proposals, 5);
    QVERIFY(std::abs(result.recall_50 - 2.0 / 3) < 1e-9);
    QVERIFY(std::abs(result.average_recall - (0.5 + 0 + 1) / 3) < 1e-9);  // five of ten thresholds reach 0.72
    QVERIFY(std::isnan(proposal_recall({}).recall_50));
  }

  // Against what a session proposes, with a head that has learned nothing and without one; texts against a
  // search of all proposals.
  void proposalsAreWhatASessionFinds_data() {
    QTest::addColumn<bool>("head");
    QTest::newRow("head") << true;
    QTest::newRow("grid") << false;
  }
  void proposalsAreWhatASessionFinds() {
    QFETCH(bool, head);
    torch::manual_seed(5);
    auto config = tiny(model::RegionEncoder::Prompter, tokenizer_->vocab_size());
    config.proposal_head = head;
    model::Cloc model(config);
    model->eval();
    auto session = session_of(head ? "head" : "grid", model);
    auto dataset = dataset_;  // with objects of the size that is proposed
    for (auto& record : dataset.images) {
      const auto rgb = image::load_image(record.path);
      const auto w = static_cast<float>(rgb.cols), h = static_cast<float>(rgb.rows);
      record.regions.push_back({{0, 0, w / 2, h / 2}, 0, "the corner", 0});
      record.regions.push_back({{0.2f * w, 0.1f * h, 0.8f * w, 0.9f * h}, 0, "the middle", 0});
    }
    QCOMPARE(session.proposes(), head);
    EvaluationOptions options;
    options.batch_size = 5;
    options.proposals = 20;
    const auto report = evaluate(model, *tokenizer_, dataset, options, {}, {});
    std::vector<ProposedImage> expected;
    struct Shown {
      std::vector<float> row;
      PixelBox box;
      std::size_t image;
    };
    std::vector<Shown> shown;
    for (const auto& record : dataset.images) {
      const auto rgb = image::load_image(record.path);
      const auto encoded = session.encode(std::span(&rgb, 1))[0];
      ProposedImage image;
      for (const auto& region : record.regions) image.truth.push_back(region.box);
      auto found = session.propose(encoded, {.whole_image = false}, {.most = 20});
      if (found.size() > 20) found.resize(20);
      for (const auto& one : found) image.proposed.push_back(one.box);
      const auto rows = session.embed_boxes(encoded, image.proposed);
      for (std::size_t i = 0; i < found.size(); ++i) {
        const auto row = rows.row(static_cast<std::int64_t>(i));
        shown.push_back({{row.begin(), row.end()}, found[i].box, expected.size()});
      }
      expected.push_back(std::move(image));
    }
    const auto recall = proposal_recall(expected);
    QCOMPARE(report.proposals->proposals, recall.proposals);
    QVERIFY(recall.proposals > kImages);
    QCOMPARE(report.proposals->recall_50, recall.recall_50);
    QVERIFY(recall.recall_50 > 0);
    // Of a caption any region that has it.
    int asked = 0, found = 0;
    for (const auto& record : dataset.images) {
      for (const auto& region : record.regions) {
        if (region.caption.empty()) continue;
        ++asked;
        const auto text = session.embed_texts(std::span(&region.caption, 1));
        std::vector<std::pair<float, bool>> ranked;
        for (const auto& one : shown) {
          bool right = false;
          for (const auto& other : dataset.images[one.image].regions)
            right = right || (other.caption == region.caption && iou(other.box, one.box) >= 0.5f);
          ranked.emplace_back(-inference::dot(one.row, text.row(0)), right);
        }
        std::sort(ranked.begin(), ranked.end());
        found += std::any_of(ranked.begin(), ranked.begin() + 10, [](const auto& one) { return one.second; })
                     ? 1
                     : 0;
      }
    }
    QCOMPARE(report.text_to_proposal->queries, asked);
    QVERIFY(std::abs(report.text_to_proposal->at(10) - static_cast<double>(found) / asked) < 0.03);
  }

  void templatesAreReadWithTheirMistakesNamed() {
    QVERIFY(read_templates(resource_path("text/templates.txt")).size() > 10);
    std::ofstream(at("good.txt")) << "# mine\n\na {} here\r\n{}\n";
    QCOMPARE(read_templates(at("good.txt")), (std::vector<std::string>{"a {} here", "{}"}));
    std::ofstream(at("bad.txt")) << "a {}\na photo\n";
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { read_templates(at("bad.txt")); });
    QVERIFY_CONTAINS(message, "line 2");
    std::ofstream(at("none.txt")) << "# nothing\n";
    test::expect_error(ErrorKind::InvalidInput, [&] { read_templates(at("none.txt")); });
    test::expect_error(ErrorKind::NotFound, [&] { read_templates(at("nowhere.txt")); });
  }

  void everyLabelledRegionIsInTheConfusionWithItsPlace() {
    const auto report = report_of(new_model());
    QVERIFY(report.confusion && report.region_classification);
    QCOMPARE(report.class_names, dataset_.labels);
    std::map<std::string, std::int64_t> regions, right;
    std::set<std::string> names;
    for (const auto& pair : *report.confusion) {
      regions[pair.truth] += pair.count;
      if (pair.truth == pair.predicted) right[pair.truth] = pair.count;
      QVERIFY(names.insert(pair.truth + "/" + pair.predicted).second);
      QCOMPARE(pair.examples.size(),
               std::min(Confusion::kMostExamples, static_cast<std::size_t>(pair.count)));
      for (const auto& example : pair.examples) {
        QVERIFY(example.image.is_absolute());
        const auto* region = region_at(example);
        QVERIFY(region != nullptr);  // the very box of the data set, in its own pixels
        QCOMPARE(dataset_.labels[static_cast<std::size_t>(region->label)], pair.truth);
      }
    }
    for (std::size_t i = 0; i < dataset_.labels.size(); ++i) {
      const auto& count = report.region_classification->per_class[i];
      QCOMPARE(regions[dataset_.labels[i]], count.items);
      QCOMPARE(right[dataset_.labels[i]], count.top1);
    }
  }

  // Against the way on which the window asks: another code path, image by image.
  void worstGroundingsAreSortedAndAreWhatASessionFinds() {
    auto model = new_model();
    inference::save_model(at("model"), model, resource_path("text/demo_unigram.model"), {},
                          inference::StoredPrecision::Full);
    auto session = inference::Session::open(at("model"), 1);
    const auto report = report_of(model);
    QVERIFY(report.worst_groundings);
    const auto& worst = *report.worst_groundings;
    QCOMPARE(report.grounding->items, kPhrases);
    QCOMPARE(worst.size(), WorstGrounding::kMost);
    std::int64_t overlaps = 0;
    for (std::size_t i = 0; i < worst.size(); ++i) {
      const auto& one = worst[i];
      QVERIFY(i == 0 || std::pair(worst[i - 1].iou, -worst[i - 1].score) <= std::pair(one.iou, -one.score));
      const auto* region = region_at(one.truth);
      QVERIFY(region != nullptr && one.truth.image.is_absolute());
      QCOMPARE(region->caption, one.phrase);
      const std::vector<cv::Mat> images{image::load_image(one.truth.image)};
      const auto found = session.ground(session.encode(images)[0], std::vector{one.phrase})[0];
      const auto near = [](float a, float b, float off) { return std::abs(a - b) < off; };
      QVERIFY(near(one.predicted.x1, found.box.x1, 0.01f) && near(one.predicted.y1, found.box.y1, 0.01f));
      QVERIFY(near(one.predicted.x2, found.box.x2, 0.01f) && near(one.predicted.y2, found.box.y2, 0.01f));
      QVERIFY(near(one.score, found.score, 1e-4f));
      overlaps += one.iou > 0 ? 1 : 0;
    }
    QVERIFY(overlaps > 0 && worst.back().iou > worst.front().iou);  // the case tells something
  }

  void detailsAreAbsentWhereTheirFigureIs() {
    const auto without_boxes = report_of(new_model(model::RegionEncoder::RoiAlign)).to_json();
    QVERIFY(!without_boxes.contains("worst_groundings") && without_boxes.contains("confusion"));
    auto unlabelled = dataset_;
    unlabelled.labels.clear();
    for (auto& record : unlabelled.images) {
      for (auto& region : record.regions) region.label = -1;
    }
    auto model = new_model();
    const auto without_labels = evaluate(model, *tokenizer_, unlabelled, {}, {}, {}).to_json();
    QVERIFY(!without_labels.contains("classes") && !without_labels.contains("confusion"));
    QVERIFY(without_labels.contains("worst_groundings"));
  }

  // A box head gone wrong gives no box to show, and JSON has no number for it.
  void groundingsThatAreNotFiniteAreNotListed() {
    auto model = new_model();
    {
      const torch::NoGradGuard no_grad;
      for (auto& item : model->named_parameters()) {
        if (item.key().find("box_head") != std::string::npos) item.value().fill_(NAN);
      }
    }
    const auto report = report_of(model);
    QCOMPARE(report.grounding->non_finite, kPhrases);
    QVERIFY(report.worst_groundings && report.worst_groundings->empty());
    QVERIFY(report.to_json().at("worst_groundings") == nlohmann::json::array());
  }
};

QTEST_APPLESS_MAIN(TestEvaluate)
#include "test_evaluate.moc"
