// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/metric_chart.h"

#include <QChart>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr double kLeft = 46, kRight = 12, kTop = 30, kBottom = 22;
constexpr int kMinimumBand = 6;        // pixels: less is a click
constexpr int kTurn = 2;               // ms between the rebuilding of two charts
constexpr double kMarkerSpacing = 12;  // pixels
constexpr int kMostMarkers = 40;       // a curve of fewer points shows where they are

QString readable(const QString& metric) {
  return metric.section(QLatin1Char('/'), 1).replace(QLatin1Char('_'), QLatin1Char(' '));
}

double logarithm(double value) {
  return value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

MetricChart::MetricChart(QString metric, QWidget* parent)
    : QChartView(parent),
      metric_(std::move(metric)),
      chart_(new QChart),
      x_axis_(new QValueAxis(this)),
      y_axis_(new QValueAxis(this)) {
  setChart(chart_);
  setObjectName(metric_);
  setAccessibleName(readable(metric_));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setMinimumSize(220, 170);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setToolTip({});
  // Grid, labels and title are drawn here: Qt's own axes have no say in where a label stands, and lay the
  // whole chart out anew when one changes its width.
  chart_->setBackgroundVisible(false);
  chart_->setMargins({});
  chart_->legend()->hide();
  chart_->addAxis(x_axis_, Qt::AlignBottom);
  chart_->addAxis(y_axis_, Qt::AlignLeft);
  // The points are given in parts of the plot: were the axes to follow the data, Qt would compute each curve
  // anew for each of them.
  for (auto* axis : {x_axis_, y_axis_}) {
    axis->setRange(0, 1);
    axis->setVisible(false);
  }
  // What Qt Charts lays out later, by itself.
  connect(scene(), &QGraphicsScene::changed, this, [this] {
    picture_stale_ = true;
    viewport()->update();
  });
}

QRectF MetricChart::plot() const {
  return {kLeft, kTop, std::max(1.0, width() - kLeft - kRight), std::max(1.0, height() - kTop - kBottom)};
}

double MetricChart::stepAt(double x) const {
  const auto area = plot();
  return x_range_.first + (x - area.left()) / area.width() * (x_range_.second - x_range_.first);
}

double MetricChart::xOf(double step) const {
  const auto area = plot();
  return area.left() + (step - x_range_.first) / (x_range_.second - x_range_.first) * area.width();
}

double MetricChart::yOf(double value) const {
  const auto area = plot();
  const double at = logarithmic_ ? logarithm(value) : value;
  return area.bottom() - (at - y_range_.first) / (y_range_.second - y_range_.first) * area.height();
}

QList<QPointF> MetricChart::points(qint64 run) const {
  const auto found = curves_.find(run);
  return found == curves_.end() ? QList<QPointF>() : found->second.raw;
}

QList<QPointF> MetricChart::smoothedPoints(qint64 run) const {
  const auto found = curves_.find(run);
  return found == curves_.end() ? QList<QPointF>() : found->second.smooth;
}

void MetricChart::makeLines(Curve& curve) {
  for (auto** line : {&curve.faint, &curve.line}) {
    *line = new QLineSeries(chart_);
    (*line)->setUseOpenGL(false);
    chart_->addSeries(*line);
    (*line)->attachAxis(x_axis_);
    (*line)->attachAxis(y_axis_);
  }
}

void MetricChart::append(qint64 run, const QList<QPointF>& points) {
  auto [entry, isNew] = curves_.try_emplace(run);
  auto& curve = entry->second;
  if (isNew) {
    curve.average = MovingAverage(smoothing_);
    makeLines(curve);
  }
  curve.raw.append(points);
  for (const auto& point : points) curve.smooth.append({point.x(), curve.average.add(point.y())});
  markDirty();
}

void MetricChart::remove(qint64 run) {
  const auto found = curves_.find(run);
  if (found == curves_.end()) return;
  for (auto* line : {found->second.faint, found->second.line}) {
    chart_->removeSeries(line);
    delete line;
  }
  curves_.erase(found);
  markDirty();
}

void MetricChart::setRunLook(qint64 run, const QString& name, const QColor& colour, bool visible) {
  const auto found = curves_.find(run);
  if (found == curves_.end()) return;
  auto& curve = found->second;
  curve.name = name;
  curve.colour = colour;
  curve.visible = visible;
  markDirty();
}

void MetricChart::setSmoothing(double weight) {
  if (weight == smoothing_) return;
  smoothing_ = weight;
  resmooth_ = true;  // when it is next seen: a drag of the slider must not smooth what nobody looks at
  markDirty();
}

void MetricChart::setLogarithmic(bool on) {
  if (on == logarithmic_) return;
  logarithmic_ = on;
  height_.reset();
  markDirty();
}

void MetricChart::setRange(const std::optional<StepRange>& range) {
  if (range == range_) return;
  range_ = range;
  markDirty();
}

void MetricChart::resetHeight() {
  if (!height_) return;
  height_.reset();
  markDirty();
}

void MetricChart::setCursor(const std::optional<double>& step) {
  if (step == cursor_) return;
  cursor_ = step;
  viewport()->update();
}

std::optional<StepRange> MetricChart::extent() const {
  std::optional<StepRange> all;
  for (const auto& [run, curve] : curves_) {
    if (!curve.visible || curve.raw.isEmpty()) continue;
    const double first = curve.raw.front().x(), last = curve.raw.back().x();
    all = all ? StepRange{std::min(all->first, first), std::max(all->second, last)} : StepRange{first, last};
  }
  return all;
}

void MetricChart::markDirty() {
  dirty_ = true;
  picture_stale_ = true;
  viewport()->update();  // rebuilt before it is painted, so never while it is out of sight
}

QList<QPointF> MetricChart::shown(const QList<QPointF>& points, int columns) const {
  auto part = thinned(points, x_range_.first, x_range_.second, columns);
  if (!logarithmic_) return part;
  for (auto& point : part) point.setY(logarithm(point.y()));
  part.removeIf([](const QPointF& point) { return std::isnan(point.y()); });
  return part;
}

// Pixels between two points, on average.
double MetricChart::spacing(const QList<QPointF>& points) const {
  if (points.size() < 2) return 0;
  return (xOf(points.back().x()) - xOf(points.front().x())) / static_cast<double>(points.size() - 1);
}

QList<QPointF> MetricChart::inPlot(const QList<QPointF>& points) const {
  const double width = x_range_.second - x_range_.first, height = y_range_.second - y_range_.first;
  QList<QPointF> result(points.size());
  std::transform(points.begin(), points.end(), result.begin(), [&](const QPointF& point) {
    return QPointF((point.x() - x_range_.first) / width, (point.y() - y_range_.first) / height);
  });
  return result;
}

void MetricChart::rebuild() {
  dirty_ = false;
  if (resmooth_) {
    resmooth_ = false;
    for (auto& [run, curve] : curves_) {
      curve.average = MovingAverage(smoothing_);
      curve.smooth.resize(curve.raw.size());
      auto* out = curve.smooth.data();
      for (const auto& point : std::as_const(curve.raw)) *out++ = {point.x(), curve.average.add(point.y())};
    }
  }
  auto range = range_ ? range_ : extent();
  if (!range) range = StepRange{0, 1};
  if (!(range->first < range->second)) range = StepRange{range->first - 1, range->second + 1};
  x_range_ = *range;

  struct Shown {
    QList<QPointF> raw, line;
  };
  std::map<qint64, Shown> parts;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& [run, curve] : curves_) {
    if (!curve.visible) continue;
    auto& part = parts[run];
    const int columns = static_cast<int>(plot().width());
    part.raw = shown(curve.raw, columns);
    // A smooth line hardly moves within two pixels, and half the points are half of Qt's work.
    part.line = smoothing_ > 0 ? shown(curve.smooth, columns / 2) : part.raw;
    for (const auto& point : std::as_const(part.raw)) {
      if (point.x() < range->first || point.x() > range->second) continue;
      low = std::min(low, point.y());
      high = std::max(high, point.y());
    }
  }
  fitHeight(low, high);
  for (auto& [run, curve] : curves_) {
    curve.faint->setVisible(curve.visible && smoothing_ > 0);
    curve.line->setVisible(curve.visible);
    if (!curve.visible) continue;
    const auto& part = parts[run];
    QColor faint = curve.colour;
    faint.setAlphaF(isDark() ? 0.30f : 0.35f);
    curve.faint->setPen(QPen(faint, 1));
    curve.line->setPen(QPen(curve.colour, 1.6));
    const bool sparse = part.line.size() <= kMostMarkers && spacing(part.line) >= kMarkerSpacing;
    curve.line->setPointsVisible(sparse || part.line.size() == 1);
    curve.line->setMarkerSize(3);
    if (smoothing_ > 0) curve.faint->replace(inPlot(part.raw));
    curve.line->replace(inPlot(part.line));
  }
  chart_->setPlotArea(plot());
  x_ticks_ = linearTicks(x_range_.first, x_range_.second, std::max(2, static_cast<int>(plot().width() / 80)));
  const int rows = std::max(2, static_cast<int>(plot().height() / 36));
  y_ticks_ = logarithmic_ ? logarithmicTicks(y_range_.first, y_range_.second, rows)
                          : linearTicks(y_range_.first, y_range_.second, rows);
}

void MetricChart::fitHeight(double low, double high) {
  if (height_) {
    y_range_ = *height_;
    return;
  }
  if (!(low <= high)) {
    low = 0;
    high = 1;
  }
  // A constant curve in the middle of its chart.
  const double alone = logarithmic_ || high == 0 ? 0.5 : std::abs(high) * 0.1;
  const double space = high - low > 1e-9 * std::abs(high) ? (high - low) * 0.06 : alone;
  y_range_ = {low - space, high + space};
}

// The curves are drawn once and kept as a picture: the cursor runs over all charts of a grid at once, and
// drawing them anew at each of its moves would take longer than a frame.
void MetricChart::paintEvent(QPaintEvent*) {
  // All charts of a grid change at once (smoothing, zoom), and each may take half a frame: they take turns,
  // so that the mouse is heard in between. Until its turn a chart shows its last picture.
  static QElapsedTimer since_last;
  if (dirty_ && !picture_.isNull() && since_last.isValid() && since_last.elapsed() < kTurn) {
    QPainter painter(viewport());
    painter.drawPixmap(0, 0, picture_);
    QTimer::singleShot(kTurn + 1, viewport(), qOverload<>(&QWidget::update));
    return;
  }
  if (dirty_) {
    rebuild();
    since_last.start();
  }
  const qreal ratio = devicePixelRatioF();
  if (picture_stale_ || picture_.size() != viewport()->size() * ratio) {
    picture_stale_ = false;
    picture_ = QPixmap(viewport()->size() * ratio);
    picture_.setDevicePixelRatio(ratio);
    QPainter painter(&picture_);
    render(&painter, viewport()->rect(), viewport()->rect());
  }
  QPainter painter(viewport());
  painter.drawPixmap(0, 0, picture_);
  drawOverlay(painter);
}

void MetricChart::drawTo(QPainter& painter, const QRectF& target) {
  rebuild();
  render(&painter, target, viewport()->rect());
}

void MetricChart::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  markDirty();
}

void MetricChart::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) markDirty();
}

void MetricChart::drawBackground(QPainter* painter, const QRectF& rect) {
  painter->fillRect(rect, palette().color(QPalette::Base));
  const auto area = plot();
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.85);
  painter->setFont(small);
  painter->setRenderHint(QPainter::Antialiasing, false);
  const QColor muted = tone(Tone::Muted), grid = tone(Tone::Border);
  for (const auto& tick : y_ticks_) {
    const double y =
        area.bottom() - (tick.at - y_range_.first) / (y_range_.second - y_range_.first) * area.height();
    painter->setPen(grid);
    painter->drawLine(QPointF(area.left(), std::round(y)), QPointF(area.right(), std::round(y)));
    painter->setPen(muted);
    painter->drawText(QRectF(0, y - 8, kLeft - 6, 16), Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
  painter->setPen(muted);
  for (const auto& tick : x_ticks_) {
    const double x = std::clamp(xOf(tick.at), area.left() + 8, area.right() - 8);
    painter->drawText(QRectF(x - 30, area.bottom() + 4, 60, 16), Qt::AlignHCenter | Qt::AlignTop, tick.label);
  }
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  painter->setFont(bold);
  painter->setPen(palette().color(QPalette::Text));
  const QRectF title(10, 6, width() - 20, 18);
  painter->drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                    QFontMetricsF(bold).elidedText(readable(metric_), Qt::ElideRight, title.width() - 70));
  const double used = QFontMetricsF(bold).horizontalAdvance(readable(metric_)) + 8;
  painter->setFont(small);
  painter->setPen(muted);
  if (used < title.width() - 130) {
    painter->drawText(title.adjusted(used, 1, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      metric_.section(QLatin1Char('/'), 0, 0));
  }
  // Of one run, the last value is worth a place of its own.
  const Curve* only = nullptr;
  int visible = 0;
  for (const auto& [run, curve] : curves_) {
    if (!curve.visible || curve.raw.isEmpty()) continue;
    only = &curve;
    ++visible;
  }
  painter->setFont(font());
  painter->setPen(muted);
  if (visible == 1) {
    painter->drawText(title, Qt::AlignRight | Qt::AlignVCenter, shortNumber(only->smooth.back().y()));
  } else if (visible == 0) {
    painter->drawText(area, Qt::AlignCenter, tr("No values yet"));
  }
}

void MetricChart::drawOverlay(QPainter& painter) {
  painter.setRenderHint(QPainter::Antialiasing);
  if (hasFocus()) {
    painter.setPen(QPen(tone(Tone::Accent), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  }
  if (!band_.isNull()) {
    QColor fill = tone(Tone::Accent);
    painter.setPen(fill);
    fill.setAlphaF(0.15f);
    painter.setBrush(fill);
    painter.drawRect(band_);
  } else if (cursor_) {
    drawCursor(painter);
  }
}

void MetricChart::drawCursor(QPainter& painter) {
  const auto area = plot();
  const double x = xOf(*cursor_);
  if (x < area.left() || x > area.right()) return;
  painter.setPen(QPen(tone(Tone::Muted), 1, Qt::DashLine));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  drawValues(painter, *cursor_);
}

void MetricChart::drawValues(QPainter& painter, double step) {
  struct Row {
    QColor colour;
    QString name, value;
  };
  std::vector<Row> rows;
  const auto area = plot();
  double at = step;
  for (const auto& [run, curve] : curves_) {
    if (!curve.visible) continue;
    const auto* point = nearest(curve.smooth, step);
    if (point == nullptr) continue;
    // A run that has ended before has no value here.
    if (step > curve.smooth.back().x() && xOf(step) - xOf(curve.smooth.back().x()) > kMarkerSpacing) {
      rows.push_back({curve.colour, curve.name, QStringLiteral("–")});
      continue;
    }
    at = point->x();
    QString value = shortNumber(point->y());
    if (smoothing_ > 0) {
      const auto* raw = nearest(curve.raw, step);
      value += QStringLiteral("  (%1)").arg(shortNumber(raw->y()));
    }
    rows.push_back({curve.colour, curve.name, value});
    const QPointF spot(xOf(point->x()), yOf(point->y()));
    if (!area.adjusted(-2, -2, 2, 2).contains(spot)) continue;
    painter.setPen(QPen(palette().color(QPalette::Base), 1.5));
    painter.setBrush(curve.colour);
    painter.drawEllipse(spot, 4, 4);
  }
  if (rows.empty() || !underMouse()) return;
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.9);
  const QFontMetricsF metrics(small);
  const double line = metrics.height() + 2;
  const QString head = tr("step %1").arg(QLocale().toString(rows.size() == 1 ? at : step, 'f', 0));
  double names = 0, values = 0;
  for (const auto& row : rows) {
    names = std::max(names, std::min(140.0, metrics.horizontalAdvance(row.name)));
    values = std::max(values, metrics.horizontalAdvance(row.value));
  }
  const double boxWidth = std::max(14 + names + 12 + values, metrics.horizontalAdvance(head)) + 16;
  QRectF box(xOf(step) + 10, area.top() + 2, boxWidth, line * (static_cast<double>(rows.size()) + 1) + 10);
  if (box.right() > width() - 4) box.moveRight(xOf(step) - 10);
  if (box.left() < 4) box.moveLeft(4);
  painter.setPen(tone(Tone::Border));
  painter.setBrush(tone(Tone::Raised));
  painter.drawRoundedRect(box, 4, 4);
  painter.setFont(small);
  painter.setPen(tone(Tone::Muted));
  QRectF text = box.adjusted(8, 5, -8, 0);
  text.setHeight(line);
  painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, head);
  for (const auto& row : rows) {
    text.translate(0, line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(row.colour);
    painter.drawEllipse(QPointF(text.left() + 4, text.center().y()), 4, 4);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(text.adjusted(14, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(row.name, Qt::ElideMiddle, names + 1));
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, row.value);
  }
}

void MetricChart::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && plot().contains(event->position())) press_ = event->position();
  event->accept();
}

void MetricChart::mouseMoveEvent(QMouseEvent* event) {
  const auto area = plot();
  if (press_) {
    const QRectF dragged = QRectF(*press_, event->position()).normalized();
    band_ = dragged.width() >= kMinimumBand ? dragged.intersected(area) : QRectF();
    viewport()->update();
  } else if (area.contains(event->position())) {
    emit cursorMoved(stepAt(event->position().x()));
  } else {
    emit cursorLeft();
  }
  event->accept();
}

void MetricChart::mouseReleaseEvent(QMouseEvent* event) {
  event->accept();
  if (event->button() != Qt::LeftButton || !press_) return;
  const QRectF band = band_;
  press_.reset();
  band_ = {};
  viewport()->update();
  if (band.isNull() || band.width() < kMinimumBand) return;
  const auto area = plot();
  // A flat drag means steps alone.
  if (band.height() > 4 * kMinimumBand) {
    const auto valueAt = [&](double y) {
      return y_range_.first + (area.bottom() - y) / area.height() * (y_range_.second - y_range_.first);
    };
    height_ = {valueAt(band.bottom()), valueAt(band.top())};
    markDirty();
  }
  emit rangeAsked(stepAt(band.left()), stepAt(band.right()));
}

void MetricChart::mouseDoubleClickEvent(QMouseEvent* event) {
  event->accept();
  press_.reset();
  emit resetAsked();
}

void MetricChart::leaveEvent(QEvent* event) {
  QChartView::leaveEvent(event);
  emit cursorLeft();
}

void MetricChart::zoom(double factor, double around) {
  emit rangeAsked(around - (around - x_range_.first) * factor, around + (x_range_.second - around) * factor);
}

void MetricChart::wheelEvent(QWheelEvent* event) {
  const bool zooms = wheel_zooms_ || event->modifiers().testFlag(Qt::ControlModifier);
  if (!zooms || event->angleDelta().y() == 0) {
    event->ignore();  // the grid scrolls
    return;
  }
  event->accept();
  zoom(std::pow(0.998, event->angleDelta().y()), stepAt(event->position().x()));
}

void MetricChart::keyPressEvent(QKeyEvent* event) {
  const double width = x_range_.second - x_range_.first, middle = x_range_.first + width / 2;
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoom(0.7, middle);
      return;
    case Qt::Key_Minus:
      zoom(1 / 0.7, middle);
      return;
    case Qt::Key_0:
      emit resetAsked();
      return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
      const double shift = (event->key() == Qt::Key_Left ? -0.1 : 0.1) * width;
      emit rangeAsked(x_range_.first + shift, x_range_.second + shift);
      return;
    }
    default:
      QChartView::keyPressEvent(event);
  }
}

}  // namespace cloc::ui
