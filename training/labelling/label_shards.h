// SPDX-License-Identifier: Apache-2.0
// Machine labels as WebDataset shards, to train on: `data.train = "FOLDER"` in a recipe. Each shard holds the
// images of one range of numbers that the pipeline has labelled, with their captions and the regions that are
// machine labels or accepted ones, and no others. A shard is there whole or not at all; calling again writes
// those that are missing and those whose labels have changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "training/labelling/labelling.h"

namespace cloc::labelling {

struct ShardOptions {
  std::filesystem::path folder;  // made when it is not there
  std::string pipeline;          // only images that it has labelled
  LabelSelection selection = {};
  int images_in_shard = 1000;  // at most
};

struct ShardReport {
  std::int64_t written = 0, kept = 0;    // shards; kept: there already, as they are to be
  std::int64_t images = 0, regions = 0;  // in all of them
  IssueReport issues;
};

// Reads the project through a connection of its own. Workers of several parts of the images may write into
// one folder. Throws Error{Io} when a shard cannot be written (full disk), Error{Cancelled}: nothing of it is
// left behind, and those before it are whole.
ShardReport write_label_shards(const std::filesystem::path& project, const ShardOptions& options,
                               const ProgressSink& progress = {}, const CancelToken& cancel = {});

}  // namespace cloc::labelling
