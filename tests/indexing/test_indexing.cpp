// SPDX-License-Identifier: Apache-2.0
// What is encoded again and what is not, and that an index brought up to date equals one made from nothing.
#include <torch/torch.h>

#include <fstream>

#include "core/store/index_mark.h"
#include "tests/indexing/indexing_fixture.h"
#include "tests/support/file_size_limit.h"

using namespace cloc;
using test::content;
namespace fs = std::filesystem;

class TestIndexing : public QObject {
  Q_OBJECT

  static constexpr int kImages = test::IndexingFixture::kImages;

  std::unique_ptr<test::IndexingFixture> fixture_;
  fs::path at(const std::string& name) const { return fixture_->at(name); }
  std::string image_name(int i) const { return fixture_->image_name(i); }
  store::Project project() const { return fixture_->project(); }
  indexing::IndexingReport update(const CancelToken& cancel = {}, const ProgressSink& progress = {},
                                  const std::string& model = "model") const {
    return fixture_->update(cancel, progress, model);
  }
  void cancelled_after_an_image(const std::string& model = "model") const {
    const CancelToken cancel;
    const auto message = test::expect_error(ErrorKind::Cancelled, [&] {
      update(cancel, test::cancel_after_the_first("encoding images", cancel), model);
    });
    QVERIFY_CONTAINS(message, "run this again to go on");
  }
  void equalsAnIndexFromNothing() const {
    const auto updated = content(project());
    fs::remove_all(project().index_folder());
    update();
    QVERIFY(test::about_equal(updated, content(project())));
  }

 private slots:
  void init() { fixture_ = std::make_unique<test::IndexingFixture>(); }

  void theSecondTimeNothingIsEncoded() {
    const auto first = update();
    QCOMPARE(first.encoded, kImages);
    QCOMPARE(first.unchanged, 0);
    QVERIFY(first.entries > 2 * kImages);
    const auto generation = fs::last_write_time(project().index_folder() / "current");
    const auto second = update();
    QCOMPARE(second.encoded, 0);
    QCOMPARE(second.unchanged, kImages);
    QCOMPARE(second.entries, first.entries);
    QVERIFY(fs::last_write_time(project().index_folder() / "current") == generation);
    QVERIFY(second.issues.empty());
  }

  void whatChangedIsEncodedAgain_data() {
    QTest::addColumn<QString>("change");
    for (const char* change :
         {"a region drawn", "a region moved", "a region removed", "another file", "an image removed"})
      QTest::newRow(change) << change;
  }
  void whatChangedIsEncodedAgain() {
    QFETCH(QString, change);
    auto opened = project();
    const auto image = opened.images()[3];
    const std::vector<store::Region> drawn{{0, 0, {5, 5, 30, 25}, {}, "a thing", "user"},
                                           {0, 0, {10, 8, 22, 38}, {}, "", "user"}};
    auto regions =
        change == "a region drawn" ? std::vector<store::RegionId>{} : opened.add_regions(image.id, drawn);
    update();
    int encoded = 1;
    if (change == "a region drawn") {
      opened.add_regions(image.id, drawn);
    } else if (change == "a region moved") {
      auto moved = opened.region(regions[0]);
      moved.box = {6, 5, 31, 25};
      opened.update_region(moved);
    } else if (change == "a region removed") {
      opened.remove_region(regions[0]);
    } else if (change == "another file") {
      test::write_other_noise(image.path);
    } else {
      opened.remove_image(image.id);
      encoded = 0;
    }
    const auto report = update();
    QCOMPARE(report.encoded, encoded);
    QCOMPARE(report.unchanged, kImages - 1);
    equalsAnIndexFromNothing();
  }

  void whatLiesAboveWhatIsNothingToEncodeAgain() {
    {
      auto opened = project();
      const std::vector<store::Region> drawn{{0, 0, {5, 5, 30, 25}, {}, "below", "user"},
                                             {0, 0, {10, 8, 22, 38}, {}, "above", "user"}};
      const auto ids = opened.add_regions(opened.images()[2].id, drawn);
      update();
      auto raised = opened.region(ids[0]);
      raised.z = *opened.region(ids[1]).z + 1;
      opened.update_region(raised);
      QCOMPARE(opened.regions_of(raised.image_id).back().id, ids[0]);
    }
    QCOMPARE(update().encoded, 0);
  }

  void whatCameAfterIndexingIsCounted() {
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});  // never indexed
    update();
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});
    {
      auto opened = project();
      test::write_noise(at("late.png"), 99);
      store::Image image;
      image.path = at("late.png");
      const auto id = opened.add_image(image);
      const store::Region region{0, id, {1, 1, 20, 20}, std::nullopt, "", "user"};
      opened.add_regions(id, std::vector{region, region});
    }
    QCOMPARE(store::not_indexed(project()), (store::NotIndexed{1, 2}));
    update();
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});

    // A first run that is cancelled has not seen everything.
    fs::remove_all(project().index_folder());
    cancelled_after_an_image();
    QCOMPARE(store::not_indexed(project()).images, kImages + 1);
    update();
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});
  }

  void anUnreadableImageIsReportedAndLeftOut() {
    update();
    const auto before = content(project()).size();
    std::ofstream(at(image_name(2)), std::ios::trunc) << "no picture";
    const auto report = update();
    QCOMPARE(report.encoded, 0);
    QCOMPARE(report.issues.count("unreadable image"), 1);
    QVERIFY_CONTAINS(report.issues.examples()[0].where, image_name(2));
    QVERIFY(content(project()).size() < before);
  }

  void cancellingKeepsWhatIsDone() {
    cancelled_after_an_image();
    const auto saved = content(project());
    QVERIFY(!saved.empty());
    const auto rest = update();
    QVERIFY2(rest.unchanged > 0 && rest.encoded > 0, qPrintable(QString::number(rest.unchanged)));
    QCOMPARE(rest.unchanged + rest.encoded, kImages);
    equalsAnIndexFromNothing();
  }

  void anotherModelEncodesEverything() {
    update();
    test::write_tiny_model(at("other"), 2, CLOC_TOKENIZER);
    const auto report = update({}, {}, "other");
    QCOMPARE(report.encoded, kImages);
    // Both models stay in the project; the index says whose it is.
    const auto manifest = index::current_manifest(project().index_folder());
    QVERIFY(fs::exists(project().folder() / manifest->origin.model_name / "model.safetensors"));
  }

  void anotherModelsIndexAnswersUntilTheNewOneIsWhole() {
    fixture_->options.duplicate_cosine = 1;  // else the models differ in what they leave out
    update();
    const auto before = content(project());
    test::write_tiny_model(at("other"), 2, CLOC_TOKENIZER);
    cancelled_after_an_image("other");
    QVERIFY(content(project()) == before);
    const auto rest = update({}, {}, "other");
    QVERIFY2(rest.unchanged > 0 && rest.encoded > 0, qPrintable(QString::number(rest.unchanged)));
    QCOMPARE(content(project()).size(), before.size());
    QVERIFY(content(project()) != before);
    QVERIFY(!fs::exists(project().index_folder() / "next"));
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});
    QCOMPARE(update({}, {}, "other").encoded, 0);
  }

  void aDamagedIndexIsMadeAnew() {
    update();
    const auto folder = project().index_folder();
    std::string name;
    std::ifstream(folder / "current") >> name;
    fs::resize_file(folder / name / "embeddings.f16", 100);
    const auto report = update();
    QCOMPARE(report.issues.count("damaged index"), 1);
    QCOMPARE(report.encoded, kImages);
  }

  void theKindCanBeChanged() {
    update();
    auto opened = project();
    indexing::IndexingOptions options;
    options.kind = index::Kind::Graph;
    const auto report = fixture_->update(opened, options);
    QCOMPARE(report.encoded, 0);
    QCOMPARE(index::to_string(index::open_generation(project().index_folder()).index.kind()),
             index::to_string(index::Kind::Graph));
  }

  // Of the near duplicates, which are measured in tests/index.
  void nearDuplicatesAreLeftOutAndTheRestIsKept() {
    auto opened = project();
    auto options = fixture_->options;
    options.duplicate_cosine = 1;
    const auto all = fixture_->update(opened, options);
    QVERIFY(all.proposals > 0);
    QCOMPARE(all.near_duplicates, 0);
    QCOMPARE(all.entries, kImages + all.proposals);
    // A threshold between the cosines that occur.
    const auto before = content(opened);
    options.duplicate_cosine = 0.999f;
    const auto thinned = fixture_->update(opened, options);
    QCOMPARE(thinned.encoded, kImages);
    QVERIFY2(thinned.near_duplicates > 0 && thinned.near_duplicates < thinned.proposals,
             qPrintable(QString::number(thinned.near_duplicates)));
    QCOMPARE(thinned.entries, kImages + thinned.proposals - thinned.near_duplicates);
    const auto after = content(opened);
    for (const auto& [entry, embedding] : after) {
      QVERIFY(std::any_of(before.begin(), before.end(), [&](const auto& old) { return old.first == entry; }));
    }
    // An image whose proposals are a part of the grid is an unchanged one.
    QCOMPARE(fixture_->update(opened, options).encoded, 0);
  }

  // Of a model that proposes boxes, these and not the grid; regions that are drawn take their place.
  void boxesOfAProposalHeadAreIndexedWhereNobodyHasDrawn() {
    auto config = inference::read_model_config(at("model"));
    config.proposal_head = true;
    torch::manual_seed(3);
    model::Cloc network(config);
    inference::save_model(at("head"), network, CLOC_TOKENIZER, {}, inference::StoredPrecision::Full);
    fixture_->options.duplicate_cosine = 1;
    const auto report = update({}, {}, "head");
    auto opened = project();
    auto session = inference::Session::open(at("head"), 1);
    std::int64_t proposals = 0;
    for (const auto& image : opened.images()) {
      const std::vector<cv::Mat> rgb{image::load_image(image.path)};
      const auto encoded = session.encode(rgb)[0];
      const auto proposed = session.propose(encoded, {.whole_image = false});
      QVERIFY(!proposed.empty());
      proposals += static_cast<std::int64_t>(proposed.size());
      std::vector<PixelBox> found;
      for (const auto& [entry, embedding] : content(opened)) {
        if (entry.image_id != image.id || entry.kind != index::EntryKind::Proposal) continue;
        const auto own = session.embed_boxes(encoded, std::span(&entry.box, 1));
        QVERIFY(inference::dot(own.row(0), embedding) > 0.999f);
        found.push_back(entry.box);
      }
      QCOMPARE(found.size(), proposed.size());
      for (std::size_t i = 0; i < found.size(); ++i) QVERIFY(iou(found[i], proposed[i].box) > 0.99f);
    }
    QCOMPARE(report.proposals, proposals);
    QCOMPARE(update({}, {}, "head").encoded, 0);

    const std::vector<store::Region> drawn{{0, 0, {5, 5, 30, 25}, {}, "a thing", "user"}};
    const auto regions = opened.add_regions(opened.images()[2].id, drawn);
    QCOMPARE(update({}, {}, "head").encoded, 1);
    opened.remove_region(regions[0]);
    QCOMPARE(update({}, {}, "head").encoded, 1);
    QCOMPARE(update({}, {}, "head").encoded, 0);
  }

  void anotherThresholdEncodesAgainBesideTheIndexInUse() {
    {
      auto opened = project();
      const std::vector<store::Region> drawn{{0, 0, {5, 5, 30, 25}, {}, "a thing", "user"}};
      opened.add_regions(opened.images()[0].id, drawn);
    }
    fixture_->options.duplicate_cosine = 1;
    update();
    const auto before = content(project());
    fixture_->options.duplicate_cosine = 0.999f;
    cancelled_after_an_image();
    QVERIFY(content(project()) == before);
    const auto rest = update();
    QVERIFY2(rest.encoded < kImages - 1, qPrintable(QString::number(rest.encoded)));
    QCOMPARE(rest.encoded + rest.unchanged, kImages);
    QVERIFY(!fs::exists(project().index_folder() / "next"));
    QCOMPARE(update().encoded, 0);
    equalsAnIndexFromNothing();
    // Without proposals the threshold means nothing.
    auto opened = project();
    for (const auto& image : opened.images()) {
      const std::vector<store::Region> drawn{{0, 0, {1, 2, 13, 24}, {}, "", "detector.json"}};
      opened.add_regions(image.id, drawn);
    }
    QCOMPARE(update().encoded, kImages);
    fixture_->options.duplicate_cosine = 0.9f;
    QCOMPARE(update().encoded, 0);
  }

  void anImageWithBoxesOfAnyoneGetsTheseAndNoGrid() {
    auto opened = project();
    const auto image = opened.images()[1].id;
    const std::vector<store::Region> boxes{{0, 0, {1, 2, 30, 40}, {}, "", "detector.json"},
                                           {0, 0, {3, 4, 20, 30}, {}, "", "user"}};
    const auto ids = opened.add_regions(image, boxes);
    update();
    std::vector<index::Entry> of_image, of_others;
    for (const auto& [entry, embedding] : content(opened))
      (entry.image_id == image ? of_image : of_others).push_back(entry);
    QCOMPARE(of_image.size(), std::size_t{3});
    QVERIFY(of_image[0].kind == index::EntryKind::Image);
    QVERIFY(of_image[1].region_id == ids[0] && of_image[1].box == boxes[0].box);
    QVERIFY(of_image[2].region_id == ids[1] && of_image[2].box == boxes[1].box);
    QVERIFY(std::any_of(of_others.begin(), of_others.end(),
                        [](const auto& entry) { return entry.kind == index::EntryKind::Proposal; }));
  }

  void aFileThatChangedWhileAnotherModelWasEncodedIsEncodedByBoth() {
    update();
    test::write_tiny_model(at("other"), 2, CLOC_TOKENIZER);
    test::write_other_noise(at(image_name(0)));
    cancelled_after_an_image("other");  // it has read the new file, and the index in use has not
    QCOMPARE(update().encoded, 1);
    equalsAnIndexFromNothing();
  }

  // White images overflow in this model; noise does not.
  void anImageWithoutFiniteEmbeddingsIsReportedAndLeftOut() {
    test::write_tiny_model(at("model"), 1, CLOC_TOKENIZER, [](model::Cloc& net) {
      const torch::NoGradGuard no_gradients;
      for (auto& weights : net->parameters()) {
        if (weights.dim() == 4) weights[0].fill_(5e16);
      }
    });
    image::save_image(at(image_name(3)), cv::Mat(40, 60, CV_8UC3, cv::Scalar(255, 255, 255)));
    const auto report = update();
    QCOMPARE(report.encoded, kImages - 1);
    QCOMPARE(report.issues.count("embedding that is not finite"), 1);
    QVERIFY_CONTAINS(report.issues.examples()[0].where, image_name(3));
    const auto id = project().images()[3].id;
    for (const auto& [entry, embedding] : content(project())) QVERIFY(entry.image_id != id);
  }

  void aModelThatGivesNothingFiniteTakesNoIndexsPlace() {
    update();
    const auto before = content(project());
    test::write_tiny_model(at("broken"), 1, CLOC_TOKENIZER, [](model::Cloc& net) {
      const torch::NoGradGuard no_gradients;
      for (auto& weights : net->parameters()) weights.fill_(std::nanf(""));
    });
    const auto message = test::expect_error(ErrorKind::Numeric, [&] { update({}, {}, "broken"); });
    QVERIFY_CONTAINS(message, "another checkpoint");
    QVERIFY(content(project()) == before);
  }

  void cancellingInEveryStageKeepsWhatIsDone() {
    fixture_->options.duplicate_cosine = 1;  // else the changed image differs in what is left out
    fixture_->options.kind = index::Kind::Graph;
    update();
    fixture_->options.kind = index::Kind::Exact;
    const auto before = content(project());
    test::write_other_noise(at(image_name(2)));
    for (const char* stage : {"comparing images", "rebuilding the index"}) {
      const CancelToken cancel;
      test::expect_error(ErrorKind::Cancelled, [&] {
        update(cancel, [&](const Progress& progress) {
          if (progress.stage == stage) cancel.cancel();
        });
      });
      QCOMPARE(content(project()).size(), before.size());
    }
    // The image was encoded before the last stage began, and is not encoded again.
    QCOMPARE(update().encoded, 0);
    QCOMPARE(index::to_string(index::open_generation(project().index_folder()).index.kind()), "exact");
    equalsAnIndexFromNothing();
  }

  void aFullDiskWhileSavingLeavesTheIndexInUse() {
    update();
    const auto before = content(project());
    test::write_other_noise(at(image_name(2)));
    {
      const test::FileSizeLimit full(4500);
      test::expect_error(ErrorKind::Io, [&] { update(); });
    }
    QVERIFY(content(project()) == before);
    QCOMPARE(update().encoded, 1);
    equalsAnIndexFromNothing();
  }

  void badOptionsAreRefusedByName() {
    fixture_->options.duplicate_cosine = 1.5f;
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { update(); }), "1.5");
    fixture_->options = {.batch_size = 0};
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { update(); }), "batch");
  }
};

QTEST_GUILESS_MAIN(TestIndexing)
#include "test_indexing.moc"
