// SPDX-License-Identifier: Apache-2.0
// Questions to a small project, against the same sums done by hand with the session and the index.
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "core/base/atomic_file.h"
#include "core/engine/engine.h"
#include "core/engine/heat.h"
#include "core/image/image.h"
#include "core/index/generations.h"
#include "core/indexing/indexing.h"
#include "core/inference/session.h"
#include "core/store/project.h"
#include "tests/support/expect_error.h"
#include "tests/support/tiny_model.h"

using namespace cloc;
namespace fs = std::filesystem;

namespace {

fs::path write_model(const fs::path& folder, int seed) {
  return test::write_tiny_model(folder, seed, CLOC_TOKENIZER);
}

using Found = std::vector<std::pair<std::int64_t, float>>;  // image, score

Found summary(const std::vector<engine::Match>& matches) {
  Found found;
  for (const auto& match : matches) found.emplace_back(match.image_id, match.score);
  return found;
}

}  // namespace

class TestEngine : public QObject {
  Q_OBJECT

  static constexpr int kImages = 6;
  const std::vector<std::string> words_ = {"red apple", "cat", "boat"};

  QTemporaryDir dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  fs::path project_folder() const { return at("p.clocproj"); }
  fs::path image(int i) const {
    return at(i % 2 == 0 ? "even" : "odd") / ("image" + std::to_string(i) + ".png");
  }
  inference::Session session() const { return inference::Session::open(at("model"), 1); }
  void index_with(const std::string& model) const {
    auto project = store::Project::open(project_folder());
    auto opened = inference::Session::open(at(model), 1);
    indexing::update_index(project, opened, {});
  }
  std::unique_ptr<engine::Engine> opened() const {
    auto engine = engine::new_engine();
    engine->open({.project = project_folder(), .threads = 1});
    return engine;
  }

  // Every region's score for `query`, best first, straight from the index.
  Found by_hand(const std::vector<float>& query, index::EntryKind without) const {
    const auto saved = index::open_generation(project_folder() / "index");
    Found all;
    for (const auto& entry : saved.entries.all()) {
      if ((entry.kind == index::EntryKind::Image) != (without != index::EntryKind::Image)) continue;
      all.emplace_back(entry.image_id, inference::dot(query, saved.index.embedding(entry.id)));
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    return all;
  }

  static void compare(const Found& found, const Found& truth) {
    QVERIFY(found.size() <= truth.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      QVERIFY2(
          std::abs(found[i].second - truth[i].second) < 2e-3f,
          qPrintable(
              QStringLiteral("rank %1: %2, by hand %3").arg(i).arg(found[i].second).arg(truth[i].second)));
  }

 private slots:
  void initTestCase() {
    fs::create_directories(at("even"));
    fs::create_directories(at("odd"));
    write_model(at("model"), 1);
    write_model(at("other"), 2);
    auto project = store::Project::create(project_folder(), "p");
    for (int i = 0; i < kImages; ++i) {
      cv::Mat rgb(40, 60, CV_8UC3);
      cv::RNG(static_cast<std::uint64_t>(i)).fill(rgb, cv::RNG::UNIFORM, 0, 256);
      image::save_image(image(i), rgb);
      const auto id = project.add_image({0, image(i), 60, 40, store::file_stamp(image(i))});
      std::vector<store::Region> regions;
      for (std::size_t r = 0; r < 3; ++r) {
        const auto x = static_cast<float>(5 + 10 * r);
        regions.push_back({0, id, {x, 4, x + 14, 30}, project.label(words_[r]), words_[r] + " here", "user"});
      }
      project.add_regions(id, regions);
    }
    index_with("model");
  }

  void aQueryOfBoxesAndWordsIsTheirWeightedSum() {
    auto engine = opened();
    auto model = session();
    const PixelBox box{10, 5, 40, 35};
    const auto rgb = image::load_image(image(1));
    const auto encoded = model.encode(std::span(&rgb, 1))[0];
    const auto region = model.embed_boxes(encoded, std::span(&box, 1));
    const std::vector<std::string> texts = {"red", "boat"};
    const auto text = model.embed_texts(texts);
    std::vector<float> sum(12);
    for (std::size_t d = 0; d < 12; ++d)
      sum[d] = region.row(0)[d] + 0.5f * text.row(0)[d] - 0.8f * text.row(1)[d];
    const float length = std::sqrt(inference::dot(sum, sum));
    for (float& value : sum) value /= length;

    const engine::Query query{.boxes = {{image(1), box}}, .texts = {{"red", 0.5f}, {"boat", -0.8f}}};
    compare(summary(engine->search(query, {.k = 10}).matches), by_hand(sum, index::EntryKind::Image));
    const auto whole = engine->search(query, {.k = 10, .whole_images = true});
    QCOMPARE(whole.matches.size(), std::size_t{kImages});
    compare(summary(whole.matches), by_hand(sum, index::EntryKind::Region));
  }

  void filtersLeaveOnlyWhatTheyName() {
    auto engine = opened();
    const engine::Query query{.texts = {{"apple"}}};
    for (const auto& match : engine->search(query, {.k = 100, .labels = {"cat", "boat"}}).matches)
      QVERIFY(match.label == "cat" || match.label == "boat");
    QCOMPARE(engine->search(query, {.k = 100, .labels = {"cat"}}).matches.size(), std::size_t{kImages});
    const auto below = engine->search(query, {.k = 100, .folder = at("odd")}).matches;
    QCOMPARE(below.size(), std::size_t{9});
    for (const auto& match : below) QCOMPARE(match.path.parent_path(), at("odd"));
    const auto everything = engine->search(query, {.k = 100}).matches;
    QCOMPARE(everything.size(), std::size_t{18});
    const float cut = everything[7].score;
    QCOMPARE(engine->search(query, {.k = 100, .least_score = cut}).matches.size(), std::size_t{8});
    for (const auto& match : engine->search(query, {.k = 100, .not_image = everything[0].image_id}).matches)
      QVERIFY(match.image_id != everything[0].image_id);
  }

  void proposalsAreWhereTheModelSeesTheNames() {
    auto engine = opened();
    auto model = session();
    cv::Mat rgb(1200, 1800, CV_8UC3);  // large: a model that has learned nothing sees small boxes
    cv::RNG(8).fill(rgb, cv::RNG::UNIFORM, 0, 256);
    image::save_image(at("large.png"), rgb);
    const auto encoded = model.encode(std::span(&rgb, 1))[0];
    std::set<std::vector<float>> truth;
    for (const auto& one : model.ground(encoded, words_)) {
      if (one.box.valid() && one.box.width() >= 4 && one.box.height() >= 4)
        truth.insert({one.box.x1, one.box.y1, one.box.x2, one.box.y2});
    }
    QVERIFY(!truth.empty());
    for (int again = 0; again < 2; ++again) {  // the names' embeddings are kept
      const auto proposals = engine->propose(at("large.png"), words_);
      QCOMPARE(proposals.boxes.size(), truth.size());
      const auto rows = model.embed_boxes(encoded, proposals.boxes);
      QCOMPARE(proposals.rows.size(), rows.values.size());
      for (std::size_t i = 0; i < rows.values.size(); ++i)
        QVERIFY(std::abs(proposals.rows[i] - rows.values[i]) < 1e-4f);
      for (const auto& box : proposals.boxes) {
        const auto near = [&](const std::vector<float>& one) {
          return std::abs(one[0] - box.x1) + std::abs(one[1] - box.y1) + std::abs(one[2] - box.x2) +
                     std::abs(one[3] - box.y2) <
                 0.01f;
        };
        QVERIFY(std::any_of(truth.begin(), truth.end(), near));
      }
    }
    // Without names the grid, finer than the index's.
    const auto grid = engine->propose(at("large.png"), {});
    QVERIFY(grid.boxes.size() > 9);
    QCOMPARE(grid.rows.size(), grid.boxes.size() * 12);
    test::expect_error(ErrorKind::NotFound, [&] { engine->propose(at("gone.png"), words_); });
  }

  void wordsAreTheVocabularysBestAndComeAsTheyAreEmbedded() {
    auto engine = opened();
    const engine::Query query{.boxes = {{image(0), {10, 5, 40, 35}}}};
    QVERIFY(engine->words(query, 10).empty());
    while (engine->advance_vocabulary(std::chrono::milliseconds(1))) {
    }
    auto model = session();
    const auto rgb = image::load_image(image(0));
    const auto encoded = model.encode(std::span(&rgb, 1))[0];
    const PixelBox box{10, 5, 40, 35};
    const auto region = model.embed_boxes(encoded, std::span(&box, 1));
    std::vector<std::string> vocabulary = words_;
    for (const auto& word : words_) vocabulary.push_back(word + " here");
    const auto rows = model.embed_texts(vocabulary);
    std::vector<std::pair<float, std::string>> truth;
    for (std::size_t i = 0; i < vocabulary.size(); ++i)
      truth.emplace_back(inference::dot(region.row(0), rows.row(static_cast<std::int64_t>(i))),
                         vocabulary[i]);
    std::sort(truth.rbegin(), truth.rend());
    const auto found = engine->words(query, 4);
    QCOMPARE(found.size(), std::size_t{4});
    for (std::size_t i = 0; i < found.size(); ++i) {
      QCOMPARE(found[i].word, truth[i].second);
      QVERIFY(std::abs(found[i].score - truth[i].first) < 1e-4f);
    }
  }

  void wordsThatWereEmbeddedAreThereAtTheNextStart() {
    const engine::Query query{.boxes = {{image(0), {10, 5, 40, 35}}}};
    const auto file = project_folder() / "index" / "vocabulary.bin";
    fs::remove(file);
    const auto embed_all = [](engine::Engine& engine) {
      while (engine.advance_vocabulary(std::chrono::milliseconds(1))) {
      }
    };
    auto first = opened();
    embed_all(*first);
    QVERIFY(fs::exists(file));
    const auto texts = [](const std::vector<engine::WordMatch>& words) {
      std::vector<std::pair<std::string, float>> all;
      for (const auto& word : words) all.emplace_back(word.word, word.score);
      return all;
    };
    auto second = opened();
    QCOMPARE(texts(second->words(query, 10)), texts(first->words(query, 10)));  // with nothing embedded

    // Another model's are not taken, nor what is damaged.
    auto other = engine::new_engine();
    other->open({.project = project_folder(), .model = at("other"), .threads = 1});
    QVERIFY(other->words(query, 10).empty());
    const auto content = read_text_file(file);
    const std::vector<std::string> damaged_files = {content.substr(0, content.size() - 3), "no header", "",
                                                    content.substr(0, content.size() - 1) + "x",
                                                    "{}\n" + content};
    for (const auto& damaged : damaged_files) {
      write_text_file(file, damaged);
      auto third = opened();
      QVERIFY(third->words(query, 10).empty());
      embed_all(*third);
      QCOMPARE(texts(third->words(query, 10)), texts(first->words(query, 10)));
    }
    // A word that is new joins them.
    auto project = store::Project::open(project_folder());
    project.label("lighthouse");
    auto fourth = opened();
    embed_all(*fourth);
    QCOMPARE(opened()->words(query, 10).size(), std::size_t{7});
  }

  void aModelThatWasReplacedIsReadAgain() {
    fs::copy(at("model"), at("replaced"));
    auto engine = engine::new_engine();
    const engine::OpenOptions options{.project = project_folder(), .model = at("replaced"), .threads = 1};
    engine->open(options);
    QVERIFY(!engine->model_changed());
    const auto before = engine->model().hash;
    fs::copy_file(at("other") / "model.safetensors", at("replaced") / "model.safetensors",
                  fs::copy_options::overwrite_existing);
    QVERIFY(engine->model_changed());
    engine->open(options);
    QVERIFY(!engine->model_changed());
    QVERIFY(engine->model().hash != before);
    QCOMPARE(engine->index().state, engine::IndexState::OtherModel);
    fs::remove(at("replaced") / "model.safetensors");
    QVERIFY(engine->model_changed());
    test::expect_error(ErrorKind::NotFound, [&] { engine->open(options); });
    QCOMPARE(engine->ground(image(0), {"cat"}).size(), std::size_t{1});  // as before
  }

  void regionsThatLeftTheStoreAreNotFoundAndMovedOnesAreWhereTheyAreNow() {
    auto engine = opened();
    const engine::Query query{.texts = {{"cat"}}};
    const auto before = engine->search(query, {.k = 100}).matches;
    auto project = store::Project::open(project_folder());
    const auto kept = project.region(*before[0].region_id);
    auto moved = project.region(*before[1].region_id);
    moved.box = {1, 2, 33, 34};
    moved.caption = "moved";
    project.update_region(moved);
    project.remove_region(kept.id);
    const auto after = engine->search(query, {.k = 100}).matches;
    QCOMPARE(after.size(), before.size() - 1);
    QCOMPARE(after[0].region_id, before[1].region_id);
    QCOMPARE(after[0].box, moved.box);
    QCOMPARE(after[0].caption, std::string("moved"));
    project.add_regions(kept.image_id, std::span(&kept, 1));
    index_with("model");
  }

  void imagesAreScoredByWhatFitsBestInThem() {
    auto engine = opened();
    const engine::Query query{.boxes = {{image(1), {10, 5, 40, 35}}}, .texts = {{"cat", 0.5f}}};
    std::map<std::int64_t, float> truth;
    for (const bool whole : {false, true}) {
      for (const auto& match : engine->search(query, {.k = 1000, .whole_images = whole}).matches) {
        const auto [best, added] = truth.emplace(match.image_id, match.score);
        if (!added) best->second = std::max(best->second, match.score);
      }
    }
    const auto scores = engine->score_images(query);
    QCOMPARE(scores.size(), std::size_t{kImages});
    for (const auto& [id, score] : scores) QVERIFY(std::abs(truth.at(id) - score) < 1e-6f);
  }

  void regionsThatAreNewAreCountedUntilTheIndexIsUpdated() {
    auto engine = opened();
    QCOMPARE(engine->index().new_regions, 0);
    auto project = store::Project::open(project_folder());
    const auto any = project.regions_of(1).front();
    const auto added = project.add_regions(1, std::span(&any, 1));
    QCOMPARE(engine->reload_index().new_regions, 1);
    index_with("model");
    QCOMPARE(engine->reload_index().new_regions, 0);
    project.remove_region(added[0]);
    index_with("model");
  }

  void theFiguresOfTheIndexAreThere() {
    auto engine = opened();
    const auto status = engine->index();
    QCOMPARE(status.images, kImages);
    QCOMPARE(status.regions, 3 * kImages);
    QCOMPARE(status.proposals, 0);
    QCOMPARE(status.entries, 4 * kImages);
    QCOMPARE(status.dim, 12);
    QVERIFY(status.bytes_on_disk > 0 && status.bytes_in_memory > 0 && status.bytes_mapped > 0);
    QVERIFY_CONTAINS(status.reason, status.kind);
    QVERIFY_CONTAINS(status.device, "CPU: ");
    QVERIFY(status.device_problem.empty());
    QVERIFY(status == engine->reload_index());  // nothing has changed
    engine->open({.project = project_folder(), .threads = 1, .device = engine::DeviceChoice::Cpu});
    QVERIFY_CONTAINS(engine->index().device, "as chosen");
  }

  void anotherModelsIndexIsNotSearchedUntilItIsRebuilt() {
    auto engine = engine::new_engine();
    engine->open({.project = project_folder(), .model = at("other"), .threads = 1});
    QCOMPARE(engine->index().state, engine::IndexState::OtherModel);
    QVERIFY(!engine->index().other_version);
    const engine::Query query{.texts = {{"cat"}}};
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { engine->search(query, {}); }),
                     "another model");
    index_with("other");
    QCOMPARE(engine->reload_index().state, engine::IndexState::Ready);
    QCOMPARE(engine->search(query, {.k = 3}).matches.size(), std::size_t{3});
    index_with("model");
  }

  void anIndexOfAnOlderVersionIsToldFromThatOfAnotherModel() {
    const auto project = at("older.clocproj");
    fs::copy(project_folder(), project, fs::copy_options::recursive);
    for (const auto& file : fs::recursive_directory_iterator(project / "index")) {
      if (file.path().filename() != "manifest.json") continue;
      auto manifest = nlohmann::json::parse(read_text_file(file.path()));
      manifest["version"] = 1;
      write_text_file(file.path(), manifest.dump());
    }
    auto engine = engine::new_engine();
    engine->open({.project = project, .model = at("model"), .threads = 1});
    QCOMPARE(engine->index().state, engine::IndexState::OtherModel);
    QVERIFY(engine->index().other_version);
    QVERIFY_CONTAINS(engine->index().message, "another version");
  }

  void aDamagedIndexLeavesTheEngineOpenAndIsSaid() {
    fs::copy(project_folder(), at("damaged.clocproj"), fs::copy_options::recursive);
    for (const auto& file : fs::recursive_directory_iterator(at("damaged.clocproj") / "index")) {
      if (file.path().filename() == "embeddings.f16") fs::resize_file(file.path(), 3);
    }
    auto engine = engine::new_engine();
    engine->open({.project = at("damaged.clocproj"), .model = at("model"), .threads = 1});
    QCOMPARE(engine->index().state, engine::IndexState::Unreadable);
    QVERIFY(!engine->index().message.empty());
    QCOMPARE(engine->ground(image(0), {"cat"}).size(), std::size_t{1});
    const auto message =
        test::expect_error(ErrorKind::Unsupported, [&] { engine->search({.texts = {{"cat"}}}, {}); });
    QCOMPARE(message, engine->index().message);
  }

  void aProjectWithoutIndexStillGroundsAndSaysWhatToDo() {
    store::Project::create(at("bare.clocproj"), "bare");
    auto engine = engine::new_engine();
    engine->open({.project = at("bare.clocproj"), .model = at("model"), .threads = 1});
    QCOMPARE(engine->index().state, engine::IndexState::None);
    const auto message =
        test::expect_error(ErrorKind::Unsupported, [&] { engine->search({.texts = {{"cat"}}}, {}); });
    QVERIFY_CONTAINS(message, "build it");
    const auto grounded = engine->ground(image(0), {"cat", "boat"});
    QCOMPARE(grounded.size(), std::size_t{2});
    QCOMPARE(grounded[1].phrase, std::string("boat"));
    const auto other = engine->ground(image(0), {"cat"}, at("other"));
    QVERIFY(other[0].box != grounded[0].box);
  }

  void badQueriesSayWhatIsWrong() {
    auto engine = opened();
    test::expect_error(ErrorKind::InvalidInput, [&] { engine->search({}, {}); });
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput,
                                        [&] {
                                          engine->search({.boxes = {{image(0), {100, 100, 120, 130}}}}, {});
                                        }),
                     "lies outside");
    test::expect_error(ErrorKind::NotFound, [&] {
      engine->search({.boxes = {{at("gone.png"), {0, 0, 9, 9}}}}, {});
    });
    test::expect_error(ErrorKind::InvalidInput, [&] {
      engine->search({.texts = {{"cat", 1}, {"cat", -1}}}, {});
    });
    auto closed = engine::new_engine();
    test::expect_error(ErrorKind::InvalidInput, [&] { closed->search({.texts = {{"cat"}}}, {}); });
    test::expect_error(ErrorKind::NotFound, [&] { engine->open({.project = at("none.clocproj")}); });
    QVERIFY(engine->is_open());  // as before
    QVERIFY(!engine->search({.texts = {{"cat"}}}, {}).matches.empty());
  }

  void anImageThatChangedIsEncodedAgain() {
    auto engine = opened();
    const auto path = at("changing.png");
    fs::copy_file(image(0), path);
    const engine::Query query{.boxes = {{path, {10, 5, 40, 35}}}};
    const auto before = engine->search(query, {.k = 5}).matches;
    fs::copy_file(image(3), path, fs::copy_options::overwrite_existing);
    fs::last_write_time(path, fs::last_write_time(path) + std::chrono::seconds(2));
    const auto after = engine->search(query, {.k = 5}).matches;
    const auto truth = engine->search({.boxes = {{image(3), {10, 5, 40, 35}}}}, {.k = 5}).matches;
    QVERIFY(before[0].score != after[0].score);
    QCOMPARE(after[0].score, truth[0].score);
  }

  void heatMapEqualsANaiveMeanOverCoveringBoxes() {
    std::mt19937 random(7);
    for (const auto& [width, height] : {std::pair{640, 480}, {97, 300}, {12, 9}, {1, 1}, {3000, 50}}) {
      const auto boxes = engine::heat_boxes(width, height);
      QVERIFY(!boxes.empty());
      std::vector<float> scores(boxes.size());
      for (float& score : scores) score = std::uniform_real_distribution<float>(-1, 1)(random);
      const int cells = 24;
      const auto map = engine::heat_map(width, height, cells, boxes, scores);
      QCOMPARE(std::max(map.columns, map.rows), cells);
      for (int row = 0; row < map.rows; ++row) {
        for (int column = 0; column < map.columns; ++column) {
          const double x = (column + 0.5) * width / map.columns, y = (row + 0.5) * height / map.rows;
          double sum = 0, weight = 0;
          bool near_an_edge = false;
          for (std::size_t i = 0; i < boxes.size(); ++i) {
            const auto& b = boxes[i];
            QVERIFY(b.x1 >= 0 && b.y1 >= 0 && b.x2 <= static_cast<float>(width) * 1.0001f);
            for (const double edge : {x - b.x1, x - b.x2, y - b.y1, y - b.y2})
              near_an_edge = near_an_edge || std::abs(edge) < 1e-3 * std::max(width, height);
            if (x < b.x1 || x > b.x2 || y < b.y1 || y > b.y2) continue;
            const double importance = 1 / std::max(1.0, static_cast<double>(b.area()));
            sum += importance * scores[i];
            weight += importance;
          }
          if (near_an_edge) continue;  // float and double may disagree on which side
          QVERIFY(weight > 0);         // every cell is covered
          const auto place = static_cast<std::size_t>(row) * static_cast<std::size_t>(map.columns) +
                             static_cast<std::size_t>(column);
          QVERIFY(std::abs(map.values[place] - sum / weight) < 1e-4);
        }
      }
    }
    test::expect_error(ErrorKind::InvalidInput, [] { engine::heat_boxes(0, 5); });
  }

  void heatIsCancelled() {
    auto engine = opened();
    CancelToken cancel;
    cancel.cancel();
    test::expect_error(ErrorKind::Cancelled, [&] { engine->heat(image(2), {"cat"}, 8, {}, cancel); });
    const auto maps = engine->heat(image(2), {"cat", "boat"}, 8, {}, {});
    QCOMPARE(maps.size(), std::size_t{2});
    QCOMPARE(maps[0].columns, 8);
    QVERIFY(maps[0].values != maps[1].values);
  }

  void theHeatOfAnotherModelIsWhatThatModelSays() {
    // The other model, opened by itself.
    auto other = engine::new_engine();
    other->open({.project = project_folder(), .model = at("other"), .threads = 1});
    const auto truth = other->heat(image(2), {"cat"}, 8, {}, {});
    auto engine = opened();
    const auto own = engine->heat(image(2), {"cat"}, 8, {}, {});
    const auto compared = engine->heat(image(2), {"cat"}, 8, at("other"), {});
    QCOMPARE(compared[0].columns, truth[0].columns);
    QCOMPARE(compared[0].values, truth[0].values);
    QVERIFY(compared[0].values != own[0].values);
    QCOMPARE(engine->heat(image(2), {"cat"}, 8, {}, {})[0].values, own[0].values);  // still there
    test::expect_error(ErrorKind::NotFound, [&] { engine->heat(image(2), {"cat"}, 8, at("nowhere"), {}); });
  }

  void theModuleAnswersAsTheLinkedEngineDoes() {
    const auto module = engine::load_engine_module();
    module->open({.project = project_folder(), .threads = 1});
    const engine::Query query{.boxes = {{image(2), {10, 5, 40, 35}}}, .texts = {{"cat"}}};
    QCOMPARE(summary(module->search(query, {.k = 7}).matches),
             summary(opened()->search(query, {.k = 7}).matches));
    // Errors cross the boundary as what they are.
    test::expect_error(ErrorKind::InvalidInput, [&] { module->search({}, {}); });
  }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "test_engine.moc"
