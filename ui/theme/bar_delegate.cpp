// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/bar_delegate.h"

#include <QPainter>
#include <algorithm>

#include "ui/theme/theme.h"

namespace cloc::ui {

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
  const auto share = index.data(ShareRole);
  if (share.isValid() && !(option.state & QStyle::State_Selected)) {
    QColor colour = tone(Tone::Accent);
    colour.setAlphaF(isDark() ? 0.28f : 0.18f);
    QRectF bar = QRectF(option.rect).adjusted(4, 3, -4, -3);
    bar.setWidth(bar.width() * std::clamp(share.toDouble(), 0.0, 1.0));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawRoundedRect(bar, 2, 2);
    painter->restore();
  }
  // A little air at both sides, which the style does not leave.
  QStyleOptionViewItem inner = option;
  if (option.state & QStyle::State_Selected) painter->fillRect(option.rect, option.palette.highlight());
  inner.rect.adjust(4, 0, -4, 0);
  QStyledItemDelegate::paint(painter, inner, index);
}

}  // namespace cloc::ui
