// SPDX-License-Identifier: GPL-3.0-or-later
// What is decided of machine labels, as steps of the window: accepted ones become the project's own, rejected
// ones go (core/assist/machine_labels.h). Each call is one step, however many labels there are, and one undo
// takes it back. What has been changed or locked meanwhile is passed over and said.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "ui/machine_labels/waiting_labels.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

class RegionDocument;

enum class LabelDecision { Accept, Reject };

class LabelDecisions : public QObject {
  Q_OBJECT

 public:
  using Keys = std::vector<WaitingLabels::Key>;
  // More than this are written in the store's thread alone: making their changes here would hold the window.
  static constexpr std::size_t kMostHere = 1'000;

  // All of them outlive this. `document`: of the canvas, through which steps are made.
  LabelDecisions(ProjectService& project, RegionDocument& document, WaitingLabels& waiting, QObject* parent);

  // `give`: accepted ones without a label get the one that is called as their phrase, which is made when
  // there is none. (Taking the step back takes the labels from the regions; the names stay.)
  void decide(const Keys& keys, LabelDecision decision, bool give);

 signals:
  void told(const QString& text);
  // A step was made in the store: regions and steps are to be loaded again.
  void madeInStore();

 private:
  struct Outcome;
  void decideHere(const Keys& keys, LabelDecision decision, bool give);
  void decideInStore(const Keys& keys, LabelDecision decision, bool give);
  void tell(const Outcome& outcome, LabelDecision decision);

  ProjectService& project_;
  RegionDocument& document_;
  WaitingLabels& waiting_;
};

}  // namespace cloc::ui
