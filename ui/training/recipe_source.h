// SPDX-License-Identifier: GPL-3.0-or-later
// Where the recipe form's descriptions come from, and where its recipes go: asks the command line program for
// them, without blocking, and writes recipe files on a pool thread. The glue between RecipeForm and files.
#pragma once

#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>
#include <filesystem>
#include <vector>

#include "ui/training/recipe_field.h"

namespace cloc::ui {

class RecipeSource : public QObject {
  Q_OBJECT

 public:
  // `program`: cloc-cli, called as `program --json train --show-recipe [FILE]`.
  explicit RecipeSource(std::filesystem::path program, QObject* parent = nullptr);
  ~RecipeSource() override;

  // The defaults, or the values of a recipe file. Answered by described() or failed(); a newer question
  // replaces one that is not answered yet.
  void describe(const QString& file = {});
  // Whole or not at all. Answered by saved() or failed().
  void save(const QString& file, const QString& toml);

 signals:
  void described(const std::vector<cloc::ui::RecipeFieldInfo>& fields);
  void saved(const QString& file);
  void failed(const QString& message);

 private:
  void drop();

  std::filesystem::path program_;
  QPointer<QProcess> process_;
};

}  // namespace cloc::ui
