// SPDX-License-Identifier: GPL-3.0-or-later
// Asks what is to be brought into the open project: which data, in which format, and what to do with images
// that the project has already. Says what is found at the path before anything is started. Stays beside the
// window; the choices are kept for the next time. Starts nothing itself: importRequested().
#pragma once

#include <QDialog>
#include <QString>
#include <vector>

#include "ui/dataset/dataset_checks.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;

namespace cloc::ui {

// Parameters of the job "import" (app/cli/job_kinds.h).
struct ImportRequest {
  QString path;
  QString format;    // id; empty: what is recognised
  QString existing;  // "leave", "add" or "replace"
  QString split;     // of images for which the data names none; may be empty
  QString imagesIn;  // where the images' names begin; empty: where the format says
};

class ImportDialog : public QDialog {
  Q_OBJECT

 public:
  // `checks` outlives it.
  ImportDialog(DatasetChecks& checks, QWidget* window);

  // Shows it for data at `path`; with the path of before when it is empty.
  void showFor(const QString& path);
  ImportRequest request() const;

 signals:
  void importRequested(const cloc::ui::ImportRequest& request);

 private:
  void build();
  void browse(bool folder);
  void pathEdited();
  void setFormats(const std::vector<FormatInfo>& formats);
  void showFound(const QString& text, bool good);
  void showDescription();
  void updateStart();
  void send();

  DatasetChecks& checks_;
  QLineEdit *path_, *imagesIn_;
  QLabel *found_, *description_, *existingHelp_;
  QComboBox *format_, *existing_, *split_;
  QPushButton* start_;
  QTimer* pause_;  // until the user stops typing
  std::vector<FormatInfo> formats_;
  QString recognised_;  // id
};

}  // namespace cloc::ui
