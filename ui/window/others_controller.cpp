// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/others_controller.h"

#include <QStringList>
#include <QWidget>
#include <algorithm>

#include "ui/canvas/region_document.h"
#include "ui/project/step_text.h"
#include "ui/sharing/conflict_dialog.h"
#include "ui/window/edit_history.h"
#include "ui/window/image_navigator.h"

namespace cloc::ui {

OthersController::OthersController(const Parts& parts, QWidget* window)
    : QObject(window), parts_(parts), dialog_(new ConflictDialog(window)) {
  auto& project = parts_.project;
  connect(&project, &ProjectService::conflicted, this, &OthersController::addConflict);
  connect(&project, &ProjectService::othersChanged, this, &OthersController::showNews);
  connect(&project, &ProjectService::connectionLost, this, [this](const QString& message) {
    lost_ = true;
    emit warned(
        tr("The server of the project is gone. What you change is kept, and written when it is back. %1")
            .arg(message));
  });
  connect(&project, &ProjectService::connectionBack, this, [this] {
    lost_ = false;
    emit warned({});
    emit told(tr("The server is there again."));
    parts_.project.reload();
    readAgain();
  });
  connect(&project, &ProjectService::closed, this, [this] {
    lost_ = false;
    conflicts_.clear();
    dialog_->hide();
    emit conflictsChanged(0);
  });
  connect(dialog_, &ConflictDialog::decided, this, &OthersController::decide);
  connect(dialog_, &ConflictDialog::regionWanted, this,
          [this](store::ImageId image, const PixelBox& box) { parts_.navigator.open(image, box); });
}

void OthersController::readAgain() {
  parts_.history.reload();
  if (parts_.navigator.image() != 0) parts_.project.loadRegions(parts_.navigator.image());
}

void OthersController::addConflict(const EditConflict& conflict) {
  // Theirs shows until the user has decided.
  readAgain();
  conflicts_.push_back(conflict);
  emit conflictsChanged(conflicts());
  if (conflicts_.size() == 1 || !dialog_->isVisible()) showConflict();
}

void OthersController::showConflict() {
  if (conflicts_.empty()) return;
  dialog_->showConflict(
      conflicts_.front(),
      [this](const std::optional<store::LabelId>& label) { return parts_.document.labelName(label); },
      conflicts() - 1);
}

void OthersController::decide(bool mine) {
  if (conflicts_.empty()) return;
  const auto conflict = std::move(conflicts_.front());
  conflicts_.pop_front();
  emit conflictsChanged(conflicts());
  const auto& [step, regions, images] = conflict;
  auto edits = mine ? store::over_theirs(step.edits, regions) : store::without(step.edits, regions);
  // A new step on what is there now: if that has changed once more, it is a conflict once more.
  const bool screen = std::all_of(edits.begin(), edits.end(), [](const RegionEdit& edit) {
    return edit.of_region() || edit.kind == RegionEdit::Kind::Verify ||
           edit.kind == RegionEdit::Kind::Unverify;
  });
  if (!edits.empty() && screen) {
    parts_.document.edit(std::move(edits), step.text);
  } else if (!edits.empty()) {
    parts_.document.editProject(std::move(edits), step.text);
  }
  // Behind the step: what was read before it may still be on the way to the screen.
  if (parts_.navigator.image() != 0) parts_.project.loadRegions(parts_.navigator.image());
  dialog_->hide();
  showConflict();
}

void OthersController::showNews(const store::News& news) {
  const auto image = parts_.navigator.image();
  const bool shown = std::find(news.images.begin(), news.images.end(), image) != news.images.end();
  if (image != 0 && (shown || news.many || news.rows)) parts_.project.loadRegions(image);
  const bool shared = parts_.project.isOpen() && !parts_.project.summary()->server.isEmpty();
  // In a file all undo on one stack.
  if (!shared && !news.deeds.empty()) parts_.history.reload();
  if (news.deeds.empty()) {
    if (shared && news.rows) emit told(tr("Others have added or removed images or regions."));
    return;
  }
  QStringList users;
  for (const auto& deed : news.deeds) {
    const auto user = QString::fromStdString(deed.user);
    if (!users.contains(user)) users << user;
  }
  if (news.deeds.size() == 1) {
    const auto& deed = news.deeds.front();
    emit told((deed.undone ? tr("%1 took back: %2") : tr("%1: %2")).arg(users.front(), stepText(deed.text)));
  } else {
    emit told(tr("%n changes by %1", nullptr, static_cast<int>(news.deeds.size()))
                  .arg(users.join(QLatin1String(", "))));
  }
}

}  // namespace cloc::ui
