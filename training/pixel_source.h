// SPDX-License-Identifier: Apache-2.0
// Where the pixels of training and evaluation come from: image files, decoded each time, or a pack, in which
// they lie as the model takes them (training/pack/pack.h).
#pragma once

#include <cstdint>
#include <memory>

#include "core/data/dataset.h"

namespace cloc::training {

struct LetterboxedPixels {
  std::shared_ptr<const std::uint8_t> data;  // [side, side, 3] RGB
  int width = 0, height = 0;                 // of the original, which boxes refer to
};

// All const functions may be called from many threads at once.
class PixelSource {
 public:
  virtual ~PixelSource() = default;
  // Throws what reading the image throws.
  virtual LetterboxedPixels load(const data::ImageRecord& image, int side) const = 0;
};

// Of the file at image.path.
class FilePixels final : public PixelSource {
 public:
  LetterboxedPixels load(const data::ImageRecord& image, int side) const override;
};

}  // namespace cloc::training
