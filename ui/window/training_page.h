// SPDX-License-Identifier: GPL-3.0-or-later
// Training in the window: the recipe's form on the left, the charts of runs on the right. The form comes from
// `cloc-cli train --show-recipe --json`, so that it always has the fields of the program that will train.
#pragma once

#include <QProcess>
#include <QWidget>
#include <filesystem>

namespace cloc::ui {

class RecipeForm;
class RunCharts;

class TrainingPage : public QWidget {
  Q_OBJECT

 public:
  // `program`: cloc-cli.
  explicit TrainingPage(std::filesystem::path program, QWidget* parent = nullptr);

  RecipeForm* form() { return form_; }
  RunCharts* charts() { return charts_; }
  // Reads the description when that has not been done.
  void prepare();

 signals:
  // A job with this recipe is to be started.
  void startRequested(const QString& toml);
  void failed(const QString& message);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void describe(const QString& recipe);
  void described(int code);
  void save(const QString& path, const QString& toml);

  std::filesystem::path program_;
  RecipeForm* form_;
  RunCharts* charts_;
  QProcess process_;
  bool prepared_ = false;
};

}  // namespace cloc::ui
