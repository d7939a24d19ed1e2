// SPDX-License-Identifier: Apache-2.0
// Texts whose tokens were cut before, for machines that have no tokenizer: a file of JSON lines, the first of
// which describes the vocabulary {"format": "cloc-tokens", "vocab_size", "context_length", "pad", "end",
// "begin"}, each further one ["text", [ids without markers]].
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "core/text/tokenizer.h"

namespace cloc::text {

inline constexpr const char* kTokenTableFile = "texts.tokens";

// Whole or not at all. Throws Error{Io}.
void write_token_table(const std::filesystem::path& file, const Tokenizer& tokenizer,
                       const std::set<std::string>& texts);

// A tokenizer that knows the texts of the table alone: encoding another one throws Error{NotFound} naming it.
// It cannot decode: Error{Unsupported}. Throws Error{NotFound}, Error{Corrupt} naming the line.
std::unique_ptr<Tokenizer> read_token_table(const std::filesystem::path& file);

}  // namespace cloc::text
