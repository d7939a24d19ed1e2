// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/import_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/dataset/dataset_text.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr auto kPath = "import/path", kExisting = "import/existing", kSplit = "import/split";

QLabel* wrapped(const QString& name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QStringLiteral("import.") + name);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QString existingHelp(const QString& existing) {
  if (existing == QLatin1String("add"))
    return ImportDialog::tr(
        "They get the regions and captions that they do not have yet. One Ctrl+Z takes the regions back.");
  if (existing == QLatin1String("replace"))
    return ImportDialog::tr(
        "Their regions and captions become those of the data. One Ctrl+Z brings the regions back.");
  return ImportDialog::tr("They stay as they are; only new images come in.");
}

}  // namespace

ImportDialog::ImportDialog(DatasetChecks& checks, QWidget* window)
    : QDialog(window),
      checks_(checks),
      path_(new QLineEdit(this)),
      imagesIn_(new QLineEdit(this)),
      found_(wrapped(QStringLiteral("found"), this)),
      description_(wrapped(QStringLiteral("description"), this)),
      existingHelp_(wrapped(QStringLiteral("existingHelp"), this)),
      format_(new QComboBox(this)),
      existing_(new QComboBox(this)),
      split_(new QComboBox(this)),
      start_(new QPushButton(tr("&Import"), this)),
      pause_(new QTimer(this)) {
  setObjectName(QStringLiteral("importDialog"));
  setWindowTitle(tr("Import annotations"));
  resize(620, 400);
  build();
  pause_->setSingleShot(true);
  pause_->setInterval(200);
  connect(pause_, &QTimer::timeout, this, [this] { checks_.recognise(path_->text()); });
  connect(path_, &QLineEdit::textChanged, this, &ImportDialog::pathEdited);
  connect(format_, &QComboBox::currentIndexChanged, this, [this] {
    showDescription();
    updateStart();
  });
  connect(existing_, &QComboBox::currentIndexChanged, this,
          [this] { existingHelp_->setText(existingHelp(existing_->currentData().toString())); });
  connect(&checks_, &DatasetChecks::formatsListed, this, &ImportDialog::setFormats);
  connect(&checks_, &DatasetChecks::failed, this,
          [this](const QString& message) { showFound(message, false); });
  connect(&checks_, &DatasetChecks::recognised, this, [this](const QString& path, const QString& id) {
    if (path != path_->text()) return;
    recognised_ = id;
    showDescription();
    updateStart();
  });
  connect(&checks_, &DatasetChecks::notRecognised, this, [this](const QString& path, const QString& message) {
    // The first line says what is wrong; the list of formats is below.
    if (path == path_->text()) showFound(message.section(QLatin1Char('\n'), 0, 0), false);
  });
  const QSettings settings;
  path_->setText(settings.value(QLatin1String(kPath)).toString());
  existing_->setCurrentIndex(std::max(0, existing_->findData(settings.value(QLatin1String(kExisting)))));
  existingHelp_->setText(existingHelp(existing_->currentData().toString()));
  split_->setCurrentText(settings.value(QLatin1String(kSplit)).toString());
  updateStart();
}

void ImportDialog::build() {
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  const auto addBrowsed = [&](const QString& label, QLineEdit* edit, bool files) {
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(edit, 1);
    const auto addButton = [&](const QString& text, const QString& iconName, const QString& help, auto run) {
      auto* button = new QPushButton(icon(iconName), text, this);
      button->setAutoDefault(false);
      button->setToolTip(help);
      connect(button, &QPushButton::clicked, this, run);
      row->addWidget(button);
    };
    if (files) {
      addButton(tr("&File…"), QStringLiteral("image"), tr("Choose an annotation file or archive"),
                [this] { browse(false); });
      addButton(tr("F&older…"), QStringLiteral("folder"), tr("Choose the folder of a data set"),
                [this] { browse(true); });
    } else {
      addButton(tr("Folder…"), QStringLiteral("folder"), tr("Choose the folder where the images are"),
                [this, edit] {
                  const QString folder = QFileDialog::getExistingDirectory(
                      this, tr("Where the images' names begin"), edit->text());
                  if (!folder.isEmpty()) edit->setText(folder);
                });
    }
    form->addRow(label, row);
    static_cast<QLabel*>(form->labelForField(row))->setBuddy(edit);
  };
  path_->setObjectName(QStringLiteral("import.path"));
  path_->setPlaceholderText(tr("A file or a folder; it can also be dropped on the window"));
  addBrowsed(tr("&Data"), path_, true);
  form->addRow(QString(), found_);

  format_->setObjectName(QStringLiteral("import.format"));
  format_->addItem(tr("As recognised"), QString());
  form->addRow(tr("Fo&rmat"), format_);
  description_->setForegroundRole(QPalette::PlaceholderText);
  form->addRow(QString(), description_);

  existing_->setObjectName(QStringLiteral("import.existing"));
  existing_->addItem(tr("Leave them"), QStringLiteral("leave"));
  existing_->addItem(tr("Add what they lack"), QStringLiteral("add"));
  existing_->addItem(tr("Replace their regions"), QStringLiteral("replace"));
  form->addRow(tr("Images that are &here already"), existing_);
  existingHelp_->setForegroundRole(QPalette::PlaceholderText);
  form->addRow(QString(), existingHelp_);

  split_->setObjectName(QStringLiteral("import.split"));
  split_->setEditable(true);
  split_->addItems({QString(), QStringLiteral("train"), QStringLiteral("val"), QStringLiteral("test")});
  split_->lineEdit()->setPlaceholderText(tr("None"));
  split_->setToolTip(tr("For new images of which the data does not say to which part they belong"));
  form->addRow(tr("&Split of new images"), split_);

  imagesIn_->setObjectName(QStringLiteral("import.imagesIn"));
  imagesIn_->setPlaceholderText(tr("Where the format has them"));
  addBrowsed(tr("I&mages in"), imagesIn_, false);

  auto* buttons = new QDialogButtonBox(this);
  start_->setObjectName(QStringLiteral("import.start"));
  start_->setDefault(true);
  start_->setToolTip(tr("Start it as a job: the window stays usable (Enter)"));
  buttons->addButton(start_, QDialogButtonBox::AcceptRole);
  auto* cancel = buttons->addButton(QDialogButtonBox::Cancel);
  cancel->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::send);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addLayout(form);
  layout->addStretch(1);
  layout->addWidget(buttons);
}

void ImportDialog::showFor(const QString& path) {
  if (!path.isEmpty()) {
    path_->setText(QDir::cleanPath(path));
    format_->setCurrentIndex(0);  // that of the data before means nothing
    imagesIn_->clear();
  }
  if (formats_.empty()) checks_.listFormats();
  pathEdited();
  show();
  raise();
  activateWindow();
  (path_->text().isEmpty() ? static_cast<QWidget*>(path_) : start_)->setFocus();
}

ImportRequest ImportDialog::request() const {
  return {path_->text(), format_->currentData().toString(), existing_->currentData().toString(),
          split_->currentText().trimmed(), imagesIn_->text()};
}

void ImportDialog::browse(bool folder) {
  const QString path =
      folder ? QFileDialog::getExistingDirectory(this, tr("The folder of a data set"), path_->text())
             : QFileDialog::getOpenFileName(this, tr("An annotation file or archive"), path_->text());
  if (!path.isEmpty()) path_->setText(path);
}

void ImportDialog::pathEdited() {
  recognised_.clear();
  if (path_->text().isEmpty()) {
    pause_->stop();
    showFound({}, true);
  } else {
    pause_->start();
    showFound(tr("Looking…"), true);
  }
  showDescription();
  updateStart();
}

void ImportDialog::setFormats(const std::vector<FormatInfo>& formats) {
  const QString chosen = format_->currentData().toString();
  formats_ = formats;
  while (format_->count() > 1) format_->removeItem(1);
  for (const auto& format : formats_) format_->addItem(format.name, format.id);
  format_->setCurrentIndex(std::max(0, format_->findData(chosen)));
  showDescription();
}

void ImportDialog::showFound(const QString& text, bool good) {
  QPalette palette = this->palette();
  if (!good) palette.setColor(QPalette::WindowText, tone(Tone::Bad));
  found_->setPalette(palette);
  found_->setText(text);
  found_->setVisible(!text.isEmpty());
}

void ImportDialog::showDescription() {
  const QString chosen = format_->currentData().toString();
  const QString& id = chosen.isEmpty() ? recognised_ : chosen;
  const auto format =
      std::find_if(formats_.begin(), formats_.end(), [&](const FormatInfo& each) { return each.id == id; });
  const bool known = format != formats_.end();
  description_->setText(known ? format->description : QString());
  description_->setVisible(known);
  const auto recognised = std::find_if(formats_.begin(), formats_.end(),
                                       [&](const FormatInfo& each) { return each.id == recognised_; });
  if (recognised != formats_.end()) showFound(tr("Found: %1").arg(recognised->name), true);
}

// Without a format of the user's own, what is not recognised cannot be read.
void ImportDialog::updateStart() {
  start_->setEnabled(!path_->text().isEmpty() &&
                     !(format_->currentData().toString().isEmpty() && recognised_.isEmpty()));
}

void ImportDialog::send() {
  const auto asked = request();
  QSettings settings;
  settings.setValue(QLatin1String(kPath), asked.path);
  settings.setValue(QLatin1String(kExisting), asked.existing);
  settings.setValue(QLatin1String(kSplit), asked.split);
  accept();
  emit importRequested(asked);
}

}  // namespace cloc::ui
