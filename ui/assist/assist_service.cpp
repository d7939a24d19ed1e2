// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/assist_service.h"

#include <QPointer>
#include <exception>
#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

// What lives in one of the threads.
struct AssistService::Worker : QObject {
  explicit Worker(Factory make) : factory(std::move(make)) {}

  assist::Assistant& open(const std::filesystem::path& project,
                          const std::shared_ptr<const index::SavedIndex>& index) {
    if (!assistant) assistant = factory();
    assistant->open(project, index);
    return *assistant;
  }

  Factory factory;
  std::unique_ptr<assist::Assistant> assistant;
};

AssistService::AssistService(ProjectService& project, EngineService& engine, Factory factory, QObject* parent)
    : QObject(parent),
      project_(project),
      engine_(engine),
      quick_(new Worker(factory)),
      long_(new Worker(std::move(factory))),
      newest_(std::make_shared<std::array<std::atomic<quint64>, kKinds>>()) {
  quickThread_.setObjectName(QStringLiteral("assist"));
  longThread_.setObjectName(QStringLiteral("mistakes"));
  quick_->moveToThread(&quickThread_);
  long_->moveToThread(&longThread_);
  quickThread_.start();
  longThread_.start(QThread::LowPriority);
  connect(&engine_, &EngineService::textsEmbedded, this, &AssistService::takeNames);
  connect(&engine_, &EngineService::answersChanged, this, &AssistService::embedNames);
  connect(&project_, &ProjectService::labelsChanged, this, &AssistService::embedNames);
  connect(&project_, &ProjectService::closed, this, &AssistService::forget);
}

AssistService::~AssistService() {
  for (auto& kind : *newest_) kind = ~quint64{0};  // nothing that waits is answered
  findCancel_.cancel();
  mistakesCancel_.cancel();
  for (auto [worker, thread] : {std::pair{quick_, &quickThread_}, {long_, &longThread_}}) {
    QMetaObject::invokeMethod(
        worker,
        [worker = worker] {
          delete worker;  // in its own thread, as its connection to the store
          QThread::currentThread()->quit();
        },
        Qt::QueuedConnection);
    thread->wait();
  }
}

// The project has been closed: its files are let go, and what was asked of it is not answered.
void AssistService::forget() {
  for (auto& kind : *newest_) kind = ++last_;
  findCancel_.cancel();
  mistakesCancel_.cancel();
  for (auto* worker : {quick_, long_}) {
    QMetaObject::invokeMethod(
        worker, [worker] { worker->assistant.reset(); }, Qt::QueuedConnection);
  }
  namesRequest_ = 0;
  texts_ = std::make_shared<assist::LabelTexts>();
}

bool AssistService::ready() const {
  return project_.isOpen() && engine_.state() == EngineService::State::Ready;
}

template <class Ask, class Tell>
quint64 AssistService::request(Kind kind, Ask ask, Tell tell) {
  const quint64 number = ++last_;
  newest(kind) = number;
  if (!project_.isOpen()) return number;
  auto* worker = kind == Kind::Mistakes || kind == Kind::Missing ? long_ : quick_;
  QMetaObject::invokeMethod(
      worker,
      [this, worker, kind, number, newest = newest_, folder = project_.summary()->folder,
       index = engine_.savedIndex(), ask = std::move(ask), tell = std::move(tell)] {
        const auto current = [newest, kind, number] {
          return (*newest)[static_cast<std::size_t>(kind)] == number;
        };
        if (!current()) return;
        try {
          auto answer = ask(worker->open(folder, index));
          QMetaObject::invokeMethod(
              this,
              [current, tell, number, answer = std::move(answer)] {
                if (current()) tell(number, answer);
              },
              Qt::QueuedConnection);
        } catch (const std::exception& error) {
          const auto* known = dynamic_cast<const Error*>(&error);
          const bool cancelled = known != nullptr && known->kind() == ErrorKind::Cancelled;
          QMetaObject::invokeMethod(
              this,
              [this, current, number, kind, cancelled, text = QString::fromStdString(error.what())] {
                if (!current()) return;
                if (!cancelled) emit failed(number, text);
                if (cancelled && kind == Kind::Mistakes) emit mistakesCancelled();
              },
              Qt::QueuedConnection);
        }
      },
      Qt::QueuedConnection);
  return number;
}

quint64 AssistService::suggest(const std::vector<float>& embedding, int count) {
  return request(
      Kind::Suggest,
      [embedding, count, texts = texts_](assist::Assistant& assistant) {
        return assistant.suggest(embedding, *texts, count);
      },
      [this](quint64 number, const std::vector<assist::LabelScore>& labels) {
        emit suggested(number, labels);
      });
}

quint64 AssistService::findLike(const assist::ExampleQuery& query, const assist::FindOptions& options) {
  findCancel_.cancel();
  findCancel_ = CancelToken();
  return request(
      Kind::Find,
      [query, options, texts = texts_, cancel = findCancel_](assist::Assistant& assistant) {
        return assistant.find_like(query, *texts, options, cancel);
      },
      [this](quint64 number, const assist::Candidates& candidates) { emit found(number, candidates); });
}

quint64 AssistService::labelChanges(const std::vector<assist::Candidate>& chosen, store::LabelId label,
                                    bool relabel, float overlap) {
  return request(
      Kind::Changes,
      [chosen, label, relabel, overlap](assist::Assistant& assistant) {
        std::pair<store::Changes, assist::LabelOutcome> made;
        made.first = assistant.label_changes(chosen, label, relabel, overlap, made.second);
        return made;
      },
      [this](quint64 number, const std::pair<store::Changes, assist::LabelOutcome>& made) {
        emit changesReady(number, made.first, made.second);
      });
}

quint64 AssistService::findMistakes(const assist::MistakeOptions& options) {
  mistakesCancel_.cancel();
  mistakesCancel_ = CancelToken();
  const auto progress = [this, cancel = mistakesCancel_](const Progress& now) {
    QMetaObject::invokeMethod(
        this,
        [this, cancel, stage = QString::fromStdString(now.stage), done = now.done, total = now.total] {
          if (!cancel.cancelled()) emit mistakesProgress(stage, done, total);
        },
        Qt::QueuedConnection);
  };
  return request(
      Kind::Mistakes,
      [options, texts = texts_, progress, cancel = mistakesCancel_](assist::Assistant& assistant) {
        return assistant.find_mistakes(*texts, options, progress, cancel);
      },
      [this](quint64 number, const assist::MistakeReport& report) { emit mistakesFound(number, report); });
}

quint64 AssistService::findMissing(store::ImageId image, const engine::ImageProposals& proposals) {
  return request(
      Kind::Missing,
      [image, proposals, texts = texts_](assist::Assistant& assistant) {
        return assistant.missing_boxes(image, proposals.boxes, proposals.rows, *texts, {}, {});
      },
      [this](quint64 number, const std::vector<assist::Mistake>& missing) {
        emit missingFound(number, missing);
      });
}

void AssistService::cancelMistakes() {
  mistakesCancel_.cancel();
}

// A few names at a time, so that what the user asks of the engine comes in between.
void AssistService::embedNames() {
  constexpr std::size_t kAtOnce = 32;
  if (!ready()) return;
  const auto hash = engine_.model().hash;
  if (std::exchange(namesOf_, hash) != hash) names_.clear();
  auto texts = std::make_shared<assist::LabelTexts>();
  asked_.clear();
  for (const auto& label : project_.labels()) {
    const auto known = names_.find(label.name);
    if (known != names_.end()) {
      texts->labels.push_back(label.id);
      texts->rows.insert(texts->rows.end(), known->second.begin(), known->second.end());
    } else if (asked_.size() < kAtOnce) {
      asked_.push_back(label.name);
    }
  }
  texts_ = std::move(texts);
  namesRequest_ = asked_.empty() ? 0 : engine_.embedTexts(asked_);
}

void AssistService::takeNames(quint64 request, const std::vector<float>& rows) {
  if (request != namesRequest_ || asked_.empty()) return;
  const auto dim = rows.size() / asked_.size();
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(i * dim);
    names_[asked_[i]] = std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(dim));
  }
  embedNames();
}

}  // namespace cloc::ui
