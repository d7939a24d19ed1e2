// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the labels of LabelPanel.
#include <QAction>
#include <QColorDialog>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTreeView>
#include <algorithm>
#include <utility>

#include "ui/canvas/label_colour.h"
#include "ui/labels/label_files.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/label_steps.h"
#include "ui/labels/label_target_dialog.h"
#include "ui/labels/label_tree_model.h"
#include "ui/project/project_service.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
QAction* LabelPanel::add(const QString& id, const QString& text, const QString& iconName,
                         const QKeySequence& key, void (LabelPanel::*run)()) {
  auto* action = new QAction(icon(iconName), text, this);
  action->setObjectName(id);
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  addAction(action);
  connect(action, &QAction::triggered, this, run);
  actions_ << action;
  return action;
}

void LabelPanel::buildActions() {
  add(QStringLiteral("labels.add"), tr("Add a label…"), QStringLiteral("add"), QKeySequence(Qt::Key_Insert),
      &LabelPanel::addLabel);
  add(QStringLiteral("labels.addBelow"), tr("Add a label below…"), QStringLiteral("add"), {},
      &LabelPanel::addBelow);
  add(QStringLiteral("labels.rename"), tr("Rename the label"), QStringLiteral("label"),
      QKeySequence(Qt::Key_F2), &LabelPanel::rename);
  add(QStringLiteral("labels.key"), tr("Key of the label"), QStringLiteral("words"), {},
      &LabelPanel::editKey);
  add(QStringLiteral("labels.colour"), tr("Colour of the labels…"), QStringLiteral("contrast"), {},
      &LabelPanel::chooseColour);
  add(QStringLiteral("labels.ownColour"), tr("Colour chosen by the program"), QStringLiteral("contrast"), {},
      &LabelPanel::ownColour);
  add(QStringLiteral("labels.move"), tr("Move below another label…"), QStringLiteral("arrow-down"), {},
      &LabelPanel::moveBelow);
  add(QStringLiteral("labels.merge"), tr("Merge into another label…"), QStringLiteral("compare"), {},
      &LabelPanel::mergeInto);
  add(QStringLiteral("labels.remove"), tr("Delete the labels…"), QStringLiteral("delete"),
      QKeySequence(Qt::Key_Delete), &LabelPanel::removeSelected);
  add(QStringLiteral("labels.images"), tr("Show the images with these labels"), QStringLiteral("filter"), {},
      &LabelPanel::showImages);
  add(QStringLiteral("labels.import"), tr("Import labels…"), QStringLiteral("import"), {},
      &LabelPanel::askForImport);
  add(QStringLiteral("labels.export"), tr("Export the label list…"), QStringLiteral("export"), {},
      &LabelPanel::askForExport);
}

// --- The actions

void LabelPanel::addLabel() {
  askForName({});
}

void LabelPanel::addBelow() {
  askForName(model_->nameAt(view_->currentIndex()));
}

void LabelPanel::askForName(const QString& parent) {
  auto* dialog = new QInputDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName(QStringLiteral("labels.nameDialog"));
  dialog->setWindowTitle(tr("Add a label"));
  dialog->setLabelText(parent.isEmpty() ? tr("Name of the new label")
                                        : tr("Name of the new label below “%1”").arg(parent));
  // What was looked for and is not there is what one wants to add.
  if (model_->shownLabels() == 0) dialog->setTextValue(filter_->text().trimmed());
  connect(dialog, &QInputDialog::textValueSelected, this, [this, parent](const QString& name) {
    if (name.trimmed().isEmpty()) return;
    filter_->clear();
    steps_->add({{0, name.toStdString(), {parent.toStdString(), {}, {}}}});
  });
  dialog->open();
}

void LabelPanel::rename() {
  if (view_->currentIndex().isValid())
    view_->edit(view_->currentIndex().siblingAtColumn(LabelTreeModel::NameColumn));
}

void LabelPanel::editKey() {
  if (view_->currentIndex().isValid())
    view_->edit(view_->currentIndex().siblingAtColumn(LabelTreeModel::KeyColumn));
}

void LabelPanel::chooseColour() {
  const auto selected = selectedLabels();
  const auto* first = selected.empty() ? nullptr : findLabel(project_.labels(), selected.front());
  if (first == nullptr) return;
  auto* dialog = new QColorDialog(labelColour(*first), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Colour of %1").arg(namesOf(selected)));
  connect(dialog, &QColorDialog::colorSelected, this,
          [this, selected](const QColor& colour) { steps_->setColour(selected, colour); });
  dialog->open();
}

void LabelPanel::ownColour() {
  if (const auto selected = selectedLabels(); !selected.empty()) steps_->setColour(selected, {});
}

void LabelPanel::moveBelow() {
  const auto selected = selectedLabels();
  if (selected.empty()) return;
  const auto choices = others();
  auto* dialog =
      new LabelTargetDialog({tr("Move labels"), tr("Where is %1 to be?").arg(namesOf(selected)),
                             tr("At the top, below no other label"), tr("Below the label"), tr("Move")},
                            choices, this);
  connect(dialog, &LabelTargetDialog::chosen, this,
          [this, selected, choices](std::optional<store::LabelId> below) {
            const auto* parent = below ? findLabel(choices, *below) : nullptr;
            steps_->move(selected, parent == nullptr ? QString() : QString::fromStdString(parent->name));
          });
  dialog->open();
}

void LabelPanel::mergeInto() {
  const auto selected = selectedLabels();
  if (selected.empty()) return;
  auto* dialog = new LabelTargetDialog(
      {tr("Merge labels"),
       tr("%1 goes, and its %n region(s) get the label that you choose. Undo brings it back.", nullptr,
          static_cast<int>(regionsOf(selected)))
           .arg(namesOf(selected)),
       {},
       {},
       tr("Merge")},
      others(), this);
  connect(dialog, &LabelTargetDialog::chosen, this, [this, selected](std::optional<store::LabelId> into) {
    if (into) steps_->merge(selected, *into);
  });
  dialog->open();
}

void LabelPanel::removeSelected() {
  const auto selected = selectedLabels();
  if (selected.empty()) return;
  const int regions = static_cast<int>(regionsOf(selected));
  if (regions == 0) {  // nothing to ask, and undo brings it back
    steps_->remove(selected, std::nullopt);
    return;
  }
  auto* dialog = new LabelTargetDialog(
      {tr("Delete labels"),
       tr("%1 has %n region(s). What is to become of them?", nullptr, regions).arg(namesOf(selected)),
       tr("They stay, without a label"), tr("They get the label"), tr("Delete")},
      others(), this);
  connect(dialog, &LabelTargetDialog::chosen, this,
          [this, selected](std::optional<store::LabelId> instead) { steps_->remove(selected, instead); });
  dialog->open();
}

void LabelPanel::showImages() {
  if (const auto selected = selectedLabels(); !selected.empty()) emit imagesRequested(selected);
}

void LabelPanel::askForImport() {
  auto* dialog = new QFileDialog(this, tr("Import labels from a file"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->setNameFilters(
      {tr("Label lists and annotations (*.txt *.names *.csv *.tsv *.json *.yaml *.xml *.tar *.sqlite)"),
       tr("All files (*)")});
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    // A project is a folder; its database is what can be chosen in it.
    const QFileInfo info(file);
    importFile(info.fileName() == QLatin1String(store::Project::kDatabaseName) ? info.path() : file);
  });
  dialog->open();
}

void LabelPanel::askForExport() {
  auto* dialog = new QFileDialog(this, tr("Export the label list"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  dialog->setNameFilters({tr("Names, parents, colours and keys (*.csv)"),
                          tr("Names, parents, colours and keys (*.json)"), tr("Names alone (*.txt)")});
  connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
    dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0));
  });
  connect(dialog, &QFileDialog::fileSelected, this, &LabelPanel::exportFile);
  dialog->open();
}

void LabelPanel::importFile(const QString& path) {
  if (!project_.isOpen()) return;
  notice_->hide();
  readLabelFile(
      path, this, [this](std::vector<store::Label> labels, const QString& report, const QString& problem) {
        if (!problem.isEmpty()) {
          refuse(problem);
        } else if (labels.empty()) {
          refuse(tr("There is no label in this file."));
        } else {
          steps_->add(std::move(labels));
          if (!report.isEmpty())
            refuse(tr("Some of the file was left out or changed:\n%1").arg(report.section('\n', 0, 8)));
        }
      });
}

void LabelPanel::exportFile(const QString& path) {
  if (!project_.isOpen()) return;
  writeLabelFile(path, project_.labels(), this, [this, path](const QString& problem) {
    problem.isEmpty() ? emit told(tr("Written: %1").arg(path)) : refuse(problem);
  });
}

}  // namespace cloc::ui
