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

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/contents.h"
#include "core/data/reader.h"

namespace cloc::data {

struct ReadOptions {
  // Where the images' names begin; empty: where the format's own rule says, as its file documents.
  std::filesystem::path image_root = {};
  // Archives put their images below this folder; empty: a folder beside the archive, named as it without its
  // ending. Images that are there already with the same size are not unpacked again.
  std::filesystem::path unpack_folder = {};
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

}  // namespace cloc::data
