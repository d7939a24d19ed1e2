// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/empty_state.h"

#include <QEvent>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kIconSide = 48;

}  // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent), icon_(new QLabel), title_(new QLabel), text_(new QLabel), button_(new QPushButton) {
  setBackgroundRole(QPalette::Base);
  setAutoFillBackground(true);
  QFont bold = title_->font();
  bold.setBold(true);
  bold.setPointSizeF(bold.pointSizeF() * 1.15);
  title_->setFont(bold);
  text_->setForegroundRole(QPalette::PlaceholderText);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(8);
  layout->addStretch(2);
  for (auto* label : {icon_, title_, text_}) {
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(label != icon_);
    layout->addWidget(label);
  }
  layout->addSpacing(4);
  layout->addWidget(button_, 0, Qt::AlignHCenter);
  layout->addStretch(3);
  connect(button_, &QPushButton::clicked, this, &EmptyState::clicked);
}

void EmptyState::show(const QString& iconName, const QString& title, const QString& text,
                      const QString& button) {
  iconName_ = iconName;
  showIcon();
  title_->setText(title);
  text_->setText(text);
  button_->setText(button);
  button_->setVisible(!button.isEmpty());
}

QString EmptyState::title() const {
  return title_->text();
}

void EmptyState::showIcon() {
  if (iconName_.isEmpty()) return;
  icon_->setPixmap(icon(iconName_).pixmap(QSize(kIconSide, kIconSide), devicePixelRatioF(), QIcon::Disabled));
}

void EmptyState::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) showIcon();
}

}  // namespace cloc::ui
