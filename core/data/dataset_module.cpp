// SPDX-License-Identifier: Apache-2.0
// libcloc_datasets.so.
#include "core/data/dataset_module.h"

#include "core/data/open_dataset.h"

namespace cloc::data {
namespace {

class Opener final : public DatasetOpener {
 public:
  Dataset open(const std::filesystem::path& path, IssueReport& report, const ProgressSink& progress,
               const CancelToken& cancel) const override {
    return open_dataset(path, report, progress, cancel);
  }
};

}  // namespace
}  // namespace cloc::data

extern "C" cloc::data::DatasetOpener* cloc_new_dataset_opener() {
  return new cloc::data::Opener();
}
