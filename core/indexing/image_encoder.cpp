// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/image_encoder.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/error.h"
#include "core/image/image.h"
#include "core/index/proposals.h"
#include "core/indexing/contents.h"

namespace cloc::indexing {
namespace {

using Clock = std::chrono::steady_clock;

// Images that are read and wait to be encoded together.
class Batch {
 public:
  Batch(inference::Session& session, const IndexingOptions& options, const Encoding& encoding,
        IndexingReport& report)
      : session_(session), options_(options), encoding_(encoding), report_(report) {}

  void read(store::Image image) {
    try {
      const auto stamp = store::file_stamp(image.path);  // before reading: a later change is seen next time
      pixels_.push_back(image::load_image(image.path));
      image.stamp = stamp;
      image.width = pixels_.back().cols;
      image.height = pixels_.back().rows;
      images_.push_back(std::move(image));
    } catch (const Error& error) {
      leave_out(image, "unreadable image", error.what());
    }
    if (static_cast<int>(images_.size()) == options_.batch_size) encode();
  }

  void encode() {
    if (images_.empty()) return;
    try {
      encode_together(0, images_.size());
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Numeric) throw;
      for (std::size_t i = 0; i < images_.size(); ++i) encode_alone(i);
    }
    images_.clear();
    pixels_.clear();
  }

 private:
  void encode_together(std::size_t first, std::size_t count) {
    const auto encoded = session_.encode(std::span(pixels_).subspan(first, count));
    const auto whole = session_.embed_images(encoded);
    std::vector<EncodedEntries> done;
    Duplicates duplicates;
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = whole.row(static_cast<std::int64_t>(i));
      done.push_back(describe(images_[first + i], encoded[i], row, duplicates));
    }
    // All of them or none: those of a batch that fails come again one by one.
    report_.proposals += duplicates.proposals;
    report_.near_duplicates += duplicates.left_out;
    report_.encoded += static_cast<std::int64_t>(count);
    for (auto& entries : done) encoding_.keep(std::move(entries));
  }

  // One image that gives no finite embedding is not to cost the others of its batch.
  void encode_alone(std::size_t i) {
    try {
      encode_together(i, 1);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Numeric) throw;
      leave_out(images_[i], kNotFinite, error.what());
    }
  }

  void leave_out(const store::Image& image, const char* category, const std::string& why) {
    report_.issues.add(category, image.path.string(), why + " Left out of the index.");
    encoding_.leave_out(image);
  }

  struct Duplicates {
    std::int64_t proposals = 0, left_out = 0;
  };

  EncodedEntries describe(const store::Image& image, const inference::EncodedImage& encoded,
                          std::span<const float> whole, Duplicates& duplicates) {
    auto regions = encoding_.regions_of(image);
    std::vector<PixelBox> proposals;
    if (regions.empty()) {
      for (const auto& one : session_.propose(encoded, {.whole_image = false})) proposals.push_back(one.box);
    }
    EncodedEntries out{image, wanted_entries(image, std::move(regions), proposals), {}};
    std::vector<PixelBox> boxes;
    for (std::size_t i = 1; i < out.entries.size(); ++i) boxes.push_back(out.entries[i].box);
    const auto embedded = session_.embed_boxes(encoded, boxes);
    out.embeddings.assign(whole.begin(), whole.end());
    if (boxes.empty() || out.entries[1].kind != index::EntryKind::Proposal) {
      out.embeddings.insert(out.embeddings.end(), embedded.values.begin(), embedded.values.end());
      return out;
    }
    const auto kept = index::without_near_duplicates(boxes, embedded.values, options_.duplicate_cosine);
    duplicates.proposals += static_cast<std::int64_t>(boxes.size());
    duplicates.left_out += static_cast<std::int64_t>(boxes.size() - kept.size());
    std::vector<index::Entry> entries{out.entries[0]};
    for (const std::size_t place : kept) {
      entries.push_back(out.entries[1 + place]);
      const auto row = embedded.row(static_cast<std::int64_t>(place));
      out.embeddings.insert(out.embeddings.end(), row.begin(), row.end());
    }
    out.entries = std::move(entries);
    return out;
  }

  inference::Session& session_;
  const IndexingOptions& options_;
  const Encoding& encoding_;
  IndexingReport& report_;
  std::vector<store::Image> images_;
  std::vector<cv::Mat> pixels_;
};

}  // namespace

void encode_images(std::span<const store::Image> images, inference::Session& session,
                   const IndexingOptions& options, const Encoding& encoding, IndexingReport& report,
                   const ProgressSink& progress, const CancelToken& cancel) {
  if (images.empty()) return;
  Batch batch(session, options, encoding, report);
  auto last_save = Clock::now();
  ProgressMeter meter("encoding images", static_cast<std::int64_t>(images.size()), progress);
  for (const auto& image : images) {
    if (cancel.cancelled()) {
      batch.encode();
      encoding.save();
      throw Error(ErrorKind::Cancelled, "Stopped after " + std::to_string(report.encoded + report.unchanged) +
                                            " of " + std::to_string(report.images) + " " + encoding.of_what +
                                            ". They are saved; run this again to go on.");
    }
    batch.read(image);
    if (Clock::now() - last_save > options.save_every) {
      encoding.save();
      last_save = Clock::now();
    }
    meter.advance(1);
  }
  batch.encode();
}

void refuse_if_nothing_is_finite(const index::RegionIndex& index, const IndexingReport& report) {
  const auto count = report.issues.count(kNotFinite);
  if (index.count() > 0 || count == 0) return;
  throw Error(ErrorKind::Numeric, "None of " + std::to_string(count) +
                                      " images got embeddings that are finite: the model's weights are "
                                      "damaged. Index with another checkpoint; nothing has changed.");
}

}  // namespace cloc::indexing
