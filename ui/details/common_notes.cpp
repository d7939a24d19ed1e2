// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/details/common_notes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QStringList>
#include <algorithm>

namespace cloc::ui {

const CommonNotes::Entry* CommonNotes::find(std::string_view name) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [name](const Entry& entry) { return entry.name == name; });
  return found == attributes.end() ? nullptr : &*found;
}

CommonNotes commonNotes(std::span<const store::ImageNotes> notes) {
  CommonNotes common;
  if (notes.empty()) return common;
  const auto& first = notes.front();
  if (std::all_of(notes.begin(), notes.end(),
                  [&](const auto& one) { return one.captions == first.captions; }))
    common.captions = first.captions;
  for (const auto& one : notes) {
    for (const auto& [name, value] : one.attributes.all()) {
      if (common.find(name) != nullptr) continue;
      const bool same = std::all_of(notes.begin(), notes.end(), [&](const auto& other) {
        const auto* there = other.attributes.find(name);
        return there != nullptr && *there == value;
      });
      common.attributes.push_back({name, same ? std::optional(value) : std::nullopt});
    }
  }
  return common;
}

store::ImageNotes notesOf(const store::Region& region) {
  store::ImageNotes notes;
  if (!region.caption.empty()) notes.captions.push_back(region.caption);
  notes.captions.insert(notes.captions.end(), region.more_captions.begin(), region.more_captions.end());
  notes.attributes = region.attributes;
  return notes;
}

void setCaptions(store::Region& region, const std::vector<std::string>& captions) {
  region.caption = captions.empty() ? std::string() : captions.front();
  region.more_captions.assign(captions.empty() ? captions.end() : captions.begin() + 1, captions.end());
}

data::Attributes withAttribute(const data::Attributes& attributes, const std::string& name,
                               const std::optional<data::AttributeValue>& value) {
  data::Attributes changed;
  for (const auto& [there, old] : attributes.all()) {
    if (there != name) {
      changed.set(there, old);
    } else if (value) {
      changed.set(name, *value);  // where it was
    }
  }
  if (value) changed.set(name, *value);
  return changed;
}

QString attributeText(const data::AttributeValue& value) {
  if (const auto* flag = std::get_if<bool>(&value))
    return *flag ? QStringLiteral("true") : QStringLiteral("false");
  if (const auto* number = std::get_if<double>(&value))
    return QString::number(*number, 'g', QLocale::FloatingPointShortest);
  if (const auto* text = std::get_if<std::string>(&value)) return QString::fromStdString(*text);
  QJsonArray list;
  for (const auto& one : std::get<std::vector<std::string>>(value)) list.append(QString::fromStdString(one));
  return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

data::AttributeValue attributeValue(const QString& typed) {
  const QString text = typed.trimmed();
  if (text == QLatin1String("true") || text == QLatin1String("false")) return text == QLatin1String("true");
  bool isNumber = false;
  const double number = text.toDouble(&isNumber);
  if (isNumber) return number;
  if (text.startsWith(QLatin1Char('['))) {
    const auto document = QJsonDocument::fromJson(text.toUtf8());
    const auto array = document.array();
    const bool texts =
        document.isArray() &&
        std::all_of(array.begin(), array.end(), [](const QJsonValueConstRef& one) { return one.isString(); });
    if (texts) {
      std::vector<std::string> list;
      for (const auto& one : array) list.push_back(one.toString().toStdString());
      return list;
    }
  }
  return text.toStdString();
}

QString captionLines(const std::vector<std::string>& captions) {
  QStringList lines;
  for (const auto& caption : captions) {
    QString line = QString::fromStdString(caption);
    line.replace(QLatin1Char('\n'), QLatin1Char(' '));
    lines << line;
  }
  return lines.join(QLatin1Char('\n'));
}

std::vector<std::string> captionsOf(const QString& lines) {
  std::vector<std::string> captions;
  for (const auto& line : lines.split(QLatin1Char('\n'))) {
    const QString caption = line.trimmed();
    if (!caption.isEmpty()) captions.push_back(caption.toStdString());
  }
  return captions;
}

}  // namespace cloc::ui
