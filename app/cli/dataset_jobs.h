// SPDX-License-Identifier: GPL-3.0-or-later
// The work of the jobs "import" and "export", whose parameters and reports job_kinds.h describes. Knows
// nothing of models.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/jobs/run_job.h"

namespace cloc::cli {

// In one transaction: run again after an interruption it begins anew.
nlohmann::json import_dataset(jobs::JobContext& job);
nlohmann::json export_dataset(jobs::JobContext& job);

}  // namespace cloc::cli
