// SPDX-License-Identifier: Apache-2.0
// WebDataset: tar shards in which the files of one sample lie beside each other and share a key (what comes
// before the first dot of their name). Read are KEY.jpg (png, webp, ...), KEY.json and KEY.txt; images are
// unpacked to ReadOptions::unpack_folder/<shard>/. Used through the format "webdataset".
//
// The JSON of a sample may be
//   GRIT's: "caption", "noun_chunks" and "ref_exps", each [start, end, x1, y1, x2, y2, score], the first two
//   being
//     characters of the caption and the box a part of the image from 0 to 1. Expressions on the box of a noun
//     chunk are further captions of its region.
//   img2dataset's and others': "caption" or "captions"; numbers, texts and truths become attributes of the
//   image. ours, which the writer makes: as the last, and "regions" [{"box": [x1, y1, x2, y2] in pixels,
//   "label", "caption",
//     "more_captions", "attributes"}], "split", "attributes".
// The image's size is always that of its file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/data/format.h"

namespace cloc::data {

// The shards that `path` means: one archive, those of a folder, sorted, the lines of a text file, or a
// pattern as "name-{0000..0099}.tar". Those of a list or pattern need not be there. Empty when it means none.
std::vector<std::filesystem::path> shards_of(const std::filesystem::path& path);

// Adds what the JSON of a sample says to `image`, whose size is known. Throws Error{Corrupt} for what is no
// JSON object; reports single records naming `where`.
class LabelSet;
void read_sample_json(const std::string& json, const std::string& where, ImageRecord& image, LabelSet& labels,
                      IssueReport& report);

// A folder of shards of at most 1,000 images and about 1 GB, images copied in whatever the options say.
std::unique_ptr<DatasetWriter> webdataset_writer(const std::filesystem::path& path,
                                                 const std::vector<std::string>& labels,
                                                 const std::vector<LabelDetails>& details,
                                                 const WriteOptions& options, const Context& context);

}  // namespace cloc::data
