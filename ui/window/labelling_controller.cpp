// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/labelling_controller.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ui/canvas/canvas_view.h"
#include "ui/project/project_service.h"
#include "ui/window/label_picker.h"
#include "ui/window/search_controller.h"

namespace cloc::ui {

LabellingController::LabellingController(ProjectService& project, CanvasView& canvas,
                                         SearchController& search, LabelPicker& picker, QObject* parent)
    : QObject(parent), project_(project), canvas_(canvas), search_(search), picker_(picker) {
  connect(&canvas_, &CanvasView::labelKeyPressed, this, &LabellingController::labelKey);
  connect(&canvas_, &CanvasView::characterTyped, this, &LabellingController::labelCharacter);
  connect(&canvas_, &CanvasView::labelEditRequested, this, &LabellingController::pickForSelection);
  connect(&search_, &SearchController::labelRequested, this, &LabellingController::pickForResults);
  connect(&picker_, &LabelPicker::picked, this, [this](const QString& name) {
    if (onPicked_) std::exchange(onPicked_, {})(name);
    canvas_.setFocus();
  });
  connect(&project_, &ProjectService::labelsChanged, this, [this](const std::vector<store::Label>& labels) {
    canvas_.document()->setLabels(labels);
    const auto next = canvas_.editor()->nextLabel();
    const bool there = std::any_of(labels.begin(), labels.end(),
                                   [&](const store::Label& label) { return label.id == next; });
    if (next && !there) canvas_.editor()->setNextLabel({});
  });
}

QStringList LabellingController::labelNames() const {
  QStringList names;
  for (const auto& label : project_.labels()) names << QString::fromStdString(label.name);
  return names;
}

void LabellingController::labelKey(int digit) {
  if (labelCharacter(QString::number(digit))) return;
  const auto& labels = project_.labels();
  if (digit > static_cast<int>(labels.size())) {
    emit told(tr("There is no label %1 yet: E makes one.").arg(digit));
    return;
  }
  const auto& label = labels[static_cast<std::size_t>(digit - 1)];
  if (!label.hotkey.empty()) {
    emit told(tr("No label has the key %1; “%2” has %3.")
                  .arg(QString::number(digit), QString::fromStdString(label.name),
                       QString::fromStdString(label.hotkey).toUpper()));
    return;
  }
  giveLabel(label);
}

bool LabellingController::labelCharacter(const QString& character) {
  const auto key = character.toStdString();
  for (const auto& label : project_.labels()) {
    if (label.hotkey != key) continue;
    giveLabel(label);
    return true;
  }
  return false;
}

void LabellingController::giveLabel(const store::Label& label) {
  labelSelection(label.id);
  emit told(tr("Label: %1").arg(QString::fromStdString(label.name)));
}

void LabellingController::labelRegions(const std::vector<store::RegionId>& regions, const QString& name) {
  withLabel(name, [this, regions, image = canvas_.document()->image()](store::LabelId label) {
    if (canvas_.document()->image() != image) {
      emit told(tr("Nothing was labelled: another image was opened meanwhile."));
    } else {
      canvas_.document()->setLabel(regions, label);
    }
  });
}

void LabellingController::give(store::LabelId id) {
  for (const auto& label : project_.labels()) {
    if (label.id == id) giveLabel(label);
  }
}

void LabellingController::labelSelection(store::LabelId label) {
  auto* document = canvas_.document();
  if (document->selection().empty()) {
    canvas_.editor()->setNextLabel(label);
  } else {
    document->setLabel(document->selection(), label);
  }
}

void LabellingController::pickForSelection() {
  QStringList suggested;
  for (const auto& word : search_.words()) {
    const QString name = QString::fromStdString(word.word);
    if (suggested.size() < 5 && labelNames().contains(name)) suggested << name;
  }
  // Of now: until a new label is made the user may have gone on.
  const auto* document = canvas_.document();
  onPicked_ = [this, image = document->image(), selection = document->selection()](const QString& name) {
    withLabel(name, [this, image, selection](store::LabelId label) {
      if (canvas_.document()->image() != image) {
        emit told(tr("Nothing was labelled: another image was opened meanwhile."));
      } else if (selection.empty()) {
        canvas_.editor()->setNextLabel(label);
      } else {
        canvas_.document()->setLabel(selection, label);
      }
    });
  };
  const QPoint middle = canvas_.mapTo(canvas_.window(), QPoint(canvas_.width() / 2 - 130, 60));
  picker_.popUp(labelNames(), suggested, middle);
}

void LabellingController::pickForResults(const QVector<int>& results) {
  // What the user sees now: the search may have another answer when a name has been picked.
  std::vector<engine::Match> matches;
  for (const int result : results) matches.push_back(search_.matches().at(static_cast<std::size_t>(result)));
  onPicked_ = [this, matches](const QString& name) {
    withLabel(name, [this, matches](store::LabelId label) { labelMatches(matches, label); });
  };
  const QPoint middle = canvas_.mapTo(canvas_.window(), QPoint(canvas_.width() / 2 - 130, 60));
  picker_.popUp(labelNames(), {}, middle);
}

void LabellingController::withLabel(const QString& name, std::function<void(store::LabelId)> then) {
  const auto text = name.toStdString();
  for (const auto& label : project_.labels()) {
    if (label.name == text) {
      then(label.id);
      return;
    }
  }
  // In the store's order: the label is there before the edits that use it are written.
  auto made = std::make_shared<store::LabelId>(0);
  project_.addLabel(name);
  project_.post([made, text](store::Project& project) { *made = project.label(text); }, this,
                [made, then = std::move(then)] { then(*made); });
}

void LabellingController::labelMatches(const std::vector<engine::Match>& matches, store::LabelId label) {
  RegionEdits made;  // proposals, which become regions
  std::vector<store::RegionId> ids;
  for (const auto& match : matches) {
    if (match.region_id) {
      ids.push_back(*match.region_id);
    } else if (match.kind == index::EntryKind::Proposal) {
      made.push_back({RegionEdit::Kind::Insert,
                      {},
                      {project_.newKey(), match.image_id, match.box, label, "", "search"}});
    }
  }
  // As the store has them now: what the user sees may be a little older.
  project_.findRegions(ids, this, [this, made, label](const std::vector<store::Region>& regions) {
    RegionEdits edits = made;
    for (const auto& before : regions) {
      if (before.locked) continue;
      auto after = before;
      after.label_id = label;
      if (before.label_id != after.label_id) edits.push_back({RegionEdit::Kind::Update, before, after});
    }
    if (edits.empty()) return;
    const int count = static_cast<int>(edits.size());
    canvas_.document()->edit(edits, tr("Label %n result(s)", nullptr, count));
    emit told(tr("%n region(s) labelled. Ctrl+Z takes it back.", nullptr, count));
  });
}

void LabellingController::keep(const PixelBox& box, const QString& name) {
  withLabel(name, [this, box, image = canvas_.document()->image()](store::LabelId label) {
    if (canvas_.document()->image() != image) {
      emit told(tr("The box was not kept: another image was opened meanwhile."));
      return;
    }
    canvas_.document()->add({{0, 0, box, label, "", "grounding"}}, tr("Keep a found box"));
  });
}

}  // namespace cloc::ui
