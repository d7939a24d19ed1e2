// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"

namespace cloc::training {

struct PackOptions {
  int input_size = 224;  // pixels a side
  int threads = 0;       // that decode; 0: one for each processor
  bool overwrite = false;
  // Vocabulary (as text::load_tokenizer takes it) that the texts are cut into tokens by, for cloc-train,
  // which has no tokenizer; empty: the pack has no tokens.
  std::filesystem::path tokenizer = {};
  std::int64_t part_bytes = std::int64_t{1} << 29;  // of pixels, about
};

// Makes a pack (pack.h) of the data set, whole or not at all. Images that cannot be read are left out and
// reported. Returns how many are in it. Throws Error{InvalidInput} for a size out of 16 .. 4096, when
// `folder` exists and is not to be overwritten, and when no image can be read; Error{Io}; Error{Cancelled}.
std::int64_t write_pack(const data::Dataset& dataset, const std::filesystem::path& folder,
                        const PackOptions& options, IssueReport& report, const ProgressSink& progress,
                        const CancelToken& cancel);

}  // namespace cloc::training
