// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the gallery beside opening its images: ordering it by the search, and what the menu of
// the selected images offers. The actions are the window's; this carries them out.
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "core/store/project.h"
#include "ui/engine/engine_service.h"
#include "ui/project/region_edit.h"

class QTimer;

namespace cloc::ui {

class GalleryPanel;
class ProjectService;
class SearchPanel;

class GalleryController : public QObject {
  Q_OBJECT

 public:
  // Everything outlives this.
  GalleryController(ProjectService& project, EngineService& engine, GalleryPanel& gallery, SearchPanel& panel,
                    QObject* parent);

  // While on, the gallery shows the best image of the present search first, by what fits best in it. Follows
  // the search with a pause: all entries of the index are compared.
  void setOrderedBySearch(bool on);
  bool isOrderedBySearch() const { return ordered_; }

  // Of the gallery's selection:
  void searchForSelected();     // adds the images to the search
  void searchBesideSelected();  // limits the search to the folder of the first
  void copyPathsOfSelected();   // to the clipboard, one a line
  void showSelectedInFileManager();
  // Into the split of this name, as one step; empty: into none.
  void putSelectedIntoSplit(const QString& split);

 signals:
  void told(const QString& text);
  // To be done and written.
  void stepAsked(cloc::ui::RegionEdits edits, const QString& text);

 private:
  void scheduleScores();
  void askForScores();
  // The first `most` of the selected images as the store has them, to `then` in the window's thread; those
  // that have left it are passed over.
  void withSelected(qsizetype most, std::function<void(const std::vector<store::Image>&)> then);

  ProjectService& project_;
  EngineService& engine_;
  GalleryPanel& gallery_;
  SearchPanel& panel_;
  QTimer* pause_;
  quint64 request_ = 0;
  bool ordered_ = false;
};

}  // namespace cloc::ui
