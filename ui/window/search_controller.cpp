// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/search_controller.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>
#include <algorithm>

#include "ui/canvas/canvas_view.h"
#include "ui/gallery/result_strip.h"
#include "ui/index/index_text.h"
#include "ui/project/project_service.h"
#include "ui/search/search_panel.h"
#include "ui/window/image_navigator.h"

namespace cloc::ui {
namespace {

constexpr auto kHistoryKey = "search_history";
constexpr auto kSavedKey = "saved_searches";

std::string toText(const std::vector<SearchQuery>& queries) {
  QJsonArray list;
  for (const auto& query : queries) list.append(query.toJson());
  return QJsonDocument(list).toJson(QJsonDocument::Compact).toStdString();
}

std::vector<SearchQuery> fromText(const std::optional<std::string>& text) {
  std::vector<SearchQuery> queries;
  if (!text) return queries;
  for (const auto& value : QJsonDocument::fromJson(QByteArray::fromStdString(*text)).array()) {
    auto query = SearchQuery::fromJson(value.toObject());
    if (!query.empty()) queries.push_back(std::move(query));
  }
  return queries;
}

std::vector<ResultItem> toItems(const std::vector<engine::Match>& matches) {
  std::vector<ResultItem> items;
  items.reserve(matches.size());
  for (const auto& match : matches) {
    items.push_back({match.image_id, match.region_id.value_or(0), match.path, match.box, match.score,
                     QString::fromStdString(match.caption), QString::fromStdString(match.label),
                     match.kind == index::EntryKind::Image});
  }
  return items;
}

}  // namespace

SearchController::SearchController(const Parts& parts, QObject* parent)
    : QObject(parent), parts_(parts), rest_(new QTimer(this)) {
  rest_->setSingleShot(true);
  rest_->setInterval(1500);
  connect(rest_, &QTimer::timeout, this, &SearchController::remember);

  const auto box = [this](const PixelBox& drawn) {
    if (parts_.navigator.image() != 0) parts_.panel.setLiveBox(parts_.navigator.path(), drawn);
  };
  connect(&parts_.canvas, &CanvasView::boxChanging, this, box);
  connect(&parts_.canvas, &CanvasView::boxCommitted, this, box);
  connect(&parts_.canvas, &CanvasView::findSimilarRequested, this, box);

  connect(&parts_.panel, &SearchPanel::queryChanged, this, [this](const SearchQuery& query) {
    query_ = query;
    run();
  });
  connect(&parts_.panel, &SearchPanel::wordActivated, this, [this](const QString& word) {
    SearchQuery query;
    query.words = word;
    parts_.panel.setQuery(query);
  });
  connect(&parts_.panel, &SearchPanel::saveRequested, this, [this](const SearchQuery& query) {
    saved_.erase(std::remove(saved_.begin(), saved_.end(), query), saved_.end());
    saved_.insert(saved_.begin(), query);
    parts_.panel.setSaved(saved_);
    writeLists();
  });
  connect(&parts_.panel, &SearchPanel::removeSavedRequested, this, [this](int index) {
    saved_.erase(saved_.begin() + index);
    parts_.panel.setSaved(saved_);
    writeLists();
  });

  connect(&parts_.engine, &EngineService::searched, this, &SearchController::take);
  connect(&parts_.engine, &EngineService::requestFailed, this, &SearchController::fail);
  connect(&parts_.engine, &EngineService::wordsFound, this,
          [this](quint64 request, const std::vector<engine::WordMatch>& words) {
            if (request != wordsRequest_) return;
            words_ = words;
            parts_.panel.setWords(words);
          });
  // What could not be asked before can be now.
  connect(&parts_.engine, &EngineService::stateChanged, this, &SearchController::showNotice);
  connect(&parts_.engine, &EngineService::answersChanged, this, &SearchController::run);
  connect(&parts_.engine, &EngineService::vocabularyGrew, this, &SearchController::askForWords);
  connect(&parts_.project, &ProjectService::opened, this, &SearchController::readLists);
  connect(&parts_.project, &ProjectService::closed, this, [this] {
    listsRead_ = false;
    history_.clear();
    saved_.clear();
    parts_.panel.setHistory({});
    parts_.panel.setSaved({});
    parts_.panel.clear();
  });
  connect(&parts_.project, &ProjectService::labelsChanged, this,
          [this](const std::vector<store::Label>& labels) {
            QStringList names;
            for (const auto& label : labels) names << QString::fromStdString(label.name);
            names.sort(Qt::CaseInsensitive);
            parts_.panel.setLabels(names);
          });
  connectResults(parts_.regions, matches_);
  connectResults(parts_.images, imageMatches_);
  run();
}

void SearchController::connectResults(ResultStrip& strip, const std::vector<engine::Match>& matches) {
  const auto match = [&matches](int result) { return matches[static_cast<std::size_t>(result)]; };
  connect(&strip, &ResultStrip::resultActivated, this, [this, match](int result) {
    const auto found = match(result);
    if (found.kind == index::EntryKind::Image) {
      parts_.navigator.open(found.image_id);
    } else {
      parts_.navigator.open(found.image_id, found.box);
    }
  });
  const auto add = [this, match](int result, float weight) {
    const auto found = match(result);
    parts_.panel.addBox({found.path, found.box, weight});
  };
  connect(&strip, &ResultStrip::useAsQueryRequested, this, [add](int result) { add(result, 1); });
  connect(&strip, &ResultStrip::excludeRequested, this, [add](int result) { add(result, -0.5f); });
  if (&strip == &parts_.regions)
    connect(&strip, &ResultStrip::labelRequested, this, &SearchController::labelRequested);
}

void SearchController::run() {
  failure_.clear();
  rest_->stop();
  showNotice();
  if (query_.empty()) {
    for (const auto channel :
         {EngineService::Channel::Regions, EngineService::Channel::Images, EngineService::Channel::Words})
      parts_.engine.drop(channel);
    matches_.clear();
    imageMatches_.clear();
    words_.clear();
    parts_.regions.setResults({});
    parts_.images.setResults({});
    parts_.panel.setWords({});
    emit answered({});
    return;
  }
  if (parts_.engine.state() != EngineService::State::Ready) return;
  const auto query = query_.toQuery();
  if (parts_.engine.index().state == engine::IndexState::Ready) {
    regionsRequest_ = parts_.engine.search(query, query_.toOptions(false, kResults));
    imagesRequest_ = parts_.engine.search(query, query_.toOptions(true, kResults));
    rest_->start();
  } else {
    askForWords();  // needs no index
  }
}

void SearchController::askForWords() {
  constexpr int kWords = 12;
  if (!query_.boxes.empty() && parts_.engine.state() == EngineService::State::Ready)
    wordsRequest_ = parts_.engine.words(query_.toQuery(), kWords);
}

void SearchController::take(quint64 request, const engine::SearchAnswer& answer) {
  if (request == imagesRequest_) {
    imageMatches_ = answer.matches;
    parts_.images.setResults(toItems(imageMatches_));
  }
  if (request != regionsRequest_) return;
  matches_ = answer.matches;
  words_ = answer.words;
  parts_.regions.setResults(toItems(matches_));
  parts_.panel.setWords(words_);
  const auto total = answer.embed_time + answer.search_time + answer.read_time;
  emit answered(tr("%1 regions searched in %2 ms")
                    .arg(QLocale().toString(static_cast<qlonglong>(answer.searched)))
                    .arg(total.count(), 0, 'f', 1));
}

void SearchController::fail(quint64 request, EngineService::Channel channel, const QString& message) {
  const bool ours = channel == EngineService::Channel::Regions ||
                    (channel == EngineService::Channel::Words && request == wordsRequest_);
  if (!ours) return;
  failure_ = message;
  showNotice();
}

void SearchController::showNotice() {
  const auto& index = parts_.engine.index();
  if (!failure_.isEmpty()) {
    parts_.panel.setNotice(failure_);
  } else if (parts_.engine.state() == EngineService::State::Failed) {
    parts_.panel.setNotice(parts_.engine.stateText());
  } else if (parts_.engine.state() == EngineService::State::Ready &&
             index.state != engine::IndexState::Ready) {
    parts_.panel.setNotice(indexProblem(index),
                           index.state == engine::IndexState::None ? tr("Build index") : tr("Rebuild index"));
  } else {
    parts_.panel.setNotice({});
  }
  parts_.regions.setEmptyText(query_.empty()
                                  ? tr("Draw a box on the image, or type words, to find what is like it.")
                                  : tr("Nothing found."));
  parts_.images.setEmptyText(query_.empty() ? tr("Whole images that fit the search.") : tr("Nothing found."));
}

void SearchController::remember() {
  history_.erase(std::remove(history_.begin(), history_.end(), query_), history_.end());
  history_.insert(history_.begin(), query_);
  if (history_.size() > kHistory) history_.resize(kHistory);
  parts_.panel.setHistory(history_);
  writeLists();
}

void SearchController::readLists() {
  auto lists = std::make_shared<std::pair<std::optional<std::string>, std::optional<std::string>>>();
  parts_.project.post(
      [lists](store::Project& project) {
        *lists = {project.meta(kHistoryKey), project.meta(kSavedKey)};
      },
      this,
      [this, lists] {
        // What was searched for and saved meanwhile comes first.
        const auto append = [](std::vector<SearchQuery>& list, std::vector<SearchQuery> stored) {
          for (auto& query : stored) {
            if (std::find(list.begin(), list.end(), query) == list.end()) list.push_back(std::move(query));
          }
        };
        append(history_, fromText(lists->first));
        append(saved_, fromText(lists->second));
        if (history_.size() > kHistory) history_.resize(kHistory);
        listsRead_ = true;
        parts_.panel.setHistory(history_);
        parts_.panel.setSaved(saved_);
      });
}

void SearchController::writeLists() {
  // Before the stored ones are here, writing would lose them.
  if (!listsRead_ || !parts_.project.isOpen() || parts_.project.summary()->read_only) return;
  parts_.project.post([history = toText(history_), saved = toText(saved_)](store::Project& project) {
    project.set_meta(kHistoryKey, history);
    project.set_meta(kSavedKey, saved);
  });
}

}  // namespace cloc::ui
