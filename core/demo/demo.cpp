// SPDX-License-Identifier: Apache-2.0
#include "core/demo/demo.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/demo/captions.h"
#include "core/demo/scene.h"

namespace cloc::demo {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kCaptionStream = 1u << 20;  // beyond every attempt of make_scene
constexpr std::array<const char*, 3> kJsonNames = {"instances.json", "captions.json", "demo.json"};

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
}

std::string image_name(std::int64_t index) {
  char name[32];
  std::snprintf(name, sizeof name, "%06lld.jpg", static_cast<long long>(index));
  return name;
}

bool is_image_name(const std::string& name) {
  return name.size() == 10 && name.ends_with(".jpg") &&
         std::all_of(name.begin(), name.begin() + 6, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_json_name(const std::string& name) {
  return std::any_of(kJsonNames.begin(), kJsonNames.end(), [&](const std::string json_name) {
    return name == json_name || name.starts_with(json_name + ".tmp");
  });
}

// The files of the output directory: made ready at the start, taken back unless `keep` is called.
class Output {
 public:
  Output(const fs::path& directory, bool overwrite) : directory_(directory), images_(directory / "images") {
    try {
      made_directory_ = !fs::exists(directory_);
      if (!made_directory_) clear_or_refuse(overwrite);
      fs::create_directories(images_);
    } catch (const fs::filesystem_error& error) {
      remove_all();
      throw Error(ErrorKind::Io, "Cannot prepare " + directory.string() + ": " + error.code().message() +
                                     ". Choose a place that you may write to.");
    }
  }
  ~Output() {
    if (!kept_) remove_all();
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void keep() { kept_ = true; }
  fs::path image(std::int64_t index) const { return images_ / image_name(index); }

 private:
  // Everything in the directory that a demo may have written; throws when there is anything else.
  void clear_or_refuse(bool overwrite) {
    if (fs::is_empty(directory_)) return;
    if (!overwrite) {
      throw Error(ErrorKind::InvalidInput,
                  directory_.string() +
                      " is not empty. Choose another directory, or ask to overwrite the demo "
                      "data in it.");
    }
    const auto refuse = [](const fs::path& stranger) {
      throw Error(ErrorKind::InvalidInput,
                  stranger.string() +
                      " is not part of demo data, so its directory is not overwritten. Choose "
                      "another directory, or move that file.");
    };
    for (const auto& entry : fs::directory_iterator(directory_)) {
      const bool images = entry.path().filename() == "images" && entry.is_directory();
      if (!images && !is_json_name(entry.path().filename().string())) refuse(entry.path());
    }
    if (fs::exists(images_)) {
      for (const auto& entry : fs::directory_iterator(images_)) {
        if (!is_image_name(entry.path().filename().string())) refuse(entry.path());
      }
    }
    for (const char* name : kJsonNames) fs::remove(directory_ / name);  // first: they promise the images
    fs::remove_all(images_);
  }

  // Only what create_demo writes can be there: the directory was new, empty or cleared.
  void remove_all() noexcept {
    std::error_code ignored;  // the error that brought us here is the one to tell
    for (const char* name : kJsonNames) fs::remove(directory_ / name, ignored);
    fs::remove_all(images_, ignored);
    if (made_directory_) fs::remove(directory_, ignored);
  }

  fs::path directory_, images_;
  bool made_directory_ = false;
  bool kept_ = false;
};

void write_image(const fs::path& path, const std::vector<uchar>& bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  int error = errno;
  if (file != nullptr && std::fclose(file) != 0 && written) {
    written = false;
    error = errno;
  }
  if (written) return;
  throw Error(ErrorKind::Io, "Cannot write " + path.string() + ": " + std::generic_category().message(error) +
                                 "." + (error == ENOSPC ? " Free some space and try again." : ""));
}

// What the JSON files say of one scene.
struct SceneRecord {
  cv::Size size;
  std::vector<PlacedObject> objects;
  SceneCaptions captions;
};

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
      if (failure_) stop_ = true;
      for (auto& thread : threads) thread.join();
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
      const SceneOptions scene_options{options_.size, options_.min_objects, options_.max_objects,
                                       options_.jpeg_quality};
      const auto number = static_cast<std::uint64_t>(index);
      Scene scene = make_scene(scene_options, glyphs_, options_.seed, number);
      std::vector<uchar> bytes;
      cv::imencode(".jpg", scene.image, bytes, {cv::IMWRITE_JPEG_QUALITY, scene.jpeg_quality});
      write_image(output_.image(index), bytes);
      auto& record = records_[static_cast<std::size_t>(index)];
      record.size = scene.image.size();
      record.captions =
          make_captions(scene, objects_, glyphs_, Random(options_.seed, number, kCaptionStream));
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

json info(const DemoOptions& options) {
  return {{"description", "CLOC Studio demo scenes, seed " + std::to_string(options.seed)},
          {"version", std::to_string(kGeneratorVersion)},
          {"contributor", "Pictures: Noto Color Emoji. Names: Unicode emoji data."}};
}

// Writes a COCO file record by record: a million scenes would not fit in memory as one JSON document.
class CocoFile {
 public:
  CocoFile(const fs::path& path, const DemoOptions& options) : file_(path) {
    file_.write("{\"info\":" + info(options).dump());
  }
  void begin(const char* list) {
    file_.write(std::string(",\n\"") + list + "\":[");
    first_ = true;
  }
  void add(const json& record) {
    file_.write((first_ ? "\n" : ",\n") + record.dump());
    first_ = false;
  }
  void end() { file_.write("]"); }
  void commit() {
    file_.write("}\n");
    file_.commit();
  }

 private:
  AtomicFile file_;
  bool first_ = true;
};

void write_images_list(CocoFile& file, const std::vector<SceneRecord>& records) {
  file.begin("images");
  for (std::size_t i = 0; i < records.size(); ++i) {
    file.add({{"id", i},
              {"file_name", image_name(static_cast<std::int64_t>(i))},
              {"width", records[i].size.width},
              {"height", records[i].size.height}});
  }
  file.end();
}

void write_instances(const DemoOptions& options, const std::vector<DemoObject>& objects,
                     const std::vector<SceneRecord>& records) {
  CocoFile file(options.directory / "instances.json", options);
  write_images_list(file, records);
  file.begin("annotations");
  std::int64_t id = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (std::size_t j = 0; j < records[i].objects.size(); ++j) {
      const auto& placed = records[i].objects[j];
      const auto& box = placed.box;
      file.add({{"id", ++id},
                {"image_id", i},
                {"category_id", placed.object + 1},
                {"bbox", {box.x1, box.y1, box.width(), box.height()}},
                {"area", placed.visible_pixels},
                {"iscrowd", 0},
                {"caption", records[i].captions.regions[j]}});
    }
  }
  file.end();
  file.begin("categories");
  for (std::size_t i = 0; i < objects.size(); ++i) {
    file.add({{"id", i + 1}, {"name", objects[i].name}, {"supercategory", objects[i].group}});
  }
  file.end();
  file.commit();
}

void write_captions(const DemoOptions& options, const std::vector<SceneRecord>& records) {
  CocoFile file(options.directory / "captions.json", options);
  write_images_list(file, records);
  file.begin("annotations");
  std::int64_t id = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    for (const auto& caption : records[i].captions.image) {
      file.add({{"id", ++id}, {"image_id", i}, {"caption", caption}});
    }
  }
  file.end();
  file.commit();
}

void write_summary(const DemoOptions& options, const DemoReport& report) {
  const json summary = {{"generator", "cloc demo"},
                        {"version", kGeneratorVersion},
                        {"seed", options.seed},
                        {"scenes", options.scenes},
                        {"size", options.size},
                        {"min_objects", options.min_objects},
                        {"max_objects", options.max_objects},
                        {"jpeg_quality", options.jpeg_quality},
                        {"regions", report.objects},
                        {"classes", report.classes}};
  write_text_file(options.directory / "demo.json", summary.dump(2) + "\n");
}

}  // namespace

DemoReport create_demo(const DemoOptions& options, const ProgressSink& progress, const CancelToken& cancel) {
  const auto start = std::chrono::steady_clock::now();
  check(options);
  const auto objects = read_objects(resource_path("demo/objects.tsv"));
  const GlyphSet glyphs(options.font.empty() ? fs::path(kDefaultFont) : options.font, objects);
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
  write_instances(options, objects, records);
  write_captions(options, records);
  cancel.throw_if_cancelled();
  write_summary(options, report);
  output.keep();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace cloc::demo
