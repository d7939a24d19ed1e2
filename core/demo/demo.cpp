// SPDX-License-Identifier: Apache-2.0
#include "core/demo/demo.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include <opencv2/imgcodecs.hpp>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/demo/annotations.h"
#include "core/demo/output.h"
#include "core/demo/photograph.h"

namespace cloc::demo {
namespace {

constexpr std::uint64_t kCaptionStream = 1u << 20;  // beyond every attempt of make_scene
constexpr std::uint64_t kPhotoStream = kCaptionStream + 1;

void check_range(const char* option, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return;
  throw Error(ErrorKind::InvalidInput, "The demo option '" + std::string(option) + "' is " +
                                           std::to_string(value) + "; it must be " + std::to_string(low) +
                                           " to " + std::to_string(high) + ".");
}

void check(const DemoOptions& options) {
  if (options.directory.empty()) {
    throw Error(ErrorKind::InvalidInput,
                "No directory is given for the demo data. Name one that is empty or new.");
  }
  check_range("scenes", options.scenes, 1, 1'000'000);
  check_range("size", options.size, 64, 2048);
  check_range("threads", options.threads, 0, 1024);
  check_range("max_objects", options.max_objects, 1, 20);
  check_range("min_objects", options.min_objects, 1, options.max_objects);
  check_range("jpeg_quality", options.jpeg_quality, 1, 100);
  check_range("names", options.names, 0, 1'000'000);
  Random unused(0);
  photo_of(options.photo, unused);
}

// `count` of the objects, evenly over the list, so that each group keeps its share; 0: all of them.
std::vector<DemoObject> some_of(std::vector<DemoObject> objects, int count) {
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted == 0 || wanted >= objects.size()) return objects;
  std::vector<DemoObject> some;
  for (std::size_t i = 0; i < wanted; ++i) some.push_back(std::move(objects[i * objects.size() / wanted]));
  return some;
}

// Draws and writes scenes on several threads. Each scene depends on its number alone, so who draws it does
// not matter.
class SceneWriter {
 public:
  SceneWriter(const DemoOptions& options, const std::vector<DemoObject>& objects, const GlyphSet& glyphs,
              const Output& output)
      : options_(options), objects_(objects), glyphs_(glyphs), output_(output), records_(options.scenes) {}

  // Throws what a thread threw, or Error{Cancelled}.
  std::vector<SceneRecord> run(const ProgressSink& progress, const CancelToken& cancel) {
    const unsigned wanted =
        options_.threads > 0 ? options_.threads : std::max(1u, std::thread::hardware_concurrency());
    const unsigned count = std::min(wanted, static_cast<unsigned>(options_.scenes));
    {
      std::vector<std::jthread> threads;
      const StopAtEnd stop{stop_};  // before the threads are joined, whatever throws here
      for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { work(); });
      watch(progress, cancel);
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::move(records_);
  }

 private:
  struct StopAtEnd {
    std::atomic<bool>& stop;
    ~StopAtEnd() { stop = true; }
  };

  void watch(const ProgressSink& progress, const CancelToken& cancel) {
    ProgressMeter meter("drawing scenes", options_.scenes, progress);
    std::int64_t reported = 0;
    while (reported < options_.scenes) {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, std::chrono::milliseconds(50),
                        [&] { return done_ == options_.scenes || failure_; });
      const std::int64_t done = done_;
      if (failure_) return;
      lock.unlock();
      cancel.throw_if_cancelled();
      if (done > reported) meter.advance(done - reported);
      reported = done;
    }
  }

  void work() {
    try {
      while (!stop_) {
        const std::int64_t index = next_++;
        if (index >= options_.scenes) return;
        write_scene(index);
        const std::lock_guard lock(mutex_);
        if (++done_ == options_.scenes) changed_.notify_one();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stop_ = true;
      changed_.notify_one();
    }
  }

  void write_scene(std::int64_t index) {
    try {
      SceneOptions scene_options;
      scene_options.size = options_.size;
      scene_options.min_objects = options_.min_objects;
      scene_options.max_objects = options_.max_objects;
      scene_options.jpeg_quality = options_.jpeg_quality;
      const auto number = static_cast<std::uint64_t>(index);
      Scene scene = make_scene(scene_options, glyphs_, options_.seed, number);
      auto& record = records_[static_cast<std::size_t>(index)];
      record.size = scene.image.size();
      record.captions =
          make_captions(scene, objects_, glyphs_, Random(options_.seed, number, kCaptionStream));
      Random camera(options_.seed, number, kPhotoStream);
      photograph(scene, photo_of(options_.photo, camera), camera);
      std::vector<uchar> bytes;
      cv::imencode(".jpg", scene.image, bytes, {cv::IMWRITE_JPEG_QUALITY, scene.jpeg_quality});
      output_.write_image(index, bytes);
      record.objects = std::move(scene.objects);
    } catch (const cv::Exception& error) {
      throw Error(ErrorKind::Internal, "OpenCV failed on demo scene " + std::to_string(index) + " of seed " +
                                           std::to_string(options_.seed) + ": " + error.what());
    }
  }

  const DemoOptions& options_;
  const std::vector<DemoObject>& objects_;
  const GlyphSet& glyphs_;
  const Output& output_;
  std::vector<SceneRecord> records_;
  std::atomic<std::int64_t> next_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t done_ = 0;       // under mutex_
  std::exception_ptr failure_;  // under mutex_ while threads run
};

}  // namespace

DemoReport create_demo(const DemoOptions& options, const ProgressSink& progress, const CancelToken& cancel) {
  const auto start = std::chrono::steady_clock::now();
  check(options);
  const auto objects = some_of(read_objects(resource_path("demo/objects.tsv")), options.names);
  const GlyphSet glyphs(options.font.empty() ? std::filesystem::path(kDefaultFont) : options.font, objects);
  Output output(options.directory, options.overwrite);
  const auto records = SceneWriter(options, objects, glyphs, output).run(progress, cancel);
  DemoReport report;
  report.scenes = options.scenes;
  std::set<std::size_t> classes;
  for (const auto& record : records) {
    report.objects += static_cast<std::int64_t>(record.objects.size());
    for (const auto& placed : record.objects) classes.insert(placed.object);
  }
  report.classes = static_cast<std::int64_t>(classes.size());
  write_instances(options, objects, records, cancel);
  write_captions(options, records, cancel);
  cancel.throw_if_cancelled();
  write_summary(options, report);
  output.keep();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace cloc::demo
