// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statistics/histogram_chart.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QEvent>
#include <QHorizontalStackedBarSeries>
#include <QLegend>
#include <QLocale>
#include <QStackedBarSeries>
#include <QToolTip>
#include <QValueAxis>
#include <algorithm>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kBarHeight = 24;  // of a lying bar, pixels
constexpr int kAround = 78;     // title and axis

}  // namespace

HistogramChart::HistogramChart(const QString& title, Qt::Orientation orientation, QWidget* parent)
    : QChartView(parent), title_(title), orientation_(orientation) {
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  setAccessibleName(title);
  chart()->setTitle(title);
  chart()->setMargins({4, 4, 4, 4});
  chart()->setBackgroundRoundness(4);
  chart()->legend()->hide();
  chart()->setAnimationOptions(QChart::NoAnimation);
  setMinimumSize(260, 220);
  // The page scrolls, not the chart.
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  applyColours();
}

int HistogramChart::barAt(int shown) const {
  // The category axis begins at the bottom.
  return orientation_ == Qt::Horizontal ? static_cast<int>(bars_.size()) - 1 - shown : shown;
}

void HistogramChart::setBars(std::vector<Bar> bars) {
  bars_ = std::move(bars);
  rebuild();
}

void HistogramChart::rebuild() {
  chart()->removeAllSeries();
  for (auto* axis : chart()->axes()) {
    chart()->removeAxis(axis);
    delete axis;
  }
  names_ = new QBarCategoryAxis(this);
  counts_ = new QValueAxis(this);
  // Two sets, of which one is 0 in each bar, for two colours.
  auto* plain = new QBarSet(title_);
  auto* muted = new QBarSet(title_);
  qint64 most = 1, mostMuted = 0;
  for (int shown = 0; shown < static_cast<int>(bars_.size()); ++shown) {
    const auto& bar = bars_[static_cast<std::size_t>(barAt(shown))];
    *plain << (bar.muted ? 0.0 : static_cast<double>(bar.count));
    *muted << (bar.muted ? static_cast<double>(bar.count) : 0.0);
    // Names must differ from one another.
    QString name = bar.tick.isEmpty() ? bar.name : bar.tick;
    while (names_->categories().contains(name)) name += QChar(0x200B);
    names_->append(name);
    (bar.muted ? mostMuted : most) = std::max(bar.muted ? mostMuted : most, bar.count);
  }
  QAbstractBarSeries* series = nullptr;
  if (orientation_ == Qt::Horizontal) {
    series = new QHorizontalStackedBarSeries(this);
  } else {
    series = new QStackedBarSeries(this);
  }
  series->setBarWidth(orientation_ == Qt::Horizontal ? 0.72 : 0.86);
  series->append(plain);
  series->append(muted);
  chart()->addSeries(series);
  const bool lying = orientation_ == Qt::Horizontal;
  chart()->addAxis(names_, lying ? Qt::AlignLeft : Qt::AlignBottom);
  chart()->addAxis(counts_, lying ? Qt::AlignBottom : Qt::AlignLeft);
  series->attachAxis(names_);
  series->attachAxis(counts_);
  if (mostMuted < 3 * most) most = std::max(most, mostMuted);
  counts_->setRange(0, static_cast<double>(most));
  counts_->setTickCount(std::clamp(static_cast<int>(most) + 1, 2, 5));
  counts_->applyNiceNumbers();
  counts_->setLabelFormat(QStringLiteral("%.0f"));
  names_->setGridLineVisible(false);
  names_->setTruncateLabels(true);
  if (lying) setFixedHeight(kAround + kBarHeight * std::max(3, static_cast<int>(bars_.size())));
  connect(series, &QAbstractBarSeries::clicked, this, [this](int shown) { emit barClicked(barAt(shown)); });
  connect(series, &QAbstractBarSeries::hovered, this, [this](bool on, int shown) {
    if (!on || shown < 0 || shown >= static_cast<int>(bars_.size())) {
      QToolTip::hideText();
      return;
    }
    const auto& bar = bars_[static_cast<std::size_t>(barAt(shown))];
    QToolTip::showText(QCursor::pos(), QStringLiteral("%1: %2").arg(bar.name, QLocale().toString(bar.count)),
                       this);
  });
  applyColours();
}

void HistogramChart::applyColours() {
  chart()->setBackgroundBrush(palette().color(QPalette::Base));
  chart()->setTitleBrush(palette().color(QPalette::Text));
  QFont bold = font();
  bold.setBold(true);
  chart()->setTitleFont(bold);
  setBackgroundBrush(palette().color(QPalette::Window));
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * (orientation_ == Qt::Horizontal ? 0.85 : 0.75));
  for (auto* axis : chart()->axes()) {
    axis->setLabelsBrush(palette().color(QPalette::Text));
    axis->setLabelsFont(small);
    axis->setLinePen(QPen(tone(Tone::Border)));
    axis->setGridLinePen(QPen(tone(Tone::Border)));
  }
  for (auto* series : chart()->series()) {
    const auto sets = static_cast<QAbstractBarSeries*>(series)->barSets();
    for (qsizetype i = 0; i < sets.size(); ++i) {
      sets[i]->setColor(tone(i == 0 ? Tone::Accent : Tone::Muted));
      sets[i]->setBorderColor(Qt::transparent);
    }
  }
}

void HistogramChart::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyColours();
}

}  // namespace cloc::ui
