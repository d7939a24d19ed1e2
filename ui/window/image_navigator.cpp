// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/image_navigator.h"

#include "core/store/image_facts.h"
#include "ui/canvas/canvas_view.h"
#include "ui/engine/engine_service.h"
#include "ui/gallery/gallery_model.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/project/project_service.h"

namespace cloc::ui {

ImageNavigator::ImageNavigator(ProjectService& project, EngineService& engine, GalleryPanel& gallery,
                               CanvasView& canvas, QObject* parent)
    : QObject(parent), project_(project), engine_(engine), gallery_(gallery), canvas_(canvas) {
  connect(&gallery_, &GalleryPanel::currentChanged, this, [this](qint64 image) { open(image); });
  connect(&gallery_, &GalleryPanel::imageActivated, this, [this](qint64 image) {
    open(image);
    canvas_.setFocus();
  });
  connect(&project_, &ProjectService::regionsLoaded, this,
          [this](store::ImageId image, const std::vector<store::Region>& regions) {
            if (image != image_) return;
            // Edits that are still being written are seen already, and not in what has come: read again
            // behind them, and take back nothing from the screen meanwhile.
            if (project_.pending() > 0) {
              project_.loadRegions(image);
              if (!canvas_.document()->regions().empty()) return;
            }
            canvas_.setRegions(regions);
            if (wantedBox_) canvas_.pulse(*wantedBox_);
            wantedBox_.reset();
          });
  connect(&project_, &ProjectService::verifiedLoaded, this, [this](store::ImageId image, bool verified) {
    // As of regions, which are read again in this case, and this with them.
    if (image == image_ && project_.pending() == 0) canvas_.document()->setVerified(verified);
  });
  connect(&project_, &ProjectService::regionsChanged, this, &ImageNavigator::regionsWritten);
  // What was opened before the model was there.
  connect(&engine_, &EngineService::stateChanged, this, [this](EngineService::State state) {
    if (state == EngineService::State::Ready && image_ != 0) engine_.prefetch(path_);
  });
  connect(canvas_.document(), &RegionDocument::imageWanted, this,
          [this](store::ImageId image) { open(image); });
}

bool ImageNavigator::open(store::ImageId image) {
  if (image == image_) return true;
  const auto& table = gallery_.model()->table();
  const auto row = table.find(image);
  if (row == kNoRow) return false;
  image_ = image;
  path_ = table.path(row);
  canvas_.showImage(image, path_, {table.width(row), table.height(row)});
  // As the gallery knows it until the store says so: a key that is pressed meanwhile means the other of it.
  canvas_.document()->setVerified(table.verified(row));
  project_.loadRegions(image);
  if (engine_.state() == EngineService::State::Ready) engine_.prefetch(path_);
  gallery_.showImage(image);
  prefetchNext();
  emit opened(image, path_);
  return true;
}

bool ImageNavigator::open(store::ImageId image, const PixelBox& box) {
  if (image == image_) {
    canvas_.pulse(box);
    return true;
  }
  wantedBox_ = box;
  if (open(image)) return true;
  wantedBox_.reset();
  return false;
}

void ImageNavigator::close() {
  image_ = 0;
  path_.clear();
  wantedBox_.reset();
  canvas_.closeImage();
  emit closed();
}

void ImageNavigator::go(const std::optional<store::ImageId>& image) {
  if (image) open(*image);
}

void ImageNavigator::next() {
  go(gallery_.nextImage(image_));
}
void ImageNavigator::previous() {
  go(gallery_.previousImage(image_));
}
void ImageNavigator::nextUnlabelled() {
  go(gallery_.nextUnlabelled(image_));
}
void ImageNavigator::previousUnlabelled() {
  go(gallery_.previousUnlabelled(image_));
}

void ImageNavigator::prefetchNext() {
  const auto next = gallery_.nextImage(image_);
  if (!next) return;
  const auto& table = gallery_.model()->table();
  canvas_.prefetch(table.path(table.find(*next)));
}

void ImageNavigator::regionsWritten(const std::vector<store::ImageId>& images) {
  auto facts = std::make_shared<store::ImageFacts>();
  project_.post(
      [facts, images](store::Project& project) { *facts = store::read_image_facts(project, images); }, this,
      [this, facts] { gallery_.updateFacts(*facts); });
}

}  // namespace cloc::ui
