// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_delegate.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace cloc::ui {
namespace {

using store::JobState;

constexpr int kMargin = 10, kIcon = 18, kButton = 24, kChipHeight = 18, kBar = 4;

QColor blend(const QColor& over, const QColor& under, double share) {
  const auto mix = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
  return {mix(over.red(), under.red()), mix(over.green(), under.green()), mix(over.blue(), under.blue())};
}

QString figures(const store::Job& job, JobStanding standing) {
  QStringList parts{JobDelegate::tr("#%1").arg(job.id)};
  const auto progress = jobProgress(job);
  if (const auto amount = jobAmountText(job); !amount.isEmpty()) parts << amount;
  if (job.state == JobState::Running) {
    if (progress.seconds_left) parts << JobDelegate::tr("%1 left").arg(durationText(*progress.seconds_left));
    if (const auto rate = jobRateText(job); !rate.isEmpty()) parts << rate;
    if (progress.stage.isEmpty()) parts << JobDelegate::tr("preparing");
  } else if (standing == JobStanding::None) {
    const auto when = QDateTime::fromMSecsSinceEpoch(job.updated.time_since_epoch().count());
    parts << (when.date() == QDate::currentDate() ? QLocale().toString(when.time(), QLocale::ShortFormat)
                                                  : QLocale().toString(when, QLocale::ShortFormat));
  }
  if (job.state == JobState::Failed && !job.message.empty()) {
    parts << QString::fromStdString(job.message).section(QLatin1Char('\n'), 0, 0);
  }
  return parts.join(QStringLiteral("  ·  "));
}

}  // namespace

JobToggle jobToggle(const store::Job& job, JobStanding standing) {
  if (standing == JobStanding::Stopping || store::is_final(job.state)) return JobToggle::None;
  const bool goesOn = job.state == JobState::Running || standing != JobStanding::None;
  return goesOn ? JobToggle::Pause : JobToggle::Start;
}

int drawChip(QPainter& painter, const QRect& rect, const QString& text, Tone chipTone) {
  QFont font = painter.font();
  font.setPointSizeF(font.pointSizeF() * 0.85);
  font.setWeight(QFont::DemiBold);
  const int width = QFontMetrics(font).horizontalAdvance(text) + 16;
  const QRectF chip(rect.right() + 1 - width, rect.top(), width, rect.height());
  const QColor colour = tone(chipTone);
  QColor fill = colour;
  fill.setAlphaF(0.16f);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill);
  painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2);
  painter.setFont(font);
  painter.setPen(colour);
  painter.drawText(chip, Qt::AlignCenter, text);
  painter.restore();
  return width;
}

JobDelegate::JobDelegate(const JobsModel& model, QObject* parent)
    : QStyledItemDelegate(parent), model_(model) {}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  const int line = option.fontMetrics.height();
  return {200, 8 + std::max(line, kChipHeight) + 4 + line + 4 + kBar + 8};
}

QRect JobDelegate::buttonRect(const QRect& row) {
  return {row.right() - kMargin - kButton + 1, row.top() + 6, kButton, kButton};
}

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
  const auto& job = model_.job(index.row());
  const auto standing = model_.standing(job.id);
  const auto& palette = option.palette;
  const QRect row = option.rect;
  const QColor base = palette.color(QPalette::Base);
  painter->save();
  QColor background = base;
  if (option.state & QStyle::State_Selected) {
    background = blend(palette.color(QPalette::Highlight), base, 0.14);
  } else if (option.state & QStyle::State_MouseOver) {
    background = blend(palette.color(QPalette::Text), base, 0.04);
  }
  painter->fillRect(row, background);
  if (option.state & QStyle::State_Selected) {
    painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), palette.color(QPalette::Highlight));
  }
  painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), tone(Tone::Border));

  const int lineHeight = option.fontMetrics.height();
  const int top = row.top() + 8;
  const int left = row.left() + kMargin + 2;
  icon(jobIconName(job))
      .paint(painter, QRect(left, top + (std::max(lineHeight, kChipHeight) - kIcon) / 2, kIcon, kIcon));

  const QRect button = buttonRect(row);
  const auto toggle = jobToggle(job, standing);
  if (toggle != JobToggle::None) {
    icon(toggle == JobToggle::Pause ? QStringLiteral("pause") : QStringLiteral("play"))
        .paint(painter, button.adjusted(4, 4, -4, -4));
  }
  const int textLeft = left + kIcon + 10;
  const int right = toggle == JobToggle::None ? row.right() - kMargin : button.left() - 6;
  const int chip = drawChip(*painter, QRect(textLeft, top, right - textLeft, kChipHeight),
                            jobStateText(job, standing), jobStateTone(job, standing));

  QFont bold = option.font;
  bold.setWeight(QFont::DemiBold);
  painter->setFont(bold);
  painter->setPen(palette.color(QPalette::Text));
  const QRect title(textLeft, top, right - textLeft - chip - 8, std::max(lineHeight, kChipHeight));
  painter->drawText(title, Qt::AlignVCenter | Qt::AlignLeft,
                    QFontMetrics(bold).elidedText(jobTitle(job), Qt::ElideRight, title.width()));

  painter->setFont(option.font);
  painter->setPen(tone(Tone::Muted));
  const QRect second(textLeft, title.bottom() + 4, row.right() - kMargin - textLeft, lineHeight);
  painter->drawText(second, Qt::AlignVCenter | Qt::AlignLeft,
                    option.fontMetrics.elidedText(figures(job, standing), Qt::ElideRight, second.width()));

  const auto share = jobProgress(job).share();
  if (share && job.state != JobState::Finished && job.state != JobState::Cancelled) {
    const QRectF bar(textLeft, second.bottom() + 4, second.width(), kBar);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tone(Tone::Border));
    painter->drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
    painter->setBrush(tone(jobStateTone(job, standing)));
    painter->drawRoundedRect(QRectF(bar.left(), bar.top(), std::max<qreal>(kBar, bar.width() * *share), kBar),
                             kBar / 2.0, kBar / 2.0);
  }
  painter->restore();
}

bool JobDelegate::editorEvent(QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option,
                              const QModelIndex& index) {
  if (event->type() != QEvent::MouseButtonRelease) return false;
  const auto* mouse = static_cast<QMouseEvent*>(event);
  if (mouse->button() != Qt::LeftButton || !buttonRect(option.rect).contains(mouse->pos())) return false;
  const auto& job = model_.job(index.row());
  if (jobToggle(job, model_.standing(job.id)) == JobToggle::None) return false;
  emit toggled(job.id);
  return true;
}

bool JobDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                            const QModelIndex& index) {
  if (event->type() != QEvent::ToolTip || !index.isValid()) return false;
  const auto& job = model_.job(index.row());
  const auto toggle = jobToggle(job, model_.standing(job.id));
  if (buttonRect(option.rect).contains(event->pos()) && toggle != JobToggle::None) {
    QToolTip::showText(event->globalPos(),
                       toggle == JobToggle::Pause ? tr("Pause: saves, and goes on from there later (Space)")
                       : job.state == JobState::Interrupted ? tr("Go on from what was saved (Space)")
                                                            : tr("Start (Space)"),
                       view);
    return true;
  }
  QToolTip::showText(event->globalPos(),
                     job.message.empty() ? jobTitle(job) : QString::fromStdString(job.message), view);
  return true;
}

}  // namespace cloc::ui
