// SPDX-License-Identifier: Apache-2.0
// Labelling with the folder of an OWL-ViT or OWLv2, as the command and as the job: what is in the project
// afterwards is what the detector finds when it is asked for the same phrases in the same images.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/assist/machine_labels.h"
#include "core/base/atomic_file.h"
#include "core/store/project.h"
#include "core/weights/state_dict.h"
#include "tests/cli/run_cli.h"
#include "tests/labelling/owl_pictures.h"
#include "tests/support/expect_error.h"
#include "training/labelling/owl_detector.h"

using namespace cloc;
using labelling::OwlDetector;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;

struct Captioned {
  const char* caption;
  std::vector<std::string> phrases;  // that it names
};
// Of the pictures; the last has no caption.
const std::vector<Captioned> kCaptions = {{"a dog and a red apple", {"a dog", "a red apple"}},
                                          {"a cat", {"a cat"}},
                                          {"a lamp and a pear and a ball", {"a lamp", "a pear", "a ball"}},
                                          {"a green bottle", {"a green bottle"}},
                                          {"", {}}};
constexpr int kCaptioned = 4;

using Found = std::vector<std::vector<labelling::Detection>>;  // in each picture

std::int64_t boxes_of(const Found& found) {
  std::int64_t boxes = 0;
  for (const auto& of_picture : found) boxes += static_cast<std::int64_t>(of_picture.size());
  return boxes;
}

// Which about half of the boxes reach, with no score near it.
float middle_of(const Found& found) {
  std::vector<float> scores;
  for (const auto& of_picture : found) {
    for (const auto& one : of_picture) scores.push_back(one.score);
  }
  std::sort(scores.begin(), scores.end());
  float best = 0, widest = 0;
  for (std::size_t i = scores.size() / 3; i < scores.size() * 2 / 3; ++i) {
    const float gap = scores[i + 1] - scores[i];
    if (gap <= widest) continue;
    widest = gap;
    best = (scores[i] + scores[i + 1]) / 2;
  }
  return std::stof(std::to_string(best));  // as the command and the job are told
}

}  // namespace

class TestCliLabelOwl : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  std::vector<cv::Mat> pictures_;

  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  static QString text(const fs::path& path) { return QString::fromStdString(path.string()); }

  // Of the pictures with their captions.
  QString project(const std::string& name) const {
    const auto folder = at(name + ".clocproj");
    auto made = store::Project::create(folder, name);
    for (std::size_t k = 0; k < pictures_.size(); ++k) {
      const auto& picture = pictures_[k];
      const auto id = made.add_image({0, at(std::to_string(k) + ".png"), picture.cols, picture.rows, {}});
      const std::string caption = kCaptions[k].caption;
      if (!caption.empty()) made.set_captions(id, std::vector{caption});
    }
    return text(folder);
  }

  // Each picture by itself, as a batch of one is.
  Found found(const std::string& family, const labelling::OwlOptions& options) const {
    const auto detector = OwlDetector::open(kData / family, options);
    Found all;
    for (std::size_t k = 0; k < pictures_.size(); ++k)
      all.push_back(detector->detect(std::span(&pictures_[k], 1), std::span(&kCaptions[k].phrases, 1))[0]);
    return all;
  }

  static void verify(const QString& folder, const std::string& family, const Found& wanted,
                     const std::string& pipeline) {
    const auto project = store::Project::open(folder.toStdString());
    const auto images = project.images();
    QCOMPARE(images.size(), wanted.size());
    const auto whose = OwlDetector::open(kData / family)->identity();
    const auto model = whose.kind + " " + whose.name + " " + whose.hash.substr(0, 12);
    QVERIFY_CONTAINS(pipeline, model);
    for (std::size_t k = 0; k < images.size(); ++k) {
      QCOMPARE(images[k].attributes.text(assist::kPipeline), k < kCaptioned ? pipeline : std::string());
      const auto regions = project.regions_of(images[k].id);
      QCOMPARE(regions.size(), wanted[k].size());
      for (std::size_t i = 0; i < regions.size(); ++i) {
        const auto& region = regions[i];
        QVERIFY(assist::is_machine_label(region));
        QCOMPARE(region.caption, kCaptions[k].phrases.at(wanted[k][i].phrase));
        QVERIFY(region.box == wanted[k][i].box);
        QCOMPARE(assist::score_of(region), std::optional<double>(wanted[k][i].score));
        QCOMPARE(region.attributes.text(assist::kDetector), model);
        QCOMPARE(region.attributes.text(assist::kPipeline), pipeline);
      }
    }
  }

  static void nothing_is_labelled(const QString& folder) {
    const auto project = store::Project::open(folder.toStdString());
    QCOMPARE(project.counts().regions, 0);
    for (const auto& image : project.images()) QVERIFY(image.attributes.find(assist::kPipeline) == nullptr);
  }

  static void families() {
    QTest::addColumn<QString>("family");
    QTest::newRow("OWL-ViT") << "owlvit";
    QTest::newRow("OWLv2") << "owlv2";
  }

 private slots:
  void initTestCase() {
    pictures_ = test::owl_pictures(weights::read_safetensors(kData / "owlv2/expected.safetensors").tensors);
    for (std::size_t k = 0; k < pictures_.size(); ++k) {
      cv::Mat turned;
      cv::cvtColor(pictures_[k], turned, cv::COLOR_RGB2BGR);
      QVERIFY(cv::imwrite(at(std::to_string(k) + ".png").string(), turned));
    }
  }

  void theCommandKeepsWhatTheDetectorFinds_data() { families(); }
  void theCommandKeepsWhatTheDetectorFinds() {
    QFETCH(QString, family);
    labelling::OwlOptions options{.filter = {.threshold = 0}, .threads = 1};
    const auto everything = found(family.toStdString(), options);
    options.filter.threshold = middle_of(everything);
    const auto wanted = found(family.toStdString(), options);
    QVERIFY(boxes_of(wanted) > 0 && boxes_of(wanted) < boxes_of(everything));

    const auto folder = project("command-" + family.toStdString());
    const auto answer = test::cli({"--json", "label", folder, "--detector", "owl", "--model",
                                   text(kData / family.toStdString()), "--threads", "1", "--batch", "1",
                                   "--threshold", QString::number(options.filter.threshold, 'f', 6)});
    QVERIFY2(answer.code == 0, answer.err.c_str());
    const auto figures = json::parse(answer.out);
    QCOMPARE(figures.at("labelled").get<int>(), kCaptioned);
    QCOMPARE(figures.at("without_caption").get<int>(), 1);
    QCOMPARE(figures.at("boxes").get<std::int64_t>(), boxes_of(wanted));
    verify(folder, family.toStdString(), wanted, figures.at("pipeline"));
  }

  // With other settings than the command's: those of the job arrive at the detector.
  void theJobKeepsWhatTheDetectorFinds_data() { families(); }
  void theJobKeepsWhatTheDetectorFinds() {
    QFETCH(QString, family);
    const int side = family == "owlvit" ? 40 : 0;
    labelling::OwlOptions options{
        .filter = {.threshold = 0, .suppression = {.mode = labelling::SuppressionMode::Off}},
        .input_size = side,
        .threads = 1};
    const auto everything = found(family.toStdString(), options);
    options.filter.threshold = middle_of(everything);
    const auto wanted = found(family.toStdString(), options);
    QVERIFY(boxes_of(wanted) > 0 && boxes_of(wanted) < boxes_of(everything));

    const auto folder = project("job-" + family.toStdString());
    QStringList arguments{"--json", "job", "add", folder, "label"};
    for (const auto& param :
         {QStringLiteral("detector=owl"), QStringLiteral("model=%1").arg(text(kData / family.toStdString())),
          QStringLiteral("threads=1"), QStringLiteral("batch=1"), QStringLiteral("suppression=off"),
          QStringLiteral("input_size=%1").arg(side),
          QStringLiteral("threshold=%1").arg(options.filter.threshold, 0, 'f', 6)})
      arguments << "--param" << param;
    const auto job = json::parse(test::cli(arguments).out).at("job").get<int>();
    const auto answer = test::cli({"job", "run", folder, QString::number(job)});
    QVERIFY2(answer.code == 0, answer.err.c_str());
    const auto report = json::parse(
        read_text_file(fs::path(folder.toStdString()) / "runs" / std::to_string(job) / "report.json"));
    const auto& figures = report.at("result");
    QCOMPARE(figures.at("labelled").get<int>(), kCaptioned);
    QCOMPARE(figures.at("boxes").get<std::int64_t>(), boxes_of(wanted));
    verify(folder, family.toStdString(), wanted, figures.at("pipeline"));
  }

  void aFolderOfAnotherArchitectureIsRefused() {
    const auto folder = project("refused");
    const auto clip = (kData / "../hf_clip_quick_gelu").lexically_normal();
    const auto command =
        test::cli({"label", folder, "--detector", "owl", "--model", text(clip), "--threads", "1"});
    QVERIFY(command.code != 0);
    const auto job = json::parse(test::cli({"--json", "job", "add", folder, "label", "--param",
                                            "detector=owl", "--param", "model=" + text(clip)})
                                     .out)
                         .at("job")
                         .get<int>();
    QCOMPARE(test::cli({"job", "run", folder, QString::number(job)}).code, command.code);
    const auto jobs = json::parse(test::cli({"--json", "job", "list", folder}).out);
    QCOMPARE(jobs.at(0).at("state").get<std::string>(), std::string("failed"));
    for (const auto& message : {command.err, jobs.at(0).at("message").get<std::string>()}) {
      QVERIFY_CONTAINS(message, clip.string());
      QVERIFY_CONTAINS(message, "CLIPModel");
      QVERIFY_CONTAINS(message, "Give the folder of an OwlViTForObjectDetection");
    }
    nothing_is_labelled(folder);
  }
};

QTEST_GUILESS_MAIN(TestCliLabelOwl)
#include "test_cli_label_owl.moc"
