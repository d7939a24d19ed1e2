// SPDX-License-Identifier: GPL-3.0-or-later
// Find mistakes: searches the project for annotations that may be wrong, with progress and cancel, and shows
// them as four ranked lists to be gone through by keyboard. Filters by label and score; buttons say what the
// keys do. Missing boxes are also looked for in images that have regions, when the user asks for these.
// Without a model, an index or anything to show it says what to do.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "ui/assist/assist_service.h"
#include "ui/assist/missing_search.h"
#include "ui/assist/mistake_review.h"
#include "ui/assist/mistake_text.h"
#include "ui/gallery/check_list_button.h"
#include "ui/gallery/picture_cache.h"

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QTimer;

namespace cloc::ui {

class EmptyState;
class MistakeList;
class RegionDocument;

class MistakesPanel : public QWidget {
  Q_OBJECT

 public:
  struct Parts {
    ProjectService& project;
    EngineService& engine;
    AssistService& assist;
    RegionDocument& document;
    // The open image, or those selected in the gallery.
    std::function<std::vector<store::ImageId>()> openImage, selectedImages;
  };
  // All of them outlive this.
  MistakesPanel(const Parts& parts, DecoderSource decoder, QWidget* parent);

  // Searches; again when there is a result already.
  void search();
  // In these images; empty: in all.
  void lookForMissing(const std::vector<store::ImageId>& images);
  // Either of them.
  bool searching() const { return searching_ != 0 || missing_.running(); }
  assist::MistakeKind kind() const;
  void setKind(assist::MistakeKind kind);
  MistakeReview& review() { return review_; }
  MistakeList& list() { return *list_; }

 signals:
  void activated(cloc::store::ImageId image, const cloc::PixelBox& box);
  void buildIndexRequested();
  void told(const QString& text);

 private:
  QWidget* makeHeader();
  QWidget* makeFilters();
  QWidget* makeFooter();
  void connectParts();
  void judge(assist::Judgement judgement);
  void kindChanged();
  void fitScores();
  void takeMissing();
  void refilter();
  void showTabs();
  void showEmpty();
  void showButtons();
  void showSummary();
  void showProgress(const QString& stage, qint64 done, qint64 total);
  void searchStarted();
  void missingEnded(qint64 looked, qint64 unreadable, const QString& problem);
  void fillLookMenu();
  void searchEnded(const QString& problem);
  void emptyClicked();
  std::vector<CheckListEntry> labelEntries() const;

  Parts parts_;
  MistakeReview review_;
  MissingSearch missing_;
  MistakeText text_;
  MistakeList* list_;
  QPushButton *search_ = nullptr, *look_ = nullptr, *cancel_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QLabel *summary_ = nullptr, *about_ = nullptr, *counts_ = nullptr;
  QTabBar* tabs_ = nullptr;
  CheckListButton* labels_ = nullptr;
  QDoubleSpinBox* score_ = nullptr;
  QCheckBox* openOnly_ = nullptr;
  QPushButton *accept_ = nullptr, *keep_ = nullptr, *remove_ = nullptr, *next_ = nullptr, *open_ = nullptr;
  EmptyState* empty_ = nullptr;
  QStackedWidget* stack_ = nullptr;
  quint64 searching_ = 0;
  std::vector<assist::Mistake> found_;  // that are to come into the list
  QTimer* soon_;
  int missingFound_ = 0;
  bool lookedForMissing_ = false;
  enum class Todo { None, BuildIndex, Search, ClearFilter };
  Todo todo_ = Todo::None;  // of the button where nothing is shown
};

}  // namespace cloc::ui
