// SPDX-License-Identifier: Apache-2.0
// The project's index/ folder: saves RegionIndex and EntryTable as one, and opens them as one.
//
//   index/current          a line: the name of the generation in use
//   index/g000007/         embeddings.f16, graph.faiss or lists.faiss, entries.bin, manifest.json
//
// A save writes a new generation beside the old one and then replaces `current`, so a crash, a kill or a full
// disk at any moment leaves the old pair in use. Generations that are not current are removed by the next
// save that succeeds. One program saves at a time (index/write.lock); others may open meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/index/entries.h"
#include "core/index/region_index.h"

namespace cloc::index {

// Whose embeddings they are.
struct Origin {
  std::string model_hash;
  std::string model_name;  // for people: "demo-cloc-s", a path
  std::string project_id;
  // Proposals whose cosine to a kept one of their image was above this were left out; 1: none were.
  float duplicate_cosine = 1;
};

struct Manifest {
  static constexpr int kVersion = 2;

  int version = kVersion;
  Kind kind = Kind::Exact;
  std::string reason;
  int dim = 0;
  std::int64_t count = 0;
  Origin origin;
  std::string created;            // ISO 8601, UTC
  std::vector<FileRecord> files;  // of the generation, besides the manifest

  std::int64_t bytes() const;  // of all files
};

// What the one who opens relies on; what is absent is not checked.
struct Expected {
  std::optional<std::string> model_hash = {};
  std::optional<int> dim = {};
  std::optional<std::string> project_id = {};
  // Reads all files to compare their sha256 (some 1.4 GB/s); the sizes are compared always, and that links
  // and lists lead nowhere else.
  bool verify_checksums = true;
};

struct SavedIndex {
  RegionIndex index;
  EntryTable entries;
  Manifest manifest;
};

// `entries` must hold exactly the ids of `index`, or Error{Internal}. Throws Error{Io}: disk full, no
// permission, or another program is saving (waited for some seconds).
void save_generation(const std::filesystem::path& index_folder, const RegionIndex& index,
                     const EntryTable& entries, const Origin& origin);

// Throws Error{NotFound} when there is no index yet; Error{Mismatch} when it was made by another model or for
// another project or dimension, or by an older CLOC Studio; Error{Unsupported} when a newer CLOC Studio wrote
// it; Error{Corrupt} when a file is cut or changed. Each says what to do: mostly, to run `cloc-cli index`
// again.
SavedIndex open_generation(const std::filesystem::path& index_folder, const Expected& expected = {});

// Of the generation in use, without opening it; absent when there is none.
std::optional<Manifest> current_manifest(const std::filesystem::path& index_folder);

}  // namespace cloc::index
