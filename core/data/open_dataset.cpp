// SPDX-License-Identifier: Apache-2.0
#include "core/data/open_dataset.h"

#include "core/data/format.h"

namespace cloc::data {

Dataset open_dataset(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
                     const CancelToken& cancel) {
  return read_all(*recognised_format(path).read(path, {}, {report, progress, cancel}));
}

}  // namespace cloc::data
