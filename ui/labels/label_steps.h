// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does to the label set, each as one step of the undo stack; several labels at once are one
// step too. Made by LabelPanel. A step is made from the labels as the store has them: one that is asked for
// while another is still being written waits for it.
#pragma once

#include <QColor>
#include <QObject>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/store/changes.h"

namespace cloc::ui {

class ProjectService;
class RegionDocument;

// Null when it is not among them.
const store::Label* findLabel(const std::vector<store::Label>& labels, store::LabelId id);

class LabelSteps : public QObject {
  Q_OBJECT

 public:
  // Both outlive this.
  LabelSteps(ProjectService& project, RegionDocument& document, QObject* parent);

  // The text of the command that has this key on the canvas, where it could not give a label; empty when none
  // has.
  void setCommandOfKey(std::function<QString(const QString& key)> command) {
    commandOf_ = std::move(command);
  }

  // Those that are not there yet. Answered by added().
  void add(std::vector<store::Label> labels);
  void rename(store::LabelId label, const QString& name);
  // Not valid: the program chooses.
  void setColour(const std::vector<store::LabelId>& labels, const QColor& colour);
  // One character, or empty for none.
  void setHotkey(store::LabelId label, const QString& key);
  // Empty: no label above it.
  void move(const std::vector<store::LabelId>& labels, const QString& parent);
  // `into` may be among them.
  void merge(const std::vector<store::LabelId>& labels, store::LabelId into);
  // Their regions get `instead`, or none.
  void remove(const std::vector<store::LabelId>& labels, std::optional<store::LabelId> instead);

 signals:
  // Something was asked for.
  void begun();
  // How many were new, of how many.
  void added(int fresh, int wanted);
  // Why something was not done.
  void refused(const QString& message);

 private:
  using Labels = std::vector<store::Label>;
  using Step = std::pair<store::Changes, QString>;
  // What `make` makes of the labels, when they are known; an Error that it throws goes to refused().
  void run(std::function<Step(Labels labels)> make);
  void runWaiting();
  // For each of `ids` that is there the changes that `change` makes, on top of those before.
  static store::Changes each(Labels labels, const std::vector<store::LabelId>& ids,
                             const std::function<store::Changes(const Labels&, const store::Label&)>& change);

  ProjectService& project_;
  RegionDocument& document_;
  std::function<QString(const QString&)> commandOf_;
  std::deque<std::function<Step(Labels)>> waiting_;
};

}  // namespace cloc::ui
