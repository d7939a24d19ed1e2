// SPDX-License-Identifier: Apache-2.0
#include "training/pack/pack_writer.h"

#include <torch/torch.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/data/output_folder.h"
#include "core/text/token_table.h"
#include "core/weights/safetensors.h"
#include "training/pack/pack.h"
#include "training/pixel_source.h"

namespace cloc::training {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Part {
  at::Tensor pixels;  // [images, S, S, 3]; those that could not be read are left out when it is written
  std::vector<LetterboxedPixels> sizes;
  std::vector<char> readable;
};

// Decodes the images of one part on several threads.
Part decoded(std::span<const data::ImageRecord> images, const PackOptions& options, IssueReport& report,
             ProgressMeter& meter, const CancelToken& cancel) {
  const auto side = std::int64_t{options.input_size};
  const auto count = static_cast<std::int64_t>(images.size());
  Part part{torch::empty({count, side, side, 3}, torch::kByte), std::vector<LetterboxedPixels>(images.size()),
            std::vector<char>(images.size(), 0)};
  auto* const pixels = part.pixels.data_ptr<std::uint8_t>();
  const FilePixels files;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // of report and meter
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < images.size() && !cancel.cancelled(); i = next++) {
      try {
        auto loaded = files.load(images[i], options.input_size);
        std::memcpy(pixels + static_cast<std::int64_t>(i) * side * side * 3, loaded.data.get(),
                    static_cast<std::size_t>(side * side * 3));
        part.sizes[i] = {{}, loaded.width, loaded.height};
        part.readable[i] = 1;
      } catch (const Error& error) {
        const std::lock_guard lock(mutex);
        report.add("unreadable image", images[i].path.string(), std::string(error.what()) + " Left out.");
      } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
        return;
      }
      const std::lock_guard lock(mutex);
      meter.advance(1);
    }
  };
  {
    const auto wanted = options.threads > 0 ? static_cast<unsigned>(options.threads)
                                            : std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < wanted; ++i) threads.emplace_back(work);
  }
  if (failure) std::rethrow_exception(failure);
  cancel.throw_if_cancelled();
  return part;
}

std::string line_of(const data::ImageRecord& image, const LetterboxedPixels& size) {
  auto regions = json::array();
  for (const auto& region : image.regions) {
    regions.push_back({{"box", {region.box.x1, region.box.y1, region.box.x2, region.box.y2}},
                       {"label", region.label},
                       {"caption", region.caption}});
  }
  const json line{{"name", image.path.string()},
                  {"width", size.width},
                  {"height", size.height},
                  {"captions", image.captions},
                  {"regions", std::move(regions)}};
  return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

// Returns how many images are in it.
std::int64_t write_part(const fs::path& file, std::span<const data::ImageRecord> images, const Part& part) {
  std::string lines;
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!part.readable[i]) continue;
    lines += line_of(images[i], part.sizes[i]);
    kept.push_back(static_cast<std::int64_t>(i));
  }
  if (kept.empty()) return 0;
  weights::SafeTensors contents;
  contents.tensors["pixels"] =
      kept.size() == images.size()
          ? part.pixels
          : part.pixels.index_select(0, torch::tensor(at::ArrayRef<std::int64_t>(kept), torch::kInt64));
  contents.tensors["records"] =
      torch::from_blob(lines.data(), {static_cast<std::int64_t>(lines.size())}, torch::kByte);
  weights::write_safetensors(file, contents);
  return static_cast<std::int64_t>(kept.size());
}

// The vocabulary's files and the tokens of all captions.
void write_tokens(const data::Dataset& dataset, const fs::path& tokenizer, const fs::path& folder) {
  for (const auto& [file, name] : text::vocabulary_files(tokenizer)) {
    std::error_code error;
    fs::copy_file(file, folder / name, error);
    if (error)
      throw Error(ErrorKind::Io, "Cannot copy " + file.string() + " into the pack: " + error.message() + ".");
  }
  std::set<std::string> texts;
  for (const auto& image : dataset.images) {
    texts.insert(image.captions.begin(), image.captions.end());
    for (const auto& region : image.regions) texts.insert(region.caption);
  }
  text::write_token_table(folder / text::kTokenTableFile, *text::load_tokenizer(tokenizer), texts);
}

}  // namespace

std::int64_t write_pack(const data::Dataset& dataset, const fs::path& folder, const PackOptions& options,
                        IssueReport& report, const ProgressSink& progress, const CancelToken& cancel) {
  if (options.input_size < 16 || options.input_size > 4096) {
    throw Error(ErrorKind::InvalidInput, "The size of a pack is " + std::to_string(options.input_size) +
                                             " pixels; it must be from 16 to 4096.");
  }
  data::OutputFolder output(folder, options.overwrite);
  const auto bytes = std::int64_t{3} * options.input_size * options.input_size;
  const auto together = static_cast<std::size_t>(std::max<std::int64_t>(1, options.part_bytes / bytes));
  ProgressMeter meter("packing images", static_cast<std::int64_t>(dataset.images.size()), progress);
  std::vector<std::string> parts;
  std::int64_t images = 0;
  auto left = std::span(dataset.images);
  while (!left.empty()) {
    const auto some = left.first(std::min(together, left.size()));
    left = left.subspan(some.size());
    char name[40];
    std::snprintf(name, sizeof name, "part-%05zu.safetensors", parts.size());
    const auto packed = write_part(output.path() / name, some, decoded(some, options, report, meter, cancel));
    if (packed > 0) parts.emplace_back(name);
    images += packed;
  }
  if (images == 0) {
    throw Error(ErrorKind::InvalidInput,
                "None of the data set's images could be read; there is nothing to pack.");
  }
  if (!options.tokenizer.empty()) write_tokens(dataset, options.tokenizer, output.path());
  const json about{{"format", "cloc-pack"}, {"version", kPackVersion},  {"input_size", options.input_size},
                   {"images", images},      {"labels", dataset.labels}, {"parts", parts}};
  write_text_file(output.path() / kPackFile,
                  about.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
  output.finish();
  return images;
}

}  // namespace cloc::training
