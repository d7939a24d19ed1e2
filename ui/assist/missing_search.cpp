// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/missing_search.h"

#include <memory>
#include <utility>

#include "core/store/lookup.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

MissingSearch::MissingSearch(ProjectService& project, EngineService& engine, AssistService& assist,
                             QObject* parent)
    : QObject(parent), project_(project), engine_(engine), assist_(assist) {
  connect(&engine_, &EngineService::proposed, this,
          [this](quint64 request, const engine::ImageProposals& proposals) {
            if (running_ && request == proposing_)
              judging_ = assist_.findMissing(images_[done_].id, proposals);
          });
  connect(&engine_, &EngineService::requestFailed, this,
          [this](quint64 request, EngineService::Channel channel, const QString& message) {
            if (!running_ || channel != EngineService::Channel::Proposals || request != proposing_) return;
            if (unreadable_++ == 0) problem_ = message;
            ++done_;
            next();
          });
  connect(&assist_, &AssistService::missingFound, this,
          [this](quint64 request, const std::vector<assist::Mistake>& missing) {
            if (!running_ || request != judging_) return;
            ++done_;
            if (!missing.empty()) emit found(missing);
            next();
          });
  connect(&assist_, &AssistService::failed, this, [this](quint64 request, const QString& message) {
    if (running_ && request == judging_) end(message);
  });
  // Another model's boxes would not fit what was found.
  connect(&engine_, &EngineService::stateChanged, this, [this](EngineService::State state) {
    if (running_ && state != EngineService::State::Ready) end(tr("The model is another one now."));
  });
  connect(&project_, &ProjectService::closed, this, [this] {
    running_ = false;
    ++run_;
  });
}

void MissingSearch::start(const std::vector<store::ImageId>& images) {
  cancel();
  names_.clear();
  for (const auto& label : project_.labels()) names_.push_back(label.name);
  images_.clear();
  done_ = 0;
  unreadable_ = 0;
  problem_.clear();
  running_ = true;
  const auto run = ++run_;
  emit progress(0, 0);
  auto wanted = std::make_shared<std::vector<Wanted>>();
  project_.post(
      [images, wanted](store::Project& project) {
        const auto add = [&](const store::Image& image) {
          if (!image.verified) wanted->push_back({image.id, image.path});
        };
        store::Lookup lookup(project);
        for (const auto id : images) {
          if (const auto image = lookup.image(id)) add(*image);
        }
        if (!images.empty()) return;
        for (const auto& image : project.images()) add(image);
      },
      this,
      [this, wanted, run] {
        if (run != run_ || !running_) return;
        images_ = std::move(*wanted);
        next();
      });
}

void MissingSearch::next() {
  emit progress(static_cast<qint64>(done_), static_cast<qint64>(images_.size()));
  if (done_ == images_.size()) {
    end(problem_);
    return;
  }
  proposing_ = engine_.propose(images_[done_].path, names_);
}

void MissingSearch::cancel() {
  if (running_) end({});
}

void MissingSearch::end(const QString& problem) {
  running_ = false;
  ++run_;
  engine_.drop(EngineService::Channel::Proposals);
  emit finished(static_cast<qint64>(done_) - unreadable_, unreadable_, problem);
}

}  // namespace cloc::ui
