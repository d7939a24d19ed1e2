// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for one label of the set, of however many: a field that completes names, and where there is a choice
// without a label (leave the regions without one, move to the top) that choice first. Not modal for the
// program: open() it.
#pragma once

#include <QDialog>
#include <optional>
#include <vector>

#include "core/store/project.h"

class QDialogButtonBox;
class QLineEdit;
class QRadioButton;

namespace cloc::ui {

class LabelTargetDialog : public QDialog {
  Q_OBJECT

 public:
  struct Texts {
    QString title, question;
    QString none;   // the choice without a label; empty: there is none
    QString label;  // the choice of a label; shown when there are both
    QString button;
  };
  LabelTargetDialog(const Texts& texts, const std::vector<store::Label>& labels, QWidget* parent);

 signals:
  // Absent: the choice without a label.
  void chosen(std::optional<cloc::store::LabelId> label);

 private:
  std::optional<store::LabelId> typed() const;
  void showState();

  std::vector<store::Label> labels_;
  QRadioButton *none_, *some_;
  QLineEdit* name_;
  QDialogButtonBox* buttons_;
};

}  // namespace cloc::ui
