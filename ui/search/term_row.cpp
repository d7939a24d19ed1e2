// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/term_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <cmath>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kSteps = 20;  // of the slider: weights of 0.05 to 1

QToolButton* button(const QString& iconName, const QString& text, QWidget* parent) {
  auto* made = new QToolButton(parent);
  made->setIcon(icon(iconName));
  made->setToolTip(text);
  made->setAccessibleName(text);
  made->setAutoRaise(true);
  return made;
}

}  // namespace

TermRow::TermRow(const engine::BoxTerm& term, bool live, QWidget* parent)
    : QWidget(parent), sign_(button(QStringLiteral("add"), {}, this)), weight_(term.weight) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);

  connect(sign_, &QToolButton::clicked, this, [this] {
    weight_ = -weight_;
    showSign();
    emit weightChanged(weight_);
  });
  layout->addWidget(sign_);

  const QString name = QString::fromStdString(term.image.filename().string());
  auto* label = new QLabel(live ? tr("Drawn box · %1").arg(name) : name, this);
  label->setToolTip(QStringLiteral("%1\n%2, %3, %4, %5")
                        .arg(QString::fromStdString(term.image.string()))
                        .arg(std::lround(term.box.x1))
                        .arg(std::lround(term.box.y1))
                        .arg(std::lround(term.box.x2))
                        .arg(std::lround(term.box.y2)));
  label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  layout->addWidget(label, 1);

  auto* slider = new QSlider(Qt::Horizontal, this);
  slider->setRange(1, kSteps);
  slider->setValue(static_cast<int>(std::lround(std::abs(term.weight) * kSteps)));
  slider->setFixedWidth(64);
  slider->setAccessibleName(tr("Weight"));
  slider->setToolTip(tr("How much this box counts"));
  connect(slider, &QSlider::valueChanged, this, [this](int value) {
    weight_ = std::copysign(static_cast<float>(value) / kSteps, weight_);
    emit weightChanged(weight_);
  });
  layout->addWidget(slider);

  if (live) {
    auto* pin = button(QStringLiteral("lock"), tr("Keep this box when the next one is drawn"), this);
    connect(pin, &QToolButton::clicked, this, &TermRow::pinned);
    layout->addWidget(pin);
  }
  auto* remove = button(QStringLiteral("close"), tr("Remove from the search"), this);
  connect(remove, &QToolButton::clicked, this, &TermRow::removed);
  layout->addWidget(remove);
  showSign();
}

void TermRow::showSign() {
  const bool like = weight_ >= 0;
  sign_->setIcon(icon(like ? QStringLiteral("add") : QStringLiteral("minus")));
  const QString text =
      like ? tr("Like this box. Click for: unlike it") : tr("Unlike this box. Click for: like it");
  sign_->setToolTip(text);
  sign_->setAccessibleName(text);
}

}  // namespace cloc::ui
