// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/compare_area.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/canvas/canvas_view.h"
#include "ui/canvas/linked_view.h"

namespace cloc::ui {

CompareArea::CompareArea(CanvasView* canvas, QWidget* parent)
    : QWidget(parent),
      canvas_(canvas),
      splitter_(new QSplitter(Qt::Horizontal, this)),
      other_(new LinkedView(canvas)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter_);
  splitter_->setChildrenCollapsible(false);
  splitter_->setHandleWidth(3);
  canvasStrip_ = addSide(canvas);
  otherStrip_ = addSide(other_);
  setFocusProxy(canvas);
  canvasStrip_.frame->hide();
  splitter_->widget(1)->hide();
}

CompareArea::~CompareArea() {
  delete other_;  // before the canvas that it follows
}

CompareArea::Strip CompareArea::addSide(QWidget* view) {
  auto* side = new QWidget(splitter_);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  Strip strip{new QFrame(side), new QLabel(side), new QLabel(side)};
  strip.frame->setObjectName(QStringLiteral("compareTitle"));
  auto* row = new QHBoxLayout(strip.frame);
  row->setContentsMargins(10, 4, 10, 4);
  QFont font = strip.name->font();
  font.setWeight(QFont::DemiBold);
  strip.name->setFont(font);
  // Names are as long as the user made them.
  strip.name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  for (auto* label : {strip.name, strip.state}) label->setTextFormat(Qt::PlainText);
  strip.state->setObjectName(QStringLiteral("compareState"));
  row->addWidget(strip.name, 1);
  row->addWidget(strip.state);
  column->addWidget(strip.frame);
  column->addWidget(view, 1);
  return strip;
}

void CompareArea::setCompared(bool compared) {
  if (compared == compared_) return;
  compared_ = compared;
  canvasStrip_.frame->setVisible(compared);
  auto* side = splitter_->widget(1);
  // The focus would go to whatever comes next in the window.
  if (!compared && side->isAncestorOf(focusWidget())) canvas_->setFocus();
  side->setVisible(compared);
  if (compared) splitter_->setSizes({1 << 16, 1 << 16});  // shared out in this proportion
}

void CompareArea::setTitles(const Title& canvas, const Title& other) {
  const auto show = [](const Strip& strip, const Title& title) {
    strip.name->setText(title.name);
    strip.name->setToolTip(title.name);
    strip.state->setText(title.state);
  };
  show(canvasStrip_, canvas);
  show(otherStrip_, other);
}

QString CompareArea::canvasTitle() const {
  return canvasStrip_.name->text();
}

QString CompareArea::otherTitle() const {
  return otherStrip_.name->text();
}

}  // namespace cloc::ui
