// SPDX-License-Identifier: GPL-3.0-or-later
// Phrases to find in the open image: each with its colour, its score, and whether it is shown; a heat map of
// one of them; another model to compare with, then also its scores and how far the two boxes agree; exports.
// It asks nobody: it says what is wanted and shows what it is told.
#pragma once

#include <QStringList>
#include <QWidget>
#include <filesystem>
#include <vector>

#include "core/engine/engine.h"

class QAction;
class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace cloc::ui {

struct ModelChoice {
  QString name;
  std::filesystem::path folder;
};

class GroundingPanel : public QWidget {
  Q_OBJECT

 public:
  explicit GroundingPanel(QWidget* parent = nullptr);

  const QStringList& phrases() const { return phrases_; }
  // Adds what is not there yet.
  void addPhrases(const QStringList& phrases);
  // Whether a phrase's box is shown.
  bool isShown(int phrase) const;
  // Which phrase's heat map is wanted; -1: none.
  int heatPhrase() const;
  float heatOpacity() const;
  // Empty: no comparison.
  std::filesystem::path compareModel() const;

  // Answers to phrases(); a list of another length is for phrases that were asked before, and is passed over.
  void setGrounded(const std::vector<engine::GroundedPhrase>& found);
  void setCompared(const std::vector<engine::GroundedPhrase>& found);
  void clearAnswers();
  void clearCompared();
  void setModels(const std::vector<ModelChoice>& models);
  // Of the models that can be chosen; empty when it is none of them.
  QString modelName(const std::filesystem::path& folder) const;
  // Names of the two models, for the columns' tool tips.
  void setModelNames(const QString& own, const QString& other);
  // A button for a command about the comparison, shown while there is one.
  void addComparisonAction(QAction* action);
  // Why there are no answers; empty: there are.
  void setNotice(const QString& text);

 public slots:
  void focusPhrase();

 signals:
  void phrasesChanged(const QStringList& phrases);
  void shownChanged();
  void heatChanged();
  void opacityChanged(float opacity);
  void compareModelChanged();
  // The phrase's box is to be brought into view.
  void phraseActivated(int phrase);
  // The phrase's box is to become a region.
  void keepRequested(int phrase);
  void exportPngRequested();
  void exportSvgRequested();
  void exportCocoRequested();

 private:
  void addTyped();
  void removeSelected();
  void rebuild();
  void buildHeatControls();
  void buildComparison();
  void compareChanged();
  void showAnswers();

  QStringList phrases_;
  std::vector<engine::GroundedPhrase> found_, compared_;
  std::vector<ModelChoice> models_;
  QLineEdit* input_;
  QTreeWidget* list_;
  QCheckBox* heat_;
  QSlider* opacity_;
  QComboBox* model_;
  QHBoxLayout* modelRow_ = nullptr;
  QList<QToolButton*> comparisonButtons_;
  QLabel* notice_;
};

}  // namespace cloc::ui
