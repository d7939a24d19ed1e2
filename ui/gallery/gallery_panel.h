// SPDX-License-Identifier: GPL-3.0-or-later
// The gallery as the window holds it: filter bar, grid of thumbnails, status line, and what is said when
// there is nothing to show. It is fed by signals of ProjectService (images in chunks, labels) and by what the
// window reads with store::read_image_facts(); it asks the store nothing itself.
#pragma once

#include <QVector>
#include <QWidget>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/store/image_facts.h"
#include "core/store/project.h"
#include "ui/gallery/check_list_button.h"
#include "ui/gallery/gallery_query.h"
#include "ui/gallery/picture_cache.h"

class QLabel;
class QSlider;
class QStackedWidget;
class QTimer;

namespace cloc::ui {

class EmptyState;
class GalleryFilterBar;
class GalleryModel;
class GalleryView;
class ThumbnailCache;

class GalleryPanel : public QWidget {
  Q_OBJECT

 public:
  explicit GalleryPanel(DecoderSource decoder = image::load_picture_decoder, QWidget* parent = nullptr);
  ~GalleryPanel() override;

  std::optional<store::ImageId> currentImage() const;
  // In the present order.
  QVector<qint64> selectedImages() const;
  int shownImages() const;

  // In the present order, for the canvas's keys. `image` may have been filtered out meanwhile: it goes on
  // from where it was. Absent at the end.
  std::optional<store::ImageId> nextImage(store::ImageId image) const;
  std::optional<store::ImageId> previousImage(store::ImageId image) const;
  std::optional<store::ImageId> nextUnlabelled(store::ImageId image) const;
  std::optional<store::ImageId> previousUnlabelled(store::ImageId image) const;

  GalleryQuery query() const;
  void setQuery(const GalleryQuery& query);

  GalleryModel* model() { return model_; }
  GalleryView* view() { return view_; }
  ThumbnailCache* thumbnails() { return thumbnails_; }

 public slots:
  // Forgets the project before. `expected`: how many images will come. `folder`: the project's, whose
  // thumbnails/ is used; thumbnails are in memory only when it is empty.
  void openProject(const std::filesystem::path& folder, qint64 expected);
  void closeProject();
  // As ProjectService::imagesLoaded(); also for images that were added later.
  void appendImages(const std::vector<cloc::store::Image>& images, bool last);
  void setLabels(const std::vector<cloc::store::Label>& labels);
  void setFacts(std::shared_ptr<const cloc::store::ImageFacts> facts);
  void updateFacts(const cloc::store::ImageFacts& facts);
  // Of a search: sorts by score until clearScores().
  void setScores(std::span<const std::pair<store::ImageId, float>> scores);
  void clearScores();
  // Without telling: the canvas has gone to another image. Nothing when the filter leaves it out.
  void showImage(qint64 image);
  void focusFilter();
  // Images that could not be read are tried again.
  void retryFailed();
  void clearFilter();

 signals:
  // Double click or Enter.
  void imageActivated(qint64 image);
  // The user went to it.
  void currentChanged(qint64 image);
  void selectionChanged();
  // The menu of selectedImages(), at `global` screen pixels.
  void menuRequested(const QPoint& global);
  // What to do about an empty project.
  void importRequested();
  // Of all images of the project: how many are verified, and how many have a region. After each change.
  void progressChanged(qint64 verified, qint64 labelled, qint64 images);
  // Something that is worth a line in the window, once: thumbnails cannot be kept.
  void notice(const QString& message);

 private:
  std::vector<CheckListEntry> labelEntries() const;
  std::vector<CheckListEntry> folderEntries() const;
  void refresh();
  void showStatus();
  void showEmpty();

  ThumbnailCache* thumbnails_;
  GalleryModel* model_;
  GalleryFilterBar* bar_;
  GalleryView* view_;
  EmptyState* empty_;
  QStackedWidget* stack_;
  QLabel* status_;
  QSlider* size_;
  QTimer* slow_;

  std::map<std::uint32_t, QString> labelNames_;
  std::optional<GallerySort> sortBeforeScores_;
  bool open_ = false, loading_ = false, slowArranging_ = false, quiet_ = false, toTop_ = false;
  qint64 expected_ = 0;
};

}  // namespace cloc::ui
