// SPDX-License-Identifier: Apache-2.0
// Machine labels: regions that a labelling run (VESL, method section 5) wrote and nobody has looked at yet.
// They are regions like all others, so that everything works on them, told apart by their source; score,
// model and pipeline are attributes, so that they are kept in backups and exports. Accepting makes one the
// project's own; what it came from stays in its attributes. Changes as values, for one step of store::Edits
// or of the window.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/store/changes.h"

namespace cloc::assist {

// Region::source before and after somebody accepted it.
inline constexpr const char* kMachineSource = "vesl";
inline constexpr const char* kAcceptedSource = "vesl, accepted";
// Attributes of such a region, beside data::kScore. And of an image that was labelled, also where nothing was
// found: kPipeline, so that it is not labelled again by the same run.
inline constexpr const char* kDetector = "vesl_model";     // who found the box: the model's name and hash
inline constexpr const char* kPipeline = "vesl_pipeline";  // version of the pipeline and what it was set to

// Waits to be accepted.
bool is_machine_label(const store::Region& region);
// [0, 1]; nothing when the region has none.
std::optional<double> score_of(const store::Region& region);

// The region `now` becomes the project's own. `label`: that it shall have; empty: the one it has.
store::Change accepted(const store::Region& now, std::optional<store::LabelId> label = {});
store::Change rejected(const store::Region& now);

// What a label of the phrase would be called: without its article, "a red ball" gives "red ball".
std::string label_name_of(std::string_view phrase);

}  // namespace cloc::assist
