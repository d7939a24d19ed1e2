// SPDX-License-Identifier: GPL-3.0-or-later
// Gives labels: by digit keys and by name to the selection on the canvas, and to search results of many
// images in one step that one undo takes back.
#pragma once

#include <QObject>
#include <QStringList>
#include <QVector>
#include <functional>
#include <optional>
#include <vector>

#include "core/engine/engine.h"
#include "core/store/project.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

class CanvasView;
class LabelPicker;
class ProjectService;
class SearchController;

class LabellingController : public QObject {
  Q_OBJECT

 public:
  // Everything outlives this.
  LabellingController(ProjectService& project, CanvasView& canvas, SearchController& search,
                      LabelPicker& picker, QObject* parent);

  // A region with this box and label (made when it is new) in the open image.
  void keep(const PixelBox& box, const QString& label);
  // The label of this name (made when it is new) to regions of the open image.
  void labelRegions(const std::vector<store::RegionId>& regions, const QString& name);
  // To what is selected; else to the next box.
  void give(store::LabelId label);

 signals:
  void told(const QString& text);

 private:
  void labelKey(int digit);
  // The label whose hot key this is; false when there is none.
  bool labelCharacter(const QString& character);
  void giveLabel(const store::Label& label);
  void pickForSelection();
  void pickForResults(const QVector<int>& results);
  void labelSelection(store::LabelId label);
  void labelMatches(const std::vector<engine::Match>& matches, store::LabelId label);
  // Calls `then` with the label of this name, which is made when it is not there yet.
  void withLabel(const QString& name, std::function<void(store::LabelId)> then);
  QStringList labelNames() const;

  ProjectService& project_;
  CanvasView& canvas_;
  SearchController& search_;
  LabelPicker& picker_;
  std::function<void(const QString&)> onPicked_;
};

}  // namespace cloc::ui
