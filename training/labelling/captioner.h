// SPDX-License-Identifier: Apache-2.0
// Re-captioning (CLOC, section 4, step 1): has a vision-language model describe images, through any server
// with the OpenAI-compatible chat interface (llama.cpp server, vLLM, Ollama). Used by the labelling job and
// the command line.
//
//   CaptionerOptions options;
//   options.address = "http://localhost:8080";
//   options.cache = project / "captions";
//   const CaptionReport report = caption_images(images, options, [&](std::size_t i, const Caption& c) {
//     store.set_caption(images[i].name, c.text);
//   }, progress, cancel);
//
// One image that fails is one line of the report, and the run goes on. A server that fails altogether ends it
// early. Every answer is kept on disk, so calling again with the same images and options goes on where it
// stopped.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "training/labelling/chat_answer.h"
#include "training/labelling/http_client.h"

namespace cloc::labelling {

// Asks for what region phrases need: things by name, with what they look like.
inline constexpr const char* kCaptionPrompt =
    "Describe this image in detail in English, in one paragraph of two to five plain sentences. "
    "Name every object, person and animal that can be seen, with its colour, material and place. "
    "Do not guess at what cannot be seen.";

struct CaptionerOptions {
  std::string address;  // see chat_address
  ChatQuestion question{"", kCaptionPrompt, 0.2, 512};
  // An environment variable whose value goes into "Authorization: Bearer"; it is never kept or shown.
  std::string api_key_variable;
  // Folder of kept answers; empty: none are kept, and nothing can be resumed.
  std::filesystem::path cache;

  int parallel = 4;              // requests at once
  double requests_a_minute = 0;  // over all of them; 0: as fast as the server answers
  HttpLimits limits;
  int attempts = 5;  // for one image, the first included
  // Before the second attempt; doubled for each further one, then times 0.5 to 1.5 by chance.
  std::chrono::milliseconds first_backoff{1000};
  // No back-off is longer, and no Retry-After is waited for any longer.
  std::chrono::milliseconds longest_wait{300000};
  int failures_in_a_row = 10;  // images that the server failed on, one after another, that end the run

  int long_side = 1024;          // pixels of what is sent: larger images are made smaller
  std::size_t most_words = 400;  // of a caption; longer ones are cut
  // A caption that the limit of tokens cut off: its whole sentences are kept; false: it is a failure.
  bool keep_cut = true;
  bool check_language = true;  // see language_of
  bool keep_other_language = false;
};

struct CaptionImage {
  std::string name;                    // for messages: its path or id
  std::function<std::string()> bytes;  // its file's, called from any thread, at most once; may throw Error
};

// An image in a file of its own, named by its path.
CaptionImage image_in_file(const std::filesystem::path& path);

struct Caption {
  std::string text;   // one line, tidied (caption_text.h)
  std::string model;  // as the server calls it
  bool from_cache = false;
  bool cut = false;             // the model's limit of tokens or most_words
  bool other_language = false;  // only with keep_other_language
};

// Called with the image's index; one call at a time, from any thread, in the order in which answers come.
using CaptionSink = std::function<void(std::size_t, const Caption&)>;

struct CaptionReport {
  std::int64_t images = 0;                                // asked for
  std::int64_t captioned = 0;                             // handed to the sink
  std::int64_t from_cache = 0;                            // of those
  std::int64_t failed = 0;                                // each with a line in `issues`
  std::int64_t not_tried = 0;                             // the run ended before them
  std::int64_t requests = 0;                              // by HTTP
  std::int64_t retries = 0;                               // of those, second and further ones for an image
  std::int64_t rate_limited = 0;                          // answered with 429, or with 503 and a Retry-After
  std::int64_t cut_off = 0;                               // by the model's limit of tokens, kept or not
  std::int64_t too_long = 0;                              // cut to most_words
  std::int64_t other_language = 0;                        // kept or not
  std::int64_t prompt_tokens = 0, completion_tokens = 0;  // as the server counts them
  // "image not readable", "server not reached", "server too slow", "server error", "answer cut off", "answer
  // too large", "answer not understood", "answer empty", "answer in another language", "caption too long",
  // "request refused".
  IssueReport issues;
  std::string stopped;  // not empty: why the run ended early, and what to do
  double seconds = 0;
};

// Throws Error{InvalidInput} for options that cannot be right (address, an environment variable that is not
// set, a number out of its range), Error{Io} when an answer cannot be kept (full disk), Error{Cancelled}; and
// what the sink throws. In each of these cases what was answered before is in the cache, and no request is
// left running.
CaptionReport caption_images(std::span<const CaptionImage> images, const CaptionerOptions& options,
                             const CaptionSink& sink, const ProgressSink& progress,
                             const CancelToken& cancel);

// The image as it is sent: decoded, the long side at most `long_side` pixels, JPEG of quality 90. Throws as
// image::decode_image.
std::string jpeg_for_captioner(std::string_view file, const std::string& name, int long_side);

}  // namespace cloc::labelling
