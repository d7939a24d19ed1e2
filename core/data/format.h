// SPDX-License-Identifier: Apache-2.0
// The formats that data sets come in and are written to: one file for each (coco.cpp, yolo.cpp, ...), listed
// in format_list.cpp, used alike by the commands, the window and the jobs through this header. A reader gives
// image after image, so that a million of them need not be in memory where the format allows; a writer takes
// them so.
//
//   const Format& format = recognised_format(path);
//   auto reader = format.read(path, {}, {report, progress, cancel});
//   for (ImageRecord image; reader->next(image);) use(image, reader->labels());
//
// To add a format: a file with a `const Format& NAME_format()`, its line in format_list.cpp, a test that
// reads files as the original tools write them and gets back what it wrote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
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

struct ReadOptions {
  // Where the images' names begin; empty: where the format's own rule says, as its file documents.
  std::filesystem::path image_root = {};
  // Archives put their images below this folder; empty: a folder beside the archive, named as it without its
  // ending. Images that are there already with the same size are not unpacked again.
  std::filesystem::path unpack_folder = {};
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

struct WriteOptions {
  enum class Images {
    Leave,  // where they are: files name them by paths relative to image_root, or absolute outside of it
    Copy,   // into the data set that is written
    Link    // as Copy, by hard links where the file system has them, else copied
  };
  Images images = Images::Leave;
  std::filesystem::path image_root = {};  // empty: the folder that is written into
  // Otherwise a path that exists is refused.
  bool overwrite = false;
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

// What a format has a place for. What it has none for is left out when writing: see left_out().
struct Holds {
  bool regions = true;
  bool unlabelled_regions = true;  // regions without a label
  bool region_captions = false;    // texts of their own beside the label
  bool more_captions = false;      // several for a region
  bool image_captions = false;
  bool attributes = false;  // any; false though it has some of its own, such as VOC's "difficult"
  bool splits = false;
  bool label_details = false;
  bool images_without_regions = true;
};

// What there is to write: of a Dataset, or counted by the store.
struct Contents {
  std::int64_t images = 0, empty_images = 0, regions = 0, unlabelled_regions = 0, region_captions = 0,
               more_captions = 0, image_captions = 0, attributes = 0, splits = 0, label_details = 0;
};
Contents contents_of(const Dataset& dataset);
// One sentence for each thing that would be lost, with its number: "1,204 region captions".
std::vector<std::string> left_out(const Contents& contents, const Holds& holds);

struct Format {
  std::string id;           // in commands: "coco", "yolo"
  std::string name;         // for people: "YOLO (Ultralytics folder)"
  std::string description;  // one sentence: which files, and what of them is read
  Holds holds;
  // Looks at names and the first bytes, reads no whole file.
  bool (*recognises)(const std::filesystem::path& path);
  // Throws Error{NotFound} naming what is missing, Error{Corrupt} naming file and place, Error{Unsupported},
  // Error{Cancelled}.
  std::unique_ptr<DatasetReader> (*read)(const std::filesystem::path& path, const ReadOptions& options,
                                         const Context& context);
  // Null where the format is only read. `path`: the folder or file to make. Throws Error{InvalidInput} when
  // it exists and is not to be overwritten, Error{Io}.
  std::unique_ptr<DatasetWriter> (*write)(const std::filesystem::path& path,
                                          const std::vector<std::string>& labels,
                                          const std::vector<LabelDetails>& details,
                                          const WriteOptions& options, const Context& context) = nullptr;
};

// All, the more particular ones first.
std::span<const Format* const> formats();
// Throws Error{InvalidInput} listing the ids for another one.
const Format& format_named(const std::string& id);
// For messages: a line for each, with its name and description.
std::string known_formats();
// The first that recognises what is there. Throws Error{NotFound} when nothing is there, Error{InvalidInput}
// when no format fits (lists what was expected).
const Format& recognised_format(const std::filesystem::path& path);

// All of what a reader gives.
Dataset read_all(DatasetReader& reader);
// Gives what is in memory already.
std::unique_ptr<DatasetReader> reader_of(Dataset dataset);

}  // namespace cloc::data
