// SPDX-License-Identifier: Apache-2.0
// Opens whatever the user points at as a data set, all of it in memory. Used by training, evaluation and
// tests; who wants one image after the other, or a format by name, uses format.h.
#pragma once

#include <filesystem>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"

namespace cloc::data {

// `path`: what one of formats() recognises. Throws as recognised_format() and that format's reader do.
Dataset open_dataset(const std::filesystem::path& path, IssueReport& report,
                     const ProgressSink& progress = {}, const CancelToken& cancel = {});

}  // namespace cloc::data
