// SPDX-License-Identifier: GPL-3.0-or-later
// Words with their scores as bars, best first. Used beside a drawn box; a double click or Enter searches for
// the word.
#pragma once

#include <QListWidget>
#include <vector>

#include "core/engine/engine.h"

namespace cloc::ui {

class WordList : public QListWidget {
  Q_OBJECT

 public:
  explicit WordList(QWidget* parent = nullptr);
  // Replaced many times a second while a box is dragged.
  void setWords(const std::vector<engine::WordMatch>& words);

 signals:
  void wordActivated(const QString& word);
};

}  // namespace cloc::ui
