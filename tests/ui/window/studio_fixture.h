// SPDX-License-Identifier: GPL-3.0-or-later
// A small project, an engine that answers by rule, and a window over both: for tests that drive the real
// window without a model.
#pragma once

#include <QImage>
#include <QPainter>
#include <QSemaphore>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <memory>
#include <mutex>

#include "core/assist/assistant.h"
#include "core/base/error.h"
#include "core/store/project.h"
#include "ui/window/main_window.h"

namespace cloc::ui::test {

constexpr int kStudioImages = 5;

// Finds every region of the project with the score 1 / (1 + number); grounds each phrase at a fixed
// box; another model sees it 20 pixels further right, less surely, and its heat the other way round.
class RuleEngine : public engine::Engine {
 public:
  struct Log {
    std::atomic<int> searches{0}, opens{0};
    std::atomic<bool> hasIndex{true}, refuse{false}, modelReplaced{false};
    std::atomic<int> proposals{0}, names{0};
    std::filesystem::path unreadable;  // a file's name; set before it is asked for
    std::atomic<std::int64_t> newRegions{0};
    std::atomic<engine::IndexState> indexState{engine::IndexState::Ready};
    std::string deviceProblem;  // set before the window is there
  };
  explicit RuleEngine(std::shared_ptr<Log> log) : log_(std::move(log)) {}

  void open(const engine::OpenOptions& options) override {
    if (log_->refuse) throw Error(ErrorKind::Corrupt, "model.safetensors is cut off. Copy it again.");
    ++log_->opens;
    options_ = options;
    matches_.clear();
    const auto project = store::Project::open(options.project, {.access = store::Access::ReadOnly});
    std::map<store::LabelId, std::string> labels;
    for (const auto& label : project.labels()) labels[label.id] = label.name;
    for (const auto& image : project.images()) {
      for (const auto& region : project.regions_of(image.id)) {
        matches_.push_back({image.id, region.id, index::EntryKind::Region, region.box,
                            1.f / (1.f + static_cast<float>(matches_.size())), image.path,
                            region.label_id ? labels[*region.label_id] : "", region.caption});
      }
    }
  }
  bool is_open() const override { return true; }
  engine::ModelInfo model() const override {
    // Converted weights have no Prompter.
    if (options_.model.parent_path().filename() == "converted") {
      return {options_.model,
              "def",
              options_.model.filename().string(),
              4,
              false,
              model::RegionEncoder::ValueRoi};
    }
    return {"/models/rule", "abc", "rule", 4, true};
  }
  bool model_changed() const override { return log_->modelReplaced.exchange(false); }
  engine::IndexStatus index() const override {
    if (!log_->hasIndex) return {.message = "The project has no index yet."};
    const auto regions = static_cast<std::int64_t>(matches_.size());
    return {.state = log_->indexState,
            .entries = regions + kStudioImages,
            .images = kStudioImages,
            .regions = regions,
            .new_regions = log_->newRegions,
            .model_name = "rule",
            .created = "2026-01-02T03:04:05Z",
            .kind = "exact",
            .reason = "exact: few.",
            .dim = 4,
            .bytes_on_disk = 12'345,
            .bytes_in_memory = 2'000,
            .bytes_mapped = 3'000'000,
            .device = options_.device == engine::DeviceChoice::Cpu ? "CPU: as chosen" : "CPU: no device",
            .device_problem = log_->deviceProblem,
            .message = log_->indexState == engine::IndexState::Ready ? "" : "Something is wrong with it."};
  }
  engine::IndexStatus reload_index() override { return index(); }
  engine::SearchAnswer search(const engine::Query& query, const engine::SearchOptions& options) override {
    ++log_->searches;
    engine::SearchAnswer answer;
    if (!options.whole_images) answer.matches = matches_;
    if (!query.boxes.empty()) answer.words = {{"cat", 0.9f}, {"dog", 0.5f}};
    answer.searched = static_cast<std::int64_t>(matches_.size());
    return answer;
  }
  // The last image first.
  std::vector<std::pair<std::int64_t, float>> score_images(const engine::Query&) override {
    std::vector<std::pair<std::int64_t, float>> scores;
    for (const auto& match : matches_) scores.emplace_back(match.image_id, 1.f - match.score);
    return scores;
  }
  std::vector<engine::WordMatch> words(const engine::Query&, int) override { return {{"cat", 0.9f}}; }
  std::vector<float> embed(const engine::Query&) override { return {1, 0, 0, 0}; }
  std::vector<float> embed_texts(const std::vector<std::string>& texts) override {
    return std::vector<float>(4 * texts.size(), 0.5f);
  }
  std::shared_ptr<const index::SavedIndex> saved_index() const override { return nullptr; }
  bool advance_vocabulary(std::chrono::milliseconds) override { return false; }
  std::vector<engine::GroundedPhrase> ground(const std::filesystem::path&,
                                             const std::vector<std::string>& phrases,
                                             const std::filesystem::path& model) override {
    std::vector<engine::GroundedPhrase> found;
    const bool own = model.empty();
    for (const auto& phrase : phrases)
      found.push_back(
          {phrase, own ? PixelBox{10, 10, 60, 50} : PixelBox{30, 10, 80, 50}, own ? 0.75f : 0.25f});
    return found;
  }
  std::vector<engine::HeatMap> heat(const std::filesystem::path&, const std::vector<std::string>& phrases,
                                    int, const std::filesystem::path& model, const CancelToken&) override {
    const engine::HeatMap map{2, 1, model.empty() ? std::vector{0.f, 1.f} : std::vector{1.f, 0.f}};
    return std::vector<engine::HeatMap>(phrases.size(), map);
  }
  engine::ImageProposals propose(const std::filesystem::path& image,
                                 const std::vector<std::string>& names) override {
    if (log_->unreadable == image.filename()) throw Error(ErrorKind::Corrupt, "The file is cut off.");
    ++log_->proposals;
    log_->names = static_cast<int>(names.size());
    return {{{200, 100, 260, 160}, {10, 100, 60, 160}}, {1, 0, 0, 0, 0, 1, 0, 0}};
  }
  void prefetch(const std::filesystem::path&) override {}

 private:
  std::shared_ptr<Log> log_;
  engine::OpenOptions options_;
  std::vector<engine::Match> matches_;
};

// Tells what the test wants; measuring waits until the test lets each search go.
class RuleChecker : public engine::IndexChecker {
 public:
  struct Log {
    std::mutex mutex;
    engine::Staleness stale{.images = kStudioImages, .current = kStudioImages};
    QSemaphore searches, measuring;
    std::atomic<int> counts{0};
    std::atomic<bool> refuse{false};
    std::atomic<engine::DeviceChoice> device{engine::DeviceChoice::Auto};
  };
  explicit RuleChecker(std::shared_ptr<Log> log) : log_(std::move(log)) {}

  engine::Staleness count_stale(const std::filesystem::path&, const ProgressSink&,
                                const CancelToken&) const override {
    ++log_->counts;
    if (log_->refuse) throw Error(ErrorKind::Corrupt, "entries.bin is cut. Build the index again.");
    const std::lock_guard lock(log_->mutex);
    return log_->stale;
  }
  engine::Recall measure_recall(const std::filesystem::path&, const engine::RecallOptions& options,
                                const ProgressSink& progress, const CancelToken& cancel) const override {
    log_->device = options.device;
    for (int i = 0; i < 4; ++i) {
      progress({"measuring", i, 4, 0, {}});
      log_->measuring.release();
      while (!log_->searches.tryAcquire(1, 5)) cancel.throw_if_cancelled();
    }
    return {.recall = 0.875, .milliseconds = 0.4, .exact_milliseconds = 12, .queries = 4, .k = 10};
  }

 private:
  std::shared_ptr<Log> log_;
};

// Suggests the project's labels in the order of the names it was given; waits until the test lets it go.
class RuleAssistant : public assist::Assistant {
 public:
  struct Log {
    std::atomic<int> suggestions{0}, finds{0};
    std::atomic<bool> hold{false}, refuse{false};
    std::mutex mutex;
    assist::Candidates candidates;   // found
    assist::ExampleQuery lastQuery;  // that was asked
    assist::MistakeReport mistakes;
  };
  explicit RuleAssistant(std::shared_ptr<Log> log) : log_(std::move(log)) {}

  void open(const std::filesystem::path& project, std::shared_ptr<const index::SavedIndex>) override {
    if (!project_)
      project_ = std::make_unique<store::Project>(
          store::Project::open(project, {.access = store::Access::ReadOnly}));
  }
  std::vector<assist::LabelScore> suggest(std::span<const float>, const assist::LabelTexts&,
                                          int count) override {
    ++log_->suggestions;
    while (log_->hold) QTest::qSleep(2);
    if (log_->refuse) throw Error(ErrorKind::Io, "The disk is gone. Plug it in.");
    std::vector<assist::LabelScore> labels;
    for (const auto& label : project_->labels()) {
      if (static_cast<int>(labels.size()) == count) break;
      labels.push_back({label.id, 0.75f / static_cast<float>(labels.size() + 1), 0.3f, 0.5f});
    }
    return labels;
  }
  assist::Candidates find_like(const assist::ExampleQuery& query, const assist::LabelTexts&,
                               const assist::FindOptions&, const CancelToken&) override {
    const std::lock_guard lock(log_->mutex);
    ++log_->finds;
    log_->lastQuery = query;
    return log_->candidates;
  }
  store::Changes label_changes(std::span<const assist::Candidate> chosen, store::LabelId label, bool relabel,
                               float overlap, assist::LabelOutcome& outcome) override;
  assist::MistakeReport find_mistakes(const assist::LabelTexts&, const assist::MistakeOptions&,
                                      const ProgressSink& progress, const CancelToken& cancel) override {
    progress({"comparing labels", 1, 2, 0, {}});
    while (log_->hold) {
      QTest::qSleep(2);
      cancel.throw_if_cancelled();
    }
    const std::lock_guard lock(log_->mutex);
    return log_->mistakes;
  }
  // Every second one.
  std::vector<assist::Mistake> missing_boxes(store::ImageId image, std::span<const PixelBox> boxes,
                                             std::span<const float>, const assist::LabelTexts&,
                                             const assist::MistakeOptions&, const CancelToken&) override {
    while (log_->hold) QTest::qSleep(2);
    std::vector<assist::Mistake> found;
    for (std::size_t i = 0; i < boxes.size(); i += 2) {
      found.push_back({assist::MistakeKind::Missing, 0.5f, image, {}, boxes[i], project_->image(image).path});
      found.back().suggested = project_->labels()[0].id;
    }
    return found;
  }

 private:
  std::shared_ptr<Log> log_;
  std::unique_ptr<store::Project> project_;
};

// As core/assist does it, without FAISS: gives the label to regions without one, and makes the proposals.
inline store::Changes RuleAssistant::label_changes(std::span<const assist::Candidate> chosen,
                                                   store::LabelId label, bool relabel, float,
                                                   assist::LabelOutcome& outcome) {
  store::Changes changes;
  for (const auto& candidate : chosen) {
    if (!candidate.region_id) {
      ++outcome.made;
      changes.push_back({store::Change::Kind::Insert,
                         {},
                         {-outcome.made, candidate.image_id, candidate.box, label, "", "example"}});
      continue;
    }
    const auto before = project_->region(*candidate.region_id);
    if (before.label_id && !relabel) {
      ++outcome.other_label;
      continue;
    }
    ++(before.label_id ? outcome.relabelled : outcome.labelled);
    auto after = before;
    after.label_id = label;
    changes.push_back({store::Change::Kind::Update, before, after});
  }
  return changes;
}

class StudioFixture {
 public:
  static constexpr int kImages = kStudioImages, kWidth = 320, kHeight = 240;

  StudioFixture() {
    QCoreApplication::setOrganizationName(QStringLiteral("CLOC Studio tests"));
    QCoreApplication::setApplicationName(QStringLiteral("cloc-studio"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dir_.path());
    auto project = store::Project::create(projectFolder(), "Small");
    std::filesystem::create_directories(at("photos"));
    for (int i = 0; i < kImages; ++i) {
      QImage image(kWidth, kHeight, QImage::Format_RGB32);
      image.fill(QColor::fromHsv(i * 60, 120, 200));
      QPainter painter(&image);
      painter.fillRect(40, 30, 100, 80, QColor::fromHsv(i * 60, 255, 120));
      painter.end();
      if (!image.save(QString::fromStdString(photo(i).string()))) qFatal("cannot write a test image");
      const auto id = project.add_image({0, photo(i), kWidth, kHeight, store::file_stamp(photo(i))});
      const store::Region region{
          0, id, {40, 30, 140, 110}, project.label(i % 2 == 0 ? "cat" : "dog"), "a square", "t"};
      if (i < 4) project.add_regions(id, std::span(&region, 1));  // the last has none
    }
  }

  std::filesystem::path at(const std::string& name) const {
    return std::filesystem::path(dir_.path().toStdString()) / name;
  }
  std::filesystem::path projectFolder() const { return at("small.clocproj"); }
  std::filesystem::path photo(int i) const { return at("photos") / ("image" + std::to_string(i) + ".png"); }
  store::Project stored() const {
    return store::Project::open(projectFolder(), {.access = store::Access::ReadOnly});
  }

  MainWindow::Options options() const {
    MainWindow::Options options;
    options.cli = CLOC_TEST_CLI;
    options.engine = [log = log] { return std::make_unique<RuleEngine>(log); };
    options.assistant = [assistance = assistance] { return std::make_unique<RuleAssistant>(assistance); };
    options.indexChecker = [checks = checks] { return std::make_unique<RuleChecker>(checks); };
    options.demoFolder = at("demo");
    return options;
  }

  // A new one instead of `window`, active, without a project.
  void showWindow(std::unique_ptr<MainWindow>& window) const {
    window.reset();
    window = std::make_unique<MainWindow>(options());
    window->resize(1400, 900);
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
  }
  // Until everything of it is there.
  void openProject(MainWindow& window) const {
    QSignalSpy ready(&window, &MainWindow::ready);
    window.openPath(projectFolder());
    QVERIFY(ready.wait());
  }

  std::shared_ptr<RuleEngine::Log> log = std::make_shared<RuleEngine::Log>();
  std::shared_ptr<RuleAssistant::Log> assistance = std::make_shared<RuleAssistant::Log>();
  std::shared_ptr<RuleChecker::Log> checks = std::make_shared<RuleChecker::Log>();

 private:
  QTemporaryDir dir_;
};

}  // namespace cloc::ui::test
