// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_view.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/atomic_file.h"
#include "ui/base/csv_text.h"
#include "ui/base/pool_work.h"
#include "ui/theme/bar_delegate.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

QString number(double value) {
  return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

}  // namespace

EvaluationView::EvaluationView(QWidget* parent)
    : QWidget(parent),
      pages_(new QStackedWidget(this)),
      chips_(new QWidget(this)),
      summary_(new QLabel(this)),
      tabs_(new QTabWidget(this)),
      measures_(new MeasuresModel(this)),
      classes_(new ClassesModel(this)),
      confusion_(new ConfusionModel(this)),
      skipped_(new SkippedModel(this)) {
  auto* empty = new QLabel(
      tr("No report is open. Evaluate a model, then open its report from the list of jobs."), this);
  empty->setAlignment(Qt::AlignCenter);
  empty->setForegroundRole(QPalette::PlaceholderText);
  empty->setWordWrap(true);
  pages_->addWidget(empty);

  auto* page = new QWidget(this);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(buildHeader());
  auto* measures = makeTable(measures_, false);
  measures->setObjectName(QStringLiteral("measures"));
  tabs_->setDocumentMode(true);
  tabs_->addTab(measures, tr("Figures"));
  tabs_->addTab(buildClasses(), tr("Classes"));
  tabs_->addTab(buildConfusion(), tr("Confusion"));
  tabs_->addTab(buildGroundings(), tr("Grounding"));
  auto* skipped = makeTable(skipped_, false);
  skipped->setObjectName(QStringLiteral("skipped"));
  tabs_->addTab(skipped, tr("Left out"));
  column->addWidget(tabs_, 1);
  pages_->addWidget(page);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  for (auto* list : {examples_, groundings_}) {
    connect(list, &ExamplesList::regionActivated, this, &EvaluationView::regionActivated);
  }
  update();
}

QWidget* EvaluationView::buildHeader() {
  auto* header = new QWidget(this);
  auto* row = new QHBoxLayout(header);
  row->setContentsMargins(12, 6, 8, 6);
  auto* chips = new QHBoxLayout(chips_);
  chips->setContentsMargins(0, 0, 0, 0);
  chips->setSpacing(6);
  row->addWidget(chips_);
  summary_->setForegroundRole(QPalette::PlaceholderText);
  row->addWidget(summary_, 1);
  baseline_ = new QToolButton(header);
  baseline_->setObjectName(QStringLiteral("baseline"));
  baseline_->setIcon(icon(QStringLiteral("compare")));
  baseline_->setToolTip(tr("Compare the others with the chosen report"));
  baseline_->setAccessibleName(baseline_->toolTip());
  connect(baseline_, &QToolButton::clicked, this, [this] { setBaseline(current_); });
  row->addWidget(baseline_);
  auto* save = new QToolButton(header);
  save->setIcon(icon(QStringLiteral("export")));
  save->setToolTip(tr("Export all tables as CSV"));
  save->setAccessibleName(tr("Export all tables as CSV"));
  connect(save, &QToolButton::clicked, this, &EvaluationView::askFile);
  row->addWidget(save);
  return header;
}

QTableView* EvaluationView::makeTable(QAbstractItemModel* model, bool sortable) {
  auto* table = new QTableView(this);
  table->setModel(model);
  table->setItemDelegate(new BarDelegate(table));
  table->setShowGrid(false);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setTabKeyNavigation(false);
  table->setWordWrap(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 10);
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setMinimumSectionSize(70);
  table->setSortingEnabled(sortable);
  return table;
}

EvaluationView::Part EvaluationView::makePart(QWidget* content, const QString& missing) {
  Part part{new QStackedWidget(this), new QLabel(missing, this)};
  part.missing->setAlignment(Qt::AlignCenter);
  part.missing->setForegroundRole(QPalette::PlaceholderText);
  part.missing->setWordWrap(true);
  part.missing->setMargin(24);
  part.pages->addWidget(part.missing);
  part.pages->addWidget(content);
  return part;
}

QWidget* EvaluationView::buildClasses() {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  class_filter_ = new QLineEdit(content);
  class_filter_->setObjectName(QStringLiteral("classFilter"));
  class_filter_->setPlaceholderText(tr("Filter classes"));
  class_filter_->setClearButtonEnabled(true);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(12, 8, 12, 8);
  row->addWidget(class_filter_);
  column->addLayout(row);
  auto* sorted = new QSortFilterProxyModel(this);
  sorted->setSourceModel(classes_);
  sorted->setSortRole(SortRole);
  sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
  sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
  sorted->setFilterKeyColumn(0);
  connect(class_filter_, &QLineEdit::textChanged, sorted, &QSortFilterProxyModel::setFilterFixedString);
  auto* table = makeTable(sorted, true);
  table->setObjectName(QStringLiteral("classes"));
  // Worst first: that is what one comes here for.
  table->sortByColumn(2, Qt::AscendingOrder);
  column->addWidget(table, 1);
  class_part_ = makePart(content, tr("This report has no figures by class."));
  return class_part_.pages;
}

QWidget* EvaluationView::buildConfusion() {
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->setHandleWidth(1);
  splitter->setChildrenCollapsible(false);
  auto* sorted = new QSortFilterProxyModel(this);
  sorted->setSourceModel(confusion_);
  sorted->setSortRole(SortRole);
  pairs_ = makeTable(sorted, true);
  pairs_->setObjectName(QStringLiteral("pairs"));
  pairs_->sortByColumn(2, Qt::DescendingOrder);
  matrix_ = new ConfusionMatrix(this);
  auto* left = new QSplitter(Qt::Vertical, splitter);
  left->setHandleWidth(1);
  left->addWidget(matrix_);
  left->addWidget(pairs_);
  left->setStretchFactor(0, 3);
  left->setStretchFactor(1, 2);
  auto* right = new QWidget(splitter);
  auto* column = new QVBoxLayout(right);
  column->setContentsMargins(12, 8, 0, 0);
  pair_title_ = new QLabel(right);
  pair_title_->setWordWrap(true);
  examples_ = new ExamplesList(right);
  examples_->setObjectName(QStringLiteral("examples"));
  column->addWidget(pair_title_);
  column->addWidget(examples_, 1);
  splitter->addWidget(left);
  splitter->addWidget(right);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  connect(pairs_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (!index.isValid()) return;
            showPair(index.siblingAtColumn(0).data().toString(), index.siblingAtColumn(1).data().toString());
          });
  connect(matrix_, &ConfusionMatrix::chosen, this, &EvaluationView::showPair);
  confusion_part_ = makePart(splitter, tr("This report has no confusion of classes."));
  return confusion_part_.pages;
}

QWidget* EvaluationView::buildGroundings() {
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(12, 8, 0, 0);
  auto* legend = new QLabel(
      tr("Phrases whose box was missed by most. Green: where it is; red: where the model looked."), content);
  legend->setForegroundRole(QPalette::PlaceholderText);
  legend->setWordWrap(true);
  groundings_ = new ExamplesList(content);
  groundings_->setObjectName(QStringLiteral("groundings"));
  column->addWidget(legend);
  column->addWidget(groundings_, 1);
  grounding_part_ = makePart(content, tr("This report has no worst groundings."));
  return grounding_part_.pages;
}

void EvaluationView::post(std::function<void()> work, std::function<void()> done) {
  runOnPool(this, std::move(work), [this, done = std::move(done)](const QString& problem) {
    problem.isEmpty() ? done() : emit failed(problem);
  });
}

void EvaluationView::addReport(const QString& name, const std::filesystem::path& file) {
  auto report = std::make_shared<Report>();
  post([=] { *report = readReport(file, name); }, [this, report] { arrived(*report); });
}

void EvaluationView::arrived(const Report& report) {
  const auto old = std::find_if(reports_.begin(), reports_.end(),
                                [&](const Report& other) { return other.name == report.name; });
  current_ = static_cast<int>(old - reports_.begin());
  if (old == reports_.end()) {
    reports_.push_back(report);
  } else {
    *old = report;
  }
  update();
  emit reportsChanged();
}

void EvaluationView::removeReport(const QString& name) {
  if (std::erase_if(reports_, [&](const Report& report) { return report.name == name; }) == 0) return;
  current_ = std::clamp(current_, 0, std::max(0, static_cast<int>(reports_.size()) - 1));
  update();
  emit reportsChanged();
}

void EvaluationView::clear() {
  reports_.clear();
  current_ = 0;
  update();
  emit reportsChanged();
}

void EvaluationView::setCurrent(int report) {
  if (report < 0 || report >= static_cast<int>(reports_.size()) || report == current_) return;
  current_ = report;
  update();
}

void EvaluationView::setBaseline(int report) {
  if (report <= 0 || report >= static_cast<int>(reports_.size())) return;
  std::rotate(reports_.begin(), reports_.begin() + report, reports_.begin() + report + 1);
  current_ = 0;
  update();
}

void EvaluationView::update() {
  pages_->setCurrentIndex(reports_.empty() ? 0 : 1);
  rebuildChips();
  baseline_->setEnabled(current_ > 0);
  measures_->setReports(reports_);
  classes_->setReports(reports_);
  skipped_->setReports(reports_);
  const bool anyClasses = std::any_of(reports_.begin(), reports_.end(),
                                      [](const Report& report) { return report.classes.has_value(); });
  class_part_.pages->setCurrentIndex(anyClasses ? 1 : 0);
  for (const char* name : {"measures", "classes", "skipped"}) {
    auto* table = findChild<QTableView*>(QLatin1String(name));
    table->resizeColumnsToContents();
    if (table->model()->columnCount() > 0)
      table->setColumnWidth(0, std::clamp(table->columnWidth(0), 220, 320));
    for (int i = 1; i < table->model()->columnCount(); ++i) {
      table->setColumnWidth(i, std::clamp(table->columnWidth(i) + 12, 96, 190));
    }
  }
  examples_->setRegions({});
  groundings_->setRegions({});
  pair_title_->setText(tr("Choose a cell or a row to see its regions."));
  if (reports_.empty()) return;
  const auto& report = reports_[static_cast<std::size_t>(current_)];
  summary_->setText(tr("%1 images, %2 regions")
                        .arg(QLocale().toString(static_cast<qint64>(report.images)),
                             QLocale().toString(static_cast<qint64>(report.regions))));
  confusion_part_.pages->setCurrentIndex(report.confusion ? 1 : 0);
  confusion_part_.missing->setText(tr("The report \"%1\" has no confusion of classes.").arg(report.name));
  confusion_->setConfusion(report.confusion.value_or(std::vector<Confusion>()));
  matrix_->setConfusion(report.confusion.value_or(std::vector<Confusion>()));
  pairs_->resizeColumnsToContents();
  pairs_->setColumnWidth(0, 150);
  pairs_->setColumnWidth(1, 150);
  pairs_->horizontalHeader()->setStretchLastSection(true);
  grounding_part_.pages->setCurrentIndex(report.worst_groundings ? 1 : 0);
  grounding_part_.missing->setText(tr("The report \"%1\" has no worst groundings.").arg(report.name));
  if (!report.worst_groundings) return;
  std::vector<ShownRegion> regions;
  for (const auto& one : *report.worst_groundings) {
    regions.push_back({one.image, one.box, one.predicted,
                       tr("IoU %1  ·  %2").arg(QString::number(one.iou, 'f', 2), one.phrase)});
  }
  groundings_->setRegions(std::move(regions));
}

void EvaluationView::rebuildChips() {
  auto* layout = static_cast<QHBoxLayout*>(chips_->layout());
  while (auto* item = layout->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (int i = 0; i < static_cast<int>(reports_.size()); ++i) {
    const QString name = reports_[static_cast<std::size_t>(i)].name;
    auto* chip = new QToolButton(chips_);
    chip->setText(name);
    chip->setCheckable(true);
    chip->setChecked(i == current_);
    chip->setToolTip(i == 0 ? tr("%1: the others are compared with it").arg(name)
                            : tr("%1: its confusion and groundings are shown when it is chosen").arg(name));
    auto* close = new QToolButton(chips_);
    close->setIcon(icon(QStringLiteral("close")));
    close->setIconSize({12, 12});
    close->setToolTip(tr("Close %1").arg(name));
    close->setAccessibleName(tr("Close %1").arg(name));
    // Queued: each rebuilds the chips, this one among them.
    connect(
        chip, &QToolButton::clicked, this,
        [this, i] {
          setCurrent(i);
          rebuildChips();
        },
        Qt::QueuedConnection);
    connect(
        close, &QToolButton::clicked, this, [this, name] { removeReport(name); }, Qt::QueuedConnection);
    layout->addWidget(chip);
    layout->addWidget(close);
  }
}

void EvaluationView::showPair(const QString& truth, const QString& predicted) {
  const auto& all = reports_[static_cast<std::size_t>(current_)].confusion;
  if (!all) return;
  const auto found = std::find_if(all->begin(), all->end(), [&](const Confusion& pair) {
    return pair.truth == truth && pair.predicted == predicted;
  });
  if (found == all->end()) return;
  std::vector<ShownRegion> regions;
  for (const auto& example : found->examples)
    regions.push_back({example.image, example.box, {}, example.text});
  pair_title_->setText(regions.empty()
                           ? tr("%1 taken for %2: the report has no examples.").arg(truth, predicted)
                           : tr("%1 taken for %2: %3").arg(truth, predicted).arg(found->count));
  examples_->setRegions(std::move(regions));
}

void EvaluationView::askFile() {
  auto* dialog = new QFileDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilter(tr("Comma-separated values (*.csv)"));
  dialog->setDefaultSuffix(QStringLiteral("csv"));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& file) { exportCsv(file.toStdString()); });
  dialog->open();
}

std::string EvaluationView::csv() const {
  QString out = QStringLiteral("report,table,name,other,value,items\n");
  const auto line = [&](const QStringList& fields) { out += csvLine(fields); };
  for (const auto& report : reports_) {
    for (const auto& measure : report.measures) {
      line({report.name,
            QStringLiteral("measure"),
            measure.name,
            {},
            measure.value ? number(*measure.value) : QString(),
            QString::number(measure.items)});
    }
    if (report.classes) {
      for (const auto& one : *report.classes) {
        const QString items = QString::number(one.items);
        line({report.name, QStringLiteral("class"), one.name, QStringLiteral("top1"),
              one.items > 0 ? number(one.share1()) : QString(), items});
        line({report.name, QStringLiteral("class"), one.name, QStringLiteral("top5"),
              one.items > 0 ? number(one.share5()) : QString(), items});
      }
    }
    if (report.confusion) {
      for (const auto& pair : *report.confusion) {
        line({report.name,
              QStringLiteral("confusion"),
              pair.truth,
              pair.predicted,
              QString::number(pair.count),
              {}});
      }
    }
    for (const auto& [what, count] : report.skipped) {
      line({report.name, QStringLiteral("skipped"), what, {}, QString::number(count), {}});
    }
  }
  return out.toStdString();
}

void EvaluationView::exportCsv(const std::filesystem::path& file) {
  post([file, text = csv()] { write_text_file(file, text); },
       [this, file] { emit exported(QString::fromStdString(file.string())); });
}

}  // namespace cloc::ui
