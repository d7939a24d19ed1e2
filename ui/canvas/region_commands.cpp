// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/region_commands.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <algorithm>
#include <cmath>

#include "ui/canvas/box_geometry.h"

namespace cloc::ui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(RegionCommands)
};

struct Movable {
  std::vector<store::RegionId> ids;
  std::vector<PixelBox> boxes;
};

Movable movableSelection(const RegionDocument& document) {
  Movable movable;
  for (const auto id : document.selection()) {
    const auto* region = document.find(id);
    if (region == nullptr || document.isLocked(id)) continue;
    movable.ids.push_back(id);
    movable.boxes.push_back(region->box);
  }
  return movable;
}

bool coversOne(const RegionDocument& document, const PixelBox& box) {
  return std::any_of(document.regions().begin(), document.regions().end(), [&](const auto& region) {
    return std::abs(region.box.x1 - box.x1) < 1 && std::abs(region.box.y1 - box.y1) < 1 &&
           std::abs(region.box.x2 - box.x2) < 1 && std::abs(region.box.y2 - box.y2) < 1;
  });
}

// Beside `box` by `offset` to the lower right, or to the upper left where the image ends.
PixelBox beside(const PixelBox& box, double offset, const QSizeF& image) {
  const double x = box.x2 + offset <= image.width() ? offset : -offset;
  const double y = box.y2 + offset <= image.height() ? offset : -offset;
  return fittedBox(movedBox(box, {x, y}), image);
}

}  // namespace

QString regionMimeType() {
  return QStringLiteral("application/x-cloc-regions+json");
}

void nudgeSelection(RegionDocument& document, const QPointF& delta) {
  auto [ids, boxes] = movableSelection(document);
  if (ids.empty()) return;
  const QPointF allowed = allowedMove(boxes, delta, false, document.imageSize());
  if (allowed.isNull()) return;
  for (auto& box : boxes) box = movedBox(box, allowed);
  document.setBoxes(ids, boxes, Text::tr("nudge"), true);
}

void growSelection(RegionDocument& document, const QPointF& delta) {
  auto [ids, boxes] = movableSelection(document);
  const QSizeF image = document.imageSize();
  for (auto& box : boxes) {
    const auto side = [](float low, float high, double change, double limit) {
      const double least = std::min(low + kMinBoxSide, limit);
      return static_cast<float>(std::clamp(high + change, least, std::max<double>(limit, high)));
    };
    box.x2 = side(box.x1, box.x2, delta.x(), image.width());
    box.y2 = side(box.y1, box.y2, delta.y(), image.height());
  }
  document.setBoxes(ids, boxes, Text::tr("resize"), true);
}

void duplicateSelection(RegionDocument& document, double offset) {
  std::vector<store::Region> copies;
  for (const auto id : document.selection()) {
    if (const auto* region = document.find(id)) {
      copies.push_back(*region);
      copies.back().box = beside(region->box, offset, document.imageSize());
      copies.back().source = "user";
    }
  }
  document.add(copies, Text::tr("duplicate"));
}

void removeSelection(RegionDocument& document) {
  document.remove(document.selection());
}

void hideSelection(RegionDocument& document) {
  const auto ids = document.selection();
  document.setHidden(ids, true);
  document.select({});
}

void toggleAllHidden(RegionDocument& document) {
  if (document.anyHidden()) {
    document.showAll();
  } else {
    document.hideAll();
  }
}

void toggleSelectionLocked(RegionDocument& document) {
  const auto& ids = document.selection();
  const bool all = std::all_of(ids.begin(), ids.end(), [&](auto id) { return document.isLocked(id); });
  document.setLocked(ids, !all);
}

std::unique_ptr<QMimeData> copySelection(const RegionDocument& document) {
  if (document.selection().empty()) return nullptr;
  QJsonArray regions;
  for (const auto id : document.selection()) {
    const auto* region = document.find(id);
    if (region == nullptr) continue;
    QJsonObject object{
        {QStringLiteral("box"), QJsonArray{region->box.x1, region->box.y1, region->box.x2, region->box.y2}},
        {QStringLiteral("caption"), QString::fromStdString(region->caption)},
        {QStringLiteral("source"), QString::fromStdString(region->source)}};
    if (region->label_id) {
      object[QStringLiteral("label_id")] = static_cast<qint64>(*region->label_id);
      object[QStringLiteral("label")] = document.labelName(region->label_id);
    }
    regions.append(object);
  }
  const QJsonObject root{{QStringLiteral("image"), static_cast<qint64>(document.image())},
                         {QStringLiteral("regions"), regions}};
  const QByteArray json = QJsonDocument(root).toJson();
  auto data = std::make_unique<QMimeData>();
  data->setData(regionMimeType(), json);
  data->setText(QString::fromUtf8(json));
  return data;
}

int pasteRegions(RegionDocument& document, const QMimeData& data, double offset) {
  if (!data.hasFormat(regionMimeType()) || document.imageSize().isEmpty()) return 0;
  const auto root = QJsonDocument::fromJson(data.data(regionMimeType())).object();
  std::vector<store::Region> regions;
  for (const auto& value : root[QStringLiteral("regions")].toArray()) {
    const auto object = value.toObject();
    const auto corners = object[QStringLiteral("box")].toArray();
    if (corners.size() != 4) continue;
    store::Region region;
    const auto corner = [&](int i) { return static_cast<float>(corners[i].toDouble()); };
    region.box = {corner(0), corner(1), corner(2), corner(3)};
    if (!region.box.valid()) continue;
    region.box = fittedBox(region.box, document.imageSize());
    for (int tries = 0; coversOne(document, region.box) && tries < 100; ++tries) {
      region.box = beside(region.box, offset, document.imageSize());
    }
    const auto label = object[QStringLiteral("label_id")];
    // The clipboard may hold another project's regions, whose numbers mean other labels.
    if (label.isDouble() && document.labelName(static_cast<store::LabelId>(label.toDouble())) ==
                                object[QStringLiteral("label")].toString()) {
      region.label_id = static_cast<store::LabelId>(label.toDouble());
    }
    region.caption = object[QStringLiteral("caption")].toString().toStdString();
    region.source = "user";
    regions.push_back(std::move(region));
  }
  return static_cast<int>(document.add(regions, Text::tr("paste")).size());
}

}  // namespace cloc::ui
