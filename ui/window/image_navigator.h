// SPDX-License-Identifier: GPL-3.0-or-later
// Which image is open: brings gallery, canvas, store and model to the same one. Whoever wants to show an
// image or a box of one asks this.
#pragma once

#include <QObject>
#include <QPointer>
#include <filesystem>
#include <optional>

#include "core/store/project.h"
#include "ui/project/region_edit.h"

namespace cloc::ui {

class CanvasView;
class EngineService;
class GalleryPanel;
class ProjectService;

class ImageNavigator : public QObject {
  Q_OBJECT

 public:
  // All of them outlive this.
  ImageNavigator(ProjectService& project, EngineService& engine, GalleryPanel& gallery, CanvasView& canvas,
                 QObject* parent);

  // 0: none.
  store::ImageId image() const { return image_; }
  const std::filesystem::path& path() const { return path_; }
  // False when the project does not have it.
  bool open(store::ImageId image);
  // Also brings the box into sight.
  bool open(store::ImageId image, const PixelBox& box);
  void close();

  void next();
  void previous();
  void nextUnlabelled();
  void previousUnlabelled();

 signals:
  void opened(cloc::store::ImageId image, const std::filesystem::path& path);
  void closed();

 private:
  void go(const std::optional<store::ImageId>& image);
  void regionsWritten(const std::vector<store::ImageId>& images);
  void prefetchNext();

  ProjectService& project_;
  EngineService& engine_;
  GalleryPanel& gallery_;
  CanvasView& canvas_;
  store::ImageId image_ = 0;
  std::filesystem::path path_;
  std::optional<PixelBox> wantedBox_;  // to be shown when the image's regions are there
};

}  // namespace cloc::ui
