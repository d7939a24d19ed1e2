// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sharing/conflict_rows.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include "ui/project/step_text.h"

namespace cloc::ui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(cloc::ui::ConflictRows)
};

QString boxText(const PixelBox& box) {
  const auto number = [](float value) { return QLocale().toString(static_cast<double>(value), 'f', 0); };
  return Text::tr("%1, %2 · %3 × %4")
      .arg(number(box.x1), number(box.y1), number(box.x2 - box.x1), number(box.y2 - box.y1));
}

QString listText(const std::vector<std::string>& texts) {
  QStringList list;
  for (const auto& text : texts) list << QString::fromStdString(text);
  return list.join(QLatin1String("; "));
}

struct Field {
  QString what;
  std::function<QString(const store::Region&)> text;
};

}  // namespace

std::vector<ConflictRow> conflictRows(const EditConflict& conflict, const LabelName& labelName) {
  const std::vector<Field> fields{
      {Text::tr("Box"), [](const store::Region& region) { return boxText(region.box); }},
      {Text::tr("Label"), [&](const store::Region& region) { return labelName(region.label_id); }},
      {Text::tr("Caption"),
       [](const store::Region& region) { return QString::fromStdString(region.caption); }},
      {Text::tr("More captions"), [](const store::Region& region) { return listText(region.more_captions); }},
      {Text::tr("Attributes"),
       [](const store::Region& region) { return QString::fromStdString(region.attributes.to_json()); }},
      {Text::tr("Height in the pile"),
       [](const store::Region& region) { return region.z ? QLocale().toString(*region.z) : QString(); }},
      {Text::tr("Source"),
       [](const store::Region& region) { return QString::fromStdString(region.source); }}};
  std::vector<ConflictRow> rows;
  for (std::size_t i = 0; i < conflict.regions.size(); ++i) {
    const auto& [mine, theirs, last] = conflict.regions[i];
    const bool removedByMe = mine.kind == RegionEdit::Kind::Remove;
    if (removedByMe || !theirs) {
      rows.push_back({i, Text::tr("Region"), Text::tr("there"),
                      removedByMe ? Text::tr("removed") : Text::tr("changed"),
                      theirs ? Text::tr("changed") : Text::tr("removed"), true, true});
    }
    const auto& after = removedByMe ? mine.before : mine.after;
    const auto& now = theirs ? *theirs : mine.before;
    for (const auto& field : fields) {
      ConflictRow row{i,     field.what, field.text(mine.before), field.text(after), field.text(now),
                      false, false};
      row.mineChanged = row.mine != row.before;
      row.theirsChanged = row.theirs != row.before;
      if (!row.mineChanged && !row.theirsChanged) continue;
      if (removedByMe) row.mine = Text::tr("removed");
      if (!theirs) row.theirs = Text::tr("removed");
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

QString whoAndWhat(const std::optional<store::LastChange>& last) {
  if (!last) return Text::tr("another program");
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(last->time.time_since_epoch()).count();
  const auto time = QDateTime::fromMSecsSinceEpoch(ms);
  const bool today = time.date() == QDate::currentDate();
  const QString when = today ? QLocale().toString(time.time(), QStringLiteral("HH:mm:ss"))
                             : QLocale().toString(time, QLocale::ShortFormat);
  const QString what = stepText(last->text);
  return (last->undone ? Text::tr("%1, who took back “%2”, %3") : Text::tr("%1, “%2”, %3"))
      .arg(QString::fromStdString(last->user), what, when);
}

}  // namespace cloc::ui
