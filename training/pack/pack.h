// SPDX-License-Identifier: Apache-2.0
// A data set packed for training: images letterboxed to one size, uncompressed, in files that are mapped into
// memory, so that an epoch decodes nothing and starts at once, and several processes share one copy. A pack
// is a folder:
//
//   pack.json                   {"format": "cloc-pack", "version", "input_size", "images", "labels", "parts"}
//   part-00000.safetensors ...  "pixels" [n, S, S, 3] uint8 RGB; "records" uint8: n lines of JSON, each
//                               {"name", "width", "height", "captions", "regions": [{"box", "label",
//                               "caption"}]} with boxes in pixels of the original
//
//   texts.tokens, tokenizer.model ...   where it was packed with a vocabulary: core/text/token_table.h
//
// Written by write_pack (pack_writer.h). Needs LibTorch alone.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/data/dataset.h"
#include "training/pixel_source.h"

namespace cloc::training {

inline constexpr const char* kPackFile = "pack.json";
inline constexpr int kPackVersion = 1;

class Pack final : public PixelSource {
 public:
  static bool is_pack(const std::filesystem::path& folder);
  // Reads the records and maps the pixels. Throws Error{NotFound}; Error{Corrupt} naming file and line;
  // Error{Unsupported} for one that a newer version made.
  explicit Pack(const std::filesystem::path& folder);

  int input_size() const { return input_size_; }
  // source_id of an image is its place in the pack, path the name it had.
  const data::Dataset& dataset() const { return dataset_; }
  // image: one of dataset(), also after it was moved into another. Throws Error{Mismatch} for another size
  // than the pack's.
  LetterboxedPixels load(const data::ImageRecord& image, int side) const override;

 private:
  void read_part(const std::filesystem::path& file);

  std::filesystem::path folder_;
  int input_size_ = 0;
  data::Dataset dataset_;
  std::vector<at::Tensor> pixels_;   // of each part
  std::vector<std::int64_t> first_;  // image of each part
};

}  // namespace cloc::training
