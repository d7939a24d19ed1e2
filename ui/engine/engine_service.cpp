// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/engine_service.h"

#include <QElapsedTimer>
#include <QTimer>
#include <exception>
#include <optional>
#include <utility>

#include "core/base/error.h"

namespace cloc::ui {

// The half in the engine's thread.
class EngineService::Worker : public QObject {
 public:
  Worker(EngineService* service, Factory factory) : service_(service), factory_(std::move(factory)) {}

  void open(const engine::OpenOptions& options, quint64 opening) {
    options_ = options;
    opening_ = opening;
    unreadable_.reset();
    try {
      if (!engine_) engine_ = factory_();
      tellState(State::Loading, EngineService::tr("Opening the model…"));
      engine_->open(options);
      tellReady();
    } catch (const std::exception& error) {
      // An engine that was open before goes on with the other project: that would answer wrongly.
      engine_.reset();
      tellState(State::Failed, QString::fromStdString(error.what()));
    }
  }

  void checkModel() {
    if (!engine_ || !engine_->model_changed()) return;
    auto options = options_;
    options.model = engine_->model().folder;
    try {
      engine_->open(options);
      unreadable_.reset();
      tellReady();
    } catch (const std::exception& error) {
      const auto message = QString::fromStdString(error.what());
      if (std::exchange(unreadable_, message) == message) return;  // said already
      tell([service = service_, message] {
        emit service->modelUnreadable(
            EngineService::tr("The model's file has changed and cannot be read: %1").arg(message));
      });
    }
  }

  void close(quint64 opening) {
    opening_ = opening;
    engine_.reset();
  }

  void reloadIndex() {
    if (!engine_) return;
    const auto index = engine_->reload_index();
    tell([service = service_, index, saved = engine_->saved_index()] {
      service->savedIndex_ = saved;
      service->setIndex(index);
    });
    embedWordsWhenIdle();
  }

  engine::Engine& engine() {
    if (!engine_) throw Error(ErrorKind::InvalidInput, "The model is not loaded.");
    return *engine_;
  }

 private:
  // Runs `work` in the window's thread, unless another project or model is wanted by then.
  template <class Work>
  void tell(Work work) {
    QMetaObject::invokeMethod(
        service_,
        [service = service_, opening = opening_, work = std::move(work)] {
          if (service->opening_ == opening) work();
        },
        Qt::QueuedConnection);
  }

  void tellState(State state, const QString& text) {
    tell([service = service_, state, text] { service->setState(state, text); });
  }

  void tellReady() {
    tell([service = service_, model = engine_->model(), index = engine_->index(),
          saved = engine_->saved_index()] {
      service->savedIndex_ = saved;
      service->model_ = model;
      service->index_ = index;
      service->setState(State::Ready,
                        EngineService::tr("Model %1 is ready").arg(QString::fromStdString(model.name)));
      emit service->indexChanged(index);
      emit service->answersChanged();
    });
    embedWordsWhenIdle();
  }

  // A zero timer fires when no request is waiting.
  void embedWordsWhenIdle() {
    if (idle_ == nullptr) {
      idle_ = new QTimer(this);
      connect(idle_, &QTimer::timeout, this, [this] { embedWords(); });
    }
    idle_->start(0);
  }

  void embedWords() {
    constexpr std::chrono::milliseconds kSlice(10);  // how long a request may have to wait for it
    bool more = false;
    try {
      more = engine_ && engine_->advance_vocabulary(kSlice);
    } catch (const std::exception& error) {
      QMetaObject::invokeMethod(
          service_,
          [service = service_, text = QString::fromStdString(error.what())] {
            emit service->requestFailed(0, Channel::Words, text);
          },
          Qt::QueuedConnection);
    }
    if (!more) idle_->stop();
    if (!more || !told_.isValid() || told_.elapsed() > 1000) {
      told_.start();
      QMetaObject::invokeMethod(
          service_, [service = service_] { emit service->vocabularyGrew(); }, Qt::QueuedConnection);
    }
  }

  EngineService* service_;
  Factory factory_;
  engine::OpenOptions options_;  // of the last open()
  quint64 opening_ = 0;
  std::optional<QString> unreadable_;  // what was said of a model's file that cannot be read
  std::unique_ptr<engine::Engine> engine_;
  QTimer* idle_ = nullptr;
  QElapsedTimer told_;  // since vocabularyGrew()
};

EngineService::EngineService(Factory factory, QObject* parent)
    : QObject(parent),
      worker_(new Worker(this, std::move(factory))),
      newest_(std::make_shared<std::array<std::atomic<quint64>, kChannels>>()) {
  thread_.setObjectName(QStringLiteral("inference"));
  worker_->moveToThread(&thread_);
  thread_.start();
}

QString EngineService::boxesText(model::RegionEncoder regions) {
  switch (regions) {
    case model::RegionEncoder::Prompter:
      return {};
    case model::RegionEncoder::RoiAlign:
    case model::RegionEncoder::ValueRoi:
      return tr("no Prompter: boxes by RoI-Align");
    case model::RegionEncoder::Crops:
      return tr("no Prompter: boxes as crops");
  }
  return {};
}

EngineService::~EngineService() {
  for (auto& channel : *newest_) channel = ~quint64{0};  // nothing that waits is answered
  heatCancel_.cancel();
  compareHeatCancel_.cancel();
  QMetaObject::invokeMethod(
      worker_,
      [worker = worker_] {
        delete worker;  // in its own thread: it has a timer
        QThread::currentThread()->quit();
      },
      Qt::QueuedConnection);
  thread_.wait();
}

void EngineService::open(const engine::OpenOptions& options) {
  for (std::size_t channel = 0; channel < kChannels; ++channel) drop(static_cast<Channel>(channel));
  setState(State::Loading, tr("Loading the model's library…"));
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, options, opening = ++opening_] { worker->open(options, opening); },
      Qt::QueuedConnection);
}

void EngineService::close() {
  for (std::size_t channel = 0; channel < kChannels; ++channel) drop(static_cast<Channel>(channel));
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, opening = ++opening_] { worker->close(opening); }, Qt::QueuedConnection);
  model_ = {};
  index_ = {};
  savedIndex_.reset();
  setState(State::Closed, {});
}

void EngineService::reloadIndex() {
  QMetaObject::invokeMethod(
      worker_, [worker = worker_] { worker->reloadIndex(); }, Qt::QueuedConnection);
}

void EngineService::checkModel() {
  QMetaObject::invokeMethod(
      worker_, [worker = worker_] { worker->checkModel(); }, Qt::QueuedConnection);
}

void EngineService::drop(Channel channel) {
  newest(channel) = ++last_;
  if (channel == Channel::Heat) heatCancel_.cancel();
  if (channel == Channel::CompareHeat) compareHeatCancel_.cancel();
}

template <class Ask, class Tell>
quint64 EngineService::request(Channel channel, Ask ask, Tell tell) {
  const quint64 number = ++last_;
  newest(channel) = number;
  QMetaObject::invokeMethod(
      worker_,
      [this, worker = worker_, newest = newest_, channel, number, ask = std::move(ask),
       tell = std::move(tell)] {
        const auto current = [newest, channel, number] {
          return (*newest)[static_cast<std::size_t>(channel)] == number;
        };
        if (!current()) return;
        try {
          auto answer = ask(worker->engine());
          QMetaObject::invokeMethod(
              this,
              [current, tell, number, answer = std::move(answer)] {
                if (current()) tell(number, answer);
              },
              Qt::QueuedConnection);
        } catch (const std::exception& error) {
          const auto* known = dynamic_cast<const Error*>(&error);
          if (known != nullptr && known->kind() == ErrorKind::Cancelled) return;
          QMetaObject::invokeMethod(
              this,
              [this, current, number, channel, text = QString::fromStdString(error.what())] {
                if (current()) emit requestFailed(number, channel, text);
              },
              Qt::QueuedConnection);
        }
      },
      Qt::QueuedConnection);
  return number;
}

quint64 EngineService::search(const engine::Query& query, const engine::SearchOptions& options) {
  return request(
      options.whole_images ? Channel::Images : Channel::Regions,
      [query, options](engine::Engine& engine) { return engine.search(query, options); },
      [this](quint64 number, const engine::SearchAnswer& answer) { emit searched(number, answer); });
}

quint64 EngineService::words(const engine::Query& query, int k) {
  return request(
      Channel::Words, [query, k](engine::Engine& engine) { return engine.words(query, k); },
      [this](quint64 number, const std::vector<engine::WordMatch>& words) {
        emit wordsFound(number, words);
      });
}

quint64 EngineService::ground(const std::filesystem::path& image, const std::vector<std::string>& phrases) {
  return request(
      Channel::Grounding, [image, phrases](engine::Engine& engine) { return engine.ground(image, phrases); },
      [this](quint64 number, const std::vector<engine::GroundedPhrase>& found) {
        emit grounded(number, found);
      });
}

quint64 EngineService::compare(const std::filesystem::path& image, const std::vector<std::string>& phrases,
                               const std::filesystem::path& model) {
  return request(
      Channel::Compare,
      [image, phrases, model](engine::Engine& engine) { return engine.ground(image, phrases, model); },
      [this](quint64 number, const std::vector<engine::GroundedPhrase>& found) {
        emit compared(number, found);
      });
}

quint64 EngineService::heat(const std::filesystem::path& image, const std::vector<std::string>& phrases,
                            int cells) {
  return askHeat(Channel::Heat, heatCancel_, image, phrases, cells, {});
}

quint64 EngineService::compareHeat(const std::filesystem::path& image,
                                   const std::vector<std::string>& phrases, int cells,
                                   const std::filesystem::path& model) {
  return askHeat(Channel::CompareHeat, compareHeatCancel_, image, phrases, cells, model);
}

quint64 EngineService::askHeat(Channel channel, CancelToken& token, const std::filesystem::path& image,
                               const std::vector<std::string>& phrases, int cells,
                               const std::filesystem::path& model) {
  token.cancel();
  token = CancelToken();
  return request(
      channel,
      [image, phrases, cells, model, cancel = token](engine::Engine& engine) {
        return engine.heat(image, phrases, cells, model, cancel);
      },
      [this](quint64 number, const std::vector<engine::HeatMap>& maps) { emit heated(number, maps); });
}

quint64 EngineService::scoreImages(const engine::Query& query) {
  return request(
      Channel::Scores, [query](engine::Engine& engine) { return engine.score_images(query); },
      [this](quint64 number, const std::vector<std::pair<std::int64_t, float>>& scores) {
        emit imagesScored(number, scores);
      });
}

quint64 EngineService::embed(Channel channel, const engine::Query& query) {
  return request(
      channel, [query](engine::Engine& engine) { return engine.embed(query); },
      [this](quint64 number, const std::vector<float>& embedding) { emit embedded(number, embedding); });
}

quint64 EngineService::propose(const std::filesystem::path& image, const std::vector<std::string>& names) {
  return request(
      Channel::Proposals, [image, names](engine::Engine& engine) { return engine.propose(image, names); },
      [this](quint64 number, const engine::ImageProposals& proposals) { emit proposed(number, proposals); });
}

quint64 EngineService::embedTexts(const std::vector<std::string>& texts) {
  return request(
      Channel::LabelNames, [texts](engine::Engine& engine) { return engine.embed_texts(texts); },
      [this](quint64 number, const std::vector<float>& rows) { emit textsEmbedded(number, rows); });
}

void EngineService::prefetch(const std::filesystem::path& image) {
  request(
      Channel::Prefetch,
      [image](engine::Engine& engine) {
        engine.prefetch(image);
        return true;
      },
      [](quint64, bool) {});
}

void EngineService::setIndex(const engine::IndexStatus& index) {
  if (index_ == index) return;
  auto before = std::exchange(index_, index);
  before.new_images = index.new_images;
  before.new_regions = index.new_regions;
  emit indexChanged(index);
  if (before != index) emit answersChanged();
}

void EngineService::setState(State state, const QString& text) {
  state_ = state;
  stateText_ = text;
  emit stateChanged(state, text);
}

}  // namespace cloc::ui
