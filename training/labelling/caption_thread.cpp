// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/caption_thread.h"

#include <chrono>
#include <utility>

namespace cloc::labelling {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

CaptionThread::CaptionThread(std::vector<CaptionedImage> images, const CaptionerOptions& options,
                             ImageFeed& feed)
    : images_(std::move(images)), thread_([this, options, &feed] {
        run(options, feed);
        running_ = false;
      }) {}

CaptionThread::~CaptionThread() {
  stop();
  if (thread_.joinable()) thread_.join();
}

CaptionReport CaptionThread::result() {
  if (thread_.joinable()) thread_.join();
  if (failure_) std::rethrow_exception(failure_);
  return report_;
}

void CaptionThread::run(const CaptionerOptions& options, ImageFeed& feed) {
  const auto start = Clock::now();
  std::vector<CaptionImage> asked;
  asked.reserve(images_.size());
  for (const auto& image : images_) asked.push_back(image_in_file(image.path));
  try {
    report_ = caption_images(
        asked, options,
        [&](std::size_t i, const Caption& caption) {
          auto image = images_[i];
          image.caption = caption.text;
          image.new_caption = true;
          const auto full = Clock::now();
          feed.push(std::move(image));  // where it is closed, the caption is in the cache all the same
          waited_ += since(full);
        },
        {}, cancel_);
  } catch (...) {
    failure_ = std::current_exception();
  }
  seconds_ = since(start);
}

}  // namespace cloc::labelling
