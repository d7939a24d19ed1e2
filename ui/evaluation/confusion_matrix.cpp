// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/confusion_matrix.h"

#include <QHash>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace cloc::ui {

ConfusionMatrix::ConfusionMatrix(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Classes that are taken for one another"));
}

void ConfusionMatrix::setConfusion(const std::vector<Confusion>& confusion) {
  QHash<QString, std::int64_t> involved;
  for (const auto& pair : confusion) {
    if (pair.truth == pair.predicted) continue;
    involved[pair.truth] += pair.count;
    involved[pair.predicted] += pair.count;
  }
  classes_ = involved.keys();
  std::sort(classes_.begin(), classes_.end(), [&](const QString& a, const QString& b) {
    return std::pair(-involved[a], a) < std::pair(-involved[b], b);
  });
  if (classes_.size() > kMostClasses) classes_.resize(kMostClasses);
  const auto size = static_cast<std::size_t>(classes_.size());
  counts_.assign(size * size, 0);
  most_ = 1;
  for (const auto& pair : confusion) {
    const auto truth = classes_.indexOf(pair.truth), predicted = classes_.indexOf(pair.predicted);
    if (truth < 0 || predicted < 0) continue;
    counts_[static_cast<std::size_t>(truth * classes_.size() + predicted)] = pair.count;
    if (truth != predicted) most_ = std::max(most_, pair.count);
  }
  chosen_ = {-1, -1};
  update();
}

std::int64_t ConfusionMatrix::count(int truth, int predicted) const {
  return counts_[static_cast<std::size_t>(truth * classes_.size() + predicted)];
}

double ConfusionMatrix::labelSpace() const {
  double widest = 30;
  const QFontMetricsF metrics(font());
  for (const auto& name : classes_) widest = std::max(widest, metrics.horizontalAdvance(name));
  return std::min(widest + 10, 0.3 * std::min(width(), height()));
}

QRectF ConfusionMatrix::cell(int truth, int predicted) const {
  const double labels = labelSpace();
  const double side = std::min({width() - labels - 8.0, height() - labels - 8.0, classes_.size() * 34.0}) /
                      std::max<double>(1, static_cast<double>(classes_.size()));
  return {labels + predicted * side, labels + truth * side, side, side};
}

QPoint ConfusionMatrix::cellAt(const QPointF& position) const {
  if (classes_.isEmpty()) return {-1, -1};
  const QRectF first = cell(0, 0);
  const QPoint at(static_cast<int>(std::floor((position.x() - first.left()) / first.width())),
                  static_cast<int>(std::floor((position.y() - first.top()) / first.height())));
  const bool inside = at.x() >= 0 && at.y() >= 0 && at.x() < classes_.size() && at.y() < classes_.size();
  return inside ? at : QPoint(-1, -1);
}

void ConfusionMatrix::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (classes_.isEmpty()) {
    painter.setPen(tone(Tone::Muted));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("No class was taken for another."));
    return;
  }
  const double labels = labelSpace();
  const QFontMetricsF metrics(font());
  painter.setPen(tone(Tone::Muted));
  for (int i = 0; i < classes_.size(); ++i) {
    const QRectF box = cell(i, i);
    if (box.height() < metrics.height() * 0.7) break;  // no room to write
    const QString name = metrics.elidedText(classes_[i], Qt::ElideRight, labels - 8);
    painter.drawText(QRectF(0, box.top(), labels - 6, box.height()), Qt::AlignRight | Qt::AlignVCenter, name);
    painter.save();
    painter.translate(box.center().x(), labels - 6);
    painter.rotate(-90);
    painter.drawText(QRectF(0, -box.width() / 2, labels - 6, box.width()), Qt::AlignLeft | Qt::AlignVCenter,
                     name);
    painter.restore();
  }
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.8);
  painter.setFont(small);
  const QFontMetricsF numbers(small);
  const QColor full = tone(Tone::Bad), ground = palette().color(QPalette::AlternateBase);
  for (int truth = 0; truth < classes_.size(); ++truth) {
    for (int predicted = 0; predicted < classes_.size(); ++predicted) {
      const QRectF box = cell(truth, predicted).adjusted(0.5, 0.5, -0.5, -0.5);
      const auto number = count(truth, predicted);
      QColor colour = ground;
      if (truth == predicted) {
        colour = tone(Tone::Border);
      } else if (number > 0) {
        // The root: single mistakes are seen beside hundreds.
        const double share =
            0.12 + 0.88 * std::sqrt(static_cast<double>(number) / static_cast<double>(most_));
        const auto mix = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
        colour = QColor(mix(full.red(), ground.red()), mix(full.green(), ground.green()),
                        mix(full.blue(), ground.blue()));
      }
      painter.fillRect(box, colour);
      if (number > 0 && truth != predicted &&
          box.width() > numbers.horizontalAdvance(QString::number(number)) + 1) {
        painter.setPen(textOn(colour));
        painter.drawText(box, Qt::AlignCenter, QString::number(number));
      }
    }
  }
  if (chosen_.x() >= 0) {
    painter.setPen(QPen(tone(Tone::Accent), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cell(chosen_.y(), chosen_.x()));
  }
}

void ConfusionMatrix::choose(QPoint at) {
  chosen_ = at;
  update();
  if (at.x() >= 0 && at.x() != at.y() && count(at.y(), at.x()) > 0)
    emit chosen(classes_[at.y()], classes_[at.x()]);
}

void ConfusionMatrix::mousePressEvent(QMouseEvent* event) {
  const auto at = cellAt(event->position());
  if (at.x() >= 0) choose(at);
}

void ConfusionMatrix::keyPressEvent(QKeyEvent* event) {
  QPoint move;
  switch (event->key()) {
    case Qt::Key_Left:
      move = {-1, 0};
      break;
    case Qt::Key_Right:
      move = {1, 0};
      break;
    case Qt::Key_Up:
      move = {0, -1};
      break;
    case Qt::Key_Down:
      move = {0, 1};
      break;
    default:
      QWidget::keyPressEvent(event);
      return;
  }
  if (classes_.isEmpty()) return;
  const int last = static_cast<int>(classes_.size()) - 1;
  const QPoint to = chosen_.x() < 0 ? QPoint(0, 0) : chosen_ + move;
  choose({std::clamp(to.x(), 0, last), std::clamp(to.y(), 0, last)});
}

bool ConfusionMatrix::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const auto at = cellAt(help->pos());
  if (at.x() < 0) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(
        help->globalPos(),
        tr("%1 taken for %2: %3").arg(classes_[at.y()], classes_[at.x()]).arg(count(at.y(), at.x())), this);
  }
  return true;
}

}  // namespace cloc::ui
