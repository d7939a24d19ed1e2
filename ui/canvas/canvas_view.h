// SPDX-License-Identifier: GPL-3.0-or-later
// The view in which the user looks at an image and draws, selects and edits boxes on it. Used by the main
// window, and wherever else an image is worked on. It joins the parts of this folder: TileLoader (pixels),
// RegionDocument (regions), BoxEditor (mouse), the painters, CanvasActions (keys). It reads no file and no
// store itself, and searches for nothing: it says what the user did.
//
//   CanvasView canvas(std::make_shared<DecoderPictureSource>(), &undoStack);
//   EditHistory history(project, *canvas.document(), undoStack, parent);  // ui/window: writes what is edited
//   canvas.showImage(image.id, image.path, {image.width, image.height});
//   canvas.setRegions(regions);
//
// Frames: boxes are in original pixels; positions in the widget are view pixels (view_transform.h).
#pragma once

#include <QElapsedTimer>
#include <QString>
#include <QTimer>
#include <QVariantAnimation>
#include <QWidget>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/store/project.h"
#include "ui/canvas/box_editor.h"
#include "ui/canvas/box_index.h"
#include "ui/canvas/box_painter.h"
#include "ui/canvas/canvas_snapshot.h"
#include "ui/canvas/heat_map.h"
#include "ui/canvas/image_backdrop.h"
#include "ui/canvas/region_document.h"
#include "ui/canvas/tile_loader.h"
#include "ui/canvas/view_transform.h"

class QUndoStack;

namespace cloc::ui {

class CanvasActions;

struct CanvasSettings {
  bool wheelScrolls = false;  // the plain wheel scrolls; with Ctrl it zooms in any case
  bool wheelInverted = false;
  bool keepZoom = false;    // zoom and place stay from image to image
  bool keepDisplay = true;  // brightness and contrast do; whoever sets them (setDisplay) looks at this
  bool crosshair = true;    // while drawing
  bool rulers = true;
  bool normalisedRulers = false;  // [0, 1] instead of pixels
  bool labels = true;             // chips beside boxes
  bool boxes = true;              // regions at all
  bool drawCreatesRegion = true;  // false: drawing sets the query box alone

  bool operator==(const CanvasSettings&) const = default;
};

class CanvasView : public QWidget {
  Q_OBJECT

 public:
  // `undoStack` belongs to the window and outlives this.
  CanvasView(std::shared_ptr<const PictureSource> source, QUndoStack* undoStack, QWidget* parent = nullptr);
  ~CanvasView() override;

  // Regions of the image before are gone; give the new ones to setRegions(). `size`: original pixels where
  // they are known, so that boxes are in place before, or without, the pixels.
  void showImage(store::ImageId image, const std::filesystem::path& path, const QSize& size = {});
  void setRegions(std::vector<store::Region> regions);
  void closeImage();
  // Loads a neighbour's pixels, so that showImage() shows them at once.
  void prefetch(const std::filesystem::path& path);

  RegionDocument* document() { return &document_; }
  BoxEditor* editor() { return &editor_; }
  TileLoader* loader() { return &loader_; }
  const ViewTransform& transform() const { return transform_; }
  // Every action, each with an objectName ("canvas.fit"), text and shortcuts; they also are this->actions().
  CanvasActions* canvasActions() { return actions_.get(); }

  void setSettings(const CanvasSettings& settings);
  const CanvasSettings& settings() const { return settings_; }
  void setDisplay(const DisplaySettings& display);

  void setOverlays(std::vector<CanvasOverlayBox> overlays);
  void setHeatMap(const std::optional<HeatMap>& map);
  // Brings the box into sight and draws the eye to it.
  void pulse(const PixelBox& box);
  // What Enter searches for: the selected region's box, else the query box.
  std::optional<PixelBox> searchBox() const;
  // The part of the image in sight, original pixels.
  QRectF visibleArea() const;

  // For exporting; see canvas_snapshot.h.
  CanvasSnapshot snapshot() const;
  QImage renderPicture(const QSize& size) const { return cloc::ui::renderPicture(snapshot(), size); }
  // Throws as writeSvg() does.
  void renderSvg(const std::filesystem::path& path) const { writeSvg(snapshot(), path); }

  QSize sizeHint() const override { return {900, 640}; }
  QSize minimumSizeHint() const override { return {160, 120}; }

 public slots:
  void fit();
  void fitWidth();
  void actualSize();
  void zoomIn();
  void zoomOut();
  // Device pixels per original pixel, about the middle.
  void setZoom(double zoom);
  // `anchor`, in view pixels, stays where it is; it may lie outside of the widget.
  void zoomAt(double factor, const QPointF& anchor);
  // Zooms about `at` (view pixels) or scrolls, as the settings, the keys held and the device want it.
  void turnWheel(const QWheelEvent& event, const QPointF& at);
  // In view pixels.
  void panBy(const QPointF& delta);
  // Pans, and zooms out when needed, so that the box is seen.
  void reveal(const cloc::PixelBox& box);
  void setMode(cloc::ui::CanvasMode mode);
  // Esc: ends what is going on; else drawing; else drops the query box; else the selection.
  void cancel();

 signals:
  void modeChanged(cloc::ui::CanvasMode mode);
  void zoomChanged(double zoom);
  // Place, zoom, or the size of the image or of the view: whoever shows the same place looks at transform().
  void viewChanged();
  // With each movement of the mouse while a box is drawn, moved or resized: what is searched for.
  void boxChanging(const cloc::PixelBox& box);
  void boxCommitted(const cloc::PixelBox& box);
  // Original pixels, and shares of the image's sides. Not sent outside of the image.
  void pointerMoved(const QPointF& original, const QPointF& normalised);
  void pointerLeft();
  void labelKeyPressed(int digit);  // 1 .. 9
  // A letter or sign that is no command's key: may be a label's.
  void characterTyped(const QString& character);
  void labelEditRequested();
  void findSimilarRequested(const cloc::PixelBox& box);
  void settingsChanged(const cloc::ui::CanvasSettings& settings);
  // The pixels: being loaded, there, or not to be had (loader()->message()).
  void pictureStateChanged();

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  enum class Fitting { None, Whole, Width };

  void pictureChanged();
  void imageSizeLearned(const QSize& size);
  void updateViewport();
  void viewMoved();
  void rebuildIndex();
  void updateCursor();
  void describe();
  PaintedBox painted(const store::Region& region) const;
  std::vector<PaintedBox> visibleBoxes() const;
  void paintBoxes(QPainter& painter, const std::vector<PaintedBox>& boxes);
  void paintState(QPainter& painter);
  bool isPanning() const { return panFrom_.has_value(); }

  RegionDocument document_;
  TileLoader loader_;
  ViewTransform transform_;
  BoxIndex index_;
  std::vector<QColor> colours_;  // of document_.regions(), as index_
  BoxEditor editor_;
  ImageBackdrop backdrop_;
  BoxPainter boxPainter_;
  std::unique_ptr<CanvasActions> actions_;
  CanvasSettings settings_;
  std::vector<CanvasOverlayBox> overlays_;
  Fitting fitting_ = Fitting::Whole;
  std::optional<QPointF> keptMiddle_;  // of the image before, in shares of its sides

  std::optional<QPointF> pointer_;  // in view pixels
  std::optional<QPointF> panFrom_;
  bool spaceHeld_ = false, spaceUsed_ = false;
  QElapsedTimer spaceTime_;
  QTimer loadingTimer_;  // a message only for what takes longer than a moment
  QVariantAnimation pulse_;
  PixelBox pulseBox_;
};

}  // namespace cloc::ui
