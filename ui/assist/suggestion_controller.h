// SPDX-License-Identifier: GPL-3.0-or-later
// Proposes labels for each box that is drawn: asks the engine for its embedding and the assistant for its
// labels, shows them beside it, and gives the one that is taken. Nothing waits for it and nothing is written
// until one is taken; what was asked for a box that has a label by then, or is not the selection any more, is
// dropped.
//
// While the list is shown, Enter, Tab and Y take the first, the digits the others, N and Esc close it; every
// other key does what it always does. Boxes that get a label as they are drawn (the sticky one) are left
// alone.
#pragma once

#include <QObject>
#include <filesystem>
#include <optional>
#include <vector>

#include "ui/assist/assist_service.h"

class QKeyEvent;

namespace cloc::ui {

class CanvasView;
class SuggestionList;
struct EditStep;

class SuggestionController : public QObject {
  Q_OBJECT

 public:
  struct Parts {
    ProjectService& project;
    EngineService& engine;
    AssistService& assist;
    CanvasView& canvas;
  };
  // Everything outlives this.
  SuggestionController(const Parts& parts, QObject* parent);

  bool isOn() const { return on_; }
  // Kept in the settings.
  void setOn(bool on);
  SuggestionList& list() { return *list_; }
  // The path of the open image.
  void setImagePath(const std::filesystem::path& path) { path_ = path; }

 signals:
  void told(const QString& text);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void stepMade(const EditStep& step);
  void take(int index);
  void close();
  void checkSelection();
  void place();
  // The place in the list that the key takes, -1 for closing it; nothing for other keys.
  std::optional<int> meaning(const QKeyEvent& event) const;

  Parts parts_;
  SuggestionList* list_;
  bool on_ = true;
  std::filesystem::path path_;
  store::RegionId region_ = 0;  // that is asked for, or whose labels are shown; 0: none
  store::ImageId image_ = 0;
  quint64 embedding_ = 0, suggesting_ = 0;
  std::vector<assist::LabelScore> labels_;  // that are shown
};

}  // namespace cloc::ui
