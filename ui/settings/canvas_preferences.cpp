// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/canvas_preferences.h"

#include <QSettings>
#include <array>

namespace cloc::ui {
namespace {

struct Preference {
  const char* key;
  bool CanvasSettings::*value;
};
constexpr std::array kPreferences{
    Preference{"canvas/wheelScrolls", &CanvasSettings::wheelScrolls},
    Preference{"canvas/wheelInverted", &CanvasSettings::wheelInverted},
    Preference{"canvas/keepZoom", &CanvasSettings::keepZoom},
    Preference{"canvas/keepDisplay", &CanvasSettings::keepDisplay},
    Preference{"canvas/crosshair", &CanvasSettings::crosshair},
    Preference{"canvas/rulers", &CanvasSettings::rulers},
    Preference{"canvas/normalisedRulers", &CanvasSettings::normalisedRulers},
    Preference{"canvas/labels", &CanvasSettings::labels},
};

}  // namespace

CanvasSettings loadCanvasSettings(const QSettings& settings) {
  CanvasSettings canvas;
  for (const auto& [key, value] : kPreferences)
    canvas.*value = settings.value(QLatin1String(key), canvas.*value).toBool();
  return canvas;
}

void saveCanvasSettings(const CanvasSettings& canvas, QSettings& settings) {
  const CanvasSettings delivered;
  for (const auto& [key, value] : kPreferences) {
    // What is as delivered stays out: a later version may deliver it otherwise.
    if (canvas.*value == delivered.*value) {
      settings.remove(QLatin1String(key));
    } else {
      settings.setValue(QLatin1String(key), canvas.*value);
    }
  }
}

}  // namespace cloc::ui
