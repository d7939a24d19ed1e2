// SPDX-License-Identifier: Apache-2.0
// Workers that encode parts of a project, and the merge that must equal what one alone would have made.
#include <torch/torch.h>

#include <fstream>
#include <map>
#include <set>

#include "core/base/file_lock.h"
#include "core/indexing/shards.h"
#include "core/store/index_mark.h"
#include "tests/indexing/indexing_fixture.h"
#include "tests/support/file_size_limit.h"

using namespace cloc;
using indexing::Shard;
using test::content;
namespace fs = std::filesystem;

class TestShards : public QObject {
  Q_OBJECT

  static constexpr int kImages = test::IndexingFixture::kImages;

  std::unique_ptr<test::IndexingFixture> fixture_;
  fs::path at(const std::string& name) const { return fixture_->at(name); }
  store::Project project() const { return fixture_->project(); }
  fs::path shard_folder(const Shard& shard) const { return indexing::shard_folder(at("p.clocproj"), shard); }

  indexing::IndexingReport encode(const Shard& shard, const CancelToken& cancel = {},
                                  const ProgressSink& progress = {},
                                  const std::string& model = "model") const {
    auto session = inference::Session::open(at(model), 1);
    return indexing::encode_shard(at("p.clocproj"), session, shard, fixture_->options, progress, cancel);
  }
  void encode_all(int of) const {
    for (int i = 1; i <= of; ++i) encode({i, of});
  }
  indexing::MergeReport merge(const indexing::MergeOptions& how = {}, const CancelToken& cancel = {},
                              const ProgressSink& progress = {}) const {
    auto opened = project();
    return indexing::merge_shards(opened, how, progress, cancel);
  }
  // Every file of the project, and what it looks like.
  std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> files() const {
    std::map<fs::path, std::pair<std::uintmax_t, fs::file_time_type>> all;
    for (const auto& item : fs::recursive_directory_iterator(at("p.clocproj"))) {
      if (item.is_regular_file()) all[item.path()] = {item.file_size(), item.last_write_time()};
    }
    return all;
  }
  // As one program alone would make it of the same images.
  void equalsAnIndexFromNothing() const {
    const auto merged = content(project());
    fs::remove_all(project().index_folder());
    fixture_->update();
    QVERIFY(test::about_equal(merged, content(project())));
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<test::IndexingFixture>();
    fixture_->options.duplicate_cosine = 0.999f;  // some proposals of random images are left out
    auto opened = project();
    const std::vector<store::Region> drawn{{0, 0, {5, 5, 30, 25}, {}, "below", "user"},
                                           {0, 0, {10, 8, 22, 38}, {}, "above", "user"}};
    opened.add_regions(opened.images()[3].id, drawn);
  }

  void mergedShardsAnswerAsAPlainIndexDoes_data() {
    QTest::addColumn<int>("of");
    QTest::addColumn<bool>("older");
    for (const int of : {1, 3, 10}) {
      for (const bool older : {false, true})
        QTest::addRow("%d, %s", of, older ? "an older index" : "no index") << of << older;
    }
  }
  void mergedShardsAnswerAsAPlainIndexDoes() {
    QFETCH(int, of);
    QFETCH(bool, older);
    int unchanged = 0;
    if (older) {
      fixture_->update();
      test::write_other_noise(at(fixture_->image_name(1)));
      test::write_noise(at("image7.png"), 7);
      auto opened = project();
      fixture_->add_image(opened, 7);
      opened.remove_image(opened.images()[5].id);
      const std::vector<store::Region> late{{0, 0, {2, 2, 20, 20}, {}, "late", "user"}};
      opened.add_regions(opened.images()[2].id, late);
      unchanged = kImages - 3;
    }
    int encoded = 0;
    for (int i = 1; i <= of; ++i) encoded += static_cast<int>(encode({i, of}).encoded);
    QCOMPARE(encoded, kImages - unchanged);
    const auto report = merge();
    QCOMPARE(report.shards, of);
    QCOMPARE(report.merged, kImages - unchanged);
    QCOMPARE(report.unchanged, unchanged);
    QCOMPARE(report.left, 0);
    QVERIFY(report.in_use);
    QVERIFY(!fs::exists(project().index_folder() / "shards"));
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});
    const auto again = fixture_->update();
    QCOMPARE(again.encoded, 0);
    QCOMPARE(again.entries, report.entries);
    QVERIFY(again.issues.empty());

    // The same hits for the same queries.
    const auto hits = [&](const std::vector<float>& query) {
      const auto saved = index::open_generation(project().index_folder());
      std::vector<std::pair<std::int64_t, float>> found;
      const auto best = saved.index.search(query, {.k = 1});
      for (const auto& hit : best[0]) found.emplace_back(saved.entries.at(hit.id).image_id, hit.score);
      return found;
    };
    const auto merged = content(project());
    std::vector<std::vector<std::pair<std::int64_t, float>>> before;
    for (const auto& [entry, embedding] : merged) before.push_back(hits(embedding));
    equalsAnIndexFromNothing();
    for (std::size_t i = 0; i < merged.size(); ++i) {
      const auto after = hits(merged[i].second);
      QVERIFY(std::abs(after[0].second - before[i][0].second) < 2e-3f);
    }
  }

  void theOrderOfIdsIsThatOfAPlainIndex() {
    encode_all(3);
    merge();
    const auto saved = index::open_generation(project().index_folder());
    std::int64_t last = 0;
    for (const auto& entry : saved.entries.all()) {
      QVERIFY(entry.image_id >= last);
      last = entry.image_id;
    }
  }

  void aWorkerWritesNothingButItsShard() {
    fixture_->update();
    test::write_other_noise(at(fixture_->image_name(2)));  // the third image: shard 1 of 3
    const auto before = files();
    QCOMPARE(encode({1, 3}).encoded, 1);
    for (const auto& [path, looks] : files()) {
      const bool own = path.string().starts_with(shard_folder({1, 3}).string());
      QVERIFY2(own || (before.contains(path) && before.at(path) == looks), path.c_str());
    }
    for (const auto& [path, looks] : before) QVERIFY2(fs::exists(path), path.c_str());
  }

  void aWorkerSeesWhatAnotherProgramHasWrittenAndNotYetMovedIntoTheFile() {
    auto opened = project();
    test::write_noise(at("image7.png"), 7);
    fixture_->add_image(opened, 7);
    QVERIFY(fs::file_size(at("p.clocproj/project.sqlite-wal")) > 0);
    QCOMPARE(encode({1, 1}).images, kImages + 1);
  }

  void aStoppedWorkerGoesOnAndTheMergeEqualsAPlainIndex() {
    const CancelToken cancel;
    const auto message = test::expect_error(ErrorKind::Cancelled, [&] {
      encode({1, 2}, cancel, test::cancel_after_the_first("encoding images", cancel));
    });
    QVERIFY_CONTAINS(message, "images of shard 1/2");
    const auto rest = encode({1, 2});
    QVERIFY2(rest.unchanged > 0 && rest.encoded > 0, qPrintable(QString::number(rest.unchanged)));
    QCOMPARE(encode({1, 2}).encoded, 0);
    encode({2, 2});
    QCOMPARE(merge().left, 0);
    equalsAnIndexFromNothing();
  }

  void twoWorkersOfOneShardAreRefused() {
    encode({2, 3});
    const auto lock = FileLock::try_acquire(shard_folder({2, 3}) / "worker.lock");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { encode({2, 3}); }), "2/3");
    encode({1, 3});
    encode({3, 3});
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { merge(); }), "still: 2/3");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { merge({.partial = true}); }),
                     "still: 2/3");
    QVERIFY(!index::current_manifest(project().index_folder()));
  }

  void missingAndUnfinishedShardsAreNamedAndAPartialMergeTakesWhatThereIs() {
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { merge(); }), "no shards");
    encode({1, 3});
    const CancelToken cancel;
    test::expect_error(ErrorKind::Cancelled, [&] {
      encode({2, 3}, cancel, test::cancel_after_the_first("encoding images", cancel));
    });
    const auto message = test::expect_error(ErrorKind::NotFound, [&] { merge(); });
    QVERIFY_CONTAINS(message, "missing: 3/3; unfinished: 2/3");
    QVERIFY_CONTAINS(message, "--shard 3/3");
    QVERIFY_CONTAINS(message, "--partial");
    QVERIFY(fs::exists(shard_folder({1, 3})));

    const auto report = merge({.partial = true});
    QCOMPARE(report.shards, 2);
    QVERIFY(report.merged > 0 && report.left > 0);
    QCOMPARE(report.merged + report.left, kImages);
    QVERIFY(store::not_indexed(project()).images > 0);
    const auto rest = fixture_->update();
    QCOMPARE(rest.encoded, report.left);
    QCOMPARE(store::not_indexed(project()), store::NotIndexed{});
    equalsAnIndexFromNothing();
  }

  void shardsOfSeveralNumbersAreNotMixed() {
    encode({1, 1});
    encode({1, 2});
    fs::create_directories(project().index_folder() / "shards" / "notes-of-mine");
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { merge(); });
    QVERIFY_CONTAINS(message, "(1, 2)");
    QVERIFY_CONTAINS(message, "--of");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { merge({.of = 4}); }), "of 4");
    QCOMPARE(merge({.of = 1}).merged, kImages);
    QVERIFY(fs::exists(shard_folder({1, 2})));
    QVERIFY(fs::exists(project().index_folder() / "shards" / "notes-of-mine"));
  }

  void shardsOfDifferentModelsOrThresholdsAreRefused() {
    test::write_tiny_model(at("other"), 2, CLOC_TOKENIZER);
    encode({1, 2});
    encode({2, 2}, {}, {}, "other");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { merge(); }), "different models");
    fixture_->options.duplicate_cosine = 0.9f;
    encode({2, 2});
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { merge(); }), "duplicate-cosine");
    encode({1, 2});
    QCOMPARE(merge().merged, kImages);
  }

  void shardsOfAnotherProjectAreRefused() {
    encode({1, 1});
    const auto folder = shard_folder({1, 1});
    fixture_->make_project("q.clocproj");
    fs::create_directories(at("q.clocproj/index/shards"));
    fs::rename(folder, indexing::shard_folder(at("q.clocproj"), {1, 1}));
    auto other = fixture_->project("q.clocproj");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Mismatch, [&] { indexing::merge_shards(other, {}); }),
                     "another project");
  }

  void aDamagedShardIsNamedAndEncodedAgain() {
    encode_all(2);
    std::string name;
    std::ifstream(shard_folder({2, 2}) / "current") >> name;
    fs::resize_file(shard_folder({2, 2}) / name / "embeddings.f16", 100);
    const auto message = test::expect_error(ErrorKind::Corrupt, [&] { merge(); });
    QVERIFY_CONTAINS(message, "--shard 2/2");
    const auto again = encode({2, 2});
    QVERIFY(again.encoded > 0 && again.unchanged == 0);
    QCOMPARE(again.issues.total(), 1);
    std::ofstream(shard_folder({1, 2}) / "images.txt", std::ios::app) << "cut";
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { merge(); }), "--shard 1/2");
    QCOMPARE(encode({1, 2}).issues.total(), 1);
    QCOMPARE(merge().merged, kImages);
    equalsAnIndexFromNothing();
  }

  void whatChangedSinceIsLeftToTheNextIndex() {
    fixture_->update();
    for (const int i : {0, 1, 3}) test::write_other_noise(at(fixture_->image_name(i)));
    encode_all(2);
    fs::remove(at(fixture_->image_name(0)));
    test::write_noise(at(fixture_->image_name(0)), 55);
    auto opened = project();
    const std::vector<store::Region> drawn{{0, 0, {5, 5, 30, 25}, {}, "late", "user"}};
    opened.add_regions(opened.images()[1].id, drawn);
    test::write_noise(at("image7.png"), 7);
    fixture_->add_image(opened, 7);
    const auto report = merge();
    QCOMPARE(report.merged, 1);
    QCOMPARE(report.left, 3);
    QCOMPARE(store::not_indexed(opened), (store::NotIndexed{1, 1}));
    // Not lost meanwhile: the old entries answer.
    std::set<std::int64_t> found;
    for (const auto& [entry, embedding] : content(opened)) found.insert(entry.image_id);
    QCOMPARE(found.size(), std::size_t{kImages});
    QCOMPARE(fixture_->update().encoded, 3);
    equalsAnIndexFromNothing();
  }

  void anImageThatCannotBeReadDoesNotHoldUpTheMerge() {
    std::ofstream(at(fixture_->image_name(2)), std::ios::trunc) << "no picture";
    const auto report = encode({1, 1});
    QCOMPARE(report.issues.count("unreadable image"), 1);
    QCOMPARE(merge().left, 1);
  }

  void aCancelledMergeLeavesAllAsItWas() {
    fixture_->options.kind = index::Kind::Graph;
    fixture_->update();
    for (int i = 0; i < kImages; ++i) test::write_other_noise(at(fixture_->image_name(i)));
    encode_all(3);
    const auto before = files();
    for (const char* stage : {"opening shards", "merging shards", "rebuilding the index"}) {
      const CancelToken cancel;
      test::expect_error(ErrorKind::Cancelled, [&] {
        merge({}, cancel, [&](const Progress& progress) {
          if (progress.stage == stage) cancel.cancel();
        });
      });
      QVERIFY(files() == before);
    }
    QCOMPARE(merge().merged, kImages);
  }

  void aFullDiskWhileMergingLeavesTheIndexAndTheShards() {
    fixture_->update();
    test::write_other_noise(at(fixture_->image_name(2)));
    encode_all(3);
    const auto before = content(project());
    {
      const test::FileSizeLimit full(4500);
      test::expect_error(ErrorKind::Io, [&] { merge(); });
    }
    QVERIFY(content(project()) == before);
    QCOMPARE(merge().merged, 1);
    equalsAnIndexFromNothing();
  }

  void aPartOfAnotherModelsShardsStaysBesideTheIndexInUse() {
    fixture_->update();
    const auto before = content(project());
    test::write_tiny_model(at("other"), 2, CLOC_TOKENIZER);
    encode({1, 2}, {}, {}, "other");
    const auto report = merge({.partial = true});
    QVERIFY(!report.in_use && report.merged > 0);
    QVERIFY(content(project()) == before);
    QCOMPARE(fixture_->update({}, {}, "other").encoded, report.left);
    QVERIFY(content(project()) != before);
    // The whole of them takes its place at once.
    encode({1, 1});
    QVERIFY(merge().in_use);
    QVERIFY(test::about_equal(content(project()), before));
  }

  void theModelIsTakenFromWhereItIsAndMustBeThatOfTheShards() {
    encode({1, 1});
    QVERIFY(!fs::exists(project().models_folder() / "x") && fs::is_empty(project().models_folder()));
    fs::rename(at("model"), at("moved"));
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { merge(); }), "--model");
    test::write_tiny_model(at("other"), 2, CLOC_TOKENIZER);
    test::expect_error(ErrorKind::Mismatch, [&] { merge({.model = at("other")}); });
    merge({.model = at("moved")});
    const auto manifest = index::current_manifest(project().index_folder());
    QVERIFY(fs::exists(project().folder() / manifest->origin.model_name / "model.safetensors"));
  }

  void aProjectWithoutImagesSaysHowToAddThem() {
    fixture_->make_project("empty.clocproj", 0);
    auto session = inference::Session::open(at("model"), 1);
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] {
      indexing::encode_shard(at("empty.clocproj"), session, {1, 2}, fixture_->options);
    });
    QVERIFY_CONTAINS(message, "--import-only");
    QVERIFY(!fs::exists(at("empty.clocproj/index/shards")));
  }

  void shardsAreReadFromTextAndRefusedByName() {
    QCOMPARE(Shard::parse("2/4").number, 2);
    QCOMPARE(Shard::parse("2/4").of, 4);
    for (const char* bad : {"", "2", "0/4", "5/4", "a/4", "2/", "2/4x", "-1/4", "2 / 4", "99999999999/4"})
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { Shard::parse(bad); }), "i/n");
    // Each image in exactly one.
    for (std::int64_t image = 1; image < 100; ++image) {
      int holders = 0;
      for (int i = 1; i <= 7; ++i) holders += Shard{i, 7}.holds(image);
      QCOMPARE(holders, 1);
    }
  }
};

QTEST_GUILESS_MAIN(TestShards)
#include "test_shards.moc"
