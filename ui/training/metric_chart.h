// SPDX-License-Identifier: GPL-3.0-or-later
// One metric of several runs over the training steps: a chart of RunCharts' grid. Keeps the points it is
// given, and shows of them what the screen can: each rebuild costs the same whatever their number, but for
// one pass over what is new.
//
// The x range and the cursor are shared by all charts of a grid: this one asks for a change (rangeAsked,
// cursorMoved) and is told the answer (setRange, setCursor).
//
// Mouse: drag zooms to the box, Ctrl+wheel zooms at the pointer (and the wheel alone where nothing scrolls),
// a double click shows all again. Keys: + and - zoom, Left and Right move, 0 shows all.
#pragma once

#include <QChartView>
#include <QLineSeries>
#include <QList>
#include <QPixmap>
#include <QPointF>
#include <QRectF>
#include <QValueAxis>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "ui/training/chart_axis.h"
#include "ui/training/chart_math.h"

namespace cloc::ui {

using StepRange = std::pair<double, double>;

class MetricChart : public QChartView {
  Q_OBJECT

 public:
  // metric: "train/loss".
  explicit MetricChart(QString metric, QWidget* parent = nullptr);

  const QString& metricName() const { return metric_; }
  // The points that were given for a run, and as smoothed; empty for a run that is not there.
  QList<QPointF> points(qint64 run) const;
  QList<QPointF> smoothedPoints(qint64 run) const;
  bool isEmpty() const { return curves_.empty(); }

  // Makes the curve when it is not there. Steps of `points` are not below those that are there.
  void append(qint64 run, const QList<QPointF>& points);
  void remove(qint64 run);
  void setRunLook(qint64 run, const QString& name, const QColor& colour, bool visible);
  // Weight of MovingAverage, [0, 1).
  void setSmoothing(double weight);
  void setLogarithmic(bool on);
  // Absent: all steps of the visible curves.
  void setRange(const std::optional<StepRange>& range);
  void setCursor(const std::optional<double>& step);
  // Forgets a zoom in y.
  void resetHeight();
  // The wheel alone zooms.
  void setWheelZooms(bool on) { wheel_zooms_ = on; }
  // Lowest and highest step of the visible curves; absent without points.
  std::optional<StepRange> extent() const;
  // Does now what is otherwise done before the next painting.
  void rebuild();
  // The chart without its cursor, at any scale.
  void drawTo(QPainter& painter, const QRectF& target);

 signals:
  void rangeAsked(double from, double to);
  void resetAsked();
  void cursorMoved(double step);
  void cursorLeft();

 protected:
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Curve {
    QString name;
    QColor colour;
    bool visible = true;
    QList<QPointF> raw, smooth;
    MovingAverage average;
    QLineSeries *faint = nullptr, *line = nullptr;
  };

  void makeLines(Curve& curve);
  void markDirty();
  void fitHeight(double low, double high);
  // Thinned to the range of now, as on the axes.
  QList<QPointF> shown(const QList<QPointF>& points, int columns) const;
  // Of points as on the axes: in parts of the plot, which are what the lines hold.
  double spacing(const QList<QPointF>& points) const;
  QList<QPointF> inPlot(const QList<QPointF>& points) const;
  QRectF plot() const;
  double stepAt(double x) const;
  double xOf(double step) const;
  double yOf(double value) const;  // of a value, not its logarithm
  void zoom(double factor, double around);
  void drawOverlay(QPainter& painter);
  void drawCursor(QPainter& painter);
  void drawValues(QPainter& painter, double step);

  QString metric_;
  QChart* chart_;
  QValueAxis *x_axis_, *y_axis_;  // 0 to 1
  StepRange x_range_{0, 1};
  std::pair<double, double> y_range_{0, 1};  // as on the axis
  std::map<qint64, Curve> curves_;
  double smoothing_ = 0;
  bool logarithmic_ = false, wheel_zooms_ = false, dirty_ = true, resmooth_ = false, picture_stale_ = true;
  std::optional<StepRange> range_;
  std::optional<std::pair<double, double>> height_;  // as on the axis; zoomed by the user
  std::optional<double> cursor_;
  std::optional<QPointF> press_;
  QRectF band_;
  QPixmap picture_;
  std::vector<Tick> x_ticks_, y_ticks_;
};

}  // namespace cloc::ui
