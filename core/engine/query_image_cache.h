// SPDX-License-Identifier: Apache-2.0
// The images that were asked about last, encoded: a second box on an image costs the Prompter alone. A file
// that has changed is encoded again. Part of the engine; not thread-safe.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/inference/session.h"
#include "core/store/project.h"

namespace cloc::engine {

// An encoded image, and what has been worked out about it for heat maps.
struct QueryImage {
  inference::EncodedImage encoded;
  // For heat maps: the boxes of heat_boxes() and their embeddings; made when first asked for.
  std::vector<PixelBox> heat_boxes;
  inference::Embeddings heat_embeddings;
};

class QueryImageCache {
 public:
  static constexpr std::size_t kImages = 24;

  // Decodes and encodes the image unless it is here, unchanged. Throws as image::load_image and
  // Session::encode do.
  QueryImage& get(inference::Session& session, const std::filesystem::path& path);
  // As get(), of an image that is asked about once: what is here stays.
  inference::EncodedImage look(inference::Session& session, const std::filesystem::path& path) const;
  // For a new session: embeddings of one model mean nothing to another.
  void clear() { images_.clear(); }

 private:
  struct Item {
    std::string path;
    store::FileStamp stamp;
    std::unique_ptr<QueryImage> image;
  };
  std::list<Item> images_;  // used last first
};

}  // namespace cloc::engine
