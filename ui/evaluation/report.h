// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation's report.json as values (training/evaluation writes it, which this does not link), for
// EvaluationView. Reading one blocks on the file: not for the window's thread.
//
//   {"images": 200, "regions": 1240, "model": "<hash>",
//    "measures": {"region_classification_macc": {"value": 0.38, "items": 1240}, ...},   value: null for n/a
//    "skipped": {"ambiguous phrases": 3, ...},
//    "classes": [{"name": "cat", "items": 40, "top1": 21, "top5": 33}],                 counts
//    "confusion": [{"truth": "cat", "predicted": "dog", "count": 4,
//                   "examples": [{"image": "/a.jpg", "box": [x1, y1, x2, y2]}]}],
//    "worst_groundings": [{"image": "/a.jpg", "phrase": "a red cup", "box": [..], "predicted": [..],
//                          "iou": 0.02, "score": 0.3}]}
//
// Boxes: original pixels. The last three may be absent, which is told from an empty list. A training job's
// result, {"validation": {..report..}}, is understood too.
#pragma once

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/geometry/box.h"

namespace cloc::ui {

struct Measure {
  QString name;                 // "region_classification_macc"
  std::optional<double> value;  // in [0, 1]; absent when there was nothing to measure
  std::int64_t items = 0;
  // A share of items, shown in percent; an IoU is not.
  bool isShare() const { return !name.endsWith(QLatin1String("iou")); }
};

struct ClassAccuracy {
  QString name;
  std::int64_t items = 0, top1 = 0, top5 = 0;  // counts
  double share1() const { return items > 0 ? static_cast<double>(top1) / static_cast<double>(items) : 0; }
  double share5() const { return items > 0 ? static_cast<double>(top5) / static_cast<double>(items) : 0; }
};

// A region to look at.
struct Example {
  QString image;  // path
  PixelBox box;
  QString text;  // what to say of it; may be empty
};

struct Confusion {
  QString truth, predicted;
  std::int64_t count = 0;
  std::vector<Example> examples;
};

struct WorstGrounding {
  QString image, phrase;
  PixelBox box, predicted;
  double iou = 0, score = 0;
};

struct Report {
  QString name;  // for the column's head
  QString model;
  std::int64_t images = 0, regions = 0;
  std::vector<Measure> measures;  // in the order of the evaluation's own table
  std::vector<std::pair<QString, std::int64_t>> skipped;
  std::optional<std::vector<ClassAccuracy>> classes;
  std::optional<std::vector<Confusion>> confusion;
  std::optional<std::vector<WorstGrounding>> worst_groundings;

  const Measure* measure(const QString& measure_name) const;
};

// `where` stands for the file in messages. Throws Error{Corrupt} naming it and the part that is wrong.
Report reportFromJson(const QByteArray& json, const QString& name, const QString& where);
// Throws Error{NotFound}, Error{Io} and Error{Corrupt}.
Report readReport(const std::filesystem::path& file, const QString& name);

// "Region classification · mAcc", "Image to text · R@1".
QString measureTitle(const QString& name);
// "38.10 %", "0.3595", or "n/a".
QString measureText(const Measure& measure);

}  // namespace cloc::ui
