// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "core/base/module.h"
#include "core/data/dataset_module.h"

namespace cloc::data {

const DatasetOpener& load_dataset_opener() {
  using Factory = DatasetOpener*();
  static const std::unique_ptr<DatasetOpener> opener(reinterpret_cast<Factory*>(
      load_module_function("libcloc_datasets.so", CLOC_DATASETS_MODULE, "cloc_new_dataset_opener"))());
  return *opener;
}

}  // namespace cloc::data
