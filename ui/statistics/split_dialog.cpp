// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/statistics/split_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>
#include <set>
#include <utility>

#include "ui/canvas/region_document.h"
#include "ui/project/project_service.h"
#include "ui/statistics/balance_model.h"
#include "ui/theme/bar_delegate.h"
#include "ui/theme/progress_bar.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kPause = 250;  // ms: while a number is being typed

using Kind = store::Grouping::Kind;

}  // namespace

SplitDialog::SplitDialog(ProjectService& project, RegionDocument& document, QWidget* parent)
    : QDialog(parent), project_(project), document_(document) {
  setObjectName(QStringLiteral("splitDialog"));
  setWindowTitle(tr("Split the images"));
  resize(1000, 580);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  apply_ = buttons->addButton(tr("Split the images"), QDialogButtonBox::AcceptRole);
  buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
  apply_->setObjectName(QStringLiteral("split.apply"));
  apply_->setDefault(true);
  auto* row = new QHBoxLayout;
  row->setSpacing(16);
  row->addWidget(buildChoices());
  row->addWidget(buildPreview(), 1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(row, 1);
  layout->addWidget(buttons);

  pause_.setSingleShot(true);
  pause_.setInterval(kPause);
  connect(&pause_, &QTimer::timeout, this, &SplitDialog::preview);
  connect(apply_, &QPushButton::clicked, this, &SplitDialog::apply);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(&task_, &CancellableTask::runningChanged, this, &SplitDialog::showState);
  connect(&task_, &CancellableTask::progressed, this,
          [this](qint64 done, qint64 total) { ui::showProgress(*bar_, done, total); });
  connect(&task_, &CancellableTask::failed, this, [this](const QString& message) {
    failure_ = message;
    showState();
  });
  for (const auto signal : {&ProjectService::manyRegionsChanged, &ProjectService::splitsChanged})
    connect(&project_, signal, this, &SplitDialog::forgetImages);
  connect(&project_, &ProjectService::regionsChanged, this, &SplitDialog::forgetImages);
  connect(&project_, &ProjectService::labelsChanged, this, &SplitDialog::forgetImages);
  connect(&project_, &ProjectService::countsChanged, this, &SplitDialog::forgetImages);
  connect(&project_, &ProjectService::closed, this, &QDialog::reject);
  showState();
}

QWidget* SplitDialog::buildChoices() {
  auto* part = new QWidget(this);
  part->setFixedWidth(300);
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  auto* heading = new QLabel(tr("Parts and their shares of the images"), part);
  heading->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(heading);
  const std::pair<const char*, double> standard[] = {{"train", 80}, {"val", 10}, {"test", 10}};
  for (const auto& [name, share] : standard) {
    auto* row = new QHBoxLayout;
    auto* field = new QLineEdit(QString::fromLatin1(name), part);
    field->setAccessibleName(tr("Name of the part"));
    auto* spin = new QDoubleSpinBox(part);
    spin->setObjectName(QStringLiteral("split.") + QLatin1String(name));
    spin->setRange(0, 100);
    spin->setDecimals(1);
    spin->setSuffix(tr(" %"));
    spin->setValue(share);
    spin->setAccessibleName(tr("Share of %1").arg(field->text()));
    spin->setToolTip(tr("0 % leaves the part out"));
    row->addWidget(field, 1);
    row->addWidget(spin);
    column->addLayout(row);
    parts_.push_back({field, spin});
    connect(field, &QLineEdit::textChanged, this, &SplitDialog::changed);
    connect(spin, &QDoubleSpinBox::valueChanged, this, &SplitDialog::changed);
  }
  sum_ = new QLabel(part);
  sum_->setObjectName(QStringLiteral("split.problem"));
  sum_->setWordWrap(true);
  column->addWidget(sum_);
  stratify_ = new QCheckBox(tr("The same share of every label in each part"), part);
  stratify_->setObjectName(QStringLiteral("split.stratify"));
  stratify_->setChecked(true);
  stratify_->setToolTip(tr("Else the images are divided by chance alone"));
  column->addWidget(stratify_);
  auto* form = new QFormLayout;
  group_ = new QComboBox(part);
  group_->setObjectName(QStringLiteral("split.group"));
  group_->addItem(tr("Nothing: each image for itself"), static_cast<int>(Kind::Image));
  group_->addItem(tr("The images of a folder"), static_cast<int>(Kind::Folder));
  group_->addItem(tr("Images with the same value of"), static_cast<int>(Kind::Attribute));
  group_->setToolTip(
      tr("Pictures of one video, place or patient in two parts would make a model look better than it is"));
  attribute_ = new QComboBox(part);
  attribute_->setObjectName(QStringLiteral("split.attribute"));
  attribute_->setEditable(true);
  attribute_->setInsertPolicy(QComboBox::NoInsert);
  attribute_->lineEdit()->setPlaceholderText(tr("Name of an attribute"));
  attribute_->setAccessibleName(tr("Attribute"));
  seed_ = new QSpinBox(part);
  seed_->setObjectName(QStringLiteral("split.seed"));
  seed_->setRange(0, 1'000'000);
  seed_->setToolTip(tr("The same seed divides the same images in the same way; another one otherwise"));
  form->addRow(tr("Together"), group_);
  form->addRow(QString(), attribute_);
  form->addRow(tr("Seed"), seed_);
  column->addLayout(form);
  undivided_ = new QCheckBox(tr("Only images that have no split yet"), part);
  undivided_->setObjectName(QStringLiteral("split.undivided"));
  column->addWidget(undivided_);
  column->addStretch(1);
  connect(stratify_, &QCheckBox::toggled, this, &SplitDialog::changed);
  connect(seed_, &QSpinBox::valueChanged, this, &SplitDialog::changed);
  connect(group_, &QComboBox::currentIndexChanged, this, &SplitDialog::forgetImages);
  connect(attribute_, &QComboBox::currentTextChanged, this, &SplitDialog::forgetImages);
  connect(undivided_, &QCheckBox::toggled, this, &SplitDialog::forgetImages);
  return part;
}

QWidget* SplitDialog::buildPreview() {
  auto* part = new QWidget(this);
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  summary_ = new QLabel(part);
  summary_->setObjectName(QStringLiteral("split.summary"));
  summary_->setWordWrap(true);
  bar_ = new QProgressBar(part);
  bar_->setTextVisible(false);
  balance_ = new BalanceModel(this);
  auto* sorted = new QSortFilterProxyModel(this);
  sorted->setSourceModel(balance_);
  sorted->setSortRole(SortRole);
  table_ = new QTableView(part);
  table_->setAccessibleName(tr("How the labels would be spread"));
  table_->setModel(sorted);
  table_->setItemDelegate(new BarDelegate(table_));
  table_->setShowGrid(false);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 10);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->setSortingEnabled(true);
  table_->sortByColumn(BalanceModel::RegionsColumn, Qt::DescendingOrder);
  column->addWidget(summary_);
  column->addWidget(bar_);
  column->addWidget(table_, 1);
  return part;
}

store::Grouping SplitDialog::grouping() const {
  const auto kind = static_cast<Kind>(group_->currentData().toInt());
  return {kind, kind == Kind::Attribute ? attribute_->currentText().trimmed().toStdString() : std::string()};
}

data::SplitOptions SplitDialog::options() const {
  data::SplitOptions options;
  options.parts.clear();
  for (const auto& part : parts_) {
    if (part.share->value() > 0)
      options.parts.push_back({part.name->text().trimmed().toStdString(), part.share->value() / 100});
  }
  options.stratify = stratify_->isChecked();
  options.seed = static_cast<std::uint64_t>(seed_->value());
  return options;
}

QString SplitDialog::problem() const {
  const auto chosen = options();
  double sum = 0;
  std::set<std::string> names;
  for (const auto& part : chosen.parts) {
    sum += 100 * part.share;
    if (part.name.empty()) return tr("Each part needs a name.");
    if (!names.insert(part.name).second)
      return tr("Two parts have the name %1.").arg(QString::fromStdString(part.name));
  }
  if (chosen.parts.size() < 2) return tr("Give at least two parts a share above 0 %.");
  if (std::abs(sum - 100) > 0.09) {
    return tr("The shares sum up to %1 %, not to 100 %.").arg(QLocale().toString(sum, 'f', 1));
  }
  if (grouping().kind == Kind::Attribute && grouping().attribute.empty())
    return tr("Name the attribute whose values are to stay together.");
  return {};
}

void SplitDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  images_.reset();
  changed();
}

void SplitDialog::hideEvent(QHideEvent* event) {
  QDialog::hideEvent(event);
  pause_.stop();
  task_.cancel();
  images_.reset();  // many, in a large project
  plan_.reset();
}

void SplitDialog::forgetImages() {
  images_.reset();
  changed();
}

void SplitDialog::changed() {
  attribute_->setVisible(group_->currentData().toInt() == static_cast<int>(Kind::Attribute));
  task_.cancel();
  plan_.reset();
  failure_.clear();
  if (isVisible() && project_.isOpen() && problem().isEmpty()) pause_.start();
  showState();
}

void SplitDialog::preview() {
  if (!project_.isOpen() || !problem().isEmpty()) return;
  bar_->setRange(0, 0);
  struct Answer {
    std::shared_ptr<const store::SplitImages> images;
    std::shared_ptr<const store::SplitPlan> plan;
  };
  auto answer = std::make_shared<Answer>();
  answer->images = images_;
  task_.start(
      [answer, folder = project_.summary()->folder, grouping = grouping(),
       undivided = undivided_->isChecked(),
       options = options()](const ProgressSink& progress, const CancelToken& cancel) {
        if (!answer->images) {
          const auto project = store::Project::open(folder, {.access = store::Access::ReadOnly});
          answer->images = std::make_shared<const store::SplitImages>(
              store::read_split_images(project, grouping, undivided, progress, cancel));
        }
        cancel.throw_if_cancelled();
        answer->plan = std::make_shared<const store::SplitPlan>(store::plan_split(*answer->images, options));
      },
      [this, answer] { take(answer->images, answer->plan); });
}

void SplitDialog::take(std::shared_ptr<const store::SplitImages> images,
                       std::shared_ptr<const store::SplitPlan> plan) {
  images_ = std::move(images);
  plan_ = std::move(plan);
  Balance balance;
  balance.images = {plan_->images.begin(), plan_->images.end()};
  for (const auto& part : options().parts) balance.parts << QString::fromStdString(part.name);
  for (std::size_t label = 0; label < images_->labels.size(); ++label) {
    Balance::Row row{QString::fromStdString(images_->labels[label].name), 0, {}};
    for (const auto count : plan_->regions[label]) {
      row.byPart.push_back(count);
      row.regions += count;
    }
    balance.rows.push_back(std::move(row));
  }
  balance_->setBalance(std::move(balance));
  table_->setColumnWidth(0, 150);
  for (int i = 1; i < balance_->columnCount(); ++i) table_->setColumnWidth(i, i == 1 ? 95 : 125);
  showState();
}

void SplitDialog::showState() {
  const QString wrong = problem();
  sum_->setText(wrong);
  sum_->setVisible(!wrong.isEmpty());
  QPalette palette = sum_->palette();
  palette.setColor(QPalette::WindowText, tone(Tone::Bad));
  sum_->setPalette(palette);
  bar_->setVisible(task_.isRunning());
  table_->setEnabled(plan_ != nullptr);
  const bool editable = project_.isOpen() && !project_.summary()->read_only;
  apply_->setEnabled(editable && plan_ && !plan_->changes.empty());
  if (!failure_.isEmpty()) {
    summary_->setText(failure_);
  } else if (!plan_) {
    summary_->setText(wrong.isEmpty() ? tr("Reading the labels…") : QString());
  } else if (images_->ids.empty()) {
    summary_->setText(undivided_->isChecked() ? tr("All images have a split already.")
                                              : tr("The project has no images yet."));
  } else {
    const QLocale locale;
    QStringList counts;
    const auto& balance = balance_->balance();
    for (int part = 0; part < balance.parts.size(); ++part)
      counts << QStringLiteral("%1 %2").arg(balance.parts[part],
                                            locale.toString(balance.images[static_cast<std::size_t>(part)]));
    QString text = tr("%Ln image(s): %1.", nullptr, static_cast<int>(images_->ids.size()))
                       .arg(counts.join(QStringLiteral(", ")));
    if (grouping().kind != Kind::Image) {
      text += QLatin1Char(' ');
      text += tr("%Ln group(s).", nullptr, static_cast<int>(images_->groups));
    }
    text += QLatin1Char(' ');
    text +=
        tr("Labels deviate by %1 points on average.").arg(locale.toString(balance.meanDeviation(), 'f', 1));
    if (const int missing = balance.missing(); missing > 0) {
      text += QLatin1Char(' ');
      text += tr("%Ln label(s) would be missing in a part.", nullptr, missing);
    }
    if (plan_->changes.empty()) {
      text += QLatin1Char(' ');
      text += tr("All images are divided so already.");
    }
    summary_->setText(text);
  }
}

void SplitDialog::apply() {
  if (!plan_ || plan_->changes.empty()) return;
  const auto plan = plan_;
  const int images = static_cast<int>(images_->ids.size());
  accept();
  document_.editProject(plan->changes, tr("split the images"));
  emit told(tr("%n image(s) divided. Ctrl+Z takes it back.", nullptr, images));
}

}  // namespace cloc::ui
