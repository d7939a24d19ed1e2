// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/gallery_controller.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QStringList>
#include <QTimer>
#include <QUrl>
#include <limits>
#include <memory>
#include <utility>

#include "core/store/lookup.h"
#include "core/store/split_plan.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/project/project_service.h"
#include "ui/search/search_panel.h"

namespace cloc::ui {
namespace {

QString pathText(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

}  // namespace

GalleryController::GalleryController(ProjectService& project, EngineService& engine, GalleryPanel& gallery,
                                     SearchPanel& panel, QObject* parent)
    : QObject(parent),
      project_(project),
      engine_(engine),
      gallery_(gallery),
      panel_(panel),
      pause_(new QTimer(this)) {
  pause_->setSingleShot(true);
  pause_->setInterval(300);
  connect(pause_, &QTimer::timeout, this, &GalleryController::askForScores);
  connect(&panel_, &SearchPanel::queryChanged, this, &GalleryController::scheduleScores);
  connect(&engine_, &EngineService::answersChanged, this, &GalleryController::scheduleScores);
  connect(&engine_, &EngineService::imagesScored, this,
          [this](quint64 request, const std::vector<std::pair<std::int64_t, float>>& scores) {
            if (request == request_) gallery_.setScores(scores);
          });
  connect(&engine_, &EngineService::requestFailed, this,
          [this](quint64 request, EngineService::Channel channel, const QString& message) {
            if (channel == EngineService::Channel::Scores && request == request_) emit told(message);
          });
}

void GalleryController::setOrderedBySearch(bool on) {
  ordered_ = on;
  scheduleScores();
}

void GalleryController::scheduleScores() {
  if (ordered_ && !panel_.query().empty()) {
    pause_->start();
    return;
  }
  pause_->stop();
  engine_.drop(EngineService::Channel::Scores);
  gallery_.clearScores();
}

void GalleryController::askForScores() {
  if (engine_.index().state != engine::IndexState::Ready) return;
  request_ = engine_.scoreImages(panel_.query().toQuery());
}

void GalleryController::withSelected(qsizetype most,
                                     std::function<void(const std::vector<store::Image>&)> then) {
  auto selected = gallery_.selectedImages();
  if (selected.size() > most) selected.resize(most);
  auto images = std::make_shared<std::vector<store::Image>>();
  project_.post(
      [images, selected = std::move(selected)](store::Project& project) {
        store::Lookup lookup(project);
        for (const auto id : selected) {
          if (auto image = lookup.image(id)) images->push_back(std::move(*image));
        }
      },
      this, [images, then = std::move(then)] { then(*images); });
}

void GalleryController::searchForSelected() {
  // A search of hundreds of parts is one of nothing in particular, and its list would not end.
  constexpr qsizetype kMost = 8;
  if (gallery_.selectedImages().size() > kMost)
    emit told(tr("The first %1 of the selected images are searched for.").arg(kMost));
  withSelected(kMost, [this](const std::vector<store::Image>& images) {
    for (const auto& image : images) {
      if (image.width <= 0 || image.height <= 0) {
        emit told(tr("The size of %1 is not known yet: open it once.").arg(pathText(image.path)));
        continue;
      }
      panel_.addBox(
          {image.path, {0, 0, static_cast<float>(image.width), static_cast<float>(image.height)}, 1});
    }
  });
}

void GalleryController::searchBesideSelected() {
  withSelected(1, [this](const std::vector<store::Image>& images) {
    if (images.empty()) return;
    auto query = panel_.query();
    query.folder = pathText(images.front().path.parent_path());
    panel_.setQuery(query);
  });
}

void GalleryController::copyPathsOfSelected() {
  withSelected(std::numeric_limits<qsizetype>::max(), [this](const std::vector<store::Image>& images) {
    QStringList paths;
    for (const auto& image : images) paths << pathText(image.path);
    QGuiApplication::clipboard()->setText(paths.join(QLatin1Char('\n')));
    emit told(tr("%n path(s) copied.", nullptr, static_cast<int>(paths.size())));
  });
}

void GalleryController::showSelectedInFileManager() {
  withSelected(1, [this](const std::vector<store::Image>& images) {
    if (images.empty()) return;
    const QString folder = pathText(images.front().path.parent_path());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
      emit told(tr("No program opens %1.").arg(folder));
  });
}

void GalleryController::putSelectedIntoSplit(const QString& split) {
  const auto selected = gallery_.selectedImages();
  if (selected.isEmpty()) {
    emit told(tr("Select images in the gallery first."));
    return;
  }
  auto changes = std::make_shared<store::Changes>();
  const std::vector<store::ImageId> ids(selected.begin(), selected.end());
  project_.post([changes, ids, to = split.toStdString()](
                    store::Project& project) { *changes = store::resplit_images(project, ids, to); },
                this,
                [this, changes, split] {
                  int count = 0;
                  for (const auto& change : *changes) count += static_cast<int>(change.move->ids.size());
                  if (count == 0) {
                    emit told(tr("All of them are there already."));
                    return;
                  }
                  emit stepAsked(std::move(*changes),
                                 split.isEmpty() ? tr("take %n image(s) out of their split", nullptr, count)
                                                 : tr("put %n image(s) into %1", nullptr, count).arg(split));
                  emit told(tr("%n image(s) moved. Ctrl+Z takes it back.", nullptr, count));
                });
}

}  // namespace cloc::ui
