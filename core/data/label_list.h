// SPDX-License-Identifier: Apache-2.0
// Lists of labels as files of their own, apart from any data: names one a line, tables with columns, JSON as
// annotation tools write it. For the window's label panel, which reaches it through dataset_module.h.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/data/reader.h"

namespace cloc::data {

struct ListedLabel {
  std::string name;
  LabelDetails details = {};
  std::string hotkey = {};  // one character, or empty
};

// What is at `path`:
// * .txt, .names: a name a line; lines that begin with # are passed over.
// * .csv, .tsv: by its header name (or label, class), parent (or supercategory), color (or colour), key (or
//   hotkey); without such a header, the first column.
// * .json of 16 MB at most: a list of names, or of objects with name, color, parent (or supercategory),
//   hotkey (or key); or an object that has such a list as "labels", "categories", "classes" or "names".
// * Anything else that a format recognises (format.h): the labels of that data set, which is read to its end.
// Each name is given once, without blanks around it, in the order of the file. What was left out or mended
// (lines without a name, names that come twice, colours and keys that are none) is in context.report. Throws
// Error{NotFound}, Error{InvalidInput} when no label list is recognised, Error{Corrupt} for what is no
// JSON, Error{Cancelled}.
std::vector<ListedLabel> read_label_list(const std::filesystem::path& path, const Context& context);

// By the ending: .txt names alone, .csv the columns name, parent, color, key; .json a list of objects with
// them. Throws Error{InvalidInput} for another ending, and for .txt when a name has a line end in it;
// Error{Io}.
void write_label_list(const std::filesystem::path& path, std::span<const ListedLabel> labels);

}  // namespace cloc::data
