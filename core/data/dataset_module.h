// SPDX-License-Identifier: Apache-2.0
// open_dataset for the window, which must not be linked with OpenCV (core/image/decoder.h says why): loads
// libcloc_datasets.so the first time, which takes a quarter of a second.
#pragma once

#include <filesystem>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"

namespace cloc::data {

class DatasetOpener {
 public:
  virtual ~DatasetOpener() = default;
  // As open_dataset.
  virtual Dataset open(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
                       const CancelToken& cancel) const = 0;
};

// Throws Error{NotFound} when the module is not beside the program.
const DatasetOpener& load_dataset_opener();

}  // namespace cloc::data
