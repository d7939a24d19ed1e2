// SPDX-License-Identifier: GPL-3.0-or-later
// Asks how the open project is to be written as a data set: format, target, what to do with the images'
// files, which images and regions. Counts what there is to write first, and says for every format what it has
// no place for, so that nothing is lost unseen. Stays beside the window; the choices are kept for the next
// time. Starts nothing itself: exportRequested().
#pragma once

#include <QDialog>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <optional>
#include <vector>

#include "ui/dataset/dataset_checks.h"
#include "ui/gallery/check_list_button.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace cloc::ui {

// Parameters of the job "export" (app/cli/job_kinds.h).
struct ExportRequest {
  QString path;
  QString format;  // id
  QString images;  // "leave", "copy" or "link"
  QStringList splits, labels;
  bool verifiedOnly = false, overwrite = false;
};

class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  // `checks` outlives it.
  ExportDialog(DatasetChecks& checks, QWidget* window);

  // Shows it for the project in `folder`, and counts.
  void showFor(const std::filesystem::path& folder);
  ExportRequest request() const;

 signals:
  void exportRequested(const cloc::ui::ExportRequest& request);

 protected:
  void hideEvent(QHideEvent* event) override;

 private:
  void build();
  void setFormats(const std::vector<FormatInfo>& formats);
  // Null before the list has come.
  const FormatInfo* format() const;
  void formatChosen();
  void browse();
  void count();
  void setNames(const std::vector<CountedName>& labels, const std::vector<CountedName>& splits);
  void setContents(const data::Contents& contents);
  void showAmount();
  void updateStart();
  void send();

  DatasetChecks& checks_;
  std::filesystem::path project_;
  QTreeWidget* list_;
  QLabel *description_, *amount_, *losses_;
  QProgressBar* counting_;
  QLineEdit* path_;
  QCheckBox *overwrite_, *verified_;
  QComboBox* images_;
  CheckListButton *splits_, *labels_;
  QPushButton* start_;
  std::vector<FormatInfo> formats_;
  std::vector<CheckListEntry> labelEntries_, splitEntries_;
  std::optional<data::Contents> contents_;  // absent while they are counted
  QString proposed_;                        // path, as long as the user has not changed it
};

}  // namespace cloc::ui
