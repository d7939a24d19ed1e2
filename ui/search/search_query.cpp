// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/search/search_query.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>
#include <cmath>

namespace cloc::ui {
namespace {

// lupdate finds texts by the class they are in.
struct Text {
  Q_DECLARE_TR_FUNCTIONS(SearchQuery)
};

std::filesystem::path toPath(const QString& text) {
  return text.toStdString();
}

}  // namespace

std::vector<engine::TextTerm> parseWords(const QString& words) {
  std::vector<engine::TextTerm> terms;
  for (QString part : words.split(QLatin1Char(','))) {
    part = part.simplified();
    float weight = 1;
    if (part.startsWith(QLatin1Char('-'))) {
      weight = -1;
      part = part.mid(1).trimmed();
    }
    const auto caret = part.lastIndexOf(QLatin1Char('^'));
    if (caret > 0) {
      bool number = false;
      const float factor = part.mid(caret + 1).toFloat(&number);
      if (number && std::isfinite(factor) && factor > 0) {
        weight *= factor;
        part = part.left(caret).trimmed();
      }
    }
    if (!part.isEmpty()) terms.push_back({part.toStdString(), weight});
  }
  return terms;
}

bool SearchQuery::empty() const {
  return boxes.empty() && parseWords(words).empty();
}

engine::Query SearchQuery::toQuery() const {
  engine::Query query;
  query.texts = parseWords(words);
  query.boxes = boxes;
  return query;
}

engine::SearchOptions SearchQuery::toOptions(bool wholeImages, std::int64_t k) const {
  engine::SearchOptions options;
  options.k = k;
  options.whole_images = wholeImages;
  if (!wholeImages) {
    for (const auto& label : labels) options.labels.push_back(label.toStdString());
  }
  options.folder = toPath(folder);
  options.least_score = leastScore;
  return options;
}

QString SearchQuery::title() const {
  QStringList parts;
  if (!words.simplified().isEmpty()) parts << words.simplified();
  for (const auto& term : boxes) {
    const QString name = QString::fromStdString(term.image.filename().string());
    parts << (term.weight < 0 ? Text::tr("not box of %1") : Text::tr("box of %1")).arg(name);
  }
  QString title = parts.join(QStringLiteral(" + "));
  if (!labels.isEmpty()) title += QStringLiteral(" [%1]").arg(labels.join(QStringLiteral(", ")));
  return title;
}

QJsonObject SearchQuery::toJson() const {
  QJsonArray list;
  for (const auto& term : boxes) {
    list.append(QJsonObject{{"image", QString::fromStdString(term.image.string())},
                            {"box", QJsonArray{term.box.x1, term.box.y1, term.box.x2, term.box.y2}},
                            {"weight", term.weight}});
  }
  QJsonObject json{
      {"words", words}, {"boxes", list}, {"labels", QJsonArray::fromStringList(labels)}, {"folder", folder}};
  if (leastScore) json["least_score"] = *leastScore;
  return json;
}

SearchQuery SearchQuery::fromJson(const QJsonObject& json) {
  SearchQuery query;
  query.words = json["words"].toString();
  for (const auto& value : json["boxes"].toArray()) {
    const auto object = value.toObject();
    const auto corners = object["box"].toArray();
    const auto corner = [&](int i) { return static_cast<float>(corners.at(i).toDouble()); };
    const engine::BoxTerm term{toPath(object["image"].toString()),
                               {corner(0), corner(1), corner(2), corner(3)},
                               static_cast<float>(object["weight"].toDouble(1))};
    if (term.box.valid() && !term.image.empty()) query.boxes.push_back(term);
  }
  for (const auto& label : json["labels"].toArray()) query.labels << label.toString();
  query.folder = json["folder"].toString();
  if (json["least_score"].isDouble()) query.leastScore = static_cast<float>(json["least_score"].toDouble());
  return query;
}

}  // namespace cloc::ui
