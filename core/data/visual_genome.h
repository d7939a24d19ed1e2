// SPDX-License-Identifier: Apache-2.0
// Visual Genome: a folder with image_data.json and one or more of region_descriptions.json, objects.json,
// attributes.json, relationships.json, as versions 1.0 to 1.4 have them ("id" or "image_id", "names" or
// "name", file names with a version behind). Used through the format "visual_genome".
//
// A region description is a region without label, its phrase the caption. An object is a region with its
// first name as label. Attributes: of objects "attributes" (list), "synsets" (list), "names" (where there are
// several), and "relationships" ("on table #1058508", the number being the other object's id); of images
// "coco_id", "flickr_id".
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/data/format.h"

namespace cloc::data {

inline constexpr const char* kObjectAttributes = "attributes";
inline constexpr const char* kSynsets = "synsets";

// Writes image_data.json, objects.json and region_descriptions.json, and images/ when they are copied. A
// region with both label and text is in both files, joined by an "object_id" that others pass over.
std::unique_ptr<DatasetWriter> visual_genome_writer(const std::filesystem::path& path,
                                                    const std::vector<std::string>& labels,
                                                    const std::vector<LabelDetails>& details,
                                                    const WriteOptions& options, const Context& context);

}  // namespace cloc::data
