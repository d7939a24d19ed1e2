// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/metrics_feed.h"

#include <QTimer>
#include <map>
#include <utility>

namespace cloc::ui {

// Lives in the feed's thread.
class MetricsFeedWorker : public QObject {
 public:
  MetricsFeedWorker(MetricsFeed& feed, std::chrono::milliseconds poll) : feed_(feed), timer_(this) {
    timer_.setInterval(poll);
    connect(&timer_, &QTimer::timeout, this, [this] {
      for (auto& [run, reader] : readers_) read(run, reader);
    });
  }
  void follow(qint64 run, const std::filesystem::path& file) {
    auto& reader = readers_.insert_or_assign(run, MetricsReader(file)).first->second;
    auto fresh = std::make_shared<MetricsChunk>(reader.poll());
    fresh->restarted = true;
    const bool more = fresh->more;
    emit feed_.arrived(run, fresh);
    if (more) read(run, reader);
    timer_.start();
  }
  void forget(qint64 run) {
    readers_.erase(run);
    if (readers_.empty()) timer_.stop();
  }

 private:
  void read(qint64 run, MetricsReader& reader) {
    for (bool more = true; more && !thread()->isInterruptionRequested();) {
      auto chunk = std::make_shared<MetricsChunk>(reader.poll());
      more = chunk->more;
      if (!chunk->empty()) emit feed_.arrived(run, chunk);
    }
  }

  MetricsFeed& feed_;  // outlives this: it waits for the thread
  QTimer timer_;
  std::map<qint64, MetricsReader> readers_;
};

MetricsFeed::MetricsFeed(std::chrono::milliseconds poll, QObject* parent)
    : QObject(parent), worker_(new MetricsFeedWorker(*this, poll)) {
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  thread_.setObjectName(QStringLiteral("metrics"));
  thread_.start();
}

MetricsFeed::~MetricsFeed() {
  thread_.requestInterruption();
  thread_.quit();
  thread_.wait();
}

void MetricsFeed::post(std::function<void(MetricsFeedWorker&)> work) {
  QMetaObject::invokeMethod(
      worker_, [worker = worker_, work = std::move(work)] { work(*worker); }, Qt::QueuedConnection);
}

void MetricsFeed::follow(qint64 run, const std::filesystem::path& metrics) {
  post([=](MetricsFeedWorker& worker) { worker.follow(run, metrics); });
}

void MetricsFeed::forget(qint64 run) {
  post([run](MetricsFeedWorker& worker) { worker.forget(run); });
}

}  // namespace cloc::ui
