// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/word_list.h"

#include <QPainter>
#include <QStyledItemDelegate>
#include <algorithm>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kScore = Qt::UserRole;
constexpr int kShare = Qt::UserRole + 1;  // of the best score, [0, 1]: the bar's length

class Delegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {80, option.fontMetrics.height() + 8};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const QRect row = option.rect.adjusted(8, 1, -8, -1);
    if (option.state.testFlag(QStyle::State_Selected)) {
      painter->fillRect(option.rect, option.palette.color(QPalette::Midlight));
    }
    QColor bar = tone(Tone::Accent);
    bar.setAlphaF(0.22f);
    QRect filled = row;
    filled.setWidth(static_cast<int>(row.width() * std::clamp(index.data(kShare).toDouble(), 0.0, 1.0)));
    painter->fillRect(filled, bar);
    const QString score = QString::number(index.data(kScore).toDouble(), 'f', 2);
    const int scoreWidth = option.fontMetrics.horizontalAdvance(QStringLiteral("-0.00")) + 6;
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(row.adjusted(6, 0, -scoreWidth, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight,
                                                    row.width() - scoreWidth - 10));
    painter->setPen(tone(Tone::Muted));
    painter->drawText(row.adjusted(0, 0, -4, 0), Qt::AlignVCenter | Qt::AlignRight, score);
  }
};

}  // namespace

WordList::WordList(QWidget* parent) : QListWidget(parent) {
  setItemDelegate(new Delegate(this));
  setUniformItemSizes(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAccessibleName(tr("Words that fit the box"));
  connect(this, &QListWidget::itemActivated, this,
          [this](const QListWidgetItem* item) { emit wordActivated(item->text()); });
}

void WordList::setWords(const std::vector<engine::WordMatch>& words) {
  const auto count = static_cast<int>(words.size());
  while (this->count() > count) delete takeItem(this->count() - 1);
  const float best = words.empty() ? 1.f : std::max(words.front().score, 1e-3f);
  for (int i = 0; i < count; ++i) {
    const auto& word = words[static_cast<std::size_t>(i)];
    if (i >= this->count()) addItem(new QListWidgetItem());
    item(i)->setText(QString::fromStdString(word.word));
    item(i)->setData(kScore, word.score);
    item(i)->setData(kShare, word.score / best);
  }
}

}  // namespace cloc::ui
