// SPDX-License-Identifier: GPL-3.0-or-later
// One value of the recipe form: name, editor by type, reset button, and under it the help or what is wrong.
// Used by RecipeForm alone.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

#include "ui/training/recipe_field.h"

namespace cloc::ui {

class RecipeRow : public QWidget {
  Q_OBJECT

 public:
  explicit RecipeRow(RecipeFieldInfo field, QWidget* parent = nullptr);

  const RecipeFieldInfo& field() const { return field_; }
  QString text() const;
  void setText(const QString& text);
  void reset();
  // Differs from the default, also when it is not valid.
  bool isChanged() const;
  bool isValid() const { return problem_.isEmpty() && outside_problem_.isEmpty(); }
  // Of a text that is valid; the default else.
  QVariant value() const;
  // What only the trainer can know; goes away when the value changes.
  void setOutsideProblem(const QString& problem);
  // Of a path: there is nothing at it. Does not make it invalid.
  void setWarning(const QString& warning);
  bool matches(const QString& words) const;
  QWidget* editor() const;

 signals:
  void changed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void makeEditor();
  void edited();
  void updateMarks();
  void browse(bool folder);

  RecipeFieldInfo field_;
  QLineEdit* line_ = nullptr;     // of numbers, texts and paths
  QComboBox* choices_ = nullptr;  // of a choice
  QLabel* name_;
  QLabel* below_;
  QToolButton* reset_;
  QString problem_, outside_problem_, warning_;
};

}  // namespace cloc::ui
