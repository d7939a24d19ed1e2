// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_model.h"

#include <QImage>
#include <QLocale>
#include <algorithm>

#include "core/base/error.h"
#include "ui/gallery/thumbnail_cache.h"

namespace cloc::ui {

GalleryModel::GalleryModel(ThumbnailCache* thumbnails, QObject* parent)
    : QAbstractListModel(parent), thumbnails_(thumbnails) {
  if (thumbnails_) {
    connect(thumbnails_, &PictureCache::ready, this, &GalleryModel::thumbnailsReady);
  }
}

GalleryModel::~GalleryModel() {
  cancel_.cancel();  // worker_ waits for what is under way
}

void GalleryModel::append(const std::vector<store::Image>& images) {
  if (images.empty()) return;
  table_.append(images);
  stale_ = true;
  request();
}

void GalleryModel::setFacts(std::shared_ptr<const store::ImageFacts> facts) {
  preparing_ = true;
  updates_.clear();
  emit arrangingChanged(true);
  worker_.post([this, number = ++newestFacts_, facts = std::move(facts),
                table = table_.snapshot()]() -> SerialWorker::Answer {
    auto prepared = std::make_shared<ImageTable::Facts>(ImageTable::prepareFacts(*table, facts));
    return [this, number, prepared] {
      if (number == newestFacts_ && preparing_) takeFacts(std::move(*prepared));
    };
  });
}

void GalleryModel::takeFacts(ImageTable::Facts facts) {
  table_.takeFacts(std::move(facts));
  preparing_ = false;
  for (const auto& update : updates_) table_.updateFacts(update);
  updates_.clear();
  stale_ = true;
  request();
}

void GalleryModel::updateFacts(const store::ImageFacts& facts) {
  if (preparing_) updates_.push_back(facts);
  const auto rows = table_.updateFacts(facts);
  for (const Row row : rows) {
    const int position = positionOfRow(row);
    if (position >= 0) emit dataChanged(index(position), index(position));
  }
  if (rows.empty()) return;
  stale_ = true;
  request();
}

void GalleryModel::setScores(std::span<const std::pair<store::ImageId, float>> scores) {
  table_.setScores(scores);
  stale_ = true;
  request();
}

void GalleryModel::clearScores() {
  table_.clearScores();
  stale_ = true;
  request();
}

void GalleryModel::clear() {
  cancel_.cancel();
  ++newest_;  // whatever is under way is not taken
  const bool was = arranging();
  running_ = stale_ = preparing_ = false;
  updates_.clear();
  // The task under way may still use the old one.
  arranger_ = std::make_shared<GalleryArranger>();
  beginResetModel();
  table_.clear();
  arrangement_ = std::make_shared<Arrangement>();
  working_.reset();
  workingPlace_ = 0;
  endResetModel();
  if (was) emit arrangingChanged(false);
  emit arranged();
}

void GalleryModel::setQuery(const GalleryQuery& query) {
  if (query == query_) return;
  query_ = query;
  // Its answer is of no use any more. New images alone do not cancel: while they pour in, nothing would be
  // shown.
  cancel_.cancel();
  running_ = false;
  stale_ = true;
  request();
}

void GalleryModel::request() {
  if (running_ || !stale_) return;
  running_ = true;
  stale_ = false;
  cancel_ = CancelToken();
  emit arrangingChanged(true);
  worker_.post([this, number = ++newest_, cancel = cancel_, arranger = arranger_, query = query_,
                table = table_.snapshot()]() -> SerialWorker::Answer {
    try {
      auto result = std::make_shared<Arrangement>(arranger->arrange(*table, query, cancel));
      return [this, number, result] {
        if (number == newest_ && running_) take(std::move(*result));
      };
    } catch (const Error&) {
      return {};  // cancelled: a newer task is on its way
    }
  });
}

void GalleryModel::take(Arrangement arrangement) {
  running_ = false;
  if (working_) {
    // Where the image is now, or where the first that came after it is.
    const Row row = table_.find(*working_);
    const auto& before = arrangement_->order;
    const auto shown = [&](Row other) {
      return other < arrangement.positions.size() && arrangement.positions[other] != kNoPosition;
    };
    if (row != kNoRow && shown(row)) {
      workingPlace_ = static_cast<int>(arrangement.positions[row]);
    } else {
      auto place = static_cast<std::size_t>(std::max(0, workingPlace_));
      while (place < before.size() && !shown(before[place])) ++place;
      workingPlace_ = static_cast<int>(place < before.size() ? arrangement.positions[before[place]]
                                                             : arrangement.order.size());
    }
  }
  beginResetModel();
  arrangement_ = std::make_shared<const Arrangement>(std::move(arrangement));
  endResetModel();
  emit arranged();
  request();
  if (!arranging()) emit arrangingChanged(false);
}

int GalleryModel::positionOfRow(Row row) const {
  if (row >= arrangement_->positions.size()) return -1;
  const std::uint32_t position = arrangement_->positions[row];
  return position == kNoPosition ? -1 : static_cast<int>(position);
}

int GalleryModel::positionOf(store::ImageId image) const {
  const Row row = table_.find(image);
  return row == kNoRow ? -1 : positionOfRow(row);
}

GalleryModel::Place GalleryModel::placeOf(store::ImageId image) const {
  const int position = positionOf(image);
  if (position >= 0) return {position, position + 1};
  return {-1, working_ == image ? workingPlace_ : 0};
}

std::optional<store::ImageId> GalleryModel::next(store::ImageId image) const {
  const int after = placeOf(image).after;
  if (after >= count()) return std::nullopt;
  return idAt(after);
}

std::optional<store::ImageId> GalleryModel::previous(store::ImageId image) const {
  const Place place = placeOf(image);
  const int before = (place.position >= 0 ? place.position : place.after) - 1;
  if (before < 0 || before >= count()) return std::nullopt;
  return idAt(before);
}

std::optional<store::ImageId> GalleryModel::nextUnlabelled(store::ImageId image, int step) const {
  const Place place = placeOf(image);
  int position = step > 0 ? place.after : (place.position >= 0 ? place.position : place.after) - 1;
  for (; position >= 0 && position < count(); position += step) {
    if (table_.regions(rowAt(position)) == 0) return idAt(position);
  }
  return std::nullopt;
}

void GalleryModel::setWorkingImage(store::ImageId image) {
  const int position = positionOf(image);
  if (position >= 0) {
    workingPlace_ = position;
  } else if (working_ != image) {
    workingPlace_ = 0;
  }
  working_ = image;
}

int GalleryModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : count();
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= count()) return {};
  const Row row = rowAt(index.row());
  const auto path = [&] { return QString::fromStdString(table_.path(row).string()); };
  const auto thumbnail = [&]() -> const PictureResult* {
    return thumbnails_ ? thumbnails_->find(ThumbnailCache::keyOf(table_.id(row))) : nullptr;
  };
  switch (role) {
    case Qt::DisplayRole: {
      const std::string_view name = table_.name(row);
      return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    case Qt::DecorationRole: {
      const auto* picture = thumbnail();
      return picture && !picture->image.isNull() ? QVariant(picture->image) : QVariant();
    }
    case Qt::ToolTipRole: {
      const auto* picture = thumbnail();
      QStringList lines{path()};
      if (picture && !picture->error.isEmpty()) lines << picture->error;
      if (table_.width(row) > 0) {
        lines << tr("%1 × %2 pixels").arg(table_.width(row)).arg(table_.height(row));
      }
      lines << tr("%n region(s)", nullptr, static_cast<int>(table_.regions(row)));
      if (table_.verified(row)) lines << tr("Verified");
      if (const auto score = table_.score(row))
        lines << tr("Score %1").arg(QLocale().toString(*score, 'f', 3));
      return lines.join(QLatin1Char('\n'));
    }
    case ImageIdRole:
      return QVariant::fromValue<qlonglong>(table_.id(row));
    case PathRole:
      return path();
    case RegionsRole:
      return static_cast<int>(table_.regions(row));
    case ScoreRole: {
      const auto score = table_.score(row);
      return score ? QVariant(*score) : QVariant();
    }
    case ErrorRole: {
      const auto* picture = thumbnail();
      return picture && !picture->error.isEmpty() ? QVariant(picture->error) : QVariant();
    }
    default:
      return {};
  }
}

QHash<int, QByteArray> GalleryModel::roleNames() const {
  auto names = QAbstractListModel::roleNames();
  names.insert({{ImageIdRole, "imageId"},
                {PathRole, "path"},
                {RegionsRole, "regions"},
                {ScoreRole, "score"},
                {ErrorRole, "error"}});
  return names;
}

void GalleryModel::thumbnailsReady(const std::vector<PictureKey>& keys) {
  for (const auto& key : keys) {
    const int position = positionOf(key.id);
    if (position >= 0) emit dataChanged(index(position), index(position), {Qt::DecorationRole, ErrorRole});
  }
}

}  // namespace cloc::ui
