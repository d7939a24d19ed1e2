// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/suggestion_list.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kMargin = 5, kWidth = 220, kNumber = 18, kScore = 44, kGap = 8;

}  // namespace

SuggestionList::SuggestionList(QWidget* canvas) : QWidget(canvas) {
  setObjectName(QStringLiteral("suggestions"));
  setAccessibleName(tr("Suggested labels"));
  setFocusPolicy(Qt::NoFocus);  // the canvas keeps its keys
  setMouseTracking(true);
  setCursor(Qt::PointingHandCursor);
  hide();
}

int SuggestionList::rowHeight() const {
  return fontMetrics().height() + 8;
}

QRect SuggestionList::row(int index) const {
  return {kMargin, kMargin + index * rowHeight(), width() - 2 * kMargin, rowHeight()};
}

QSize SuggestionList::sizeHint() const {
  // The last line says the keys.
  return {kWidth, 2 * kMargin + (static_cast<int>(labels_.size()) + 1) * rowHeight()};
}

void SuggestionList::showBeside(const QRectF& box, std::vector<SuggestedLabel> labels) {
  labels_ = std::move(labels);
  if (labels_.size() > kMost) labels_.resize(kMost);
  if (labels_.empty()) {
    hide();
    return;
  }
  resize(sizeHint());
  const QRect room = parentWidget()->rect().adjusted(kGap, kGap, -kGap, -kGap);
  // To the right of the box, else to its left, else inside it.
  int x = static_cast<int>(box.right()) + kGap;
  if (x + width() > room.right()) x = static_cast<int>(box.left()) - kGap - width();
  if (x < room.left()) x = room.right() - width();
  const int lowest = std::max(room.top(), room.bottom() - height());
  move(x, std::clamp(static_cast<int>(box.top()), room.top(), lowest));
  QString best = tr("Suggested: %1").arg(labels_.front().name);
  setAccessibleDescription(best);
  show();
  raise();
  update();
}

void SuggestionList::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(tone(Tone::Border));
  painter.setBrush(tone(Tone::Raised));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  const QColor text = palette().color(QPalette::Text);
  for (int i = 0; i < static_cast<int>(labels_.size()); ++i) {
    const auto& label = labels_[static_cast<std::size_t>(i)];
    const QRect line = row(i);
    if (i == hovered_ || (hovered_ < 0 && i == 0)) {
      QColor ground = tone(Tone::Accent);
      ground.setAlpha(48);
      painter.setPen(Qt::NoPen);
      painter.setBrush(ground);
      painter.drawRoundedRect(line, 4, 4);
    }
    painter.setPen(tone(Tone::Muted));
    painter.drawText(QRect(line.left(), line.top(), kNumber, line.height()), Qt::AlignCenter,
                     QLocale().toString(i + 1));
    painter.drawText(QRect(line.right() - kScore, line.top(), kScore - 4, line.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     tr("%1 %").arg(QLocale().toString(100 * label.score, 'f', 0)));
    const QRect name(line.left() + kNumber + 4, line.top(), line.width() - kNumber - kScore - 8,
                     line.height());
    painter.setPen(text);
    painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(label.name, Qt::ElideRight, name.width()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(tone(Tone::Accent));
    const double part = std::clamp(static_cast<double>(label.score), 0.0, 1.0);
    // Shorter than it is high it would look like dirt.
    if (name.width() * part >= 4)
      painter.drawRoundedRect(QRectF(name.left(), line.bottom() - 2, name.width() * part, 2), 1, 1);
  }
  painter.setPen(tone(Tone::Muted));
  painter.drawText(
      row(static_cast<int>(labels_.size())), Qt::AlignCenter,
      fontMetrics().elidedText(tr("Enter or Tab: first · Esc: none"), Qt::ElideRight, width() - 2 * kMargin));
}

int SuggestionList::rowAt(const QPoint& point) const {
  for (int i = 0; i < static_cast<int>(labels_.size()); ++i) {
    if (row(i).contains(point)) return i;
  }
  return -1;
}

void SuggestionList::mousePressEvent(QMouseEvent* event) {
  const int at = rowAt(event->position().toPoint());
  if (event->button() == Qt::LeftButton && at >= 0) emit chosen(at);
}

void SuggestionList::mouseMoveEvent(QMouseEvent* event) {
  const int at = rowAt(event->position().toPoint());
  if (std::exchange(hovered_, at) != at) update();
}

void SuggestionList::leaveEvent(QEvent*) {
  hovered_ = -1;
  update();
}

}  // namespace cloc::ui
