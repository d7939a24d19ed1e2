// SPDX-License-Identifier: Apache-2.0
// Makes the batches that the sampler names: decodes, letterboxes and tokenises on threads of its own, some
// batches ahead of the model, so that the model never waits for a disk it could have hidden.
#pragma once

#include <torch/types.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/issue_report.h"
#include "core/text/tokenizer.h"
#include "training/pixel_source.h"
#include "training/sampler.h"

namespace cloc::training {

// N images, C of them with a caption, R regions in all, U different region captions. Nothing is padded with
// fake boxes.
struct Batch {
  std::int64_t step = 0;
  at::Tensor images;                        // [N, S, S, 3] uint8 RGB, letterboxed
  at::Tensor caption_ids, caption_lengths;  // [C, length], [C] int64
  at::Tensor caption_image;                 // [C] int64 into images
  at::Tensor phrase_ids, phrase_lengths;    // [U, length], [U] int64: each different region caption once
  at::Tensor boxes;  // [R, 4] float, normalised; of several boxes at once the one around them
  // [R, K, 4]: what the Prompter is asked by, K = 1 or 2 boxes (or twice a point in one); which of them are
  // there, [R, K] bool.
  at::Tensor prompts, prompt_present;
  at::Tensor object_boxes,
      object_image;  // [O, 4], [O] int64: all labelled boxes of the images, for proposals
  at::Tensor region_image, region_phrase;  // [R] int64 into images, into phrases
  std::int64_t images_with_regions = 0;
  std::vector<std::string> names;  // of the images, for messages

  std::int64_t size() const { return images.size(0); }
  // Images [first, last) with their captions, phrases and regions, as a batch of its own.
  Batch slice(std::int64_t first, std::int64_t last) const;
  Batch to(const at::Device& device) const;
};

struct LoaderOptions {
  std::int64_t input_size = 224;
  std::int64_t threads = 2;
  std::int64_t prefetch = 4;     // batches
  std::int64_t cache_bytes = 0;  // for letterboxed images
  double point_share = 0;        // of the prompts that are points
  double pair_share = 0;         // of the prompts that are two boxes
  bool objects = false;          // whether object_boxes are wanted
  std::uint64_t seed = 1;        // of which, and where in their boxes
  // Of several processes each loads its part of every batch, images part / parts of it.
  std::int64_t part = 0, parts = 1;
};

class BatchLoader {
 public:
  // Serves steps first_step, first_step + 1, ... up to last_step. All references must outlive it.
  BatchLoader(const data::Dataset& dataset, const PixelSource& pixels, const Sampler& sampler,
              const text::Tokenizer& tokenizer, const LoaderOptions& options, std::int64_t first_step,
              std::int64_t last_step);
  ~BatchLoader();

  // The next batch, waiting for it. An image that cannot be read is left out of its batch and reported.
  // Rethrows what a loading thread threw. Throws Error{InvalidInput} when no image of a batch could be read.
  Batch next();

  // Share of the time since construction that next() spent waiting.
  double waiting_share() const;
  // What could not be read so far.
  IssueReport report() const;

 private:
  void work();
  Batch load(std::int64_t step);
  // Nothing when the image cannot be read.
  std::optional<LetterboxedPixels> decode(std::int64_t image);

  const data::Dataset& dataset_;
  const PixelSource& pixels_;
  const Sampler& sampler_;
  const text::Tokenizer& tokenizer_;
  LoaderOptions options_;
  std::int64_t next_step_, last_step_;

  mutable std::mutex mutex_;
  std::condition_variable ready_changed_, space_changed_;
  std::map<std::int64_t, Batch> ready_;  // guarded by mutex_, as all below
  std::int64_t next_to_load_;
  std::exception_ptr failure_;
  bool stopping_ = false;
  IssueReport report_;
  std::vector<std::optional<LetterboxedPixels>> cache_;  // by image
  std::int64_t cached_bytes_ = 0;

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::duration waited_{};
  std::vector<std::thread> threads_;
};

}  // namespace cloc::training
