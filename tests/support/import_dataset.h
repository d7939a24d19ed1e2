// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "core/store/project.h"

namespace cloc::test {

// Imports what is in memory.
inline store::ImportReport import_dataset(store::Project& project, data::Dataset dataset,
                                          const std::string& source, const ProgressSink& progress = {},
                                          const CancelToken& cancel = {}) {
  const auto reader = data::reader_of(std::move(dataset));
  return project.import(*reader, {.source = source}, progress, cancel);
}

}  // namespace cloc::test
