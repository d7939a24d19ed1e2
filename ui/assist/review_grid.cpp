// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/review_grid.h"

#include <QEvent>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr float kCropMargin = 0.15f;
constexpr int kGap = 3;

}  // namespace

ReviewGrid::ReviewGrid(DecoderSource decoder, QWidget* parent)
    : GridView(parent), crops_(new CropCache(std::move(decoder), {}, this)) {
  setObjectName(QStringLiteral("reviewGrid"));
  setAccessibleName(tr("Regions like the example"));
  connect(crops_, &PictureCache::ready, viewport(), qOverload<>(&QWidget::update));
}

// Nothing of this object is called any more when its children go.
ReviewGrid::~ReviewGrid() {
  disconnect(crops_, nullptr, viewport(), nullptr);
}

void ReviewGrid::setCandidates(std::vector<assist::Candidate> candidates) {
  beginChange();
  candidates_ = std::move(candidates);
  replaceSelection({}, candidates_.empty() ? std::nullopt : std::optional<std::uint32_t>(0));
  endChange();
  scrollToTop();
  emit selectionChanged();
}

void ReviewGrid::forgetVerdicts() {
  verdicts_.clear();
  viewport()->update();
  emit verdictsChanged();
}

Verdict ReviewGrid::verdict(int position) const {
  const auto found = verdicts_.find(item(position).entry);
  return found == verdicts_.end() ? Verdict::None : found->second;
}

void ReviewGrid::judge(const std::vector<int>& positions, Verdict verdict) {
  for (const int position : positions) {
    if (verdict == Verdict::None) {
      verdicts_.erase(item(position).entry);
    } else {
      verdicts_[item(position).entry] = verdict;
    }
  }
  viewport()->update();
  emit verdictsChanged();
}

void ReviewGrid::judgeSelected(Verdict verdict) {
  auto positions = selectedPositions();
  if (positions.empty() && current() >= 0) positions.push_back(current());
  if (positions.empty()) return;
  judge(positions, verdict);
  if (verdict == Verdict::None) return;
  // On to the next that wants a decision; with none behind it, it stays.
  for (int next = positions.back() + 1; next < count(); ++next) {
    if (this->verdict(next) != Verdict::None) continue;
    setCurrent(next);
    return;
  }
}

void ReviewGrid::setThreshold(float threshold) {
  threshold_ = threshold;
  viewport()->update();
}

int ReviewGrid::countFrom(float threshold) const {
  const auto end =
      std::partition_point(candidates_.begin(), candidates_.end(),
                           [threshold](const assist::Candidate& one) { return one.score >= threshold; });
  return static_cast<int>(end - candidates_.begin());
}

std::vector<std::int64_t> ReviewGrid::entries(Verdict verdict) const {
  std::vector<std::int64_t> entries;
  for (const auto& [entry, said] : verdicts_) {
    if (said == verdict) entries.push_back(entry);
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

void ReviewGrid::setEmptyText(const QString& text) {
  emptyText_ = text;
  viewport()->update();
}

QString ReviewGrid::textAt(int position) const {
  const auto& candidate = item(position);
  const QString name = candidate.label_name.empty()
                           ? QString::fromStdString(candidate.path.filename().string())
                           : QString::fromStdString(candidate.label_name);
  switch (verdict(position)) {
    case Verdict::Accepted:
      return tr("%1, accepted").arg(name);
    case Verdict::Rejected:
      return tr("%1, rejected").arg(name);
    case Verdict::None:
      break;
  }
  return name;
}

QSize ReviewGrid::cellSize(int tileSide) const {
  const int width = tileSide + 2 * CellPainter::kPadding;
  return {width, width + kGap + fontMetrics().height()};
}

PictureRequest ReviewGrid::cropOf(const assist::Candidate& candidate) const {
  const int side = static_cast<int>(std::ceil(tileSide() * devicePixelRatioF()));
  return CropCache::crop(candidate.path, candidate.box, kCropMargin, side);
}

void ReviewGrid::paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) {
  using Corner = CellPainter::Corner;
  using Frame = CellPainter::Frame;
  const auto& candidate = item(position);
  const auto said = verdict(position);
  CellPainter::drawGround(painter, cell,
                          state.selected  ? Frame::Selected
                          : state.hovered ? Frame::Hovered
                                          : Frame::None,
                          state.current);
  const QRect tile(cell.topLeft() + QPoint(CellPainter::kPadding, CellPainter::kPadding),
                   QSize(tileSide(), tileSide()));
  // Paler what is not meant: rejected, or below the threshold and not accepted.
  const bool out = said == Verdict::Rejected || (said == Verdict::None && candidate.score < threshold_);
  painter.setOpacity(out ? 0.4 : 1);
  painter_.drawTile(painter, tile, crops_->find(cropOf(candidate).key));
  painter.setOpacity(1);
  painter.setFont(CellPainter::small(font()));
  if (said == Verdict::Accepted) {
    CellPainter::drawTick(painter, tile, Corner::TopRight, tone(Tone::Good));
  } else if (said == Verdict::Rejected) {
    CellPainter::drawBadge(painter, tile, Corner::TopRight, QStringLiteral("✕"), tone(Tone::Bad));
  }
  // A region with another label, and a box that is no region yet.
  if (!candidate.label_name.empty()) {
    CellPainter::drawBadge(painter, tile, Corner::BottomLeft, QString::fromStdString(candidate.label_name),
                           tone(Tone::Warning));
  } else if (!candidate.region_id) {
    CellPainter::drawBadge(painter, tile, Corner::BottomLeft, tr("new box"), tone(Tone::Raised));
  }
  painter.setFont(font());
  CellPainter::drawLine(
      painter, QRect(tile.left(), tile.bottom() + kGap, tile.width(), fontMetrics().height()),
      QLocale().toString(candidate.score, 'f', 3), tone(Tone::Muted), Qt::ElideNone, Qt::AlignLeft);
}

QString ReviewGrid::toolTipAt(int position) const {
  const auto& candidate = item(position);
  QString text = tr("%1 · score %2")
                     .arg(QString::fromStdString(candidate.path.filename().string()),
                          QLocale().toString(candidate.score, 'f', 3));
  if (!candidate.label_name.empty()) {
    text += QLatin1Char('\n');
    text += tr("Label now: %1").arg(QString::fromStdString(candidate.label_name));
  }
  return text;
}

void ReviewGrid::visibleChanged(const GridGeometry::Range& visible, bool) {
  std::vector<PictureRequest> requests;
  // What is seen, then the next screen: candidates are gone through from the best.
  const int last = std::min(count() - 1, visible.last + visible.count());
  for (int position = visible.first; position <= last; ++position) requests.push_back(cropOf(item(position)));
  crops_->request(std::move(requests));
}

std::function<void()> ReviewGrid::keyAction(Qt::Key key) {
  switch (key) {
    case Qt::Key_A:
    case Qt::Key_Y:
    case Qt::Key_Space:
      return [this] { judgeSelected(Verdict::Accepted); };
    case Qt::Key_N:
    case Qt::Key_R:
    case Qt::Key_X:
      return [this] { judgeSelected(Verdict::Rejected); };
    case Qt::Key_U:
      return [this] { judgeSelected(Verdict::None); };
    default:
      return {};
  }
}

void ReviewGrid::changeEvent(QEvent* event) {
  GridView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) painter_.forgetIcons();
}

}  // namespace cloc::ui
