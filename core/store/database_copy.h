// SPDX-License-Identifier: Apache-2.0
// Copies all rows of a project's database into an empty one of the same version, of either kind, numbers
// included: all but jobs and models, which belong to a folder. For backup, restore and sharing.
#pragma once

#include "core/base/progress.h"
#include "core/store/database.h"

namespace cloc::store {

// One transaction: all or nothing, whatever others write to `from` meanwhile. Throws Error{Internal} when the
// versions differ, Error{Cancelled}.
void copy_rows(const Database& from, Database& to, const ProgressSink& progress = {},
               const CancelToken& cancel = {});

}  // namespace cloc::store
