// SPDX-License-Identifier: Apache-2.0
// Readers of data sets for the window, which must not be linked with OpenCV (core/image/decoder.h says why):
// loads libcloc_datasets.so the first time, which takes a quarter of a second.
#pragma once

#include <filesystem>
#include <memory>

#include "core/data/reader.h"

namespace cloc::data {

class DatasetOpener {
 public:
  virtual ~DatasetOpener() = default;
  // A reader of what recognised_format() finds at `path`; throws as that and Format::read do.
  virtual std::unique_ptr<DatasetReader> open(const std::filesystem::path& path,
                                              const Context& context) const = 0;
};

// Throws Error{NotFound} when the module is not beside the program.
const DatasetOpener& load_dataset_opener();

}  // namespace cloc::data
