// SPDX-License-Identifier: Apache-2.0
// Members of a small JSON object, each in the form that a reader wants or absent. Used by the readers of
// formats whose records are small objects (Visual Genome, RefCOCO, WebDataset).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace cloc::data {

// A number without fraction, or digits in quotes.
std::optional<std::int64_t> integer_in(simdjson::dom::element object, std::string_view key);
std::optional<double> number_in(simdjson::dom::element object, std::string_view key);
// Empty when absent or no text.
std::string text_in(simdjson::dom::element object, std::string_view key);
// The texts of an array; a lone text is an array of one.
std::vector<std::string> texts_in(simdjson::dom::element object, std::string_view key);
// Empty when absent or no array.
std::vector<simdjson::dom::element> elements_in(simdjson::dom::element object, std::string_view key);

}  // namespace cloc::data
