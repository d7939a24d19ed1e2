// SPDX-License-Identifier: Apache-2.0
// What an image brings into the index, and whether the index holds it as it is now: the one rule for
// update_index and the workers of shards, which encode what is not current, and for engine::count_stale,
// which counts it. Encodes nothing and changes nothing.
#pragma once

#include <span>
#include <vector>

#include "core/index/entries.h"
#include "core/store/project.h"

namespace cloc::indexing {

// The entries of an image's regions, by region id: which lies above which means nothing here. Ids of their
// own are not set. Boxes in original pixels.
std::vector<index::Entry> region_entries(const std::vector<store::Region>& regions);

// The entries that an image should have: itself, then `regions`, or, when it has none, `proposals`. Ids are
// not set. The image's size must be known.
std::vector<index::Entry> wanted_entries(const store::Image& image, std::vector<index::Entry> regions,
                                         std::span<const PixelBox> proposals);

enum class Freshness {
  Current,
  NotIndexed,     // the index has nothing of it
  FileGone,       // there is no such file any more
  FileChanged,    // the file is not the one that was encoded
  RegionsChanged  // regions were drawn, moved, removed or brought back
};

// `image`: with the size and stamp of the file that was encoded. `known`: what the index has of it, in the
// order of ids; empty when nothing. `regions`: as region_entries. Looks at the file's stamp, not into it; so
// which proposals the model would make is not asked: of an image without regions any are current.
Freshness freshness(const store::Image& image, std::span<const index::Entry> known,
                    std::vector<index::Entry> regions);

}  // namespace cloc::indexing
