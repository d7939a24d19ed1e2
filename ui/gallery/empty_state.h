// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the place of a list that has nothing to show: a sign, what is so, what to do, and a button
// for it.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace cloc::ui {

class EmptyState : public QWidget {
  Q_OBJECT

 public:
  explicit EmptyState(QWidget* parent = nullptr);
  // Without a button when `button` is empty.
  void show(const QString& iconName, const QString& title, const QString& text, const QString& button = {});
  QString title() const;

 signals:
  void clicked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void showIcon();

  QString iconName_;
  QLabel *icon_, *title_, *text_;
  QPushButton* button_;
};

}  // namespace cloc::ui
