// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of MainWindow about labels, help in giving them, details, splits and statistics.
#include <QDockWidget>
#include <QInputDialog>
#include <QTabWidget>

#include "ui/assist/example_panel.h"
#include "ui/assist/mistake_list.h"
#include "ui/assist/mistakes_panel.h"
#include "ui/assist/suggestion_controller.h"
#include "ui/canvas/canvas_view.h"
#include "ui/details/details_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/statistics/split_dialog.h"
#include "ui/statistics/statistics_view.h"
#include "ui/window/compare_area.h"
#include "ui/window/gallery_controller.h"
#include "ui/window/image_navigator.h"
#include "ui/window/machine_labels_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/status_line.h"

namespace cloc::ui {

void MainWindow::addSplitActions() {
  const QString category = tr("Gallery");
  const struct {
    const char* id;
    QString text, split;
  } splits[] = {{"gallery.splitTrain", tr("Put the selected images into train"), QStringLiteral("train")},
                {"gallery.splitVal", tr("Put the selected images into val"), QStringLiteral("val")},
                {"gallery.splitTest", tr("Put the selected images into test"), QStringLiteral("test")},
                {"gallery.splitNone", tr("Take the selected images out of their split"), {}}};
  for (const auto& [id, label, split] : splits)
    add(QString::fromLatin1(id), category, label, {}, QStringLiteral("select"),
        [this, split = split] { galleryController_->putSelectedIntoSplit(split); });
  add(QStringLiteral("gallery.splitOther"), category, tr("Put the selected images into another split…"), {},
      QStringLiteral("select"), [this] {
        auto* dialog = new QInputDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setWindowTitle(tr("Split of the selected images"));
        dialog->setLabelText(tr("Name of the split"));
        connect(dialog, &QInputDialog::textValueSelected, galleryController_, [this](const QString& name) {
          if (!name.trimmed().isEmpty()) galleryController_->putSelectedIntoSplit(name.trimmed());
        });
        dialog->open();
      });
}

void MainWindow::addLabelActions() {
  const QString category = tr("Labels");
  add(QStringLiteral("labels.find"), category, tr("Find a label"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K)}, QStringLiteral("label"), [this] {
        labelsDock_->show();
        labelsDock_->raise();
        labels_->focusFilter();
      });
  add(QStringLiteral("details.captions"), category, tr("Captions and attributes"),
      {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C)}, QStringLiteral("words"), [this] {
        detailsDock_->show();
        detailsDock_->raise();
        details_->focusCaptions();
      });
  add(QStringLiteral("data.split"), category, tr("Split the images…"), {}, QStringLiteral("compare"),
      [this] { splits_->open(); });
  add(QStringLiteral("data.statistics"), category, tr("Statistics of the data"), {}, QStringLiteral("grid"),
      [this] { tabs_->setCurrentWidget(statistics_); });
  for (auto* action : labels_->panelActions()) actions_.adopt(action, category);
}

void MainWindow::addAssistActions() {
  const QString category = tr("Labelling help");
  add(QStringLiteral("assist.findLike"), category, tr("Find all like this and label them"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)}, QStringLiteral("search"),
      [this] { findLikeSelection(); });
  add(QStringLiteral("assist.mistakes"), category, tr("Find mistakes in the labels"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M)}, QStringLiteral("warning"),
      [this] { findMistakes(); });
  auto* suggest = add(QStringLiteral("assist.suggest"), category, tr("Suggest labels for new boxes"), {},
                      QStringLiteral("label"), {});
  suggest->setCheckable(true);
  suggest->setChecked(suggestions_->isOn());
  connect(suggest, &QAction::toggled, suggestions_, &SuggestionController::setOn);
  addMachineLabelActions();
}

// The selected regions; without any, the box that is searched for.
void MainWindow::findLikeSelection() {
  if (!project_.isOpen() || navigator_->image() == 0) return;
  const auto* document = canvas_->document();
  std::vector<engine::BoxTerm> boxes;
  QString label;
  for (const auto id : document->selection()) {
    const auto* region = document->find(id);
    if (region == nullptr) continue;
    boxes.push_back({navigator_->path(), region->box});
    if (label.isEmpty() && region->label_id) label = document->labelName(region->label_id);
  }
  if (const auto box = canvas_->searchBox(); boxes.empty() && box)
    boxes.push_back({navigator_->path(), *box});
  if (boxes.empty()) {
    status_->tell(tr("Select a region first, or draw a box: what is like it is then looked for."));
    return;
  }
  if (engine_.state() != EngineService::State::Ready) {
    status_->tell(tr("The model is not there yet: try again when it is ready."));
    return;
  }
  tabs_->setCurrentWidget(examples_);
  examples_->start(boxes, label);
}

// What was found before stays until the user asks for another search.
void MainWindow::findMistakes() {
  if (!project_.isOpen()) return;
  tabs_->setCurrentWidget(mistakes_);
  if (!mistakes_->review().hasReport()) mistakes_->search();
  mistakes_->list().setFocus();
}

void MainWindow::addMachineLabelActions() {
  const QString category = tr("Labelling help");
  add(QStringLiteral("assist.label"), category, tr("Label by machine…"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B)}, QStringLiteral("play"),
      [this] { machineLabelling_->showDialog(); });
  add(QStringLiteral("assist.machineLabels"), category, tr("Review machine labels"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Y)}, QStringLiteral("check"),
      [this] { showMachineLabels(); });
}

void MainWindow::showMachineLabels() {
  if (!project_.isOpen()) return;
  tabs_->setCurrentWidget(compareArea_);
  machineLabelsDock_->show();
  machineLabelsDock_->raise();
  machineLabels_->list().setFocus();
}

QString MainWindow::commandOfKey(const QString& character) const {
  const QKeySequence key(character.toUpper());
  for (const auto& entry : actions_.entries()) {
    const QString id = entry.action->objectName();
    if (id.size() == 13 && id.startsWith(QLatin1String("canvas.label"))) continue;  // the digits' own
    const bool reaches =
        ActionRegistry::isEverywhere(entry.action) || id.startsWith(QLatin1String("canvas."));
    if (reaches && entry.action->shortcuts().contains(key)) return plainText(entry.action);
  }
  return {};
}

}  // namespace cloc::ui
