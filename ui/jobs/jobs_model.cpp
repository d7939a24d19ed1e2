// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/jobs_model.h"

#include <algorithm>

namespace cloc::ui {
namespace {

bool contains(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

JobsModel::JobsModel(QObject* parent) : QAbstractListModel(parent) {}

int JobsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(jobs_.size());
}

QVariant JobsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const auto& row = job(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return jobTitle(row);
    case Qt::AccessibleTextRole:
      return tr("%1, job %2, %3, %4")
          .arg(jobTitle(row))
          .arg(row.id)
          .arg(jobStateText(row, standing(row.id)), jobAmountText(row));
    default:
      return {};
  }
}

int JobsModel::rowOf(std::int64_t id) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [id](const auto& job) { return job.id == id; });
  return found == jobs_.end() ? -1 : static_cast<int>(found - jobs_.begin());
}

JobStanding JobsModel::standing(std::int64_t id) const {
  if (contains(queue_.stopping, id)) return JobStanding::Stopping;
  if (contains(queue_.starting, id)) return JobStanding::Starting;
  if (contains(queue_.waiting, id)) return JobStanding::Waiting;
  return JobStanding::None;
}

const std::deque<JobEvent>& JobsModel::log(std::int64_t id) const {
  static const std::deque<JobEvent> none;
  const auto found = histories_.find(id);
  return found == histories_.end() ? none : found->second.lines;
}

std::optional<double> JobsModel::runningTime(std::int64_t id, double now) const {
  const auto found = histories_.find(id);
  if (found == histories_.end()) return std::nullopt;
  const auto& history = found->second;
  const int row = rowOf(id);
  const bool runs = row >= 0 && job(row).state == store::JobState::Running;
  // A worker that was killed left no line of its end: its last line is the best that is known.
  const double end = runs || history.lines.empty() ? now : history.lines.back().time;
  return history.ran + (history.started ? std::max(0.0, end - *history.started) : 0.0);
}

void JobsModel::setJobs(const std::vector<store::Job>& jobs) {
  const bool sameRows = std::equal(jobs.begin(), jobs.end(), jobs_.begin(), jobs_.end(),
                                   [](const auto& a, const auto& b) { return a.id == b.id; });
  if (sameRows) {
    jobs_ = jobs;
    if (!jobs_.empty()) emit dataChanged(index(0), index(rowCount() - 1));
    return;
  }
  beginResetModel();
  jobs_ = jobs;
  std::erase_if(histories_, [this](const auto& entry) { return rowOf(entry.first) < 0; });
  endResetModel();
}

void JobsModel::setQueue(const JobQueue& queue) {
  queue_ = queue;
  if (!jobs_.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

void JobsModel::addEvents(std::int64_t id, const std::vector<JobEvent>& events, bool fromStart) {
  auto& history = histories_[id];
  if (fromStart) history = {};
  for (const auto& event : events) {
    // Of a run that ended without a word, the last line tells how far it came.
    if (event.kind == JobEvent::Kind::Started) {
      if (history.started && !history.lines.empty()) {
        history.ran += std::max(0.0, history.lines.back().time - *history.started);
      }
      history.started = event.time;
    } else if (history.started &&
               (event.kind == JobEvent::Kind::Finished || event.kind == JobEvent::Kind::Failed ||
                event.kind == JobEvent::Kind::Interrupted)) {
      history.ran += std::max(0.0, event.time - *history.started);
      history.started.reset();
    }
    history.lines.push_back(event);
    if (history.lines.size() > kMostLines) history.lines.pop_front();
  }
  emit logChanged(id, fromStart, static_cast<int>(events.size()));
}

}  // namespace cloc::ui
