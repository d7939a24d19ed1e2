// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/captioner.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/image/image.h"
#include "training/labelling/caption_cache.h"
#include "training/labelling/caption_text.h"
#include "training/labelling/pacing.h"
#include "training/labelling/reply_verdict.h"

namespace cloc::labelling {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::string message = "The captioner's options cannot be used: ";
  message += what;
  message += ".";
  throw Error(ErrorKind::InvalidInput, message);
}

void check(const CaptionerOptions& options) {
  require(options.parallel >= 1 && options.parallel <= 256, "there can be 1 to 256 requests at once");
  require(options.attempts >= 1, "there must be at least one attempt");
  require(options.failures_in_a_row >= 1, "at least one failure must be allowed before the run ends");
  require(std::isfinite(options.requests_a_minute) && options.requests_a_minute >= 0,
          "the requests a minute must be a number from 0 on");
  require(options.limits.connect_timeout.count() > 0 && options.limits.total_timeout.count() > 0,
          "time-outs must be longer than nothing");
  require(options.first_backoff.count() >= 0 && options.longest_wait.count() >= 0,
          "waits cannot be negative");
  require(options.long_side >= 32 && options.long_side <= 8192,
          "an image is sent with a long side of 32 to 8192 pixels");
  require(options.most_words >= 1, "a caption must be allowed at least one word");
  require(options.question.most_tokens >= 1, "the model must be allowed at least one token");
  require(options.question.temperature >= 0 && options.question.temperature <= 2,
          "the temperature is a number from 0 to 2");
  require(!options.question.prompt.empty(), "the prompt is empty");
}

// The value of the variable; empty when none is named.
std::string api_key(const std::string& variable) {
  if (variable.empty()) return {};
  const char* value = std::getenv(variable.c_str());
  if (value == nullptr || *value == '\0') {
    throw Error(ErrorKind::InvalidInput,
                "The environment variable " + variable +
                    ", which is to hold the captioner's key, is not set. Set it, or name none.");
  }
  const std::string key = value;
  if (std::any_of(key.begin(), key.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; })) {
    throw Error(ErrorKind::InvalidInput, "The key in the environment variable " + variable +
                                             " has a line break or another control character in it.");
  }
  return key;
}

// One call of caption_images.
class Run {
 public:
  Run(std::span<const CaptionImage> images, const CaptionerOptions& options, const CaptionSink& sink,
      const ProgressSink& progress)
      : images_(images),
        options_(options),
        sink_(sink),
        url_(chat_address(options.address)),
        key_(api_key(options.api_key_variable)),
        headers_{"Content-Type: application/json"},
        gate_(options.requests_a_minute),
        meter_("captioning images", static_cast<std::int64_t>(images.size()), progress) {
    if (!key_.empty()) headers_.push_back("Authorization: Bearer " + key_);
    if (!options.cache.empty()) cache_.emplace(options.cache);
    identity_ = question_identity(options.question) + std::to_string(options.long_side);
    report_.images = static_cast<std::int64_t>(images.size());
  }

  CaptionReport run(const CancelToken& cancel) {
    const auto start = PaceClock::now();
    const auto count = std::min(images_.size(), static_cast<std::size_t>(options_.parallel));
    std::vector<std::thread> workers;
    {
      const std::lock_guard lock(mutex_);
      working_ = count;
    }
    for (std::size_t w = 0; w < count; ++w) workers.emplace_back([this] { work(); });
    {
      std::unique_lock lock(mutex_);
      while (!finished_.wait_for(lock, std::chrono::milliseconds(20), [&] { return working_ == 0; })) {
        if (cancel.cancelled()) halt_.cancel();
      }
    }
    for (auto& worker : workers) worker.join();
    if (failure_) std::rethrow_exception(failure_);
    report_.not_tried = report_.images - report_.captioned - report_.failed;
    if (report_.not_tried > 0 && report_.stopped.empty()) cancel.throw_if_cancelled();
    report_.seconds = std::chrono::duration<double>(PaceClock::now() - start).count();
    return std::move(report_);
  }

 private:
  void work() {
    try {
      HttpClient client;
      Random random(static_cast<std::uint64_t>(PaceClock::now().time_since_epoch().count()));
      while (!halt_.cancelled()) {
        const std::size_t image = next_.fetch_add(1);
        if (image >= images_.size()) break;
        caption(image, &client, &random);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      halt_.cancel();
    }
    const std::lock_guard lock(mutex_);
    --working_;
    finished_.notify_all();
  }

  void caption(std::size_t image, HttpClient* client, Random* random) {
    std::string jpeg, key;
    try {
      const std::string bytes = images_[image].bytes();
      key = CaptionCache::key(bytes, identity_);
      if (cache_) {
        if (const auto kept = cache_->find(key)) {
          accept(image, *kept, true);
          return;
        }
      }
      jpeg = jpeg_for_captioner(bytes, images_[image].name, options_.long_side);
    } catch (const Error& error) {
      fail(image, "image not readable", error.what(), false);
      return;
    }
    ask(image, key, chat_request(options_.question, jpeg), client, random);
  }

  void ask(std::size_t image, const std::string& key, const std::string& request, HttpClient* client,
           Random* random) {
    for (int attempt = 1;; ++attempt) {
      if (!wait_for_gate()) return;
      const HttpReply reply = client->post(url_, headers_, request, options_.limits, halt_);
      if (reply.outcome == HttpOutcome::Cancelled) return;
      ReplyVerdict verdict = judge(reply, url_, options_.limits, options_.api_key_variable);
      hide_key(&verdict.what);
      count_request(attempt, reply, verdict);
      switch (verdict.kind) {
        case ReplyVerdict::Kind::Answer:
          accept_new(image, key, verdict.answer);
          return;
        case ReplyVerdict::Kind::EndsRun:
          end_run(verdict.what);
          return;
        case ReplyVerdict::Kind::Refused:
          fail(image, verdict.category, verdict.what, true);
          return;
        case ReplyVerdict::Kind::Retry:
          break;
      }
      if (attempt >= options_.attempts) {
        fail(image, verdict.category, verdict.what, true);
        return;
      }
      auto wait = backoff(attempt, options_.first_backoff, options_.longest_wait, random);
      if (reply.retry_after) {
        wait = std::min(*reply.retry_after, options_.longest_wait);
        gate_.pause(wait);  // the others would be refused as well
      }
      if (!sleep_until(PaceClock::now() + wait, halt_)) return;
    }
  }

  bool wait_for_gate() {
    if (!sleep_until(gate_.next(), halt_)) return false;
    // The server may have asked for a pause after the place was taken.
    for (auto until = gate_.paused_until(); until > PaceClock::now(); until = gate_.paused_until()) {
      if (!sleep_until(until, halt_)) return false;
    }
    return true;
  }

  void count_request(int attempt, const HttpReply& reply, const ReplyVerdict& verdict) {
    const std::lock_guard lock(mutex_);
    ++report_.requests;
    report_.retries += attempt > 1 ? 1 : 0;
    report_.rate_limited += reply.status == 429 || (reply.status == 503 && reply.retry_after) ? 1 : 0;
    report_.prompt_tokens += verdict.answer.prompt_tokens;
    report_.completion_tokens += verdict.answer.completion_tokens;
  }

  void accept_new(std::size_t image, const std::string& key, const ChatAnswer& answer) {
    const CachedAnswer kept{answer.text, answer.finish_reason,
                            answer.model.empty() ? options_.question.model : answer.model};
    if (cache_) cache_->keep(key, kept);
    accept(image, kept, false);
  }

  // Checks what the model wrote, makes a caption of it and hands that out.
  void accept(std::size_t image, const CachedAnswer& answer, bool from_cache) {
    const std::string& name = images_[image].name;
    const std::lock_guard lock(mutex_);
    if (!from_cache) failures_in_a_row_ = 0;
    Caption caption;
    caption.model = answer.model;
    caption.from_cache = from_cache;
    caption.text = tidy_caption(answer.text);
    if (answer.finish_reason == "length") {
      ++report_.cut_off;
      caption.cut = true;
      caption.text = whole_sentences(caption.text);
      if (!options_.keep_cut || caption.text.empty()) {
        add_failure(name, "answer cut off",
                    "The model's limit of tokens ended the caption. Left out; allow more tokens or ask for a "
                    "shorter caption.");
        return;
      }
      report_.issues.add(
          "answer cut off", name,
          "The model's limit of tokens ended the caption; its whole sentences are kept. Allow more tokens.");
    }
    const std::size_t words = word_count(caption.text);
    if (words > options_.most_words) {
      ++report_.too_long;
      caption.cut = true;
      caption.text = first_words(caption.text, options_.most_words);
      report_.issues.add("caption too long", name,
                         "The caption has " + std::to_string(words) + " words; at most the first " +
                             std::to_string(options_.most_words) + " are kept. Ask for a shorter caption.");
    }
    if (const auto language = options_.check_language ? language_of(caption.text) : Language{};
        !language.english) {
      ++report_.other_language;
      caption.other_language = true;
      std::string what = "The caption is not English: " + language.reason;
      what +=
          options_.keep_other_language ? ". Kept, as asked." : ". Left out; ask for English in the prompt.";
      if (!options_.keep_other_language) {
        add_failure(name, "answer in another language", what);
        return;
      }
      report_.issues.add("answer in another language", name, what);
    }
    ++report_.captioned;
    report_.from_cache += from_cache ? 1 : 0;
    if (sink_) sink_(image, caption);
    meter_.advance(1);
  }

  // With the lock held.
  void add_failure(const std::string& name, const std::string& category, const std::string& what) {
    ++report_.failed;
    report_.issues.add(category, name, what);
    meter_.advance(1);
  }

  void fail(std::size_t image, const std::string& category, const std::string& what, bool by_server) {
    const std::lock_guard lock(mutex_);
    if (halt_.cancelled()) return;
    add_failure(images_[image].name, category, what);
    if (!by_server || ++failures_in_a_row_ < options_.failures_in_a_row) return;
    stop("The captioner failed on " + std::to_string(failures_in_a_row_) +
         " images in a row, so the run was ended. The last: " + what +
         " What was captioned is kept: run again to go on.");
  }

  void end_run(const std::string& what) {
    const std::lock_guard lock(mutex_);
    stop(what + " Then run again: what was captioned is kept.");
  }

  // With the lock held.
  void stop(std::string why) {
    if (report_.stopped.empty()) report_.stopped = std::move(why);
    halt_.cancel();
  }

  // A server may repeat the key in what it says of it.
  void hide_key(std::string* text) const {
    if (key_.empty()) return;
    for (auto at = text->find(key_); at != std::string::npos; at = text->find(key_, at))
      text->replace(at, key_.size(), "***");
  }

  std::span<const CaptionImage> images_;
  const CaptionerOptions& options_;
  const CaptionSink& sink_;
  const std::string url_, key_;
  std::vector<std::string> headers_;
  std::string identity_;
  std::optional<CaptionCache> cache_;
  RequestGate gate_;
  CancelToken halt_;  // ours: the caller's cancel, the end of the run, an exception
  std::atomic<std::size_t> next_{0};

  std::mutex mutex_;  // all below
  std::condition_variable finished_;
  std::size_t working_ = 0;
  int failures_in_a_row_ = 0;
  ProgressMeter meter_;
  CaptionReport report_;
  std::exception_ptr failure_;
};

}  // namespace

CaptionImage image_in_file(const std::filesystem::path& path) {
  return {path.string(), [path] { return read_text_file(path); }};
}

std::string jpeg_for_captioner(std::string_view file, const std::string& name, int long_side) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.data());
  cv::Mat rgb = image::decode_image({bytes, file.size()}, name);
  try {
    const int longest = std::max(rgb.cols, rgb.rows);
    if (longest > long_side) {
      const double scale = static_cast<double>(long_side) / longest;
      const auto scaled = [&](int side) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
      cv::Mat smaller;
      cv::resize(rgb, smaller, cv::Size(scaled(rgb.cols), scaled(rgb.rows)), 0, 0, cv::INTER_AREA);
      rgb = smaller;
    }
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    std::vector<std::uint8_t> jpeg;
    cv::imencode(".jpg", bgr, jpeg, {cv::IMWRITE_JPEG_QUALITY, 90});
    return {reinterpret_cast<const char*>(jpeg.data()), jpeg.size()};
  } catch (const cv::Exception& error) {
    throw Error(ErrorKind::OutOfMemory,
                "The image " + name + " cannot be made ready to send: " + error.err + ".");
  }
}

CaptionReport caption_images(std::span<const CaptionImage> images, const CaptionerOptions& options,
                             const CaptionSink& sink, const ProgressSink& progress,
                             const CancelToken& cancel) {
  check(options);
  Run run(images, options, sink, progress);
  return run.run(cancel);
}

}  // namespace cloc::labelling
