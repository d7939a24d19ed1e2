// SPDX-License-Identifier: Apache-2.0
#include "training/batch_loader.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/geometry/letterbox.h"
#include "core/inference/box_tensor.h"
#include "core/inference/text_tensors.h"
#include "training/region_pairs.h"

namespace cloc::training {
namespace {

at::Tensor int64_tensor(const std::vector<std::int64_t>& values) {
  return torch::tensor(at::ArrayRef<std::int64_t>(values), torch::kInt64);
}

// Twice a point in the middle half of the box, where the thing in it is likelier than its surroundings.
NormBox point_in(const NormBox& box, Random& random) {
  const auto x = box.x1 + static_cast<float>(random.uniform(0.25, 0.75)) * box.width();
  const auto y = box.y1 + static_cast<float>(random.uniform(0.25, 0.75)) * box.height();
  return {x, y, x, y};
}

// A box of less than a pixel of the model input tells the model nothing.
bool large_enough(const NormBox& box, std::int64_t input_size) {
  const auto pixel = 1.f / static_cast<float>(input_size);
  return box.valid() && box.width() >= pixel && box.height() >= pixel;
}

}  // namespace

Batch Batch::slice(std::int64_t first, std::int64_t last) const {
  const auto within = [&](const at::Tensor& image) {
    return torch::logical_and(image >= first, image < last).nonzero().squeeze(1);
  };
  const auto captions = within(caption_image), regions = within(region_image);
  Batch part;
  part.step = step;
  part.images = images.slice(0, first, last);
  part.caption_ids = caption_ids.index_select(0, captions);
  part.caption_lengths = caption_lengths.index_select(0, captions);
  part.caption_image = caption_image.index_select(0, captions) - first;
  part.phrase_ids = phrase_ids;
  part.phrase_lengths = phrase_lengths;
  part.boxes = boxes.index_select(0, regions);
  part.prompts = prompts.index_select(0, regions);
  part.prompt_present = prompt_present.index_select(0, regions);
  const auto objects = within(object_image);
  part.object_boxes = object_boxes.index_select(0, objects);
  part.object_image = object_image.index_select(0, objects) - first;
  part.region_image = region_image.index_select(0, regions) - first;
  part.region_phrase = region_phrase.index_select(0, regions);
  part.names.assign(names.begin() + first, names.begin() + last);
  return part;
}

Batch Batch::to(const at::Device& device) const {
  Batch moved = *this;
  for (auto* tensor : {&moved.images, &moved.caption_ids, &moved.caption_lengths, &moved.caption_image,
                       &moved.phrase_ids, &moved.phrase_lengths, &moved.boxes, &moved.prompts,
                       &moved.prompt_present, &moved.region_image, &moved.region_phrase}) {
    *tensor = tensor->to(device);
  }
  return moved;
}

BatchLoader::BatchLoader(const data::Dataset& dataset, const PixelSource& pixels, const Sampler& sampler,
                         const text::Tokenizer& tokenizer, const LoaderOptions& options,
                         std::int64_t first_step, std::int64_t last_step)
    : dataset_(dataset),
      pixels_(pixels),
      sampler_(sampler),
      tokenizer_(tokenizer),
      options_(options),
      next_step_(first_step),
      last_step_(last_step),
      next_to_load_(first_step),
      cache_(dataset.images.size()) {
  for (std::int64_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  space_changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void BatchLoader::work() {
  while (true) {
    std::int64_t step = 0;
    {
      std::unique_lock lock(mutex_);
      space_changed_.wait(lock, [&] {
        return stopping_ || failure_ || next_to_load_ > last_step_ ||
               next_to_load_ < next_step_ + options_.prefetch;
      });
      if (stopping_ || failure_ || next_to_load_ > last_step_) return;
      step = next_to_load_++;
    }
    try {
      auto batch = load(step);
      const std::lock_guard lock(mutex_);
      ready_.emplace(step, std::move(batch));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
    ready_changed_.notify_all();
  }
}

Batch BatchLoader::next() {
  const auto asked = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  ready_changed_.wait(lock, [&] { return failure_ || ready_.count(next_step_) > 0; });
  waited_ += std::chrono::steady_clock::now() - asked;
  const auto found = ready_.find(next_step_);
  if (found == ready_.end()) std::rethrow_exception(failure_);
  Batch batch = std::move(found->second);
  ready_.erase(found);
  ++next_step_;
  lock.unlock();
  space_changed_.notify_all();
  return batch;
}

double BatchLoader::waiting_share() const {
  const auto elapsed = std::chrono::steady_clock::now() - start_;
  return std::chrono::duration<double>(waited_) / std::chrono::duration<double>(elapsed);
}

IssueReport BatchLoader::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

std::optional<LetterboxedPixels> BatchLoader::decode(std::int64_t index) {
  const auto at = static_cast<std::size_t>(index);
  {
    const std::lock_guard lock(mutex_);
    if (cache_[at]) return cache_[at];
  }
  const auto& record = dataset_.images[at];
  LetterboxedPixels decoded;
  try {
    decoded = pixels_.load(record, static_cast<int>(options_.input_size));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Mismatch) throw;  // of the source, not of this image
    const std::lock_guard lock(mutex_);
    report_.add("unreadable image", record.path.string(),
                std::string(error.what()) + " Left out of its batch.");
    return std::nullopt;
  }
  const std::lock_guard lock(mutex_);
  const auto bytes = 3 * options_.input_size * options_.input_size;
  if (!cache_[at] && cached_bytes_ + bytes <= options_.cache_bytes) {
    cache_[at] = decoded;
    cached_bytes_ += bytes;
  }
  return decoded;
}

Batch BatchLoader::load(std::int64_t step) {
  const auto side = options_.input_size;
  std::vector<std::shared_ptr<const std::uint8_t>> pixels;
  std::vector<std::string> captions, phrases;
  std::vector<std::int64_t> caption_image, region_image, region_phrase;
  std::vector<NormBox> boxes, objects;
  std::vector<std::int64_t> object_image;
  std::vector<std::array<NormBox, 2>> prompts;
  std::vector<bool> paired;
  std::unordered_map<std::string, std::int64_t> phrase_number;
  Batch batch;
  batch.step = step;

  const auto samples = sampler_.batch(step);
  const auto whole = static_cast<std::int64_t>(samples.size());
  const auto first = options_.part * whole / options_.parts,
             last = (options_.part + 1) * whole / options_.parts;
  for (std::int64_t i = first; i < last; ++i) {
    const auto& sample = samples[static_cast<std::size_t>(i)];
    const auto decoded = decode(sample.image);
    if (!decoded) continue;
    const auto& record = dataset_.images[static_cast<std::size_t>(sample.image)];
    const auto row = static_cast<std::int64_t>(pixels.size());
    pixels.push_back(decoded->data);
    batch.names.push_back(record.path.string());
    if (sample.caption >= 0) {
      captions.push_back(record.captions[static_cast<std::size_t>(sample.caption)]);
      caption_image.push_back(row);
    }
    const Letterbox letterbox(decoded->width, decoded->height, static_cast<int>(side));
    Random random(options_.seed, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(sample.image));
    // Nothing of a box that is too small to be seen.
    const auto seen = [&](const data::Region& region) -> std::optional<NormBox> {
      const auto inside =
          clip(region.box, static_cast<float>(decoded->width), static_cast<float>(decoded->height));
      const auto box = letterbox.to_normalised(inside);
      return large_enough(box, side) ? std::optional(box) : std::nullopt;
    };
    std::vector<std::pair<NormBox, const std::string*>> regions;
    for (const auto number : sample.regions) {
      const auto& region = record.regions[static_cast<std::size_t>(number)];
      if (const auto box = seen(region)) regions.emplace_back(*box, &region.caption);
    }
    const auto prompt_of = [&](const NormBox& box) {
      return random.chance(options_.point_share) ? point_in(box, random) : box;
    };
    for (std::size_t r = 0; r < regions.size(); ++r) {
      auto [box, caption] = regions[r];
      std::string words = *caption;
      std::array<NormBox, 2> prompt{prompt_of(box), {}};
      const bool pair = options_.pair_share > 0 && regions.size() > 1 && random.chance(options_.pair_share);
      if (pair) {
        const auto& [other, other_caption] =
            regions[(r + 1 + random.below(regions.size() - 1)) % regions.size()];
        prompt[1] = prompt_of(other);
        words = pair_caption(words, *other_caption);
        box = around(box, other);
      }
      const auto [entry, fresh] = phrase_number.try_emplace(words, static_cast<std::int64_t>(phrases.size()));
      if (fresh) phrases.push_back(words);
      boxes.push_back(box);
      prompts.push_back(prompt);
      paired.push_back(pair);
      region_image.push_back(row);
      region_phrase.push_back(entry->second);
    }
    batch.images_with_regions += regions.empty() ? 0 : 1;
    if (!options_.objects) continue;
    for (const auto& region : record.regions) {
      const auto box = seen(region);
      if (!box) continue;
      objects.push_back(*box);
      object_image.push_back(row);
    }
  }
  if (pixels.empty()) {
    throw Error(ErrorKind::InvalidInput, "None of the images of step " + std::to_string(step) +
                                             " could be read. Check the data set's image folder.");
  }

  const auto count = static_cast<std::int64_t>(pixels.size());
  batch.images = torch::empty({count, side, side, 3}, torch::kByte);
  for (std::int64_t i = 0; i < count; ++i) {
    std::memcpy(batch.images.data_ptr<std::uint8_t>() + i * side * side * 3,
                pixels[static_cast<std::size_t>(i)].get(), static_cast<std::size_t>(side * side * 3));
  }
  const auto caption_tokens = inference::tokenise(tokenizer_, captions);
  batch.caption_ids = caption_tokens.ids;
  batch.caption_lengths = caption_tokens.lengths;
  const auto phrase_tokens = inference::tokenise(tokenizer_, phrases);
  batch.phrase_ids = phrase_tokens.ids;
  batch.phrase_lengths = phrase_tokens.lengths;
  batch.caption_image = int64_tensor(caption_image);
  batch.region_image = int64_tensor(region_image);
  batch.region_phrase = int64_tensor(region_phrase);
  batch.boxes = inference::to_tensor(boxes);
  const bool any_pair = std::find(paired.begin(), paired.end(), true) != paired.end();
  const std::size_t together = any_pair ? 2 : 1;
  std::vector<NormBox> prompt_boxes;
  batch.prompt_present = torch::ones(
      {static_cast<std::int64_t>(prompts.size()), static_cast<std::int64_t>(together)}, torch::kBool);
  for (std::size_t r = 0; r < prompts.size(); ++r) {
    for (std::size_t k = 0; k < together; ++k) prompt_boxes.push_back(prompts[r][k]);
    if (any_pair && !paired[r]) batch.prompt_present[static_cast<std::int64_t>(r)][1] = false;
  }
  batch.prompts = inference::to_tensor(prompt_boxes).view({-1, static_cast<std::int64_t>(together), 4});
  batch.object_boxes = inference::to_tensor(objects);
  batch.object_image = int64_tensor(object_image);
  return batch;
}

}  // namespace cloc::training
