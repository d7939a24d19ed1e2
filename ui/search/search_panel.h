// SPDX-License-Identifier: GPL-3.0-or-later
// The panel in which a search is put together: words, boxes with their weights, filters, and the words that
// fit the drawn box. It asks nobody: it says what the search is now (queryChanged), and shows what it is
// told.
#pragma once

#include <QWidget>
#include <vector>

#include "core/engine/engine.h"
#include "ui/search/search_query.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QTimer;
class QToolButton;
class QVBoxLayout;

namespace cloc::ui {

class WordList;

class SearchPanel : public QWidget {
  Q_OBJECT

 public:
  explicit SearchPanel(QWidget* parent = nullptr);

  const SearchQuery& query() const { return query_; }
  void setQuery(const SearchQuery& query);
  // The box that is being drawn: replaces the one drawn before, unless that has been pinned; told at once,
  // without the pause that typing has.
  void setLiveBox(const std::filesystem::path& image, const PixelBox& box);
  void clearLiveBox();
  // From a result or the canvas: weight below 0 for "unlike this".
  void addBox(const engine::BoxTerm& term);

  void setLabels(const QStringList& labels);
  void setWords(const std::vector<engine::WordMatch>& words);
  void setHistory(const std::vector<SearchQuery>& history);
  void setSaved(const std::vector<SearchQuery>& saved);
  // Why there are no results; empty: there are.
  void setNotice(const QString& text, const QString& action = {});

 public slots:
  void focusWords();
  void clear();

 signals:
  // The search has changed: after a pause in typing, at once for boxes and filters. May be empty().
  void queryChanged(const cloc::ui::SearchQuery& query);
  void saveRequested(const cloc::ui::SearchQuery& query);
  void removeSavedRequested(int index);
  void wordActivated(const QString& word);
  void noticeActionTriggered();

 private:
  void wordsEdited();
  void rebuildTerms();
  void changed();
  void fillFilters();

  SearchQuery query_;
  int live_ = -1;  // which of query_.boxes is the one being drawn
  QLineEdit* words_;
  QToolButton* history_;
  QToolButton* saved_;
  QVBoxLayout* terms_;
  QWidget* termsBox_;
  QComboBox* label_;
  QLineEdit* folder_;
  QDoubleSpinBox* least_;
  WordList* wordList_;
  QLabel* wordsTitle_;
  QWidget* notice_;
  QLabel* noticeText_;
  QToolButton* noticeAction_;
  QTimer* pause_;
  std::vector<SearchQuery> savedList_;
};

}  // namespace cloc::ui
