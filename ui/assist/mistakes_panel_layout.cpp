// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of MistakesPanel above and below its list.
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QTabBar>

#include "ui/assist/mistakes_panel.h"
#include "ui/theme/theme.h"

namespace cloc::ui {

using assist::MistakeKind;

QWidget* MistakesPanel::makeHeader() {
  auto* header = new QWidget(this);
  search_ = new QPushButton(icon(QStringLiteral("search")), tr("Find mistakes"), header);
  search_->setObjectName(QStringLiteral("mistakes.search"));
  look_ = new QPushButton(icon(QStringLiteral("image")), tr("Look in images"), header);
  look_->setObjectName(QStringLiteral("mistakes.look"));
  look_->setToolTip(tr("Lets the model propose boxes, also in images that have some"));
  look_->setMenu(new QMenu(look_));
  cancel_ = new QPushButton(icon(QStringLiteral("close")), tr("Cancel"), header);
  cancel_->setObjectName(QStringLiteral("mistakes.cancel"));
  progress_ = new QProgressBar(header);
  progress_->setObjectName(QStringLiteral("mistakes.progress"));
  progress_->setFixedWidth(180);
  progress_->setTextVisible(false);  // the theme's bar is a line; what is done stands beside it
  summary_ = new QLabel(header);
  summary_->setObjectName(QStringLiteral("mistakes.summary"));
  summary_->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  cancel_->hide();
  progress_->hide();
  tabs_ = new QTabBar(header);
  tabs_->setObjectName(QStringLiteral("mistakes.kinds"));
  tabs_->setAccessibleName(tr("What may be wrong"));
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  for (int kind = 0; kind < assist::kMistakeKinds; ++kind) {
    tabs_->addTab(MistakeText::kind(static_cast<MistakeKind>(kind)));
    tabs_->setTabToolTip(kind, MistakeText::about(static_cast<MistakeKind>(kind)));
  }
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(tabs_);
  layout->addStretch(1);
  layout->addWidget(summary_);
  layout->addWidget(progress_);
  layout->addWidget(cancel_);
  layout->addWidget(look_);
  layout->addWidget(search_);
  return header;
}

QWidget* MistakesPanel::makeFilters() {
  auto* bar = new QWidget(this);
  about_ = new QLabel(bar);
  labels_ = new CheckListButton(
      tr("Labels"), QStringLiteral("label"), [this] { return labelEntries(); }, bar);
  labels_->setObjectName(QStringLiteral("mistakes.labels"));
  labels_->setToolTip(tr("Only entries of these labels"));
  score_ = new QDoubleSpinBox(bar);
  score_->setObjectName(QStringLiteral("mistakes.score"));
  score_->setAccessibleName(tr("Least score"));
  score_->setPrefix(tr("Score ≥ "));
  score_->setSpecialValueText(tr("Any score"));
  score_->setMinimumWidth(130);
  openOnly_ = new QCheckBox(tr("Hide what is settled"), bar);
  openOnly_->setObjectName(QStringLiteral("mistakes.openOnly"));
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(about_, 1);
  layout->addWidget(labels_);
  layout->addWidget(score_);
  layout->addWidget(openOnly_);
  return bar;
}

QWidget* MistakesPanel::makeFooter() {
  auto* bar = new QWidget(this);
  counts_ = new QLabel(bar);
  counts_->setObjectName(QStringLiteral("mistakes.counts"));
  const auto button = [&](const char* name, const QString& text, const QString& tip) {
    auto* made = new QPushButton(text, bar);
    made->setObjectName(QStringLiteral("mistakes.") + QLatin1String(name));
    made->setToolTip(tip);
    made->setFocusPolicy(Qt::TabFocus);  // a click leaves the list its keys
    return made;
  };
  accept_ = button("accept", {}, tr("A, Y or Space"));
  keep_ = button("keep", {}, tr("K, N or X: it is right, and is not listed again"));
  remove_ = button("remove", tr("Remove the box (Del)"), tr("Delete"));
  next_ = button("next", tr("Next (S)"), tr("S: to the next one that is open"));
  open_ = button("open", tr("Open the image (Enter)"), tr("Enter or double click"));
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(counts_, 1);
  for (auto* one : {open_, next_, remove_, keep_, accept_}) layout->addWidget(one);
  return bar;
}

}  // namespace cloc::ui
