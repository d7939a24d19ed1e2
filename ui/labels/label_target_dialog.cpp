// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_target_dialog.h"

#include <QCompleter>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStringListModel>
#include <QVBoxLayout>
#include <algorithm>

namespace cloc::ui {

LabelTargetDialog::LabelTargetDialog(const Texts& texts, const std::vector<store::Label>& labels,
                                     QWidget* parent)
    : QDialog(parent),
      labels_(labels),
      none_(new QRadioButton(texts.none, this)),
      some_(new QRadioButton(texts.label, this)),
      name_(new QLineEdit(this)),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("labelTarget"));
  setWindowTitle(texts.title);
  setMinimumWidth(360);
  auto* question = new QLabel(texts.question, this);
  question->setWordWrap(true);
  buttons_->button(QDialogButtonBox::Ok)->setText(texts.button);
  name_->setObjectName(QStringLiteral("labelTarget.name"));
  name_->setPlaceholderText(tr("Type a part of the label's name"));
  name_->setAccessibleName(tr("Label"));
  QStringList names;
  for (const auto& label : labels_) names << QString::fromStdString(label.name);
  names.sort(Qt::CaseInsensitive);
  auto* completer = new QCompleter(names, this);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  completer->setFilterMode(Qt::MatchContains);
  completer->setMaxVisibleItems(12);
  name_->setCompleter(completer);
  none_->setObjectName(QStringLiteral("labelTarget.none"));
  some_->setObjectName(QStringLiteral("labelTarget.some"));
  const bool both = !texts.none.isEmpty();
  none_->setVisible(both);
  some_->setVisible(both && !labels_.empty());
  name_->setVisible(!labels_.empty());
  (both ? none_ : some_)->setChecked(true);

  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(8);
  layout->addWidget(question);
  layout->addWidget(none_);
  layout->addWidget(some_);
  layout->addWidget(name_);
  layout->addStretch(1);
  layout->addWidget(buttons_);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(this, &QDialog::accepted, this, [this] { emit chosen(typed()); });
  connect(none_, &QRadioButton::toggled, this, &LabelTargetDialog::showState);
  connect(name_, &QLineEdit::textChanged, this, &LabelTargetDialog::showState);
  connect(name_, &QLineEdit::textEdited, some_, [this] { some_->setChecked(true); });
  (both ? static_cast<QWidget*>(none_) : name_)->setFocus();
  showState();
}

std::optional<store::LabelId> LabelTargetDialog::typed() const {
  if (none_->isChecked()) return {};
  const auto name = name_->text().trimmed().toStdString();
  const auto found =
      std::find_if(labels_.begin(), labels_.end(), [&](const auto& label) { return label.name == name; });
  if (found == labels_.end()) return {};
  return found->id;
}

void LabelTargetDialog::showState() {
  buttons_->button(QDialogButtonBox::Ok)->setEnabled(none_->isChecked() || typed().has_value());
}

}  // namespace cloc::ui
