// SPDX-License-Identifier: Apache-2.0
// What is encoded again and what is not, and that an index brought up to date equals one made from nothing.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include <opencv2/core.hpp>

#include "core/image/image.h"
#include "core/index/generations.h"
#include "core/indexing/indexing.h"
#include "core/store/index_mark.h"
#include "tests/support/expect_error.h"
#include "tests/support/tiny_model.h"

using namespace cloc;
namespace fs = std::filesystem;

namespace {

fs::path write_model(const fs::path& folder, int seed) {
  return test::write_tiny_model(folder, seed, CLOC_TOKENIZER);
}

void write_image(const fs::path& path, int seed) {
  cv::Mat rgb(40, 60, CV_8UC3);
  cv::RNG(static_cast<std::uint64_t>(seed)).fill(rgb, cv::RNG::UNIFORM, 0, 256);
  image::save_image(path, rgb);
}

// What an index holds, without ids: (image, kind, box, embedding), in order.
std::vector<std::pair<index::Entry, std::vector<float>>> content(const store::Project& project) {
  const auto saved = index::open_generation(project.index_folder());
  std::vector<std::pair<index::Entry, std::vector<float>>> all;
  for (auto entry : saved.entries.all()) {
    auto embedding = saved.index.embedding(entry.id);
    entry.id = 0;
    all.emplace_back(entry, std::move(embedding));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.first.image_id < b.first.image_id; });
  return all;
}

}  // namespace

class TestIndexing : public QObject {
  Q_OBJECT

  static constexpr int kImages = 7, kProposals = 13;

  std::unique_ptr<QTemporaryDir> dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_->path().toStdString()) / name; }
  std::string image_name(int i) const { return "image" + std::to_string(i) + ".png"; }
  store::Project project() const { return store::Project::open(at("p.clocproj")); }
  inference::Session session() const { return inference::Session::open(at("model"), 1); }

  indexing::IndexingReport update(const CancelToken& cancel = {}, const ProgressSink& progress = {},
                                  const std::string& model = "model") const {
    auto opened = project();
    auto asked = inference::Session::open(at(model), 1);
    indexing::IndexingOptions options;
    options.batch_size = 2;
    return indexing::update_index(opened, asked, options, progress, cancel);
  }

  void equalsAnIndexFromNothing() const {
    const auto updated = content(project());
    fs::remove_all(project().index_folder());
    update();
    const auto fresh = content(project());
    QCOMPARE(updated.size(), fresh.size());
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      QVERIFY(updated[i].first == fresh[i].first);
      for (std::size_t d = 0; d < fresh[i].second.size(); ++d)
        QVERIFY(std::abs(updated[i].second[d] - fresh[i].second[d]) < 2e-3);
    }
  }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    write_model(at("model"), 1);
    auto made = store::Project::create(at("p.clocproj"), "p");
    for (int i = 0; i < kImages; ++i) {
      write_image(at(image_name(i)), i);
      store::Image image;
      image.path = at(image_name(i));
      made.add_image(image);
    }
  }

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
      write_image(image.path, 99);
      fs::last_write_time(image.path, fs::last_write_time(image.path) + std::chrono::seconds(2));
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
      write_image(at("late.png"), 99);
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
    CancelToken cancel;
    test::expect_error(ErrorKind::Cancelled, [&] {
      update(cancel, [&](const Progress& progress) {
        if (progress.done == 0) return QTest::qSleep(150);
        cancel.cancel();
      });
    });
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
    CancelToken cancel;
    test::expect_error(ErrorKind::Cancelled, [&] {
      update(cancel, [&](const Progress& progress) {
        // Reports are 100 ms apart: after this pause the first image is one of its own.
        if (progress.done == 0) return QTest::qSleep(150);
        cancel.cancel();
      });
    });
    const auto saved = content(project());
    QVERIFY(!saved.empty());
    const auto rest = update();
    QVERIFY2(rest.unchanged > 0 && rest.encoded > 0, qPrintable(QString::number(rest.unchanged)));
    QCOMPARE(rest.unchanged + rest.encoded, kImages);
    equalsAnIndexFromNothing();
  }

  void anotherModelEncodesEverything() {
    update();
    write_model(at("other"), 2);
    const auto report = update({}, {}, "other");
    QCOMPARE(report.encoded, kImages);
    // Both models stay in the project; the index says whose it is.
    const auto manifest = index::current_manifest(project().index_folder());
    QVERIFY(fs::exists(project().folder() / manifest->origin.model_name / "model.safetensors"));
  }

  void anotherModelsIndexAnswersUntilTheNewOneIsWhole() {
    update();
    const auto before = content(project());
    write_model(at("other"), 2);
    const auto cancelled_after_an_image = [this] {
      CancelToken cancel;
      test::expect_error(ErrorKind::Cancelled, [&] {
        update(
            cancel,
            [&](const Progress& progress) {
              if (progress.done == 0) return QTest::qSleep(150);
              cancel.cancel();
            },
            "other");
      });
    };
    cancelled_after_an_image();
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
    auto asked = session();
    indexing::IndexingOptions options;
    options.kind = index::Kind::Graph;
    const auto report = indexing::update_index(opened, asked, options);
    QCOMPARE(report.encoded, 0);
    QCOMPARE(index::to_string(index::open_generation(project().index_folder()).index.kind()),
             index::to_string(index::Kind::Graph));
  }
};

QTEST_GUILESS_MAIN(TestIndexing)
#include "test_indexing.moc"
