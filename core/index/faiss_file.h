// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <faiss/Index.h>

namespace cloc::index {

// FAISS's own format through AtomicFile: whole or not at all. Returns the sha256 of what was written. Throws
// Error{Io}.
std::string write_faiss(const faiss::Index& index, const std::filesystem::path& path);
// Throws Error{NotFound}; Error{Corrupt} naming the file.
std::unique_ptr<faiss::Index> read_faiss(const std::filesystem::path& path);

}  // namespace cloc::index
