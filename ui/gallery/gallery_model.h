// SPDX-License-Identifier: GPL-3.0-or-later
// The images of the project, filtered and in order, as a Qt model of one column. Filtering and sorting happen
// in a thread of its own on a snapshot, the newest query wins, and the answer replaces the order at once
// (modelReset). data() is O(1) and never touches a disk: the thumbnail is null until ThumbnailCache has it,
// then dataChanged.
//
// A position is a place in the present order; a Row is the image's place in the table, which never changes.
#pragma once

#include <QAbstractListModel>
#include <memory>
#include <optional>

#include "core/base/progress.h"
#include "ui/gallery/gallery_arranger.h"
#include "ui/gallery/gallery_query.h"
#include "ui/gallery/image_table.h"
#include "ui/gallery/serial_worker.h"

namespace cloc::ui {

class ThumbnailCache;
struct PictureKey;

class GalleryModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role {
    ImageIdRole = Qt::UserRole,
    PathRole,     // QString
    RegionsRole,  // int
    ScoreRole,    // float, or an invalid QVariant
    ErrorRole     // QString: why there is no thumbnail
  };

  // `thumbnails` has to live as long as this; may be null.
  explicit GalleryModel(ThumbnailCache* thumbnails, QObject* parent = nullptr);
  ~GalleryModel() override;

  // --- The images. Each is answered by arranged(), now or a little later.
  void append(const std::vector<store::Image>& images);
  void setFacts(std::shared_ptr<const store::ImageFacts> facts);
  void updateFacts(const store::ImageFacts& facts);
  void setScores(std::span<const std::pair<store::ImageId, float>> scores);
  void clearScores();
  void clear();
  const ImageColumns& table() const { return table_; }

  // --- What is shown
  void setQuery(const GalleryQuery& query);
  const GalleryQuery& query() const { return query_; }
  // The order on the screen is not that of query() and of all images yet.
  bool arranging() const { return running_ || stale_ || preparing_; }
  const Arrangement& arrangement() const { return *arrangement_; }
  int count() const { return static_cast<int>(arrangement_->order.size()); }

  Row rowAt(int position) const { return arrangement_->order[static_cast<std::size_t>(position)]; }
  store::ImageId idAt(int position) const { return table_.id(rowAt(position)); }
  // -1 when it is not shown.
  int positionOfRow(Row row) const;
  int positionOf(store::ImageId image) const;

  // In the present order, without going round at the ends; absent at the end. Of an image that a filter has
  // just taken away (it got its first region, and the gallery shows those without): its neighbours where it
  // was. Of one that is not known: the first.
  std::optional<store::ImageId> next(store::ImageId image) const;
  std::optional<store::ImageId> previous(store::ImageId image) const;
  // The next, or with step -1 the previous, that has no regions.
  std::optional<store::ImageId> nextUnlabelled(store::ImageId image, int step = 1) const;
  // The image whose place is remembered when it is filtered out: the one that the user works on.
  void setWorkingImage(store::ImageId image);

  // --- QAbstractListModel
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QHash<int, QByteArray> roleNames() const override;

 signals:
  // The present order is that of `query`; the filter or the sort, and not only the images, may be new.
  void arranged();
  void arrangingChanged(bool arranging);

 private:
  void request();
  void take(Arrangement arrangement);
  void takeFacts(ImageTable::Facts facts);
  void thumbnailsReady(const std::vector<PictureKey>& keys);
  // A place between positions: the image is not shown, and would be before `after`.
  struct Place {
    int position = -1;
    int after = 0;
  };
  Place placeOf(store::ImageId image) const;

  ThumbnailCache* thumbnails_;
  ImageTable table_;
  GalleryQuery query_;
  std::shared_ptr<const Arrangement> arrangement_ = std::make_shared<Arrangement>();

  std::optional<store::ImageId> working_;
  int workingPlace_ = 0;  // the position it has, or would have

  // Used by the tasks of worker_ alone, one after the other.
  std::shared_ptr<GalleryArranger> arranger_ = std::make_shared<GalleryArranger>();
  SerialWorker worker_;
  CancelToken cancel_;
  quint64 newest_ = 0;
  bool running_ = false;
  bool stale_ = false;  // images or facts came while a task ran
  quint64 newestFacts_ = 0;
  bool preparing_ = false;                  // facts of all images are on their way into the table
  std::vector<store::ImageFacts> updates_;  // that came meanwhile, and are newer
};

}  // namespace cloc::ui
