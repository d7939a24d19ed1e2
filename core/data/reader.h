// SPDX-License-Identifier: Apache-2.0
// Data sets as streams of images: what every format's reader and writer is, and what the project store is
// when it is read or filled. Formats themselves: format.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/dataset.h"

namespace cloc::data {

// Where a reader or writer reports; the report must outlive it.
struct Context {
  IssueReport& report;
  ProgressSink progress = {};
  CancelToken cancel = {};
};

class DatasetReader {
 public:
  virtual ~DatasetReader() = default;
  // May grow with each image: the label numbers of an image are below labels().size() once next() has given
  // it.
  virtual const std::vector<std::string>& labels() const = 0;
  // Of each of labels(), or empty.
  virtual const std::vector<LabelDetails>& label_details() const = 0;
  // How many there are to come in all; absent when only reading tells.
  virtual std::optional<std::int64_t> image_count() const = 0;
  // The next image, in the data's order; false after the last one. Single records that make no sense are left
  // out or mended, and reported. Throws Error{Corrupt} naming file and place when nothing after it can be
  // read; Error{Io}; Error{Cancelled}.
  virtual bool next(ImageRecord& image) = 0;
};

// Writes beside its target and puts the whole in place with finish(); without that nothing is left behind.
class DatasetWriter {
 public:
  virtual ~DatasetWriter() = default;
  // A region's label numbers are those of the labels that the writer was made with. Throws Error{Io},
  // Error{InvalidInput} naming the image for what would make files that cannot be read again.
  virtual void add(const ImageRecord& image) = 0;
  virtual void finish() = 0;
};

// All of what a reader gives.
Dataset read_all(DatasetReader& reader);
// Gives what is in memory already.
std::unique_ptr<DatasetReader> reader_of(Dataset dataset);

// All that `reader` gives goes to `writer`, which is finished. Throws what they throw; Error{Cancelled}:
// nothing is left behind.
void copy_all(DatasetReader& reader, DatasetWriter& writer, const char* stage, const Context& context);

}  // namespace cloc::data
