// SPDX-License-Identifier: Apache-2.0
// What readers of formats with one annotation file for each image have in common: file after file, progress,
// cancelling, a damaged file left out and reported while the others are read.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/format.h"
#include "core/data/label_set.h"

namespace cloc::data {

class FilePerImageReader : public DatasetReader {
 public:
  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override {
    return static_cast<std::int64_t>(files_.size());
  }

  bool next(ImageRecord& image) override {
    while (at_ < files_.size()) {
      context_.cancel.throw_if_cancelled();
      const std::size_t number = at_++;
      image = {};
      image.source_id = static_cast<std::int64_t>(number);
      bool kept = false;
      try {
        kept = read_file(number, files_[number], image);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt && error.kind() != ErrorKind::Unsupported &&
            error.kind() != ErrorKind::Io) {
          throw;
        }
        context_.report.add("annotation file that cannot be read", files_[number].string(),
                            std::string(error.what()) + " Left out with its image.");
      }
      meter_.advance(1);
      if (kept) return true;
    }
    at_end();
    return false;
  }

 protected:
  FilePerImageReader(const std::string& stage, std::vector<std::filesystem::path> files,
                     const Context& context)
      : context_(context),
        files_(std::move(files)),
        meter_(stage, static_cast<std::int64_t>(files_.size()), context.progress) {}

  // Fills `image` from `file`, the `number`-th; false when it is left out, which was reported. May throw
  // Error{Corrupt, Unsupported, Io} for a file to leave out.
  virtual bool read_file(std::size_t number, const std::filesystem::path& file, ImageRecord& image) = 0;
  // After the last file: throws when nothing could be used.
  virtual void at_end() {}

  Context context_;
  LabelSet labels_;

 private:
  std::vector<std::filesystem::path> files_;
  std::size_t at_ = 0;
  ProgressMeter meter_;
};

}  // namespace cloc::data
