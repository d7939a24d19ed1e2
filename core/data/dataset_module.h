// SPDX-License-Identifier: Apache-2.0
// Readers of data sets, and the list of formats, for the window, which must not be linked with OpenCV
// (core/image/decoder.h says why): loads libcloc_datasets.so the first time, which takes a quarter of a
// second.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/data/format.h"
#include "core/data/label_list.h"

namespace cloc::data {

class DatasetOpener {
 public:
  virtual ~DatasetOpener() = default;
  // A reader of what recognised_format() finds at `path`; throws as that and Format::read do.
  virtual std::unique_ptr<DatasetReader> open(const std::filesystem::path& path,
                                              const Context& context) const = 0;
  // As the functions of format.h do.
  virtual std::span<const Format* const> formats() const = 0;
  virtual const Format& recognised(const std::filesystem::path& path) const = 0;
  // As the functions of label_list.h do.
  virtual std::vector<ListedLabel> read_label_list(const std::filesystem::path& path,
                                                   const Context& context) const = 0;
  virtual void write_label_list(const std::filesystem::path& path,
                                std::span<const ListedLabel> labels) const = 0;
};

// May be called in any thread, its functions too. Throws Error{NotFound} when the module is not beside the
// program.
const DatasetOpener& load_dataset_opener();

}  // namespace cloc::data
