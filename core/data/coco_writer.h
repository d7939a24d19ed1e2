// SPDX-License-Identifier: Apache-2.0
// Writes COCO-style folders. Used through the formats "coco", "lvis" and "refcoco".
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/data/format.h"

namespace cloc::data {

enum class CocoVariant {
  Coco,    // instances.json, and captions.json when there are image captions
  Lvis,    // lvis_v1.json: as instances.json, with the fields that LVIS has more
  RefCoco  // instances.json without the texts of regions, which are in refs(cloc).json
};

// A folder with the files, and images/ when they are copied or linked. Ids are those of the source while they
// are unique, else the next free ones; label ids are kCategoryId where every label has another one, else 1,
// 2, 3, .... A region without a label has "category_id": null. Region texts other than the label go into
// "caption". Images of unknown size are measured. Throws as Format::write says.
std::unique_ptr<DatasetWriter> coco_writer(CocoVariant variant, const std::filesystem::path& path,
                                           const std::vector<std::string>& labels,
                                           const std::vector<LabelDetails>& details,
                                           const WriteOptions& options, const Context& context);

}  // namespace cloc::data
