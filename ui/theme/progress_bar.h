// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProgressBar>

namespace cloc::ui {

// In thousandths, as a bar counts in ints and work may not; a `total` that is not known (0) gives a bar that
// only says that something goes on.
inline void showProgress(QProgressBar& bar, qint64 done, qint64 total) {
  constexpr int kSteps = 1000;
  bar.setRange(0, total > 0 ? kSteps : 0);
  if (total > 0) bar.setValue(static_cast<int>(kSteps * done / total));
}

}  // namespace cloc::ui
