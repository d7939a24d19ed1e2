// SPDX-License-Identifier: GPL-3.0-or-later
// What the user can set: how the window looks and the canvas behaves, and the keys of every command. A dialog
// that stays beside the window; each change holds at once and is kept, so there is nothing to confirm.
#pragma once

#include <QDialog>
#include <QStringList>

#include "ui/theme/theme.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QTabWidget;

namespace cloc::ui {

class ActionRegistry;
class CanvasView;
struct CanvasSettings;
class KeyEditor;

class SettingsDialog : public QDialog {
  Q_OBJECT

 public:
  enum class Page { General, Keys };

  // `actions` and `canvas` outlive this. `languages`: codes that there are texts for, English not among them.
  SettingsDialog(ActionRegistry& actions, CanvasView& canvas, const QStringList& languages, QWidget* parent);

  void open(Page page);

  // As stored; System and the desktop's language (empty) until something was chosen.
  static Scheme storedScheme();
  static QString storedLanguage();
  // The name in the history of steps, as others see it; empty: the login name. useStoredUser() gives it to
  // the store by the environment's CLOC_USER, unless the user has set that; the jobs that are started have it
  // too.
  static QString storedUser();
  static void useStoredUser();

 signals:
  void schemeChosen(cloc::ui::Scheme scheme);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildGeneral(const QStringList& languages);
  void addCheck(QFormLayout* form, const QString& text, const QString& help, bool CanvasSettings::*setting);
  void setCanvas(bool CanvasSettings::*setting, bool on);
  void showStored();

  CanvasView& canvas_;
  QTabWidget* pages_;
  KeyEditor* keys_;
  QComboBox *scheme_ = nullptr, *language_ = nullptr, *wheel_ = nullptr;
  QLineEdit* user_ = nullptr;
};

}  // namespace cloc::ui
