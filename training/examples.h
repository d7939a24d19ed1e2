// SPDX-License-Identifier: Apache-2.0
// The data set of a run or an evaluation: from files, or from a project, whose labels are used as they are
// now. Used by the trainer and by the evaluation command.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"
#include "training/pixel_source.h"

namespace cloc::training {

// `path`: a project (NAME.clocproj), a pack (pack/pack.h), or what data::open_dataset takes. Of a project:
// images without captions and without labelled or captioned regions say nothing and are left out, counted in
// `report`; regions without caption get their label's name, as the readers of files do it. Throws as
// data::open_dataset and store::Project::open do.
data::Dataset open_examples(const std::filesystem::path& path, IssueReport& report,
                            const ProgressSink& progress = {}, const CancelToken& cancel = {});

// Where their pixels are: of a pack in it, else in files. Throws as Pack's constructor does.
std::unique_ptr<PixelSource> pixels_of(const std::filesystem::path& path);

struct Split {
  data::Dataset train, validation;
};

// Holds about `share` of the images out, [0, 1). By a hash of each file's name and `seed`: the same image is
// on the same side whatever else the data set has, so that a model that goes on learning after images were
// added never meets one it was judged by. Throws Error{InvalidInput} when a side is empty although `share` is
// not 0.
Split hold_out(data::Dataset dataset, double share, std::uint64_t seed);

}  // namespace cloc::training
