// SPDX-License-Identifier: Apache-2.0
// Runs one job of a project in this process: what `cloc-cli job run PROJECT ID` does. The kinds of jobs
// ("index", "train", ...) are given by the program, so that this knows nothing of models.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/base/progress.h"
#include "core/store/project.h"

namespace cloc::jobs {

struct JobContext {
  store::Project& project;
  const nlohmann::json& params;
  std::filesystem::path folder;  // PROJECT/runs/<job>, for what the work leaves
  ProgressSink progress;         // to be called from the thread that works
  std::function<void(const std::string&)> message;
  CancelToken cancel;
};

// Does the work and returns its result, a JSON object. When run again after an interruption it goes on from
// what it finds in `folder` and in the project.
using Work = std::function<nlohmann::json(JobContext&)>;
using Kinds = std::map<std::string, Work>;

// Takes the job from queued or interrupted to its end, recording states and progress in the store and in the
// log (job_log.h; also on `echo` when it is not null). Cancelling leaves it interrupted: it can be run again.
//
// Throws what the work throws, after recording it: Error{Cancelled} when interrupted, any other as the
// message of the failed job. Throws Error{InvalidInput}, and changes nothing, when the job has ended, is
// running in another process, or is of an unknown kind.
nlohmann::json run_job(const std::filesystem::path& project_folder, std::int64_t id, const Kinds& kinds,
                       std::FILE* echo, const CancelToken& cancel);

}  // namespace cloc::jobs
