// SPDX-License-Identifier: Apache-2.0
// What captioners answered, kept on disk: an interrupted run goes on where it stopped, and a second one costs
// nothing. One small JSON file an answer, written whole or not at all, in 256 subfolders; can be deleted at
// any time.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cloc::labelling {

struct CachedAnswer {
  std::string text;           // as the model wrote it, unchecked: checks may change and need no new request
  std::string finish_reason;  // "stop", "length", ...
  std::string model;          // as the server calls it
};

// May be used by several threads, and by several processes on one folder.
class CaptionCache {
 public:
  // Makes the folder. Throws Error{Io} naming it.
  explicit CaptionCache(std::filesystem::path folder);

  // `question` is all that the answer depends on beside the image: model, prompt, sampling. `image` are the
  // bytes of its file. 64 hexadecimal digits.
  static std::string key(std::string_view image, std::string_view question);

  // Absent when there is none or the file is damaged, which is as good as none: it will be written again.
  std::optional<CachedAnswer> find(const std::string& key) const;
  // Throws Error{Io} naming the file (full disk, no permission).
  void keep(const std::string& key, const CachedAnswer& answer);

 private:
  std::filesystem::path file_of(const std::string& key) const;

  std::filesystem::path folder_;
  std::mutex writing_;  // two threads with copies of one image would write one temporary file
};

}  // namespace cloc::labelling
