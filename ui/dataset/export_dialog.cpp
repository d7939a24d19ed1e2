// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/dataset/dataset_text.h"
#include "ui/theme/progress_bar.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr auto kFormat = "export/format", kImages = "export/images", kFolder = "export/folder";
enum Column { kName, kHolds, kLost, kColumns };
constexpr int kId = Qt::UserRole;

QLabel* wrapped(const QString& name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QStringLiteral("export.") + name);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

std::vector<std::string> words(const QStringList& list) {
  std::vector<std::string> all;
  for (const auto& word : list) all.push_back(word.toStdString());
  return all;
}

}  // namespace

ExportDialog::ExportDialog(DatasetChecks& checks, QWidget* window)
    : QDialog(window),
      checks_(checks),
      list_(new QTreeWidget(this)),
      description_(wrapped(QStringLiteral("description"), this)),
      amount_(wrapped(QStringLiteral("amount"), this)),
      losses_(wrapped(QStringLiteral("losses"), this)),
      counting_(new QProgressBar(this)),
      path_(new QLineEdit(this)),
      overwrite_(new QCheckBox(tr("&Replace what is there"), this)),
      verified_(new QCheckBox(tr("&Verified images only"), this)),
      images_(new QComboBox(this)),
      splits_(new CheckListButton(
          tr("All splits"), QStringLiteral("filter"), [this] { return splitEntries_; }, this)),
      labels_(new CheckListButton(
          tr("All labels"), QStringLiteral("label"), [this] { return labelEntries_; }, this)),
      start_(new QPushButton(tr("&Export"), this)) {
  setObjectName(QStringLiteral("exportDialog"));
  setWindowTitle(tr("Export"));
  resize(760, 620);
  build();
  connect(&checks_, &DatasetChecks::formatsListed, this, &ExportDialog::setFormats);
  connect(&checks_, &DatasetChecks::failed, amount_, &QLabel::setText);
  connect(&checks_, &DatasetChecks::counting, this,
          [this](qint64 done, qint64 total) { ui::showProgress(*counting_, done, total); });
  connect(&checks_, &DatasetChecks::namesListed, this, &ExportDialog::setNames);
  connect(&checks_, &DatasetChecks::counted, this, &ExportDialog::setContents);
  connect(&checks_, &DatasetChecks::countFailed, this, [this](const QString& message) {
    counting_->hide();
    amount_->setText(message);
  });
  connect(list_, &QTreeWidget::currentItemChanged, this, &ExportDialog::formatChosen);
  for (auto* filter : {splits_, labels_})
    connect(filter, &CheckListButton::checkedChanged, this, &ExportDialog::count);
  connect(verified_, &QCheckBox::toggled, this, &ExportDialog::count);
  connect(path_, &QLineEdit::textChanged, this, &ExportDialog::updateStart);
  images_->setCurrentIndex(std::max(0, images_->findData(QSettings().value(QLatin1String(kImages)))));
}

void ExportDialog::build() {
  list_->setObjectName(QStringLiteral("export.formats"));
  list_->setAccessibleName(tr("Formats"));
  list_->setHeaderLabels({tr("Format"), tr("Holds"), tr("Leaves out here")});
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(true);
  list_->setAllColumnsShowFocus(true);
  list_->setTextElideMode(Qt::ElideRight);
  list_->header()->setStretchLastSection(true);
  list_->setMinimumHeight(150);
  description_->setForegroundRole(QPalette::PlaceholderText);

  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  path_->setObjectName(QStringLiteral("export.path"));
  auto* browseButton = new QPushButton(icon(QStringLiteral("folder")), tr("&Choose…"), this);
  browseButton->setAutoDefault(false);
  browseButton->setToolTip(tr("Choose a place and a name for the folder or file"));
  connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
  auto* target = new QHBoxLayout;
  target->setSpacing(6);
  target->addWidget(path_, 1);
  target->addWidget(browseButton);
  form->addRow(tr("&To"), target);
  static_cast<QLabel*>(form->labelForField(target))->setBuddy(path_);
  overwrite_->setObjectName(QStringLiteral("export.overwrite"));
  form->addRow(QString(), overwrite_);
  images_->setObjectName(QStringLiteral("export.images"));
  images_->addItem(tr("Leave them where they are"), QStringLiteral("leave"));
  images_->addItem(tr("Copy them into the data set"), QStringLiteral("copy"));
  images_->addItem(tr("Link them into the data set (no further space)"), QStringLiteral("link"));
  form->addRow(tr("&Image files"), images_);
  splits_->setObjectName(QStringLiteral("export.splits"));
  labels_->setObjectName(QStringLiteral("export.labels"));
  verified_->setObjectName(QStringLiteral("export.verified"));
  auto* filters = new QHBoxLayout;
  filters->setSpacing(6);
  for (QWidget* filter : std::initializer_list<QWidget*>{splits_, labels_, verified_})
    filters->addWidget(filter);
  filters->addStretch(1);
  form->addRow(tr("Only"), filters);

  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  amount_->setFont(bold);
  counting_->setTextVisible(false);
  counting_->setFixedHeight(6);
  counting_->setAccessibleName(tr("Counting what there is to write"));

  auto* buttons = new QDialogButtonBox(this);
  start_->setObjectName(QStringLiteral("export.start"));
  start_->setDefault(true);
  start_->setToolTip(tr("Start it as a job: the window stays usable (Enter)"));
  buttons->addButton(start_, QDialogButtonBox::AcceptRole);
  auto* cancel = buttons->addButton(QDialogButtonBox::Cancel);
  cancel->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::send);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(10);
  layout->addWidget(list_, 1);
  layout->addWidget(description_);
  layout->addLayout(form);
  layout->addSpacing(4);
  layout->addWidget(amount_);
  layout->addWidget(counting_);
  layout->addWidget(losses_);
  layout->addWidget(buttons);
}

void ExportDialog::showFor(const std::filesystem::path& folder) {
  const bool another = folder != project_;
  project_ = folder;
  if (another) {
    splits_->setChecked({});
    labels_->setChecked({});
    path_->clear();
    overwrite_->setChecked(false);
  }
  if (formats_.empty()) checks_.listFormats();
  formatChosen();
  checks_.listNames(project_);
  count();
  show();
  raise();
  activateWindow();
  list_->setFocus();
}

void ExportDialog::setNames(const std::vector<CountedName>& labels, const std::vector<CountedName>& splits) {
  labelEntries_.clear();
  splitEntries_.clear();
  for (const auto& label : labels) labelEntries_.push_back({label.name, label.name, label.count});
  for (const auto& split : splits)
    splitEntries_.push_back({split.name, split.name.isEmpty() ? tr("none") : split.name, split.count});
}

ExportRequest ExportDialog::request() const {
  const auto* item = list_->currentItem();
  return {path_->text().trimmed(),
          item != nullptr ? item->data(kName, kId).toString() : QString(),
          images_->currentData().toString(),
          splits_->checked(),
          labels_->checked(),
          verified_->isChecked(),
          overwrite_->isChecked()};
}

void ExportDialog::setFormats(const std::vector<FormatInfo>& formats) {
  formats_ = formats;
  const QString wanted = QSettings().value(QLatin1String(kFormat)).toString();
  list_->clear();
  for (const auto& each : formats_) {
    if (!each.writes) continue;
    auto* item = new QTreeWidgetItem(list_, {each.name, holdsText(each.holds), QString()});
    item->setData(kName, kId, each.id);
    item->setToolTip(kName, each.description);
    item->setToolTip(kHolds, holdsText(each.holds));
    if (each.id == wanted || list_->currentItem() == nullptr) list_->setCurrentItem(item);
  }
  list_->resizeColumnToContents(kName);
  list_->setColumnWidth(kHolds, 210);
  showAmount();
  updateStart();
}

const FormatInfo* ExportDialog::format() const {
  const auto* item = list_->currentItem();
  if (item == nullptr) return nullptr;
  const QString id = item->data(kName, kId).toString();
  const auto found =
      std::find_if(formats_.begin(), formats_.end(), [&](const FormatInfo& each) { return each.id == id; });
  return found == formats_.end() ? nullptr : &*found;
}

void ExportDialog::formatChosen() {
  const auto* chosen = format();
  description_->setText(chosen != nullptr ? chosen->description : QString());
  if (chosen != nullptr && !project_.empty() && (path_->text().isEmpty() || path_->text() == proposed_)) {
    const QDir beside(QString::fromStdString(project_.parent_path().string()));
    const QDir folder(QSettings().value(QLatin1String(kFolder), beside.path()).toString());
    proposed_ =
        folder.filePath(QString::fromStdString(project_.stem().string()) + QLatin1Char('-') + chosen->id);
    path_->setText(proposed_);
  }
  showAmount();
  updateStart();
}

void ExportDialog::browse() {
  // It may become a folder or a file, as the format has it; whether it is replaced is asked below.
  const QString path = QFileDialog::getSaveFileName(this, tr("The folder or file to write"), path_->text(),
                                                    {}, nullptr, QFileDialog::DontConfirmOverwrite);
  if (!path.isEmpty()) path_->setText(path);
}

void ExportDialog::count() {
  if (project_.empty()) return;
  contents_.reset();
  counting_->setRange(0, 0);
  counting_->show();
  amount_->setText(tr("Counting what there is to write…"));
  losses_->clear();
  losses_->hide();
  updateStart();
  checks_.count(project_, {.splits = words(splits_->checked()),
                           .verified_only = verified_->isChecked(),
                           .labels = words(labels_->checked())});
}

void ExportDialog::setContents(const data::Contents& contents) {
  contents_ = contents;
  counting_->hide();
  showAmount();
  updateStart();
}

void ExportDialog::showAmount() {
  if (!contents_) return;
  for (int row = 0; row < list_->topLevelItemCount(); ++row) {
    auto* item = list_->topLevelItem(row);
    const QString id = item->data(kName, kId).toString();
    const auto found =
        std::find_if(formats_.begin(), formats_.end(), [&](const FormatInfo& each) { return each.id == id; });
    const auto lost = lossTexts(*contents_, found->holds);
    item->setText(kLost, lost.isEmpty() ? tr("nothing") : lost.join(QStringLiteral(", ")));
    item->setToolTip(kLost, lost.join(QLatin1Char('\n')));
    item->setForeground(kLost, lost.isEmpty() ? QBrush() : QBrush(tone(Tone::Warning)));
  }
  amount_->setText(tr("%1 will be written.").arg(amountText(contents_->images, contents_->regions)));
  const auto* chosen = format();
  const auto lost = chosen != nullptr ? lossTexts(*contents_, chosen->holds) : QStringList();
  losses_->setVisible(chosen != nullptr);
  if (chosen == nullptr) return;
  QPalette palette = this->palette();
  if (!lost.isEmpty()) palette.setColor(QPalette::WindowText, tone(Tone::Warning));
  losses_->setPalette(palette);
  losses_->setText(lost.isEmpty()
                       ? tr("Nothing is left out.")
                       : tr("%1 has no place for: %2.").arg(chosen->name, lost.join(QStringLiteral("; "))));
}

void ExportDialog::updateStart() {
  start_->setEnabled(format() != nullptr && contents_ && contents_->images > 0 &&
                     !path_->text().trimmed().isEmpty());
}

void ExportDialog::send() {
  const auto asked = request();
  QSettings settings;
  settings.setValue(QLatin1String(kFormat), asked.format);
  settings.setValue(QLatin1String(kImages), asked.images);
  settings.setValue(QLatin1String(kFolder), QFileInfo(QDir::cleanPath(asked.path)).path());
  accept();
  emit exportRequested(asked);
}

void ExportDialog::hideEvent(QHideEvent* event) {
  checks_.cancelCounting();
  QDialog::hideEvent(event);
}

}  // namespace cloc::ui
