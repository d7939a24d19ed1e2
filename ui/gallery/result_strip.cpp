// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/result_strip.h"

#include <QAction>
#include <QEvent>
#include <QHash>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "ui/gallery/crop_preview.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr float kCropMargin = 0.15f;
constexpr int kGap = 3, kBarHeight = 3;

// What makes two results the same one, from one search to the next.
struct Identity {
  store::ImageId image;
  store::RegionId region;
  PixelBox box;
  bool operator==(const Identity&) const = default;
};
std::size_t qHash(const Identity& identity, std::size_t seed = 0) {
  return qHashMulti(seed, identity.image, identity.region, identity.box.x1, identity.box.y1, identity.box.x2,
                    identity.box.y2);
}
QString fileName(const ResultItem& item) {
  return QString::fromStdString(item.path.filename().string());
}
Identity identityOf(const ResultItem& item) {
  // A region is the same when its box was moved.
  return {item.imageId, item.regionId, item.regionId != 0 || item.wholeImage ? PixelBox{} : item.box};
}

}  // namespace

ResultStrip::ResultStrip(DecoderSource decoder, QWidget* parent)
    : GridView(parent),
      crops_(new CropCache(std::move(decoder), {}, this)),
      preview_(new CropPreview(crops_, this)) {
  setAccessibleName(tr("Search results"));
  setFlow(GridGeometry::Flow::Strip);
  makeActions();
  connect(crops_, &PictureCache::ready, viewport(), qOverload<>(&QWidget::update));
  connect(this, &GridView::activated, this, &ResultStrip::resultActivated);
  connect(this, &GridView::currentPositionChanged, this, &ResultStrip::currentResultChanged);
  connect(this, &GridView::selectionChanged, this, &ResultStrip::updateActions);
  connect(this, &GridView::menuRequested, this, [this](int, const QPoint& global) {
    if (selectedCount() > 0) QMenu::exec(actions_, global, nullptr, this);
  });
}

// Nothing of this object is called any more when its children go.
ResultStrip::~ResultStrip() {
  disconnect(crops_, nullptr, viewport(), nullptr);
  delete preview_;
}

void ResultStrip::makeActions() {
  const auto add = [this](const QString& iconName, const QString& text, const QList<QKeySequence>& keys,
                          auto work) {
    auto* action = new QAction(icon(iconName), text, this);
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, work);
    addAction(action);
    actions_.append(action);
  };
  // The first of the selection, the current one before the others.
  const auto one = [this] {
    const auto selected = selectedResults();
    return selected.contains(current()) ? current() : selected.value(0, -1);
  };
  add(QStringLiteral("image"), tr("Show in its image"), {}, [this, one] {
    if (const int result = one(); result >= 0) emit resultActivated(result);
  });
  add(QStringLiteral("label"), tr("Label …"), {QKeySequence(Qt::Key_E), QKeySequence(Qt::CTRL | Qt::Key_E)},
      [this] {
        if (const auto selected = selectedResults(); !selected.isEmpty()) emit labelRequested(selected);
      });
  add(QStringLiteral("search"), tr("Search with this one"), {QKeySequence(Qt::Key_Q)}, [this, one] {
    if (const int result = one(); result >= 0) emit useAsQueryRequested(result);
  });
  add(QStringLiteral("minus"), tr("Not like this"), {QKeySequence(Qt::Key_Delete)}, [this, one] {
    if (const int result = one(); result >= 0) emit excludeRequested(result);
  });
  updateActions();
}

void ResultStrip::updateActions() {
  for (auto* action : actions_) action->setEnabled(selectedCount() > 0);
}

void ResultStrip::setResults(std::vector<ResultItem> results) {
  beginChange();
  QHash<Identity, std::uint32_t> places;
  GridSelection selected;
  std::optional<std::uint32_t> now;
  if (selection().size() > 0 || currentKey()) {
    for (std::size_t i = 0; i < results.size(); ++i) {
      places.insert(identityOf(results[i]), static_cast<std::uint32_t>(i));
    }
    const auto placeOf = [&](std::uint32_t key) -> std::optional<std::uint32_t> {
      if (key >= results_.size()) return std::nullopt;
      const auto found = places.constFind(identityOf(results_[key]));
      return found == places.cend() ? std::nullopt : std::optional(*found);
    };
    selection().forEach([&](std::uint32_t key) {
      if (const auto place = placeOf(key)) selected.set(*place, true);
    });
    if (currentKey()) now = placeOf(*currentKey());
  }
  results_ = std::move(results);
  best_ = 0;
  for (const auto& result : results_) best_ = std::max(best_, result.score);
  replaceSelection(std::move(selected), now);
  endChange();
  updateActions();
}

void ResultStrip::setEmptyText(const QString& text) {
  emptyText_ = text;
  viewport()->update();
}

void ResultStrip::setWrapped(bool wrapped) {
  setFlow(wrapped ? GridGeometry::Flow::Wrapped : GridGeometry::Flow::Strip);
}

QVector<int> ResultStrip::selectedResults() const {
  const auto positions = selectedPositions();
  return {positions.begin(), positions.end()};
}

QSize ResultStrip::sizeHint() const {
  const QSize cell = cellSize(tileSide());
  return {5 * cell.width(), cell.height() + 16 + horizontalScrollBar()->sizeHint().height()};
}

QSize ResultStrip::minimumSizeHint() const {
  const QSize cell = cellSize(minimumTile());
  return {cell.width() + 16, cell.height() + 16};
}

int ResultStrip::count() const {
  return static_cast<int>(results_.size());
}

QString ResultStrip::textAt(int position) const {
  const auto& result = item(position);
  if (!result.caption.isEmpty()) return result.caption;
  if (!result.label.isEmpty()) return result.label;
  return fileName(result);
}

std::uint32_t ResultStrip::keyAt(int position) const {
  return static_cast<std::uint32_t>(position);
}

int ResultStrip::positionOfKey(std::uint32_t key) const {
  return key < results_.size() ? static_cast<int>(key) : -1;
}

QSize ResultStrip::cellSize(int tileSide) const {
  const int width = tileSide + 2 * CellPainter::kPadding;
  return {width, width + 2 * (kGap + fontMetrics().height())};
}

PictureRequest ResultStrip::cropOf(const ResultItem& result) const {
  const int side = static_cast<int>(std::ceil(tileSide() * devicePixelRatioF()));
  return result.wholeImage ? CropCache::wholeImage(result.path, side)
                           : CropCache::crop(result.path, result.box, kCropMargin, side);
}

void ResultStrip::paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) {
  using Frame = CellPainter::Frame;
  using Corner = CellPainter::Corner;
  const auto& result = item(position);
  CellPainter::drawGround(painter, cell,
                          state.selected  ? Frame::Selected
                          : state.hovered ? Frame::Hovered
                                          : Frame::None,
                          state.current);
  const QRect tile(cell.topLeft() + QPoint(CellPainter::kPadding, CellPainter::kPadding),
                   QSize(tileSide(), tileSide()));
  painter_.drawTile(painter, tile, crops_->find(cropOf(result).key));

  painter.setFont(CellPainter::small(font()));
  CellPainter::drawBadge(painter, tile, Corner::TopLeft, QLocale().toString(position + 1),
                         tone(Tone::Raised));
  if (!result.label.isEmpty()) {
    CellPainter::drawBadge(painter, tile, Corner::BottomLeft, result.label, tone(Tone::Raised));
  }
  painter.setFont(font());
  const int height = fontMetrics().height();
  const QRect scoreLine(tile.left(), tile.bottom() + kGap, tile.width(), height);
  paintScore(painter, scoreLine, result.score);
  // The label is on its chip already.
  const bool captioned = !result.caption.isEmpty();
  CellPainter::drawLine(
      painter, scoreLine.translated(0, height + kGap - 1), captioned ? result.caption : fileName(result),
      captioned ? palette().color(QPalette::Text) : tone(Tone::Muted), Qt::ElideRight, Qt::AlignLeft);
}

// Against the best: cosines of a search lie close together, and what counts is where they fall off.
void ResultStrip::paintScore(QPainter& painter, const QRect& line, float score) const {
  const QString text = QLocale().toString(score, 'f', 2);
  const int width = fontMetrics().horizontalAdvance(QStringLiteral("-0.00")) + 4;
  CellPainter::drawLine(painter, QRect(line.left(), line.top(), width, line.height()), text,
                        tone(Tone::Muted), Qt::ElideNone, Qt::AlignLeft);
  const QRectF track(line.left() + width, line.center().y() - kBarHeight / 2.0 + 1, line.width() - width,
                     kBarHeight);
  const double part = best_ > 0 ? std::clamp(static_cast<double>(score / best_), 0.0, 1.0) : 0.0;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(tone(Tone::Border));
  painter.drawRoundedRect(track, kBarHeight / 2.0, kBarHeight / 2.0);
  painter.setBrush(tone(Tone::Accent));
  painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * part, kBarHeight)), kBarHeight / 2.0,
                          kBarHeight / 2.0);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

QString ResultStrip::toolTipAt(int position) const {
  const auto& result = item(position);
  QStringList lines;
  if (!result.caption.isEmpty()) lines << result.caption;
  if (!result.label.isEmpty()) lines << tr("Label: %1").arg(result.label);
  lines << tr("%1 · score %2").arg(fileName(result), QLocale().toString(result.score, 'f', 3));
  return lines.join(QLatin1Char('\n'));
}

void ResultStrip::showToolTip(int position, const QPoint&) {
  if (position < 0) {
    preview_->hide();
    return;
  }
  const QRect cell = cellRect(position);
  preview_->showFor(item(position), toolTipAt(position),
                    QRect(viewport()->mapToGlobal(cell.topLeft()), cell.size()));
  askForVisible();
}

void ResultStrip::hoverChanged(int) {
  preview_->hide();
}

void ResultStrip::hideEvent(QHideEvent* event) {
  GridView::hideEvent(event);
  preview_->hide();
}

void ResultStrip::visibleChanged(const GridGeometry::Range& visible, bool) {
  std::vector<PictureRequest> requests;
  if (preview_->wanted()) requests.push_back(*preview_->wanted());
  // What is seen, then the next screen: results are gone through from the best.
  const int last = std::min(count() - 1, visible.last + visible.count());
  for (int position = visible.first; position <= last; ++position) requests.push_back(cropOf(item(position)));
  crops_->request(std::move(requests));
}

void ResultStrip::changeEvent(QEvent* event) {
  GridView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) painter_.forgetIcons();
}

}  // namespace cloc::ui
