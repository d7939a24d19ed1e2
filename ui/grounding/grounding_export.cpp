// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grounding/grounding_export.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace cloc::ui {

QByteArray groundingsToCoco(const std::filesystem::path& image, int width, int height,
                            const std::vector<engine::GroundedPhrase>& found) {
  QJsonArray categories, annotations;
  int id = 0;
  for (const auto& phrase : found) {
    ++id;
    const QString text = QString::fromStdString(phrase.phrase);
    categories.append(QJsonObject{{"id", id}, {"name", text}});
    annotations.append(QJsonObject{
        {"id", id},
        {"image_id", 1},
        {"category_id", id},
        {"bbox", QJsonArray{phrase.box.x1, phrase.box.y1, phrase.box.width(), phrase.box.height()}},
        {"area", phrase.box.area()},
        {"iscrowd", 0},
        {"caption", text},
        {"score", phrase.score}});
  }
  const QJsonObject file{{"id", 1},
                         {"file_name", QString::fromStdString(image.filename().string())},
                         {"width", width},
                         {"height", height}};
  return QJsonDocument(QJsonObject{{"images", QJsonArray{file}},
                                   {"categories", categories},
                                   {"annotations", annotations}})
      .toJson();
}

}  // namespace cloc::ui
