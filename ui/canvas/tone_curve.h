// SPDX-License-Identifier: GPL-3.0-or-later
// How pixel values become grey levels on the screen: black and white point (window and level), gamma,
// brightness and contrast, as one table. Used when tiles are made; the pixels themselves stay as they are.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace cloc::ui {

struct DisplaySettings {
  enum class Range {
    Standard,  // 8-bit pictures as they are, 16-bit ones as Auto (most hold 12 bits and would look black)
    Full,      // 0 to the format's greatest value
    Auto,      // the picture's own 0.5 % and 99.5 % percentiles
    Manual     // black .. white
  };
  Range range = Range::Standard;
  double black = 0, white = 1;  // shares of the format's greatest value, of Range::Manual; black < white
  double gamma = 1;             // above 1 lifts the dark parts; 0.1 to 10
  double brightness = 0;        // -1 .. 1
  double contrast = 0;          // -1 (grey) .. 1 (two levels)

  bool operator==(const DisplaySettings&) const = default;
};

// The percentiles of a picture's values over all channels, as shares of the format's greatest value.
struct ValueRange {
  double low = 0, high = 1;
  bool operator==(const ValueRange&) const = default;
};

// table[value] is the grey level: 256 entries, or 65536 when `sixteenBit`. Settings outside their limits are
// clamped.
using ToneCurve = std::vector<std::uint8_t>;
std::shared_ptr<const ToneCurve> makeToneCurve(const DisplaySettings& settings, const ValueRange& picture,
                                               bool sixteenBit);
// The points that `settings` mean for such a picture.
ValueRange effectiveRange(const DisplaySettings& settings, const ValueRange& picture, bool sixteenBit);

}  // namespace cloc::ui
