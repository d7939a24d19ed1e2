// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/machine_labels/machine_label_list.h"

#include <QEvent>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

// What is beside a box tells whether it is right.
constexpr float kCropMargin = 0.35f;
constexpr int kTile = 72, kTextWidth = 164, kGap = 8;

}  // namespace

MachineLabelList::MachineLabelList(WaitingLabels& waiting, DecoderSource decoder, QWidget* parent)
    : GridView(parent), waiting_(waiting), crops_(new CropCache(std::move(decoder), {}, this)) {
  setObjectName(QStringLiteral("machineLabelList"));
  setAccessibleName(tr("Machine labels"));
  setTileSide(kTile);
  connect(crops_, &PictureCache::ready, viewport(), qOverload<>(&QWidget::update));
  connect(&waiting_, &WaitingLabels::aboutToChange, this, [this] { beginChange(); });
  connect(&waiting_, &WaitingLabels::changed, this, &MachineLabelList::refill);
  connect(this, &GridView::currentPositionChanged, this, [this](int position) {
    if (position >= 0) place_ = position;
  });
}

// Nothing of this object is called any more when its children go.
MachineLabelList::~MachineLabelList() {
  disconnect(crops_, nullptr, viewport(), nullptr);
}

// The current one stays; where it has gone, the one that has taken its place is current, so that one decision
// follows the other.
void MachineLabelList::refill() {
  const bool none = !currentKey() || positionOfKey(*currentKey()) < 0;
  if (none) {
    const auto place = std::clamp(place_, 0, std::max(0, count() - 1));
    replaceSelection({}, count() > 0 ? std::optional(keyAt(place)) : std::nullopt);
  }
  endChange();
  if (!none) place_ = current();
  emit selectionChanged();
}

void MachineLabelList::setLabels(const std::vector<store::Label>& labels) {
  names_.clear();
  for (const auto& label : labels) names_[label.id] = QString::fromStdString(label.name);
  viewport()->update();
}

void MachineLabelList::setThreshold(float threshold) {
  threshold_ = threshold;
  viewport()->update();
}

std::vector<MachineLabelList::Key> MachineLabelList::chosen() const {
  std::vector<Key> keys;
  auto positions = selectedPositions();
  if (positions.empty() && current() >= 0) positions.push_back(current());
  for (const int position : positions) keys.push_back(keyAt(position));
  return keys;
}

void MachineLabelList::goOn() {
  if (count() == 0) return;
  setCurrent((std::max(0, current()) + 1) % count());
  clearSelection();
}

QString MachineLabelList::scoreText(const WaitingLabel& label) const {
  return QLocale().toString(label.score, 'f', 3);
}

QString MachineLabelList::labelName(const WaitingLabel& label) const {
  const auto found = label.label ? names_.find(*label.label) : names_.end();
  return found == names_.end() ? QString() : found->second;
}

QString MachineLabelList::textAt(int position) const {
  const auto& one = label(position);
  return tr("%1, score %2").arg(one.phrase, scoreText(one));
}

QSize MachineLabelList::cellSize(int tileSide) const {
  return {tileSide + kTextWidth + kGap + 2 * CellPainter::kPadding, tileSide + 2 * CellPainter::kPadding};
}

PictureRequest MachineLabelList::cropOf(const WaitingLabel& label) const {
  const int side = static_cast<int>(std::ceil(tileSide() * devicePixelRatioF()));
  return CropCache::crop(waiting_.path(label.image), label.box, kCropMargin, side);
}

void MachineLabelList::paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) {
  using Frame = CellPainter::Frame;
  const auto& one = label(position);
  const bool above = one.score >= threshold_;
  CellPainter::drawGround(painter, cell,
                          state.selected  ? Frame::Selected
                          : state.hovered ? Frame::Hovered
                                          : Frame::None,
                          state.current);
  const QRect tile(cell.topLeft() + QPoint(CellPainter::kPadding, CellPainter::kPadding),
                   QSize(tileSide(), tileSide()));
  painter.setOpacity(above ? 1 : 0.55);
  paintTile(painter, tile, one);
  painter.setOpacity(1);
  const QColor text = above ? palette().color(QPalette::Text) : tone(Tone::Muted);
  const int left = tile.right() + 1 + kGap;
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  const int height = QFontMetrics(bold).height();
  QRect line(left, tile.top(), cell.right() - CellPainter::kPadding - left, height);
  CellPainter::drawLine(painter, line, one.phrase.isEmpty() ? tr("no phrase") : one.phrase, text,
                        Qt::ElideRight, Qt::AlignLeft);
  painter.setFont(font());
  line.translate(0, height + 2);
  const QString name = labelName(one);
  const QString said = name.isEmpty() ? scoreText(one) : QStringLiteral("%1 · %2").arg(scoreText(one), name);
  CellPainter::drawLine(painter, line, said, above ? tone(Tone::Good) : tone(Tone::Muted), Qt::ElideRight,
                        Qt::AlignLeft);
  painter.setFont(CellPainter::small(font()));
  const int small = QFontMetrics(painter.font()).height();
  CellPainter::drawLine(painter, QRect(left, tile.bottom() - small, line.width(), small),
                        QString::fromStdString(waiting_.path(one.image).filename().string()),
                        tone(Tone::Muted), Qt::ElideMiddle, Qt::AlignLeft);
  painter.setFont(font());
}

void MachineLabelList::paintTile(QPainter& painter, const QRect& tile, const WaitingLabel& label) {
  const auto* picture = crops_->find(cropOf(label).key);
  const QRect place = painter_.drawTile(painter, tile, picture);
  if (picture == nullptr || picture->image.isNull()) return;
  const QRectF part = boxInCrop(label.box, kCropMargin, picture->original);
  const QRectF frame(place.left() + part.left() * place.width(), place.top() + part.top() * place.height(),
                     part.width() * place.width(), part.height() * place.height());
  // Light on dark: seen on any picture.
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 160), 3));
  painter.drawRect(frame);
  painter.setPen(QPen(tone(Tone::Good), 1.6, Qt::DashLine));
  painter.drawRect(frame);
}

QString MachineLabelList::toolTipAt(int position) const {
  const auto& one = label(position);
  QStringList lines{tr("%1, score %2").arg(one.phrase, scoreText(one))};
  if (const auto name = labelName(one); !name.isEmpty()) lines << tr("Label: %1").arg(name);
  lines << QString::fromStdString(waiting_.path(one.image).string());
  return lines.join(QLatin1Char('\n'));
}

void MachineLabelList::visibleChanged(const GridGeometry::Range& visible, bool) {
  std::vector<PictureRequest> requests;
  // What is seen, then the next screen: the list is gone through from its beginning.
  const int last = std::min(count() - 1, visible.last + visible.count());
  for (int position = visible.first; position <= last; ++position)
    requests.push_back(cropOf(label(position)));
  crops_->request(std::move(requests));
}

std::function<void()> MachineLabelList::keyAction(Qt::Key key) {
  switch (key) {
    case Qt::Key_A:
    case Qt::Key_Y:
    case Qt::Key_Space:
      return [this] { emit decided(LabelDecision::Accept); };
    case Qt::Key_N:
    case Qt::Key_R:
    case Qt::Key_X:
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      return [this] { emit decided(LabelDecision::Reject); };
    case Qt::Key_S:
      return [this] { goOn(); };
    default:
      return {};
  }
}

void MachineLabelList::changeEvent(QEvent* event) {
  GridView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) painter_.forgetIcons();
}

}  // namespace cloc::ui
