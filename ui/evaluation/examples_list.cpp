// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/examples_list.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <algorithm>
#include <memory>
#include <utility>

#include "core/image/decoder.h"
#include "ui/base/pool_work.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr float kMargin = 0.15f;

// What the picture shows: the region, and where the model looked.
PixelBox shownPart(const ShownRegion& region) {
  if (!region.predicted || !region.predicted->valid()) return region.box;
  const auto& other = *region.predicted;
  return {std::min(region.box.x1, other.x1), std::min(region.box.y1, other.y1),
          std::max(region.box.x2, other.x2), std::max(region.box.y2, other.y2)};
}

// On a pool thread. Throws as PictureDecoder does.
QImage cutOut(const ShownRegion& region, int side, const QColor& truthColour, const QColor& predictedColour) {
  const PixelBox part = shownPart(region);
  const auto picture =
      image::load_picture_decoder()->load_crop(region.image.toStdString(), part, kMargin, side);
  QImage image = QImage(picture.bytes.get(), picture.width, picture.height,
                        static_cast<qsizetype>(picture.bytes_per_row), QImage::Format_RGB888)
                     .convertToFormat(QImage::Format_RGB32);
  // The crop in original pixels, as load_crop says, to draw in it.
  const PixelBox grown =
      clip(PixelBox{part.x1 - kMargin * part.width(), part.y1 - kMargin * part.height(),
                    part.x2 + kMargin * part.width(), part.y2 + kMargin * part.height()},
           static_cast<float>(picture.original_width), static_cast<float>(picture.original_height));
  const double scale = picture.width / static_cast<double>(grown.width());
  QPainter painter(&image);
  const auto draw = [&](const PixelBox& box, const QColor& colour) {
    painter.setPen(QPen(colour, std::max(1.5, side / 80.0)));
    painter.drawRect(QRectF((box.x1 - grown.x1) * scale, (box.y1 - grown.y1) * scale, box.width() * scale,
                            box.height() * scale));
  };
  if (region.predicted) draw(*region.predicted, predictedColour);
  draw(region.box, truthColour);
  return image;
}

}  // namespace

void ExamplesModel::setRegions(std::vector<ShownRegion> regions) {
  beginResetModel();
  regions_ = std::move(regions);
  pictures_.clear();
  problems_.clear();
  asked_.clear();
  ++generation_;
  endResetModel();
}

int ExamplesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(regions_.size());
}

QVariant ExamplesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const int row = index.row();
  const auto& region = at(row);
  switch (role) {
    case Qt::DisplayRole:
      return region.text.isEmpty() ? QFileInfo(region.image).fileName() : region.text;
    case Qt::ToolTipRole: {
      const auto problem = problems_.find(row);
      const QString where =
          region.text.isEmpty() ? region.image : region.text + QLatin1Char('\n') + region.image;
      return problem == problems_.end() ? where : where + QLatin1Char('\n') + problem->second;
    }
    case Qt::SizeHintRole:
      return QSize(kSide + 20, kSide + 44);
    case Qt::DecorationRole: {
      if (const auto picture = pictures_.find(row); picture != pictures_.end()) return picture->second;
      if (problems_.contains(row)) return icon(QStringLiteral("warning"));
      // Asked for by a view that shows it. Loading changes nothing that data() tells until it is done.
      const_cast<ExamplesModel*>(this)->load(row);
      return icon(QStringLiteral("image"));
    }
    default:
      return {};
  }
}

void ExamplesModel::load(int row) {
  if (!asked_.insert(row).second) return;
  const int side = static_cast<int>(kSide * qGuiApp->devicePixelRatio());
  auto image = std::make_shared<QImage>();
  runOnPool(
      this,
      [image, region = at(row), side, good = tone(Tone::Good), bad = tone(Tone::Bad)] {
        *image = cutOut(region, side, good, bad);
      },
      [this, image, generation = generation_, row](const QString& problem) {
        loaded(generation, row, *image, problem);
      });
}

void ExamplesModel::loaded(int generation, int row, const QImage& image, const QString& problem) {
  if (generation != generation_) return;
  if (problem.isEmpty()) {
    // All of one size, so that the texts stand in a row.
    const qreal ratio = qGuiApp->devicePixelRatio();
    const int side = static_cast<int>(kSide * ratio);
    QPixmap picture(side, side);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.drawImage((side - image.width()) / 2, (side - image.height()) / 2, image);
    painter.end();
    picture.setDevicePixelRatio(ratio);
    pictures_[row] = picture;
  } else {
    problems_[row] = problem;
  }
  emit dataChanged(index(row), index(row));
}

ExamplesList::ExamplesList(QWidget* parent) : QListView(parent), model_(new ExamplesModel(this)) {
  setModel(model_);
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setLayoutMode(QListView::Batched);
  setUniformItemSizes(true);
  setIconSize({ExamplesModel::kSide, ExamplesModel::kSide});
  setSpacing(4);
  setVerticalScrollMode(ScrollPerPixel);
  setWordWrap(true);
  setTextElideMode(Qt::ElideRight);
  setToolTip(tr("Enter or a double click opens the image"));
  setAccessibleName(tr("Examples"));
  connect(this, &QListView::activated, this, [this](const QModelIndex& index) {
    const auto& region = model_->at(index.row());
    emit regionActivated(region.image, region.box);
  });
}

}  // namespace cloc::ui
