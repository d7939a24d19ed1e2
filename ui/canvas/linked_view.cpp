// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/linked_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QWheelEvent>
#include <utility>

#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_chrome.h"
#include "ui/canvas/canvas_view.h"

namespace cloc::ui {
namespace {

constexpr double kArrowStep = 40;  // view pixels

}  // namespace

LinkedView::LinkedView(CanvasView* canvas, QWidget* parent) : QWidget(parent), canvas_(canvas) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setCursor(Qt::OpenHandCursor);
  setAccessibleName(tr("Image with the boxes of the other model"));
  const auto repaint = [this] { update(); };
  const auto regionsChanged = [this] {
    regionsStale_ = true;
    update();
  };
  connect(canvas_, &CanvasView::viewChanged, this, repaint);
  connect(canvas_, &CanvasView::settingsChanged, this, regionsChanged);
  connect(canvas_, &CanvasView::pictureStateChanged, this, [this] {
    backdrop_.invalidate();
    update();
  });
  connect(canvas_->loader(), &TileLoader::tileReady, this, [this](const TileKey& key) {
    if (canvas_->loader()->pyramid()) backdrop_.invalidate(key, *canvas_->loader()->pyramid());
    update();
  });
  connect(canvas_->document(), &RegionDocument::imageChanged, this, regionsChanged);
  connect(canvas_->document(), &RegionDocument::regionsChanged, this, regionsChanged);
  connect(canvas_->document(), &RegionDocument::appearanceChanged, this, regionsChanged);
  // The very actions of the canvas: their keys work here too, also those that the user has changed.
  for (const char* id :
       {"canvas.fit", "canvas.fitWidth", "canvas.actualSize", "canvas.zoomIn", "canvas.zoomOut"}) {
    if (auto* action = canvas_->canvasActions()->action(QLatin1String(id))) addAction(action);
  }
  setContextMenuPolicy(Qt::ActionsContextMenu);
}

void LinkedView::setOverlays(std::vector<CanvasOverlayBox> overlays) {
  overlays_ = std::move(overlays);
  update();
}

void LinkedView::setHeatMap(const std::optional<HeatMap>& map) {
  if (backdrop_.setHeatMap(map)) update();
}

CanvasSnapshot LinkedView::snapshot() const {
  auto snapshot = canvas_->snapshot();
  snapshot.overlays = overlays_;
  snapshot.heat = backdrop_.heat();
  snapshot.heatOpacity = backdrop_.heatOpacity();
  return snapshot;
}

// --- The place ---------------------------------------------------------------------------------------------

const ViewTransform& LinkedView::transform() {
  follow();
  return transform_;
}

void LinkedView::follow() {
  const auto& leader = canvas_->transform();
  QRectF viewport = rect();
  if (canvas_->settings().rulers) viewport.adjust(kRulerSide, kRulerSide, 0, 0);
  transform_.setViewport(viewport, devicePixelRatioF());
  transform_.setImageSize(leader.imageSize());
  if (!leader.isValid() || !transform_.isValid()) return;
  // As large to the eye, should the two be on different screens.
  transform_.zoomTo(leader.scale() * devicePixelRatioF(), viewport.center());
  transform_.centreOn(leader.toOriginal(leader.viewport().center()));
}

QPointF LinkedView::onCanvas(const QPointF& position) {
  return position - transform().viewport().center() + canvas_->transform().viewport().center();
}

// --- Events ------------------------------------------------------------------------------------------------

bool LinkedView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    showOverlayTip(this, help->globalPos(), overlays_, transform().toOriginal(QPointF(help->pos())));
    return true;
  }
  if (event->type() == QEvent::NativeGesture) {
    const auto* gesture = static_cast<QNativeGestureEvent*>(event);
    if (gesture->gestureType() == Qt::ZoomNativeGesture) {
      canvas_->zoomAt(1 + gesture->value(), onCanvas(gesture->position()));
      return true;
    }
  }
  return QWidget::event(event);
}

void LinkedView::wheelEvent(QWheelEvent* event) {
  canvas_->turnWheel(*event, onCanvas(event->position()));
  event->accept();
}

void LinkedView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
  panFrom_ = event->position();
  setCursor(Qt::ClosedHandCursor);
}

void LinkedView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  pointer_ = at;
  if (panFrom_) {
    canvas_->panBy(at - *panFrom_);
    panFrom_ = at;
    return;
  }
  if (transform().isValid()) {
    const QPointF original = transform_.toOriginal(at);
    if (QRectF(QPointF(0, 0), QSizeF(transform_.imageSize())).contains(original))
      emit pointerMoved(original, transform_.normalised(original));
  }
  if (canvas_->settings().rulers) update();  // the marks on them
}

void LinkedView::mouseReleaseEvent(QMouseEvent*) {
  panFrom_.reset();
  setCursor(Qt::OpenHandCursor);
}

void LinkedView::leaveEvent(QEvent*) {
  pointer_.reset();
  emit pointerLeft();
  update();
}

void LinkedView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      return canvas_->panBy({kArrowStep, 0});
    case Qt::Key_Right:
      return canvas_->panBy({-kArrowStep, 0});
    case Qt::Key_Up:
      return canvas_->panBy({0, kArrowStep});
    case Qt::Key_Down:
      return canvas_->panBy({0, -kArrowStep});
    default:
      QWidget::keyPressEvent(event);
  }
}

void LinkedView::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  panFrom_.reset();
  backdrop_.release(*canvas_->loader());
}

void LinkedView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
      event->type() == QEvent::FontChange) {
    backdrop_.invalidate();
    boxPainter_.clearCache();
    update();
  }
}

// --- Painting ----------------------------------------------------------------------------------------------

std::vector<PaintedBox> LinkedView::regionsInSight() const {
  std::vector<PaintedBox> boxes;
  const QRectF seen = transform_.toOriginal(transform_.viewport());
  for (const auto& region : regions_) {
    const auto& box = region.box;
    if (box.x2 >= seen.left() && box.x1 <= seen.right() && box.y2 >= seen.top() && box.y1 <= seen.bottom())
      boxes.push_back(region);
  }
  return boxes;
}

void LinkedView::paintEvent(QPaintEvent*) {
  follow();
  if (std::exchange(regionsStale_, false)) {
    regions_ = canvas_->snapshot().boxes;
    // Their chips are beside, on the canvas: here they would stand where the model's have to be.
    for (auto& region : regions_) region.text.clear();
  }
  QPainter painter(this);
  const QRectF& viewport = transform_.viewport();
  const QImage& frame = backdrop_.update(transform_, *canvas_->loader());
  const auto boxes = transform_.isValid() ? regionsInSight() : std::vector<PaintedBox>();
  boxPainter_.paintFrame(painter, frame, transform_, boxes);
  if (transform_.isValid()) {
    painter.save();
    painter.setClipRect(viewport);
    boxPainter_.paint(painter, transform_, boxes);
    boxPainter_.paintOverlays(painter, transform_, overlays_);
    painter.restore();
  }
  if (canvas_->settings().rulers) {
    paintRulers(painter, rect(), transform_, canvas_->settings().normalisedRulers,
                transform_.isValid() ? pointer_ : std::nullopt);
  }
  if (hasFocus()) paintFocusFrame(painter, rect());
}

}  // namespace cloc::ui
