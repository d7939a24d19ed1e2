// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grounding/grounding_export.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace cloc::ui {

QByteArray groundingsToCoco(const std::filesystem::path& image, int width, int height,
                            const std::vector<GroundedBy>& models) {
  QJsonArray categories, annotations, modelList;
  QHash<QString, int> categoryOf;
  int annotation = 0, modelId = 0;
  for (const auto& model : models) {
    ++modelId;
    modelList.append(QJsonObject{
        {"id", modelId}, {"name", model.model}, {"folder", QString::fromStdString(model.folder.string())}});
    for (const auto& phrase : model.found) {
      const QString text = QString::fromStdString(phrase.phrase);
      int& category = categoryOf[text];
      if (category == 0) {
        category = static_cast<int>(categoryOf.size());
        categories.append(QJsonObject{{"id", category}, {"name", text}});
      }
      annotations.append(QJsonObject{
          {"id", ++annotation},
          {"image_id", 1},
          {"category_id", category},
          {"bbox", QJsonArray{phrase.box.x1, phrase.box.y1, phrase.box.width(), phrase.box.height()}},
          {"area", phrase.box.area()},
          {"iscrowd", 0},
          {"caption", text},
          {"score", phrase.score},
          {"model_id", modelId}});
    }
  }
  const QJsonObject file{{"id", 1},
                         {"file_name", QString::fromStdString(image.filename().string())},
                         {"width", width},
                         {"height", height}};
  return QJsonDocument(QJsonObject{{"images", QJsonArray{file}},
                                   {"categories", categories},
                                   {"annotations", annotations},
                                   {"models", modelList}})
      .toJson();
}

}  // namespace cloc::ui
