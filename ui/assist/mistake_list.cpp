// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/assist/mistake_list.h"

#include <QEvent>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ui/theme/theme.h"

namespace cloc::ui {

using assist::Judgement;
using assist::MistakeKind;

namespace {

// More around it than in a result: what is beside a box tells whether it is right.
constexpr float kCropMargin = 0.45f;
constexpr int kTile = 112, kTextWidth = 270, kGap = 10;

}  // namespace

MistakeList::MistakeList(MistakeReview& review, const MistakeText& text, DecoderSource decoder,
                         QWidget* parent)
    : GridView(parent), review_(review), text_(text), crops_(new CropCache(std::move(decoder), {}, this)) {
  setObjectName(QStringLiteral("mistakeList"));
  setAccessibleName(tr("What may be wrong"));
  setTileSide(kTile);
  connect(crops_, &PictureCache::ready, viewport(), qOverload<>(&QWidget::update));
  connect(&review_, &MistakeReview::statesChanged, viewport(), qOverload<>(&QWidget::update));
}

// Nothing of this object is called any more when its children go.
MistakeList::~MistakeList() {
  disconnect(crops_, nullptr, viewport(), nullptr);
}

void MistakeList::setEntries(MistakeKind kind, std::vector<int> entries) {
  const bool other = kind != kind_;
  const int before = other || current() < 0 ? -1 : entries_[std::size_t(current())];
  beginChange();
  kind_ = kind;
  entries_ = std::move(entries);
  std::optional<std::uint32_t> now;
  if (!entries_.empty()) {
    // The same, else the next one after it that is left, else the last.
    const auto place = std::lower_bound(entries_.begin(), entries_.end(), before);
    now = static_cast<std::uint32_t>(place == entries_.end() ? entries_.back() : *place);
  }
  replaceSelection({}, now);
  endChange();
  if (before < 0) scrollToTop();
  emit selectionChanged();
  emit currentPositionChanged(current());
}

void MistakeList::move(const std::vector<int>& moved) {
  const auto place = [&](std::uint32_t key) { return static_cast<std::uint32_t>(moved[key]); };
  GridSelection selected;
  selection().forEach([&](std::uint32_t key) { selected.set(place(key), true); });
  const auto now = current() >= 0 ? std::optional(place(keyAt(current()))) : std::nullopt;
  beginChange();
  for (auto& entry : entries_) entry = moved[std::size_t(entry)];
  std::sort(entries_.begin(), entries_.end());
  replaceSelection(std::move(selected), now);
  endChange();
  if (current() >= 0) scrollTo(current());
}

const assist::Mistake& MistakeList::mistake(int position) const {
  return review_.list(kind_)[std::size_t(entries_[std::size_t(position)])];
}

ReviewState MistakeList::state(int position) const {
  return review_.state(kind_, entries_[std::size_t(position)]);
}

int MistakeList::positionOfKey(std::uint32_t key) const {
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), static_cast<int>(key));
  return found == entries_.end() || *found != static_cast<int>(key)
             ? -1
             : static_cast<int>(found - entries_.begin());
}

std::vector<int> MistakeList::chosen() const {
  std::vector<int> chosen;
  auto positions = selectedPositions();
  if (positions.empty() && current() >= 0) positions.push_back(current());
  for (const int position : positions) chosen.push_back(entries_[std::size_t(position)]);
  return chosen;
}

void MistakeList::goOn() {
  const int all = count();
  const auto selected = selectedPositions();
  const int from = selected.empty() ? current() : selected.back();
  for (int step = 1; step <= all; ++step) {
    const int position = (std::max(0, from) + step) % all;
    if (state(position) != ReviewState::Open) continue;
    setCurrent(position);
    clearSelection();
    return;
  }
  clearSelection();
}

QString MistakeList::textAt(int position) const {
  QString text = text_.headline(mistake(position));
  text += QStringLiteral(". ");
  text += state(position) == ReviewState::Open ? text_.reason(mistake(position))
                                               : text_.outcome(mistake(position), state(position));
  return text;
}

QSize MistakeList::cellSize(int tileSide) const {
  const int tiles = hasOther() ? 2 * tileSide + kGap / 2 : tileSide;
  return {tiles + kTextWidth + kGap + 2 * CellPainter::kPadding, tileSide + 2 * CellPainter::kPadding};
}

PictureRequest MistakeList::cropOf(const std::filesystem::path& path, const PixelBox& box) const {
  const int side = static_cast<int>(std::ceil(tileSide() * devicePixelRatioF()));
  return CropCache::crop(path, box, kCropMargin, side);
}

void MistakeList::paintCell(QPainter& painter, int position, const QRect& cell, const CellState& state) {
  using Frame = CellPainter::Frame;
  const auto& doubted = mistake(position);
  const bool open = this->state(position) == ReviewState::Open;
  CellPainter::drawGround(painter, cell,
                          state.selected  ? Frame::Selected
                          : state.hovered ? Frame::Hovered
                                          : Frame::None,
                          state.current);
  QRect tile(cell.topLeft() + QPoint(CellPainter::kPadding, CellPainter::kPadding),
             QSize(tileSide(), tileSide()));
  painter.setOpacity(open ? 1 : 0.45);
  paintTile(painter, tile, doubted.path, doubted.box);
  if (hasOther()) {
    tile.translate(tileSide() + kGap / 2, 0);
    paintTile(painter, tile, doubted.other_path, doubted.other_box);
  }
  painter.setOpacity(1);
  const QRect text(tile.right() + 1 + kGap, tile.top(),
                   cell.right() - CellPainter::kPadding - tile.right() - kGap, tile.height());
  paintText(painter, text, position);
}

void MistakeList::paintTile(QPainter& painter, const QRect& tile, const std::filesystem::path& path,
                            const PixelBox& box) {
  const auto* picture = crops_->find(cropOf(path, box).key);
  const QRect place = painter_.drawTile(painter, tile, picture);
  if (picture == nullptr || picture->image.isNull()) return;
  const QRectF part = boxInCrop(box, kCropMargin, picture->original);
  const QRectF frame(place.left() + part.left() * place.width(), place.top() + part.top() * place.height(),
                     part.width() * place.width(), part.height() * place.height());
  // Light on dark: seen on any picture.
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 160), 3));
  painter.drawRect(frame);
  const bool missing = kind_ == MistakeKind::Missing;
  painter.setPen(
      QPen(tone(missing ? Tone::Good : Tone::Warning), 1.6, missing ? Qt::DashLine : Qt::SolidLine));
  painter.drawRect(frame);
}

void MistakeList::paintText(QPainter& painter, const QRect& place, int position) {
  const auto& doubted = mistake(position);
  const auto now = state(position);
  const bool open = now == ReviewState::Open;
  const QColor text = palette().color(QPalette::Text), muted = tone(Tone::Muted);
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  const int height = QFontMetrics(bold).height();
  QRect line(place.left(), place.top(), place.width(), height);
  CellPainter::drawLine(painter, line, text_.headline(doubted), open ? text : muted, Qt::ElideMiddle,
                        Qt::AlignLeft);
  painter.setFont(font());
  line.translate(0, height + 1);
  const QString said = open ? MistakeText::strength(doubted) : text_.outcome(doubted, now);
  const QColor tint = now == ReviewState::Outdated ? muted : open ? muted : tone(Tone::Good);
  CellPainter::drawLine(painter, line, said, tint, Qt::ElideRight, Qt::AlignLeft);
  painter.setFont(CellPainter::small(font()));
  const int small = QFontMetrics(painter.font()).height();
  const QRect rest(place.left(), line.bottom() + 4, place.width(),
                   place.bottom() - line.bottom() - 4 - small);
  painter.setPen(open ? text : muted);
  painter.drawText(rest, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text_.reason(doubted));
  CellPainter::drawLine(painter, QRect(place.left(), place.bottom() - small, place.width(), small),
                        QString::fromStdString(doubted.path.filename().string()), muted, Qt::ElideMiddle,
                        Qt::AlignLeft);
  painter.setFont(font());
}

QString MistakeList::toolTipAt(int position) const {
  const auto& doubted = mistake(position);
  QStringList lines{text_.headline(doubted), text_.reason(doubted),
                    QString::fromStdString(doubted.path.string())};
  if (const auto proposal = text_.proposal(doubted); !proposal.isEmpty()) lines << tr("A: %1").arg(proposal);
  return lines.join(QLatin1Char('\n'));
}

void MistakeList::visibleChanged(const GridGeometry::Range& visible, bool) {
  std::vector<PictureRequest> requests;
  // What is seen, then the next screen: the list is gone through from its beginning.
  const int last = std::min(count() - 1, visible.last + visible.count());
  for (int position = visible.first; position <= last; ++position) {
    const auto& doubted = mistake(position);
    requests.push_back(cropOf(doubted.path, doubted.box));
    if (hasOther()) requests.push_back(cropOf(doubted.other_path, doubted.other_box));
  }
  crops_->request(std::move(requests));
}

std::function<void()> MistakeList::keyAction(Qt::Key key) {
  switch (key) {
    case Qt::Key_A:
    case Qt::Key_Y:
    case Qt::Key_Space:
      return [this] { emit judged(Judgement::Accept); };
    case Qt::Key_K:
    case Qt::Key_N:
    case Qt::Key_X:
      return [this] { emit judged(Judgement::Keep); };
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      return [this] { emit judged(Judgement::Remove); };
    case Qt::Key_S:
      return [this] { goOn(); };
    default:
      return {};
  }
}

void MistakeList::changeEvent(QEvent* event) {
  GridView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) painter_.forgetIcons();
}

}  // namespace cloc::ui
