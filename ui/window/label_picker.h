// SPDX-License-Identifier: GPL-3.0-or-later
// A small field over the window that asks for a label: type a few letters, Enter takes the best one or makes
// a new one. Not modal: Escape, or a click elsewhere, closes it.
#pragma once

#include <QFrame>
#include <QStringList>

class QLineEdit;
class QListWidget;

namespace cloc::ui {

class LabelPicker : public QFrame {
  Q_OBJECT

 public:
  explicit LabelPicker(QWidget* window);
  // `suggested` come first. `at`: the top left corner, in the window.
  void popUp(const QStringList& labels, const QStringList& suggested, const QPoint& at);

 signals:
  // May be a name that is no label yet.
  void picked(const QString& label);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void fill(const QString& typed);
  void take();

  QLineEdit* input_;
  QListWidget* list_;
  QStringList labels_, suggested_;
};

}  // namespace cloc::ui
