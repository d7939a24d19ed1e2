// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/tone_curve.h"

#include <algorithm>
#include <cmath>

namespace cloc::ui {

ValueRange effectiveRange(const DisplaySettings& settings, const ValueRange& picture, bool sixteenBit) {
  using Range = DisplaySettings::Range;
  const bool automatic = settings.range == Range::Auto || (settings.range == Range::Standard && sixteenBit);
  ValueRange range;
  if (automatic) range = picture;
  if (settings.range == Range::Manual) range = {settings.black, settings.white};
  // A picture of one value has no range; half a step keeps the division below defined.
  const double step = 0.5 / (sixteenBit ? 65535.0 : 255.0);
  range.low = std::clamp(range.low, 0.0, 1.0 - step);
  range.high = std::clamp(range.high, range.low + step, 1.0);
  return range;
}

std::shared_ptr<const ToneCurve> makeToneCurve(const DisplaySettings& settings, const ValueRange& picture,
                                               bool sixteenBit) {
  const auto range = effectiveRange(settings, picture, sixteenBit);
  const double gamma = 1.0 / std::clamp(settings.gamma, 0.1, 10.0);
  const double brightness = std::clamp(settings.brightness, -1.0, 1.0);
  const double contrast = std::clamp(settings.contrast, -1.0, 1.0);
  const double slope = contrast < 0 ? 1.0 + contrast : 1.0 / std::max(1e-3, 1.0 - contrast);
  const std::size_t count = sixteenBit ? 65536 : 256;
  auto curve = std::make_shared<ToneCurve>(count);
  for (std::size_t value = 0; value < count; ++value) {
    double level = static_cast<double>(value) / static_cast<double>(count - 1);
    level = std::clamp((level - range.low) / (range.high - range.low), 0.0, 1.0);
    if (gamma != 1.0) level = std::pow(level, gamma);
    level = (level - 0.5) * slope + 0.5 + brightness;
    (*curve)[value] = static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, 1.0) * 255.0));
  }
  return curve;
}

}  // namespace cloc::ui
