// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of a doubted annotation, in words: the headline with what it is and what it would become, the
// reason with the evidence, and how strong the doubt is. Text alone; MistakeList paints it.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/assist/mistakes.h"
#include "ui/assist/mistake_review.h"

namespace cloc::ui {

class MistakeText {
  Q_DECLARE_TR_FUNCTIONS(cloc::ui::MistakeText)

 public:
  void setLabels(const std::vector<store::Label>& labels);
  // "?" for one that is no more.
  QString name(const std::optional<store::LabelId>& label) const;

  // "apple → pear", "apple is missing".
  QString headline(const assist::Mistake& mistake) const;
  QString reason(const assist::Mistake& mistake) const;
  // "probably wrong (0.53)".
  static QString strength(const assist::Mistake& mistake);
  // What became of it; empty while it is open.
  QString outcome(const assist::Mistake& mistake, ReviewState state) const;
  // What accepting it does; empty when nothing is proposed.
  QString proposal(const assist::Mistake& mistake) const;
  static QString kind(assist::MistakeKind kind);
  // Of the list, for who has not met it.
  static QString about(assist::MistakeKind kind);
  // What core/assist is doing.
  static QString stage(const QString& stage);

 private:
  std::unordered_map<store::LabelId, QString> names_;
};

}  // namespace cloc::ui
