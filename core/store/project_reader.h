// SPDX-License-Identifier: Apache-2.0
// A project read as a data set, image after image: for exports, training, statistics and splits. A million
// images are not in memory at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/data/reader.h"
#include "core/store/project.h"

namespace cloc::store {

struct ReadFilter {
  std::vector<std::string> splits = {};             // only images of these; "" is those of none. Empty: all
  bool verified_only = false;                       // only images that are marked as verified
  std::vector<std::string> labels = {};             // only regions with one of these. Empty: all
  std::optional<std::vector<ImageId>> images = {};  // only these
};

// In the order of ids; source_id is the row's id, label numbers are in the order of project.labels(). All
// reads see one state of the project, however long it takes and whatever others write meanwhile. `project`
// must outlive it, and is not written to by this connection before the reader is gone. Throws
// Error{InvalidInput} naming a label of the filter that the project has not.
std::unique_ptr<data::DatasetReader> read_project(const Project& project, const ReadFilter& filter = {});

}  // namespace cloc::store
