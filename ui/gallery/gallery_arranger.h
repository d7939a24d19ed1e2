// SPDX-License-Identifier: GPL-3.0-or-later
// Filters and sorts a snapshot of the image table. Runs in a worker thread (GalleryModel owns that); knows no
// widgets. Orders by name are kept from one call to the next, so that a million names are compared once and
// not with each letter that is typed.
#pragma once

#include <string>
#include <vector>

#include "core/base/progress.h"
#include "ui/gallery/gallery_query.h"
#include "ui/gallery/image_table.h"

namespace cloc::ui {

struct Arrangement {
  std::vector<Row> order;                // position in the gallery -> row
  std::vector<std::uint32_t> positions;  // row -> position; kNoPosition where the image is left out
  Row rows = 0;                          // of the table when this was made
  // Of all images, whatever the filter: what the menus and the window's last line say.
  Row verified = 0, labelled = 0;                                       // labelled: with at least one region
  std::vector<std::pair<std::uint32_t, std::uint32_t>> imagesPerLabel;  // label, images; ascending by label
  std::vector<std::uint32_t> imagesPerFolder;                           // by the folder's number
};
inline constexpr std::uint32_t kNoPosition = 0xffffffff;

class GalleryArranger {
 public:
  // Equal scores and equal numbers of regions are in the order of adding. Successive snapshots must be of one
  // table that only grew; reset() when it began anew. Throws Error{Cancelled} within some milliseconds.
  Arrangement arrange(const ImageColumns& table, const GalleryQuery& query, const CancelToken& cancel);
  void reset();

 private:
  const std::vector<Row>& byName(const ImageColumns& table, const CancelToken& cancel);
  std::vector<Row> sorted(const ImageColumns& table, const GallerySort& sort, const CancelToken& cancel);
  std::vector<Row> byFolderAndName(const ImageColumns& table, const CancelToken& cancel);

  // Natural keys of the names, and the rows in their order.
  TextColumn keyText_;
  std::vector<TextColumn::Place> keys_;
  std::vector<Row> byName_;
};

}  // namespace cloc::ui
