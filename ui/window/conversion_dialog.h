// SPDX-License-Identifier: GPL-3.0-or-later
// Asks which weights of another program (OpenAI's CLIP, open_clip, Hugging Face) are to become a model of
// this one, and how boxes are answered without a Prompter. Stays beside the window. Starts nothing itself:
// conversionRequested().
#pragma once

#include <QDialog>
#include <QString>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace cloc::ui {

// Parameters of the job "convert" (app/cli/job_kinds.h).
struct ConversionRequest {
  QString weights;     // file or folder
  QString tokenizer;   // file or folder; empty: beside the weights
  QString activation;  // empty: as the weights' configuration says
  QString regions;     // "value_roi" or "crops"
  int imageSize = 0;   // pixels a side; 0: the weights' own
};

class ConversionDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ConversionDialog(QWidget* window);

  void showFor(const QString& weights);
  ConversionRequest request() const;

 signals:
  void conversionRequested(const cloc::ui::ConversionRequest& request);

 private:
  void build();
  void browse(QLineEdit* edit, bool folder);
  void showState();

  QLineEdit *weights_, *tokenizer_;
  QComboBox *regions_, *activation_;
  QSpinBox* imageSize_;
  QLabel *problem_, *regionsHelp_;
  QPushButton* start_;
};

}  // namespace cloc::ui
