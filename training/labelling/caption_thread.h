// SPDX-License-Identifier: Apache-2.0
// The captioner on a thread of its own, whose captions go into an ImageFeed: for the labelling run, so that
// the detector works meanwhile.
#pragma once

#include <atomic>
#include <exception>
#include <thread>
#include <vector>

#include "training/labelling/captioner.h"
#include "training/labelling/image_feed.h"

namespace cloc::labelling {

class CaptionThread {
 public:
  // Begins. `images`: without captions. `feed` must outlive it, or be closed before.
  CaptionThread(std::vector<CaptionedImage> images, const CaptionerOptions& options, ImageFeed& feed);
  // Stops.
  ~CaptionThread();
  CaptionThread(const CaptionThread&) = delete;
  CaptionThread& operator=(const CaptionThread&) = delete;

  bool running() const { return running_; }
  void stop() { cancel_.cancel(); }
  // Waits for its end. Throws what caption_images throws.
  CaptionReport result();
  // That the captioner worked, without waiting for room in the feed. After result().
  double seconds() const { return seconds_ - waited_; }

 private:
  void run(const CaptionerOptions& options, ImageFeed& feed);

  const std::vector<CaptionedImage> images_;
  CancelToken cancel_;
  std::atomic<bool> running_{true};
  CaptionReport report_;
  std::exception_ptr failure_;
  double seconds_ = 0, waited_ = 0;
  std::thread thread_;
};

}  // namespace cloc::labelling
