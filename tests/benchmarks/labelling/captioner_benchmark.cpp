// SPDX-License-Identifier: Apache-2.0
// What the captioner itself costs: images a second against a server on this machine that answers after a
// given time, and again from the kept answers.
//   captioner_benchmark [IMAGES] [PARALLEL] [MILLISECONDS]
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "tests/labelling/chat_server.h"
#include "training/labelling/captioner.h"

using namespace cloc::labelling;

namespace {

// A photo-like JPEG of 1,280 x 960: smooth noise.
std::string photo(int seed) {
  cv::Mat small(60, 80, CV_8UC3), large;
  cv::theRNG().state = static_cast<std::uint64_t>(seed) + 1;
  cv::randu(small, 0, 255);
  cv::resize(small, large, cv::Size(1280, 960), 0, 0, cv::INTER_CUBIC);
  std::vector<std::uint8_t> bytes;
  cv::imencode(".jpg", large, bytes);
  return {bytes.begin(), bytes.end()};
}

void report(const char* name, const CaptionReport& report) {
  std::printf("%s: %.1f images/s (%lld captioned, %lld from the cache, %lld requests)\n", name,
              static_cast<double>(report.captioned) / report.seconds,
              static_cast<long long>(report.captioned), static_cast<long long>(report.from_cache),
              static_cast<long long>(report.requests));
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 200;
  const auto folder = std::filesystem::temp_directory_path() / "cloc_captioner_benchmark";
  try {
    CaptionerOptions options;
    options.parallel = argc > 2 ? std::atoi(argv[2]) : 4;
    options.cache = folder;
    const std::chrono::milliseconds delay(argc > 3 ? std::atoi(argv[3]) : 0);
    test::ChatServer server([&](const test::ChatRequest&) {
      auto reply = test::answer("A small brown dog is lying on a gray couch next to a red ball.");
      reply.delay = delay;
      return reply;
    });
    options.address = server.address();
    std::vector<CaptionImage> images;
    for (int n = 0; n < count; ++n) {
      images.push_back({std::to_string(n), [bytes = photo(n)] { return bytes; }});
    }
    std::filesystem::remove_all(folder);
    std::printf("%d images, %d requests at once, a server that takes %lld ms\n", count, options.parallel,
                static_cast<long long>(delay.count()));
    report("asked", caption_images(images, options, {}, {}, {}));
    report("kept", caption_images(images, options, {}, {}, {}));
    std::filesystem::remove_all(folder);
    return 0;
  } catch (const cloc::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
