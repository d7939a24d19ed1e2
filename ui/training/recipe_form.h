// SPDX-License-Identifier: GPL-3.0-or-later
// The form of a training recipe, made from descriptions (recipe_field.h): sections that fold, a search field,
// what differs from the defaults, and what is wrong, as it is typed. Used by the training page. It reads and
// writes no files and starts nothing: the window does, on the signals.
//
// Keys: Ctrl+F searches, Ctrl+Return starts.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>
#include <QWidget>
#include <vector>

#include "ui/training/recipe_row.h"

namespace cloc::ui {

class RecipeForm : public QWidget {
  Q_OBJECT

 public:
  explicit RecipeForm(QWidget* parent = nullptr);

  // Replaces the whole form.
  void setFields(const std::vector<RecipeFieldInfo>& fields);
  // The same, a section at a time between other events: the whole takes longer than the window may be held.
  // Answered by built().
  void setFieldsInSteps(const std::vector<RecipeFieldInfo>& fields);
  // The descriptions with the values of now; a value that is not valid is the default.
  std::vector<RecipeFieldInfo> fields() const;
  QString toToml() const;
  bool isValid() const;
  int changedCount() const;
  // The row of a key; null when it is not there.
  RecipeRow* row(const QString& key) const;
  // From the trainer, which checks what values mean together; shown until the value changes. Without such a
  // key it is shown at the bottom.
  void setProblem(const QString& key, const QString& problem);
  // "4,200 steps x 64 images = 268,800 images seen"; empty when the recipe has no such keys or they are
  // wrong.
  QString estimate() const;

 public slots:
  void resetAll();

 signals:
  void built();
  void changed();
  void validChanged(bool valid);
  // The start button; only while valid.
  void startAsked(const QString& toml);
  // The window reads the file and answers with setFields().
  void loadAsked(const QString& path);
  void saveAsked(const QString& path, const QString& toml);

 private:
  struct Section {
    QString name;
    QToolButton* header;
    QWidget* body;
    std::vector<RecipeRow*> rows;
  };

  QWidget* buildTop();
  QWidget* buildBottom();
  // A new content that is not shown yet, its next section, and the end, when it takes the old one's place.
  void begin(const std::vector<RecipeFieldInfo>& fields);
  bool addNextSection();  // false: all are there
  void finish();
  Section& addSection(const QString& name);
  void addRow(Section& section, const RecipeFieldInfo& field);
  void filter();
  void update();
  void checkPaths();
  void askPath(bool save);
  void showFirstProblem();

  QLineEdit* search_;
  QScrollArea* scroll_;
  QLabel* nothing_;
  QLabel* estimate_;
  QToolButton* problems_;
  QLabel* general_problem_;
  QToolButton* reset_all_;
  QPushButton* start_;
  std::vector<Section> sections_;
  // What is being built.
  QWidget* next_ = nullptr;
  std::vector<Section> next_sections_;
  std::vector<RecipeFieldInfo> pending_;  // fields without a row yet
  QTimer building_;
  QTimer path_check_;  // after the typing
  bool was_valid_ = false;
};

}  // namespace cloc::ui
