// SPDX-License-Identifier: Apache-2.0
#include "training/pixel_source.h"

#include <cstddef>

#include "core/image/image.h"

namespace cloc::training {

LetterboxedPixels FilePixels::load(const data::ImageRecord& image, int side) const {
  const std::shared_ptr<std::uint8_t[]> pixels(
      new std::uint8_t[static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3]);
  const auto original = image::load_letterboxed(image.path, side, pixels.get());
  return {std::shared_ptr<const std::uint8_t>(pixels, pixels.get()), original.width, original.height};
}

}  // namespace cloc::training
