// SPDX-License-Identifier: Apache-2.0
// The two lists that project_migrations() gives. Nobody else needs them.
#pragma once

#include <vector>

#include "core/store/migrations.h"

namespace cloc::store {

const std::vector<Migration>& sqlite_migrations();
const std::vector<Migration>& postgres_migrations();

}  // namespace cloc::store
