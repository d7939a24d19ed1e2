// SPDX-License-Identifier: Apache-2.0
// The writing half of Flickr30k Entities (flickr30k_writer.cpp), for flickr30k.cpp alone.
#pragma once

#include <memory>

#include "core/data/format.h"

namespace cloc::data {

// Sentences/, Annotations/, flickr30k-images/, and train.txt, val.txt and test.txt. Marks come from the
// attribute kMarkedSentences where they still fit captions and regions; other regions get a chain of their
// own, and their phrases are marked where a caption holds them. Phrases that no caption holds stand in lines
// of their own below an empty one, which our reader takes for phrases and not for captions, and others'
// readers pass over. What a mark cannot hold (blanks in a label, brackets in a phrase) is written otherwise
// and reported.
std::unique_ptr<DatasetWriter> write_flickr30k(const std::filesystem::path& path,
                                               const std::vector<std::string>& labels,
                                               const std::vector<LabelDetails>& details,
                                               const WriteOptions& options, const Context& context);

}  // namespace cloc::data
