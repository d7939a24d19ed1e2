// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/image_feed.h"

#include <algorithm>
#include <new>
#include <utility>

#include "core/base/error.h"
#include "core/image/image.h"
#include "training/labelling/caption_text.h"

namespace cloc::labelling {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::int64_t words_of(std::string_view caption) {
  const auto all = tokens(caption);
  return std::count_if(all.begin(), all.end(), [](const Token& t) { return t.kind != TokenKind::Sign; });
}

}  // namespace

ImageFeed::ImageFeed(PhrasesOf phrases, const FeedOptions& options)
    : phrases_(std::move(phrases)), options_(options) {
  for (int i = 0; i < std::max(1, options.threads); ++i) threads_.emplace_back([this] { work(); });
}

ImageFeed::~ImageFeed() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = ending_ = true;
  }
  room_.notify_all();
  work_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool ImageFeed::push(CaptionedImage image) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return closed_ || slots_.size() < options_.ahead; });
  if (closed_) return false;
  auto slot = std::make_shared<Slot>();
  slot->image.source = std::move(image);
  slots_.push_back(std::move(slot));
  work_.notify_one();
  return true;
}

bool ImageFeed::has_room() const {
  const std::lock_guard lock(mutex_);
  return slots_.size() < options_.ahead;
}

bool ImageFeed::empty() const {
  const std::lock_guard lock(mutex_);
  return slots_.empty();
}

void ImageFeed::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  room_.notify_all();
}

std::optional<PreparedImage> ImageFeed::pop(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!ready_.wait_for(lock, patience, [&] { return !slots_.empty() && slots_.front()->ready; })) return {};
  auto image = std::move(slots_.front()->image);
  slots_.pop_front();
  room_.notify_one();
  return image;
}

double ImageFeed::phrase_seconds() const {
  const std::lock_guard lock(mutex_);
  return phrase_seconds_;
}

double ImageFeed::decode_seconds() const {
  const std::lock_guard lock(mutex_);
  return decode_seconds_;
}

void ImageFeed::work() {
  const auto next = [&] {
    return std::find_if(slots_.begin(), slots_.end(), [](const auto& slot) { return !slot->begun; });
  };
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [&] { return ending_ || next() != slots_.end(); });
    if (ending_) return;
    const std::shared_ptr<Slot> slot = *next();
    slot->begun = true;
    lock.unlock();
    prepare(slot->image);
    lock.lock();
    slot->ready = true;
    ready_.notify_all();
  }
}

void ImageFeed::prepare(PreparedImage& image) {
  const auto fail = [&](const char* problem, const std::string& what) {
    image.problem = problem;
    image.what = what;
    image.phrases.clear();
  };
  auto start = Clock::now();
  const auto& caption = image.source.caption;
  image.caption_words = words_of(caption);
  if (image.caption_words == 0) {
    fail("image without caption",
         "Not labelled: it has no caption with a word in it. Write one, or name a "
         "captioner.");
  } else if (const auto language =
                 options_.check_language && !image.source.new_caption ? language_of(caption) : Language{};
             !language.english) {
    fail("caption in another language",
         "Not labelled: " + language.reason + ", and phrases are found in English.");
  } else {
    for (auto& phrase : phrases_(caption, &image.counts)) image.phrases.push_back(std::move(phrase.text));
  }
  const double finding = since(start);
  start = Clock::now();
  try {
    if (!image.phrases.empty()) {
      const auto decoded = image::load_reduced_image(image.source.path, options_.long_side);
      image.pixels = decoded.rgb;
      image.scale_x = static_cast<float>(decoded.original.width) / static_cast<float>(decoded.rgb.cols);
      image.scale_y = static_cast<float>(decoded.original.height) / static_cast<float>(decoded.rgb.rows);
    }
  } catch (const Error& error) {
    fail("image not readable", error.what());
  } catch (const std::bad_alloc&) {
    fail("image not readable", "There is not enough memory to decode it.");
  }
  const std::lock_guard lock(mutex_);
  phrase_seconds_ += finding;
  decode_seconds_ += since(start);
}

}  // namespace cloc::labelling
