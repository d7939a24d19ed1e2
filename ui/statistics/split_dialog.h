// SPDX-License-Identifier: GPL-3.0-or-later
// Divides the project's images into train, val and test: shares, what stays together, the seed; and how the
// labels would be spread, before anything is changed. Applying is one step that undo takes back. Reads and
// plans in the background.
#pragma once

#include <QDialog>
#include <QTimer>
#include <memory>
#include <optional>
#include <vector>

#include "core/store/split_plan.h"
#include "ui/base/cancellable_task.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QTableView;

namespace cloc::ui {

class BalanceModel;
class ProjectService;
class RegionDocument;

class SplitDialog : public QDialog {
  Q_OBJECT

 public:
  // Both outlive this.
  SplitDialog(ProjectService& project, RegionDocument& document, QWidget* parent);

  BalanceModel& balance() { return *balance_; }
  // Absent while it is being made, or what was chosen makes no sense.
  const std::shared_ptr<const store::SplitPlan>& plan() const { return plan_; }

 signals:
  void told(const QString& text);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  struct Part {
    QLineEdit* name;
    QDoubleSpinBox* share;  // percent
  };
  QWidget* buildChoices();
  QWidget* buildPreview();
  store::Grouping grouping() const;
  data::SplitOptions options() const;
  // Why it cannot be done so; empty when it can.
  QString problem() const;
  void changed();
  void forgetImages();
  void preview();
  void take(std::shared_ptr<const store::SplitImages> images, std::shared_ptr<const store::SplitPlan> plan);
  void showState();
  void apply();

  ProjectService& project_;
  RegionDocument& document_;
  std::vector<Part> parts_;
  QLabel* sum_ = nullptr;
  QCheckBox *stratify_ = nullptr, *undivided_ = nullptr;
  QComboBox *group_ = nullptr, *attribute_ = nullptr;
  QSpinBox* seed_ = nullptr;
  QLabel* summary_ = nullptr;
  QProgressBar* bar_ = nullptr;
  BalanceModel* balance_ = nullptr;
  QTableView* table_ = nullptr;
  QPushButton* apply_ = nullptr;
  QTimer pause_;
  std::shared_ptr<const store::SplitImages> images_;  // as the choices of now want them
  std::shared_ptr<const store::SplitPlan> plan_;
  QString failure_;
  CancellableTask task_;  // last: it ends before what its answers touch
};

}  // namespace cloc::ui
