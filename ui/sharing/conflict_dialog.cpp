// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sharing/conflict_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace cloc::ui {
namespace {

enum Column { kImage, kWhat, kBefore, kMine, kTheirs, kColumns };

}  // namespace

ConflictDialog::ConflictDialog(QWidget* window)
    : QDialog(window), title_(new QLabel(this)), text_(new QLabel(this)), table_(new QTableWidget(this)) {
  setObjectName(QStringLiteral("conflictDialog"));
  setWindowTitle(tr("Two changes of one region"));
  resize(760, 380);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(10);
  QFont font = title_->font();
  font.setWeight(QFont::DemiBold);
  font.setPointSizeF(font.pointSizeF() * 1.15);
  title_->setFont(font);
  title_->setWordWrap(true);
  title_->setTextFormat(Qt::PlainText);
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  layout->addWidget(title_);
  layout->addWidget(text_);

  table_->setObjectName(QStringLiteral("conflict.table"));
  table_->setColumnCount(kColumns);
  table_->setHorizontalHeaderLabels({tr("Image"), tr("What"), tr("Before"), tr("Mine"), tr("Theirs")});
  table_->verticalHeader()->hide();
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setWordWrap(true);
  table_->setShowGrid(false);
  table_->setFocusPolicy(Qt::ClickFocus);
  for (int column = kBefore; column < kColumns; ++column)
    table_->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
  table_->setToolTip(tr("Double-click to see the region in its image"));
  layout->addWidget(table_, 1);
  connect(table_, &QTableWidget::cellDoubleClicked, this, &ConflictDialog::showRegion);

  auto* buttons = new QDialogButtonBox(this);
  later_ = buttons->addButton(tr("Decide &later"), QDialogButtonBox::RejectRole);
  // No button that accepts: the first of those would be the one that Enter presses.
  theirs_ = buttons->addButton(tr("Keep &theirs"), QDialogButtonBox::ActionRole);
  mine_ = buttons->addButton(tr("Put &mine over theirs"), QDialogButtonBox::ActionRole);
  theirs_->setObjectName(QStringLiteral("conflict.theirs"));
  mine_->setObjectName(QStringLiteral("conflict.mine"));
  theirs_->setToolTip(tr("Your change of these regions is dropped; the rest of the step is made"));
  mine_->setToolTip(
      tr("What you changed is as you made it, the rest as they made it. Ctrl+Z takes it back."));
  // Enter, pressed for something else when the dialog came, must not decide.
  for (auto* button : {later_, theirs_, mine_}) button->setAutoDefault(false);
  layout->addWidget(buttons);
  connect(later_, &QPushButton::clicked, this, &QDialog::reject);
  connect(theirs_, &QPushButton::clicked, this, [this] { emit decided(false); });
  connect(mine_, &QPushButton::clicked, this, [this] { emit decided(true); });
}

void ConflictDialog::showConflict(const EditConflict& conflict, const LabelName& labelName, int waiting) {
  conflict_ = conflict;
  rows_ = conflictRows(conflict, labelName);
  const auto& first = conflict.regions.front();
  title_->setText(first.last ? tr("%1 was faster than you").arg(QString::fromStdString(first.last->user))
                             : tr("The region was changed before you"));
  QString text = tr("Since you saw it, %n region(s) of your step “%1” have been changed by %2. Nothing of "
                    "your step is written yet.",
                    nullptr, static_cast<int>(conflict.regions.size()))
                     .arg(conflict.step.text, whoAndWhat(first.last));
  if (waiting > 0) {
    text += QLatin1Char(' ');
    text += tr("%n more to decide after this one.", nullptr, waiting);
  }
  text_->setText(text);

  table_->clearContents();
  table_->setRowCount(static_cast<int>(rows_.size()));
  std::optional<std::size_t> before;
  for (int i = 0; i < table_->rowCount(); ++i) {
    const auto& row = rows_[static_cast<std::size_t>(i)];
    const auto put = [&](int column, const QString& value, bool strong) {
      auto* item = new QTableWidgetItem(value);
      item->setToolTip(value);
      if (strong) {
        QFont font = item->font();
        font.setBold(true);
        item->setFont(font);
      }
      table_->setItem(i, column, item);
    };
    const auto image = conflict.regions[row.region].mine.image();
    const auto name = conflict.images.find(image);
    put(kImage, before == row.region || name == conflict.images.end() ? QString() : name->second, false);
    before = row.region;
    put(kWhat, row.what, false);
    put(kBefore, row.before, false);
    put(kMine, row.mine, row.mineChanged);
    put(kTheirs, row.theirs, row.theirsChanged);
  }
  table_->clearSelection();
  table_->setCurrentIndex({});
  table_->resizeColumnToContents(kImage);
  table_->resizeColumnToContents(kWhat);
  table_->resizeRowsToContents();
  // A key that was meant for the image, as the dialog came, must lose nothing.
  later_->setFocus();
  show();
  raise();
}

void ConflictDialog::showRegion(int row) {
  const auto& region = conflict_.regions[rows_[static_cast<std::size_t>(row)].region];
  emit regionWanted(region.mine.image(), region.theirs ? region.theirs->box : region.mine.before.box);
}

}  // namespace cloc::ui
