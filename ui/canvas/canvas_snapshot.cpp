// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_snapshot.h"

#include <QBuffer>
#include <QPainter>
#include <QXmlStreamWriter>
#include <algorithm>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "ui/canvas/image_backdrop.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

void paintImage(QPainter& painter, const CanvasSnapshot& snapshot, const QSize& size) {
  if (!snapshot.pyramid || !snapshot.curve) return;
  const auto& pyramid = *snapshot.pyramid;
  const double zoom = static_cast<double>(size.width()) / snapshot.imageSize.width();
  const int level = pyramid.levelFor(zoom);
  const QSizeF pixel = pyramid.pixelSize();
  const double step = std::ldexp(1.0, level);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom < 1);
  const QRectF whole(0, 0, pyramid.levelSize(0).width(), pyramid.levelSize(0).height());
  for (const auto& key : tilesIn(whole, level, pyramid)) {
    const QRect rect = pyramid.tileRect(key);
    // Whole pixels, edges shared with the neighbours.
    const auto x = [&](int at) {
      return static_cast<int>(std::lround(std::min(at * step, whole.width()) * pixel.width() * zoom));
    };
    const auto y = [&](int at) {
      return static_cast<int>(std::lround(std::min(at * step, whole.height()) * pixel.height() * zoom));
    };
    const QPoint topLeft(x(rect.left()), y(rect.top()));
    const QPoint bottomRight(x(rect.right() + 1), y(rect.bottom() + 1));
    painter.drawImage(QRect(topLeft, QSize(bottomRight.x() - topLeft.x(), bottomRight.y() - topLeft.y())),
                      pyramid.tile(key, *snapshot.curve));
  }
}

QByteArray encoded(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "JPEG", 92);
  return bytes;
}

QImage imageWithHeat(const CanvasSnapshot& snapshot, const QSize& size) {
  QImage image(size, QImage::Format_RGB32);
  if (image.isNull()) return image;
  image.fill(Qt::white);
  QPainter painter(&image);
  paintImage(painter, snapshot, size);
  if (!snapshot.heat.isNull()) {
    painter.setOpacity(snapshot.heatOpacity);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(image.rect(), snapshot.heat);
  }
  return image;
}

class SvgBoxes {
 public:
  SvgBoxes(QXmlStreamWriter& xml, double unit) : xml_(xml), unit_(unit) {}

  void write(const PixelBox& box, const QColor& colour, const QString& text, bool dashed) {
    xml_.writeStartElement(QStringLiteral("g"));
    xml_.writeEmptyElement(QStringLiteral("rect"));
    number("x", box.x1);
    number("y", box.y1);
    number("width", box.width());
    number("height", box.height());
    xml_.writeAttribute(QStringLiteral("fill"), QStringLiteral("none"));
    xml_.writeAttribute(QStringLiteral("stroke"), colour.name());
    number("stroke-width", 2 * unit_);
    if (dashed) {
      xml_.writeAttribute(QStringLiteral("stroke-dasharray"),
                          QStringLiteral("%1 %2").arg(8 * unit_).arg(5 * unit_));
    }
    if (!text.isEmpty()) chip(box, colour, text);
    xml_.writeEndElement();
  }

 private:
  void number(const char* name, double value) {
    xml_.writeAttribute(QLatin1String(name), QString::number(value, 'g', 8));
  }

  void chip(const PixelBox& box, const QColor& colour, const QString& text) {
    const double height = 18 * unit_;
    const double y = box.y1 >= height ? box.y1 - height : box.y1;
    xml_.writeEmptyElement(QStringLiteral("rect"));
    number("x", box.x1);
    number("y", y);
    // The viewer's font is not known here: an average letter is 0.6 of its size.
    number("width", (static_cast<double>(text.size()) * 7.2 + 10) * unit_);
    number("height", height);
    number("rx", 3 * unit_);
    xml_.writeAttribute(QStringLiteral("fill"), colour.name());
    xml_.writeStartElement(QStringLiteral("text"));
    number("x", box.x1 + 5 * unit_);
    number("y", y + 13 * unit_);
    number("font-size", 12 * unit_);
    xml_.writeAttribute(QStringLiteral("font-family"), QStringLiteral("sans-serif"));
    xml_.writeAttribute(QStringLiteral("fill"), textOn(colour).name());
    xml_.writeCharacters(text);
    xml_.writeEndElement();
  }

  QXmlStreamWriter& xml_;
  double unit_;  // original pixels for a pixel of a drawing 1000 wide
};

QString plain(double value) {
  return QString::number(value, 'g', 8);
}

// Image, boxes and overlays, in original pixels.
void writeContent(QXmlStreamWriter& xml, const CanvasSnapshot& snapshot, int imageSide) {
  if (snapshot.pyramid) {
    const QSize size =
        snapshot.imageSize.scaled(snapshot.imageSize.boundedTo({imageSide, imageSide}), Qt::KeepAspectRatio);
    const QByteArray bytes = encoded(imageWithHeat(snapshot, size.expandedTo({1, 1})));
    xml.writeEmptyElement(QStringLiteral("image"));
    xml.writeAttribute(QStringLiteral("width"), plain(snapshot.imageSize.width()));
    xml.writeAttribute(QStringLiteral("height"), plain(snapshot.imageSize.height()));
    xml.writeAttribute(QStringLiteral("href"),
                       QStringLiteral("data:image/jpeg;base64,") + QString::fromLatin1(bytes.toBase64()));
  }
  SvgBoxes boxes(xml, std::max(snapshot.imageSize.width(), snapshot.imageSize.height()) / 1000.0);
  for (const auto& box : snapshot.boxes) boxes.write(box.box, box.colour, box.text, box.dashed);
  for (const auto& overlay : snapshot.overlays) {
    boxes.write(overlay.box, overlay.colour, overlay.text, overlay.style != Qt::SolidLine);
  }
}

}  // namespace

QImage renderPicture(const CanvasSnapshot& snapshot, const QSize& size) {
  if (snapshot.imageSize.isEmpty() || size.isEmpty()) return {};
  const QSize fitted = snapshot.imageSize.scaled(size, Qt::KeepAspectRatio).expandedTo({1, 1});
  QImage image = imageWithHeat(snapshot, fitted);
  if (image.isNull()) return image;
  // Lines and texts as thick as in a view about 1600 pixels wide.
  const double ratio = std::max(1.0, std::max(fitted.width(), fitted.height()) / 1600.0);
  image.setDevicePixelRatio(ratio);
  ViewTransform transform;
  transform.setImageSize(snapshot.imageSize);
  transform.setViewport(QRectF(QPointF(0, 0), QSizeF(fitted) / ratio), ratio);
  transform.zoomTo(static_cast<double>(fitted.width()) / snapshot.imageSize.width(), {0, 0});
  BoxPainter boxes;
  boxes.paintOutlines(image, transform, snapshot.boxes);
  QPainter painter(&image);
  boxes.paint(painter, transform, snapshot.boxes);
  boxes.paintOverlays(painter, transform, snapshot.overlays);
  painter.end();
  image.setDevicePixelRatio(1);
  return image;
}

void writeSvg(const CanvasSnapshot& snapshot, const std::filesystem::path& path, int imageSide) {
  writeSvg(std::vector<TitledSnapshot>{{QString(), snapshot}}, path, imageSide);
}

QImage renderSideBySide(const std::vector<TitledSnapshot>& snapshots, const QSize& size) {
  std::vector<QImage> pictures;
  for (const auto& [title, snapshot] : snapshots)
    pictures.push_back(renderPicture(snapshot, snapshot.imageSize.boundedTo(size)));
  if (pictures.empty() || pictures.front().isNull()) return {};
  if (pictures.size() == 1) return pictures.front();
  const QSize one = pictures.front().size();
  // As large beside the picture as the chips in it are.
  const double unit = std::max(1.0, std::max(one.width(), one.height()) / 1600.0);
  const int strip = qRound(30 * unit), gap = qRound(10 * unit);
  const auto count = static_cast<int>(pictures.size());
  QImage sheet(one.width() * count + gap * (count - 1), one.height() + strip, QImage::Format_RGB32);
  if (sheet.isNull()) return sheet;
  sheet.fill(Qt::white);
  QPainter painter(&sheet);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(qRound(15 * unit));
  font.setWeight(QFont::DemiBold);
  painter.setFont(font);
  painter.setPen(Qt::black);
  for (int i = 0; i < count; ++i) {
    const int left = i * (one.width() + gap);
    const QRectF above = QRectF(left, 0, one.width(), strip).adjusted(6 * unit, 0, -6 * unit, 0);
    const QString& title = snapshots[static_cast<std::size_t>(i)].title;
    painter.drawText(
        above, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(title, Qt::ElideRight, static_cast<int>(above.width())));
    painter.drawImage(left, strip, pictures[static_cast<std::size_t>(i)]);
  }
  return sheet;
}

void writeSvg(const std::vector<TitledSnapshot>& snapshots, const std::filesystem::path& path,
              int imageSide) {
  if (snapshots.empty() || snapshots.front().snapshot.imageSize.isEmpty()) {
    throw Error(ErrorKind::InvalidInput, "There is no image to write. Open one, then export it.");
  }
  const QSize size = snapshots.front().snapshot.imageSize;
  const double unit = std::max(size.width(), size.height()) / 1000.0;
  const auto count = static_cast<int>(snapshots.size());
  const double strip = count > 1 ? 24 * unit : 0, gap = 8 * unit;
  const QSizeF whole(size.width() * count + gap * (count - 1), size.height() + strip);
  QByteArray svg;
  QXmlStreamWriter xml(&svg);
  xml.setAutoFormatting(true);
  xml.writeStartDocument();
  xml.writeStartElement(QStringLiteral("svg"));
  xml.writeDefaultNamespace(QStringLiteral("http://www.w3.org/2000/svg"));
  xml.writeAttribute(QStringLiteral("viewBox"),
                     QStringLiteral("0 0 %1 %2").arg(plain(whole.width()), plain(whole.height())));
  xml.writeAttribute(QStringLiteral("width"), plain(whole.width()));
  xml.writeAttribute(QStringLiteral("height"), plain(whole.height()));
  double left = 0;
  for (const auto& [title, snapshot] : snapshots) {
    if (count > 1) {
      xml.writeStartElement(QStringLiteral("text"));
      xml.writeAttribute(QStringLiteral("x"), plain(left + 4 * unit));
      xml.writeAttribute(QStringLiteral("y"), plain(16 * unit));
      xml.writeAttribute(QStringLiteral("font-size"), plain(14 * unit));
      xml.writeAttribute(QStringLiteral("font-family"), QStringLiteral("sans-serif"));
      xml.writeAttribute(QStringLiteral("font-weight"), QStringLiteral("600"));
      xml.writeCharacters(title);
      xml.writeEndElement();
      // Moved as a whole: its boxes stay in original pixels of the image.
      xml.writeStartElement(QStringLiteral("g"));
      xml.writeAttribute(QStringLiteral("transform"),
                         QStringLiteral("translate(%1 %2)").arg(plain(left), plain(strip)));
    }
    writeContent(xml, snapshot, imageSide);
    if (count > 1) xml.writeEndElement();
    left += size.width() + gap;
  }
  xml.writeEndElement();
  xml.writeEndDocument();
  AtomicFile file(path);
  file.write(std::string_view(svg.constData(), static_cast<std::size_t>(svg.size())));
  file.commit();
}

}  // namespace cloc::ui
