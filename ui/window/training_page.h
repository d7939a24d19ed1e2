// SPDX-License-Identifier: GPL-3.0-or-later
// Training in the window: the recipe's form on the left, the charts of runs on the right. The form comes from
// cloc-cli (RecipeSource), so that it always has the fields of the program that will train.
#pragma once

#include <QMap>
#include <QString>
#include <QWidget>
#include <filesystem>

namespace cloc::ui {

class RecipeForm;
class RecipeSource;
class RunCharts;

class TrainingPage : public QWidget {
  Q_OBJECT

 public:
  // `program`: cloc-cli, asked for the form when the page is first shown.
  explicit TrainingPage(const std::filesystem::path& program, QWidget* parent = nullptr);

  // Fills the form with the recipe at `file` (the defaults when empty), then `values` by key: what the window
  // proposes. Nothing is started.
  void propose(const QString& file, const QMap<QString, QString>& values);

  RecipeForm* form() { return form_; }
  RunCharts* charts() { return charts_; }

 signals:
  // A job with this recipe is to be started.
  void startRequested(const QString& toml);
  void told(const QString& message);
  void failed(const QString& message);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  RecipeSource* source_;
  RecipeForm* form_;
  RunCharts* charts_;
  QMap<QString, QString> proposed_;  // to be set when the form's fields have come
  bool asked_ = false;
};

}  // namespace cloc::ui
