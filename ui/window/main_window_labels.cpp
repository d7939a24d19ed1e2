// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of MainWindow about labels, details, splits and statistics.
#include <QDockWidget>
#include <QInputDialog>
#include <QTabWidget>

#include "ui/details/details_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/statistics/split_dialog.h"
#include "ui/statistics/statistics_view.h"
#include "ui/window/gallery_controller.h"
#include "ui/window/main_window.h"

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
