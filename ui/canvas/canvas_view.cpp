// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_view.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/assist/machine_labels.h"
#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_chrome.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr auto kLoadingMessageAfter = std::chrono::milliseconds(200);
constexpr double kZoomStep = 1.25;

QString nameOf(const std::filesystem::path& path) {
  return QString::fromStdString(path.filename().string());
}

}  // namespace

CanvasView::CanvasView(std::shared_ptr<const PictureSource> source, QUndoStack* undoStack, QWidget* parent)
    : QWidget(parent),
      document_(undoStack),
      loader_(std::move(source)),
      editor_(&document_, &transform_, &index_) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  grabGesture(Qt::PinchGesture);
  setAccessibleName(tr("Image canvas"));
  actions_ = std::make_unique<CanvasActions>(this);

  const auto repaint = [this] { update(); };
  connect(&document_, &RegionDocument::regionsChanged, this, [this] {
    rebuildIndex();
    describe();
    update();
  });
  connect(&document_, &RegionDocument::selectionChanged, this, [this] {
    describe();
    update();
  });
  connect(&document_, &RegionDocument::appearanceChanged, this, repaint);
  connect(&document_, &RegionDocument::verifiedChanged, this, [this] {
    describe();
    update();
  });
  connect(&editor_, &BoxEditor::changed, this, [this] {
    updateCursor();
    update();
  });
  connect(&editor_, &BoxEditor::modeChanged, this, &CanvasView::modeChanged);
  connect(&editor_, &BoxEditor::boxChanging, this, &CanvasView::boxChanging);
  connect(&editor_, &BoxEditor::boxCommitted, this, &CanvasView::boxCommitted);
  connect(&loader_, &TileLoader::stateChanged, this, &CanvasView::pictureChanged);
  connect(&loader_, &TileLoader::tileReady, this, [this](const TileKey& key) {
    if (loader_.pyramid()) backdrop_.invalidate(key, *loader_.pyramid());
    update();
  });
  loadingTimer_.setSingleShot(true);
  loadingTimer_.setInterval(kLoadingMessageAfter);
  connect(&loadingTimer_, &QTimer::timeout, this, repaint);
  pulse_.setStartValue(0.0);
  pulse_.setEndValue(1.0);
  pulse_.setDuration(700);
  pulse_.setLoopCount(2);
  connect(&pulse_, &QVariantAnimation::valueChanged, this, repaint);
  connect(&pulse_, &QVariantAnimation::finished, this, repaint);
}

CanvasView::~CanvasView() {
  // The members tell each other when they end; nobody is to be told of this any more.
  document_.disconnect(this);
  editor_.disconnect(this);
  loader_.disconnect(this);
}

void CanvasView::showImage(store::ImageId image, const std::filesystem::path& path, const QSize& size) {
  editor_.reset();
  overlays_.clear();
  setHeatMap({});
  pulse_.stop();
  document_.setImage(image, size);
  // What is kept of the view is a place in shares of the image: the next one may have another size.
  keptMiddle_.reset();
  if (settings_.keepZoom && transform_.isValid() && fitting_ == Fitting::None) {
    keptMiddle_ = transform_.normalised(transform_.toOriginal(transform_.viewport().center()));
  } else if (fitting_ == Fitting::None) {
    fitting_ = Fitting::Whole;
  }
  transform_.setImageSize({});
  loader_.open(path);
  if (!size.isEmpty() && !loader_.pyramid()) imageSizeLearned(size);
}

void CanvasView::setRegions(std::vector<store::Region> regions) {
  document_.setRegions(std::move(regions));
}

void CanvasView::closeImage() {
  editor_.reset();
  overlays_.clear();
  setHeatMap({});
  document_.setImage(0, {});
  transform_.setImageSize({});
  loader_.close();
}

void CanvasView::prefetch(const std::filesystem::path& path) {
  loader_.prefetch(path);
}

void CanvasView::pictureChanged() {
  backdrop_.invalidate();
  if (loader_.state() == TileLoader::State::Loading) {
    loadingTimer_.start();
  } else {
    loadingTimer_.stop();
  }
  // The file knows its size best: the project may have seen another version of it.
  if (loader_.pyramid()) imageSizeLearned(loader_.pyramid()->originalSize());
  describe();
  update();
  emit pictureStateChanged();
}

void CanvasView::imageSizeLearned(const QSize& size) {
  if (size == transform_.imageSize()) return;
  document_.setImageSize(size);
  transform_.setImageSize(size);
  if (keptMiddle_ && fitting_ == Fitting::None) {
    transform_.zoomTo(transform_.zoom(), transform_.viewport().center());
    transform_.centreOn({keptMiddle_->x() * size.width(), keptMiddle_->y() * size.height()});
  } else if (fitting_ == Fitting::Width) {
    transform_.fitWidth();
  } else {
    fitting_ = Fitting::Whole;
    transform_.fit();
  }
  viewMoved();
}

void CanvasView::setSettings(const CanvasSettings& settings) {
  if (settings == settings_) return;
  const bool viewport = settings.rulers != settings_.rulers;
  settings_ = settings;
  editor_.setDrawCreatesRegion(settings.drawCreatesRegion);
  if (viewport) updateViewport();
  update();
  emit settingsChanged(settings_);
}

void CanvasView::setDisplay(const DisplaySettings& display) {
  loader_.setDisplay(display);
}

void CanvasView::setOverlays(std::vector<CanvasOverlayBox> overlays) {
  overlays_ = std::move(overlays);
  update();
}

void CanvasView::setHeatMap(const std::optional<HeatMap>& map) {
  if (backdrop_.setHeatMap(map)) update();
}

void CanvasView::pulse(const PixelBox& box) {
  if (!box.valid()) return;
  reveal(box);
  pulseBox_ = box;
  pulse_.stop();
  pulse_.start();
}

std::optional<PixelBox> CanvasView::searchBox() const {
  if (!document_.selection().empty()) {
    if (const auto* region = document_.find(document_.selection().back())) return editor_.boxOf(*region);
  }
  return editor_.queryBox();
}

QRectF CanvasView::visibleArea() const {
  return transform_.toOriginal(transform_.viewport())
      .intersected(QRectF(QPointF(0, 0), QSizeF(transform_.imageSize())));
}

CanvasSnapshot CanvasView::snapshot() const {
  CanvasSnapshot snapshot;
  snapshot.imageSize = transform_.imageSize();
  snapshot.pyramid = loader_.pyramid();
  if (snapshot.pyramid) {
    snapshot.curve =
        makeToneCurve(loader_.display(), snapshot.pyramid->valueRange(), snapshot.pyramid->sixteenBit());
  }
  if (settings_.boxes) {
    for (const auto& region : document_.regions()) {
      if (document_.isHidden(region.id)) continue;
      auto box = painted(region);
      box.selected = box.hovered = false;
      snapshot.boxes.push_back(std::move(box));
    }
  }
  snapshot.overlays = overlays_;
  snapshot.heat = backdrop_.heat();
  snapshot.heatOpacity = backdrop_.heatOpacity();
  return snapshot;
}

// --- View -------------------------------------------------------------------------------------------------

void CanvasView::updateViewport() {
  QRectF viewport = rect();
  if (settings_.rulers) viewport.adjust(kRulerSide, kRulerSide, 0, 0);
  transform_.setViewport(viewport, devicePixelRatioF());
  if (fitting_ == Fitting::Whole) transform_.fit();
  if (fitting_ == Fitting::Width) transform_.fitWidth();
  viewMoved();
}

void CanvasView::viewMoved() {
  update();
  emit zoomChanged(transform_.zoom());
  emit viewChanged();
}

void CanvasView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  updateViewport();
}

void CanvasView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
      event->type() == QEvent::FontChange) {
    backdrop_.invalidate();
    boxPainter_.clearCache();
    update();
  }
}

void CanvasView::fit() {
  fitting_ = Fitting::Whole;
  transform_.fit();
  viewMoved();
}

void CanvasView::fitWidth() {
  fitting_ = Fitting::Width;
  transform_.fitWidth();
  viewMoved();
}

void CanvasView::actualSize() {
  setZoom(1);
}

void CanvasView::setZoom(double zoom) {
  fitting_ = Fitting::None;
  transform_.zoomTo(zoom, transform_.viewport().center());
  viewMoved();
}

void CanvasView::zoomAt(double factor, const QPointF& anchor) {
  fitting_ = Fitting::None;
  const double before = transform_.zoom();
  double zoom = before * factor;
  // 100 % is a place to stop at: nothing looks as sharp.
  if ((before < 1 && zoom > 1) || (before > 1 && zoom < 1)) zoom = 1;
  transform_.zoomTo(zoom, anchor);
  viewMoved();
}

void CanvasView::zoomIn() {
  zoomAt(kZoomStep, transform_.viewport().center());
}

void CanvasView::zoomOut() {
  zoomAt(1 / kZoomStep, transform_.viewport().center());
}

void CanvasView::panBy(const QPointF& delta) {
  fitting_ = Fitting::None;
  transform_.pan(delta);
  viewMoved();
}

void CanvasView::reveal(const PixelBox& box) {
  if (!transform_.isValid()) return;
  const QRectF inner = transform_.viewport().adjusted(24, 24, -24, -24);
  const QRectF rect = transform_.toView(box);
  if (inner.contains(rect)) return;
  fitting_ = Fitting::None;
  const double shrink = std::min(
      {1.0, inner.width() / std::max(1.0, rect.width()), inner.height() / std::max(1.0, rect.height())});
  if (shrink < 1) transform_.zoomTo(transform_.zoom() * shrink, transform_.viewport().center());
  transform_.centreOn({(box.x1 + box.x2) / 2.0, (box.y1 + box.y2) / 2.0});
  viewMoved();
}

void CanvasView::setMode(CanvasMode mode) {
  editor_.setMode(mode);
  updateCursor();
}

void CanvasView::cancel() {
  if (editor_.cancel()) return;
  if (editor_.mode() == CanvasMode::Draw) {
    setMode(CanvasMode::Select);
  } else if (editor_.queryBox()) {
    editor_.setQueryBox({});
  } else {
    document_.select({});
  }
}

void CanvasView::rebuildIndex() {
  std::vector<PixelBox> boxes;
  boxes.reserve(document_.regions().size());
  colours_.clear();
  for (const auto& region : document_.regions()) {
    boxes.push_back(region.box);
    colours_.push_back(document_.colour(region));
  }
  index_.build(boxes);
}

// For screen readers: what is on the canvas and what is selected.
void CanvasView::describe() {
  const auto count = static_cast<int>(document_.regions().size());
  QString text = loader_.path().empty() ? tr("No image is open.") : nameOf(loader_.path());
  if (!loader_.message().isEmpty()) text += QStringLiteral(". ") + loader_.message();
  if (document_.verified()) text += QStringLiteral(". ") + tr("Verified");
  if (count > 0) text += QStringLiteral(". ") + tr("%n region(s)", nullptr, count);
  if (document_.selection().size() == 1) {
    const auto* region = document_.find(document_.selection().front());
    const QString title = region != nullptr ? document_.title(*region) : QString();
    text += QStringLiteral(", ") + (title.isEmpty() ? tr("one selected") : tr("selected: %1").arg(title));
  } else if (!document_.selection().empty()) {
    text += QStringLiteral(", ") + tr("%n selected", nullptr, static_cast<int>(document_.selection().size()));
  }
  setAccessibleDescription(text);
}

// --- Painting ---------------------------------------------------------------------------------------------

void CanvasView::paintEvent(QPaintEvent*) {
  // The screen may have become another one without a resize.
  if (transform_.devicePixelRatio() != devicePixelRatioF()) updateViewport();
  QPainter painter(this);
  const QRectF& viewport = transform_.viewport();
  const auto boxes = settings_.boxes ? visibleBoxes() : std::vector<PaintedBox>();
  const QImage& frame = backdrop_.update(transform_, loader_);
  boxPainter_.paintFrame(painter, frame, transform_, boxes);
  painter.save();
  painter.setClipRect(viewport);
  if (settings_.boxes) paintBoxes(painter, boxes);
  paintState(painter);
  if (document_.verified()) paintBadge(painter, viewport, tr("Verified"));
  const QRectF band = editor_.rubberBand();
  if (!band.isEmpty()) {
    QColor fill = tone(Tone::Accent);
    fill.setAlphaF(0.15F);
    painter.setPen(QPen(tone(Tone::Accent), 1));
    painter.setBrush(fill);
    painter.drawRect(band);
  }
  if (settings_.crosshair && editor_.mode() == CanvasMode::Draw && pointer_ && !isPanning() && !spaceHeld_) {
    paintCrosshair(painter, transform_, *pointer_);
  }
  painter.restore();
  if (settings_.rulers) {
    paintRulers(painter, rect(), transform_, settings_.normalisedRulers,
                transform_.isValid() ? pointer_ : std::nullopt);
  }
  if (hasFocus()) paintFocusFrame(painter, rect());
}

PaintedBox CanvasView::painted(const store::Region& region) const {
  PaintedBox box;
  box.box = editor_.boxOf(region);
  box.colour = document_.colour(region);
  box.selected = document_.isSelected(region.id);
  box.hovered = region.id == editor_.hovered();
  const bool machine = assist::is_machine_label(region);
  box.dashed = machine || document_.isLocked(region.id);
  if (settings_.labels) {
    box.text = document_.title(region);
    const auto score = document_.score(region.id);
    if (score) {
      if (!box.text.isEmpty()) box.text += QStringLiteral("  ");
      box.text += QString::number(*score, 'f', 2);
    }
    // In front: a long phrase is cut off at the chip's end.
    if (const auto sure = machine && !score ? assist::score_of(region) : std::nullopt)
      box.text.prepend(QString::number(*sure, 'f', 2) + QStringLiteral("  "));
  }
  return box;
}

std::vector<PaintedBox> CanvasView::visibleBoxes() const {
  std::vector<PaintedBox> boxes;
  if (!transform_.isValid()) return boxes;
  const auto& regions = document_.regions();
  const auto visible = index_.intersecting(transform_.toOriginal(transform_.viewport()));
  const bool detailed = visible.size() <= BoxPainter::kDetailedBoxes;
  boxes.reserve(visible.size());
  for (const int i : visible) {
    const auto& region = regions[static_cast<std::size_t>(i)];
    if (document_.isHidden(region.id)) continue;
    if (detailed || document_.isSelected(region.id) || region.id == editor_.hovered()) {
      boxes.push_back(painted(region));
    } else {
      boxes.push_back(
          {editor_.boxOf(region), colours_[static_cast<std::size_t>(i)], {}, false, false, false});
    }
  }
  return boxes;
}

void CanvasView::paintBoxes(QPainter& painter, const std::vector<PaintedBox>& boxes) {
  if (!transform_.isValid()) return;
  boxPainter_.paint(painter, transform_, boxes);
  boxPainter_.paintOverlays(painter, transform_, overlays_);
  if (editor_.queryBox()) boxPainter_.paintQuery(painter, transform_, *editor_.queryBox());
  if (editor_.isDrawing()) boxPainter_.paintQuery(painter, transform_, editor_.drawnBox());
  if (const auto box = editor_.handledBox(); box && !editor_.isDrawing()) {
    boxPainter_.paintHandles(painter, transform_, *box);
  }
  if (pulse_.state() == QAbstractAnimation::Running) {
    boxPainter_.paintPulse(painter, transform_, pulseBox_, pulse_.currentValue().toDouble());
  }
}

void CanvasView::paintState(QPainter& painter) {
  const QRectF& area = transform_.viewport();
  switch (loader_.state()) {
    case TileLoader::State::Ready:
      return;
    case TileLoader::State::Empty:
      paintMessage(painter, area, icon(QStringLiteral("image")), tr("No image is open"),
                   tr("Choose one in the gallery, or open a folder with Ctrl+U."));
      return;
    case TileLoader::State::Loading:
      if (loadingTimer_.isActive()) return;
      paintMessage(painter, area, icon(QStringLiteral("image")), tr("Loading %1").arg(nameOf(loader_.path())),
                   tr("Boxes can be looked at and edited meanwhile."));
      return;
    case TileLoader::State::Missing:
      paintMessage(painter, area, icon(QStringLiteral("warning")), tr("The image file is not there"),
                   tr("%1\n\nIts regions are kept. Put the file back, then reload with F5.")
                       .arg(QString::fromStdString(loader_.path().string())));
      return;
    case TileLoader::State::Failed:
      paintMessage(painter, area, icon(QStringLiteral("warning")),
                   tr("%1 cannot be shown").arg(nameOf(loader_.path())), loader_.message());
      return;
  }
}

}  // namespace cloc::ui
