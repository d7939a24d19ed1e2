// SPDX-License-Identifier: GPL-3.0-or-later
// Asks how images are to be labelled by machine: which of them, by which detector, with whose captions. Stays
// beside the window, and keeps what was chosen. Starts nothing itself: labellingRequested().
#pragma once

#include <QDialog>
#include <QString>
#include <vector>

#include "core/store/project.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cloc::ui {

// Parameters of the job "label" (app/cli/job_kinds.h).
struct LabellingRequest {
  std::vector<store::ImageId> images;  // empty: all
  bool again = false;
  QString detector;  // "cloc": the project's model; "owl"
  QString model;     // of "owl": the folder of its weights
  double threshold = 0.1;
  QString phrases;                                  // "grammar" or "ngrams"
  QString captioner, captionerModel, captionerKey;  // address, empty: the project's captions
  bool onlyMissing = false, storeCaptions = false;
  bool anyLanguage = false;

  // JSON; `clocModel`: the folder of the project's model, empty where it has none of its own.
  QString params(const QString& clocModel) const;
};

class LabellingDialog : public QDialog {
  Q_OBJECT

 public:
  explicit LabellingDialog(QWidget* window);

  // `model`: what the project's model is called; `images`: how many the project has.
  void showFor(const QString& model, std::int64_t images, std::vector<store::ImageId> selected);
  LabellingRequest request() const;

 signals:
  void labellingRequested(const cloc::ui::LabellingRequest& request);

 private:
  void build();
  void addImages(QFormLayout* form);
  void addDetector(QFormLayout* form);
  void addCaptions(QFormLayout* form);
  void browse();
  void showState();
  QString problem() const;

  QComboBox *images_, *detector_, *captions_, *phrases_;
  QCheckBox *again_, *onlyMissing_, *storeCaptions_, *anyLanguage_;
  QDoubleSpinBox* threshold_;
  QWidget *modelRow_, *server_;
  QLineEdit *model_, *address_, *serverModel_, *key_;
  QLabel *problem_, *detectorHelp_;
  QFormLayout* form_ = nullptr;
  QPushButton* start_;
  std::vector<store::ImageId> selected_;
};

}  // namespace cloc::ui
