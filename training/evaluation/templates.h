// SPDX-License-Identifier: Apache-2.0
// Sentences that class names are put into before they are embedded: CLIP's prompt ensembles (Radford et al.
// 2021, 3.1.4), by which FG-CLIP and most zero-shot figures are measured. CLOC's own are of bare names. The
// two are never mixed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/cloc.h"

namespace cloc::training {

// "a photo of a {}" and "cat": "a photo of a cat"; a template without {} is put in front.
std::string filled(const std::string& sentence, const std::string& name);

// One template a line, each with {} where the name goes; empty lines and lines that begin with # are left
// out. Throws Error{NotFound, Io}; Error{InvalidInput} naming file and line for one without {}, or a file
// without any.
std::vector<std::string> read_templates(const std::filesystem::path& file);

// embeddings: [templates * names, D], the templates of the first name first, of any length. Returns [names,
// D]: the mean of each name's unit vectors, which whoever compares them normalises again.
at::Tensor ensembled(const at::Tensor& embeddings, std::int64_t templates);

}  // namespace cloc::training
