// SPDX-License-Identifier: GPL-3.0-or-later
// Curves as a table for spreadsheets and pandas. Used by RunCharts on a pool thread.
#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <filesystem>
#include <vector>

namespace cloc::ui {

struct ExportedCurve {
  QString run, metric;
  QList<QPointF> points;  // x: step
};

// "run,metric,step,value", one line a point, as RFC 4180 quotes; a value that is not finite is left empty.
std::string curvesCsv(const std::vector<ExportedCurve>& curves);

}  // namespace cloc::ui
