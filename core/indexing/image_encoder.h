// SPDX-License-Identifier: Apache-2.0
// From an image file to its entries and their embeddings: what update_index and the workers of shards have in
// common. It knows neither where the result is kept nor what was known before. Private to core/indexing.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include <opencv2/core.hpp>

#include "core/base/progress.h"
#include "core/index/entries.h"
#include "core/indexing/indexing.h"
#include "core/inference/session.h"
#include "core/store/project.h"

namespace cloc::indexing {

// The category of issue for an image whose embeddings are not finite.
inline constexpr const char* kNotFinite = "embedding that is not finite";

struct EncodedEntries {
  store::Image image;  // with the size and the stamp of the file that was read
  std::vector<index::Entry> entries;
  std::vector<float> embeddings;  // [entries, dim]
};

struct Encoding {
  std::function<std::vector<index::Entry>(const store::Image&)> regions_of;  // as region_entries
  std::function<void(EncodedEntries)> keep;
  std::function<void(const store::Image&)> leave_out;  // it cannot be read or encoded
  std::function<void()> save;                          // makes all that was kept durable
  std::string of_what = "images";                      // for the message when cancelled
};

// Reads and encodes `images`, keeps each, saves every options.save_every. Adds to the report's figures and
// issues. Throws Error{Cancelled}, after saving, naming how far it came of report.images.
void encode_images(std::span<const store::Image> images, inference::Session& session,
                   const IndexingOptions& options, const Encoding& encoding, IndexingReport& report,
                   const ProgressSink& progress, const CancelToken& cancel);

// Throws Error{Numeric} when there is nothing in the index because no image gave finite embeddings: it is the
// model that is damaged, and its empty index is not to take another's place.
void refuse_if_nothing_is_finite(const index::RegionIndex& index, const IndexingReport& report);

}  // namespace cloc::indexing
