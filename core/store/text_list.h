// SPDX-License-Identifier: Apache-2.0
// Several texts in one column: a JSON array, '' for none. For the classes of core/store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cloc::store {

// Bytes that are no UTF-8 become U+FFFD.
std::string texts_to_json(const std::vector<std::string>& texts);
// Throws Error{Corrupt} for what is no array of texts.
std::vector<std::string> texts_from_json(std::string_view json);

}  // namespace cloc::store
