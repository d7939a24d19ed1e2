// SPDX-License-Identifier: Apache-2.0
// Embedded words on disk, so that a project that is opened again names boxes at once: one line of JSON (the
// model's hash, the words, a checksum), then [words, dim] float32, row by row. Derived data: whoever finds
// it missing or damaged embeds anew. Part of the engine.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace cloc::engine {

struct EmbeddedWords {
  std::vector<std::string> words;
  std::vector<float> rows;  // [words, dim]
};

// Whole or not at all. Throws Error{Io}.
void write_vocabulary(const std::filesystem::path& file, const std::string& model_hash,
                      std::span<const std::string> words, std::span<const float> rows);
// Throws Error{NotFound}; Error{Mismatch} when another model embedded them, or in another width than `dim`;
// Error{Corrupt} when the file is cut or changed.
EmbeddedWords read_vocabulary(const std::filesystem::path& file, const std::string& model_hash,
                              std::size_t dim);

}  // namespace cloc::engine
