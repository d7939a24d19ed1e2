// SPDX-License-Identifier: GPL-3.0-or-later
// The end of an import, an export or labelling by machine: what was done, in numbers, and what was left out
// or mended, as a list with file and record that can be searched and copied. Stays beside the window.
#pragma once

#include <QDialog>

#include "ui/dataset/job_report.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QTreeWidget;

namespace cloc::ui {

class ReportDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ReportDialog(QWidget* window);

  // Shows it, and leaves the keyboard where it is.
  void showReport(const JobReport& report);

 signals:
  // Folder of what was read or written.
  void folderRequested(const QString& folder);

 private:
  void fillFigures();
  void fillIssues();
  void copyIssues() const;

  JobReport report_;
  QLabel *title_, *path_, *losses_, *issuesTitle_;
  QFormLayout* figures_;
  QLineEdit* filter_;
  QTreeWidget* issues_;
};

}  // namespace cloc::ui
