// SPDX-License-Identifier: GPL-3.0-or-later
// Where the canvas gets pixels from: files in the program, pictures made in memory in tests. Used by
// TileLoader on pool threads; it keeps nothing.
#pragma once

#include <filesystem>
#include <optional>

#include "core/image/decoder.h"

namespace cloc::ui {

// All functions are called on pool threads, several at once.
class PictureSource {
 public:
  virtual ~PictureSource() = default;

  // Every pixel. Throws cloc::Error, with ErrorKind::NotFound when there is no such file.
  virtual image::Picture load(const std::filesystem::path& path) const = 0;
  // A smaller picture that comes much sooner than load(), where there is one. Throws as load() does.
  virtual std::optional<image::Picture> preview(const std::filesystem::path&) const { return {}; }
};

// Files through image::load_picture_decoder(), which is loaded at the first picture.
class DecoderPictureSource final : public PictureSource {
 public:
  image::Picture load(const std::filesystem::path& path) const override;
  // Of JPEG files above 6 megapixels: their decoder can leave out detail, the others cannot.
  std::optional<image::Picture> preview(const std::filesystem::path& path) const override;
};

}  // namespace cloc::ui
