// SPDX-License-Identifier: Apache-2.0
// FAISS's structures to and from files, its errors turned into ours. Used by Graph and Lists.
#pragma once

#include <filesystem>
#include <memory>

#include <faiss/Index.h>

#include "core/index/hashed_file.h"

namespace cloc::index {

// FAISS's own format: whole or not at all. Throws Error{Io}.
FileRecord write_faiss(const faiss::Index& index, const std::filesystem::path& path);
// Throws Error{NotFound}; Error{Corrupt} naming the file.
std::unique_ptr<faiss::Index> read_faiss(const std::filesystem::path& path);

}  // namespace cloc::index
