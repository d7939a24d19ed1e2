// SPDX-License-Identifier: Apache-2.0
// Data sets often say which part they are only in a file's or folder's name. Used by readers.
#pragma once

#include <string>
#include <string_view>

namespace cloc::data {

// "train", "val" or "test" when one of the words of `name` says so ("instances_train2017.json",
// "lvis_v1_val", "test-dev", "validation"); empty when none does.
std::string split_in_name(std::string_view name);

}  // namespace cloc::data
