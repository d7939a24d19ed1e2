// SPDX-License-Identifier: GPL-3.0-or-later
// Labelling by machine in the window: asks what is to be labelled, starts the job, and opens what the panel
// of machine labels points at, with the region selected.
#pragma once

#include <QObject>
#include <functional>
#include <optional>
#include <vector>

#include "core/store/project.h"

namespace cloc::ui {

class EngineService;
class ImageNavigator;
class JobsController;
class LabellingDialog;
class MachineLabelsPanel;
class ProjectService;
class RegionDocument;

class MachineLabelsController : public QObject {
  Q_OBJECT

 public:
  struct Parts {
    ProjectService& project;
    EngineService& engine;
    JobsController& jobs;
    ImageNavigator& navigator;
    RegionDocument& document;
    MachineLabelsPanel& panel;
    std::function<std::vector<store::ImageId>()> selectedImages;
  };
  // All of them outlive this.
  MachineLabelsController(const Parts& parts, QWidget* window);

  void showDialog();

 signals:
  // The panel, to see what comes.
  void panelRequested();

 private:
  void open(store::ImageId image, store::RegionId region, const PixelBox& box);
  void selectWanted();

  Parts parts_;
  QWidget* window_;
  LabellingDialog* dialog_ = nullptr;
  struct Wanted {
    store::ImageId image = 0;
    store::RegionId region = 0;
  };
  std::optional<Wanted> wanted_;  // until its regions are there
};

}  // namespace cloc::ui
