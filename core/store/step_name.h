// SPDX-License-Identifier: Apache-2.0
// What steps are called that are made without a window: by jobs, in the terminal, by the store itself. The
// store keeps it in English, as the terminal says it; the window shows it in its own language
// (ui/project/step_text.h). All other steps are called what the window that made them called them.
//
//   edits.apply(to_string(StepName{.kind = StepName::Kind::MachineLabels, .images = 16}), changes);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cloc::store {

struct StepName {
  enum class Kind { MachineLabels, AcceptMachineLabels, RemoveMachineLabels, Import, SplitImages, Revert };
  Kind kind = Kind::MachineLabels;
  std::int64_t images = 0;  // of MachineLabels: that were labelled
  std::string source = {};  // of Import: what was imported
};

// "machine labels of 16 images", "accept machine labels", "remove machine labels", "import SOURCE",
// "split the images", "revert".
std::string to_string(const StepName& name);
// The way back; absent for every other text.
std::optional<StepName> step_name_of(std::string_view text);

}  // namespace cloc::store
