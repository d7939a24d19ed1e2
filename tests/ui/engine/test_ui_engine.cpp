// SPDX-License-Identifier: GPL-3.0-or-later
// Order and dropping of requests, with an engine that answers as slowly as the test wants.
#include <QElapsedTimer>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <mutex>

#include "core/base/error.h"
#include "ui/engine/engine_service.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

// What the slow engine was asked, and the gate that each answer waits at.
struct Script {
  QSemaphore gate, asked;
  std::mutex mutex;
  std::vector<std::string> texts;
  std::atomic<int> slices{0};
  int vocabularySlices = 3, openTakes = 0;  // ms
  std::atomic<bool> refuseOpen = false, modelReplaced = false;
};

class SlowEngine : public engine::Engine {
 public:
  explicit SlowEngine(Script& script) : script_(script) {}
  void open(const engine::OpenOptions& options) override {
    QThread::msleep(static_cast<unsigned long>(script_.openTakes));
    if (script_.refuseOpen)
      throw Error(ErrorKind::NotFound, "There is no project at " + options.project.string());
    open_ = true;
  }
  bool is_open() const override { return open_; }
  engine::ModelInfo model() const override { return {"/models/slow", "abc", "slow", 4, true}; }
  bool model_changed() const override { return script_.modelReplaced.exchange(false); }
  engine::IndexStatus index() const override { return {.state = engine::IndexState::Ready, .entries = 7}; }
  engine::IndexStatus reload_index() override { return index(); }
  engine::SearchAnswer search(const engine::Query& query, const engine::SearchOptions&) override {
    {
      const std::lock_guard lock(script_.mutex);
      script_.texts.push_back(query.texts.at(0).text);
    }
    script_.asked.release();
    script_.gate.acquire();
    if (query.texts[0].text == "bad") throw Error(ErrorKind::InvalidInput, "bad words");
    engine::SearchAnswer answer;
    answer.words.push_back({query.texts[0].text, 1});
    return answer;
  }
  std::vector<std::pair<std::int64_t, float>> score_images(const engine::Query&) override {
    return {{3, 0.5f}};
  }
  std::vector<engine::WordMatch> words(const engine::Query&, int) override { return {{"w", 1}}; }
  std::vector<float> embed(const engine::Query&) override { return {1, 0, 0, 0}; }
  engine::ImageProposals propose(const std::filesystem::path&, const std::vector<std::string>&) override {
    return {};
  }
  std::vector<float> embed_texts(const std::vector<std::string>& texts) override {
    return std::vector<float>(4 * texts.size(), 0.5f);
  }
  std::shared_ptr<const index::SavedIndex> saved_index() const override { return nullptr; }
  bool advance_vocabulary(std::chrono::milliseconds) override {
    return ++script_.slices < script_.vocabularySlices;
  }
  std::vector<engine::GroundedPhrase> ground(const std::filesystem::path&, const std::vector<std::string>&,
                                             const std::filesystem::path& model) override {
    return {{model.string(), {}, 0}};
  }
  std::vector<engine::HeatMap> heat(const std::filesystem::path&, const std::vector<std::string>&, int,
                                    const std::filesystem::path&, const CancelToken& cancel) override {
    script_.asked.release();
    while (!cancel.cancelled()) QThread::msleep(1);
    cancel.throw_if_cancelled();
    return {};
  }
  void prefetch(const std::filesystem::path&) override {}

 private:
  Script& script_;
  bool open_ = false;
};

engine::Query words(const char* text) {
  return {.texts = {{text}}};
}

}  // namespace

class TestUiEngine : public QObject {
  Q_OBJECT

  std::unique_ptr<Script> script_;
  std::unique_ptr<EngineService> service_;

  void open() {
    service_ = std::make_unique<EngineService>([this] { return std::make_unique<SlowEngine>(*script_); });
    service_->open({.project = "p.clocproj"});
    QTRY_COMPARE(service_->state(), EngineService::State::Ready);
  }

 private slots:
  void init() { script_ = std::make_unique<Script>(); }
  void cleanup() {
    script_->gate.release(1000);
    service_.reset();
  }

  void aReplacedModelIsReadAgainAndOneThatCannotBeReadIsSaid() {
    open();
    QSignalSpy states(service_.get(), &EngineService::stateChanged);
    service_->checkModel();
    QTest::qWait(50);
    QCOMPARE(states.size(), 0);
    script_->modelReplaced = true;
    service_->checkModel();
    QTRY_COMPARE(states.size(), 1);
    QCOMPARE(service_->state(), EngineService::State::Ready);

    QSignalSpy unreadable(service_.get(), &EngineService::modelUnreadable);
    script_->refuseOpen = true;
    script_->modelReplaced = true;
    service_->checkModel();
    QTRY_COMPARE(unreadable.size(), 1);
    QCOMPARE(service_->state(), EngineService::State::Ready);
    script_->modelReplaced = true;
    service_->checkModel();
    QTest::qWait(50);
    QCOMPARE(unreadable.size(), 1);  // said once
    service_->search(words("still"), {});
    QVERIFY(script_->asked.tryAcquire(1, 2000));
  }

  void aProjectThatIsClosedWhileItsModelLoadsDoesNotBecomeReady() {
    script_->openTakes = 100;
    service_ = std::make_unique<EngineService>([this] { return std::make_unique<SlowEngine>(*script_); });
    QSignalSpy answers(service_.get(), &EngineService::answersChanged);
    service_->open({.project = "p.clocproj"});
    QTest::qWait(30);
    service_->close();
    QTest::qWait(250);
    QCOMPARE(service_->state(), EngineService::State::Closed);
    QCOMPARE(answers.size(), 0);
    service_->open({.project = "p.clocproj"});
    QTRY_COMPARE(service_->state(), EngineService::State::Ready);
    QCOMPARE(answers.size(), 1);
    service_->open({.project = "p.clocproj"});  // drops what was asked: whoever asks has to ask again
    QTRY_COMPARE(answers.size(), 2);
  }

  void askingNeverWaits() {
    open();
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 1000; ++i) service_->search(words("x"), {});
    QVERIFY(timer.elapsed() < 100);  // the engine is at the gate all the time
  }

  void ofManyQueriesTheNewestIsAnsweredAndThoseBetweenAreNeverAsked() {
    open();
    QSignalSpy answers(service_.get(), &EngineService::searched);
    service_->search(words("first"), {});
    QVERIFY(script_->asked.tryAcquire(1, 5000));  // at the gate
    for (int i = 0; i < 50; ++i) service_->search(words("between"), {});
    const auto newest = service_->search(words("newest"), {});
    script_->gate.release(100);
    QTRY_COMPARE(answers.size(), 1);
    QTest::qWait(30);
    QCOMPARE(answers.size(), 1);  // and "first" came too late to be told
    QCOMPARE(answers[0][0].toULongLong(), newest);
    const std::lock_guard lock(script_->mutex);
    QCOMPARE(script_->texts, (std::vector<std::string>{"first", "newest"}));
  }

  void channelsDoNotReplaceEachOther() {
    open();
    QSignalSpy answers(service_.get(), &EngineService::searched);
    QSignalSpy grounded(service_.get(), &EngineService::grounded);
    service_->search(words("regions"), {});
    service_->search(words("images"), {.whole_images = true});
    service_->ground("a.png", {"cat"});
    script_->gate.release(2);
    QTRY_COMPARE(answers.size(), 2);
    QTRY_COMPARE(grounded.size(), 1);
  }

  void aNewHeatMapCancelsTheOneBeforeAndSoDoesDropping() {
    open();
    QSignalSpy failed(service_.get(), &EngineService::requestFailed);
    service_->heat("a.png", {"cat"}, 8);
    QVERIFY(script_->asked.tryAcquire(1, 5000));
    service_->heat("a.png", {"dog"}, 8);
    QVERIFY(script_->asked.tryAcquire(1, 5000));  // so the first has ended
    service_->drop(EngineService::Channel::Heat);
    QSignalSpy grounded(service_.get(), &EngineService::grounded);
    service_->ground("a.png", {"cat"});
    QTRY_COMPARE(grounded.size(), 1);
    QCOMPARE(failed.size(), 0);
  }

  void theHeatOfAnotherModelIsCancelledByItself() {
    open();
    QSignalSpy failed(service_.get(), &EngineService::requestFailed);
    service_->heat("a.png", {"cat"}, 8);
    service_->compareHeat("a.png", {"cat"}, 8, "/other");
    QVERIFY(script_->asked.tryAcquire(1, 5000));
    service_->drop(EngineService::Channel::Heat);
    QVERIFY(script_->asked.tryAcquire(1, 5000));  // the other one is not dropped with it: it begins
    service_->drop(EngineService::Channel::CompareHeat);
    QSignalSpy grounded(service_.get(), &EngineService::grounded);
    service_->ground("a.png", {"cat"});
    QTRY_COMPARE(grounded.size(), 1);
    QCOMPARE(failed.size(), 0);
  }

  void aRequestThatFailsSaysWhyAndTheNextIsAnswered() {
    open();
    QSignalSpy failed(service_.get(), &EngineService::requestFailed);
    QSignalSpy answers(service_.get(), &EngineService::searched);
    script_->gate.release(2);
    service_->search(words("bad"), {});
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][2].toString(), QStringLiteral("bad words"));
    service_->search(words("good"), {});
    QTRY_COMPARE(answers.size(), 1);
  }

  void aProjectThatCannotBeOpenedIsAStateWithAMessage() {
    script_->refuseOpen = true;
    service_ = std::make_unique<EngineService>([this] { return std::make_unique<SlowEngine>(*script_); });
    service_->open({.project = "gone.clocproj"});
    QTRY_COMPARE(service_->state(), EngineService::State::Failed);
    QVERIFY(service_->stateText().contains("gone.clocproj"));
    QSignalSpy failed(service_.get(), &EngineService::requestFailed);
    service_->search(words("x"), {});
    QTRY_COMPARE(failed.size(), 1);
  }

  void theVocabularyIsEmbeddedInIdleMomentsAndAQueryComesBetween() {
    script_->vocabularySlices = 1 << 30;  // no end
    open();
    QTRY_VERIFY(script_->slices > 3);
    QSignalSpy answers(service_.get(), &EngineService::searched);
    script_->gate.release(1);
    service_->search(words("x"), {});
    QTRY_COMPARE(answers.size(), 1);
  }

  void destroyedWhileAnsweringItWaitsForThatAlone() {
    open();
    service_->search(words("x"), {});
    QVERIFY(script_->asked.tryAcquire(1, 5000));
    for (int i = 0; i < 20; ++i) service_->ground("a.png", {"cat"});
    script_->gate.release(1);
    service_.reset();  // returns
  }
};

QTEST_GUILESS_MAIN(TestUiEngine)
#include "test_ui_engine.moc"
