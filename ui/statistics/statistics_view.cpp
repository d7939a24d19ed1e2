// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statistics/statistics_view.h"

#include <QBuffer>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/store/project_reader.h"
#include "ui/base/pool_work.h"
#include "ui/gallery/empty_state.h"
#include "ui/project/project_service.h"
#include "ui/statistics/balance_model.h"
#include "ui/statistics/histogram_chart.h"
#include "ui/statistics/places_map.h"
#include "ui/theme/bar_delegate.h"
#include "ui/theme/progress_bar.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

// At most `digits` that count, and never as a power of ten.
QString shortNumber(double value, int digits) {
  const int whole = value >= 1 ? static_cast<int>(std::log10(value)) + 1 : 1;
  return QLocale().toString(value, 'g', std::max(digits, whole));
}

QString binName(const data::Histogram& histogram, std::size_t bin, double factor, const QString& unit) {
  const auto number = [&](double value) { return shortNumber(value * factor, 3); };
  const double from = histogram.edges[bin];
  if (bin + 1 == histogram.edges.size()) return QStringLiteral("≥ %1%2").arg(number(from), unit);
  const double to = histogram.edges[bin + 1];
  // Whole numbers: the bin from 5 to below 10 is 5 to 9.
  const bool whole =
      factor == 1 && unit.isEmpty() && from == static_cast<qint64>(from) && to == static_cast<qint64>(to);
  if (whole) return to - from == 1 ? number(from) : QStringLiteral("%1–%2").arg(number(from), number(to - 1));
  return QStringLiteral("%1–%2%3").arg(number(from), number(to), unit);
}

void fill(HistogramChart* chart, const data::Histogram& histogram, double factor = 1,
          const QString& unit = {}) {
  std::vector<HistogramChart::Bar> bars;
  for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin)
    bars.push_back({binName(histogram, bin, factor, unit), histogram.counts[bin], false,
                    shortNumber(histogram.edges[bin] * factor, 2)});
  chart->setBars(std::move(bars));
}

}  // namespace

StatisticsView::StatisticsView(ProjectService& project, QWidget* parent)
    : QWidget(parent), project_(project) {
  pages_ = new QStackedWidget(this);
  empty_ = new EmptyState(this);
  tabs_ = new QTabWidget(this);
  tabs_->setDocumentMode(true);
  tabs_->addTab(buildCharts(), tr("Charts"));
  tabs_->addTab(buildBalance(), tr("Balance over the splits"));
  pages_->addWidget(empty_);
  pages_->addWidget(tabs_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildHeader());
  layout->addWidget(pages_, 1);

  connect(empty_, &EmptyState::clicked, this, &StatisticsView::count);
  connect(&task_, &CancellableTask::runningChanged, this, &StatisticsView::showState);
  connect(&task_, &CancellableTask::progressed, this,
          [this](qint64 done, qint64 total) { ui::showProgress(*bar_, done, total); });
  connect(&task_, &CancellableTask::failed, this, [this](const QString& message) {
    problem_ = message;
    showState();
    emit failed(message);
  });
  connect(&project_, &ProjectService::opened, this, [this] {
    if (isVisible()) count();
  });
  connect(&project_, &ProjectService::closed, this, [this] {
    task_.cancel();
    statistics_.reset();
    problem_.clear();
    stale_ = false;
    showState();
  });
  connect(&project_, &ProjectService::regionsChanged, this, &StatisticsView::markStale);
  connect(&project_, &ProjectService::manyRegionsChanged, this, &StatisticsView::markStale);
  connect(&project_, &ProjectService::splitsChanged, this, &StatisticsView::markStale);
  connect(&project_, &ProjectService::labelsChanged, this, &StatisticsView::markStale);
  connect(&project_, &ProjectService::countsChanged, this, &StatisticsView::markStale);
  showState();
}

QWidget* StatisticsView::buildHeader() {
  auto* header = new QWidget(this);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(12, 6, 8, 6);
  summary_ = new QLabel(header);
  summary_->setObjectName(QStringLiteral("statistics.summary"));
  summary_->setMinimumWidth(80);
  bar_ = new QProgressBar(header);
  bar_->setTextVisible(false);
  bar_->setFixedWidth(120);
  cancel_ = new QToolButton(header);
  cancel_->setObjectName(QStringLiteral("statistics.cancel"));
  cancel_->setIcon(icon(QStringLiteral("stop")));
  cancel_->setToolTip(tr("Stop counting"));
  cancel_->setAccessibleName(cancel_->toolTip());
  count_ = new QPushButton(icon(QStringLiteral("refresh")), tr("Count again"), header);
  count_->setObjectName(QStringLiteral("statistics.count"));
  csv_ = new QToolButton(header);
  csv_->setIcon(icon(QStringLiteral("export")));
  csv_->setToolTip(tr("Export all figures as CSV…"));
  csv_->setAccessibleName(csv_->toolTip());
  png_ = new QToolButton(header);
  png_->setIcon(icon(QStringLiteral("image")));
  png_->setToolTip(tr("Export the charts as a picture…"));
  png_->setAccessibleName(png_->toolTip());
  row->addWidget(summary_, 1);
  row->addWidget(bar_);
  row->addWidget(cancel_);
  row->addWidget(count_);
  row->addWidget(csv_);
  row->addWidget(png_);
  connect(cancel_, &QToolButton::clicked, &task_, &CancellableTask::cancel);
  connect(count_, &QPushButton::clicked, this, &StatisticsView::count);
  connect(csv_, &QToolButton::clicked, this, [this] { askFile(false); });
  connect(png_, &QToolButton::clicked, this, [this] { askFile(true); });
  return header;
}

QWidget* StatisticsView::buildCharts() {
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  charts_ = new QWidget(scroll);
  auto* grid = new QGridLayout(charts_);
  grid->setContentsMargins(8, 8, 8, 8);
  grid->setSpacing(8);
  auto* labels = new QWidget(charts_);
  auto* column = new QVBoxLayout(labels);
  column->setContentsMargins(0, 0, 0, 0);
  auto* row = new QHBoxLayout;
  top_ = new QSpinBox(labels);
  top_->setObjectName(QStringLiteral("statistics.top"));
  top_->setRange(5, 200);
  top_->setValue(20);
  top_->setKeyboardTracking(false);
  top_->setAccessibleName(tr("Labels shown"));
  auto* topText = new QLabel(tr("Labels shown"), labels);
  topText->setBuddy(top_);
  row->addWidget(topText);
  row->addWidget(top_);
  auto* hint = new QLabel(tr("A click on a bar shows its images."), labels);
  hint->setForegroundRole(QPalette::PlaceholderText);
  row->addSpacing(12);
  row->addWidget(hint, 1);
  labels_ = new HistogramChart(tr("Regions of each label"), Qt::Horizontal, labels);
  labels_->setObjectName(QStringLiteral("statistics.labels"));
  column->addLayout(row);
  column->addWidget(labels_);
  column->addStretch(1);
  sizes_ = new HistogramChart(tr("Size of boxes (side, % of the image)"), Qt::Vertical, charts_);
  shapes_ = new HistogramChart(tr("Width by height of boxes"), Qt::Vertical, charts_);
  perImage_ = new HistogramChart(tr("Regions per image"), Qt::Vertical, charts_);
  perImage_->setObjectName(QStringLiteral("statistics.perImage"));
  regionWords_ = new HistogramChart(tr("Words of region captions"), Qt::Vertical, charts_);
  imageWords_ = new HistogramChart(tr("Words of image captions"), Qt::Vertical, charts_);
  places_ = new PlacesMap(charts_);
  grid->addWidget(labels, 0, 0, 3, 1);
  grid->addWidget(places_, 0, 1);
  grid->addWidget(sizes_, 0, 2);
  grid->addWidget(perImage_, 1, 1);
  grid->addWidget(shapes_, 1, 2);
  grid->addWidget(regionWords_, 2, 1);
  grid->addWidget(imageWords_, 2, 2);
  grid->setRowStretch(3, 1);
  for (int i = 0; i < 3; ++i) grid->setColumnStretch(i, i == 0 ? 4 : 3);
  scroll->setWidget(charts_);
  connect(top_, &QSpinBox::valueChanged, this, &StatisticsView::showLabels);
  connect(labels_, &HistogramChart::barClicked, this, [this](int bar) {
    const auto& clicked = labels_->bars()[static_cast<std::size_t>(bar)];
    if (!clicked.muted) emit labelActivated(clicked.name);
  });
  return scroll;
}

QWidget* StatisticsView::buildBalance() {
  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(12, 8, 12, 8);
  filter_ = new QLineEdit(page);
  filter_->setPlaceholderText(tr("Filter labels"));
  filter_->setClearButtonEnabled(true);
  filter_->setMaximumWidth(260);
  balanceText_ = new QLabel(page);
  balanceText_->setObjectName(QStringLiteral("statistics.balance"));
  balanceText_->setForegroundRole(QPalette::PlaceholderText);
  row->addWidget(filter_, 1);
  row->addSpacing(12);
  row->addWidget(balanceText_, 2);
  column->addLayout(row);
  balance_ = new BalanceModel(this);
  auto* sorted = new QSortFilterProxyModel(this);
  sorted->setSourceModel(balance_);
  sorted->setSortRole(SortRole);
  sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
  sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
  connect(filter_, &QLineEdit::textChanged, sorted, &QSortFilterProxyModel::setFilterFixedString);
  table_ = new QTableView(page);
  table_->setObjectName(QStringLiteral("statistics.table"));
  table_->setAccessibleName(tr("Balance over the splits"));
  table_->setModel(sorted);
  table_->setItemDelegate(new BarDelegate(table_));
  table_->setShowGrid(false);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 10);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->setSortingEnabled(true);
  table_->sortByColumn(BalanceModel::RegionsColumn, Qt::DescendingOrder);
  column->addWidget(table_, 1);
  connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) {
    emit labelActivated(index.siblingAtColumn(0).data().toString());
  });
  return page;
}

void StatisticsView::count() {
  if (!project_.isOpen()) return;
  problem_.clear();
  stale_ = false;
  bar_->setRange(0, 0);
  auto counted = std::make_shared<data::Statistics>();
  task_.start(
      [counted, folder = project_.summary()->folder](const ProgressSink& progress,
                                                     const CancelToken& cancel) {
        const auto project = store::Project::open(folder, {.access = store::Access::ReadOnly});
        const auto reader = store::read_project(project);
        *counted = data::statistics_of(*reader, progress, cancel);
      },
      [this, counted] { take(counted); });
  showState();
}

void StatisticsView::take(std::shared_ptr<const data::Statistics> statistics) {
  statistics_ = std::move(statistics);
  showLabels();
  fill(sizes_, statistics_->relative_size, 100, QStringLiteral(" %"));
  fill(shapes_, statistics_->aspect_ratio);
  fill(perImage_, statistics_->regions_per_image);
  fill(regionWords_, statistics_->region_caption_words);
  fill(imageWords_, statistics_->image_caption_words);
  places_->setPlaces(statistics_->places);
  showBalance();
  showState();
}

void StatisticsView::showLabels() {
  if (!statistics_) return;
  const auto& labels = statistics_->labels;
  const auto top = std::min(labels.size(), static_cast<std::size_t>(top_->value()));
  std::vector<HistogramChart::Bar> bars;
  for (std::size_t i = 0; i < top; ++i)
    bars.push_back({QString::fromStdString(labels[i].label), labels[i].regions});
  qint64 rest = 0;
  for (std::size_t i = top; i < labels.size(); ++i) rest += labels[i].regions;
  if (top < labels.size())
    bars.push_back(
        {tr("%Ln other(s): %1", nullptr, static_cast<int>(labels.size() - top)).arg(QLocale().toString(rest)),
         rest, true});
  if (statistics_->unlabelled_regions > 0)
    bars.push_back({tr("Without label: %1")
                        .arg(QLocale().toString(static_cast<qint64>(statistics_->unlabelled_regions))),
                    statistics_->unlabelled_regions, true});
  labels_->setBars(std::move(bars));
}

void StatisticsView::showBalance() {
  Balance balance;
  for (const auto& [split, images] : statistics_->images_by_split) {
    balance.parts << QString::fromStdString(split);
    balance.images.push_back(images);
  }
  for (const auto& label : statistics_->labels) {
    Balance::Row row{QString::fromStdString(label.label), label.regions, {}};
    for (const auto& [split, images] : statistics_->images_by_split) {
      const auto found = label.by_split.find(split);
      row.byPart.push_back(found == label.by_split.end() ? 0 : found->second);
    }
    balance.rows.push_back(std::move(row));
  }
  const bool divided = balance.parts.size() > 1;
  QString text = divided
                     ? tr("Mean deviation %1 points").arg(QLocale().toString(balance.meanDeviation(), 'f', 1))
                     : tr("The images are not divided: Labels > Split the images does it.");
  if (const int missing = balance.missing(); divided && missing > 0)
    text += QStringLiteral(" · ") + tr("%n label(s) missing in a part", nullptr, missing);
  balanceText_->setText(text);
  balance_->setBalance(std::move(balance));
  table_->setColumnWidth(0, 220);
  for (int i = 1; i < balance_->columnCount(); ++i) table_->setColumnWidth(i, i == 1 ? 110 : 150);
}

void StatisticsView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!statistics_ && problem_.isEmpty() && !task_.isRunning()) count();
}

void StatisticsView::markStale() {
  if (stale_ || (!statistics_ && !task_.isRunning())) return;
  stale_ = true;
  showState();
}

void StatisticsView::showState() {
  const bool open = project_.isOpen(), running = task_.isRunning();
  bar_->setVisible(running);
  cancel_->setVisible(running);
  count_->setVisible(open && !running);
  csv_->setEnabled(statistics_ != nullptr);
  png_->setEnabled(statistics_ != nullptr);
  if (!open) {
    empty_->show(QStringLiteral("evaluate"), tr("No project is open"), {});
  } else if (!problem_.isEmpty()) {
    empty_->show(QStringLiteral("warning"), tr("The project could not be counted"), problem_,
                 tr("Try again"));
  } else if (running) {
    empty_->show(QStringLiteral("evaluate"), tr("Counting…"), {});
  } else if (!statistics_) {
    empty_->show(QStringLiteral("evaluate"), tr("Nothing was counted"), {}, tr("Count"));
  } else if (statistics_->images == 0) {
    empty_->show(QStringLiteral("image"), tr("The project has no images yet"), {}, tr("Count again"));
  }
  const bool some = open && statistics_ && statistics_->images > 0 && problem_.isEmpty();
  pages_->setCurrentWidget(some ? static_cast<QWidget*>(tabs_) : empty_);
  if (!some) {
    summary_->clear();
    return;
  }
  const QLocale locale;
  const auto number = [&](std::int64_t value) { return locale.toString(static_cast<qint64>(value)); };
  QString text =
      tr("%1 images (%2 without regions) · %3 regions (%4 without label) · %5 labels · boxes: %6 small, %7 "
         "medium, %8 large")
          .arg(number(statistics_->images), number(statistics_->images_without_regions),
               number(statistics_->regions), number(statistics_->unlabelled_regions),
               number(static_cast<std::int64_t>(statistics_->labels.size())), number(statistics_->small),
               number(statistics_->medium), number(statistics_->large));
  if (stale_) text = tr("The project has changed since it was counted.") + QStringLiteral("  ") + text;
  summary_->setText(text);
  summary_->setToolTip(tr("Small: below 32 × 32 pixels; large: 96 × 96 and more (COCO)"));
  QPalette palette = summary_->palette();
  palette.setColor(QPalette::WindowText, tone(stale_ ? Tone::Warning : Tone::Muted));
  summary_->setPalette(palette);
}

void StatisticsView::askFile(bool png) {
  auto* dialog = new QFileDialog(window(), png ? tr("Export the charts") : tr("Export the figures"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(png ? tr("PNG picture (*.png)") : tr("Comma-separated values (*.csv)"));
  dialog->setDefaultSuffix(png ? QStringLiteral("png") : QStringLiteral("csv"));
  connect(dialog, &QFileDialog::fileSelected, this,
          png ? &StatisticsView::exportPng : &StatisticsView::exportCsv);
  dialog->open();
}

void StatisticsView::exportCsv(const QString& file) {
  if (!statistics_) return;
  runOnPool(
      this, [file, statistics = statistics_] { write_text_file(file.toStdString(), csv(*statistics)); },
      [this, file](const QString& problem) {
        problem.isEmpty() ? emit told(tr("Written: %1").arg(file)) : emit failed(problem);
      });
}

void StatisticsView::exportPng(const QString& file) {
  if (!statistics_) return;
  const QImage picture = charts_->grab().toImage();
  runOnPool(
      this,
      [file, picture] {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        if (!picture.save(&buffer, "PNG"))
          throw Error(ErrorKind::Internal, "The picture cannot be made a PNG.");
        write_text_file(file.toStdString(),
                        std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
      },
      [this, file](const QString& problem) {
        problem.isEmpty() ? emit told(tr("Written: %1").arg(file)) : emit failed(problem);
      });
}

}  // namespace cloc::ui
