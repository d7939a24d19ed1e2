// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sharing/shared_project_dialog.h"

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
#include <QVBoxLayout>
#include <memory>

#include "core/base/error.h"
#include "core/store/project.h"
#include "ui/base/pool_work.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr auto kUrl = "shared/url", kFolder = "shared/folder";

QLabel* note(const QString& name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QStringLiteral("shared.") + name);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

SharedProjectDialog::SharedProjectDialog(QWidget* window)
    : QDialog(window),
      url_(new QLineEdit(this)),
      password_(new QLineEdit(this)),
      folder_(new QLineEdit(this)),
      project_(new QComboBox(this)),
      result_(note(QStringLiteral("result"), this)),
      outcome_(note(QStringLiteral("outcome"), this)),
      test_(new QPushButton(tr("&Try the connection"), this)),
      open_(new QPushButton(tr("&Open"), this)) {
  setObjectName(QStringLiteral("sharedProjectDialog"));
  setWindowTitle(tr("Shared project"));
  resize(640, 430);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(12);
  auto* intro = new QLabel(tr("Several people work on one project: its boxes and labels are in a PostgreSQL "
                              "database, the images, the index and the models are on each person's machine."),
                           this);
  intro->setWordWrap(true);
  layout->addWidget(intro);

  auto* form = new QFormLayout;
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  url_->setObjectName(QStringLiteral("shared.url"));
  url_->setPlaceholderText(QStringLiteral("postgresql://anna@db.example.org:5432/labels"));
  form->addRow(tr("&Database"), url_);
  password_->setObjectName(QStringLiteral("shared.password"));
  password_->setEchoMode(QLineEdit::Password);
  password_->setPlaceholderText(tr("not needed when it is in ~/.pgpass; it is kept nowhere"));
  form->addRow(tr("&Password"), password_);
  auto* row = new QHBoxLayout;
  row->addWidget(test_);
  row->addStretch(1);
  form->addRow(QString(), row);
  form->addRow(QString(), result_);

  project_->setObjectName(QStringLiteral("shared.project"));
  project_->setEditable(true);
  project_->setInsertPolicy(QComboBox::NoInsert);
  project_->lineEdit()->setPlaceholderText(tr("the name of a new project, or one of the list"));
  form->addRow(tr("P&roject"), project_);
  folder_->setObjectName(QStringLiteral("shared.folder"));
  auto* browse = new QPushButton(icon(QStringLiteral("folder")), tr("Folder…"), this);
  browse->setAutoDefault(false);
  auto* place = new QHBoxLayout;
  place->setSpacing(6);
  place->addWidget(folder_, 1);
  place->addWidget(browse);
  auto* folderLabel = new QLabel(tr("&Images are in"), this);
  folderLabel->setBuddy(folder_);
  form->addRow(folderLabel, place);
  form->addRow(QString(), outcome_);
  layout->addLayout(form);
  layout->addStretch(1);

  auto* buttons = new QDialogButtonBox(this);
  buttons->addButton(open_, QDialogButtonBox::AcceptRole);
  buttons->addButton(QDialogButtonBox::Cancel);
  layout->addWidget(buttons);
  test_->setObjectName(QStringLiteral("shared.test"));
  open_->setObjectName(QStringLiteral("shared.open"));
  test_->setDefault(true);

  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(open_, &QPushButton::clicked, this, &SharedProjectDialog::choose);
  connect(test_, &QPushButton::clicked, this, &SharedProjectDialog::test);
  connect(url_, &QLineEdit::textChanged, this, [this] {
    ++tries_;  // an answer that is still to come is of another URL
    address_.reset();
    test_->setEnabled(true);
    showResult({}, true);
    update();
  });
  connect(project_, &QComboBox::editTextChanged, this, &SharedProjectDialog::update);
  connect(folder_, &QLineEdit::textChanged, this, &SharedProjectDialog::update);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Where the images of the project are"), folder_->text());
    if (!chosen.isEmpty()) folder_->setText(chosen);
  });
  const QSettings settings;
  url_->setText(settings.value(QLatin1String(kUrl)).toString());
  folder_->setText(settings.value(QLatin1String(kFolder), QDir::homePath()).toString());
  update();
}

void SharedProjectDialog::test() {
  store::ServerAddress address;
  try {
    address = store::ServerAddress::parse(url_->text().trimmed().toStdString());
  } catch (const Error& error) {
    showResult(QString::fromUtf8(error.what()), false);
    return;
  }
  if (!password_->text().isEmpty()) qputenv("PGPASSWORD", password_->text().toUtf8());
  test_->setEnabled(false);
  showResult(tr("Connecting…"), true);
  auto report = std::make_shared<store::ServerReport>();
  runOnPool(
      this, [report, address] { *report = store::check_server(address); },
      [this, report, address, number = ++tries_](const QString& problem) {
        if (number != tries_) return;
        test_->setEnabled(true);
        if (problem.isEmpty()) {
          showReport(address, *report);
        } else {
          showResult(problem, false);
        }
      });
}

void SharedProjectDialog::showReport(const store::ServerAddress& address, const store::ServerReport& report) {
  address_ = address;
  report_ = report;
  QString text =
      tr("Connected: PostgreSQL %1, %n project(s).", nullptr, static_cast<int>(report.projects.size()))
          .arg(QString::fromStdString(report.version));
  if (!report.may_create) {
    text += QLatin1Char(' ');
    text += tr("You cannot make new ones there: ask who runs the server for the right CREATE.");
  }
  showResult(text, true);
  const QString typed = project_->currentText();
  project_->clear();
  for (const auto& project : report.projects) {
    QString title = QString::fromStdString(project.name);
    // Several may have one name.
    if (store::schema_name(project.name) != project.schema)
      title += QStringLiteral(" (%1)").arg(QString::fromStdString(project.schema));
    project_->addItem(title, QString::fromStdString(project.schema));
  }
  if (!address.schema.empty() && typed.isEmpty()) {
    const int place = project_->findData(QString::fromStdString(address.schema));
    project_->setCurrentIndex(place);
    if (place < 0) project_->setEditText(QString::fromStdString(address.schema));
  } else {
    project_->setEditText(typed);
  }
  update();
}

void SharedProjectDialog::showResult(const QString& text, bool good) {
  result_->setText(text);
  result_->setStyleSheet(good ? QString()
                              : QStringLiteral("color: %1").arg(tone(Tone::Bad).name(QColor::HexRgb)));
}

std::optional<store::ServerReport::Project> SharedProjectDialog::known() const {
  const auto name = project_->currentText().trimmed();
  const int place = project_->findText(name, Qt::MatchExactly);
  const auto schema = place >= 0 ? project_->itemData(place).toString().toStdString()
                                 : store::schema_name(name.toStdString());
  // Names that differ in signs alone are one schema.
  const auto* there = name.isEmpty() ? nullptr : report_.find(schema);
  return there == nullptr ? std::nullopt : std::optional(*there);
}

std::filesystem::path SharedProjectDialog::folder() const {
  const auto there = known();
  auto name = there ? QString::fromStdString(there->name) : project_->currentText().trimmed();
  if (name.isEmpty() || folder_->text().trimmed().isEmpty()) return {};
  name.replace(QLatin1Char('/'), QLatin1Char('-'));
  return std::filesystem::path(folder_->text().trimmed().toStdString()) /
         (name.toStdString() + store::Project::kSuffix);
}

void SharedProjectDialog::update() {
  const auto made = folder();
  const auto there = known();
  std::error_code ignored;
  QString text;
  bool ready = address_.has_value() && !made.empty();
  if (ready && std::filesystem::exists(made, ignored)) {
    text = tr("%1 is there already: open that, or choose another name or folder.")
               .arg(QString::fromStdString(made.string()));
    ready = false;
  } else if (ready && !there && !report_.may_create) {
    text = tr("There is no project of this name, and you cannot make one.");
    ready = false;
  } else if (ready) {
    text = there ? tr("Joins the project “%1” and makes your folder %2.")
                       .arg(QString::fromStdString(there->name), QString::fromStdString(made.string()))
                 : tr("Makes a new project on the server, and your folder %1.")
                       .arg(QString::fromStdString(made.string()));
  } else if (!address_) {
    text = tr("Try the connection first.");
  }
  outcome_->setText(text);
  open_->setText(there || made.empty() ? tr("&Open") : tr("&Make"));
  open_->setEnabled(ready);
  (ready ? open_ : test_)->setDefault(true);
}

void SharedProjectDialog::choose() {
  auto address = *address_;
  const auto there = known();
  address.schema =
      there ? there->schema : store::schema_name(project_->currentText().trimmed().toStdString());
  QSettings settings;
  settings.setValue(QLatin1String(kUrl), url_->text().trimmed());
  settings.setValue(QLatin1String(kFolder), folder_->text().trimmed());
  accept();
  emit projectChosen(folder(), address);
}

}  // namespace cloc::ui
