// SPDX-License-Identifier: GPL-3.0-or-later
// One box of a search: its name, like or unlike, its weight, and buttons to keep or remove it.
#pragma once

#include <QWidget>

#include "core/engine/engine.h"

class QToolButton;

namespace cloc::ui {

class TermRow : public QWidget {
  Q_OBJECT

 public:
  // live: the box that is being drawn, which the next one replaces unless it is pinned.
  TermRow(const engine::BoxTerm& term, bool live, QWidget* parent);

 signals:
  void weightChanged(float weight);
  void pinned();
  void removed();

 private:
  void showSign();

  QToolButton* sign_;
  float weight_;
};

}  // namespace cloc::ui
