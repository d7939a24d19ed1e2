// SPDX-License-Identifier: Apache-2.0
// Which image files the entries of an index were made from. For the index in use the project's database says
// it; an index that is made beside that one (a shard, index/next) keeps it in a file of its own, written
// after each generation: an image counts as known by its line here, so a crash between the two costs an
// encoding and never leaves an old one. Private to core/indexing.
//
// The file: a line of JSON, then for each image "id mtime_ns size width height".
#pragma once

#include <filesystem>
#include <unordered_map>

#include "core/store/index_mark.h"
#include "core/store/project.h"

namespace cloc::indexing {

struct SeenImages {
  bool complete = false;  // all that was to be encoded is
  std::string model;      // the folder of the model that encodes
  store::IndexMark mark;  // of the project when the last run began

  // `image` with the size and stamp of the file that was read; without a stamp when none was.
  store::Image seen(store::Image image) const;
  void add(const store::Image& image);
  void remove(store::ImageId image) { images_.erase(image); }

  // Throws Error{Io}.
  void save(const std::filesystem::path& folder) const;
  // Empty when there is none. Throws Error{Io}, and Error{Corrupt} naming the file.
  static SeenImages load(const std::filesystem::path& folder);

 private:
  struct Seen {
    store::FileStamp stamp;
    int width = 0, height = 0;
  };
  std::unordered_map<store::ImageId, Seen> images_;
};

}  // namespace cloc::indexing
