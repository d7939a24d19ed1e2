// SPDX-License-Identifier: GPL-3.0-or-later
// Which region lies above which: brings chosen ones up or down by giving as few of them as can be another z.
// A function of a list; RegionDocument makes a step of what it changes.
#pragma once

#include <unordered_set>
#include <vector>

#include "core/store/project.h"

namespace cloc::ui {

enum class RegionOrder { Raise, Lower, ToFront, ToBack };

// `regions` from the lowest to the topmost, all with a z that ascends. Brings them into the order that is
// asked for; those that move get a z between their neighbours' (all get one when there is no room left
// between two numbers), so that z ascends again. Raise and Lower go past one neighbour each.
void reorderRegions(std::vector<store::Region>& regions, const std::unordered_set<store::RegionId>& chosen,
                    RegionOrder order);

}  // namespace cloc::ui
