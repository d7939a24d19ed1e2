// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the panel's phrases in the open image: asks the engine when the image, the phrases or a model
// change, lays the boxes and the heat maps over the image, and writes the exports. Another model's answers
// are shown beside, on a view of their own, or dashed on the same one.
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "core/engine/engine.h"
#include "ui/canvas/box_painter.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/engine/engine_service.h"
#include "ui/grounding/grounding_export.h"

namespace cloc::ui {

class CanvasView;
class CompareArea;
class GroundingPanel;
class ImageNavigator;

class GroundingController : public QObject {
  Q_OBJECT

 public:
  // Everything outlives this.
  GroundingController(EngineService& engine, ImageNavigator& navigator, CanvasView& canvas, CompareArea& area,
                      GroundingPanel& panel, QObject* parent);
  // Whether the panel is in sight: nothing is asked and nothing is drawn while it is not.
  void setActive(bool active);
  // Whether another model's answers get a view of their own.
  void setSideBySide(bool sideBySide);

  const std::vector<engine::GroundedPhrase>& found() const { return found_; }
  const std::vector<engine::GroundedPhrase>& compared() const { return compared_; }
  // Of what is on the screen now, both views when there are two; drawn and written on a pool thread.
  // Answered by exported() or exportFailed(). COCO: of both models; see groundingsToCoco().
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
  bool canAsk() const;
  void ask();
  void askComparison();
  void askHeat();
  void show();
  void showTitles();
  QString ownName() const;
  QString otherName() const;
  std::vector<CanvasOverlayBox> overlaysOf(const std::vector<engine::GroundedPhrase>& phrases,
                                           const QString& model, Qt::PenStyle style) const;
  std::vector<TitledSnapshot> snapshots() const;

  EngineService& engine_;
  ImageNavigator& navigator_;
  CanvasView& canvas_;
  CompareArea& area_;
  GroundingPanel& panel_;
  bool active_ = false, sideBySide_ = true;
  quint64 request_ = 0, comparison_ = 0, heat_ = 0, otherHeat_ = 0;
  std::vector<engine::GroundedPhrase> found_, compared_;
  engine::HeatMap map_, otherMap_;
  bool ownFailed_ = false, comparisonFailed_ = false;
};

}  // namespace cloc::ui
