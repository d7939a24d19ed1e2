// SPDX-License-Identifier: Apache-2.0
// Makes images ready for a detector ahead of it, on threads of its own: finds the phrases of their captions
// and decodes their files. Used by the labelling run (labelling.h); knows nothing of projects and detectors.
//
//   ImageFeed feed(find_phrases, {.threads = 2});
//   feed.push({id, path, caption});                 // from any thread
//   while (auto image = feed.pop(50ms)) use(*image);  // in the order of pushing
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <opencv2/core.hpp>

#include "training/labelling/phrases.h"

namespace cloc::labelling {

struct CaptionedImage {
  std::int64_t id = 0;  // the caller's
  std::filesystem::path path;
  std::string caption;
  bool new_caption = false;  // written by a captioner in this run, and checked there
};

struct PreparedImage {
  CaptionedImage source;
  std::vector<std::string> phrases;
  // 8-bit RGB [H, W, 3]; perhaps made smaller while it was decoded. Empty where there are no phrases.
  cv::Mat pixels;
  float scale_x = 1, scale_y = 1;  // original pixels for each of `pixels`
  PhraseCounts counts;
  std::int64_t caption_words = 0;
  // Not empty: the image cannot be labelled, and why; category and words of an Issue.
  std::string problem, what;
};

struct FeedOptions {
  int threads = 2;
  std::size_t ahead = 24;  // images that are ready or being made so
  // JPEGs are decoded at a fraction of their size as long as their long side keeps these pixels: more than
  // any detector looks at.
  int long_side = 1200;
  bool check_language = true;  // of captions that are not new, see language_of
};

class ImageFeed {
 public:
  // From several threads at once.
  using PhrasesOf = std::function<std::vector<Phrase>(std::string_view caption, PhraseCounts* counts)>;

  ImageFeed(PhrasesOf phrases, const FeedOptions& options);
  ~ImageFeed();
  ImageFeed(const ImageFeed&) = delete;
  ImageFeed& operator=(const ImageFeed&) = delete;

  // Waits while `ahead` images are inside. False when the feed was closed: the image is not taken.
  bool push(CaptionedImage image);
  // For one who must not wait: whether push() would not.
  bool has_room() const;
  // The next image; nothing when it is not ready in time.
  std::optional<PreparedImage> pop(std::chrono::milliseconds patience);
  // Nothing is inside.
  bool empty() const;
  // push() returns false from now on, at once for those who wait.
  void close();

  // Seconds of all threads together, so far.
  double phrase_seconds() const;
  double decode_seconds() const;

 private:
  struct Slot {
    PreparedImage image;
    bool begun = false, ready = false;
  };
  void work();
  void prepare(PreparedImage& image);

  const PhrasesOf phrases_;
  const FeedOptions options_;
  mutable std::mutex mutex_;  // all below
  std::condition_variable room_, work_, ready_;
  std::deque<std::shared_ptr<Slot>> slots_;
  bool closed_ = false, ending_ = false;
  double phrase_seconds_ = 0, decode_seconds_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace cloc::labelling
