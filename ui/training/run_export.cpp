// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/run_export.h"

#include <charconv>
#include <cmath>

#include "ui/base/csv_text.h"

namespace cloc::ui {

std::string curvesCsv(const std::vector<ExportedCurve>& curves) {
  std::string out = "run,metric,step,value\n";
  char number[32];
  for (const auto& curve : curves) {
    const std::string head =
        (csvField(curve.run) + QLatin1Char(',') + csvField(curve.metric)).toStdString() + ',';
    for (const auto& point : curve.points) {
      out += head;
      out.append(number,
                 std::to_chars(number, number + sizeof number, point.x(), std::chars_format::fixed, 0).ptr);
      out += ',';
      if (std::isfinite(point.y())) {
        out.append(number, std::to_chars(number, number + sizeof number, point.y()).ptr);
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace cloc::ui
