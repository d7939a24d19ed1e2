// SPDX-License-Identifier: GPL-3.0-or-later
// What the window shows without a project: open one, make one from a folder or a data set, the demo in one
// click, and the projects used last.
#pragma once

#include <QWidget>
#include <filesystem>
#include <vector>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace cloc::ui {

class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(QWidget* parent = nullptr);

  void setRecent(const std::vector<std::filesystem::path>& projects);
  // A project is being made; total 0: not known.
  void showProgress(const QString& stage, qint64 done, qint64 total);
  // Back to the choices; `error` is shown above them when it is not empty.
  void showChoices(const QString& error = {});

 signals:
  void openProjectRequested();
  void openFolderRequested();
  void openDatasetRequested();
  void sharedRequested();
  void demoRequested();
  void recentActivated(const QString& project);
  void cancelRequested();

 private:
  QWidget* buildChoices();
  QWidget* buildProgress();

  QStackedWidget* pages_;
  QLabel* error_;
  QListWidget* recent_;
  QLabel* recentTitle_;
  QLabel* stage_;
  QProgressBar* bar_;
};

}  // namespace cloc::ui
