// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/machine_labels_controller.h"

#include "ui/canvas/region_document.h"
#include "ui/engine/engine_service.h"
#include "ui/machine_labels/labelling_dialog.h"
#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/project/project_service.h"
#include "ui/window/image_navigator.h"
#include "ui/window/jobs_controller.h"

namespace cloc::ui {

MachineLabelsController::MachineLabelsController(const Parts& parts, QWidget* window)
    : QObject(window), parts_(parts), window_(window) {
  connect(&parts_.panel, &MachineLabelsPanel::labellingRequested, this, &MachineLabelsController::showDialog);
  connect(&parts_.panel, &MachineLabelsPanel::activated, this, &MachineLabelsController::open);
  connect(&parts_.document, &RegionDocument::regionsChanged, this, &MachineLabelsController::selectWanted);
  connect(&parts_.project, &ProjectService::closed, this, [this] { wanted_.reset(); });
}

void MachineLabelsController::showDialog() {
  if (!parts_.project.isOpen()) return;
  if (dialog_ == nullptr) {
    dialog_ = new LabellingDialog(window_);
    connect(dialog_, &LabellingDialog::labellingRequested, this, [this](const LabellingRequest& request) {
      parts_.jobs.label(request);
      emit panelRequested();
    });
  }
  dialog_->showFor(QString::fromStdString(parts_.engine.model().name),
                   parts_.project.summary()->counts.images, parts_.selectedImages());
}

void MachineLabelsController::open(store::ImageId image, store::RegionId region, const PixelBox& box) {
  wanted_ = {image, region};
  if (parts_.navigator.open(image, box)) {
    selectWanted();
  } else {
    wanted_.reset();
  }
}

void MachineLabelsController::selectWanted() {
  if (!wanted_) return;
  if (parts_.document.image() != wanted_->image) {
    if (parts_.navigator.image() != wanted_->image) wanted_.reset();  // the user has gone on
    return;
  }
  if (parts_.document.find(wanted_->region) == nullptr) return;
  const auto region = wanted_->region;
  wanted_.reset();
  parts_.document.select({region});
}

}  // namespace cloc::ui
