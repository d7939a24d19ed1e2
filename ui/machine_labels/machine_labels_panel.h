// SPDX-License-Identifier: GPL-3.0-or-later
// Machine labels: what labelling by machine has found and nobody has looked at yet, by how sure the detector
// was; filtered by phrase and score, accepted or rejected one by one by keyboard, or all of the list above or
// below a threshold as one step. What a job that runs beside it finds comes into the list by itself.
#pragma once

#include <QWidget>

#include "ui/gallery/picture_cache.h"
#include "ui/machine_labels/label_decisions.h"
#include "ui/machine_labels/machine_label_list.h"
#include "ui/machine_labels/waiting_labels.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QStackedWidget;

namespace cloc::ui {

class EmptyState;

class MachineLabelsPanel : public QWidget {
  Q_OBJECT

 public:
  // Both outlive this.
  MachineLabelsPanel(ProjectService& project, RegionDocument& document, DecoderSource decoder,
                     QWidget* parent);

  WaitingLabels& waiting() { return waiting_; }
  MachineLabelList& list() { return *list_; }

 signals:
  // To be shown, with the region selected.
  void activated(cloc::store::ImageId image, cloc::store::RegionId region, const cloc::PixelBox& box);
  void labellingRequested();
  // As of LabelDecisions.
  void madeInStore();
  void told(const QString& text);

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  // machine_labels_panel_layout.cpp
  QWidget* makeFilters();
  QWidget* makeThreshold();
  QWidget* makeButtons();

  void connectParts();
  void refilter();
  void showAll();
  float threshold() const;
  void decide(LabelDecision decision);
  void decideBulk(LabelDecision decision);
  void openCurrent(int position);
  void showState();
  void showCounts();

  ProjectService& project_;
  WaitingLabels waiting_;
  LabelDecisions decisions_;
  MachineLabelList* list_;
  QLineEdit* phrase_ = nullptr;
  QDoubleSpinBox* least_ = nullptr;
  QComboBox* order_ = nullptr;
  QSlider* threshold_ = nullptr;
  QLabel *thresholdText_ = nullptr, *counts_ = nullptr;
  QPushButton *acceptAbove_ = nullptr, *rejectBelow_ = nullptr;
  QCheckBox* give_ = nullptr;
  QPushButton *accept_ = nullptr, *reject_ = nullptr, *next_ = nullptr, *open_ = nullptr, *run_ = nullptr;
  EmptyState* empty_;
  QStackedWidget* stack_;
  bool filtered_ = false;  // the empty state's button shows all
};

}  // namespace cloc::ui
