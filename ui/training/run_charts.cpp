// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/run_charts.h"

#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QImage>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "ui/base/pool_work.h"
#include "ui/theme/theme.h"
#include "ui/training/run_export.h"

namespace cloc::ui {
namespace {

constexpr int kChartWidth = 300, kChartHeight = 210, kGap = 8;

// What is looked at first comes first; the rest by name behind it.
constexpr std::array kFirst = {"train/loss",
                               "train/loss_clip",
                               "train/loss_region_text",
                               "train/loss_grounding",
                               "validation/region_classification_macc",
                               "train/region_accuracy",
                               "train/learning_rate",
                               "train/images_per_second"};

int rank(const QString& metric) {
  const auto found = std::find_if(kFirst.begin(), kFirst.end(),
                                  [&](const char* name) { return metric == QLatin1String(name); });
  return static_cast<int>(found - kFirst.begin());
}

bool before(const QString& a, const QString& b) {
  return std::pair(rank(a), a) < std::pair(rank(b), b);
}

QIcon swatch(const QColor& colour) {
  QPixmap pixmap(24, 24);
  pixmap.setDevicePixelRatio(2);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawEllipse(QRectF(1, 1, 10, 10));
  return pixmap;
}

// The slider's steps are finer where smoothing is strong: weights 0, 0.5, 0.9, 0.99, 0.999 are evenly apart.
double weightOf(int position) {
  return position == 0 ? 0.0 : 1 - std::pow(10.0, -position * 3.0 / 100);
}
int positionOf(double weight) {
  return weight <= 0 ? 0 : static_cast<int>(std::lround(-std::log10(1 - weight) * 100 / 3));
}

}  // namespace

RunCharts::RunCharts(QWidget* parent, std::chrono::milliseconds poll)
    : QWidget(parent),
      feed_(poll),
      slider_(new QSlider(Qt::Horizontal, this)),
      slider_value_(new QLabel(this)),
      logarithmic_(new QToolButton(this)),
      filter_(new QLineEdit(this)),
      run_list_(new QListWidget(this)),
      scroll_(new QScrollArea(this)),
      content_(new QWidget(this)),
      empty_(new QLabel(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildToolBar());
  auto* row = new QHBoxLayout;
  row->setSpacing(0);
  row->addWidget(buildRunList());
  empty_->setText(tr("No run is shown. Open one from the list of jobs, or start a training."));
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  empty_->setWordWrap(true);
  scroll_->setWidget(content_);
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* grid = new QGridLayout(content_);
  grid->setContentsMargins(kGap, kGap, kGap, kGap);
  grid->setSpacing(kGap);
  row->addWidget(scroll_, 1);
  row->addWidget(empty_, 1);
  layout->addLayout(row, 1);
  connect(&feed_, &MetricsFeed::arrived, this, &RunCharts::arrived);
  layOut();
}

QWidget* RunCharts::buildToolBar() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(12, 6, 8, 6);
  row->setSpacing(6);
  auto* label = new QLabel(tr("Smoothing"), bar);
  label->setForegroundRole(QPalette::PlaceholderText);
  label->setBuddy(slider_);
  slider_->setObjectName(QStringLiteral("smoothing"));
  slider_->setRange(0, 100);
  slider_->setFixedWidth(130);
  slider_->setAccessibleName(tr("Smoothing"));
  slider_->setToolTip(tr("Exponential moving average; the values themselves stay faint behind it"));
  connect(slider_, &QSlider::valueChanged, this, [this](int position) { setSmoothing(weightOf(position)); });
  slider_value_->setFixedWidth(44);
  slider_value_->setText(QStringLiteral("0"));
  logarithmic_->setObjectName(QStringLiteral("logarithmic"));
  logarithmic_->setText(tr("Log"));
  logarithmic_->setCheckable(true);
  logarithmic_->setToolTip(tr("Logarithmic scale; values of 0 and below are left out"));
  connect(logarithmic_, &QToolButton::toggled, this, &RunCharts::setLogarithmic);
  auto* all = new QToolButton(bar);
  all->setIcon(icon(QStringLiteral("fit")));
  all->setToolTip(tr("Show all steps (double click on a chart, or 0). Drag or Ctrl+wheel zooms"));
  all->setAccessibleName(tr("Show all steps"));
  connect(all, &QToolButton::clicked, this, &RunCharts::resetZoom);
  filter_->setObjectName(QStringLiteral("metricFilter"));
  filter_->setPlaceholderText(tr("Filter metrics"));
  filter_->setClearButtonEnabled(true);
  filter_->setMaximumWidth(200);
  connect(filter_, &QLineEdit::textChanged, this, [this] {
    columns_ = 0;
    layOut();
  });
  auto* save = new QToolButton(bar);
  save->setIcon(icon(QStringLiteral("export")));
  save->setToolTip(tr("Export the curves or the picture"));
  save->setAccessibleName(tr("Export"));
  save->setPopupMode(QToolButton::InstantPopup);
  save->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
  auto* menu = new QMenu(save);
  menu->addAction(tr("Values as CSV…"), this, [this] { askFile(true); });
  menu->addAction(tr("Charts as PNG…"), this, [this] { askFile(false); });
  save->setMenu(menu);
  row->addWidget(label);
  row->addWidget(slider_);
  row->addWidget(slider_value_);
  row->addWidget(logarithmic_);
  row->addWidget(all);
  row->addStretch(1);
  row->addWidget(filter_);
  row->addWidget(save);
  return bar;
}

QWidget* RunCharts::buildRunList() {
  run_list_->setObjectName(QStringLiteral("runList"));
  run_list_->setFixedWidth(180);
  run_list_->setIconSize({12, 12});
  run_list_->setAccessibleName(tr("Runs"));
  run_list_->setToolTip(tr("Space shows or hides a run, Delete takes it off the list"));
  run_list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  run_list_->setTextElideMode(Qt::ElideMiddle);
  run_list_->installEventFilter(this);
  connect(run_list_, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
    if (!filling_list_)
      setRunVisible(item->data(Qt::UserRole).toLongLong(), item->checkState() == Qt::Checked);
  });
  return run_list_;
}

void RunCharts::addRun(qint64 run, const QString& name, const std::filesystem::path& metrics) {
  for (auto* chart : charts_) chart->remove(run);
  runs_[run] = {name, true, 0};
  updateRunList();
  layOut();
  feed_.follow(run, metrics);
}

void RunCharts::removeRun(qint64 run) {
  if (runs_.erase(run) == 0) return;
  feed_.forget(run);
  for (auto* chart : charts_) chart->remove(run);
  const auto gone = std::stable_partition(charts_.begin(), charts_.end(),
                                          [](const MetricChart* chart) { return !chart->isEmpty(); });
  std::for_each(gone, charts_.end(), [](MetricChart* chart) { chart->deleteLater(); });
  charts_.erase(gone, charts_.end());
  updateRunList();
  columns_ = 0;
  layOut();
}

void RunCharts::setRunVisible(qint64 run, bool visible) {
  const auto found = runs_.find(run);
  if (found == runs_.end() || found->second.visible == visible) return;
  found->second.visible = visible;
  applyLook(run);
  updateRunList();
}

void RunCharts::applyLook(qint64 run) {
  const auto& look = runs_.at(run);
  for (auto* chart : charts_) chart->setRunLook(run, look.name, seriesColour(run), look.visible);
}

void RunCharts::updateRunList() {
  filling_list_ = true;
  const int current = run_list_->currentRow();
  run_list_->clear();
  for (const auto& [run, look] : runs_) {
    auto* item = new QListWidgetItem(swatch(seriesColour(run)), look.name, run_list_);
    item->setData(Qt::UserRole, QVariant(run));
    item->setFlags(Qt::ItemIsUserCheckable | Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setCheckState(look.visible ? Qt::Checked : Qt::Unchecked);
    QString tip = look.name;
    if (look.broken_lines > 0)
      tip += tr("\n%n line(s) could not be read", nullptr, static_cast<int>(look.broken_lines));
    item->setToolTip(tip);
  }
  run_list_->setCurrentRow(std::min(current, run_list_->count() - 1));
  filling_list_ = false;
}

void RunCharts::arrived(qint64 run, const std::shared_ptr<MetricsChunk>& chunk) {
  const auto found = runs_.find(run);
  if (found == runs_.end()) return;  // forgotten meanwhile
  if (chunk->restarted) {
    for (auto* chart : charts_) chart->remove(run);
  }
  for (const auto& [metric, points] : chunk->points) {
    auto* target = chart(metric);
    if (target == nullptr) target = makeChart(metric);
    target->append(run, points);
  }
  applyLook(run);
  if (chunk->broken_lines > 0) {
    found->second.broken_lines += chunk->broken_lines;
    updateRunList();
  }
  layOut();
}

MetricChart* RunCharts::makeChart(const QString& metric) {
  auto* made = new MetricChart(metric, content_);
  made->setSmoothing(smoothing_);
  made->setLogarithmic(logarithmic_->isChecked());
  made->setRange(range_);
  connect(made, &MetricChart::rangeAsked, this, [this](double from, double to) {
    setRange(StepRange{from, to});
  });
  connect(made, &MetricChart::resetAsked, this, &RunCharts::resetZoom);
  connect(made, &MetricChart::cursorMoved, this, [this](double step) {
    for (auto* chart : charts_) chart->setCursor(step);
  });
  connect(made, &MetricChart::cursorLeft, this, [this] {
    for (auto* chart : charts_) chart->setCursor(std::nullopt);
  });
  charts_.insert(
      std::upper_bound(charts_.begin(), charts_.end(), metric,
                       [](const QString& a, const MetricChart* b) { return before(a, b->metricName()); }),
      made);
  columns_ = 0;
  return made;
}

MetricChart* RunCharts::chart(const QString& metric) const {
  const auto found = std::find_if(charts_.begin(), charts_.end(),
                                  [&](const MetricChart* other) { return other->metricName() == metric; });
  return found == charts_.end() ? nullptr : *found;
}

QStringList RunCharts::metrics() const {
  QStringList names;
  for (const auto* chart : charts_) names << chart->metricName();
  return names;
}

void RunCharts::layOut() {
  const bool shown = !runs_.empty();
  scroll_->setVisible(shown);
  run_list_->setVisible(shown);
  empty_->setVisible(!shown);
  const int space = std::max(kChartWidth, width() - (shown ? run_list_->width() : 0) - 2 * kGap);
  const int columns = std::max(1, (space + kGap) / (kChartWidth + kGap));
  if (columns == columns_) return;
  columns_ = columns;
  auto* grid = static_cast<QGridLayout*>(content_->layout());
  while (grid->count() > 0) delete grid->takeAt(0);
  for (int column = 0; column < grid->columnCount(); ++column)
    grid->setColumnStretch(column, column < columns);
  for (int row = 0; row < grid->rowCount(); ++row) grid->setRowStretch(row, 0);
  int place = 0;
  const QString words = filter_->text().trimmed();
  for (auto* chart : charts_) {
    const bool matches =
        QString(chart->metricName())
            .replace(QLatin1Char('_'), QLatin1Char(' '))
            .contains(QString(words).replace(QLatin1Char('_'), QLatin1Char(' ')), Qt::CaseInsensitive);
    chart->setVisible(matches);
    if (!matches) continue;
    chart->setFixedHeight(kChartHeight);
    grid->addWidget(chart, place / columns, place % columns);
    ++place;
  }
  grid->setRowStretch(place / columns + 1, 1);
  for (int column = 0; column < columns; ++column) grid->setColumnStretch(column, 1);
  const int rows = (place + columns - 1) / columns;
  const bool allFit = rows * (kChartHeight + kGap) + kGap <= scroll_->viewport()->height();
  for (auto* chart : charts_) chart->setWheelZooms(allFit);
}

void RunCharts::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  columns_ = 0;
  layOut();
}

void RunCharts::setRange(const std::optional<StepRange>& range) {
  range_ = range;
  if (range_ && !(range_->second - range_->first >= 1)) {  // a step is the smallest there is
    const double middle = (range_->first + range_->second) / 2;
    range_ = StepRange{middle - 0.5, middle + 0.5};
  }
  for (auto* chart : charts_) chart->setRange(range_);
}

void RunCharts::resetZoom() {
  for (auto* chart : charts_) chart->resetHeight();
  setRange(std::nullopt);
}

void RunCharts::setSmoothing(double weight) {
  smoothing_ = std::clamp(weight, 0.0, 0.999);
  const QSignalBlocker quiet(slider_);
  slider_->setValue(positionOf(smoothing_));
  slider_value_->setText(QString::number(smoothing_, 'g', 3));
  for (auto* chart : charts_) chart->setSmoothing(smoothing_);
}

void RunCharts::setLogarithmic(bool on) {
  logarithmic_->setChecked(on);
  for (auto* chart : charts_) chart->setLogarithmic(on);
}

void RunCharts::askFile(bool csv) {
  auto* dialog = new QFileDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(csv ? tr("Comma-separated values (*.csv)") : tr("Picture (*.png)"));
  dialog->setDefaultSuffix(csv ? QStringLiteral("csv") : QStringLiteral("png"));
  connect(dialog, &QFileDialog::fileSelected, this, [this, csv](const QString& file) {
    csv ? exportCsv(file.toStdString()) : exportPng(file.toStdString());
  });
  dialog->open();
}

void RunCharts::write(const std::filesystem::path& file, std::function<void()> work) {
  runOnPool(this, std::move(work), [this, file](const QString& problem) {
    problem.isEmpty() ? emit exported(QString::fromStdString(file.string())) : emit failed(problem);
  });
}

void RunCharts::exportCsv(const std::filesystem::path& file) {
  std::vector<ExportedCurve> curves;
  for (const auto* chart : charts_) {
    for (const auto& [run, look] : runs_) {
      auto points = chart->points(run);  // shared, not copied
      if (look.visible && !points.isEmpty())
        curves.push_back({look.name, chart->metricName(), std::move(points)});
    }
  }
  write(file, [file, curves = std::move(curves)] { write_text_file(file, curvesCsv(curves)); });
}

void RunCharts::exportPng(const std::filesystem::path& file) {
  // Twice the pixels of the screen: for papers and slides.
  constexpr int kScale = 2;
  constexpr int kLegend = 28;
  QImage image((content_->size() + QSize(0, kLegend)) * kScale, QImage::Format_RGB32);
  image.setDevicePixelRatio(kScale);
  image.fill(palette().color(QPalette::Window));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  int x = 2 * kGap;
  for (const auto& [run, look] : runs_) {
    if (!look.visible) continue;
    painter.setPen(Qt::NoPen);
    painter.setBrush(seriesColour(run));
    painter.drawEllipse(QPointF(x + 5, kLegend / 2.0 + 2), 5, 5);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(x + 16, 2, content_->width(), kLegend), Qt::AlignVCenter, look.name);
    x += 16 + fontMetrics().horizontalAdvance(look.name) + 3 * kGap;
  }
  for (auto* chart : charts_) {
    if (chart->isVisibleTo(content_)) chart->drawTo(painter, chart->geometry().translated(0, kLegend));
  }
  painter.end();
  write(file, [file, image] {
    if (image.save(QString::fromStdString(file.string()), "PNG")) return;
    throw Error(ErrorKind::Io, "Cannot write " + file.string() +
                                   ". Check the folder and the free space, or choose another.");
  });
}

bool RunCharts::eventFilter(QObject* watched, QEvent* event) {
  if (watched == run_list_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete && run_list_->currentItem() != nullptr) {
    const auto run = run_list_->currentItem()->data(Qt::UserRole).toLongLong();
    removeRun(run);
    emit runRemoved(run);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace cloc::ui
