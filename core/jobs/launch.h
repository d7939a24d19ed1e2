// SPDX-License-Identifier: Apache-2.0
// Worker processes seen from outside: start one, see whether it lives, stop it. The window and `cloc-cli job`
// use this; what happens inside a worker is run_job.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/store/project.h"

namespace cloc::jobs {

// Starts `program job run PROJECT ID` as a process of its own, which outlives this one. Its standard output
// goes nowhere (the log has it), its standard error into runs/<job>/worker.err. Throws Error{Io} when it
// cannot be started.
void start_worker(const std::filesystem::path& program, const store::Project& project, std::int64_t id);

// Jobs that the store calls running and that no process works on (killed, crashed, power cut) become
// interrupted. Returns their ids. To be called when a project is opened and when a worker is seen to have
// gone.
std::vector<std::int64_t> mark_interrupted(store::Project& project);

// Asks the worker to save and end, and waits: the job is then interrupted and can be run again. A job that is
// not running is left as it is. Throws Error{Io} when the worker has not ended in time.
void pause_job(store::Project& project, std::int64_t id,
               std::chrono::seconds patience = std::chrono::seconds(60));

// As pause_job, but the job will not be run again.
void cancel_job(store::Project& project, std::int64_t id,
                std::chrono::seconds patience = std::chrono::seconds(60));

}  // namespace cloc::jobs
