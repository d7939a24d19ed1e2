// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of MachineLabelsPanel above and below its list. Narrow: it stands beside the image.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

// Of the slider: scores 0 to 1. Fine, for a detector may score most of what it finds close to 1.
constexpr int kSteps = 1000;
constexpr int kFirstThreshold = kSteps / 2;

QPushButton* makeButton(const char* name, const QString& text, const QString& tip, QWidget* parent) {
  auto* made = new QPushButton(text, parent);
  made->setObjectName(QStringLiteral("machineLabels.") + QLatin1String(name));
  made->setToolTip(tip);
  made->setFocusPolicy(Qt::TabFocus);  // a click leaves the list its keys
  // Two beside each other in a narrow panel.
  made->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  return made;
}

}  // namespace

QWidget* MachineLabelsPanel::makeFilters() {
  auto* bar = new QWidget(this);
  phrase_ = new QLineEdit(bar);
  phrase_->setObjectName(QStringLiteral("machineLabels.phrase"));
  phrase_->setPlaceholderText(tr("Part of the phrase"));
  phrase_->setAccessibleName(tr("Part of the phrase"));
  phrase_->setClearButtonEnabled(true);
  phrase_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  least_ = new QDoubleSpinBox(bar);
  least_->setObjectName(QStringLiteral("machineLabels.least"));
  least_->setAccessibleName(tr("Least score"));
  least_->setRange(0, 1);
  least_->setSingleStep(0.05);
  least_->setPrefix(tr("Score ≥ "));
  least_->setSpecialValueText(tr("Any score"));
  order_ = new QComboBox(bar);
  order_->setObjectName(QStringLiteral("machineLabels.order"));
  order_->setAccessibleName(tr("Order"));
  order_->addItem(tr("Surest first"), false);
  order_->addItem(tr("Least sure first"), true);
  counts_ = new QLabel(bar);
  counts_->setObjectName(QStringLiteral("machineLabels.counts"));
  counts_->setForegroundRole(QPalette::PlaceholderText);
  run_ = new QPushButton(icon(QStringLiteral("play")), QString(), bar);
  run_->setObjectName(QStringLiteral("machineLabels.run"));
  run_->setToolTip(tr("Label by machine…"));
  run_->setAccessibleName(tr("Label by machine…"));
  auto* layout = new QGridLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(phrase_, 0, 0, 1, 2);
  layout->addWidget(least_, 1, 0);
  layout->addWidget(order_, 1, 1);
  layout->addWidget(counts_, 2, 0, 1, 2);
  layout->addWidget(run_, 2, 1, Qt::AlignRight);
  layout->setColumnStretch(0, 1);
  layout->setColumnStretch(1, 1);
  return bar;
}

QWidget* MachineLabelsPanel::makeButtons() {
  auto* bar = new QWidget(this);
  accept_ = makeButton("accept", tr("Accept (A)"), tr("A, Y or Space"), bar);
  reject_ = makeButton("reject", tr("Reject (N)"), tr("N, R, X or Delete: the box is removed"), bar);
  next_ = makeButton("next", tr("Next (S)"), tr("S: leave it for later"), bar);
  open_ = makeButton("open", tr("Open (Enter)"),
                     tr("Enter or double click: the image, with the box selected"), bar);
  give_ = new QCheckBox(tr("Accepting gives a label"), bar);
  give_->setObjectName(QStringLiteral("machineLabels.give"));
  give_->setToolTip(
      tr("The label that is called as the phrase without its article: “red ball” for “a red ball”. It is "
         "made when the project has none."));
  auto* layout = new QGridLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(accept_, 0, 0);
  layout->addWidget(reject_, 0, 1);
  layout->addWidget(next_, 1, 0);
  layout->addWidget(open_, 1, 1);
  layout->addWidget(give_, 2, 0, 1, 2);
  return bar;
}

QWidget* MachineLabelsPanel::makeThreshold() {
  auto* bar = new QWidget(this);
  thresholdText_ = new QLabel(bar);
  thresholdText_->setObjectName(QStringLiteral("machineLabels.thresholdText"));
  threshold_ = new QSlider(Qt::Horizontal, bar);
  threshold_->setObjectName(QStringLiteral("machineLabels.threshold"));
  threshold_->setAccessibleName(tr("Threshold"));
  threshold_->setRange(0, kSteps);
  threshold_->setPageStep(kSteps / 20);
  threshold_->setSingleStep(kSteps / 200);
  threshold_->setValue(kFirstThreshold);
  acceptAbove_ = makeButton("acceptAbove", {},
                            tr("All of the list that score at least the threshold, as one step"), bar);
  rejectBelow_ = makeButton("rejectBelow", {},
                            tr("All of the list that score less than the threshold, as one step"), bar);
  auto* layout = new QGridLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  auto* row = new QHBoxLayout;
  row->addWidget(thresholdText_);
  row->addWidget(threshold_, 1);
  layout->addLayout(row, 0, 0, 1, 2);
  // Below each other: they say how many.
  layout->addWidget(acceptAbove_, 1, 0, 1, 2);
  layout->addWidget(rejectBelow_, 2, 0, 1, 2);
  return bar;
}

}  // namespace cloc::ui
