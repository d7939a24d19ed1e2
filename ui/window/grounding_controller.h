// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the panel's phrases in the open image: asks the engine when the image, the phrases or the model
// change, lays the boxes and the heat map over the canvas, and writes the exports.
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "core/engine/engine.h"
#include "ui/engine/engine_service.h"

namespace cloc::ui {

class CanvasView;
class GroundingPanel;
class ImageNavigator;

class GroundingController : public QObject {
  Q_OBJECT

 public:
  // Everything outlives this.
  GroundingController(EngineService& engine, ImageNavigator& navigator, CanvasView& canvas,
                      GroundingPanel& panel, QObject* parent);
  // Whether the panel is in sight: nothing is asked and nothing is drawn while it is not.
  void setActive(bool active);

  const std::vector<engine::GroundedPhrase>& found() const { return found_; }
  // Of what is on the canvas now; drawn and written on a pool thread. Answered by exported() or
  // exportFailed().
  void exportPng(const QString& path);
  void exportSvg(const QString& path);
  void exportCoco(const QString& path);

 signals:
  // The box of a phrase is to become a region.
  void keepRequested(const cloc::PixelBox& box, const QString& phrase);
  void exported(const QString& path);
  void exportFailed(const QString& message);

 private:
  void write(const QString& path, std::function<void()> work);
  void ask();
  void askComparison();
  void askHeat();
  void show();

  EngineService& engine_;
  ImageNavigator& navigator_;
  CanvasView& canvas_;
  GroundingPanel& panel_;
  bool active_ = false;
  quint64 request_ = 0, comparison_ = 0, heat_ = 0;
  std::vector<engine::GroundedPhrase> found_, compared_;
  engine::HeatMap map_;
};

}  // namespace cloc::ui
