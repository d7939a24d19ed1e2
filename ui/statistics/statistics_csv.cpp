// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of StatisticsView as text.
#include "ui/base/csv_text.h"
#include "ui/statistics/statistics_view.h"

namespace cloc::ui {
namespace {

void addHistogram(QString& out, const char* table, const data::Histogram& histogram) {
  for (std::size_t bin = 0; bin < histogram.counts.size(); ++bin) {
    const QString to =
        bin + 1 < histogram.edges.size() ? QString::number(histogram.edges[bin + 1]) : QString();
    out += csvLine({QLatin1String(table), QString::number(histogram.edges[bin]), to,
                    QString::number(histogram.counts[bin])});
  }
}

}  // namespace

std::string StatisticsView::csv(const data::Statistics& statistics) {
  QString out = QStringLiteral("table,name,part,value\n");
  const auto line = [&](const char* table, const QString& name, const QString& part, std::int64_t value) {
    out += csvLine({QLatin1String(table), name, part, QString::number(value)});
  };
  line("total", QStringLiteral("images"), {}, statistics.images);
  line("total", QStringLiteral("images without regions"), {}, statistics.images_without_regions);
  line("total", QStringLiteral("image captions"), {}, statistics.image_captions);
  line("total", QStringLiteral("regions"), {}, statistics.regions);
  line("total", QStringLiteral("regions without label"), {}, statistics.unlabelled_regions);
  line("total", QStringLiteral("region captions"), {}, statistics.region_captions);
  line("total", QStringLiteral("small boxes"), {}, statistics.small);
  line("total", QStringLiteral("medium boxes"), {}, statistics.medium);
  line("total", QStringLiteral("large boxes"), {}, statistics.large);
  for (const auto& [split, images] : statistics.images_by_split)
    line("images of split", QString::fromStdString(split), {}, images);
  for (const auto& label : statistics.labels) {
    const QString name = QString::fromStdString(label.label);
    line("label", name, QStringLiteral("regions"), label.regions);
    line("label", name, QStringLiteral("images"), label.images);
    for (const auto& [split, regions] : label.by_split)
      line("label in split", name, QString::fromStdString(split), regions);
  }
  for (const auto& [name, count] : statistics.attributes)
    line("attribute", QString::fromStdString(name), {}, count);
  // Bins: from, to (empty: without an end), count.
  addHistogram(out, "regions per image", statistics.regions_per_image);
  addHistogram(out, "size of boxes", statistics.relative_size);
  addHistogram(out, "width by height", statistics.aspect_ratio);
  addHistogram(out, "words of region captions", statistics.region_caption_words);
  addHistogram(out, "words of image captions", statistics.image_caption_words);
  // Cells: row and column from the top left.
  for (int cell = 0; cell < data::Statistics::kPlaces * data::Statistics::kPlaces; ++cell) {
    out += csvLine({QStringLiteral("centres of boxes"), QString::number(cell / data::Statistics::kPlaces),
                    QString::number(cell % data::Statistics::kPlaces),
                    QString::number(statistics.places[static_cast<std::size_t>(cell)])});
  }
  return out.toStdString();
}

}  // namespace cloc::ui
