// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/actions/key_editor.h"
#include "ui/canvas/canvas_view.h"

namespace cloc::ui {
namespace {

constexpr auto kScheme = "window/scheme";
constexpr auto kLanguage = "window/language";
constexpr auto kUser = "user/name";
constexpr auto kUserVariable = "CLOC_USER";

QLabel* heading(const QString& text) {
  auto* label = new QLabel(text);
  QFont font = label->font();
  font.setWeight(QFont::DemiBold);
  label->setFont(font);
  label->setContentsMargins(0, 10, 0, 0);
  return label;
}

}  // namespace

SettingsDialog::SettingsDialog(ActionRegistry& actions, CanvasView& canvas, const QStringList& languages,
                               QWidget* parent)
    : QDialog(parent), canvas_(canvas), pages_(new QTabWidget(this)), keys_(new KeyEditor(actions, this)) {
  setWindowTitle(tr("Settings"));
  setObjectName(QStringLiteral("settings"));
  resize(620, 680);
  auto* layout = new QVBoxLayout(this);
  pages_->setDocumentMode(true);
  pages_->addTab(buildGeneral(languages), icon(QStringLiteral("settings")), tr("General"));
  pages_->addTab(keys_, icon(QStringLiteral("help")), tr("Keys"));
  layout->addWidget(pages_, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  // Enter is for the field that has the focus.
  for (auto* button : buttons->buttons()) static_cast<QPushButton*>(button)->setAutoDefault(false);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QWidget* SettingsDialog::buildGeneral(const QStringList& languages) {
  auto* page = new QWidget(this);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(16, 8, 16, 16);
  form->setVerticalSpacing(10);

  form->addRow(heading(tr("Window")));
  scheme_ = new QComboBox(page);
  scheme_->setObjectName(QStringLiteral("settings.scheme"));
  scheme_->addItem(tr("as the desktop"), static_cast<int>(Scheme::System));
  scheme_->addItem(tr("light"), static_cast<int>(Scheme::Light));
  scheme_->addItem(tr("dark"), static_cast<int>(Scheme::Dark));
  form->addRow(tr("&Theme"), scheme_);
  connect(scheme_, &QComboBox::currentIndexChanged, this,
          [this] { emit schemeChosen(static_cast<Scheme>(scheme_->currentData().toInt())); });

  language_ = new QComboBox(page);
  language_->setObjectName(QStringLiteral("settings.language"));
  language_->addItem(tr("as the desktop"), QString());
  for (const auto& code : QStringList{QStringLiteral("en")} + languages) {
    QString name = QLocale(code).nativeLanguageName();
    // QLocale would say "American English"; there is one English here.
    if (code == QLatin1String("en")) name = QStringLiteral("English");
    language_->addItem(name, code);
  }
  form->addRow(tr("&Language"), language_);
  auto* later = new QLabel(tr("The language holds from the next start on."), page);
  later->setEnabled(false);
  form->addRow(QString(), later);
  connect(language_, &QComboBox::currentIndexChanged, this,
          [this] { QSettings().setValue(QLatin1String(kLanguage), language_->currentData()); });

  form->addRow(heading(tr("History")));
  user_ = new QLineEdit(page);
  user_->setObjectName(QStringLiteral("settings.user"));
  user_->setPlaceholderText(tr("the login name"));
  form->addRow(tr("&Your name"), user_);
  auto* seen = new QLabel(
      tr("Those who share a project see it beside what you do. Holds when a project is opened."), page);
  seen->setEnabled(false);
  seen->setWordWrap(true);
  form->addRow(QString(), seen);
  connect(user_, &QLineEdit::editingFinished, this, [this] {
    if (user_->text().trimmed() == storedUser()) return;
    QSettings().setValue(QLatin1String(kUser), user_->text().trimmed());
    qunsetenv(kUserVariable);
    useStoredUser();
  });

  form->addRow(heading(tr("Image")));
  wheel_ = new QComboBox(page);
  wheel_->setObjectName(QStringLiteral("settings.wheel"));
  wheel_->addItem(tr("zooms, at the pointer"), false);
  wheel_->addItem(tr("scrolls; with Ctrl it zooms"), true);
  form->addRow(tr("The &wheel"), wheel_);
  connect(wheel_, &QComboBox::currentIndexChanged, this,
          [this] { setCanvas(&CanvasSettings::wheelScrolls, wheel_->currentData().toBool()); });
  addCheck(form, tr("Turn the wheel's &direction around"), {}, &CanvasSettings::wheelInverted);
  addCheck(form, tr("Keep the &zoom from image to image"),
           tr("The same place at the same size, when images are alike; else each image is fitted"),
           &CanvasSettings::keepZoom);
  addCheck(form, tr("Keep &brightness and contrast from image to image"),
           tr("Else each image begins as it is in its file"), &CanvasSettings::keepDisplay);
  addCheck(form, tr("&Rulers"), {}, &CanvasSettings::rulers);
  addCheck(form, tr("&Crosshair while drawing"), {}, &CanvasSettings::crosshair);
  addCheck(form, tr("L&abels beside boxes"), {}, &CanvasSettings::labels);
  return page;
}

void SettingsDialog::addCheck(QFormLayout* form, const QString& text, const QString& help,
                              bool CanvasSettings::*setting) {
  auto* box = new QCheckBox(text, this);
  box->setToolTip(help);
  box->setChecked(canvas_.settings().*setting);
  form->addRow(QString(), box);
  connect(box, &QCheckBox::toggled, this, [this, setting](bool on) { setCanvas(setting, on); });
  // It is also in the canvas's menu.
  connect(&canvas_, &CanvasView::settingsChanged, box,
          [box, setting](const CanvasSettings& settings) { box->setChecked(settings.*setting); });
}

void SettingsDialog::setCanvas(bool CanvasSettings::*setting, bool on) {
  auto settings = canvas_.settings();
  settings.*setting = on;
  canvas_.setSettings(settings);
}

QString SettingsDialog::storedUser() {
  return QSettings().value(QLatin1String(kUser)).toString();
}

void SettingsDialog::useStoredUser() {
  const QString user = storedUser();
  if (!user.isEmpty() && !qEnvironmentVariableIsSet(kUserVariable)) qputenv(kUserVariable, user.toUtf8());
}

void SettingsDialog::showStored() {
  const QSignalBlocker a(scheme_), b(language_), c(wheel_);
  user_->setText(storedUser());
  scheme_->setCurrentIndex(scheme_->findData(static_cast<int>(storedScheme())));
  language_->setCurrentIndex(std::max(0, language_->findData(storedLanguage())));
  wheel_->setCurrentIndex(canvas_.settings().wheelScrolls ? 1 : 0);
}

void SettingsDialog::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  // The theme was chosen in the menu; and the keys' colours are set by hand.
  if (event->type() != QEvent::PaletteChange || scheme_ == nullptr) return;
  showStored();
  keys_->refresh();
}

void SettingsDialog::open(Page page) {
  showStored();
  keys_->refresh();
  pages_->setCurrentIndex(page == Page::Keys ? 1 : 0);
  show();
  raise();
  activateWindow();
  if (page == Page::Keys) {
    keys_->focusSearch();
  } else {
    scheme_->setFocus();
  }
}

Scheme SettingsDialog::storedScheme() {
  const int stored = QSettings().value(QLatin1String(kScheme), 0).toInt();
  return stored == static_cast<int>(Scheme::Light)  ? Scheme::Light
         : stored == static_cast<int>(Scheme::Dark) ? Scheme::Dark
                                                    : Scheme::System;
}

QString SettingsDialog::storedLanguage() {
  return QSettings().value(QLatin1String(kLanguage)).toString();
}

}  // namespace cloc::ui
