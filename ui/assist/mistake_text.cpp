// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/mistake_text.h"

#include <QLocale>

namespace cloc::ui {

using assist::Fix;
using assist::Mistake;
using assist::MistakeKind;

namespace {

QString number(double value, int digits) {
  return QLocale().toString(value, 'f', digits);
}

QString fileName(const std::filesystem::path& path) {
  return QString::fromStdString(path.filename().string());
}

}  // namespace

void MistakeText::setLabels(const std::vector<store::Label>& labels) {
  names_.clear();
  for (const auto& label : labels) names_[label.id] = QString::fromStdString(label.name);
}

QString MistakeText::name(const std::optional<store::LabelId>& label) const {
  const auto found = label ? names_.find(*label) : names_.end();
  return found == names_.end() ? QStringLiteral("?") : found->second;
}

QString MistakeText::kind(MistakeKind kind) {
  switch (kind) {
    case MistakeKind::Label:
      return tr("Labels");
    case MistakeKind::Outlier:
      return tr("Outliers");
    case MistakeKind::Duplicate:
      return tr("Duplicates");
    case MistakeKind::Missing:
      break;
  }
  return tr("Missing boxes");
}

QString MistakeText::about(MistakeKind kind) {
  switch (kind) {
    case MistakeKind::Label:
      return tr("Regions that look like another label than the one they have.");
    case MistakeKind::Outlier:
      return tr("Regions that look unlike the others of their label.");
    case MistakeKind::Duplicate:
      return tr("Two boxes around the same thing, and regions that look the same in two images.");
    case MistakeKind::Missing:
      break;
  }
  return tr("Places without a box that look like a label.");
}

QString MistakeText::headline(const Mistake& mistake) const {
  const QString own = name(mistake.label);
  switch (mistake.kind) {
    case MistakeKind::Label:
      return tr("%1 → %2").arg(own, name(mistake.suggested));
    case MistakeKind::Outlier:
      return mistake.suggested ? tr("%1 → %2").arg(own, name(mistake.suggested))
                               : tr("%1, unlike the others").arg(own);
    case MistakeKind::Duplicate:
      if (mistake.other_image == mistake.image_id) return tr("%1, twice").arg(own);
      return assist::proposed_fix(mistake) == Fix::Relabel ? tr("%1 → %2").arg(own, name(mistake.other_label))
                                                           : tr("%1, in two images").arg(own);
    case MistakeKind::Missing:
      break;
  }
  return tr("%1, without a box").arg(name(mistake.suggested));
}

QString MistakeText::reason(const Mistake& mistake) const {
  const QString own = name(mistake.label), other = name(mistake.suggested);
  switch (mistake.kind) {
    case MistakeKind::Label: {
      if (mistake.votes == 0) return tr("The name “%1” fits the picture better than “%2”.").arg(other, own);
      const QLocale locale;
      QString text = tr("Of the %1 regions most like it %2 bear the label “%3”, %4 “%5”.")
                         .arg(locale.toString(mistake.asked), locale.toString(mistake.votes), other,
                              mistake.own_votes == 0 ? tr("none") : locale.toString(mistake.own_votes), own);
      if (mistake.suggested_text > mistake.own_text) {
        text += QLatin1Char(' ');
        text += tr("The name fits better too.");
      }
      return text;
    }
    case MistakeKind::Outlier: {
      QString text = tr("Its likeness to the other %1 of its label is %2, %3 is usual.")
                         .arg(QLocale().toString(mistake.asked), number(mistake.similarity, 2),
                              number(mistake.usual, 2));
      if (mistake.suggested) {
        text += QLatin1Char(' ');
        text += tr("“%1” fits better.").arg(other);
      }
      return text;
    }
    case MistakeKind::Duplicate:
      if (mistake.other_image == mistake.image_id)
        return tr("Overlaps another box with the same label by %1 % (IoU).")
            .arg(number(100 * mistake.similarity, 0));
      return tr("Likeness %1 to a region of %2, labelled “%3”.")
          .arg(number(mistake.similarity, 3), fileName(mistake.other_path), name(mistake.other_label));
    case MistakeKind::Missing:
      break;
  }
  return tr("Of the %1 regions most like it %2 bear the label “%3”, with a likeness of %4.")
      .arg(QLocale().toString(mistake.asked), QLocale().toString(mistake.votes), other,
           number(mistake.similarity, 2));
}

QString MistakeText::strength(const Mistake& mistake) {
  const float score = mistake.score;
  switch (mistake.kind) {
    case MistakeKind::Label:
      return (score >= 0.7f   ? tr("almost certainly wrong (%1)")
              : score >= 0.4f ? tr("probably wrong (%1)")
                              : tr("doubtful (%1)"))
          .arg(number(score, 2));
    case MistakeKind::Outlier:
      return (score >= 6 ? tr("far off (%1 deviations)") : tr("off (%1 deviations)")).arg(number(score, 1));
    case MistakeKind::Duplicate:
      return mistake.other_image == mistake.image_id ? tr("the same box (%1)").arg(number(score, 2))
                                                     : tr("looks the same (%1)").arg(number(score, 3));
    case MistakeKind::Missing:
      break;
  }
  return (score >= 0.6f ? tr("probably missing (%1)") : tr("perhaps missing (%1)")).arg(number(score, 2));
}

QString MistakeText::proposal(const Mistake& mistake) const {
  switch (assist::proposed_fix(mistake)) {
    case Fix::Relabel:
      return tr("Make it “%1”")
          .arg(name(mistake.kind == MistakeKind::Duplicate ? mistake.other_label : mistake.suggested));
    case Fix::Remove:
      return tr("Remove this box");
    case Fix::Insert:
      return tr("Add a box “%1”").arg(name(mistake.suggested));
    case Fix::None:
      break;
  }
  return {};
}

QString MistakeText::outcome(const Mistake& mistake, ReviewState state) const {
  switch (state) {
    case ReviewState::Open:
      return {};
    case ReviewState::Corrected:
      return assist::proposed_fix(mistake) == Fix::Insert
                 ? tr("Box added")
                 : tr("Now “%1”")
                       .arg(name(mistake.kind == MistakeKind::Duplicate ? mistake.other_label
                                                                        : mistake.suggested));
    case ReviewState::Kept:
      return mistake.kind == MistakeKind::Missing ? tr("Nothing is missing here") : tr("Kept: it is right");
    case ReviewState::Removed:
      return mistake.kind == MistakeKind::Missing ? tr("Nothing is missing here") : tr("Box removed");
    case ReviewState::Outdated:
      break;
  }
  return tr("Changed meanwhile");
}

QString MistakeText::stage(const QString& stage) {
  if (stage == QLatin1String("reading regions")) return tr("Reading the regions");
  if (stage == QLatin1String("comparing labels")) return tr("Comparing labels with what is alike");
  if (stage == QLatin1String("looking for outliers")) return tr("Looking for outliers");
  if (stage == QLatin1String("comparing boxes")) return tr("Comparing boxes");
  if (stage == QLatin1String("looking for missing boxes")) return tr("Looking for missing boxes");
  return stage;
}

}  // namespace cloc::ui
