// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the search that the panel describes: the box on the canvas and the words go to the engine, the answers
// to the strips of results. Keeps the history and the saved searches in the
// project.
#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "ui/engine/engine_service.h"
#include "ui/search/search_query.h"

class QTimer;

namespace cloc::ui {

class CanvasView;
class ImageNavigator;
class ProjectService;
class ResultStrip;
class SearchPanel;

class SearchController : public QObject {
  Q_OBJECT

 public:
  struct Parts {
    ProjectService& project;
    EngineService& engine;
    ImageNavigator& navigator;
    CanvasView& canvas;
    SearchPanel& panel;
    ResultStrip& regions;
    ResultStrip& images;
  };
  // Everything outlives this.
  SearchController(const Parts& parts, QObject* parent);

  // Of the newest answer for regions.
  const std::vector<engine::Match>& matches() const { return matches_; }
  // What the model calls the drawn box, best first.
  const std::vector<engine::WordMatch>& words() const { return words_; }

 signals:
  // "412 regions of 100,000 in 12 ms"
  void answered(const QString& text);
  // Results are to get a label: indices into matches().
  void labelRequested(const QVector<int>& results);

 private:
  static constexpr int kResults = 200;
  static constexpr std::size_t kHistory = 30;

  void connectResults(ResultStrip& strip, const std::vector<engine::Match>& matches);
  void run();
  void askForWords();
  void take(quint64 request, const engine::SearchAnswer& answer);
  void fail(quint64 request, EngineService::Channel channel, const QString& message);
  void remember();
  void readLists();
  void writeLists();
  void showNotice();

  Parts parts_;
  SearchQuery query_;
  quint64 regionsRequest_ = 0, imagesRequest_ = 0, wordsRequest_ = 0;
  std::vector<engine::Match> matches_, imageMatches_;
  std::vector<engine::WordMatch> words_;
  std::vector<SearchQuery> history_, saved_;
  bool listsRead_ = false;
  QTimer* rest_;  // a search that has been left alone for a while goes into the history
  QString failure_;
};

}  // namespace cloc::ui
