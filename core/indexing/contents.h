// SPDX-License-Identifier: Apache-2.0
// What an image brings into the index, and whether the index holds it as it is now: the one rule for
// update_index, which encodes what is not current, and for engine::count_stale, which counts it. Encodes
// nothing and changes nothing.
#pragma once

#include <span>
#include <vector>

#include "core/index/entries.h"
#include "core/store/project.h"

namespace cloc::indexing {

// The image itself; then its regions, in the order of their ids, or, when it has none, a grid of boxes. Their
// own ids are not set. Boxes in original pixels.
std::vector<index::Entry> wanted_entries(const store::Image& image,
                                         const std::vector<store::Region>& regions);

enum class Freshness {
  Current,
  NotIndexed,     // the index has nothing of it
  FileGone,       // there is no such file any more
  FileChanged,    // the file is not the one that was encoded
  RegionsChanged  // regions were drawn, moved, removed or brought back
};

// Of an image of `project`. `known`: what the index has of it, in the order of ids; empty when nothing. Looks
// at the file's stamp, not into it. Errors as of Project.
Freshness freshness(const store::Project& project, const store::Image& image,
                    std::span<const index::Entry> known);

}  // namespace cloc::indexing
